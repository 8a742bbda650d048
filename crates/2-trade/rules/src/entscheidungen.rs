//! What people decided, by prescription.

use std::collections::HashMap;

use domain::{Datum, Entscheidung, EntscheidungsArt, Rezept};

use crate::RegelFehler;
use crate::statuses::{self, StatusZeile};

/// The decisions by prescription, each list in the order in which they were taken.
#[derive(Clone, Debug)]
pub struct Entscheidungen<'a> {
    je_pic_nr: HashMap<&'a str, Vec<&'a Entscheidung>>,
}

impl<'a> Entscheidungen<'a> {
    /// Orders the decisions by the time they were taken; at the same time the run and the file decide.
    pub fn neu(entscheidungen: &'a [Entscheidung]) -> Self {
        let mut je_pic_nr: HashMap<&str, Vec<&Entscheidung>> = HashMap::new();
        for entscheidung in entscheidungen {
            je_pic_nr.entry(&entscheidung.pic_nr).or_default().push(entscheidung);
        }
        for liste in je_pic_nr.values_mut() {
            // A person may write a blank for the T between day and time.
            liste.sort_by_cached_key(|e| (e.zeitpunkt.replace(' ', "T"), e.lauf, e.art, e.datei.as_str(), e.zeile));
        }
        Entscheidungen { je_pic_nr }
    }

    /// The decisions that apply to this delivered prescription, earliest first: those taken since it came, and, once
    /// it is settled, those taken until then. An older one belongs to an earlier delivery of the same PicNr.
    pub fn fuer<'s>(&'s self, rezept: &Rezept) -> impl Iterator<Item = &'a Entscheidung> + use<'a, 's> {
        self.zu(&rezept.pic_nr, rezept.herkunft, rezept.erledigt_am)
    }

    /// As [`fuer`](Self::fuer), for a prescription or a line of a facility by its name: the decisions that runs from
    /// `von` to `bis` took.
    pub fn zu<'s>(
        &'s self,
        posten: &str,
        von: Datum,
        bis: Option<Datum>,
    ) -> impl Iterator<Item = &'a Entscheidung> + use<'a, 's> {
        self.je_pic_nr
            .get(posten)
            .into_iter()
            .flatten()
            .copied()
            .filter(move |e| von <= e.lauf && bis.is_none_or(|bis| e.lauf <= bis))
    }

    /// The manual status of a prescription: the latest one decided.
    ///
    /// # Errors
    /// A status that does not exist.
    pub fn status(&self, rezept: &Rezept) -> Result<Option<&'static StatusZeile>, RegelFehler> {
        let Some(letzte) = self.letzte(rezept, EntscheidungsArt::Status) else { return Ok(None) };
        let zeile = letzte.wert.parse().ok().and_then(statuses::zeile);
        zeile.map(Some).ok_or_else(|| unbrauchbar(letzte, format!("there is no status '{}'", letzte.wert)))
    }

    /// Whether a person released a prescription that was held back.
    pub fn freigegeben(&self, rezept: &Rezept) -> bool {
        let freigaben = self.fuer(rezept).filter(|e| e.art == EntscheidungsArt::Freigabe && e.feld != "konto");
        freigaben.last().is_some_and(|e| e.wert == "ja")
    }

    fn letzte(&self, rezept: &Rezept, art: EntscheidungsArt) -> Option<&'a Entscheidung> {
        self.fuer(rezept).filter(|e| e.art == art).last()
    }
}

/// The error of a decision that cannot be obeyed.
pub fn unbrauchbar(entscheidung: &Entscheidung, grund: String) -> RegelFehler {
    let Entscheidung { datei, zeile, pic_nr, .. } = entscheidung.clone();
    RegelFehler::Entscheidung { datei, zeile, pic_nr, grund }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster::{entscheidung, rezept, tag};

    fn status(entscheidungen: &[Entscheidung], rezept: &Rezept) -> Option<u16> {
        Entscheidungen::neu(entscheidungen).status(rezept).expect("a status").map(|zeile| zeile.nummer.0)
    }

    #[test]
    fn the_latest_status_wins() {
        let am = |zeitpunkt: &str, wert| Entscheidung {
            zeitpunkt: zeitpunkt.into(),
            ..entscheidung(EntscheidungsArt::Status, "", wert)
        };
        let beide = [am("2005-03-11T10:00:00", "1005"), am("2005-03-11 09:00:00", "0")];
        assert_eq!(status(&beide, &rezept()), Some(1005));
        assert_eq!(status(&[am("2005-03-11", "1005"), am("2005-03-11 09:00:00", "0")], &rezept()), Some(0));
        assert_eq!(status(&[], &rezept()), None);
        assert!(Entscheidungen::neu(&[am("2005-03-11", "988")]).status(&rezept()).is_err());
    }

    #[test]
    fn a_decision_belongs_to_the_delivery_it_was_taken_on() {
        let alle = [entscheidung(EntscheidungsArt::Status, "", "0")]; // taken on 2005-03-11
        let mit = |herkunft, erledigt_am: Option<&str>| Rezept {
            herkunft: tag(herkunft),
            erledigt_am: erledigt_am.map(tag),
            ..rezept()
        };
        assert_eq!(status(&alle, &mit("2005-03-04", None)), Some(0));
        assert_eq!(status(&alle, &mit("2005-03-12", None)), None);
        assert_eq!(status(&alle, &mit("2005-03-04", Some("2005-03-11"))), Some(0));
        assert_eq!(status(&alle, &mit("2005-03-04", Some("2005-03-10"))), None);
    }

    #[test]
    fn only_a_yes_releases() {
        let frei = |alle: &[Entscheidung]| Entscheidungen::neu(alle).freigegeben(&rezept());
        assert!(frei(&[entscheidung(EntscheidungsArt::Freigabe, "", "ja")]));
        assert!(!frei(&[entscheidung(EntscheidungsArt::Freigabe, "", "nein")]));
        assert!(!frei(&[entscheidung(EntscheidungsArt::Freigabe, "konto", "ja")]), "that releases the account");
        assert!(!frei(&[entscheidung(EntscheidungsArt::Status, "", "0")]));
    }
}
