use domain::datum::aus_deutsch;
use domain::{Fall, GeburtsDatum, JaNein};
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::bauen::Teil;
use crate::eintrag::Eintrag;

/// A day, written `TT.MM.JJJJ`.
pub(crate) fn tag(text: &str) -> Option<Datum> {
    Some(aus_deutsch(text).expect("a real day"))
}

pub(crate) fn fall() -> Fall {
    Fall {
        aktenzeichen: "10000001".into(),
        pz: "5".into(),
        geb_datum: tag("12.05.1954").map(Into::into),
        unf_datum: tag("10.12.2004"),
        vorname: "Karl".into(),
        zusatz: "Dr.".into(),
        name: "Meyer".into(),
        strasse: "Haupt Str. 5".into(),
        lkz: "D".into(),
        plz: "89073".into(),
        ort: "Ulm".into(),
        abgegeben: JaNein::Nein,
    }
}

prop_compose! {
    fn irgendein_fall()(
        nummer in 0u32..100_000_000,
        pz in select(vec!["", "0", "9", "X"]),
        geb in proptest::option::of(-20_000i64..20_000),
        unf in proptest::option::of(-20_000i64..20_000),
        name in select(vec!["Müller", "MUELLER", "von der Heide", "", "-", "Meyer-Schulze", "李"]),
        (vorname, zusatz, strasse) in (".{0,8}", ".{0,4}", ".{0,12}"),
        (lkz, plz, ort) in (".{0,3}", "[0-9]{0,5}", select(vec!["Ulm", "Köln", "", "Halle (Saale)"])),
        abgegeben in any::<bool>(),
    ) -> Fall {
        let datum = |tage: Option<i64>| tage.and_then(|t| tag("01.01.1990").map(|d| d + chrono::Duration::days(t)));
        Fall {
            aktenzeichen: format!("{nummer:08}"),
            pz: pz.into(),
            geb_datum: match geb {
                Some(tage) if tage % 5 == 0 => GeburtsDatum::aus_deutsch(["00.05.1960", "00.00.1960"][usize::from(tage % 2 == 0)]),
                geb => datum(geb).map(Into::into),
            },
            unf_datum: datum(unf),
            name: name.into(),
            vorname, zusatz, strasse, lkz, plz,
            ort: ort.into(),
            abgegeben: JaNein::from(abgegeben),
        }
    }
}

pub(crate) fn bytes(register: &Register) -> Vec<u8> {
    let mut bytes = Vec::new();
    register.schreibe(&mut bytes).expect("memory can be written");
    bytes
}

fn gelesen(bytes: &[u8]) -> Result<Register, RegisterFehler> {
    Register::lies(bytes, bytes.len() as u64)
}

proptest! {
    #[test]
    fn every_case_comes_back_as_it_was(mut faelle in prop::collection::vec(irgendein_fall(), 0..30)) {
        faelle.sort_by(|a, b| a.aktenzeichen.cmp(&b.aktenzeichen));
        faelle.dedup_by(|a, b| a.aktenzeichen == b.aktenzeichen);
        let register = Register::aus(&faelle).expect("a register");
        let file = bytes(&register);
        let wieder = gelesen(&file).expect("our own bytes");
        prop_assert_eq!(&wieder, &register);
        prop_assert_eq!(wieder.faelle().map(Eintrag::fall).collect::<Vec<_>>(), faelle.clone());
        for fall in &faelle {
            prop_assert_eq!(wieder.mit_aktenzeichen(&fall.aktenzeichen).map(Eintrag::fall), Some(fall.clone()));
        }
        faelle.reverse();
        prop_assert_eq!(bytes(&Register::aus(&faelle).expect("a register")), file.clone());
        for size in [1, 2, 7] {
            let teile = faelle.chunks(size).map(|faelle| {
                let mut teil = Teil::default();
                faelle.iter().try_for_each(|fall| teil.nimm(&fall.zeile())).map(|()| teil)
            });
            let teile = teile.collect::<Result<_, _>>().expect("sound cases");
            prop_assert_eq!(bytes(&Register::aus_teilen(teile)), file.clone());
        }
    }

    /// A block holds every case that shares the fields of its group, and no other.
    #[test]
    fn blocks_lose_nothing(faelle in prop::collection::vec(irgendein_fall(), 1..30)) {
        let register = Register::aus(&faelle).expect("a register");
        for fall in register.faelle() {
            let bild = fall.suchbild();
            for gruppe in Gruppe::ALLE {
                let gleiche: Vec<u32> = register
                    .faelle()
                    .filter(|f| gruppe.schluessel(bild).is_some() && gruppe.schluessel(f.suchbild()) == gruppe.schluessel(bild))
                    .map(Eintrag::nummer)
                    .collect();
                let block: Vec<u32> = register.block(gruppe, bild).map(|(f, _)| f.nummer()).collect();
                prop_assert_eq!(block, gleiche);
            }
        }
    }
}

