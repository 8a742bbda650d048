use domain::{IbanEintrag, datum};

use super::*;

fn tag() -> Datum {
    datum::aus_iso("2012-08-25").expect("a day")
}

fn montag() -> Datum {
    datum::aus_iso("2012-08-27").expect("a day")
}

fn kostentraeger() -> Kostentraeger {
    let mut payer = muster::kostentraeger();
    payer.konto[0].bic = "SOLADEST600".into();
    let (konto, blz, iban) = ("1162268".into(), "29090605".into(), "DE08300606010001162268".into());
    payer.iban = vec![IbanEintrag { konto, blz, iban }];
    payer
}

fn anweisung(beleg_id: &str, konto: &str, blz: &str, iban: &str, cent: i64) -> Anweisung {
    let anweisung = muster::anweisung(beleg_id, "20715180-00100", konto, blz, cent);
    Anweisung { rechnungssteller: "Müller & Söhne".into(), iban: iban.into(), angewiesen_am: tag(), ..anweisung }
}

fn ergebnis(anweisungen: &[Anweisung]) -> Ergebnis {
    bankdatei("BG28", anweisungen, &kostentraeger(), (tag(), 1), montag()).expect("within the limits")
}

fn xml(ergebnis: &Ergebnis) -> String {
    String::from_utf8(ergebnis.bytes.clone().expect("a file")).expect("UTF-8")
}

#[test]
fn the_iban_is_the_one_given_and_never_a_computed_one() {
    let mit_tabelle = ergebnis(&[anweisung("8968512", "1162268", "29090605", "", 7_615_950)]);
    assert!(xml(&mit_tabelle).contains("<IBAN>DE08300606010001162268</IBAN>"));
    let mit_eigener = ergebnis(&[anweisung("8968510", "", "", "DE44840800000867750501", 353_411)]);
    let xml = xml(&mit_eigener);
    for teil in [
        "<IBAN>DE44840800000867750501</IBAN>",
        "<EndToEndId>BG28-8968510-1</EndToEndId>",
        "<Ustrd>20715180-00100 8968510 25.08.2012 ABSCHLUSS</Ustrd>",
        "<Dt>2012-08-27</Dt>",
        "<CreDtTm>2012-08-25T00:00:00</CreDtTm>",
    ] {
        assert!(xml.contains(teil), "{teil} in\n{xml}");
    }
}

#[test]
fn an_order_without_iban_is_left_out_and_reported() {
    let orders = [
        anweisung("8968512", "1162268", "29090605", "", 7_615_950),
        anweisung("8968511", "4711", "84080000", "", 623_955),
    ];
    let beide = ergebnis(&orders);
    assert_eq!((beide.anzahl, beide.summe.cent(), beide.ohne_iban.len()), (1, 7_615_950, 1));
    let hinweis = beide.ohne_iban[0].hinweis();
    assert!(hinweis.starts_with("order BG28-8968511-1 over 6.239,55 EUR") && hinweis.contains("[[iban]]"), "{hinweis}");
    let keine = ergebnis(&orders[1..]);
    assert_eq!((keine.bytes, keine.anzahl, keine.ohne_iban.len()), (None, 0, 1));
    assert_eq!(ergebnis(&[]), Ergebnis::default());
}

#[test]
fn the_message_is_named_after_payer_day_and_pass() {
    let orders = [anweisung("8968512", "1162268", "29090605", "", 7_615_950)];
    assert_eq!(ergebnis(&orders), ergebnis(&orders));
    assert!(xml(&ergebnis(&orders)).contains("<MsgId>BG28-20120825-1<"));
    let zweiter = bankdatei("BG28", &orders, &kostentraeger(), (tag(), 2), montag()).expect("within the limits");
    assert_eq!(zweiter.nachricht_id, "BG28-20120825-2");
}

#[test]
fn every_account_paid_from_has_a_payment_block() {
    let mut orders = [
        anweisung("8968512", "1162268", "29090605", "", 7_615_950),
        anweisung("8968510", "", "", "DE44840800000867750501", 353_411),
    ];
    orders[0].quellkonto = "DE89370400440532013000".into();
    let zwei = ergebnis(&orders);
    let id = &zwei.nachricht_id;
    assert_eq!(
        zwei.enthalten,
        [(format!("{id}-1"), "BG28-8968510-1".to_owned()), (format!("{id}-2"), "BG28-8968512-1".to_owned())]
    );
    let xml = xml(&zwei);
    let vor = |a: &str, b: &str| xml.find(a).expect(a) < xml.find(b).expect(b);
    assert!(vor("DE02600501010002034304", "DE89370400440532013000") && xml.matches("<PmtInf>").count() == 2, "{xml}");
    orders[1].quellkonto = "DE12500105170648489890".into();
    let fehler = bankdatei("BG28", &orders, &kostentraeger(), (tag(), 1), montag()).expect_err("refused");
    assert!(fehler.0.len() == 1 && fehler.0[0].starts_with("order BG28-8968510-1: "), "{fehler}");
}

#[test]
fn accounts_that_look_wrong_are_named_and_paid() {
    // A right IBAN of an account whose own check digit is wrong.
    let orders = [anweisung("8968512", "", "", "DE24370400440532013200", 1)];
    let eine = ergebnis(&orders);
    assert_eq!((eine.anzahl, eine.auffaellig.len()), (1, 1), "{:?}", eine.auffaellig);
    assert!(eine.auffaellig[0].starts_with("order BG28-8968512-1: konto"), "{:?}", eine.auffaellig);
}

#[test]
fn every_broken_limit_is_named_at_once() {
    let falsch = [
        anweisung("8968512", "", "", "DE09300606010001162268", 1),
        anweisung("8968511", "", "", "DE08300606010001162268", 100_000_000_000),
    ];
    let fehler = bankdatei("BG28", &falsch, &kostentraeger(), (tag(), 1), montag()).expect_err("refused");
    let wer: Vec<&str> = fehler.0.iter().filter_map(|grund| grund.split(": ").next()).collect();
    assert_eq!(wer, ["order BG28-8968512-1", "order BG28-8968511-1"], "{fehler}");
}
