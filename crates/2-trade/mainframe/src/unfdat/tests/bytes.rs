//! For every single byte of a small delivery and several values each: the result differs in the record concerned only,
//! or that is rejected, or the file is refused. Never is another record changed.

use super::*;
use crate::unfdat::tape::{Band, Container};

fn delivery() -> Vec<Fall> {
    let handed_over = Fall { abgegeben: JaNein::Ja, zusatz: String::new(), ..fall("20003327") };
    let bare = Fall {
        geb_datum: None,
        unf_datum: None,
        strasse: String::new(),
        lkz: String::new(),
        plz: String::new(),
        ort: String::new(),
        ..fall("30006655")
    };
    vec![fall("10000118"), handed_over, bare, fall("40009982")]
}

fn values(page: CodePage, original: u8) -> impl Iterator<Item = u8> {
    let zero = page.fill().zero;
    [0x00, 0x0A, 0x0D, 0x15, 0x24, 0x25, 0x40, 0x41, 0x5B, 0xA0, 0xC1, 0xFF, zero, zero + 1, zero + 9, page.dollar()]
        .into_iter()
        .chain([original ^ 0x01, original ^ 0x80, original.wrapping_add(1), original.wrapping_sub(1)])
        .filter(move |value| *value != original)
}

fn no_change_spreads(bytes: &[u8], page: CodePage, what: &str) {
    let faelle = delivery();
    assert_eq!(read("x", bytes, page, None).map(cases), Ok(faelle.clone()), "{what}");
    for at in 0..bytes.len() {
        for value in values(page, bytes[at]) {
            let mut changed = bytes.to_vec();
            changed[at] = value;
            let Ok(result) = read("x", &changed, page, None) else { continue };
            let what = format!("{what}: byte {at} = {value:02X}");
            assert_eq!(result.saetze, result.faelle.len() as u64 + result.abgelehnte_saetze, "{what}");
            let read = cases(result);
            let same = read.iter().filter(|fall| faelle.contains(fall)).count();
            assert!(read.len() <= faelle.len() && same + 1 >= faelle.len(), "{what}: {same} of {} same", read.len());
            let kept: Vec<&Fall> = read.iter().filter(|fall| faelle.contains(fall)).collect();
            let expected: Vec<&Fall> = faelle.iter().filter(|fall| read.contains(fall)).collect();
            assert_eq!(kept, expected, "{what}: the order");
        }
    }
}

#[test]
fn no_change_of_a_stream_spreads() {
    for &page in CodePage::ALL.iter().filter(|&&page| page != CodePage::Edf03Irv) {
        no_change_spreads(&written(&delivery(), page), page, page.name());
    }
}

#[test]
fn no_change_of_a_tape_spreads() {
    let erstellt = domain::datum::aus_deutsch("10.03.2005").expect("a day");
    for container in [Container::Flach, Container::Awstape] {
        for letzter_trenner in [true, false] {
            let band = Band { container, letzter_trenner, blocklaenge: 250, ..Band::neu("BG28", erstellt) };
            for page in [CodePage::Edf03Drv, CodePage::Utf8] {
                let image = write_tape(&delivery(), page, &band).expect("cases that fit");
                no_change_spreads(&image, page, &format!("{container:?} {page}"));
            }
        }
    }
}
