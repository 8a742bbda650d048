//! What is written, by the letter of the format, and what is refused.

mod band;
mod fremde;
mod vielfalt;

use domain::{Datum, Umlaute};
use proptest::prelude::*;

use super::*;

fn tag(iso: &str) -> Datum {
    domain::datum::aus_iso(iso).expect("a day")
}

fn ueberweisung(auftrag: &str, blz: &str, konto: &str, cent: i64) -> Ueberweisung {
    Ueberweisung {
        auftrag: auftrag.to_owned(),
        name: "Apothekenrechenzentrum Nord".to_owned(),
        blz: blz.to_owned(),
        konto: konto.to_owned(),
        betrag: Betrag::aus_cent(cent),
        zweck: "20715180-00100 8968512 27.08.2012 ABSCHLUSS".to_owned(),
    }
}

/// The orders of the letter of 27.08.2012.
fn brief() -> LogischeDatei {
    LogischeDatei {
        auftraggeber: Auftraggeber {
            name: "Berufsgenossenschaft 28".to_owned(),
            blz: "60050101".to_owned(),
            konto: "2034304".to_owned(),
        },
        erstellt: tag("2012-08-24"),
        ausfuehrung: tag("2012-08-27"),
        textschluessel: 51,
        ueberweisungen: vec![
            ueberweisung("8968512", "29090605", "1162268", 7_615_950),
            ueberweisung("8968510", "84080000", "867750501", 353_411),
            ueberweisung("8968511", "84080000", "867750501", 623_955),
        ],
    }
}

fn geschrieben(datei: &LogischeDatei) -> Geschrieben {
    schreibe(std::slice::from_ref(datei), Traeger::Dtaus0, Umlaute::Ersetzt).expect("within the limits")
}

/// Everything that is wrong with a logical file.
fn verstoesse(datei: &LogischeDatei) -> Vec<String> {
    let fehler = schreibe(std::slice::from_ref(datei), Traeger::Dtaus0, Umlaute::Ersetzt).expect_err("a broken limit");
    fehler.iter().map(ToString::to_string).collect()
}

fn text(bytes: &[u8], stelle: usize, laenge: usize) -> &str {
    std::str::from_utf8(&bytes[stelle..stelle + laenge]).expect("ASCII")
}

#[test]
fn the_letter_gives_its_control_sums() {
    let bytes = geschrieben(&brief()).bytes;
    assert_eq!(bytes.len(), 128 + 3 * 256 + 128);
    let e = &bytes[bytes.len() - 128..];
    assert_eq!(text(e, 0, 10), "0128E     ");
    assert_eq!(text(e, 10, 7), "0000003");
    assert_eq!(text(e, 30, 17), "00000001736663270");
    assert_eq!(text(e, 47, 17), "00000000197250605");
    assert_eq!(text(e, 64, 13), "0000008593316");
}

#[test]
fn every_field_of_the_letter_stands_at_its_place() {
    let bytes = geschrieben(&brief()).bytes;
    assert_eq!(text(&bytes, 0, 60), "0128AGK6005010100000000BERUFSGENOSSENSCHAFT 28    240812    ");
    assert_eq!(text(&bytes, 60, 68), format!("{:<35}27082012{:24}1", "00020343040000000000", ""));
    assert_eq!(text(&bytes, 128, 50), "0216C00000000290906050001162268000000000000051000 ");
    assert_eq!(text(&bytes, 128 + 50, 43), "0000000000060050101000203430400007615950   ");
    assert_eq!(text(&bytes, 128 + 93, 35), "APOTHEKENRECHENZENTRUM NORD        ");
    assert_eq!(text(&bytes, 256, 59), "BERUFSGENOSSENSCHAFT 28    20715180-00100 8968512     1  01");
    assert_eq!(text(&bytes, 256 + 59, 69), format!("02{:67}", "27.08.2012 ABSCHLUSS"));
}

