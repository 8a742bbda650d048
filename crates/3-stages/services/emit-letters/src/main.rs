//! Returns to the sender what is not accepted.

use std::process::ExitCode;

use clap::Parser;
use domain::{
    AnweisungsLeistung, Leistung, Leistungsbefund, Leistungserbringer, Leistungsrechnung, Leistungsurteil,
    Papierrechnung,
};
use emit_letters::{Eingabe, Rueckgabe, rueckgaben};
use forms::leistungsrechnung::schreibe;
use ledger::Ledger;
use rayon::prelude::*;
use signatures::Signer;
use stage::{Outcome, RunArgs, Session, Start, read_table};

/// Returns to each facility what is not accepted: a letter, and for each invoice an LR1 file to be corrected.
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
    let mut session = Session::open(&args.run, "emit-letters", env!("CARGO_PKG_VERSION"), "90-letters")?;
    let mut ledger = Ledger::open(session.run())?;
    session.reads("10-reference", &["leistungserbringer.csv"])?;
    session.reads("20-invoices", &["leistungsrechnungen.csv", "leistungen.csv"])?;
    session.reads("50-services", &["urteile.csv", "befunde.csv"])?;
    session.reads("60-payments", &["anweisung_leistungen.csv"])?;
    let known = match session.earlier_run_with("10-reference")? {
        Some(run) => Some(session.reads_outside(&run, "10-reference", "papier.csv")?),
        None => None,
    };
    let signer = Signer::open(&mut session)?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };

    let papier_bekannt: Vec<Papierrechnung> = known.map(|path| read_table(&path)).transpose()?.unwrap_or_default();
    let letters = rueckgaben(&Eingabe {
        kostentraeger: stage.session().payer(),
        datum: stage.session().datum(),
        rechnungen: &stage.read::<Leistungsrechnung>("20-invoices", "leistungsrechnungen.csv")?,
        leistungen: &stage.read::<Leistung>("20-invoices", "leistungen.csv")?,
        urteile: &stage.read::<Leistungsurteil>("50-services", "urteile.csv")?,
        befunde: &stage.read::<Leistungsbefund>("50-services", "befunde.csv")?,
        bezahlt: &stage.read::<AnweisungsLeistung>("60-payments", "anweisung_leistungen.csv")?,
        leistungserbringer: &stage.read::<Leistungserbringer>("10-reference", "leistungserbringer.csv")?,
        papier_bekannt: &papier_bekannt,
    });

    let sheet = |letter: &Rueckgabe| documents::dateien(&format!("{}/rueckgabe", letter.le_nr), &letter.blatt);
    let sheets: Vec<_> = letters.par_iter().map(sheet).collect();
    for (letter, sheet) in letters.iter().zip(sheets) {
        for (file, bytes) in sheet {
            stage.write_bytes(&file, &bytes)?;
        }
        for (beleg_id, datei) in &letter.korrekturen {
            stage.write_bytes(&format!("{}/korrektur-{beleg_id}.csv", letter.le_nr), &schreibe(datei))?;
        }
    }
    signer.seal(&mut stage)?;
    stage.total("briefe", letters.len() as i64);
    stage.total("zeilen", letters.iter().map(|letter| letter.zeilen as i64).sum());
    stage.total_betrag("abgesetzt", letters.iter().map(|letter| letter.absetzung).sum());
    stage.close(&mut ledger)
}
