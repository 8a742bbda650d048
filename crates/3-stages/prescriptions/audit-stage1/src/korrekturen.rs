//! Corrections by people, applied to what was captured.

use std::collections::HashSet;

use domain::{EntscheidungsArt, Position, Rezept};
use rules::entscheidungen::unbrauchbar;
use rules::{Entscheidungen, RegelFehler, korrektur};

/// Which prescriptions were corrected, by invoice and picture number.
#[derive(Debug, Default)]
pub struct Korrigiert {
    erst: HashSet<(String, String)>,
    zweit: HashSet<(String, String)>,
}

impl Korrigiert {
    /// Whether a first and a second correction were made.
    pub fn von(&self, rezept: &Rezept) -> (bool, bool) {
        let schluessel = schluessel(rezept);
        (self.erst.contains(&schluessel), self.zweit.contains(&schluessel))
    }
}

/// Applies every correction, earliest first, so that on the same field the latest stands, first or second.
///
/// # Errors
/// A correction whose field or value the import should have refused.
pub fn wende_an(
    entscheidungen: &Entscheidungen,
    rezepte: &mut [Rezept],
    positionen: &mut [Position],
) -> Result<Korrigiert, RegelFehler> {
    let mut korrigiert = Korrigiert::default();
    for rezept in rezepte {
        for entscheidung in entscheidungen.fuer(rezept) {
            let merke = match entscheidung.art {
                EntscheidungsArt::Korrektur1 => &mut korrigiert.erst,
                EntscheidungsArt::Korrektur2 => &mut korrigiert.zweit,
                _ => continue,
            };
            let seine = positionen_von(rezept, positionen);
            korrektur::wende_an(rezept, seine, &entscheidung.feld, &entscheidung.wert)
                .map_err(|grund| unbrauchbar(entscheidung, grund))?;
            merke.insert(schluessel(rezept));
        }
    }
    Ok(korrigiert)
}

fn positionen_von<'a>(rezept: &Rezept, positionen: &'a mut [Position]) -> &'a mut [Position] {
    let schluessel = (&rezept.beleg_id, &rezept.pic_nr);
    let von = positionen.partition_point(|p| (&p.beleg_id, &p.pic_nr) < schluessel);
    let anzahl = positionen[von..].partition_point(|p| (&p.beleg_id, &p.pic_nr) == schluessel);
    &mut positionen[von..von + anzahl]
}

fn schluessel(rezept: &Rezept) -> (String, String) {
    (rezept.beleg_id.clone(), rezept.pic_nr.clone())
}

#[cfg(test)]
mod tests {
    use domain::{Betrag, Entscheidung, Lesung};
    use muster::{self, entscheidung};

    use super::*;
    use EntscheidungsArt::{Korrektur1, Korrektur2, Status};

    type Ergebnis = Result<(Rezept, Vec<Position>, (bool, bool)), RegelFehler>;

    fn korrigiere(alle: &[Entscheidung], rezept: Rezept) -> Ergebnis {
        let (mut rezepte, mut positionen) = ([rezept], vec![muster::position()]);
        let korrigiert = wende_an(&Entscheidungen::neu(alle), &mut rezepte, &mut positionen)?;
        let [rezept] = rezepte;
        let von = korrigiert.von(&rezept);
        Ok((rezept, positionen, von))
    }

    #[test]
    fn the_latest_wins_whether_first_or_second() {
        let um = |zeitpunkt: &str, e: Entscheidung| Entscheidung { zeitpunkt: zeitpunkt.into(), ..e };
        let alle = [
            um("2005-03-11T09:00:00", entscheidung(Korrektur1, "name", "Spät")),
            um("2005-03-11T08:00:00", entscheidung(Korrektur2, "name", "Früh")),
            um("2005-03-11T08:00:00", entscheidung(Korrektur1, "taxe:1", "82,40")),
        ];
        let (rezept, positionen, von) = korrigiere(&alle, muster::rezept()).expect("corrections");
        assert_eq!(rezept.name, Lesung::Wert("Spät".into()));
        assert_eq!(positionen[0].taxe, Lesung::Wert(Betrag::aus_cent(8240)));
        assert_eq!(von, (true, true));
    }

    #[test]
    fn other_decisions_change_nothing() {
        let (rezept, _, von) = korrigiere(&[entscheidung(Status, "", "0")], muster::rezept()).expect("nothing to do");
        assert_eq!((rezept, von), (muster::rezept(), (false, false)));
    }

    #[test]
    fn a_decision_on_another_invoice_is_not_applied() {
        let anderswo = Entscheidung { beleg_id: "0000009".into(), ..entscheidung(Korrektur1, "name", "Alt") };
        let (rezept, ..) = korrigiere(&[anderswo], muster::rezept()).expect("nothing to do");
        assert_eq!(rezept.name, muster::rezept().name);
    }

    #[test]
    fn an_impossible_value_is_an_error() {
        let fehler = korrigiere(&[entscheidung(Korrektur1, "geb_datum", "31.02.1960")], muster::rezept());
        let text = fehler.expect_err("no such day").to_string();
        assert!(text.starts_with("entscheidungen.csv, line 2: decision on 503305647430"), "{text}");
    }
}
