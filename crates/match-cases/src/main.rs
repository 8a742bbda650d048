//! Assigns prescriptions to accident cases.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use domain::{Fall, Rezept};
use ledger::Ledger;
use match_cases::{Eingabe, ordne_zu};
use stage::{Outcome, RunArgs, Session, Start, read_table, warn};

/// Assigns every prescription to an accident case, or offers candidates to a person, or finds that there is no case.
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
    let mut session = Session::open(&args.run, "match-cases", env!("CARGO_PKG_VERSION"), "40-matches")?;
    let mut ledger = Ledger::open(session.run())?;
    session.reads("10-unfdat", &["faelle.csv"])?;
    session.reads("20-invoices", &["entscheidungen.csv", "erledigt.csv"])?;
    session.reads("30-stage1", &["rezepte.csv"])?;
    // Without prescriptions nobody is looked for: what other payers deliver later then changes nothing here.
    let nobody = session.rows("30-stage1", "rezepte.csv")? == 0;
    let registers = if nobody { Vec::new() } else { other_registers(&mut session)? };
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };

    let rezepte: Vec<Rezept> = stage.read("30-stage1", "rezepte.csv")?;
    let entscheidungen = stage.read("20-invoices", "entscheidungen.csv")?;
    let erledigt = stage.read("20-invoices", "erledigt.csv")?;
    let faelle: Vec<Fall> = stage.read("10-unfdat", "faelle.csv")?;
    let mut fremde = Vec::new();
    for (payer, path) in &registers {
        fremde.push((payer.clone(), read_table::<Fall>(path)?));
    }
    let session = stage.session();
    let ergebnis = ordne_zu(&Eingabe {
        kostentraeger: &session.run().kostentraeger,
        rezepte: &rezepte,
        faelle: &faelle,
        fremde: fremde.iter().map(|(payer, faelle)| (payer.as_str(), faelle.as_slice())).collect(),
        entscheidungen: &entscheidungen,
        erledigt: &erledigt,
        optionen: &session.payer().zuordnung,
    });

    stage.balance("prescriptions and assignments", rezepte.len(), ergebnis.zuordnung.len())?;
    for ((stufe, entscheidung), anzahl) in ergebnis.anzahl() {
        stage.total(&format!("{stufe}_{entscheidung}"), anzahl as i64);
    }
    stage.write("zuordnung.csv", &ergebnis.zuordnung)?;
    stage.write("kandidaten.csv", &ergebnis.kandidaten)?;
    stage.write("arbeitsliste.csv", &ergebnis.aufgaben)?;
    stage.write("zugeordnete_faelle.csv", &ergebnis.zugeordnete)?;
    stage.close(&mut ledger)
}

/// The registers of the other payers in this WORK: of each the newest one dated no later than the business date.
fn other_registers(session: &mut Session) -> anyhow::Result<Vec<(String, PathBuf)>> {
    let run = session.run().clone();
    let others: Vec<String> =
        session.config().payers().map(|(code, _)| code.to_owned()).filter(|code| *code != run.kostentraeger).collect();
    let mut registers = Vec::new();
    for payer in others {
        let dates = run.dates_of(&payer)?.into_iter().rev().filter(|date| *date <= run.datum);
        let newest = dates.map(|date| run.of_payer(&payer, date)).find(|other| other.has_stage("10-unfdat"));
        match newest {
            Some(other) => registers.push((payer, session.reads_outside(&other, "10-unfdat", "faelle.csv")?)),
            None => warn(format!(
                "{payer} has no register yet: prescriptions of its cases are not recognised as such (1004)"
            )),
        }
    }
    Ok(registers)
}
