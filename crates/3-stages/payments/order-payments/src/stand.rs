//! An invoice by itself: what it comes to before anything is decided, and what of it is settled once all is.

use std::collections::{BTreeMap, HashSet};

use domain::{AnweisungsRezept, Betrag, Datum, Erledigt, Tabelle};
use ledger::Vermerk;

use crate::{Lage, Posten, Zahlung};

/// What an invoice comes to today. It is all that is kept of an invoice while the others are read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Belegstand {
    /// Parts ordered so far, by any run.
    pub teile: u32,
    /// Number of parts that are released and not settled.
    pub frei: u32,
    /// What they come to in euro.
    pub betrag: Betrag,
    /// Their discounts in euro.
    pub rabatte: Betrag,
    /// The name of the first of them; empty = none is released.
    pub erster: String,
    /// Number of parts for which earlier runs paid too much.
    pub zurueckzufordern: u32,
    /// What they come to in euro, below zero.
    pub forderung: Betrag,
    /// Number of parts that wait for a person.
    pub offen: u32,
    /// This run ordered something of it before, or set it off: a repeat then has nothing to report on it.
    pub in_diesem_lauf: bool,
    /// What this run ordered before and would now judge otherwise. The order stands.
    pub widersprueche: Vec<String>,
}

impl Belegstand {
    /// What an invoice comes to by the verdicts on its parts, and by what the ledger knows of it.
    ///
    /// # Errors
    /// The ledger's verdict cannot be read.
    pub fn von<U: Posten>(urteile: &[U], teile: u32, vermerke: &[Vermerk]) -> Result<Self, ledger::Error> {
        let mut stand = Belegstand { teile, ..Belegstand::default() };
        for urteil in unerledigt(urteile, vermerke) {
            match urteil.lage() {
                Lage::Frei(netto) => stand.nimm(urteil, netto),
                Lage::Forderung(betrag) => {
                    stand.zurueckzufordern += 1;
                    stand.forderung += betrag;
                }
                Lage::Zurueck => {}
                Lage::Offen => stand.offen += 1,
            }
        }
        let bezahlt = bezahlt::<U::Erledigt>(vermerke)?;
        stand.in_diesem_lauf = !bezahlt.is_empty();
        stand.widersprueche = widersprueche(urteile, &bezahlt);
        Ok(stand)
    }

    /// The same, with claims among what is released, if the payer sets them off.
    pub(crate) fn mit_forderungen(&self, verrechnung: bool) -> Self {
        let mut stand = self.clone();
        if verrechnung {
            stand.frei += self.zurueckzufordern;
            stand.betrag += self.forderung;
        }
        stand
    }

    fn nimm(&mut self, urteil: &impl Posten, netto: Betrag) {
        if self.frei == 0 || urteil.posten() < self.erster.as_str() {
            urteil.posten().clone_into(&mut self.erster);
        }
        self.frei += 1;
        self.betrag += netto;
        self.rabatte += urteil.rabatt();
    }
}

/// The verdicts on what no order pays and no other run returned. What earlier runs settled is among them where people
/// decided on it since.
fn unerledigt<'u, U: Posten>(urteile: &'u [U], vermerke: &[Vermerk]) -> impl Iterator<Item = &'u U> {
    let bleiben = |frueher: bool| -> HashSet<String> {
        let bleiben = vermerke.iter().filter(|vermerk| vermerk.bleibt() && vermerk.frueher == frueher);
        bleiben.map(|vermerk| vermerk.posten.clone()).collect()
    };
    let (frueher, sonst) = (bleiben(true), bleiben(false));
    urteile.iter().filter(move |urteil| {
        let bleibt = sonst.contains(urteil.posten()) || urteil.bisher().is_none() && frueher.contains(urteil.posten());
        urteil.erledigt_am().is_none() && !bleibt
    })
}

