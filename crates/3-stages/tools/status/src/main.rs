//! Shows what a run contains and what to look at, or how all runs of a WORK stand.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use domain::Datum;
use domain::datum::aus_iso;
use stage::{Error, Run};
use status::{Haus, Overview};

/// Shows a run: prescriptions by outcome, amounts, worklists, and which files to open first. Or shows every run of WORK,
/// or of one payer, in one table.
///
/// Reads only. Of a run it ends with 65 if files of the delivery were refused, with 66 if stages are missing. Of a WORK
/// it ends with 0 if all is in order, with 1 if somebody should look, and with 2 if something failed, was rejected by a
/// bank or stands in no bank file.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// Folder of the run WORK/PAYER/DATE, of a payer WORK/PAYER, or WORK
    folder: PathBuf,

    /// Day from which deadlines are counted; of a WORK the newest business date if not said
    #[arg(long, value_name = "DATE", value_parser = day)]
    date: Option<Datum>,

    /// All runs as JSON
    #[arg(long, group = "format")]
    json: bool,

    /// All runs as a page
    #[arg(long, group = "format")]
    html: bool,

    /// All payers as figures for the textfile collector of Prometheus's node exporter
    #[arg(long, group = "format")]
    prometheus: bool,
}

fn main() -> ExitCode {
    stage::main_with_code(run)
}

fn day(text: &str) -> Result<Datum, String> {
    aus_iso(text).ok_or_else(|| format!("expected a day as JJJJ-MM-TT, found '{text}'"))
}

fn run(args: Args) -> anyhow::Result<u8> {
    let name = args.folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    if aus_iso(name).is_some() { one_run(&args) } else { all_runs(&args) }
}

fn all_runs(args: &Args) -> anyhow::Result<u8> {
    let haus = Haus::read(&args.folder, args.date)?;
    let text = match args {
        Args { json: true, .. } => haus.json(),
        Args { html: true, .. } => haus.html(),
        Args { prometheus: true, .. } => haus.prometheus(),
        _ => haus.text(),
    };
    stage::print(&text)?;
    Ok(haus.exit_code())
}

fn one_run(args: &Args) -> anyhow::Result<u8> {
    if args.json || args.html || args.prometheus || args.date.is_some() {
        let text = "--json, --html, --prometheus and --date are for all runs\nname WORK or WORK/PAYER".to_owned();
        return Err(Error::Usage(text).into());
    }
    let run = Run::open(&args.folder)?;
    let overview = Overview::read(&run)?;
    stage::print(&overview.text(&run))?;
    match overview.missing().first() {
        Some(first) => {
            Err(Error::Missing(format!("the chain stopped before {first}\nmake pipeline goes on there")).into())
        }
        None => Ok(if overview.refused() > 0 { 65 } else { 0 }),
    }
}
