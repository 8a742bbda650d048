//! What the intake leaves alone: said to the operator at once, and listed in `uebersicht.csv`.

use std::path::Path;

use domain::anzeige::sichtbar;
use domain::{Annahme, Eingang, Tabelle};
use stage::{info, warn};

use crate::Wanted;

/// The rows of `uebersicht.csv` about files that stay where they are.
#[derive(Debug, Default)]
pub(crate) struct LeftAlone {
    rows: Vec<Eingang>,
}

impl LeftAlone {
    /// Something that was not read: `art` is its folder.
    pub(crate) fn unread(&mut self, art: &str, path: &Path, why: &str) {
        warn(format!("{} left alone: {why}", sichtbar(&path.to_string_lossy())));
        let name = sichtbar(&path.file_name().unwrap_or_default().to_string_lossy()).into_owned();
        self.rows.push(row(art, &name, None, String::new(), why));
    }

    /// A file that was read and is not taken all the same.
    pub(crate) fn read(&mut self, file: &Wanted, why: &str) {
        warn(format!("{} left alone: {why}", file.shown()));
        self.list(file, why);
    }

    /// A content that is there already: nothing that anyone must look at.
    pub(crate) fn known(&mut self, file: &Wanted, why: &str) {
        info(format!("{}: {why}; not taken again", file.shown()));
        self.list(file, why);
    }

    fn list(&mut self, file: &Wanted, why: &str) {
        self.rows.push(row(&file.art, &file.name, Some(file.groesse), file.sha256.clone(), why));
    }

    pub(crate) fn into_rows(self) -> Vec<Eingang> {
        self.rows
    }
}

fn row(art: &str, name: &str, groesse: Option<u64>, sha256: String, why: &str) -> Eingang {
    let (art, name, grund) = (art.to_owned(), name.to_owned(), why.to_owned());
    Eingang { art, name, ergebnis: Annahme::LiegenGelassen, groesse, sha256, grund, lfd: None }
}

/// The overview in its row order. A name that lies in the payer's and in the common folder may be left alone twice for
/// the same reason: that is one row.
pub fn overview(files: &[Wanted], left: Vec<Eingang>) -> Vec<Eingang> {
    let taken = files.iter().map(|file| Eingang {
        art: file.art.clone(),
        name: file.name.clone(),
        ergebnis: Annahme::Genommen,
        groesse: Some(file.groesse),
        sha256: file.sha256.clone(),
        grund: file.grund.clone(),
        lfd: None,
    });
    let mut rows: Vec<Eingang> = taken.chain(left).collect();
    Eingang::ordne(&mut rows);
    rows
}
