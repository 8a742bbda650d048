use domain::{Fall, GeburtsDatum, datum};
use layout::Field;

use super::felder::{FELDER, FELDER_JE_SATZ};
use charsets::edf03::CodePage;

/// Why a case cannot be written as a record.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// The value is longer than its field.
    #[error("case {aktenzeichen}, field {feld}: '{wert}' is longer than {max} characters")]
    TooLong {
        /// File number of the case.
        aktenzeichen: String,
        /// Name of the field.
        feld: &'static str,
        /// The value.
        wert: String,
        /// Length of the field.
        max: usize,
    },
    /// The value holds the separator, or a character that the code page lacks.
    #[error("case {aktenzeichen}, field {feld}: '{zeichen}' cannot be written in {page} between separators")]
    Character {
        /// File number of the case.
        aktenzeichen: String,
        /// Name of the field.
        feld: &'static str,
        /// The character.
        zeichen: char,
        /// The code page.
        page: CodePage,
    },
}

/// Appends a case to a DFÜ stream.
///
/// # Errors
/// A value that is too long, holds the separator, or has a character that the code page lacks; nothing is appended.
pub fn write_record(fall: &Fall, page: CodePage, stream: &mut Vec<u8>) -> Result<(), WriteError> {
    let begin = stream.len();
    for (field, value) in FELDER.iter().zip(values(fall)) {
        match encoded(fall, field, &value, page) {
            Ok(bytes) => {
                stream.extend(bytes);
                stream.push(page.dollar());
            }
            Err(error) => {
                stream.truncate(begin);
                return Err(error);
            }
        }
    }
    Ok(())
}

fn values(fall: &Fall) -> [String; FELDER_JE_SATZ] {
    let abgegeben = if fall.abgegeben.ist_ja() { "J" } else { "" };
    [
        fall.aktenzeichen.clone(),
        fall.pz.clone(),
        fall.geb_datum.map_or_else(String::new, GeburtsDatum::ttmmjjjj),
        fall.unf_datum.map_or_else(String::new, datum::ttmmjjjj),
        fall.vorname.clone(),
        fall.zusatz.clone(),
        fall.name.clone(),
        fall.strasse.clone(),
        fall.lkz.clone(),
        fall.plz.clone(),
        fall.ort.clone(),
        abgegeben.to_owned(),
    ]
}

fn encoded(fall: &Fall, field: &Field, value: &str, page: CodePage) -> Result<Vec<u8>, WriteError> {
    let aktenzeichen = fall.aktenzeichen.clone();
    if value.chars().count() > field.len {
        return Err(WriteError::TooLong { aktenzeichen, feld: field.name, wert: value.to_owned(), max: field.len });
    }
    let character = |zeichen| WriteError::Character { aktenzeichen, feld: field.name, zeichen, page };
    if value.contains('$') {
        return Err(character('$'));
    }
    page.encode_exact(value).map_err(character)
}
