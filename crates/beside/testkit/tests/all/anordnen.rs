//! Ordering in one process, on a real ledger: the choice of orders and what is settled are the real ones.

use std::collections::BTreeMap;

use domain::{Anweisung, Datum, Tabelle};
use ledger::Ledger;
use order_payments::stand::{Belegstand, erledige};
use order_payments::{Beleg, Ergebnis, Posten};

/// What is decided for these invoices and not yet ordered.
pub struct Entschieden<'u, U> {
    pub ergebnis: Ergebnis,
    je_beleg: BTreeMap<&'u str, Vec<U>>,
    datum: Datum,
}

/// Decides with what each invoice comes to, and with what this run ordered before.
pub fn entscheide<'u, U: Posten + Clone>(
    ledger: &Ledger,
    belege: &'u [Beleg],
    urteile: &[U],
    datum: Datum,
    ordne_an: impl FnOnce(&[Belegstand], &[Anweisung]) -> Ergebnis,
) -> Result<Entschieden<'u, U>, ledger::Error> {
    let (mut je_beleg, mut staende) = (BTreeMap::new(), Vec::new());
    for beleg in belege {
        let id = beleg.beleg_id.as_str();
        let seine: Vec<U> = urteile.iter().filter(|urteil| urteil.beleg_id() == id).cloned().collect();
        staende.push(Belegstand::von(&seine, ledger.parts_ordered(id)?, &ledger.settled(id)?)?);
        je_beleg.insert(id, seine);
    }
    Ok(Entschieden { ergebnis: ordne_an(&staende, &ledger.orders_of_run()?), je_beleg, datum })
}

impl<U: Posten> Entschieden<'_, U>
where
    U::Erledigt: Tabelle,
{
    /// Orders and settles it in one transaction.
    pub fn buche(&self, ledger: &mut Ledger, zeit: &str) -> Result<(), ledger::Error> {
        let anordnungen = self.ergebnis.anordnungen();
        let mut buchung = ledger.book(zeit)?;
        for auftrag in &self.ergebnis.auftraege {
            buchung.order(&auftrag.anweisung, auftrag.teil)?;
        }
        for verzicht in &self.ergebnis.verzichte {
            buchung.give_up(verzicht)?;
        }
        for (id, urteile) in &self.je_beleg {
            let erledigt = erledige(urteile, &buchung.settled(id)?, self.datum, anordnungen.get(*id), false)?;
            for e in erledigt.iter().filter(|e| e.neu) {
                buchung.settle(e.anweisung_id.as_deref(), &e.posten)?;
            }
        }
        buchung.commit()
    }
}
