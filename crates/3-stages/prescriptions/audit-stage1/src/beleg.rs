//! An invoice with what belongs to it.

use domain::{Einzelposten, Rechnung};
use rules::Blatt;

/// An invoice, its list, and the prescriptions delivered with it.
#[derive(Clone, Copy, Debug)]
pub struct Beleg<'a> {
    /// The header.
    pub rechnung: &'a Rechnung,
    /// The list, by PicNr.
    pub posten: &'a [Einzelposten],
    /// The prescriptions, by PicNr.
    pub blaetter: &'a [Blatt<'a>],
}

impl<'a> Beleg<'a> {
    /// The line of the list for a prescription.
    pub fn posten(&self, pic_nr: &str) -> Option<&'a Einzelposten> {
        let stelle = self.posten.binary_search_by(|posten| posten.pic_nr.as_str().cmp(pic_nr)).ok()?;
        Some(&self.posten[stelle])
    }

    /// The lines of the list without their prescription.
    pub fn nicht_geliefert(&self) -> impl Iterator<Item = &'a Einzelposten> {
        let blaetter = self.blaetter;
        self.posten
            .iter()
            .filter(move |posten| blaetter.binary_search_by(|blatt| blatt.rezept.pic_nr.cmp(&posten.pic_nr)).is_err())
    }

    /// The prescriptions that no earlier run settled.
    pub fn unerledigte(&self) -> impl Iterator<Item = &'a Blatt<'a>> {
        self.blaetter.iter().filter(|blatt| blatt.rezept.erledigt_am.is_none())
    }
}
