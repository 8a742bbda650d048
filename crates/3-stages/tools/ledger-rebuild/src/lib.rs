//! Makes a payer's ledger anew from what its runs left: deliveries, invoices, decisions, orders with what they settled,
//! confirmations, and which file carries which order.
//!
//! [`lauf`] reads the files of a run and holds each against the receipt of its stage; [`aufbau`] makes of them the same
//! transactions that the stages made. What was committed and never published is in no file and not in the new ledger:
//! nothing of it went out.

mod aufbau;
mod lauf;
mod luecken;

use std::path::Path;

use domain::datum::aus_iso;
use stage::{Error, Result, Run};

pub use aufbau::{Bilanz, rebuild};
pub use lauf::Lauf;
pub use luecken::refuse_gaps;

/// The runs of a payer's folder, in the order of their dates.
///
/// # Errors
/// There is no such folder, or no run in it.
pub fn runs(payer_dir: &Path) -> Result<Vec<Run>> {
    let wrong = |what: &str| {
        Error::Usage(format!("{}: {what}: expected WORK/PAYER, for example work/BG28", payer_dir.display()))
    };
    let dir = payer_dir.canonicalize().map_err(|_| wrong("there is no such folder"))?;
    let any = aus_iso("2000-01-01").ok_or_else(|| Error::Internal("a day is no day".into()))?;
    let payer = Run::from_path(&dir.join(any.to_string()))?;
    let dates = payer.dates_of(&payer.kostentraeger)?;
    if dates.is_empty() {
        return Err(wrong("no run lies in this folder"));
    }
    Ok(dates.into_iter().map(|date| payer.sibling(date)).collect())
}
