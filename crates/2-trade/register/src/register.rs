//! The register: its cases, dictionaries and blocks.

use std::io::{self, Read, Write};

use domain::Datum;

use crate::datei::{Ausgabe, Eingabe, RegisterFehler};
use crate::gruppen::{Bloecke, Gruppe, Suchbild};
use crate::klang::klang;
use crate::woerter::{Feld, Klaenge, Texte};
use crate::zeile::{Zeile, tage, wert};

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
        let zahlen = eingabe.zahlen()?;
        let (zeilen, rest) = zahlen.as_chunks();
        if !rest.is_empty() {
            return Err(RegisterFehler::Beschaedigt);
        }
        let mut register = Register {
            zeilen: zeilen.iter().copied().map(Zeile::aus_zahlen).collect(),
            name: Feld::lies(eingabe)?,
            vorname: Feld::lies(eingabe)?,
            strasse: Feld::lies(eingabe)?,
            ort: Feld::lies(eingabe)?,
            zusatz: Texte::lies(eingabe)?,
            lkz: Texte::lies(eingabe)?,
            plz: Texte::lies(eingabe)?,
            klaenge: Klaenge::lies(eingabe)?,
            bloecke: Vec::new(),
        };
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
        let nummer = |feld: &Feld, text: &str| if text.is_empty() { None } else { feld.nummer(text) };
        let bekannter_name = nummer(&self.name, name);
        let klang_des_namens = || self.klaenge.nummer(&klang(name)).filter(|klang| *klang != 0);
        Suchbild {
            name: bekannter_name,
            klang: bekannter_name.map(|name| self.klang_oder_name(name)).or_else(klang_des_namens),
            vorname: nummer(&self.vorname, vorname),
            plz: self.plz.nummer(plz).filter(|nummer| *nummer != 0),
            ort: nummer(&self.ort, ort),
            strasse: nummer(&self.strasse, strasse),
            geb_datum: Some(tage(geb_datum)).filter(|tage| *tage != 0),
            unf_datum: Some(tage(unf_datum)).filter(|tage| *tage != 0),
        }
    }

    /// The values of a case in the register's numbers.
    pub(crate) fn bild(&self, zeile: &Zeile) -> Suchbild {
        Suchbild {
            name: self.name_von(zeile),
            klang: self.klang_von(zeile),
            vorname: self.vorname_von(zeile),
            plz: wert(zeile.plz),
            ort: self.ort_von(zeile),
            strasse: self.strasse_von(zeile),
            geb_datum: wert(zeile.geb_datum),
            unf_datum: wert(zeile.unf_datum),
        }
    }

    /// Of the values of a case those that a group needs: each costs a look into another table.
    pub(crate) fn teilbild(&self, gruppe: Gruppe, zeile: &Zeile) -> Suchbild {
        let leer = Suchbild::default();
        let (geb_datum, unf_datum, plz) = (wert(zeile.geb_datum), wert(zeile.unf_datum), wert(zeile.plz));
        let klang = || self.klang_von(zeile);
        match gruppe {
            Gruppe::GeburtUnfall => Suchbild { geb_datum, unf_datum, ..leer },
            Gruppe::NameGeburt => Suchbild { klang: klang(), geb_datum, ..leer },
            Gruppe::NameUnfall => Suchbild { klang: klang(), unf_datum, ..leer },
            Gruppe::Geburt => Suchbild { geb_datum, ..leer },
            Gruppe::NameVorname => Suchbild { klang: klang(), vorname: self.vorname_von(zeile), ..leer },
            Gruppe::NamePlz => Suchbild { klang: klang(), plz, ..leer },
            Gruppe::VornamePlz => Suchbild { vorname: self.vorname_von(zeile), plz, ..leer },
            Gruppe::Strasse => Suchbild { strasse: self.strasse_von(zeile), ..leer },
        }
    }

    pub(crate) fn name_von(&self, zeile: &Zeile) -> Option<u32> {
        wert(self.name.normal_von(zeile.name))
    }

    pub(crate) fn klang_von(&self, zeile: &Zeile) -> Option<u32> {
        self.name_von(zeile).map(|name| self.klang_oder_name(name))
    }

    pub(crate) fn vorname_von(&self, zeile: &Zeile) -> Option<u32> {
        wert(self.vorname.normal_von(zeile.vorname))
    }

    pub(crate) fn ort_von(&self, zeile: &Zeile) -> Option<u32> {
        wert(self.ort.normal_von(zeile.ort))
    }

    pub(crate) fn strasse_von(&self, zeile: &Zeile) -> Option<u32> {
        wert(self.strasse.normal_von(zeile.strasse))
    }

    /// Number of cases with a family name in normal form.
    pub fn haeufigkeit_name(&self, normal: &str) -> u32 {
        self.name.haeufigkeit(normal)
    }

    /// Number of cases whose family name sounds like this one in normal form.
    pub fn haeufigkeit_klang(&self, normal: &str) -> u32 {
        self.klaenge.haeufigkeit(&klang(normal))
    }

    /// Number of cases with a first name in normal form.
    pub fn haeufigkeit_vorname(&self, normal: &str) -> u32 {
        self.vorname.haeufigkeit(normal)
    }

    /// Number of cases with a town in normal form.
    pub fn haeufigkeit_ort(&self, normal: &str) -> u32 {
        self.ort.haeufigkeit(normal)
    }

    /// The sound of a name by its number; the name's own number where it has no sound.
    fn klang_oder_name(&self, name: u32) -> u32 {
        match self.klaenge.klang_von(name) {
            0 => name | OHNE_KLANG,
            klang => klang,
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
