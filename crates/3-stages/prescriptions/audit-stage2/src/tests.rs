//! The stage as a whole.

use std::slice::from_ref;

use domain::{Entscheidung, EntscheidungsArt, Stufe, Tabelle, Vergabe, ZuordnungsEntscheidung};
use muster::{entscheidung, euro, tag};
use rules::{Apothekenabschlag, Artikelliste};

use super::*;
use crate::regeln::probe::{Probe, mit_fall};

mod abnahme;

fn urteile_mit(
    probe: &Probe,
    befunde: &[Befund],
    erledigt: &[ErledigtesRezept],
    entscheidungen: &[Entscheidung],
) -> Result<Ergebnis, Fehler> {
    let artikel = Artikelliste::neu(probe.artikel.clone());
    urteile(Eingabe {
        rechnungen: from_ref(&probe.rechnung),
        rezepte: from_ref(&probe.rezept),
        positionen: &probe.positionen,
        befunde,
        zuordnung: from_ref(&probe.zuordnung),
        faelle: probe.fall.as_slice(),
        erledigt,
        entscheidungen: &Entscheidungen::neu(entscheidungen),
        wartend: &Entscheidungen::neu(&[]),
        eigene_ik: "120991009",
        kostentraeger: &BTreeMap::from([("BG28".into(), "120991009".into())]),
        rabattgrundlage: Rabattgrundlage {
            artikel: &artikel,
            abschlag: &Apothekenabschlag::aus_konfiguration(None).expect("the shipped table"),
        },
        fristen: &probe.fristen,
    })
}

fn befund_996() -> Befund {
    rules::Regel::zu(996).befund(&muster::rezept(), rules::Fund::neu("arzt_unterschrift", "nein", "ja"))
}

#[test]
fn findings_of_both_stages_decide_and_are_kept() {
    let probe = mit_fall().mit(|p| p.rezept.vo_datum = domain::Lesung::Wert(tag("2004-12-01")));
    let ergebnis = urteile_mit(&probe, &[befund_996()], &[], &[]).expect("a result");
    assert_eq!(ergebnis.urteile[0].status, Some(Status(996)));
    let regeln: Vec<_> = ergebnis.befunde.iter().map(|b| b.regel.as_str()).collect();
    assert_eq!(regeln, ["unfall_ausstellung", "unterschrift_fehlt", "verfallsfrist"]);
    assert_eq!(ergebnis.je_status(), BTreeMap::from([((Klasse::Abweisen, Some(Status(996))), 1)]));
}

#[test]
fn a_decision_by_a_person_is_obeyed() {
    let status = [entscheidung(EntscheidungsArt::Status, "", "0")];
    let ergebnis = urteile_mit(&mit_fall(), &[befund_996()], &[], &status).expect("a result");
    assert_eq!((ergebnis.urteile[0].status, ergebnis.urteile[0].vergabe), (Some(Status(0)), Vergabe::Manuell));
}

#[test]
fn unknown_articles_are_counted_and_listed() {
    let ergebnis =
        urteile_mit(&mit_fall().mit(|p| p.artikel[0].pzn = "04908802".into()), &[], &[], &[]).expect("a result");
    assert_eq!(ergebnis.unbekannte_pzn(), 1);
    assert_eq!(ergebnis.befunde[0].ist, "02619100");
    assert_eq!(ergebnis.urteile[0].netto, Some(euro("82.43")));
}

/// Rule 1006 says the same thing twice if the 110th birthday is the day of receipt.
#[test]
fn a_finding_is_there_once_however_often_it_was_found() {
    let probe = mit_fall().mit(|p| {
        let eingang = p.rechnung.eingangsdatum;
        p.fall = None;
        p.zuordnung.aktenzeichen.clear();
        p.rezept.geb_datum = domain::Lesung::Wert((eingang - chrono::Months::new(110 * 12)).into());
        p.rezept.unf_datum = domain::Lesung::Wert(domain::UnfallDatum::Genau(eingang.succ_opt().expect("a day")));
        p.zuordnung.entscheidung = ZuordnungsEntscheidung::Offen;
    });
    let ergebnis = urteile_mit(&probe, &[befund_996(), befund_996()], &[], &[]).expect("a result");
    let regeln: Vec<_> = ergebnis.befunde.iter().map(|b| b.regel.as_str()).collect();
    assert_eq!(regeln.iter().filter(|regel| **regel == "unterschrift_fehlt").count(), 1, "{regeln:?}");
    assert!(regeln.contains(&"unfall_geburt"), "{regeln:?}");
    assert!(ergebnis.befunde.is_sorted_by(|a, b| a.ordnung(b).is_lt()), "{:?}", ergebnis.befunde);
}

#[test]
fn a_settled_prescription_keeps_its_verdict() {
    let erledigt_am = tag("2005-03-11");
    let probe = mit_fall().mit(|p| p.rezept.erledigt_am = Some(erledigt_am));
    let erledigt = ErledigtesRezept {
        beleg_id: probe.rezept.beleg_id.clone(),
        pic_nr: probe.rezept.pic_nr.clone(),
        erledigt_am,
        status: Status(990),
        klasse: Klasse::Zahlen,
        vergabe: Vergabe::Automatisch,
        brutto: Some(euro("82.43")),
        zuzahlung: Some(euro("5.00")),
        ap_rabatt: Some(euro("2.00")),
        hs_rabatt: Some(euro("0.00")),
        absetzung: Some(euro("0.00")),
        netto: Some(euro("75.43")),
        stufe: Stufe::Z2,
        entscheidung: ZuordnungsEntscheidung::Programm,
        aktenzeichen: "100099990".into(),
        zahlungsziel: None,
        rabattstand: None,
        bisher: None,
        entscheidungen: Some(0),
    };
    let status = [entscheidung(EntscheidungsArt::Status, "", "1005")];
    let ergebnis = urteile_mit(&probe, &[], &[erledigt], &status).expect("a result");
    let urteil = &ergebnis.urteile[0];
    assert_eq!((urteil.status, urteil.netto), (Some(Status(990)), Some(euro("75.43"))));
    assert_eq!((urteil.aktenzeichen.as_str(), urteil.erledigt_am), ("100099990", Some(erledigt_am)));
    assert!(ergebnis.befunde.is_empty() && ergebnis.abweichungen.is_empty());
    assert!(urteile_mit(&probe, &[], &[], &[]).is_err(), "without the earlier verdict");
}

#[test]
fn what_is_missing_is_named() {
    for (aendere, soll) in [
        ((|p| p.zuordnung.pic_nr = "1".into()) as fn(&mut Probe), "its row in zuordnung.csv is missing"),
        (|p| p.fall = None, "its case 100020110 is missing in the register"),
        (|p| p.rechnung.beleg_id = "0000002".into(), "its invoice is missing in rechnungen.csv"),
    ] {
        let fehler = urteile_mit(&mit_fall().mit(aendere), &[], &[], &[]).expect_err("something is missing");
        assert_eq!(fehler.to_string(), format!("prescription 503305647430 of invoice 0000001: {soll}"));
    }
}
