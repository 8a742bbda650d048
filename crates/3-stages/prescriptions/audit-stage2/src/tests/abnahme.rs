//! The acceptance delivery, where it is at hand: its expected verdicts and payments, to the cent. Statuses of stage 1
//! are taken as found.

use std::path::{Path, PathBuf};

use domain::{Artikel, Betrag, JaNein, datum};
use forms::sammelrechnung::{self, Empfaenger, Zeichensatz};
use rules::korrektur;

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
        festbetrag: Betrag::aus_deutsch(&zeile[10]).ok(),
        verordnungsfaehig: JaNein::from(zeile[11] == "J"),
        ..muster::artikel(&zeile[0], "2000-01-01", &zeile[8])
    }
}

fn fall(zeile: &[String]) -> Fall {
    let [aktenzeichen, pz, _, _, vorname, zusatz, name, strasse, lkz, plz, ort] =
        std::array::from_fn(|i| zeile[i].clone());
    Fall {
        aktenzeichen,
        pz,
        geb_datum: datum::aus_iso(&zeile[2]).map(Into::into),
        unf_datum: datum::aus_iso(&zeile[3]),
        vorname,
        zusatz,
        name,
        strasse,
        lkz,
        plz,
        ort,
        abgegeben: JaNein::from(zeile[11] == "ja"),
    }
}

/// The two invoices with their corrections.
fn lieferung(bg28: &Path, entscheidungen: &[Entscheidung]) -> (Vec<Rechnung>, Vec<Rezept>, Vec<Position>) {
    let mut alle = (vec![], vec![], vec![]);
    for (name, nr) in ["2005-1-1", "2005-1-2"].iter().zip(1..) {
        let datei = std::fs::read(bg28.join(format!("invoices/{name}.csv"))).expect("a readable file");
        let gelesen = sammelrechnung::lies(&datei, name, Zeichensatz::Auto, Empfaenger::BELIEBIG).expect("good form");
        let lieferung = gelesen.mit_beleg(&format!("{nr:07}"), tag("2005-03-11"));
        alle.0.push(lieferung.rechnung);
        alle.1.extend(lieferung.rezepte);
        alle.2.extend(lieferung.positionen);
    }
    for e in entscheidungen.iter().filter(|e| e.art == EntscheidungsArt::Korrektur1) {
        let rezept = alle.1.iter_mut().find(|r| r.pic_nr == e.pic_nr).expect("a prescription");
        let seine = alle.2.iter().position(|p: &Position| p.pic_nr == e.pic_nr).expect("a line");
        korrektur::wende_an(rezept, &mut alle.2[seine..=seine], &e.feld, &e.wert).expect("a value");
    }
    alle.1.sort_by(Tabelle::ordnung);
    alle.2.sort_by(Tabelle::ordnung);
    alle
}

#[test]
fn verdicts_and_payments_as_expected() {
    let Some(ordner) = muster::acceptance("a") else { return };
    let bg28 = ordner.join("drop/BG28");
    let mut entscheidungen: Vec<_> = zeilen(bg28.join("decisions/entscheidungen.csv"), ';')
        .iter()
        .map(|z| Entscheidung { pic_nr: z[1].clone(), ..entscheidung(z[0].parse().expect("a kind"), &z[2], &z[3]) })
        .collect();
    let (rechnungen, rezepte, positionen) = lieferung(&bg28, &entscheidungen);
    let rezept = |pic: &str| rezepte.iter().find(|r| r.pic_nr == pic).expect("a prescription");
    for e in &mut entscheidungen {
        e.beleg_id.clone_from(&rezept(&e.pic_nr).beleg_id);
    }
    let soll = zeilen(ordner.join("expected/urteile.csv"), ',');
    let befunde: Vec<_> = soll
        .iter()
        .filter_map(|z| rules::statuses::zeile(z[2].parse().ok()?).filter(|zeile| zeile.stufe == 1).map(|s| (z, s)))
        .map(|(z, s)| rules::Regel::zu(s.nummer.0).befund(rezept(&z[0]), rules::Fund::neu("", "", "")))
        .collect();
    let zuordnung: Vec<_> = zeilen(ordner.join("expected/zuordnung.csv"), ',')
        .iter()
        .map(|z| {
            let Rezept { pic_nr, beleg_id, rechnungsnummer, .. } = rezept(&z[0]).clone();
            let fremd = soll.iter().any(|s| s[0] == z[0] && s[2] == "1004");
            Zuordnung {
                pic_nr,
                beleg_id,
                rechnungsnummer,
                stufe: z[1].parse().expect("a tier"),
                entscheidung: z[2].parse().expect("who decided"),
                aktenzeichen: z[3].clone(),
                fremd: if fremd { "anderes_register".into() } else { String::new() },
                ..mit_fall().zuordnung
            }
        })
        .collect();
    let liste = zeilen(ordner.join("drop/reference/artikel.csv"), ';');
    let artikel = Artikelliste::neu(liste.iter().map(|z| artikel(z)).collect());
    let faelle: Vec<_> = zeilen(ordner.join("expected/faelle.csv"), ',').iter().map(|z| fall(z)).collect();
    let ergebnis = urteile(Eingabe {
        rechnungen: &rechnungen,
        rezepte: &rezepte,
        positionen: &positionen,
        befunde: &befunde,
        zuordnung: &zuordnung,
        faelle: &faelle,
        erledigt: &[],
        entscheidungen: &Entscheidungen::neu(&entscheidungen),
        wartend: &Entscheidungen::neu(&[]),
        eigene_ik: "120991009",
        kostentraeger: &[("BG28", "120991009"), ("BG10", "120590446")].map(|(c, ik)| (c.into(), ik.into())).into(),
        rabattgrundlage: Rabattgrundlage {
            artikel: &artikel,
            abschlag: &Apothekenabschlag::aus_konfiguration(None).expect("the shipped table"),
        },
        fristen: &Fristen::default(),
    })
    .expect("a result");

    let text = |betrag: Option<Betrag>| betrag.map_or_else(String::new, |b| b.to_string());
    let ist = ergebnis.urteile.iter().map(|u| {
        let status = u.status.map_or_else(String::new, |s| s.to_string());
        vec![u.pic_nr.clone(), u.rechnungsnummer.clone(), status, u.klasse.to_string(), text(u.netto)]
    });
    for (ist, soll) in ist.zip(&soll) {
        assert_eq!(ist, *soll);
    }
    assert_eq!(ergebnis.urteile.len(), soll.len());
    for zahlung in zeilen(ordner.join("expected/zahlungen.csv"), ',') {
        let seine = ergebnis.urteile.iter().filter(|u| u.rechnungsnummer == zahlung[0]);
        assert_eq!(seine.filter_map(|u| u.netto).sum::<Betrag>().to_string(), zahlung[2]);
    }
}
