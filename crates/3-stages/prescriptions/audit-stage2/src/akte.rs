//! Everything that is known when a prescription is judged.

use std::collections::HashSet;

use domain::{
    Artikel, Datum, Fall, Fristen, GeburtsDatum, Lesung, Position, Rechnung, UnfallDatum, Zuordnung,
    ZuordnungsEntscheidung,
};
use rules::Blatt;
use rules::rabatt::Rabattgrundlage;

/// What is the same for every prescription of a run.
#[derive(Clone, Debug)]
pub struct Umfeld<'a> {
    /// The payer's own IK.
    pub eigene_ik: &'a str,
    /// The IKs of all payers of this audit centre.
    pub alle_iks: HashSet<&'a str>,
    /// Articles and discount rates.
    pub rabattgrundlage: Rabattgrundlage<'a>,
    /// The payer's deadlines.
    pub fristen: &'a Fristen,
}

/// The file of a prescription: the sheet, its invoice, its assignment and its case.
#[derive(Clone, Copy, Debug)]
pub struct Akte<'a, 'u> {
    /// The prescription with its lines.
    pub blatt: Blatt<'a>,
    /// The invoice that delivered it.
    pub rechnung: &'a Rechnung,
    /// Its assignment.
    pub zuordnung: &'a Zuordnung,
    /// The assigned case.
    pub fall: Option<&'a Fall>,
    /// What is the same for every prescription.
    pub umfeld: &'u Umfeld<'a>,
}

impl<'a> Akte<'a, '_> {
    /// Returns true if it is settled that there is no case: none was found anywhere, or a person said so.
    pub fn ohne_fall(&self) -> bool {
        match self.zuordnung.entscheidung {
            ZuordnungsEntscheidung::Keine => self.zuordnung.fremd.is_empty(),
            ZuordnungsEntscheidung::Person => self.fall.is_none(),
            ZuordnungsEntscheidung::Programm | ZuordnungsEntscheidung::Offen => false,
        }
    }

    /// Date of birth: of the assigned case if it has one, else of the sheet. None if it is incomplete.
    pub fn geb_datum(&self) -> Option<Datum> {
        let vom_blatt = || self.blatt.rezept.geb_datum.wert().copied().and_then(GeburtsDatum::genau);
        self.fall.and_then(|fall| fall.geb_datum).and_then(GeburtsDatum::genau).or_else(vom_blatt)
    }

    /// Date of the accident: of the assigned case if it has one, else of the sheet. None if it is incomplete.
    pub fn unf_datum(&self) -> Option<Datum> {
        let vom_blatt = || self.blatt.rezept.unf_datum.wert().and_then(UnfallDatum::genau);
        self.fall.and_then(|fall| fall.unf_datum).or_else(vom_blatt)
    }

    /// Each line whose PZN was read with its article on the day of dispensing, if the list has it; nothing without
    /// such a day.
    pub fn artikel(&self) -> impl Iterator<Item = (&'a Position, &'a str, Option<&'a Artikel>)> {
        let liste = self.umfeld.rabattgrundlage.artikel;
        let datum = self.blatt.rezept.abgabe_datum.wert().copied();
        self.blatt.positionen.iter().filter_map(move |position| match (&position.pzn, datum) {
            (Lesung::Wert(pzn), Some(datum)) => Some((position, pzn.as_str(), liste.am(pzn, datum))),
            _ => None,
        })
    }
}
