//! Who decides, and what it comes to.

use muster::{euro, tag};

use super::*;
use crate::regeln::probe::{Probe, mit_fall, ohne_fall};

/// The verdict on a varied correct prescription with these findings, this manual status and release.
fn spruch(probe: &Probe, befunde: &[u16], manuell: Option<u16>, freigegeben: bool) -> Spruch {
    let manuell = manuell.map(|nummer| statuses::zeile(Status(nummer)).expect("a status"));
    let status = befunde.iter().map(|&nummer| Status(nummer)).collect();
    probe.lass(|akte| faelle(&Sache { akte, status, manuell, freigegeben, doppelt: None }))
}

fn kurz(spruch: &Spruch) -> String {
    match spruch.urteil.status {
        Some(status) => format!("{} {status}", spruch.urteil.klasse),
        None => spruch.urteil.klasse.to_string(),
    }
}

fn ungelesen(felder: &[&str]) -> Probe {
    use rules::korrektur::Felder;
    mit_fall().mit(|p| {
        for feld in felder {
            let gesetzt = match feld.split_once(':') {
                None => p.rezept.setze(feld, "?"),
                Some((feld, _)) => p.positionen[0].setze(feld, "?"),
            };
            gesetzt.expect("a field");
        }
    })
}

fn doppelt() -> Probe {
    mit_fall().mit(|p| p.rezept.schon_berechnet = "0000009".into())
}

fn offen() -> Probe {
    ohne_fall().mit(|p| p.zuordnung.entscheidung = ZuordnungsEntscheidung::Offen)
}

#[test]
fn who_decides() {
    let pzn_ungelesen = || ungelesen(&["pzn:1"]);
    let taxe_ungelesen = || ungelesen(&["taxe:1"]);
    type Zeile = (fn() -> Probe, &'static [u16], Option<u16>, bool, &'static str);
    let faelle: [Zeile; 26] = [
        // nothing found, or not enough to reject
        (mit_fall, &[], None, false, "zahlen 0"),
        (ohne_fall, &[], None, false, "zahlen 0"),
        (mit_fall, &[990], None, false, "zahlen 990"),
        // the lowest rank decides
        (mit_fall, &[992, 1005, 990], None, false, "abweisen 1005"),
        (mit_fall, &[994, 995], None, false, "abweisen 995"),
        // open, unless rejected whatever comes
        (pzn_ungelesen, &[], None, false, "offen"),
        (pzn_ungelesen, &[992], None, false, "offen"),
        (pzn_ungelesen, &[1000], None, false, "abweisen 1000"),
        (offen, &[], None, false, "offen"),
        (offen, &[1007], None, false, "offen"),
        (offen, &[1001, 1007], None, false, "abweisen 1001"),
        // a person
        (mit_fall, &[993], Some(0), false, "zahlen 0"),
        (mit_fall, &[], Some(1005), false, "abweisen 1005"),
        (mit_fall, &[1013], Some(996), false, "abweisen 996"),
        (offen, &[], Some(1005), false, "abweisen 1005"),
        (offen, &[], Some(0), false, "zahlen 0"),
        (pzn_ungelesen, &[], Some(0), false, "zahlen 0"),
        (taxe_ungelesen, &[], Some(0), false, "offen"),
        (taxe_ungelesen, &[], Some(1005), false, "offen"),
        (taxe_ungelesen, &[1013], Some(1005), false, "abweisen 1005"),
        (taxe_ungelesen, &[1013], Some(0), false, "offen"),
        // billed before
        (doppelt, &[], None, false, "offen"),
        (doppelt, &[1007], None, false, "offen"),
        (doppelt, &[], Some(0), false, "offen"),
        (doppelt, &[], Some(1005), false, "abweisen 1005"),
        (doppelt, &[], None, true, "zahlen 0"),
    ];
    for (nr, (probe, befunde, manuell, freigegeben, soll)) in faelle.into_iter().enumerate() {
        let spruch = spruch(&probe(), befunde, manuell, freigegeben);
        assert_eq!(kurz(&spruch), soll, "case {nr}");
        let vergabe = if manuell.is_some() && soll != "offen" { Vergabe::Manuell } else { Vergabe::Automatisch };
        assert_eq!(spruch.urteil.vergabe, vergabe, "case {nr}");
        assert_eq!(spruch.urteil.offen_weil.is_empty(), soll != "offen", "case {nr}");
    }
}

#[test]
fn amounts_of_a_paid_one() {
    let urteil = spruch(&mit_fall(), &[], None, false).urteil;
    assert_eq!(urteil.netto, Some(euro("80.43")));
    assert_eq!((urteil.ap_rabatt, urteil.hs_rabatt), (Some(euro("2.00")), Some(Betrag::NULL)));
    assert_eq!(urteil.absetzung, Some(Betrag::NULL));
    assert_eq!(urteil.aktenzeichen, "100020110");
}

#[test]
fn the_net_may_be_negative() {
    let probe = mit_fall().mit(|p| p.rezept.zuzahlung = Lesung::Wert(euro("90.00")));
    assert_eq!(spruch(&probe, &[990], None, false).urteil.netto, Some(euro("-9.57")));
}

#[test]
fn amounts_of_a_rejected_one() {
    let spruch = spruch(&mit_fall(), &[996], None, false);
    assert_eq!((spruch.urteil.netto, spruch.urteil.ap_rabatt), (None, None));
    assert_eq!(spruch.urteil.absetzung, Some(euro("80.43")));
    assert_eq!((spruch.abweichungen[0].groesse.as_str(), spruch.abweichungen[0].anerkannt), ("netto", Betrag::NULL));
}

