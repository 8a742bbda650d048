//! What is written is read.

use proptest::prelude::*;

use super::*;

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

fn adresse(page: CodePage) -> impl Strategy<Value = (String, String)> {
    prop_oneof![
        (1000u32..=99999).prop_map(|plz| ("D".into(), format!("{plz:05}"))),
        Just(("D".into(), String::new())),
        (text(page, 3).prop_filter("a foreign country", |lkz| lkz != "D"), "[A-Z]{0,3}[1-9]{1,2}"),
    ]
}

fn any_case(page: CodePage) -> impl Strategy<Value = Fall> {
    let person = (text(page, 15), text(page, 10), text(page, 27), text(page, 30), text(page, 30));
    let rest = (datum(), datum(), adresse(page), any::<bool>());
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

proptest! {
    #[test]
    fn write_then_read_is_identity((page, faelle) in delivery()) {
        let gelesen = gelesen(&written(&faelle, page), page);
        prop_assert_eq!(&gelesen.abgelehnt, &[]);
        prop_assert_eq!(cases(gelesen), faelle);
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
