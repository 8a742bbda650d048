//! Turns UnfDat deliveries into the case register.

mod waiting;

use std::path::Path;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use domain::{Ablehnung, Fall};
use forms::entscheidungen::listenname;
use ingest_unfdat::{Cases, Delivery, Ingested, Memory, Settings, no_register, report};
use ledger::Ledger;
use register::fremd;
use stage::{Error, Outcome, Rows, RunArgs, Session, Stage, Start, detail};
use waiting::{confirmed, finish, waiting_as_published};

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
    let bestaetigt = confirmed(&mut session)?;
    let earlier = session.earlier_run_with("10-unfdat")?;
    let register = match &earlier {
        Some(run) => Some(session.reads_outside(run, "10-unfdat", "faelle.csv")?),
        None => None,
    };
    let run = session.run().clone();
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => {
            fremd::ergaenze(&run)?;
            finish(&mut ledger, &files, &waiting_as_published(&run)?)?;
            return Ok(outcome);
        }
        Start::Work(stage) => stage,
    };

    let before = match &register {
        Some(path) => earlier_register(path)?,
        None => Cases::default(),
    };
    let cases_before = before.len() as u64;
    detail("inputs are as their receipts say");
    let mut result = Ingested::before(before);
    let memory; // the last delivery stays where it is until the register is written
    if let Some((last, earlier)) = files.split_last() {
        for file in earlier {
            result = result.after(delivery(file, &read(file)?, &bestaetigt), &settings).detached()?;
        }
        memory = read(last)?;
        result = result.after(delivery(last, &memory, &bestaetigt), &settings);
    }
    detail("records are read and checked");
    report(&mut stage, &result, files.is_empty());
    if register.is_none() && result.taken.is_empty() {
        finish(&mut ledger, &files, &[])?;
        return Err(no_register(stage.session(), &result).into());
    }
    let gone = result.sum(|taken| taken.changes.weggefallen);
    let cases = cases_before + result.sum(|taken| taken.changes.neu);
    stage.balance("cases before and new against cases kept and gone", cases, result.cases.len() as u64 + gone)?;
    write_register(&mut stage, &result.cases)?;
    stage.write("aenderungen.csv", &result.aenderungen)?;
    stage.write("abgelehnt.csv", &Ablehnung::fuer_menschen(std::mem::take(&mut result.abgelehnt)))?;
    let waiting: Vec<String> = result.waiting().map(str::to_owned).collect();
    detail("faelle.csv is written");
    let prepared = result.cases.register()?;
    drop(result);
    detail("the index is built");
    let hashes = std::thread::scope(|scope| {
        let hashes = scope.spawn(|| fremd::berechne(&run, &prepared));
        stage.write_stream(register::DATEI, |out| prepared.schreibe(out))?;
        hashes.join().expect("hashing does not panic")
    })?;
    drop(prepared);
    detail("register.bin is written");
    if let Some(earlier) = &earlier {
        stage.share(earlier, &["faelle.csv", register::DATEI]);
    }
    let outcome = stage.close(&mut ledger)?;
    fremd::schreibe(&run, &hashes)?;
    finish(&mut ledger, &files, &waiting)?;
    Ok(outcome)
}

fn read(file: &stage::Delivery) -> Result<Memory, Error> {
    Memory::read(&file.path).map_err(Error::io(&file.path))
}

fn delivery<'a>(file: &stage::Delivery, inhalt: &'a [u8], bestaetigt: &[String]) -> Delivery<'a> {
    Delivery {
        datei: file.name.clone(),
        inhalt,
        liste: listenname(&file.name, &file.sha256),
        bestaetigt: bestaetigt.contains(&file.sha256),
    }
}

fn earlier_register(path: &Path) -> Result<Cases<'static>, Error> {
    Cases::of_rows(Rows::read(path)?).map_err(|line| {
        let path = path.display();
        Error::Data(format!("{path}, line {line}: no Aktenzeichen of 8 digits\nrun ingest-unfdat there with --force"))
    })
}

/// Writes `faelle.csv` while its rows are formatted.
fn write_register(stage: &mut Stage, cases: &Cases) -> Result<(), Error> {
    std::thread::scope(|scope| stage.write_formatted::<Fall>("faelle.csv", cases.pieces(scope)))
}
