//! Tells those who bill what is not paid.

mod prescriptions;
mod quelle;
mod services;

use std::process::ExitCode;

use clap::Parser;
use domain::{Durchgang, Verfahren};
use ledger::Ledger;
use stage::{Outcome, RunArgs, Session, Stage};

/// Tells those who bill what is not paid, and why.
///
/// Prescriptions: for each invoice that is not paid as billed a Differenzmitteilung (text, PDF, CSV), and for each biller a
/// cover sheet to what goes back. Care services: for each facility a letter, and for each invoice an LR1 file to be
/// corrected. What a letter said once is in no other.
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
    let session = Session::open(&args.run, "emit-letters", env!("CARGO_PKG_VERSION"), "90-letters")?;
    let ledger = Ledger::open(session.run())?;
    match session.payer().verfahren {
        Verfahren::Rezepte => prescriptions::run(session, ledger),
        Verfahren::Leistungen => services::run(session, ledger),
    }
}

/// The number of the letters that are written now: that of the run's newest pass, unless letters of it lie there.
fn auflage(stage: &Stage, written: impl Iterator<Item = u32>) -> anyhow::Result<u32> {
    let passes: Vec<Durchgang> = stage.read("60-payments", "durchgaenge.csv")?;
    let newest = passes.iter().map(|row| row.pass).max().unwrap_or(1);
    Ok(written.map(|auflage| auflage + 1).max().unwrap_or(1).max(newest))
}
