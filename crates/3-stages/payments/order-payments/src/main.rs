//! Orders what is due, exactly once.

mod accounts;
mod orders;

use std::process::ExitCode;

use chrono::NaiveTime;
use clap::Parser;
use domain::{
    Entscheidung, Leistungserbringer, Leistungsrechnung, Leistungsurteil, Rechnung, Rechnungssteller, Urteil, Verfahren,
};
use ledger::{Ausgang, Ledger};
use order_payments::{leistungen, rezepte};
use signatures::Signer;
use stage::{Outcome, RunArgs, Session, Start};

use orders::{Case, build, commit, lost_discounts, preview};

/// Orders what is released and whose Anweisungsdatum has come, exactly once: the net amounts of prescriptions, or of
/// facilities' production invoices.
///
/// Orders are made in the ledger; anweisungen.csv and the Zahlungsanweisung are written from it. An order once made
/// stands: a repeat of the run gives the same orders and never a second one.
#[derive(Parser)]
#[command(version)]
struct Args {
    #[command(flatten)]
    run: RunArgs,

    /// Order regardless of the Anweisungsdatum
    #[arg(long)]
    all: bool,

    /// Time of day in Europe/Berlin: after 12:00 an order of the Anweisungsdatum itself is late. Not given: before that
    #[arg(long, value_name = "HH:MM", value_parser = time_of_day)]
    time: Option<NaiveTime>,

    /// Show what would be ordered and change nothing
    #[arg(long)]
    dry_run: bool,
}

/// A time of day from 00:00 to 23:59, always with two digits each.
fn time_of_day(text: &str) -> Result<NaiveTime, String> {
    let time = NaiveTime::parse_from_str(text, "%H:%M").ok().filter(|_| text.len() == "HH:MM".len());
    time.ok_or_else(|| "expected a time of day from 00:00 to 23:59, for example 11:30".to_owned())
}

fn main() -> ExitCode {
    stage::main(run)
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    let mut session = Session::open(&args.run, "order-payments", env!("CARGO_PKG_VERSION"), "60-payments")?;
    let ledger = Ledger::open(session.run())?;
    ledger.vouch()?;
    if args.all {
        session.option("--all".into());
    }
    if let Some(time) = args.time {
        session.option(format!("--time {}", time.format("%H:%M")));
    }
    worklists::reads(&mut session)?;
    match session.payer().verfahren {
        Verfahren::Rezepte => prescriptions(session, ledger, &args),
        Verfahren::Leistungen => services(session, ledger, &args),
    }
}

fn prescriptions(mut session: Session, mut ledger: Ledger, args: &Args) -> anyhow::Result<Outcome> {
    session.reads("20-invoices", &["entscheidungen.csv", "rechnungen.csv", "rechnungssteller.csv"])?;
    session.reads("30-stage1", &["arbeitsliste.csv", "rezepte.csv"])?;
    session.reads("40-matches", &["arbeitsliste.csv"])?;
    session.reads("50-stage2", &["arbeitsliste.csv", "urteile.csv"])?;
    let read = |session: &Session, ledger: &Ledger| -> anyhow::Result<Case<Urteil>> {
        let payer = session.payer();
        let rechnungen: Vec<Rechnung> = session.read("20-invoices", "rechnungen.csv")?;
        let urteile: Vec<Urteil> = session.read("50-stage2", "urteile.csv")?;
        let billers: Vec<Rechnungssteller> = session.read("20-invoices", "rechnungssteller.csv")?;
        let said: Vec<Entscheidung> = session.read("20-invoices", "entscheidungen.csv")?;
        let mut konten = accounts::accounts(session, ledger, &billers)?;
        accounts::release(&mut konten, &rechnungen, &urteile, &said);
        Ok(Case {
            fristen: payer.fristen.clone(),
            belege: rechnungen.iter().map(|rechnung| rezepte::beleg(rechnung, payer)).collect(),
            urteile,
            konten,
        })
    };
    if args.dry_run {
        return preview(&session, &ledger, args, &read(&session, &ledger)?);
    }
    let signer = Signer::open(&mut session)?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };
    let case = read(stage.session(), &ledger)?;
    let built = build(&mut stage, &ledger, args, &case, &[Ausgang::Dtaus, Ausgang::Sepa, Ausgang::Rzs])?;
    stage.write("anweisung_rezepte.csv", &built.bestand.rezepte)?;
    stage.write("erledigt.csv", &built.erledigt)?;
    lost_discounts(&mut stage, &case, &built.bestand, &built.ohne)?;
    signer.warn_unsigned();
    signer.seal(&mut stage)?;
    commit(&mut ledger, &built)?;
    stage.close(&mut ledger)
}

fn services(mut session: Session, mut ledger: Ledger, args: &Args) -> anyhow::Result<Outcome> {
    session.reads("10-reference", &["leistungserbringer.csv"])?;
    session.reads("20-invoices", &["leistungsrechnungen.csv"])?;
    session.reads("50-services", &["urteile.csv"])?;
    let read = |session: &Session, ledger: &Ledger| -> anyhow::Result<Case<Leistungsurteil>> {
        let rechnungen: Vec<Leistungsrechnung> = session.read("20-invoices", "leistungsrechnungen.csv")?;
        let facilities: Vec<Leistungserbringer> = session.read("10-reference", "leistungserbringer.csv")?;
        Ok(Case {
            fristen: leistungen::fristen(session.payer()),
            belege: leistungen::belege(&rechnungen, &facilities),
            urteile: session.read("50-services", "urteile.csv")?,
            konten: accounts::accounts(session, ledger, &[])?,
        })
    };
    if args.dry_run {
        return preview(&session, &ledger, args, &read(&session, &ledger)?);
    }
    let signer = Signer::open(&mut session)?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };
    let case = read(stage.session(), &ledger)?;
    let built = build(&mut stage, &ledger, args, &case, &[Ausgang::Dtaus, Ausgang::Sepa])?;
    stage.write("anweisung_leistungen.csv", &leistungen::bezahlte(&built.bestand.rezepte))?;
    stage.write("erledigte_leistungen.csv", &built.erledigt)?;
    signer.warn_unsigned();
    signer.seal(&mut stage)?;
    commit(&mut ledger, &built)?;
    stage.close(&mut ledger)
}
