//! Values that identify nobody: birth dates and addresses that too many cases share.

use std::collections::HashSet;

use domain::{Datum, GeburtsDatum};
use rayon::prelude::*;
use register::{Gruppe, Register};

use crate::angaben::Blatt;

/// A birth date borne by more than one case in so many identifies nobody: 0.05 %.
const ANTEIL: u64 = 2_000;
/// In a small register a birth date is shared by at least so many before it identifies nobody.
const MINDESTENS: u64 = 20;
/// An address with more family names than this is a hostel's, a clinic's, a barracks'.
const FAMILIEN: usize = 20;
/// So is one with more people than this: in a hostel a few family names may be everybody's.
const BEWOHNER: usize = 40;

/// The birth dates and addresses of a register that identify nobody.
#[derive(Debug)]
pub struct Allerwelt<'a> {
    register: &'a Register,
    /// Sorted.
    geburten: Vec<Datum>,
}

impl<'a> Allerwelt<'a> {
    /// Counts the birth dates of a register.
    pub fn neu(register: &'a Register) -> Self {
        let anzahl = u32::try_from(register.anzahl()).expect("fewer than 2^32 cases");
        let geburt = |nummer| register.fall(nummer).geb_datum().and_then(GeburtsDatum::genau);
        let mut alle: Vec<Datum> = (0..anzahl).filter_map(geburt).collect();
        alle.par_sort_unstable();
        let haeufig = |traeger: &&[Datum]| {
            let traeger = traeger.len() as u64;
            traeger >= MINDESTENS && traeger * ANTEIL > u64::from(anzahl)
        };
        let geburten = alle.chunk_by(|a, b| a == b).filter(haeufig).filter_map(|traeger| traeger.first().copied());
        Allerwelt { register, geburten: geburten.collect() }
    }

    /// Tells if a birth date identifies nobody.
    pub fn geburt(&self, geb_datum: Option<Datum>) -> bool {
        geb_datum.is_some_and(|datum| self.geburten.binary_search(&datum).is_ok())
    }

    /// Tells if the address on a sheet identifies nobody.
    pub fn anschrift(&self, blatt: &Blatt) -> bool {
        let bild = &blatt.bild;
        // Most streets have few, and nobody needs to look at them.
        if self.register.umgebung(Gruppe::Strasse, bild).take(FAMILIEN + 1).count() <= FAMILIEN {
            return false;
        }
        let (mut familien, mut menschen) = (HashSet::new(), HashSet::new());
        let mut bewohner = self.register.block(Gruppe::Strasse, bild).filter(|(_, sein)| sein.ort == bild.ort);
        bewohner.any(|(_, sein)| {
            familien.insert(sein.name);
            menschen.insert((sein.name, sein.vorname, sein.geb_datum));
            familien.len() > FAMILIEN || menschen.len() > BEWOHNER
        })
    }
}
