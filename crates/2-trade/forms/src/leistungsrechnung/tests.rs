//! From the specification: whole or not at all, and every error with its place.

use std::collections::HashMap;

use domain::{Betrag, Weg};

use super::*;

const KOPF: &str = "LR;LR1;R1;LE001;LWL;03.2024;03.04.2024;04.04.2024;1;1302,31;DE07400501500000001000";
const ZEILE: &str = "LP;1;B1;15847292;Müller;Bernd;03.04.1962;WOHNEN;01.03.2024;31.03.2024;31,00;TAG;42,01;1302,31";

fn facilities() -> HashMap<String, Weg> {
    [("LE001".to_owned(), Weg::Datei), ("LE003".to_owned(), Weg::Angebot)].into()
}

fn lies_text(text: &str) -> Ergebnis {
    let leistungserbringer = facilities();
    let empfaenger = Empfaenger { kostentraeger: "LWL", leistungserbringer: &leistungserbringer, am: Datum::MAX };
    lies(text.as_bytes(), "r.csv", Zeichensatz::Auto, Some(empfaenger))
}

#[test]
fn an_invoice_is_read() {
    let (rechnung, leistungen) =
        lies_text(&format!("{KOPF}\r\n{ZEILE}\r\n")).expect("good form").berechnet(Datum::default());
    assert_eq!((rechnung.le_nr.as_str(), rechnung.abrechnungsmonat.as_str()), ("LE001", "2024-03"));
    assert_eq!((rechnung.anzahl_positionen, rechnung.gesamtbetrag), (Some(1), Some(Betrag::aus_cent(130_231))));
    let zeile = &leistungen[0];
    assert_eq!((zeile.posten.as_str(), zeile.name.as_str()), ("LE001/R1:1", "Müller"));
    assert_eq!((zeile.menge, zeile.einheit, zeile.satz.cent()), (Menge::ganz(31), Einheit::Tag, 4201));
    assert_eq!((zeile.le_nr(), zeile.berichtigt()), ("LE001", None));
}

#[test]
fn every_breach_is_named_with_its_place() {
    for (alt, neu, satz, feld) in [
        ("LR1", "LR2", 1, "formatversion"),
        (";R1;", ";;", 1, "rechnungsnummer"),
        (";R1;", ";123456789012345678901;", 1, "rechnungsnummer"),
        ("LE001", "LE009", 1, "le_nr"),
        ("LWL", "LVR", 1, "kostentraeger"),
        ("03.2024;03", "13.2024;03", 1, "abrechnungsmonat"),
        ("04.04.2024", "31.04.2024", 1, "eingangsdatum"),
        ("04.04.2024", "", 1, "eingangsdatum"),
        (";1;1302,31;DE", ";eins;1302,31;DE", 1, "anzahl_positionen"),
        (";1302,31;DE", ";1.302,31;DE", 1, "gesamtbetrag"),
        ("\nLP;1;", "\nLP;x;", 2, "lfd_nr"),
        ("\nLP;", "\nLQ;", 2, "satzart"),
        ("03.04.1962", "3.4.1962", 2, "geb_datum"),
        ("01.03.2024", "", 2, "von"),
        ("31.03.2024", "31.02.2024", 2, "bis"),
        ("31,00", "", 2, "menge"),
        ("31,00", "-31,00", 2, "menge"),
        ("TAG", "Tag", 2, "einheit"),
        ("42,01", "42.01", 2, "satz"),
        ("42,01;1302,31", "42,01;", 2, "betrag"),
        ("42,01;1302,31", "42,01;1302,31;R0", 2, "korrektur_lfd_nr"),
        ("42,01;1302,31", "42,01", 2, "betrag"),
        (";42,01;1302,31", "", 2, ""),
    ] {
        let fehler = lies_text(&format!("{KOPF}\n{ZEILE}\n").replacen(alt, neu, 1)).expect_err(neu);
        assert_eq!((fehler.len(), fehler[0].satz, fehler[0].feld.as_str()), (1, satz, feld), "{neu}: {fehler:?}");
    }
}

