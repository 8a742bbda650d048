//! What people decided, by what they decided on: the one place that says which decision counts.
//!
//! Decisions on the same thing (a field, the case, the status, a release) follow each other by their time. The latest
//! counts, `zurück` takes back the one before it, and two different ones of the same time count for nothing: which of
//! two people was meant is not ours to guess. None of this depends on the order in which files came.

use std::collections::{BTreeMap, HashMap};

use domain::{Datum, Entscheidung, EntscheidungsArt, Rezept};

use crate::RegelFehler;
use crate::statuses::{self, StatusZeile};
use crate::vier_augen;

/// The decisions by invoice and by PicNr, or by name of a line.
#[derive(Clone, Debug)]
pub struct Entscheidungen<'a> {
    je_posten: HashMap<(&'a str, &'a str), Vec<&'a Entscheidung>>,
}

impl<'a> Entscheidungen<'a> {
    /// Takes decisions in any order.
    pub fn neu(entscheidungen: &'a [Entscheidung]) -> Self {
        let mut je_posten: HashMap<(&str, &str), Vec<&Entscheidung>> = HashMap::new();
        for entscheidung in entscheidungen {
            je_posten.entry((&entscheidung.beleg_id, &entscheidung.pic_nr)).or_default().push(entscheidung);
        }
        Entscheidungen { je_posten }
    }

    /// The decisions that stand for this delivered prescription, earliest first; of two on the same thing the later
    /// one counts. Once it is settled, those of later runs change it no more.
    pub fn fuer(&self, rezept: &Rezept) -> Vec<&'a Entscheidung> {
        self.zu(&rezept.beleg_id, &rezept.pic_nr, rezept.erledigt_am)
    }

    /// As [`fuer`](Self::fuer), for a prescription or a line of a facility by its invoice and its name: those that runs
    /// up to `bis` took.
    pub fn zu(&self, beleg_id: &str, posten: &str, bis: Option<Datum>) -> Vec<&'a Entscheidung> {
        bestehende(self.bis(beleg_id, posten, bis))
    }

    /// Number of decisions on a prescription, whether they stand or not.
    pub fn anzahl(&self, rezept: &Rezept) -> u32 {
        let alle = self.je_posten.get(&(rezept.beleg_id.as_str(), rezept.pic_nr.as_str())).into_iter().flatten();
        alle.filter(|e| e.art.betrifft_urteil()).count() as u32
    }

    /// The case that a person decided on, or that there is none.
    pub fn zuordnung(&self, rezept: &Rezept) -> Option<&'a Entscheidung> {
        self.letzte(rezept, EntscheidungsArt::Zuordnung)
    }

    /// The decision on the case of a prescription that was paid without one.
    pub fn umbuchung(&self, rezept: &Rezept) -> Option<&'a Entscheidung> {
        self.letzte(rezept, EntscheidungsArt::Umbuchung)
    }

    /// The manual status of a prescription.
    ///
    /// # Errors
    /// A status that does not exist.
    pub fn status(&self, rezept: &Rezept) -> Result<Option<&'static StatusZeile>, RegelFehler> {
        let Some(letzte) = self.letzte(rezept, EntscheidungsArt::Status) else { return Ok(None) };
        let zeile = letzte.wert.parse().ok().and_then(statuses::zeile);
        zeile.map(Some).ok_or_else(|| unbrauchbar(letzte, format!("there is no status '{}'", letzte.wert)))
    }

    /// Returns true if a person released a prescription that was held back.
    pub fn freigegeben(&self, rezept: &Rezept) -> bool {
        let gefragt = |feld: &str| feld.is_empty() || feld.eq_ignore_ascii_case("R09");
        let freigabe = |e: &&Entscheidung| e.art == EntscheidungsArt::Freigabe && gefragt(&e.feld);
        self.fuer(rezept).into_iter().rfind(freigabe).is_some_and(|e| e.wert == "ja")
    }

    /// Returns true if two people decided what this decision says, by the rule of [`vier_augen`].
    pub fn zu_zweit(&self, rezept: &Rezept, entscheidung: &Entscheidung) -> bool {
        let folge = self.bis(&rezept.beleg_id, &rezept.pic_nr, rezept.erledigt_am);
        vier_augen::zu_zweit(folge.filter(|e| sache(e) == sache(entscheidung)), &entscheidung.wert)
    }

    fn bis<'s>(
        &'s self,
        beleg_id: &'s str,
        posten: &'s str,
        bis: Option<Datum>,
    ) -> impl Iterator<Item = &'a Entscheidung> + 's {
        let alle = self.je_posten.get(&(beleg_id, posten)).into_iter().flatten().copied();
        alle.filter(move |e| bis.is_none_or(|bis| e.lauf <= bis))
    }

    fn letzte(&self, rezept: &Rezept, art: EntscheidungsArt) -> Option<&'a Entscheidung> {
        self.fuer(rezept).into_iter().rfind(|e| e.art == art)
    }
}

