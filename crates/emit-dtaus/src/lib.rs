//! The bank file DTAUS0 and its Begleitzettel: from the payment orders of a run to bytes and a sheet.
//!
//! One logical file for the payer's account. The business date is both its date of creation and of execution. Account
//! and bank code are those of the invoice; where it names only an IBAN, they are read from it, which a German IBAN
//! allows and a foreign one does not.

mod begleitzettel;

use domain::{Anweisung, Datum, Konto, Kostentraeger, Zahlungsstatus, datum};
use formats::dtaus::{self, Auftraggeber, DtausFehler, LogischeDatei, Summen, Ueberweisung};
use formats::kennzeichen::blz_und_konto;

pub use begleitzettel::begleitzettel;

/// Name of the file.
pub const DATEI: &str = "DTAUS0";

/// Last day on which banks took DTAUS from businesses.
const LETZTER_TAG: Datum = Datum::from_ymd_opt(2014, 8, 1).expect("a day of the calendar");

/// Why there is no bank file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EmitFehler {
    /// The payer has no account.
    #[error("the payer's configuration names no account: add [[konto]]")]
    KeinKonto,
    /// An order can't be paid by DTAUS.
    #[error(
        "order {anweisung_id}: '{iban}' is no German IBAN, and DTAUS pays to account and bank code only: \
         have the biller name them, or pay this order by emit-sepa"
    )]
    KeinDeutschesKonto {
        /// The order.
        anweisung_id: String,
        /// What the order names instead.
        iban: String,
    },
    /// An order or the file breaks a limit of the format.
    #[error(transparent)]
    Dtaus(#[from] DtausFehler),
}

/// A bank file.
#[derive(Clone, Debug, PartialEq)]
pub struct Bankdatei {
    /// The file.
    pub bytes: Vec<u8>,
    /// The account paid from.
    pub konto: Konto,
    /// Date of creation.
    pub erstellt: Datum,
    /// Date of execution.
    pub ausfuehrung: Datum,
    /// Control sums, as in its record E.
    pub summen: Summen,
    /// Characters that DTAUS lacks and that were replaced by others.
    pub umschriften: u64,
}

/// Writes the orders of a run; none if there are none.
///
/// # Errors
/// See [`EmitFehler`]; the order is named and nothing is written.
pub fn bankdatei(
    anweisungen: &[Anweisung],
    kostentraeger: &Kostentraeger,
    geschaeftstag: Datum,
) -> Result<Option<Bankdatei>, EmitFehler> {
    if anweisungen.is_empty() {
        return Ok(None);
    }
    let konto = kostentraeger.konto.first().ok_or(EmitFehler::KeinKonto)?;
    let datei = LogischeDatei {
        auftraggeber: Auftraggeber { name: konto.name.clone(), blz: konto.blz.clone(), konto: konto.konto.clone() },
        erstellt: geschaeftstag,
        ausfuehrung: geschaeftstag,
        textschluessel: kostentraeger.dtaus.textschluessel,
        ueberweisungen: anweisungen.iter().map(ueberweisung).collect::<Result<_, _>>()?,
    };
    let geschrieben = dtaus::schreibe(std::slice::from_ref(&datei), kostentraeger.dtaus.umlaute)?;
    Ok(Some(Bankdatei {
        bytes: geschrieben.bytes,
        konto: konto.clone(),
        erstellt: datei.erstellt,
        ausfuehrung: datei.ausfuehrung,
        summen: geschrieben.summen[0],
        umschriften: geschrieben.umschriften,
    }))
}

/// What to tell the operator when no bank takes the file any more.
pub fn warnung(ausfuehrung: Datum) -> Option<String> {
    (ausfuehrung > LETZTER_TAG).then(|| {
        let (tag, ende) = (datum::deutsch(ausfuehrung), datum::deutsch(LETZTER_TAG));
        format!("execution on {tag}: DTAUS ended for businesses on {ende}; send the file of emit-sepa")
    })
}

fn ueberweisung(anweisung: &Anweisung) -> Result<Ueberweisung, EmitFehler> {
    let (blz, konto) = empfaenger(anweisung)?;
    Ok(Ueberweisung {
        auftrag: anweisung.anweisung_id.clone(),
        name: anweisung.rechnungssteller.clone(),
        blz,
        konto,
        betrag: anweisung.betrag,
        zweck: verwendungszweck(anweisung),
    })
}

/// Bank code and account number to be paid to.
fn empfaenger(anweisung: &Anweisung) -> Result<(String, String), EmitFehler> {
    if !anweisung.konto.is_empty() {
        return Ok((anweisung.blz.clone(), anweisung.konto.clone()));
    }
    blz_und_konto(&anweisung.iban).ok_or_else(|| EmitFehler::KeinDeutschesKonto {
        anweisung_id: anweisung.anweisung_id.clone(),
        iban: anweisung.iban.clone(),
    })
}

/// Invoice number leftmost, so that billers find it, then our number, the date, and whether it completes the invoice.
fn verwendungszweck(anweisung: &Anweisung) -> String {
    let art = match anweisung.zahlungsstatus {
        Zahlungsstatus::Abschlag => "ABSCHLAG",
        Zahlungsstatus::Abschluss => "ABSCHLUSS",
    };
    let Anweisung { rechnungsnummer, beleg_id, angewiesen_am, .. } = anweisung;
    format!("{rechnungsnummer} {beleg_id} {} {art}", datum::deutsch(*angewiesen_am))
}

#[cfg(test)]
mod tests;