#[test]
fn what_is_too_long_goes_on_in_extensions_in_their_order() {
    let mut datei = brief();
    datei.ueberweisungen.truncate(1);
    datei.auftraggeber.name = "Berufsgenossenschaft der Bauwirtschaft".to_owned();
    let u = &mut datei.ueberweisungen[0];
    u.name = "Rezeptabrechnung Ostwestfalen-Lippe GmbH".to_owned();
    u.zweck = "x".repeat(14 * 27);
    let bytes = geschrieben(&datei).bytes;
    let c = &bytes[128..bytes.len() - 128];
    assert_eq!((c.len(), text(c, 0, 4), text(c, 185, 2)), (768, "0622", "15"));
    assert_eq!(text(c, 187, 29), "01OSTWESTFALEN-LIPPE GMBH    ");
    for stelle in &satz::ERWEITERUNGEN[1..14] {
        assert_eq!(text(c, *stelle, 29), format!("02{}", "X".repeat(27)));
    }
    assert_eq!(text(c, 640, 29), "03BAUWIRTSCHAFT              ");
    assert_eq!((text(c, 245, 11), text(c, 372, 12)), ("           ", "            "));
    let gelesen = lies(&bytes).expect("well formed");
    assert_eq!(gelesen[0].saetze[0].name, ["REZEPTABRECHNUNG", "OSTWESTFALEN-LIPPE GMBH"]);
    assert_eq!(gelesen[0].saetze[0].zweck.concat(), "X".repeat(14 * 27));
}

#[test]
fn umlauts_by_choice_and_replacements_counted() {
    let mut datei = brief();
    datei.ueberweisungen[0].name = "Müller & Löwe (Café)".to_owned();
    let din = schreibe(&[datei.clone()], Traeger::Dtaus0, Umlaute::Din66003).expect("within the limits");
    assert_eq!((&din.bytes[128 + 93..][..20], din.umschriften), (&b"M]LLER & L\\WE  CAFE "[..], 3));
    assert_eq!(text(&geschrieben(&datei).bytes, 128 + 93, 22), "MUELLER & LOEWE  CAFE ");
    assert_eq!(lies(&din.bytes).expect("well formed")[0].saetze[0].name, ["MÜLLER & LÖWE  CAFE"]);
}

#[test]
fn a_broken_limit_names_the_order() {
    type Aenderung = fn(&mut Ueberweisung);
    let aenderungen: [(Aenderung, &str); 10] = [
        (|u| u.betrag = Betrag::NULL, "amount"),
        (|u| u.betrag = Betrag::aus_cent(-1), "amount"),
        (|u| u.betrag = Betrag::aus_cent(100_000_000_000), "C12"),
        (|u| u.blz = "99090605".into(), "BLZ"),
        (|u| u.blz = "2909060".into(), "BLZ"),
        (|u| u.konto = "0000000000".into(), "account"),
        (|u| u.konto = String::new(), "account"),
        (|u| u.name = " Ж ".into(), "name"),
        (|u| u.name = "x".repeat(55), "name"),
        (|u| u.zweck = "x".repeat(14 * 27 + 1), "purpose"),
    ];
    for (aendere, wort) in aenderungen {
        let mut datei = brief();
        aendere(&mut datei.ueberweisungen[1]);
        let fehler = verstoesse(&datei);
        assert_eq!(fehler.len(), 1, "{fehler:?}");
        assert!(fehler[0].starts_with("order 8968510: ") && fehler[0].contains(wort), "{fehler:?}");
    }
    let mut groesster = brief();
    groesster.ueberweisungen[0].betrag = Betrag::aus_cent(99_999_999_999);
    geschrieben(&groesster);
}

#[test]
fn limits_of_the_file_name_the_account() {
    type Aenderung = fn(&mut LogischeDatei);
    let aenderungen: [Aenderung; 7] = [
        |d| d.textschluessel = 5,
        |d| d.textschluessel = 70,
        |d| d.ausfuehrung = tag("2012-08-23"),
        |d| d.ausfuehrung = tag("2012-09-09"),
        |d| d.auftraggeber.blz = "00050101".into(),
        |d| d.auftraggeber.konto = "0".into(),
        |d| d.auftraggeber.name = String::new(),
    ];
    for aendere in aenderungen {
        let mut datei = brief();
        aendere(&mut datei);
        let konto = datei.auftraggeber.konto.clone();
        let fehler = verstoesse(&datei);
        assert_eq!(fehler.len(), 1, "{fehler:?}");
        assert!(fehler[0].starts_with(&format!("DTAUS file of account {konto}: ")), "{fehler:?}");
    }
    let mut letzter_tag = brief();
    letzter_tag.ausfuehrung = tag("2012-09-08");
    geschrieben(&letzter_tag);
}

