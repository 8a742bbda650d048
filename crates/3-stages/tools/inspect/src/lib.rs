//! Shows any file from outside field by field, without taking it in: what an operator or an auditor needs when a
//! delivery is refused.
//!
//! [`inspect`] recognises the format from the bytes and hands them to the module that shows it. A module shows what the
//! readers of the trade's rooms read, so `inspect` and the stages never disagree about what is sound.
//!
//! | module | what it shows |
//! |---|---|
//! | `unfdat` | UnfDat as a DFÜ stream and as a tape image |
//! | `rzs_abrech` | the booking file |
//! | `sr1`, `lr1` | collective invoices; invoices of facilities |
//! | `ta7` | e-prescriptions: bundles, and each signed document in them |
//! | `dtaus` | bank files |

mod dtaus;
mod lr1;
mod rzs_abrech;
mod sheet;
mod sr1;
mod ta7;
mod unfdat;

use charsets::edf03::CodePage;
use clap::ValueEnum;
use forms::rechnungsformat::{self, Rechnungsformat};
use mainframe::unfdat::{Carrier, likely_page};

use sheet::Sheet;

/// A format that can be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// UnfDat, file transfer
    Dfue,
    /// UnfDat, tape image
    Datentraeger,
    /// RZS-Abrech
    RzsAbrech,
    /// Sammelrechnung SR1
    Sr1,
    /// Leistungsrechnung LR1
    Lr1,
    /// E-prescriptions: a TA7 bundle, or a signed or loose document
    Ta7,
    /// DTAUS0, or DTAUS1 on a tape
    Dtaus,
}

/// The form in which a file is shown.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// The format; none = recognised.
    pub format: Option<Format>,
    /// The code page of an UnfDat; none = recognised.
    pub charset: Option<CodePage>,
    /// How many records to show field by field.
    pub records: usize,
}

/// The text that is shown of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The text.
    pub text: String,
    /// The first fault, by its byte offset and what is wrong; none if the file is sound.
    pub fault: Option<String>,
}

/// Shows a file.
pub fn inspect(name: &str, bytes: &[u8], options: &Options) -> Shown {
    let mut sheet = Sheet::default();
    sheet.value("file", format!("{name}, {} bytes", bytes.len()));
    let foreign = charsets::fremd::erkenne(bytes).filter(|_| options.format.is_none());
    let fault = match foreign {
        Some(foreign) => {
            sheet.value("format", foreign.was);
            Some(format!("byte 0: {foreign}"))
        }
        None => ours(&mut sheet, bytes, options),
    };
    sheet.blank();
    match &fault {
        None => sheet.value("fault", "none: the file is sound"),
        Some(fault) => sheet.value("first fault", fault),
    }
    Shown { text: sheet.text(), fault }
}

/// Shows a file of a format of ours; gives its first fault.
fn ours(sheet: &mut Sheet, bytes: &[u8], options: &Options) -> Option<String> {
    match options.format.or_else(|| recognise(bytes)) {
        Some(Format::Dfue) => unfdat::show(sheet, bytes, Carrier::Dfue, options),
        Some(Format::Datentraeger) => unfdat::show(sheet, bytes, Carrier::Datentraeger, options),
        Some(Format::RzsAbrech) => rzs_abrech::show(sheet, bytes, options),
        Some(Format::Sr1) => sr1::show(sheet, bytes, options),
        Some(Format::Lr1) => lr1::show(sheet, bytes, options),
        Some(Format::Ta7) => ta7::show(sheet, bytes, options),
        Some(Format::Dtaus) => dtaus::show(sheet, bytes, options),
        None => Some(unknown(sheet, bytes)),
    }
}

/// The format of a file by its first bytes.
pub fn recognise(bytes: &[u8]) -> Option<Format> {
    if dtaus::is(bytes) {
        Some(Format::Dtaus)
    } else if Carrier::recognise(bytes) == Carrier::Datentraeger {
        Some(Format::Datentraeger)
    } else if let Some(invoice) = rechnungsformat::erkenne(bytes) {
        Some(match invoice {
            Rechnungsformat::Sr1 => Format::Sr1,
            Rechnungsformat::Lr1 => Format::Lr1,
            Rechnungsformat::Ta7 => Format::Ta7,
        })
    } else if rzs_abrech::is(bytes) {
        Some(Format::RzsAbrech)
    } else {
        likely_page(bytes).map(|_| Format::Dfue)
    }
}

fn unknown(sheet: &mut Sheet, bytes: &[u8]) -> String {
    let first = &bytes[..bytes.len().min(64)];
    sheet.value("format", "not recognised");
    sheet.value("first bytes", sheet::hex(first));
    sheet.value("as EBCDIC", CodePage::Edf03Drv.decode_lossy(first));
    sheet.value("as ASCII", CodePage::Windows1252.decode_lossy(first));
    "byte 0: no file of a format that can be shown; name it with --format if it is a damaged one".into()
}

#[cfg(test)]
mod tests;
