//! Reasons for which a remote stops: the line, which is tried again, or something that only a person can mend.

use ssh2::ErrorCode;
use stage::Error;

use crate::Anschluss;

/// Why a remote stopped.
#[derive(Debug)]
pub enum Fehler {
    /// The connection failed or was cut: tried again.
    Leitung(String),
    /// Anything else: said at once.
    Haus(Error),
}

impl From<Error> for Fehler {
    fn from(error: Error) -> Self {
        Fehler::Haus(error)
    }
}

/// Codes of the SFTP protocol.
const NO_SUCH_FILE: i32 = 2;
const PERMISSION_DENIED: i32 = 3;
const FAILURE: i32 = 4;
const NO_SPACE: i32 = 14;
const QUOTA: i32 = 15;

/// Returns true if the server says that there is no such file.
pub(crate) fn is_missing(error: &ssh2::Error) -> bool {
    error.code() == ErrorCode::SFTP(NO_SUCH_FILE)
}

/// An error of the other side on `path`, in words with what to do.
pub(crate) fn on_remote(anschluss: &Anschluss, path: &str, doing: &str, error: &ssh2::Error) -> Fehler {
    let place = format!("{}:{path}", anschluss.name);
    let ErrorCode::SFTP(code) = error.code() else { return Fehler::Leitung(format!("{doing} {place}: {error}")) };
    Fehler::Haus(match code {
        NO_SUCH_FILE => Error::Missing(format!(
            "{place} is not there\nask for the folder, or correct it in remotes.toml; other folders went on"
        )),
        PERMISSION_DENIED => {
            let source = std::io::Error::other(format!("{doing}: the server denies it"));
            Error::Create { path: place.into(), source }
        }
        FAILURE | NO_SPACE | QUOTA if doing.starts_with("writing") => {
            let source = std::io::Error::other(format!("{doing}: the server has no space or no quota left ({error})"));
            Error::Io { path: place.into(), source }
        }
        _ => Error::Io { path: place.into(), source: std::io::Error::other(format!("{doing}: {error}")) },
    })
}

/// The line failed too often.
pub(crate) fn given_up(anschluss: &Anschluss, tries: u32, what: &str) -> Error {
    Error::Locked(format!(
        "{}: {what}\ngiven up after {tries} attempts; what was moved stays moved, the next call goes on with the rest",
        anschluss.name
    ))
}

/// The order of exit codes by how much a person is needed, the most last.
pub(crate) fn rang(exit_code: u8) -> usize {
    [75, 65, 66, 74, 73, 70, 78].iter().position(|code| *code == exit_code).unwrap_or(usize::MAX)
}
