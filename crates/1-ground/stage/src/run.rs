//! A run: one payer and one business date.

use std::fs;
use std::path::{Path, PathBuf};

use domain::Datum;
use serde::{Deserialize, Serialize};

use crate::{Error, Result};

/// Where a run lives and what it is.
#[derive(Clone, Debug)]
pub struct Run {
    /// `WORK/<payer>/<date>`
    pub dir: PathBuf,
    /// `WORK/<payer>`: ledger and lock
    pub payer_dir: PathBuf,
    /// `WORK`
    pub work: PathBuf,
    /// Code of the payer.
    pub kostentraeger: String,
    /// Business date. Every rule takes its dates from here, never from a clock.
    pub datum: Datum,
}

/// `run.toml`: payer, business date and the configuration that was in force when the run was opened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunFile {
    /// Code of the payer.
    pub kostentraeger: String,
    /// Business date.
    pub datum: Datum,
    /// BLAKE3 of the configuration folder.
    pub konfiguration_blake3: String,
    /// The payer's configuration with every default filled in.
    pub konfiguration: domain::Kostentraeger,
}

impl Run {
    /// Reads payer and business date off the folder's path.
    pub fn from_path(dir: &Path) -> Result<Self> {
        let wrong = || {
            Error::Usage(format!(
                "{} is no folder of a run: expected WORK/<payer>/<business date JJJJ-MM-TT>, for example work/BG28/2005-03-11",
                dir.display()
            ))
        };
        let date = dir.file_name().and_then(|name| name.to_str()).ok_or_else(wrong)?;
        let datum = domain::datum::aus_iso(date).ok_or_else(wrong)?;
        let payer_dir = dir.parent().ok_or_else(wrong)?;
        let kostentraeger = payer_dir.file_name().and_then(|name| name.to_str()).ok_or_else(wrong)?.to_owned();
        let work = payer_dir.parent().unwrap_or(Path::new("")).to_owned();
        let payer_dir = payer_dir.to_owned();
        Ok(Run { dir: dir.to_owned(), payer_dir, work, kostentraeger, datum })
    }

    /// Opens a run that `open-run` made.
    pub fn open(dir: &Path) -> Result<Self> {
        let run = Run::from_path(dir)?;
        let file = run.file()?.ok_or_else(|| {
            Error::Missing(format!("{} is no opened run: run.toml is missing\nrun open-run first", dir.display()))
        })?;
        if (&file.kostentraeger, file.datum) != (&run.kostentraeger, run.datum) {
            return Err(Error::Data(format!(
                "{}: run.toml speaks of {} on {}\na run cannot be renamed; open a new one with open-run",
                dir.display(),
                file.kostentraeger,
                file.datum
            )));
        }
        Ok(run)
    }

    /// What `run.toml` says; none if the run was never opened.
    pub fn file(&self) -> Result<Option<RunFile>> {
        let path = self.dir.join("run.toml");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(Error::Io { path, source }),
        };
        toml::from_str(&text).map(Some).map_err(|e| {
            Error::Data(format!("{}: {}\nrun open-run again: it writes the file anew", path.display(), e.message()))
        })
    }

    /// The business date as in paths and tables.
    pub fn datum_iso(&self) -> String {
        self.datum.to_string()
    }

    /// Business dates of the payer's opened runs, ascending.
    pub fn dates_of(&self, kostentraeger: &str) -> Result<Vec<Datum>> {
        let dir = self.work.join(kostentraeger);
        let entries = match fs::read_dir(&dir) {
            Ok(entries) => entries,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(Error::Io { path: dir, source }),
        };
        let mut dates = Vec::new();
        for entry in entries {
            let entry = entry.map_err(Error::io(&dir))?;
            let date = entry.file_name().to_str().and_then(domain::datum::aus_iso);
            dates.extend(date.filter(|_| entry.path().join("run.toml").is_file()));
        }
        dates.sort_unstable();
        Ok(dates)
    }

    /// Returns true if that stage of the run was published.
    pub fn has_stage(&self, folder: &str) -> bool {
        self.dir.join(folder).join(crate::RECEIPT).is_file()
    }

    /// Folders of the stages of the run that were published, in their order.
    pub fn published_stages(&self) -> Result<Vec<String>> {
        let entries = match fs::read_dir(&self.dir) {
            Ok(entries) => entries,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(Error::Io { path: self.dir.clone(), source }),
        };
        let mut folders = Vec::new();
        for entry in entries {
            let name = entry.map_err(Error::io(&self.dir))?.file_name();
            let stage = name.to_str().filter(|name| is_stage_folder(name) && self.has_stage(name));
            folders.extend(stage.map(str::to_owned));
        }
        folders.sort_unstable();
        Ok(folders)
    }

    /// The same payer's run of another date.
    pub fn sibling(&self, datum: Datum) -> Run {
        self.of_payer(&self.kostentraeger, datum)
    }

    /// A run of any payer of the same WORK.
    pub fn of_payer(&self, kostentraeger: &str, datum: Datum) -> Run {
        let payer_dir = self.work.join(kostentraeger);
        let dir = payer_dir.join(datum.to_string());
        Run { dir, payer_dir, work: self.work.clone(), kostentraeger: kostentraeger.to_owned(), datum }
    }
}

/// Returns true if a folder of that name is a stage's: `30-stage1`.
pub(crate) fn is_stage_folder(name: &str) -> bool {
    matches!(name.as_bytes(), [a, b, b'-', ..] if a.is_ascii_digit() && b.is_ascii_digit())
}
