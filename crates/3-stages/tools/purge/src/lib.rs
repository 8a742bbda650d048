//! Deletes what may not be kept any longer: superseded registers, pictures, vouchers, the ledger's values about persons.
//!
//! Receipts, orders and the journal stay, so that ledger and runs go on to vouch for each other; every file deleted is a
//! line of `loeschprotokoll.csv`, with its hash, by which it can still be shown what it was. Nothing of a run is deleted
//! while a prescription or an order of it is not settled.

mod fristen;
mod plan;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use domain::Datum;
use ledger::Ledger;
use stage::{DELETED, Error, Result, Run, append_to_protocol, read_protocol};

pub use fristen::Aufbewahrung;
pub use plan::{Loeschung, Plan, plan};

/// The columns of the protocol.
const HEADER: &str = "datum,lauf,datei,bytes,blake3,regel";

/// Deletes what the plan names: first the protocol, then the files, then values of the ledger.
///
/// # Errors
/// The disk, or a ledger that does not agree with its runs.
pub fn carry_out(payer: &Run, plan: &Plan, datum: Datum) -> anyhow::Result<usize> {
    let path = payer.payer_dir.join(DELETED);
    let known: BTreeSet<(String, String)> =
        read_protocol(&path)?.into_iter().map(|mut line| (line.swap_remove(1), line.swap_remove(2))).collect();
    let new = plan.loeschungen.iter().filter(|l| !known.contains(&(l.lauf.to_string(), l.datei.clone())));
    let lines: Vec<Vec<String>> = new.map(|loeschung| loeschung.line(datum)).collect();
    append_to_protocol(&path, HEADER, &lines)?;
    for loeschung in &plan.loeschungen {
        remove(&payer.sibling(loeschung.lauf).dir, &loeschung.datei)?;
    }
    let forgotten = match plan.ledger_vor {
        Some(before) => Ledger::open(payer)?.forget_persons(before)?,
        None => 0,
    };
    Ok(forgotten)
}

/// Removes a file, and folders that are empty by that.
fn remove(run: &Path, datei: &str) -> Result<()> {
    let path = run.join(datei);
    match fs::remove_file(&path) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => return Err(Error::io(&path)(e)),
        _ => {}
    }
    for folder in path.ancestors().skip(1).take_while(|folder| *folder != run) {
        if fs::remove_dir(folder).is_err() {
            break; // it is not empty
        }
    }
    Ok(())
}