#[test]
fn amounts_of_an_open_one_are_empty() {
    let urteil = spruch(&offen(), &[], None, false).urteil;
    assert_eq!((urteil.netto, urteil.absetzung, urteil.ap_rabatt), (None, None, None));
    assert_eq!(urteil.brutto, Some(euro("82.43")));
}

#[test]
fn a_rounding_is_settled_as_claimed() {
    let mit = |verlangt| mit_fall().mit(|p| p.rezept.ap_rabatt = Lesung::Wert(euro(verlangt)));
    let gerundet = spruch(&mit("2.01"), &[], None, false);
    assert_eq!((kurz(&gerundet).as_str(), gerundet.urteil.netto), ("zahlen 989", Some(euro("80.42"))));
    assert_eq!(gerundet.befunde[0].status, Some(Status(989)));
    assert_eq!(kurz(&spruch(&mit("2.01"), &[990], None, false)), "zahlen 990");
    let zusetzung = spruch(&mit("3.00"), &[], None, false);
    assert_eq!((kurz(&zusetzung).as_str(), zusetzung.urteil.netto), ("zahlen 0", Some(euro("80.43"))));
    assert_eq!(zusetzung.urteil.absetzung, Some(euro("-1.00")));
    assert_eq!(zusetzung.abweichungen[0].absetzung, euro("-1.00"));
}

#[test]
fn nothing_claimed_means_the_computed_discount_is_cut() {
    let spruch = spruch(&mit_fall().mit(|p| p.rezept.ap_rabatt = Lesung::Leer), &[], None, false);
    assert_eq!((spruch.urteil.netto, spruch.urteil.absetzung), (Some(euro("80.43")), Some(euro("2.00"))));
    let explained: Betrag = spruch.abweichungen.iter().map(|abweichung| abweichung.absetzung).sum();
    assert_eq!((Some(explained), spruch.befunde.len()), (spruch.urteil.absetzung, 0));
}

#[test]
fn an_unread_article_paid_by_a_person_has_no_discount() {
    assert_eq!(spruch(&ungelesen(&["pzn:1"]), &[], Some(0), false).urteil.ap_rabatt, Some(Betrag::NULL));
}

/// What is asked: kind and field of each task.
fn gefragt(spruch: &Spruch) -> Vec<[&str; 2]> {
    spruch.aufgaben.iter().map(|a| [a.art.as_str(), a.feld.as_str()]).collect()
}

#[test]
fn a_discount_that_cannot_be_computed_is_a_task() {
    let ohne_satz = mit_fall().mit(|p| p.rezept.abgabe_datum = Lesung::Wert(tag("2003-02-02")));
    let offen = spruch(&ohne_satz, &[], None, false);
    assert_eq!(offen.urteil.offen_weil, "Apothekenabschlag FIX am 2003-02-02 nicht geregelt");
    assert_eq!((kurz(&offen).as_str(), gefragt(&offen)), ("offen", vec![["status", ""]]));
    assert_eq!(kurz(&spruch(&ohne_satz, &[1012], None, false)), "abweisen 1012");

    let ohne_datum = mit_fall().mit(|p| p.rezept.abgabe_datum = Lesung::Leer);
    let offen = spruch(&ohne_datum, &[999], Some(0), false);
    assert_eq!((kurz(&offen).as_str(), gefragt(&offen)), ("offen", vec![["korrektur2", "abgabe_datum"]]));
    assert_eq!(kurz(&spruch(&ungelesen(&["abgabe_datum"]), &[], Some(0), false)), "offen");

    let offen = spruch(&mit_fall().mit(|p| p.artikel.clear()), &[], None, false);
    assert_eq!((kurz(&offen).as_str(), gefragt(&offen)), ("offen", vec![["status", ""]]));
}

#[test]
fn a_verfallsfrist_that_is_not_laid_down_is_a_task() {
    use domain::Verfallsfristen;
    let probe = mit_fall().mit(|p| p.fristen.verfallsfrist = Verfallsfristen::AbDatum(Vec::new()));
    let offen = spruch(&probe, &[], None, false);
    assert_eq!((kurz(&offen).as_str(), gefragt(&offen)), ("offen", vec![["status", ""]]));
    assert_eq!(kurz(&spruch(&probe, &[], Some(0), false)), "zahlen 0");
}

#[test]
fn what_was_billed_under_another_number_waits_for_a_release() {
    let spruch = |manuell: Option<u16>, freigegeben| {
        let manuell = manuell.map(|nummer| statuses::zeile(Status(nummer)).expect("a status"));
        let doppelt = Some("R10: doppelt, Freigabe fehlt".to_owned());
        mit_fall().lass(|akte| faelle(&Sache { akte, status: Vec::new(), manuell, freigegeben, doppelt }))
    };
    for (manuell, freigegeben, soll) in [
        (None, false, "offen"),
        (None, true, "zahlen 0"),
        (Some(0), false, "offen"),
        (Some(1005), false, "abweisen 1005"),
    ] {
        assert_eq!(kurz(&spruch(manuell, freigegeben)), soll);
    }
    assert_eq!(spruch(None, false).urteil.offen_weil, "R10: doppelt, Freigabe fehlt");
}
