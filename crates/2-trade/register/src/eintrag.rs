//! A case of the register, and the ways to it.

use std::fmt;

use domain::{Datum, Fall, GeburtsDatum, JaNein};

use crate::gruppen::{Gruppe, Suchbild};
use crate::register::Register;
use crate::zeile::{ABGEGEBEN, Zeile, datum, geburtsdatum, lies_aktenzeichen};

/// A case of a register: its texts as delivered and in normal form.
#[derive(Clone, Copy)]
pub struct Eintrag<'a> {
    pub(crate) register: &'a Register,
    pub(crate) nummer: u32,
}

impl PartialEq for Eintrag<'_> {
    fn eq(&self, anderer: &Self) -> bool {
        std::ptr::eq(self.register, anderer.register) && self.nummer == anderer.nummer
    }
}

impl fmt::Debug for Eintrag<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fall().fmt(f)
    }
}

impl<'a> Eintrag<'a> {
    /// Place of the case in the register, by file number.
    pub fn nummer(self) -> u32 {
        self.nummer
    }

    /// The register it stands in.
    pub fn register(self) -> &'a Register {
        self.register
    }

    fn zeile(self) -> &'a Zeile {
        &self.register.zeilen[self.nummer as usize]
    }

    /// Family name in normal form.
    pub fn name(self) -> &'a str {
        self.register.name.normal(self.suchbild().name)
    }

    /// First name in normal form.
    pub fn vorname(self) -> &'a str {
        self.register.vorname.normal(self.suchbild().vorname)
    }

    /// Street with house number in normal form.
    pub fn strasse(self) -> &'a str {
        self.register.strasse.normal(self.suchbild().strasse)
    }

    /// Town in normal form.
    pub fn ort(self) -> &'a str {
        self.register.ort.normal(self.suchbild().ort)
    }

    /// Postcode as delivered.
    pub fn plz(self) -> &'a str {
        self.register.plz.text(self.zeile().plz)
    }

    /// Date of birth, perhaps incomplete; none = unknown.
    pub fn geb_datum(self) -> Option<GeburtsDatum> {
        geburtsdatum(self.zeile().geb_datum)
    }

    /// Date of the accident; none = unknown.
    pub fn unf_datum(self) -> Option<Datum> {
        datum(self.zeile().unf_datum)
    }

    /// Returns true if the case was handed over to another insurer.
    pub fn abgegeben(self) -> bool {
        self.zeile().marken & ABGEGEBEN != 0
    }

    /// File number, 8 digits.
    pub fn aktenzeichen(self) -> String {
        format!("{:08}", self.zeile().aktenzeichen)
    }

    /// Check digit of the file number; none if it has none.
    pub fn pz(self) -> Option<char> {
        Some(char::from(self.zeile().marken as u8)).filter(|pz| *pz != '\0')
    }

    /// File number with its check digit.
    pub fn aktenzeichen9(self) -> String {
        self.aktenzeichen() + self.pz().map(String::from).as_deref().unwrap_or_default()
    }

    /// The case as it stands in `faelle.csv`.
    pub fn fall(self) -> Fall {
        let (register, zeile) = (self.register, self.zeile());
        Fall {
            aktenzeichen: self.aktenzeichen(),
            pz: self.pz().map(String::from).unwrap_or_default(),
            geb_datum: self.geb_datum(),
            unf_datum: self.unf_datum(),
            vorname: register.vorname.roh.text(zeile.vorname).to_owned(),
            zusatz: register.zusatz.text(zeile.zusatz).to_owned(),
            name: register.name.roh.text(zeile.name).to_owned(),
            strasse: register.strasse.roh.text(zeile.strasse).to_owned(),
            lkz: register.lkz.text(zeile.lkz).to_owned(),
            plz: register.plz.text(zeile.plz).to_owned(),
            ort: register.ort.roh.text(zeile.ort).to_owned(),
            abgegeben: JaNein::from(self.abgegeben()),
        }
    }

    /// The case's own values in the register's numbers.
    pub fn suchbild(self) -> &'a Suchbild {
        &self.register.bilder[self.nummer as usize]
    }
}

impl Register {
    /// Every case, by file number.
    pub fn faelle(&self) -> impl ExactSizeIterator<Item = Eintrag<'_>> {
        let anzahl = u32::try_from(self.anzahl()).expect("fewer than 2^32 cases");
        (0..anzahl).map(|nummer| self.fall(nummer))
    }

    /// The case at a place.
    pub fn fall(&self, nummer: u32) -> Eintrag<'_> {
        Eintrag { register: self, nummer }
    }

    /// The case with a file number of 8 digits.
    pub fn mit_aktenzeichen(&self, aktenzeichen: &str) -> Option<Eintrag<'_>> {
        let gesucht = lies_aktenzeichen(aktenzeichen)?;
        let stelle = self.zeilen.binary_search_by_key(&gesucht, |zeile| zeile.aktenzeichen).ok()?;
        Some(self.fall(stelle as u32))
    }

    /// The cases that share with a sheet what a group names.
    pub fn block<'a>(
        &'a self,
        gruppe: Gruppe,
        bild: &Suchbild,
    ) -> impl Iterator<Item = (Eintrag<'a>, &'a Suchbild)> + use<'a> {
        let felder = gruppe.felder(bild);
        let umgebung = self.umgebung(gruppe, bild);
        umgebung.map(|fall| (fall, fall.suchbild())).filter(move |(_, sein)| gruppe.felder(sein) == felder)
    }

    /// The same cases without a look at their values: a few others, whose key fell into the same place, are among them.
    pub fn umgebung<'a>(&'a self, gruppe: Gruppe, bild: &Suchbild) -> impl Iterator<Item = Eintrag<'a>> + use<'a> {
        let am_platz = gruppe.schluessel(bild).map_or(&[][..], |s| self.bloecke[gruppe as usize].am_platz(s));
        am_platz.iter().map(|nummer| self.fall(*nummer))
    }

    /// Every first name in normal form, with the number of cases that bear it.
    pub fn vornamen(&self) -> impl Iterator<Item = (&str, u32)> {
        self.vorname.alle()
    }
}
