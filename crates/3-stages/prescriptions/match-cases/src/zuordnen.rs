//! The assignment as a whole.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::{
    Aufgabe, Entscheidung, ErledigtesRezept, Gemerkt, Kandidat, Rezept, Stufe, Tabelle, Zuordnung, ZuordnungOptionen,
    ZuordnungsEntscheidung,
};
use rayon::prelude::*;
use register::fremd::Fremdregister;
use register::{Eintrag, Register};
use rules::Entscheidungen;

use crate::allerwelt::Allerwelt;
use crate::angaben::Blatt;
use crate::entscheiden::{Umfeld, entscheide};
use crate::gemerkt::Gedaechtnis;
use crate::personen::entschieden;
use crate::vorbehalte::Vorbehalt;
use crate::vornamen::Vornamen;
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
    /// Decisions by people: on the assignment, and manual statuses, which leave nothing to ask.
    pub entscheidungen: &'a [Entscheidung],
    /// Prescriptions settled in an earlier run: they keep their assignment.
    pub erledigt: &'a [ErledigtesRezept],
    /// Decisions about persons in earlier runs.
    pub gemerkt: &'a [Gemerkt],
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
    /// The cases that prescriptions are assigned to, each once, by their number in the register.
    pub zugeordnete: Vec<u32>,
    /// How often each reason sent a prescription to a person.
    pub vorbehalte: BTreeMap<Vorbehalt, u64>,
    /// Decisions to be remembered.
    pub gemerkt: Vec<Gemerkt>,
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

/// Assigns prescriptions, whichever come: what is the same for all of them is prepared once.
#[derive(Debug)]
pub struct Zuordner<'a> {
    kostentraeger: &'a str,
    pub(crate) entscheidungen: Entscheidungen<'a>,
    pub(crate) umfeld: Umfeld<'a>,
    pub(crate) gedaechtnis: Gedaechtnis<'a>,
}

impl<'a> Zuordner<'a> {
    /// Prepares the assignment; the fields are those of [`Eingabe`].
    pub fn neu(
        kostentraeger: &'a str,
        register: &'a Register,
        fremde: &'a [(String, Fremdregister)],
        entscheidungen: &'a [Entscheidung],
        gemerkt: &'a [Gemerkt],
        optionen: &'a ZuordnungOptionen,
    ) -> Self {
        let (allerwelt, vornamen) = (Allerwelt::neu(register), Vornamen::neu(register));
        let umfeld = Umfeld { register, allerwelt, vornamen, fremde, optionen };
        let gedaechtnis = Gedaechtnis::neu(kostentraeger, gemerkt);
        Zuordner { kostentraeger, entscheidungen: Entscheidungen::neu(entscheidungen), umfeld, gedaechtnis }
    }

    /// Assigns every prescription to a case, or says who has to decide, or that there is none. `erledigt` are those
    /// that an earlier run settled: they keep their assignment.
    pub fn ordne_zu(&self, rezepte: &[Rezept], erledigt: &[ErledigtesRezept]) -> Ergebnis {
        let erledigt: HashMap<_, _> = erledigt.iter().map(|e| ((e.beleg_id.as_str(), e.pic_nr.as_str()), e)).collect();
        let zu = |rezept: &Rezept| erledigt.get(&(rezept.beleg_id.as_str(), rezept.pic_nr.as_str())).copied();
        let alle = rezepte.par_iter().map(|rezept| {
            let erledigt = rezept.erledigt_am.and_then(|_| zu(rezept));
            self.zeilen(rezept, erledigt)
        });
        sammle(alle.collect())
    }

    /// The rows of one prescription, which an earlier run may have settled.
    fn zeilen<'r>(&'r self, rezept: &'r Rezept, erledigt: Option<&ErledigtesRezept>) -> Zeilen<'r> {
        let Zuordner { kostentraeger, umfeld, entscheidungen, gedaechtnis } = self;
        let register = umfeld.register;
        if let Some(erledigt) = erledigt {
            return erledigte_zeile(kostentraeger, rezept, erledigt, register);
        }
        let blatt = Blatt::neu(rezept, register);
        let person = entschieden(&blatt, entscheidungen);
        let zeilen = zeilen(kostentraeger, &blatt, entscheide(&blatt, umfeld), person, gedaechtnis.zu(&blatt));
        // A manual status is the last word: nobody needs to look for the case any more.
        let geschlossen = entscheidungen.status(rezept).is_ok_and(|status| status.is_some());
        let gemerkt = self.zu_merken(&blatt, &zeilen.zuordnung);
        Zeilen { gemerkt, aufgabe: zeilen.aufgabe.filter(|_| !geschlossen), ..zeilen }
    }

    /// The decision of a person about this sheet, if it counts.
    fn zu_merken(&self, blatt: &Blatt, zuordnung: &Zuordnung) -> Option<Gemerkt> {
        let person = zuordnung.entscheidung == ZuordnungsEntscheidung::Person;
        let entscheidung = self.entscheidungen.zuordnung(blatt.rezept).filter(|_| person)?;
        self.gedaechtnis.merke(blatt, &zuordnung.aktenzeichen, entscheidung)
    }
}

/// Assigns every prescription of a run.
pub fn ordne_zu(eingabe: &Eingabe) -> Ergebnis {
    let Eingabe { kostentraeger, rezepte, register, fremde, entscheidungen, erledigt, gemerkt, optionen } = *eingabe;
    Zuordner::neu(kostentraeger, register, fremde, entscheidungen, gemerkt, optionen).ordne_zu(rezepte, erledigt)
}

fn sammle(alle: Vec<Zeilen>) -> Ergebnis {
    let mut ergebnis = Ergebnis {
        zuordnung: Vec::with_capacity(alle.len()),
        kandidaten: vec![],
        aufgaben: vec![],
        zugeordnete: vec![],
        vorbehalte: BTreeMap::new(),
        gemerkt: vec![],
    };
    let mut faelle = BTreeSet::new();
    for zeilen in alle {
        ergebnis.zuordnung.push(zeilen.zuordnung);
        ergebnis.kandidaten.extend(zeilen.kandidaten);
        ergebnis.aufgaben.extend(zeilen.aufgabe);
        ergebnis.gemerkt.extend(zeilen.gemerkt);
        for vorbehalt in zeilen.vorbehalte {
            *ergebnis.vorbehalte.entry(vorbehalt).or_insert(0) += 1;
        }
        faelle.extend(zeilen.fall.map(Eintrag::nummer));
    }
    ergebnis.zuordnung.par_sort_by(Zuordnung::ordnung);
    ergebnis.kandidaten.sort_by(Kandidat::ordnung);
    ergebnis.gemerkt.sort_by(Gemerkt::ordnung);
    Aufgabe::ordne(&mut ergebnis.aufgaben);
    ergebnis.zugeordnete = faelle.into_iter().collect();
    ergebnis
}
