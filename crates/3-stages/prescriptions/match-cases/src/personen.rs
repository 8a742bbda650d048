//! What people decided on the assignment.

use std::collections::HashMap;

use domain::{Entscheidung, EntscheidungsArt, Rezept};
use register::{Eintrag, Register};

use crate::nummer::Nummer;

/// The word for "there is no case" in a decision.
const KEINE: &str = "keine";

/// What a person's decision means for a prescription.
#[derive(Debug, PartialEq)]
pub enum Personenentscheidung<'a> {
    /// This case.
    Fall(Eintrag<'a>),
    /// No case.
    Keine,
    /// This case, which has been handed over since, and what is to be said of it.
    Abgegeben(String),
    /// It cannot be applied, and why.
    NichtAnwendbar(String),
}

/// The decisions of kind `zuordnung`, by PicNr.
#[derive(Debug)]
pub struct Personenentscheidungen<'a>(HashMap<&'a str, Vec<&'a Entscheidung>>);

impl<'a> Personenentscheidungen<'a> {
    /// Takes the assignments from all decisions.
    pub fn neu(entscheidungen: &'a [Entscheidung]) -> Self {
        let mut je_rezept: HashMap<&str, Vec<&Entscheidung>> = HashMap::new();
        for entscheidung in entscheidungen.iter().filter(|e| e.art == EntscheidungsArt::Zuordnung) {
            je_rezept.entry(&entscheidung.pic_nr).or_default().push(entscheidung);
        }
        Personenentscheidungen(je_rezept)
    }

    /// The decision in force for a prescription: the latest; older ones than its delivery belong to an earlier
    /// delivery of the same PicNr.
    pub fn zu<'f>(&self, rezept: &Rezept, register: &'f Register) -> Option<Personenentscheidung<'f>> {
        let moegliche = self.0.get(rezept.pic_nr.as_str())?.iter().filter(|e| e.lauf >= rezept.herkunft);
        let letzte = moegliche.max_by_key(|e| (&e.zeitpunkt, e.lauf, &e.datei, e.zeile))?;
        Some(deute(letzte, register))
    }
}

fn deute<'f>(entscheidung: &Entscheidung, register: &'f Register) -> Personenentscheidung<'f> {
    if entscheidung.wert == KEINE {
        return Personenentscheidung::Keine;
    }
    let Entscheidung { bearbeiter, zeitpunkt, wert, .. } = entscheidung;
    let entschieden = format!("Entscheidung {wert} von {bearbeiter} ({zeitpunkt})");
    let nicht_angewandt =
        |warum| Personenentscheidung::NichtAnwendbar(format!("{entschieden} nicht angewandt: {warum}"));
    let Some(nummer) = Nummer::neunstellig(wert) else {
        return nicht_angewandt("ein Aktenzeichen hat neun Ziffern (ging eine führende Null verloren?)");
    };
    match register.mit_aktenzeichen(nummer.stamm()).filter(|fall| nummer.nennt(*fall)) {
        Some(fall) if fall.abgegeben() => {
            Personenentscheidung::Abgegeben(format!("{entschieden}: der Fall ist abgegeben"))
        }
        Some(fall) => Personenentscheidung::Fall(fall),
        None => nicht_angewandt("das Aktenzeichen steht nicht im Register"),
    }
}
