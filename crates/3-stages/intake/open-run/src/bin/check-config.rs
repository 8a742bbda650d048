//! Checks a configuration folder before anything runs with it.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use open_run::check_config;
use stage::{Config, Outcome, info};

/// Checks the configuration of every payer, the rule tables and the key files.
///
/// Reads only. Names every fault with its file and key and ends with 78 if there is one.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// Folder of the configuration: payers/PAYER.toml and rules/*.csv
    #[arg(long, value_name = "DIR", default_value = "pipelines")]
    config: PathBuf,
}

fn main() -> ExitCode {
    stage::main(run)
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    let config = Config::load(&args.config)?;
    check_config(&config, config.payers())?;
    let payers: Vec<&str> = config.payers().map(|(code, _)| code).collect();
    info(format!("{}: sound, for {}", args.config.display(), payers.join(", ")));
    Ok(Outcome::default())
}
