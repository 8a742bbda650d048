//! Tables that another version of the program wrote: columns that came later are filled in, or the run is made anew.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use domain::Tabelle;
use domain::dateien::DATEIEN;

use crate::blocks::{cells, end_of_row};
use crate::receipt::Receipt;
use crate::rows::header;
use crate::{Error, Result};

/// How a row of an older table becomes one of the declared columns.
#[derive(Debug)]
pub(crate) struct Older {
    /// Of each declared column: the text that stands for it; none: the next cell of the row.
    columns: Vec<Option<&'static str>>,
}

/// What a table with that first line is read with: nothing if it has the declared columns.
///
/// # Errors
/// It lacks a column for which nothing can stand, or has others.
pub(crate) fn older<T: Tabelle>(first: &[u8]) -> Result<Option<Older>, String> {
    let (declared, first) = (header::<T>(), String::from_utf8_lossy(first));
    if first.trim_end() == declared.trim_end() {
        return Ok(None);
    }
    let mut there = first.trim_end().split(',').peekable();
    let column = |spalte: &domain::Spalte| match there.next_if_eq(&spalte.name) {
        Some(_) => Some(None),
        None => spalte.vorher.map(Some),
    };
    let columns: Option<Vec<_>> = T::SPALTEN.iter().map(column).collect();
    let columns = columns.filter(|_| there.peek().is_none());
    columns
        .map(|columns| Some(Older { columns }))
        .ok_or_else(|| format!("expected the columns {}", declared.trim_end()))
}

/// Names a table whose columns are not those declared, and the remedy.
pub(crate) fn other_columns(path: &Path, what: &str) -> Error {
    Error::Data(format!(
        "{}, line 1: {what}; another version of the programs wrote it\n\
         make that run anew first: make pipeline (care services: make services) with its DATE",
        path.display()
    ))
}

impl Older {
    /// Whole rows in the declared columns.
    pub(crate) fn rows(&self, text: &[u8]) -> Vec<u8> {
        let (mut rest, mut rows) = (text, Vec::with_capacity(text.len() * 9 / 8));
        while let Some(end) = end_of_row(rest) {
            self.row(&rest[..end], &mut rows);
            rows.push(b'\n');
            rest = &rest[end + 1..];
        }
        rows.extend_from_slice(rest);
        rows
    }

    /// Appends one row without its line feed.
    pub(crate) fn row(&self, row: &[u8], to: &mut Vec<u8>) {
        let mut there = cells(row);
        for column in &self.columns {
            let cell = column.map(str::as_bytes);
            to.extend_from_slice(cell.or_else(|| there.next()).unwrap_or_default());
            to.push(b',');
        }
        // The last separator is none.
        to.pop();
    }
}

/// The first table of a published stage whose columns are not those declared now.
pub(crate) fn table_with_other_columns<'r>(
    folder: &str,
    target: &Path,
    receipt: &'r Receipt,
) -> Result<Option<&'r str>> {
    for output in &receipt.outputs {
        let path = format!("{folder}/{}", output.path);
        let Some(datei) = DATEIEN.iter().find(|datei| datei.pfade.contains(&path.as_str())) else { continue };
        let mut first = Vec::new();
        let file = target.join(&output.path);
        File::open(&file)
            .and_then(|file| BufReader::new(file).read_until(b'\n', &mut first))
            .map_err(Error::io(&file))?;
        let declared: Vec<&str> = datei.spalten.iter().map(|spalte| spalte.name).collect();
        if first.trim_ascii_end() != declared.join(",").as_bytes() {
            return Ok(Some(&output.path));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use domain::Position;

    use super::*;

    #[test]
    fn what_came_later_is_filled_in() {
        let declared = header::<Position>();
        assert!(older::<Position>(declared.as_bytes()).is_ok_and(|older| older.is_none()));
        let before = declared.replace(",zeile", "");
        let older = older::<Position>(before.as_bytes()).expect("an older table").expect("another header");
        let rows = older.rows(b"0000001,1,1,\"a,\"\"b\nc\",2,7.68\n0000001,1,2,,,\n");
        assert_eq!(String::from_utf8_lossy(&rows), "0000001,1,1,\"a,\"\"b\nc\",2,7.68,0\n0000001,1,2,,,,0\n");
    }

    #[test]
    fn what_nothing_can_stand_for_is_refused() {
        let declared = header::<Position>();
        for other in [
            declared.replace(",taxe", ""),
            declared.replace("zeile", "satz"),
            declared.replace("pzn,faktor", "faktor,pzn"),
            String::new(),
        ] {
            let why = older::<Position>(other.as_bytes()).expect_err("other columns");
            assert!(why.starts_with("expected the columns beleg_id,pic_nr"), "{other}: {why}");
        }
    }
}
