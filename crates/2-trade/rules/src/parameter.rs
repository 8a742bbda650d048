//! Dated parameters: a value, the days it holds for, and where it comes from.

use std::collections::BTreeMap;

use domain::{Betrag, Datum, datum};
use serde::Deserialize;

use crate::{NichtGeregelt, RegelFehler};

/// A value and its period of validity, both bounds inclusive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gueltig<T> {
    /// First day.
    pub gueltig_ab: Datum,
    /// Last day; none = open.
    pub gueltig_bis: Option<Datum>,
    /// The value.
    pub wert: T,
    /// The law or agreement it comes from.
    pub rechtsgrundlage: String,
}

/// One parameter over time. Its periods never overlap; between them nothing is laid down.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Datiert<T> {
    was: String,
    /// Sorted by first day.
    zeilen: Vec<Gueltig<T>>,
}

impl<T> Datiert<T> {
    /// The value on a day.
    ///
    /// # Errors
    /// No period covers the day.
    pub fn as_of(&self, datum: Datum) -> Result<&Gueltig<T>, NichtGeregelt> {
        let begonnen = self.zeilen.partition_point(|zeile| zeile.gueltig_ab <= datum);
        self.zeilen[..begonnen]
            .last()
            .filter(|zeile| zeile.gueltig_bis.is_none_or(|bis| datum <= bis))
            .ok_or_else(|| NichtGeregelt { was: self.was.clone(), datum })
    }
}

/// A row of a parameter table as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Zeile {
    gueltig_ab: String,
    gueltig_bis: String,
    art: String,
    pub(crate) wert: String,
    #[serde(default)]
    pub(crate) einheit: String,
    rechtsgrundlage: String,
}

impl Zeile {
    /// The value as a number with two decimals that is not negative.
    pub(crate) fn betrag(&self) -> Result<Betrag, String> {
        match self.wert.parse::<Betrag>() {
            Ok(betrag) if betrag >= Betrag::NULL => Ok(betrag),
            _ => Err(format!("wert '{}': expected a number with a point and two decimals", self.wert)),
        }
    }

    fn gueltig<T>(self, wert: T) -> Result<Gueltig<T>, String> {
        let tag = |text: &str| datum::aus_iso(text).ok_or_else(|| format!("'{text}' is no day: expected JJJJ-MM-TT"));
        let gueltig_ab = tag(&self.gueltig_ab)?;
        let gueltig_bis = if self.gueltig_bis.is_empty() { None } else { Some(tag(&self.gueltig_bis)?) };
        if gueltig_bis.is_some_and(|bis| bis < gueltig_ab) {
            return Err("gueltig_bis lies before gueltig_ab".into());
        }
        Ok(Gueltig { gueltig_ab, gueltig_bis, wert, rechtsgrundlage: self.rechtsgrundlage })
    }
}

/// Reads a parameter table from its CSV text: per kind (`art`) the periods of one parameter. `wert` turns a row of
/// one of the `arten` into its value. Every kind of `arten` is in the result, if only without any period.
///
/// # Errors
/// The first line that cannot be read, or whose period overlaps another one of its kind.
pub(crate) fn lies<T>(
    tabelle: &str,
    text: &str,
    arten: &[&str],
    wert: impl Fn(&Zeile) -> Result<T, String>,
) -> Result<BTreeMap<String, Datiert<T>>, RegelFehler> {
    let fehler = |zeile, grund| RegelFehler::Parameter { tabelle: tabelle.to_owned(), zeile, grund };
    let mut je_art: BTreeMap<String, Vec<(u64, Gueltig<T>)>> =
        arten.iter().map(|art| (art.to_string(), Vec::new())).collect();
    let mut leser = csv::Reader::from_reader(text.as_bytes());
    let spalten = leser.headers().map_err(|grund| fehler(1, grund.to_string()))?.clone();
    for satz in leser.records() {
        let satz = satz.map_err(|grund| fehler(grund.position().map_or(1, csv::Position::line), grund.to_string()))?;
        let nr = satz.position().map_or(0, csv::Position::line);
        let zeile: Zeile = satz.deserialize(Some(&spalten)).map_err(|grund| fehler(nr, grund.to_string()))?;
        let zeilen = je_art
            .get_mut(&zeile.art)
            .ok_or_else(|| fehler(nr, format!("art '{}': expected one of {}", zeile.art, arten.join(", "))))?;
        let wert = wert(&zeile).map_err(|grund| fehler(nr, grund))?;
        zeilen.push((nr, zeile.gueltig(wert).map_err(|grund| fehler(nr, grund))?));
    }
    je_art
        .into_iter()
        .map(|(art, zeilen)| {
            let zeilen = ohne_ueberlappung(zeilen).map_err(|(nr, grund)| fehler(nr, grund))?;
            Ok((art.clone(), Datiert { was: format!("{tabelle} {art}"), zeilen }))
        })
        .collect()
}

