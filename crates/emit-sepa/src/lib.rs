//! The SEPA bank file pain.001.001.09: from the payment orders of a run to bytes.
//!
//! One payment block for the payer's account and the execution date. An IBAN is what its holder gave, on the invoice or
//! in the payer's table, and is never computed: an order without one is left out and reported.

use domain::{Anweisung, Betrag, Datum, Kostentraeger, Zahlungsstatus, datum};
use formats::pain001::{self, Pain001Fehler, Ueberweisung, Zahlungsdatei};
use sha2::{Digest, Sha256};

/// Name of the file.
pub const DATEI: &str = "pain.001.xml";

/// Why there is no bank file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmitFehler {
    /// The payer has no account.
    #[error("the payer's configuration names no account: add [[konto]]")]
    KeinKonto,
    /// An order or the account breaks a limit of the format.
    #[error(transparent)]
    Pain001(#[from] Pain001Fehler),
}

/// What became of the orders of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ergebnis {
    /// The file; none if no order is left to pay.
    pub bytes: Option<Vec<u8>>,
    /// Number of orders in the file.
    pub anzahl: u64,
    /// Their sum.
    pub summe: Betrag,
    /// Characters that SEPA lacks and that were replaced by others.
    pub umschriften: u64,
    /// Orders left out because no IBAN is known.
    pub ohne_iban: Vec<OhneIban>,
}

/// An order that is not in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OhneIban {
    /// The order.
    pub anweisung_id: String,
    /// Account number of the biller.
    pub konto: String,
    /// Bank code of the biller.
    pub blz: String,
    /// Amount not paid by this file.
    pub betrag: Betrag,
}

impl OhneIban {
    /// What to tell the operator.
    pub fn hinweis(&self) -> String {
        let OhneIban { anweisung_id, konto, blz, betrag } = self;
        format!(
            "order {anweisung_id} over {} EUR left out: no IBAN known for account {konto}, BLZ {blz}; ask its holder and \
             add it to the payer's configuration: [[iban]] konto = \"{konto}\" blz = \"{blz}\" iban = \"…\"",
            betrag.deutsch()
        )
    }
}

/// Writes the orders of a run of the payer with this code. `ausfuehrung` is the business date moved to a TARGET day.
///
/// # Errors
/// See [`EmitFehler`]; the order is named and nothing is written.
pub fn bankdatei(
    code: &str,
    anweisungen: &[Anweisung],
    kostentraeger: &Kostentraeger,
    geschaeftstag: Datum,
    ausfuehrung: Datum,
) -> Result<Ergebnis, EmitFehler> {
    let (ueberweisungen, ohne_iban) = aufgeteilt(anweisungen, kostentraeger);
    if ueberweisungen.is_empty() {
        return Ok(Ergebnis { ohne_iban, ..Ergebnis::default() });
    }
    let konto = kostentraeger.konto.first().ok_or(EmitFehler::KeinKonto)?;
    let datei = Zahlungsdatei {
        nachricht_id: nachricht_id(code, geschaeftstag, &ueberweisungen),
        erstellt: geschaeftstag,
        ausfuehrung,
        name: konto.name.clone(),
        iban: konto.iban.clone(),
        bic: konto.bic.clone(),
        batch_booking: kostentraeger.sepa.batch_booking,
        ueberweisungen,
    };
    let geschrieben = pain001::schreibe(&datei)?;
    Ok(Ergebnis {
        bytes: Some(geschrieben.bytes),
        anzahl: datei.ueberweisungen.len() as u64,
        summe: geschrieben.summe,
        umschriften: geschrieben.umschriften,
        ohne_iban,
    })
}

fn aufgeteilt(anweisungen: &[Anweisung], kostentraeger: &Kostentraeger) -> (Vec<Ueberweisung>, Vec<OhneIban>) {
    let mut ueberweisungen = Vec::with_capacity(anweisungen.len());
    let mut ohne_iban = Vec::new();
    for anweisung in anweisungen {
        match iban(anweisung, kostentraeger) {
            Some(iban) => ueberweisungen.push(ueberweisung(anweisung, iban)),
            None => ohne_iban.push(OhneIban {
                anweisung_id: anweisung.anweisung_id.clone(),
                konto: anweisung.konto.clone(),
                blz: anweisung.blz.clone(),
                betrag: anweisung.betrag,
            }),
        }
    }
    (ueberweisungen, ohne_iban)
}

/// The IBAN of the order, or that of the payer's table, which may have been completed after the order was made.
fn iban<'a>(anweisung: &'a Anweisung, kostentraeger: &'a Kostentraeger) -> Option<&'a str> {
    if anweisung.iban.is_empty() {
        kostentraeger.iban_fuer(&anweisung.konto, &anweisung.blz)
    } else {
        Some(&anweisung.iban)
    }
}

fn ueberweisung(anweisung: &Anweisung, iban: &str) -> Ueberweisung {
    let art = match anweisung.zahlungsstatus {
        Zahlungsstatus::Abschlag => "ABSCHLAG",
        Zahlungsstatus::Abschluss => "ABSCHLUSS",
    };
    let Anweisung { anweisung_id, rechnungsnummer, rechnungssteller, beleg_id, betrag, angewiesen_am, .. } = anweisung;
    Ueberweisung {
        auftrag: anweisung_id.clone(),
        name: rechnungssteller.clone(),
        iban: iban.to_owned(),
        betrag: *betrag,
        zweck: format!("{rechnungsnummer} {beleg_id} {} {art}", datum::deutsch(*angewiesen_am)),
    }
}

/// Payer, day and the first digits of a hash of what is paid: the same orders give the same message, other orders
/// another one, which a bank must not take for a repeat.
fn nachricht_id(code: &str, geschaeftstag: Datum, ueberweisungen: &[Ueberweisung]) -> String {
    let mut hash = Sha256::new();
    for Ueberweisung { auftrag, iban, betrag, .. } in ueberweisungen {
        hash.update(format!("{auftrag};{iban};{betrag}\n"));
    }
    let anfang: String = hash.finalize().iter().take(4).map(|byte| format!("{byte:02x}")).collect();
    format!("{code}-{}-{anfang}", geschaeftstag.format("%Y%m%d"))
}

#[cfg(test)]
mod tests;
