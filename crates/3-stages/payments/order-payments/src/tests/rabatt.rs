//! Discounts lost and at risk. The invoice of 02.03.2005 is to be ordered by Friday 11.03. and paid by Monday 14.03.

use domain::{Aufgabe, Entscheidung, EntscheidungsArt, Lesung, OhneAnweisung, Rabattverlust};

use std::collections::HashMap;

use super::*;
use crate::rabatt::{self, verluste};

/// What stands beside a verdict.
#[derive(Default)]
struct Beistand {
    ohne: Vec<OhneAnweisung>,
    aufgaben: Vec<Aufgabe>,
    entscheidungen: Vec<Entscheidung>,
    bezahlt: Vec<AnweisungsRezept>,
}

/// The losses on that day of the one prescription, which claims discounts of 1,30.
fn am_tag(datum: &str, herkunft: &str, urteil: Urteil, beistand: &Beistand) -> Vec<Rabattverlust> {
    let mut r = rechnung("02.03.2005");
    r.herkunft = tag(herkunft);
    let mut rezept = muster::rezept();
    (rezept.beleg_id, rezept.pic_nr) = (r.beleg_id.clone(), urteil.pic_nr.clone());
    (rezept.ap_rabatt, rezept.hs_rabatt) = (Lesung::Wert(euro("1.30")), Lesung::NichtErkannt);
    verluste(&rabatt::Eingabe {
        rechnungen: &[r],
        verlangt: &HashMap::from([(
            (rezept.beleg_id.clone(), rezept.pic_nr.clone()),
            rules::aufgabe::verlangter_rabatt(&rezept),
        )]),
        urteile: &[urteil],
        entscheidungen: &beistand.entscheidungen,
        aufgaben: &beistand.aufgaben,
        bezahlt: &beistand.bezahlt,
        ohne: &beistand.ohne,
        fristen: &bg28().fristen,
        kalender: &Kalender::fuer_land("BW").expect("a Land"),
        datum: tag(datum),
    })
}

fn offen() -> Urteil {
    Urteil { offen_weil: "nicht erkannt: unf_datum".into(), ..urteil("1", Klasse::Offen, "0.00") }
}

fn aufgabe(art: EntscheidungsArt) -> Aufgabe {
    Aufgabe {
        art: art.to_string(),
        pic_nr: "1".into(),
        rechnungsnummer: "2005-1-1".into(),
        beleg_id: "0000007".into(),
        ..Aufgabe::leer()
    }
}

#[test]
fn open_prescriptions_are_at_risk_from_three_working_days_before_and_then_lost() {
    let beistand = Beistand { aufgaben: vec![aufgabe(EntscheidungsArt::Korrektur1)], ..Beistand::default() };
    for (datum, stand) in [
        ("07.03.2005", None),
        ("08.03.2005", Some(Rabattstand::Gefaehrdet)),
        ("14.03.2005", Some(Rabattstand::Gefaehrdet)),
        ("15.03.2005", Some(Rabattstand::Verloren)),
    ] {
        let verluste = am_tag(datum, "03.03.2005", offen(), &beistand);
        assert_eq!(verluste.first().map(|v| v.stand), stand, "{datum}");
        for verlust in verluste {
            assert_eq!(verlust.rabatt, Some(euro("1.30")), "what the biller claims");
            assert_eq!(verlust.grund, "offene Aufgabe Erstkorrektur: nicht erkannt: unf_datum");
        }
    }
}

