//! The delivery note: whose files these are, of which day and pass, and which orders they carry. It is listed and signed
//! like the files, so that nobody can send yesterday's folder again as today's.

use std::fmt::Write;

use domain::Ausgabe;
use stage::{Result, Stage, pass_of, read_table, sha256_hex};

/// Name of the delivery note.
pub const LIEFERSCHEIN: &str = "LIEFERSCHEIN";

/// Which order stands in which file of a stage.
const AUSGABE: &str = "ausgabe.csv";

/// The delivery note of the files that a stage wrote so far.
pub(crate) fn text(stage: &Stage) -> Result<String> {
    let run = stage.session().run();
    let mut text = format!("kostentraeger {}\ndatum {}\nordner {}\n", run.kostentraeger, run.datum, stage.folder());
    for file in stage.outgoing().map(|output| output.path.as_str()).filter(|path| !path.contains('/')) {
        let _ = writeln!(text, "durchgang {} {file}", pass_of(file));
    }
    if stage.tables().any(|output| output.path == AUSGABE) {
        for row in read_table::<Ausgabe>(&stage.room().join(AUSGABE))?.iter().filter(|row| !row.datei.is_empty()) {
            let _ = writeln!(text, "anweisung {} {}", row.pass, row.anweisung_id);
        }
    }
    // Tables of the house that lie beside the files: none of them goes out, but none may be slipped in, either.
    for table in stage.tables() {
        let _ = writeln!(text, "tabelle {} {}", sha256_hex(&stage.written(&table.path)?), table.path);
    }
    Ok(text)
}
