//! Records what payers and banks say of payment orders.

use std::collections::BTreeSet;
use std::fs;
use std::process::ExitCode;

use clap::Parser;
use confirm_payments::{Gesagtes, Meldung, aufgaben, lies, meldungen, unbestaetigt, verbuche};
use domain::{Ablehnung, Anweisung, Bestaetigung, Betrag, Rueckmeldung, Tabelle};
use ledger::Ledger;
use rules::kalender::Kalender;
use signatures::pruefer::{Pruefer, split};
use stage::{
    Delivery, Error, FIRST_ERRORS, Outcome, RunArgs, Session, Start, clock, report_refused, report_refused_lines, warn,
};

/// Records what was said of payment orders, each once: the payer's CSV files, banks' status reports (pain.002) and
/// statements (camt.053, camt.054).
///
/// An unknown order or another amount is an error line and leaves the order as it was. Money that came back is listed in
/// offen.csv from the day on, with a task in arbeitsliste.csv; orders that nobody has confirmed in time stand there, too.
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
    worklists::reads(&mut session)?;
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
    let known = |id: &str| Ok::<_, ledger::Error>(!ledger.order_states(BTreeSet::from([id]))?.is_empty());
    let Gesagtes { meldungen: said, abgelehnt: mut lines, andere_umsaetze } =
        meldungen(read, |names| ledger.contained(names.iter().copied()), known)?;
    let datum = stage.session().datum();
    let result = verbuche(&said, &ledger.order_states(Meldung::auftraege(&said))?, datum);
    lines.extend(result.abgelehnt);
    report_refused_lines(&lines);
    ledger.keep_confirmations(&result.neu, &clock::now_utc())?;

    let mut recorded = ledger.confirmations_of_run()?;
    recorded.sort_by(Tabelle::ordnung);
    let after = ledger.unconfirmed()?;
    let returned = ledger.open_returns()?;
    let of = |kind| recorded.iter().filter(move |b| b.rueckmeldung == kind);
    let confirmed: Betrag = of(Rueckmeldung::Bestaetigt).filter(|b| !holds(&after, b)).map(|b| b.betrag).sum();
    let mut reopened: Vec<&Bestaetigung> =
        of(Rueckmeldung::Zurueckgewiesen).filter(|b| holds(&after, b) && !holds(&before, b)).collect();
    reopened.dedup_by(|b, a| a.anweisung_id == b.anweisung_id);
    let reopened: Betrag = reopened.iter().map(|b| b.betrag).sum();
    let sum = |orders: &[Anweisung]| orders.iter().map(|order| order.betrag).sum::<Betrag>();
    stage.balance(
        "cents unconfirmed before or come back, and confirmed or still unconfirmed",
        sum(&before) + reopened,
        confirmed + sum(&after),
    )?;

    let payer = stage.session().payer();
    let kalender = Kalender::fuer_land(&payer.land).map_err(|e| Error::Config(e.to_string()))?;
    let tage = payer.fristen.bestaetigung_tage;
    let late = unbestaetigt(&after, &returned, &kalender, tage, datum);
    for order in late.iter().filter(|order| !order.zurueckweisung.is_empty()) {
        let (id, betrag, reason) = (&order.anweisung_id, order.betrag.deutsch(), &order.zurueckweisung);
        warn(format!(
            "order {id} over {betrag} EUR was REJECTED or came back: {reason}; it is open money, what to do stands in \
             65-confirmations/arbeitsliste.csv"
        ));
    }
    let abgelehnt = Ablehnung::fuer_menschen(refused.into_iter().chain(lines).collect());
    stage.write("bestaetigungen.csv", &recorded)?;
    stage.write("offen.csv", &late)?;
    worklists::write(&mut stage, aufgaben(&returned))?;
    stage.write("abgelehnt.csv", &abgelehnt)?;
    stage.total("zurueckgewiesen", of(Rueckmeldung::Zurueckgewiesen).count() as i64);
    stage.total("in_arbeit", result.in_arbeit as i64);
    stage.total("wiederholt", result.wiederholt as i64);
    stage.total("andere_umsaetze", andere_umsaetze as i64);
    stage.total("unbestaetigt", after.len() as i64);
    stage.total_betrag("bestaetigt", confirmed);
    stage.total_betrag("unbestaetigt", sum(&after));
    stage.total_betrag("zurueckgekommen", returned.iter().map(|r| r.anweisung.betrag).sum());
    let outcome = stage.close(&mut ledger)?;
    finish(&mut ledger, &files)?;
    Ok(outcome)
}

/// Returns true if the order that something was said of is among these, which stand in the order of their identity.
fn holds(orders: &[Anweisung], said: &Bestaetigung) -> bool {
    orders.binary_search_by(|order| order.anweisung_id.cmp(&said.anweisung_id)).is_ok()
}

/// Records that the files were taken in or refused: no later run takes them over.
fn finish(ledger: &mut Ledger, files: &[Delivery]) -> anyhow::Result<()> {
    Ok(ledger.finish_deliveries("confirmations", files.iter().map(|file| file.sha256.as_str()))?)
}
