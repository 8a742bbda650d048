//! Payment orders: made once, in one transaction with what they settle.

use std::collections::{HashMap, HashSet};

use domain::{Anweisung, AnweisungsRezept, Betrag, Datum, Erledigt, ErledigtesRezept, Rabattstand};
use rusqlite::{TransactionBehavior, params};
use serde_json::json;

use crate::journal::append;
use crate::leistungen::settle_service;
use crate::rechnungen::{beleg_text, beleg_zahl};
use crate::{Error, Ledger, Result};

/// A new order with what it settles: prescriptions, or lines of a facility's invoice.
#[derive(Clone, Debug)]
pub struct Auftrag<E = ErledigtesRezept> {
    /// The order.
    pub anweisung: Anweisung,
    /// Which part of the invoice it is, from 1.
    pub teil: u32,
    /// What it settles, each with its verdict.
    pub posten: Vec<E>,
}

/// What the ledger knows of orders and settled prescriptions, whichever run made them.
#[derive(Clone, Debug, Default)]
pub struct Bestand {
    /// Orders of this run, in the order of their identity.
    pub anweisungen: Vec<Anweisung>,
    /// What they pay; `pic_nr` is the name of the line where they pay a facility.
    pub rezepte: Vec<AnweisungsRezept>,
    /// Parts ordered so far per invoice, by any run.
    pub teile: HashMap<String, u32>,
    /// (Beleg-ID, PicNr or line) of everything that any order pays, or that another run returned.
    pub erledigt: HashSet<(String, String)>,
}

impl Ledger {
    /// Orders and settled prescriptions of the invoices named, and all orders of this run.
    pub fn orders<'a>(&self, belege: impl IntoIterator<Item = &'a str>) -> Result<Bestand> {
        let mut bestand = Bestand { anweisungen: self.orders_of_run()?, ..Bestand::default() };
        for anweisung in &bestand.anweisungen {
            bestand.rezepte.extend(self.paid_by(anweisung)?);
        }
        let mut teile = self.db.prepare("SELECT coalesce(max(teil), 0) FROM anweisung WHERE beleg_id = ?1")?;
        let mut erledigt = self
            .db
            .prepare("SELECT pic_nr FROM erledigt WHERE beleg_id = ?1 AND (anweisung_id IS NOT NULL OR lauf <> ?2)")?;
        for beleg in belege {
            let id = beleg_zahl(beleg)?;
            bestand.teile.insert(beleg.to_owned(), teile.query_row(params![id], |row| row.get(0))?);
            for pic_nr in erledigt.query_map(params![id, self.lauf], |row| row.get(0))? {
                bestand.erledigt.insert((beleg.to_owned(), pic_nr?));
            }
        }
        Ok(bestand)
    }

    /// Makes orders, settles what they pay and what this run returns: all of it or nothing.
    ///
    /// # Errors
    /// What is settled already, or a day of a grant that is paid already, violates a key: the whole transaction is undone.
    pub fn order<E: Erledigt>(&mut self, auftraege: &[Auftrag<E>], abgewiesen: &[E], zeit: &str) -> Result<()> {
        let lauf = self.lauf.clone();
        let tx = self.db.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let later: bool =
            tx.query_row("SELECT EXISTS (SELECT 1 FROM rechnung WHERE lauf > ?1)", params![lauf], |row| row.get(0))?;
        if !later {
            // A repeat of the newest run may judge anew what it returned; an order stands for ever.
            tx.execute("DELETE FROM erledigt WHERE lauf = ?1 AND anweisung_id IS NULL", params![lauf])?;
        }
        for auftrag in auftraege {
            let a = &auftrag.anweisung;
            let paid: Betrag = auftrag.posten.iter().filter_map(Erledigt::netto).sum();
            if paid != a.betrag || auftrag.posten.len() != a.anzahl_rezepte as usize {
                return Err(Error::refused(format!("order {} of {} pays {paid}", a.anweisung_id, a.betrag)));
            }
            tx.execute(
                "INSERT INTO anweisung (anweisung_id, beleg_id, teil, lauf, betrag, zeile) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![a.anweisung_id, beleg_zahl(&a.beleg_id)?, auftrag.teil, lauf, a.betrag.cent(), json!(a).to_string()],
            )?;
            for posten in &auftrag.posten {
                settle(&tx, &lauf, Some(&a.anweisung_id), posten, false)?;
            }
            append(&tx, zeit, &lauf, "anweisung", &json!(a).to_string())?;
        }
        for posten in abgewiesen {
            settle(&tx, &lauf, None, posten, later)?;
        }
        Ok(tx.commit()?)
    }

    fn orders_of_run(&self) -> Result<Vec<Anweisung>> {
        self.records("SELECT zeile FROM anweisung WHERE lauf = ?1 ORDER BY anweisung_id", params![self.lauf])
    }

    fn paid_by(&self, anweisung: &Anweisung) -> Result<Vec<AnweisungsRezept>> {
        let mut query = self
            .db
            .prepare_cached("SELECT beleg_id, pic_nr, urteil FROM erledigt WHERE anweisung_id = ?1 ORDER BY pic_nr")?;
        let mut rows = query.query(params![anweisung.anweisung_id])?;
        let mut paid = Vec::new();
        while let Some(row) = rows.next()? {
            let urteil: Bezahlt = serde_json::from_str(&row.get::<_, String>(2)?)?;
            let rabatte = [urteil.ap_rabatt, urteil.hs_rabatt];
            paid.push(AnweisungsRezept {
                anweisung_id: anweisung.anweisung_id.clone(),
                pic_nr: row.get(1)?,
                beleg_id: beleg_text(row.get(0)?),
                aktenzeichen: urteil.aktenzeichen,
                netto: urteil.netto.unwrap_or_default(),
                rabatt: rabatte.iter().any(Option::is_some).then(|| rabatte.into_iter().flatten().sum()),
                zahlungsziel: urteil.zahlungsziel,
                rabattstand: urteil.rabattstand,
            });
        }
        Ok(paid)
    }
}

/// What is read of a verdict that is paid; the discounts are those of prescriptions alone.
#[derive(serde::Deserialize)]
struct Bezahlt {
    aktenzeichen: String,
    netto: Option<Betrag>,
    ap_rabatt: Option<Betrag>,
    hs_rabatt: Option<Betrag>,
    zahlungsziel: Option<Datum>,
    rabattstand: Option<Rabattstand>,
}

fn settle<E: Erledigt>(
    tx: &rusqlite::Transaction<'_>,
    lauf: &str,
    anweisung_id: Option<&str>,
    posten: &E,
    keep_older: bool,
) -> Result<()> {
    let insert = if keep_older { "INSERT OR IGNORE" } else { "INSERT" };
    let added = tx
        .prepare_cached(&format!(
            "{insert} INTO erledigt (beleg_id, pic_nr, lauf, anweisung_id, netto, urteil) VALUES (?1, ?2, ?3, ?4, ?5, ?6)"
        ))?
        .execute(params![
            beleg_zahl(posten.beleg_id())?,
            posten.posten(),
            lauf,
            anweisung_id,
            posten.netto().map(Betrag::cent),
            serde_json::to_string(posten)?
        ])?;
    match posten.leistung() {
        Some(leistung) if added > 0 => settle_service(tx, lauf, anweisung_id, leistung),
        _ => Ok(()),
    }
}
