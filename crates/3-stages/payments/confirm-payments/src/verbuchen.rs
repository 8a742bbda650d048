//! What is recorded of what was said.

use std::collections::{HashMap, HashSet};

use domain::datum::deutsch;
use domain::{Ablehnung, Anweisung, Bestaetigung, Datum, Rueckmeldung};
use ledger::{Auftragsstand, Klaerung, NeueRueckmeldung};

use crate::{Aussage, Meldung, Quelle};

/// What became of the Meldungen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ergebnis {
    /// To be recorded.
    pub neu: Vec<NeueRueckmeldung>,
    /// Error lines.
    pub abgelehnt: Vec<Ablehnung>,
    /// What says again what was recorded.
    pub wiederholt: u64,
    /// Orders said to be neither paid nor rejected yet.
    pub in_arbeit: u64,
}

/// A field and what is wrong with it.
type Einwand = (&'static str, String, String);

/// What is known of an order while the Meldungen are gone through.
struct Akte<'a> {
    stand: &'a Auftragsstand,
    /// The confirmation that counts; those of earlier runs stand first.
    bestaetigt: Option<Bestaetigung>,
    /// What rejected it, by day and words.
    zurueckgewiesen: Vec<(Datum, String)>,
}

/// What becomes of one Meldung.
enum Folge {
    Neu(NeueRueckmeldung),
    Wiederholt,
    InArbeit,
}

/// Decides on every Meldung, in the order of their days; `stand` holds the orders that exist, `datum` is the business date.
pub fn verbuche(meldungen: &[Meldung], stand: &HashMap<&str, Auftragsstand>, datum: Datum) -> Ergebnis {
    let dateien: HashSet<&str> = meldungen.iter().map(|meldung| meldung.datei_sha256.as_str()).collect();
    let mut ergebnis = Ergebnis::default();
    let mut akten: HashMap<&str, Akte<'_>> =
        stand.iter().map(|(id, auftrag)| (*id, Akte::neu(auftrag, &dateien))).collect();
    let mut nach_tagen: Vec<&Meldung> = meldungen.iter().collect();
    nach_tagen.sort_by_key(|meldung| (meldung.am, meldung.aussage == Aussage::Zurueckgewiesen));
    for meldung in nach_tagen {
        let Some(akte) = akten.get_mut(meldung.anweisung_id.as_str()) else {
            let grund = "no such order: expected the anweisung_id of an order of this payer".to_owned();
            ergebnis.abgelehnt.push(ablehnung(meldung, ("anweisung_id", meldung.anweisung_id.clone(), grund)));
            continue;
        };
        match akte.folge(meldung, datum) {
            Ok(Folge::Neu(neu)) => ergebnis.neu.push(neu),
            Ok(Folge::Wiederholt) => ergebnis.wiederholt += 1,
            Ok(Folge::InArbeit) => ergebnis.in_arbeit += 1,
            Err(einwand) => ergebnis.abgelehnt.push(ablehnung(meldung, einwand)),
        }
    }
    ergebnis.abgelehnt.sort_by(|a, b| (&a.datei, a.satz).cmp(&(&b.datei, b.satz)));
    ergebnis
}

impl<'a> Akte<'a> {
    /// What other files than these said of the order.
    fn neu(stand: &'a Auftragsstand, dateien: &HashSet<&str>) -> Self {
        let andere = |b: &&NeueRueckmeldung| !dateien.contains(b.datei_sha256.as_str());
        Akte {
            stand,
            bestaetigt: stand.bestaetigt.as_ref().filter(andere).map(|b| b.bestaetigung.clone()),
            zurueckgewiesen: stand.zurueckgewiesen.iter().filter(andere).map(|z| gesagt(&z.bestaetigung)).collect(),
        }
    }

    fn folge(&mut self, meldung: &Meldung, datum: Datum) -> Result<Folge, Einwand> {
        pruefe(meldung, &self.stand.anweisung, datum)?;
        match meldung.aussage {
            Aussage::InArbeit => Ok(Folge::InArbeit),
            Aussage::Bestaetigt => self.bestaetige(meldung),
            Aussage::Zurueckgewiesen => Ok(self.weise_zurueck(meldung)),
        }
    }

    fn bestaetige(&mut self, meldung: &Meldung) -> Result<Folge, Einwand> {
        let schon = self.bestaetigt.clone().or_else(|| anderswo(meldung, self.stand));
        let zurueck = self.zurueckgewiesen.iter().map(|(am, _)| *am).max();
        let danach = zurueck.is_some_and(|zurueck| meldung.am > zurueck);
        if let Some(klaerung) = self.stand.geklaert.as_ref().filter(|_| danach) {
            return Err(("anweisung_id", meldung.bemerkung.clone(), zu_spaet(klaerung)));
        }
        match schon {
            None => {
                let neu = rueckmeldung(meldung, &self.stand.anweisung, Rueckmeldung::Bestaetigt);
                self.bestaetigt = Some(neu.bestaetigung.clone());
                Ok(Folge::Neu(neu))
            }
            Some(schon) if danach && zurueck >= Some(schon.bestaetigt_am) => {
                let grund = "was confirmed, came back, and is confirmed again: ask the bank; if the money left for good give \
                             the order up with that reason";
                Err(("bestaetigt_am", deutsch(meldung.am), grund.to_owned()))
            }
            Some(schon) if schon.bestaetigt_am == meldung.am || meldung.quelle == Quelle::Bank => Ok(Folge::Wiederholt),
            Some(schon) => {
                let bisher = format!("was confirmed as paid on {} by {}", deutsch(schon.bestaetigt_am), schon.datei);
                Err(("bestaetigt_am", deutsch(meldung.am), format!("{bisher}; that stands")))
            }
        }
    }

