//! Writes the SEPA bank file.

use std::process::ExitCode;

use clap::Parser;
use domain::{Anweisung, Betrag};
use emit_sepa::{DATEI, bankdatei};
use ledger::Ledger;
use rules::kalender::target_tag_ab;
use signatures::Signer;
use stage::{Error, Outcome, RunArgs, Session, Start, info, warn};

/// Writes pain.001.xml (pain.001.001.09), the orders of this run as SEPA credit transfers. No order, no file.
///
/// An order whose account has no IBAN in the payer's configuration is left out and named: an IBAN is never computed.
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
    let mut session = Session::open(&args.run, "emit-sepa", env!("CARGO_PKG_VERSION"), "75-sepa")?;
    let mut ledger = Ledger::open(session.run())?;
    session.reads("60-payments", &["anweisungen.csv"])?;
    let signer = Signer::open(&mut session)?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };

    let anweisungen: Vec<Anweisung> = stage.read("60-payments", "anweisungen.csv")?;
    let session = stage.session();
    let (code, datum) = (&session.run().kostentraeger, session.datum());
    let ergebnis = bankdatei(code, &anweisungen, session.payer(), datum, target_tag_ab(datum))
        .map_err(|e| Error::Data(e.to_string()))?;

    let angewiesen: Betrag = anweisungen.iter().map(|anweisung| anweisung.betrag).sum();
    let ohne_iban: Betrag = ergebnis.ohne_iban.iter().map(|auftrag| auftrag.betrag).sum();
    stage.balance("cents ordered, and written or left out", angewiesen, ergebnis.summe + ohne_iban)?;
    for auftrag in &ergebnis.ohne_iban {
        warn(auftrag.hinweis());
    }
    for hinweis in &ergebnis.auffaellig {
        warn(format!("{hinweis}; look at it before the file is sent"));
    }
    match &ergebnis.bytes {
        None => info("emit-sepa: no order to write, no file"),
        Some(bytes) => {
            // The bank may answer the message or a payment block as a whole.
            ledger.keep_message(&ergebnis.nachricht_id, &ergebnis.enthalten)?;
            stage.write_bytes(DATEI, bytes)?;
        }
    }
    stage.total("auftraege", ergebnis.anzahl as i64);
    stage.total("ohne_iban", ergebnis.ohne_iban.len() as i64);
    stage.total("umschriften", ergebnis.umschriften as i64);
    stage.total("konten_auffaellig", ergebnis.auffaellig.len() as i64);
    stage.total_betrag("betrag", ergebnis.summe);
    stage.total_betrag("ohne_iban", ohne_iban);
    signer.seal(&mut stage)?;
    stage.close(&mut ledger)
}
