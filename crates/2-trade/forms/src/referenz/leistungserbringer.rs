//! `leistungserbringer.csv`: the facilities.

use std::io::{self, BufRead, Seek};

use domain::datum::aus_deutsch;
use domain::{Leistungserbringer, Tabelle, Weg};

use super::tabelle::{self, Ergebnis};
use super::{DATUM_LEER, LE_NR, TEXT, le_nr};
use crate::felder::{Felder, Spalte, kennung, spalte};
use domain::kennzeichen;

/// The columns.
pub const SPALTEN: &[Spalte] = &[
    spalte("le_nr", LE_NR, "number of the facility"),
    spalte("name", "1 to 70 characters", "its name"),
    spalte("strasse", TEXT, "street with house number"),
    spalte("plz", TEXT, "postcode"),
    spalte("ort", TEXT, "town"),
    spalte("iban", "an IBAN with right check digits", "account to which it is paid"),
    spalte("freigeschaltet_ab", DATUM_LEER, "first day on which it may bill; empty = not admitted"),
    spalte("pilot_ab", DATUM_LEER, "first day of its pilot phase"),
    spalte("produktion_ab", "TT.MM.JJJJ not before pilot_ab, or empty", "first day of production"),
    spalte("weg", "datei or angebot", "how it bills"),
];

/// Reads the facilities; they come back by their number.
///
/// # Errors
/// What reading the stream gives.
pub fn lies(strom: impl BufRead + Seek, datei: &str) -> io::Result<Ergebnis<Leistungserbringer>> {
    let mut gelesen = tabelle::lies(strom, datei, SPALTEN, eintrag)?;
    gelesen.eindeutig("le_nr", |a, b| a.le_nr.cmp(&b.le_nr), |le| le.le_nr.clone());
    gelesen.zeilen.sort_by(Tabelle::ordnung);
    Ok(gelesen.ergebnis())
}

fn eintrag(felder: &mut Felder<'_>) -> Leistungserbringer {
    let mut le = Leistungserbringer {
        le_nr: felder.wert(le_nr),
        name: felder.wert(|text| kennung(text, 70)),
        strasse: felder.naechstes().to_owned(),
        plz: felder.naechstes().to_owned(),
        ort: felder.naechstes().to_owned(),
        iban: felder.wert(kennzeichen::iban),
        freigeschaltet_ab: felder.wahlweise(aus_deutsch),
        pilot_ab: felder.wahlweise(aus_deutsch),
        produktion_ab: None,
        weg: Weg::Datei,
    };
    let nicht_vor_pilot = |tag: &domain::Datum| le.pilot_ab.is_none_or(|pilot| pilot <= *tag);
    le.produktion_ab = felder.wahlweise(|text| aus_deutsch(text).filter(nicht_vor_pilot));
    le.weg = felder.wert(|text| text.parse().ok().map(Some)).unwrap_or(Weg::Datei);
    le
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    const ZEILE: &str =
        "LE001;Wohnheim;Hauptstraße 1;48143;Münster;DE07400501500000001000;01.01.2022;01.01.2024;;datei";

    fn lies_zeilen(zeilen: &[&str]) -> Ergebnis<Leistungserbringer> {
        let kopf: Vec<&str> = SPALTEN.iter().map(|s| s.name).collect();
        let text = format!("{}\n{}\n", kopf.join(";"), zeilen.join("\n"));
        lies(Cursor::new(text.into_bytes()), "leistungserbringer.csv").expect("memory")
    }

    #[test]
    fn facilities_are_read() {
        let zweite = ZEILE.replace("LE001", "LE000").replace(";;datei", ";01.07.2024;angebot");
        let alle = lies_zeilen(&[ZEILE, &zweite]).expect("good form");
        assert_eq!((alle[0].le_nr.as_str(), alle[0].weg, alle[1].produktion_ab), ("LE000", Weg::Angebot, None));
        let tag = |text| aus_deutsch(text).expect("a day");
        assert!(!alle[0].in_produktion(tag("01.06.2024")) && alle[0].in_produktion(tag("01.07.2024")));
        assert!(!alle[1].freigeschaltet(tag("31.12.2021")) && alle[1].freigeschaltet(tag("01.01.2022")));
    }

    #[test]
    fn every_breach_is_named() {
        for (alt, neu, feld) in [
            ("LE001", "LE/1", "le_nr"),
            ("LE001", "-rf", "le_nr"),
            ("LE001", "_1", "le_nr"),
            ("LE001", "", "le_nr"),
            ("Wohnheim", "", "name"),
            ("DE07", "DE08", "iban"),
            ("01.01.2022", "1.1.2022", "freigeschaltet_ab"),
            (";;datei", ";31.12.2023;datei", "produktion_ab"),
            ("datei", "papier", "weg"),
            (";datei", "", ""),
        ] {
            let fehler = lies_zeilen(&[&ZEILE.replacen(alt, neu, 1)]).expect_err(neu);
            assert_eq!((fehler.len(), fehler[0].satz, fehler[0].feld.as_str()), (1, 2, feld), "{fehler:?}");
        }
        let doppelt = lies_zeilen(&[ZEILE, ZEILE]).expect_err("twice");
        assert_eq!((doppelt[0].satz, doppelt[0].feld.as_str()), (3, "le_nr"));
    }
}
