//! Nothing half-done on disk: write aside, sync, put in place in one step.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, RenameFlags, renameat_with};

use crate::{Error, Result};

/// Refuses a secret that others than its owner can read or replace.
///
/// # Errors
/// Its mode is wider than 0600 (78), or it cannot be looked at (74).
pub fn check_private(path: &Path) -> Result<()> {
    let mode = fs::metadata(path).map_err(Error::io(path))?.permissions().mode() & 0o777;
    if mode & 0o177 == 0 {
        return Ok(());
    }
    Err(Error::Config(format!(
        "{0} can be read or changed by others: its mode is {mode:04o}\nchmod 600 {0}; if others could read it, make another",
        path.display()
    )))
}

/// Refuses a file that everybody may change: what it says is believed.
pub fn check_private_to_write(path: &Path) -> Result<()> {
    let mode = fs::metadata(path).map_err(Error::io(path))?.permissions().mode() & 0o777;
    if mode & 0o002 == 0 {
        return Ok(());
    }
    Err(Error::Config(format!(
        "{0} can be changed by everybody: its mode is {mode:04o}\nchmod o-w {0}",
        path.display()
    )))
}

/// Writes a file and syncs it.
pub fn write_synced(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut file = File::create(path).map_err(Error::create(path))?;
    file.write_all(bytes).and_then(|()| file.sync_all()).map_err(Error::io(path))
}

/// Makes the content of files durable. Many wait side by side, because a file system commits what waits for it in one
/// go: one after another, a thousand small letters take as many turns of the disk.
pub(crate) fn sync_files(paths: &[PathBuf]) -> Result<()> {
    const SIDE_BY_SIDE: usize = 32;
    let sync = |part: &[PathBuf]| {
        part.iter().try_for_each(|path| File::open(path).and_then(|file| file.sync_all()).map_err(Error::io(path)))
    };
    let part = paths.len().div_ceil(SIDE_BY_SIDE).max(1);
    std::thread::scope(|scope| {
        let waiting: Vec<_> = paths.chunks(part).map(|part| scope.spawn(move || sync(part))).collect();
        waiting.into_iter().try_for_each(|thread| thread.join().expect("syncing does not panic"))
    })
}

/// Replaces a single file in one step. A target that is no regular file is refused.
pub fn publish_file(path: &Path, bytes: &[u8]) -> Result<()> {
    if fs::symlink_metadata(path).is_ok_and(|meta| !meta.is_file()) {
        let source = std::io::Error::other("it exists and is no regular file");
        return Err(Error::Create { path: path.to_owned(), source });
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let aside = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let written = write_synced(&aside, bytes).and_then(|()| fs::rename(&aside, path).map_err(Error::create(path)));
    if written.is_err() {
        let _ = fs::remove_file(&aside);
    }
    written?;
    sync_dir(path.parent().unwrap_or(Path::new(".")))
}

/// Makes the names in a folder durable.
pub(crate) fn sync_dir(dir: &Path) -> Result<()> {
    let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
    File::open(dir).and_then(|file| file.sync_all()).map_err(Error::io(dir))
}

/// The folder beside `target` in which a process prepares its next content.
pub(crate) fn aside(target: &Path) -> PathBuf {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    target.with_file_name(format!(".{name}.{}.tmp", std::process::id()))
}

/// Puts a prepared folder in the place of `target` in one step; the previous content stays until then.
pub(crate) fn publish_folder(prepared: &Path, target: &Path) -> Result<()> {
    sync_dir(prepared)?;
    let there = fs::symlink_metadata(target).ok();
    if there.as_ref().is_some_and(|meta| !meta.is_dir()) {
        let source = std::io::Error::other("it exists and is no folder");
        return Err(Error::Create { path: target.to_owned(), source });
    }
    if there.is_some() {
        exchange(prepared, target)?;
        sync_dir(target.parent().unwrap_or(Path::new(".")))?;
        fs::remove_dir_all(prepared).map_err(Error::io(prepared))
    } else {
        fs::rename(prepared, target).map_err(Error::create(target))?;
        sync_dir(target.parent().unwrap_or(Path::new(".")))
    }
}

/// How the name of a previous content ends while [`exchange`] renames.
const OLD: &str = ".old.tmp";

/// Exchanges two folders. File systems that cannot do it in one step get three renames: a kill after the first leaves
/// the stage absent, never mixed, and [`clear_leftovers`] puts the previous content back.
fn exchange(prepared: &Path, target: &Path) -> Result<()> {
    match renameat_with(CWD, prepared, CWD, target, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        Err(e) if matches!(std::io::Error::from(e).kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => {
            let old = old_of(prepared);
            fs::rename(target, &old).map_err(Error::create(&old))?;
            fs::rename(prepared, target).map_err(Error::create(target))?;
            fs::rename(&old, prepared).map_err(Error::create(prepared))
        }
        Err(e) => Err(Error::Create { path: target.to_owned(), source: e.into() }),
    }
}

/// `.00-inbox.4711.tmp` → `.00-inbox.4711.old.tmp`
fn old_of(prepared: &Path) -> PathBuf {
    prepared.with_extension(&OLD[1..])
}

/// The folder whose previous content a killed [`exchange`] left under this name.
fn owner_of(old: &str) -> Option<&str> {
    old.strip_prefix('.')?.strip_suffix(OLD)?.rsplit_once('.').map(|(folder, _pid)| folder)
}

/// Puts back what a killed exchange took away: of an inbox it may be the only copy of deliveries that were taken.
fn put_back(run: &Path) -> Result<()> {
    for entry in fs::read_dir(run).map_err(Error::io(run))? {
        let path = entry.map_err(Error::io(run))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let Some(target) = owner_of(&name).map(|folder| run.join(folder)).filter(|target| !target.exists()) else {
            continue;
        };
        fs::rename(&path, &target).map_err(Error::create(&target))?;
        sync_dir(run)?;
    }
    Ok(())
}

/// Removes what killed processes left in a run's folder, and puts back what they had taken away. Only called under the
/// lock.
pub(crate) fn clear_leftovers(run: &Path) -> Result<()> {
    put_back(run)?;
    for entry in fs::read_dir(run).map_err(Error::io(run))? {
        let path = entry.map_err(Error::io(run))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') && name.ends_with(".tmp") {
            crate::log::detail(format!("removing {name}, left by a process that was stopped"));
            let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
            removed.map_err(Error::io(&path))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `exchange` leaves them on a file system that cannot exchange, killed after its first or second rename.
    #[test]
    fn what_a_killed_exchange_took_away_is_put_back() {
        for (killed_after, left) in [(1, "old"), (2, "new")] {
            let run = tempfile::tempdir().expect("a folder");
            let target = run.path().join("00-inbox");
            let prepared = aside(&target);
            for (folder, content) in [(&target, "old"), (&prepared, "new")] {
                fs::create_dir(folder).expect("a folder");
                fs::write(folder.join("a"), content).expect("a file");
            }
            fs::rename(&target, old_of(&prepared)).expect("the first rename");
            if killed_after == 2 {
                fs::rename(&prepared, &target).expect("the second rename");
            }
            clear_leftovers(run.path()).expect("cleared");
            let names: Vec<_> =
                fs::read_dir(run.path()).expect("the run").map(|e| e.expect("an entry").path()).collect();
            assert_eq!(names, std::slice::from_ref(&target));
            assert_eq!(fs::read_to_string(target.join("a")).expect("its content"), left);
        }
    }
}
