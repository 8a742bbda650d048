//! Tells each facility what was paid and what was cut.

use std::process::ExitCode;

use clap::Parser;
use domain::{Anweisung, AnweisungsLeistung, Betrag, Leistung, Leistungserbringer, Leistungsurteil};
use emit_avis::{Avis, Eingabe, avise};
use ledger::Ledger;
use rayon::prelude::*;
use rules::leistungen::zeile;
use signatures::Signer;
use stage::{Outcome, RunArgs, Session, Start};

/// Writes the Zahlungsavis of each facility that this run pays: every line billed, paid and cut, with the reason.
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
    let mut session = Session::open(&args.run, "emit-avis", env!("CARGO_PKG_VERSION"), "85-avis")?;
    let mut ledger = Ledger::open(session.run())?;
    session.reads("10-reference", &["leistungserbringer.csv"])?;
    session.reads("20-invoices", &["leistungen.csv"])?;
    session.reads("50-services", &["urteile.csv"])?;
    session.reads("60-payments", &["anweisungen.csv", "anweisung_leistungen.csv"])?;
    let signer = Signer::open(&mut session)?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };

    let anweisungen: Vec<Anweisung> = stage.read("60-payments", "anweisungen.csv")?;
    let avise = avise(&Eingabe {
        kostentraeger: stage.session().payer(),
        datum: stage.session().datum(),
        anweisungen: &anweisungen,
        bezahlt: &stage.read::<AnweisungsLeistung>("60-payments", "anweisung_leistungen.csv")?,
        urteile: &stage.read::<Leistungsurteil>("50-services", "urteile.csv")?,
        leistungen: &stage.read::<Leistung>("20-invoices", "leistungen.csv")?,
        leistungserbringer: &stage.read::<Leistungserbringer>("10-reference", "leistungserbringer.csv")?,
        grund: |code| zeile(code).text,
    });

    let angewiesen: Betrag = anweisungen.iter().map(|anweisung| anweisung.betrag).sum();
    let gezahlt: Betrag = avise.iter().map(|avis| avis.gezahlt).sum();
    stage.balance("cents ordered and told", angewiesen, gezahlt)?;
    let sheet = |avis: &Avis| documents::dateien(&format!("{}/zahlungsavis", avis.le_nr), &avis.blatt);
    let sheets: Vec<_> = avise.par_iter().map(sheet).collect();
    for (avis, sheet) in avise.iter().zip(sheets) {
        stage.write_bytes(&format!("{}/zahlungsavis.csv", avis.le_nr), &avis.csv)?;
        for (file, bytes) in sheet {
            stage.write_bytes(&file, &bytes)?;
        }
    }
    signer.seal(&mut stage)?;
    stage.total("avise", avise.len() as i64);
    stage.total("zeilen", avise.iter().map(|avis| avis.zeilen as i64).sum());
    stage.total_betrag("gezahlt", gezahlt);
    stage.close(&mut ledger)
}
