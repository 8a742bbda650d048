//! Reference data: the list of articles, `artikel.csv`.

use domain::datum::{aus_deutsch, deutsch};
use domain::{Ablehnung, Artikel, Rabattart, Tabelle, pruefziffer};

use crate::felder::{Felder, Spalte, betrag, ja_nein, pzn, spalte};
use crate::zeilen::{Quelle, Zeichensatz, Zeile};

const BETRAG: &str = "euro with decimal comma, for example 12,93";
const TEXT: &str = "text, may be empty";

/// The columns, in the order of the header.
pub const SPALTEN: &[Spalte] = &[
    spalte("pzn", "7 or 8 digits with a right check digit", "article number"),
    spalte("gueltig_ab", "TT.MM.JJJJ, a real calendar date", "first day of validity"),
    spalte("gueltig_bis", "TT.MM.JJJJ not before gueltig_ab, or empty", "last day of validity; empty = open"),
    spalte("bezeichnung", TEXT, "name of the article"),
    spalte("wirkstoff", TEXT, "active substance"),
    spalte("atc", TEXT, "ATC code"),
    spalte("hersteller", TEXT, "manufacturer"),
    spalte("packung", TEXT, "pack size"),
    spalte("rabattart", "FIX, PROZENT or KEIN", "how the pharmacy discount is computed"),
    spalte("hs_rabatt", BETRAG, "manufacturer discount per pack"),
    spalte("festbetrag", "euro with decimal comma, for example 12,93, or empty", "ceiling per pack; empty = none"),
    spalte("verordnungsfaehig", "J or N", "whether it may be prescribed at a work accident"),
];

/// Reads the list of articles; it comes back by PZN and first day of validity.
///
/// # Errors
/// Every breach of the form, every overlap of two periods of one PZN and every gap between them, with its line; such a
/// list is not used at all, because a price check against half a list would be silently wrong. Gaps are looked for
/// once PZN and period of every line can be read: a line that cannot may be the one that fills the gap.
pub fn lies(bytes: &[u8], datei: &str) -> Result<Vec<Artikel>, Vec<Ablehnung>> {
    let quelle = Quelle::decode(bytes, datei, Zeichensatz::Auto).map_err(|ablehnung| vec![ablehnung])?;
    let mut zeilen = quelle.zeilen(b';');
    match zeilen.naechste() {
        Some(Ok(kopf)) => kopf_pruefen(kopf)?,
        Some(Err(ablehnung)) => return Err(vec![ablehnung]),
        None => return Err(vec![quelle.ablehnung(format!("empty: expected the header {}", kopf_text()))]),
    }
    let mut fehler = Vec::new();
    let mut eintraege = Vec::new();
    let mut alle_lesbar = true;
    while let Some(zeile) = zeilen.naechste() {
        let bisher = fehler.len();
        match zeile {
            Ok(zeile) if zeile.anzahl() == SPALTEN.len() => {
                let artikel = eintrag(&mut Felder::neu(zeile, SPALTEN, 0, &mut fehler));
                if fehler[bisher..].iter().any(|f| SCHLUESSEL.contains(&f.feld.as_str())) {
                    alle_lesbar = false;
                } else {
                    eintraege.push((artikel, zeile.feld_ablehnung(1, "gueltig_ab", "")));
                }
                continue;
            }
            Ok(zeile) => fehler.push(spaltenzahl(zeile)),
            Err(ablehnung) => fehler.push(ablehnung),
        }
        alle_lesbar = false;
    }
    eintraege.sort_by(|(a, _), (b, _)| (&a.pzn, a.gueltig_ab).cmp(&(&b.pzn, b.gueltig_ab)));
    for eintraege in eintraege.chunk_by(|(a, _), (b, _)| a.pzn == b.pzn) {
        zeitraeume_pruefen(eintraege, alle_lesbar, &mut fehler);
    }
    fehler.sort_by(Tabelle::ordnung);
    if fehler.is_empty() { Ok(eintraege.into_iter().map(|(artikel, _)| artikel).collect()) } else { Err(fehler) }
}

/// The columns that say for which article and when a line holds.
const SCHLUESSEL: [&str; 3] = ["pzn", "gueltig_ab", "gueltig_bis"];

