//! What payers and banks say of payment orders: recorded once, and it stays.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{Anweisung, Bestaetigung, Rueckmeldung};
use rusqlite::{OptionalExtension, params};
use serde_json::json;

use crate::journal::append;
use crate::ruecklauf::{Klaerung, bezahlt, geklaert};
use crate::{Ledger, Result};

/// Something said of an order, with the file that said it.
#[derive(Clone, Debug, PartialEq)]
pub struct NeueRueckmeldung {
    /// SHA-256 of the file.
    pub datei_sha256: String,
    /// What it said, and where in the file.
    pub bestaetigung: Bestaetigung,
}

/// An order, and what was said of it in this run and earlier ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Auftragsstand {
    /// The order.
    pub anweisung: Anweisung,
    /// What confirmed it.
    pub bestaetigt: Option<NeueRueckmeldung>,
    /// What rejected it or gave it back, in the order in which it was recorded.
    pub zurueckgewiesen: Vec<NeueRueckmeldung>,
    /// What became of it after it came back.
    pub geklaert: Option<Klaerung>,
}

impl Auftragsstand {
    /// The newest rejection, if the order came back: nothing of a later day confirms it.
    pub fn ruecklauf(&self) -> Option<&Bestaetigung> {
        let newest = self.zurueckgewiesen.iter().map(|z| &z.bestaetigung).max_by_key(|z| z.bestaetigt_am)?;
        let paid = self.bestaetigt.as_ref().is_some_and(|b| b.bestaetigung.bestaetigt_am > newest.bestaetigt_am);
        (!paid).then_some(newest)
    }
}

/// An order in a message to a bank.
#[derive(Clone, Debug, PartialEq)]
pub struct Enthalten {
    /// The message.
    pub nachricht_id: String,
    /// Its payment block.
    pub sammler_id: String,
    /// The order.
    pub anweisung: Anweisung,
}

impl Ledger {
    /// Orders of this run and earlier ones whose money no earlier run saw leave for good, in the order of their identity:
    /// neither confirmed, nor ordered anew or given up.
    pub fn unconfirmed_before(&self) -> Result<Vec<Anweisung>> {
        self.orders_without("<")
    }

    /// Those that are neither confirmed by what this run and earlier ones recorded, nor ordered anew or given up.
    pub fn unconfirmed(&self) -> Result<Vec<Anweisung>> {
        self.orders_without("<=")
    }

    fn orders_without(&self, vor: &str) -> Result<Vec<Anweisung>> {
        let query = format!(
            "SELECT a.zeile FROM anweisung a WHERE a.lauf <= ?1 AND NOT {} AND NOT {} ORDER BY a.anweisung_id",
            bezahlt(vor),
            geklaert("<=")
        );
        self.records(&query, params![self.lauf])
    }

    /// The orders of that name that this run or an earlier one made; others are unknown.
    pub fn order_states<'a>(&self, ids: BTreeSet<&'a str>) -> Result<HashMap<&'a str, Auftragsstand>> {
        let mut order = self.db.prepare("SELECT zeile FROM anweisung WHERE anweisung_id = ?1 AND lauf <= ?2")?;
        let mut states = HashMap::new();
        for id in ids {
            let Some(zeile) = order.query_row(params![id, self.lauf], |row| row.get::<_, String>(0)).optional()? else {
                continue;
            };
            let (zurueckgewiesen, bestaetigt): (Vec<_>, Vec<_>) = self
                .said_of(id)?
                .into_iter()
                .partition(|b| b.bestaetigung.rueckmeldung == Rueckmeldung::Zurueckgewiesen);
            states.insert(
                id,
                Auftragsstand {
                    anweisung: serde_json::from_str(&zeile)?,
                    bestaetigt: bestaetigt.into_iter().next(),
                    zurueckgewiesen,
                    geklaert: self.clearing(id)?,
                },
            );
        }
        Ok(states)
    }

    /// What this run and earlier ones recorded of an order, in that order.
    fn said_of(&self, anweisung_id: &str) -> Result<Vec<NeueRueckmeldung>> {
        let mut query = self.db.prepare_cached(
            "SELECT datei_sha256, inhalt FROM bestaetigung WHERE anweisung_id = ?1 AND lauf <= ?2 ORDER BY lauf, lfd",
        )?;
        let mut rows = query.query(params![anweisung_id, self.lauf])?;
        let mut said = Vec::new();
        while let Some(row) = rows.next()? {
            let inhalt: String = row.get(1)?;
            said.push(NeueRueckmeldung { datei_sha256: row.get(0)?, bestaetigung: serde_json::from_str(&inhalt)? });
        }
        Ok(said)
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

    /// The orders of the messages and payment blocks of these names, in the order of their identity; none of others' names.
    pub fn contained<'a>(&self, ids: impl IntoIterator<Item = &'a str>) -> Result<Vec<Enthalten>> {
        let mut query = self.db.prepare_cached(
            "SELECT n.nachricht_id, n.sammler_id, a.zeile FROM nachricht n JOIN anweisung a USING (anweisung_id)
             WHERE (n.nachricht_id = ?1 OR n.sammler_id = ?1) AND a.lauf <= ?2 ORDER BY n.anweisung_id",
        )?;
        let mut contained: BTreeMap<(String, String), Enthalten> = BTreeMap::new();
        for id in ids {
            let mut rows = query.query(params![id, self.lauf])?;
            while let Some(row) = rows.next()? {
                let anweisung: Anweisung = serde_json::from_str(&row.get::<_, String>(2)?)?;
                let (nachricht_id, sammler_id): (String, String) = (row.get(0)?, row.get(1)?);
                let key = (anweisung.anweisung_id.clone(), nachricht_id.clone());
                contained.insert(key, Enthalten { nachricht_id, sammler_id, anweisung });
            }
        }
        Ok(contained.into_values().collect())
    }
}
