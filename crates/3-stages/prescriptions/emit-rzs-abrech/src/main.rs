//! Writes the booking file and its Begleitbeleg.

use std::process::ExitCode;

use chrono::Datelike;
use clap::Parser;
use domain::{AnweisungsRezept, Betrag, Fall, Rezept};
use emit_rzs_abrech::{Angaben, begleitbeleg, buchungen};
use ledger::Ledger;
use mainframe::rzs_abrech;
use signatures::Signer;
use stage::{Error, Outcome, RunArgs, Session, Start, sha256_hex, warn};

const DATEI: &str = "RZS-ABRECH";

/// Writes RZS-ABRECH, one record for each prescription that this run orders, and its Begleitbeleg.
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
    session.reads("40-matches", &["zugeordnete_faelle.csv"])?;
    session.reads("60-payments", &["anweisung_rezepte.csv"])?;
    let signer = Signer::open(&mut session)?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };

    let bezahlt: Vec<AnweisungsRezept> = stage.read("60-payments", "anweisung_rezepte.csv")?;
    let rezepte: Vec<Rezept> = stage.read("30-stage1", "rezepte.csv")?;
    let faelle: Vec<Fall> = stage.read("40-matches", "zugeordnete_faelle.csv")?;
    let ergebnis = buchungen(&bezahlt, &rezepte, &faelle).map_err(Error::Internal)?;
    for zahlung in &ergebnis.negativ {
        warn(format!(
            "prescription {}: net {} cannot stand in RZS-ABRECH, whose amount has no sign; it is named in the Begleitbeleg",
            zahlung.pic_nr, zahlung.netto
        ));
    }
    let datum = stage.session().datum();
    let datei = rzs_abrech::write(&ergebnis.buchungen, datum.year()).map_err(|e| Error::Internal(e.to_string()))?;
    let ersetzt = datei.ersetzt.transliterated + datei.ersetzt.unknown;
    let written = rzs_abrech::read(&datei.bytes).map_err(|e| Error::Internal(e.to_string()))?;

    let netto: Betrag = written.iter().map(|buchung| buchung.betrag).sum();
    let negativ: Betrag = ergebnis.negativ.iter().map(|zahlung| zahlung.netto).sum();
    stage.balance(
        "ordered cents and booked cents",
        bezahlt.iter().map(|z| z.netto).sum::<Betrag>(),
        netto + negativ,
    )?;
    let saetze = written.len() + ergebnis.negativ.len() + ergebnis.null as usize;
    stage.balance("ordered prescriptions and records", bezahlt.len(), saetze)?;
    let session = stage.session();
    let blatt = begleitbeleg(
        &Angaben {
            code: &session.run().kostentraeger,
            name: &session.payer().name,
            datum,
            datei: DATEI,
            sha256: &sha256_hex(&datei.bytes),
            gekuerzt: datei.gekuerzt,
            ersetzt,
            negativ: &ergebnis.negativ,
        },
        &written,
    );
    stage.write_bytes(DATEI, &datei.bytes)?;
    for (file, bytes) in documents::dateien("begleitbeleg", &blatt) {
        stage.write_bytes(&file, &bytes)?;
    }
    stage.total("saetze", written.len() as i64);
    stage.total("gekuerzte_texte", datei.gekuerzt as i64);
    stage.total("ersetzte_zeichen", ersetzt as i64);
    stage.total("nicht_darstellbar", ergebnis.negativ.len() as i64);
    stage.total_betrag("netto", netto);
    signer.seal(&mut stage)?;
    stage.close(&mut ledger)
}
