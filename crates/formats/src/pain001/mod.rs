//! pain.001.001.09: SEPA credit transfers, today's successor of DTAUS.
//!
//! What is written validates against ISO's schema and against the stricter one of the German banks (GBIC 5). Nothing in
//! it depends on the clock: the same orders give the same file.

mod zeichen;

use std::io;

use domain::{Betrag, Datum};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::kennzeichen;
use zeichen::{bic_gueltig, id_gueltig, sepa_text};

const NAMENSRAUM: &str = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";
const NAME_LAENGE: usize = 70;
const ZWECK_LAENGE: usize = 140;
const HOECHSTBETRAG: Betrag = Betrag::aus_cent(99_999_999_999);

/// A file: the transfers from one account on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zahlungsdatei {
    /// Identification of the message (`MsgId`); the same for the same content only. At most 33 characters.
    pub nachricht_id: String,
    /// Date of creation.
    pub erstellt: Datum,
    /// Date on which the bank is to execute it.
    pub ausfuehrung: Datum,
    /// Account holder.
    pub name: String,
    /// IBAN of the account.
    pub iban: String,
    /// BIC of its bank; empty = not named.
    pub bic: String,
    /// Whether the statement shows one sum (`true`) or every transfer (`false`); none = as agreed with the bank.
    pub batch_booking: Option<bool>,
    /// The transfers, in the order of the file.
    pub ueberweisungen: Vec<Ueberweisung>,
}

/// A transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ueberweisung {
    /// The order: `EndToEndId`, and its name in error messages.
    pub auftrag: String,
    /// Recipient.
    pub name: String,
    /// IBAN of the recipient.
    pub iban: String,
    /// Amount.
    pub betrag: Betrag,
    /// Purpose.
    pub zweck: String,
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Geschrieben {
    /// The file.
    pub bytes: Vec<u8>,
    /// Sum of the amounts.
    pub summe: Betrag,
    /// Characters that SEPA lacks and that were replaced by others.
    pub umschriften: u64,
}

/// Why no file can be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Pain001Fehler {
    /// A transfer breaks a limit of the format.
    #[error("order {auftrag}: {grund}")]
    Auftrag {
        /// The order.
        auftrag: String,
        /// What is wrong, and what the format allows.
        grund: String,
    },
    /// The message or the account paid from does.
    #[error("pain.001 of account {iban}: {grund}")]
    Datei {
        /// The account paid from.
        iban: String,
        /// What is wrong, and what the format allows.
        grund: String,
    },
}

/// Writes a file.
///
/// # Errors
/// The first transfer, or the account paid from, that breaks a limit of the format.
pub fn schreibe(datei: &Zahlungsdatei) -> Result<Geschrieben, Pain001Fehler> {
    let mut umschriften = 0;
    let kopf = geprueft_kopf(datei, &mut umschriften)
        .map_err(|grund| Pain001Fehler::Datei { iban: datei.iban.clone(), grund })?;
    let mut zahlungen = Vec::with_capacity(datei.ueberweisungen.len());
    for ueberweisung in &datei.ueberweisungen {
        let geprueft = geprueft(ueberweisung, &mut umschriften)
            .map_err(|grund| Pain001Fehler::Auftrag { auftrag: ueberweisung.auftrag.clone(), grund })?;
        zahlungen.push(geprueft);
    }
    let summe = zahlungen.iter().map(|zahlung| zahlung.betrag).sum();
    let bytes = dokument(&kopf, &zahlungen, summe).expect("memory takes every byte");
    Ok(Geschrieben { bytes, summe, umschriften })
}

/// A file whose values are checked and in the characters of SEPA; its transfers are kept apart.
fn geprueft_kopf(datei: &Zahlungsdatei, umschriften: &mut u64) -> Result<Zahlungsdatei, String> {
    // The payment block adds two characters to the identification.
    if !id_gueltig(&datei.nachricht_id, 33) {
        return Err(format!("'{}' is no identification: expected 1 to 33 characters of SEPA", datei.nachricht_id));
    }
    if !(datei.bic.is_empty() || bic_gueltig(&datei.bic)) {
        return Err(format!("'{}' is no BIC", datei.bic));
    }
    Ok(Zahlungsdatei {
        name: text("name", &datei.name, NAME_LAENGE, umschriften)?,
        iban: iban(&datei.iban)?,
        ueberweisungen: Vec::new(),
        ..datei.clone()
    })
}

fn geprueft(ueberweisung: &Ueberweisung, umschriften: &mut u64) -> Result<Ueberweisung, String> {
    if !id_gueltig(&ueberweisung.auftrag, 35) {
        return Err("its number is no identification: expected 1 to 35 characters of SEPA".to_owned());
    }
    if ueberweisung.betrag <= Betrag::NULL || ueberweisung.betrag > HOECHSTBETRAG {
        return Err(format!("amount {}: SEPA allows 0,01 to 999.999.999,99", ueberweisung.betrag.deutsch()));
    }
    Ok(Ueberweisung {
        auftrag: ueberweisung.auftrag.clone(),
        name: text("name", &ueberweisung.name, NAME_LAENGE, umschriften)?,
        iban: iban(&ueberweisung.iban)?,
        betrag: ueberweisung.betrag,
        zweck: text("purpose", &ueberweisung.zweck, ZWECK_LAENGE, umschriften)?,
    })
}

