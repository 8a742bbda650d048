//! Turns the reference data of care services into tables.

use std::process::ExitCode;

use clap::Parser;
use import_reference::Referenz;
use ledger::Ledger;
use stage::{Outcome, RunArgs, Session, Start, warn};

/// Turns the reference data of care services into tables: facilities, grants, agreed rates, paper invoices.
///
/// The newest delivery of each file holds. A file with any error is refused with all of them, and nothing is judged.
#[derive(Parser)]
#[command(version)]
struct Args {
    #[command(flatten)]
    run: RunArgs,
}

fn main() -> ExitCode {
    stage::main(run)
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    let mut session = Session::open(&args.run, "import-reference", env!("CARGO_PKG_VERSION"), "10-reference")?;
    let mut ledger = Ledger::open(session.run())?;
    let deliveries = session.inbox("reference")?;
    let earlier = session.earlier_run_with("10-reference")?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };

    let referenz = Referenz::read(&deliveries)?;
    referenz.notes().iter().for_each(warn);
    stage.write("leistungserbringer.csv", &referenz.leistungserbringer)?;
    stage.write("bewilligungen.csv", &referenz.bewilligungen)?;
    stage.write("saetze.csv", &referenz.saetze)?;
    stage.write("papier.csv", &referenz.papier)?;
    if let Some(earlier) = &earlier {
        stage.share(earlier, &["leistungserbringer.csv", "bewilligungen.csv", "saetze.csv", "papier.csv"]);
    }
    stage.close(&mut ledger)
}
