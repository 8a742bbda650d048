use domain::{Bestaetigung, JaNein, Rueckmeldung, Zahlungsstatus};

use super::*;

fn tag(text: &str) -> Datum {
    domain::datum::aus_iso(text).expect("a day")
}

/// An order of Friday 11.03.2005 that came back on Monday.
fn ruecklauf() -> Ruecklauf {
    let am = tag("2005-03-11");
    let anweisung = Anweisung {
        anweisung_id: "BG28-0000001-1".into(),
        zahlungsstatus: Zahlungsstatus::Abschluss,
        beleg_id: "0000001".into(),
        rechnungsnummer: "7119".into(),
        rechnungssteller_ik: "303100245".into(),
        rechnungssteller: "ARZ".into(),
        iban: "DE08300606010001162268".into(),
        konto: "1162268".into(),
        blz: "29090605".into(),
        betrag: Betrag::aus_cent(1000),
        anzahl_rezepte: 2,
        rabattfrist: tag("2005-03-12"),
        zahlungsziel: tag("2005-03-14"),
        anweisungsdatum: am,
        angewiesen_am: am,
        rechtzeitig: JaNein::Ja,
        rabatt_gefaehrdet: 0,
        quellkonto: "DE02600501010002034304".into(),
        le_nr: String::new(),
        verrechnet: Betrag::NULL,
        ersetzt: String::new(),
    };
    let zurueckweisung = Bestaetigung {
        anweisung_id: anweisung.anweisung_id.clone(),
        rueckmeldung: Rueckmeldung::Zurueckgewiesen,
        bestaetigt_am: tag("2005-03-14"),
        betrag: anweisung.betrag,
        beleg_id: anweisung.beleg_id.clone(),
        rechnungsnummer: anweisung.rechnungsnummer.clone(),
        angewiesen_am: am,
        bemerkung: "RJCT AC01".into(),
        datei: "s.xml".into(),
        zeile: 1,
    };
    Ruecklauf { anweisung, zurueckweisung }
}

fn e(art: EntscheidungsArt, wert: &str) -> Entscheidung {
    Entscheidung {
        art,
        pic_nr: String::new(),
        feld: "BG28-0000001-1".into(),
        wert: wert.into(),
        bearbeiter: "mm".into(),
        zeitpunkt: "2005-03-15T08:00:00".into(),
        bemerkung: String::new(),
        datei: "d.csv".into(),
        zeile: 2,
        lauf: tag("2005-03-15"),
        beleg_id: "0000001".into(),
    }
}

fn klaere_am(datum: &str, gesagt: &[Entscheidung]) -> Ergebnis {
    klaere(Eingabe {
        ruecklaeufe: &[ruecklauf()],
        entscheidungen: &Entscheidungen::neu(gesagt),
        code: "BG28",
        quellkonto: "DE02600501010002034304",
        datum: tag(datum),
        uhrzeit: None,
        teile: HashMap::from([("0000001".to_owned(), 2)]),
        rabatte: HashMap::from([("BG28-0000001-1".to_owned(), Betrag::aus_cent(50))]),
        konten: &Kontenlage::default(),
    })
}

