//! Makes a delivery of any size from a seed.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use domain::Datum;
use stage::{Error, Outcome};
use testkit::generator::{Auftrag, Erwartet, Wahrheit, erzeuge};

/// Makes a delivery from a seed: registers, invoices, decisions and articles of invented people
#[derive(Parser)]
#[command(version)]
struct Args {
    /// Another seed, another delivery
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,

    /// Cases in the register of the first payer; every other payer has a tenth of it
    #[arg(long, value_name = "N")]
    cases: usize,

    /// Prescriptions billed to the first payer
    #[arg(long, value_name = "N")]
    prescriptions: usize,

    /// Payers, the billed one first
    #[arg(long, value_name = "CODES", value_delimiter = ',', default_value = "BG28,BG10")]
    payers: Vec<String>,

    /// Invoices that the prescriptions are spread over
    #[arg(long, value_name = "K", default_value_t = 2)]
    invoices: usize,

    /// Business date of the run that takes the delivery; it was received nine days before
    #[arg(long, value_name = "DATE", default_value = "2005-03-11")]
    date: Datum,

    /// Every status and every kind of decision at least once
    #[arg(long)]
    all_statuses: bool,

    /// The last invoice is one of e-prescriptions: a TA7 bundle, signed with an invented card
    #[arg(long)]
    erezept: bool,

    /// Drop folder to write to
    #[arg(long, value_name = "DROP")]
    out: PathBuf,

    /// File to write the truth to: for each prescription its case and what has to become of it
    #[arg(long, value_name = "FILE")]
    truth: Option<PathBuf>,
}

fn main() -> ExitCode {
    stage::main(run)
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    let auftrag = Auftrag {
        saat: args.seed,
        kostentraeger: args.payers,
        faelle: args.cases,
        rezepte: args.prescriptions,
        rechnungen: args.invoices,
        datum: args.date,
        alle_status: args.all_statuses,
        erezept: args.erezept,
    };
    let wahrheit = erzeuge(&auftrag, &args.out)?;
    if let Some(datei) = args.truth {
        std::fs::write(&datei, tabelle(&wahrheit)).map_err(Error::create(&datei))?;
    }
    Ok(Outcome::default())
}

fn tabelle(wahrheit: &[Wahrheit]) -> String {
    let mut text = String::from("rechnungsnummer,pic_nr,abwandlung,aktenzeichen,erwartet\n");
    for Wahrheit { rechnungsnummer, pic_nr, abwandlung, aktenzeichen } in wahrheit {
        let erwartet = match abwandlung.erwartet() {
            Erwartet::Status(status) => status.to_string(),
            Erwartet::Offen => "offen".into(),
            Erwartet::Nichts => String::new(),
        };
        text += &format!("{rechnungsnummer},{pic_nr},{abwandlung:?},{aktenzeichen},{erwartet}\n");
    }
    text
}