/// What of an invoice's prescription or line is decided on. First and second correction are about the same field.
pub(crate) type Sache<'a> = (EntscheidungsArt, &'a str);

pub(crate) fn sache(entscheidung: &Entscheidung) -> Sache<'_> {
    match entscheidung.art {
        EntscheidungsArt::Korrektur1 | EntscheidungsArt::Korrektur2 => {
            (EntscheidungsArt::Korrektur1, &entscheidung.feld)
        }
        art => (art, &entscheidung.feld),
    }
}

/// Decisions that speak against another one: on the same thing, of the same time, of another value. None of them
/// counts. Each comes with one that it contradicts.
pub fn widersprueche(entscheidungen: &[Entscheidung]) -> Vec<(&Entscheidung, &Entscheidung)> {
    let mut je_zeit: HashMap<_, Vec<&Entscheidung>> = HashMap::new();
    for e in entscheidungen {
        je_zeit.entry((&e.beleg_id, &e.pic_nr, sache(e), zeit(e))).or_default().push(e);
    }
    je_zeit.into_values().flat_map(widerspruch).collect()
}

fn widerspruch(gleichzeitige: Vec<&Entscheidung>) -> Vec<(&Entscheidung, &Entscheidung)> {
    let anderer = |e: &Entscheidung| gleichzeitige.iter().copied().find(|andere| andere.wert != e.wert);
    gleichzeitige.iter().copied().filter_map(|e| Some((e, anderer(e)?))).collect()
}

/// The decisions on one prescription that stand, in the order of their times.
fn bestehende<'a>(entscheidungen: impl Iterator<Item = &'a Entscheidung>) -> Vec<&'a Entscheidung> {
    let mut je_sache: BTreeMap<Sache<'a>, Vec<&'a Entscheidung>> = BTreeMap::new();
    for e in entscheidungen {
        je_sache.entry(sache(e)).or_default().push(e);
    }
    let folgen = je_sache.into_values().map(|folge| nach_zeit(folge.into_iter()));
    let mut stehen: Vec<&Entscheidung> = folgen.flat_map(gefaltet).collect();
    stehen.sort_by_cached_key(|e| (zeit(e), e.art, &e.feld, &e.datei, e.zeile, e.lauf));
    stehen
}

/// Decisions by their times, earliest first.
pub(crate) fn nach_zeit<'a>(
    entscheidungen: impl Iterator<Item = &'a Entscheidung>,
) -> BTreeMap<String, Vec<&'a Entscheidung>> {
    let mut je_zeit: BTreeMap<String, Vec<&Entscheidung>> = BTreeMap::new();
    for e in entscheidungen {
        je_zeit.entry(zeit(e)).or_default().push(e);
    }
    je_zeit
}

/// What stands of the decisions on one thing. Who decides what is decided already confirms it, and both are taken back
/// together.
fn gefaltet(je_zeit: BTreeMap<String, Vec<&Entscheidung>>) -> Vec<&Entscheidung> {
    let mut stapel: Vec<Vec<&Entscheidung>> = Vec::new();
    for gleichzeitige in je_zeit.into_values() {
        let wert = &gleichzeitige[0].wert;
        if gleichzeitige.iter().any(|e| e.wert != *wert) {
            continue;
        }
        match stapel.last_mut() {
            _ if gleichzeitige[0].nimmt_zurueck() => _ = stapel.pop(),
            Some(oben) if oben[0].wert == *wert => oben.extend(gleichzeitige),
            _ => stapel.push(gleichzeitige),
        }
    }
    stapel.into_iter().flatten().collect()
}

