//! Decisions about persons are shown again, and decide nothing.

use domain::{Fall, Gemerkt, JaNein, Lesung, Rezept, Stufe, ZuordnungsEntscheidung};

use super::muster::{fall, geboren, register, tag};
use super::regeln::{blatt, decision, eingabe};
use crate::{Eingabe, Ergebnis, ordne_zu};

fn anderer() -> Fall {
    Fall {
        aktenzeichen: "10000002".into(),
        pz: "6".into(),
        name: "Ganzanders".into(),
        geb_datum: geboren("01.02.1983"),
        unf_datum: Some(tag("07.08.2004")),
        strasse: "Am Hafen 9".into(),
        ort: "Kiel".into(),
        ..fall()
    }
}

fn ordne(rezept: Rezept, faelle: &[Fall], gemerkt: &[Gemerkt]) -> Ergebnis {
    let (rezepte, register) = ([rezept], register(faelle));
    ordne_zu(&Eingabe { gemerkt, ..eingabe(&rezepte, &register, &[]) })
}

/// The memory after a decision about this sheet.
fn nach(aenderungen: &str, wert: &str) -> Vec<Gemerkt> {
    let (rezepte, entscheidungen) = ([blatt(aenderungen)], [decision(wert)]);
    let register = register(&[fall(), Fall { name: "Meier".into(), ..anderer() }]);
    ordne_zu(&eingabe(&rezepte, &register, &entscheidungen)).gemerkt
}

/// The next prescription with these values, written and dispensed on other days.
fn naechstes(aenderungen: &str) -> Rezept {
    let pic_nr = "503305647499".into();
    Rezept { pic_nr, abgabe_datum: Lesung::Wert(tag("20.02.2005")), ..blatt(aenderungen) }
}

#[test]
fn the_case_decided_on_stands_first_and_the_program_does_not_decide() {
    let gemerkt = nach("name=Meier;vorname=Karla", "100000026");
    assert_eq!(gemerkt.len(), 1);
    let (abdruck, faelle) = (&gemerkt[0].abdruck, [fall(), Fall { name: "Meier".into(), ..anderer() }]);
    assert!(abdruck.len() == 64 && !abdruck.contains("Meier"), "a keyed hash: {abdruck}");
    let neues = ordne(naechstes("name=MEIER;vorname=Karla"), &faelle, &gemerkt);
    let z = &neues.zuordnung[0];
    assert_eq!((z.stufe, z.entscheidung, z.aktenzeichen.as_str()), (Stufe::Z5, ZuordnungsEntscheidung::Offen, ""));
    assert!(z.hinweis.contains("so entschieden am 11.03.2005 von mm: 100000026"), "{}", z.hinweis);
    assert_eq!((neues.kandidaten[0].rang, neues.kandidaten[0].aktenzeichen.as_str()), (1, "100000026"));
    assert_eq!(neues.kandidaten[1].aktenzeichen, "100000015");
    assert!(neues.aufgaben[0].aufgabe.contains("so entschieden"), "{}", neues.aufgaben[0].aufgabe);
    let andere_angaben = ordne(naechstes("name=Meier;vorname=Klara"), &faelle, &gemerkt);
    assert!(!andere_angaben.zuordnung[0].hinweis.contains("so entschieden"));
    // Where the program is sure it still decides, and not by what was remembered.
    let sicher = ordne(naechstes(""), &faelle, &nach("", "100000026"));
    assert_eq!(sicher.zuordnung[0].aktenzeichen, "100000015");
}

#[test]
fn a_case_that_only_a_person_found_is_asked_for_again_even_when_it_went_away() {
    let fremd = "name=Unbekannt;vorname=Xaver;geb=1971-12-30;unf=;ort=Emden;strasse=Weg 1";
    let gemerkt = nach(fremd, "keine");
    assert_eq!(gemerkt[0].aktenzeichen, "");
    let ohne = ordne(naechstes(fremd), &[anderer()], &gemerkt);
    assert_eq!(ohne.zuordnung[0].entscheidung, ZuordnungsEntscheidung::Keine, "nobody found a case");
    let gemerkt = [Gemerkt { aktenzeichen: "100000026".into(), ..gemerkt[0].clone() }];
    for (abgegeben, kandidaten) in [(JaNein::Nein, 1), (JaNein::Ja, 0)] {
        let neues = ordne(naechstes(fremd), &[Fall { abgegeben, ..anderer() }], &gemerkt);
        let z = &neues.zuordnung[0];
        assert_eq!((z.stufe, z.entscheidung), (Stufe::H, ZuordnungsEntscheidung::Offen));
        assert_eq!((neues.kandidaten.len(), neues.aufgaben.len()), (kandidaten, 1));
        assert!(z.hinweis.contains("100000026"), "{}", z.hinweis);
    }
}

#[test]
fn of_several_decisions_about_the_same_values_the_latest_is_shown() {
    let alt = nach("name=Meier;vorname=Karla", "100000026").remove(0);
    let (aktenzeichen, zeitpunkt, pic_nr) = (String::new(), "2005-03-12T08:00:00".into(), "4".into());
    let neu = Gemerkt { aktenzeichen, zeitpunkt, pic_nr, ..alt.clone() };
    for gemerkt in [[alt.clone(), neu.clone()], [neu, alt]] {
        let z = ordne(naechstes("name=Meier;vorname=Karla"), &[fall()], &gemerkt).zuordnung.remove(0);
        assert!(z.hinweis.contains("am 12.03.2005 von mm: keine"), "{}", z.hinweis);
    }
}

#[test]
fn a_sheet_that_does_not_say_who_it_is_is_not_remembered() {
    assert_eq!(nach("geb=", "100000015"), []);
    assert_eq!(nach("name=", "100000015"), []);
}
