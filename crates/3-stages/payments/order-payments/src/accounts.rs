//! What is known of accounts: configuration, master data, the ledger, and what people released.

use std::collections::HashMap;

use domain::{Entscheidung, EntscheidungsArt, Rechnung, Rechnungssteller, Urteil};
use ledger::Ledger;
use order_payments::konten;
use order_payments::kontenlage::Kontenlage;
use rules::Entscheidungen;
use stage::Session;

/// What is known of accounts without the releases of this run.
pub(crate) fn accounts(session: &Session, ledger: &Ledger, billers: &[Rechnungssteller]) -> anyhow::Result<Kontenlage> {
    let payers = session.config().payers().map(|(_, payer)| payer);
    let mut lage = Kontenlage::neu(session.payer(), payers, billers, session.datum());
    for (order, released) in ledger.accounts_before()? {
        lage.bezahlt(&order, released);
    }
    Ok(lage)
}

/// Adds the invoices whose account people released: by a decision on any of their prescriptions.
pub(crate) fn release(lage: &mut Kontenlage, rechnungen: &[Rechnung], urteile: &[Urteil], said: &[Entscheidung]) {
    let freigabe = |e: &&Entscheidung| e.art == EntscheidungsArt::Freigabe && e.feld == konten::FREIGABE;
    if !said.iter().any(|e| freigabe(&e)) {
        return;
    }
    let seit: HashMap<&str, _> = rechnungen.iter().map(|r| (r.beleg_id.as_str(), r.herkunft)).collect();
    let entscheidungen = Entscheidungen::neu(said);
    for urteil in urteile {
        if let Some(herkunft) = seit.get(urteil.beleg_id.as_str())
            && entscheidungen.zu(&urteil.pic_nr, *herkunft, None).any(|e| freigabe(&e))
        {
            lage.freigabe(&urteil.beleg_id);
        }
    }
}
