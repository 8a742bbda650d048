//! Exchanges files with payers, billers and banks by SFTP.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use stage::Outcome;
use sync_dropfolder::{Anschluesse, Haus, deliver, fetch};

/// Fetches deliveries from the folders of payers, billers and banks into the drop folder, or delivers to them what the
/// runs wrote, as remotes.toml says.
///
/// Nothing is fetched or delivered twice, and nothing lies half under its final name. Ends with 0 if all is done, 66 if a
/// folder is missing there, 73 if a host denies it, 74 if one has no space, 75 if a line failed too often or somebody is
/// at work on a payer (call again), 78 if a host shows another key than the pinned one, or does not let us in.
#[derive(Parser)]
#[command(version)]
struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Fetches deliveries
    Fetch(Folders),
    /// Delivers what goes out
    Deliver(Folders),
}

#[derive(clap::Args)]
struct Folders {
    /// Folder of the configuration, with remotes.toml
    #[arg(long, value_name = "DIR", default_value = "pipelines")]
    config: PathBuf,

    /// Drop folder
    #[arg(long, value_name = "DIR")]
    drop: PathBuf,

    /// Folder of the runs
    #[arg(long, value_name = "DIR")]
    work: PathBuf,

    /// Only these remotes, by their names
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
}

fn main() -> ExitCode {
    stage::main(run)
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    let (What::Fetch(folders) | What::Deliver(folders)) = &args.what;
    let mut anschluesse = Anschluesse::read(&folders.config)?;
    if !folders.only.is_empty() {
        anschluesse.remote.retain(|anschluss| folders.only.contains(&anschluss.name));
    }
    let haus = Haus { drop: folders.drop.clone(), work: folders.work.clone() };
    match &args.what {
        What::Fetch(_) => fetch(&anschluesse, &haus)?,
        What::Deliver(_) => deliver(&anschluesse, &haus)?,
    };
    Ok(Outcome::default())
}
