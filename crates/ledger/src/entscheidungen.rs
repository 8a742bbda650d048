//! Decisions by people: all stay.

use domain::{Datum, Entscheidung};
use rusqlite::params;
use serde_json::json;

use crate::journal::append;
use crate::{Ledger, Result};

impl Ledger {
    /// Decisions that earlier runs took, on any prescription, in the order of `Entscheidung`.
    pub fn decisions_before(&self, wanted: impl Fn(&str) -> bool) -> Result<Vec<Entscheidung>> {
        let mut query = self.db.prepare(
            "SELECT art, pic_nr, feld, wert, bearbeiter, zeitpunkt, bemerkung, datei, zeile, lauf
             FROM entscheidung WHERE lauf < ?1",
        )?;
        let mut rows = query.query(params![self.lauf])?;
        let mut decisions = Vec::new();
        while let Some(row) = rows.next()? {
            if wanted(row.get_ref(1)?.as_str().unwrap_or_default()) {
                decisions.push(decision(row)?);
            }
        }
        Ok(decisions)
    }

    /// Keeps the decisions of one file that this run took, each with an entry in the journal. A repeat adds nothing.
    pub fn keep_decisions(&mut self, datei_sha256: &str, decisions: &[Entscheidung], zeit: &str) -> Result<()> {
        let tx = self.db.transaction()?;
        for d in decisions {
            let added = tx
                .prepare_cached(
                    "INSERT OR IGNORE INTO entscheidung
                     (datei_sha256, zeile, datei, art, pic_nr, feld, wert, bearbeiter, zeitpunkt, bemerkung, lauf)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                )?
                .execute(params![
                    datei_sha256,
                    d.zeile as i64,
                    d.datei,
                    d.art.als_str(),
                    d.pic_nr,
                    d.feld,
                    d.wert,
                    d.bearbeiter,
                    d.zeitpunkt,
                    d.bemerkung,
                    self.lauf
                ])?;
            if added > 0 {
                append(&tx, zeit, &self.lauf, "entscheidung", &json!(d).to_string())?;
            }
        }
        Ok(tx.commit()?)
    }
}

fn decision(row: &rusqlite::Row<'_>) -> Result<Entscheidung> {
    let text = |index: usize| row.get::<_, String>(index);
    let unreadable = |index: usize, what: String| {
        rusqlite::Error::FromSqlConversionFailure(index, rusqlite::types::Type::Text, what.into())
    };
    Ok(Entscheidung {
        art: text(0)?.parse().map_err(|e| unreadable(0, e))?,
        pic_nr: text(1)?,
        feld: text(2)?,
        wert: text(3)?,
        bearbeiter: text(4)?,
        zeitpunkt: text(5)?,
        bemerkung: text(6)?,
        datei: text(7)?,
        zeile: row.get::<_, i64>(8)?.unsigned_abs(),
        lauf: text(9)?.parse::<Datum>().map_err(|e| unreadable(9, e.to_string()))?,
    })
}
