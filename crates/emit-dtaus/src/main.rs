//! Writes the bank file and its Begleitzettel.

use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use domain::{Anweisung, Betrag, Umlaute};
use emit_dtaus::{DATEI, bankdatei, begleitzettel, warnung};
use ledger::Ledger;
use stage::{Error, Outcome, RunArgs, Session, Start, info, sha256_hex, warn};

/// Writes DTAUS0, the bank file of this run's orders, and its Begleitzettel. No order, no file.
#[derive(Parser)]
#[command(version)]
struct Args {
    #[command(flatten)]
    run: RunArgs,

    /// How umlauts are written; the payer's configuration says so if not given
    #[arg(long)]
    umlaute: Option<UmlauteArg>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum UmlauteArg {
    /// AE OE UE SS
    Ersetzt,
    /// the bytes of DIN 66003
    Din66003,
}

fn main() -> ExitCode {
    stage::main(run)
}

fn run(args: Args) -> anyhow::Result<Outcome> {
    let mut session = Session::open(&args.run, "emit-dtaus", env!("CARGO_PKG_VERSION"), "70-dtaus")?;
    let mut ledger = Ledger::open(session.run())?;
    session.reads("60-payments", &["anweisungen.csv"])?;
    let mut payer = session.payer().clone();
    if let Some(umlaute) = args.umlaute {
        session.option(format!("--umlaute {umlaute:?}"));
        payer.dtaus.umlaute = match umlaute {
            UmlauteArg::Ersetzt => Umlaute::Ersetzt,
            UmlauteArg::Din66003 => Umlaute::Din66003,
        };
    }
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };

    let anweisungen: Vec<Anweisung> = stage.read("60-payments", "anweisungen.csv")?;
    let datum = stage.session().datum();
    match bankdatei(&anweisungen, &payer, datum).map_err(|e| Error::Data(e.to_string()))? {
        None => info("emit-dtaus: no order in this run, no file"),
        Some(datei) => {
            if let Some(text) = warnung(datum) {
                warn(text);
            }
            let angewiesen: Betrag = anweisungen.iter().map(|anweisung| anweisung.betrag).sum();
            stage.balance("cents ordered and written", angewiesen, datei.summen.betrag)?;
            stage.balance("orders and C records", anweisungen.len() as u64, datei.summen.anzahl)?;
            let blatt = begleitzettel(&datei, &sha256_hex(&datei.bytes));
            stage.write_bytes(DATEI, &datei.bytes)?;
            stage.write_bytes("begleitzettel.txt", documents::text(&blatt).as_bytes())?;
            stage.total("c_saetze", datei.summen.anzahl as i64);
            stage.total("umschriften", datei.umschriften as i64);
            stage.total_betrag("betrag", datei.summen.betrag);
        }
    }
    stage.close(&mut ledger)
}
