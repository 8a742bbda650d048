//! The acceptance data, where this repository stands beside it.

use std::fmt::Debug;
use std::fs;
use std::str::FromStr;

use domain::datum::aus_deutsch;
use domain::{Entscheidung, EntscheidungsArt, Fall, GeburtsDatum, Lesung, Rezept, UnfallDatum, ZuordnungOptionen};

use super::muster::{fall, fremdes, person, register, rezept, tag};
use crate::{Eingabe, ordne_zu};

fn lies(pfad: &str) -> Option<Vec<u8>> {
    muster::shared(pfad).map(|datei| fs::read(datei).expect("readable"))
}

fn text(pfad: &str) -> Option<String> {
    lies(pfad).map(|inhalt| String::from_utf8(inhalt).expect("UTF-8"))
}

/// The rows after the header. No value of the acceptance data is quoted.
fn spalten(zeilen: &str, trenner: char) -> impl Iterator<Item = Vec<&str>> {
    zeilen.lines().skip(1).map(move |zeile| zeile.split(trenner).collect())
}

fn faelle_aus(csv: &str) -> Vec<Fall> {
    let faelle = spalten(csv, ',').map(|s| Fall {
        aktenzeichen: s[0].into(),
        pz: s[1].into(),
        geb_datum: domain::datum::aus_iso(s[2]).map(Into::into),
        unf_datum: domain::datum::aus_iso(s[3]),
        vorname: s[4].into(),
        zusatz: s[5].into(),
        name: s[6].into(),
        strasse: s[7].into(),
        lkz: s[8].into(),
        plz: s[9].into(),
        ort: s[10].into(),
        abgegeben: s[11].parse().expect("ja or nein"),
    });
    faelle.collect()
}

/// A DFÜ stream of twelve fields a record, decoded by the code table of the specification.
fn fremdes_register(dfue: &[u8], codetabelle: &str) -> Vec<Fall> {
    let mut zeichen = ['\u{fffd}'; 256];
    for zeile in spalten(codetabelle, ',') {
        let code = |ziffern: &str| u32::from_str_radix(ziffern, 16).ok();
        if let (Some(byte), Some(z)) = (code(zeile[0]), code(zeile[2]).and_then(char::from_u32)) {
            zeichen[byte as usize] = z;
        }
    }
    let felder: Vec<String> =
        dfue.split(|b| *b == 0x5B).map(|f| f.iter().map(|b| zeichen[*b as usize]).collect()).collect();
    let faelle = felder.chunks_exact(12).map(|f| Fall {
        aktenzeichen: f[0].trim().into(),
        pz: f[1].clone(),
        geb_datum: GeburtsDatum::aus_ttmmjjjj(&f[2]),
        unf_datum: domain::datum::aus_ttmmjjjj(&f[3]),
        vorname: f[4].clone(),
        name: f[6].clone(),
        ..fall()
    });
    faelle.collect()
}

fn lesung<T: FromStr<Err: Debug>>(text: &str) -> Lesung<T> {
    Lesung::aus_text(text).expect(text)
}

fn blaetter(rechnung: &str) -> Vec<Rezept> {
    let zeilen = spalten(rechnung, ';').filter(|s| s[0] == "RZ");
    let datum = |text: &str| aus_deutsch(text).map_or(lesung(if text == "?" { "?" } else { "" }), Lesung::Wert);
    let rezepte = zeilen.map(|s| Rezept {
        pic_nr: s[1].into(),
        aktenzeichen: lesung(s[3]),
        name: lesung(s[4]),
        vorname: lesung(s[5]),
        geb_datum: match datum(s[7]) {
            Lesung::Wert(tag) => Lesung::Wert(tag.into()),
            Lesung::NichtErkannt => Lesung::NichtErkannt,
            Lesung::Leer => Lesung::Leer,
        },
        strasse: lesung(s[8]),
        ort: lesung(s[11]),
        vo_datum: datum(s[17]),
        unf_datum: UnfallDatum::aus_deutsch(s[12]).map_or(lesung(if s[12] == "?" { "?" } else { "" }), Lesung::Wert),
        ..rezept()
    });
    rezepte.collect()
}

fn zuordnungen(csv: &str) -> Vec<Entscheidung> {
    let zeilen = spalten(csv, ';').filter(|s| s[0] == "zuordnung");
    let entscheidungen = zeilen.map(|s| Entscheidung {
        art: EntscheidungsArt::Zuordnung,
        pic_nr: s[1].into(),
        feld: String::new(),
        wert: s[3].into(),
        bearbeiter: s[4].into(),
        zeitpunkt: s[5].into(),
        bemerkung: String::new(),
        datei: String::new(),
        zeile: 0,
        lauf: tag("11.03.2005"),
        beleg_id: rezept().beleg_id,
    });
    entscheidungen.collect()
}

#[test]
fn the_acceptance_data_are_assigned_as_expected() {
    let Some(erwartet) = text("acceptance/c/expected/zuordnung.csv") else { return };
    let drop = |pfad: &str| format!("acceptance/c/drop/{pfad}");
    let faelle = faelle_aus(&text("acceptance/c/expected/faelle.csv").expect("the register"));
    let mut rezepte = Vec::new();
    for datei in ["BG28/invoices/2005-1-1.csv", "BG28/invoices/2005-1-2.csv"] {
        rezepte.extend(blaetter(&text(&drop(datei)).expect("an invoice")));
    }
    let entscheidungen = zuordnungen(&text(&drop("BG28/decisions/entscheidungen.csv")).expect("decisions"));
    let dfue = lies(&drop("BG10/unfdat/BG10_UnfDat.dfue")).expect("the other register");
    let fremde = fremdes_register(&dfue, &text("spec/edf03.csv").expect("the code table"));
    let ergebnis = ordne_zu(&Eingabe {
        kostentraeger: "BG28",
        rezepte: &rezepte,
        register: &register(&faelle),
        fremde: &[fremdes("BG10", &fremde)],
        entscheidungen: &entscheidungen,
        erledigt: &[],
        gemerkt: &[],
        optionen: &ZuordnungOptionen { hinweis_ab: 0, ..person() },
    });
    let zeilen = ergebnis.zuordnung.iter();
    let gefunden: Vec<String> =
        zeilen.map(|z| format!("{},{},{},{}", z.pic_nr, z.stufe, z.entscheidung, z.aktenzeichen)).collect();
    assert_eq!(gefunden, erwartet.lines().skip(1).collect::<Vec<_>>());
    let urteile = text("acceptance/c/expected/urteile.csv").expect("the verdicts");
    let fremd: Vec<&str> =
        ergebnis.zuordnung.iter().filter(|z| !z.fremd.is_empty()).map(|z| z.pic_nr.as_str()).collect();
    let mit_1004: Vec<&str> = spalten(&urteile, ',').filter(|s| s.contains(&"1004")).map(|s| s[0]).collect();
    assert!(mit_1004.iter().all(|pic_nr| fremd.contains(pic_nr)), "{fremd:?} lacks one of {mit_1004:?}");
}
