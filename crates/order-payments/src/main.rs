//! Orders what is due, exactly once.

use std::io::Write;
use std::process::ExitCode;

use chrono::NaiveTime;
use clap::Parser;
use domain::{Betrag, Fristen, Leistungserbringer, Leistungsrechnung, Leistungsurteil, Rechnung, Urteil};
use ledger::{Bestand, Ledger};
use order_payments::{Beleg, Eingabe, Ergebnis, Posten, leistungen, ordne_an, rezepte, vorschau, zahlungsanweisung};
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
    if args.all {
        session.option("--all".into());
    }
    if let Some(time) = args.time {
        session.option(format!("--time {}", time.format("%H:%M")));
    }
    if session.run().has_stage("10-reference") {
        services(session, ledger, &args)
    } else {
        prescriptions(session, ledger, &args)
    }
}

/// What is decided on: invoices, the verdicts on their parts, and the deadlines that hold for them.
struct Case<U> {
    fristen: Fristen,
    belege: Vec<Beleg>,
    urteile: Vec<U>,
}

fn prescriptions(mut session: Session, mut ledger: Ledger, args: &Args) -> anyhow::Result<Outcome> {
    session.reads("20-invoices", &["rechnungen.csv"])?;
    session.reads("50-stage2", &["urteile.csv"])?;
    let read = |session: &Session| -> anyhow::Result<Case<Urteil>> {
        let payer = session.payer();
        let rechnungen: Vec<Rechnung> = session.read("20-invoices", "rechnungen.csv")?;
        Ok(Case {
            fristen: payer.fristen.clone(),
            belege: rechnungen.iter().map(|rechnung| rezepte::beleg(rechnung, payer)).collect(),
            urteile: session.read("50-stage2", "urteile.csv")?,
        })
    };
    if args.dry_run {
        return preview(&session, &ledger, args, &read(&session)?);
    }
    let signer = Signer::open(&mut session)?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };
    let case = read(stage.session())?;
    let bestand = order(&mut stage, &mut ledger, args, &case)?;
    stage.write("anweisung_rezepte.csv", &bestand.rezepte)?;
    signer.warn_unsigned();
    signer.seal(&mut stage)?;
    stage.close(&mut ledger)
}

fn services(mut session: Session, mut ledger: Ledger, args: &Args) -> anyhow::Result<Outcome> {
    session.reads("10-reference", &["leistungserbringer.csv"])?;
    session.reads("20-invoices", &["leistungsrechnungen.csv"])?;
    session.reads("50-services", &["urteile.csv"])?;
    let read = |session: &Session| -> anyhow::Result<Case<Leistungsurteil>> {
        let rechnungen: Vec<Leistungsrechnung> = session.read("20-invoices", "leistungsrechnungen.csv")?;
        let facilities: Vec<Leistungserbringer> = session.read("10-reference", "leistungserbringer.csv")?;
        Ok(Case {
            fristen: leistungen::fristen(session.payer()),
            belege: leistungen::belege(&rechnungen, &facilities),
            urteile: session.read("50-services", "urteile.csv")?,
        })
    };
    if args.dry_run {
        return preview(&session, &ledger, args, &read(&session)?);
    }
    let signer = Signer::open(&mut session)?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };
    let case = read(stage.session())?;
    let bestand = order(&mut stage, &mut ledger, args, &case)?;
    stage.write("anweisung_leistungen.csv", &leistungen::bezahlte(&bestand.rezepte))?;
    signer.warn_unsigned();
    signer.seal(&mut stage)?;
    stage.close(&mut ledger)
}

/// What the ledger knows of the invoices, and what is to be ordered now.
fn decide<U: Posten>(
    session: &Session,
    ledger: &Ledger,
    args: &Args,
    case: &Case<U>,
) -> anyhow::Result<(Bestand, Ergebnis<U::Erledigt>)> {
    let payer = session.payer();
    let bestand = ledger.orders(case.belege.iter().map(|beleg| beleg.beleg_id.as_str()))?;
    let ergebnis = ordne_an(&Eingabe {
        code: &session.run().kostentraeger,
        quellkonto: payer.standardkonto().map_or("", |konto| &konto.iban),
        fristen: &case.fristen,
        kalender: &Kalender::fuer_land(&payer.land).map_err(|e| Error::Config(e.to_string()))?,
        datum: session.datum(),
        uhrzeit: args.time,
        alle: args.all,
        belege: &case.belege,
        urteile: &case.urteile,
        bestand: &bestand,
    });
    ergebnis.widersprueche.iter().for_each(warn);
    Ok((bestand, ergebnis))
}

/// Shows what would be ordered; neither ledger nor folder is changed.
fn preview<U: Posten>(session: &Session, ledger: &Ledger, args: &Args, case: &Case<U>) -> anyhow::Result<Outcome> {
    let (bestand, ergebnis) = decide(session, ledger, args, case)?;
    let blatt = vorschau(&session.run().kostentraeger, session.datum(), &ergebnis, &bestand);
    std::io::stdout().write_all(documents::text(&blatt).as_bytes())?;
    Ok(Outcome::default())
}

/// Orders what is due in the ledger; writes what this run ordered and the letter from it.
fn order<U: Posten>(stage: &mut Stage, ledger: &mut Ledger, args: &Args, case: &Case<U>) -> anyhow::Result<Bestand> {
    let (_, ergebnis) = decide(stage.session(), ledger, args, case)?;
    let neu: Betrag = ergebnis.auftraege.iter().map(|auftrag| auftrag.anweisung.betrag).sum();
    ledger.order(&ergebnis.auftraege, &ergebnis.zurueck, &clock::now_utc())?;

    let bestand = ledger.orders(case.belege.iter().map(|beleg| beleg.beleg_id.as_str()))?;
    let angewiesen: Betrag = bestand.anweisungen.iter().map(|anweisung| anweisung.betrag).sum();
    let bezahlt: Betrag = bestand.rezepte.iter().map(|r| r.netto).sum();
    stage.balance("cents of orders and of what they pay", angewiesen, bezahlt)?;
    stage.write("anweisungen.csv", &bestand.anweisungen)?;
    stage.write("ohne_anweisung.csv", &ergebnis.ohne)?;
    let session = stage.session();
    let (code, payer, datum) = (&session.run().kostentraeger, session.payer(), session.datum());
    let brief = zahlungsanweisung(code, payer, datum, &bestand.anweisungen);
    for (file, bytes) in documents::dateien("zahlungsanweisung", &brief) {
        stage.write_bytes(&file, &bytes)?;
    }
    stage.total_betrag("angewiesen", angewiesen);
    stage::info(format!("order-payments: {neu} euro newly ordered, {angewiesen} euro ordered by this run in all"));
    Ok(bestand)
}
