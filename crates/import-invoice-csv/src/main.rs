//! Turns invoice files and decisions into tables.

use std::collections::BTreeSet;
use std::process::ExitCode;

use clap::Parser;
use domain::{Ablehnung, Betrag, Tabelle};
use import_invoice_csv::{Past, add_new, articles, decide, finish};
use ledger::Ledger;
use stage::{Outcome, RunArgs, Session, Start};

/// Turns the invoice files and decisions of a run into tables, with what earlier runs left unsettled.
///
/// A file is taken whole or refused whole, with all its errors at once; the others are imported, then it ends with 65.
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
    let mut session = Session::open(&args.run, "import-invoice-csv", env!("CARGO_PKG_VERSION"), "20-invoices")?;
    let mut ledger = Ledger::open(session.run())?;
    session.reads("10-unfdat", &["faelle.csv"])?;
    let invoices = ledger.still_ours("invoices", session.inbox("invoices")?)?;
    let decisions = ledger.still_ours("decisions", session.inbox("decisions")?)?;
    let reference = session.inbox("reference")?;
    let past = Past::of(&mut session, &ledger, &invoices)?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => {
            finish(&mut ledger, &invoices, &decisions)?;
            return Ok(outcome);
        }
        Start::Work(stage) => stage,
    };

    let mut tables = past.tables()?;
    let mut refused = add_new(&stage, &mut ledger, &invoices, &mut tables)?;
    let (in_force, lines) = decide(&stage, &mut ledger, &decisions, &tables, past.decisions, &mut refused)?;
    let refused_files: BTreeSet<&str> = refused.iter().map(|error| error.datei.as_str()).collect();
    stage.refuse(refused_files.len() as u64);
    let mut abgelehnt: Vec<Ablehnung> = refused.into_iter().chain(lines).collect();
    abgelehnt.sort_by(Ablehnung::ordnung);

    let delivered: Betrag = tables.rechnungen.iter().map(|rechnung| rechnung.brutto).sum();
    stage.total_betrag("rechnungen_brutto", delivered);
    stage.write("rechnungen.csv", &tables.rechnungen)?;
    stage.write("einzelposten.csv", &tables.einzelposten)?;
    stage.write("rezepte.csv", &tables.rezepte)?;
    stage.write("positionen.csv", &tables.positionen)?;
    stage.write("entscheidungen.csv", &in_force)?;
    stage.write("erledigt.csv", &past.settled)?;
    stage.write("artikel.csv", &articles(&reference)?)?;
    stage.write("abgelehnt.csv", &abgelehnt)?;
    let outcome = stage.close(&mut ledger)?;
    finish(&mut ledger, &invoices, &decisions)?;
    Ok(outcome)
}
