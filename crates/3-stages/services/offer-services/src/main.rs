//! Writes the lists that facilities fill in.

use std::process::ExitCode;

use clap::Parser;
use domain::{Bewilligung, Leistungserbringer, Satz};
use forms::leistungsrechnung::schreibe;
use ledger::Ledger;
use offer_services::{angebote, tabelle};
use rules::leistungen::Monat;
use signatures::Signer;
use stage::{Error, Outcome, RunArgs, Session, Start, warn};

/// Writes the list of a month for each facility that bills by offer (`weg = angebot`): an LR1 file with one line per
/// grant, rate filled in, to be completed with quantities and sent back; beside it the same as a spreadsheet with headings.
#[derive(Parser)]
#[command(version)]
struct Args {
    #[command(flatten)]
    run: RunArgs,

    /// Month to be billed, JJJJ-MM; the month before the business date if not given
    #[arg(long, value_name = "MONTH")]
    month: Option<String>,

    /// Only the facility of this number
    #[arg(long, value_name = "LE_NR")]
    facility: Option<String>,
}

fn main() -> ExitCode {
    stage::main(run)
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    let mut session = Session::open(&args.run, "offer-services", env!("CARGO_PKG_VERSION"), "15-offers")?;
    let mut ledger = Ledger::open(session.run())?;
    let monat = match &args.month {
        Some(text) => Monat::aus_text(text)
            .ok_or_else(|| Error::Usage(format!("--month {text}: expected JJJJ-MM, for example 2024-03")))?,
        None => Monat::von(session.datum()).vorher(),
    };
    session.reads("10-reference", &["leistungserbringer.csv", "bewilligungen.csv", "saetze.csv"])?;
    session.option(format!("--month {monat}"));
    if let Some(le_nr) = &args.facility {
        session.option(format!("--facility {le_nr}"));
    }
    let signer = Signer::open(&mut session)?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };

    let facilities: Vec<Leistungserbringer> = stage.read("10-reference", "leistungserbringer.csv")?;
    let grants: Vec<Bewilligung> = stage.read("10-reference", "bewilligungen.csv")?;
    let rates: Vec<Satz> = stage.read("10-reference", "saetze.csv")?;
    let code = stage.session().run().kostentraeger.clone();
    let offers = angebote(&code, &facilities, &grants, &rates, monat, args.facility.as_deref());

    for offer in &offers {
        if !offer.ohne_satz.is_empty() {
            warn(format!("{}: no agreed rate in {monat} for {}", offer.le_nr, offer.ohne_satz.join(", ")));
        }
        if offer.personen > rules::leistungen::ANGEBOT_BIS {
            warn(format!("{}: {} entitled persons; a file is recommended from five on", offer.le_nr, offer.personen));
        }
        let file = format!("{0}/{0}-{1}", offer.le_nr, monat.to_string().replace('-', ""));
        stage.write_bytes(&format!("{file}.csv"), &schreibe(&offer.datei))?;
        if let Some(facility) = facilities.iter().find(|facility| facility.le_nr == offer.le_nr) {
            let form = tabelle(facility, &offer.datei, stage.session().datum())?;
            stage.write_bytes(&format!("{file}.xlsx"), &form)?;
        }
    }
    signer.seal(&mut stage)?;
    stage.total("angebote", offers.len() as i64);
    stage.total("zeilen", offers.iter().map(|offer| offer.datei.zeilen.len() as i64).sum());
    stage.close(&mut ledger)
}
