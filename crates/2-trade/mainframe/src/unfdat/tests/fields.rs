//! One rule a line: what a field takes and what it rejects.

use super::*;
use crate::unfdat::felder::{FELDER, FELDER_JE_SATZ};

/// A record with one field replaced, between two good ones.
fn with(name: &str, value: &str) -> Vec<u8> {
    let good = ["10002536", "8", "19011979", "12062004", "Josef", "", "Meyer", "Weg 1", "D", "89073", "Ulm", ""];
    let fields: Vec<&str> =
        FELDER.iter().zip(good).map(|(field, good)| if field.name == name { value } else { good }).collect();
    let neighbour = |nummer| written(&[fall(nummer)], CodePage::Utf8);
    [neighbour("10000001"), format!("{}$", fields.join("$")).into_bytes(), neighbour("10000003")].concat()
}

fn taken(name: &str, value: &str) -> Fall {
    let gelesen = gelesen(&with(name, value), CodePage::Utf8);
    assert_eq!(gelesen.abgelehnt, [], "{name} = {value:?}");
    cases(gelesen).swap_remove(1)
}

fn rejected(name: &str, value: &str) -> Ablehnung {
    let mut gelesen = gelesen(&with(name, value), CodePage::Utf8);
    assert_eq!(gelesen.abgelehnt.len(), 1, "{name} = {value:?}: {:?}", gelesen.abgelehnt);
    assert_eq!((gelesen.saetze, gelesen.faelle.len()), (3, 2), "{name} = {value:?} costs one record");
    gelesen.abgelehnt.swap_remove(0)
}

#[test]
fn numbers_have_exactly_their_digits() {
    assert_eq!(taken("aktenzeichen", "00000000").aktenzeichen, "00000000");
    assert_eq!(taken("aktenzeichen", "10002536  ").aktenzeichen, "10002536");
    for value in ["", "1000253", "100025361", "1000253A", " 1000253", "1000 536", "١٠٠٠٢٥٣٦"] {
        assert_eq!(rejected("aktenzeichen", value).feld, "aktenzeichen", "{value:?}");
    }
    for value in ["", "A", "12"] {
        assert_eq!(rejected("pz", value).feld, "pz", "{value:?}");
    }
}

#[test]
fn dates_are_real_or_missing() {
    for (value, date) in [("29022004", "29.02.2004"), ("00021960", "00.02.1960"), ("00001960", "00.00.1960")] {
        assert_eq!(taken("geb_datum", value).geb_datum, domain::GeburtsDatum::aus_deutsch(date), "{value}");
    }
    for value in ["00021960", "00001960"] {
        assert_eq!(rejected("unf_datum", value).feld, "unf_datum", "{value}");
    }
    assert_eq!(taken("unf_datum", "").unf_datum, None);
    assert_eq!(taken("unf_datum", "        ").unf_datum, None);
    for value in ["29022005", "00000000", "31041990", "1901979", "19.01.1979", "1901197X", "190119799"] {
        assert_eq!(rejected("geb_datum", value).feld, "geb_datum", "{value:?}");
        assert_eq!(rejected("unf_datum", value).feld, "unf_datum", "{value:?}");
    }
}

#[test]
fn texts_fill_their_field_and_no_more() {
    for field in FELDER.iter().filter(|f| ["vorname", "zusatz", "name", "strasse", "ort"].contains(&f.name)) {
        let longest = "ß".repeat(field.len);
        taken(field.name, &longest);
        taken(field.name, &format!("{longest}   "));
        let rejection = rejected(field.name, &format!("{longest}x"));
        assert_eq!(rejection.grund, format!("longer than {} characters", field.len));
    }
    assert_eq!(taken("vorname", " Hans ").vorname, " Hans");
    assert_eq!(rejected("lkz", "DEUT").feld, "lkz");
}

