//! What payers and banks say of payment orders: recorded once, and it stays.

use std::collections::{BTreeSet, HashMap};

use domain::{Anweisung, Bestaetigung, Rueckmeldung};
use rusqlite::{OptionalExtension, params};
use serde_json::json;

use crate::journal::append;
use crate::{Ledger, Result};

/// Something said of an order, with the file that said it.
#[derive(Clone, Debug, PartialEq)]
pub struct NeueRueckmeldung {
    /// SHA-256 of the file.
    pub datei_sha256: String,
    /// What it said, and where in the file.
    pub bestaetigung: Bestaetigung,
}

/// An order, and what confirmed it.
#[derive(Clone, Debug, PartialEq)]
pub struct Auftragsstand {
    /// The order.
    pub anweisung: Anweisung,
    /// What confirmed it, in this run or an earlier one.
    pub bestaetigt: Option<NeueRueckmeldung>,
}

impl Ledger {
    /// Orders of this run and earlier ones that no earlier run saw confirmed, in the order of their identity.
    pub fn unconfirmed_before(&self) -> Result<Vec<Anweisung>> {
        self.orders_without("b.lauf < ?1")
    }

    /// Orders of this run and earlier ones that are not confirmed by what these runs recorded.
    pub fn unconfirmed(&self) -> Result<Vec<Anweisung>> {
        self.orders_without("b.lauf <= ?1")
    }

    fn orders_without(&self, confirmed: &str) -> Result<Vec<Anweisung>> {
        let query = format!(
            "SELECT a.zeile FROM anweisung a WHERE a.lauf <= ?1 AND NOT EXISTS (
                 SELECT 1 FROM bestaetigung b WHERE b.anweisung_id = a.anweisung_id
                 AND b.rueckmeldung = '{}' AND {confirmed})
             ORDER BY a.anweisung_id",
            Rueckmeldung::Bestaetigt
        );
        self.records(&query, params![self.lauf])
    }

    /// The orders of that name that this run or an earlier one made; others are unknown.
    pub fn order_states<'a>(&self, ids: BTreeSet<&'a str>) -> Result<HashMap<&'a str, Auftragsstand>> {
        let mut order = self.db.prepare("SELECT zeile FROM anweisung WHERE anweisung_id = ?1 AND lauf <= ?2")?;
        let mut said = self.db.prepare(
            "SELECT datei_sha256, inhalt FROM bestaetigung
             WHERE anweisung_id = ?1 AND lauf <= ?2 AND rueckmeldung = ?3",
        )?;
        let mut states = HashMap::new();
        for id in ids {
            let Some(zeile) = order.query_row(params![id, self.lauf], |row| row.get::<_, String>(0)).optional()? else {
                continue;
            };
            let confirmed = said
                .query_row(params![id, self.lauf, Rueckmeldung::Bestaetigt.als_str()], |row| {
                    Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
                })
                .optional()?;
            let bestaetigt = match confirmed {
                Some((datei_sha256, inhalt)) => {
                    Some(NeueRueckmeldung { datei_sha256, bestaetigung: serde_json::from_str(&inhalt)? })
                }
                None => None,
            };
            states.insert(id, Auftragsstand { anweisung: serde_json::from_str(&zeile)?, bestaetigt });
        }
        Ok(states)
    }

    /// Records what was said of orders, each with an entry in the journal. A repeat adds nothing.
    ///
    /// # Errors
    /// A second confirmation of an order violates a key: the whole transaction is undone.
    pub fn keep_confirmations(&mut self, neue: &[NeueRueckmeldung], zeit: &str) -> Result<()> {
        let tx = self.db.write()?;
        for NeueRueckmeldung { datei_sha256, bestaetigung: b } in neue {
            let inhalt = json!(b).to_string();
            let added = tx
                .prepare_cached(
                    "INSERT INTO bestaetigung (anweisung_id, rueckmeldung, datei_sha256, zeile, lauf, inhalt)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (anweisung_id, datei_sha256, zeile) DO NOTHING",
                )?
                .execute(params![
                    b.anweisung_id,
                    b.rueckmeldung.als_str(),
                    datei_sha256,
                    b.zeile as i64,
                    self.lauf,
                    inhalt
                ])?;
            if added > 0 {
                append(&tx, zeit, &self.lauf, "bestaetigung", &inhalt)?;
            }
        }
        tx.commit()
    }

    /// What this run recorded.
    pub fn confirmations_of_run(&self) -> Result<Vec<Bestaetigung>> {
        self.confirmations("lauf = ?1")
    }

    /// The newest rejection of each order that this run and earlier ones recorded.
    pub fn rejections(&self) -> Result<HashMap<String, Bestaetigung>> {
        let said = self.confirmations("lauf <= ?1")?.into_iter();
        let rejections = said.filter(|b| b.rueckmeldung == Rueckmeldung::Zurueckgewiesen);
        Ok(rejections.map(|b| (b.anweisung_id.clone(), b)).collect())
    }

    fn confirmations(&self, which: &str) -> Result<Vec<Bestaetigung>> {
        let query = format!("SELECT inhalt FROM bestaetigung WHERE {which} ORDER BY lauf, anweisung_id, lfd");
        self.records(&query, params![self.lauf])
    }

    /// Remembers which orders a message to the bank contains, as (payment block, order): a bank may answer the message
    /// or a block as a whole.
    pub fn keep_message(&mut self, nachricht_id: &str, enthalten: &[(String, String)]) -> Result<()> {
        let tx = self.db.write()?;
        for (sammler_id, anweisung_id) in enthalten {
            tx.prepare_cached(
                "INSERT INTO nachricht (nachricht_id, sammler_id, anweisung_id) VALUES (?1, ?2, ?3)
                 ON CONFLICT (nachricht_id, anweisung_id) DO NOTHING",
            )?
            .execute(params![nachricht_id, sammler_id, anweisung_id])?;
        }
        tx.commit()
    }

    /// The orders of a message as (payment block, order), in the order of their identity; none if it is not ours.
    pub fn orders_of_message(&self, nachricht_id: &str) -> Result<Vec<(String, String)>> {
        let mut query = self.db.prepare_cached(
            "SELECT sammler_id, anweisung_id FROM nachricht WHERE nachricht_id = ?1 ORDER BY anweisung_id",
        )?;
        let rows = query.query_map(params![nachricht_id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }
}
