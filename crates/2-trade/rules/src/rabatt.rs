//! The discounts due on a prescription.

use std::fmt;

use domain::{Betrag, Datum, Lesung, Position, Rechnungsart};

use crate::blatt::positionsfeld;
use crate::{Apothekenabschlag, Artikelliste, Blatt, NichtGeregelt};

/// What discounts are computed from.
#[derive(Clone, Copy, Debug)]
pub struct Rabattgrundlage<'a> {
    /// The articles.
    pub artikel: &'a Artikelliste,
    /// The rates of the pharmacy discount.
    pub abschlag: &'a Apothekenabschlag,
}

/// The computed discounts of a prescription, in euro.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rabatt {
    /// Pharmacy discount.
    pub ap: Betrag,
    /// Manufacturer discount.
    pub hs: Betrag,
}

/// Why the discounts of a prescription cannot be computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hindernis {
    /// No rate is laid down for the day of dispensing.
    NichtGeregelt(NichtGeregelt),
    /// There is no list of articles at all: without it nothing is known of any discount.
    ListeFehlt,
    /// There is no day of dispensing.
    DatumFehlt,
    /// A field that decides was not recognised: `abgabe_datum`, `pzn:1`.
    NichtErkannt(String),
}

impl fmt::Display for Hindernis {
    /// German: it stands in verdicts and tasks.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Hindernis::NichtGeregelt(was) => write!(f, "{} am {} nicht geregelt", was.was, was.datum),
            Hindernis::ListeFehlt => {
                f.write_str("Rabatt nicht berechenbar: keine Artikelliste (reference/artikel.csv)")
            }
            Hindernis::DatumFehlt => f.write_str("Rabatt nicht berechenbar: Abgabedatum fehlt"),
            Hindernis::NichtErkannt(feld) => write!(f, "Rabatt nicht berechenbar: {feld} nicht erkannt"),
        }
    }
}

/// The discounts due on a sheet, line by line by the day of dispensing. An article that is not in the list has none,
/// nor has anything billed by a hospital pharmacy; on fees there is none.
///
/// # Errors
/// What hinders the computation.
pub fn berechne(blatt: &Blatt, art: Rechnungsart, grundlage: &Rabattgrundlage) -> Result<Rabatt, Hindernis> {
    if art == Rechnungsart::Kha || blatt.positionen.is_empty() {
        return Ok(Rabatt::default());
    }
    if grundlage.artikel.ist_leer() {
        return Err(Hindernis::ListeFehlt);
    }
    let abgabe_datum = match blatt.rezept.abgabe_datum {
        Lesung::Wert(datum) => datum,
        Lesung::Leer => return Err(Hindernis::DatumFehlt),
        Lesung::NichtErkannt => return Err(Hindernis::NichtErkannt("abgabe_datum".into())),
    };
    blatt.positionen.iter().try_fold(Rabatt::default(), |summe, position| {
        let rabatt = positionsrabatt(position, abgabe_datum, grundlage)?;
        Ok(Rabatt { ap: summe.ap + rabatt.ap, hs: summe.hs + rabatt.hs })
    })
}

fn positionsrabatt(position: &Position, abgabe_datum: Datum, grundlage: &Rabattgrundlage) -> Result<Rabatt, Hindernis> {
    let nicht_erkannt = |feld| Hindernis::NichtErkannt(positionsfeld(feld, position));
    if position.pzn.nicht_erkannt() {
        return Err(nicht_erkannt("pzn"));
    }
    let Some(artikel) = position.pzn.wert().and_then(|pzn| grundlage.artikel.am(pzn, abgabe_datum)) else {
        return Ok(Rabatt::default());
    };
    let faktor = *position.faktor.wert().ok_or_else(|| nicht_erkannt("faktor"))?;
    let taxe = *position.taxe.wert().ok_or_else(|| nicht_erkannt("taxe"))?;
    let ap =
        grundlage.abschlag.abschlag(artikel.rabattart, taxe, faktor, abgabe_datum).map_err(Hindernis::NichtGeregelt)?;
    Ok(Rabatt { ap, hs: artikel.hs_rabatt.mal(faktor) })
}

#[cfg(test)]
mod tests {
    use domain::{Artikel, Rezept};

    use super::*;
    use muster::{artikel, euro, tag};

