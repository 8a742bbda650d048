//! Bank files of other writers: sound ones with what is unusual about them, broken ones with their first fault.

use banking::dtaus::{Auftraggeber, LogischeDatei, Traeger, Ueberweisung, schreibe};
use domain::{Betrag, Datum, Umlaute};
use inspect::{Format, Options, Shown, inspect};

fn tag(iso: &str) -> Datum {
    domain::datum::aus_iso(iso).expect("a day")
}

fn datei(traeger: Traeger) -> Vec<u8> {
    let datei = LogischeDatei {
        auftraggeber: Auftraggeber { name: "BG".into(), blz: "60050101".into(), konto: "2034304".into() },
        erstellt: tag("2012-08-24"),
        ausfuehrung: tag("2012-08-27"),
        textschluessel: 51,
        ueberweisungen: vec![Ueberweisung {
            auftrag: "1".into(),
            name: "ARZ".into(),
            blz: "29090605".into(),
            konto: "1162268".into(),
            betrag: Betrag::aus_cent(7_615_950),
            zweck: "20715180-00100".into(),
        }],
    };
    schreibe(&[datei], traeger, Umlaute::Ersetzt).expect("within the limits").bytes
}

fn shown(bytes: &[u8]) -> Shown {
    inspect("DTAUS", bytes, &Options { records: 9, ..Options::default() })
}

#[test]
fn a_sound_file_is_shown_whole_and_unusual_blanks_are_noted() {
    for traeger in [Traeger::Dtaus0, Traeger::Dtaus1] {
        let Shown { text, fault } = shown(&datei(traeger));
        assert_eq!(fault, None, "{text}");
        for says in [traeger.name(), "transfers          1, 76159.50 EUR", "20715180-00100", "the file is sound"] {
            assert!(text.contains(says), "{says:?} is not in\n{text}");
        }
        assert!(!text.contains("note"), "{text}");
    }
    let mut bytes = datei(Traeger::Dtaus0);
    bytes[15..23].fill(b' ');
    bytes[70..80].fill(b' ');
    bytes.push(0x1A);
    let Shown { text, fault } = shown(&bytes);
    assert_eq!(fault, None, "{text}");
    assert!(text.contains("field A5 is blank, first at byte 15") && text.contains("(1A)"), "{text}");
    assert!(!text.contains("A10 is blank"), "a reference that is not given is nothing unusual:\n{text}");
}

#[test]
fn the_first_fault_is_named_with_byte_and_field() {
    let gut = datei(Traeger::Dtaus0);
    for (stelle, neu, says) in [
        (0, "0256", "byte 0, field A1: states 0256: expected 0128"),
        (4, "X", "byte 4, field A2: "),
        (128, "0188", "byte 128, field C1: "),
        (128 + 79, "0000761595X", "byte 217, field C12: byte 58 is not a digit"),
        (128 + 79, "00007615951", "byte 448, field E8: states 7615950, the sum of C12 is 7615951"),
        (384 + 10, "0000002", "byte 394, field E4: states 2, the number of records C is 1"),
        (384 + 30, "00000000001162269", "byte 414, field E6: states 1162269, the sum of C5 is 1162268"),
    ] {
        let mut bytes = gut.clone();
        bytes[stelle..stelle + neu.len()].copy_from_slice(neu.as_bytes());
        let Shown { text, fault } = shown(&bytes);
        assert!(fault.as_ref().is_some_and(|fault| fault.contains(says)), "{says:?} is not {fault:?}");
        assert!(text.contains("first fault"), "{text}");
    }
    let cut = shown(&gut[..300]).fault.expect("a fault");
    assert!(cut.contains("byte 300") && cut.contains("the file ends here"), "{cut}");
    let lines: Vec<u8> = gut.chunks(128).flat_map(|segment| [segment, b"\r\n"].concat()).collect();
    assert!(shown(&lines).fault.expect("a fault").contains("byte 128, field C1/E1: a line end: DTAUS has none"));
}

#[test]
fn a_file_that_is_not_recognised_is_read_as_dtaus_where_one_says_so() {
    let mut bytes = datei(Traeger::Dtaus0);
    bytes[..7].copy_from_slice(b"XXXXXXX");
    let options = Options { format: Some(Format::Dtaus), ..Options::default() };
    let fault = inspect("x", &bytes, &options).fault.expect("a fault");
    assert!(fault.contains("byte 0, field A1"), "{fault}");
}
