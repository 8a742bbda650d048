//! Writes the bank file and its Begleitzettel.

use std::process::ExitCode;

use banking::dtaus::Traeger;
use clap::{Parser, ValueEnum};
use domain::{Anweisung, Betrag, Umlaute};
use emit_dtaus::{Eingabe, bankdatei, begleitzettel, warnung};
use ledger::Ledger;
use rules::kalender::target_tag_ab;
use signatures::Signer;
use stage::{Error, Outcome, RunArgs, Session, Start, info, sha256_hex, warn};

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
    session.reads("60-payments", &["anweisungen.csv"])?;
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

    let anweisungen: Vec<Anweisung> = stage.read("60-payments", "anweisungen.csv")?;
    let erstellt = stage.session().datum();
    let ausfuehrung = target_tag_ab(erstellt);
    let eingabe = Eingabe { anweisungen: &anweisungen, kostentraeger: &payer, erstellt, ausfuehrung, traeger };
    match bankdatei(&eingabe).map_err(|e| Error::Data(e.to_string()))? {
        None => info("emit-dtaus: no order in this run, no file"),
        Some(datei) => {
            if let Some(text) = warnung(ausfuehrung) {
                warn(text);
            }
            datei.auffaellig.iter().for_each(|hinweis| warn(format!("{hinweis}; look at it before the file is sent")));
            let angewiesen: Betrag = anweisungen.iter().map(|anweisung| anweisung.betrag).sum();
            stage.balance("cents ordered and written", angewiesen, datei.betrag())?;
            stage.balance("orders and C records", anweisungen.len() as u64, datei.anzahl())?;
            let blatt = begleitzettel(&datei, &sha256_hex(&datei.bytes));
            stage.write_bytes(traeger.name(), &datei.bytes)?;
            for (file, bytes) in documents::dateien("begleitzettel", &blatt) {
                stage.write_bytes(&file, &bytes)?;
            }
            stage.total("logische_dateien", datei.teile.len() as i64);
            stage.total("c_saetze", datei.anzahl() as i64);
            stage.total("umschriften", datei.umschriften as i64);
            stage.total("konten_auffaellig", datei.auffaellig.len() as i64);
            stage.total_betrag("betrag", datei.betrag());
        }
    }
    signer.seal(&mut stage)?;
    stage.close(&mut ledger)
}
