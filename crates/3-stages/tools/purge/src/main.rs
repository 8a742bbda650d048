//! Deletes what may not be kept any longer.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use domain::Datum;
use domain::datum::aus_iso;
use purge::{Aufbewahrung, carry_out, plan};
use stage::{DELETED, Error, Lock, Outcome, Run, info, warn};

/// Deletes of a payer what may not be kept any longer: superseded registers, pictures, vouchers after six years, values
/// about persons in the ledger after ten. Periods stand in aufbewahrung.toml of the configuration.
///
/// Every file is entered in loeschprotokoll.csv first. What belongs to an invoice or an order that is not settled stays,
/// and is named. Receipts, orders and the journal always stay.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// Folder of the payer: WORK/PAYER
    payer: PathBuf,

    /// Day from which periods are counted
    #[arg(long, value_name = "DATE", value_parser = day)]
    date: Datum,

    /// Folder of the configuration, with aufbewahrung.toml
    #[arg(long, value_name = "DIR", default_value = "pipelines")]
    config: PathBuf,

    /// Only say what would be deleted
    #[arg(long)]
    dry_run: bool,
}

fn day(text: &str) -> Result<Datum, String> {
    aus_iso(text).ok_or_else(|| format!("expected a day as JJJJ-MM-TT, found '{text}'"))
}

fn main() -> ExitCode {
    stage::main(run)
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    let fristen = Aufbewahrung::read(&args.config)?;
    let dir = args.payer.canonicalize().map_err(Error::io(&args.payer))?;
    let any = Run::from_path(&dir.join("2000-01-01"))?;
    let runs: Vec<Run> = any.dates_of(&any.kostentraeger)?.into_iter().map(|date| any.sibling(date)).collect();
    let Some(newest) = runs.last() else {
        let text = format!("{}: no run lies in this folder: expected WORK/PAYER", args.payer.display());
        return Err(Error::Usage(text).into());
    };
    if args.date < newest.datum {
        let text = format!("--date {} is before the payer's newest run, {}", args.date, newest.datum);
        return Err(Error::Usage(text).into());
    }
    let _lock = Lock::take(&newest.payer_dir, "purge", &newest.payer_dir)?;
    let plan = plan(&runs, fristen, args.date)?;
    for (lauf, why) in &plan.nicht_erledigt {
        warn(format!("{lauf} stays: {why}"));
    }
    let bytes: u64 = plan.loeschungen.iter().map(|loeschung| loeschung.bytes).sum();
    let files = plan.loeschungen.len();
    if args.dry_run {
        for loeschung in &plan.loeschungen {
            stage::print(&format!("{}/{} ({})\n", loeschung.lauf, loeschung.datei, loeschung.regel))?;
        }
        info(format!("purge: would delete {files} files, {bytes} bytes"));
        return Ok(Outcome::default());
    }
    let forgotten = carry_out(newest, &plan, args.date)?;
    info(format!(
        "purge: deleted {files} files, {bytes} bytes ({DELETED}); {forgotten} rows of the ledger lost their values"
    ));
    Ok(Outcome::default())
}
