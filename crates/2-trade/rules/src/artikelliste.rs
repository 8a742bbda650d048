//! Articles by number and day.

use std::collections::HashMap;

use domain::{Artikel, Datum};

/// The list of articles: per PZN its periods of validity.
#[derive(Clone, Debug, Default)]
pub struct Artikelliste {
    /// The periods of each article, sorted by first day.
    je_pzn: HashMap<String, Vec<Artikel>>,
}

impl Artikelliste {
    /// A list of these rows, in any order.
    pub fn neu(artikel: Vec<Artikel>) -> Self {
        let mut je_pzn: HashMap<String, Vec<Artikel>> = HashMap::with_capacity(artikel.len());
        for zeile in artikel {
            je_pzn.entry(zeile.pzn.clone()).or_default().push(zeile);
        }
        for zeilen in je_pzn.values_mut() {
            zeilen.sort_by_key(|zeile| zeile.gueltig_ab);
        }
        Artikelliste { je_pzn }
    }

    /// Returns true if there is no article in it.
    pub fn ist_leer(&self) -> bool {
        self.je_pzn.is_empty()
    }

    /// The article on a day, bounds inclusive; none if the list does not have it for that day.
    pub fn am(&self, pzn: &str, abgabe_datum: Datum) -> Option<&Artikel> {
        let zeilen = self.je_pzn.get(pzn)?;
        let begonnen = zeilen.partition_point(|zeile| zeile.gueltig_ab <= abgabe_datum);
        zeilen[..begonnen].last().filter(|zeile| zeile.gueltig_bis.is_none_or(|bis| abgabe_datum <= bis))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster::{artikel, euro, tag};

    #[test]
    fn validity_by_dispensing_date_with_inclusive_bounds() {
        let mut alt = artikel("01234562", "2000-01-01", "FIX");
        alt.gueltig_bis = Some(tag("2004-12-31"));
        let mut neu = artikel("01234562", "2005-01-01", "FIX");
        neu.hs_rabatt = euro("1.00");
        let liste = Artikelliste::neu(vec![neu, alt]);
        let hs = |datum| liste.am("01234562", tag(datum)).map(|a| a.hs_rabatt.cent());
        assert_eq!(hs("1999-12-31"), None);
        assert_eq!(hs("2000-01-01"), Some(0));
        assert_eq!(hs("2004-12-31"), Some(0));
        assert_eq!(hs("2005-01-01"), Some(100));
        assert!(liste.am("04908802", tag("2005-01-01")).is_none());
    }
}
