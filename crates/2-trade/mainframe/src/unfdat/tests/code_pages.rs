//! A file that contradicts the configured code page is refused, and the likely one is named.

use super::*;
use crate::unfdat::tape::Band;

/// Cases whose names have umlauts.
fn delivery() -> Vec<Fall> {
    let person = |nr: usize, vorname: &str, name: &str, ort: &str| Fall {
        vorname: vorname.into(),
        name: name.into(),
        ort: ort.into(),
        ..fall(&format!("{:08}", 10_000_000 + nr))
    };
    vec![
        person(1, "Jürgen", "Müller", "Köln"),
        person(2, "Anna", "Groß", "Düsseldorf"),
        person(3, "Özgür", "Jäger", "Überlingen"),
        person(4, "Josef", "Meyer", "Ulm"),
    ]
}

fn likely(bytes: &[u8], page: CodePage) -> Option<CodePage> {
    match read("x", bytes, page, None) {
        Err(UnfdatFehler::AndererZeichensatz { wahrscheinlich, page: named, .. }) if named == page => {
            Some(wahrscheinlich)
        }
        Ok(_) => None,
        other => panic!("{other:?}"),
    }
}

#[test]
fn every_other_code_page_is_named() {
    let erstellt = domain::datum::aus_deutsch("10.03.2005").expect("a day");
    for &real in CodePage::ALL.iter().filter(|&&page| page != CodePage::Edf03Irv) {
        let tape = write_tape(&delivery(), real, &Band::neu("BG28", erstellt)).expect("cases that fit");
        for bytes in [written(&delivery(), real), tape] {
            for &page in CodePage::ALL {
                let expected = (page != real).then_some(real);
                assert_eq!(likely(&bytes, page), expected, "{real} read as {page}");
            }
        }
    }
}

#[test]
fn the_message_says_what_to_do() {
    let error = read("x.dfue", &written(&delivery(), CodePage::Cp273), CodePage::Edf03Drv, None).expect_err("refused");
    let message = error.to_string();
    for part in ["x.dfue", "code page EDF03DRV", "likely CP273", "[unfdat] charset"] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn a_file_without_umlauts_contradicts_its_own_family_only_by_the_other() {
    let plain = [fall("10002536")].map(|fall| Fall { vorname: "Josef".into(), strasse: "Weg 1".into(), ..fall });
    for &real in CodePage::ALL {
        for &page in CodePage::ALL {
            let usual = if real.is_ebcdic() { CodePage::Edf03Drv } else { CodePage::Utf8 };
            let expected = (page.is_ebcdic() != real.is_ebcdic()).then_some(usual);
            assert_eq!(likely(&written(&plain, real), page), expected, "{real} read as {page}");
        }
    }
}

#[test]
fn a_byte_order_mark_proves_utf8() {
    let bytes = [b"\xEF\xBB\xBF", &written(&delivery()[3..], CodePage::Utf8)[..]].concat();
    assert_eq!(likely(&bytes, CodePage::Windows1252), Some(CodePage::Utf8));
    assert_eq!(likely(&bytes, CodePage::Utf8), None);
}

#[test]
fn damage_is_no_contradiction() {
    for &page in CodePage::ALL.iter().filter(|&&page| page != CodePage::Edf03Irv) {
        let mut faelle = delivery();
        faelle.extend(delivery());
        let bytes = written(&faelle, page);
        let at = bytes.windows(3).position(|w| w == &page.encode_exact("Mey").expect("letters")[..]).expect("a name");
        for value in 0..=255 {
            let mut changed = bytes.clone();
            changed[at + 1] = value;
            assert_eq!(likely(&changed, page), None, "{page} {value:02X}");
        }
    }
}

#[test]
fn brackets_in_names_are_no_umlauts() {
    let odd =
        |text: &str| Fall { name: text.into(), vorname: String::new(), strasse: String::new(), ..fall("10002536") };
    let faelle: Vec<Fall> = ["a{b", "c|d", "e}f", "g~h", "[i]", "\\j", "k@l"].map(odd).to_vec();
    assert_eq!(likely(&written(&faelle, CodePage::Edf03Irv), CodePage::Edf03Irv), None);
}

#[test]
fn without_any_separator_it_is_no_unfdat() {
    let error = read("x", b"no UnfDat at all", CodePage::Edf03Drv, None).expect_err("refused");
    assert!(matches!(error, UnfdatFehler::KeinTrenner { dollar: 0x5B, .. }), "{error}");
}
