//! Writes the work lists of a run as one page to decide on.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use stage::{Outcome, Run, log_access, publish_file};

/// The page, in the folder of the run.
const PAGE: &str = "review.html";

/// Writes the work lists of a run as one HTML page: tasks by deadline and amount, with picture, candidates and what
/// follows from each answer. It needs no server and no network.
///
/// What is decided there is saved as a file of decisions, to be dropped into DROP/<payer>/decisions/.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// Folder of the run: WORK/PAYER/DATE
    run: PathBuf,

    /// The page to write; default: review.html in the folder of the run
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,

    /// Pictures that are put into the page, in MB; further ones are linked
    #[arg(long, value_name = "MB", default_value_t = 48)]
    embed: u64,
}

fn main() -> ExitCode {
    stage::main(run)
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    let run = Run::open(&args.run)?;
    let content = review::collect(&run, args.embed << 20)?;
    log_access(&run.dir, "review", &format!("Lauf {}", run.datum_iso()), content.shown())?;
    let path = args.out.unwrap_or_else(|| run.dir.join(PAGE));
    publish_file(&path, review::page(&content)?.as_bytes())?;
    stage::print(&format!("{}: {} tasks\n", path.display(), content.aufgaben.len()))?;
    Ok(Outcome::default())
}
