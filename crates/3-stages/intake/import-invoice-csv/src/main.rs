//! Turns invoice files and decisions into tables.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use domain::{Betrag, ErledigteLeistung, ErledigtesRezept, Leistungserbringer, Verfahren};
use forms::entscheidungen::Gegenstand;
use import_invoice_csv::again::{self, Again, refused_decisions, refused_invoices};
use import_invoice_csv::{
    DecisionFiles, Decisions, Known, Past, Services, TakenUp, anchors, articles, billers, cases, check_service, finish,
    four_eyes, read_new, write_tables,
};
use ledger::Ledger;
use spill::Spill;
use stage::{Error, Outcome, RunArgs, Session, Start, read_table};

/// Turns the invoice files and decisions of a run into tables, with what earlier runs left unsettled.
///
/// Reads SR1 and TA7 (e-prescriptions) for prescriptions, and LR1 for care services where the run has 10-reference. A file is taken whole or
/// refused whole, with all its errors at once; the others are imported, then it ends with 65.
#[derive(Parser)]
#[command(version)]
struct Args {
    /// Check the form of one invoice file, SR1 or LR1, without a run: every error at once; nothing is written
    #[arg(long, value_name = "FILE", exclusive = true)]
    check: Option<PathBuf>,

    #[command(flatten)]
    run: Option<RunArgs>,
}

fn main() -> ExitCode {
    stage::main(run)
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    let run = match (args.check, args.run) {
        (Some(file), _) => return import_invoice_csv::check(&file).map(|()| Outcome::default()),
        (None, Some(run)) => run,
        (None, None) => return Err(Error::Usage("name the run's folder, or --check FILE".into()).into()),
    };
    let mut session = Session::open(&run, "import-invoice-csv", env!("CARGO_PKG_VERSION"), "20-invoices")?;
    let ledger = Ledger::open(session.run())?;
    worklists::reads(&mut session)?;
    match session.payer().verfahren {
        Verfahren::Rezepte => prescriptions(session, ledger),
        Verfahren::Leistungen => services(session, ledger),
    }
}

fn prescriptions(mut session: Session, mut ledger: Ledger) -> anyhow::Result<Outcome> {
    session.reads("10-unfdat", &[register::DATEI])?;
    let invoices = ledger.still_ours("invoices", session.inbox("invoices")?)?;
    let deliveries = ledger.still_ours("decisions", session.inbox("decisions")?)?;
    let decisions = DecisionFiles::of(&mut session, deliveries)?;
    let reference = session.inbox("reference")?;
    let again = Again::of(&mut session)?;
    let said = Decisions::read(session.datum(), &decisions, Gegenstand::Rezepte, &again)?;
    let mut taken_up = TakenUp::of(&session, &ledger, &said)?;
    let late = std::mem::take(&mut taken_up.named);
    let past = Past::<ErledigtesRezept>::of(&mut session, &ledger, &invoices, taken_up)?;
    let anchors = anchors(&mut session)?;
    let run = session.run().clone();
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => {
            let refused = read_table(&run.dir.join("20-invoices").join(again::FILE))?;
            finish(&mut ledger, &invoices, &decisions, &refused)?;
            return Ok(outcome);
        }
        Start::Work(stage) => stage,
    };

    let room = Spill::in_folder(stage.room()).map_err(Error::create(stage.room()))?;
    let billers = billers(&reference)?;
    let (new, refused) = read_new(&stage, &mut ledger, &invoices, &billers, &anchors, &room)?;
    let mut waiting = refused_invoices(&again, &invoices, &refused)?;
    let files = said.report_files();
    let named: HashSet<&str> = said.all().chain(&past.decisions).map(|decision| decision.pic_nr.as_str()).collect();
    let (headers, named) = write_tables(&mut stage, &mut ledger, &new, &past, &named)?;
    let known = Known::new(late.and(named), cases(stage.session().run(), said.all())?, &past.decisions);
    let taken = said.take(&mut ledger, past.decisions, |said, place| known.check(said, place))?;
    waiting.extend(refused_decisions(&again, &decisions, &files, &taken.again));
    let stakes = known.at_stake(&taken.known);
    let payer = stage.session().payer();
    let mut said = four_eyes(taken.known, &payer.vier_augen, |d| stakes.get(&d.thing()).copied());
    said.with_deadlines(&headers, payer)?;

    let delivered: Betrag = headers.iter().map(|rechnung| rechnung.brutto).sum();
    stage.total_betrag("rechnungen_brutto", delivered);
    stage.write("entscheidungen.csv", &said.in_force)?;
    stage.write("ohne_wirkung.csv", &said.idle)?;
    worklists::write(&mut stage, said.tasks)?;
    stage.write("erledigt.csv", &past.settled)?;
    stage.write("artikel.csv", &articles(&reference)?)?;
    stage.write("rechnungssteller.csv", &billers)?;
    again::write_refused(&mut stage, [refused, files], taken.refused, &mut waiting)?;
    let outcome = stage.close(&mut ledger)?;
    finish(&mut ledger, &invoices, &decisions, &waiting)?;
    Ok(outcome)
}