/// Checks the periods of one PZN, in their order and each with its place: every day from the first to the last has
/// exactly one entry.
fn zeitraeume_pruefen(eintraege: &[(Artikel, Ablehnung)], luecken: bool, fehler: &mut Vec<Ablehnung>) {
    let Some(((erster, ort), spaetere)) = eintraege.split_first() else { return };
    // The entry that holds longest of those before.
    let (mut bis, mut zeile) = (erster.gueltig_bis, ort.satz);
    for (artikel, ort) in spaetere {
        let grund = match bis {
            Some(bis) if bis >= artikel.gueltig_ab => {
                Some(format!("overlaps the period of line {zeile}, which ends on {}", deutsch(bis)))
            }
            None => Some(format!("overlaps the period of line {zeile}, which has no end")),
            Some(bis) if luecken && bis.succ_opt() != Some(artikel.gueltig_ab) => {
                Some(format!("leaves a gap after the period of line {zeile}, which ends on {}", deutsch(bis)))
            }
            Some(_) => None,
        };
        fehler.extend(grund.map(|grund| Ablehnung { grund, ..ort.clone() }));
        if bis.is_some_and(|bis| artikel.gueltig_bis.is_none_or(|neu| neu > bis)) {
            (bis, zeile) = (artikel.gueltig_bis, ort.satz);
        }
    }
}

fn kopf_text() -> String {
    SPALTEN.iter().map(|spalte| spalte.name).collect::<Vec<_>>().join(";")
}

fn kopf_pruefen(kopf: Zeile<'_>) -> Result<(), Vec<Ablehnung>> {
    let gleich = kopf.anzahl() == SPALTEN.len() && (0..).zip(SPALTEN).all(|(nr, spalte)| kopf.feld(nr) == spalte.name);
    if gleich { Ok(()) } else { Err(vec![kopf.ablehnung(format!("expected the header {}", kopf_text()))]) }
}

fn spaltenzahl(zeile: Zeile<'_>) -> Ablehnung {
    zeile.ablehnung(format!("{} columns, expected {}", zeile.anzahl(), SPALTEN.len()))
}

fn eintrag(felder: &mut Felder<'_>) -> Artikel {
    let pzn = felder.wert(|text| Some(pzn(text)).filter(|pzn| pruefziffer::pzn_gueltig(pzn)));
    let gueltig_ab = felder.wert(aus_deutsch);
    let gueltig_bis = felder.ende(gueltig_ab);
    let [bezeichnung, wirkstoff, atc, hersteller, packung] = std::array::from_fn(|_| felder.naechstes().to_owned());
    Artikel {
        pzn,
        gueltig_ab,
        gueltig_bis,
        bezeichnung,
        wirkstoff,
        atc,
        hersteller,
        packung,
        rabattart: felder.wert(|text| text.parse().ok().map(Some)).unwrap_or(Rabattart::Kein),
        hs_rabatt: felder.wert(betrag),
        festbetrag: felder.wahlweise(betrag),
        verordnungsfaehig: felder.wert(ja_nein),
    }
}

#[cfg(test)]
mod tests {
    use domain::Betrag;

    use super::*;

    const ZEILE: &str = "4121769;01.01.2000;31.12.2004;Präparat 2;Stoff;D06AX01;Muster;20 St;FIX;5,34;90,01;J";

    fn lies_zeilen(zeilen: &[&str]) -> Result<Vec<Artikel>, Vec<Ablehnung>> {
        lies(format!("{}\r\n{}\r\n", kopf_text(), zeilen.join("\r\n")).as_bytes(), "artikel.csv")
    }

    #[test]
    fn a_list_is_read_in_order() {
        let spaeter = ZEILE.replace("01.01.2000;31.12.2004", "01.01.2005;").replace("90,01", "");
        let artikel = lies_zeilen(&[&spaeter, ZEILE]).expect("good form");
        assert_eq!((artikel[0].pzn.as_str(), artikel[0].rabattart), ("04121769", Rabattart::Fix));
        assert_eq!((artikel[0].hs_rabatt.cent(), artikel[0].festbetrag.map(Betrag::cent)), (534, Some(9001)));
        assert_eq!((artikel[1].gueltig_bis, artikel[1].festbetrag), (None, None));
        assert!(artikel[1].verordnungsfaehig.ist_ja());
        assert_eq!(lies_zeilen(&[]), Ok(vec![]));
    }