#[test]
fn all_errors_at_once() {
    let text = format!("{KOPF}\n{ZEILE}\n{}\n", ZEILE.replace("TAG", "KM")).replace("LR1", "LR9");
    let felder: Vec<String> = lies_text(&text).expect_err("three").into_iter().map(|f| f.feld).collect();
    assert_eq!(felder, ["formatversion", "lfd_nr", "einheit"], "in the order of their places");
}

#[test]
fn a_header_stands_once_and_first() {
    for text in [ZEILE.to_owned(), format!("{ZEILE}\n{KOPF}"), format!("{KOPF}\n{KOPF}"), String::new()] {
        assert!(lies_text(&text).is_err(), "{text}");
    }
}

#[test]
fn an_offered_list_comes_back_with_quantities_only() {
    let kopf = "LR;LR1;A1;LE003;LWL;03.2024;;;;;";
    let zeile = |menge: &str| format!("LP;1;B1;1;M;B;03.04.1962;W;01.03.2024;31.03.2024;{menge};TAG;42,01;");
    let lauf = domain::datum::aus_iso("2024-04-08").expect("a day");
    let lies_menge = |menge| lies_text(&format!("{kopf}\n{}", zeile(menge))).expect("good form").berechnet(lauf);
    let (rechnung, leistungen) = lies_menge("31");
    assert_eq!((rechnung.eingangsdatum, leistungen[0].betrag.cent()), (lauf, 130_231));
    assert!(lies_menge("").1.is_empty(), "a line with empty quantity is not billed");
}

#[test]
fn a_dry_check_knows_no_payer() {
    let dry = |text: &str| lies(text.as_bytes(), "r.csv", Zeichensatz::Auto, None);
    assert!(dry(&format!("{KOPF}\n{ZEILE}").replace("LE001", "X").replace("LWL", "Y")).is_ok());
    assert!(dry(&KOPF.replace("LE001", "")).is_err() && dry(&KOPF.replace("LWL", "")).is_err());
}

#[test]
fn written_and_read_again_it_is_the_same() {
    let zeilen = format!("{ZEILE}\n{}\n", ZEILE.replacen(";1;", ";2;", 1).replace("Müller", "\"M;ü\"\"ller\""));
    let korrektur = ZEILE.replacen(";1;", ";3;", 1) + ";R0;7;\"zu; hoch\"";
    let text = format!("{KOPF}\n{zeilen}{korrektur}\n");
    let datei = lies_text(&text).expect("good form");
    assert_eq!(datei.zeilen[2].korrektur, Some(("R0".into(), 7)));
    assert_eq!(lies_text(&String::from_utf8(schreibe(&datei)).expect("UTF-8")), Ok(datei));
}

#[test]
fn acceptance_invoices_have_good_form() {
    let Some(folder) = muster::acceptance("b/drop/LWL/invoices") else { return };
    for path in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path()) {
        let bytes = std::fs::read(&path).expect("readable");
        assert!(lies(&bytes, "r.csv", Zeichensatz::Auto, None).is_ok(), "{}", path.display());
    }
}

#[test]
fn what_a_spreadsheet_does_to_an_offered_list_is_no_error() {
    let kopf = KOPF.replace("LE001", "LE003").replace("1302,31", "");
    // Filled up to the widest row, and the empty last column of a line that nobody filled in left out.
    let gefuellt = format!(
        "{kopf};;\r\n{ZEILE};;;;\r\n{}\r\n",
        ZEILE.replace("LP;1;", "LP;2;").replace(";42,01;1302,31", ";42,01")
    );
    let datei = lies_text(&gefuellt).expect("good form");
    assert_eq!(datei.zeilen.len(), 2);
    let zu_viel = lies_text(&format!("{kopf};;x\n{ZEILE}\n")).expect_err("a column too many");
    assert_eq!((zu_viel[0].satz, zu_viel[0].grund.as_str()), (1, "13 columns in a line LR, expected 11"));
    let zu_wenig = lies_text(&format!("{kopf}\nLP;1;B1;15847292;Müller\n")).expect_err("a line cut");
    assert!(zu_wenig[0].grund.starts_with("5 columns in a line LP"), "{zu_wenig:?}");
    let rest = lies_text(&format!("{kopf}\n{}\n", ZEILE.replace("Müller", "#NAME?"))).expect_err("no name");
    assert_eq!((rest[0].satz, rest[0].feld.as_str()), (2, "name"));
}
