//! Settles what was decided, invoice by invoice: in one transaction of the ledger, and in the tables that tell of it.

use std::cell::RefCell;
use std::collections::BTreeSet;

use domain::{Betrag, Erledigt, Tabelle};
use ledger::{Buchung, Ledger, Vermerk, verdict};
use order_payments::Posten;
use order_payments::stand::{Erledigung, erledige};
use stage::{BelegRows, BelegTable, Stage, clock, in_order};

use crate::orders::{Case, Decided};

/// An invoice with what is settled of it.
pub(crate) struct Settled<U: Posten> {
    /// Our number of it.
    pub beleg_id: String,
    /// The verdicts on its parts.
    pub urteile: Vec<U>,
    /// What this run has settled of it once it is closed.
    pub erledigt: Vec<Erledigung<U::Erledigt>>,
}

/// What is settled, and by what.
pub(crate) struct Settlement<'a> {
    /// The stage at work.
    pub stage: &'a Stage,
    /// The invoices.
    pub case: &'a Case,
    /// What becomes of them.
    pub decided: &'a Decided,
    /// Where their verdicts are.
    pub folder: &'static str,
}

impl Settlement<'_> {
    /// Orders and settles within one transaction, which the caller commits last. Meanwhile `rows` makes the rows of each
    /// invoice from what `read` reads of it, on any thread, and `write` writes them in their order.
    pub(crate) fn run<'l, U, B: Send, R: Send>(
        &self,
        ledger: &'l mut Ledger,
        mut read: impl FnMut(&str) -> anyhow::Result<B>,
        rows: impl Fn(&Settled<U>, B) -> anyhow::Result<R> + Sync,
        mut write: impl FnMut(R) -> anyhow::Result<()>,
    ) -> anyhow::Result<Buchung<'l>>
    where
        U: Posten + Tabelle,
        U::Erledigt: Tabelle + Clone,
    {
        let belege = self.belege(ledger)?;
        let mut urteile: BelegTable<U> = self.stage.session().by_beleg(self.folder, "urteile.csv")?;
        let buchung = RefCell::new(self.order(ledger)?);
        let mut bezahlt = Betrag::NULL;
        let next = |beleg_id: String| {
            let vermerke = buchung.borrow().settled(&beleg_id)?;
            Ok((urteile.rows_of(&beleg_id)?, vermerke, read(&beleg_id)?, beleg_id))
        };
        let settle = |(urteile, vermerke, read, beleg_id): (BelegRows<U>, Vec<Vermerk>, B, String)| {
            let settled = self.settled(beleg_id, urteile.records()?, &vermerke)?;
            let rows = rows(&settled, read)?;
            let verdicts = settled.erledigt.iter().map(|e| if e.neu { verdict(&e.posten).map(Some) } else { Ok(None) });
            let verdicts = verdicts.collect::<Result<Vec<Option<String>>, _>>()?;
            Ok((settled.erledigt, verdicts, rows))
        };
        in_order(belege.into_iter().map(next), settle, |(erledigt, verdicts, rows)| {
            for (e, verdict) in erledigt.iter().zip(verdicts) {
                let anweisung_id = e.anweisung_id.as_deref();
                bezahlt += anweisung_id.and_then(|_| e.posten.netto()).unwrap_or_default();
                if let Some(verdict) = verdict {
                    buchung.borrow_mut().settle_as(anweisung_id, &e.posten, &verdict)?;
                }
            }
            write(rows)
        })?;
        urteile.finish()?;
        self.stage.balance("cents of orders and of what they pay", self.decided.eigene, bezahlt)?;
        Ok(buchung.into_inner())
    }

    /// The invoices of the run, and others of which it settled something or lost discounts.
    fn belege(&self, ledger: &Ledger) -> anyhow::Result<BTreeSet<String>> {
        let belege = self.case.belege.iter().map(|beleg| beleg.beleg_id.clone());
        let came_back = self.decided.verluste.iter().map(|verlust| verlust.beleg_id.clone());
        Ok(belege.chain(ledger.settled_invoices()?).chain(came_back).collect())
    }

    /// Begins the transaction and makes the orders in it.
    fn order<'l>(&self, ledger: &'l mut Ledger) -> anyhow::Result<Buchung<'l>> {
        let mut buchung = ledger.book(&clock::now_utc())?;
        for auftrag in &self.decided.auftraege {
            buchung.order(&auftrag.anweisung, auftrag.teil)?;
        }
        for verzicht in &self.decided.verzichte {
            buchung.give_up(verzicht)?;
        }
        for anweisung in &self.decided.nachgeholt {
            buchung.write_in_this_pass(&anweisung.anweisung_id)?;
        }
        Ok(buchung)
    }

    fn settled<U>(&self, beleg_id: String, urteile: Vec<U>, vermerke: &[Vermerk]) -> anyhow::Result<Settled<U>>
    where
        U: Posten,
        U::Erledigt: Tabelle,
    {
        let anordnung = self.decided.anordnungen.get(&beleg_id);
        let erledigt = {
            let session = self.stage.session();
            erledige(&urteile, vermerke, session.datum(), anordnung, session.payer().zahlung.verrechnung)?
        };
        Ok(Settled { beleg_id, urteile, erledigt })
    }
}
