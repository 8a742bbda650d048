use domain::{Betrag, Fall, JaNein, datum};
use mainframe::unfdat::tape::{Band, Container};
use mainframe::unfdat::{write_record, write_tape};

use super::*;

fn fall(aktenzeichen: &str) -> Fall {
    Fall {
        aktenzeichen: aktenzeichen.into(),
        pz: "8".into(),
        geb_datum: datum::aus_deutsch("19.01.1979").map(Into::into),
        unf_datum: None,
        vorname: "Jürgen".into(),
        zusatz: String::new(),
        name: "Groß".into(),
        strasse: "Weg 1".into(),
        lkz: "D".into(),
        plz: "89073".into(),
        ort: "Köln".into(),
        abgegeben: JaNein::Ja,
    }
}

fn faelle() -> [Fall; 2] {
    ["10002536", "20003327"].map(fall)
}

fn stream(page: CodePage) -> Vec<u8> {
    let mut bytes = Vec::new();
    faelle().iter().for_each(|fall| write_record(fall, page, &mut bytes).expect("a case that fits"));
    bytes
}

fn tape(container: Container) -> Vec<u8> {
    let erstellt = datum::aus_deutsch("10.03.2005").expect("a day");
    let band = Band { container, ..Band::neu("BG28.UNFDAT", erstellt) };
    write_tape(&faelle(), CodePage::Edf03Drv, &band).expect("cases that fit")
}

/// The text, whose lines hold each of these one after another.
#[track_caller]
fn assert_shows(shown: &Shown, lines: &[&str]) {
    let squeezed = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    let text: Vec<String> = shown.text.lines().map(squeezed).collect();
    let mut rest = text.iter();
    for line in lines {
        assert!(rest.any(|shown| shown.contains(line)), "'{line}' is missing in\n{}", shown.text);
    }
}

fn show(bytes: &[u8]) -> Shown {
    inspect("x", bytes, &Options { records: 1, ..Options::default() })
}

#[test]
fn a_stream_is_shown_field_by_field() {
    for page in [CodePage::Edf03Drv, CodePage::Cp273, CodePage::Windows1252, CodePage::Utf8] {
        let shown = show(&stream(page));
        assert_shows(
            &shown,
            &[
                "format UnfDat, DFÜ",
                &format!("code page {page} (recognised)"),
                "records 2: 2 sound, 0 with faults",
                "record 1, byte 0,",
                "aktenzeichen 10002536",
                "geb_datum 19011979",
                "vorname Jürgen",
                "abgegeben J",
                "fault none: the file is sound",
            ],
        );
        assert_eq!(shown.fault, None);
    }
}

#[test]
fn a_tape_is_shown_with_its_labels_and_blocks() {
    for (container, name) in [(Container::Flach, "flat"), (Container::Awstape, "AWSTAPE")] {
        let shown = show(&tape(container));
        assert_shows(
            &shown,
            &[
                &format!("tape image, {name}"),
                "labels 5",
                "blocks 1, BL",
                "label VOL1, byte",
                "datentraeger UNF001",
                "label HDR1, byte",
                "datei BG28.UNFDAT",
                "label EOF1, byte",
                "bloecke 000001",
                "records 2: 2 sound",
                "record 1, byte",
                "fault none",
            ],
        );
    }
}

#[test]
fn the_first_fault_of_a_tape_is_named_with_its_place() {
    let mut bytes = tape(Container::Flach);
    bytes[3 * 80 + 1] ^= 1;
    let shown = show(&bytes);
    assert_shows(&shown, &["labels 3 up to the first fault", "label HDR2", "first fault byte"]);
    assert!(shown.fault.expect("a wrong block length").starts_with("byte "));
}

#[test]
fn faults_of_records_are_shown_with_the_raw_bytes() {
    let bytes = "10002536$8$31021979$$Anna$$Muster$Weg 1$A$1010$Wien$$20003327$8$$$A$$M$W$D$89073$Ulm$$";
    let shown = show(bytes.as_bytes());
    assert_shows(
        &shown,
        &["records 2: 1 sound, 1 with faults", "fault in record 1, byte 11", "field geb_datum", "raw 3130"],
    );
    let fault = shown.fault.expect("an impossible date");
    assert!(fault.starts_with("byte 11, record 1, field geb_datum: '31021979': expected a calendar date"), "{fault}");
}

