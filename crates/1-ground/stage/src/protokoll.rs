//! Protocols: lists that only grow, beside the runs of a payer. A line is durable before what it speaks of is done.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use crate::{Error, Result};

/// Appends lines to a protocol, with the header where it is new.
///
/// # Errors
/// The disk.
pub fn append_to_protocol(path: &Path, header: &str, lines: &[Vec<String>]) -> Result<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let before = fs::read(path).unwrap_or_default();
    let mut text = match before.last() {
        None => format!("{header}\n"),
        // A line that a crash cut stays by itself.
        Some(b'\n') => String::new(),
        Some(_) => "\n".into(),
    };
    for line in lines {
        let cells: Vec<String> = line.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    let mut file = OpenOptions::new().create(true).append(true).open(path).map_err(Error::create(path))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(Error::io(path))
}

/// The whole lines of a protocol below its header; none if there is no such file.
///
/// # Errors
/// The disk.
pub fn read_protocol(path: &Path) -> Result<Vec<Vec<String>>> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(source) => return Err(Error::Io { path: path.to_owned(), source }),
    };
    let width = text.lines().next().map_or(0, |header| header.split(',').count());
    let cells = |line: &str| -> Option<Vec<String>> {
        let inner = line.strip_prefix('"')?.strip_suffix('"')?;
        Some(inner.split("\",\"").map(|cell| cell.replace("\"\"", "\"")).collect())
    };
    Ok(text.lines().skip(1).filter_map(cells).filter(|line| line.len() == width).collect())
}

/// Name of the protocol of what was deleted, beside the runs of a payer.
pub const DELETED: &str = "loeschprotokoll.csv";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_back_and_one_that_was_cut_does_no_harm() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("p.csv");
        let line = |a: &str, b: &str| vec![a.to_owned(), b.to_owned()];
        append_to_protocol(&path, "a,b", &[line("1", "x, \"y\" ä"), line("", "")]).expect("written");
        let whole = fs::read(&path).expect("a file");
        fs::write(&path, [&whole[..], b"\"cut"].concat()).expect("a cut line");
        append_to_protocol(&path, "a,b", &[line("2", "z")]).expect("written");
        let read = read_protocol(&path).expect("read");
        assert_eq!(read, [line("1", "x, \"y\" ä"), line("", ""), line("2", "z")]);
    }
}
