//! Rows of invoices that an earlier run left unsettled, as they stand in its tables.

use std::path::Path;

use domain::Tabelle;
use stage::{Result, Row, TableLines};

/// A table of an earlier run, whose first column is the Beleg-ID, read invoice by invoice.
#[derive(Debug)]
pub(crate) struct Carried<T> {
    lines: Option<TableLines<T>>,
    /// The row at hand; empty at the end.
    row: Vec<u8>,
}

impl<T: Tabelle> Carried<T> {
    /// The table in a folder; one without rows if there is none.
    pub(crate) fn open(folder: Option<&Path>, file: &str) -> Result<Self> {
        let lines = folder.map(|folder| TableLines::open(&folder.join(file))).transpose()?;
        let mut carried = Carried { lines, row: Vec::new() };
        carried.advance()?;
        Ok(carried)
    }

    /// Gives every row of an invoice to `take`. Invoices are asked for in their order.
    pub(crate) fn invoice(&mut self, beleg_id: &str, mut take: impl FnMut(Row<'_>) -> Result<()>) -> Result<()> {
        while !self.row.is_empty() && Row(&self.row).cell(0) <= beleg_id.as_bytes() {
            if Row(&self.row).cell(0) == beleg_id.as_bytes() {
                take(Row(&self.row))?;
            }
            self.advance()?;
        }
        Ok(())
    }

    fn advance(&mut self) -> Result<()> {
        self.row.clear();
        let next = self.lines.as_mut().map(TableLines::next).transpose()?.flatten();
        self.row.extend_from_slice(next.map_or(&b""[..], |row| row.0));
        Ok(())
    }
}
