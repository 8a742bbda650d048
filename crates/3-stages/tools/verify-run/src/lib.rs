//! Holds a run, or a whole WORK, against everything that vouches for it: files against the receipts of their stages
//! ([`dateien`]), control totals over the stages ([`summen`]), checksums and signatures of what goes out ([`ausgang`]),
//! and the ledger with its journal ([`payer`]). Nothing is written, no lock is taken.

mod ausgang;
mod dateien;
mod payer;
mod summen;

use std::fmt::Write;
use std::path::{Path, PathBuf};

use domain::datum::aus_iso;
use signatures::Signers;
use stage::{Error, Receipt, Result, Run};

/// Something that is not as it was left.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mangel {
    /// File or folder, from WORK on.
    pub ort: String,
    /// The fault, in words.
    pub was: String,
    /// `true`: the ledger or its journal is concerned (70), else files (65).
    pub ledger: bool,
}

/// Everything that was looked at and that was found.
#[derive(Clone, Debug, Default)]
pub struct Bericht {
    /// Payers, runs, stages and files that were looked at.
    pub angesehen: [usize; 4],
    /// Faults.
    pub maengel: Vec<Mangel>,
    /// Payers at which somebody is at work, and who: they were not looked at.
    pub gesperrt: Vec<String>,
    /// Things that were not checked, and why.
    pub ungeprueft: Vec<String>,
}

impl Bericht {
    fn mangel(&mut self, ort: &Path, was: impl Into<String>) {
        self.maengel.push(Mangel { ort: ort.display().to_string(), was: was.into(), ledger: false });
    }

    /// The exit code: 0 all as it was left, 70 a ledger differs, 65 files differ, 75 somebody was at work.
    pub fn exit_code(&self) -> u8 {
        match () {
            () if self.maengel.iter().any(|mangel| mangel.ledger) => 70,
            () if !self.maengel.is_empty() => 65,
            () if !self.gesperrt.is_empty() => 75,
            () => 0,
        }
    }

    /// The report in words.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for Mangel { ort, was, .. } in &self.maengel {
            let _ = writeln!(text, "!! {ort}: {was}");
        }
        for holder in &self.gesperrt {
            let _ = writeln!(text, " ! not checked, somebody is at work: {holder}");
        }
        for what in &self.ungeprueft {
            let _ = writeln!(text, " ! not checked: {what}");
        }
        let [payers, runs, stages, files] = self.angesehen;
        let result = match self.maengel.len() {
            0 => "all as it was left".to_owned(),
            n => format!("{n} differences"),
        };
        let _ = writeln!(text, "{payers} payers, {runs} runs, {stages} stages, {files} files: {result}");
        text
    }
}

/// Checks a run, all runs of a payer, or all payers of a WORK.
///
/// # Errors
/// There is no run in the folder, or something in it cannot be read.
pub fn verify(folder: &Path, signers: Option<&Signers>) -> anyhow::Result<Bericht> {
    let mut bericht = Bericht::default();
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if aus_iso(name).is_some() {
        let run = Run::open(folder)?;
        payer::check(std::slice::from_ref(&run), signers, &mut bericht)?;
        return Ok(bericht);
    }
    let payers = match runs_of(folder)? {
        runs if runs.is_empty() => {
            let folders = subfolders(folder)?;
            folders.iter().map(|payer| runs_of(payer)).collect::<Result<Vec<_>>>()?
        }
        runs => vec![runs],
    };
    for runs in payers.iter().filter(|runs| !runs.is_empty()) {
        payer::check(runs, signers, &mut bericht)?;
    }
    if bericht.angesehen[0] == 0 && bericht.gesperrt.is_empty() {
        let text =
            format!("{}: no run lies in it\nname a run (WORK/PAYER/DATE), a payer's folder or WORK", folder.display());
        return Err(Error::Missing(text).into());
    }
    Ok(bericht)
}

/// The runs of a payer's folder, by date.
fn runs_of(payer_dir: &Path) -> Result<Vec<Run>> {
    let folders = subfolders(payer_dir)?;
    let opened = folders.iter().filter(|folder| folder.join("run.toml").is_file());
    let dated = opened.filter(|folder| folder.file_name().and_then(|n| n.to_str()).and_then(aus_iso).is_some());
    dated.map(|folder| Run::open(folder)).collect()
}

fn subfolders(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).map_err(Error::io(folder))?;
    let paths = entries.map(|entry| entry.map(|e| e.path())).collect::<std::io::Result<Vec<_>>>();
    let mut paths = paths.map_err(Error::io(folder))?;
    paths.retain(|path| path.is_dir() && !path.file_name().is_some_and(|n| n.as_encoded_bytes().starts_with(b".")));
    paths.sort();
    Ok(paths)
}

/// Checks the files of one run.
fn check_run(run: &Run, signers: Option<&Signers>, bericht: &mut Bericht) -> Result<()> {
    bericht.angesehen[1] += 1;
    let mut receipts = Vec::new();
    for folder in run.published_stages()? {
        bericht.angesehen[2] += 1;
        let dir = run.dir.join(&folder);
        match Receipt::load(&dir) {
            Ok(Some(receipt)) => {
                dateien::check(run, &folder, &receipt, bericht)?;
                ausgang::check(&dir, &receipt, signers, bericht)?;
                receipts.push((folder, receipt));
            }
            Ok(None) => {}
            Err(Error::Data(_)) => bericht.mangel(&dir.join(stage::RECEIPT), "no receipt of ours"),
            Err(error) => return Err(error),
        }
    }
    summen::check(run, &receipts, bericht)
}