    /// A rejection, or a return of what was confirmed before.
    fn weise_zurueck(&mut self, meldung: &Meldung) -> Folge {
        let neu = rueckmeldung(meldung, &self.stand.anweisung, Rueckmeldung::Zurueckgewiesen);
        let gesagt = gesagt(&neu.bestaetigung);
        if self.stand.geklaert.is_some() && !self.eigene(&neu) || self.zurueckgewiesen.contains(&gesagt) {
            return Folge::Wiederholt;
        }
        self.zurueckgewiesen.push(gesagt);
        Folge::Neu(neu)
    }

    /// Returns true if an earlier execution of this run recorded it from the same line.
    fn eigene(&self, neu: &NeueRueckmeldung) -> bool {
        let gleich = |z: &NeueRueckmeldung| {
            (&z.datei_sha256, z.bestaetigung.zeile) == (&neu.datei_sha256, neu.bestaetigung.zeile)
        };
        self.stand.zurueckgewiesen.iter().any(gleich)
    }
}

fn gesagt(b: &Bestaetigung) -> (Datum, String) {
    (b.bestaetigt_am, b.bemerkung.clone())
}

/// A confirmation that an earlier execution of this run recorded from another line: it is not confirmed twice.
fn anderswo(meldung: &Meldung, auftrag: &Auftragsstand) -> Option<Bestaetigung> {
    let NeueRueckmeldung { datei_sha256, bestaetigung } = auftrag.bestaetigt.as_ref()?;
    let dieselbe = *datei_sha256 == meldung.datei_sha256 && bestaetigung.zeile == meldung.satz;
    (!dieselbe).then(|| bestaetigung.clone())
}

fn pruefe(meldung: &Meldung, anweisung: &Anweisung, datum: Datum) -> Result<(), Einwand> {
    if let Some(betrag) = meldung.betrag.filter(|betrag| betrag.absolut() != anweisung.betrag) {
        let grund = format!("the order is over {} EUR; it stays as it was: ask the bank", anweisung.betrag.deutsch());
        return Err(("betrag", betrag.deutsch(), grund));
    }
    if meldung.aussage != Aussage::Bestaetigt {
        return Ok(());
    }
    let einwand = |grund: String| Err(("bestaetigt_am", deutsch(meldung.am), grund));
    if meldung.am < anweisung.angewiesen_am {
        return einwand(format!(
            "before it was ordered, on {}; it stays unconfirmed",
            deutsch(anweisung.angewiesen_am)
        ));
    }
    if meldung.am > datum {
        return einwand(format!("after the business date {}; it stays unconfirmed", deutsch(datum)));
    }
    Ok(())
}

fn zu_spaet(klaerung: &Klaerung) -> String {
    match &klaerung.neu {
        Some(neu) => {
            format!(
                "it came back and was ordered anew by {neu} on {}: it may be PAID TWICE, ask the bank at once",
                klaerung.lauf
            )
        }
        None => format!("it came back and was given up on {}: ask the bank", klaerung.lauf),
    }
}

fn rueckmeldung(meldung: &Meldung, anweisung: &Anweisung, rueckmeldung: Rueckmeldung) -> NeueRueckmeldung {
    NeueRueckmeldung {
        datei_sha256: meldung.datei_sha256.clone(),
        bestaetigung: Bestaetigung {
            anweisung_id: anweisung.anweisung_id.clone(),
            rueckmeldung,
            bestaetigt_am: meldung.am,
            betrag: anweisung.betrag,
            beleg_id: anweisung.beleg_id.clone(),
            rechnungsnummer: anweisung.rechnungsnummer.clone(),
            angewiesen_am: anweisung.angewiesen_am,
            bemerkung: meldung.bemerkung.clone(),
            datei: meldung.datei.clone(),
            zeile: meldung.satz,
        },
    }
}

fn ablehnung(meldung: &Meldung, (feld, wert, grund): Einwand) -> Ablehnung {
    Ablehnung {
        datei: meldung.datei.clone(),
        satz: meldung.satz,
        offset: meldung.offset,
        feld: feld.to_owned(),
        wert,
        grund: format!("{}: {grund}", meldung.anweisung_id),
        roh: String::new(),
    }
}

#[cfg(test)]
pub(crate) mod tests;
