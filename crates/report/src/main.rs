//! Figures of a run for people.

use std::process::ExitCode;

use clap::Parser;
use domain::{Leistungserbringer, Leistungsurteil, Papierrechnung, Pilotmonat};
use ledger::Ledger;
use report::{Eingabe, pilotphasen, seite, uebersicht};
use stage::{Outcome, RunArgs, Session, Start};

/// Compares the electronic invoices of facilities in their pilot phase with the paper ones, month by month; pilot.csv,
/// and a page for each facility.
#[derive(Parser)]
#[command(version)]
struct Args {
    #[command(flatten)]
    run: RunArgs,
}

fn main() -> ExitCode {
    stage::main(run)
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    let mut session = Session::open(&args.run, "report", env!("CARGO_PKG_VERSION"), "95-report")?;
    let mut ledger = Ledger::open(session.run())?;
    session.reads("10-reference", &["leistungserbringer.csv", "papier.csv"])?;
    session.reads("50-services", &["urteile.csv"])?;
    let frueher = ledger.pilot_lines_before()?;
    let gesehen: String =
        frueher.iter().map(|z| format!("{};{};{};{}\n", z.le_nr, z.abrechnungsmonat, z.betrag, z.code)).collect();
    session.reads_content("ledger:pilot".into(), stage::blake3_hex(gesehen.as_bytes()));
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };

    let session = stage.session();
    let (code, datum, monate) =
        (session.run().kostentraeger.clone(), session.datum(), session.payer().leistungen.pilot_monate);
    let phasen = pilotphasen(&Eingabe {
        leistungserbringer: &stage.read::<Leistungserbringer>("10-reference", "leistungserbringer.csv")?,
        papier: &stage.read::<Papierrechnung>("10-reference", "papier.csv")?,
        frueher: &frueher,
        urteile: &stage.read::<Leistungsurteil>("50-services", "urteile.csv")?,
        monate,
    });

    let zeilen: Vec<Pilotmonat> = phasen.iter().flat_map(|pilot| pilot.monate.iter().cloned()).collect();
    stage.write("pilot.csv", &zeilen)?;
    stage.write_bytes("index.html", uebersicht(&code, datum, &phasen).as_bytes())?;
    for pilot in &phasen {
        let file = format!("pilot/{}.html", pilot.leistungserbringer.le_nr);
        stage.write_bytes(&file, seite(pilot, datum).as_bytes())?;
    }
    stage.total("pilotphasen", phasen.len() as i64);
    stage.total("bereit", phasen.iter().filter(|pilot| pilot.bereit()).count() as i64);
    stage.close(&mut ledger)
}
