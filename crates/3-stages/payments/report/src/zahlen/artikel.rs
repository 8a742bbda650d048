//! What was paid for which article and which indication, and what could have been saved.
//!
//! Saving is counted in two ways. *Above the Festbetrag*: the gross of a line less packs × Festbetrag of the day, where
//! that is positive. *Against the cheapest*: the gross of a line less packs × the lowest price per pack that was paid
//! for the same ATC code and pack size in the time reported on; a price is rounded up to the cent, so that no saving is
//! said that was not there.

use std::collections::{BTreeMap, HashMap};

use domain::{Artikel, Artikelsumme, Betrag, Datum, Indikation, Position, Tabelle};

use crate::gruppen::zusammen;

/// The list of articles by PZN, the periods of each by their first day.
#[derive(Debug, Default)]
pub struct Liste(HashMap<String, Vec<Artikel>>);

impl Liste {
    /// The list of a table, which is sorted by PZN and first day.
    pub fn neu(artikel: impl IntoIterator<Item = Artikel>) -> Self {
        let mut liste: HashMap<String, Vec<Artikel>> = HashMap::new();
        artikel.into_iter().for_each(|a| liste.entry(a.pzn.clone()).or_default().push(a));
        Liste(liste)
    }

    /// The entry of the day, else the newest: a name and a code hold beyond their period, a ceiling does not.
    fn eintrag(&self, pzn: &str, tag: Option<Datum>) -> Option<(&Artikel, bool)> {
        let eintraege = self.0.get(pzn)?;
        let gilt =
            |a: &&Artikel| tag.is_some_and(|tag| a.gueltig_ab <= tag && a.gueltig_bis.is_none_or(|bis| tag <= bis));
        eintraege.iter().find(gilt).map(|a| (a, true)).or_else(|| eintraege.last().map(|a| (a, false)))
    }
}

/// Lines of one ATC code and one size of a pack.
#[derive(Debug, Default)]
struct Preise {
    packungen: u64,
    taxe: Betrag,
    guenstigste: Option<Betrag>,
}

impl Preise {
    fn einsparung(&self) -> Betrag {
        let guenstigste = self.guenstigste.unwrap_or_default().cent();
        Betrag::aus_cent((self.taxe.cent() - guenstigste * self.packungen as i64).max(0))
    }
}

/// Articles and indications of what was paid.
#[derive(Debug, Default)]
pub struct Artikelzahlen {
    artikel: HashMap<String, Artikelsumme>,
    indikationen: BTreeMap<String, Indikation>,
    preise: HashMap<(String, String), Preise>,
}

impl Artikelzahlen {
    /// Counts the lines of a paid prescription, dispensed on that day.
    pub fn rezept(&mut self, positionen: &[Position], liste: &Liste, abgabe: Option<Datum>) {
        let mut gezaehlt: Vec<(&str, String)> = Vec::with_capacity(positionen.len());
        for position in positionen {
            let (Some(pzn), Some(&taxe)) = (position.pzn.wert(), position.taxe.wert()) else { continue };
            let faktor = position.faktor.wert().copied().unwrap_or(1).max(1);
            let eintrag = liste.eintrag(pzn, abgabe);
            let gruppe = gruppe(eintrag.map_or("", |(artikel, _)| &artikel.atc));
            let erste_zeile = (
                !gezaehlt.iter().any(|(bekannt, _)| *bekannt == pzn.as_str()),
                !gezaehlt.iter().any(|(_, bekannt)| *bekannt == gruppe),
            );
            self.artikel(pzn, eintrag.map(|(artikel, _)| artikel), faktor, taxe, erste_zeile.0);
            self.indikation(&gruppe, eintrag, faktor, taxe, erste_zeile.1);
            gezaehlt.push((pzn, gruppe));
        }
    }

