//! Payment orders: made once, in one transaction with what they settle.

use std::collections::HashMap;

use domain::{Anweisung, AnweisungsRezept, Betrag, Datum, Erledigt, ErledigtesRezept, Rabattstand};
use rusqlite::{Connection, params};
use serde_json::json;
use stage::JournalHead;

use crate::journal::append;
use crate::leistungen::settle_service;
use crate::rechnungen::{beleg_text, beleg_zahl};
use crate::stand::Schrift;
use crate::{Error, Ledger, Result};

/// What the beginning of a pass is called in the journal.
const DURCHGANG: &str = "durchgang";

/// The beginning of a pass as the journal keeps it.
fn durchgang(pass: u32) -> String {
    json!({ "pass": pass }).to_string()
}

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

impl Ledger {
    /// Makes orders, settles what they pay and what this run returns: all of it or nothing. New orders are the next pass of
    /// this run.
    ///
    /// # Errors
    /// What is settled already, or a day of a grant that is paid already, violates a key: the whole transaction is undone.
    pub fn order<E: Erledigt>(&mut self, auftraege: &[Auftrag<E>], abgewiesen: &[E], zeit: &str) -> Result<()> {
        let mut buchung = self.book(zeit)?;
        for auftrag in auftraege {
            buchung.order(&auftrag.anweisung, auftrag.teil)?;
            for posten in &auftrag.posten {
                buchung.settle(Some(&auftrag.anweisung.anweisung_id), posten)?;
            }
        }
        for posten in abgewiesen {
            buchung.settle(None, posten)?;
        }
        buchung.commit()
    }

    /// Begins the one transaction in which this run orders and settles. Nothing of it stays unless it is committed.
    pub fn book(&mut self, zeit: &str) -> Result<Buchung<'_>> {
        let lauf = self.lauf.clone();
        let tx = self.db.write()?;
        let later: bool =
            tx.query_row("SELECT EXISTS (SELECT 1 FROM rechnung WHERE lauf > ?1)", params![lauf], |row| row.get(0))?;
        if !later {
            // A repeat of the newest run may judge anew what it returned; an order stands for ever.
            tx.execute("DELETE FROM nachtrag WHERE lauf = ?1 AND anweisung_id IS NULL", params![lauf])?;
            tx.execute("DELETE FROM erledigt WHERE lauf = ?1 AND anweisung_id IS NULL", params![lauf])?;
        }
        let pass: u32 =
            tx.query_row("SELECT coalesce(max(pass), 0) + 1 FROM durchgang WHERE lauf = ?1", params![lauf], |row| {
                row.get(0)
            })?;
        Ok(Buchung { tx, lauf, zeit: zeit.to_owned(), later, pass, begonnen: false, soll: HashMap::new() })
    }

    /// The orders of this run, in the order of their identity.
    pub fn orders_of_run(&self) -> Result<Vec<Anweisung>> {
        self.records("SELECT zeile FROM anweisung WHERE lauf = ?1 ORDER BY anweisung_id", params![self.lauf])
    }

    /// The journal before that pass of this run was ordered, 0 = before the run ordered at all: what stood there when its
    /// letter was written. None for what was ordered before heads were kept.
    ///
    /// A pass that is not yet ordered has the journal as it is.
    pub fn head_of_pass(&self, pass: u32, ordered: bool) -> Result<Option<JournalHead>> {
        match self.head_before(DURCHGANG, &durchgang(pass))? {
            None if !ordered => self.journal_head(),
            head => Ok(head),
        }
    }

    /// What these orders pay, order by order.
    pub fn paid_by<'a>(&self, anweisungen: impl IntoIterator<Item = &'a Anweisung>) -> Result<Vec<AnweisungsRezept>> {
        let mut query = self.db.prepare_cached(
            "SELECT beleg_id, pic_nr, urteil, netto, nr FROM abrechnung WHERE anweisung_id = ?1 ORDER BY beleg_id, pic_nr",
        )?;
        let mut paid = Vec::new();
        for anweisung in anweisungen {
            let mut rows = query.query(params![anweisung.anweisung_id])?;
            while let Some(row) = rows.next()? {
                let urteil: Bezahlt = serde_json::from_str(row.get_ref(2)?.as_str().map_err(rusqlite::Error::from)?)?;
                let rabatte = [urteil.ap_rabatt, urteil.hs_rabatt];
                // What is claimed back grants no discount: it stands with what was paid.
                let hat_rabatt =
                    rabatte.iter().any(Option::is_some) && (row.get::<_, i64>(4)? == 0 || urteil.rabattstand.is_some());
                paid.push(AnweisungsRezept {
                    anweisung_id: anweisung.anweisung_id.clone(),
                    pic_nr: row.get(1)?,
                    beleg_id: beleg_text(row.get(0)?),
                    aktenzeichen: urteil.aktenzeichen,
                    netto: Betrag::aus_cent(row.get::<_, Option<i64>>(3)?.unwrap_or_default()),
                    rabatt: hat_rabatt.then(|| rabatte.into_iter().flatten().sum()),
                    zahlungsziel: urteil.zahlungsziel,
                    rabattstand: urteil.rabattstand,
                });
            }
        }
        Ok(paid)
    }
}

