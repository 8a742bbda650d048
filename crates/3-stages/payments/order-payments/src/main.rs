//! Orders what is due, exactly once.

mod accounts;
mod bank_files;
mod orders;
mod prescriptions;
mod returns;
mod services;
mod settle;

use std::process::ExitCode;

use chrono::NaiveTime;
use clap::Parser;
use domain::Verfahren;
use ledger::Ledger;
use stage::{Outcome, RunArgs, Session};

/// Orders what is released and whose Anweisungsdatum has come, exactly once: the net amounts of prescriptions, or of
/// facilities' production invoices.
///
/// Orders are made in the ledger; anweisungen.csv and the Zahlungsanweisung are written from it. An order once made
/// stands: a repeat of the run gives the same orders and never a second one.
#[derive(Parser)]
#[command(version)]
struct Args {
    #[command(flatten)]
    run: RunArgs,

    /// Order regardless of the Anweisungsdatum
    #[arg(long)]
    all: bool,

    /// Time of day in Europe/Berlin: after 12:00 an order of the Anweisungsdatum itself is late. Not given: before that
    #[arg(long, value_name = "HH:MM", value_parser = time_of_day)]
    time: Option<NaiveTime>,

    /// Show what would be ordered and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// A time of day from 00:00 to 23:59, always with two digits each.
fn time_of_day(text: &str) -> Result<NaiveTime, String> {
    let time = NaiveTime::parse_from_str(text, "%H:%M").ok().filter(|_| text.len() == "HH:MM".len());
    time.ok_or_else(|| "expected a time of day from 00:00 to 23:59, for example 11:30".to_owned())
}

fn main() -> ExitCode {
    stage::main(run)
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    let mut session = Session::open(&args.run, "order-payments", env!("CARGO_PKG_VERSION"), "60-payments")?;
    let ledger = Ledger::open(session.run())?;
    ledger.vouch()?;
    if args.all {
        session.option("--all".into());
    }
    if let Some(time) = args.time {
        session.option(format!("--time {}", time.format("%H:%M")));
    }
    worklists::reads(&mut session)?;
    match session.payer().verfahren {
        Verfahren::Rezepte => prescriptions::prescriptions(session, ledger, &args),
        Verfahren::Leistungen => services::services(session, ledger, &args),
    }
}
