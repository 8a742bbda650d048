//! Decisions by people: all stay.

use domain::{Datum, Entscheidung, EntscheidungsArt, Tabelle};
use rusqlite::params;
use serde_json::json;

use crate::journal::append;
use crate::rechnungen::{beleg_text, beleg_zahl};
use crate::{Ledger, Result};

impl Ledger {
    /// Decisions that earlier runs took on what was not settled before this run: prescriptions, orders that came back, and
    /// what was paid without a case and not rebooked since.
    pub fn decisions_before(&self) -> Result<Vec<Entscheidung>> {
        let mut query = self.db.prepare(
            "SELECT d.art, d.pic_nr, d.feld, d.wert, d.bearbeiter, d.zeitpunkt, d.bemerkung, d.datei, d.zeile, d.lauf,
                 d.beleg_id
             FROM entscheidung d LEFT JOIN erledigt e
             ON e.beleg_id = d.beleg_id AND e.pic_nr = d.pic_nr AND e.lauf < ?1
             WHERE d.lauf < ?1 AND (e.lauf IS NULL OR d.art = 'umbuchung') AND NOT EXISTS (
                 SELECT 1 FROM klaerung k WHERE k.anweisung_id = d.feld AND k.lauf < ?1)",
        )?;
        let mut rows = query.query(params![self.lauf])?;
        let mut decisions = Vec::new();
        while let Some(row) = rows.next()? {
            decisions.push(decision(row)?);
        }
        let umgebucht = self.rebooked_before()?;
        let steht_noch_aus = |d: &Entscheidung| !umgebucht.contains(&(d.beleg_id.clone(), d.pic_nr.clone()));
        decisions.retain(|d| d.art != EntscheidungsArt::Umbuchung || steht_noch_aus(d));
        decisions.sort_by(Entscheidung::ordnung);
        Ok(decisions)
    }

    /// Keeps the decisions of one file that this run took, each with an entry in the journal. A repeat adds nothing.
    pub fn keep_decisions(&mut self, datei_sha256: &str, decisions: &[Entscheidung], zeit: &str) -> Result<()> {
        let tx = self.db.write()?;
        for d in decisions {
            let added = tx
                .prepare_cached(
                    "INSERT OR IGNORE INTO entscheidung
                     (datei_sha256, zeile, datei, art, pic_nr, feld, wert, bearbeiter, zeitpunkt, bemerkung, lauf,
                      beleg_id)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
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
                    self.lauf,
                    beleg_zahl(&d.beleg_id)?
                ])?;
            if added > 0 {
                append(&tx, zeit, &self.lauf, "entscheidung", &json!(d).to_string())?;
            }
        }
        tx.commit()
    }
}

pub(crate) fn decision(row: &rusqlite::Row<'_>) -> Result<Entscheidung> {
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
        beleg_id: beleg_text(row.get(10)?),
    })
}