    fn liste() -> Artikelliste {
        let hs = |zeile: Artikel, betrag| Artikel { hs_rabatt: euro(betrag), ..zeile };
        Artikelliste::neu(vec![
            hs(artikel("02619100", "2000-01-01", "FIX"), "2.63"),
            hs(artikel("05898164", "2000-01-01", "PROZENT"), "0.00"),
            hs(artikel("06747556", "1990-01-01", "KEIN"), "1.00"),
        ])
    }

    fn position(pzn: &str, faktor: u32, taxe: &str) -> Position {
        let pzn = Lesung::aus_text(pzn).expect("any text");
        Position { pzn, faktor: Lesung::Wert(faktor), taxe: Lesung::Wert(euro(taxe)), ..muster::position() }
    }

    fn rabatt(abgabe: &str, art: Rechnungsart, positionen: &[Position]) -> Result<[i64; 2], Hindernis> {
        let abgabe_datum = match abgabe {
            "" => Lesung::Leer,
            "?" => Lesung::NichtErkannt,
            datum => Lesung::Wert(tag(datum)),
        };
        let rezept = Rezept { abgabe_datum, ..muster::rezept() };
        let (artikel, abschlag) = (&liste(), &Apothekenabschlag::aus_konfiguration(None).expect("the shipped table"));
        let grundlage = Rabattgrundlage { artikel, abschlag };
        berechne(&Blatt { rezept: &rezept, positionen }, art, &grundlage).map(|r| [r.ap.cent(), r.hs.cent()])
    }

    #[test]
    fn every_kind_of_article() {
        use Rechnungsart::{Arz, Kha};
        for (pzn, faktor, taxe, art, soll) in [
            ("02619100", 2, "87.64", Arz, [400, 526]),
            ("02619100", 2, "3.20", Arz, [320, 526]), // the fixed discount never exceeds the Taxe
            ("05898164", 1, "84.63", Arz, [423, 0]),
            ("06747556", 3, "84.63", Arz, [0, 300]),
            ("04908802", 1, "84.63", Arz, [0, 0]), // not in the list
            ("", 1, "84.63", Arz, [0, 0]),
            ("02619100", 2, "87.64", Kha, [0, 0]),
        ] {
            assert_eq!(rabatt("2005-02-02", art, &[position(pzn, faktor, taxe)]), Ok(soll), "{pzn} {art}");
        }
    }

    #[test]
    fn percentages_are_rounded_line_by_line() {
        let zeile = || position("05898164", 1, "0.10"); // half a cent each
        assert_eq!(rabatt("2005-02-02", Rechnungsart::Arz, &[zeile(), zeile()]), Ok([2, 0]));
    }

    #[test]
    fn what_hinders_is_said() {
        let eine = [position("02619100", 1, "82.43")];
        let arz = |abgabe, positionen: &[Position]| rabatt(abgabe, Rechnungsart::Arz, positionen);
        assert_eq!(arz("", &eine), Err(Hindernis::DatumFehlt));
        assert_eq!(arz("?", &eine), Err(Hindernis::NichtErkannt("abgabe_datum".into())));
        let ungelesen = [position("?", 1, "82.43")];
        assert_eq!(arz("2005-02-02", &ungelesen), Err(Hindernis::NichtErkannt("pzn:1".into())));
        let ohne_taxe = [Position { taxe: Lesung::NichtErkannt, ..eine[0].clone() }];
        assert_eq!(arz("2005-02-02", &ohne_taxe), Err(Hindernis::NichtErkannt("taxe:1".into())));
        let text = arz("2003-02-02", &eine).map_err(|h| h.to_string());
        assert_eq!(text, Err("Apothekenabschlag FIX am 2003-02-02 nicht geregelt".into()));
    }

    #[test]
    fn what_needs_no_rate_needs_no_date_of_one() {
        assert_eq!(rabatt("2003-02-02", Rechnungsart::Arz, &[position("06747556", 1, "5.00")]), Ok([0, 100]));
        assert_eq!(rabatt("", Rechnungsart::Kha, &[position("02619100", 1, "5.00")]), Ok([0, 0]));
        assert_eq!(rabatt("", Rechnungsart::Arz, &[]), Ok([0, 0]));
    }
}