/// When it was decided, in the form in which times compare; ledgers from before hold them as people wrote them.
fn zeit(entscheidung: &Entscheidung) -> String {
    let zeit = entscheidung.zeitpunkt.replace(' ', "T");
    if zeit.contains('T') { zeit } else { zeit + "T23:59:59" }
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

    fn am(zeitpunkt: &str, wert: &str) -> Entscheidung {
        Entscheidung { zeitpunkt: zeitpunkt.into(), ..entscheidung(EntscheidungsArt::Status, "", wert) }
    }

    fn status(entscheidungen: &[Entscheidung], rezept: &Rezept) -> Option<u16> {
        Entscheidungen::neu(entscheidungen).status(rezept).expect("a status").map(|zeile| zeile.nummer.0)
    }

    #[test]
    fn the_latest_status_wins() {
        assert_eq!(status(&[am("2005-03-11T10:00:00", "1005"), am("2005-03-11 09:00:00", "0")], &rezept()), Some(1005));
        // A date alone is the end of that day.
        assert_eq!(status(&[am("2005-03-11", "1005"), am("2005-03-11 09:00:00", "0")], &rezept()), Some(1005));
        assert_eq!(status(&[], &rezept()), None);
        assert!(Entscheidungen::neu(&[am("2005-03-11", "988")]).status(&rezept()).is_err());
    }

    #[test]
    fn a_decision_belongs_to_its_invoice_and_ends_with_its_run() {
        let alle = [entscheidung(EntscheidungsArt::Status, "", "0")]; // taken on 2005-03-11
        let erledigt = |am: &str| Rezept { erledigt_am: Some(tag(am)), ..rezept() };
        assert_eq!(status(&alle, &rezept()), Some(0));
        assert_eq!(status(&alle, &Rezept { beleg_id: "0000009".into(), ..rezept() }), None);
        assert_eq!(status(&alle, &erledigt("2005-03-11")), Some(0));
        assert_eq!(status(&alle, &erledigt("2005-03-10")), None);
    }

    #[test]
    fn different_decisions_of_the_same_second_count_for_nothing() {
        let (frueher, eine, andere) =
            (am("2005-03-11T07:00:00", "0"), am("2005-03-11T08:00:00", "1005"), am("2005-03-11T08:00:00", "1011"));
        let alle = [frueher.clone(), eine.clone(), andere.clone()];
        assert_eq!(status(&alle, &rezept()), Some(0));
        assert_eq!(widersprueche(&alle).len(), 2);
        assert_eq!(widersprueche(&[frueher.clone(), eine.clone(), eine.clone()]), []);
        assert_eq!(status(&[frueher, eine.clone(), eine], &rezept()), Some(1005));
    }

    #[test]
    fn taking_back_restores_what_was_before() {
        let (a, b) = (am("2005-03-11T08:00:00", "0"), am("2005-03-11T09:00:00", "1005"));
        let zurueck = |um: &str| am(um, Entscheidung::ZURUECK);
        let einmal = zurueck("2005-03-11T10:00:00");
        assert_eq!(status(&[a.clone(), b.clone(), einmal.clone()], &rezept()), Some(0));
        assert_eq!(status(&[einmal.clone(), b.clone(), a.clone(), einmal.clone()], &rezept()), Some(0));
        assert_eq!(status(&[a.clone(), b, einmal.clone(), zurueck("2005-03-11T11:00:00")], &rezept()), None);
        // Confirmed by a second person: both go.
        let zweite = Entscheidung { bearbeiter: "kb".into(), ..am("2005-03-11T08:30:00", "0") };
        assert_eq!(status(&[a.clone(), zweite, einmal.clone()], &rezept()), None);
        assert_eq!(status(&[einmal, am("2005-03-11T12:00:00", "0")], &rezept()), Some(0));
    }

    #[test]
    fn first_and_second_correction_are_about_the_same_field() {
        let um = |um: &str, art, wert| Entscheidung { zeitpunkt: um.into(), ..entscheidung(art, "name", wert) };
        let erste = um("2005-03-11T08:00:00", EntscheidungsArt::Korrektur1, "Meier");
        let zweite = um("2005-03-11T08:00:00", EntscheidungsArt::Korrektur2, "Maier");
        let beide = [erste, zweite];
        assert!(Entscheidungen::neu(&beide).fuer(&rezept()).is_empty());
        let anderes = [beide[0].clone(), Entscheidung { feld: "ort".into(), ..beide[1].clone() }];
        assert_eq!(Entscheidungen::neu(&anderes).fuer(&rezept()).len(), 2);
    }

    #[test]
    fn another_person_confirms() {
        let eine = am("2005-03-11T08:00:00", "0");
        let wer = |wer: &str| Entscheidung { bearbeiter: wer.into(), ..am("2005-03-11T09:00:00", "0") };
        for (weitere, zu_zweit) in [(wer("MM "), false), (wer("kb"), true)] {
            let alle = [eine.clone(), weitere];
            assert_eq!(Entscheidungen::neu(&alle).zu_zweit(&rezept(), &eine), zu_zweit);
        }
    }

    proptest::proptest! {
        /// Whichever file came first, and however often each came.
        #[test]
        fn order_and_repetition_change_nothing(
            lines in proptest::collection::vec((0..4usize, 0..4usize, 0..2usize), 0..12),
            turn in 0..12usize,
        ) {
            let line = |(um, wert, feld): &(usize, usize, usize)| Entscheidung {
                zeitpunkt: format!("2005-03-11T0{um}:00:00"),
                wert: ["A", "B", "C", Entscheidung::ZURUECK][*wert].into(),
                ..entscheidung(EntscheidungsArt::Korrektur1, ["name", "ort"][*feld], "")
            };
            let alle: Vec<Entscheidung> = lines.iter().map(line).collect();
            let gilt = |alle: &[Entscheidung]| -> BTreeMap<String, String> {
                let stehen = Entscheidungen::neu(alle).fuer(&rezept());
                stehen.into_iter().map(|e| (e.feld.clone(), e.wert.clone())).collect()
            };
            let mut gedreht: Vec<Entscheidung> = alle.iter().rev().cloned().collect();
            gedreht.rotate_left(turn.min(lines.len()));
            proptest::prop_assert_eq!(gilt(&alle), gilt(&gedreht));
            gedreht.extend(alle.clone());
            proptest::prop_assert_eq!(gilt(&alle), gilt(&gedreht));
        }
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
