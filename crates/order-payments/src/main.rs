//! Orders what is due, exactly once.

use std::process::ExitCode;

use clap::Parser;
use domain::{Betrag, Fristen, Leistungserbringer, Leistungsrechnung, Leistungsurteil, Rechnung, Urteil};
use ledger::{Bestand, Ledger};
use order_payments::{Beleg, Eingabe, Posten, leistungen, ordne_an, rezepte, zahlungsanweisung};
use rules::kalender::Kalender;
use signatures::Signer;
use stage::{Error, Outcome, RunArgs, Session, Stage, Start, clock, warn};

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
}

fn main() -> ExitCode {
    stage::main(run)
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    let mut session = Session::open(&args.run, "order-payments", env!("CARGO_PKG_VERSION"), "60-payments")?;
    let ledger = Ledger::open(session.run())?;
    if args.all {
        session.option("--all".into());
    }
    if session.run().has_stage("10-reference") {
        services(session, ledger, args.all)
    } else {
        prescriptions(session, ledger, args.all)
    }
}

fn prescriptions(mut session: Session, mut ledger: Ledger, all: bool) -> anyhow::Result<Outcome> {
    session.reads("20-invoices", &["rechnungen.csv"])?;
    session.reads("50-stage2", &["urteile.csv"])?;
    let signer = Signer::open(&mut session)?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };
    let rechnungen: Vec<Rechnung> = stage.read("20-invoices", "rechnungen.csv")?;
    let urteile: Vec<Urteil> = stage.read("50-stage2", "urteile.csv")?;
    let payer = stage.session().payer().clone();
    let belege: Vec<Beleg> = rechnungen.iter().map(|rechnung| rezepte::beleg(rechnung, &payer)).collect();
    let bestand = order(&mut stage, &mut ledger, &payer.fristen, &belege, &urteile, all)?;
    stage.write("anweisung_rezepte.csv", &bestand.rezepte)?;
    signer.warn_unsigned();
    signer.seal(&mut stage)?;
    stage.close(&mut ledger)
}

fn services(mut session: Session, mut ledger: Ledger, all: bool) -> anyhow::Result<Outcome> {
    session.reads("10-reference", &["leistungserbringer.csv"])?;
    session.reads("20-invoices", &["leistungsrechnungen.csv"])?;
    session.reads("50-services", &["urteile.csv"])?;
    let signer = Signer::open(&mut session)?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };
    let rechnungen: Vec<Leistungsrechnung> = stage.read("20-invoices", "leistungsrechnungen.csv")?;
    let facilities: Vec<Leistungserbringer> = stage.read("10-reference", "leistungserbringer.csv")?;
    let urteile: Vec<Leistungsurteil> = stage.read("50-services", "urteile.csv")?;
    let fristen = leistungen::fristen(stage.session().payer());
    let belege = leistungen::belege(&rechnungen, &facilities);
    let bestand = order(&mut stage, &mut ledger, &fristen, &belege, &urteile, all)?;
    stage.write("anweisung_leistungen.csv", &leistungen::bezahlte(&bestand.rezepte))?;
    signer.warn_unsigned();
    signer.seal(&mut stage)?;
    stage.close(&mut ledger)
}

/// Orders what is due in the ledger; writes what this run ordered and the letter from it.
fn order<U: Posten>(
    stage: &mut Stage,
    ledger: &mut Ledger,
    fristen: &Fristen,
    belege: &[Beleg],
    urteile: &[U],
    alle: bool,
) -> anyhow::Result<Bestand> {
    let ids = || belege.iter().map(|beleg| beleg.beleg_id.as_str());
    let (code, datum) = (stage.session().run().kostentraeger.clone(), stage.session().datum());
    let payer = stage.session().payer().clone();
    let kalender = Kalender::fuer_land(&payer.land).map_err(|e| Error::Config(e.to_string()))?;
    let bestand = ledger.orders(ids())?;
    let quellkonto = payer.standardkonto().map(|konto| konto.iban.clone()).unwrap_or_default();
    let (code, quellkonto, kalender, bestand) = (&code, &quellkonto, &kalender, &bestand);
    let ergebnis = ordne_an(&Eingabe { code, quellkonto, fristen, kalender, datum, alle, belege, urteile, bestand });
    ergebnis.widersprueche.iter().for_each(warn);
    let neu: Betrag = ergebnis.auftraege.iter().map(|auftrag| auftrag.anweisung.betrag).sum();
    ledger.order(&ergebnis.auftraege, &ergebnis.zurueck, &clock::now_utc())?;

    let bestand = ledger.orders(ids())?;
    let angewiesen: Betrag = bestand.anweisungen.iter().map(|anweisung| anweisung.betrag).sum();
    let bezahlt: Betrag = bestand.rezepte.iter().map(|r| r.netto).sum();
    stage.balance("cents of orders and of what they pay", angewiesen, bezahlt)?;
    stage.write("anweisungen.csv", &bestand.anweisungen)?;
    stage.write("ohne_anweisung.csv", &ergebnis.ohne)?;
    let brief = zahlungsanweisung(code, &payer, datum, &bestand.anweisungen);
    for (file, bytes) in documents::dateien("zahlungsanweisung", &brief) {
        stage.write_bytes(&file, &bytes)?;
    }
    stage.total_betrag("angewiesen", angewiesen);
    stage::info(format!("order-payments: {neu} euro newly ordered, {angewiesen} euro ordered by this run in all"));
    Ok(bestand)
}