#[test]
fn several_logical_files_follow_each_other() {
    let mut zweite = brief();
    zweite.auftraggeber.konto = "4711".to_owned();
    let geschrieben = schreibe(&[brief(), zweite], Traeger::Dtaus0, Umlaute::Ersetzt).expect("within the limits");
    let gelesen = lies(&geschrieben.bytes).expect("well formed");
    assert_eq!((gelesen.len(), gelesen[1].auftraggeber.konto.as_str()), (2, "0000004711"));
    assert_eq!(gelesen.iter().map(|datei| datei.summen).collect::<Vec<_>>(), geschrieben.summen);
    assert_eq!((gelesen[0].erstellt, gelesen[0].ausfuehrung), (tag("2012-08-24"), Some(tag("2012-08-27"))));
}

#[test]
fn every_broken_limit_is_named_at_once() {
    let mut datei = brief();
    datei.textschluessel = 4;
    datei.ueberweisungen[0].betrag = Betrag::NULL;
    datei.ueberweisungen[0].name = String::new();
    datei.ueberweisungen[2].konto = "0".into();
    let fehler = verstoesse(&datei);
    let wer: Vec<&str> = fehler.iter().filter_map(|f| f.split(": ").next()).collect();
    assert_eq!(wer, ["DTAUS file of account 2034304", "order 8968512", "order 8968512", "order 8968511"], "{fehler:?}");
}

#[test]
fn the_greatest_sums_fit() {
    let mut datei = brief();
    datei.ueberweisungen =
        (0..100).map(|nr| ueberweisung(&nr.to_string(), "89999999", "9999999999", 99_999_999_999)).collect();
    assert_eq!(geschrieben(&datei).summen[0].betrag.cent(), 9_999_999_999_900);
    datei.ueberweisungen.push(ueberweisung("101", "89999999", "1", 99_999_999_999));
    assert!(verstoesse(&datei).iter().all(|f| f.contains("account 2034304") && f.contains("E8")));
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        name in "[A-ZÄÖÜ][a-zäöü &.-]{0,20}[a-z]", zweck in "[0-9A-Z][0-9A-Z ]{0,300}", konto in 1..9_999_999_999_u64,
        blz in 10_000_000..89_999_999_u32, cent in 1..99_999_999_999_i64,
        band in any::<bool>(),
    ) {
        let traeger = if band { Traeger::Dtaus1 } else { Traeger::Dtaus0 };
        let mut datei = brief();
        datei.ueberweisungen.push(Ueberweisung {
            auftrag: "x".into(), name: name.clone(), blz: blz.to_string(), konto: konto.to_string(),
            betrag: Betrag::aus_cent(cent), zweck: zweck.clone(),
        });
        let bytes = schreibe(&[datei], traeger, Umlaute::Din66003).expect("within the limits").bytes;
        let gelesen = lies(&bytes).expect("well formed");
        let satz = gelesen[0].saetze.last().expect("a transfer");
        prop_assert_eq!((&satz.blz, satz.konto.parse(), satz.betrag.cent()), (&blz.to_string(), Ok(konto), cent));
        prop_assert_eq!(satz.name.join(" "), name.to_uppercase());
        let ohne_blanks = |text: &str| text.replace(' ', "");
        prop_assert_eq!(ohne_blanks(&satz.zweck.concat()), ohne_blanks(&zweck));
    }

    #[test]
    fn no_bytes_make_it_panic(stelle in 0..750_usize, byte in any::<u8>(), laenge in 0..750_usize, band in any::<bool>()) {
        let traeger = if band { Traeger::Dtaus1 } else { Traeger::Dtaus0 };
        let mut bytes = schreibe(&[brief()], traeger, Umlaute::Ersetzt).expect("within the limits").bytes;
        bytes[stelle] = byte;
        let _ = lies(&bytes[..laenge]);
        let _ = lies(&bytes);
    }
}
