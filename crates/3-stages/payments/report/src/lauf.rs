//! The files of a run of prescriptions, summed up. Each is read once, row by row.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use domain::{
    Anweisung, Artikel, Aufgabe, Bestaetigung, Betrag, Datum, Entscheidung, Erledigt, ErledigtesRezept, Klasse,
    OhneAnweisung, Position, Rabattstand, Rabattverlust, Rechnung, Rezept, Tabelle, Umbuchung, UnbestaetigteAnweisung,
    Urteil, ZuordnungsEntscheidung, chain,
};
use rules::statuses;
use stage::{Receipt, each_row};

use crate::zahlen::{Fallzahlen, Kopf, Liste, Rezeptzahlen, Schluessel, schluessel};

/// What the report reads of a run, folder by folder. Work lists come from the table of the chain.
pub const GELESEN: [(&str, &[&str]); 6] = [
    ("20-invoices", &["rechnungen.csv", "entscheidungen.csv", "artikel.csv"]),
    ("30-stage1", &["rezepte.csv", "positionen.csv"]),
    ("40-matches", &["gruende.csv", "umbuchung.csv"]),
    ("50-stage2", &["urteile.csv"]),
    ("60-payments", &["erledigt.csv", "rabattverlust.csv", "anweisungen.csv", "ohne_anweisung.csv"]),
    ("65-confirmations", &["bestaetigungen.csv", "offen.csv"]),
];

const UMBUCHUNG: &str = "umbuchung.csv";

/// Reads runs of one payer, the earliest first. The list of articles is read again only where it is another.
#[derive(Debug, Default)]
pub struct Leser {
    liste: Liste,
    liste_von: String,
}

/// A prescription that the run settled.
struct Erledigtes {
    bezahlt: bool,
    erledigt_am: Datum,
    abgabe: Option<Datum>,
}

impl Leser {
    /// Counts what the run did, and of the last run what waits at its end.
    ///
    /// # Errors
    /// A table is missing or cannot be read.
    pub fn lies(&mut self, lauf: &Lauf<'_>, zahlen: &mut Rezeptzahlen, faelle: &mut Fallzahlen) -> stage::Result<()> {
        let koepfe = lauf.koepfe()?;
        let mut erledigt = lauf.erledigt(&koepfe, zahlen, faelle)?;
        lauf.umbuchungen(|u| faelle.bezahlt(&u.aktenzeichen, jahr(u.angewiesen_am), u.betrag))?;
        lauf.rezepte(&koepfe, &mut erledigt, zahlen)?;
        self.positionen(lauf, &erledigt, zahlen)?;
        lauf.rabattverlust(&erledigt, zahlen)?;
        lauf.each("65-confirmations", "bestaetigungen.csv", |b: Bestaetigung| {
            zahlen.rueckmeldung(b.rueckmeldung.als_str(), b.betrag);
        })?;
        lauf.each("40-matches", "gruende.csv", |grund| zahlen.offen(grund))?;
        if lauf.letzter { lauf.stand(zahlen) } else { Ok(()) }
    }

    fn positionen(
        &mut self,
        lauf: &Lauf<'_>,
        erledigt: &HashMap<Schluessel, Erledigtes>,
        zahlen: &mut Rezeptzahlen,
    ) -> stage::Result<()> {
        self.artikel(lauf)?;
        let mut blatt: Vec<Position> = Vec::new();
        let mut zaehle = |blatt: &[Position]| {
            let Some(erste) = blatt.first() else { return };
            let rezept = erledigt.get(&schluessel(&erste.beleg_id, &erste.pic_nr));
            if let Some(rezept) = rezept.filter(|rezept| rezept.bezahlt) {
                zahlen.artikel.rezept(blatt, &self.liste, rezept.abgabe);
            }
        };
        lauf.each("30-stage1", "positionen.csv", |position: Position| {
            let neues = |erste: &Position| (&erste.beleg_id, &erste.pic_nr) != (&position.beleg_id, &position.pic_nr);
            if blatt.first().is_some_and(neues) {
                zaehle(&blatt);
                blatt.clear();
            }
            blatt.push(position);
        })?;
        zaehle(&blatt);
        Ok(())
    }

