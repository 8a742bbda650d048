//! Refusals of deliveries by earlier runs.

use domain::{Ablehnung, Datum, Zurueckgewiesen};
use ledger::TakenDelivery;
use stage::{Result, Run, read_table};

/// Since when a delivery is refused, in whole or in lines; none if it was taken, or nobody has looked at it yet.
pub(crate) fn since(run: &Run, taken: &TakenDelivery) -> Result<Option<Datum>> {
    let Some(day) = domain::datum::aus_iso(&taken.lauf) else { return Ok(None) };
    let folder = run.sibling(day).dir;
    let whole = |stage: &str| {
        let rows: Vec<Ablehnung> = read_table(&folder.join(stage).join("abgelehnt.csv")).unwrap_or_default();
        rows.iter().any(|row| row.satz == 0 && row.datei == taken.name).then_some(day)
    };
    // A table that is not there says nothing, and one that was changed is refused by the stage that reads it.
    Ok(match taken.art.as_str() {
        "unfdat" => whole("10-unfdat"),
        "confirmations" => whole("65-confirmations"),
        _ => {
            let table = folder.join("20-invoices/zurueckgewiesen.csv");
            let rows: Vec<Zurueckgewiesen> = read_table(&table).unwrap_or_default();
            rows.into_iter().find(|row| row.art == taken.art && row.sha256 == taken.sha256).map(|row| row.seit)
        }
    })
}

/// Says that a refused delivery is tried again.
pub(crate) fn again(seit: Datum) -> String {
    format!("refused since {seit}; tried again")
}