fn text(was: &str, text: &str, laenge: usize, umschriften: &mut u64) -> Result<String, String> {
    let (sepa, ersetzt) = sepa_text(text);
    *umschriften += ersetzt;
    match sepa.len() {
        0 => Err(format!("{was} is empty")),
        n if n > laenge => Err(format!("{was} '{sepa}' has {n} characters: SEPA allows {laenge}")),
        _ => Ok(sepa),
    }
}

fn iban(text: &str) -> Result<String, String> {
    kennzeichen::iban(text).ok_or_else(|| format!("'{text}' is no IBAN"))
}

type Ziel = Writer<Vec<u8>>;

fn dokument(kopf: &Zahlungsdatei, zahlungen: &[Ueberweisung], summe: Betrag) -> io::Result<Vec<u8>> {
    let mut ziel = Writer::new_with_indent(Vec::new(), b' ', 2);
    ziel.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    ziel.create_element("Document").with_attribute(("xmlns", NAMENSRAUM)).write_inner_content(|ziel| {
        gruppe(ziel, "CstmrCdtTrfInitn", |ziel| {
            gruppe(ziel, "GrpHdr", |ziel| {
                wert(ziel, "MsgId", &kopf.nachricht_id)?;
                wert(ziel, "CreDtTm", &format!("{}T00:00:00", kopf.erstellt))?;
                umfang(ziel, zahlungen.len(), summe)?;
                gruppe(ziel, "InitgPty", |ziel| wert(ziel, "Nm", &kopf.name))
            })?;
            gruppe(ziel, "PmtInf", |ziel| {
                auftraggeber(ziel, kopf, zahlungen.len(), summe)?;
                zahlungen.iter().try_for_each(|zahlung| gruppe(ziel, "CdtTrfTxInf", |ziel| ueberweisung(ziel, zahlung)))
            })
        })
    })?;
    let mut bytes = ziel.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

fn auftraggeber(ziel: &mut Ziel, kopf: &Zahlungsdatei, anzahl: usize, summe: Betrag) -> io::Result<()> {
    wert(ziel, "PmtInfId", &format!("{}-1", kopf.nachricht_id))?;
    wert(ziel, "PmtMtd", "TRF")?;
    if let Some(batch_booking) = kopf.batch_booking {
        wert(ziel, "BtchBookg", if batch_booking { "true" } else { "false" })?;
    }
    umfang(ziel, anzahl, summe)?;
    gruppe(ziel, "PmtTpInf", |ziel| gruppe(ziel, "SvcLvl", |ziel| wert(ziel, "Cd", "SEPA")))?;
    gruppe(ziel, "ReqdExctnDt", |ziel| wert(ziel, "Dt", &kopf.ausfuehrung.to_string()))?;
    gruppe(ziel, "Dbtr", |ziel| wert(ziel, "Nm", &kopf.name))?;
    konto(ziel, "DbtrAcct", &kopf.iban)?;
    gruppe(ziel, "DbtrAgt", |ziel| gruppe(ziel, "FinInstnId", |ziel| bank(ziel, &kopf.bic)))?;
    wert(ziel, "ChrgBr", "SLEV")
}

fn ueberweisung(ziel: &mut Ziel, zahlung: &Ueberweisung) -> io::Result<()> {
    gruppe(ziel, "PmtId", |ziel| wert(ziel, "EndToEndId", &zahlung.auftrag))?;
    gruppe(ziel, "Amt", |ziel| {
        let betrag = zahlung.betrag.to_string();
        ziel.create_element("InstdAmt").with_attribute(("Ccy", "EUR")).write_text_content(BytesText::new(&betrag))?;
        Ok(())
    })?;
    gruppe(ziel, "Cdtr", |ziel| wert(ziel, "Nm", &zahlung.name))?;
    konto(ziel, "CdtrAcct", &zahlung.iban)?;
    gruppe(ziel, "RmtInf", |ziel| wert(ziel, "Ustrd", &zahlung.zweck))
}

fn umfang(ziel: &mut Ziel, anzahl: usize, summe: Betrag) -> io::Result<()> {
    wert(ziel, "NbOfTxs", &anzahl.to_string())?;
    wert(ziel, "CtrlSum", &summe.to_string())
}

fn konto(ziel: &mut Ziel, name: &str, iban: &str) -> io::Result<()> {
    gruppe(ziel, name, |ziel| gruppe(ziel, "Id", |ziel| wert(ziel, "IBAN", iban)))
}

fn bank(ziel: &mut Ziel, bic: &str) -> io::Result<()> {
    if bic.is_empty() { gruppe(ziel, "Othr", |ziel| wert(ziel, "Id", "NOTPROVIDED")) } else { wert(ziel, "BICFI", bic) }
}

fn gruppe(ziel: &mut Ziel, name: &str, inhalt: impl FnOnce(&mut Ziel) -> io::Result<()>) -> io::Result<()> {
    ziel.create_element(name).write_inner_content(inhalt)?;
    Ok(())
}

fn wert(ziel: &mut Ziel, name: &str, wert: &str) -> io::Result<()> {
    ziel.create_element(name).write_text_content(BytesText::new(wert))?;
    Ok(())
}

#[cfg(test)]
mod tests;
