//! What e-prescriptions say beyond the tables of invoices.

use std::collections::HashSet;
use std::path::Path;

use domain::{ERezept, ErledigtesRezept, Rezepturteil, Tabelle, Zuabschlag};
use stage::{Result, Stage, read_table};

use crate::past::Past;

/// Tables that a run has only where it has e-prescriptions: a run of paper alone is as it always was.
pub(crate) const FILES: [&str; 3] = ["erezepte.csv", "zuabschlaege.csv", "rezepturen.csv"];

/// Their rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Beyond {
    /// Their own numbers and signatures.
    pub erezepte: Vec<ERezept>,
    /// Discounts and surcharges by code.
    pub zuabschlaege: Vec<Zuabschlag>,
    /// Parts of compounded medicines.
    pub rezepturen: Vec<Rezepturteil>,
}

impl Beyond {
    /// Rows of new invoices, each by its Beleg-ID, and those that are carried forward.
    pub(crate) fn of<'a>(
        new: impl Iterator<Item = (&'a str, &'a Beyond)>,
        past: &Past<ErledigtesRezept>,
    ) -> Result<Self> {
        let mut all = Beyond::default();
        for (folder, belege) in past.folders() {
            all.erezepte.extend(carried(&folder, FILES[0], &belege, |row: &ERezept| &row.beleg_id)?);
            all.zuabschlaege.extend(carried(&folder, FILES[1], &belege, |row: &Zuabschlag| &row.beleg_id)?);
            all.rezepturen.extend(carried(&folder, FILES[2], &belege, |row: &Rezepturteil| &row.beleg_id)?);
        }
        for (beleg_id, beyond) in new {
            let id = || beleg_id.to_owned();
            all.erezepte.extend(beyond.erezepte.iter().map(|row| ERezept { beleg_id: id(), ..row.clone() }));
            all.zuabschlaege.extend(beyond.zuabschlaege.iter().map(|row| Zuabschlag { beleg_id: id(), ..row.clone() }));
            all.rezepturen.extend(beyond.rezepturen.iter().map(|row| Rezepturteil { beleg_id: id(), ..row.clone() }));
        }
        all.erezepte.sort_by(Tabelle::ordnung);
        all.zuabschlaege.sort_by(Tabelle::ordnung);
        all.rezepturen.sort_by(Tabelle::ordnung);
        Ok(all)
    }

    /// Writes the tables, if there is an e-prescription.
    pub(crate) fn write(&self, stage: &mut Stage) -> Result<()> {
        if self.erezepte.is_empty() {
            return Ok(());
        }
        stage.write(FILES[0], &self.erezepte)?;
        stage.write(FILES[1], &self.zuabschlaege)?;
        stage.write(FILES[2], &self.rezepturen)
    }
}

fn carried<T: Tabelle>(
    folder: &Path,
    file: &str,
    belege: &HashSet<&str>,
    beleg_id: impl Fn(&T) -> &str,
) -> Result<Vec<T>> {
    let path = folder.join(file);
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let mut rows = read_table::<T>(&path)?;
    rows.retain(|row| belege.contains(beleg_id(row)));
    Ok(rows)
}
