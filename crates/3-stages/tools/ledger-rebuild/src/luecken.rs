//! Runs that are not there: a ledger made without them would pay again what they paid.

use std::collections::BTreeSet;

use domain::Datum;
use domain::datum::aus_iso;
use stage::{Error, Result, warn};

use crate::Lauf;

/// Refuses runs of which one is missing, as far as the others tell: a run names what it read of the one before it, and
/// the runs that imported what it carries forward.
///
/// # Errors
/// What is missing, and how that is known.
pub fn refuse_gaps(laeufe: &[Lauf]) -> Result<()> {
    let dates: BTreeSet<Datum> = laeufe.iter().map(|lauf| lauf.run.datum).collect();
    for lauf in laeufe {
        let imported = lauf.uebernommen.iter().map(|(_, herkunft)| *herkunft);
        if let Some(date) = imported.chain(read_from(lauf)).find(|date| !dates.contains(date)) {
            return Err(Error::Data(format!(
                "the run of {date} is not there, and that of {} rests on it\n\
                 put back its folder from a backup: without it the ledger would forget what it ordered",
                lauf.run.datum
            )));
        }
    }
    warn_of_deliveries(laeufe);
    Ok(())
}

/// The runs of the payer whose files a run read.
fn read_from(lauf: &Lauf) -> impl Iterator<Item = Datum> {
    let prefix = format!("{}/", lauf.run.kostentraeger);
    let inputs = lauf.stufen.iter().flat_map(|stufe| &stufe.receipt.inputs);
    inputs.filter_map(move |input| aus_iso(input.path.strip_prefix(&prefix)?.split('/').next()?))
}

fn warn_of_deliveries(laeufe: &[Lauf]) {
    let numbers: BTreeSet<u64> =
        laeufe.iter().flat_map(|lauf| &lauf.lieferungen).filter_map(|(number, _)| *number).collect();
    let newest = numbers.last().copied().unwrap_or_default();
    for number in (1..=newest).filter(|number| !numbers.contains(number)) {
        warn(format!(
            "delivery {number} of {newest} lies in no inbox: reference data that were replaced on the same day, or the \
             folder of a run is missing"
        ));
    }
}
