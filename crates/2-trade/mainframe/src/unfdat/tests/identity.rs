//! What is written is read.

use domain::GeburtsDatum;
use proptest::prelude::*;

use super::*;
use crate::unfdat::tape::{Band, Container};

/// Texts of a field: characters of the code page, no separator, no controls, no blank at the end.
fn text(page: CodePage, max: usize) -> impl Strategy<Value = String> {
    let characters: Vec<char> = match page {
        CodePage::Utf8 => ('\u{20}'..'\u{7F}').chain('\u{A0}'..'\u{180}').chain("€中😀".chars()).collect(),
        _ => (0..=255u8).filter_map(|byte| page.decode(&[byte]).ok()?.chars().next()).collect(),
    };
    let characters: Vec<char> = characters.into_iter().filter(|&c| c != '$' && !c.is_control()).collect();
    prop::collection::vec(prop::sample::select(characters), 0..=max)
        .prop_map(|characters| characters.into_iter().collect::<String>().trim_end_matches(' ').to_owned())
}

fn datum() -> impl Strategy<Value = Option<domain::Datum>> {
    prop::option::of((1u32..=28, 1u32..=12, 1850i32..=2150).prop_map(|(tag, monat, jahr)| {
        domain::datum::aus_ttmmjjjj(&format!("{tag:02}{monat:02}{jahr:04}")).expect("a real day")
    }))
}

fn geburt() -> impl Strategy<Value = Option<GeburtsDatum>> {
    let unvollstaendig = ["00.05.1960", "00.00.1960"].map(GeburtsDatum::aus_deutsch);
    prop_oneof![8 => datum().prop_map(|datum| datum.map(Into::into)), 1 => prop::sample::select(unvollstaendig.to_vec())]
}

fn adresse(page: CodePage) -> impl Strategy<Value = (String, String)> {
    prop_oneof![
        (1000u32..=99999).prop_map(|plz| ("D".into(), format!("{plz:05}"))),
        Just(("D".into(), String::new())),
        (text(page, 3).prop_filter("a foreign country", |lkz| lkz != "D"), "[A-Z]{0,3}[1-9]{1,2}"),
    ]
}

fn any_case(page: CodePage) -> impl Strategy<Value = Fall> {
    let person = (text(page, 15), text(page, 10), text(page, 27), text(page, 30), text(page, 30));
    let rest = (geburt(), datum(), adresse(page), any::<bool>());
    ("[0-9]{8}", "[0-9]", person, rest).prop_map(
        |(aktenzeichen, pz, (vorname, zusatz, name, strasse, ort), (geb_datum, unf_datum, (lkz, plz), abgegeben))| {
            Fall {
                aktenzeichen,
                pz,
                geb_datum,
                unf_datum,
                vorname,
                zusatz,
                name,
                strasse,
                lkz,
                plz,
                ort,
                abgegeben: abgegeben.into(),
            }
        },
    )
}

fn delivery() -> impl Strategy<Value = (CodePage, Vec<Fall>)> {
    prop::sample::select(CodePage::ALL).prop_flat_map(|page| (Just(page), prop::collection::vec(any_case(page), 0..6)))
}

fn any_band() -> impl Strategy<Value = Band> {
    let erstellt = domain::datum::aus_deutsch("10.03.2005").expect("a day");
    let container = prop_oneof![Just(Container::Flach), Just(Container::Awstape)];
    (container, any::<bool>(), any::<bool>(), 40usize..40_000).prop_map(
        move |(container, ascii_labels, letzter_trenner, blocklaenge)| Band {
            container,
            ascii_labels,
            letzter_trenner,
            blocklaenge,
            ..Band::neu("BG28.UNFDAT", erstellt)
        },
    )
}

/// Asserts that these bytes are these cases, and that a row of the register is the same however it is written.
fn assert_reads(bytes: &[u8], page: CodePage, faelle: &[Fall]) {
    let lieferung = Lieferung::lies("x", bytes, page, None).expect("a sound delivery");
    assert_eq!((&lieferung.abgelehnt[..], lieferung.anzahl), (&[][..], faelle.len() as u64));
    let (mut puffer, mut row, mut expected) = (Puffer::default(), Vec::new(), Vec::new());
    for (satz, fall) in lieferung.saetze.iter().zip(faelle) {
        let zeile = lieferung.zeile(satz, &mut puffer);
        assert_eq!(&zeile.fall(), fall);
        zeile.schreibe(&mut expected);
        lieferung.schreibe_zeile(satz, &mut puffer, &mut row);
        assert_eq!(String::from_utf8_lossy(&row), String::from_utf8_lossy(&expected));
        assert_eq!(satz.abgegeben, fall.abgegeben.ist_ja());
    }
}

proptest! {
    #[test]
    fn write_then_read_is_identity((page, faelle) in delivery()) {
        assert_reads(&written(&faelle, page), page, &faelle);
    }

    #[test]
    fn write_then_read_is_identity_on_every_tape((page, faelle) in delivery(), band in any_band()) {
        assert_reads(&write_tape(&faelle, page, &band).expect("cases that fit"), page, &faelle);
    }

    #[test]
    fn no_bytes_make_the_reader_fail(bytes in prop::collection::vec(prop_oneof![Just(b'$'), b'0'..=b'9', any::<u8>()], 0..400)) {
        for &page in CodePage::ALL {
            if let Ok(gelesen) = read("x", &bytes, page, Some(Carrier::Dfue)) {
                prop_assert_eq!(gelesen.saetze, gelesen.faelle.len() as u64 + gelesen.abgelehnte_saetze);
            }
        }
    }
}

