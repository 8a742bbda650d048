//! The tape: the same orders as records of DTAUS1.

use super::*;
use charsets::edf03::CodePage;

fn band(dateien: &[LogischeDatei]) -> Vec<u8> {
    schreibe(dateien, Traeger::Dtaus1, Umlaute::Din66003).expect("within the limits").bytes
}

/// A file whose names and purposes need so many extensions of the purpose, and one more for each name.
fn lang(zeilen: usize) -> LogischeDatei {
    let mut datei = brief();
    datei.auftraggeber.name = "Berufsgenossenschaft der Bauwirtschaft".to_owned();
    datei.ueberweisungen[1].name = "Rezeptabrechnung Ostwestfalen-Lippe für Köln".to_owned();
    datei.ueberweisungen[1].zweck = "x".repeat(27 * zeilen);
    datei
}

#[test]
fn the_letter_stands_byte_for_byte_as_the_fields_say() {
    let bytes = band(&[brief()]);
    assert_eq!(bytes.len(), 150 + 3 * (150 + 29) + 150);
    let text = |stelle: usize, laenge: usize| CodePage::Cp273.decode(&bytes[stelle..stelle + laenge]).expect("EBCDIC");
    assert_eq!(bytes[..4], [0, 150, 0, 0]);
    assert_eq!(text(4, 3), "AGK");
    assert_eq!(bytes[7..17], [0x06, 0x00, 0x50, 0x10, 0x1C, 0, 0, 0, 0, 0x0C]);
    assert_eq!(text(17, 27), "BERUFSGENOSSENSCHAFT 28    ");
    assert_eq!(bytes[44..48], [0x02, 0x40, 0x81, 0x2C]);
    assert_eq!(text(48, 4), "    ");
    assert_eq!(bytes[52..58], [0x00, 0x00, 0x20, 0x34, 0x30, 0x4C]);
    assert_eq!(text(58, 92), format!("{:25}27082012{:58}1", "0000000000", ""));
    let c = &bytes[150..];
    assert_eq!(c[..5], [0, 179, 0, 0, 0xC3]);
    assert_eq!(c[10..21], [0x02, 0x90, 0x90, 0x60, 0x5C, 0x00, 0x00, 0x11, 0x62, 0x26, 0x8C]);
    assert_eq!(c[21..38], [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x0C, 0x51, 0x00, 0x0C, 0x40]);
    assert_eq!(c[55..61], [0x00, 0x00, 0x76, 0x15, 0x95, 0x0C]);
    assert_eq!(c[148..150], [0x00, 0x1C]);
    assert_eq!(text(150 + 150, 29), format!("02{:27}", "27.08.2012 ABSCHLUSS"));
    let e = &bytes[bytes.len() - 150..];
    assert_eq!(e[..5], [0, 150, 0, 0, 0xC5]);
    assert_eq!(e[10..21], [0x00, 0x00, 0x00, 0x3C, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(e[21..30], [0x00, 0x00, 0x00, 0x01, 0x73, 0x66, 0x63, 0x27, 0x0C]);
    assert_eq!(e[30..39], [0x00, 0x00, 0x00, 0x00, 0x19, 0x72, 0x50, 0x60, 0x5C]);
    assert_eq!(e[39..46], [0x00, 0x00, 0x00, 0x85, 0x93, 0x31, 0x6C]);
}

#[test]
fn both_carriers_say_the_same() {
    for zeilen in 1..=14 {
        let dateien = [lang(zeilen), brief()];
        let datei = schreibe(&dateien, Traeger::Dtaus0, Umlaute::Din66003).expect("within the limits").bytes;
        let band = band(&dateien);
        assert_eq!((Leser::neu(&datei).traeger(), Leser::neu(&band).traeger()), (Traeger::Dtaus0, Traeger::Dtaus1));
        assert_eq!(lies(&datei), lies(&band), "{zeilen} lines");
    }
}

/// Cells of the record C that begins at 150: the field, its bytes, the place and the field that must be named.
#[test]
fn faults_of_the_tape_have_their_place_and_field() {
    let faelle: &[(usize, &[u8], usize, &str)] = &[
        (0, &[0, 151], 0, "A1"),
        (2, &[0, 1], 2, "A1"),
        (7, &[0x06, 0x00, 0x50, 0x10, 0x1D], 11, "A4"),
        (7, &[0x09, 0x90, 0x50, 0x10, 0x1C], 7, "A4"),
        (7, &[0x16, 0x00, 0x50, 0x10, 0x1C], 7, "A4"),
        (44, &[0x03, 0x10, 0x21, 0x2C], 44, "A7"),
        (52, &[0, 0, 0, 0, 0, 0x0C], 52, "A9"),
        (150, &[0, 180], 150, "C1"),
        (150, &[0, 208], 150, "C1"),
        (150 + 4, &[0xC4], 154, "C2/E2"),
        (150 + 15, &[0x10, 0x00, 0x00, 0x00, 0x00, 0x0C], 165, "C5"),
        (150 + 34, &[0x5C], 184, "C7a"),
        (150 + 37, &[0x00], 187, "C8"),
        (150 + 55, &[0, 0, 0, 0, 0, 0x0C], 205, "C12"),
        (150 + 64, &[0x40; 27], 214, "C14"),
        (150 + 148, &[0x00, 0x2C], 298, "C18"),
        (150 + 148, &[0x01, 0x6C], 298, "C18"),
        (150 + 150, &[0xF0, 0xF5], 300, "extension 1"),
        (687 + 4, &[0xC6], 691, "C2/E2"),
        (687 + 10, &[0x00, 0x00, 0x00, 0x4C], 697, "E4"),
        (687 + 14, &[0, 0, 0, 0, 0, 0, 1], 701, "E5"),
        (687 + 45, &[0x7C], 726, "E8"),
    ];
    let gut = band(&[brief()]);
    for (stelle, neu, offset, feld) in faelle {
        let mut bytes = gut.clone();
        bytes[*stelle..stelle + neu.len()].copy_from_slice(neu);
        let fehler = lies(&bytes).expect_err(feld);
        assert_eq!((fehler.offset, fehler.feld.as_str(), fehler.traeger), (*offset, *feld, "DTAUS1"), "{fehler}");
    }
    for laenge in [3, 100, 149, 300, 686, 700] {
        assert_eq!(lies(&gut[..laenge]).expect_err("cut").offset, laenge, "cut at {laenge}");
    }
}

#[test]
fn tapes_of_others_may_leave_reserved_fields_blank_or_signed() {
    for (stelle, neu) in [
        (58, [0x40; 10].to_vec()),
        (83, [0x40; 8].to_vec()),
        (687 + 14, [0x40; 7].to_vec()),
        (687 + 14, vec![0, 0, 0, 0, 0, 0, 0x0C]),
        (7, vec![0x06, 0x00, 0x50, 0x10, 0x1F]),
    ] {
        let mut bytes = band(&[brief()]);
        bytes[stelle..stelle + neu.len()].copy_from_slice(&neu);
        assert!(lies(&bytes).is_ok(), "byte {stelle}: {:?}", lies(&bytes));
    }
}
