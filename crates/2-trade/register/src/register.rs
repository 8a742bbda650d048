//! The register: its cases, dictionaries and blocks.

use std::io::Read;

use domain::{Datum, Fall};
use rayon::prelude::*;

use crate::datei::{Ausgabe, Eingabe, RegisterFehler};
use crate::eintrag::{ABGEGEBEN, Eintrag, Zeile, tage};
use crate::gruppen::{Bloecke, Gruppe, Suchbild};
use crate::normalisieren;
use crate::woerter::{Feld, Klaenge, Texte, klang, spalte};

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
    klaenge: Klaenge,
    /// One for each [`Gruppe`].
    bloecke: Vec<Bloecke>,
}

impl Register {
    /// Prepares the cases of a register; their order does not matter.
    ///
    /// # Errors
    /// A file number that is not of 8 digits, or a check digit of more than one.
    pub fn aus(faelle: &[Fall]) -> Result<Self, RegisterFehler> {
        let mut zeilen = faelle.par_iter().map(kopf).collect::<Result<Vec<Zeile>, _>>()?;
        let texte = |text: fn(&Fall) -> &String| move || spalte(faelle.iter().map(|fall| text(fall).as_str()));
        let feld = |text: fn(&Fall) -> &String, normalform: fn(&str) -> String| {
            move || {
                let (roh, nummern) = texte(text)();
                (Feld::neu(roh, &nummern, normalform), nummern)
            }
        };
        // The two largest dictionaries side by side, then the small ones.
        let ((strasse, strassen), ((name, namen), (ort, orte))) =
            rayon::join(feld(|f| &f.strasse, normalisieren::strasse), || {
                (feld(|f| &f.name, normalisieren::name)(), feld(|f| &f.ort, normalisieren::ort)())
            });
        let (((vorname, vornamen), (lkz, lkzs)), ((zusatz, zusaetze), (plz, plzs))) = rayon::join(
            || (feld(|f| &f.vorname, normalisieren::falte)(), texte(|f| &f.lkz)()),
            || (texte(|f| &f.zusatz)(), texte(|f| &f.plz)()),
        );
        for (nr, zeile) in zeilen.iter_mut().enumerate() {
            (zeile.name, zeile.vorname, zeile.zusatz) = (namen[nr], vornamen[nr], zusaetze[nr]);
            (zeile.strasse, zeile.lkz, zeile.plz, zeile.ort) = (strassen[nr], lkzs[nr], plzs[nr], orte[nr]);
        }
        zeilen.sort_by_key(|zeile| zeile.zahlen());
        let klaenge = Klaenge::neu(&name);
        let mut register =
            Register { zeilen, name, vorname, strasse, ort, zusatz, lkz, plz, klaenge, bloecke: Vec::new() };
        register.bloecke = register.gruppiere();
        Ok(register)
    }

    fn gruppiere(&self) -> Vec<Bloecke> {
        let bilder: Vec<Suchbild> = self.faelle().map(Eintrag::suchbild).collect();
        let bloecke = Gruppe::ALLE.par_iter().map(|gruppe| {
            let schluessel: Vec<Option<u64>> = bilder.iter().map(|bild| gruppe.schluessel(bild)).collect();
            Bloecke::neu(&schluessel)
        });
        bloecke.collect()
    }

    /// The bytes of the file.
    pub fn bytes(&self) -> Vec<u8> {
        let mut ausgabe = Ausgabe::neu();
        let zeilen: Vec<u32> = self.zeilen.iter().flat_map(|zeile| zeile.zahlen()).collect();
        ausgabe.zahlen(&zeilen);
        [&self.name, &self.vorname, &self.strasse, &self.ort].into_iter().for_each(|feld| feld.schreibe(&mut ausgabe));
        [&self.zusatz, &self.lkz, &self.plz].into_iter().for_each(|texte| texte.schreibe(&mut ausgabe));
        self.klaenge.schreibe(&mut ausgabe);
        self.bloecke.iter().for_each(|bloecke| bloecke.schreibe(&mut ausgabe));
        ausgabe.bytes()
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

    /// The values of a sheet, in normal form, as numbers of this register. An empty text is no value.
    pub fn suchbild(
        &self,
        [name, vorname, strasse, ort]: [&str; 4],
        geb_datum: Option<Datum>,
        unf_datum: Option<Datum>,
    ) -> Suchbild {
        let wert = |feld: &Feld, text: &str| if text.is_empty() { None } else { feld.nummer(text) };
        let bekannter_name = wert(&self.name, name);
        let klang_des_namens = || self.klaenge.nummer(&klang(name)).filter(|klang| *klang != 0);
        Suchbild {
            name: bekannter_name,
            klang: bekannter_name.map(|name| self.klang_oder_name(name)).or_else(klang_des_namens),
            vorname: wert(&self.vorname, vorname),
            ort: wert(&self.ort, ort),
            strasse: wert(&self.strasse, strasse),
            geb_datum: Some(tage(geb_datum)).filter(|tage| *tage != 0),
            unf_datum: Some(tage(unf_datum)).filter(|tage| *tage != 0),
        }
    }

    /// The cases that share with a sheet what a group names, at most so many; none at all if there are more.
    pub fn block<'a>(
        &'a self,
        gruppe: Gruppe,
        bild: &Suchbild,
        hoechstens: usize,
    ) -> impl Iterator<Item = (Eintrag<'a>, Suchbild)> + use<'a> {
        let schluessel = gruppe.schluessel(bild);
        let am_platz = schluessel.map_or(&[][..], |s| self.bloecke[gruppe as usize].am_platz(s));
        let am_platz = if am_platz.len() > hoechstens { &[] } else { am_platz };
        am_platz.iter().filter_map(move |nummer| {
            let fall = self.fall(*nummer);
            let sein = fall.suchbild();
            (gruppe.schluessel(&sein) == schluessel).then_some((fall, sein))
        })
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
    pub(crate) fn klang_oder_name(&self, name: u32) -> u32 {
        match self.klaenge.klang_von(name) {
            0 => name | OHNE_KLANG,
            klang => klang,
        }
    }
}

/// What stands in the row itself.
fn kopf(fall: &Fall) -> Result<Zeile, RegisterFehler> {
    let (nummer, pz) = (lies_aktenzeichen(&fall.aktenzeichen), fall.pz.as_bytes());
    let (Some(aktenzeichen), true) = (nummer, pz.len() <= 1) else {
        return Err(RegisterFehler::Aktenzeichen(fall.aktenzeichen9()));
    };
    let pz = pz.first().map_or(0, |pz| u32::from(*pz));
    let marken = pz | if fall.abgegeben.ist_ja() { ABGEGEBEN } else { 0 };
    let (geb_datum, unf_datum) = (tage(fall.geb_datum), tage(fall.unf_datum));
    let (name, vorname, zusatz, strasse, lkz, plz, ort) = Default::default();
    Ok(Zeile { aktenzeichen, marken, geb_datum, unf_datum, name, vorname, zusatz, strasse, lkz, plz, ort })
}

pub(crate) fn lies_aktenzeichen(text: &str) -> Option<u32> {
    (text.len() == 8 && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
pub(crate) mod tests;
