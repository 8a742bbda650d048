//! Tells the whole story of a prescription.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args as Group, Parser};
use explain::{Frage, erklaere};
use stage::{Error, Outcome, Shown, log_access};

/// Tells the whole story of a prescription, over all runs: as delivered, corrected, checked, assigned, paid and confirmed.
///
/// In German, on the standard output. Reads only. Several prescriptions are listed, and up to ten of them told. Ends with
/// 66 if nothing is found.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// Folder of the runs, or of one payer's runs
    work: PathBuf,

    #[command(flatten)]
    asked: Asked,

    /// As JSON
    #[arg(long, conflicts_with = "html")]
    json: bool,

    /// As a page by itself, for the file: `--html > story.html`
    #[arg(long)]
    html: bool,

    /// Folder of the configuration, for the rates of discounts
    #[arg(long, value_name = "DIR", default_value = "pipelines")]
    config: PathBuf,
}

#[derive(Group)]
#[group(required = true, multiple = false)]
struct Asked {
    /// Picture number
    #[arg(long, value_name = "NUMBER")]
    pic: Option<String>,

    /// File number of a case, with or without its check digit
    #[arg(long, value_name = "NUMBER")]
    aktenzeichen: Option<String>,

    /// The biller's number of an invoice
    #[arg(long, value_name = "NUMBER")]
    rechnung: Option<String>,

    /// Number of a payment order
    #[arg(long, value_name = "ID")]
    anweisung: Option<String>,

    /// E-Rezept-ID
    #[arg(long, value_name = "ID")]
    erezept: Option<String>,
}

impl Asked {
    fn frage(self) -> Frage {
        let Asked { pic, aktenzeichen, rechnung, anweisung, erezept } = self;
        let asked = [
            pic.map(Frage::Pic),
            aktenzeichen.map(Frage::Aktenzeichen),
            rechnung.map(Frage::Rechnung),
            anweisung.map(Frage::Anweisung),
            erezept.map(Frage::ERezept),
        ];
        asked.into_iter().flatten().next().expect("one of them is required")
    }
}

fn main() -> ExitCode {
    stage::main(run)
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    let frage = args.asked.frage();
    let antwort = erklaere(&args.work, &frage, &args.config)?;
    let shown = antwort.funde.iter().map(|fund| Shown {
        kostentraeger: &fund.kostentraeger,
        beleg_id: &fund.beleg_id,
        pic_nr: &fund.pic_nr,
    });
    // A number that nobody has may be a name.
    let asked = if antwort.funde.is_empty() { frage.art().to_owned() } else { frage.to_string() };
    log_access(&args.work, "explain", &asked, shown)?;
    if antwort.funde.is_empty() {
        let nothing = format!("{}: no prescription with {frage}", args.work.display());
        return Err(
            Error::Missing(format!("{nothing}\nname the folder of all runs, WORK, and the number in full")).into()
        );
    }
    let text = match (args.json, args.html) {
        (true, _) => antwort.json()?,
        (_, true) => antwort.html()?,
        _ => antwort.text(),
    };
    stage::print(&text)?;
    Ok(Outcome::default())
}
