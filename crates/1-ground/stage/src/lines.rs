//! Tables as lines of text, read and written one after another: never whole in memory, and without a value for each
//! cell.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use domain::Tabelle;

use crate::beleg::Formatted;
use crate::blocks::{cell, cells, located, record};
use crate::older::{Older, older, other_columns};
use crate::receipt::Output;
use crate::rows::header;
use crate::work::Hashing;
use crate::{Error, Result};

/// Bytes that are read, or hashed and written, together.
const BUFFER: usize = 1 << 18;

/// The rows of a table as they stand in its file.
#[derive(Debug)]
pub struct TableLines<T> {
    path: PathBuf,
    file: BufReader<File>,
    row: Vec<u8>,
    /// The row in the declared columns, where the table has older ones.
    filled: Vec<u8>,
    older: Option<Older>,
    /// Line in which the row ends.
    line: u64,
    record: PhantomData<T>,
}

impl<T: Tabelle> TableLines<T> {
    /// Opens a table.
    ///
    /// # Errors
    /// It cannot be read, or it has other columns than those declared.
    pub fn open(path: &Path) -> Result<Self> {
        let file = BufReader::with_capacity(BUFFER, File::open(path).map_err(Error::io(path))?);
        let mut lines = TableLines {
            path: path.to_owned(),
            file,
            row: Vec::new(),
            filled: Vec::new(),
            older: None,
            line: 0,
            record: PhantomData,
        };
        lines.read_line()?;
        lines.older = older::<T>(&lines.row).map_err(|what| other_columns(path, &what))?;
        Ok(lines)
    }

    /// The next row, without its line feed.
    ///
    /// # Errors
    /// It cannot be read, or it is cut.
    #[expect(clippy::should_implement_trait, reason = "a row is borrowed until the next one is asked for")]
    pub fn next(&mut self) -> Result<Option<Row<'_>>> {
        self.row.clear();
        while self.read_line()? {
            if self.row.iter().filter(|&&byte| byte == b'"').count() % 2 == 0 {
                return match (self.row.strip_suffix(b"\n"), &self.older) {
                    (Some(row), None) => Ok(Some(Row(row))),
                    (Some(row), Some(older)) => {
                        self.filled.clear();
                        older.row(row, &mut self.filled);
                        Ok(Some(Row(&self.filled)))
                    }
                    (None, _) => Err(self.bad("the last line has no end".into())),
                };
            }
        }
        if self.row.is_empty() { Ok(None) } else { Err(self.bad("a quotation mark is not closed".into())) }
    }

    fn read_line(&mut self) -> Result<bool> {
        self.line += 1;
        Ok(self.file.read_until(b'\n', &mut self.row).map_err(Error::io(&self.path))? > 0)
    }

    fn bad(&self, what: String) -> Error {
        located(&self.path, (self.line, what))
    }
}

/// A row as it stands in its file.
#[derive(Clone, Copy, Debug)]
pub struct Row<'r>(pub &'r [u8]);

impl<'r> Row<'r> {
    /// A cell as it stands there, from 0; empty where there is none. Numbers, dates and amounts are never quoted.
    pub fn cell(self, nr: usize) -> &'r [u8] {
        cell(self.0, nr)
    }

    /// The cells as they stand there.
    pub fn cells(self) -> impl Iterator<Item = &'r [u8]> {
        cells(self.0)
    }

    /// The record that the row is.
    ///
    /// # Errors
    /// It is none of that table.
    pub fn record<T: Tabelle>(self) -> Result<T> {
        let text = std::str::from_utf8(self.0).map_err(|_| Error::Data("a row is no UTF-8".into()))?;
        record(text).map_err(|what| Error::Data(format!("a row: {what}")))
    }

    /// The text of a cell as [`cells`](Self::cells) gives it.
    pub fn text(cell: &[u8]) -> Cow<'_, str> {
        match cell.strip_prefix(b"\"").and_then(|cell| cell.strip_suffix(b"\"")) {
            Some(quoted) => Cow::Owned(String::from_utf8_lossy(quoted).replace("\"\"", "\"")),
            None => String::from_utf8_lossy(cell),
        }
    }
}

/// A table that is written row by row, each with its line feed, and put beside the others by
/// [`Stage::take`](crate::Stage::take).
#[derive(Debug)]
pub struct TableWriter<T> {
    file: &'static str,
    path: PathBuf,
    out: BufWriter<Hashing<File>>,
    rows: u64,
    last_key: Vec<u8>,
    last: Option<T>,
}

