//! Properties: the order of the input does not matter, and a large register stays cheap and exact.

use chrono::Datelike;
use domain::{
    Fall, GeburtsDatum, JaNein, Lesung, Rezept, Stufe, UnfallDatum, ZuordnungOptionen, ZuordnungsEntscheidung,
};
use proptest::prelude::*;
use proptest::sample::select;

use super::muster::{fall, fremdes, geboren, register, rezept, tag, tage_nach};
use crate::aehnlichkeit::Vergleich;
use crate::angaben::{Angaben, Blatt};
use crate::stufen::stufe;
use crate::{Eingabe, Ergebnis, ordne_zu};

fn ordne(rezepte: &[Rezept], faelle: &[Fall], fremde: &[Fall]) -> Ergebnis {
    ordne_zu(&Eingabe {
        kostentraeger: "BG28",
        rezepte,
        register: &register(faelle),
        fremde: &[fremdes("BG10", fremde)],
        entscheidungen: &[],
        erledigt: &[],
        gemerkt: &[],
        optionen: &ZuordnungOptionen { hinweis_ab: 0, ..ZuordnungOptionen::default() },
    })
}

prop_compose! {
    /// Few values, so that cases collide on every tier.
    pub fn person()(
        name in select(vec!["Meyer", "Maier", "Müller", "Meyer-Schulze", ""]),
        vorname in select(vec!["Karl", "K.", "Uwe", ""]),
        geb in select(vec!["12.05.1954", "13.05.1954", "00.05.1954", "00.00.1954"]),
        unf in select(vec![None, Some("10.12.2004"), Some("11.12.2004")]),
        strasse in select(vec!["Hauptstr. 5", "Ahornsteig 77"]),
        ort in select(vec!["Ulm", "Köln"]),
        abgegeben in select(vec![JaNein::Nein, JaNein::Nein, JaNein::Ja]),
    ) -> Fall {
        Fall {
            geb_datum: geboren(geb),
            unf_datum: unf.map(tag),
            vorname: vorname.into(),
            name: name.into(),
            strasse: strasse.into(),
            ort: ort.into(),
            abgegeben,
            ..fall()
        }
    }
}

pub fn numeriert(personen: Vec<Fall>) -> Vec<Fall> {
    (10_000_000..).zip(personen).map(|(nummer, fall)| Fall { aktenzeichen: nummer.to_string(), ..fall }).collect()
}

/// A sheet that bears what the case has; every third one its file number too.
fn blatt(nummer: usize, person: &Fall) -> Rezept {
    let text = |text: &str| Lesung::aus_text(text).expect("text");
    Rezept {
        pic_nr: format!("{nummer:012}"),
        aktenzeichen: if nummer.is_multiple_of(3) { text(&(10_000_000 + nummer).to_string()) } else { Lesung::Leer },
        name: text(&person.name),
        vorname: text(&person.vorname),
        geb_datum: person.geb_datum.map_or(Lesung::Leer, Lesung::Wert),
        strasse: text(&person.strasse),
        ort: text(&person.ort),
        unf_datum: person.unf_datum.map_or(Lesung::Leer, |d| Lesung::Wert(UnfallDatum::Genau(d))),
        ..rezept()
    }
}

