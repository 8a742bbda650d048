//! The runs that lie in a folder.

use std::fs;
use std::path::{Path, PathBuf};

use domain::Datum;
use stage::{Error, Result};

/// The runs of a payer, the oldest first.
#[derive(Debug)]
pub(crate) struct Bestand {
    pub(crate) kostentraeger: String,
    pub(crate) laeufe: Vec<Lauf>,
}

/// A run.
#[derive(Debug)]
pub(crate) struct Lauf {
    /// Its business date.
    pub(crate) datum: Datum,
    pub(crate) ordner: PathBuf,
}

impl Bestand {
    /// Those of all payers in WORK; of one, if it is that payer's folder or one of its runs.
    pub(crate) fn alle(work: &Path) -> Result<Vec<Bestand>> {
        if !work.is_dir() {
            return Err(Error::Missing(format!("{} is no folder\nname the folder of the runs, WORK", work.display())));
        }
        let hier = fs::canonicalize(work).map_err(Error::io(work))?;
        let eigener = if datum(&hier).is_some() { hier.parent().unwrap_or(&hier).to_owned() } else { hier };
        let einer = Bestand::von(&eigener)?;
        if !einer.laeufe.is_empty() {
            return Ok(vec![einer]);
        }
        let alle: Result<Vec<_>> = ordner(&eigener)?.iter().map(|ordner| Bestand::von(ordner)).collect();
        Ok(alle?.into_iter().filter(|bestand| !bestand.laeufe.is_empty()).collect())
    }

    fn von(ordner_des_traegers: &Path) -> Result<Bestand> {
        let laeufe = ordner(ordner_des_traegers)?.into_iter();
        let laeufe = laeufe.filter_map(|ordner| Some(Lauf { datum: datum(&ordner)?, ordner })).collect();
        Ok(Bestand { kostentraeger: name(ordner_des_traegers), laeufe })
    }
}

fn ordner(in_ordner: &Path) -> Result<Vec<PathBuf>> {
    let mut alle = Vec::new();
    for eintrag in fs::read_dir(in_ordner).map_err(Error::io(in_ordner))? {
        let pfad = eintrag.map_err(Error::io(in_ordner))?.path();
        if pfad.is_dir() {
            alle.push(pfad);
        }
    }
    alle.sort();
    Ok(alle)
}

fn name(pfad: &Path) -> String {
    pfad.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn datum(ordner: &Path) -> Option<Datum> {
    domain::datum::aus_iso(&name(ordner))
}