impl<T: Tabelle> TableWriter<T> {
    pub(crate) fn create(file: &'static str, path: PathBuf) -> Result<Self> {
        let out = Hashing::new(File::create(&path).map_err(Error::create(&path))?);
        let mut out = BufWriter::with_capacity(BUFFER, out);
        out.write_all(header::<T>().as_bytes()).map_err(Error::io(&path))?;
        Ok(TableWriter { file, path, out, rows: 0, last_key: Vec::new(), last: None })
    }

    /// Writes a row. `key` is what its table is ordered by, in bytes that compare as that does; it must be above the
    /// key of the row before.
    ///
    /// # Errors
    /// It cannot be written, or it is not after the row before it.
    pub fn row(&mut self, key: &[u8], row: &[u8]) -> Result<()> {
        self.rows += 1;
        if self.rows > 1 && self.last_key.as_slice() >= key {
            return Err(self.misplaced(self.rows));
        }
        self.last_key.clear();
        self.last_key.extend_from_slice(key);
        self.out.write_all(row).map_err(Error::io(&self.path))
    }

    /// Writes formatted rows.
    ///
    /// # Errors
    /// They cannot be written, or they are not after the rows before them.
    pub fn append(&mut self, rows: Formatted<T>) -> Result<()> {
        let Some((first, last)) = rows.ends else { return Ok(()) };
        if self.last.as_ref().is_some_and(|before| before.ordnung(&first).is_ge()) {
            return Err(self.misplaced(self.rows + 1));
        }
        (self.rows, self.last) = (self.rows + rows.rows, Some(last));
        self.out.write_all(&rows.text).map_err(Error::io(&self.path))
    }

    /// The number of rows written so far.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    fn misplaced(&self, row: u64) -> Error {
        Error::Internal(format!("{}: row {row} is not after the one before it", self.file))
    }

    pub(crate) fn finish(self) -> Result<Output> {
        let path = self.path;
        let written = self.out.into_inner().map_err(|e| Error::Io { path, source: e.into_error() })?;
        Ok(written.output(self.file, Some(self.rows)))
    }
}

#[cfg(test)]
mod tests {
    use domain::{Position, Rezept};

    use super::*;

    #[test]
    fn cells_are_told_apart_by_quotation_marks() {
        let row = Row(b"0000001,\"a,\"\"b\nc\",,7");
        assert_eq!(row.cell(0), b"0000001");
        assert_eq!(row.cell(1), b"\"a,\"\"b\nc\"");
        assert_eq!((Row::text(row.cell(1)), Row::text(row.cell(3))), ("a,\"b\nc".into(), "7".into()));
        assert_eq!((row.cell(2), row.cell(3), row.cell(4)), (&b""[..], &b"7"[..], &b""[..]));
    }

    #[test]
    fn rows_are_read_as_they_stand() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("positionen.csv");
        let header = header::<Position>();
        let read = |text: &str| {
            std::fs::write(&path, text).expect("writable");
            let mut lines = TableLines::<Position>::open(&path)?;
            let mut rows = Vec::new();
            while let Some(Row(row)) = lines.next()? {
                rows.push(String::from_utf8_lossy(row).into_owned());
            }
            Ok::<_, Error>(rows)
        };
        assert_eq!(read(&header).expect("no rows"), [""; 0]);
        assert_eq!(read(&format!("{header}1,\"a\nb\"\n2,c\n")).expect("two rows"), ["1,\"a\nb\"", "2,c"]);
        for (text, line) in [("x\n".into(), 1), (format!("{header}1,a"), 2), (format!("{header}1,\"a\n2,b\n"), 4)] {
            let error = read(&text).expect_err("damaged").to_string();
            assert!(error.contains(&format!("line {line}:")), "{error}");
        }
        assert!(TableLines::<Rezept>::open(&path).is_err(), "another table");
    }

    #[test]
    fn a_row_that_is_not_after_the_one_before_is_a_defect() {
        let dir = tempfile::tempdir().expect("a folder");
        let mut table = TableWriter::<Position>::create("p.csv", dir.path().join("p.csv")).expect("creatable");
        table.row(b"1", b"1,a\n").expect("the first");
        table.row(b"2", b"2,b\n").expect("after it");
        assert!(matches!(table.row(b"2", b"2,c\n"), Err(Error::Internal(_))));
    }
}
