//! Figures of a run for people.

use std::process::ExitCode;

use clap::Parser;
use domain::{
    AnweisungsRezept, Leistungserbringer, Leistungsurteil, Offengrund, Papierrechnung, Pilotmonat, Rabattverlust,
    Verfahren,
};
use ledger::Ledger;
use report::{Eingabe, pilotphasen, rabattseite, rabattsummen, seite, uebersicht};
use stage::{Outcome, RunArgs, Session, Start};

/// Shows what became of discounts: kept, at risk, lost; rabatte.csv; and how often each reason sent a prescription to a
/// person for its case. For a payer of care services:
/// compares the electronic invoices of facilities in their pilot phase with the paper ones, month by month; pilot.csv,
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
    let session = Session::open(&args.run, "report", env!("CARGO_PKG_VERSION"), "95-report")?;
    let ledger = Ledger::open(session.run())?;
    match session.payer().verfahren {
        Verfahren::Rezepte => prescriptions(session, ledger),
        Verfahren::Leistungen => services(session, ledger),
    }
}

fn prescriptions(mut session: Session, mut ledger: Ledger) -> anyhow::Result<Outcome> {
    session.reads("40-matches", &["gruende.csv"])?;
    session.reads("60-payments", &["anweisung_rezepte.csv", "rabattverlust.csv"])?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };
    let bezahlt: Vec<AnweisungsRezept> = stage.read("60-payments", "anweisung_rezepte.csv")?;
    let verluste: Vec<Rabattverlust> = stage.read("60-payments", "rabattverlust.csv")?;
    let summen = rabattsummen(&bezahlt, &verluste);
    let gruende: Vec<Offengrund> = stage.read("40-matches", "gruende.csv")?;
    let html = rabattseite(&stage.session().run().kostentraeger, stage.session().datum(), &summen, &gruende);
    stage.write("rabatte.csv", &summen)?;
    stage.write_bytes("index.html", html.as_bytes())?;
    stage.close(&mut ledger)
}

fn services(mut session: Session, mut ledger: Ledger) -> anyhow::Result<Outcome> {
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
