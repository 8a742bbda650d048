//! What bookings on an account say of orders: a debit that names one confirms it, money that comes back with its name
//! is a return. A payment block that is booked as one sum says it of all its orders.

use std::collections::BTreeSet;

use banking::camt::Umsatz;
use domain::Ablehnung;
use ledger::Enthalten;

use crate::lesen::{Gesagtes, summe};
use crate::{Aussage, Meldung, Quelle};

/// What the bookings of a statement say. `enthalten` are the orders of the messages and blocks that it names, `unser`
/// tells whether an order of that name was made.
pub fn aus_umsaetzen(
    datei: &str,
    datei_sha256: &str,
    umsaetze: &[Umsatz],
    enthalten: &[Enthalten],
    unser: impl Fn(&str) -> bool,
) -> Gesagtes {
    let mut auszug = Auszug { datei, datei_sha256, satz: 0, gesagt: Gesagtes::default() };
    for umsatz in umsaetze {
        let seine = || enthalten.iter().filter(|e| nennt(umsatz, e));
        if !umsatz.auftrag.is_empty() && (unser(&umsatz.auftrag) || seine().next().is_some()) {
            auszug.einzeln(umsatz, &umsatz.auftrag);
        } else if umsatz.auftrag.is_empty() && seine().next().is_some() {
            auszug.summe(umsatz, &seine().collect::<Vec<_>>());
        } else {
            auszug.gesagt.andere_umsaetze += 1;
        }
    }
    auszug.gesagt
}

/// Returns true if a booking names the payment block of an order, or its message and no block.
fn nennt(umsatz: &Umsatz, e: &Enthalten) -> bool {
    if umsatz.sammler_id.is_empty() {
        !umsatz.nachricht_id.is_empty() && umsatz.nachricht_id == e.nachricht_id
    } else {
        umsatz.sammler_id == e.sammler_id
    }
}

struct Auszug<'a> {
    datei: &'a str,
    datei_sha256: &'a str,
    satz: u64,
    gesagt: Gesagtes,
}

impl Auszug<'_> {
    fn einzeln(&mut self, umsatz: &Umsatz, auftrag: &str) {
        if umsatz.gebucht && umsatz.betrag.is_none() {
            return self.lehne_ab(umsatz, "Amt", auftrag, format!("{auftrag}: booked in another currency than euro"));
        }
        match aussage(umsatz) {
            Ok(aussage) => self.melde(umsatz, auftrag, aussage, umsatz.betrag),
            Err(grund) => self.lehne_ab(umsatz, "CdtDbtInd", auftrag, format!("{auftrag}: {grund}")),
        }
    }

    /// A payment block that was booked as one sum.
    fn summe(&mut self, umsatz: &Umsatz, enthalten: &[&Enthalten]) {
        let name = if umsatz.sammler_id.is_empty() { &umsatz.nachricht_id } else { &umsatz.sammler_id };
        let soll = summe(enthalten.iter().copied());
        match aussage(umsatz) {
            Err(grund) => self.lehne_ab(umsatz, "CdtDbtInd", name, format!("{name}: {grund}")),
            Ok(Aussage::InArbeit) => {}
            Ok(_) if umsatz.betrag != Some(soll) => {
                let grund = format!(
                    "{name}: its {} orders are over {} EUR together; which of them are meant is not said",
                    enthalten.len(),
                    soll.deutsch()
                );
                let wert = umsatz.betrag.map_or_else(String::new, |betrag| betrag.deutsch());
                self.lehne_ab(umsatz, "Amt", &wert, grund);
            }
            Ok(aussage) => {
                let ids: BTreeSet<&str> = enthalten.iter().map(|e| e.anweisung.anweisung_id.as_str()).collect();
                for id in ids {
                    self.melde(umsatz, id, aussage, None);
                }
            }
        }
    }

    fn melde(&mut self, umsatz: &Umsatz, auftrag: &str, aussage: Aussage, betrag: Option<domain::Betrag>) {
        self.satz += 1;
        let was = match aussage {
            Aussage::Bestaetigt => "gebucht",
            Aussage::Zurueckgewiesen => "zurückgebucht",
            Aussage::InArbeit => "vorgemerkt",
        };
        self.gesagt.meldungen.push(Meldung {
            quelle: Quelle::Bank,
            datei: self.datei.to_owned(),
            datei_sha256: self.datei_sha256.to_owned(),
            satz: self.satz,
            offset: umsatz.offset,
            anweisung_id: auftrag.to_owned(),
            aussage,
            am: umsatz.am,
            betrag,
            bemerkung: format!("{was} {}", umsatz.gruende).trim().to_owned(),
        });
    }

    fn lehne_ab(&mut self, umsatz: &Umsatz, feld: &str, wert: &str, grund: String) {
        self.satz += 1;
        self.gesagt.abgelehnt.push(Ablehnung {
            datei: self.datei.to_owned(),
            satz: self.satz,
            offset: umsatz.offset,
            feld: feld.to_owned(),
            wert: wert.to_owned(),
            grund,
            roh: String::new(),
        });
    }
}

/// What a booking says of what it names.
fn aussage(umsatz: &Umsatz) -> Result<Aussage, &'static str> {
    match (umsatz.gebucht, umsatz.belastung, umsatz.storno || umsatz.rueckgabe) {
        (false, ..) => Ok(Aussage::InArbeit),
        (true, true, false) => Ok(Aussage::Bestaetigt),
        // Who else would send money with the name of our order?
        (true, false, _) => Ok(Aussage::Zurueckgewiesen),
        (true, true, true) => Err("a return was undone, or something else came back: ask the bank"),
    }
}

#[cfg(test)]
mod tests;
