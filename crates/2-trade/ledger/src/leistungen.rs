//! Care services: which days of a grant are paid, and what the pilot phase brought.

use std::collections::BTreeSet;

use domain::{Anweisung, Betrag, BezahlteLeistung, Datum, ErledigteLeistung, Leistungscode, Menge, Tabelle};
use rusqlite::{OptionalExtension, Row, Transaction, params};

use crate::rechnungen::{beleg_text, beleg_zahl};
use crate::{Ledger, Result};

/// A line of a pilot invoice that an earlier run checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pilotzeile {
    /// The facility.
    pub le_nr: String,
    /// Month billed, `JJJJ-MM`.
    pub abrechnungsmonat: String,
    /// Amount accepted in euro.
    pub betrag: Betrag,
    /// Final code.
    pub code: Leistungscode,
    /// Identity of the line with which a chain of corrections began.
    pub stamm: String,
}

impl Ledger {
    /// What orders of earlier runs pay for these grants, and what was claimed back of it.
    pub fn paid_services(&self, bewilligungen: &BTreeSet<&str>) -> Result<Vec<BezahlteLeistung>> {
        let mut query = self.db.prepare_cached(
            "SELECT bewilligung_nr, von, bis, abrechnungsmonat, menge, betrag, posten, stamm, beleg_id FROM leistung
             WHERE bezahlt = 1 AND bewilligung_nr = ?1 AND lauf < ?2
             UNION ALL
             SELECT bewilligung_nr, von, bis, abrechnungsmonat, menge, betrag, posten, stamm, beleg_id FROM leistung
             WHERE betrag < 0 AND bewilligung_nr = ?1 AND lauf < ?2",
        )?;
        let mut bezahlt: Vec<BezahlteLeistung> = Vec::new();
        for nummer in bewilligungen {
            for leistung in query.query_map(params![nummer, self.lauf], paid)? {
                bezahlt.push(leistung?);
            }
        }
        bezahlt.sort_by(Tabelle::ordnung);
        Ok(bezahlt)
    }

    /// Identity of the line with which the chain of corrections of a settled line began; none if no earlier run settled a
    /// line of that name. Of several the paid one counts.
    pub fn root_of(&self, posten: &str) -> Result<Option<String>> {
        let mut query = self.db.prepare_cached(
            "SELECT stamm FROM leistung WHERE posten = ?1 AND lauf < ?2 ORDER BY bezahlt DESC, beleg_id LIMIT 1",
        )?;
        Ok(query.query_row(params![posten, self.lauf], |row| row.get(0)).optional()?)
    }

    /// The orders that earlier runs made: what [`paid_services`](Self::paid_services) depends on.
    pub fn orders_before(&self) -> Result<Vec<Anweisung>> {
        self.records("SELECT zeile FROM anweisung WHERE lauf < ?1 ORDER BY anweisung_id", params![self.lauf])
    }

    /// The lines of pilot invoices that earlier runs checked, in the order of month and line.
    pub fn pilot_lines_before(&self) -> Result<Vec<Pilotzeile>> {
        let settled: Vec<ErledigteLeistung> = self.records(
            "SELECT e.urteil FROM leistung l JOIN erledigt e ON e.beleg_id = l.beleg_id AND e.pic_nr = l.posten
             WHERE l.pilot = 1 AND l.lauf < ?1 ORDER BY l.abrechnungsmonat, l.beleg_id, l.posten",
            params![self.lauf],
        )?;
        let line = |zeile: ErledigteLeistung| Pilotzeile {
            le_nr: zeile.le_nr,
            abrechnungsmonat: zeile.abrechnungsmonat,
            betrag: zeile.betrag_anerkannt,
            code: zeile.code,
            stamm: zeile.stamm,
        };
        Ok(settled.into_iter().map(line).collect())
    }
}

fn paid(row: &Row<'_>) -> rusqlite::Result<BezahlteLeistung> {
    let unreadable = |index: usize| {
        rusqlite::Error::FromSqlConversionFailure(index, rusqlite::types::Type::Text, "not as it was written".into())
    };
    let day = |index: usize| -> rusqlite::Result<Datum> {
        domain::datum::aus_iso(&row.get::<_, String>(index)?).ok_or_else(|| unreadable(index))
    };
    Ok(BezahlteLeistung {
        bewilligung_nr: row.get(0)?,
        von: day(1)?,
        bis: day(2)?,
        abrechnungsmonat: row.get(3)?,
        menge: row.get::<_, String>(4)?.parse::<Menge>().map_err(|_| unreadable(4))?,
        betrag: Betrag::aus_cent(row.get(5)?),
        posten: row.get(6)?,
        stamm: row.get(7)?,
        beleg_id: beleg_text(row.get(8)?),
    })
}

/// Keeps the service of a line that is settled within the caller's transaction. The schema refuses a day of a grant
/// that is paid already.
pub(crate) fn settle_service(
    tx: &Transaction<'_>,
    lauf: &str,
    anweisung_id: Option<&str>,
    leistung: &ErledigteLeistung,
) -> Result<()> {
    let paid = anweisung_id.is_some() && leistung.netto.is_some_and(|netto| netto > Betrag::NULL);
    tx.prepare_cached(
        "INSERT INTO leistung (beleg_id, posten, bewilligung_nr, von, bis, abrechnungsmonat, menge, betrag, stamm, pilot,
         bezahlt, lauf) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )?
    .execute(params![
        beleg_zahl(&leistung.beleg_id)?,
        leistung.posten,
        leistung.bewilligung_nr,
        leistung.von.to_string(),
        leistung.bis.to_string(),
        leistung.abrechnungsmonat,
        leistung.menge_anerkannt.to_string(),
        leistung.betrag_anerkannt.cent(),
        leistung.stamm,
        leistung.pilot.ist_ja(),
        paid,
        lauf,
    ])?;
    Ok(())
}
