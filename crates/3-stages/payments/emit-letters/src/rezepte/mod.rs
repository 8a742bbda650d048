//! What billers of prescriptions are told: for each invoice that is not paid as billed a Differenzmitteilung with every
//! cut, addition and return, and for each biller a cover sheet to what goes back.
//!
//! A prescription is told of in the run that settles it. An invoice of which nothing deviates has no letter. A letter
//! says what the biller himself sent and what became of it: no name, no case, no value of our own records.

mod brief;
mod deckblatt;
mod nachtrag;
mod rechnung;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use documents::Blatt;
use domain::{
    Abweichung, Anweisung, AnweisungsRezept, Betrag, Datum, Einzelposten, ErledigtesRezept, Klasse, Kostentraeger,
    Mitteilung, Rechnung, RechnungsPruefung, Rechnungssteller, Verrechnung,
};

use brief::brief;
use deckblatt::deckblatt;
use rechnung::{Posten, Sache, sachen};

/// Everything that the letters are made of.
#[derive(Debug)]
pub struct Eingabe<'a> {
    /// The payer.
    pub kostentraeger: &'a Kostentraeger,
    /// Business date.
    pub datum: Datum,
    /// Invoices of the run.
    pub rechnungen: &'a [Rechnung],
    /// Billers as master data know them.
    pub rechnungssteller: &'a [Rechnungssteller],
    /// The figures of invoices, as billed and as found.
    pub pruefungen: &'a [RechnungsPruefung],
    /// Prescriptions that are listed and were not delivered.
    pub nicht_geliefert: &'a [Einzelposten],
    /// Prescriptions that the run settled.
    pub erledigt: &'a [ErledigtesRezept],
    /// How that deviates from what was billed.
    pub abweichungen: &'a [Abweichung],
    /// Those sheets as the biller wrote them, by invoice and PicNr.
    pub blaetter: &'a HashMap<(String, String), Sendung>,
    /// Prescriptions of each invoice that wait for a person, with their gross.
    pub offen: &'a HashMap<String, (u32, Betrag)>,
    /// Orders of the run.
    pub anweisungen: &'a [Anweisung],
    /// Prescriptions that they pay.
    pub bezahlt: &'a [AnweisungsRezept],
    /// Claims that they set off.
    pub verrechnungen: &'a [Verrechnung],
    /// Prescriptions told before: our number of the invoice, and the PicNr.
    pub gesagt: &'a BTreeSet<(String, String)>,
    /// The same with the day on which the run settled it of which was told.
    pub gesagt_am: &'a BTreeSet<(String, String, Datum)>,
}

/// A sheet as the biller wrote it, as far as letters name it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sendung {
    /// Day of dispensing; none = none stood there, or it was not recognised.
    pub abgabe_datum: Option<Datum>,
    /// Article numbers, in the order of the lines.
    pub pzn: Vec<String>,
}

/// The post of one biller.
#[derive(Debug)]
pub struct Post {
    /// IK of the biller.
    pub ik: String,
    /// A letter for each invoice, by our number of it.
    pub mitteilungen: Vec<Differenz>,
    /// The cover sheet to what goes back; none if nothing does.
    pub deckblatt: Option<Blatt>,
    /// The rows that the letters tell.
    pub zeilen: Vec<Mitteilung>,
}

/// The letter about one invoice.
#[derive(Debug)]
pub struct Differenz {
    /// Our number of the invoice.
    pub beleg_id: String,
    /// The letter.
    pub blatt: Blatt,
    /// For the biller's system.
    pub csv: Vec<u8>,
    /// Cuts less additions, as it says them.
    pub absetzung: Betrag,
}

impl Post {
    /// Cuts less additions of all letters.
    pub fn absetzung(&self) -> Betrag {
        self.mitteilungen.iter().map(|mitteilung| mitteilung.absetzung).sum()
    }
}

/// The post of each biller to whom something is to be told, by his IK.
pub fn post(eingabe: &Eingabe<'_>) -> Vec<Post> {
    let mut je_ik: BTreeMap<&str, Vec<Sache<'_>>> = BTreeMap::new();
    for sache in sachen(eingabe) {
        je_ik.entry(&sache.rechnung.rechnungssteller_ik).or_default().push(sache);
    }
    je_ik.into_iter().map(|(ik, sachen)| eine(eingabe, ik, &sachen)).collect()
}

fn eine(eingabe: &Eingabe<'_>, ik: &str, sachen: &[Sache<'_>]) -> Post {
    let differenz = |sache: &Sache<'_>| Differenz {
        beleg_id: sache.rechnung.beleg_id.clone(),
        blatt: brief(eingabe, sache),
        csv: sache.csv(),
        absetzung: sache.zeilen().iter().filter_map(|(zeile, _)| zeile.absetzung).sum(),
    };
    Post {
        ik: ik.to_owned(),
        mitteilungen: sachen.iter().map(differenz).collect(),
        deckblatt: deckblatt(eingabe, sachen),
        zeilen: sachen.iter().flat_map(Sache::mitgeteilt).collect(),
    }
}

/// Returns true if a prescription goes back to its biller.
fn geht_zurueck(posten: &Posten<'_>) -> bool {
    posten.erledigt.klasse == Klasse::Abweisen
}

#[cfg(test)]
mod tests;
