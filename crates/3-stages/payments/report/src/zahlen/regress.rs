//! What was paid for each accident case, against the limits of recourse and of the premium rebate procedure.

use std::collections::{BTreeMap, HashMap};

use domain::{Betrag, RegressOptionen, Regressfall, Tabelle};

/// Payments of a case in a year.
#[derive(Clone, Copy, Debug, Default)]
struct Jahr {
    vorher: Betrag,
    jetzt: Betrag,
    anzahl: u32,
}

/// Payments by case and year: those before the time reported on, and those in it.
#[derive(Debug, Default)]
pub struct Fallzahlen(HashMap<String, BTreeMap<u32, Jahr>>);

impl Fallzahlen {
    /// Counts what was paid for a case before the time reported on.
    pub fn vorher(&mut self, aktenzeichen: &str, jahr: u32, betrag: Betrag) {
        if let Some(zahlen) = self.jahr(aktenzeichen, jahr) {
            zahlen.vorher += betrag;
        }
    }

    /// Counts a prescription that was paid in it.
    pub fn bezahlt(&mut self, aktenzeichen: &str, jahr: u32, betrag: Betrag) {
        if let Some(zahlen) = self.jahr(aktenzeichen, jahr) {
            zahlen.jetzt += betrag;
            zahlen.anzahl += 1;
        }
    }

    fn jahr(&mut self, aktenzeichen: &str, jahr: u32) -> Option<&mut Jahr> {
        if aktenzeichen.is_empty() {
            return None;
        }
        if !self.0.contains_key(aktenzeichen) {
            self.0.insert(aktenzeichen.to_owned(), BTreeMap::new());
        }
        self.0.get_mut(aktenzeichen).map(|jahre| jahre.entry(jahr).or_default())
    }

    /// Cases that were paid for in the time reported on and reach a limit or come near it.
    pub fn zeilen(&self, optionen: &RegressOptionen) -> Vec<Regressfall> {
        let mut zeilen = Vec::new();
        for (aktenzeichen, jahre) in &self.0 {
            if let Some(grenze) = optionen.bagatellgrenze {
                let alle = jahre.values().fold(Jahr::default(), |a, b| Jahr {
                    vorher: a.vorher + b.vorher,
                    jetzt: a.jetzt + b.jetzt,
                    anzahl: a.anzahl + b.anzahl,
                });
                zeilen.extend(zeile(aktenzeichen, "bagatellgrenze", None, grenze, alle, optionen));
            }
            for (jahr, zahlen) in jahre {
                let grenzen = optionen.nachlassgrenzen.iter();
                zeilen.extend(
                    grenzen
                        .filter_map(|grenze| zeile(aktenzeichen, "nachlass", Some(*jahr), *grenze, *zahlen, optionen)),
                );
            }
        }
        Regressfall::ordne(&mut zeilen);
        zeilen
    }
}

fn zeile(
    aktenzeichen: &str,
    art: &str,
    jahr: Option<u32>,
    grenze: Betrag,
    zahlen: Jahr,
    optionen: &RegressOptionen,
) -> Option<Regressfall> {
    let summe = zahlen.vorher + zahlen.jetzt;
    let knapp = summe.cent() * 100 >= grenze.cent() * i64::from(optionen.knapp_prozent);
    let stand = match (zahlen.vorher >= grenze, summe >= grenze) {
        _ if zahlen.anzahl == 0 => return None,
        (false, true) => "neu",
        (true, true) => "darueber",
        _ if knapp => "knapp",
        _ => return None,
    };
    Some(Regressfall {
        aktenzeichen: aktenzeichen.to_owned(),
        art: art.to_owned(),
        jahr,
        grenze,
        vorher: zahlen.vorher,
        summe,
        anzahl: zahlen.anzahl,
        stand: stand.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster::euro;

    fn staende(vorher: &str, jetzt: &str) -> Vec<(String, Option<u32>, String)> {
        let mut zahlen = Fallzahlen::default();
        zahlen.vorher("123456785", 2004, euro(vorher));
        zahlen.bezahlt("123456785", 2005, euro(jetzt));
        zahlen.bezahlt("", 2005, euro("9999.00"));
        let optionen = RegressOptionen {
            bagatellgrenze: Some(euro("500.00")),
            nachlassgrenzen: vec![euro("100.00")],
            ..RegressOptionen::default()
        };
        zahlen.zeilen(&optionen).into_iter().map(|z| (z.art, z.jahr, z.stand)).collect()
    }

    #[test]
    fn a_limit_is_crossed_once_and_near_before() {
        let bagatell = |stand: &str| ("bagatellgrenze".to_owned(), None, stand.to_owned());
        assert_eq!(staende("300.00", "50.00"), []);
        assert_eq!(staende("350.00", "50.00"), [bagatell("knapp")]);
        assert_eq!(staende("450.00", "50.00"), [bagatell("neu")]);
        assert_eq!(staende("500.00", "0.01"), [bagatell("darueber")]);
    }

    #[test]
    fn the_rebate_procedure_looks_at_one_year() {
        assert_eq!(staende("90.00", "100.00"), [("nachlass".to_owned(), Some(2005), "neu".to_owned())]);
    }
}
