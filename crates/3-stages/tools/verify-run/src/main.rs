//! Checks runs and ledgers, and changes nothing.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use signatures::Signers;

/// Checks a run, a payer or a whole WORK, and changes nothing: every file against the receipt of its stage, control totals
/// over the stages, the ledger against its journal and both against the runs, checksums and signatures.
///
/// Ends with 0 if all is as it was left, with 65 if files were changed, are missing or were added, with 70 if a ledger or
/// its journal differs, and with 75 if somebody was at work.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// Folder of the run WORK/PAYER/DATE, of a payer WORK/PAYER, or WORK
    folder: PathBuf,

    /// Keys by which files may be signed (allowed_signers of OpenSSH); without it signatures only have to fit
    #[arg(long, value_name = "FILE")]
    signers: Option<PathBuf>,
}

fn main() -> ExitCode {
    stage::main_with_code(run)
}

fn run(args: Args) -> anyhow::Result<u8> {
    let signers = args.signers.as_deref().map(Signers::read).transpose()?;
    let bericht = verify_run::verify(&args.folder, signers.as_ref())?;
    stage::print(&bericht.text())?;
    Ok(bericht.exit_code())
}
