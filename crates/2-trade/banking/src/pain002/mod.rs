//! pain.002 in the versions .03, .10 and .14: what a bank says of a pain.001 that it was given.
//!
//! A report speaks of a message as a whole, of its payment blocks, or of single orders; the nearest word counts. Only
//! the form is checked here. What the orders are, and whether amounts agree, is said by the stage that knows them.

mod baum;

use domain::{Betrag, Datum};

use baum::Knoten;

/// Namespaces of the versions that are read; what is read of them has the same names in all.
const NAMENSRAEUME: [&str; 3] = [
    "urn:iso:std:iso:20022:tech:xsd:pain.002.001.03",
    "urn:iso:std:iso:20022:tech:xsd:pain.002.001.10",
    "urn:iso:std:iso:20022:tech:xsd:pain.002.001.14",
];

/// Why a file is no status report.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("pain.002: byte {offset}, {feld}: {grund}")]
pub struct Pain002Fehler {
    /// Byte offset, from 0.
    pub offset: u64,
    /// Element concerned; empty = the file as a whole.
    pub feld: String,
    /// What is wrong, and what was expected.
    pub grund: String,
}

impl Pain002Fehler {
    fn neu(offset: u64, feld: &str, grund: impl Into<String>) -> Self {
        Pain002Fehler { offset, feld: feld.to_owned(), grund: grund.into() }
    }
}

/// A report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statusbericht {
    /// Date on which the bank made it.
    pub erstellt: Datum,
    /// The message that it answers (`OrgnlMsgId`).
    pub nachricht_id: String,
    /// Status of the message as a whole; none = not said.
    pub status: Option<Status>,
    /// Where that stands.
    pub offset: u64,
    /// What it says of payment blocks.
    pub sammler: Vec<Sammlerstatus>,
}

/// What a report says of a payment block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sammlerstatus {
    /// The block (`OrgnlPmtInfId`).
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
    /// The order (`OrgnlEndToEndId`).
    pub auftrag: String,
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

/// Reads a report.
///
/// # Errors
/// The first thing that makes it none.
pub fn lies(bytes: &[u8]) -> Result<Statusbericht, Pain002Fehler> {
    let text = std::str::from_utf8(bytes)
        .map_err(|fehler| Pain002Fehler::neu(fehler.valid_up_to() as u64, "", "not a character of UTF-8"))?;
    // Blanks in the place of a byte order mark keep every offset.
    let dokument = baum::lies(&text.replacen('\u{feff}', "   ", 1), &NAMENSRAEUME)?;
    let bericht = muss(&dokument, &["CstmrPmtStsRpt"])?;
    let gruppe = muss(bericht, &["OrgnlGrpInfAndSts"])?;
    let nachricht = muss(gruppe, &["OrgnlMsgId"])?;
    let sammler: Result<Vec<_>, _> = bericht.alle("OrgnlPmtInfAndSts").map(sammlerstatus).collect();
    Ok(Statusbericht {
        erstellt: datum(muss(bericht, &["GrpHdr", "CreDtTm"])?)?,
        nachricht_id: nachricht.text.clone(),
        status: status(gruppe, "GrpSts")?,
        offset: gruppe.offset,
        sammler: sammler?,
    })
}

fn sammlerstatus(knoten: &Knoten) -> Result<Sammlerstatus, Pain002Fehler> {
    let auftraege: Result<Vec<_>, _> = knoten.alle("TxInfAndSts").map(auftragsstatus).collect();
    Ok(Sammlerstatus {
        sammler_id: muss(knoten, &["OrgnlPmtInfId"])?.text.clone(),
        status: status(knoten, "PmtInfSts")?,
        offset: knoten.offset,
        auftraege: auftraege?,
    })
}

fn auftragsstatus(knoten: &Knoten) -> Result<Auftragsstatus, Pain002Fehler> {
    let betrag = knoten.unter(&["OrgnlTxRef", "Amt", "InstdAmt"]);
    Ok(Auftragsstatus {
        auftrag: muss(knoten, &["OrgnlEndToEndId"])?.text.clone(),
        status: status(knoten, "TxSts")?,
        betrag: betrag.map(self::betrag).transpose()?,
        am: knoten.unter(&["AccptncDtTm"]).map(datum).transpose()?,
        offset: knoten.offset,
    })
}

fn status(knoten: &Knoten, name: &str) -> Result<Option<Status>, Pain002Fehler> {
    let Some(element) = knoten.unter(&[name]) else { return Ok(None) };
    let art = match element.text.as_str() {
        "ACSC" | "ACCC" => Statusart::Ausgefuehrt,
        "RJCT" | "CANC" => Statusart::Zurueckgewiesen,
        // ACTC, ACCP, ACSP, ACWC, PART, PDNG, RCVD …, and what later lists of codes may add: neither paid nor rejected.
        code if code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_uppercase()) => Statusart::Offen,
        code => return Err(Pain002Fehler::neu(element.offset, name, format!("'{code}' is no status of a payment"))),
    };
    Ok(Some(Status { code: element.text.clone(), art, gruende: gruende(knoten) }))
}

fn gruende(knoten: &Knoten) -> String {
    let texte = knoten.alle("StsRsnInf").flat_map(|info| {
        let code = info.unter(&["Rsn"]).and_then(|grund| grund.kinder.first());
        code.into_iter().chain(info.alle("AddtlInf")).map(|teil| teil.text.as_str())
    });
    texte.filter(|text| !text.is_empty()).collect::<Vec<_>>().join(" ")
}

fn muss<'a>(knoten: &'a Knoten, pfad: &[&str]) -> Result<&'a Knoten, Pain002Fehler> {
    let name = pfad.last().copied().unwrap_or_default();
    match knoten.unter(pfad) {
        Some(element) if !element.kinder.is_empty() || !element.text.is_empty() => Ok(element),
        Some(element) => Err(Pain002Fehler::neu(element.offset, name, "empty")),
        None => Err(Pain002Fehler::neu(knoten.offset, name, format!("missing in {}", knoten.name))),
    }
}

fn datum(element: &Knoten) -> Result<Datum, Pain002Fehler> {
    let tag = element.text.get(..10).and_then(domain::datum::aus_iso);
    tag.ok_or_else(|| Pain002Fehler::neu(element.offset, &element.name, format!("'{}' is no date", element.text)))
}

/// Decimal point, up to two decimals; zeros after them are none.
fn betrag(element: &Knoten) -> Result<Betrag, Pain002Fehler> {
    let text = element.text.as_str();
    let gekuerzt = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    let falsch = || Pain002Fehler::neu(element.offset, &element.name, format!("'{text}' is no amount"));
    if gekuerzt.is_empty() { Err(falsch()) } else { gekuerzt.parse().map_err(|_| falsch()) }
}

#[cfg(test)]
mod tests;
