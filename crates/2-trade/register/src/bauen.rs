//! Building a register from parts that were read side by side.
//!
//! Each part numbers its texts as they come. Joined, every text gets its place among the sorted ones of all parts, so
//! that the register is the same however it was parted. Normal forms and sounds are made once for each text, not once
//! for each case: of a million cases only some ten thousand have a name of their own.

use domain::{Fall, FallZeile};
use rayon::prelude::*;

use crate::datei::RegisterFehler;
use crate::gruppen::{Bloecke, Gruppe};
use crate::normalisieren;
use crate::register::Register;
use crate::woerter::{Feld, Klaenge, Sammlung, Texte};
use crate::zeile::{ABGEGEBEN, Zeile, geburt, lies_aktenzeichen, tage};

/// Columns of texts: name, vorname, strasse, ort, zusatz, lkz, plz.
const TEXTE: usize = 7;

impl Zeile {
    fn texte(&mut self) -> [&mut u32; TEXTE] {
        let Zeile { name, vorname, strasse, ort, zusatz, lkz, plz, .. } = self;
        [name, vorname, strasse, ort, zusatz, lkz, plz]
    }
}

/// Some cases of a register in the making.
#[derive(Debug, Default)]
pub struct Teil {
    zeilen: Vec<Zeile>,
    texte: [Sammlung; TEXTE],
}

impl Teil {
    /// An empty part with room for so many cases.
    pub fn mit_platz(faelle: usize) -> Self {
        Teil { zeilen: Vec::with_capacity(faelle), ..Teil::default() }
    }

    /// Takes a case in.
    ///
    /// # Errors
    /// A file number that is not of 8 digits, or a check digit of more than one.
    pub fn nimm(&mut self, fall: &FallZeile<'_>) -> Result<(), RegisterFehler> {
        let mut zeile = kopf(fall)?;
        let texte = [fall.name, fall.vorname, fall.strasse, fall.ort, fall.zusatz, fall.lkz, fall.plz];
        for ((nummer, sammlung), text) in zeile.texte().into_iter().zip(&mut self.texte).zip(texte) {
            *nummer = sammlung.nummer(text);
        }
        self.zeilen.push(zeile);
        Ok(())
    }
}

impl Register {
    /// Prepares the cases of a register; their order does not matter.
    ///
    /// # Errors
    /// A file number that is not of 8 digits, or a check digit of more than one.
    pub fn aus(faelle: &[Fall]) -> Result<Self, RegisterFehler> {
        let mut teil = Teil::mit_platz(faelle.len());
        faelle.iter().try_for_each(|fall| teil.nimm(&fall.zeile()))?;
        Ok(Register::aus_teilen(vec![teil]))
    }

    /// Joins the parts of a register; neither how it was parted nor the order of cases matters.
    pub fn aus_teilen(teile: Vec<Teil>) -> Self {
        let (mut stuecke, mut sammlungen) = (Vec::new(), [(); TEXTE].map(|()| Vec::new()));
        for teil in teile {
            stuecke.push(teil.zeilen);
            sammlungen.iter_mut().zip(teil.texte).for_each(|(spalte, sammlung)| spalte.push(sammlung));
        }
        let mut vereint = sammlungen.into_par_iter().map(Sammlung::vereine).collect::<Vec<_>>();
        let neue: Vec<Vec<Vec<u32>>> = vereint.iter_mut().map(|(_, neue)| std::mem::take(neue)).collect();
        stuecke.par_iter_mut().enumerate().for_each(|(nr, zeilen)| {
            for zeile in zeilen {
                zeile.texte().into_iter().zip(&neue).for_each(|(alt, neue)| *alt = neue[nr][*alt as usize]);
            }
        });
        let mut zeilen = aneinander(stuecke);
        if !zeilen.is_sorted_by_key(|zeile| zeile.zahlen()) {
            zeilen.par_sort_unstable_by_key(|zeile| zeile.zahlen());
        }
        let texte: Vec<Texte> = vereint.into_iter().map(|(texte, _)| texte).collect();
        let texte: [Texte; TEXTE] = texte.try_into().expect("one dictionary for each column");
        let mut register = mit_feldern(zeilen, texte);
        register.bilder = register.alle_bilder().expect("every text is in its dictionary");
        register.bloecke = register.gruppiere();
        register
    }

    fn gruppiere(&self) -> Vec<Bloecke> {
        let bloecke = Gruppe::ALLE.par_iter().map(|gruppe| {
            let schluessel = |nummer: usize| gruppe.schluessel(&self.bilder[nummer]);
            Bloecke::neu(self.anzahl(), schluessel)
        });
        bloecke.collect()
    }
}

/// The pieces as one; none is copied if there is only one.
fn aneinander(stuecke: Vec<Vec<Zeile>>) -> Vec<Zeile> {
    let alle = stuecke.iter().map(Vec::len).sum::<usize>();
    let mut stuecke = stuecke.into_iter();
    let mut zeilen = stuecke.next().unwrap_or_default();
    zeilen.reserve_exact(alle - zeilen.len());
    stuecke.for_each(|stueck| zeilen.extend(stueck));
    zeilen
}

/// The register but for its blocks. The large dictionaries are made side by side.
fn mit_feldern(zeilen: Vec<Zeile>, [name, vorname, strasse, ort, zusatz, lkz, plz]: [Texte; TEXTE]) -> Register {
    let zeile = || zeilen.iter();
    let ((name, strasse), (vorname, ort)) = rayon::join(
        || {
            let name = Feld::neu(name, zeile().map(|zeile| zeile.name), normalisieren::name_im_feld);
            (name, Feld::neu(strasse, zeile().map(|zeile| zeile.strasse), normalisieren::strasse_im_feld))
        },
        || {
            let vorname = Feld::neu(vorname, zeile().map(|zeile| zeile.vorname), normalisieren::vorname_im_feld);
            (vorname, Feld::neu(ort, zeile().map(|zeile| zeile.ort), normalisieren::ort_im_feld))
        },
    );
    let klaenge = Klaenge::neu(&name);
    Register { zeilen, name, vorname, strasse, ort, zusatz, lkz, plz, klaenge, bloecke: Vec::new(), bilder: Vec::new() }
}

/// What stands in the row itself.
fn kopf(fall: &FallZeile<'_>) -> Result<Zeile, RegisterFehler> {
    let (nummer, pz) = (lies_aktenzeichen(fall.aktenzeichen), fall.pz.as_bytes());
    let (Some(aktenzeichen), true) = (nummer, pz.len() <= 1) else {
        return Err(RegisterFehler::Aktenzeichen(fall.fall().aktenzeichen9()));
    };
    let pz = pz.first().map_or(0, |pz| u32::from(*pz));
    let marken = pz | if fall.abgegeben.ist_ja() { ABGEGEBEN } else { 0 };
    let (geb_datum, unf_datum) = (geburt(fall.geb_datum), tage(fall.unf_datum));
    Ok(Zeile { aktenzeichen, marken, geb_datum, unf_datum, ..Zeile::default() })
}
