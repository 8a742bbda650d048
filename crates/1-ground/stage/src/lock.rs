//! One writer: runs of a payer share its ledger, so a stage locks the payer, and with it the run.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Read, Seek, Write};
use std::path::Path;

use crate::{Error, Result};

/// The payer's lock; the system releases it with the process, however that ends.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock in the payer's folder for `tool` on `run`, or says who holds it.
    pub fn take(payer_dir: &Path, tool: &str, run: &Path) -> Result<Self> {
        let path = payer_dir.join(".lock");
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(Error::create(&path))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(held(&mut file, run)),
            Err(TryLockError::Error(source)) => return Err(Error::Io { path, source }),
        }
        let holder = format!("{tool}, process {}, on {}\n", std::process::id(), run.display());
        file.set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| file.write_all(holder.as_bytes()))
            .map_err(Error::io(&path))?;
        Ok(Lock { file })
    }

    /// Who holds the lock of a payer's folder, for those who only look; none if nobody does.
    ///
    /// # Errors
    /// The lock is there and cannot be read.
    pub fn holder(payer_dir: &Path) -> Result<Option<String>> {
        let path = payer_dir.join(".lock");
        let mut file = match File::open(&path) {
            Ok(file) => file,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(Error::Io { path, source }),
        };
        let mut holder = String::new();
        file.read_to_string(&mut holder).map_err(Error::io(&path))?;
        // The lock is tried only where a name stands: whoever looks must not be in the way of a stage that begins.
        let held = !holder.is_empty() && matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock));
        Ok(held.then(|| holder.trim().to_owned()))
    }
}

impl Drop for Lock {
    /// Nobody holds it any more: a repeat leaves the same bytes. That a killed process left its name does no harm.
    fn drop(&mut self) {
        let _ = self.file.set_len(0);
    }
}

fn held(file: &mut File, run: &Path) -> Error {
    let mut holder = String::new();
    let _ = file.read_to_string(&mut holder);
    let holder = holder.trim();
    let holder = if holder.is_empty() { "another process" } else { holder };
    Error::Locked(format!(
        "{} is locked by {holder}\nwait until it has ended, then run this again; the lock goes with its process",
        run.display()
    ))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn who_holds_it_is_said_while_it_is_held() {
        let dir = tempfile::tempdir().expect("a folder");
        let run = dir.path().join("2005-03-11");
        let lock = Lock::take(dir.path(), "match-cases", &run).expect("a free lock");
        let error = Lock::take(dir.path(), "report", &run).expect_err("it is held").to_string();
        assert!(error.contains("is locked by match-cases, process"), "{error}");
        let holder = Lock::holder(dir.path()).expect("a lock").expect("held");
        assert!(holder.starts_with("match-cases, process"), "{holder}");
        drop(lock);
        assert_eq!(Lock::holder(dir.path()).expect("a lock"), None);
        fs::write(dir.path().join(".lock"), "killed, process 1").expect("what a killed process leaves");
        assert_eq!(Lock::holder(dir.path()).expect("a lock"), None);
        fs::write(dir.path().join(".lock"), "").expect("nothing");
        assert_eq!(fs::read(dir.path().join(".lock")).expect("the lock"), b"");
        Lock::take(dir.path(), "report", &run).expect("free again");
    }
}
