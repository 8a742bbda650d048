//! DTAUS0: the German banks' file of credit transfers, in use until 2014.
//!
//! A file is one logical file after another: a record A (who pays), records C (one transfer each), a record E (sums).
//! Segments of 128 bytes, no line ends. The records are [`satz::A`], [`satz::C`] and [`satz::E`] (as lists:
//! `felder-a.md` …); a C grows by extensions of 29 bytes, which stand at the places of [`satz::ERWEITERUNGEN`].
//!
//! [`schreibe`] checks every limit of the format before it writes and names the order that breaks one; [`lies`] checks
//! structure and sums of what it reads.

mod leser;
pub mod satz;
mod schreiber;
mod zeichen;

use domain::{Betrag, Datum};

pub use leser::{GeleseneDatei, GelesenerSatz, LeseFehler, lies};
pub use schreiber::{DtausFehler, Geschrieben, schreibe};

/// Days from creation within which a file must be executed.
pub const AUSFUEHRUNG_TAGE: i64 = 15;

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
