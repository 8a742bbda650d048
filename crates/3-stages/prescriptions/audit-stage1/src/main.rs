//! Checks what was captured.

use std::process::ExitCode;

use audit_stage1::{Eingabe, pruefe};
use clap::Parser;
use domain::Aufgabe;
use ledger::Ledger;
use rules::apothekenabschlag::Apothekenabschlag;
use rules::artikelliste::Artikelliste;
use rules::gebuehren::Gebuehren;
use rules::rabatt::Rabattgrundlage;
use stage::{Error, Outcome, RunArgs, Session, Start};

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
    let rechnungen = stage.read("20-invoices", "rechnungen.csv")?;
    let einzelposten = stage.read("20-invoices", "einzelposten.csv")?;
    let entscheidungen = stage.read("20-invoices", "entscheidungen.csv")?;
    let eingabe = Eingabe {
        rechnungen: &rechnungen,
        einzelposten: &einzelposten,
        rezepte: stage.read("20-invoices", "rezepte.csv")?,
        positionen: stage.read("20-invoices", "positionen.csv")?,
        entscheidungen: &entscheidungen,
        rabattgrundlage: Rabattgrundlage { artikel: &artikel, abschlag: &abschlag },
        gebuehren: &gebuehren,
    };
    let (rezepte, positionen) = (eingabe.rezepte.len(), eingabe.positionen.len());
    let ergebnis = pruefe(eingabe).map_err(|e| Error::Data(e.to_string()))?;

    stage.balance("prescriptions read and written", rezepte, ergebnis.rezepte.len())?;
    stage.balance("lines read and written", positionen, ergebnis.positionen.len())?;
    stage.write("rechnungen.csv", &ergebnis.rechnungen)?;
    stage.write("rezepte.csv", &ergebnis.rezepte)?;
    stage.write("positionen.csv", &ergebnis.positionen)?;
    stage.write("befunde.csv", &ergebnis.befunde)?;
    stage.write("arbeitsliste.csv", &Aufgabe::fuer_menschen(ergebnis.aufgaben))?;
    stage.close(&mut ledger)
}
