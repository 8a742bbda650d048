//! One line per case: sheet, register, expected agreement.

use Grad::{Aehnlich, Fehlt, Identisch, NichtErkannt, Unvollstaendig, Verschieden};
use domain::datum::aus_deutsch;
use domain::{Fall, Rezept};
use register::Register;

use super::*;
use crate::tests::muster::{fall, rezept};

fn lies<T: std::str::FromStr>(text: &str) -> Lesung<T>
where
    T::Err: std::fmt::Debug,
{
    Lesung::aus_text(text).expect("a readable value")
}

fn vergleiche(rezept: &Rezept, fall: &Fall) -> Vergleich {
    let register = Register::aus(std::slice::from_ref(fall)).expect("a register");
    Vergleich::neu(&Angaben::from(rezept), &Angaben::from(register.fall(0)))
}

#[test]
fn names() {
    for (blatt, register, erwartet) in [
        ("Müller", "MUELLER", Identisch),
        ("Mueller", "Müller", Identisch),
        ("Weiss", "Weiß", Identisch),
        ("Dr. Müller", "Müller", Identisch),
        ("von Müller", "Müller", Identisch),
        ("Graf", "Graf", Identisch),
        ("Meyer Schulze", "Meyer-Schulze", Identisch),
        ("O'Brien", "OBrien", Identisch),
        ("Kučera", "Kucera", Identisch),
        ("Muller", "Müller", Aehnlich),       // distance 1 from mueller
        ("Meier", "Mayr", Aehnlich),          // code 67
        ("Schmidt", "Schmitt", Aehnlich),     // code 862
        ("Wolf", "Wolff", Aehnlich),          // distance 1
        ("Mülleh", "Müller", Aehnlich),       // distance 1
        ("Wbeer", "Weber", Aehnlich),         // two letters exchanged
        ("Meyer", "Meyer-Schulze", Aehnlich), // part of a double name
        ("Meyer-Schulze", "Schulze", Aehnlich),
        ("Graf Müller", "Graf-Müller", Aehnlich), // Müller is a part
        ("Schulze-Meyer", "Meyer-Schulze", Identisch),
        ("Müller-von der Heide", "Heide-Müller", Identisch),
        ("Schulzemeyer", "Schulze-Meyer", Aehnlich), // the same sound, though its parts stand in alphabetical order
        ("Zchulze-Meyer", "Meyer-Schulze", Aehnlich),
        ("Meyer-Koch", "Meyer-Schulze", Verschieden),
        ("Zimmermann", "Zinnermann", Aehnlich), // distance 2, ten letters
        ("Hoffmaen", "Hoffmann", Aehnlich),     // distance 1
        ("Bergmann", "Burgmenn", Aehnlich),     // distance 2, eight letters
        ("Roth", "Kloth", Verschieden),         // distance 2, four letters
        ("Fischer", "Fbscxer", Verschieden),    // distance 2, seven letters
        ("Meyer", "Meyerhoff", Verschieden),    // a beginning is no part
        ("Schulze", "Meyer-Schulzen", Verschieden),
        ("Müller", "Schmidt", Verschieden),
        ("H", "Hh", Aehnlich),     // distance 1
        ("H", "Hhh", Verschieden), // no sound is no equal sound
        ("Nguyễn", "Nguyen", Identisch),
        ("Herr Müller jun.", "Müller", Identisch),
        ("Hohenstein-Waldburg-Zeilingenau", "Hohenstein-Waldburg-Zeiling", Identisch), // 27 letters in the register
        ("Dr. von Hohenstein-Waldburg-Zeilingenau", "Hohenstein-Waldburg-Zeiling", Identisch),
        ("Wolframseschenbacherburger", "Wolframseschenbacherburgerl", Aehnlich),
        ("", "Müller", Fehlt),
        ("-", "Müller", Fehlt),
        ("Müller", "", Fehlt),
        ("", "", Fehlt),
        ("?", "Müller", NichtErkannt),
        ("?", "", NichtErkannt),
    ] {
        let v = vergleiche(&Rezept { name: lies(blatt), ..rezept() }, &Fall { name: register.into(), ..fall() });
        assert_eq!(v.name, erwartet, "{blatt:?} {register:?}");
    }
}

