//! What was paid for accident cases.

use domain::Betrag;
use rusqlite::params;

use crate::nachtraege::LATEST_VERDICT;
use crate::{Ledger, Result};

/// What earlier runs ordered for one case in one year, less what they claim back.
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
    /// What runs before this one ordered for each case, year by year. What was decided afterwards counts for the case of
    /// the last verdict, and what was paid without a case for that on which an earlier run rebooked it.
    pub fn costs_before(&self) -> Result<Vec<Fallkosten>> {
        let umgebucht = if self.has("umbuchung")? {
            "(SELECT u.aktenzeichen FROM umbuchung u WHERE u.beleg_id = a.beleg_id AND u.pic_nr = a.pic_nr AND u.lauf < ?1)"
        } else {
            "NULL"
        };
        let mut query = self.db.prepare(&format!(
            "SELECT coalesce(nullif(json_extract({LATEST_VERDICT}, '$.aktenzeichen'), ''), {umgebucht}, '') AS fall,
                 CAST(substr(a.lauf, 1, 4) AS INTEGER) AS jahr, SUM(a.netto)
             FROM abrechnung a WHERE a.netto IS NOT NULL AND a.lauf < ?1 AND fall <> ''
             GROUP BY fall, jahr ORDER BY fall, jahr"
        ))?;
        let costs = query.query_map(params![self.lauf], |row| {
            let netto = Betrag::aus_cent(row.get(2)?);
            Ok(Fallkosten { aktenzeichen: row.get(0)?, jahr: row.get(1)?, netto })
        })?;
        Ok(costs.collect::<rusqlite::Result<_>>()?)
    }
}
