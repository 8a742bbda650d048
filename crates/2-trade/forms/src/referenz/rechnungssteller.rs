//! `rechnungssteller.csv`: the accounts of billers.

use std::io::{self, BufRead, Seek};

use domain::datum::aus_deutsch;
use domain::kennzeichen::{self, bic_gueltig, blz_gueltig, kontonummer_gueltig, ziffern};
use domain::{Datum, Rechnungssteller, Tabelle};

use super::tabelle::{self, Ergebnis};
use super::{DATUM, TEXT};
use crate::felder::{Felder, Spalte, kennung, spalte};

/// The columns.
pub const SPALTEN: &[Spalte] = &[
    spalte("ik", "an IK of 9 digits", "IK of the biller"),
    spalte("name", "1 to 70 characters", "its name"),
    spalte("strasse", TEXT, "street with house number"),
    spalte("plz", TEXT, "postcode"),
    spalte("ort", TEXT, "town"),
    spalte("iban", "an IBAN with right check digits, or empty where konto and blz are given", "its account"),
    spalte("bic", "a BIC of 8 or 11 characters, or empty", "BIC of its bank"),
    spalte("konto", "1 to 10 digits, or empty where an IBAN is given", "account number"),
    spalte("blz", "8 digits, the first from 1 to 8; empty only together with konto", "bank code"),
    spalte("gueltig_ab", DATUM, "first day of validity"),
    spalte("gueltig_bis", "TT.MM.JJJJ not before gueltig_ab, or empty", "last day of validity; empty = open"),
];

/// Reads the accounts; they come back by IK and first day. Periods of one IK must not overlap: a biller has one account
/// at a time.
///
/// # Errors
/// What reading the stream gives.
pub fn lies(strom: impl BufRead + Seek, datei: &str) -> io::Result<Ergebnis<Rechnungssteller>> {
    let mut gelesen = tabelle::lies(strom, datei, SPALTEN, eintrag)?;
    gelesen.ohne_ueberlappung(
        "gueltig_ab",
        |a, b| a.ik.cmp(&b.ik),
        |steller| (steller.gueltig_ab, steller.gueltig_bis),
        "one account at a time",
    );
    gelesen.zeilen.sort_by(Tabelle::ordnung);
    Ok(gelesen.ergebnis())
}

fn eintrag(felder: &mut Felder<'_>) -> Rechnungssteller {
    let text = |gilt: fn(&str) -> bool| move |text: &str| gilt(text).then(|| text.to_owned());
    let mut steller = Rechnungssteller {
        // Whether its check digit is right is asked of nobody who is listed here: bundles name billers whose is not.
        ik: felder.wert(text(|ik| ziffern(ik, 9..=9))),
        name: felder.wert(|text| kennung(text, 70)),
        strasse: felder.naechstes().to_owned(),
        plz: felder.naechstes().to_owned(),
        ort: felder.naechstes().to_owned(),
        iban: felder.wahlweise(kennzeichen::iban).unwrap_or_default(),
        bic: felder.wahlweise(text(bic_gueltig)).unwrap_or_default(),
        konto: String::new(),
        blz: String::new(),
        gueltig_ab: Datum::default(),
        gueltig_bis: None,
    };
    steller.konto = felder.wenn_da(text(kontonummer_gueltig)).0;
    if steller.konto.is_empty() && steller.iban.is_empty() {
        felder.falsch();
    }
    let (blz, da) = felder.wenn_da(text(blz_gueltig));
    if da == steller.konto.is_empty() {
        felder.falsch();
    }
    steller.blz = blz;
    steller.gueltig_ab = felder.wert(aus_deutsch);
    steller.gueltig_bis = felder.ende(steller.gueltig_ab);
    steller
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    const ZEILE: &str = "303100245;ARZ Nord;Weg 1;70173;Stuttgart;DE08300606010001162268;;1162268;29090605;01.01.2000;";

    fn lies_zeilen(zeilen: &[&str]) -> Ergebnis<Rechnungssteller> {
        let kopf: Vec<&str> = SPALTEN.iter().map(|s| s.name).collect();
        let text = format!("{}\n{}\n", kopf.join(";"), zeilen.join("\n"));
        lies(Cursor::new(text.into_bytes()), "rechnungssteller.csv").expect("memory")
    }

    #[test]
    fn an_account_is_named_in_either_way_or_both() {
        let nur_iban = ZEILE.replace("1162268;29090605", ";");
        let nur_konto = ZEILE.replace("DE08300606010001162268", "");
        for zeile in [ZEILE, &nur_iban, &nur_konto, &ZEILE.replace("DE0830", "DE08 30")] {
            let gelesen = lies_zeilen(&[zeile]).expect("good form");
            assert!(gelesen[0].iban.is_empty() || gelesen[0].iban == "DE08300606010001162268");
            assert!(gelesen[0].gilt_am(domain::datum::aus_iso("2000-01-01").expect("a day")));
            assert!(!gelesen[0].gilt_am(domain::datum::aus_iso("1999-12-31").expect("a day")));
        }
    }

    #[test]
    fn every_breach_is_named() {
        for (alt, neu, feld) in [
            ("303100245", "30310024", "ik"),
            ("303100245", "30310024A", "ik"),
            ("ARZ Nord", "", "name"),
            ("DE08", "DE09", "iban"),
            (";;1162268", ";SOLA;1162268", "bic"),
            ("1162268;29090605", "0;29090605", "konto"),
            ("1162268;29090605", "1162268;", "blz"),
            ("1162268;29090605", ";29090605", "blz"),
            ("DE08300606010001162268;;1162268;29090605", ";;;", "konto"),
            ("01.01.2000;", "01.01.2000;31.12.1999", "gueltig_bis"),
        ] {
            let fehler = lies_zeilen(&[&ZEILE.replacen(alt, neu, 1)]).expect_err(neu);
            assert_eq!((fehler[0].satz, fehler[0].feld.as_str()), (2, feld), "{neu}: {fehler:?}");
        }
        let spaeter = ZEILE.replace("01.01.2000", "01.01.2005");
        assert_eq!(lies_zeilen(&[ZEILE, &spaeter]).expect_err("two accounts at a time")[0].satz, 3);
        assert!(lies_zeilen(&[&ZEILE.replace("01.01.2000;", "01.01.2000;31.12.2004"), &spaeter]).is_ok());
    }
}
