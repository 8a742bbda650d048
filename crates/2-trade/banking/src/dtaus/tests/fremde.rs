//! Files of other writers: valid ones that look different from ours, and broken ones, each with the place and the field
//! that must be named.

use super::*;

/// The letter: A at 0, three C of 256 bytes with one extension each, E at 896.
fn gut() -> Vec<u8> {
    geschrieben(&brief()).bytes
}

fn mit(stelle: usize, neu: &[u8]) -> Vec<u8> {
    let mut bytes = gut();
    bytes[stelle..stelle + neu.len()].copy_from_slice(neu);
    bytes
}

const C: usize = 128;
const E: usize = 896;

#[test]
fn valid_files_of_others_are_read() {
    let ein_00 = |mut bytes: Vec<u8>| {
        for satz in [C, C + 256, C + 512] {
            bytes[satz + 216..satz + 218].copy_from_slice(b"00");
        }
        bytes
    };
    let lastschrift = {
        let mut bytes = mit(5, b"LK");
        for satz in [C, C + 256, C + 512] {
            bytes[satz + 44..satz + 46].copy_from_slice(b"05");
        }
        bytes
    };
    for (was, bytes) in [
        ("as we write it", gut()),
        ("A10 blank", mit(70, b"          ")),
        ("A10 with a reference", mit(70, b"0000004711")),
        ("no date of execution", mit(95, b"        ")),
        ("the last day of execution", mit(95, b"08092012")),
        ("unused extensions marked 00", ein_00(gut())),
        ("the orderer's bank in C3", mit(C + 5, b"60050101")),
        ("a customer number", mit(C + 31, b"0123456789010")),
        ("an addition to the Textschluessel", mit(C + 46, b"888")),
        ("umlauts of DIN 66003", mit(C + 93, b"M]LLER ~[\\")),
        ("a name's second line instead of the purpose's", mit(C + 187, b"01")),
        ("the orderer's second line instead of the purpose's", mit(C + 187, b"03")),
        ("an extension without text", mit(C + 189, &[b' '; 27])),
        ("no purpose", mit(C + 155, &[b' '; 27])),
        ("debits", lastschrift),
        ("two logical files", [gut(), gut()].concat()),
    ] {
        let gelesen = lies(&bytes);
        assert!(gelesen.is_ok(), "{was}: {gelesen:?}");
    }
}

#[test]
fn every_fault_has_its_place_and_field() {
    let blank = [b' '; 27];
    let faelle: &[(usize, &[u8], usize, &str)] = &[
        (0, b"0129", 0, "A1"),
        (0, b"XXXXX", 0, "A1"),
        (4, b"B", 4, "A2"),
        (5, b"XK", 5, "A3"),
        (7, b"99050101", 7, "A4"),
        (7, b"00050101", 7, "A4"),
        (7, b"6005010X", 14, "A4"),
        (15, b"00000001", 15, "A5"),
        (23, b"b", 23, "A6"),
        (50, b"310212", 50, "A7"),
        (50, b"      ", 50, "A7"),
        (58, b"X", 58, "A8"),
        (60, b"0000000000", 60, "A9"),
        (70, b"00000000A0", 78, "A10"),
        (80, b"X", 80, "A11a"),
        (94, b"X", 94, "A11a"),
        (95, b"31022012", 95, "A11b"),
        (95, b"23082012", 95, "A11b"),
        (95, b"09092012", 95, "A11b"),
        (95, b"270812  ", 95, "A11b"),
        (110, b"X", 110, "A11c"),
        (127, b" ", 127, "A12"),
        (127, b"0", 127, "A12"),
        (C, b"0187", C, "C1"),
        (C, b"0245", C, "C1"),
        (C, b"0217", C, "C1"),
        (C, b"02X6", C + 2, "C1"),
        (C + 4, b"D", C + 4, "C2/E2"),
        (C + 4, b"A", C + 4, "C2/E2"),
        (C + 5, b"12345678", C + 5, "C3"),
        (C + 13, b"99090605", C + 13, "C4"),
        (C + 13, b"2909060 ", C + 20, "C4"),
        (C + 21, b"0000000000", C + 21, "C5"),
        (C + 21, b"       123", C + 21, "C5"),
        (C + 31, b"1", C + 31, "C6"),
        (C + 43, b"1", C + 31, "C6"),
        (C + 44, b"05", C + 44, "C7a"),
        (C + 44, b"00", C + 44, "C7a"),
        (C + 46, b"   ", C + 46, "C7b"),
        (C + 49, b"1", C + 49, "C8"),
        (C + 60, b"1", C + 50, "C9"),
        (C + 61, b"0", C + 61, "C10"),
        (C + 69, b"0000000000", C + 69, "C11"),
        (C + 79, b"00000000000", C + 79, "C12"),
        (C + 79, b"0000000-100", C + 86, "C12"),
        (C + 92, b"1", C + 92, "C13"),
        (C + 93, &blank, C + 93, "C14a"),
        (C + 95, b"_", C + 95, "C14a"),
        (C + 127, b"X", C + 127, "C14b"),
        (C + 128, &blank, C + 128, "C15"),
        (C + 160, b"\x82", C + 160, "C16"),
        (C + 160, b"\0", C + 160, "C16"),
        (C + 182, b" ", C + 182, "C17a"),
        (C + 184, b"X", C + 184, "C17b"),
        (C + 185, b"00", C + 185, "C18"),
        (C + 185, b"02", C + 185, "C18"),
        (C + 185, b"16", C + 185, "C18"),
        (C + 185, b" 1", C + 185, "C18"),
        (C + 187, b"04", C + 187, "extension 1"),
        (C + 187, b"  ", C + 187, "extension 1"),
        (C + 200, b"!", C + 200, "extension 1"),
        (C + 216, b"02", C + 216, "extension 2"),
        (C + 220, b"X", C + 220, "extension 2"),
        (C + 245, b"0", C + 245, "filling of C"),
        (C + 255, b"X", C + 255, "filling of C"),
        (E, b"0127", E, "E1"),
        (E + 4, b"F", E + 4, "C2/E2"),
        (E + 5, b"X", E + 5, "E3"),
        (E + 10, b"0000002", E + 10, "E4"),
        (E + 17, b"0000000000001", E + 17, "E5"),
        (E + 30, b"00000001736663271", E + 30, "E6"),
        (E + 47, b"00000000197250604", E + 47, "E7"),
        (E + 64, b"0000008593317", E + 64, "E8"),
        (E + 64, b"000000859331X", E + 76, "E8"),
        (E + 77, b"0", E + 77, "E9"),
    ];
    for (stelle, neu, offset, feld) in faelle {
        let was = format!("byte {stelle}: {}", String::from_utf8_lossy(neu));
        let fehler = lies(&mit(*stelle, neu)).expect_err(&was);
        assert_eq!((fehler.offset, fehler.feld.as_str()), (*offset, *feld), "{was}: {fehler}");
    }
}

