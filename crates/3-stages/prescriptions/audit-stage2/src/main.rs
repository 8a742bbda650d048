//! Judges every prescription and computes its net amount.

use std::collections::BTreeMap;
use std::process::ExitCode;

use audit_stage2::bremse::{Anlass, halte};
use audit_stage2::{Eingabe, urteile};
use clap::Parser;
use domain::{Doppel, Klasse, Rechnung};
use ledger::Ledger;
use rules::aufgabe::Rechnungen;
use rules::bremse::{Gewohnt, LAEUFE, noch_nicht_eingegangen};
use rules::rabatt::Rabattgrundlage;
use rules::{Apothekenabschlag, Artikelliste, Entscheidungen, Kalender, doppelt};
use stage::{Error, Outcome, RunArgs, Session, Start, in_order, warn};

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
    session.reads(
        "20-invoices",
        &["rechnungen.csv", "entscheidungen.csv", "ohne_wirkung.csv", "erledigt.csv", "artikel.csv"],
    )?;
    session.reads("30-stage1", &["rechnungen.csv", "rezepte.csv", "positionen.csv", "befunde.csv", "doppelte.csv"])?;
    session.reads("40-matches", &["zuordnung.csv", "zugeordnete_faelle.csv"])?;
    worklists::reads(&mut session)?;
    let prescriptions = session.rows("30-stage1", "rezepte.csv")?;
    let usual = session.usual_rejections(&[Klasse::Zahlen.als_str()], Klasse::Abweisen.als_str(), LAEUFE)?;
    let usual = usual.map(|(abgewiesen, beurteilt)| Gewohnt { abgewiesen, beurteilt });
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
    let wartend = stage.read("20-invoices", "ohne_wirkung.csv")?;
    let wartend = Entscheidungen::neu(&wartend);
    let faelle = stage.session().by_first_column("40-matches", "zugeordnete_faelle.csv")?;

    let doppelte: Vec<Doppel> = stage.read("30-stage1", "doppelte.csv")?;
    let (payer, heute) = (stage.session().payer(), stage.session().datum());
    let urteile = |vorgang: Vorgang, lauf: Option<&str>| {
        let (zuordnung, rezepte) = (vorgang.zuordnung.records()?, vorgang.rezepte.records()?);
        let mut befunde = vorgang.befunde.records()?;
        befunde.extend(doppelte.iter().filter(|d| d.beleg_id == vorgang.rechnung.beleg_id).map(doppelt::befund));
        let ergebnis = urteile(Eingabe {
            rechnungen: std::slice::from_ref(vorgang.rechnung),
            rezepte: &rezepte,
            positionen: &vorgang.positionen.records()?,
            befunde: &befunde,
            faelle: &faelle_zu(&zuordnung, &faelle)?,
            zuordnung: &zuordnung,
            erledigt: &vorgang.erledigt.records()?,
            entscheidungen: &entscheidungen,
            wartend: &wartend,
            eigene_ik: &payer.ik,
            kostentraeger: &kostentraeger,
            rabattgrundlage,
            fristen: &payer.fristen,
        });
        let mut ergebnis = ergebnis.map_err(|e| Error::Internal(e.to_string()))?;
        let spaeter = noch_nicht_eingegangen(vorgang.rechnung.eingangsdatum, heute);
        let anlass = Anlass { lauf, rechnung: spaeter.as_deref() };
        halte(&mut ergebnis, &rezepte, &entscheidungen, &payer.bremse, anlass);
        Beurteilt::of(ergebnis, vorgang.rechnung, &vorgang.figuren.records()?)
    };
    let durchgang = |lauf: Option<&str>| -> stage::Result<Ziele> {
        let (mut quellen, mut ziele) = (Quellen::open(&stage)?, Ziele::create(&stage)?);
        let vorgaenge = rechnungen.iter().map(|rechnung| quellen.vorgang(rechnung));
        in_order(vorgaenge, |vorgang| urteile(vorgang, lauf), |beurteilt| ziele.nimm(beurteilt))?;
        quellen.finish()?;
        Ok(ziele)
    };
    let mut ziele = durchgang(None)?;
    if let Some(grund) = usual.and_then(|usual| ziele.bremst(usual, &payer.bremse)) {
        warn(format!("the brake: {grund}; every invoice with a rejection waits in 50-stage2/arbeitsliste.csv"));
        ziele = durchgang(Some(&grund))?;
    }
    let kalender = Kalender::fuer_land(&payer.land).map_err(|e| Error::Config(e.to_string()))?;
    let fristen = Rechnungen::neu(&rechnungen, &payer.fristen, &kalender);
    let verdicts = ziele.close(&mut stage, &fristen)?;
    stage.balance("prescriptions and verdicts", prescriptions, verdicts)?;
    stage.close(&mut ledger)
}
