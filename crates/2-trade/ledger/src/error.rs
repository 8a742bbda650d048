//! What can go wrong with the ledger, and with which exit code a stage then ends: a disk is no defect of the program.

use std::io;
use std::path::PathBuf;

use rusqlite::{ErrorCode, ffi};

use crate::journal::JournalFault;

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

impl From<JournalFault> for Error {
    fn from(JournalFault { nr }: JournalFault) -> Self {
        Error::differs(format!("entry {nr} of its journal was altered, or one before it is missing"))
    }
}

impl From<Error> for stage::Error {
    fn from(error: Error) -> Self {
        error.0
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

/// What to add where a file system cannot share memory between processes, as some network shares cannot.
fn local_disk(extended_code: i32) -> &'static str {
    match extended_code {
        ffi::SQLITE_IOERR_SHMOPEN
        | ffi::SQLITE_IOERR_SHMSIZE
        | ffi::SQLITE_IOERR_SHMLOCK
        | ffi::SQLITE_IOERR_SHMMAP => ": WORK must lie on a local disk, not on a share without shared memory",
        _ => "",
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        let text = match &error {
            // SQLite repeats its words and numbers; once is enough.
            rusqlite::Error::SqliteFailure(failure, text) => {
                let text = text.clone().unwrap_or_else(|| failure.to_string());
                format!("{text} (SQLite {}){}", failure.extended_code, local_disk(failure.extended_code))
            }
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
                "ledger: {text}\nledger.sqlite in the payer's folder is damaged or no database: restore it from its backup, or make it anew \
                 from the runs with ledger-rebuild WORK/PAYER"
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_is_no_defect_of_the_program() {
        for (code, exit) in [
            (ffi::SQLITE_IOERR_FSYNC, 74),
            (ffi::SQLITE_IOERR_WRITE, 74),
            (ffi::SQLITE_IOERR_SHMMAP, 74),
            (ffi::SQLITE_FULL, 74),
            (ffi::SQLITE_CANTOPEN, 74),
            (ffi::SQLITE_READONLY, 74),
            (ffi::SQLITE_BUSY, 75),
            (ffi::SQLITE_LOCKED, 75),
            (ffi::SQLITE_CORRUPT, 65),
            (ffi::SQLITE_NOTADB, 65),
            (ffi::SQLITE_CONSTRAINT, 70),
        ] {
            let Error(ours) = Error::from(rusqlite::Error::SqliteFailure(ffi::Error::new(code), None));
            assert_eq!(ours.exit_code(), exit, "{code}: {ours}");
            assert!(ours.to_string().contains("ledger"), "{ours}");
            assert_eq!(ours.to_string().contains("local disk"), code == ffi::SQLITE_IOERR_SHMMAP, "{ours}");
        }
    }
}
