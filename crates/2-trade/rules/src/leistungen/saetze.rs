//! Agreed rates.

use std::collections::HashMap;

use domain::{Betrag, Datum, Einheit, Satz};

/// The agreed rates by facility, service kind and unit, each list by first day.
#[derive(Clone, Debug, Default)]
pub struct Saetze<'a> {
    je_art: HashMap<(&'a str, &'a str, Einheit), Vec<&'a Satz>>,
}

impl<'a> Saetze<'a> {
    /// Orders the rates; periods of one facility, service kind and unit never overlap.
    pub fn neu(saetze: &'a [Satz]) -> Self {
        let mut je_art: HashMap<(&str, &str, Einheit), Vec<&Satz>> = HashMap::new();
        for satz in saetze {
            je_art.entry((&satz.le_nr, &satz.leistungsart, satz.einheit)).or_default().push(satz);
        }
        for liste in je_art.values_mut() {
            liste.sort_by_key(|satz| satz.gueltig_ab);
        }
        Saetze { je_art }
    }

    /// The rate that holds for the whole of a period; none if no single one does.
    pub fn vereinbart(&self, le_nr: &str, art: &str, einheit: Einheit, von: Datum, bis: Datum) -> Option<Betrag> {
        self.im_zeitraum(le_nr, art, einheit, von, bis)
            .into_iter()
            .find(|&(ab, ende, _)| ab <= von && bis <= ende)
            .map(|(_, _, satz)| satz)
    }

    /// The rates that hold on any day of a period: first and last day of each, and the rate.
    pub fn im_zeitraum(
        &self,
        le_nr: &str,
        art: &str,
        einheit: Einheit,
        von: Datum,
        bis: Datum,
    ) -> Vec<(Datum, Datum, Betrag)> {
        let liste = self.je_art.get(&(le_nr, art, einheit)).map_or(&[][..], Vec::as_slice);
        liste
            .iter()
            .map(|satz| (satz.gueltig_ab, satz.gueltig_bis.unwrap_or(Datum::MAX), satz.satz))
            .filter(|&(ab, ende, _)| ab <= bis && von <= ende)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster::tag;

    fn satz(ab: &str, bis: Option<&str>, cent: i64) -> Satz {
        Satz {
            le_nr: "LE1".into(),
            leistungsart: "WOHNEN".into(),
            einheit: Einheit::Tag,
            gueltig_ab: tag(ab),
            gueltig_bis: bis.map(tag),
            satz: Betrag::aus_cent(cent),
        }
    }

    #[test]
    fn a_rate_must_hold_for_the_whole_period() {
        let alle = [satz("2024-03-16", None, 200), satz("2023-01-01", Some("2024-03-15"), 100)];
        let saetze = Saetze::neu(&alle);
        let am = |von, bis| saetze.vereinbart("LE1", "WOHNEN", Einheit::Tag, tag(von), tag(bis)).map(Betrag::cent);
        assert_eq!(am("2024-03-01", "2024-03-15"), Some(100));
        assert_eq!(am("2024-03-16", "2024-03-31"), Some(200));
        assert_eq!(am("2024-03-01", "2024-03-31"), None);
        assert_eq!(am("2022-12-31", "2023-01-01"), None);
        assert_eq!(saetze.vereinbart("LE1", "WOHNEN", Einheit::Monat, tag("2024-03-01"), tag("2024-03-02")), None);
        assert_eq!(saetze.vereinbart("LE2", "WOHNEN", Einheit::Tag, tag("2024-03-01"), tag("2024-03-02")), None);
    }
}
