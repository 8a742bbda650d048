//! Turns UnfDat deliveries into the case register.

use std::fs;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use domain::Fall;
use ingest_unfdat::{Delivery, Ingested, Settings, ingest};
use ledger::Ledger;
use stage::{Error, Outcome, RunArgs, Session, Stage, Start, info, read_table, warn};

/// Turns the UnfDat deliveries of a run into the case register; carries the register forward when none came.
///
/// A delivery that cannot be trusted is refused whole and the register stays as it was; then it ends with 65.
#[derive(Parser)]
#[command(version)]
struct Args {
    #[command(flatten)]
    run: RunArgs,

    /// Carrier of the deliveries; recognised from the bytes if not given
    #[arg(long)]
    format: Option<Format>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    Dfue,
    Datentraeger,
}

fn main() -> ExitCode {
    stage::main(run)
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    let mut session = Session::open(&args.run, "ingest-unfdat", env!("CARGO_PKG_VERSION"), "10-unfdat")?;
    let mut ledger = Ledger::open(session.run())?;
    let mut optionen = session.payer().unfdat.clone();
    if let Some(format) = args.format {
        optionen.format = format.to_possible_value().expect("no value is skipped").get_name().to_owned();
        session.option(format!("--format {}", optionen.format));
    }
    let settings = Settings::new(&optionen).map_err(|e| Error::Config(e.to_string()))?;
    let files = ledger.still_ours("unfdat", session.inbox("unfdat")?)?;
    let finish =
        |ledger: &mut Ledger| ledger.finish_deliveries("unfdat", files.iter().map(|file| file.sha256.as_str()));
    let earlier = session.earlier_run_with("10-unfdat")?;
    let register = match &earlier {
        Some(run) => Some(session.reads_outside(run, "10-unfdat", "faelle.csv")?),
        None => None,
    };
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => {
            finish(&mut ledger)?;
            return Ok(outcome);
        }
        Start::Work(stage) => stage,
    };

    let before: Vec<Fall> = match &register {
        Some(path) => read_table(path)?,
        None => Vec::new(),
    };
    let mut deliveries = Vec::new();
    for file in &files {
        let inhalt = fs::read(&file.path).map_err(Error::io(&file.path))?;
        deliveries.push(Delivery { datei: file.name.clone(), inhalt });
    }
    let result = ingest(before, deliveries, &settings);
    report(&mut stage, &result, files.is_empty());
    if register.is_none() && result.taken.is_empty() {
        finish(&mut ledger)?;
        return Err(no_register(stage.session(), !result.refused.is_empty()).into());
    }
    stage.write("faelle.csv", &result.faelle)?;
    stage.write("abgelehnt.csv", &result.abgelehnt)?;
    let outcome = stage.close(&mut ledger)?;
    finish(&mut ledger)?;
    Ok(outcome)
}

/// Says what came of each delivery, and keeps the counts.
fn report(stage: &mut Stage, result: &Ingested, nothing_came: bool) {
    if nothing_came {
        info("ingest-unfdat: no delivery; the register of the latest run is carried forward");
    }
    for taken in &result.taken {
        info(format!(
            "{}: {} records, {} cases, {} rejected, {} replaced by a later record, {} repeated",
            taken.datei, taken.saetze, taken.faelle, taken.rejected, taken.replaced, taken.repeated
        ));
        if taken.rejected + taken.replaced > 0 {
            warn(format!("{}: see 10-unfdat/abgelehnt.csv for what was not taken", taken.datei));
        }
    }
    for refusal in &result.refused {
        eprintln!("error: {refusal}");
    }
    stage.refuse(result.refused.len() as u64);
    let sum = |count: fn(&ingest_unfdat::Counts) -> u64| result.taken.iter().map(count).sum::<u64>() as i64;
    stage.total("saetze", sum(|taken| taken.saetze));
    stage.total("saetze_abgelehnt", sum(|taken| taken.rejected));
    stage.total("saetze_ersetzt", sum(|taken| taken.replaced));
    stage.total("saetze_wiederholt", sum(|taken| taken.repeated));
}

fn no_register(session: &Session, refused: bool) -> Error {
    let payer = &session.run().kostentraeger;
    if refused {
        return Error::Data(format!(
            "{payer} has no register: its first delivery is refused\nask the payer for a corrected one"
        ));
    }
    Error::Missing(format!(
        "{payer} has no register: no UnfDat in the drop folder and none in an earlier run\ndeliver one to DROP/{payer}/unfdat/"
    ))
}
