//! Deliveries taken from the drop folder.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, params};

use stage::Delivery;

use crate::{Ledger, Result};

/// A file about to be taken.
#[derive(Clone, Debug)]
pub struct NewDelivery {
    /// `unfdat`, `invoices`, `decisions`, `confirmations` or `reference`.
    pub art: String,
    /// SHA-256 of its content.
    pub sha256: String,
    /// Its name in the drop folder.
    pub name: String,
    /// Its size in bytes.
    pub groesse: u64,
}

/// A file taken before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakenDelivery {
    /// Its number, in the order in which deliveries came.
    pub lfd: u64,
    /// Its kind.
    pub art: String,
    /// SHA-256 of its content.
    pub sha256: String,
    /// Its name when it was taken.
    pub name: String,
    /// Run that holds it.
    pub lauf: String,
    /// Whether a stage took it in or refused it.
    pub verarbeitet: bool,
}

impl Ledger {
    /// What is known of a content; nothing if it never came.
    pub fn delivery(&self, art: &str, sha256: &str) -> Result<Option<TakenDelivery>> {
        let found = self.db.query_row(
            "SELECT art, sha256, name, lauf, verarbeitet IS NOT NULL, lfd FROM lieferung WHERE art = ?1 AND sha256 = ?2",
            params![art, sha256],
            taken,
        );
        Ok(found.optional()?)
    }

    /// The files of the inbox that are this run's to take in: a later run may have taken over what this one did not
    /// finish, and says so.
    ///
    /// They come in delivery order: what an earlier run took and did not finish before what came later, and files that
    /// came together by name.
    pub fn still_ours(&self, art: &str, mut deliveries: Vec<Delivery>) -> Result<Vec<Delivery>> {
        let mut came = self.db.prepare("SELECT lfd FROM lieferung WHERE art = ?1 AND sha256 = ?2")?;
        let mut order = HashMap::new();
        for delivery in &deliveries {
            let nr: Option<i64> = came.query_row(params![art, delivery.sha256], |row| row.get(0)).optional()?;
            order.insert(delivery.sha256.clone(), nr.unwrap_or(i64::MAX));
        }
        deliveries.sort_by_key(|delivery| order[&delivery.sha256]);
        let mut ours = Vec::with_capacity(deliveries.len());
        for delivery in deliveries {
            match self.delivery(art, &delivery.sha256)? {
                Some(taken) if taken.lauf != self.lauf => {
                    stage::warn(format!("{art}/{}: taken over by the run of {}", delivery.name, taken.lauf));
                }
                _ => ours.push(delivery),
            }
        }
        Ok(ours)
    }

    /// Records files as taken by this run; a file that an earlier run took and did not finish is taken over.
    pub fn take_deliveries(&mut self, deliveries: &[NewDelivery]) -> Result<()> {
        let tx = self.db.write()?;
        for d in deliveries {
            tx.execute(
                "INSERT INTO lieferung (art, sha256, name, groesse, lauf) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (art, sha256) DO UPDATE SET lauf = excluded.lauf WHERE verarbeitet IS NULL",
                params![d.art, d.sha256, d.name, d.groesse as i64, self.lauf],
            )?;
        }
        tx.commit()
    }

    /// Deliveries that this run or earlier ones took and no stage has finished with.
    pub fn unfinished_deliveries(&self) -> Result<Vec<TakenDelivery>> {
        let mut query = self.db.prepare(
            "SELECT art, sha256, name, lauf, 0, lfd FROM lieferung
             WHERE verarbeitet IS NULL AND lauf <= ?1 AND art <> 'reference' ORDER BY lauf, art, name, sha256",
        )?;
        let rows = query.query_map(params![self.lauf], taken)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// Records that this run's stage took deliveries in or refused them.
    pub fn finish_deliveries<'a>(&mut self, art: &str, sha256s: impl IntoIterator<Item = &'a str>) -> Result<()> {
        let tx = self.db.write()?;
        for sha256 in sha256s {
            tx.execute(
                "UPDATE lieferung SET verarbeitet = ?3 WHERE art = ?1 AND sha256 = ?2 AND verarbeitet IS NULL",
                params![art, sha256, self.lauf],
            )?;
        }
        tx.commit()
    }
}

fn taken(row: &rusqlite::Row<'_>) -> rusqlite::Result<TakenDelivery> {
    Ok(TakenDelivery {
        art: row.get(0)?,
        sha256: row.get(1)?,
        name: row.get(2)?,
        lauf: row.get(3)?,
        verarbeitet: row.get(4)?,
        lfd: row.get::<_, i64>(5)?.unsigned_abs(),
    })
}
