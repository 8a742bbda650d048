//! Set-off: a claim is subtracted whole, from the first order to its biller that stays above zero.

use super::*;
use crate::verrechnung::{WARTET, verrechnungen};

/// An invoice of that biller whose one prescription comes to `netto`.
fn beleg(beleg_id: &str, ik: &str, eingang: &str, netto: &str) -> (Beleg, Urteil) {
    let mut r = rechnung(eingang);
    (r.beleg_id, r.rechnungssteller_ik) = (beleg_id.into(), ik.into());
    let mut u = urteil(&format!("pic-{beleg_id}"), Klasse::Zahlen, netto);
    u.beleg_id = beleg_id.into();
    (rezepte::beleg(&r, &bg28()), u)
}

/// What is ordered on 18.03.2005 with set-off.
fn verrechnet(belege: &[(Beleg, Urteil)]) -> Ergebnis {
    let stand = |urteil: &Urteil| Belegstand::von(std::slice::from_ref(urteil), 0, &[]).expect("a sum");
    let (belege, staende): (Vec<Beleg>, Vec<Belegstand>) =
        belege.iter().map(|(beleg, urteil)| (beleg.clone(), stand(urteil))).unzip();
    ordne_an(&Eingabe {
        code: "BG28",
        quellkonto: "",
        fristen: &bg28().fristen,
        kalender: &Kalender::fuer_land("BW").expect("a Land"),
        datum: tag("18.03.2005"),
        uhrzeit: None,
        alle: true,
        verrechnung: true,
        belege: &belege,
        staende: &staende,
        anweisungen: &[],
        konten: &Default::default(),
    })
}

#[test]
fn claims_are_set_off_against_the_first_order_of_the_biller_that_bears_them() {
    const A: &str = "303100245";
    const B: &str = "306101210";
    const E: &str = "02.03.2005";
    const SPAETER: &str = "14.03.2005";
    for (belege, betraege, wartend) in [
        // Whole, and only where more than nothing is left.
        (vec![("1", A, E, "10.00"), ("2", A, E, "-4.00")], vec![("1", "6.00", "-4.00")], vec![]),
        (vec![("1", A, E, "10.00"), ("2", A, E, "-10.00")], vec![("1", "10.00", "0.00")], vec!["2"]),
        // Never against another biller.
        (vec![("1", B, E, "10.00"), ("2", A, E, "-4.00")], vec![("1", "10.00", "0.00")], vec!["2"]),
        // The first order that bears it, by Anweisungsdatum and then number; the older claim first.
        (
            vec![("1", A, SPAETER, "20.00"), ("2", A, E, "30.00"), ("3", A, E, "4.00"), ("4", A, E, "-5.00")],
            vec![("1", "20.00", "0.00"), ("2", "25.00", "-5.00"), ("3", "4.00", "0.00")],
            vec![],
        ),
        (
            vec![("1", A, E, "10.00"), ("2", A, SPAETER, "-8.00"), ("3", A, E, "-7.00")],
            vec![("1", "3.00", "-7.00")],
            vec!["2"],
        ),
        (vec![("1", A, E, "10.00"), ("2", A, E, "-3.00"), ("3", A, E, "-4.00")], vec![("1", "3.00", "-7.00")], vec![]),
        // A claim without any order.
        (vec![("1", A, E, "-3.00")], vec![], vec!["1"]),
    ] {
        let alle: Vec<_> = belege.iter().map(|(id, ik, eingang, netto)| beleg(id, ik, eingang, netto)).collect();
        let ergebnis = verrechnet(&alle);
        let ist: Vec<(&str, Betrag, Betrag)> = ergebnis
            .auftraege
            .iter()
            .map(|a| (a.anweisung.beleg_id.as_str(), a.anweisung.betrag, a.anweisung.verrechnet))
            .collect();
        let soll: Vec<_> = betraege.iter().map(|(id, betrag, ab)| (*id, euro(betrag), euro(ab))).collect();
        assert_eq!(ist, soll, "{belege:?}");
        let ohne: Vec<&str> = ergebnis.ohne.iter().map(|o| o.beleg_id.as_str()).collect();
        assert_eq!(ohne, wartend, "{belege:?}");
        assert!(ergebnis.ohne.iter().all(|o| o.grund == WARTET));
        for auftrag in &ergebnis.auftraege {
            let summe: Betrag = auftrag.anteile.iter().map(|anteil| anteil.betrag).sum();
            assert_eq!(
                (summe, auftrag.anteile.len()),
                (auftrag.anweisung.betrag, auftrag.anweisung.anzahl_rezepte as usize)
            );
        }
    }
}

#[test]
fn what_is_set_off_is_told_with_its_own_invoice() {
    let alle =
        [beleg("0000001", "303100245", "02.03.2005", "10.00"), beleg("0000002", "303100245", "02.03.2005", "-4.00")];
    let ergebnis = verrechnet(&alle);
    let auftrag = &ergebnis.auftraege[0];
    assert_eq!(ergebnis.anordnungen()["0000002"].anweisung_id, auftrag.anweisung.anweisung_id);
    let belege: Vec<Beleg> = alle.into_iter().map(|(beleg, _)| beleg).collect();
    let zeilen = verrechnungen(Vec::new(), std::slice::from_ref(auftrag), &belege);
    let erwartet = Verrechnung {
        anweisung_id: "BG28-0000001-1".into(),
        beleg_id: "0000002".into(),
        rechnungsnummer: "2005-1-1".into(),
        betrag: euro("-4.00"),
    };
    assert_eq!(zeilen, std::slice::from_ref(&erwartet));
    let frueher = vec![(erwartet.anweisung_id.clone(), erwartet.beleg_id.clone(), erwartet.betrag)];
    assert_eq!(verrechnungen(frueher, &[], &belege), [erwartet], "by an order that stands");
    let text = brief(std::slice::from_ref(&auftrag.anweisung), &zeilen, &[]);
    assert!(text.contains("schon abgezogen:") && text.contains("0000002") && text.contains("-4,00"), "{text}");
}
