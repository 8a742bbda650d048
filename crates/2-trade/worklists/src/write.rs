//! Both files of a work list.

use domain::{Aufgabe, Tabelle};
use stage::{Error, Result, Stage};

use crate::xlsx;

/// The work list as a table.
pub const LIST: &str = "arbeitsliste.csv";
/// The same rows as a spreadsheet.
pub const SHEET: &str = "arbeitsliste.xlsx";

/// Writes the work list of a stage: as [`LIST`] and as [`SHEET`].
///
/// # Errors
/// A file cannot be written; more rows than a spreadsheet holds.
pub fn write(stage: &mut Stage, tasks: Vec<Aufgabe>) -> Result<()> {
    let mut rows = Aufgabe::fuer_menschen(tasks);
    Aufgabe::ordne(&mut rows);
    stage.write(LIST, &rows)?;
    let sheet = xlsx(&rows).map_err(|e| Error::Internal(format!("{SHEET}: {e}")))?;
    stage.write_bytes(SHEET, &sheet)
}
