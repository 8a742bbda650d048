//! What can go wrong with the ledger, and with which exit code a stage then ends: a disk is no defect of the program.

use std::io;
use std::path::PathBuf;

use rusqlite::ErrorCode;

/// What to do when the ledger and the runs do not agree.
const REMEDY: &str = "the ledger is older than the runs, another payer's, or was changed, or files of the runs are gone: put back \
                      the right ones, or make the ledger anew from the runs with ledger-rebuild WORK/PAYER; nothing was ordered";

/// Why the ledger did not do what it was asked; its source says with which exit code that ends.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Error(#[source] stage::Error);

impl Error {
    /// An order or a row that must not be: a defect.
    pub(crate) fn refused(text: impl std::fmt::Display) -> Self {
        Error(stage::Error::Internal(format!("ledger: {text}")))
    }

    /// The ledger is not the one of its payer's runs, or rows of it are not as they were made.
    pub(crate) fn differs(what: impl std::fmt::Display) -> Self {
        Error(stage::Error::Differs(format!("ledger.sqlite: {what}\n{REMEDY}")))
    }

    /// The file is no ledger, or one that is damaged.
    pub(crate) fn data(text: String) -> Self {
        Error(stage::Error::Data(text))
    }
}

impl From<stage::Error> for Error {
    fn from(error: stage::Error) -> Self {
        Error(error)
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Error::data(format!("ledger: a stored row is not readable: {error}\nrestore ledger.sqlite from its backup"))
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let text = match &error {
            // SQLite repeats its words and numbers; once is enough.
            rusqlite::Error::SqliteFailure(failure, Some(text)) => format!("{text} (SQLite {})", failure.extended_code),
            other => other.to_string(),
        };
        let disk = |kind| stage::Error::Io {
            path: PathBuf::from("ledger.sqlite"),
            source: io::Error::new(kind, text.clone()),
        };
        Error(match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => stage::Error::Locked(format!(
                "ledger: {text}\nanother process holds the payer's ledger.sqlite; run the stage again when it has ended"
            )),
            Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt) => stage::Error::Data(format!(
                "ledger: {text}\nledger.sqlite in the payer's folder is damaged or no database: restore it from its backup"
            )),
            Some(ErrorCode::CannotOpen | ErrorCode::PermissionDenied | ErrorCode::ReadOnly) => {
                disk(io::ErrorKind::PermissionDenied)
            }
            Some(ErrorCode::SystemIoFailure | ErrorCode::DiskFull | ErrorCode::FileLockingProtocolFailed) => {
                disk(io::ErrorKind::Other)
            }
            _ => stage::Error::Internal(format!("ledger: {text}")),
        })
    }
}