#[test]
fn first_names() {
    for (blatt, register, erwartet) in [
        ("JÜRGEN", "Juergen", Identisch),
        ("Hans Peter", "Hans-Peter", Identisch),
        ("René", "Rene", Identisch),
        ("K.", "Karl", Aehnlich),
        ("K", "Karl", Aehnlich),
        ("Chr.", "Christian", Aehnlich),
        ("Hans", "Hans-Peter", Aehnlich),
        ("Hans-Peter", "Peter", Aehnlich),
        ("K.-H.", "Karl-Heinz", Aehnlich),
        ("K.H.", "Karl-Heinz", Aehnlich),
        ("KH", "Karl-Heinz", Aehnlich),
        ("Karlheinz", "Karl-Heinz", Aehnlich),
        ("Stefan", "Stephan", Aehnlich), // same sound
        ("Anna", "Hanna", Aehnlich),     // distance 1
        ("Peter", "Petra", Aehnlich),    // same sound
        ("Peter", "Paul", Verschieden),
        ("K.", "Peter", Verschieden),
        ("H. H.", "Hans-Peter", Verschieden),
        ("Uwe", "Klaus", Verschieden),
        ("Sepp", "Josef", Aehnlich),
        ("Willi", "Wilhelm", Aehnlich),
        ("Heinz", "Heinrich", Aehnlich),
        ("Toni", "Antonia", Aehnlich),
        ("Jörg", "Jürgen", Verschieden),
        ("Anja", "Anneliese", Verschieden),
        ("Dr. Karl", "Karl", Identisch),
        ("Maria Magdalena Theresia", "Maria Magdalena", Identisch), // 15 letters in the register
        ("", "Karl", Fehlt),
        ("Karl", "", Fehlt),
        ("?", "Karl", NichtErkannt),
    ] {
        let v = vergleiche(&Rezept { vorname: lies(blatt), ..rezept() }, &Fall { vorname: register.into(), ..fall() });
        assert_eq!(v.vorname, erwartet, "{blatt:?} {register:?}");
    }
}

#[test]
fn addresses() {
    for (strasse, ort, register_strasse, register_ort, erwartet) in [
        ("Hauptstraße 5", "Ulm", "HAUPTSTRASSE 5", "ULM", Identisch),
        ("Haupt Str. 5", "Ulm", "Hauptstraße 5", "Ulm", Identisch),
        ("Hauptstr. 12 a", "Ulm", "Hauptstraße 12a", "Ulm", Identisch),
        ("Hauptstraße 5", "Halle Saale", "Hauptstraße 5", "Halle (Saale)", Identisch),
        ("Markt-Pl. 3", "Frankfurt am Main", "Marktplatz 3", "Frankfurt/Main", Identisch),
        ("Hauptstraße 12-14", "Ulm", "Hauptstr. 12/14", "Ulm", Identisch),
        ("Hauptstraße 12", "Ulm", "Hauptstraße 12-14", "Ulm", Aehnlich),
        ("Hauptstraße 5", "Frankfurt", "Hauptstraße 5", "Frankfurt (Oder)", Verschieden),
        ("Hauptstraße 6", "Ulm", "Hauptstraße 5", "Ulm", Aehnlich),
        ("Hauptstraße 12/3", "Ulm", "Hauptstraße 123", "Ulm", Aehnlich),
        ("Ahornsteig 77", "Ulm", "Hauptstraße 5", "Ulm", Aehnlich),
        ("", "Ulm", "Hauptstraße 5", "Ulm", Aehnlich),
        ("", "Ulm", "", "Ulm", Aehnlich),
        ("Hauptstraße 5", "Neu-Ulm", "Hauptstraße 5", "Ulm", Verschieden),
        ("Hauptstraße 5", "Ulmm", "Hauptstraße 5", "Ulm", Verschieden),
        ("Hauptstraße 5", "", "Hauptstraße 5", "", Fehlt),
        ("Hauptstraße 5", "", "Hauptstraße 5", "Ulm", Fehlt),
        ("Hauptstraße 5", "?", "Hauptstraße 5", "Ulm", NichtErkannt),
        ("?", "Ulm", "Hauptstraße 5", "Ulm", NichtErkannt),
        ("?", "Neu-Ulm", "Hauptstraße 5", "Ulm", Verschieden),
    ] {
        let v = vergleiche(
            &Rezept { strasse: lies(strasse), ort: lies(ort), ..rezept() },
            &Fall { strasse: register_strasse.into(), ort: register_ort.into(), ..fall() },
        );
        assert_eq!(v.adresse, erwartet, "{strasse:?} {ort:?} {register_strasse:?} {register_ort:?}");
    }
}

#[test]
fn postcode_and_country_are_not_compared() {
    let v = vergleiche(&Rezept { plz: lies("99999"), lkz: lies("A"), ..rezept() }, &fall());
    assert_eq!(v.adresse, Identisch);
}

#[test]
fn dates() {
    for (blatt, register, erwartet) in [
        ("2005-03-01", "01.03.2005", Identisch),
        ("2005-03-02", "01.03.2005", Verschieden),
        ("00.03.2005", "01.03.2005", Unvollstaendig),
        ("2005", "", Unvollstaendig),
        ("", "01.03.2005", Fehlt),
        ("2005-03-01", "", Fehlt),
        ("?", "01.03.2005", NichtErkannt),
    ] {
        let v = vergleiche(
            &Rezept { unf_datum: lies(blatt), ..rezept() },
            &Fall { unf_datum: aus_deutsch(register), ..fall() },
        );
        assert_eq!((v.unf_datum, v.ohne_unf_datum), (erwartet, blatt.is_empty()), "{blatt:?} {register:?}");
    }
    let ohne = Fall { geb_datum: None, ..fall() };
    assert_eq!(vergleiche(&rezept(), &ohne).geb_datum, Fehlt);
    assert_eq!(vergleiche(&Rezept { geb_datum: Lesung::Leer, ..rezept() }, &ohne).geb_datum, Fehlt);
    assert_eq!(vergleiche(&Rezept { geb_datum: Lesung::NichtErkannt, ..rezept() }, &fall()).geb_datum, NichtErkannt);
}
