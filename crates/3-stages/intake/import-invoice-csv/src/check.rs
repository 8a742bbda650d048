//! The dry check of one invoice file, as a biller or facility can run it by itself.

use std::path::Path;

use forms::leistungsrechnung::{self, Datei};
use forms::rechnungsformat::{self, Rechnungsformat};
use forms::sammelrechnung::{self, Empfaenger, Zeichensatz};
use spill::Spill;
use stage::{Error, info, report_refused, show_values, warn};

use crate::files::{Opened, Refused, open};

/// Checks the form of a file without a run; every error is named with line, column, value and what was expected.
///
/// # Errors
/// The file is not there (66), or it breaks its form (65).
pub fn check(path: &Path) -> anyhow::Result<()> {
    if !path.is_file() {
        return Err(Error::Missing(format!("{} is no file\nname an invoice file", path.display())).into());
    }
    show_values();
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    match sound_in_form(path, &name)? {
        Ok(what) => {
            info(format!("{name}: {what}, sound in form"));
            Ok(())
        }
        Err(errors) => {
            report_refused(&name, path, &errors, usize::MAX);
            Err(Error::Data(format!("{name} breaks its form in {} place(s), see above", errors.len())).into())
        }
    }
}

/// Names a file whose form is right, or every error of it; who it is for does not matter.
pub(crate) fn sound_in_form(path: &Path, name: &str) -> anyhow::Result<Result<String, Refused>> {
    let lines = match open(path, name, None)? {
        Opened::Lines(lines) => lines,
        Opened::Refused(refusal) => return Ok(Err(vec![refusal])),
        Opened::Fhir => return Err(Error::Internal("a format was expected where none is".into()).into()),
    };
    let checked = match rechnungsformat::erkenne(lines.buffer()) {
        Some(Rechnungsformat::Sr1) => {
            let room = Spill::in_folder(&std::env::temp_dir()).map_err(Error::create(&std::env::temp_dir()))?;
            sammelrechnung::lies_strom(lines, name, Zeichensatz::Auto, Empfaenger::BELIEBIG, &room)
                .map(|read| read.map(|file| format!("SR1, {} prescriptions", file.rezepte.anzahl())))
        }
        Some(Rechnungsformat::Ta7) => crate::erezepte::check(lines, name),
        _ => leistungsrechnung::lies_strom(lines, name, Zeichensatz::Auto, None)
            .map(|read| read.map(|file| leistungen(name, &file))),
    };
    Ok(checked.map_err(Error::io(path))?)
}

/// What is said of a sound LR1. Whether the facility was offered its list is known to the payer only, so what only such
/// a list may leave empty is no error here, but worth a warning.
fn leistungen(name: &str, file: &Datei) -> String {
    let empty: Vec<String> =
        file.leer_wie_angebot().iter().map(|(column, count)| format!("{column} ({count} times)")).collect();
    if !empty.is_empty() {
        warn(format!("{name}: empty, as only an offered list may be: {}; else it will be refused", empty.join(", ")));
    }
    format!("LR1, {} lines", file.zeilen.len())
}
