//! Judges every line of facilities' invoices.

use std::process::ExitCode;

use audit_services::{Eingabe, urteile};
use clap::Parser;
use domain::{Betrag, Leistung, Leistungsklasse};
use ledger::Ledger;
use rules::bremse::{Gewohnt, LAEUFE};
use stage::{Outcome, RunArgs, Session, Start};

/// Judges every line of facilities' invoices: admission, grant, period, rate, amount, quantity, what was paid already.
///
/// Pilot invoices are judged like all others and never paid.
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
    let mut session = Session::open(&args.run, "audit-services", env!("CARGO_PKG_VERSION"), "50-services")?;
    let mut ledger = Ledger::open(session.run())?;
    session.reads("10-reference", &["leistungserbringer.csv", "bewilligungen.csv", "saetze.csv", "papier.csv"])?;
    session.reads(
        "20-invoices",
        &["leistungsrechnungen.csv", "leistungen.csv", "entscheidungen.csv", "erledigte_leistungen.csv", "bezahlt.csv"],
    )?;
    let paid = [Leistungsklasse::Zahlen.als_str(), Leistungsklasse::Kuerzen.als_str()];
    let usual = session.usual_rejections(&paid, Leistungsklasse::Abweisen.als_str(), LAEUFE)?;
    worklists::reads(&mut session)?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };

    let leistungen: Vec<Leistung> = stage.read("20-invoices", "leistungen.csv")?;
    let ergebnis = urteile(&Eingabe {
        leistungserbringer: &stage.read::<domain::Leistungserbringer>("10-reference", "leistungserbringer.csv")?,
        bewilligungen: &stage.read::<domain::Bewilligung>("10-reference", "bewilligungen.csv")?,
        saetze: &stage.read::<domain::Satz>("10-reference", "saetze.csv")?,
        papier: &stage.read::<domain::Papierrechnung>("10-reference", "papier.csv")?,
        rechnungen: &stage.read::<domain::Leistungsrechnung>("20-invoices", "leistungsrechnungen.csv")?,
        leistungen: &leistungen,
        erledigt: &stage.read::<domain::ErledigteLeistung>("20-invoices", "erledigte_leistungen.csv")?,
        bezahlt: &stage.read::<domain::BezahlteLeistung>("20-invoices", "bezahlt.csv")?,
        entscheidungen: &stage.read::<domain::Entscheidung>("20-invoices", "entscheidungen.csv")?,
        bremse: &stage.session().payer().bremse,
        heute: stage.session().datum(),
        gewohnt: usual.map(|(abgewiesen, beurteilt)| Gewohnt { abgewiesen, beurteilt }),
    });

    stage.balance("lines and verdicts", leistungen.len(), ergebnis.urteile.len())?;
    let berechnet: Betrag = leistungen.iter().map(|leistung| leistung.betrag).sum();
    let aufgeteilt = ergebnis.urteile.iter().map(|urteil| match (urteil.betrag_anerkannt, urteil.absetzung) {
        (Some(anerkannt), Some(absetzung)) => anerkannt + absetzung + urteil.schon_bezahlt,
        _ => urteil.betrag_berechnet,
    });
    stage.balance("cents billed, and accepted, paid before, cut or open", berechnet, aufgeteilt.sum())?;
    for klasse in Leistungsklasse::ALLE {
        let dieser = || ergebnis.urteile.iter().filter(|urteil| urteil.klasse == *klasse);
        stage.total(klasse.als_str(), dieser().count() as i64);
        stage.total_betrag(&format!("{klasse}_anerkannt"), dieser().filter_map(|urteil| urteil.betrag_anerkannt).sum());
    }
    stage.write("urteile.csv", &ergebnis.urteile)?;
    stage.write("befunde.csv", &ergebnis.befunde)?;
    stage.write("abweichungen.csv", &ergebnis.abweichungen)?;
    worklists::write(&mut stage, ergebnis.aufgaben)?;
    stage.close(&mut ledger)
}
