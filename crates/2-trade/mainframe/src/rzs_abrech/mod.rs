//! RZS-Abrech: the booking file returned to the payer, one record per paid prescription.
//!
//! Fixed records of 175 bytes in EBCDIC.DF.03-DRV, no separators, no line ends, ten records to a block. The sources
//! begin their table at position 13 and end at 172: positions 1–12 are the PicNr, 173–175 blanks. The layout is
//! [`LAYOUT`]; its field list is kept in `felder.md`.

mod reader;
mod writer;

pub use reader::{lies_satz, read};
pub use writer::{Datei, Schreiber, schluessel, write};

use domain::{Betrag, Datum};
use layout::{Field, Layout, LayoutError};

use charsets::edf03::CodePage;

/// Records to a block; the last block may be short.
pub const SAETZE_JE_BLOCK: usize = 10;
/// Length of a record in bytes.
pub const SATZLAENGE: usize = 175;
/// Length of a full block in bytes.
pub const BLOCKLAENGE: usize = SAETZE_JE_BLOCK * SATZLAENGE;
/// The code page of the file.
pub const CODE: CodePage = CodePage::Edf03Drv;

/// What stands in `lkz` when no country is known.
const LKZ_UNBEKANNT: &str = "xxx";
/// What stands in `aktenzeichen` when no case is assigned.
const OHNE_AKTENZEICHEN: &str = "000000000";

/// The record.
pub const LAYOUT: Layout = Layout::fixed("RZS-Abrech", 1, SATZLAENGE, FELDER);

const FELDER: &[Field] = &[
    Field::n("pic_nr", 1, 12, "PicNr des Rezepts mit Vornullen"),
    Field::n("aktenzeichen", 13, 9, "Aktenzeichen mit Prüfziffer oder neun Nullen"),
    Field::n("geb_datum", 22, 8, "Geburtsdatum (TTMMJJJJ)"),
    Field::n("unf_datum", 30, 8, "Unfalldatum (TTMMJJJJ)"),
    Field::a("vorname", 38, 15, "Vorname des Versicherten"),
    Field::a("zusatz", 53, 10, "Namenszusatz"),
    Field::a("name", 63, 27, "Name des Versicherten"),
    Field::a("strasse", 90, 30, "Straße incl. Hausnummer"),
    Field::a("lkz", 120, 3, "Länderkennzeichen, xxx falls nicht definiert"),
    Field::a("plz", 123, 5, "Postleitzahl"),
    Field::a("ort", 128, 30, "Wohnort des Versicherten"),
    Field::n("vo_datum", 158, 8, "Verordnungsdatum (TTMMJJJJ)"),
    Field::n("betrag", 166, 7, "Nettobetrag (Brutto-Rabatt-Zuzahlung) in Cent mit Vornullen"),
    Field::a("reserve", 173, 3, "Leerzeichen"),
];

const PIC_NR: &Field = LAYOUT.field("pic_nr");
const AKTENZEICHEN: &Field = LAYOUT.field("aktenzeichen");
const GEB_DATUM: &Field = LAYOUT.field("geb_datum");
const UNF_DATUM: &Field = LAYOUT.field("unf_datum");
const VORNAME: &Field = LAYOUT.field("vorname");
const ZUSATZ: &Field = LAYOUT.field("zusatz");
const NAME: &Field = LAYOUT.field("name");
const STRASSE: &Field = LAYOUT.field("strasse");
const LKZ: &Field = LAYOUT.field("lkz");
const PLZ: &Field = LAYOUT.field("plz");
const ORT: &Field = LAYOUT.field("ort");
const VO_DATUM: &Field = LAYOUT.field("vo_datum");
const BETRAG: &Field = LAYOUT.field("betrag");

/// What one record says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Buchung {
    /// Picture number, up to 12 digits.
    pub pic_nr: String,
    /// File number of the assigned case, 9 digits; empty = none.
    pub aktenzeichen: String,
    /// Date of birth. Unknown: written as 1 January of the year of billing.
    pub geb_datum: Option<Datum>,
    /// Date of the accident. Unknown or incomplete: as above.
    pub unf_datum: Option<Datum>,
    /// First name.
    pub vorname: String,
    /// Addition to the name.
    pub zusatz: String,
    /// Family name.
    pub name: String,
    /// Street with house number.
    pub strasse: String,
    /// Country code; empty = not defined, written as `xxx`.
    pub lkz: String,
    /// Postcode.
    pub plz: String,
    /// Town.
    pub ort: String,
    /// Date of the prescription. Unknown: as above.
    pub vo_datum: Option<Datum>,
    /// Net in euro, 0.00 to 99999.99.
    pub betrag: Betrag,
}

/// Why a record cannot be written or a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RzsFehler {
    /// The amount does not fit the field; it is never truncated.
    #[error("prescription {pic_nr}: net amount {betrag} is outside of 0.00 to 99999.99, which RZS-Abrech can hold")]
    Betrag {
        /// The prescription.
        pic_nr: String,
        /// Its net.
        betrag: Betrag,
    },
    /// A number does not fit its field.
    #[error("prescription {pic_nr}: {source}")]
    Wert {
        /// The prescription.
        pic_nr: String,
        /// What does not fit.
        source: LayoutError,
    },
    /// A field of a file read does not hold what it must.
    #[error("record {satz}, field {feld} (position {position}): '{wert}' is not {erwartet}")]
    Feld {
        /// Number of the record, from 1.
        satz: usize,
        /// Name of the field.
        feld: &'static str,
        /// Position of the field in the record, from 1.
        position: usize,
        /// What stands there.
        wert: String,
        /// What must stand there.
        erwartet: &'static str,
    },
    /// The last record of a file read is cut.
    #[error("record {satz}: {source}")]
    Satz {
        /// Number of the record, from 1.
        satz: usize,
        /// Its length.
        source: LayoutError,
    },
}

#[cfg(test)]
mod tests;
