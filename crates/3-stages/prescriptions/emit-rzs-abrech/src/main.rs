//! Writes the booking file and its Begleitbeleg.

mod passes;

use std::process::ExitCode;

use clap::Parser;
use domain::{Anweisung, Tabelle, Umbuchung, ZuordnungsEntscheidung};
use emit_rzs_abrech::{liste, umbuchungsbeleg};
use ledger::{Ausgang, Ausgangspass, Ledger};
use signatures::Signer;
use spill::Spill;
use stage::{Error, Outcome, RunArgs, Session, Stage, Start};

use passes::{Summe, quellen, write};

/// Writes RZS-ABRECH, one record for each prescription that this run orders, and its Begleitbeleg; umbuchungen.csv and
/// its sheet: what was paid without a case and has one now.
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
    write_rebookings(&mut stage)?;
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

/// The rebooking list of what people decided in this run, with its sheet where there is anything to rebook.
fn write_rebookings(stage: &mut Stage) -> anyhow::Result<()> {
    let mut rebooked: Vec<Umbuchung> = stage.read("40-matches", "umbuchung.csv")?;
    rebooked.retain(|u| u.entscheidung == ZuordnungsEntscheidung::Person);
    stage.write_bytes("umbuchungen.csv", liste(&rebooked).as_bytes())?;
    if !rebooked.is_empty() {
        let session = stage.session();
        let (code, name) = (session.run().kostentraeger.clone(), session.payer().name.clone());
        let sheet = umbuchungsbeleg(&code, &name, session.datum(), &rebooked);
        for (file, bytes) in documents::dateien("umbuchungen", &sheet) {
            stage.write_bytes(&file, &bytes)?;
        }
    }
    stage.total("umbuchungen", rebooked.len() as i64);
    Ok(())
}