/// What is read of a verdict that is paid; the discounts are those of prescriptions alone.
#[derive(serde::Deserialize)]
struct Bezahlt {
    aktenzeichen: String,
    ap_rabatt: Option<Betrag>,
    hs_rabatt: Option<Betrag>,
    zahlungsziel: Option<Datum>,
    rabattstand: Option<Rabattstand>,
}

/// A verdict as the ledger keeps it.
///
/// # Errors
/// It cannot be written as JSON.
pub fn verdict<E: Erledigt>(posten: &E) -> Result<String> {
    Ok(serde_json::to_string(posten)?)
}

const SETTLE: &str = "INSERT INTO erledigt (beleg_id, pic_nr, lauf, anweisung_id, netto, urteil) \
                      VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
/// What was returned before stays as it was.
const SETTLE_AGAIN: &str = "INSERT OR IGNORE INTO erledigt (beleg_id, pic_nr, lauf, anweisung_id, netto, urteil) \
                            VALUES (?1, ?2, ?3, ?4, ?5, ?6)";

/// The transaction in which a run orders and settles, posten by posten.
#[derive(Debug)]
pub struct Buchung<'l> {
    pub(crate) tx: Schrift<'l>,
    pub(crate) lauf: String,
    pub(crate) zeit: String,
    later: bool,
    pass: u32,
    /// The journal says that the pass begins.
    begonnen: bool,
    /// For each order what is still to be settled of it: cents and posten.
    soll: HashMap<String, (Betrag, i64)>,
}

