//! A copy of a ledger that is in use.

use std::fs::{self, File};
use std::path::Path;

use rusqlite::{Connection, OpenFlags};
use stage::Run;

use crate::journal::verify;
use crate::stand::Stand;
use crate::{Error, Result};

/// Copies the ledger of the run's payer, as it is at one moment, whatever else writes at the same time. The copy is
/// checked before it gets its name: its journal is a chain, and its tables are what the journal says.
///
/// # Errors
/// There is no ledger, or it is not what its journal says; the target exists; or the disk.
pub fn back_up(run: &Run, to: &Path) -> Result<()> {
    let ledger = run.payer_dir.join("ledger.sqlite");
    if !ledger.is_file() {
        let text = format!("{} is missing: there is nothing to back up", ledger.display());
        return Err(stage::Error::Missing(text).into());
    }
    if fs::symlink_metadata(to).is_ok() {
        let text = format!("{} exists already\nname a file that does not: a backup replaces no other", to.display());
        return Err(stage::Error::Usage(text).into());
    }
    let mut aside = to.as_os_str().to_owned();
    aside.push(format!(".{}.tmp", std::process::id()));
    let aside = Path::new(&aside);
    let copied = copy(&ledger, aside).and_then(|()| {
        File::open(aside).and_then(|file| file.sync_all()).map_err(stage::Error::io(aside))?;
        Ok(fs::rename(aside, to).map_err(stage::Error::create(to))?)
    });
    if copied.is_err() {
        let _ = fs::remove_file(aside);
    }
    copied
}

fn copy(ledger: &Path, aside: &Path) -> Result<()> {
    let name = aside.to_str().ok_or_else(|| Error::data(format!("{}: no name in UTF-8", aside.display())))?;
    let db = Connection::open_with_flags(ledger, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    db.busy_timeout(std::time::Duration::from_secs(30))?;
    db.execute("VACUUM INTO ?1", [name])?;
    let copy = Connection::open_with_flags(aside, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    if let Some(fault) = verify(&copy)? {
        return Err(fault.into());
    }
    Stand::as_journal_says(&copy).map(drop)
}
