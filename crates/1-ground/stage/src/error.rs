//! Errors that end a run, each with its exit code.

use std::io;
use std::path::{Path, PathBuf};

/// Why a stage cannot go on. Every message says what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Wrong usage (64).
    #[error("{0}")]
    Usage(String),
    /// Bad input data, named with file, line or record, and field (65).
    #[error("{0}")]
    Data(String),
    /// An input is missing: a stage folder or a register (66).
    #[error("{0}")]
    Missing(String),
    /// An internal check failed: a defect of the program; nothing was published (70).
    #[error("internal check failed: {0}\nnothing was published; keep the run's folder and report this as a defect")]
    Internal(String),
    /// What was kept of earlier runs is not what they left, so that nothing may rest on it (70).
    #[error("{0}")]
    Differs(String),
    /// A file or folder cannot be created (73).
    #[error("cannot create {path}: {source}\ncheck permissions and free space, then run the stage again")]
    Create {
        /// What was to be created.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file cannot be read or written (74).
    #[error("cannot read or write {path}: {source}\ncheck the disk, then run the stage again")]
    Io {
        /// The file concerned.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another process holds the run (75).
    #[error("{0}")]
    Locked(String),
    /// The configuration is wrong (78).
    #[error("{0}")]
    Config(String),
}

impl Error {
    /// The exit code of the kind.
    pub fn exit_code(&self) -> u8 {
        match self {
            Error::Usage(_) => 64,
            Error::Data(_) => 65,
            Error::Missing(_) => 66,
            Error::Internal(_) | Error::Differs(_) => 70,
            Error::Create { .. } => 73,
            Error::Io { .. } => 74,
            Error::Locked(_) => 75,
            Error::Config(_) => 78,
        }
    }

    /// For `map_err` on creating `path`.
    pub fn create(path: &Path) -> impl FnOnce(io::Error) -> Error + '_ {
        move |source| Error::Create { path: path.to_owned(), source }
    }

    /// For `map_err` on reading or writing `path`.
    pub fn io(path: &Path) -> impl FnOnce(io::Error) -> Error + '_ {
        move |source| Error::Io { path: path.to_owned(), source }
    }
}
