//! Opens a run and takes its deliveries into the inbox.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use ledger::Ledger;
use open_run::{Wanted, record, refuse_earlier_date, run_file, wanted};
use stage::{Outcome, Run, RunArgs, Session, Start, publish_file};

/// Opens a run and takes its deliveries into 00-inbox, each content once and byte for byte.
///
/// Takes DROP/PAYER/{unfdat,invoices,decisions,confirmations,reference}/ and DROP/reference/, and what an earlier
/// run took and did not finish. Nothing in the drop folder is changed.
#[derive(Parser)]
#[command(version)]
struct Args {
    #[command(flatten)]
    run: RunArgs,

    /// Drop folder
    #[arg(long, value_name = "DIR")]
    drop: PathBuf,
}

fn main() -> ExitCode {
    stage::main(run)
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    let run = Run::from_path(&args.run.run)?;
    refuse_earlier_date(&run)?;
    let mut session = Session::of_run(&args.run, run, "open-run", env!("CARGO_PKG_VERSION"), "00-inbox")?;
    let mut ledger = Ledger::open(session.run())?;

    let files = wanted(&session, &ledger, &args.drop)?;
    publish_file(&session.run().dir.join("run.toml"), run_file(&session)?.as_bytes())?;
    for file in &files {
        session.reads_content(format!("drop:{}", file.inbox_path()), file.sha256.clone());
    }
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };

    // Recorded before the inbox is published: a kill in between leaves a delivery that this or a later run takes
    // over, never one that two runs would take as new.
    record(&mut ledger, &files)?;
    for file in &files {
        let sha256 = stage.copy_in(&file.inbox_path(), &file.source)?;
        stage.balance(&format!("the bytes of {}", file.source.display()), &sha256, &file.sha256)?;
    }
    for art in open_run::ARTEN {
        stage.total(art, files.iter().filter(|file: &&Wanted| file.art == *art).count() as i64);
    }
    stage.close(&mut ledger)
}
