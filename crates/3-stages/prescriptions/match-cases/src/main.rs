//! Assigns prescriptions to accident cases.

use std::process::ExitCode;

use clap::Parser;
use domain::{Aufgabe, Rezept, Verfahren};
use ledger::Ledger;
use match_cases::{Eingabe, ordne_zu};
use register::fremd;
use stage::{Outcome, Run, RunArgs, Session, Start, warn};

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
    session.reads("10-unfdat", &["faelle.csv", register::DATEI])?;
    session.reads("20-invoices", &["entscheidungen.csv", "erledigt.csv"])?;
    session.reads("30-stage1", &["rezepte.csv"])?;
    // Without prescriptions nobody is looked for: what other payers deliver later then changes nothing here.
    let nobody = session.rows("30-stage1", "rezepte.csv")? == 0;
    let registers = if nobody { Vec::new() } else { other_registers(&mut session)? };
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };

    let register = register::lies_register(stage.session().run())?;
    let fremde = registers
        .iter()
        .map(|(run, hash)| Ok((run.kostentraeger.clone(), fremd::lies(run, hash)?)))
        .collect::<Result<Vec<_>, stage::Error>>()?;
    let rezepte: Vec<Rezept> = stage.read("30-stage1", "rezepte.csv")?;
    let entscheidungen = stage.read("20-invoices", "entscheidungen.csv")?;
    let erledigt = stage.read("20-invoices", "erledigt.csv")?;
    let session = stage.session();
    let ergebnis = ordne_zu(&Eingabe {
        kostentraeger: &session.run().kostentraeger,
        rezepte: &rezepte,
        register: &register,
        fremde: &fremde,
        entscheidungen: &entscheidungen,
        erledigt: &erledigt,
        optionen: &session.payer().zuordnung,
    });

    stage.balance("prescriptions and assignments", rezepte.len(), ergebnis.zuordnung.len())?;
    for ((stufe, entscheidung), anzahl) in ergebnis.anzahl() {
        stage.total(&format!("{stufe}_{entscheidung}"), anzahl as i64);
    }
    for (vorbehalt, anzahl) in &ergebnis.vorbehalte {
        stage.total(&format!("vorbehalt_{}", vorbehalt.als_str()), *anzahl as i64);
    }
    stage.write("zuordnung.csv", &ergebnis.zuordnung)?;
    stage.write("kandidaten.csv", &ergebnis.kandidaten)?;
    stage.write("arbeitsliste.csv", &Aufgabe::fuer_menschen(ergebnis.aufgaben))?;
    stage.write("zugeordnete_faelle.csv", &ergebnis.zugeordnete)?;
    stage.close(&mut ledger)
}

/// The runs that hold the registers of the other payers in this WORK, each with the register's hash: of each payer the
/// newest dated no later than the business date. The register itself is never opened, only its keyed hashes. Payers of
/// care services have no cases.
fn other_registers(session: &mut Session) -> anyhow::Result<Vec<(Run, String)>> {
    let run = session.run().clone();
    let with_cases =
        session.config().payers().filter(|(_, payer)| payer.verfahren == Verfahren::Rezepte).map(|(code, _)| code);
    let others: Vec<String> = with_cases.filter(|code| *code != run.kostentraeger).map(str::to_owned).collect();
    let mut registers = Vec::new();
    for payer in others {
        let dates = run.dates_of(&payer)?.into_iter().rev().filter(|date| *date <= run.datum);
        let newest = dates.map(|date| run.of_payer(&payer, date)).find(|other| other.has_stage("10-unfdat"));
        match newest {
            Some(other) => {
                let hash = register::faelle_blake3(&other)?;
                session.reads_content(format!("{payer}/{}/10-unfdat/faelle.csv", other.datum_iso()), hash.clone());
                registers.push((other, hash));
            }
            None => warn(format!(
                "{payer} has no register yet: prescriptions of its cases are not recognised as such (1004)"
            )),
        }
    }
    Ok(registers)
}