#[test]
fn control_characters_are_no_text() {
    for control in ["\t", "\u{7}", "\u{85}", "\u{7F}"] {
        assert_eq!(rejected("name", &format!("Mey{control}er")).feld, "name");
    }
}

#[test]
fn postcodes_fit_their_country() {
    assert_eq!(taken("plz", "00000").plz, "");
    assert_eq!(taken("plz", "0").plz, "");
    assert_eq!(taken("plz", "").plz, "");
    assert_eq!(taken("plz", "01067").plz, "01067");
    for value in ["8907", "8907A", "89 73", "00123", "-8907"] {
        assert_eq!(rejected("plz", value).feld, "plz", "{value}");
    }
}

#[test]
fn foreign_postcodes_are_likely() {
    let foreign = |plz: &str| {
        let record = format!("10002536$8$$$Anna$$Muster$Weg 1$A${plz}$Wien$$");
        gelesen(record.as_bytes(), CodePage::Utf8)
    };
    for plz in ["1010", "SW1A", "1234A", "L-123", "12 34", "8001"] {
        assert_eq!(foreign(plz).abgelehnt, [], "{plz}");
    }
    for plz in ["????", "Wien", "12/34", "-"] {
        assert_eq!(foreign(plz).abgelehnt[0].feld, "plz", "{plz}");
    }
}

#[test]
fn handed_over_is_said_in_six_ways() {
    for value in ["J", "X", "1", "J "] {
        assert_eq!(taken("abgegeben", value).abgegeben, JaNein::Ja, "{value:?}");
    }
    for value in ["", " ", "N", "0"] {
        assert_eq!(taken("abgegeben", value).abgegeben, JaNein::Nein, "{value:?}");
    }
    for value in ["j", "2", "Y", "?", "JA"] {
        assert_eq!(rejected("abgegeben", value).feld, "abgegeben", "{value:?}");
    }
}

#[test]
fn the_longest_record_has_146_characters() {
    let longest = Fall {
        vorname: "V".repeat(15),
        zusatz: "Z".repeat(10),
        name: "N".repeat(27),
        strasse: "S".repeat(30),
        lkz: "AUT".into(),
        plz: "12345".into(),
        ort: "O".repeat(30),
        abgegeben: JaNein::Ja,
        ..fall("10002536")
    };
    let bytes = written(std::slice::from_ref(&longest), CodePage::Edf03Drv);
    assert_eq!(bytes.len(), LAYOUT.len + FELDER_JE_SATZ);
    assert_eq!(cases(gelesen(&bytes, CodePage::Edf03Drv)), [longest]);
}

#[test]
fn every_faulty_field_is_reported_with_its_place() {
    let bytes = b"1000253X$8$31021979$12062004$Josef$$Meyer$Weg 1$D$890$Ulm$Q$";
    let gelesen = gelesen(bytes, CodePage::Utf8);
    let rows: Vec<_> = gelesen.abgelehnt.iter().map(|a| (a.satz, a.offset, a.feld.as_str(), a.wert.as_str())).collect();
    let expected = [
        (1, 0, "aktenzeichen", "1000253X"),
        (1, 11, "geb_datum", "31021979"),
        (1, 50, "plz", "890"),
        (1, 58, "abgegeben", "Q"),
    ];
    assert_eq!(rows, expected);
    assert_eq!(gelesen.abgelehnte_saetze, 1);
}

#[test]
fn an_undefined_byte_is_reported_where_it_stands() {
    let mut bytes = written(&[fall("10002536")], CodePage::Edf03Drv);
    let at = bytes.iter().position(|&b| b == 0xFD).expect("the ü of Jürgen");
    bytes[at] = 0x41;
    let rejection = &gelesen(&bytes, CodePage::Edf03Drv).abgelehnt[0];
    assert_eq!((rejection.offset, rejection.feld.as_str()), (at as u64, "vorname"));
    assert_eq!(rejection.wert, "J\u{FFFD}rgen");
    assert_eq!(rejection.grund, "byte 41 is not defined in EDF03DRV");
}
