//! Orders that came back: rejected by a bank, or returned after they were paid. Each is open money until it is ordered
//! anew or given up, which happens once.
//!
//! What was said last counts, by its day: a rejection of the day of a confirmation, or of a later one, is a return.

use std::collections::BTreeMap;

use domain::{Anweisung, AnweisungsRezept, Bestaetigung, Verzicht};
use rusqlite::params;
use serde_json::json;

use crate::anweisungen::Buchung;
use crate::journal::append;
use crate::{Error, Ledger, Result};

/// An order that came back, and what was said last of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Ruecklauf {
    /// The order.
    pub anweisung: Anweisung,
    /// The newest rejection.
    pub zurueckweisung: Bestaetigung,
}

/// What became of an order that came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Klaerung {
    /// Business date of the run.
    pub lauf: String,
    /// The order in its place; none = it was given up.
    pub neu: Option<String>,
}

/// Rejections that count, up to which run they were recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gesagt {
    /// In runs before this one.
    Vorher,
    /// In this run, too.
    Bisher,
}

/// The day of a row of `bestaetigung` of that alias.
fn am(alias: &str) -> String {
    format!("json_extract({alias}.inhalt, '$.bestaetigt_am')")
}

/// Condition that order `a` is confirmed and did not come back, by rows of runs up to `?1`; `vor` is `<` or `<=`.
pub(crate) fn bezahlt(vor: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM bestaetigung c WHERE c.anweisung_id = a.anweisung_id AND c.rueckmeldung = 'bestaetigt'
             AND c.lauf {vor} ?1 AND NOT EXISTS (
                 SELECT 1 FROM bestaetigung z WHERE z.anweisung_id = a.anweisung_id
                 AND z.rueckmeldung = 'zurueckgewiesen' AND z.lauf {vor} ?1 AND {} >= {}))",
        am("z"),
        am("c")
    )
}

/// Condition that it was decided, in runs up to `?1`, what becomes of order `a`.
pub(crate) fn geklaert(vor: &str) -> String {
    format!("EXISTS (SELECT 1 FROM klaerung k WHERE k.anweisung_id = a.anweisung_id AND k.lauf {vor} ?1)")
}

impl Ledger {
    /// Orders that came back and of which no earlier run decided what becomes of them, in the order of their identity. What
    /// this run decided is among them, so that a repeat sees what the run saw.
    pub fn returned(&self, gesagt: Gesagt) -> Result<Vec<Ruecklauf>> {
        let vor = if gesagt == Gesagt::Vorher { "<" } else { "<=" };
        self.returned_where(vor, &geklaert("<"))
    }

    /// Orders that came back and of which nobody has decided what becomes of them, this run included.
    pub fn open_returns(&self) -> Result<Vec<Ruecklauf>> {
        self.returned_where("<=", &geklaert("<="))
    }

    /// Orders that came back and of which no run has decided what becomes of them, a later one neither: where an earlier run
    /// is repeated, what was done since stands.
    pub fn undecided_returns(&self) -> Result<Vec<Ruecklauf>> {
        self.returned_where("<=", "EXISTS (SELECT 1 FROM klaerung k WHERE k.anweisung_id = a.anweisung_id)")
    }

    fn returned_where(&self, vor: &str, geklaert: &str) -> Result<Vec<Ruecklauf>> {
        let mut query = self.db.prepare(&format!(
            "SELECT a.zeile, z.inhalt FROM bestaetigung z JOIN anweisung a USING (anweisung_id)
             WHERE z.rueckmeldung = 'zurueckgewiesen' AND z.lauf {vor} ?1 AND a.lauf <= ?1
             AND NOT {} AND NOT {geklaert} ORDER BY a.anweisung_id, {}, z.lfd",
            bezahlt(vor),
            am("z")
        ))?;
        let mut rows = query.query(params![self.lauf])?;
        let mut newest: BTreeMap<String, Ruecklauf> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let anweisung: Anweisung = serde_json::from_str(&row.get::<_, String>(0)?)?;
            let zurueckweisung = serde_json::from_str(&row.get::<_, String>(1)?)?;
            newest.insert(anweisung.anweisung_id.clone(), Ruecklauf { anweisung, zurueckweisung });
        }
        Ok(newest.into_values().collect())
    }

    /// What became of an order that came back, if this run or an earlier one decided it.
    pub(crate) fn clearing(&self, anweisung_id: &str) -> Result<Option<Klaerung>> {
        let mut query =
            self.db.prepare_cached("SELECT lauf, neu FROM klaerung WHERE anweisung_id = ?1 AND lauf <= ?2")?;
        let mut rows = query.query(params![anweisung_id, self.lauf])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        Ok(Some(Klaerung { lauf: row.get(0)?, neu: row.get(1)? }))
    }

    /// What an order pays: what it settled itself, or what the first of those settled in whose place it was made.
    pub fn paid_through(&self, anweisung: &Anweisung) -> Result<Vec<AnweisungsRezept>> {
        let mut query = self.db.prepare_cached("SELECT zeile FROM anweisung WHERE anweisung_id = ?1")?;
        let mut first = anweisung.clone();
        while !first.ersetzt.is_empty() {
            let zeile: String = query.query_row(params![first.ersetzt], |row| row.get(0))?;
            first = serde_json::from_str(&zeile)?;
        }
        self.paid_by([&first])
    }

    /// The orders that this run gave up, in the order of their identity.
    pub fn given_up(&self) -> Result<Vec<Verzicht>> {
        let query = "SELECT verzicht FROM klaerung WHERE lauf = ?1 AND verzicht IS NOT NULL ORDER BY anweisung_id";
        self.records(query, params![self.lauf])
    }
}

impl Buchung<'_> {
    /// Makes an order in the place of one that came back: over the same amount, for what that one settled.
    ///
    /// # Errors
    /// The order that came back is not known, is another invoice's or of another amount, or it was decided before what
    /// becomes of it.
    pub(crate) fn order_anew(&mut self, a: &Anweisung, teil: u32) -> Result<()> {
        let same: bool = self
            .tx
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM anweisung WHERE anweisung_id = ?1 AND betrag = ?2
                     AND json_extract(zeile, '$.beleg_id') = ?3 AND json_extract(zeile, '$.anzahl_rezepte') = ?4)",
            )?
            .query_row(params![a.ersetzt, a.betrag.cent(), a.beleg_id, a.anzahl_rezepte], |row| row.get(0))?;
        if !same {
            return Err(Error::refused(format!("order {} is not over what {} was", a.anweisung_id, a.ersetzt)));
        }
        self.insert_order(a, teil)?;
        self.clear(&a.ersetzt, Some(&a.anweisung_id), None)
    }

    /// Gives up an order that came back.
    ///
    /// # Errors
    /// It was decided before what becomes of it.
    pub fn give_up(&mut self, verzicht: &Verzicht) -> Result<()> {
        let zeile = json!(verzicht).to_string();
        append(&self.tx, &self.zeit, &self.lauf, "verzicht", &zeile)?;
        self.clear(&verzicht.anweisung_id, None, Some(&zeile))
    }

    fn clear(&mut self, anweisung_id: &str, neu: Option<&str>, verzicht: Option<&str>) -> Result<()> {
        self.tx
            .prepare_cached("INSERT INTO klaerung (anweisung_id, lauf, neu, verzicht) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![anweisung_id, self.lauf, neu, verzicht])?;
        Ok(())
    }
}
