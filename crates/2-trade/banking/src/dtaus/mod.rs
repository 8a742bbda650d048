//! DTAUS: the German banks' file of credit transfers, in use until 2014.
//!
//! A file is one logical file after another: a record A (who pays), records C (one transfer each), a record E (sums).
//! A C grows by extensions of 29 bytes for long names and purposes. Two carriers hold the same records: DTAUS0
//! ([`satz`]; as lists: `felder-a.md` …), segments of 128 bytes without line ends, and DTAUS1 ([`band`];
//! `felder-band-a.md` …), the stream of a magnetic tape in EBCDIC with packed numbers.
//!
//! [`schreibe`] checks every limit of the format before it writes and names every order that breaks one. [`Leser`] reads
//! record by record, of any origin, until the first fault; [`lies`] reads a whole file.

pub mod auftrag;
mod band;
mod datei;
mod grenzen;
mod leser;
mod regeln;
pub mod satz;
mod schreiber;
mod traeger;
mod zeichen;

use domain::{Betrag, Datum};

pub use datei::{GeleseneDatei, GelesenerSatz, lies};
pub use leser::{Erweiterung, Feldwert, LeseFehler, Leser, Satz};
pub use schreiber::{DtausFehler, Geschrieben, schreibe};
pub use traeger::{Satzart, Traeger};

/// Days from creation within which a file must be executed.
pub const AUSFUEHRUNG_TAGE: i64 = 15;
/// Greatest amount of a transfer, in cents: what field C12 holds.
pub const HOECHSTBETRAG: u64 = 99_999_999_999;
/// Greatest number of transfers of a logical file: what field E4 holds.
pub const HOECHSTANZAHL: usize = 9_999_999;

/// A logical file: the transfers from one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogischeDatei {
    /// The account paid from.
    pub auftraggeber: Auftraggeber,
    /// Date of creation.
    pub erstellt: Datum,
    /// Date on which the bank is to execute it, at most [`AUSFUEHRUNG_TAGE`] later.
    pub ausfuehrung: Datum,
    /// Textschlüssel of all transfers: 51 is a credit transfer.
    pub textschluessel: u8,
    /// The transfers, in the order of the file.
    pub ueberweisungen: Vec<Ueberweisung>,
}

/// The account paid from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Auftraggeber {
    /// Account holder. A name longer than the field goes on in the extensions of every transfer.
    pub name: String,
    /// Bank code.
    pub blz: String,
    /// Account number.
    pub konto: String,
}

/// Last day on which banks took DTAUS from businesses.
pub const LETZTER_TAG: Datum = Datum::from_ymd_opt(2014, 8, 1).expect("a day of the calendar");

/// A transfer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ueberweisung {
    /// The order, as error messages are to name it.
    pub auftrag: String,
    /// Recipient.
    pub name: String,
    /// Bank code of the recipient.
    pub blz: String,
    /// Account number of the recipient.
    pub konto: String,
    /// Amount.
    pub betrag: Betrag,
    /// Purpose; what does not fit in the first line goes on in extensions.
    pub zweck: String,
}

/// The control sums of a logical file, as its record E states them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summen {
    /// Number of transfers (E4).
    pub anzahl: u64,
    /// Sum of the recipients' account numbers (E6).
    pub konten: u64,
    /// Sum of the recipients' bank codes (E7).
    pub bankleitzahlen: u64,
    /// Sum of the amounts (E8).
    pub betrag: Betrag,
}

impl Summen {
    /// The sums with a further transfer.
    fn mit(self, konto: u64, blz: u64, betrag: Betrag) -> Self {
        Summen {
            anzahl: self.anzahl + 1,
            konten: self.konten + konto,
            bankleitzahlen: self.bankleitzahlen + blz,
            betrag: self.betrag + betrag,
        }
    }
}

#[cfg(test)]
mod tests;
