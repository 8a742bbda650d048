//! Orders what is due, exactly once.

use std::process::ExitCode;

use clap::Parser;
use domain::{Betrag, Rechnung, Urteil};
use ledger::Ledger;
use order_payments::{Eingabe, ordne_an, zahlungsanweisung};
use rules::kalender::Kalender;
use stage::{Error, Outcome, RunArgs, Session, Start, clock, warn};

/// Orders the net amounts of released prescriptions whose Anweisungsdatum has come, exactly once.
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
}

fn main() -> ExitCode {
    stage::main(run)
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    let mut session = Session::open(&args.run, "order-payments", env!("CARGO_PKG_VERSION"), "60-payments")?;
    let mut ledger = Ledger::open(session.run())?;
    session.reads("20-invoices", &["rechnungen.csv"])?;
    session.reads("50-stage2", &["urteile.csv"])?;
    if args.all {
        session.option("--all".into());
    }
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };

    let rechnungen: Vec<Rechnung> = stage.read("20-invoices", "rechnungen.csv")?;
    let urteile: Vec<Urteil> = stage.read("50-stage2", "urteile.csv")?;
    let belege = || rechnungen.iter().map(|rechnung| rechnung.beleg_id.as_str());
    let session = stage.session();
    let payer = session.payer().clone();
    let kalender = Kalender::fuer_land(&payer.land).map_err(|e| Error::Config(e.to_string()))?;
    let ergebnis = ordne_an(&Eingabe {
        code: &session.run().kostentraeger,
        kostentraeger: &payer,
        kalender: &kalender,
        datum: session.datum(),
        alle: args.all,
        rechnungen: &rechnungen,
        urteile: &urteile,
        bestand: &ledger.orders(belege())?,
    });
    ergebnis.widersprueche.iter().for_each(warn);
    let neu: Betrag = ergebnis.auftraege.iter().map(|auftrag| auftrag.anweisung.betrag).sum();
    ledger.order(&ergebnis.auftraege, &ergebnis.abgewiesen, &clock::now_utc())?;

    let bestand = ledger.orders(belege())?;
    let angewiesen: Betrag = bestand.anweisungen.iter().map(|anweisung| anweisung.betrag).sum();
    stage.balance(
        "cents of orders and of the prescriptions they pay",
        angewiesen,
        bestand.rezepte.iter().map(|r| r.netto).sum(),
    )?;
    let brief =
        zahlungsanweisung(&stage.session().run().kostentraeger, &payer, stage.session().datum(), &bestand.anweisungen);
    stage.write("anweisungen.csv", &bestand.anweisungen)?;
    stage.write("anweisung_rezepte.csv", &bestand.rezepte)?;
    stage.write("ohne_anweisung.csv", &ergebnis.ohne)?;
    stage.write_bytes("zahlungsanweisung.txt", documents::text(&brief).as_bytes())?;
    stage.total_betrag("angewiesen", angewiesen);
    stage::info(format!("order-payments: {neu} euro newly ordered, {angewiesen} euro ordered by this run in all"));
    stage.close(&mut ledger)
}