    fn artikel(&mut self, lauf: &Lauf<'_>) -> stage::Result<()> {
        let receipt = Receipt::load(&lauf.ordner.join("20-invoices"))?;
        let hash = receipt.and_then(|receipt| receipt.output("artikel.csv").map(|output| output.blake3.clone()));
        if hash.as_deref() != Some(&self.liste_von) {
            let mut artikel: Vec<Artikel> = Vec::new();
            lauf.each("20-invoices", "artikel.csv", |zeile| artikel.push(zeile))?;
            self.liste = Liste::neu(artikel);
            self.liste_von = hash.unwrap_or_default();
        }
        Ok(())
    }
}

/// A run and where it lies.
#[derive(Clone, Copy, Debug)]
pub struct Lauf<'a> {
    /// Its folder.
    pub ordner: &'a Path,
    /// Its business date.
    pub datum: Datum,
    /// Whether no later one of its payer is reported on: what waits, waits at its end.
    pub letzter: bool,
}

impl Lauf<'_> {
    fn each<T: Tabelle>(&self, folder: &str, file: &str, row: impl FnMut(T) + Send) -> stage::Result<()> {
        each_row(&self.ordner.join(folder).join(file), row)
    }

    /// The invoices, each with the day of the run that imported it.
    fn koepfe(&self) -> stage::Result<HashMap<u32, (Kopf, Datum)>> {
        let mut koepfe = HashMap::new();
        self.each("20-invoices", "rechnungen.csv", |r: Rechnung| {
            let (beleg, _) = schluessel(&r.beleg_id, "");
            let eingang = r.eingang();
            let kopf = Kopf { ik: r.rechnungssteller_ik, name: r.rechnungssteller, eingang };
            koepfe.insert(beleg, (kopf, r.herkunft));
        })?;
        Ok(koepfe)
    }

    fn erledigt(
        &self,
        koepfe: &HashMap<u32, (Kopf, Datum)>,
        zahlen: &mut Rezeptzahlen,
        faelle: &mut Fallzahlen,
    ) -> stage::Result<HashMap<Schluessel, Erledigtes>> {
        let mut von_hand: HashSet<Schluessel> = HashSet::new();
        self.each("20-invoices", "entscheidungen.csv", |e: Entscheidung| {
            von_hand.insert(schluessel(&e.beleg_id, &e.pic_nr));
        })?;
        let mut erledigt = HashMap::new();
        self.each("60-payments", "erledigt.csv", |rezept: ErledigtesRezept| {
            let key = schluessel(&rezept.beleg_id, &rezept.pic_nr);
            let Some((kopf, _)) = koepfe.get(&key.0) else { return };
            if rezept.bisher.is_some() {
                zahlen.nachtrag(&rezept, kopf);
                faelle.bezahlt(&rezept.aktenzeichen, jahr(rezept.erledigt_am), rezept.netto().unwrap_or_default());
                return;
            }
            let text = statuses::zeile(rezept.status).map_or("", |zeile| zeile.text);
            zahlen.erledigt(&rezept, kopf, text, von_hand.contains(&key));
            let bezahlt = rezept.klasse == Klasse::Zahlen;
            if let Some(netto) = rezept.netto.filter(|_| bezahlt) {
                faelle.bezahlt(&rezept.aktenzeichen, jahr(rezept.erledigt_am), netto);
            }
            erledigt.insert(key, Erledigtes { bezahlt, erledigt_am: rezept.erledigt_am, abgabe: None });
        })?;
        Ok(erledigt)
    }

    /// What was delivered, and of what was settled the day of dispensing and the discounts granted.
    fn rezepte(
        &self,
        koepfe: &HashMap<u32, (Kopf, Datum)>,
        erledigt: &mut HashMap<Schluessel, Erledigtes>,
        zahlen: &mut Rezeptzahlen,
    ) -> stage::Result<()> {
        self.each("30-stage1", "rezepte.csv", |rezept: Rezept| {
            let key = schluessel(&rezept.beleg_id, &rezept.pic_nr);
            if let Some((kopf, _)) = koepfe.get(&key.0).filter(|(_, herkunft)| *herkunft == self.datum) {
                zahlen.geliefert(kopf, self.datum, rezept.brutto.wert().copied());
            }
            let Some(eintrag) = erledigt.get_mut(&key) else { return };
            eintrag.abgabe = rezept.abgabe_datum.wert().copied();
            if eintrag.bezahlt {
                let rabatte = [&rezept.ap_rabatt, &rezept.hs_rabatt].into_iter().filter_map(|rabatt| rabatt.wert());
                zahlen.rabatt_berechnet(eintrag.erledigt_am, rabatte.sum());
            }
        })
    }

    fn rabattverlust(
        &self,
        erledigt: &HashMap<Schluessel, Erledigtes>,
        zahlen: &mut Rezeptzahlen,
    ) -> stage::Result<()> {
        self.each("60-payments", "rabattverlust.csv", |verlust: Rabattverlust| {
            let angewiesen = erledigt.contains_key(&schluessel(&verlust.beleg_id, &verlust.pic_nr));
            if angewiesen || self.letzter {
                zahlen.rabattgrund(&verlust);
            }
            if self.letzter && verlust.stand == Rabattstand::Gefaehrdet {
                zahlen.auf_dem_spiel(&verlust);
            }
        })
    }

    /// What waits at the end of the run.
    fn stand(&self, zahlen: &mut Rezeptzahlen) -> stage::Result<()> {
        for step in chain::PRESCRIPTIONS.iter().filter(|step| step.tasks) {
            self.each(step.folder, "arbeitsliste.csv", |aufgabe: Aufgabe| zahlen.aufgabe(&aufgabe.art))?;
        }
        self.fristen(zahlen)?;
        self.each("65-confirmations", "offen.csv", |auftrag: UnbestaetigteAnweisung| {
            zahlen.rueckmeldung("unbestaetigt", auftrag.betrag);
        })
    }

    /// Invoices that wait, all of one or a part of it, by the day on which they must be ordered.
    fn fristen(&self, zahlen: &mut Rezeptzahlen) -> stage::Result<()> {
        let mut rechnungen: BTreeMap<u32, (Datum, Betrag, u32)> = BTreeMap::new();
        self.each("60-payments", "anweisungen.csv", |a: Anweisung| {
            rechnungen.insert(schluessel(&a.beleg_id, "").0, (a.anweisungsdatum, Betrag::NULL, 0));
        })?;
        self.each("60-payments", "ohne_anweisung.csv", |ohne: OhneAnweisung| {
            rechnungen.insert(schluessel(&ohne.beleg_id, "").0, (ohne.anweisungsdatum, ohne.betrag, 0));
        })?;
        self.each("50-stage2", "urteile.csv", |urteil: Urteil| {
            let rechnung = rechnungen.get_mut(&schluessel(&urteil.beleg_id, "").0);
            if let Some(rechnung) = rechnung.filter(|_| urteil.klasse == Klasse::Offen) {
                rechnung.2 += 1;
            }
        })?;
        for (datum, betrag, offen) in rechnungen.into_values().filter(|r| r.1 > Betrag::NULL || r.2 > 0) {
            zahlen.wartet(datum, betrag, offen);
        }
        Ok(())
    }

    /// Payments of earlier runs without a case that people rebooked on one in this run: each counts to the case, in the year of
    /// the payment. Runs of earlier versions of the program have no such table.
    fn umbuchungen(&self, mut row: impl FnMut(Umbuchung) + Send) -> stage::Result<()> {
        if !self.ordner.join("40-matches").join(UMBUCHUNG).is_file() {
            return Ok(());
        }
        self.each("40-matches", UMBUCHUNG, |umbuchung: Umbuchung| {
            if umbuchung.entscheidung == ZuordnungsEntscheidung::Person {
                row(umbuchung);
            }
        })
    }

    /// Counts what the run paid for cases, before the time reported on.
    ///
    /// # Errors
    /// As [`Leser::lies`].
    pub fn vorher(&self, faelle: &mut Fallzahlen) -> stage::Result<()> {
        self.umbuchungen(|u| faelle.vorher(&u.aktenzeichen, jahr(u.angewiesen_am), u.betrag))?;
        self.each("60-payments", "erledigt.csv", |rezept: ErledigtesRezept| {
            let netto = rezept.netto().filter(|_| rezept.bisher.is_some() || rezept.klasse == Klasse::Zahlen);
            if let Some(netto) = netto {
                faelle.vorher(&rezept.aktenzeichen, jahr(rezept.erledigt_am), netto);
            }
        })
    }
}

/// The year of a day.
pub fn jahr(tag: Datum) -> u32 {
    use chrono::Datelike as _;
    tag.year().unsigned_abs()
}
