//! Shows any file from outside field by field, without taking it in.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::ExitCode;

use charsets::edf03::CodePage;
use clap::Parser;
use inspect::{Format, Options, inspect};
use stage::{Error, Outcome};

/// Shows a delivered or written file field by field: recognised format and code page, labels, blocks, record counts, the
/// first records, and the first fault with its byte offset.
///
/// Reads only; nothing is taken in and no run is needed. Ends with 0 if the file is sound, 65 if it has a fault, 66 if it
/// does not exist. Formats: UnfDat on both carriers, RZS-Abrech, SR1, LR1, DTAUS.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// The file
    file: PathBuf,

    /// Show so many records field by field
    #[arg(long, value_name = "N", default_value_t = 3)]
    records: usize,

    /// Format of the file; recognised from the bytes if not given
    #[arg(long, value_enum)]
    format: Option<Format>,

    /// Code page of an UnfDat: EDF03DRV, EDF03IRV, CP273, windows-1252 or UTF-8; recognised if not given
    #[arg(long, value_name = "NAME")]
    charset: Option<CodePage>,
}

fn main() -> ExitCode {
    stage::main(run)
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    let bytes = fs::read(&args.file).map_err(|source| match source.kind() {
        ErrorKind::NotFound => Error::Missing(format!("{} does not exist\nname a file", args.file.display())),
        ErrorKind::IsADirectory => Error::Usage(format!("{} is a folder\nname a file in it", args.file.display())),
        _ => Error::Io { path: args.file.clone(), source },
    })?;
    let options = Options { format: args.format, charset: args.charset, records: args.records };
    let name = args.file.file_name().unwrap_or_default().to_string_lossy();
    let shown = inspect(&name, &bytes, &options);
    stage::print(&shown.text)?;
    match shown.fault {
        None => Ok(Outcome::default()),
        Some(fault) => Err(Error::Data(format!("{name}: {fault}")).into()),
    }
}
