//! Figures for people.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use domain::datum::aus_iso;
use domain::{
    AnweisungsRezept, Datum, Leistungserbringer, Leistungsurteil, Papierrechnung, Pilotmonat, Rabattverlust, Tabelle,
    Verfahren, chain,
};
use ledger::Ledger;
use report::bericht::{Ablage, Bericht, Leistungsbericht, Rahmen};
use report::lauf::{GELESEN, Lauf, Leser};
use report::zahlen::{Fallzahlen, Rezeptzahlen};
use report::zeitraum::{Zeitraum, berichte};
use report::{Eingabe, pilotabschnitt, pilotphasen, pilotseite, rabattsummen};
use stage::{Config, Outcome, RunArgs, Session, Stage, Start};

/// Shows what a run brought: volumes and verdicts, discounts kept, at risk and lost, deadlines, articles and
/// indications, recourse; index.html and the CSV behind every figure. For a payer of care services: the electronic
/// invoices of facilities in their pilot phase beside the paper ones. With --from and --to: the same over many runs.
#[derive(Parser)]
#[command(version)]
struct Args {
    #[command(flatten)]
    run: RunArgs,

    /// First business date of a report on many runs; RUN is then WORK, or WORK/PAYER for one payer
    #[arg(long, value_name = "JJJJ-MM-TT", requires_all = ["to", "out"], value_parser = tag)]
    from: Option<Datum>,

    /// Last business date of it
    #[arg(long, value_name = "JJJJ-MM-TT", requires = "from", value_parser = tag)]
    to: Option<Datum>,

    /// Folder that it is written to
    #[arg(long, value_name = "DIR", requires = "from")]
    out: Option<PathBuf>,
}

fn tag(text: &str) -> Result<Datum, String> {
    aus_iso(text).ok_or_else(|| "expected a date, for example 2005-03-11".into())
}

fn main() -> ExitCode {
    stage::main(run)
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    if let (Some(von), Some(bis), Some(out)) = (args.from, args.to, &args.out) {
        let laeufe = berichte(&args.run.run, &Config::load(&args.run.config)?, Zeitraum { von, bis }, out)?;
        stage::info(format!("{laeufe} runs reported on: open {}", out.join("index.html").display()));
        return Ok(Outcome::default());
    }
    let session = Session::open(&args.run, "report", env!("CARGO_PKG_VERSION"), "95-report")?;
    let ledger = Ledger::open(session.run())?;
    match session.payer().verfahren {
        Verfahren::Rezepte => prescriptions(session, ledger),
        Verfahren::Leistungen => services(session, ledger),
    }
}

struct Stufe<'a>(&'a mut Stage);

impl Ablage for Stufe<'_> {
    fn tabelle<T: Tabelle>(&mut self, datei: &str, zeilen: &[T]) -> stage::Result<()> {
        self.0.write(datei, zeilen)
    }

    fn seite(&mut self, datei: &str, html: &str) -> stage::Result<()> {
        self.0.write_bytes(datei, html.as_bytes()).map(|_| ())
    }
}

fn prescriptions(mut session: Session, mut ledger: Ledger) -> anyhow::Result<Outcome> {
    for (folder, files) in GELESEN {
        session.reads(folder, files)?;
    }
    for step in chain::PRESCRIPTIONS.iter().filter(|step| step.tasks) {
        session.reads(step.folder, &["arbeitsliste.csv"])?;
    }
    session.reads("60-payments", &["anweisung_rezepte.csv"])?;
    let frueher = ledger.costs_before()?;
    let gesehen: String = frueher.iter().map(|f| format!("{};{};{}\n", f.aktenzeichen, f.jahr, f.netto)).collect();
    session.reads_content("ledger:kosten".into(), stage::blake3_hex(gesehen.as_bytes()));
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };

    let (mut zahlen, mut faelle) = (Rezeptzahlen::default(), Fallzahlen::default());
    frueher.iter().for_each(|f| faelle.vorher(&f.aktenzeichen, f.jahr, f.netto));
    let session = stage.session();
    let (run, payer, datum) = (session.run().clone(), session.payer().clone(), session.datum());
    Leser::default().lies(&Lauf { ordner: &run.dir, datum, letzter: true }, &mut zahlen, &mut faelle)?;
    let bezahlt: Vec<AnweisungsRezept> = stage.read("60-payments", "anweisung_rezepte.csv")?;
    let verluste: Vec<Rabattverlust> = stage.read("60-payments", "rabattverlust.csv")?;
    let rahmen = Rahmen { wer: run.kostentraeger, von: datum, bis: datum, laeufe: 1 };
    let bericht =
        Bericht { rabatte: rabattsummen(&bezahlt, &verluste), ..Bericht::neu(rahmen, zahlen, &faelle, &payer) };
    bericht.schreibe(&mut Stufe(&mut stage))?;
    stage.close(&mut ledger)
}

fn services(mut session: Session, mut ledger: Ledger) -> anyhow::Result<Outcome> {
    session.reads("10-reference", &["leistungserbringer.csv", "papier.csv", "bewilligungen.csv"])?;
    session.reads("50-services", &["urteile.csv"])?;
    session.reads("60-payments", &["erledigte_leistungen.csv"])?;
    let frueher = ledger.pilot_lines_before()?;
    let gesehen: String =
        frueher.iter().map(|z| format!("{};{};{};{}\n", z.le_nr, z.abrechnungsmonat, z.betrag, z.code)).collect();
    session.reads_content("ledger:pilot".into(), stage::blake3_hex(gesehen.as_bytes()));
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };

    let session = stage.session();
    let (code, datum, monate) =
        (session.run().kostentraeger.clone(), session.datum(), session.payer().leistungen.pilot_monate);
    let phasen = pilotphasen(&Eingabe {
        leistungserbringer: &stage.read::<Leistungserbringer>("10-reference", "leistungserbringer.csv")?,
        papier: &stage.read::<Papierrechnung>("10-reference", "papier.csv")?,
        frueher: &frueher,
        urteile: &stage.read::<Leistungsurteil>("50-services", "urteile.csv")?,
        monate,
    });

    let zeilen: Vec<Pilotmonat> = phasen.iter().flat_map(|pilot| pilot.monate.iter().cloned()).collect();
    stage.write("pilot.csv", &zeilen)?;
    let rahmen = Rahmen { wer: code, von: datum, bis: datum, laeufe: 1 };
    let dir = stage.session().run().dir.clone();
    let mut bericht = Leistungsbericht::neu(rahmen);
    bericht.lies(&dir)?;
    bericht.schreibe(vec![pilotabschnitt(&phasen, datum)], &mut Stufe(&mut stage))?;
    for pilot in &phasen {
        let file = format!("pilot/{}.html", pilot.leistungserbringer.le_nr);
        stage.write_bytes(&file, pilotseite(pilot, datum).html().as_bytes())?;
    }
    stage.total("pilotphasen", phasen.len() as i64);
    stage.total("bereit", phasen.iter().filter(|pilot| pilot.bereit()).count() as i64);
    stage.close(&mut ledger)
}