pub fn blaetter(personen: &[Fall]) -> Vec<Rezept> {
    personen.iter().enumerate().map(|(nummer, person)| blatt(nummer, person)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn order_does_not_matter(
        faelle in prop::collection::vec(person(), 0..40),
        fremde in prop::collection::vec(person(), 0..10),
        personen in prop::collection::vec(person(), 0..20),
        drehung in 0usize..40,
    ) {
        let (mut faelle, fremde, mut rezepte) = (numeriert(faelle), numeriert(fremde), blaetter(&personen));
        let gerade = ordne(&rezepte, &faelle, &fremde);
        prop_assert_eq!(gerade.zuordnung.len(), rezepte.len());
        faelle.reverse();
        rezepte.reverse();
        let (stelle, blattstelle) = (drehung.min(faelle.len()), drehung.min(rezepte.len()));
        faelle.rotate_left(stelle);
        rezepte.rotate_left(blattstelle);
        prop_assert_eq!(ordne(&rezepte, &faelle, &fremde), gerade);
    }

    #[test]
    fn sheets_in_several_deliveries_come_out_as_in_one(
        faelle in prop::collection::vec(person(), 0..20),
        personen in prop::collection::vec(person(), 0..20),
        erste in 0usize..20,
    ) {
        let (faelle, rezepte) = (numeriert(faelle), blaetter(&personen));
        let (erste, zweite) = rezepte.split_at(erste.min(rezepte.len()));
        let mut einzeln = ordne(erste, &faelle, &[]);
        let zweite = ordne(zweite, &faelle, &[]);
        einzeln.zuordnung.extend(zweite.zuordnung);
        einzeln.kandidaten.extend(zweite.kandidaten);
        let zusammen = ordne(&rezepte, &faelle, &[]);
        prop_assert_eq!((einzeln.zuordnung, einzeln.kandidaten), (zusammen.zuordnung, zusammen.kandidaten));
    }

    /// The blocking keys lose nothing: comparing all pairs gives the same.
    #[test]
    fn blocking_loses_no_case(
        faelle in prop::collection::vec(person(), 0..20),
        personen in prop::collection::vec(person(), 1..8),
    ) {
        let (faelle, rezepte) = (numeriert(faelle), blaetter(&personen));
        let register = register(&faelle);
        for (rezept, zeile) in rezepte.iter().zip(ordne(&rezepte, &faelle, &[]).zuordnung) {
            let blatt = Blatt::neu(rezept, &register);
            let einzeln = register.faelle().filter(|fall| !fall.abgegeben()).filter_map(|fall| {
                let vergleich = Vergleich::neu(&blatt.angaben, &Angaben::from(fall));
                stufe(&vergleich, blatt.nummer.is_some_and(|nummer| nummer.nennt(fall)))
            });
            prop_assert_eq!(zeile.stufe, einzeln.min().unwrap_or(Stufe::Z9));
        }
    }
}

#[test]
fn a_name_that_fills_the_register_does_no_harm() {
    let faelle: Vec<Fall> = (0..100_000)
        .map(|nummer| Fall {
            aktenzeichen: format!("{:08}", 10_000_000 + nummer),
            name: "Müller".into(),
            geb_datum: tage_nach(geboren("01.01.1930"), nummer * 7 % 20_011),
            unf_datum: Some(tag("01.01.2003") + chrono::Days::new(nummer * 13 % 701)),
            ..fall()
        })
        .collect();
    let rezepte: Vec<Rezept> = faelle.iter().step_by(20).enumerate().map(|(i, fall)| blatt(3 * i + 1, fall)).collect();
    let ergebnis = ordne(&rezepte, &faelle, &[]);
    for (rezept, (zeile, fall)) in rezepte.iter().zip(ergebnis.zuordnung.iter().zip(faelle.iter().step_by(20))) {
        // At an address of so many a 1 January identifies nobody, whatever else agrees: a person decides.
        let neujahr = fall.geb_datum.and_then(GeburtsDatum::genau).is_some_and(|tag| tag.ordinal() == 1);
        let entscheidung = if neujahr { ZuordnungsEntscheidung::Offen } else { ZuordnungsEntscheidung::Programm };
        assert_eq!((zeile.stufe, zeile.entscheidung), (Stufe::Z1, entscheidung), "{rezept:?}");
        let aktenzeichen = if neujahr { String::new() } else { fall.aktenzeichen9() };
        assert_eq!(zeile.aktenzeichen, aktenzeichen);
    }
    let allein = in_einem_thread(|| ordne(&rezepte, &faelle, &[]));
    assert_eq!(allein, ergebnis);
}

#[test]
fn a_birth_date_of_many_hides_no_hint() {
    let geboren = |nummer: u32| Fall {
        aktenzeichen: (10_000_000 + nummer).to_string(),
        name: format!("Fremd{nummer}"),
        vorname: format!("Vor{nummer}"),
        strasse: format!("Weg {nummer}"),
        ..fall()
    };
    let faelle: Vec<Fall> =
        (0..20_000).map(geboren).chain([Fall { aktenzeichen: "20000000".into(), ..fall() }]).collect();
    let vertippt = Rezept { name: Lesung::Wert("Neyer".into()), unf_datum: Lesung::Leer, ..rezept() };
    let ergebnis = ordne(&[vertippt], &faelle, &[]);
    assert_eq!(ergebnis.kandidaten[0].aktenzeichen, "200000005");
}

#[test]
fn a_person_who_fills_the_register_is_open_and_fills_no_table() {
    let faelle: Vec<Fall> =
        (10_000_000..10_100_000).map(|nummer: u32| Fall { aktenzeichen: nummer.to_string(), ..fall() }).collect();
    let rezepte: Vec<Rezept> = (0..20).map(|nummer| Rezept { pic_nr: format!("{nummer:012}"), ..rezept() }).collect();
    let ergebnis = ordne(&rezepte, &faelle, &[]);
    assert_eq!(ergebnis.anzahl(), [((Stufe::Z1, ZuordnungsEntscheidung::Offen), 20)].into());
    assert!(ergebnis.zuordnung.iter().all(|zeile| zeile.anzahl_kandidaten == 100_000));
    assert_eq!(ergebnis.kandidaten.len(), 20 * 20);
    let ohne_fall = Rezept { name: Lesung::Wert("Schulze".into()), ..rezept() };
    let ergebnis = ordne(&[ohne_fall], &faelle, &[]);
    assert_eq!((ergebnis.zuordnung[0].entscheidung, ergebnis.kandidaten.len()), (ZuordnungsEntscheidung::Keine, 3));
}

fn in_einem_thread<T: Send>(arbeit: impl FnOnce() -> T + Send) -> T {
    rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread pool").install(arbeit)
}