#[test]
fn a_changed_amount_account_or_bank_is_found_by_its_sum() {
    for (stelle, offset, feld) in [(C + 89, E + 64, "E8"), (C + 30, E + 30, "E6"), (C + 20, E + 47, "E7")] {
        let bytes = gut();
        let fehler = lies(&mit(stelle, &[bytes[stelle] ^ 1])).expect_err("a sum");
        assert_eq!((fehler.offset, fehler.feld.as_str()), (offset, feld));
    }
}

#[test]
fn wrong_structures_are_named() {
    let gut = gut();
    let ohne = |von: usize, bis: usize| [&gut[..von], &gut[bis..]].concat();
    let dazu = |stelle: usize, was: &[u8]| [&gut[..stelle], was, &gut[stelle..]].concat();
    for (was, bytes, offset, feld) in [
        ("nothing", vec![], 0, "A1"),
        ("no record A", ohne(0, 128), 4, "A2"),
        ("two records A", dazu(0, &gut[..128]), 132, "C2/E2"),
        ("a transfer less than stated", ohne(C, C + 256), 640 + 10, "E4"),
        ("a transfer more than stated", dazu(C, &gut[C..C + 256]), E + 256 + 10, "E4"),
        ("no record E", gut[..E].to_vec(), E, "C1/E1"),
        ("a byte lost", ohne(400, 401), 415, "C6"),
        ("line ends", dazu(128, b"\r\n"), 128, "C1/E1"),
        ("a line end after the file", dazu(1024, b"\n"), 1024, "A1"),
        ("something after the file", dazu(1024, b"SOMETHING"), 1024, "A1"),
        ("cut in A", gut[..100].to_vec(), 100, "A11b"),
        ("cut in C", gut[..C + 90].to_vec(), C + 90, "C13"),
        ("cut in an extension", gut[..C + 200].to_vec(), C + 200, "C18"),
        ("cut in E", gut[..1000].to_vec(), 1000, "E9"),
    ] {
        let fehler = lies(&bytes).expect_err(was);
        assert_eq!((fehler.offset, fehler.feld.as_str()), (offset, feld), "{was}: {fehler}");
    }
}

/// A byte that neither carrier has stands at every place of every record once: its field and place are named.
#[test]
fn a_foreign_byte_is_found_wherever_it_stands() {
    for traeger in [Traeger::Dtaus0, Traeger::Dtaus1] {
        let gut = schreibe(&[brief()], traeger, Umlaute::Ersetzt).expect("within the limits").bytes;
        for satz in Leser::neu(&gut) {
            let satz = satz.expect("well formed");
            for (feld, layout) in satz.felder.iter().zip(traeger.layout(satz.art).fields) {
                for stelle in feld.offset..feld.offset + layout.len {
                    let mut bytes = gut.clone();
                    bytes[stelle] = 0xFF;
                    let fehler = lies(&bytes).expect_err(feld.name);
                    let kopf = feld.name.len() == 2 && feld.name.ends_with(['1', '2']);
                    assert!(fehler.feld.contains(feld.name), "{} byte {stelle}: {fehler}", feld.name);
                    assert!(kopf || fehler.offset == stelle, "{} byte {stelle}: {fehler}", feld.name);
                }
            }
        }
    }
}
