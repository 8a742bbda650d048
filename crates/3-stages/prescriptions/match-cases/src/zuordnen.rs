//! The assignment as a whole.

use std::collections::{BTreeMap, HashMap};

use domain::{
    Aufgabe, Entscheidung, ErledigtesRezept, Fall, Kandidat, Rezept, Stufe, Tabelle, Zuordnung, ZuordnungOptionen,
    ZuordnungsEntscheidung,
};
use rayon::prelude::*;
use register::Register;
use register::fremd::Fremdregister;

use crate::angaben::Blatt;
use crate::personen::Personenentscheidungen;
use crate::stufen::{Ausgang, Treffer, entscheide};
use crate::suche::vergleiche;
use crate::zeilen::{Zeilen, erledigte_zeile, zeilen};

/// What the assignment is made from.
#[derive(Debug)]
pub struct Eingabe<'a> {
    /// Code of the payer.
    pub kostentraeger: &'a str,
    /// The prescriptions, corrected.
    pub rezepte: &'a [Rezept],
    /// The payer's own register, cases handed over included.
    pub register: &'a Register,
    /// What may be known of the other payers' registers, each with the payer's code.
    pub fremde: &'a [(String, Fremdregister)],
    /// Decisions by people; only those of kind `zuordnung` count.
    pub entscheidungen: &'a [Entscheidung],
    /// Prescriptions settled in an earlier run: they keep their assignment.
    pub erledigt: &'a [ErledigtesRezept],
    /// Options of the payer.
    pub optionen: &'a ZuordnungOptionen,
}

/// The assignment. Every table is in the order of its file.
#[derive(Debug, PartialEq)]
pub struct Ergebnis {
    /// One row for each prescription.
    pub zuordnung: Vec<Zuordnung>,
    /// The candidates of the open ones, and hints for those without a case.
    pub kandidaten: Vec<Kandidat>,
    /// One task for each open one.
    pub aufgaben: Vec<Aufgabe>,
    /// The cases that prescriptions are assigned to, each once.
    pub zugeordnete: Vec<Fall>,
}

impl Ergebnis {
    /// Number of prescriptions by tier and decision.
    pub fn anzahl(&self) -> BTreeMap<(Stufe, ZuordnungsEntscheidung), u64> {
        let mut anzahl = BTreeMap::new();
        for zeile in &self.zuordnung {
            *anzahl.entry((zeile.stufe, zeile.entscheidung)).or_insert(0) += 1;
        }
        anzahl
    }
}

/// What the program found for a sheet.
#[derive(Debug)]
pub(crate) struct Fund<'a> {
    /// Best tier.
    pub stufe: Stufe,
    /// What follows from it.
    pub ausgang: Ausgang<'a>,
    /// The cases of the own register that were compared.
    pub treffer: Vec<Treffer<'a>>,
}

/// Assigns every prescription to a case, or says who has to decide, or that there is none.
pub fn ordne_zu(eingabe: &Eingabe) -> Ergebnis {
    let erledigt: HashMap<_, _> =
        eingabe.erledigt.iter().map(|e| ((e.beleg_id.as_str(), e.pic_nr.as_str()), e)).collect();
    let personen = Personenentscheidungen::neu(eingabe.entscheidungen);
    let (kostentraeger, register) = (eingabe.kostentraeger, eingabe.register);
    let je_rezept = |rezept: &Rezept| match erledigt.get(&(rezept.beleg_id.as_str(), rezept.pic_nr.as_str())) {
        Some(erledigt) => erledigte_zeile(kostentraeger, rezept, erledigt, register),
        None => {
            let blatt = Blatt::from(rezept);
            zeilen(kostentraeger, &blatt, &suche(&blatt, eingabe), personen.zu(rezept, register), register)
        }
    };
    sammle(eingabe.rezepte.par_iter().map(je_rezept).collect())
}

fn suche<'a>(blatt: &Blatt, eingabe: &Eingabe<'a>) -> Fund<'a> {
    let treffer = vergleiche(blatt, eingabe.register);
    let (stufe, ausgang) = entscheide(&treffer, eingabe.optionen);
    let ausgang = match ausgang {
        Ausgang::Keine => in_fremden_registern(blatt, eingabe.fremde).map_or(Ausgang::Keine, Ausgang::AnderesRegister),
        ausgang => ausgang,
    };
    Fund { stufe, ausgang, treffer }
}

/// The payer in whose register the person of a sheet has a case at Z0 to Z2: the best tier first, then by code.
fn in_fremden_registern<'a>(blatt: &Blatt, fremde: &'a [(String, Fremdregister)]) -> Option<&'a str> {
    let person = blatt.person();
    let treffer =
        fremde.iter().filter_map(|(code, fremdes)| fremdes.stufe(&person).map(|stufe| (stufe, code.as_str())));
    treffer.min().map(|(_, code)| code)
}

fn sammle(alle: Vec<Zeilen>) -> Ergebnis {
    let mut ergebnis = Ergebnis {
        zuordnung: Vec::with_capacity(alle.len()),
        kandidaten: vec![],
        aufgaben: vec![],
        zugeordnete: vec![],
    };
    let mut faelle = BTreeMap::new();
    for zeilen in alle {
        ergebnis.zuordnung.push(zeilen.zuordnung);
        ergebnis.kandidaten.extend(zeilen.kandidaten);
        ergebnis.aufgaben.extend(zeilen.aufgabe);
        faelle.extend(zeilen.fall.map(|fall| (fall.nummer(), fall)));
    }
    ergebnis.zuordnung.par_sort_by(Zuordnung::ordnung);
    ergebnis.kandidaten.sort_by(Kandidat::ordnung);
    ergebnis.aufgaben.sort_by(Aufgabe::ordnung);
    ergebnis.zugeordnete = faelle.into_values().map(|fall| fall.fall()).collect();
    ergebnis
}
