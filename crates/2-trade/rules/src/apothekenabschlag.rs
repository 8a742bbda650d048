//! The pharmacy discount by law (`apothekenabschlag.csv`).

use std::fmt;

use domain::{Betrag, Datum, Rabattart};
use rust_decimal::Decimal;

use crate::parameter::{Datiert, Gueltig, Zeile, lies};
use crate::{NichtGeregelt, RegelFehler};

/// The rate of the discount on one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Satz {
    /// Euro per pack, never more than the Taxe.
    JePackung(Betrag),
    /// Percent of the Taxe.
    Prozent(Decimal),
}

impl Satz {
    /// The discount on a line with this Taxe and quantity; percentages are rounded half-up to the cent.
    fn abschlag(self, taxe: Betrag, faktor: u32) -> Betrag {
        match self {
            Satz::JePackung(betrag) => betrag.mal(faktor).min(taxe),
            Satz::Prozent(prozent) => taxe.prozent(prozent),
        }
    }
}

/// In German: `1,77 EUR je Packung`, `5,00 %`.
impl fmt::Display for Satz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Satz::JePackung(betrag) => write!(f, "{} EUR je Packung", betrag.deutsch()),
            Satz::Prozent(prozent) => write!(f, "{} %", prozent.to_string().replace('.', ",")),
        }
    }
}

/// The rates for both kinds of articles over time.
#[derive(Clone, Debug)]
pub struct Apothekenabschlag {
    fix: Datiert<Satz>,
    prozent: Datiert<Satz>,
}

/// The table as it is shipped, with its legal references.
const AUSGELIEFERT: &str = include_str!("../../../../pipelines/rules/apothekenabschlag.csv");

impl Apothekenabschlag {
    /// The figures of the configuration's `rules/apothekenabschlag.csv`, or the shipped ones where it has no such file.
    ///
    /// # Errors
    /// See [`aus_csv`](Self::aus_csv).
    pub fn aus_konfiguration(text: Option<&str>) -> Result<Self, RegelFehler> {
        Self::aus_csv(text.unwrap_or(AUSGELIEFERT))
    }

    /// Reads `apothekenabschlag.csv`.
    ///
    /// # Errors
    /// The first line that cannot be read or overlaps another one.
    pub fn aus_csv(text: &str) -> Result<Self, RegelFehler> {
        let mut tabelle = lies("Apothekenabschlag", text, &["FIX", "PROZENT"], satz)?;
        let mut nimm = |art: Rabattart| tabelle.remove(art.als_str()).expect("a kind asked for");
        Ok(Apothekenabschlag { fix: nimm(Rabattart::Fix), prozent: nimm(Rabattart::Prozent) })
    }

    /// The discount on a line of an article of this kind, dispensed on this day.
    ///
    /// # Errors
    /// No rate is laid down for that day.
    pub fn abschlag(
        &self,
        art: Rabattart,
        taxe: Betrag,
        faktor: u32,
        abgabe_datum: Datum,
    ) -> Result<Betrag, NichtGeregelt> {
        let saetze = match art {
            Rabattart::Kein => return Ok(Betrag::NULL),
            Rabattart::Fix => &self.fix,
            Rabattart::Prozent => &self.prozent,
        };
        saetze.as_of(abgabe_datum).map(|zeile| zeile.wert.abschlag(taxe, faktor))
    }

    /// The rate for an article of this kind on a day, in words, with its validity and legal reference; none where there is
    /// no discount.
    ///
    /// # Errors
    /// No rate is laid down for that day.
    pub fn grundlage(&self, art: Rabattart, tag: Datum) -> Result<Option<Gueltig<String>>, NichtGeregelt> {
        let saetze = match art {
            Rabattart::Kein => return Ok(None),
            Rabattart::Fix => &self.fix,
            Rabattart::Prozent => &self.prozent,
        };
        let zeile = saetze.as_of(tag)?;
        Ok(Some(Gueltig {
            gueltig_ab: zeile.gueltig_ab,
            gueltig_bis: zeile.gueltig_bis,
            wert: zeile.wert.to_string(),
            rechtsgrundlage: zeile.rechtsgrundlage.clone(),
        }))
    }
}

