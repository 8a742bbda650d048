//! Which cases are compared with a sheet.
//!
//! Every tier demands some fields to be identical, so the blocks of the register that share these hold every case that
//! can fit: date of birth and of accident for Z1, Z2 and Z5, name and date of accident for Z3, name and date of birth
//! for Z4, the file number for Z0. Names stand in blocks by sound; the numbers of the dictionaries leave those that can
//! fit no tier, not even but for a missing value, aside before any text is touched. Cost grows with the sheets, hardly with the register.

use register::{Eintrag, Gruppe, Suchbild, Wert};

use crate::aehnlichkeit::Vergleich;
use crate::angaben::{Angaben, Blatt};
use crate::stufen::{Treffer, stufe};

/// The cases that may fit a tier, and the one that the file number on the sheet points to, compared; by file number.
pub fn vergleiche<'a>(blatt: &Blatt<'a>) -> Vec<Treffer<'a>> {
    let mut faelle = moegliche(blatt);
    faelle.sort_unstable_by_key(|(fall, _)| fall.nummer());
    faelle.dedup_by_key(|(fall, _)| fall.nummer());
    let mut voriger: Option<(&Suchbild, Vergleich)> = None;
    let treffer = faelle.into_iter().map(|(fall, bild)| {
        // Cases with the same values compare the same; a name may fill the register with them.
        let vergleich = match voriger {
            Some((gleiches, vergleich)) if gleiches == bild => vergleich,
            _ => Vergleich::neu(&blatt.angaben, &Angaben::from(fall)),
        };
        voriger = Some((bild, vergleich));
        let genannt = blatt.nummer.is_some_and(|nummer| nummer.nennt(fall));
        Treffer { fall, vergleich, stufe: stufe(&vergleich, genannt), genannt }
    });
    treffer.collect()
}

fn moegliche<'a>(blatt: &Blatt<'a>) -> Vec<(Eintrag<'a>, &'a Suchbild)> {
    let (register, bild) = (blatt.register, &blatt.bild);
    let gleich = |a: Option<Wert>, b: Option<Wert>| a.is_some() && a == b;
    let mut faelle: Vec<(Eintrag, &Suchbild)> = Vec::new();
    let mut nimm = |gruppe, passt: &dyn Fn(&Suchbild) -> bool| {
        let block = register.block(gruppe, bild);
        faelle.extend(block.filter(|(_, sein)| passt(sein)));
    };
    nimm(Gruppe::GeburtUnfall, &|sein| gleich(sein.name, bild.name) || gleich(sein.ort, bild.ort));
    if bild.name.is_some() {
        // A case may lack the birth or accident date, the first name or the town, and fit as well but for that.
        let gleich_oder_leer = |sein: Option<Wert>, bild: Option<Wert>| sein.is_none() || gleich(sein, bild);
        nimm(Gruppe::NameUnfall, &|sein| {
            sein.name == bild.name
                && gleich_oder_leer(sein.vorname, bild.vorname)
                && (gleich(sein.ort, bild.ort) || sein.ort.is_none() || sein.ohne_geburtstag())
        });
        let ohne_unf_datum = blatt.angaben.unf_datum.leer();
        nimm(Gruppe::NameGeburt, &|sein| {
            sein.name == bild.name
                && if ohne_unf_datum { gleich_oder_leer(sein.ort, bild.ort) } else { sein.unf_datum.is_none() }
        });
        if ohne_unf_datum {
            nimm(Gruppe::NameVorname, &|sein| {
                sein.name == bild.name && gleich(sein.ort, bild.ort) && sein.ohne_geburtstag()
            });
        }
    }
    let genannter = blatt.nummer.and_then(|nummer| register.mit_aktenzeichen(nummer.stamm()));
    faelle.extend(genannter.map(|fall| (fall, fall.suchbild())));
    faelle
}
