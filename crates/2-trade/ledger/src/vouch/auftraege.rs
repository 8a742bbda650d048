//! The orders of the ledger, of its journal and of the runs.

use std::collections::{BTreeMap, BTreeSet};

use domain::Anweisung;
use stage::{Receipt, read_table};

use super::Wissen;
use crate::rechnungen::beleg_zahl;
use crate::{Error, Ledger, Result};

/// An order as the ledger keeps it.
struct Row {
    anweisung: Anweisung,
    beleg_id: i64,
    teil: u32,
    lauf: String,
    cent: i64,
    zeile: String,
}

impl Ledger {
    /// Each order is the one of its run, of the journal, and the sum of what it settled.
    pub(super) fn vouch_orders(&self, wissen: &Wissen) -> Result<()> {
        let orders = self.all_orders()?;
        self.vouch_columns(&orders)?;
        vouch_journal(&orders, wissen)?;
        self.vouch_settled(&orders)?;
        self.vouch_supplements()?;
        self.vouch_clearings(&orders)?;
        self.vouch_tables(&orders)
    }

    fn all_orders(&self) -> Result<BTreeMap<String, Row>> {
        let mut query = self.db.prepare("SELECT anweisung_id, beleg_id, teil, lauf, betrag, zeile FROM anweisung")?;
        let mut rows = query.query([])?;
        let mut orders = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let zeile: String = row.get(5)?;
            let anweisung = serde_json::from_str(&zeile)?;
            let (beleg_id, teil, lauf, cent) = (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
            orders.insert(row.get(0)?, Row { anweisung, beleg_id, teil, lauf, cent, zeile });
        }
        Ok(orders)
    }

    /// The columns of an order say what its row says.
    fn vouch_columns(&self, orders: &BTreeMap<String, Row>) -> Result<()> {
        for (id, row) in orders {
            let a = &row.anweisung;
            let named = format!("{}-{}-{}", self.run.kostentraeger, a.beleg_id, row.teil);
            let same = *id == a.anweisung_id
                && *id == named
                && row.cent == a.betrag.cent()
                && row.lauf == a.angewiesen_am.to_string()
                && row.beleg_id == beleg_zahl(&a.beleg_id)?;
            if !same {
                return Err(Error::differs(format!("order {id} says two things of itself, or is another payer's")));
            }
        }
        Ok(())
    }

    /// What an order settled is its amount and its number of posten.
    fn vouch_settled(&self, orders: &BTreeMap<String, Row>) -> Result<()> {
        let mut query = self.db.prepare(
            "SELECT anweisung_id, count(*), coalesce(sum(netto), 0), min(lauf), max(lauf) FROM abrechnung
             WHERE anweisung_id IS NOT NULL GROUP BY anweisung_id",
        )?;
        let mut rows = query.query([])?;
        let mut settled = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let (count, cent, first, last): (i64, i64, String, String) =
                (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
            settled.insert(row.get::<_, String>(0)?, (count, cent, first, last));
        }
        for (id, row) in orders {
            if !row.anweisung.ersetzt.is_empty() {
                // It pays what the order settled whose place it takes.
                if settled.contains_key(id) {
                    return Err(Error::differs(format!("order {id} was made anew and settled something of its own")));
                }
                continue;
            }
            let wanted = (i64::from(row.anweisung.anzahl_rezepte), row.cent, row.lauf.clone(), row.lauf.clone());
            if settled.get(id) != Some(&wanted) {
                return Err(Error::differs(format!(
                    "what order {id} settled is not its amount, or not all of it is there"
                )));
            }
        }
        Ok(())
    }

