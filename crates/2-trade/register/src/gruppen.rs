//! Blocking keys: which cases share some fields with a sheet, without looking at the others.

use std::io;

use crate::datei::{Ausgabe, Eingabe, RegisterFehler};
use crate::zeile::{Wert, unvollstaendig};

/// The fields that the cases of a block share. Texts are compared by normal form, family names by sound: equal names
/// sound alike, so a block by sound holds the equal ones too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gruppe {
    /// Date of birth and date of the accident.
    GeburtUnfall,
    /// Sound of the name and date of birth.
    NameGeburt,
    /// Sound of the name and date of the accident.
    NameUnfall,
    /// Date of birth alone.
    Geburt,
    /// Sound of the name and first name.
    NameVorname,
    /// Sound of the name and postcode.
    NamePlz,
    /// First name and postcode.
    VornamePlz,
    /// Street with number, in whatever town: its name is spelled in many ways.
    Strasse,
}

impl Gruppe {
    /// Every group, in the order of the file.
    pub const ALLE: [Gruppe; 8] = [
        Gruppe::GeburtUnfall,
        Gruppe::NameGeburt,
        Gruppe::NameUnfall,
        Gruppe::Geburt,
        Gruppe::NameVorname,
        Gruppe::NamePlz,
        Gruppe::VornamePlz,
        Gruppe::Strasse,
    ];

    /// The key of a block; none if one of its fields is missing.
    pub(crate) fn schluessel(self, s: &Suchbild) -> Option<u64> {
        const MISCHER: u64 = 0x9E37_79B9_7F4A_7C15; // 2^64 / golden ratio, spreads neighbouring values
        self.felder(s).into_iter().try_fold(0, |bisher: u64, feld| {
            feld.map(|wert| (bisher ^ u64::from(wert)).wrapping_mul(MISCHER).rotate_left(29))
        })
    }

    /// The values that the cases of a block share; 0 where a group names one alone.
    pub(crate) fn felder(self, s: &Suchbild) -> [Option<u32>; 2] {
        let beide = |erstes: Option<Wert>, zweites: Option<Wert>| [erstes.map(Wert::get), zweites.map(Wert::get)];
        let allein = |feld: Option<Wert>| [feld.map(Wert::get), Some(0)];
        match self {
            Gruppe::GeburtUnfall => beide(s.geb_datum, s.unf_datum),
            Gruppe::NameGeburt => beide(s.klang, s.geb_datum),
            Gruppe::NameUnfall => beide(s.klang, s.unf_datum),
            Gruppe::Geburt => allein(s.geb_datum),
            Gruppe::NameVorname => beide(s.klang, s.vorname),
            Gruppe::NamePlz => beide(s.klang, s.plz),
            Gruppe::VornamePlz => beide(s.vorname, s.plz),
            Gruppe::Strasse => allein(s.strasse),
        }
    }
}

/// The values of a sheet or a case as numbers of the register's dictionaries; none where a value is missing or no case
/// has it. Those of all cases are looked at by the million, in no order: aligned, each costs one look into memory.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
#[repr(align(32))]
pub struct Suchbild {
    /// Family name.
    pub name: Option<Wert>,
    /// Sound of the family name; a name without sound sounds like itself alone.
    pub klang: Option<Wert>,
    /// First name.
    pub vorname: Option<Wert>,
    /// Postcode.
    pub plz: Option<Wert>,
    /// Town.
    pub ort: Option<Wert>,
    /// Street with number.
    pub strasse: Option<Wert>,
    /// Date of birth, in days; of a case that has an incomplete one a number that no sheet has.
    pub geb_datum: Option<Wert>,
    /// Date of the accident, in days.
    pub unf_datum: Option<Wert>,
}

impl Suchbild {
    /// Returns true if the date of birth is unknown, or only a part of it is known.
    pub fn ohne_geburtstag(&self) -> bool {
        self.geb_datum.is_none_or(|zahl| unvollstaendig(zahl.get()))
    }