    #[test]
    fn every_breach_is_named() {
        for (alt, neu, feld) in [
            ("4121769", "4121768", "pzn"),
            ("4121769", "", "pzn"),
            ("01.01.2000", "1.1.2000", "gueltig_ab"),
            ("31.12.2004", "31.12.1999", "gueltig_bis"),
            ("FIX", "fix", "rabattart"),
            ("5,34", "", "hs_rabatt"),
            ("90,01", "90.01", "festbetrag"),
            ("90,01", "?", "festbetrag"),
            (";J", ";X", "verordnungsfaehig"),
            (";J", "", ""),
        ] {
            let andere = zeitraum("4908802", "01.01.2000;");
            let fehler = lies_zeilen(&[&andere, &ZEILE.replace(alt, neu)]).expect_err(neu);
            assert_eq!((fehler.len(), fehler[0].satz, fehler[0].feld.as_str()), (1, 3, feld), "{fehler:?}");
        }
        assert!(lies(ZEILE.as_bytes(), "artikel.csv").is_err(), "no header");
        assert!(lies(b"", "artikel.csv").is_err(), "empty");
    }

    /// A line of that article with that period.
    fn zeitraum(pzn: &str, ab_bis: &str) -> String {
        ZEILE.replace("4121769", pzn).replace("01.01.2000;31.12.2004", ab_bis)
    }

    /// Line, value and reason of every refusal.
    fn beanstandet(zeilen: &[String]) -> Vec<(u64, String, String)> {
        let zeilen: Vec<&str> = zeilen.iter().map(String::as_str).collect();
        let fehler = lies_zeilen(&zeilen).expect_err("refused");
        assert!(fehler.iter().all(|f| f.feld == "gueltig_ab"), "{fehler:?}");
        fehler.into_iter().map(|f| (f.satz, f.wert, f.grund)).collect()
    }

    fn stelle(satz: u64, wert: &str, grund: &str) -> (u64, String, String) {
        (satz, wert.into(), grund.into())
    }

    #[test]
    fn periods_of_one_article_must_not_overlap() {
        let spaeter = zeitraum("4121769", "31.12.2004;");
        assert_eq!(
            beanstandet(&[spaeter, ZEILE.into()]),
            [stelle(2, "31.12.2004", "overlaps the period of line 3, which ends on 31.12.2004")]
        );
        assert_eq!(beanstandet(&[ZEILE.into(), ZEILE.into()]).len(), 1, "the same line twice");
        let lang = zeitraum("4121769", "01.01.2000;");
        let kurz = ["01.01.2001;31.12.2001", "01.01.2003;31.12.2003"].map(|ab_bis| zeitraum("4121769", ab_bis));
        let grund = "overlaps the period of line 2, which has no end";
        assert_eq!(
            beanstandet(&[[lang].as_slice(), &kurz].concat()),
            [stelle(3, "01.01.2001", grund), stelle(4, "01.01.2003", grund)],
            "the long period covers both"
        );
    }

    #[test]
    fn periods_of_one_article_must_not_leave_a_gap() {
        let spaeter = zeitraum("4121769", "02.01.2005;");
        assert_eq!(
            beanstandet(&[ZEILE.into(), spaeter]),
            [stelle(3, "02.01.2005", "leaves a gap after the period of line 2, which ends on 31.12.2004")]
        );
        let andere = zeitraum("4908802", "01.01.2010;");
        let lueckenlos = zeitraum("4121769", "01.01.2005;");
        assert!(lies_zeilen(&[ZEILE, &andere, &lueckenlos]).is_ok(), "periods of other articles do not matter");
    }

    #[test]
    fn all_faults_are_named_at_once() {
        let spaeter = zeitraum("4121769", "02.01.2005;");
        let zeilen = [ZEILE.to_owned(), ZEILE.replace("FIX", "fix"), ZEILE.replace("4121769", "4121768"), spaeter];
        let zeilen: Vec<&str> = zeilen.iter().map(String::as_str).collect();
        let fehler = lies_zeilen(&zeilen).expect_err("refused");
        let stellen: Vec<(u64, &str)> = fehler.iter().map(|f| (f.satz, f.feld.as_str())).collect();
        assert_eq!(stellen, [(3, "gueltig_ab"), (3, "rabattart"), (4, "pzn")], "line 4 may be what fills the gap");
    }

    #[test]
    fn acceptance_list_has_good_form() {
        let Some(datei) = muster::acceptance("a/drop/reference/artikel.csv") else { return };
        let bytes = std::fs::read(datei).expect("readable");
        assert!(!lies(&bytes, "artikel.csv").expect("good form").is_empty());
    }
}