/// Sorts by first day; refuses a period that begins before the previous one has ended, with its line.
fn ohne_ueberlappung<T>(mut zeilen: Vec<(u64, Gueltig<T>)>) -> Result<Vec<Gueltig<T>>, (u64, String)> {
    zeilen.sort_by_key(|(_, zeile)| zeile.gueltig_ab);
    for ((vorige_nr, vorige), (nr, zeile)) in zeilen.iter().zip(zeilen.iter().skip(1)) {
        if vorige.gueltig_bis.is_none_or(|bis| zeile.gueltig_ab <= bis) {
            return Err((*nr, format!("its period overlaps that of line {vorige_nr}")));
        }
    }
    Ok(zeilen.into_iter().map(|(_, zeile)| zeile).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster::tag;

    const KOPF: &str = "gueltig_ab,gueltig_bis,art,wert,rechtsgrundlage\n";

    fn lies_a(zeilen: &str) -> Result<Datiert<Betrag>, RegelFehler> {
        let mut tabelle = lies("probe", &format!("{KOPF}{zeilen}"), &["A", "B"], Zeile::betrag)?;
        Ok(tabelle.remove("A").expect("a kind asked for"))
    }

    #[test]
    fn a_value_holds_from_its_first_to_its_last_day() {
        let a = lies_a("2004-01-01,2005-06-30,A,2.00,x\n2005-07-01,,A,1.85,y\n2001-01-01,,B,9.00,\n").expect("a table");
        for (datum, wert) in [("2004-01-01", 200), ("2005-06-30", 200), ("2005-07-01", 185), ("2099-12-31", 185)] {
            assert_eq!(a.as_of(tag(datum)).map(|z| z.wert.cent()), Ok(wert), "{datum}");
        }
        assert_eq!(a.as_of(tag("2005-07-01")).map(|z| z.rechtsgrundlage.as_str()), Ok("y"));
    }

    #[test]
    fn a_day_outside_is_an_error_and_never_a_default() {
        let a = lies_a("2002-01-01,2002-12-31,A,6.00,\n2004-01-01,2004-12-31,A,2.00,\n").expect("a table");
        for datum in ["2001-12-31", "2003-01-01", "2003-12-31", "2005-01-01"] {
            let fehler = a.as_of(tag(datum)).expect_err("nothing laid down");
            assert_eq!(fehler, NichtGeregelt { was: "probe A".into(), datum: tag(datum) });
        }
    }

    #[test]
    fn rows_may_stand_in_any_order() {
        let a = lies_a("2005-07-01,,A,1.85,\n2004-01-01,2005-06-30,A,2.00,\n").expect("a table");
        assert_eq!(a.as_of(tag("2004-05-05")).map(|z| z.wert.cent()), Ok(200));
    }

    #[test]
    fn a_wrong_line_is_named() {
        for (zeilen, zeile, grund) in [
            ("2004-01-01,,A,2.00,\n2005-01-01,,A,1.00,\n", 3, "its period overlaps that of line 2"),
            ("2004-01-01,2005-01-01,A,2.00,\n2005-01-01,,A,1.00,\n", 3, "its period overlaps that of line 2"),
            ("2004-1-1,,A,2.00,\n", 2, "'2004-1-1' is no day: expected JJJJ-MM-TT"),
            ("2004-01-02,2004-01-01,A,2.00,\n", 2, "gueltig_bis lies before gueltig_ab"),
            ("2004-01-01,,A,\"2,00\",\n", 2, "wert '2,00': expected a number with a point and two decimals"),
            ("2004-01-01,,A,-2.00,\n", 2, "wert '-2.00': expected a number with a point and two decimals"),
            ("2004-01-01,,C,2.00,\n", 2, "art 'C': expected one of A, B"),
        ] {
            let tabelle = "probe".to_owned();
            assert_eq!(lies_a(zeilen), Err(RegelFehler::Parameter { tabelle, zeile, grund: grund.into() }));
        }
        assert!(matches!(lies_a("2004-01-01,,A\n"), Err(RegelFehler::Parameter { zeile: 2, .. })));
        assert!(lies("probe", "ab,bis\n1,2\n", &["A"], Zeile::betrag).is_err());
    }
}
