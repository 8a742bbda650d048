//! Tables in blocks of whole rows: what one thread reads at a time, and all of them parse.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use domain::{Tabelle, Zellen};

use crate::older::{Older, older, other_columns};
use crate::rows::header;
use crate::{Error, Result};

/// Bytes that are read together; a row that is longer makes its block longer.
const BLOCK: usize = 1 << 19;

/// A table's rows as text, a block at a time.
#[derive(Debug)]
pub(crate) struct Blocks<R> {
    path: PathBuf,
    input: R,
    /// The bytes read of the next block: it begins with a row.
    begun: Vec<u8>,
    /// The line of the file in which that begins, from 1.
    line: u64,
    ended: bool,
    /// How rows become those of the declared columns; none: they are.
    older: Option<Older>,
}

/// Whole rows as they stand in the file.
#[derive(Debug)]
pub(crate) struct Block {
    pub text: Vec<u8>,
    /// The line of the file in which they begin.
    pub line: u64,
}

/// A fault, and its line.
pub(crate) type Fault = (u64, String);

/// Names the place of a fault, and the remedy.
pub(crate) fn located(path: &Path, (line, what): Fault) -> Error {
    let path = path.display();
    Error::Data(format!("{path}, line {line}: {what}\nrun the stage that wrote it with --force"))
}

impl Blocks<File> {
    pub(crate) fn open<T: Tabelle>(path: &Path) -> Result<Self> {
        Blocks::of::<T>(path, File::open(path).map_err(Error::io(path))?)
    }
}

impl<R: Read> Blocks<R> {
    /// The rows below the header, which begins with the columns declared.
    pub(crate) fn of<T: Tabelle>(path: &Path, input: R) -> Result<Self> {
        let mut blocks = Blocks { path: path.to_owned(), input, begun: Vec::new(), line: 1, ended: false, older: None };
        blocks.fill(BLOCK)?;
        let declared = header::<T>();
        let end = blocks.begun.iter().position(|&byte| byte == b'\n').map_or(blocks.begun.len(), |end| end + 1);
        let first = String::from_utf8_lossy(&blocks.begun[..end]);
        let columns = declared.trim_end();
        if !first.trim_end().strip_prefix(columns).is_some_and(|more| more.is_empty() || more.starts_with(',')) {
            blocks.older = older::<T>(first.as_bytes()).map_err(|what| other_columns(path, &what))?;
        }
        blocks.begun.drain(..end);
        blocks.line = 2;
        Ok(blocks)
    }

    /// The next rows; none at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Block>> {
        let mut wanted = BLOCK;
        loop {
            self.fill(wanted)?;
            if self.begun.is_empty() {
                return Ok(None);
            }
            let end = if self.ended { self.begun.len() } else { end_of_rows(&self.begun) };
            if end > 0 {
                let rest = self.begun.split_off(end);
                let text = std::mem::replace(&mut self.begun, rest);
                let line = self.line;
                self.line += line_ends(&text);
                let text = self.older.as_ref().map(|older| older.rows(&text)).unwrap_or(text);
                return Ok(Some(Block { text, line }));
            }
            wanted = self.begun.len() + BLOCK;
        }
    }

    fn fill(&mut self, wanted: usize) -> Result<()> {
        let missing = wanted.saturating_sub(self.begun.len());
        if missing > 0 && !self.ended {
            self.begun.reserve(missing);
            let read = (&mut self.input).take(missing as u64).read_to_end(&mut self.begun);
            self.ended = read.map_err(Error::io(&self.path))? < missing;
        }
        Ok(())
    }
}

/// Where the last whole row ends: a line feed in quotation marks ends none.
fn end_of_rows(text: &[u8]) -> usize {
    let (mut end, mut begin, mut quoted) = (0, 0, false);
    for mark in memchr::memchr_iter(b'"', text).chain([text.len()]) {
        if !quoted {
            end = memchr::memrchr(b'\n', &text[begin..mark]).map_or(end, |at| begin + at + 1);
        }
        (begin, quoted) = (mark + 1, !quoted);
    }
    end
}

pub(crate) fn line_ends(text: &[u8]) -> u64 {
    text.iter().filter(|&&byte| byte == b'\n').count() as u64
}

impl Block {
    /// The records of the rows, each after the one before it.
    pub(crate) fn records<T: Tabelle>(&self) -> Result<Vec<T>, Fault> {
        records(&self.text, self.line)
    }
}

