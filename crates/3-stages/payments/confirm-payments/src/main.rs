//! Records what payers and banks say of payment orders.

use std::fs;
use std::process::ExitCode;

use clap::Parser;
use confirm_payments::{Meldung, lies, meldungen, unbestaetigt, verbuche};
use domain::{Ablehnung, Betrag, Rueckmeldung, Tabelle};
use ledger::Ledger;
use rules::kalender::Kalender;
use signatures::pruefer::{Pruefer, split};
use stage::{
    Delivery, Error, FIRST_ERRORS, Outcome, RunArgs, Session, Start, clock, report_refused, report_refused_lines, warn,
};

/// Records confirmations of payment orders, each once: the payer's CSV files and banks' status reports (pain.002).
///
/// An unknown order or another amount is an error line and leaves the order unconfirmed. Orders that nobody has
/// confirmed in time are listed in offen.csv.
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
    let mut session = Session::open(&args.run, "confirm-payments", env!("CARGO_PKG_VERSION"), "65-confirmations")?;
    let mut ledger = Ledger::open(session.run())?;
    session.reads("60-payments", &["anweisungen.csv"])?;
    let files = ledger.still_ours("confirmations", session.inbox("confirmations")?)?;
    let pruefer = Pruefer::open(&mut session)?;
    let before = ledger.unconfirmed_before()?;
    session.reads_view("unbestaetigt", &before)?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => {
            finish(&mut ledger, &files)?;
            return Ok(outcome);
        }
        Start::Work(stage) => stage,
    };

    let (mut read, mut refused) = (Vec::new(), Vec::new());
    let (confirmations, signatures) = split(files.clone());
    for file in &confirmations {
        let bytes = fs::read(&file.path).map_err(Error::io(&file.path))?;
        let signed = match &pruefer {
            Some(pruefer) => pruefer.unterzeichner_von(file, &bytes, &signatures, stage.session().datum())?.map(drop),
            None => Ok(()),
        };
        let signed = signed.map_err(|why| Ablehnung::der_datei(&file.name, why));
        match signed.and_then(|()| lies(&bytes, &file.name, &file.sha256)) {
            Ok(content) => read.push(content),
            Err(error) => {
                report_refused(&file.name, &file.path, std::slice::from_ref(&error), FIRST_ERRORS);
                refused.push(error);
            }
        }
    }
    stage.refuse(refused.len() as u64);
    let (said, mut lines) = meldungen(read, |message| ledger.orders_of_message(message))?;
    let result = verbuche(&said, &ledger.order_states(Meldung::auftraege(&said))?);
    lines.extend(result.abgelehnt);
    report_refused_lines(&lines);
    ledger.keep_confirmations(&result.neu, &clock::now_utc())?;

    let mut recorded = ledger.confirmations_of_run()?;
    recorded.sort_by(Tabelle::ordnung);
    let after = ledger.unconfirmed()?;
    let of = |kind| recorded.iter().filter(move |b| b.rueckmeldung == kind);
    let confirmed: Betrag = of(Rueckmeldung::Bestaetigt).map(|b| b.betrag).sum();
    let sum = |orders: &[domain::Anweisung]| orders.iter().map(|order| order.betrag).sum::<Betrag>();
    stage.balance(
        "cents unconfirmed before, and confirmed or still unconfirmed",
        sum(&before),
        confirmed + sum(&after),
    )?;

    let payer = stage.session().payer();
    let kalender = Kalender::fuer_land(&payer.land).map_err(|e| Error::Config(e.to_string()))?;
    let tage = payer.fristen.bestaetigung_tage;
    let late = unbestaetigt(&after, &ledger.rejections()?, &kalender, tage, stage.session().datum());
    for order in late.iter().filter(|order| !order.zurueckweisung.is_empty()) {
        let (id, betrag, reason) = (&order.anweisung_id, order.betrag.deutsch(), &order.zurueckweisung);
        warn(format!(
            "order {id} over {betrag} EUR was REJECTED: {reason}; it is open money, see 65-confirmations/offen.csv"
        ));
    }
    let abgelehnt = Ablehnung::fuer_menschen(refused.into_iter().chain(lines).collect());
    stage.write("bestaetigungen.csv", &recorded)?;
    stage.write("offen.csv", &late)?;
    stage.write("abgelehnt.csv", &abgelehnt)?;
    stage.total("zurueckgewiesen", of(Rueckmeldung::Zurueckgewiesen).count() as i64);
    stage.total("in_arbeit", result.in_arbeit as i64);
    stage.total("wiederholt", result.wiederholt as i64);
    stage.total("unbestaetigt", after.len() as i64);
    stage.total_betrag("bestaetigt", confirmed);
    stage.total_betrag("unbestaetigt", sum(&after));
    let outcome = stage.close(&mut ledger)?;
    finish(&mut ledger, &files)?;
    Ok(outcome)
}

/// Records that the files were taken in or refused: no later run takes them over.
fn finish(ledger: &mut Ledger, files: &[Delivery]) -> anyhow::Result<()> {
    Ok(ledger.finish_deliveries("confirmations", files.iter().map(|file| file.sha256.as_str()))?)
}
