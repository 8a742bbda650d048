//! Writes the SEPA bank file.

use std::process::ExitCode;

use banking::ausgang::sepa::{DATEI, Ergebnis, bankdatei};
use banking::dtaus::LETZTER_TAG;
use clap::Parser;
use domain::{Anweisung, Ausgabe, Betrag, Tabelle};
use ledger::{Ausgang, Ausgangspass, Ledger};
use rules::kalender::target_tag_ab;
use signatures::Signer;
use stage::{Error, Outcome, RunArgs, Session, Stage, Start, info, of_pass, sha256_hex, warn, warn_of_another};

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
    session.reads("60-payments", &["durchgaenge.csv", "bankdateien.csv"])?;
    let outbox = ledger.outbox(Ausgang::Sepa)?;
    session.reads_view("ausgang", &zeilen(&outbox))?;
    let signer = Signer::open(&mut session)?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };

    let mut summe = Summe::default();
    for pass in &outbox {
        write(&mut stage, &mut ledger, pass, &mut summe)?;
    }
    summe.ausgabe.sort_by(Tabelle::ordnung);
    stage.write("ausgabe.csv", &summe.ausgabe)?;
    if summe.dateien == 0 {
        info("emit-sepa: no order to write, no file");
    }
    stage.total("auftraege", summe.anzahl);
    stage.total("ohne_iban", summe.ohne_iban);
    stage.total("umschriften", summe.umschriften);
    stage.total("konten_auffaellig", summe.auffaellig);
    stage.total_betrag("betrag", summe.betrag);
    stage.total_betrag("ohne_iban", summe.betrag_ohne_iban);
    signer.seal(&mut stage)?;
    stage.close(&mut ledger)
}

/// What the receipt counts over all passes.
#[derive(Debug, Default)]
struct Summe {
    dateien: u32,
    anzahl: i64,
    ohne_iban: i64,
    umschriften: i64,
    auffaellig: i64,
    betrag: Betrag,
    betrag_ohne_iban: Betrag,
    ausgabe: Vec<Ausgabe>,
}

impl Summe {
    /// Takes in a file and which orders it carries.
    fn carries(&mut self, pass: u32, ergebnis: &Ergebnis, datei: &str, sha256: &str) {
        self.dateien += 1;
        self.ausgabe.extend(ergebnis.enthalten.iter().map(|(sammler_id, anweisung_id)| Ausgabe {
            nachricht_id: ergebnis.nachricht_id.clone(),
            sammler_id: sammler_id.clone(),
            ..Ausgabe::in_datei(pass, anweisung_id, datei, sha256)
        }));
    }
}

/// The orders of the outbox as rows, each once.
fn zeilen(outbox: &[Ausgangspass]) -> Vec<Anweisung> {
    let mut zeilen: Vec<Anweisung> = outbox.iter().flat_map(|pass| pass.anweisungen.iter().cloned()).collect();
    zeilen.sort_by(Tabelle::ordnung);
    zeilen
}

/// Writes the file of a pass; one that lies there stays as it is.
fn write(stage: &mut Stage, ledger: &mut Ledger, pass: &Ausgangspass, summe: &mut Summe) -> anyhow::Result<()> {
    let session = stage.session();
    let (code, datum) = (&session.run().kostentraeger, session.datum());
    let Ausgangspass { pass: nr, anweisungen, datei_sha256 } = pass;
    let ergebnis = bankdatei(code, anweisungen, session.payer(), (datum, *nr), target_tag_ab(datum))
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
    if datum <= LETZTER_TAG {
        // Where DTAUS still pays, an order without an IBAN is paid by it.
        summe.ausgabe.extend(ergebnis.ohne_iban.iter().map(|o| Ausgabe::nicht_noetig(*nr, &o.anweisung_id)));
        ledger.keep_left_out(Ausgang::Sepa, ergebnis.ohne_iban.iter().map(|o| o.anweisung_id.as_str()))?;
    }
    let datei = of_pass(DATEI, *nr);
    match (&ergebnis.bytes, datei_sha256) {
        (None, _) => {}
        (Some(_), Some(sha256)) if stage.keep(&datei)? => {
            summe.carries(*nr, &ergebnis, &datei, sha256);
        }
        (Some(bytes), _) => {
            let sha256 = sha256_hex(bytes);
            warn_of_another(stage, *nr, &datei, &sha256)?;
            summe.carries(*nr, &ergebnis, &datei, &sha256);
            // The bank may answer the message or a payment block as a whole.
            ledger.keep_message(&ergebnis.nachricht_id, &ergebnis.enthalten)?;
            let enthalten = ergebnis.enthalten.iter().map(|(_, anweisung_id)| anweisung_id.as_str());
            ledger.keep_output(Ausgang::Sepa, *nr, &sha256, enthalten)?;
            stage.write_bytes(&datei, bytes)?;
        }
    }
    summe.anzahl += ergebnis.anzahl as i64;
    summe.ohne_iban += ergebnis.ohne_iban.len() as i64;
    summe.umschriften += ergebnis.umschriften as i64;
    summe.auffaellig += ergebnis.auffaellig.len() as i64;
    summe.betrag += ergebnis.summe;
    summe.betrag_ohne_iban += ohne_iban;
    Ok(())
}
