//! Writes the bank file and its Begleitzettel.

mod passes;

use std::process::ExitCode;

use banking::dtaus::Traeger;
use clap::{Parser, ValueEnum};
use domain::Umlaute;
use emit_dtaus::warnung;
use ledger::{Ausgang, Ledger};
use rules::kalender::target_tag_ab;
use signatures::Signer;
use stage::{Outcome, RunArgs, Session, Start, info, warn};

use passes::{Summe, write, write_orders, zeilen};

/// Writes DTAUS0, the bank file of this run's orders, and its Begleitzettel. No order, no file.
///
/// One logical file for each own account paid from. An order that the format cannot hold, or whose account data are
/// wrong, is named with every other such order; then nothing is written.
#[derive(Parser)]
#[command(version)]
struct Args {
    #[command(flatten)]
    run: RunArgs,

    /// How umlauts are written; the payer's configuration says so if not given
    #[arg(long)]
    umlaute: Option<UmlauteArg>,

    /// Write DTAUS1, the stream of a magnetic tape (EBCDIC, packed numbers), in the place of DTAUS0
    #[arg(long)]
    tape: bool,
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
    session.reads("60-payments", &["durchgaenge.csv", "bankdateien.csv"])?;
    let outbox = ledger.outbox(Ausgang::Dtaus)?;
    session.reads_view("ausgang", &zeilen(&outbox))?;
    let mut payer = session.payer().clone();
    if let Some(umlaute) = args.umlaute {
        session.option(format!("--umlaute {umlaute:?}"));
        payer.dtaus.umlaute = match umlaute {
            UmlauteArg::Ersetzt => Umlaute::Ersetzt,
            UmlauteArg::Din66003 => Umlaute::Din66003,
        };
    }
    let traeger = if args.tape { Traeger::Dtaus1 } else { Traeger::Dtaus0 };
    if args.tape {
        session.option("--tape".into());
    }
    let signer = Signer::open(&mut session)?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };

    if let Some(text) = warnung(target_tag_ab(stage.session().datum())).filter(|_| !outbox.is_empty()) {
        warn(text);
    }
    let mut summe = Summe::default();
    for pass in &outbox {
        write(&mut stage, &mut ledger, &payer, traeger, pass, &mut summe)?;
    }
    write_orders(&mut stage, summe.ausgabe())?;
    match outbox.is_empty() {
        true => info("emit-dtaus: no order in this run, no file"),
        false => summe.total(&mut stage),
    }
    signer.seal(&mut stage)?;
    stage.close(&mut ledger)
}
