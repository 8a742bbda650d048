//! The delivery as its takers see it.

use std::collections::{BTreeMap, BTreeSet};

use charsets::edf03::CodePage;
use domain::{Betrag, EntscheidungsArt, Lesung};
use forms::entscheidungen;
use forms::sammelrechnung::{self, Empfaenger, Sammelrechnung, Zeichensatz};
use mainframe::unfdat;

use super::*;
use crate::tree::{self, Tree};

fn lieferung(auftrag: &Auftrag) -> (Tree, Vec<Wahrheit>) {
    let drop = tempfile::tempdir().expect("a temporary folder");
    let wahrheit = erzeuge(auftrag, drop.path()).expect("a delivery");
    (tree::read(drop.path()), wahrheit)
}

fn rechnungen(tree: &Tree) -> Vec<Sammelrechnung> {
    let empfaenger = Empfaenger { kostentraeger: "BG28", ik: "120991009" };
    tree.iter()
        .filter(|(pfad, _)| pfad.starts_with("BG28/invoices/"))
        .map(|(pfad, bytes)| sammelrechnung::lies(bytes, pfad, Zeichensatz::Utf8, empfaenger).expect("good form"))
        .collect()
}

#[test]
fn shipped_example_is_what_the_generator_makes() {
    let committed = tree::read(&crate::world::repository().join("fixtures/runs/apotheke/drop"));
    tree::assert_same("fixtures/runs/apotheke/drop", &committed, &lieferung(&beispiel()).0);
}

#[test]
fn shipped_example_of_e_prescriptions_is_what_the_generator_makes() {
    let drop = crate::world::repository().join("fixtures/runs/erezept/drop");
    let made = lieferung(&beispiel_erezept()).0;
    if std::env::var_os("ZAHLBAR_GOLDEN").is_some() {
        tree::write(&drop, &made);
    }
    tree::assert_same("fixtures/runs/erezept/drop", &tree::read(&drop), &made);
}

#[test]
fn every_file_can_be_taken_in() {
    let (tree, _) = lieferung(&beispiel());
    for (pfad, anzahl) in [("BG28/unfdat/BG28_UnfDat.dfue", 350), ("BG10/unfdat/BG10_UnfDat.dfue", 35)] {
        let gelesen = unfdat::read(pfad, &tree[pfad], CodePage::Edf03Drv, None).expect("a register");
        assert_eq!((gelesen.faelle.len(), gelesen.abgelehnte_saetze), (anzahl, 0), "{pfad}");
    }
    assert_eq!(rechnungen(&tree).len(), 2);
    let datei = "BG28/decisions/entscheidungen.csv";
    let gelesen = entscheidungen::lies(&tree[datei], datei, beispiel().datum, entscheidungen::Gegenstand::Rezepte)
        .expect("decisions");
    assert_eq!(gelesen.abgelehnt, []);
    let arten: BTreeSet<_> = gelesen.entscheidungen.iter().map(|e| e.entscheidung.art).collect();
    let alle = EntscheidungsArt::ALLE.iter().copied();
    let vor_der_ersten_anweisung: BTreeSet<_> =
        alle.filter(|art| !art.betrifft_anweisung() && *art != EntscheidungsArt::Umbuchung).collect();
    assert_eq!(arten, vor_der_ersten_anweisung);
    let zuordnungen =
        || gelesen.entscheidungen.iter().map(|e| &e.entscheidung).filter(|e| e.art == EntscheidungsArt::Zuordnung);
    assert!(zuordnungen().any(|e| e.wert == "keine") && zuordnungen().any(|e| e.wert.len() == 9));
    forms::artikel::lies(&tree["reference/artikel.csv"], "artikel.csv").expect("articles");
}

#[test]
fn same_order_same_bytes_and_another_seed_another_delivery() {
    let auftrag = Auftrag { faelle: 400, rezepte: 60, alle_status: false, ..beispiel() };
    assert_eq!(lieferung(&auftrag), lieferung(&auftrag));
    let anderer = Auftrag { saat: 2006, ..auftrag.clone() };
    for (pfad, bytes) in lieferung(&auftrag).0 {
        assert_ne!(lieferung(&anderer).0.get(&pfad), Some(&bytes), "{pfad}");
    }
}

#[test]
fn more_prescriptions_leave_the_register_as_it_is() {
    let (kleine, grosse) = (lieferung(&beispiel()).0, lieferung(&Auftrag { rezepte: 300, ..beispiel() }).0);
    let register = "BG28/unfdat/BG28_UnfDat.dfue";
    assert_eq!(kleine[register], grosse[register]);
}

#[test]
fn every_kind_is_there_once_at_least() {
    let (_, wahrheit) = lieferung(&beispiel());
    for art in Abwandlung::ALLE {
        assert!(wahrheit.iter().any(|w| w.abwandlung == *art), "{art:?}");
    }
}

