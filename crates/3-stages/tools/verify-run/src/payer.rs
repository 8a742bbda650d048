//! A payer: its runs, its ledger, and when what was changed was last good.

use std::path::Path;

use domain::Datum;
use ledger::Ledger;
use signatures::Signers;
use stage::{Error, Lock, RECEIPT, Run, blake3_of_file};

use crate::{Bericht, Mangel, check_run};

/// Checks these runs of a payer and its ledger.
pub(crate) fn check(runs: &[Run], signers: Option<&Signers>, bericht: &mut Bericht) -> anyhow::Result<()> {
    let Some(newest) = runs.last() else { return Ok(()) };
    if let Some(holder) = Lock::holder(&newest.payer_dir)? {
        bericht.gesperrt.push(format!("{}: {holder}", newest.kostentraeger));
        return Ok(());
    }
    bericht.angesehen[0] += 1;
    let ledger = open(newest, bericht)?;
    for run in runs {
        let before = bericht.maengel.len();
        check_run(run, signers, bericht)?;
        if let Some(ledger) = &ledger {
            check_receipts(run, ledger, bericht)?;
            for mangel in &mut bericht.maengel[before..] {
                say_when(run, ledger, mangel)?;
            }
        }
    }
    if let Some(ledger) = ledger
        && let Err(error) = ledger.vouch()
    {
        let path = newest.payer_dir.join("ledger.sqlite");
        let was = concerns_data(error.into())?;
        bericht.maengel.push(Mangel { ort: path.display().to_string(), was, ledger: true });
    }
    Ok(())
}

/// The ledger, as one who looks back on all runs sees it; none, and said so, if it cannot be read as a ledger.
fn open(newest: &Run, bericht: &mut Bericht) -> anyhow::Result<Option<Ledger>> {
    let path = newest.payer_dir.join("ledger.sqlite");
    let was = if path.is_file() {
        let later = newest.sibling(newest.datum.succ_opt().unwrap_or(Datum::MAX));
        match Ledger::open_to_read(&later) {
            Ok(ledger) => return Ok(Some(ledger)),
            Err(error) => concerns_data(error.into())?,
        }
    } else {
        "is missing: make it anew with ledger-rebuild".to_owned()
    };
    bericht.maengel.push(Mangel { ort: path.display().to_string(), was, ledger: true });
    Ok(None)
}

/// The fault of the ledger's content; that a disk cannot be read is no finding but an error.
fn concerns_data(error: anyhow::Error) -> anyhow::Result<String> {
    match error.chain().find_map(|cause| cause.downcast_ref::<Error>()) {
        Some(Error::Io { .. } | Error::Create { .. } | Error::Locked(_)) => Err(error),
        _ => Ok(error.to_string().lines().next().unwrap_or_default().to_owned()),
    }
}

/// Each receipt is one that the journal knows.
fn check_receipts(run: &Run, ledger: &Ledger, bericht: &mut Bericht) -> anyhow::Result<()> {
    for folder in run.published_stages()? {
        let path = run.dir.join(&folder).join(RECEIPT);
        let hash = blake3_of_file(&path)?;
        if !ledger.stage_entries(&run.datum_iso(), &folder)?.iter().any(|entry| entry.receipt_blake3 == hash) {
            bericht.mangel(&path, "is none that the journal knows");
        }
    }
    Ok(())
}

/// Adds when what was changed was last good: when its stage was entered in the journal.
fn say_when(run: &Run, ledger: &Ledger, mangel: &mut Mangel) -> anyhow::Result<()> {
    let inside = Path::new(&mangel.ort).strip_prefix(&run.dir).ok();
    let folder = inside.and_then(|path| path.iter().next()).and_then(|name| name.to_str());
    let Some(folder) = folder else { return Ok(()) };
    if let Some(newest) = ledger.stage_entries(&run.datum_iso(), folder)?.last() {
        mangel.was.push_str(&format!("; good when {} wrote it, {}", newest.tool, newest.zeit));
    }
    Ok(())
}
