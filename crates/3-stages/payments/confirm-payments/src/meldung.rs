//! One thing said of one order.

use std::collections::HashSet;

use banking::pain002::{Auftragsstatus, Sammlerstatus, Status, Statusart, Statusbericht};
use domain::{Ablehnung, Betrag, Datum};
use forms::bestaetigungen::Bestaetigungszeile;

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

/// One thing said of one order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Meldung {
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
        datei: datei.to_owned(),
        datei_sha256: datei_sha256.to_owned(),
        satz: zeile.satz,
        offset: zeile.offset,
        anweisung_id: zeile.anweisung_id,
        aussage: Aussage::Bestaetigt,
        am: zeile.bestaetigt_am,
        betrag: Some(zeile.betrag),
        bemerkung: zeile.bemerkung,
    };
    zeilen.into_iter().map(meldung).collect()
}

/// What a status report says of each order. `enthalten` are the orders of the message that it answers, as (payment block,
/// order): what is said of a block or of the message as a whole holds for those of which nothing else is said.
///
/// A whole that contains no order we know is refused.
pub fn aus_bericht(
    datei: &str,
    datei_sha256: &str,
    bericht: &Statusbericht,
    enthalten: &[(String, String)],
) -> (Vec<Meldung>, Vec<Ablehnung>) {
    let mut ausbreitung =
        Ausbreitung { datei, datei_sha256, bericht, genannt: HashSet::new(), meldungen: Vec::new(), fremd: Vec::new() };
    for sammler in &bericht.sammler {
        for auftrag in &sammler.auftraege {
            ausbreitung.auftrag(sammler, auftrag);
        }
    }
    for sammler in &bericht.sammler {
        let seine = enthalten.iter().filter(|(id, _)| *id == sammler.sammler_id).map(|(_, auftrag)| auftrag.as_str());
        let wert = ("OrgnlPmtInfId", sammler.sammler_id.as_str());
        ausbreitung.ganzes(sammler.status.as_ref(), sammler.offset, wert, seine, !sammler.auftraege.is_empty());
    }
    let alle = enthalten.iter().map(|(_, auftrag)| auftrag.as_str());
    let wert = ("OrgnlMsgId", bericht.nachricht_id.as_str());
    ausbreitung.ganzes(bericht.status.as_ref(), bericht.offset, wert, alle, !bericht.sammler.is_empty());
    (ausbreitung.meldungen, ausbreitung.fremd)
}

struct Ausbreitung<'a> {
    datei: &'a str,
    datei_sha256: &'a str,
    bericht: &'a Statusbericht,
    genannt: HashSet<&'a str>,
    meldungen: Vec<Meldung>,
    fremd: Vec<Ablehnung>,
}

impl<'a> Ausbreitung<'a> {
    fn auftrag(&mut self, sammler: &'a Sammlerstatus, auftrag: &'a Auftragsstatus) {
        let status = [auftrag.status.as_ref(), sammler.status.as_ref(), self.bericht.status.as_ref()];
        let status = status.into_iter().flatten().next();
        let am = auftrag.am.unwrap_or(self.bericht.erstellt);
        self.genannt.insert(&auftrag.auftrag);
        self.melde(&auftrag.auftrag, status, auftrag.offset, am, auftrag.betrag);
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
            self.fremd.push(Ablehnung {
                datei: self.datei.to_owned(),
                satz: 1 + (self.meldungen.len() + self.fremd.len()) as u64,
                offset,
                feld: feld.to_owned(),
                wert: wert.to_owned(),
                grund: grund.to_owned(),
                roh: String::new(),
            });
        }
        for auftrag in auftraege {
            if self.genannt.insert(auftrag) {
                self.melde(auftrag, Some(status), offset, self.bericht.erstellt, None);
            }
        }
    }

    fn melde(&mut self, auftrag: &str, status: Option<&Status>, offset: u64, am: Datum, betrag: Option<Betrag>) {
        let bemerkung = status.map(|s| format!("{} {}", s.code, s.gruende).trim().to_owned()).unwrap_or_default();
        self.meldungen.push(Meldung {
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
