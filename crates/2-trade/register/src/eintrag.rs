//! A case of the register.

use std::fmt;

use chrono::Datelike;
use domain::{Datum, Fall, JaNein};

use crate::gruppen::Suchbild;
use crate::register::Register;

/// A row of the register: numbers of the dictionaries as delivered, dates in days (0 = unknown).
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Zeile {
    pub(crate) aktenzeichen: u32,
    /// Check digit as a byte, 0 = none; one bit above it: handed over.
    pub(crate) marken: u32,
    pub(crate) geb_datum: u32,
    pub(crate) unf_datum: u32,
    pub(crate) name: u32,
    pub(crate) vorname: u32,
    pub(crate) zusatz: u32,
    pub(crate) strasse: u32,
    pub(crate) lkz: u32,
    pub(crate) plz: u32,
    pub(crate) ort: u32,
}

/// The bit of `marken` for a case that was handed over.
pub(crate) const ABGEGEBEN: u32 = 1 << 8;

impl Zeile {
    pub(crate) const ZAHLEN: usize = 11;

    pub(crate) fn zahlen(self) -> [u32; Self::ZAHLEN] {
        let Zeile { aktenzeichen, marken, geb_datum, unf_datum, name, vorname, zusatz, strasse, lkz, plz, ort } = self;
        [aktenzeichen, marken, geb_datum, unf_datum, name, vorname, zusatz, strasse, lkz, plz, ort]
    }

    pub(crate) fn aus_zahlen(zahlen: [u32; Self::ZAHLEN]) -> Self {
        let [aktenzeichen, marken, geb_datum, unf_datum, name, vorname, zusatz, strasse, lkz, plz, ort] = zahlen;
        Zeile { aktenzeichen, marken, geb_datum, unf_datum, name, vorname, zusatz, strasse, lkz, plz, ort }
    }
}

/// A date in days, as rows hold it.
pub(crate) fn tage(datum: Option<Datum>) -> u32 {
    datum.map_or(0, |datum| datum.num_days_from_ce().unsigned_abs())
}

fn datum(tage: u32) -> Option<Datum> {
    if tage == 0 { None } else { Datum::from_num_days_from_ce_opt(i32::try_from(tage).ok()?) }
}

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

    fn zeile(self) -> &'a Zeile {
        &self.register.zeilen[self.nummer as usize]
    }

    /// Family name in normal form.
    pub fn name(self) -> &'a str {
        self.register.name.normal(self.zeile().name)
    }

    /// First name in normal form.
    pub fn vorname(self) -> &'a str {
        self.register.vorname.normal(self.zeile().vorname)
    }

    /// Street with house number in normal form.
    pub fn strasse(self) -> &'a str {
        self.register.strasse.normal(self.zeile().strasse)
    }

    /// Town in normal form.
    pub fn ort(self) -> &'a str {
        self.register.ort.normal(self.zeile().ort)
    }

    /// Postcode as delivered.
    pub fn plz(self) -> &'a str {
        self.register.plz.text(self.zeile().plz)
    }

    /// Date of birth; none = unknown.
    pub fn geb_datum(self) -> Option<Datum> {
        datum(self.zeile().geb_datum)
    }

    /// Date of the accident; none = unknown.
    pub fn unf_datum(self) -> Option<Datum> {
        datum(self.zeile().unf_datum)
    }

    /// Whether the case was handed over to another insurer.
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
    pub fn suchbild(self) -> Suchbild {
        let (register, zeile) = (self.register, self.zeile());
        let wert = |nummer: u32| Some(nummer).filter(|nummer| *nummer != 0); // 0 is the empty text and the unknown date
        let name = wert(register.name.normal_von(zeile.name));
        Suchbild {
            name,
            klang: name.map(|name| register.klang_oder_name(name)),
            vorname: wert(register.vorname.normal_von(zeile.vorname)),
            ort: wert(register.ort.normal_von(zeile.ort)),
            strasse: wert(register.strasse.normal_von(zeile.strasse)),
            geb_datum: wert(zeile.geb_datum),
            unf_datum: wert(zeile.unf_datum),
        }
    }
}
