//! Which order a decision is about, and whether anything is to be decided on it.

use std::collections::BTreeSet;

use forms::entscheidungen::Gesagt;
use ledger::Ledger;

use crate::decisions::Objection;

/// Our number of the invoice of the order that a line names: one that came back, and of which nobody has decided what
/// becomes of it. What the line says again must be right.
///
/// # Errors
/// What the ledger gives; inside, the column that is wrong, and why.
pub fn about_order(said: &Gesagt, ledger: &Ledger) -> anyhow::Result<Result<String, Objection>> {
    let id = said.entscheidung.feld.as_str();
    let Some(state) = ledger.order_states(BTreeSet::from([id]))?.remove(id) else {
        return Ok(Err(Objection::new("feld", "no such order: expected one of 65-confirmations/offen.csv")));
    };
    let order = &state.anweisung;
    for (column, wanted, is) in [
        ("beleg_id", &said.beleg_id, &order.beleg_id),
        ("rechnungsnummer", &said.rechnungsnummer, &order.rechnungsnummer),
    ] {
        if !wanted.is_empty() && wanted != is {
            let why = format!("{column} {wanted} is not that of this order ({is}): was a column sorted alone?");
            return Ok(Err(Objection::new(column, why)));
        }
    }
    if let Some(done) = state.geklaert.as_ref().filter(|done| done.lauf != said.entscheidung.lauf.to_string()) {
        let what = done.neu.as_ref().map_or("given up".to_owned(), |neu| format!("ordered anew by {neu}"));
        return Ok(Err(Objection::new("feld", format!("{what} on {}; a decision comes too late", done.lauf))));
    }
    Ok(match state.ruecklauf() {
        Some(_) => Ok(order.beleg_id.clone()),
        None => Err(Objection::new("feld", "this order did not come back: no bank and no payer said so")),
    })
}
