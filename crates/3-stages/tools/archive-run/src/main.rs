//! Packs a run into one file, or checks such a file.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use stage::{Lock, Outcome, Run, info};

/// Packs a run into one compressed file with the SHA-256 of everything in it, or checks such a file.
///
/// The run stays as it is. The same run gives the same bytes; any gzip and tar unpack it.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// Folder of the run WORK/PAYER/DATE; with --check an archive
    run: PathBuf,

    /// The archive; WORK/PAYER/archiv/DATE.tar.gz if not said
    #[arg(long, value_name = "FILE", conflicts_with = "check")]
    to: Option<PathBuf>,

    /// Check an archive instead
    #[arg(long)]
    check: bool,
}

fn main() -> ExitCode {
    stage::main(run)
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    if args.check {
        let bestand = archive_run::check(&args.run)?;
        info(format!("{}: {} files, {} bytes, all as they were", args.run.display(), bestand.dateien, bestand.bytes));
        return Ok(Outcome::default());
    }
    let run = Run::open(&args.run)?;
    let _lock = Lock::take(&run.payer_dir, "archive-run", &run.dir)?;
    let to = args.to.unwrap_or_else(|| run.payer_dir.join("archiv").join(format!("{}.tar.gz", run.datum)));
    if let Some(folder) = to.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        std::fs::create_dir_all(folder).map_err(stage::Error::create(folder))?;
    }
    let bestand = archive_run::pack(&run, &to)?;
    info(format!("archive-run: {}: {} files, {} bytes", to.display(), bestand.dateien, bestand.bytes));
    Ok(Outcome::default())
}
