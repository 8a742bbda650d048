//! What of a grant is used up: days paid and quantities accepted.
//!
//! A line and its corrections are one *family*, named by the line with which it began (`stamm`): a correction takes the
//! place of the line, so the days and quantities of its own family do not stand against it, and what was paid for the
//! family is set off. Days once paid stay paid, also where a correction names fewer.

use std::collections::HashMap;

use domain::{Betrag, BezahlteLeistung, Datum, Leistung, Menge};

/// The grants' accounts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Konten {
    je_bewilligung: HashMap<String, Vec<Familie>>,
}

/// What was accepted for a line and its corrections.
#[derive(Clone, Debug, Default)]
pub(crate) struct Familie {
    stamm: String,
    /// Periods paid.
    zeitraeume: Vec<(Datum, Datum)>,
    /// Quantity accepted by month.
    mengen: HashMap<String, Menge>,
    /// Amount accepted in all.
    pub(crate) betrag: Betrag,
}

/// A line that is accepted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Buchung<'a> {
    pub(crate) bewilligung_nr: &'a str,
    pub(crate) stamm: &'a str,
    pub(crate) abrechnungsmonat: &'a str,
    pub(crate) zeitraum: (Datum, Datum),
    pub(crate) menge: Menge,
    pub(crate) betrag: Betrag,
}

impl Konten {
    /// Accounts with what earlier runs paid.
    pub(crate) fn mit(bezahlt: &[BezahlteLeistung]) -> Self {
        let mut konten = Konten::default();
        for leistung in bezahlt {
            konten.buche(Buchung {
                bewilligung_nr: &leistung.bewilligung_nr,
                stamm: &leistung.stamm,
                abrechnungsmonat: &leistung.abrechnungsmonat,
                zeitraum: (leistung.von, leistung.bis),
                menge: leistung.menge,
                betrag: leistung.betrag,
            });
        }
        konten
    }

    /// A period paid to another family that overlaps this one.
    pub(crate) fn doppelt(&self, bewilligung_nr: &str, stamm: &str, von: Datum, bis: Datum) -> Option<(Datum, Datum)> {
        let andere = self.familien(bewilligung_nr).iter().filter(|familie| familie.stamm != stamm);
        andere.flat_map(|familie| &familie.zeitraeume).find(|&&(ab, ende)| ab <= bis && von <= ende).copied()
    }

    /// Quantity that other families had accepted in that month.
    pub(crate) fn verbraucht(&self, bewilligung_nr: &str, stamm: &str, monat: &str) -> Menge {
        let andere = self.familien(bewilligung_nr).iter().filter(|familie| familie.stamm != stamm);
        andere.filter_map(|familie| familie.mengen.get(monat)).copied().sum()
    }

    /// What was accepted before for the line's own family.
    pub(crate) fn schon_bezahlt(&self, bewilligung_nr: &str, stamm: &str) -> Betrag {
        let eigene = self.familien(bewilligung_nr).iter().find(|familie| familie.stamm == stamm);
        eigene.map_or(Betrag::NULL, |familie| familie.betrag)
    }

    /// Books a line that pays something; one that pays nothing uses nothing up. A claim gives money back and no day.
    pub(crate) fn buche(&mut self, buchung: Buchung<'_>) {
        if buchung.betrag == Betrag::NULL {
            return;
        }
        let familien = self.je_bewilligung.entry(buchung.bewilligung_nr.to_owned()).or_default();
        let stelle = familien.iter().position(|familie| familie.stamm == buchung.stamm).unwrap_or_else(|| {
            familien.push(Familie { stamm: buchung.stamm.to_owned(), ..Familie::default() });
            familien.len() - 1
        });
        let familie = &mut familien[stelle];
        familie.betrag += buchung.betrag;
        if buchung.betrag < Betrag::NULL {
            return;
        }
        familie.zeitraeume.push(buchung.zeitraum);
        let menge = familie.mengen.entry(buchung.abrechnungsmonat.to_owned()).or_default();
        *menge = buchung.menge.max(*menge);
    }

    fn familien(&self, bewilligung_nr: &str) -> &[Familie] {
        self.je_bewilligung.get(bewilligung_nr).map_or(&[], Vec::as_slice)
    }
}

/// The beginnings of chains of corrections within this run.
pub(crate) struct Staemme<'a> {
    /// Of several lines of one name the first counts.
    je_posten: HashMap<&'a str, &'a Leistung>,
}

impl<'a> Staemme<'a> {
    pub(crate) fn neu(leistungen: &'a [Leistung]) -> Self {
        let mut je_posten = HashMap::new();
        for leistung in leistungen {
            je_posten.entry(leistung.posten.as_str()).or_insert(leistung);
        }
        Staemme { je_posten }
    }

    /// Identity of the line with which the chain of a line began. The ledger knows it where the original is settled; else
    /// the original is sought in this run. Lines that name each other in a circle begin where the search ends.
    pub(crate) fn von(&self, leistung: &'a Leistung) -> &'a str {
        const LAENGSTE_KETTE: usize = 100;
        let mut anfang = leistung;
        for _ in 0..LAENGSTE_KETTE {
            let original = anfang.berichtigt().filter(|_| anfang.stamm == anfang.kennung());
            match original.and_then(|posten| self.je_posten.get(posten.as_str())) {
                Some(original) if original.kennung() != leistung.kennung() => anfang = original,
                _ => break,
            }
        }
        &anfang.stamm
    }
}