#[test]
fn the_truth_names_every_prescription_and_its_case() {
    let (tree, wahrheit) = lieferung(&beispiel());
    let geliefert = rechnungen(&tree).iter().map(|rechnung| rechnung.rezepte.len()).sum::<usize>();
    let nie = wahrheit.iter().filter(|w| w.erwartet() == Erwartet::Nichts).count();
    assert_eq!((geliefert + nie, wahrheit.len()), (150, 150));
    for Wahrheit { abwandlung, aktenzeichen, .. } in wahrheit {
        assert_eq!(aktenzeichen.is_empty(), abwandlung.wessen() == Wessen::Unbekannt, "{abwandlung:?}");
    }
}

/// Gross of a sheet by its own lines and fees.
fn brutto(rechnung: &Sammelrechnung, stelle: usize) -> Option<Betrag> {
    let rezept = &rechnung.rezepte[stelle];
    let zeilen = rechnung.positionen.iter().filter(|position| position.pic_nr == rezept.pic_nr);
    let taxen = zeilen.map(|position| position.taxe.wert().copied()).sum::<Option<Betrag>>()?;
    let gebuehren = [&rezept.noctu, &rezept.schreibgebuehr, &rezept.beschaffungskosten];
    Some(taxen + gebuehren.into_iter().filter_map(Lesung::wert).sum())
}

#[test]
fn a_right_prescription_is_right() {
    let auftrag = Auftrag { rezepte: 3000, faelle: 3000, rechnungen: 5, alle_status: false, ..beispiel() };
    let (tree, wahrheit) = lieferung(&auftrag);
    let arten: BTreeMap<_, _> = wahrheit.iter().map(|w| (w.pic_nr.as_str(), w.abwandlung)).collect();
    let eingang = auftrag.datum - chrono::Days::new(9);
    for rechnung in rechnungen(&tree) {
        for (stelle, rezept) in rechnung.rezepte.iter().enumerate() {
            if arten[rezept.pic_nr.as_str()] != Abwandlung::Genau {
                continue;
            }
            let datum = |feld: &Lesung<Datum>| *feld.wert().expect("a date");
            let unf_datum = rezept.unf_datum.wert().and_then(|unf| unf.genau()).expect("a date");
            let geb_datum = rezept.geb_datum.wert().and_then(|datum| datum.genau()).expect("a date");
            assert!(geb_datum < unf_datum && unf_datum <= datum(&rezept.vo_datum));
            assert!(datum(&rezept.vo_datum) <= datum(&rezept.abgabe_datum));
            assert!(datum(&rezept.abgabe_datum) <= datum(&rezept.vo_datum) + chrono::Days::new(28));
            assert!(datum(&rezept.abgabe_datum) < eingang);
            assert_eq!(rezept.brutto.wert().copied(), brutto(&rechnung, stelle), "{}", rezept.pic_nr);
        }
    }
}

#[test]
fn headers_add_up_but_for_the_last_one_of_all_statuses() {
    let stimmt = |rechnung: &Sammelrechnung| {
        let kopf = &rechnung.rechnung;
        let summe: Betrag = rechnung.einzelposten.iter().map(|posten| posten.brutto).sum();
        let netto = kopf.brutto - kopf.ap_rabatt - kopf.hs_rabatt - kopf.zuzahlung;
        (kopf.anzahl_rezepte as usize == rechnung.einzelposten.len(), kopf.brutto == summe, kopf.netto == netto)
    };
    let (tree, _) = lieferung(&beispiel());
    let stimmen: Vec<_> = rechnungen(&tree).iter().map(stimmt).collect();
    assert_eq!(stimmen, [(true, true, true), (false, false, false)]);
}

#[test]
fn orders_that_cannot_be_met_are_refused() {
    let drop = tempfile::tempdir().expect("a temporary folder");
    let gut = beispiel();
    for falsch in [
        Auftrag { kostentraeger: vec![], ..gut.clone() },
        Auftrag { kostentraeger: vec!["BG99".into()], ..gut.clone() },
        Auftrag { kostentraeger: vec!["BG28".into(), "BG28".into()], ..gut.clone() },
        Auftrag { kostentraeger: vec!["BG28".into()], ..gut.clone() },
        Auftrag { rechnungen: 0, ..gut.clone() },
        Auftrag { rezepte: 20, ..gut.clone() },
        Auftrag { faelle: 3, ..gut.clone() },
    ] {
        assert!(erzeuge(&falsch, drop.path()).is_err(), "{falsch:?}");
    }
}

#[test]
fn a_delivery_without_cases_or_prescriptions_can_be_made() {
    let klein = Auftrag { alle_status: false, ..beispiel() };
    assert_eq!(lieferung(&Auftrag { faelle: 0, ..klein.clone() }).1.len(), 150);
    let (tree, _) = lieferung(&Auftrag { rezepte: 0, rechnungen: 0, ..klein });
    assert!(rechnungen(&tree).is_empty());
}
