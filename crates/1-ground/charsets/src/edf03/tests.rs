use super::*;

/// The source's table: byte, then the character in the international and in the German version.
fn source() -> Vec<(u8, Option<char>, Option<char>)> {
    let character = |hex: &str| u32::from_str_radix(hex, 16).ok().and_then(char::from_u32);
    let lines = include_str!("edf03.csv").lines().skip(1);
    lines
        .map(|line| {
            let mut columns = line.split(',');
            let byte = u8::from_str_radix(columns.next().expect("a byte"), 16).expect("two hex digits");
            (byte, character(columns.next().expect("IRV")), character(columns.next().expect("DRV")))
        })
        .collect()
}

fn decoded(page: CodePage, byte: u8) -> Option<char> {
    page.decode(&[byte]).ok().and_then(|text| text.chars().next())
}

#[test]
fn the_tables_are_those_of_the_source() {
    let source = source();
    assert_eq!(source.len(), 256);
    for (byte, irv, drv) in source {
        assert_eq!(decoded(CodePage::Edf03Irv, byte), irv, "EDF03IRV {byte:02X}");
        assert_eq!(decoded(CodePage::Edf03Drv, byte), drv, "EDF03DRV {byte:02X}");
    }
}

#[test]
fn windows_1252_agrees_with_encoding_rs() {
    for byte in 0..=255u8 {
        let bytes = [byte];
        let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
        // encoding_rs follows the web standard, which maps the five undefined bytes to control characters.
        let expected = text.chars().next().filter(|_| ![0x81, 0x8D, 0x8F, 0x90, 0x9D].contains(&byte));
        assert_eq!(decoded(CodePage::Windows1252, byte), expected, "{byte:02X}");
    }
}

#[test]
fn cp273_is_the_german_ibm_table() {
    let all: Vec<u8> = (0..=255).collect();
    let text = CodePage::Cp273.decode(&all).expect("every byte is defined");
    let characters: std::collections::BTreeSet<char> = text.chars().collect();
    assert_eq!(characters, (0..=255u8).map(char::from).collect());
    let umlauts = [0xC0, 0x6A, 0xD0, 0x4A, 0xE0, 0x5A, 0xA1, 0x7C, 0x5B, 0x15, 0x25];
    assert_eq!(CodePage::Cp273.decode(&umlauts).as_deref(), Ok("äöüÄÖÜß§$\u{85}\n"));
}

#[test]
fn every_defined_character_comes_back() {
    for &page in CodePage::ALL.iter().filter(|&&page| page != CodePage::Utf8) {
        for byte in 0..=255 {
            if let Some(character) = decoded(page, byte) {
                assert_eq!(page.encode_exact(&character.to_string()), Ok(vec![byte]), "{page} {byte:02X}");
            }
        }
    }
    assert_eq!(CodePage::Utf8.encode_exact("Öz€"), Ok("Öz€".as_bytes().to_vec()));
}

#[test]
fn an_undefined_byte_is_named_with_its_offset() {
    let error = CodePage::Edf03Drv.decode(&[0xC1, 0x41, 0xC2]).expect_err("41 is undefined");
    assert_eq!(error.to_string(), "byte 41 at offset 1 is not defined in EDF03DRV");
    assert_eq!(CodePage::Utf8.decode(b"ab\xFFc").map_err(|e| e.offset), Err(2));
    assert_eq!(CodePage::Windows1252.decode(b"\x80\x81").map_err(|e| e.offset), Err(1));
    assert_eq!(CodePage::Edf03Drv.decode_lossy(&[0xC1, 0x41]), "A\u{FFFD}");
}

#[test]
fn missing_characters_are_transliterated_or_questioned() {
    let mut count = Replacements::default();
    let bytes = CodePage::Edf03Drv.encode("René Müller Ж", &mut count);
    assert_eq!(CodePage::Edf03Drv.decode(&bytes).as_deref(), Ok("Rene Müller ?"));
    assert_eq!(count, Replacements { transliterated: 1, unknown: 1 });

    let mut count = Replacements::default();
    let bytes = CodePage::Edf03Irv.encode("Weiß [1]", &mut count);
    assert_eq!(CodePage::Edf03Irv.decode(&bytes).as_deref(), Ok("Weiss [1]"));
    assert_eq!(count, Replacements { transliterated: 1, unknown: 0 });
    assert_eq!(CodePage::Edf03Irv.encode_exact("Weiß"), Err('ß'));
    assert_eq!(CodePage::Edf03Irv.encode_exact("\u{FFFD}"), Err('\u{FFFD}'));
}

#[test]
fn pages_are_known_by_their_configured_names() {
    for &page in CodePage::ALL {
        assert_eq!(page.name().parse(), Ok(page));
        assert_eq!(page.encode_exact("$ 0"), Ok(vec![page.dollar(), page.fill().blank, page.fill().zero]));
    }
    assert_eq!("edf03drv".parse(), Ok(CodePage::Edf03Drv));
    assert!("EBCDIC".parse::<CodePage>().is_err_and(|message| message.contains("CP273")));
}
