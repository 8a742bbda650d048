//! `saetze.csv`: the agreed rates.

use std::io::{self, BufRead, Seek};

use domain::datum::aus_deutsch;
use domain::{Einheit, Satz, Tabelle};

use super::tabelle::{self, Ergebnis};
use super::{BETRAG, DATUM, EINHEIT, KENNUNG, LE_NR, art, le_nr};
use crate::felder::{Felder, Spalte, betrag, spalte};

/// The columns.
pub const SPALTEN: &[Spalte] = &[
    spalte("le_nr", LE_NR, "number of the facility"),
    spalte("leistungsart", KENNUNG, "kind of the service"),
    spalte("einheit", EINHEIT, "unit"),
    spalte("gueltig_ab", DATUM, "first day of validity"),
    spalte("gueltig_bis", "TT.MM.JJJJ not before gueltig_ab, or empty", "last day of validity; empty = open"),
    spalte("satz", BETRAG, "rate per unit"),
];

/// Reads the rates; they come back by facility, service kind, unit and first day. Periods of one facility, service kind
/// and unit must not overlap.
///
/// # Errors
/// What reading the stream gives.
pub fn lies(strom: impl BufRead + Seek, datei: &str) -> io::Result<Ergebnis<Satz>> {
    let mut gelesen = tabelle::lies(strom, datei, SPALTEN, eintrag)?;
    gelesen.ohne_ueberlappung(
        "gueltig_ab",
        |a, b| (&a.le_nr, &a.leistungsart, a.einheit).cmp(&(&b.le_nr, &b.leistungsart, b.einheit)),
        |satz| (satz.gueltig_ab, satz.gueltig_bis),
        "one rate at a time",
    );
    gelesen.zeilen.sort_by(Tabelle::ordnung);
    Ok(gelesen.ergebnis())
}

fn eintrag(felder: &mut Felder<'_>) -> Satz {
    let mut satz = Satz {
        le_nr: felder.wert(le_nr),
        leistungsart: felder.wert(art),
        einheit: felder.wert(|text| text.parse().ok().map(Some)).unwrap_or(Einheit::Tag),
        gueltig_ab: felder.wert(aus_deutsch),
        gueltig_bis: None,
        satz: domain::Betrag::NULL,
    };
    satz.gueltig_bis = felder.ende(satz.gueltig_ab);
    satz.satz = felder.wert(betrag);
    satz
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    const ZEILE: &str = "LE001;WOHNEN;TAG;01.01.2023;31.12.2023;42,01";

    fn lies_zeilen(zeilen: &[&str]) -> Ergebnis<Satz> {
        let kopf: Vec<&str> = SPALTEN.iter().map(|s| s.name).collect();
        let text = format!("{}\n{}\n", kopf.join(";"), zeilen.join("\n"));
        lies(Cursor::new(text.into_bytes()), "saetze.csv").expect("memory")
    }

    #[test]
    fn rates_are_read_and_never_overlap() {
        let neu = ZEILE.replace("01.01.2023;31.12.2023;42,01", "01.01.2024;;43,50");
        let alle = lies_zeilen(&[&neu, ZEILE]).expect("good form");
        assert_eq!(alle.iter().map(|s| s.satz.cent()).collect::<Vec<_>>(), [4201, 4350]);
        let frueher = neu.replace("01.01.2024", "31.12.2023");
        assert_eq!(lies_zeilen(&[&frueher, ZEILE]).expect_err("one day twice")[0].satz, 2);
        assert!(lies_zeilen(&[ZEILE, &frueher.replace("TAG", "MONAT")]).is_ok());
        let offen = neu.replace(";;", ";31.12.9999;");
        assert_eq!(lies_zeilen(&[&offen]).expect("good form")[0].gueltig_bis, None);
    }

    #[test]
    fn every_breach_is_named() {
        for (alt, neu, feld) in [
            ("LE001", "", "le_nr"),
            ("WOHNEN", "", "leistungsart"),
            ("TAG", "tag", "einheit"),
            ("31.12.2023", "31.12.2022", "gueltig_bis"),
            ("42,01", "", "satz"),
            ("42,01", "-42,01", "satz"),
        ] {
            let fehler = lies_zeilen(&[&ZEILE.replacen(alt, neu, 1)]).expect_err(neu);
            assert_eq!((fehler.len(), fehler[0].satz, fehler[0].feld.as_str()), (1, 2, feld), "{fehler:?}");
        }
    }
}
