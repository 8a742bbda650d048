//! The seam to the ledger's journal: every stage is entered there before it is published.

use crate::Receipt;

/// A stage run, as the journal keeps it.
#[derive(Clone, Debug)]
pub struct JournalEntry<'a> {
    /// Business date of the run.
    pub lauf: &'a str,
    /// Folder of the stage.
    pub stufe: &'a str,
    /// Its receipt.
    pub receipt: &'a Receipt,
    /// BLAKE3 of the receipt's bytes.
    pub receipt_hash: String,
    /// When it was entered, by the wall clock, and by which user of the operating system.
    pub zeit: String,
}

/// Where stage runs are entered.
pub trait Journal {
    /// Makes sure that the entry stands in the journal as the newest of its run and stage.
    fn enter(&mut self, entry: &JournalEntry<'_>) -> anyhow::Result<()>;
}
