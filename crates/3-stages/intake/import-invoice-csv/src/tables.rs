//! The tables of the stage.

use std::collections::{HashMap, HashSet};

use domain::{Datum, Einzelposten, ErledigtesRezept, Position, Rechnung, Rezept, Tabelle};
use forms::sammelrechnung::Sammelrechnung;

/// Invoices with their rows.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tables {
    /// Headers.
    pub rechnungen: Vec<Rechnung>,
    /// Listed prescriptions.
    pub einzelposten: Vec<Einzelposten>,
    /// Delivered prescriptions.
    pub rezepte: Vec<Rezept>,
    /// Their lines.
    pub positionen: Vec<Position>,
}

impl Tables {
    /// Keeps only the invoices named: what an earlier run left unsettled.
    pub fn keep(&mut self, belege: &HashSet<&str>) {
        self.rechnungen.retain(|r| belege.contains(r.beleg_id.as_str()));
        self.einzelposten.retain(|e| belege.contains(e.beleg_id.as_str()));
        self.rezepte.retain(|r| belege.contains(r.beleg_id.as_str()));
        self.positionen.retain(|p| belege.contains(p.beleg_id.as_str()));
    }

    /// Adds a new invoice.
    pub fn add(&mut self, invoice: Sammelrechnung) {
        self.rechnungen.push(invoice.rechnung);
        add(&mut self.einzelposten, invoice.einzelposten);
        add(&mut self.rezepte, invoice.rezepte);
        add(&mut self.positionen, invoice.positionen);
    }

    /// Marks what earlier runs settled.
    pub fn mark_settled(&mut self, erledigt: &[ErledigtesRezept]) {
        let am: HashMap<(&str, &str), Datum> =
            erledigt.iter().map(|e| ((e.beleg_id.as_str(), e.pic_nr.as_str()), e.erledigt_am)).collect();
        for rezept in &mut self.rezepte {
            rezept.erledigt_am = am.get(&(rezept.beleg_id.as_str(), rezept.pic_nr.as_str())).copied();
        }
    }

    /// Brings every table into its row order, so that the order of rows and files does not matter.
    pub fn sort(&mut self) {
        self.rechnungen.sort_unstable_by(Rechnung::ordnung);
        self.einzelposten.sort_unstable_by(Einzelposten::ordnung);
        self.rezepte.sort_unstable_by(Rezept::ordnung);
        self.positionen.sort_unstable_by(Position::ordnung);
    }
}

/// Adds rows. Those of the first invoice are taken as they are: an invoice may be by far the largest thing in memory.
fn add<T>(rows: &mut Vec<T>, more: Vec<T>) {
    if rows.is_empty() {
        *rows = more;
    } else {
        rows.extend(more);
    }
}
