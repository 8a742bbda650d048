//! A generator writes into an empty folder only: invented people must never replace delivered files.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, bail};

/// Refuses a folder that holds anything, and what is no folder.
///
/// # Errors
/// As said, or it cannot be read.
pub(super) fn leer(ordner: &Path) -> anyhow::Result<()> {
    match fs::read_dir(ordner).map(|mut inhalt| inhalt.next().is_none()) {
        Ok(true) => Ok(()),
        Ok(false) => {
            bail!("{} is not empty: nothing is written; name a folder that is empty or not there", ordner.display())
        }
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(()),
        Err(e) => Err(e).with_context(|| ordner.display().to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_anything_in_it_is_refused() {
        let ordner = tempfile::tempdir().expect("a folder");
        leer(ordner.path()).expect("empty");
        leer(&ordner.path().join("new")).expect("not there");
        fs::write(ordner.path().join(".hidden"), "").expect("a file");
        assert!(leer(ordner.path()).expect_err("not empty").to_string().contains("is not empty"));
        assert!(leer(&ordner.path().join(".hidden")).is_err(), "no folder");
    }
}
