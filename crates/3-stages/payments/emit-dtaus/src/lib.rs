//! What goes with the bank file DTAUS: the sheet to be signed, and a word when no bank takes the file any more.

mod begleitzettel;

use banking::dtaus::LETZTER_TAG;
use domain::{Datum, datum};

pub use begleitzettel::begleitzettel;

/// What to tell the operator when no bank takes the file any more.
pub fn warnung(ausfuehrung: Datum) -> Option<String> {
    (ausfuehrung > LETZTER_TAG).then(|| {
        let (tag, ende) = (datum::deutsch(ausfuehrung), datum::deutsch(LETZTER_TAG));
        format!("execution on {tag}: DTAUS ended for businesses on {ende}; send the file of emit-sepa")
    })
}

#[cfg(test)]
mod tests;