    /// Days of birth and of the accident, as [`tage`](crate::tage) counts them; 0 = unknown. None where the date of birth is
    /// incomplete.
    pub fn tage(&self) -> (Option<u32>, u32) {
        let zahl = |wert: Option<Wert>| wert.map_or(0, Wert::get);
        (Some(zahl(self.geb_datum)).filter(|geburt| !unvollstaendig(*geburt)), zahl(self.unf_datum))
    }
}

/// The blocks of one group: the cases of a key stand together with those of the few keys that fall into the same place.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Bloecke {
    /// Where each place ends.
    enden: Vec<u32>,
    faelle: Vec<u32>,
}

impl Bloecke {
    /// The blocks of so many cases, by the key of each.
    pub(crate) fn neu(anzahl: usize, schluessel: impl Fn(usize) -> Option<u64>) -> Self {
        const OHNE: u32 = u32::MAX; // there are fewer places
        let anzahl_plaetze = anzahl.next_power_of_two();
        let platz = |nummer| schluessel(nummer).map_or(OHNE, |schluessel| platz(schluessel, anzahl_plaetze) as u32);
        let plaetze: Vec<u32> = (0..anzahl).map(platz).collect();
        let mut enden = vec![0_u32; anzahl_plaetze];
        plaetze.iter().filter(|platz| **platz != OHNE).for_each(|platz| enden[*platz as usize] += 1);
        let mut summe = 0;
        for ende in &mut enden {
            summe += *ende;
            *ende = summe - *ende; // the beginning, for now
        }
        let mut faelle = vec![0; summe as usize];
        for (nummer, platz) in (0..).zip(plaetze).filter(|(_, platz)| *platz != OHNE) {
            let ende = &mut enden[platz as usize];
            faelle[*ende as usize] = nummer;
            *ende += 1;
        }
        Bloecke { enden, faelle }
    }

    /// The cases at the place of a key, ascending: those with the key, and maybe others.
    pub(crate) fn am_platz(&self, schluessel: u64) -> &[u32] {
        let platz = platz(schluessel, self.enden.len());
        let anfang = if platz == 0 { 0 } else { self.enden[platz - 1] as usize };
        &self.faelle[anfang..self.enden[platz] as usize]
    }

    pub(crate) fn schreibe(&self, ausgabe: &mut Ausgabe<'_>) -> io::Result<()> {
        ausgabe.zahlen(&self.enden)?;
        ausgabe.zahlen(&self.faelle)
    }

    pub(crate) fn lies(eingabe: &mut Eingabe) -> Result<Self, RegisterFehler> {
        let (enden, faelle) = (eingabe.zahlen()?, eingabe.zahlen()?);
        let sauber = enden.len().is_power_of_two() && enden.is_sorted();
        let sauber = sauber && enden.last().map(|ende| *ende as usize) == Some(faelle.len());
        sauber.then_some(Bloecke { enden, faelle }).ok_or(RegisterFehler::Beschaedigt)
    }
}

/// The upper half of a key is mixed best.
fn platz(schluessel: u64, plaetze: usize) -> usize {
    (schluessel >> 32) as usize & (plaetze - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::zeile::wert;

    #[test]
    fn a_block_holds_its_cases_in_order() {
        let schluessel = [Some(5 << 32), None, Some(9 << 32), Some(5 << 32), Some(1 << 32)];
        let bloecke = Bloecke::neu(schluessel.len(), |nummer| schluessel[nummer]);
        assert!(bloecke.am_platz(5 << 32).starts_with(&[0]) && bloecke.am_platz(5 << 32).contains(&3));
        assert!(bloecke.am_platz(2 << 32).is_empty());
        assert!(Bloecke::neu(0, |_| None).am_platz(7).is_empty());
        assert_eq!(bloecke.faelle.len(), 4);
    }

    #[test]
    fn a_key_needs_all_its_fields() {
        let bild = Suchbild { geb_datum: wert(1), unf_datum: wert(2), klang: wert(3), ..Suchbild::default() };
        assert!(Gruppe::GeburtUnfall.schluessel(&bild).is_some());
        assert_ne!(Gruppe::NameGeburt.schluessel(&bild), Gruppe::NameUnfall.schluessel(&bild));
        assert_eq!(Gruppe::VornamePlz.schluessel(&bild), None);
        assert_eq!(Gruppe::Strasse.schluessel(&bild), None);
    }
}