impl Buchung<'_> {
    pub(crate) fn db(&self) -> &Connection {
        &self.tx
    }

    pub(crate) fn lauf(&self) -> &str {
        &self.lauf
    }

    /// The pass in which what is ordered now goes out.
    pub fn pass(&self) -> u32 {
        self.pass
    }

    /// Makes an order; what it pays is settled afterwards. One in the place of an order that came back pays what that one
    /// settled.
    ///
    /// # Errors
    /// The order that came back is not known or of another amount, or it was decided before what becomes of it.
    pub fn order(&mut self, a: &Anweisung, teil: u32) -> Result<()> {
        if !a.ersetzt.is_empty() {
            return self.order_anew(a, teil);
        }
        self.insert_order(a, teil)?;
        self.soll.insert(a.anweisung_id.clone(), (a.betrag, i64::from(a.anzahl_rezepte)));
        Ok(())
    }

    pub(crate) fn insert_order(&mut self, a: &Anweisung, teil: u32) -> Result<()> {
        self.begin_pass()?;
        let zeile = json!(a).to_string();
        self.tx
            .prepare_cached(
                "INSERT INTO anweisung (anweisung_id, beleg_id, teil, lauf, betrag, zeile) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![a.anweisung_id, beleg_zahl(&a.beleg_id)?, teil, self.lauf, a.betrag.cent(), zeile])?;
        self.write_in_this_pass(&a.anweisung_id)?;
        append(&self.tx, &self.zeit, &self.lauf, "anweisung", &zeile)
    }

    /// Puts an order into this pass: a new one, or one of an earlier run that stands in no file.
    pub fn write_in_this_pass(&mut self, anweisung_id: &str) -> Result<()> {
        self.begin_pass()?;
        self.tx
            .prepare_cached("INSERT INTO durchgang (lauf, anweisung_id, pass) VALUES (?1, ?2, ?3)")?
            .execute(params![self.lauf, anweisung_id, self.pass])?;
        Ok(())
    }

    fn begin_pass(&mut self) -> Result<()> {
        if !std::mem::replace(&mut self.begonnen, true) {
            append(&self.tx, &self.zeit, &self.lauf, DURCHGANG, &durchgang(self.pass))?;
        }
        Ok(())
    }

    /// Says in the journal where a run that orders nothing would have begun to.
    fn begin_nothing(&self) -> Result<()> {
        let begun = "SELECT EXISTS (SELECT 1 FROM journal WHERE lauf = ?1 AND was = ?2)";
        if self.begonnen || self.tx.query_row(begun, params![self.lauf, DURCHGANG], |row| row.get(0))? {
            return Ok(());
        }
        append(&self.tx, &self.zeit, &self.lauf, DURCHGANG, &durchgang(0))
    }

    /// Settles a posten: an order pays it, or it is returned. What a later run exists for is not judged anew.
    pub fn settle<E: Erledigt>(&mut self, anweisung_id: Option<&str>, posten: &E) -> Result<()> {
        self.settle_as(anweisung_id, posten, &verdict(posten)?)
    }

    /// Settles a posten whose [`verdict`] is at hand.
    pub fn settle_as<E: Erledigt>(&mut self, anweisung_id: Option<&str>, posten: &E, urteil: &str) -> Result<()> {
        if let Some(id) = anweisung_id {
            let (betrag, anzahl) =
                self.soll.get_mut(id).ok_or_else(|| Error::refused(format!("{id} is no order of this transaction")))?;
            *betrag -= posten.netto().unwrap_or_default();
            *anzahl -= 1;
        }
        if let Some(bisher) = posten.bisher() {
            let (bisher, netto) = (bisher.cent(), posten.netto().unwrap_or_default().cent());
            let blatt = (beleg_zahl(posten.beleg_id())?, posten.posten());
            return self.settle_anew(blatt, anweisung_id, (bisher, netto), urteil);
        }
        let settle = if anweisung_id.is_none() && self.later { SETTLE_AGAIN } else { SETTLE };
        let added = self.tx.prepare_cached(settle)?.execute(params![
            beleg_zahl(posten.beleg_id())?,
            posten.posten(),
            self.lauf,
            anweisung_id,
            posten.netto().map(Betrag::cent),
            urteil
        ])?;
        match posten.leistung() {
            Some(leistung) if added > 0 => settle_service(&self.tx, &self.lauf, anweisung_id, leistung),
            _ => Ok(()),
        }
    }

    /// Commits, if each new order is the sum of what it settles.
    ///
    /// # Errors
    /// An order is not what its posten give, or the disk: nothing of the transaction stays.
    pub fn commit(self) -> Result<()> {
        if let Some((id, (betrag, anzahl))) = self.soll.iter().find(|(_, rest)| **rest != (Betrag::NULL, 0)) {
            return Err(Error::refused(format!(
                "order {id} is not what it pays: {betrag} EUR and {anzahl} posten left"
            )));
        }
        self.begin_nothing()?;
        self.tx.commit()
    }
}
