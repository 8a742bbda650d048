//! Rows of a run's tables by the names of their columns, so that a table that learns more is read all the same.

use csv::{ReaderBuilder, StringRecord};
use domain::anzeige::ohne_apostroph;
use domain::dateien::DATEIEN;
use stage::{Error, Result};

use crate::bestand::Lauf;

/// A row.
#[derive(Clone, Debug, Default)]
pub(crate) struct Zeile {
    spalten: StringRecord,
    zellen: StringRecord,
}

impl Zeile {
    /// The cell of a column; empty if there is no such column.
    pub(crate) fn wert(&self, spalte: &str) -> &str {
        let stelle = self.spalten.iter().position(|name| name == spalte);
        stelle.and_then(|stelle| self.zellen.get(stelle)).unwrap_or_default()
    }
}

/// The rows of a table of a run whose columns have these values; none where there is no such table or column.
pub(crate) fn zeilen(lauf: &Lauf, datei: &str, mit: &[(&str, &str)]) -> Result<Vec<Zeile>> {
    let pfad = lauf.ordner.join(datei);
    if !pfad.is_file() {
        return Ok(Vec::new());
    }
    let kaputt = |fehler: csv::Error| Error::Data(format!("{}: {fehler}", pfad.display()));
    let mut leser = ReaderBuilder::new().from_path(&pfad).map_err(kaputt)?;
    let spalten = leser.headers().map_err(kaputt)?.clone();
    let stelle =
        |(name, wert): &(&str, &str)| Some((spalten.iter().position(|spalte| spalte == *name)?, (*wert).to_owned()));
    let Some(gesucht) = mit.iter().map(stelle).collect::<Option<Vec<_>>>() else { return Ok(Vec::new()) };
    let fuer_menschen = DATEIEN.iter().any(|d| d.fuer_menschen && d.pfade.contains(&datei));
    let mut gefunden = Vec::new();
    let mut zellen = StringRecord::new();
    while leser.read_record(&mut zellen).map_err(kaputt)? {
        if fuer_menschen {
            zellen = zellen.iter().map(ohne_apostroph).collect();
        }
        if gesucht.iter().all(|(stelle, wert)| zellen.get(*stelle) == Some(wert.as_str())) {
            gefunden.push(Zeile { spalten: spalten.clone(), zellen: zellen.clone() });
        }
    }
    Ok(gefunden)
}

/// The first of them.
pub(crate) fn eine(lauf: &Lauf, datei: &str, mit: &[(&str, &str)]) -> Result<Option<Zeile>> {
    Ok(zeilen(lauf, datei, mit)?.into_iter().next())
}
