//! A suggestion is copied without much of a look: it is withheld where the sheet does not tell people apart.

use super::muster::fall;
use super::regeln::blatt;
use super::vorbehalte::{grosses_register, ordne};

/// The suggestion for a sheet of which only one case weighs enough to be shown.
fn vorschlag(aenderungen: &str) -> String {
    let ergebnis = ordne(blatt(aenderungen), &grosses_register(&[]));
    assert_eq!(ergebnis.kandidaten.first().map(|k| k.rang), Some(1), "{aenderungen}: it stands first all the same");
    ergebnis.aufgaben.first().map(|aufgabe| aufgabe.vorschlag.clone()).unwrap_or_default()
}

#[test]
fn first_names_that_are_only_similar_tell_no_twins_apart() {
    let nummer = fall().aktenzeichen + &fall().pz;
    for (aenderungen, erwartet) in [
        ("name=Meier", nummer.as_str()),
        ("name=Meier;vorname=Karla", ""),
        ("name=Meier;vorname=K.", ""),
        ("name=Meier;vorname=", ""),
        ("name=Karl;vorname=Meyer", nummer.as_str()),
        ("name=Karla;vorname=Meyer", ""),
        ("name=K.;vorname=Meyer", ""),
    ] {
        assert_eq!(vorschlag(aenderungen), erwartet, "{aenderungen}");
    }
}

#[test]
fn without_the_birth_date_nobody_tells_father_and_son_apart() {
    let nummer = fall().aktenzeichen + &fall().pz;
    for (aenderungen, erwartet) in [
        ("name=Meier;geb=", ""),
        ("name=Meier;geb=?", ""),
        ("name=Meier;geb=1954-05-13", nummer.as_str()), // one digit
        ("name=Meier;geb=1984-05-12", ""),              // one digit, a son
        ("name=Meier;geb=1945-05-12", ""),              // two digits exchanged, perhaps a brother
        ("name=Meier;geb=1954-12-05", nummer.as_str()),
        ("name=Meier;geb=00.05.1954", nummer.as_str()),
        ("name=Meier;geb=00.00.1954", nummer.as_str()),
        ("name=Meier;geb=00.00.1984", ""),
    ] {
        assert_eq!(vorschlag(aenderungen), erwartet, "{aenderungen}");
    }
}
