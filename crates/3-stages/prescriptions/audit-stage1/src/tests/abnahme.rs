//! The acceptance delivery, where it is at hand: the stage finds what the expected verdicts of stage 1 call for.

use std::path::PathBuf;

use domain::{Artikel, Betrag, datum};
use forms::sammelrechnung::{self, Empfaenger, Zeichensatz};

use super::*;

fn zeilen(pfad: PathBuf, trenner: char) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(&pfad).expect("a readable file");
    text.lines().skip(1).map(|zeile| zeile.split(trenner).map(str::to_owned).collect()).collect()
}

fn artikel(zeile: &[String]) -> Artikel {
    Artikel {
        gueltig_ab: datum::aus_deutsch(&zeile[1]).expect("a date"),
        gueltig_bis: datum::aus_deutsch(&zeile[2]),
        hs_rabatt: Betrag::aus_deutsch(&zeile[9]).expect("an amount"),
        ..muster::artikel(&zeile[0], "2000-01-01", &zeile[8])
    }
}

#[test]
fn stage_1_finds_what_it_should() {
    let Some(ordner) = muster::acceptance("a") else { return };
    let bg28 = ordner.join("drop/BG28");
    let lieferungen: Vec<_> = ["2005-1-1", "2005-1-2"]
        .iter()
        .zip(1..)
        .map(|(name, nr)| {
            let datei = std::fs::read(bg28.join(format!("invoices/{name}.csv"))).expect("a readable file");
            let gelesen =
                sammelrechnung::lies(&datei, name, Zeichensatz::Auto, Empfaenger::BELIEBIG).expect("good form");
            gelesen.mit_beleg(&format!("{nr:07}"), tag("2005-03-11"))
        })
        .collect();
    let entscheidungen: Vec<_> = zeilen(bg28.join("decisions/entscheidungen.csv"), ';')
        .iter()
        .map(|z| Entscheidung { pic_nr: z[1].clone(), ..entscheidung(z[0].parse().expect("a kind"), &z[2], &z[3]) })
        .collect();
    let liste = zeilen(ordner.join("drop/reference/artikel.csv"), ';');
    let artikel = Artikelliste::neu(liste.iter().map(|z| artikel(z)).collect());

    let mut alle = (vec![], vec![], vec![], vec![]);
    for lieferung in lieferungen {
        alle.0.push(lieferung.rechnung);
        alle.1.extend(lieferung.einzelposten);
        alle.2.extend(lieferung.rezepte);
        alle.3.extend(lieferung.positionen);
    }
    alle.1.sort_by(Tabelle::ordnung);
    alle.2.sort_by(Tabelle::ordnung);
    alle.3.sort_by(Tabelle::ordnung);
    let ergebnis = pruefe(Eingabe {
        rechnungen: &alle.0,
        einzelposten: &alle.1,
        rezepte: alle.2,
        positionen: alle.3,
        entscheidungen: &Entscheidungen::neu(&entscheidungen),
        rabattgrundlage: Rabattgrundlage {
            artikel: &artikel,
            abschlag: &Apothekenabschlag::aus_konfiguration(None).expect("the shipped table"),
        },
        gebuehren: &Gebuehren::aus_konfiguration(None).expect("the shipped table"),
    })
    .expect("a result");

    for soll in zeilen(ordner.join("expected/urteile.csv"), ',') {
        let seine = ergebnis.befunde.iter().filter(|b| b.pic_nr == soll[0]).filter_map(|b| b.status);
        let ist = statuses::entscheidender(seine).map(|zeile| zeile.nummer.0);
        let erwartet = soll[2].parse().ok().and_then(|nummer| statuses::zeile(domain::Status(nummer)));
        match erwartet {
            Some(zeile) if zeile.stufe == 1 => assert_eq!(ist, Some(zeile.nummer.0), "{}", soll[0]),
            // A manual status pays this one in spite of its finding.
            _ if soll[0] == "503305647586" => assert!(ist.is_some()),
            // A finding of stage 2 outranks this one's.
            Some(zeile) if zeile.klasse == Klasse::Abweisen => {}
            _ => assert!(ist.is_none_or(|nummer| nummer == 990), "{}: {ist:?}", soll[0]),
        }
    }
    let offen: Vec<_> = ergebnis.aufgaben.iter().map(|a| (a.pic_nr.as_str(), a.feld.as_str())).collect();
    assert_eq!(offen, [("503305647457", "pzn:1")]);
    let nicht_geliefert: Vec<_> =
        ergebnis.befunde.iter().filter(|b| b.regel == "R08").map(|b| b.pic_nr.as_str()).collect();
    assert_eq!(nicht_geliefert, ["503305647590"]);
    let auf_rechnungen: Vec<_> = ergebnis.befunde.iter().filter(|b| b.pic_nr.is_empty()).collect();
    println!("{auf_rechnungen:#?}");
}
