use super::*;
use charsets::edf03::Replacements;

fn tag(text: &str) -> Option<Datum> {
    domain::datum::aus_deutsch(text)
}

fn buchung() -> Buchung {
    Buchung {
        pic_nr: "000000004711".into(),
        aktenzeichen: "100025368".into(),
        geb_datum: tag("19.01.1979"),
        unf_datum: tag("12.06.2004"),
        vorname: "Josef".into(),
        zusatz: "Dr.".into(),
        name: "Meyer-Schulze".into(),
        strasse: "Friedhofstraße 63".into(),
        lkz: "D".into(),
        plz: "89073".into(),
        ort: "Ulm".into(),
        vo_datum: tag("01.03.2005"),
        betrag: Betrag::aus_cent(1293),
    }
}

fn text_of(datei: &Datei) -> String {
    CODE.decode(&datei.bytes).expect("written in the code table")
}

#[test]
fn the_field_list_is_that_of_the_layout() {
    muster::assert_committed(concat!(env!("CARGO_MANIFEST_DIR"), "/src/rzs_abrech/felder.md"), &LAYOUT.markdown());
}

#[test]
fn a_record_stands_at_its_positions() {
    let datei = write(&[buchung()], 2005).expect("fits");
    let expected = concat!(
        "000000004711100025368",
        "1901197912062004",
        "Josef          ",
        "Dr.       ",
        "Meyer-Schulze              ",
        "Friedhofstraße 63             ",
        "D  89073",
        "Ulm                           ",
        "010320050001293   "
    );
    assert_eq!(text_of(&datei), expected);
    assert_eq!(datei.bytes.len(), SATZLAENGE);
    assert_eq!((datei.gekuerzt, datei.ersetzt), (0, Replacements::default()));
}

#[test]
fn what_is_unknown_has_its_own_spelling() {
    let unbekannt = Buchung {
        aktenzeichen: String::new(),
        geb_datum: None,
        unf_datum: None,
        vo_datum: None,
        lkz: String::new(),
        ..buchung()
    };
    let text = text_of(&write(&[unbekannt], 2005).expect("fits"));
    assert_eq!(&text[12..37], "0000000000101200501012005");
    assert!(text.contains("xxx89073"));
    assert!(text.ends_with("010120050001293   "));
}

#[test]
fn texts_are_cut_and_transliterated_and_both_are_counted() {
    let lang = Buchung { vorname: "René-Maximilian-Josef".into(), ort: "Ж".into(), ..buchung() };
    let datei = write(&[lang], 2005).expect("texts are cut");
    let text = text_of(&datei);
    assert!(text.contains("Rene-MaximilianDr."));
    assert!(text.contains("?                             0103"));
    assert_eq!((datei.gekuerzt, datei.ersetzt), (1, Replacements { transliterated: 1, unknown: 1 }));
}

#[test]
fn amounts_and_numbers_are_never_cut() {
    for cent in [0, 1, 9_999_999] {
        let geschrieben = write(&[Buchung { betrag: Betrag::aus_cent(cent), ..buchung() }], 2005).expect("fits");
        assert!(text_of(&geschrieben).ends_with(&format!("{cent:07}   ")));
    }
    for cent in [-1, 10_000_000] {
        let zu_gross = Buchung { betrag: Betrag::aus_cent(cent), ..buchung() };
        let fehler = write(&[zu_gross], 2005).expect_err("does not fit");
        assert!(fehler.to_string().contains("000000004711"), "{fehler}");
        assert!(matches!(fehler, RzsFehler::Betrag { betrag, .. } if betrag.cent() == cent));
    }
    let fehler = write(&[Buchung { aktenzeichen: "1000253681".into(), ..buchung() }], 2005);
    assert!(matches!(fehler, Err(RzsFehler::Wert { source: LayoutError::TooLong { max: 9, .. }, .. })));
}

#[test]
fn records_stand_in_the_order_of_the_format() {
    let mit = |name: &str, geb: &str, unf: &str, pic_nr: &str| Buchung {
        name: name.into(),
        geb_datum: tag(geb),
        unf_datum: tag(unf),
        pic_nr: pic_nr.into(),
        ..buchung()
    };
    // As EBCDIC has it: blank before letters, `ä` (FB) after `z`, lower case before upper case.
    let ordnung = [
        mit("Abel", "02.01.1960", "01.01.2004", "3"),
        mit("Abel", "01.02.1960", "01.01.2004", "2"),
        mit("Abel", "01.02.1960", "31.12.2003", "9"),
        mit("Abel", "01.02.1960", "", "1"),
        mit("Abel", "01.02.1960", "", "10"),
        mit("Abelt", "01.01.1950", "01.01.2004", "1"),
        mit("Abez", "01.01.1950", "01.01.2004", "1"),
        mit("Abeä", "01.01.1950", "01.01.2004", "1"),
        mit("AbeZ", "01.01.1950", "01.01.2004", "1"),
    ];
    let mut durcheinander = ordnung.to_vec();
    durcheinander.reverse();
    let gelesen = read(&write(&durcheinander, 2005).expect("fits").bytes).expect("reads");
    let schluessel: Vec<_> = gelesen.iter().map(|b| (b.name.as_str(), b.pic_nr.trim_start_matches('0'))).collect();
    let erwartet = [
        ("Abel", "3"),
        ("Abel", "9"),
        ("Abel", "2"),
        ("Abel", "1"),
        ("Abel", "10"),
        ("Abelt", "1"),
        ("Abez", "1"),
        ("AbeZ", "1"),
        ("Abeä", "1"),
    ];
    assert_eq!(schluessel, erwartet);
}

#[test]
fn what_was_written_is_read() {
    let ohne_fall = Buchung { aktenzeichen: String::new(), lkz: String::new(), name: "Zwick".into(), ..buchung() };
    let buchungen = vec![buchung(), ohne_fall];
    let datei = write(&buchungen, 2005).expect("fits");
    assert_eq!(datei.bytes.len(), 2 * SATZLAENGE);
    assert_eq!(read(&datei.bytes), Ok(buchungen));
    assert_eq!(read(&[]), Ok(vec![]));
}

#[test]
fn a_damaged_file_is_refused_with_the_place() {
    let bytes = write(&[buchung(), buchung()], 2005).expect("fits").bytes;
    assert!(matches!(read(&bytes[..349]), Err(RzsFehler::Satz { satz: 2, .. })));
    for (offset, byte, feld) in [(175, 0xC1, "pic_nr"), (175 + 21, 0xF9, "geb_datum"), (175 + 62, 0x41, "name")] {
        let mut schaden = bytes.clone();
        schaden[offset] = byte;
        assert!(matches!(read(&schaden), Err(RzsFehler::Feld { satz: 2, feld: f, .. }) if f == feld), "{feld}");
    }
}