#[test]
fn a_sheet_is_looked_up_by_normal_forms() {
    let fremder_klang = Fall { aktenzeichen: "10000002".into(), name: "H".into(), ..fall() };
    let register = Register::aus(&[fall(), fremder_klang]).expect("a register");
    let eigener = register.fall(0).suchbild();
    let blatt =
        register.suchbild(["meyer", "karl", "hauptstrasse 5", "89073", "ulm"], tag("12.05.1954"), tag("10.12.2004"));
    assert_eq!(blatt, *eigener);
    let anders = register.suchbild(["maier", "", "weg 1", "53111", "bonn"], None, None);
    assert_eq!(anders, Suchbild { klang: eigener.klang, ..Suchbild::default() });
    assert_eq!(register.suchbild(["hh", "", "", "", ""], None, None).klang, None);
    assert_eq!(register.suchbild(["h", "", "", "", ""], None, None).klang, register.fall(1).suchbild().klang);
    assert_eq!(register.haeufigkeit_name(eigener.name), 1);
    assert_eq!(register.haeufigkeit_klang(anders.klang), 1);
    assert_eq!((register.haeufigkeit_vorname(eigener.vorname), register.traeger_des_vornamens("karl")), (2, 2));
    assert_eq!((register.haeufigkeit_ort(eigener.ort), register.haeufigkeit_ort(anders.ort)), (2, 0));
}

#[test]
fn a_block_is_whole_however_large() {
    let faelle: Vec<Fall> =
        (0..50).map(|nr| Fall { aktenzeichen: format!("{:08}", 10_000_000 + nr), ..fall() }).collect();
    let register = Register::aus(&faelle).expect("a register");
    let bild = register.fall(0).suchbild();
    assert_eq!(register.block(Gruppe::NameGeburt, bild).count(), 50);
    assert_eq!(register.umgebung(Gruppe::NamePlz, bild).count(), 50);
    assert_eq!(register.vornamen().collect::<Vec<_>>(), [("karl", 50)]);
}

#[test]
fn file_numbers_have_eight_digits() {
    for (aktenzeichen, pz) in [("1000000", "5"), ("1000000A", "5"), ("10000001", "55"), ("+1000000", "")] {
        let falsch = Fall { aktenzeichen: aktenzeichen.into(), pz: pz.into(), ..fall() };
        assert!(matches!(Register::aus(&[falsch]), Err(RegisterFehler::Aktenzeichen(_))), "{aktenzeichen} {pz}");
    }
    let register = Register::aus(&[fall()]).expect("a register");
    assert!(register.mit_aktenzeichen("10000002").is_none() && register.mit_aktenzeichen("1000000").is_none());
}

#[test]
fn other_bytes_are_refused() {
    let file = bytes(&Register::aus(&[fall()]).expect("a register"));
    assert_eq!(gelesen(&file).expect("our own file").anzahl(), 1);
    for laenge in 0..file.len() {
        assert!(gelesen(&file[..laenge]).is_err(), "{laenge}");
    }
    assert!(gelesen(&[file.as_slice(), &[0]].concat()).is_err());
    assert!(gelesen(b"aktenzeichen,pz\n10000001,5\n").is_err());
    let leeres = Register::aus(&[]).expect("an empty register");
    assert_eq!(gelesen(&bytes(&leeres)).expect("our own bytes"), leeres);
}
