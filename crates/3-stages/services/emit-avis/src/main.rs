//! Tells each facility what was paid and what was cut.

mod passes;

use std::process::ExitCode;

use clap::Parser;
use ledger::Ledger;
use signatures::Signer;
use stage::{Outcome, RunArgs, Session, Start};

use passes::{andere, write};

/// Writes the Zahlungsavis of each facility that this run pays: every line billed, paid and cut, with the reason.
///
/// Each order is told once. Later passes of the run have files of their own, and so have orders of an earlier run that
/// was stopped before it told of them.
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
    let mut session = Session::open(&args.run, "emit-avis", env!("CARGO_PKG_VERSION"), "85-avis")?;
    let mut ledger = Ledger::open(session.run())?;
    session.reads("10-reference", &["leistungserbringer.csv"])?;
    session.reads("20-invoices", &["leistungen.csv"])?;
    session.reads("50-services", &["urteile.csv"])?;
    session.reads("60-payments", &["anweisungen.csv", "anweisung_leistungen.csv", "durchgaenge.csv"])?;
    let andere = andere(&mut session)?;
    let anweisungen = session.read("60-payments", "anweisungen.csv")?;
    andere.name(&mut session, &anweisungen);
    let signer = Signer::open(&mut session)?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };

    let summe = write(&mut stage, &andere)?;
    signer.seal(&mut stage)?;
    summe.total(&mut stage);
    stage.close(&mut ledger)
}
