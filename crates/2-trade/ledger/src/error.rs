//! What can go wrong with the ledger.

/// Why the ledger did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// SQLite says so: disk, lock, or a key that would be violated.
    #[error("ledger: {0}\ncheck ledger.sqlite in the payer's folder and the disk; nothing was changed")]
    Sqlite(#[from] rusqlite::Error),
    /// A stored row cannot be read.
    #[error("ledger: a stored row is not readable: {0}\nrestore ledger.sqlite from its backup")]
    Row(#[from] serde_json::Error),
    /// An order that must not be.
    #[error("ledger: {0}")]
    Refused(String),
}
