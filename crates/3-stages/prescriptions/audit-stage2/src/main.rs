//! Judges every prescription and computes its net amount.

use std::collections::BTreeMap;
use std::process::ExitCode;

use audit_stage2::{Eingabe, urteile};
use clap::Parser;
use domain::{Aufgabe, Befund, Betrag, ErledigtesRezept, Klasse, Position, Rechnung, Rezept};
use ledger::Ledger;
use rules::rabatt::Rabattgrundlage;
use rules::{Apothekenabschlag, Artikelliste};
use stage::{Error, Outcome, RunArgs, Session, Start};

/// Judges every prescription: jurisdiction, person, dates, ceilings; discounts, the one final status, the net amount.
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
    let mut session = Session::open(&args.run, "audit-stage2", env!("CARGO_PKG_VERSION"), "50-stage2")?;
    let mut ledger = Ledger::open(session.run())?;
    session.reads("20-invoices", &["rechnungen.csv", "entscheidungen.csv", "erledigt.csv", "artikel.csv"])?;
    session.reads("30-stage1", &["rezepte.csv", "positionen.csv", "befunde.csv"])?;
    session.reads("40-matches", &["zuordnung.csv", "zugeordnete_faelle.csv"])?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };

    let config = stage.session().config();
    let kostentraeger: BTreeMap<String, String> =
        config.payers().map(|(code, payer)| (code.to_owned(), payer.ik.clone())).collect();
    let abschlag = Apothekenabschlag::aus_konfiguration(config.rule_table("apothekenabschlag.csv"))
        .map_err(|e| Error::Config(e.to_string()))?;
    let artikel = Artikelliste::neu(stage.read("20-invoices", "artikel.csv")?);
    let rechnungen: Vec<Rechnung> = stage.read("20-invoices", "rechnungen.csv")?;
    let rezepte: Vec<Rezept> = stage.read("30-stage1", "rezepte.csv")?;
    let positionen: Vec<Position> = stage.read("30-stage1", "positionen.csv")?;
    let befunde: Vec<Befund> = stage.read("30-stage1", "befunde.csv")?;
    let zuordnung = stage.read("40-matches", "zuordnung.csv")?;
    let faelle = stage.read("40-matches", "zugeordnete_faelle.csv")?;
    let erledigt: Vec<ErledigtesRezept> = stage.read("20-invoices", "erledigt.csv")?;
    let entscheidungen = stage.read("20-invoices", "entscheidungen.csv")?;
    let ergebnis = urteile(Eingabe {
        rechnungen: &rechnungen,
        rezepte: &rezepte,
        positionen: &positionen,
        befunde: &befunde,
        zuordnung: &zuordnung,
        faelle: &faelle,
        erledigt: &erledigt,
        entscheidungen: &entscheidungen,
        eigene_ik: &stage.session().payer().ik,
        kostentraeger: &kostentraeger,
        rabattgrundlage: Rabattgrundlage { artikel: &artikel, abschlag: &abschlag },
        fristen: &stage.session().payer().fristen,
    })
    .map_err(|e| Error::Internal(e.to_string()))?;

    stage.balance("prescriptions and verdicts", rezepte.len(), ergebnis.urteile.len())?;
    for klasse in Klasse::ALLE {
        let dieser = || ergebnis.urteile.iter().filter(|urteil| urteil.klasse == *klasse);
        let netto: Betrag = dieser().filter_map(|urteil| urteil.netto).sum();
        stage.total(klasse.als_str(), dieser().count() as i64);
        stage.total_betrag(&format!("{klasse}_netto"), netto);
    }
    stage.total("unbekannte_pzn", ergebnis.unbekannte_pzn() as i64);
    stage.write("urteile.csv", &ergebnis.urteile)?;
    stage.write("befunde.csv", &ergebnis.befunde)?;
    stage.write("abweichungen.csv", &ergebnis.abweichungen)?;
    stage.write("arbeitsliste.csv", &Aufgabe::fuer_menschen(ergebnis.aufgaben))?;
    stage.close(&mut ledger)
}
