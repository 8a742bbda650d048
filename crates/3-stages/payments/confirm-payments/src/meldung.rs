//! One thing said of one order.

use std::collections::HashSet;

use banking::pain002::{Auftragsstatus, Sammlerstatus, Status, Statusart, Statusbericht};
use domain::{Ablehnung, Betrag, Datum, Rueckmeldung};
use forms::bestaetigungen::Bestaetigungszeile;
use ledger::Enthalten;

/// What is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aussage {
    /// It was paid.
    Bestaetigt,
    /// The bank will not pay it.
    Zurueckgewiesen,
    /// Neither yet.
    InArbeit,
}

/// Who says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quelle {
    /// The payer, in a confirmation file: there is one day on which an order was paid.
    Kostentraeger,
    /// A bank: what it reports one day it books the next.
    Bank,
}

/// One thing said of one order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meldung {
    /// Who says it.
    pub quelle: Quelle,
    /// Name of the file.
    pub datei: String,
    /// SHA-256 of the file.
    pub datei_sha256: String,
    /// Line in it, or number of the status, from 1.
    pub satz: u64,
    /// Byte offset in it.
    pub offset: u64,
    /// The order.
    pub anweisung_id: String,
    /// What is said of it.
    pub aussage: Aussage,
    /// Day of which it is said.
    pub am: Datum,
    /// Amount named; none = not said.
    pub betrag: Option<Betrag>,
    /// What else was said.
    pub bemerkung: String,
}

/// What the lines of a confirmation file say.
pub fn aus_zeilen(datei: &str, datei_sha256: &str, zeilen: Vec<Bestaetigungszeile>) -> Vec<Meldung> {
    let meldung = |zeile: Bestaetigungszeile| Meldung {
        quelle: Quelle::Kostentraeger,
        datei: datei.to_owned(),
        datei_sha256: datei_sha256.to_owned(),
        satz: zeile.satz,
        offset: zeile.offset,
        anweisung_id: zeile.anweisung_id,
        aussage: match zeile.rueckmeldung {
            // An amount below zero came back.
            Rueckmeldung::Bestaetigt if zeile.betrag > Betrag::NULL => Aussage::Bestaetigt,
            _ => Aussage::Zurueckgewiesen,
        },
        am: zeile.bestaetigt_am,
        betrag: Some(zeile.betrag),
        bemerkung: zeile.bemerkung,
    };
    zeilen.into_iter().map(meldung).collect()
}

/// What a status report says of each order. `enthalten` are the orders of the messages and blocks that it names: what is
/// said of a block or of the message as a whole holds for those of which nothing else is said. An order that it does not
/// name is known by its block, amount and account, if there is but one such.
///
/// A whole that contains no order we know is refused, and so is an order that nobody can tell.
pub fn aus_bericht(
    datei: &str,
    datei_sha256: &str,
    bericht: &Statusbericht,
    enthalten: &[Enthalten],
) -> (Vec<Meldung>, Vec<Ablehnung>) {
    let (genannt, meldungen, fremd) = (HashSet::new(), Vec::new(), Vec::new());
    let mut ausbreitung = Ausbreitung { datei, datei_sha256, bericht, enthalten, genannt, meldungen, fremd };
    for sammler in &bericht.sammler {
        for auftrag in &sammler.auftraege {
            ausbreitung.auftrag(sammler, auftrag);
        }
    }
    for sammler in &bericht.sammler {
        let seine = in_sammler(enthalten, sammler).map(|e| e.anweisung.anweisung_id.as_str());
        let wert = ("OrgnlPmtInfId", sammler.sammler_id.as_str());
        ausbreitung.ganzes(sammler.status.as_ref(), sammler.offset, wert, seine, !sammler.auftraege.is_empty());
    }
    let alle = enthalten.iter().filter(|e| e.nachricht_id == bericht.nachricht_id);
    let alle = alle.map(|e| e.anweisung.anweisung_id.as_str());
    let wert = ("OrgnlMsgId", bericht.nachricht_id.as_str());
    ausbreitung.ganzes(bericht.status.as_ref(), bericht.offset, wert, alle, !bericht.sammler.is_empty());
    (ausbreitung.meldungen, ausbreitung.fremd)
}

/// The orders of a payment block; of all blocks if the report does not name it.
fn in_sammler<'a>(enthalten: &'a [Enthalten], sammler: &'a Sammlerstatus) -> impl Iterator<Item = &'a Enthalten> {
    enthalten.iter().filter(|e| sammler.sammler_id.is_empty() || e.sammler_id == sammler.sammler_id)
}