#[test]
fn released_and_not_ordered_is_at_risk_once_the_day_has_come() {
    let gesperrt = || OhneAnweisung {
        beleg_id: "0000007".into(),
        rechnungsnummer: "2005-1-1".into(),
        betrag: euro("10.00"),
        anzahl_rezepte: 1,
        anzahl_offen: 0,
        anweisungsdatum: tag("11.03.2005"),
        grund: "kein Konto bekannt".into(),
    };
    let beistand = Beistand { ohne: vec![gesperrt()], ..Beistand::default() };
    for (datum, stand) in [
        ("10.03.2005", None),
        ("11.03.2005", Some(Rabattstand::Gefaehrdet)),
        ("15.03.2005", Some(Rabattstand::Verloren)),
    ] {
        let verluste = am_tag(datum, "03.03.2005", urteil("1", Klasse::Zahlen, "10.00"), &beistand);
        assert_eq!(verluste.first().map(|v| v.stand), stand, "{datum}");
        for verlust in verluste {
            assert_eq!(
                (verlust.rabatt, verlust.grund.as_str()),
                (Some(euro("2.50")), "nicht angewiesen: kein Konto bekannt")
            );
        }
    }
}

/// The prescription as this run ordered it.
fn angewiesen(rabattstand: Rabattstand, rabatt: &str) -> Vec<AnweisungsRezept> {
    let bezahlt = AnweisungsRezept {
        anweisung_id: "BG28-0000007-1".into(),
        pic_nr: "1".into(),
        beleg_id: "0000007".into(),
        aktenzeichen: String::new(),
        netto: euro("10.00"),
        rabatt: Some(euro(rabatt)),
        zahlungsziel: Some(tag("14.03.2005")),
        rabattstand: Some(rabattstand),
    };
    vec![bezahlt]
}

#[test]
fn an_order_that_is_late_says_why() {
    let entschieden = |lauf: &str| Entscheidung {
        art: EntscheidungsArt::Zuordnung,
        pic_nr: "1".into(),
        feld: String::new(),
        wert: "keine".into(),
        bearbeiter: "mm".into(),
        zeitpunkt: String::new(),
        bemerkung: String::new(),
        datei: "d.csv".into(),
        zeile: 2,
        lauf: tag(lauf),
        beleg_id: "0000007".into(),
    };
    for (datum, herkunft, entscheidung, grund) in [
        ("11.03.2005", "03.03.2005", None, "nach 12:00 Uhr angewiesen"),
        ("14.03.2005", "03.03.2005", None, "verspätet angewiesen am 14.03.2005"),
        ("14.03.2005", "03.03.2005", Some("10.03.2005"), "verspätet angewiesen am 14.03.2005"),
        ("14.03.2005", "03.03.2005", Some("14.03.2005"), "offene Aufgabe: Zuordnung erst am 14.03.2005 entschieden"),
        ("14.03.2005", "14.03.2005", Some("14.03.2005"), "verspätet geliefert, erst am 14.03.2005 übernommen"),
    ] {
        let beistand = Beistand {
            bezahlt: angewiesen(Rabattstand::Verloren, "2.50"),
            entscheidungen: entscheidung.map(entschieden).into_iter().collect(),
            ..Beistand::default()
        };
        let verluste = am_tag(datum, herkunft, urteil("1", Klasse::Zahlen, "10.00"), &beistand);
        let [verlust] = verluste.as_slice() else { panic!("one row: {verluste:?}") };
        assert_eq!(
            (verlust.stand, verlust.rabatt, verlust.grund.as_str()),
            (Rabattstand::Verloren, Some(euro("2.50")), grund)
        );
        assert_eq!(rabatt::summe(&verluste, Rabattstand::Verloren), euro("2.50"));
    }
}

#[test]
fn nothing_is_lost_where_there_is_no_discount_or_it_is_kept() {
    let zahlen = || urteil("1", Klasse::Zahlen, "10.00");
    for (bezahlt, urteil) in [
        (angewiesen(Rabattstand::Gewahrt, "2.50"), zahlen()),
        (angewiesen(Rabattstand::Verloren, "0.00"), zahlen()),
        (Vec::new(), urteil("1", Klasse::Abweisen, "0.00")),
        (Vec::new(), Urteil { erledigt_am: Some(tag("11.03.2005")), ..zahlen() }),
    ] {
        let beistand = Beistand { bezahlt, ..Beistand::default() };
        assert_eq!(am_tag("15.03.2005", "03.03.2005", urteil, &beistand), []);
    }
}
