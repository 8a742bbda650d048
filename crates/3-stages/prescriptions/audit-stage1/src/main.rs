//! Checks what was captured.

use std::process::ExitCode;

use audit_stage1::{Eingabe, pruefe};
use clap::Parser;
use domain::Rechnung;
use ledger::Ledger;
use rules::apothekenabschlag::Apothekenabschlag;
use rules::artikelliste::Artikelliste;
use rules::aufgabe::Rechnungen;
use rules::gebuehren::Gebuehren;
use rules::rabatt::Rabattgrundlage;
use rules::{Entscheidungen, Kalender};
use stage::{Error, Outcome, RunArgs, Session, Start, in_order};

mod tabellen;

use tabellen::{Geprueft, Lieferung, Quellen, Ziele};

/// Checks what was captured: completeness, readability, check digits, arithmetic, agreement with the lists.
///
/// Applies the corrections of people first. What recognition did not deliver becomes a task in arbeitsliste.csv.
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
    let mut session = Session::open(&args.run, "audit-stage1", env!("CARGO_PKG_VERSION"), "30-stage1")?;
    let mut ledger = Ledger::open(session.run())?;
    let tables =
        ["rechnungen.csv", "einzelposten.csv", "rezepte.csv", "positionen.csv", "entscheidungen.csv", "artikel.csv"];
    session.reads("20-invoices", &tables)?;
    worklists::reads(&mut session)?;
    let delivered = [session.rows("20-invoices", "rezepte.csv")?, session.rows("20-invoices", "positionen.csv")?];
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };

    let config = stage.session().config();
    let abschlag = Apothekenabschlag::aus_konfiguration(config.rule_table("apothekenabschlag.csv"))
        .map_err(|e| Error::Config(e.to_string()))?;
    let gebuehren =
        Gebuehren::aus_konfiguration(config.rule_table("gebuehren.csv")).map_err(|e| Error::Config(e.to_string()))?;
    let artikel = Artikelliste::neu(stage.read("20-invoices", "artikel.csv")?);
    let rabattgrundlage = Rabattgrundlage { artikel: &artikel, abschlag: &abschlag };
    let entscheidungen = stage.read("20-invoices", "entscheidungen.csv")?;
    let entscheidungen = Entscheidungen::neu(&entscheidungen);
    let rechnungen: Vec<Rechnung> = stage.read("20-invoices", "rechnungen.csv")?;

    let mut quellen = Quellen::open(&stage)?;
    let mut ziele = Ziele::create(&stage, &mut ledger)?;
    let pruefe = |lieferung: Lieferung| {
        let ergebnis = pruefe(Eingabe {
            rechnungen: std::slice::from_ref(lieferung.rechnung),
            einzelposten: &lieferung.posten.records()?,
            rezepte: lieferung.rezepte.records()?,
            positionen: lieferung.positionen.records()?,
            entscheidungen: &entscheidungen,
            rabattgrundlage,
            gebuehren: &gebuehren,
        });
        anyhow::Ok(Geprueft::of(ergebnis.map_err(|e| Error::Data(e.to_string()))?)?)
    };
    let lieferungen = rechnungen.iter().map(|rechnung| anyhow::Ok(quellen.lieferung(rechnung)?));
    in_order(lieferungen, pruefe, |geprueft| ziele.nimm(geprueft))?;
    quellen.finish()?;
    let payer = stage.session().payer();
    let kalender = Kalender::fuer_land(&payer.land).map_err(|e| Error::Config(e.to_string()))?;
    let fristen = Rechnungen::neu(&rechnungen, &payer.fristen, &kalender);
    let abschluss = ziele.close(&mut stage)?;
    stage.balance("prescriptions read and written", delivered[0], abschluss.rezepte)?;
    stage.balance("lines read and written", delivered[1], abschluss.positionen)?;
    abschluss.write_tasks(&mut stage, &fristen, &ledger)?;
    stage.close(&mut ledger)
}
