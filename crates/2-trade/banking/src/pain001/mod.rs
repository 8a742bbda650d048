//! pain.001.001.09: SEPA credit transfers, today's successor of DTAUS.
//!
//! What is written validates against ISO's schema and against the stricter one of the German banks (GBIC 5). Nothing in
//! it depends on the clock: the same orders give the same file. A value that does not fit is an error, never cut.

mod zeichen;

use std::io;

use domain::{Betrag, Datum};
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use domain::kennzeichen;
use zeichen::{id_gueltig, sepa_text};

const NAMENSRAUM: &str = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09";
const NAME_LAENGE: usize = 70;
const ZWECK_LAENGE: usize = 140;
const HOECHSTBETRAG: Betrag = Betrag::aus_cent(99_999_999_999);

/// A file: payment blocks, one for each account and day of execution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nachricht {
    /// Identification of the message (`MsgId`); the same for the same content only. Blocks add `-` and their number to
    /// it, at most 35 characters together.
    pub nachricht_id: String,
    /// Date of creation.
    pub erstellt: Datum,
    /// Who sends it.
    pub name: String,
    /// The payment blocks.
    pub sammler: Vec<Sammler>,
}

/// A payment block: the transfers from one account on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sammler {
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

impl Ueberweisung {
    /// The transfer of an order to that IBAN.
    pub fn aus(anweisung: &domain::Anweisung, iban: &str) -> Self {
        Ueberweisung {
            auftrag: anweisung.anweisung_id.clone(),
            name: anweisung.rechnungssteller.clone(),
            iban: iban.to_owned(),
            betrag: anweisung.betrag,
            zweck: anweisung.verwendungszweck(),
        }
    }
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

/// Identification of the payment block of that number, from 0 (`PmtInfId`).
pub fn sammler_id(nachricht_id: &str, nr: usize) -> String {
    format!("{nachricht_id}-{}", nr + 1)
}

/// Writes a file.
///
/// # Errors
/// Every limit of the format that a transfer, an account paid from or the message breaks; nothing is written then.
pub fn schreibe(nachricht: &Nachricht) -> Result<Geschrieben, Vec<Pain001Fehler>> {
    let mut pruefung = Pruefung::default();
    let geprueft = pruefung.nachricht(nachricht);
    if !pruefung.fehler.is_empty() {
        return Err(pruefung.fehler);
    }
    let summe = summe(geprueft.sammler.iter().flat_map(|sammler| &sammler.ueberweisungen));
    let bytes = dokument(&geprueft).expect("memory takes every byte");
    Ok(Geschrieben { bytes, summe, umschriften: pruefung.umschriften })
}

/// Puts every value into the characters of SEPA and keeps what breaks a limit.
#[derive(Default)]
struct Pruefung {
    umschriften: u64,
    fehler: Vec<Pain001Fehler>,
}

impl Pruefung {
    fn nachricht(&mut self, n: &Nachricht) -> Nachricht {
        let mut gruende = Vec::new();
        let letzter = sammler_id(&n.nachricht_id, n.sammler.len().saturating_sub(1));
        if !(id_gueltig(&n.nachricht_id, 35) && id_gueltig(&letzter, 35)) {
            gruende.push(format!("'{letzter}' is no identification: expected 1 to 35 characters of SEPA"));
        }
        let name = self.text("name", &n.name, NAME_LAENGE, &mut gruende);
        let iban = n.sammler.first().map(|sammler| sammler.iban.clone()).unwrap_or_default();
        self.fehler.extend(gruende.into_iter().map(|grund| Pain001Fehler::Datei { iban: iban.clone(), grund }));
        Nachricht { name, sammler: n.sammler.iter().map(|sammler| self.sammler(sammler)).collect(), ..n.clone() }
    }

    fn sammler(&mut self, s: &Sammler) -> Sammler {
        let mut gruende = Vec::new();
        if !(s.bic.is_empty() || kennzeichen::bic_gueltig(&s.bic)) {
            gruende.push(format!("'{}' is no BIC", s.bic));
        }
        let name = self.text("name", &s.name, NAME_LAENGE, &mut gruende);
        let iban = iban(&s.iban, &mut gruende);
        self.fehler.extend(gruende.into_iter().map(|grund| Pain001Fehler::Datei { iban: s.iban.clone(), grund }));
        let ueberweisungen = s.ueberweisungen.iter().map(|u| self.ueberweisung(u)).collect();
        Sammler {
            ausfuehrung: s.ausfuehrung,
            name,
            iban,
            bic: s.bic.clone(),
            batch_booking: s.batch_booking,
            ueberweisungen,
        }
    }

