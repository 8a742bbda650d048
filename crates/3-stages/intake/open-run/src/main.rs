//! Opens a run and takes its deliveries into the inbox.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use ledger::Ledger;
use open_run::{
    ARTEN, Intake, UEBERSICHT, check_config, copy, finish_pictures, intake, numbered, overview, record,
    refuse_earlier_date, run_file, write_pictures,
};
use signatures::pruefer::Pruefer;
use stage::{Outcome, Run, RunArgs, Session, Start, publish_file, sha256_hex, table_bytes};

/// Opens a run and takes its deliveries into 00-inbox, each content once and byte for byte.
///
/// Takes DROP/PAYER/{unfdat,invoices,decisions,confirmations,reference}/ and DROP/reference/, and what an earlier
/// run took and did not finish. A folder or zip file among the invoices is taken with every file in it, whole or not at all.
/// Files that are not complete are left alone, see 00-inbox/uebersicht.csv. Nothing in the
/// drop folder is changed.
#[derive(Parser)]
#[command(version)]
struct Args {
    #[command(flatten)]
    run: RunArgs,

    /// Drop folder
    #[arg(long, value_name = "DIR")]
    drop: PathBuf,

    /// Wait so long to see whether new files still grow; without it, as [intake] settle_seconds of the payer says
    #[arg(long, value_name = "SECONDS")]
    settle: Option<u32>,
}

fn main() -> ExitCode {
    stage::main(run)
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    let run = Run::from_path(&args.run.run)?;
    refuse_earlier_date(&run)?;
    let mut session = Session::of_run(&args.run, run, "open-run", env!("CARGO_PKG_VERSION"), "00-inbox")?;
    check_config(session.config(), [(session.run().kostentraeger.as_str(), session.payer())])?;
    let mut ledger = Ledger::open(session.run())?;
    ledger.vouch()?;

    let settle = args.settle.unwrap_or(session.payer().intake.settle_seconds);
    let pruefer = Pruefer::open(&mut session)?;
    let Intake { files, mut left, unpacked } = intake(&session, &ledger, pruefer.as_ref(), &args.drop, settle)?;
    publish_file(&session.run().dir.join("run.toml"), run_file(&session)?.as_bytes())?;
    for file in &files {
        session.reads_content(file.input(), file.sha256.clone());
    }
    let seen = table_bytes(UEBERSICHT, &overview(&files, left.clone()))?;
    session.reads_content("drop:".into(), sha256_hex(&seen));
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };

    let (files, changed) = copy(&mut stage, files)?;
    drop(unpacked);
    left.extend(changed);
    // Recorded before the inbox is published: a kill in between leaves a delivery that this or a later run takes
    // over, never one that two runs would take as new.
    record(&mut ledger, &files)?;
    write_pictures(&mut stage, &files)?;
    for art in ARTEN {
        stage.total(art, files.iter().filter(|file| file.art == *art).count() as i64);
    }
    stage.total("liegen_gelassen", left.len() as i64);
    stage.write(UEBERSICHT, &numbered(&ledger, overview(&files, left))?)?;
    let outcome = stage.close(&mut ledger)?;
    finish_pictures(&mut ledger, &files)?;
    Ok(outcome)
}