/// What orders of this run pay already.
fn bezahlt<E: Erledigt>(vermerke: &[Vermerk]) -> Result<Vec<AnweisungsRezept>, ledger::Error> {
    let mut bezahlt = Vec::new();
    for vermerk in vermerke {
        if let (Some(anweisung_id), Some(posten)) = (&vermerk.anweisung_id, vermerk.eigener::<E>()?) {
            bezahlt.push(posten.bezahlt(anweisung_id));
        }
    }
    Ok(bezahlt)
}

/// What an order of this very run pays otherwise than the verdict says now.
fn widersprueche<U: Posten>(urteile: &[U], bezahlt: &[AnweisungsRezept]) -> Vec<String> {
    if bezahlt.is_empty() {
        return Vec::new();
    }
    let jetzt: BTreeMap<&str, &U> = urteile.iter().map(|urteil| (urteil.posten(), urteil)).collect();
    let jetzt = |b: &AnweisungsRezept| jetzt.get(b.pic_nr.as_str()).map(|u| u.lage());
    let anders = |b: &&AnweisungsRezept| !matches!(jetzt(b), Some(Lage::Frei(n) | Lage::Forderung(n)) if n == b.netto);
    let text = |b: &AnweisungsRezept| {
        format!(
            "{} was ordered with {} by {}; it is judged otherwise now, and the order stands: the next run settles the difference",
            b.pic_nr, b.netto, b.anweisung_id
        )
    };
    bezahlt.iter().filter(anders).map(text).collect()
}

/// What becomes of the released parts of an invoice: the order that pays or sets them off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anordnung {
    /// The order.
    pub anweisung_id: String,
    /// What is kept of the payment.
    pub zahlung: Zahlung,
}

/// A part of an invoice that this run settles, or settled before.
#[derive(Clone, Debug, PartialEq)]
pub struct Erledigung<E> {
    /// Its verdict as it is kept for ever.
    pub posten: E,
    /// The order that pays it; none = it is returned.
    pub anweisung_id: Option<String>,
    /// The ledger does not know it yet.
    pub neu: bool,
}

/// What this run has settled of an invoice once it is closed, in the order of the table. Claims are set off by its order if
/// the payer wants that (`verrechnung`); else each is settled by itself, and the biller is asked to pay it back.
///
/// # Errors
/// The ledger's verdict cannot be read.
pub fn erledige<U>(
    urteile: &[U],
    vermerke: &[Vermerk],
    datum: Datum,
    anordnung: Option<&Anordnung>,
    verrechnung: bool,
) -> Result<Vec<Erledigung<U::Erledigt>>, ledger::Error>
where
    U: Posten,
    U::Erledigt: Tabelle,
{
    let mut alle = Vec::with_capacity(urteile.len());
    for vermerk in vermerke {
        if let Some(posten) = vermerk.eigener()? {
            alle.push(Erledigung { posten, anweisung_id: vermerk.anweisung_id.clone(), neu: false });
        }
    }
    for urteil in unerledigt(urteile, vermerke) {
        let (zahlung, anweisung_id) = match (urteil.lage(), anordnung) {
            (Lage::Frei(_), Some(anordnung)) => (Some(anordnung.zahlung), Some(anordnung.anweisung_id.clone())),
            (Lage::Forderung(_), Some(anordnung)) if verrechnung => (None, Some(anordnung.anweisung_id.clone())),
            (Lage::Forderung(_), _) if !verrechnung => (None, None),
            (Lage::Zurueck, _) => (None, None),
            _ => continue,
        };
        alle.extend(urteil.erledigt(datum, zahlung).map(|posten| Erledigung { posten, anweisung_id, neu: true }));
    }
    // What was returned and is judged anew stays as it was, if a later run rests on it.
    alle.sort_by(|a, b| a.posten.ordnung(&b.posten));
    alle.dedup_by(|b, a| a.posten.ordnung(&b.posten).is_eq());
    Ok(alle)
}

/// What orders pay of it, as rows.
pub fn bezahlte<E: Erledigt>(erledigt: &[Erledigung<E>]) -> Vec<AnweisungsRezept> {
    let zeile = |e: &Erledigung<E>| Some(e.posten.bezahlt(e.anweisung_id.as_deref()?));
    erledigt.iter().filter_map(zeile).collect()
}
