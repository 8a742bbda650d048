use domain::{Zahlungsstatus, datum};
use muster::{brief, kostentraeger};

use super::*;

fn tag() -> Datum {
    datum::aus_iso("2012-08-27").expect("a day")
}

fn auf(anweisungen: &[Anweisung], traeger: Traeger) -> Result<Option<Bankdatei>, NichtSchreibbar> {
    let (erstellt, ausfuehrung) = (tag(), tag());
    bankdatei(&Eingabe { anweisungen, kostentraeger: &kostentraeger(), erstellt, ausfuehrung, traeger })
}

fn gelesen(anweisungen: &[Anweisung]) -> dtaus::GeleseneDatei {
    let datei = auf(anweisungen, Traeger::Dtaus0).expect("within the limits").expect("a file");
    dtaus::lies(&datei.bytes).expect("well formed").remove(0)
}

/// What keeps orders out of the file.
fn gruende(anweisungen: &[Anweisung]) -> Vec<String> {
    auf(anweisungen, Traeger::Dtaus0).expect_err("refused").0
}

#[test]
fn the_letter_becomes_one_logical_file() {
    let datei = gelesen(&brief());
    let summen = (datei.summen.anzahl, datei.summen.konten, datei.summen.bankleitzahlen, datei.summen.betrag.cent());
    assert_eq!(summen, (3, 1_736_663_270, 197_250_605, 8_593_316));
    assert_eq!((datei.erstellt, datei.ausfuehrung), (tag(), Some(tag())));
    assert_eq!(datei.saetze[0].zweck, ["20715180-00100 8968512", "27.08.2012 ABSCHLUSS"]);
    assert_eq!(datei.saetze[1].zweck, ["7119 8968510 27.08.2012", "ABSCHLUSS"]);
}

#[test]
fn the_tape_says_the_same_as_the_file() {
    let datei = auf(&brief(), Traeger::Dtaus0).expect("within the limits").expect("a file");
    let band = auf(&brief(), Traeger::Dtaus1).expect("within the limits").expect("a tape");
    assert_eq!(dtaus::lies(&datei.bytes), dtaus::lies(&band.bytes));
}

#[test]
fn every_account_paid_from_has_a_logical_file() {
    let mut orders = brief();
    orders[0].quellkonto = "DE89370400440532013000".into();
    orders[2].quellkonto = "DE02600501010002034304".into();
    let datei = auf(&orders, Traeger::Dtaus0).expect("within the limits").expect("a file");
    let gelesen = dtaus::lies(&datei.bytes).expect("well formed");
    let teile: Vec<_> = gelesen.iter().map(|d| (d.auftraggeber.konto.as_str(), d.summen.betrag.cent())).collect();
    assert_eq!(teile, [("0002034304", 353_411 + 623_955), ("0532013000", 7_615_950)]);
    assert_eq!((datei.anzahl(), datei.betrag().cent()), (3, 8_593_316));
    orders[1].quellkonto = "DE12500105170648489890".into();
    let gruende = gruende(&orders);
    assert!(gruende.len() == 1 && gruende[0].starts_with("order BG28-8968510-1: ") && gruende[0].contains("DE125001"));
}

#[test]
fn a_part_payment_says_so() {
    let mut abschlag = brief();
    abschlag[1].zahlungsstatus = Zahlungsstatus::Abschlag;
    assert_eq!(gelesen(&abschlag).saetze[1].zweck.join(" "), "7119 8968510 27.08.2012 ABSCHLAG");
}

#[test]
fn no_orders_no_file() {
    assert_eq!(auf(&[], Traeger::Dtaus0), Ok(None));
}

#[test]
fn account_and_bank_code_come_from_a_german_iban_only() {
    let mut nur_iban = brief();
    (nur_iban[1].konto, nur_iban[1].blz) = (String::new(), String::new());
    nur_iban[1].iban = "DE44840800000867750501".into();
    let satz = &gelesen(&nur_iban).saetze[1];
    assert_eq!((satz.blz.as_str(), satz.konto.as_str()), ("84080000", "0867750501"));
    for iban in ["AT611904300234573201", ""] {
        nur_iban[1].iban = iban.into();
        let gruende = gruende(&nur_iban);
        assert!(gruende[0].starts_with("order BG28-8968510-1: ") && gruende[0].contains("emit-sepa"), "{gruende:?}");
    }
}

#[test]
fn everything_that_keeps_orders_out_is_named_at_once() {
    let mut kaputt = brief();
    kaputt[0].iban = "DE09300606010001162268".into();
    kaputt[1].rechnungssteller = "x".repeat(60);
    kaputt[2].blz = "94080000".into();
    let gruende = gruende(&kaputt);
    let wer: Vec<&str> = gruende.iter().filter_map(|grund| grund.split(": ").next()).collect();
    assert_eq!(wer, ["order BG28-8968512-1", "order BG28-8968510-1", "order BG28-8968511-1"], "{gruende:?}");
}

#[test]
fn accounts_that_look_wrong_are_named_and_paid() {
    let mut orders = brief();
    orders[0].blz = "10000001".into();
    orders[1].konto = "867750601".into();
    let datei = auf(&orders, Traeger::Dtaus0).expect("within the limits").expect("a file");
    let wer: Vec<&str> = datei.auffaellig.iter().filter_map(|hinweis| hinweis.split(": ").next()).collect();
    assert_eq!(wer, ["order BG28-8968512-1", "order BG28-8968510-1"], "{:?}", datei.auffaellig);
    assert_eq!(datei.anzahl(), 3);
}

#[test]
fn an_order_to_a_foreign_iban_is_for_sepa_alone() {
    let mut orders = brief();
    assert!(orders.iter().all(|order| !nur_sepa(order)));
    (orders[0].konto, orders[0].blz) = (String::new(), String::new());
    for (iban, nur) in [("AT611904300234573201", true), ("DE44840800000867750501", false), ("AT00", false)] {
        orders[0].iban = iban.into();
        assert_eq!(nur_sepa(&orders[0]), nur, "{iban}");
    }
}
