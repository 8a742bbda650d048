//! Accounts that orders were paid to. Nothing is kept for it: orders and decisions say all.

use domain::Anweisung;
use rusqlite::params;

use crate::{Ledger, Result};

impl Ledger {
    /// Orders of earlier runs in the order in which they were made, each with whether people released its account.
    pub fn accounts_before(&self) -> Result<Vec<(Anweisung, bool)>> {
        let mut query = self.db.prepare(
            "SELECT a.zeile, EXISTS (
                 SELECT 1 FROM entscheidung d JOIN rezept z ON z.pic_nr = d.pic_nr
                 WHERE z.beleg_id = a.beleg_id AND d.art = 'freigabe' AND d.feld = 'konto')
             FROM anweisung a WHERE a.lauf < ?1 ORDER BY a.lauf, a.anweisung_id",
        )?;
        let mut rows = query.query(params![self.lauf])?;
        let mut orders = Vec::new();
        while let Some(row) = rows.next()? {
            orders.push((serde_json::from_str(&row.get::<_, String>(0)?)?, row.get(1)?));
        }
        Ok(orders)
    }
}