/// The records of whole rows that begin in that line, each after the one before it.
pub(crate) fn records<T: Tabelle>(text: &[u8], line: u64) -> Result<Vec<T>, Fault> {
    let line_of = |row: &str| line + line_ends(&text[..row.as_ptr() as usize - text.as_ptr() as usize]);
    let mut records: Vec<T> = Vec::new();
    for row in rows(text, line)? {
        let record = record(row).map_err(|what| (line_of(row), what))?;
        if records.last().is_some_and(|last: &T| last.ordnung(&record).is_ge()) {
            return Err((line_of(row), MISPLACED.into()));
        }
        records.push(record);
    }
    Ok(records)
}

/// The rows, without their line feeds.
fn rows(text: &[u8], line: u64) -> Result<impl Iterator<Item = &str>, Fault> {
    let mut rest = std::str::from_utf8(text)
        .map_err(|e| (line + line_ends(&text[..e.valid_up_to()]), "this is no UTF-8".into()))?;
    if !rest.ends_with('\n') && !rest.is_empty() {
        return Err((line + line_ends(text), "the last line has no end".into()));
    }
    if memchr::memchr_iter(b'"', text).count() % 2 == 1 {
        return Err((line + line_ends(text), "a quotation mark is not closed".into()));
    }
    Ok(std::iter::from_fn(move || {
        let end = end_of_row(rest.as_bytes())?;
        let row = &rest[..end];
        rest = &rest[end + 1..];
        Some(row)
    }))
}

/// The message on a row that is not in its table's order.
pub(crate) const MISPLACED: &str = "the row is not after the one before it";

/// Where the first row ends, as the place of its line feed.
pub(crate) fn end_of_row(text: &[u8]) -> Option<usize> {
    let (mut end, mut quotes) = (0, 0);
    loop {
        let length = memchr::memchr(b'\n', &text[end..])?;
        quotes += memchr::memchr_iter(b'"', &text[end..end + length]).count();
        if quotes % 2 == 0 {
            return Some(end + length);
        }
        end += length + 1;
    }
}

/// The cells of the first row as they stand there. It has as many as are asked for.
pub(crate) fn cells(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut quoted = false;
    text.split(move |&byte| {
        quoted ^= byte == b'"';
        matches!(byte, b',' | b'\n') && !quoted
    })
}

/// A cell of the first row as it stands there, from 0; empty where there is none.
pub(crate) fn cell(text: &[u8], column: usize) -> &[u8] {
    let line = memchr::memchr(b'\n', text).map_or(text, |end| &text[..end]);
    if memchr::memchr(b'"', line).is_some() {
        return cells(text).nth(column).unwrap_or_default();
    }
    let mut commas = memchr::memchr_iter(b',', line);
    let begin = if column == 0 { Some(0) } else { commas.nth(column - 1).map(|comma| comma + 1) };
    begin.map_or(&[], |begin| &line[begin..commas.next().unwrap_or(line.len())])
}

/// The record of a row. Columns behind those declared are passed over.
pub(crate) fn record<T: Tabelle>(row: &str) -> Result<T, String> {
    T::lies(&mut Zellen::neu(row))
}

#[cfg(test)]
mod tests {
    use domain::Position;

    use super::*;

    fn rows(text: &str) -> Vec<String> {
        let text = format!("{}{text}", header::<Position>());
        let mut blocks = Blocks::of::<Position>(Path::new("p.csv"), text.as_bytes()).expect("the header");
        let mut all = Vec::new();
        while let Some(block) = blocks.next().expect("readable") {
            all.extend(super::rows(&block.text, block.line).expect("rows").map(str::to_owned));
        }
        all
    }

    #[test]
    fn a_line_feed_in_quotation_marks_ends_no_row() {
        assert_eq!(rows("1,\"a\nb\",c\n2,\"\"\"\n\"\"\",d\n3,x\n"), ["1,\"a\nb\",c", "2,\"\"\"\n\"\"\",d", "3,x"]);
        for (text, end) in
            [("a\nb", 2), ("a\n\"b\n", 2), ("a\n\"b\n\"\nc", 7), ("\"b\n", 0), ("abc", 0), ("\"a\"\n\"b\"\n", 8)]
        {
            assert_eq!(end_of_rows(text.as_bytes()), end, "{text:?}");
        }
    }

    #[test]
    fn rows_longer_than_a_block_are_whole() {
        let long = format!("1,\"{}\"", "x\n".repeat(BLOCK));
        assert_eq!(rows(&format!("{long}\n2,b\n")), [long.as_str(), "2,b"]);
    }
}