fn services(mut session: Session, mut ledger: Ledger) -> anyhow::Result<Outcome> {
    session.reads("10-reference", &["leistungserbringer.csv"])?;
    let invoices = ledger.still_ours("invoices", session.inbox("invoices")?)?;
    let deliveries = ledger.still_ours("decisions", session.inbox("decisions")?)?;
    let decisions = DecisionFiles::of(&mut session, deliveries)?;
    let past = Past::<ErledigteLeistung>::of(&mut session, &ledger, &invoices, TakenUp::default())?;
    session.reads_view("anweisungen", &ledger.orders_before()?)?;
    let again = Again::of(&mut session)?;
    let said = Decisions::read(session.datum(), &decisions, Gegenstand::Leistungen, &again)?;
    let run = session.run().clone();
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => {
            let refused = read_table(&run.dir.join("20-invoices").join(again::FILE))?;
            finish(&mut ledger, &invoices, &decisions, &refused)?;
            return Ok(outcome);
        }
        Start::Work(stage) => stage,
    };

    let facilities: Vec<Leistungserbringer> = stage.read("10-reference", "leistungserbringer.csv")?;
    let facilities: HashMap<_, _> = facilities.into_iter().map(|le| (le.le_nr, le.weg)).collect();
    let mut services = Services::of(&past)?;
    let refused = services.add_new(&stage, &mut ledger, &invoices, &facilities)?;
    let mut waiting = refused_invoices(&again, &invoices, &refused)?;
    let files = said.report_files();
    let open = services.open_lines();
    let taken = said.take(&mut ledger, past.decisions, |said, place| check_service(said, place, &open))?;
    waiting.extend(refused_decisions(&again, &decisions, &files, &taken.again));
    let stakes = services.at_stake();
    let said = four_eyes(taken.known, &stage.session().payer().vier_augen, |d| stakes.get(&d.thing()).copied());

    let billed: Betrag = services.leistungen.iter().map(|leistung| leistung.betrag).sum();
    stage.total_betrag("berechnet", billed);
    stage.write("leistungsrechnungen.csv", &services.rechnungen)?;
    stage.write("leistungen.csv", &services.leistungen)?;
    stage.write("entscheidungen.csv", &said.in_force)?;
    stage.write("ohne_wirkung.csv", &said.idle)?;
    worklists::write(&mut stage, said.tasks)?;
    stage.write("erledigte_leistungen.csv", &past.settled)?;
    stage.write("bezahlt.csv", &ledger.paid_services(&services.grants())?)?;
    again::write_refused(&mut stage, [refused, files], taken.refused, &mut waiting)?;
    let outcome = stage.close(&mut ledger)?;
    finish(&mut ledger, &invoices, &decisions, &waiting)?;
    Ok(outcome)
}
