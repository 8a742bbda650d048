//! The register: its cases, dictionaries and blocks.

use std::io::{self, Read, Write};

use domain::Datum;
use rayon::prelude::*;

use crate::datei::{Ausgabe, Eingabe, RegisterFehler};
use crate::gruppen::{Bloecke, Gruppe, Suchbild};
use crate::klang::klang;
use crate::woerter::{Feld, Klaenge, Texte};
use crate::zeile::{Wert, Zeile, tage, wert};

/// Names without sound get numbers above those of all sounds.
const OHNE_KLANG: u32 = 1 << 31;

/// A case register prepared for matching.
#[derive(Debug, Default, PartialEq)]
pub struct Register {
    /// By file number.
    pub(crate) zeilen: Vec<Zeile>,
    pub(crate) name: Feld,
    pub(crate) vorname: Feld,
    pub(crate) strasse: Feld,
    pub(crate) ort: Feld,
    pub(crate) zusatz: Texte,
    pub(crate) lkz: Texte,
    pub(crate) plz: Texte,
    pub(crate) klaenge: Klaenge,
    /// One for each [`Gruppe`].
    pub(crate) bloecke: Vec<Bloecke>,
    /// What is compared of each case, in one place; made from the rest, not in the file.
    pub(crate) bilder: Vec<Suchbild>,
}

impl Register {
    /// Writes the bytes of the file.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn schreibe(&self, ziel: &mut dyn Write) -> io::Result<()> {
        let mut ausgabe = Ausgabe::neu(ziel)?;
        ausgabe.laenge(self.zeilen.len() * Zeile::ZAHLEN)?;
        ausgabe.alle(self.zeilen.iter().flat_map(|zeile| zeile.zahlen()))?;
        for feld in [&self.name, &self.vorname, &self.strasse, &self.ort] {
            feld.schreibe(&mut ausgabe)?;
        }
        for texte in [&self.zusatz, &self.lkz, &self.plz] {
            texte.schreibe(&mut ausgabe)?;
        }
        self.klaenge.schreibe(&mut ausgabe)?;
        self.bloecke.iter().try_for_each(|bloecke| bloecke.schreibe(&mut ausgabe))
    }

    /// Reads the file of this length.
    ///
    /// # Errors
    /// It cannot be read, or it is no register in the form of this version.
    pub fn lies(mut quelle: impl Read, laenge: u64) -> Result<Self, RegisterFehler> {
        let mut eingabe = Eingabe::neu(&mut quelle, laenge)?;
        let eingabe = &mut eingabe;
        let mut register = Register {
            zeilen: eingabe.reihen(Zeile::aus_zahlen)?,
            name: Feld::lies(eingabe)?,
            vorname: Feld::lies(eingabe)?,
            strasse: Feld::lies(eingabe)?,
            ort: Feld::lies(eingabe)?,
            zusatz: Texte::lies(eingabe)?,
            lkz: Texte::lies(eingabe)?,
            plz: Texte::lies(eingabe)?,
            klaenge: Klaenge::lies(eingabe)?,
            bloecke: Vec::new(),
            bilder: Vec::new(),
        };
        register.bilder = register.alle_bilder().ok_or(RegisterFehler::Beschaedigt)?;
        for _ in Gruppe::ALLE {
            register.bloecke.push(Bloecke::lies(eingabe)?);
        }
        eingabe.zu_ende()?;
        Ok(register)
    }

    /// Number of cases.
    pub fn anzahl(&self) -> usize {
        self.zeilen.len()
    }

    /// The values of a sheet, in normal form, as numbers of this register. An empty text is no value.
    pub fn suchbild(
        &self,
        [name, vorname, strasse, plz, ort]: [&str; 5],
        geb_datum: Option<Datum>,
        unf_datum: Option<Datum>,
    ) -> Suchbild {
        let ohne_namen = Suchbild {
            plz: self.plz.nummer(plz).and_then(wert),
            ort: self.ort.nummer(ort).and_then(wert),
            strasse: self.strasse.nummer(strasse).and_then(wert),
            geb_datum: wert(tage(geb_datum)),
            unf_datum: wert(tage(unf_datum)),
            ..Suchbild::default()
        };
        self.umbenannt(&ohne_namen, name, vorname)
    }

    /// The same values with these names, in normal form.
    pub fn umbenannt(&self, bild: &Suchbild, name: &str, vorname: &str) -> Suchbild {
        let bekannter_name = self.name.nummer(name).and_then(wert);
        let klang = match bekannter_name {
            Some(name) => self.klang_oder_name(name.get()),
            None => self.klaenge.nummer(&klang(name)),
        };
        let vorname = self.vorname.nummer(vorname).and_then(wert);
        Suchbild { name: bekannter_name, klang: klang.and_then(wert), vorname, ..*bild }
    }

    /// The values of every case in the register's numbers; none if a number stands in no dictionary.
    pub(crate) fn alle_bilder(&self) -> Option<Vec<Suchbild>> {
        self.zeilen.par_iter().map(|zeile| self.bild(zeile)).collect()
    }

    fn bild(&self, zeile: &Zeile) -> Option<Suchbild> {
        let name = self.name.normal_von(zeile.name)?;
        Some(Suchbild {
            name: wert(name),
            klang: if name == 0 { None } else { wert(self.klang_oder_name(name)?) },
            vorname: wert(self.vorname.normal_von(zeile.vorname)?),
            plz: wert(zeile.plz),
            ort: wert(self.ort.normal_von(zeile.ort)?),
            strasse: wert(self.strasse.normal_von(zeile.strasse)?),
            geb_datum: wert(zeile.geb_datum),
            unf_datum: wert(zeile.unf_datum),
        })
    }

    /// Number of cases with this family name.
    pub fn haeufigkeit_name(&self, name: Option<Wert>) -> u32 {
        self.name.haeufigkeit(name)
    }

    /// Number of cases whose family name has this sound; 0 for a name without sound.
    pub fn haeufigkeit_klang(&self, klang: Option<Wert>) -> u32 {
        self.klaenge.haeufigkeit(klang.filter(|klang| klang.get() & OHNE_KLANG == 0))
    }

    /// Number of cases with this first name.
    pub fn haeufigkeit_vorname(&self, vorname: Option<Wert>) -> u32 {
        self.vorname.haeufigkeit(vorname)
    }

    /// Number of cases with a first name in normal form.
    pub fn traeger_des_vornamens(&self, normal: &str) -> u32 {
        self.vorname.haeufigkeit(self.vorname.nummer(normal).and_then(wert))
    }

    /// Number of cases in this town.
    pub fn haeufigkeit_ort(&self, ort: Option<Wert>) -> u32 {
        self.ort.haeufigkeit(ort)
    }

    /// The sound of a name by its number; the name's own number where it has no sound.
    fn klang_oder_name(&self, name: u32) -> Option<u32> {
        Some(match self.klaenge.klang_von(name)? {
            0 => name | OHNE_KLANG,
            klang => klang,
        })
    }
}

#[cfg(test)]
pub(crate) mod tests;
