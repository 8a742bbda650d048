//! Shows what a run contains and what to look at.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use stage::{Error, Outcome, Run};
use status::Overview;

/// Shows a run: prescriptions by outcome, amounts, worklists, and which files to open first.
///
/// Reads only. Ends with 65 if files of the delivery were refused, with 66 if stages are missing.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// Folder of the run: WORK/PAYER/DATE
    run: PathBuf,
}

fn main() -> ExitCode {
    stage::main(run)
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    let run = Run::open(&args.run)?;
    let overview = Overview::read(&run)?;
    stage::print(&overview.text(&run))?;
    let missing = overview.missing();
    if !missing.is_empty() {
        return Err(
            Error::Missing(format!("the chain stopped before {}\nmake pipeline goes on there", missing[0])).into()
        );
    }
    Ok(Outcome { refused: overview.refused(), keep_going: false })
}