struct Ausbreitung<'a> {
    datei: &'a str,
    datei_sha256: &'a str,
    bericht: &'a Statusbericht,
    enthalten: &'a [Enthalten],
    genannt: HashSet<&'a str>,
    meldungen: Vec<Meldung>,
    fremd: Vec<Ablehnung>,
}

impl<'a> Ausbreitung<'a> {
    fn auftrag(&mut self, sammler: &'a Sammlerstatus, auftrag: &'a Auftragsstatus) {
        let status = [auftrag.status.as_ref(), sammler.status.as_ref(), self.bericht.status.as_ref()];
        let status = status.into_iter().flatten().next();
        let am = auftrag.am.unwrap_or(self.bericht.erstellt);
        match self.name(sammler, auftrag) {
            Some(id) => {
                self.genannt.insert(id);
                self.melde(id, status, auftrag.offset, am, auftrag.betrag);
            }
            None => {
                let code = status.map(|s| format!("{} {}", s.code, s.gruende)).unwrap_or_default();
                let grund = "which order it is nobody can tell: ask the bank for OrgnlEndToEndId".to_owned();
                self.lehne_ab(auftrag.offset, ("OrgnlEndToEndId", code.trim()), grund);
            }
        }
    }

    /// The order that is meant.
    fn name(&self, sammler: &'a Sammlerstatus, auftrag: &'a Auftragsstatus) -> Option<&'a str> {
        if !auftrag.auftrag.is_empty() {
            return Some(&auftrag.auftrag);
        }
        let gemeint = |e: &&Enthalten| {
            auftrag.betrag.is_none_or(|betrag| betrag == e.anweisung.betrag)
                && (auftrag.iban.is_empty() || auftrag.iban == e.anweisung.iban)
        };
        let mut gemeinte = in_sammler(self.enthalten, sammler).filter(gemeint);
        match (gemeinte.next(), gemeinte.next()) {
            (Some(e), None) => Some(&e.anweisung.anweisung_id),
            _ => None,
        }
    }

    /// What is said of a block or of the message as a whole; `mehr` if the report also speaks of parts of it.
    fn ganzes(
        &mut self,
        status: Option<&Status>,
        offset: u64,
        (feld, wert): (&str, &str),
        auftraege: impl Iterator<Item = &'a str>,
        mehr: bool,
    ) {
        let Some(status) = status.filter(|status| status.art != Statusart::Offen) else { return };
        let auftraege: Vec<&str> = auftraege.collect();
        if auftraege.is_empty() && !mehr {
            let grund = "no order of it is known: expected a message that emit-sepa wrote for this payer";
            self.lehne_ab(offset, (feld, wert), grund.to_owned());
        }
        for auftrag in auftraege {
            if self.genannt.insert(auftrag) {
                self.melde(auftrag, Some(status), offset, self.bericht.erstellt, None);
            }
        }
    }

    fn lehne_ab(&mut self, offset: u64, (feld, wert): (&str, &str), grund: String) {
        self.fremd.push(Ablehnung {
            datei: self.datei.to_owned(),
            satz: 1 + (self.meldungen.len() + self.fremd.len()) as u64,
            offset,
            feld: feld.to_owned(),
            wert: wert.to_owned(),
            grund,
            roh: String::new(),
        });
    }

    fn melde(&mut self, auftrag: &str, status: Option<&Status>, offset: u64, am: Datum, betrag: Option<Betrag>) {
        let bemerkung = status.map(|s| format!("{} {}", s.code, s.gruende).trim().to_owned()).unwrap_or_default();
        self.meldungen.push(Meldung {
            quelle: Quelle::Bank,
            datei: self.datei.to_owned(),
            datei_sha256: self.datei_sha256.to_owned(),
            satz: 1 + (self.meldungen.len() + self.fremd.len()) as u64,
            offset,
            anweisung_id: auftrag.to_owned(),
            aussage: match status.map(|status| status.art) {
                Some(Statusart::Ausgefuehrt) => Aussage::Bestaetigt,
                Some(Statusart::Zurueckgewiesen) => Aussage::Zurueckgewiesen,
                Some(Statusart::Offen) | None => Aussage::InArbeit,
            },
            am,
            betrag,
            bemerkung,
        });
    }
}