#[test]
fn a_given_code_page_that_the_file_contradicts_is_a_fault() {
    let options = Options { charset: Some(CodePage::Edf03Drv), ..Options::default() };
    let fault = inspect("x", &stream(CodePage::Cp273), &options).fault.expect("a contradiction");
    assert!(fault.contains("it is likely CP273"), "{fault}");
}

#[test]
fn a_booking_file_is_shown_with_its_sums() {
    let record = |nr: u8| {
        let text = format!("0000000000{nr:02}10002536819011979120620{:02}", 4);
        let mut bytes = CodePage::Edf03Drv.encode_exact(&text).expect("digits");
        bytes.resize(157, 0x40);
        bytes.extend(CodePage::Edf03Drv.encode_exact("010320050001293").expect("digits"));
        bytes.resize(175, 0x40);
        bytes
    };
    let mut bytes = [record(1), record(2)].concat();
    let shown = show(&bytes);
    assert_shows(
        &shown,
        &[
            "format RZS-Abrech",
            "records 2",
            "blocks 1, the last of 350 bytes",
            &format!("sum of amounts {}", Betrag::aus_cent(2586)),
            "Aktenzeichen 2 with, 0 without",
            "record 1, byte 0",
            "pic_nr 000000000001",
            "betrag 0001293",
            "fault none",
        ],
    );
    bytes[175 + 166] = 0xC1;
    assert!(show(&bytes).fault.expect("a letter in the amount").starts_with("byte 340: record 2, field betrag"));
    bytes.truncate(300);
    assert!(show(&bytes).fault.expect("a cut record").starts_with("byte 175: record 2"));
}

const SR1: &str = "RE;SR1;2005-1;BG28;120991009;303100245;ARZ Nord;ARZ;02.2005;28.02.2005;02.03.2005;0;0,00;0,00;0,00;0,00;0,00;;\
                   1162268;29090605\nEP;1;84,93;\n";

#[test]
fn an_invoice_is_shown_column_by_column() {
    let shown = show(SR1.as_bytes());
    assert_shows(
        &shown,
        &[
            "format Sammelrechnung SR1",
            "code page UTF-8",
            "lines EP 1, RE 1",
            "line 1, byte 0, RE",
            "formatversion SR1",
            "rechnungsnummer 2005-1",
            "blz 29090605",
            "fault none",
        ],
    );
    let fault = show(SR1.replace("84,93", "84.93").as_bytes()).fault.expect("a point in the amount");
    assert!(fault.contains("line 2, column brutto: '84.93'"), "{fault}");
}

#[test]
fn anything_else_is_not_recognised() {
    for bytes in [&b""[..], b"no delivery at all", &[0xC1; 300], b"\x89\x00\r\n"] {
        assert_eq!(recognise(bytes), None, "{bytes:?}");
        assert_shows(&show(bytes), &["format not recognised", "first fault byte 0"]);
    }
}

#[test]
fn an_invoice_of_a_facility_is_shown_column_by_column() {
    let text = "LR;LR1;R1;LE001;LWL;03.2024;03.04.2024;04.04.2024;1;42,01;\n\
                LP;1;B1;15847292;Müller;Bernd;03.04.1962;WOHNEN;01.03.2024;01.03.2024;1,00;TAG;42,01;42,01\n";
    let shown = inspect("x", text.as_bytes(), &Options { records: 2, ..Options::default() });
    assert_shows(
        &shown,
        &[
            "format Leistungsrechnung LR1",
            "lines LP 1, LR 1",
            "le_nr LE001",
            "line 2, byte 59, LP",
            "einheit TAG",
            "fault none",
        ],
    );
    let fault = show(text.replace("TAG", "KM").as_bytes()).fault.expect("an unknown unit");
    assert!(fault.contains("line 2, column einheit: 'KM'"), "{fault}");
}
