//! What is recorded of what was said.

use std::collections::{HashMap, HashSet};

use domain::datum::deutsch;
use domain::{Ablehnung, Anweisung, Bestaetigung, Rueckmeldung};
use ledger::{Auftragsstand, NeueRueckmeldung};

use crate::{Aussage, Meldung};

/// What became of the Meldungen.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ergebnis {
    /// To be recorded.
    pub neu: Vec<NeueRueckmeldung>,
    /// Error lines.
    pub abgelehnt: Vec<Ablehnung>,
    /// Confirmations that say again what was recorded.
    pub wiederholt: u64,
    /// Orders said to be neither paid nor rejected yet.
    pub in_arbeit: u64,
}

/// A field and what is wrong with it.
type Einwand = (&'static str, String, String);

/// Decides on every Meldung, in their order; `stand` holds the orders that exist.
pub fn verbuche(meldungen: &[Meldung], stand: &HashMap<&str, Auftragsstand>) -> Ergebnis {
    let dateien: HashSet<&str> = meldungen.iter().map(|meldung| meldung.datei_sha256.as_str()).collect();
    let mut ergebnis = Ergebnis::default();
    // Confirmations in the order in which they are met; those of earlier runs stand first.
    let mut bestaetigt: HashMap<&str, Bestaetigung> = HashMap::new();
    for (id, auftrag) in stand {
        if let Some(fruehere) = auftrag.bestaetigt.as_ref().filter(|b| !dateien.contains(b.datei_sha256.as_str())) {
            bestaetigt.insert(id, fruehere.bestaetigung.clone());
        }
    }
    for meldung in meldungen {
        let Some(auftrag) = stand.get(meldung.anweisung_id.as_str()) else {
            let grund = "no such order: expected the anweisung_id of an order of this payer".to_owned();
            ergebnis.abgelehnt.push(ablehnung(meldung, ("anweisung_id", meldung.anweisung_id.clone(), grund)));
            continue;
        };
        let schon = bestaetigt.get(meldung.anweisung_id.as_str()).cloned().or_else(|| anderswo(meldung, auftrag));
        match (pruefe(meldung, &auftrag.anweisung), meldung.aussage, schon) {
            (Err(einwand), ..) => ergebnis.abgelehnt.push(ablehnung(meldung, einwand)),
            (Ok(()), Aussage::InArbeit, _) => ergebnis.in_arbeit += 1,
            (Ok(()), Aussage::Bestaetigt, Some(schon)) if schon.bestaetigt_am == meldung.am => ergebnis.wiederholt += 1,
            (Ok(()), Aussage::Bestaetigt | Aussage::Zurueckgewiesen, Some(schon)) => {
                ergebnis.abgelehnt.push(ablehnung(meldung, widerspruch(meldung, &schon)));
            }
            (Ok(()), Aussage::Bestaetigt, None) => {
                let neu = rueckmeldung(meldung, &auftrag.anweisung, Rueckmeldung::Bestaetigt);
                bestaetigt.insert(&meldung.anweisung_id, neu.bestaetigung.clone());
                ergebnis.neu.push(neu);
            }
            (Ok(()), Aussage::Zurueckgewiesen, None) => {
                ergebnis.neu.push(rueckmeldung(meldung, &auftrag.anweisung, Rueckmeldung::Zurueckgewiesen));
            }
        }
    }
    ergebnis
}

/// A confirmation that an earlier execution of this run recorded from another line: it is not confirmed twice.
fn anderswo(meldung: &Meldung, auftrag: &Auftragsstand) -> Option<Bestaetigung> {
    let NeueRueckmeldung { datei_sha256, bestaetigung } = auftrag.bestaetigt.as_ref()?;
    let dieselbe = *datei_sha256 == meldung.datei_sha256 && bestaetigung.zeile == meldung.satz;
    (meldung.aussage == Aussage::Bestaetigt && !dieselbe).then(|| bestaetigung.clone())
}

fn pruefe(meldung: &Meldung, anweisung: &Anweisung) -> Result<(), Einwand> {
    if let Some(betrag) = meldung.betrag.filter(|betrag| *betrag != anweisung.betrag) {
        let grund = format!("the order is over {} EUR; it stays unconfirmed", anweisung.betrag.deutsch());
        return Err(("betrag", betrag.deutsch(), grund));
    }
    if meldung.aussage == Aussage::Bestaetigt && meldung.am < anweisung.angewiesen_am {
        let grund = format!("before it was ordered, on {}; it stays unconfirmed", deutsch(anweisung.angewiesen_am));
        return Err(("bestaetigt_am", deutsch(meldung.am), grund));
    }
    Ok(())
}

fn widerspruch(meldung: &Meldung, schon: &Bestaetigung) -> Einwand {
    let bisher = format!("was confirmed as paid on {} by {}", deutsch(schon.bestaetigt_am), schon.datei);
    match meldung.aussage {
        Aussage::Zurueckgewiesen => ("anweisung_id", meldung.bemerkung.clone(), format!("{bisher}: ask the bank")),
        _ => ("bestaetigt_am", deutsch(meldung.am), format!("{bisher}; that stands")),
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
