//! What is known of accounts: configuration, master data, the ledger, and what people released.

use domain::{Entscheidung, EntscheidungsArt, Rechnungssteller, Urteil};
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

/// Decisions that release accounts, if there are any.
pub(crate) struct Releases<'a>(Option<Entscheidungen<'a>>);

impl<'a> Releases<'a> {
    pub(crate) fn of(said: &'a [Entscheidung]) -> Self {
        Releases(said.iter().any(|e| releases(&e)).then(|| Entscheidungen::neu(said)))
    }

    /// Whether people released the account of an invoice: by a decision on any of its prescriptions.
    pub(crate) fn hold_for(&self, urteile: &[Urteil]) -> bool {
        let Some(entscheidungen) = &self.0 else { return false };
        urteile.iter().any(|u| entscheidungen.zu(&u.beleg_id, &u.pic_nr, None).iter().any(releases))
    }
}

fn releases(e: &&Entscheidung) -> bool {
    e.art == EntscheidungsArt::Freigabe && e.feld == konten::FREIGABE
}
