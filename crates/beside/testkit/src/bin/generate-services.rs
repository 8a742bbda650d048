//! Makes a delivery of care services of any size from a seed.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use rules::leistungen::Monat;
use stage::{Error, Outcome};
use testkit::generator::{Leistungsauftrag, erzeuge_leistungen};

/// Makes a delivery of care services from a seed: facilities, grants, agreed rates, one invoice of each facility
#[derive(Parser)]
#[command(version)]
struct Args {
    /// Another seed, another delivery
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,

    /// Facilities; every tenth is in its pilot phase
    #[arg(long, value_name = "N", default_value_t = 500)]
    facilities: usize,

    /// Grants, over all facilities
    #[arg(long, value_name = "N")]
    grants: usize,

    /// Invoice lines, over all facilities
    #[arg(long, value_name = "N")]
    lines: usize,

    /// Month that is billed; the invoices are received on the fourth of the next one
    #[arg(long, value_name = "MONTH", default_value = "2024-03")]
    month: String,

    /// Drop folder to write to
    #[arg(long, value_name = "DROP")]
    out: PathBuf,
}

fn main() -> ExitCode {
    stage::main(run)
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    let wrong = || Error::Usage(format!("--month {}: expected JJJJ-MM", args.month));
    let monat = Monat::aus_text(&args.month).ok_or_else(wrong)?;
    let auftrag = Leistungsauftrag {
        saat: args.seed,
        leistungserbringer: args.facilities,
        bewilligungen: args.grants,
        positionen: args.lines,
        monat,
    };
    erzeuge_leistungen(&auftrag, &args.out)?;
    Ok(Outcome::default())
}
