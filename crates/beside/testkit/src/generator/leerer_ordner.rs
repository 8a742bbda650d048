//! A generator writes into an empty folder only: invented people must never replace delivered files.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use stage::Error;

/// Refuses a folder that holds anything, and what is no folder.
///
/// # Errors
/// Wrong usage: as said. It cannot be read.
pub(super) fn leer(ordner: &Path) -> Result<(), Error> {
    let name = ordner.display();
    match fs::read_dir(ordner).map(|mut inhalt| inhalt.next().is_none()) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Error::Usage(format!(
            "{name} is not empty: nothing is written; name a folder that is empty or not there"
        ))),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(()),
        Err(e) if e.kind() == ErrorKind::NotADirectory => Err(Error::Usage(format!("{name} is no folder"))),
        Err(e) => Err(Error::io(ordner)(e)),
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
        let full = leer(ordner.path()).expect_err("not empty");
        assert!(full.exit_code() == 64 && full.to_string().contains("is not empty"), "{full}");
        let no_folder = leer(&ordner.path().join(".hidden")).expect_err("no folder");
        assert_eq!(no_folder.exit_code(), 64, "{no_folder}");
    }
}
