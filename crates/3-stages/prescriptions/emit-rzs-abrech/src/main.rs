//! Writes the booking file and its Begleitbeleg.

use std::process::ExitCode;

use chrono::Datelike;
use clap::Parser;
use domain::Betrag;
use emit_rzs_abrech::{Angaben, Quelle, begleitbeleg, buchungen, schreibe};
use ledger::Ledger;
use signatures::Signer;
use spill::Spill;
use stage::{Error, Outcome, RunArgs, Session, Start, warn};

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

    let room = Spill::in_folder(stage.room()).map_err(Error::create(stage.room()))?;
    let datum = stage.session().datum();
    let table = |path: &str| stage.session().run().dir.join(path);
    let quelle = Quelle {
        bezahlt: table("60-payments/anweisung_rezepte.csv"),
        rezepte: table("30-stage1/rezepte.csv"),
        faelle: table("40-matches/zugeordnete_faelle.csv"),
    };
    let ergebnis = buchungen(&quelle, &room, datum.year())?;
    for zahlung in &ergebnis.negativ {
        warn(format!(
            "prescription {}: net {} cannot stand in RZS-ABRECH, whose amount has no sign; it is named in the Begleitbeleg",
            zahlung.pic_nr, zahlung.netto
        ));
    }
    let mut datei = stage.outgoing_file(DATEI)?;
    let kennzahlen = schreibe(&ergebnis.saetze, &mut datei)?;
    let sha256 = stage.take_outgoing(datei)?;

    let negativ: Betrag = ergebnis.negativ.iter().map(|zahlung| zahlung.netto).sum();
    stage.balance("ordered cents and booked cents", ergebnis.netto, kennzahlen.summe + negativ)?;
    let saetze = kennzahlen.anzahl + ergebnis.negativ.len() as u64 + ergebnis.null;
    stage.balance("ordered prescriptions and records", ergebnis.anzahl, saetze)?;
    let session = stage.session();
    let blatt = begleitbeleg(
        &Angaben {
            code: &session.run().kostentraeger,
            name: &session.payer().name,
            datum,
            datei: DATEI,
            sha256: &sha256,
            negativ: &ergebnis.negativ,
        },
        &kennzahlen,
    );
    for (file, bytes) in documents::dateien("begleitbeleg", &blatt) {
        stage.write_bytes(&file, &bytes)?;
    }
    stage.total("saetze", kennzahlen.anzahl as i64);
    stage.total("gekuerzte_texte", kennzahlen.gekuerzt as i64);
    stage.total("ersetzte_zeichen", kennzahlen.ersetzt as i64);
    stage.total("nicht_darstellbar", ergebnis.negativ.len() as i64);
    stage.total_betrag("netto", kennzahlen.summe);
    signer.seal(&mut stage)?;
    stage.close(&mut ledger)
}
