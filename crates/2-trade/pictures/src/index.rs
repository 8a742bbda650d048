//! Where the pictures of a payer lie.

use std::collections::BTreeMap;

use domain::kennzeichen::pic_nr;
use domain::{Bild, Tabelle};

/// The list of pictures of an inbox.
pub const BILDER: &str = "bilder.csv";

/// The PicNr that a file's name begins with, in twelve digits: `503305647430.tif`, `503305647430-2.png`.
pub fn pic_nr_of(name: &str) -> Option<String> {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let rest = &name[digits..];
    let apart = rest.is_empty() || rest.starts_with(['.', '-', '_', ' ']);
    pic_nr(&name[..digits]).filter(|_| apart)
}

/// The list of an inbox: what the run before had, seen from this one, and what is new. `earlier` is the date of that run.
pub fn index(before: Vec<Bild>, earlier: &str, new: impl IntoIterator<Item = String>) -> Vec<Bild> {
    let own = "00-inbox/pictures/";
    let carried = before.into_iter().map(|bild| Bild {
        pfad: if bild.pfad.starts_with("../") { bild.pfad } else { format!("../{earlier}/{}", bild.pfad) },
        ..bild
    });
    let new = new.into_iter().filter_map(|name| Some(Bild { pic_nr: pic_nr_of(&name)?, pfad: format!("{own}{name}") }));
    // One of the same name that came later lies beside the first, under its own name.
    let all: BTreeMap<(String, String), Bild> =
        carried.chain(new).map(|bild| ((bild.pic_nr.clone(), bild.pfad.clone()), bild)).collect();
    let mut rows: Vec<Bild> = all.into_values().collect();
    Bild::ordne(&mut rows);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_begins_with_the_number() {
        for (name, nr) in [
            ("503305647430.tif", Some("503305647430")),
            ("3305647430-2.png", Some("003305647430")),
            ("503305647430_S1.jpg", Some("503305647430")),
            ("5033056474301.tif", None),
            ("scan.tif", None),
            ("12ab.tif", None),
            ("", None),
        ] {
            assert_eq!(pic_nr_of(name).as_deref(), nr, "{name}");
        }
    }

    #[test]
    fn pictures_of_earlier_runs_are_found_from_this_one() {
        let bild = |nr: &str, pfad: &str| Bild { pic_nr: nr.into(), pfad: pfad.into() };
        let before = vec![
            bild("000000000001", "00-inbox/pictures/1.tif"),
            bild("000000000002", "../2005-03-01/00-inbox/pictures/2.tif"),
        ];
        let rows = index(before, "2005-03-10", ["3.png".to_owned(), "x.png".to_owned()]);
        let pfade: Vec<&str> = rows.iter().map(|bild| bild.pfad.as_str()).collect();
        assert_eq!(
            pfade,
            [
                "../2005-03-10/00-inbox/pictures/1.tif",
                "../2005-03-01/00-inbox/pictures/2.tif",
                "00-inbox/pictures/3.png"
            ]
        );
    }
}
