//! Writes the booking file and its Begleitbeleg.

mod passes;
mod rebookings;

use std::process::ExitCode;

use clap::Parser;
use domain::{Anweisung, Tabelle};
use ledger::{Ausgang, Ausgangspass, Ledger};
use signatures::Signer;
use spill::Spill;
use stage::{Error, Outcome, RunArgs, Session, Start};

use passes::{Summe, quellen, write};
use rebookings::Rebookings;

/// Writes RZS-ABRECH, one record for each prescription that this run orders, and its Begleitbeleg; umbuchungen.csv and
/// its sheet: what was paid without a case and has one now. What was written once stays as it is.
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
    let mut session = Session::open(&args.run, "emit-rzs-abrech", env!("CARGO_PKG_VERSION"), "80-rzs-abrech")?;
    let mut ledger = Ledger::open(session.run())?;
    session.reads("30-stage1", &["rezepte.csv"])?;
    session.reads("40-matches", &["zugeordnete_faelle.csv", "umbuchung.csv"])?;
    session.reads("60-payments", &["durchgaenge.csv", "anweisung_rezepte.csv"])?;
    let outbox = ledger.outbox(Ausgang::Rzs)?;
    let mut anweisungen: Vec<Anweisung> = outbox.iter().flat_map(|pass| pass.anweisungen.iter().cloned()).collect();
    anweisungen.sort_by(Tabelle::ordnung);
    session.reads_view("ausgang", &anweisungen)?;
    let quellen = quellen(&mut session, &ledger, &anweisungen)?;
    let rebookings = Rebookings::read(&mut session)?;
    let signer = Signer::open(&mut session)?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };

    let room = Spill::in_folder(stage.room()).map_err(Error::create(stage.room()))?;
    // A day without orders has an empty file, as the payer's mainframe expects one.
    let leer = [Ausgangspass { pass: 1, anweisungen: Vec::new(), datei_sha256: None }];
    let mut summe = Summe::default();
    for pass in if outbox.is_empty() { leer.as_slice() } else { &outbox } {
        write(&mut stage, &mut ledger, pass, (&quellen, &room), &mut summe)?;
    }
    rebookings.write(&mut stage)?;
    summe.ausgabe.sort_by(Tabelle::ordnung);
    stage.write("ausgabe.csv", &summe.ausgabe)?;
    stage.total("saetze", summe.saetze);
    stage.total("gekuerzte_texte", summe.gekuerzt);
    stage.total("ersetzte_zeichen", summe.ersetzt);
    stage.total("nicht_darstellbar", summe.nicht_darstellbar);
    stage.total_betrag("netto", summe.netto);
    signer.seal(&mut stage)?;
    stage.close(&mut ledger)
}
