//! Invoice by invoice: sorted tables read side by side, each invoice worked on by any thread, results written in order.
//!
//! A stage that judges each invoice by itself is a merge. A [`BelegTable`] gives the rows of the next invoice as text;
//! [`in_order`](crate::in_order()) hands invoices to all threads while the next ones are read, and what becomes of them comes back in
//! their order, to be appended to [`TableWriter`](crate::TableWriter)s as [`Formatted`] rows. A few invoices are in
//! memory at a time.

use std::cmp::Ordering;
use std::fs::File;
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use domain::Tabelle;

use crate::blocks::{Block, Blocks, cell, end_of_row, line_ends, located};
use crate::table::format;
use crate::{Error, Result};

/// The column by which every table of invoices is ordered first.
const BELEG_ID: &str = "beleg_id";

/// A table that is read by invoice.
#[derive(Debug)]
pub struct BelegTable<T> {
    path: PathBuf,
    blocks: Blocks<File>,
    /// What was read, and how many bytes of it were taken.
    block: Block,
    taken: usize,
    /// The line of the file in which what was not taken begins.
    line: u64,
    column: usize,
    record: PhantomData<T>,
}

/// The rows of one invoice in one table, as they stand there.
#[derive(Debug)]
pub struct BelegRows<T> {
    path: PathBuf,
    rows: Block,
    record: PhantomData<T>,
}

impl<T: Tabelle> BelegTable<T> {
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let column = T::SPALTEN.iter().position(|spalte| spalte.name == BELEG_ID);
        let column = column.filter(|_| T::ORDNUNG.first() == Some(&BELEG_ID));
        let unordered = || Error::Internal(format!("{} is not ordered by invoice", path.display()));
        Ok(BelegTable {
            path: path.to_owned(),
            blocks: Blocks::open::<T>(path)?,
            block: Block { text: Vec::new(), line: 2 },
            taken: 0,
            line: 2,
            column: column.ok_or_else(unordered)?,
            record: PhantomData,
        })
    }

    /// The invoice of the next rows; none at the end. For the table that leads where the invoices are not read.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn next_beleg(&mut self) -> Result<Option<String>> {
        let next = |table: &Self| String::from_utf8_lossy(cell(&table.block.text[table.taken..], table.column)).into();
        Ok(self.fill()?.then(|| next(self)))
    }

    /// The rows of that invoice. Invoices are asked for in their order.
    ///
    /// # Errors
    /// The table cannot be read, or the next rows belong to an invoice that was not asked for.
    pub fn rows_of(&mut self, beleg_id: &str) -> Result<BelegRows<T>> {
        let mut rows = Block { text: Vec::new(), line: self.line };
        while self.fill()? {
            let rest = &self.block.text[self.taken..];
            let (end, next) = run_of(rest, self.column, beleg_id.as_bytes());
            self.line += line_ends(&rest[..end]);
            if end == self.block.text.len() && rows.text.is_empty() {
                rows.text = std::mem::take(&mut self.block.text);
                self.taken = 0;
            } else {
                rows.text.extend_from_slice(&rest[..end]);
                self.taken += end;
            }
            match next {
                None => {}
                Some(Ordering::Greater) => break,
                Some(_) => return Err(self.stray()),
            }
        }
        Ok(BelegRows { path: self.path.clone(), rows, record: PhantomData })
    }

    /// Asserts that every row belonged to an invoice that was asked for.
    ///
    /// # Errors
    /// One did not.
    pub fn finish(mut self) -> Result<()> {
        if self.fill()? { Err(self.stray()) } else { Ok(()) }
    }

    /// Returns true if there is a row that was not taken.
    fn fill(&mut self) -> Result<bool> {
        if self.taken == self.block.text.len() {
            let Some(block) = self.blocks.next()? else { return Ok(false) };
            (self.line, self.block, self.taken) = (block.line, block, 0);
        }
        Ok(true)
    }

    fn stray(&self) -> Error {
        let beleg_id = String::from_utf8_lossy(cell(&self.block.text[self.taken..], self.column));
        let what = format!("the invoice {beleg_id} is not in rechnungen.csv, or the row is not in its place");
        located(&self.path, (self.line, what))
    }
}

/// Where the rows of that invoice end at the head of a text, and how the invoice of the row there compares with it.
fn run_of(text: &[u8], column: usize, beleg_id: &[u8]) -> (usize, Option<Ordering>) {
    // Where the first and the last row are of the invoice, all between are, or their records are not in their order.
    if [text, last_row(text)].iter().all(|row| cell(row, column) == beleg_id) {
        return (text.len(), None);
    }
    let mut end = 0;
    while end < text.len() {
        match cell(&text[end..], column).cmp(beleg_id) {
            Ordering::Equal => end += end_of_row(&text[end..]).map_or(text.len() - end, |feed| feed + 1),
            other => return (end, Some(other)),
        }
    }
    (end, None)
}

