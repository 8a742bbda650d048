//! Judges every prescription and computes its net amount.

use std::collections::BTreeMap;
use std::process::ExitCode;

use audit_stage2::{Eingabe, urteile};
use clap::Parser;
use domain::Rechnung;
use ledger::Ledger;
use rules::aufgabe::Rechnungen;
use rules::rabatt::Rabattgrundlage;
use rules::{Apothekenabschlag, Artikelliste, Entscheidungen, Kalender};
use stage::{Error, Outcome, RunArgs, Session, Start, in_order};

mod tabellen;

use tabellen::{Beurteilt, Quellen, Vorgang, Ziele, faelle_zu};

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
    worklists::reads(&mut session)?;
    let prescriptions = session.rows("30-stage1", "rezepte.csv")?;
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
    let rabattgrundlage = Rabattgrundlage { artikel: &artikel, abschlag: &abschlag };
    let rechnungen: Vec<Rechnung> = stage.read("20-invoices", "rechnungen.csv")?;
    let entscheidungen = stage.read("20-invoices", "entscheidungen.csv")?;
    let entscheidungen = Entscheidungen::neu(&entscheidungen);
    let faelle = stage.session().by_first_column("40-matches", "zugeordnete_faelle.csv")?;

    let mut quellen = Quellen::open(&stage)?;
    let mut ziele = Ziele::create(&stage)?;
    let payer = stage.session().payer();
    let urteile = |vorgang: Vorgang| {
        let zuordnung = vorgang.zuordnung.records()?;
        let ergebnis = urteile(Eingabe {
            rechnungen: std::slice::from_ref(vorgang.rechnung),
            rezepte: &vorgang.rezepte.records()?,
            positionen: &vorgang.positionen.records()?,
            befunde: &vorgang.befunde.records()?,
            faelle: &faelle_zu(&zuordnung, &faelle)?,
            zuordnung: &zuordnung,
            erledigt: &vorgang.erledigt.records()?,
            entscheidungen: &entscheidungen,
            eigene_ik: &payer.ik,
            kostentraeger: &kostentraeger,
            rabattgrundlage,
            fristen: &payer.fristen,
        });
        Beurteilt::of(ergebnis.map_err(|e| Error::Internal(e.to_string()))?)
    };
    in_order(rechnungen.iter().map(|rechnung| quellen.vorgang(rechnung)), urteile, |beurteilt| ziele.nimm(beurteilt))?;
    quellen.finish()?;
    let payer = stage.session().payer();
    let kalender = Kalender::fuer_land(&payer.land).map_err(|e| Error::Config(e.to_string()))?;
    let fristen = Rechnungen::neu(&rechnungen, &payer.fristen, &kalender);
    let verdicts = ziele.close(&mut stage, &fristen)?;
    stage.balance("prescriptions and verdicts", prescriptions, verdicts)?;
    stage.close(&mut ledger)
}
