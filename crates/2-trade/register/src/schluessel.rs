//! The key of an installation: 32 random bytes in `WORK/.schluessel`, made on first use, readable by its owner alone.
//!
//! It never stands in a receipt, a table or a log.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use stage::{Error, check_private};

/// A key for BLAKE3; that of the installation is made on first use.
pub type Schluessel = [u8; 32];

const NAME: &str = ".schluessel";

/// The key of the installation; none if it was never made.
pub(crate) fn lies(work: &Path) -> Result<Option<Schluessel>, Error> {
    let path = work.join(NAME);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(Error::Io { path, source }),
    };
    check_private(&path)?;
    let schluessel = Schluessel::try_from(bytes).map_err(|_| {
        Error::Data(format!(
            "{} is no key of 32 bytes\nremove it and run ingest-unfdat of every payer again: it makes another",
            path.display()
        ))
    })?;
    Ok(Some(schluessel))
}

/// The key of the installation, made if it is not there. Of processes that make it side by side one wins.
pub(crate) fn lies_oder_lege_an(work: &Path) -> Result<Schluessel, Error> {
    if let Some(schluessel) = lies(work)? {
        return Ok(schluessel);
    }
    let mut neuer = Schluessel::default();
    let zufall = Path::new("/dev/urandom");
    File::open(zufall).and_then(|mut quelle| quelle.read_exact(&mut neuer)).map_err(Error::io(zufall))?;
    let (path, aside) = (work.join(NAME), work.join(format!("{NAME}.{}.tmp", std::process::id())));
    let mut file = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&aside)
        .map_err(Error::create(&aside))?;
    file.write_all(&neuer).and_then(|()| file.sync_all()).map_err(Error::io(&aside))?;
    let placed = fs::hard_link(&aside, &path);
    let removed = fs::remove_file(&aside);
    match placed {
        Err(e) if e.kind() != ErrorKind::AlreadyExists => return Err(Error::Create { path, source: e }),
        _ => removed.map_err(Error::io(&aside))?,
    }
    lies(work)?.ok_or_else(|| Error::Internal(format!("{} vanished", path.display())))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn the_key_is_made_once_and_for_its_owner_alone() {
        let work = tempfile::tempdir().expect("a folder");
        assert_eq!(lies(work.path()).expect("nothing is wrong"), None);
        let schluessel = lies_oder_lege_an(work.path()).expect("a key");
        assert_ne!(schluessel, Schluessel::default());
        assert_eq!(lies_oder_lege_an(work.path()).expect("the same key"), schluessel);
        assert_eq!(lies(work.path()).expect("the same key"), Some(schluessel));
        let rechte = fs::metadata(work.path().join(NAME)).expect("the key").permissions().mode();
        assert_eq!(rechte & 0o777, 0o600);
        assert_eq!(fs::read_dir(work.path()).expect("the folder").count(), 1);
    }

    #[test]
    fn a_key_that_others_can_read_is_refused() {
        let work = tempfile::tempdir().expect("a folder");
        lies_oder_lege_an(work.path()).expect("a key");
        for mode in [0o640, 0o604, 0o620, 0o700] {
            fs::set_permissions(work.path().join(NAME), fs::Permissions::from_mode(mode)).expect("another mode");
            let error = lies(work.path()).expect_err("too wide");
            assert_eq!(error.exit_code(), 78);
            assert!(error.to_string().contains(&format!("{mode:04o}")), "{error}");
        }
    }

    #[test]
    fn a_file_that_is_no_key_is_refused() {
        let work = tempfile::tempdir().expect("a folder");
        let mut options = OpenOptions::new();
        let mut file = options.write(true).create_new(true).mode(0o600).open(work.path().join(NAME)).expect("a file");
        file.write_all(b"short").expect("a file");
        assert_eq!(lies_oder_lege_an(work.path()).expect_err("no key").exit_code(), 65);
    }
}
