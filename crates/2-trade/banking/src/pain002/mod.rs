//! pain.002 from version .03 on: what a bank says of a pain.001 that it was given.
//!
//! A report speaks of a message as a whole, of its payment blocks, or of single orders; the nearest word counts. Only
//! the form is checked here. What the orders are, and whether amounts agree, is said by the stage that knows them.

use std::collections::BTreeSet;

use domain::{Betrag, Datum};

use crate::xml::{self, Art, Knoten, XmlFehler, datum, muss};

/// The versions that are read.
pub(crate) const ART: Art = Art { name: "pain.002.001", versionen: (3, 15) };

/// A report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statusbericht {
    /// Date on which the bank made it.
    pub erstellt: Datum,
    /// The message that it answers (`OrgnlMsgId`); empty = not said.
    pub nachricht_id: String,
    /// Status of the message as a whole; none = not said.
    pub status: Option<Status>,
    /// Where that stands.
    pub offset: u64,
    /// What it says of payment blocks.
    pub sammler: Vec<Sammlerstatus>,
}

impl Statusbericht {
    /// The names of the message and the payment blocks that it speaks of.
    pub fn namen(&self) -> BTreeSet<&str> {
        let sammler = self.sammler.iter().map(|sammler| sammler.sammler_id.as_str());
        sammler.chain([self.nachricht_id.as_str()]).filter(|name| !name.is_empty()).collect()
    }
}

/// What a report says of a payment block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sammlerstatus {
    /// The block (`OrgnlPmtInfId`); empty = not said.
    pub sammler_id: String,
    /// Its status; none = not said.
    pub status: Option<Status>,
    /// Where it stands.
    pub offset: u64,
    /// What it says of single orders.
    pub auftraege: Vec<Auftragsstatus>,
}

/// What a report says of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Auftragsstatus {
    /// The order (`OrgnlEndToEndId`); empty = not said.
    pub auftrag: String,
    /// IBAN that it was to be paid to; empty = not said.
    pub iban: String,
    /// Its status; none = that of its block or message.
    pub status: Option<Status>,
    /// Amount that the bank names; none = not said.
    pub betrag: Option<Betrag>,
    /// Day that the bank names; none = that of the report.
    pub am: Option<Datum>,
    /// Where it stands.
    pub offset: u64,
}

/// A status with its reasons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The code, for example `ACSC`.
    pub code: String,
    /// What it means for the money.
    pub art: Statusart,
    /// Codes and texts of the reasons.
    pub gruende: String,
}

/// What a status means for the money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statusart {
    /// It was paid: `ACSC`, `ACCC`.
    Ausgefuehrt,
    /// It will not be paid: `RJCT`, `CANC`.
    Zurueckgewiesen,
    /// Neither yet; also `PART`, which leaves it to the single orders.
    Offen,
}

/// Reads a report from its document element.
///
/// # Errors
/// The first thing that makes it none.
pub(crate) fn bericht(dokument: &Knoten) -> Result<Statusbericht, XmlFehler> {
    let bericht = muss(dokument, &["CstmrPmtStsRpt"])?;
    let gruppe = bericht.unter(&["OrgnlGrpInfAndSts"]);
    let sammler: Result<Vec<_>, _> = bericht.alle("OrgnlPmtInfAndSts").map(sammlerstatus).collect();
    Ok(Statusbericht {
        erstellt: datum(muss(bericht, &["GrpHdr", "CreDtTm"])?)?,
        nachricht_id: gruppe.map(|gruppe| gruppe.text_unter(&["OrgnlMsgId"]).to_owned()).unwrap_or_default(),
        status: gruppe.map(|gruppe| status(gruppe, "GrpSts")).transpose()?.flatten(),
        offset: gruppe.map_or(bericht.offset, |gruppe| gruppe.offset),
        sammler: sammler?,
    })
}

fn sammlerstatus(knoten: &Knoten) -> Result<Sammlerstatus, XmlFehler> {
    let auftraege: Result<Vec<_>, _> = knoten.alle("TxInfAndSts").map(auftragsstatus).collect();
    Ok(Sammlerstatus {
        sammler_id: knoten.text_unter(&["OrgnlPmtInfId"]).to_owned(),
        status: status(knoten, "PmtInfSts")?,
        offset: knoten.offset,
        auftraege: auftraege?,
    })
}

fn auftragsstatus(knoten: &Knoten) -> Result<Auftragsstatus, XmlFehler> {
    let betrag = knoten.unter(&["OrgnlTxRef", "Amt", "InstdAmt"]);
    let auftrag = ["OrgnlEndToEndId", "OrgnlInstrId"].map(|name| knoten.text_unter(&[name]));
    Ok(Auftragsstatus {
        auftrag: auftrag.into_iter().find(|id| genannt(id)).unwrap_or_default().to_owned(),
        iban: knoten.text_unter(&["OrgnlTxRef", "CdtrAcct", "Id", "IBAN"]).to_owned(),
        status: status(knoten, "TxSts")?,
        betrag: betrag.map(xml::betrag).transpose()?,
        am: knoten.unter(&["AccptncDtTm"]).map(datum).transpose()?,
        offset: knoten.offset,
    })
}

/// Returns true if a reference names something: where there is none, banks say so in words.
pub(crate) fn genannt(id: &str) -> bool {
    !matches!(id, "" | "NOTPROVIDED" | "NONREF")
}

fn status(knoten: &Knoten, name: &str) -> Result<Option<Status>, XmlFehler> {
    let Some(element) = knoten.unter(&[name]) else { return Ok(None) };
    let art = match element.text.as_str() {
        "ACSC" | "ACCC" => Statusart::Ausgefuehrt,
        "RJCT" | "CANC" => Statusart::Zurueckgewiesen,
        // ACTC, ACCP, ACSP, ACWC, PART, PDNG, RCVD …, and what later lists of codes may add: neither paid nor rejected.
        code if code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_uppercase()) => Statusart::Offen,
        code => return Err(XmlFehler::neu(element.offset, name, format!("'{code}' is no status of a payment"))),
    };
    Ok(Some(Status { code: element.text.clone(), art, gruende: xml::gruende(knoten.alle("StsRsnInf")) }))
}

#[cfg(test)]
mod tests;