    fn artikel(&mut self, pzn: &str, eintrag: Option<&Artikel>, faktor: u32, taxe: Betrag, neues_rezept: bool) {
        let text = |feld: fn(&Artikel) -> &String| eintrag.map_or_else(String::new, |artikel| feld(artikel).clone());
        if !self.artikel.contains_key(pzn) {
            let neu = Artikelsumme {
                pzn: pzn.to_owned(),
                bezeichnung: text(|a| &a.bezeichnung),
                wirkstoff: text(|a| &a.wirkstoff),
                atc: text(|a| &a.atc),
                hersteller: text(|a| &a.hersteller),
                rezepte: 0,
                packungen: 0,
                taxe: Betrag::NULL,
            };
            self.artikel.insert(pzn.to_owned(), neu);
        }
        if let Some(summe) = self.artikel.get_mut(pzn) {
            summe.rezepte += u32::from(neues_rezept);
            summe.packungen += u64::from(faktor);
            summe.taxe += taxe;
        }
    }

    fn indikation(
        &mut self,
        gruppe: &str,
        eintrag: Option<(&Artikel, bool)>,
        faktor: u32,
        taxe: Betrag,
        neues_rezept: bool,
    ) {
        let summe = self.indikationen.entry(gruppe.to_owned()).or_insert_with(|| Indikation {
            atc: gruppe.to_owned(),
            bezeichnung: hauptgruppe(gruppe).to_owned(),
            rezepte: 0,
            packungen: 0,
            kosten: Betrag::NULL,
            ueber_festbetrag: Betrag::NULL,
            einsparung: Betrag::NULL,
        });
        summe.rezepte += u32::from(neues_rezept);
        summe.packungen += u64::from(faktor);
        summe.kosten += taxe;
        let Some((artikel, gilt)) = eintrag else { return };
        if let Some(festbetrag) = artikel.festbetrag.filter(|_| gilt) {
            summe.ueber_festbetrag += (taxe - festbetrag.mal(faktor)).max(Betrag::NULL);
        }
        if !artikel.atc.is_empty() {
            let preise = self.preise.entry((artikel.atc.clone(), artikel.packung.clone())).or_default();
            preise.packungen += u64::from(faktor);
            preise.taxe += taxe;
            let je_packung = Betrag::aus_cent(
                taxe.cent().div_euclid(i64::from(faktor)) + i64::from(taxe.cent().rem_euclid(i64::from(faktor)) > 0),
            );
            let bisher = preise.guenstigste.get_or_insert(je_packung);
            *bisher = je_packung.min(*bisher);
        }
    }

    /// The rows of both tables.
    pub fn zeilen(mut self) -> (Vec<Artikelsumme>, Vec<Indikation>) {
        for ((atc, _), preise) in &self.preise {
            if let Some(indikation) = self.indikationen.get_mut(&gruppe(atc)) {
                indikation.einsparung += preise.einsparung();
            }
        }
        let mut artikel: Vec<Artikelsumme> = self.artikel.into_values().collect();
        Artikelsumme::ordne(&mut artikel);
        let mut artikel = zusammen(artikel);
        let mut indikationen = zusammen(self.indikationen.into_values());
        Artikelsumme::ordne(&mut artikel);
        Indikation::ordne(&mut indikationen);
        (artikel, indikationen)
    }
}

fn gruppe(atc: &str) -> String {
    atc.chars().take(4).collect()
}

