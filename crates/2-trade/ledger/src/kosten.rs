//! What was paid for accident cases.

use domain::Betrag;
use rusqlite::params;

use crate::{Ledger, Result};

/// What was paid without a case counts to that on which an earlier run rebooked it, in the year of the payment.
const UMGEBUCHT: &str = "UNION ALL SELECT u.aktenzeichen, e.lauf, e.netto FROM umbuchung u
    JOIN erledigt e ON e.beleg_id = u.beleg_id AND e.pic_nr = u.pic_nr
    WHERE e.anweisung_id IS NOT NULL AND u.lauf < ?1 AND u.aktenzeichen <> ''";

/// What earlier runs ordered for one case in one year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fallkosten {
    /// File number of the case, 9 digits.
    pub aktenzeichen: String,
    /// Year in which it was ordered.
    pub jahr: u32,
    /// Net in euro.
    pub netto: Betrag,
}

impl Ledger {
    /// What runs before this one ordered for each case, or rebooked on it, year by year.
    pub fn costs_before(&self) -> Result<Vec<Fallkosten>> {
        let umgebucht = if self.has("umbuchung")? { UMGEBUCHT } else { "" };
        let mut query = self.db.prepare(&format!(
            "SELECT fall, CAST(substr(lauf, 1, 4) AS INTEGER) AS jahr, SUM(netto) FROM (
                 SELECT json_extract(urteil, '$.aktenzeichen') AS fall, lauf, netto
                 FROM erledigt WHERE anweisung_id IS NOT NULL AND lauf < ?1 AND fall <> '' {umgebucht})
             GROUP BY fall, jahr ORDER BY fall, jahr"
        ))?;
        let costs = query.query_map(params![self.lauf], |row| {
            let netto = Betrag::aus_cent(row.get(2)?);
            Ok(Fallkosten { aktenzeichen: row.get(0)?, jahr: row.get(1)?, netto })
        })?;
        Ok(costs.collect::<rusqlite::Result<_>>()?)
    }
}
