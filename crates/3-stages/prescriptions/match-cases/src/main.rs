//! Assigns prescriptions to accident cases.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use domain::{Entscheidung, Rechnung, Verfahren};
use ledger::Ledger;
use match_cases::Zuordner;
use match_cases::umbuchung::seit;
use register::fremd;
use rules::Kalender;
use rules::aufgabe::Rechnungen;
use stage::{Error, Outcome, Run, RunArgs, Session, Start, in_order, warn};

mod tabellen;

use tabellen::{OHNE_FALL, Quellen, Vorgang, Ziele, Zugeordnet};

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
    session.reads("20-invoices", &["entscheidungen.csv", "erledigt.csv", "rechnungen.csv"])?;
    session.reads("30-stage1", &["rezepte.csv"])?;
    worklists::reads(&mut session)?;
    // Without prescriptions nobody is looked for: what other payers deliver later then changes nothing here.
    let prescriptions = session.rows("30-stage1", "rezepte.csv")?;
    let registers = if prescriptions == 0 { Vec::new() } else { other_registers(&mut session)? };
    let bezahlt = ledger.paid_without_case(seit(session.datum()))?;
    session.reads_view("ohne_fall", &bezahlt)?;
    let frueher = sheets_without_case(&mut session)?;
    let gemerkt = ledger.remembered()?;
    session.reads_view("gemerkt", &gemerkt)?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };

    let register = register::lies_register(stage.session().run())?;
    let fremde = registers
        .iter()
        .map(|(run, hash)| Ok((run.kostentraeger.clone(), fremd::lies(run, hash)?)))
        .collect::<Result<Vec<_>, stage::Error>>()?;
    let entscheidungen: Vec<Entscheidung> = stage.read("20-invoices", "entscheidungen.csv")?;
    let session = stage.session();
    let (code, optionen) = (&session.run().kostentraeger, &session.payer().zuordnung);
    let zuordner = Zuordner::neu(code, &register, &fremde, &entscheidungen, &gemerkt, optionen);

    let mut quellen = Quellen::open(&stage)?;
    let mut ziele = Ziele::create(&stage)?;
    let ordne_zu = |vorgang: Vorgang| {
        let rezepte = vorgang.rezepte.records()?;
        Zugeordnet::of(zuordner.ordne_zu(&rezepte, &vorgang.erledigt.records()?), &rezepte)
    };
    in_order(std::iter::from_fn(|| quellen.vorgang().transpose()), ordne_zu, |zugeordnet| ziele.nimm(zugeordnet))?;
    quellen.finish()?;
    let frueher = frueher.map_or_else(|| Ok(Vec::new()), |path| stage::read_table(&path))?;
    ziele.bucht_um(zuordner.buche_um(frueher, &bezahlt));
    let payer = stage.session().payer();
    let rechnungen: Vec<Rechnung> = stage.read("20-invoices", "rechnungen.csv")?;
    let kalender = Kalender::fuer_land(&payer.land).map_err(|e| Error::Config(e.to_string()))?;
    let fristen = Rechnungen::neu(&rechnungen, &payer.fristen, &kalender);
    let assignments = ziele.close(&mut stage, &mut ledger, &fristen, &register)?;
    stage.balance("prescriptions and assignments", prescriptions, assignments)?;
    stage.close(&mut ledger)
}

/// The sheets without a case that earlier runs of this payer handed on.
fn sheets_without_case(session: &mut Session) -> anyhow::Result<Option<PathBuf>> {
    let earlier = session.earlier_run_with("40-matches")?;
    let with_sheets = earlier.filter(|run| run.dir.join("40-matches").join(OHNE_FALL).is_file());
    Ok(with_sheets.map(|run| session.reads_outside(&run, "40-matches", OHNE_FALL)).transpose()?)
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