    fn ueberweisung(&mut self, u: &Ueberweisung) -> Ueberweisung {
        let mut gruende = Vec::new();
        if !id_gueltig(&u.auftrag, 35) {
            gruende.push("its number is no identification: expected 1 to 35 characters of SEPA".to_owned());
        }
        if u.betrag <= Betrag::NULL || u.betrag > HOECHSTBETRAG {
            gruende.push(format!("amount {}: SEPA allows 0,01 to 999.999.999,99", u.betrag.deutsch()));
        }
        let geprueft = Ueberweisung {
            auftrag: u.auftrag.clone(),
            name: self.text("name", &u.name, NAME_LAENGE, &mut gruende),
            iban: iban(&u.iban, &mut gruende),
            betrag: u.betrag,
            zweck: self.text("purpose", &u.zweck, ZWECK_LAENGE, &mut gruende),
        };
        let dieser = |grund| Pain001Fehler::Auftrag { auftrag: u.auftrag.clone(), grund };
        self.fehler.extend(gruende.into_iter().map(dieser));
        geprueft
    }

    /// Lengths count after the transliteration.
    fn text(&mut self, was: &str, text: &str, laenge: usize, gruende: &mut Vec<String>) -> String {
        let (sepa, ersetzt) = sepa_text(text);
        self.umschriften += ersetzt;
        match sepa.len() {
            0 => gruende.push(format!("{was} is empty")),
            n if n > laenge => gruende.push(format!("{was} '{sepa}' has {n} characters: SEPA allows {laenge}")),
            _ => {}
        }
        sepa
    }
}

fn iban(text: &str, gruende: &mut Vec<String>) -> String {
    kennzeichen::iban(text).unwrap_or_else(|| {
        gruende.push(format!("'{text}' is no IBAN"));
        String::new()
    })
}

fn summe<'a>(ueberweisungen: impl IntoIterator<Item = &'a Ueberweisung>) -> Betrag {
    ueberweisungen.into_iter().map(|u| u.betrag).sum()
}

type Ziel = Writer<Vec<u8>>;

fn dokument(nachricht: &Nachricht) -> io::Result<Vec<u8>> {
    let mut ziel = Writer::new_with_indent(Vec::new(), b' ', 2);
    ziel.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    ziel.create_element("Document").with_attribute(("xmlns", NAMENSRAUM)).write_inner_content(|ziel| {
        gruppe(ziel, "CstmrCdtTrfInitn", |ziel| {
            gruppe(ziel, "GrpHdr", |ziel| {
                wert(ziel, "MsgId", &nachricht.nachricht_id)?;
                wert(ziel, "CreDtTm", &format!("{}T00:00:00", nachricht.erstellt))?;
                umfang(ziel, nachricht.sammler.iter().flat_map(|sammler| &sammler.ueberweisungen))?;
                gruppe(ziel, "InitgPty", |ziel| wert(ziel, "Nm", &nachricht.name))
            })?;
            for (nr, sammler) in nachricht.sammler.iter().enumerate() {
                gruppe(ziel, "PmtInf", |ziel| block(ziel, &sammler_id(&nachricht.nachricht_id, nr), sammler))?;
            }
            Ok(())
        })
    })?;
    let mut bytes = ziel.into_inner();
    bytes.push(b'\n');
    Ok(bytes)
}

fn block(ziel: &mut Ziel, id: &str, sammler: &Sammler) -> io::Result<()> {
    wert(ziel, "PmtInfId", id)?;
    wert(ziel, "PmtMtd", "TRF")?;
    if let Some(batch_booking) = sammler.batch_booking {
        wert(ziel, "BtchBookg", if batch_booking { "true" } else { "false" })?;
    }
    umfang(ziel, &sammler.ueberweisungen)?;
    gruppe(ziel, "PmtTpInf", |ziel| gruppe(ziel, "SvcLvl", |ziel| wert(ziel, "Cd", "SEPA")))?;
    gruppe(ziel, "ReqdExctnDt", |ziel| wert(ziel, "Dt", &sammler.ausfuehrung.to_string()))?;
    gruppe(ziel, "Dbtr", |ziel| wert(ziel, "Nm", &sammler.name))?;
    konto(ziel, "DbtrAcct", &sammler.iban)?;
    gruppe(ziel, "DbtrAgt", |ziel| gruppe(ziel, "FinInstnId", |ziel| bank(ziel, &sammler.bic)))?;
    wert(ziel, "ChrgBr", "SLEV")?;
    sammler.ueberweisungen.iter().try_for_each(|u| gruppe(ziel, "CdtTrfTxInf", |ziel| ueberweisung(ziel, u)))
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

fn umfang<'a>(ziel: &mut Ziel, ueberweisungen: impl IntoIterator<Item = &'a Ueberweisung> + Clone) -> io::Result<()> {
    wert(ziel, "NbOfTxs", &ueberweisungen.clone().into_iter().count().to_string())?;
    wert(ziel, "CtrlSum", &summe(ueberweisungen).to_string())
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