    /// What was settled anew is over the difference to all before it.
    fn vouch_supplements(&self) -> Result<()> {
        let mut query = self.db.prepare(
            "SELECT pic_nr FROM nachtrag n WHERE CAST(replace(json_extract(urteil, '$.bisher'), '.', '') AS INTEGER) IS NOT (
                     SELECT coalesce(sum(netto), 0) FROM abrechnung a
                     WHERE a.beleg_id = n.beleg_id AND a.pic_nr = n.pic_nr AND a.nr < n.nr) LIMIT 1",
        )?;
        let mut rows = query.query([])?;
        match rows.next()? {
            Some(row) => Err(Error::differs(format!(
                "what {} was settled with anew is not over the difference to what was settled before",
                row.get::<_, String>(0)?
            ))),
            None => Ok(()),
        }
    }

    /// An order that was made anew takes the place of one that came back, over the same amount, and of no other.
    fn vouch_clearings(&self, orders: &BTreeMap<String, Row>) -> Result<()> {
        let mut query = self.db.prepare(
            "SELECT k.anweisung_id, k.neu, k.lauf, EXISTS (SELECT 1 FROM bestaetigung z
                 WHERE z.anweisung_id = k.anweisung_id AND z.rueckmeldung = 'zurueckgewiesen') FROM klaerung k",
        )?;
        let mut rows = query.query([])?;
        let mut neue = BTreeSet::new();
        while let Some(row) = rows.next()? {
            let (id, neu, lauf, came_back): (String, Option<String>, String, bool) =
                (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
            let fits = |neu: &Row| {
                let old = orders.get(&id).map(|old| (old.cent, old.beleg_id));
                neu.anweisung.ersetzt == id && neu.lauf == lauf && Some((neu.cent, neu.beleg_id)) == old
            };
            if !came_back || neu.as_ref().is_some_and(|neu| !orders.get(neu).is_some_and(fits)) {
                return Err(Error::differs(format!(
                    "order {id} never came back, or what was ordered in its place is not it"
                )));
            }
            neue.extend(neu);
        }
        match orders.iter().find(|(id, row)| !row.anweisung.ersetzt.is_empty() && !neue.contains(*id)) {
            Some((id, _)) => {
                Err(Error::differs(format!("order {id} takes the place of one of which nothing was decided")))
            }
            None => Ok(()),
        }
    }

    /// Each order of a run is in the ledger as it was made, and the run of each order of the ledger is there.
    fn vouch_tables(&self, orders: &BTreeMap<String, Row>) -> Result<()> {
        let dates = self.run.dates_of(&self.run.kostentraeger)?;
        let known: BTreeSet<String> = dates.iter().map(ToString::to_string).collect();
        if let Some((id, row)) = orders.iter().find(|(_, row)| !known.contains(&row.lauf)) {
            return Err(Error::differs(format!("order {id} is of the run of {}, whose folder is not there", row.lauf)));
        }
        for date in dates {
            let folder = self.run.sibling(date).dir.join("60-payments");
            if Receipt::load(&folder)?.is_none() {
                continue;
            }
            for order in read_table::<Anweisung>(&folder.join("anweisungen.csv"))? {
                let same = orders.get(&order.anweisung_id).is_some_and(|row| row.anweisung == order);
                if !same {
                    let (id, betrag) = (&order.anweisung_id, order.betrag);
                    return Err(Error::differs(format!(
                        "the run of {date} ordered {betrag} EUR by {id}, which the ledger does not know so"
                    )));
                }
            }
        }
        Ok(())
    }
}

/// Each order was entered in the journal, and each that was entered is there.
fn vouch_journal(orders: &BTreeMap<String, Row>, wissen: &Wissen) -> Result<()> {
    let mut entered = BTreeSet::new();
    for (lauf, eintrag) in &wissen.auftraege {
        let id = serde_json::from_str::<Anweisung>(eintrag)?.anweisung_id;
        if orders.get(&id).is_none_or(|row| row.zeile != *eintrag || row.lauf != *lauf) {
            return Err(Error::differs(format!(
                "order {id} was entered in its journal, and is not there as it was made"
            )));
        }
        entered.insert(id);
    }
    match orders.keys().find(|id| !entered.contains(*id)) {
        Some(id) => Err(Error::differs(format!("order {id} was never entered in its journal"))),
        None => Ok(()),
    }
}
