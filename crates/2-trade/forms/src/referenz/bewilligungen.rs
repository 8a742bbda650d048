//! `bewilligungen.csv`: what was granted to whom.

use std::io::{self, BufRead, Seek};

use domain::datum::aus_deutsch;
use domain::{Bewilligung, Einheit, Menge, Tabelle};

use super::tabelle::{self, Ergebnis};
use super::{DATUM, EINHEIT, KENNUNG, LE_NR, art, le_nr};
use crate::felder::{Felder, Spalte, kennung, spalte};

/// The columns.
pub const SPALTEN: &[Spalte] = &[
    spalte("bewilligung_nr", KENNUNG, "number of the grant"),
    spalte("aktenzeichen", KENNUNG, "file number of the entitled person"),
    spalte("name", KENNUNG, "family name"),
    spalte("vorname", KENNUNG, "first name"),
    spalte("geb_datum", DATUM, "date of birth"),
    spalte("le_nr", LE_NR, "facility that provides the service"),
    spalte("leistungsart", KENNUNG, "kind of the service"),
    spalte("einheit", EINHEIT, "unit"),
    spalte("von", DATUM, "first day"),
    spalte("bis", "TT.MM.JJJJ not before von, or empty", "last day; empty = open"),
    spalte(
        "max_menge_monat",
        "0 to 999999999,99 with decimal comma, or empty",
        "quantity allowed in a calendar month; empty = not limited",
    ),
];

/// Reads the grants; they come back by their number. Two grants are of the same kind if person (file number), facility,
/// service kind and unit are the same; their periods must not overlap.
///
/// # Errors
/// What reading the stream gives.
pub fn lies(strom: impl BufRead + Seek, datei: &str) -> io::Result<Ergebnis<Bewilligung>> {
    let mut gelesen = tabelle::lies(strom, datei, SPALTEN, eintrag)?;
    gelesen.eindeutig("bewilligung_nr", Tabelle::ordnung, |b| b.bewilligung_nr.clone());
    gelesen.ohne_ueberlappung(
        "von",
        |a, b| {
            (&a.aktenzeichen, &a.le_nr, &a.leistungsart, a.einheit).cmp(&(
                &b.aktenzeichen,
                &b.le_nr,
                &b.leistungsart,
                b.einheit,
            ))
        },
        |b| (b.von, b.bis),
        "one grant of a kind at a time for a person and a facility",
    );
    if !gelesen.zeilen.is_sorted_by(|a, b| a.ordnung(b).is_lt()) {
        gelesen.zeilen.sort_by(Tabelle::ordnung);
    }
    Ok(gelesen.ergebnis())
}

fn eintrag(felder: &mut Felder<'_>) -> Bewilligung {
    let text = |text: &str| kennung(text, 40);
    let mut b = Bewilligung {
        bewilligung_nr: felder.wert(text),
        aktenzeichen: felder.wert(text),
        name: felder.wert(text),
        vorname: felder.wert(text),
        geb_datum: felder.wert(aus_deutsch),
        le_nr: felder.wert(le_nr),
        leistungsart: felder.wert(art),
        einheit: felder.wert(|text| text.parse().ok().map(Some)).unwrap_or(Einheit::Tag),
        von: felder.wert(aus_deutsch),
        bis: None,
        max_menge_monat: None,
    };
    b.bis = felder.ende(b.von);
    b.max_menge_monat = felder.wahlweise(Menge::aus_deutsch);
    b
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    const ZEILE: &str = "B1;83859516;Fischer;Michael;31.01.1965;LE002;WOHNEN;TAG;01.01.2023;31.12.2023;10,00";

    fn lies_zeilen(zeilen: &[&str]) -> Ergebnis<Bewilligung> {
        let kopf: Vec<&str> = SPALTEN.iter().map(|s| s.name).collect();
        let text = format!("{}\n{}\n", kopf.join(";"), zeilen.join("\n"));
        lies(Cursor::new(text.into_bytes()), "bewilligungen.csv").expect("memory")
    }

    #[test]
    fn grants_are_read_in_order() {
        let offen = ZEILE.replace("B1", "B0").replace("01.01.2023;31.12.2023;10,00", "01.01.2024;;");
        let alle = lies_zeilen(&[ZEILE, &offen]).expect("good form");
        assert_eq!((alle[0].bewilligung_nr.as_str(), alle[0].bis, alle[0].max_menge_monat), ("B0", None, None));
        assert_eq!((alle[1].einheit, alle[1].max_menge_monat), (Einheit::Tag, Some(Menge::ganz(10))));
    }

    #[test]
    fn every_breach_is_named() {
        for (alt, neu, feld) in [
            ("B1", "", "bewilligung_nr"),
            ("Fischer", "", "name"),
            ("31.01.1965", "31.02.1965", "geb_datum"),
            ("TAG", "TAGE", "einheit"),
            ("31.12.2023", "31.12.2022", "bis"),
            ("10,00", "zehn", "max_menge_monat"),
            ("10,00", "-1", "max_menge_monat"),
        ] {
            let fehler = lies_zeilen(&[&ZEILE.replacen(alt, neu, 1)]).expect_err(neu);
            assert_eq!((fehler.len(), fehler[0].satz, fehler[0].feld.as_str()), (1, 2, feld), "{fehler:?}");
        }
    }

    #[test]
    fn grants_of_a_kind_must_not_overlap_and_numbers_stand_once() {
        let zweite = |von: &str| ZEILE.replace("B1", "B2").replace("01.01.2023;31.12.2023", &format!("{von};"));
        assert!(lies_zeilen(&[ZEILE, &zweite("01.01.2024")]).is_ok());
        let fehler = lies_zeilen(&[ZEILE, &zweite("31.12.2023")]).expect_err("one day twice");
        assert_eq!((fehler[0].satz, fehler[0].feld.as_str()), (3, "von"));
        assert!(fehler[0].grund.contains("line 2"), "{fehler:?}");
        for (alt, neu) in [("WOHNEN", "WERKSTATT"), ("TAG", "STUNDE"), ("LE002", "LE003"), ("83859516", "83859517")] {
            assert!(lies_zeilen(&[ZEILE, &zweite("31.12.2023").replace(alt, neu)]).is_ok(), "{neu}");
        }
        let ganz = ZEILE.replace("B1", "B3").replace("01.01.2023;31.12.2023", "01.06.2023;01.07.2023");
        assert!(lies_zeilen(&[ZEILE, &ganz]).is_err(), "one within the other");
        assert!(lies_zeilen(&[ZEILE, &ZEILE.replace("2023", "2024")]).is_err(), "number twice");
    }
}
