//! What is known of accounts: configuration, master data, the ledger, and what people released.

use std::collections::HashSet;

use domain::{Entscheidung, EntscheidungsArt, Rechnung, Rechnungssteller, Urteil};
use ledger::Ledger;
use order_payments::konten;
use order_payments::kontenlage::Kontenlage;
use rules::Entscheidungen;
use rules::vier_augen::{anlass, teile};
use stage::Session;

/// What is known of accounts without the releases of this run.
pub(crate) fn accounts(session: &Session, ledger: &Ledger, billers: &[Rechnungssteller]) -> anyhow::Result<Kontenlage> {
    let payers = session.config().payers().map(|(_, payer)| payer);
    let mut lage = Kontenlage::neu(session.payer(), payers, billers, session.datum());
    let (said, _) = teile(ledger.account_releases_before()?, |e| anlass(e, &session.payer().vier_augen, None));
    let released = released(&said);
    for order in ledger.paid_before()? {
        // An order that was made anew goes to the account that two people named for it.
        let by_two = released.contains(order.beleg_id.as_str()) || !order.ersetzt.is_empty();
        lage.bezahlt(&order, by_two);
    }
    Ok(lage)
}

/// Our numbers of the invoices whose account is released by what stands of these decisions.
fn released(said: &[Entscheidung]) -> HashSet<&str> {
    let entscheidungen = Entscheidungen::neu(said);
    let stands = |e: &&Entscheidung| entscheidungen.zu(&e.beleg_id, &e.pic_nr, None).iter().any(|e| ist_freigabe(e));
    said.iter().filter(stands).map(|e| e.beleg_id.as_str()).collect()
}

fn ist_freigabe(e: &Entscheidung) -> bool {
    e.art == EntscheidungsArt::Freigabe && e.feld == konten::FREIGABE && e.wert == "ja"
}

/// Adds the invoices whose account people released: by a decision on any of their prescriptions.
pub(crate) fn release(lage: &mut Kontenlage, rechnungen: &[Rechnung], urteile: &[Urteil], said: &[Entscheidung]) {
    if !said.iter().any(ist_freigabe) {
        return;
    }
    let belege: HashSet<&str> = rechnungen.iter().map(|r| r.beleg_id.as_str()).collect();
    let entscheidungen = Entscheidungen::neu(said);
    for urteil in urteile {
        if belege.contains(urteil.beleg_id.as_str())
            && entscheidungen.zu(&urteil.beleg_id, &urteil.pic_nr, None).iter().any(|e| ist_freigabe(e))
        {
            lage.freigabe(&urteil.beleg_id);
        }
    }
}
