//! Rows of invoices that are carried forward, as they stand in the tables of earlier runs.

use std::collections::HashSet;
use std::path::Path;

use domain::Tabelle;
use stage::{Result, Row, TableLines};

/// A table of several runs, each with the invoices that are carried forward from it.
#[derive(Debug)]
pub(crate) struct Carriers<'p, T>(pub(crate) Vec<(HashSet<&'p str>, Carried<T>)>);

impl<T: Tabelle> Carriers<'_, T> {
    /// Gives every row of an invoice to `take`. Invoices are asked for in their order.
    pub(crate) fn invoice(&mut self, beleg_id: &str, take: impl FnMut(Row<'_>) -> Result<()>) -> Result<()> {
        match self.0.iter_mut().find(|(belege, _)| belege.contains(beleg_id)) {
            Some((_, table)) => table.invoice(beleg_id, take),
            None => Ok(()),
        }
    }
}

/// A table of an earlier run, whose first column is the Beleg-ID, read invoice by invoice.
#[derive(Debug)]
pub(crate) struct Carried<T> {
    lines: TableLines<T>,
    /// The row at hand; empty at the end.
    row: Vec<u8>,
}

impl<T: Tabelle> Carried<T> {
    /// The table at that path.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let mut carried = Carried { lines: TableLines::open(path)?, row: Vec::new() };
        carried.advance()?;
        Ok(carried)
    }

    /// Gives every row of an invoice to `take`. Invoices are asked for in their order.
    fn invoice(&mut self, beleg_id: &str, mut take: impl FnMut(Row<'_>) -> Result<()>) -> Result<()> {
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
        self.row.extend_from_slice(self.lines.next()?.map_or(&b""[..], |row| row.0));
        Ok(())
    }
}
