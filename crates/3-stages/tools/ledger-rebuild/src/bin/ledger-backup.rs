//! Copies a payer's ledger while it is in use.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use ledger_rebuild::runs;
use stage::{Outcome, info};

/// Copies the ledger of a payer as it is at one moment, also while a run is writing into it, and checks the copy.
///
/// A copy made by cp of a ledger in use may be no ledger at all.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// Folder of the payer: WORK/PAYER
    payer: PathBuf,

    /// The copy; it must not exist
    copy: PathBuf,
}

fn main() -> ExitCode {
    stage::main(run)
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    let runs = runs(&args.payer)?;
    if let [.., newest] = runs.as_slice() {
        ledger::back_up(newest, &args.copy)?;
        info(format!("ledger-backup: {} is the ledger of {} as it is now", args.copy.display(), newest.kostentraeger));
    }
    Ok(Outcome::default())
}