/// The main groups of the ATC, by their letter.
fn hauptgruppe(gruppe: &str) -> &'static str {
    match gruppe.chars().next() {
        Some('A') => "Alimentäres System und Stoffwechsel",
        Some('B') => "Blut und blutbildende Organe",
        Some('C') => "Kardiovaskuläres System",
        Some('D') => "Dermatika",
        Some('G') => "Urogenitalsystem und Sexualhormone",
        Some('H') => "Hormone, systemisch",
        Some('J') => "Antiinfektiva, systemisch",
        Some('L') => "Antineoplastika und Immunmodulatoren",
        Some('M') => "Muskel- und Skelettsystem",
        Some('N') => "Nervensystem",
        Some('P') => "Antiparasitäre Mittel",
        Some('R') => "Respirationstrakt",
        Some('S') => "Sinnesorgane",
        Some('V') => "Varia",
        _ => "ohne bekannten ATC-Code",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Lesung;
    use muster::{artikel, euro, position, tag};

    fn zeile(pzn: &str, faktor: u32, taxe: &str) -> Position {
        Position {
            pzn: Lesung::Wert(pzn.into()),
            faktor: Lesung::Wert(faktor),
            taxe: Lesung::Wert(euro(taxe)),
            ..position()
        }
    }

    fn praeparat(pzn: &str, festbetrag: Option<&str>) -> Artikel {
        let (atc, packung) = ("M01AB05".to_owned(), "20 St".to_owned());
        Artikel { atc, packung, festbetrag: festbetrag.map(euro), ..artikel(pzn, "2000-01-01", "FIX") }
    }

    #[test]
    fn saving_is_counted_against_ceiling_and_cheapest() {
        let liste = Liste::neu([praeparat("00000001", Some("10.00")), praeparat("00000002", None)]);
        let mut zahlen = Artikelzahlen::default();
        for _ in 0..5 {
            zahlen.rezept(
                &[zeile("00000001", 2, "25.00"), zeile("00000002", 1, "9.50")],
                &liste,
                Some(tag("2005-03-01")),
            );
        }
        let (artikel, indikationen) = zahlen.zeilen();
        assert_eq!(
            artikel.iter().map(|a| (a.rezepte, a.packungen, a.taxe)).collect::<Vec<_>>(),
            [(5, 10, euro("125.00")), (5, 5, euro("47.50"))]
        );
        let [indikation] = indikationen.as_slice() else { panic!("{indikationen:?}") };
        // 5 × (25.00 − 2 × 10.00), and 5 × (25.00 − 2 × 9.50).
        assert_eq!((indikation.ueber_festbetrag, indikation.einsparung), (euro("25.00"), euro("30.00")));
        assert_eq!((indikation.rezepte, indikation.bezeichnung.as_str()), (5, "Muskel- und Skelettsystem"));
    }

    #[test]
    fn an_unknown_article_is_counted_too() {
        let mut zahlen = Artikelzahlen::default();
        (0..6).for_each(|_| zahlen.rezept(&[zeile("00000009", 1, "1.00")], &Liste::default(), None));
        let (artikel, indikationen) = zahlen.zeilen();
        assert_eq!(
            (artikel[0].taxe, indikationen[0].kosten, indikationen[0].atc.as_str()),
            (euro("6.00"), euro("6.00"), "")
        );
    }

    #[test]
    fn rare_groups_and_unknown_articles_are_two_rows() {
        let liste = Liste::neu([praeparat("00000001", None)]);
        let mut zahlen = Artikelzahlen::default();
        (0..6).for_each(|_| zahlen.rezept(&[zeile("00000009", 1, "1.00")], &liste, None));
        (0..5).for_each(|_| zahlen.rezept(&[zeile("00000001", 1, "2.00")], &liste, None));
        let selten = Artikel { atc: "V07AY".into(), ..praeparat("00000002", None) };
        let liste = Liste::neu([selten]);
        zahlen.rezept(&[zeile("00000002", 1, "3.00")], &liste, None);
        let (_, indikationen) = zahlen.zeilen();
        // The one rare group takes the smallest of the others in, and has no name of its own like what is unknown.
        let namen: Vec<&str> = indikationen.iter().map(|i| i.bezeichnung.as_str()).collect();
        assert_eq!(namen, ["", "ohne bekannten ATC-Code"]);
        assert!(indikationen.windows(2).all(|zwei| zwei[0].ordnung(&zwei[1]).is_lt()), "{indikationen:?}");
        assert_eq!(indikationen.iter().map(|i| i.kosten).sum::<Betrag>(), euro("19.00"));
    }
}
