//! The table of pairs: what stands on the sheet, what stands in the register, what comes of it.

use domain::datum::aus_deutsch;
use domain::{Fall, GeburtsDatum, Lesung, Rezept, UnfallDatum, VornameRegel, ZuordnungOptionen};

use super::muster::{fall, register, rezept};
use crate::{Eingabe, ordne_zu};

/// The pairs, for clerks: opened in a spreadsheet or read as they stand.
const PAARE: &str = include_str!("paare.csv");
const FELDER: usize = 6;

/// The cells of each row that is no header and no heading, with its line.
fn zeilen() -> impl Iterator<Item = (usize, Vec<&'static str>)> {
    let zeilen = (1..).zip(PAARE.lines()).filter(|(_, zeile)| !zeile.starts_with('#')).skip(1);
    zeilen.map(|(nummer, zeile)| (nummer, zeile.split("; ").map(|zelle| zelle.trim().trim_end_matches(';')).collect()))
}

fn text(zelle: &str) -> Lesung<String> {
    Lesung::aus_text(zelle).expect("text")
}

fn gelesen<T>(zelle: &str, datum: fn(&str) -> Option<T>) -> Lesung<T> {
    match zelle {
        "" => Lesung::Leer,
        "?" => Lesung::NichtErkannt,
        _ => Lesung::Wert(datum(zelle).expect(zelle)),
    }
}

fn blatt(zellen: &[&str]) -> Rezept {
    let [az, name, vorname, geb_datum, unf_datum, strasse, ort] = zellen[..=FELDER] else {
        unreachable!("seven cells")
    };
    Rezept {
        aktenzeichen: text(az),
        name: text(name),
        vorname: text(vorname),
        geb_datum: gelesen(geb_datum, GeburtsDatum::aus_deutsch),
        unf_datum: gelesen(unf_datum, UnfallDatum::aus_deutsch),
        strasse: text(strasse),
        ort: text(ort),
        ..rezept()
    }
}

fn im_register(zellen: &[&str]) -> Fall {
    let zelle = |nr: usize| if zellen[FELDER + nr] == "\"" { zellen[nr] } else { zellen[FELDER + nr] };
    Fall {
        name: zelle(1).into(),
        vorname: zelle(2).into(),
        geb_datum: GeburtsDatum::aus_deutsch(zelle(3)),
        unf_datum: aus_deutsch(zelle(4)),
        strasse: zelle(5).into(),
        ort: zelle(6).into(),
        ..fall()
    }
}

#[test]
fn pairs_fit_the_tier_of_their_row() {
    let mut falsch = Vec::new();
    let mut anzahl = 0;
    for (nummer, zellen) in zeilen() {
        anzahl += 1;
        let (rezepte, register) = ([blatt(&zellen)], register(&[im_register(&zellen)]));
        let (stufe, programm) = (zellen[2 * FELDER + 1], zellen[2 * FELDER + 2]);
        let person = zellen.get(2 * FELDER + 3).copied().filter(|zelle| !zelle.is_empty()).unwrap_or(programm);
        for (z2_vorname, erwartet) in [(VornameRegel::Programm, programm), (VornameRegel::Person, person)] {
            let ergebnis = ordne_zu(&Eingabe {
                kostentraeger: "BG28",
                rezepte: &rezepte,
                register: &register,
                fremde: &[],
                entscheidungen: &[],
                erledigt: &[],
                gemerkt: &[],
                optionen: &ZuordnungOptionen { z2_vorname, hinweis_ab: 0 },
            });
            let z = &ergebnis.zuordnung[0];
            let gefunden = format!("{} {}", z.stufe, z.entscheidung);
            if gefunden != format!("{stufe} {erwartet}") {
                falsch.push(format!("line {nummer}, {z2_vorname:?}: expected {stufe} {erwartet}, found {gefunden}"));
            }
        }
    }
    assert!(falsch.is_empty(), "{}", falsch.join("\n"));
    assert!(anzahl >= 150, "{anzahl} pairs");
}