fn satz(zeile: &Zeile) -> Result<Satz, String> {
    let betrag = zeile.betrag()?;
    match zeile.einheit.as_str() {
        "euro_je_packung" => Ok(Satz::JePackung(betrag)),
        "prozent" => Ok(Satz::Prozent(Decimal::new(betrag.cent(), 2))),
        andere => Err(format!("einheit '{andere}': expected euro_je_packung or prozent")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster::{euro, tag};

    #[test]
    fn a_rate_says_since_when_and_by_what_law() {
        let abschlaege = Apothekenabschlag::aus_konfiguration(None).expect("the shipped table");
        let satz = |art, datum| abschlaege.grundlage(art, tag(datum)).expect("laid down");
        let fix = satz(Rabattart::Fix, "2023-02-01").expect("a rate");
        assert_eq!((fix.wert.as_str(), fix.gueltig_bis), ("2,00 EUR je Packung", Some(tag("2025-01-31"))));
        assert_eq!(fix.rechtsgrundlage, "§ 130 (1a) SGB V i.d.F. GKV-FinStG");
        assert_eq!(satz(Rabattart::Prozent, "2005-02-25").map(|rate| rate.wert), Some("5,00 %".to_owned()));
        assert_eq!(satz(Rabattart::Kein, "2005-02-25"), None);
    }

    #[test]
    fn discounts_by_kind_and_day() {
        let abschlaege = Apothekenabschlag::aus_konfiguration(None).expect("the shipped table");
        for (art, taxe, faktor, datum, soll) in [
            (Rabattart::Fix, "82.43", 1, "2005-02-04", "2.00"),
            (Rabattart::Fix, "87.64", 2, "2005-02-02", "4.00"),
            (Rabattart::Fix, "3.20", 2, "2005-02-08", "3.20"), // never more than the Taxe
            (Rabattart::Fix, "82.43", 2, "2005-07-01", "3.70"),
            (Rabattart::Fix, "50.00", 3, "2002-06-01", "3.00"), // in 2002 a percentage
            (Rabattart::Prozent, "84.63", 1, "2005-02-25", "4.23"),
            (Rabattart::Prozent, "27.90", 2, "2005-02-25", "1.40"), // 1.395
            (Rabattart::Prozent, "50.00", 1, "2002-12-31", "3.00"),
            (Rabattart::Kein, "50.00", 1, "2005-02-25", "0.00"),
            (Rabattart::Kein, "50.00", 1, "1999-02-25", "0.00"),
        ] {
            let ist = abschlaege.abschlag(art, euro(taxe), faktor, tag(datum));
            assert_eq!(ist, Ok(euro(soll)), "{art} {taxe} × {faktor} on {datum}");
        }
    }

    #[test]
    fn years_without_a_rate_are_errors() {
        let abschlaege = Apothekenabschlag::aus_konfiguration(None).expect("the shipped table");
        for (art, datum) in
            [(Rabattart::Fix, "2003-05-05"), (Rabattart::Prozent, "2003-05-05"), (Rabattart::Fix, "1999-01-12")]
        {
            let fehler = abschlaege.abschlag(art, euro("10.00"), 1, tag(datum)).expect_err("no rate");
            assert_eq!(fehler.was, format!("Apothekenabschlag {art}"));
        }
    }

    #[test]
    fn an_unknown_unit_is_refused() {
        let kopf = "gueltig_ab,gueltig_bis,art,wert,einheit,rechtsgrundlage\n";
        let fehler = Apothekenabschlag::aus_csv(&format!("{kopf}2004-01-01,,FIX,2.00,promille,\n")).expect_err("unit");
        assert!(fehler.to_string().contains("line 2: einheit 'promille'"), "{fehler}");
    }
}
