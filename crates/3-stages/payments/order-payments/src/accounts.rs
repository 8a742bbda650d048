//! What is known of accounts: configuration, master data, the ledger, and what people released.

use std::collections::HashSet;

use domain::{Entscheidung, EntscheidungsArt, Rechnungssteller, Urteil};
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
    let said = ledger.account_releases_before()?;
    let (said, _) = teile(&said, |e| anlass(e, &session.payer().vier_augen, None));
    let said: Vec<Entscheidung> = said.into_iter().cloned().collect();
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
    let stands = |e: &&Entscheidung| entscheidungen.zu(&e.beleg_id, &e.pic_nr, None).iter().any(releases);
    said.iter().filter(stands).map(|e| e.beleg_id.as_str()).collect()
}

/// Decisions that release accounts, if there are any.
pub(crate) struct Releases<'a>(Option<Entscheidungen<'a>>);

impl<'a> Releases<'a> {
    pub(crate) fn of(said: &'a [Entscheidung]) -> Self {
        Releases(said.iter().any(|e| releases(&e)).then(|| Entscheidungen::neu(said)))
    }

    /// Returns true if people released the account of an invoice: by a decision on any of its prescriptions.
    pub(crate) fn hold_for(&self, urteile: &[Urteil]) -> bool {
        let Some(entscheidungen) = &self.0 else { return false };
        urteile.iter().any(|u| entscheidungen.zu(&u.beleg_id, &u.pic_nr, None).iter().any(releases))
    }
}

fn releases(e: &&Entscheidung) -> bool {
    e.art == EntscheidungsArt::Freigabe && e.feld == konten::FREIGABE && e.wert == "ja"
}
