//! Makes a payer's ledger anew from its runs.

use std::error::Error as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use ledger::{Ledger, Neubau};
use ledger_rebuild::{Lauf, rebuild, refuse_gaps, runs};
use stage::{Error, Lock, Outcome, Run, info};

/// Makes the ledger of a payer anew from its runs: when it was lost, or an older one was restored.
///
/// The new ledger is written aside, compared with the runs, and put in the place of the old one, which is kept beside it
/// as ledger.sqlite.ersetzt-1. A ledger that agrees with its runs is left alone (64). What stands in no file, the times
/// of the journal, is marked "unbekannt".
#[derive(Parser)]
#[command(version)]
struct Args {
    /// Folder of the payer: WORK/PAYER
    payer: PathBuf,
}

fn main() -> ExitCode {
    stage::main(run)
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    let runs = runs(&args.payer)?;
    let [.., newest] = runs.as_slice() else { return Ok(Outcome::default()) };
    let payer_dir = &newest.payer_dir;
    let _lock = Lock::take(payer_dir, "ledger-rebuild", payer_dir)?;
    refuse_sound(newest, &payer_dir.join("ledger.sqlite"))?;
    let laeufe = runs.iter().map(Lauf::read).collect::<anyhow::Result<Vec<_>>>()?;
    refuse_gaps(&laeufe)?;
    let neubau = Neubau::beside(payer_dir)?;
    let built = rebuild(&neubau, &laeufe).and_then(|bilanz| {
        neubau.open(newest)?.vouch()?;
        Ok(bilanz)
    });
    let bilanz = match built {
        Ok(bilanz) => bilanz,
        Err(error) => {
            neubau.remove()?;
            return Err(error);
        }
    };
    let old = neubau.exchange()?;
    info(format!("ledger-rebuild: {} has a ledger again: {bilanz}", newest.kostentraeger));
    if let Some(name) = old.as_deref().and_then(Path::file_name) {
        info(format!("ledger-rebuild: the old one is kept as {}", name.to_string_lossy()));
    }
    Ok(Outcome::default())
}

/// A ledger that agrees with its runs knows more than they do and is not replaced.
fn refuse_sound(newest: &Run, file: &Path) -> anyhow::Result<()> {
    if !file.exists() {
        return Ok(());
    }
    match Ledger::open(newest).and_then(|ledger| ledger.vouch()) {
        Ok(()) => Err(Error::Usage(format!(
            "{}: the ledger and its runs vouch for each other: there is nothing to make anew",
            file.display()
        ))
        .into()),
        Err(error) => match error.source().and_then(|source| source.downcast_ref::<Error>()) {
            // A disk or another process is no reason to make it anew.
            Some(Error::Io { .. } | Error::Create { .. } | Error::Locked(_)) => Err(error.into()),
            _ => Ok(()),
        },
    }
}
