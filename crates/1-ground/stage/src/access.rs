//! Who looked at what: a log of the tools that show persons, kept only where somebody wants it.
//!
//! The log is there if its file is: whoever answers for data protection makes it, in WORK for all payers or in a payer's
//! folder, and may give it away so that others can append to it and not read it. A line is durable before anything is
//! shown; a line that cannot be written shows nothing.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::{Error, Result, clock, nutzer};

/// Name of the log.
pub const ACCESS_LOG: &str = "zugriffe.csv";

const HEADER: &str = "zeit,nutzer,werkzeug,gesucht,kostentraeger,beleg_id,pic_nr\n";

/// A prescription or line that is shown: keys, no value about a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown<'a> {
    /// Code of the payer.
    pub kostentraeger: &'a str,
    /// Our number of the invoice.
    pub beleg_id: &'a str,
    /// Picture number, or number of the line.
    pub pic_nr: &'a str,
}

/// Enters what `tool` is about to show of a folder of runs (WORK, a payer's folder, a run), if there is a log. What was asked
/// for is entered in words, which must name no person.
///
/// # Errors
/// There is a log, and it cannot be written (74).
pub fn log_access<'a>(
    folder: &Path,
    tool: &str,
    asked: &str,
    shown: impl IntoIterator<Item = Shown<'a>>,
) -> Result<()> {
    let Some(path) = log_of(folder) else { return Ok(()) };
    let mut file = OpenOptions::new().append(true).open(&path).map_err(Error::io(&path))?;
    let mut text = String::new();
    if file.metadata().map_err(Error::io(&path))?.len() == 0 {
        text.push_str(HEADER);
    }
    let (time, user) = (clock::now_utc(), nutzer::name());
    let mut line = |shown: Shown<'_>| {
        let cells = [time.as_str(), &user, tool, asked, shown.kostentraeger, shown.beleg_id, shown.pic_nr];
        text.push_str(&cells.map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).join(","));
        text.push('\n');
    };
    let mut shown = shown.into_iter().peekable();
    if shown.peek().is_none() {
        line(Shown { kostentraeger: "", beleg_id: "", pic_nr: "" });
    }
    shown.for_each(line);
    // In one call: lines of several users never mix.
    file.write_all(text.as_bytes()).and_then(|()| file.sync_data()).map_err(Error::io(&path))
}

/// The log that counts for a folder of runs: its own, its payer's or that of WORK.
fn log_of(folder: &Path) -> Option<PathBuf> {
    let folder = folder.canonicalize().ok()?;
    folder.ancestors().take(3).map(|folder| folder.join(ACCESS_LOG)).find(|log| log.symlink_metadata().is_ok())
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const ONE: Shown<'_> = Shown { kostentraeger: "BG28", beleg_id: "0000001", pic_nr: "000000000001" };

    #[test]
    fn nothing_is_kept_unless_somebody_made_the_log() {
        let work = tempfile::tempdir().expect("a folder");
        let run = work.path().join("BG28/2005-03-11");
        fs::create_dir_all(&run).expect("a folder");
        log_access(&run, "review", "Lauf 2005-03-11", [ONE]).expect("nothing to do");
        assert_eq!(fs::read_dir(work.path()).expect("WORK").count(), 1);
        let log = work.path().join(ACCESS_LOG);
        fs::write(&log, "").expect("a log");
        log_access(&run, "review", "Lauf 2005-03-11", [ONE, ONE]).expect("written");
        log_access(work.path(), "explain", "PicNr", []).expect("written");
        let text = fs::read_to_string(&log).expect("the log");
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!((lines.len(), lines[0]), (4, HEADER.trim_end()));
        assert!(lines[1].ends_with("\"review\",\"Lauf 2005-03-11\",\"BG28\",\"0000001\",\"000000000001\""), "{text}");
        assert!(lines[3].ends_with("\"explain\",\"PicNr\",\"\",\"\",\"\""), "{text}");
    }

    #[test]
    fn a_log_that_cannot_be_written_is_an_error() {
        let work = tempfile::tempdir().expect("a folder");
        fs::create_dir(work.path().join(ACCESS_LOG)).expect("a folder in its place");
        let error = log_access(work.path(), "explain", "PicNr 1", [ONE]).expect_err("no file");
        assert_eq!(error.exit_code(), 74);
    }
}