/// One case for each character of a code page, where it stands alone, first, last and in the middle.
fn every_character(page: CodePage) -> Vec<Fall> {
    let all: Vec<char> = match page {
        CodePage::Utf8 => ('\u{20}'..'\u{250}').chain("€中😀\u{FFFD}\u{10FFFF}".chars()).collect(),
        _ => (0..=255u8).filter_map(|byte| page.decode(&[byte]).ok()?.chars().next()).collect(),
    };
    let text = |c: &char| !c.is_control() && !matches!(c, '$' | ' ');
    let case = |(nr, c): (u32, char)| Fall {
        vorname: c.to_string(),
        zusatz: format!("{c}x"),
        name: format!("x{c}"),
        strasse: format!("A{c}b {c}{c}"),
        ort: c.to_string().repeat(30),
        abgegeben: (nr % 2 == 0).into(),
        ..fall(&format!("{nr:08}"))
    };
    (1..).zip(all.into_iter().filter(text)).map(case).collect()
}

#[test]
fn every_character_of_every_code_page_comes_back() {
    let erstellt = domain::datum::aus_deutsch("10.03.2005").expect("a day");
    for &page in CodePage::ALL {
        let faelle = every_character(page);
        assert!(faelle.len() > 90, "{page}");
        assert_reads(&written(&faelle, page), page, &faelle);
        for container in [Container::Flach, Container::Awstape] {
            let band = Band { container, ..Band::neu("BG28", erstellt) };
            assert_reads(&write_tape(&faelle, page, &band).expect("cases that fit"), page, &faelle);
        }
    }
}

#[test]
fn empty_longest_one_and_none() {
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
    let empty = Fall {
        geb_datum: None,
        unf_datum: None,
        vorname: String::new(),
        zusatz: String::new(),
        name: String::new(),
        strasse: String::new(),
        lkz: String::new(),
        plz: String::new(),
        ort: String::new(),
        ..fall("00000000")
    };
    let erstellt = domain::datum::aus_deutsch("31.12.1999").expect("a day");
    let both = [longest, empty];
    for &page in CodePage::ALL {
        for faelle in [&[][..], &both[..1], &both[1..], &both[..]] {
            assert_reads(&written(faelle, page), page, faelle);
            for container in [Container::Flach, Container::Awstape] {
                let band = Band { container, letzter_trenner: false, ..Band::neu("BG28", erstellt) };
                assert_reads(&write_tape(faelle, page, &band).expect("cases that fit"), page, faelle);
            }
        }
    }
}

#[test]
fn places_are_those_of_the_records() {
    let faelle = [fall("10002536"), fall("10003775")];
    let first = written(&faelle[..1], CodePage::Edf03Drv).len() as u64;
    let gelesen = gelesen(&written(&faelle, CodePage::Edf03Drv), CodePage::Edf03Drv);
    let places: Vec<_> = gelesen.faelle.iter().map(|f| (f.satz, f.offset)).collect();
    assert_eq!(places, [(1, 0), (2, first)]);
}

#[test]
fn line_breaks_between_records_are_tolerated() {
    let faelle = [fall("10002536"), fall("10003775"), fall("10004286")];
    let ebcdic: [&[u8]; 6] = [b"\x15", b"\x25", b"\x0D\x25", b"\x0D\x15", b"\x0A", b"\x0D\x0A"];
    let ascii: [&[u8]; 2] = [b"\n", b"\r\n"];
    for (page, breaks) in [(CodePage::Edf03Drv, &ebcdic[..]), (CodePage::Cp273, &ebcdic), (CodePage::Utf8, &ascii)] {
        for line_break in breaks {
            let lines: Vec<u8> =
                faelle.iter().flat_map(|f| [&written(std::slice::from_ref(f), page), *line_break].concat()).collect();
            assert_eq!(cases(gelesen(&lines, page)), faelle, "{page} {line_break:02X?}");
        }
    }
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let bytes = [&b"\xEF\xBB\xBF"[..], &written(&[fall("10002536")], CodePage::Utf8)].concat();
    assert_eq!(cases(gelesen(&bytes, CodePage::Utf8)), [fall("10002536")]);
}

#[test]
fn what_does_not_fit_is_not_written() {
    let mut stream = b"before".to_vec();
    let long = Fall { ort: "O".repeat(31), ..fall("10002536") };
    let error = write_record(&long, CodePage::Edf03Drv, &mut stream).expect_err("too long");
    assert!(matches!(error, WriteError::TooLong { feld: "ort", max: 30, .. }));
    let lacking = Fall { name: "Léger".into(), ..fall("10002536") };
    let error = write_record(&lacking, CodePage::Edf03Drv, &mut stream).expect_err("no é in EDF03");
    assert!(matches!(error, WriteError::Character { feld: "name", zeichen: 'é', .. }));
    let separator = Fall { name: "A$".into(), ..fall("10002536") };
    assert!(write_record(&separator, CodePage::Utf8, &mut stream).is_err());
    assert_eq!(stream, b"before");
}