#[test]
fn it_is_made_anew_over_the_same_amount_as_the_next_part() {
    let ergebnis = klaere_am("2005-03-15", &[e(EntscheidungsArt::Neuanweisung, "DE44840800000867750501")]);
    let [(neu, teil)] = &ergebnis.neu[..] else { panic!("one: {ergebnis:?}") };
    assert_eq!((neu.anweisung_id.as_str(), *teil, neu.ersetzt.as_str()), ("BG28-0000001-3", 3, "BG28-0000001-1"));
    assert_eq!(
        (neu.iban.as_str(), neu.konto.as_str(), neu.betrag),
        ("DE44840800000867750501", "", Betrag::aus_cent(1000))
    );
    assert_eq!((neu.rechtzeitig.ist_ja(), neu.rabatt_gefaehrdet), (false, 50), "Tuesday is after the Anweisungsdatum");
    assert_eq!(neu.verwendungszweck(), "7119 0000001 15.03.2005 ABSCHLUSS STATT BG28-0000001-1");
    let befund = befund(neu, &[ruecklauf()]).expect("a finding");
    assert!(befund.regel == "K08" && befund.text.contains("RJCT AC01"), "{befund:?}");
    let gleich = klaere_am("2005-03-11", &[e(EntscheidungsArt::Neuanweisung, "gleich")]);
    let neu = &gleich.neu[0].0;
    assert_eq!((neu.konto.as_str(), neu.rechtzeitig.ist_ja(), neu.rabatt_gefaehrdet), ("1162268", true, 0));
}

#[test]
fn nothing_happens_without_a_decision_or_with_two() {
    for gesagt in [
        vec![],
        vec![Entscheidung { feld: "BG28-0000001-2".into(), ..e(EntscheidungsArt::Neuanweisung, "gleich") }],
        vec![e(EntscheidungsArt::Neuanweisung, "gleich"), e(EntscheidungsArt::Verzicht, "bar bezahlt")],
    ] {
        let ergebnis = klaere_am("2005-03-15", &gesagt);
        assert_eq!((ergebnis.neu.len(), ergebnis.verzichte.len()), (0, 0));
        assert_eq!(ergebnis.beides.len(), usize::from(gesagt.len() > 1));
    }
}

#[test]
fn giving_up_says_why() {
    let ergebnis = klaere_am("2005-03-15", &[e(EntscheidungsArt::Verzicht, "bar bezahlt")]);
    assert_eq!(ergebnis.verzichte[0].grund, "bar bezahlt");
    let ja = Entscheidung { bemerkung: "Rechnung storniert".into(), ..e(EntscheidungsArt::Verzicht, "ja") };
    assert_eq!(klaere_am("2005-03-15", &[ja]).verzichte[0].grund, "Rechnung storniert");
}

#[test]
fn an_account_that_cannot_be_paid_to_holds_it() {
    let ergebnis = klaere_am("2005-03-15", &[e(EntscheidungsArt::Neuanweisung, "DE00")]);
    assert_eq!((ergebnis.neu.len(), ergebnis.gesperrt[0].regel.as_str()), (0, "K01"));
}

#[test]
fn its_discounts_are_at_risk_and_then_lost() {
    let bezahlt = |rabattstand| AnweisungsRezept {
        anweisung_id: "BG28-0000001-1".into(),
        pic_nr: "1".into(),
        beleg_id: "0000001".into(),
        aktenzeichen: String::new(),
        netto: Betrag::aus_cent(1000),
        rabatt: Some(Betrag::aus_cent(50)),
        zahlungsziel: None,
        rabattstand: Some(rabattstand),
    };
    let stand = |neu: Option<&str>, am: &str, rabattstand| {
        let neu = neu.map(|am| klaere_am(am, &[e(EntscheidungsArt::Neuanweisung, "gleich")]).neu.remove(0).0);
        let verluste = rabattverluste(&ruecklauf(), neu.as_ref(), &[bezahlt(rabattstand)], tag(am));
        verluste.first().map(|v| v.stand)
    };
    use Rabattstand::{Gefaehrdet, Gewahrt, Verloren};
    assert_eq!(stand(None, "2005-03-14", Gewahrt), Some(Gefaehrdet));
    assert_eq!(stand(None, "2005-03-15", Gewahrt), Some(Verloren));
    assert_eq!(stand(Some("2005-03-15"), "2005-03-15", Gewahrt), Some(Verloren));
    assert_eq!(stand(Some("2005-03-11"), "2005-03-11", Gewahrt), None);
    assert_eq!(stand(None, "2005-03-15", Verloren), None, "lost before, and told then");
}