/// The last of whole rows.
fn last_row(text: &[u8]) -> &[u8] {
    let mut begin = text.len().saturating_sub(1);
    loop {
        begin = memchr::memrchr(b'\n', &text[..begin]).map_or(0, |feed| feed);
        let row = if begin == 0 { text } else { &text[begin + 1..] };
        if begin == 0 || memchr::memchr_iter(b'"', row).count().is_multiple_of(2) {
            return row;
        }
    }
}

impl<T: Tabelle> BelegRows<T> {
    /// The records.
    ///
    /// # Errors
    /// A row is no record of the table, or not after the one before it.
    pub fn records(&self) -> Result<Vec<T>> {
        self.rows.records().map_err(|fault| located(&self.path, fault))
    }
}

/// Rows of a table as text, in their order.
#[derive(Debug)]
pub struct Formatted<T> {
    pub(crate) text: Vec<u8>,
    pub(crate) rows: u64,
    /// The first and the last row.
    pub(crate) ends: Option<(T, T)>,
}

impl<T: Tabelle + Clone> Formatted<T> {
    /// Formats rows.
    ///
    /// # Errors
    /// A row is not after the one before it: a defect.
    pub fn of<'r>(rows: impl IntoIterator<Item = &'r T>) -> Result<Self>
    where
        T: 'r,
    {
        let mut text = Vec::new();
        let (rows, ends) = format(rows, &mut text).map_err(|row| {
            let table = std::any::type_name::<T>();
            Error::Internal(format!("{table}: row {row} of an invoice is not after the one before it"))
        })?;
        Ok(Formatted { text, rows, ends: ends.map(|(first, last)| (first.clone(), last.clone())) })
    }
}

#[cfg(test)]
mod tests {
    use domain::Position;

    use super::*;

    fn table(rows: &str) -> (tempfile::TempDir, Result<BelegTable<Position>>) {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("positionen.csv");
        std::fs::write(&path, format!("beleg_id,pic_nr,lfd_nr,pzn,faktor,taxe,zeile\n{rows}")).expect("writable");
        let table = BelegTable::open(&path);
        (dir, table)
    }

    #[test]
    fn each_invoice_has_its_rows() {
        let (_dir, table) = table("1,\"a\n,1\",1,,,,0\n1,b,1,,,,0\n3,c,1,,,,0\n");
        let mut table = table.expect("a table");
        let mut pics = |beleg: &str| -> Vec<String> {
            let rows = table.rows_of(beleg).and_then(|rows| rows.records()).expect("rows");
            rows.into_iter().map(|row| row.pic_nr).collect()
        };
        assert_eq!(pics("1"), ["a\n,1", "b"]);
        assert_eq!(pics("2"), [""; 0]);
        assert_eq!(pics("3"), ["c"]);
        assert!(table.finish().is_ok());

        let (_dir, table) = self::table("1,a,1,,,,0\n1,b,1,,,,0\n3,c,1,,,,0\n");
        let mut table = table.expect("a table");
        for beleg in ["1", "3"] {
            assert_eq!(table.next_beleg().expect("readable"), Some(beleg.into()));
            table.rows_of(beleg).expect("rows");
        }
        assert_eq!(table.next_beleg().expect("readable"), None);
    }

    #[test]
    fn a_row_of_no_invoice_is_named() {
        for rows in ["1,\"a\nb\",1,,,,0\n2,a,1,,,,0\n3,a,1,,,,0\n", "1,\"a\nb\",1,,,,0\n3,a,1,,,,0\n2,a,1,,,,0\n"] {
            let (_dir, table) = table(rows);
            let mut table = table.expect("a table");
            let read = ["1", "3"].iter().try_for_each(|beleg| table.rows_of(beleg).map(|_| ()));
            let error = read.and_then(|()| table.finish()).expect_err("a stray row").to_string();
            assert!(error.contains("the invoice 2 is not in rechnungen.csv"), "{error}");
        }
    }

    #[test]
    fn the_last_row_is_found_whatever_it_holds() {
        for (text, last) in [
            ("1,a\n", "1,a\n"),
            ("1,a\n2,b\n", "2,b\n"),
            ("1,a\n2,\"b\n\"\n", "2,\"b\n\"\n"),
            ("\"\na\"\n", "\"\na\"\n"),
            ("", ""),
        ] {
            assert_eq!(std::str::from_utf8(last_row(text.as_bytes())), Ok(last), "{text:?}");
        }
    }

    #[test]
    fn rows_out_of_order_are_a_defect() {
        let (_dir, table) = table("1,a,1,,,,0\n1,b,1,,,,0\n");
        let mut rows = table.and_then(|mut table| table.rows_of("1")?.records()).expect("rows");
        assert_eq!(Formatted::of(&rows).expect("in order").text, b"1,a,1,,,,0\n1,b,1,,,,0\n");
        rows.reverse();
        assert!(matches!(Formatted::of(&rows), Err(Error::Internal(_))));
    }
}
