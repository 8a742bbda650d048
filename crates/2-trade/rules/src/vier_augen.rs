//! Four eyes: some decisions count only once a second person has taken the same.
//!
//! The one place that says which decisions these are and when they count. It runs where decisions come in, so that no
//! later stage sees one that still waits. People are compared by name, without regard to case and blanks.
//!
//! Each person has one word on a thing: the latest. A value counts from the moment at which two people's words agree; a
//! third word that differs waits and changes nothing. Taking back (`zurück`) needs one person alone: nothing is paid by it.

use std::collections::HashMap;

use domain::{Entscheidung, EntscheidungsArt, VierAugenOptionen};

use crate::entscheidungen::{nach_zeit, sache};

/// Why a decision needs a second person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anlass {
    /// It moves money to another account.
    Konto,
    /// It pays again what came back.
    Neuanweisung,
    /// Much is at stake.
    Betrag,
    /// The payer wants it for this kind.
    Art,
}

impl Anlass {
    /// The reason in words.
    pub fn wort(self) -> &'static str {
        match self {
            Anlass::Konto => "anderes Konto",
            Anlass::Neuanweisung => "Neuanweisung",
            Anlass::Betrag => "hoher Betrag",
            Anlass::Art => "vom Kostenträger verlangt",
        }
    }
}

/// Why this decision needs a second person; none = one is enough. `betrag` is what is at stake, none = not known.
pub fn anlass(e: &Entscheidung, optionen: &VierAugenOptionen, betrag: Option<domain::Betrag>) -> Option<Anlass> {
    match e.art {
        _ if e.nimmt_zurueck() => None,
        EntscheidungsArt::Freigabe if e.feld == "konto" => Some(Anlass::Konto),
        EntscheidungsArt::Neuanweisung => Some(Anlass::Neuanweisung),
        art if optionen.immer.iter().any(|immer| immer == art.als_str()) => Some(Anlass::Art),
        // What is not known may be much.
        _ => {
            optionen.ab_betrag.filter(|ab| betrag.is_none_or(|betrag| betrag.absolut() >= *ab)).map(|_| Anlass::Betrag)
        }
    }
}

/// Splits decisions into those that count and those that wait for a second person, each with the reason. The order of
/// the input does not matter.
pub fn teile(
    entscheidungen: &[Entscheidung],
    anlass: impl Fn(&Entscheidung) -> Option<Anlass>,
) -> (Vec<&Entscheidung>, Vec<(&Entscheidung, Anlass)>) {
    let (mut zaehlen, mut warten) = (Vec::new(), Vec::new());
    let mut je_sache: HashMap<_, Vec<&Entscheidung>> = HashMap::new();
    for e in entscheidungen {
        je_sache.entry((&e.beleg_id, &e.pic_nr, sache(e))).or_default().push(e);
    }
    for folge in je_sache.into_values() {
        let worte = Worte::aus(folge, &anlass);
        zaehlen.extend(worte.zaehlen);
        warten.extend(worte.je_person.into_values());
    }
    (zaehlen, warten)
}

/// Returns true if two people decided `wert`, of these decisions on one thing.
pub(crate) fn zu_zweit<'e>(folge: impl Iterator<Item = &'e Entscheidung>, wert: &str) -> bool {
    let jede = |e: &Entscheidung| (!e.nimmt_zurueck()).then_some(Anlass::Art);
    Worte::aus(folge.collect(), jede).zaehlen.last().is_some_and(|letzte| letzte.wert == wert)
}

/// Words of people on one thing.
#[derive(Default)]
struct Worte<'e> {
    /// The decisions that count, in the order in which they came to count.
    zaehlen: Vec<&'e Entscheidung>,
    /// The last word of each person, if it waits for a second one.
    je_person: HashMap<String, (&'e Entscheidung, Anlass)>,
}

impl<'e> Worte<'e> {
    fn aus(folge: Vec<&'e Entscheidung>, anlass: impl Fn(&Entscheidung) -> Option<Anlass>) -> Self {
        let mut worte = Worte::default();
        for gleichzeitige in nach_zeit(folge.into_iter()).into_values() {
            let mut einige = gleichzeitige;
            // Different ones of one time count for nothing. Those that need nobody else are passed on: where they are
            // obeyed they are held against each other once more.
            let verschieden = einige.iter().any(|e| e.wert != einige[0].wert);
            if verschieden && einige.iter().any(|e| anlass(e).is_some()) {
                continue;
            }
            einige.sort_by_key(|e| (e.lauf, &e.datei, e.zeile));
            einige.into_iter().for_each(|e| worte.sage(e, anlass(e)));
        }
        // Who says again what counts already waits for nobody.
        let gilt = worte.zaehlen.last().map(|letzte| letzte.wert.as_str());
        worte.je_person.retain(|_, (wort, _)| gilt != Some(&wort.wert));
        worte
    }

    fn sage(&mut self, e: &'e Entscheidung, anlass: Option<Anlass>) {
        let Some(anlass) = anlass else {
            if e.nimmt_zurueck() {
                self.je_person.clear();
            }
            return self.zaehlen.push(e);
        };
        let wer = person(&e.bearbeiter);
        let einig = self.je_person.iter().filter(|(name, (wort, _))| **name != wer && wort.wert == e.wert);
        match einig.map(|(name, _)| name.clone()).min() {
            Some(anderer) => {
                self.zaehlen.extend(self.je_person.remove(&anderer).map(|(wort, _)| wort));
                self.je_person.remove(&wer);
                self.zaehlen.push(e);
            }
            None => _ = self.je_person.insert(wer, (e, anlass)),
        }
    }
}

/// A person's name in the form in which names are compared: no blanks, nothing invisible, no case.
pub fn person(bearbeiter: &str) -> String {
    let sichtbar = |z: &char| {
        !z.is_whitespace()
            && !z.is_control()
            && !matches!(*z, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}')
    };
    bearbeiter.chars().filter(sichtbar).flat_map(char::to_lowercase).collect::<String>().replace('ß', "ss")
}

#[cfg(test)]
mod tests {
    use domain::Betrag;

    use super::*;

    fn e(wer: &str, um: &str, wert: &str) -> Entscheidung {
        Entscheidung {
            bearbeiter: wer.into(),
            zeitpunkt: format!("2005-03-11T{um}:00"),
            ..muster::entscheidung(EntscheidungsArt::Freigabe, "konto", wert)
        }
    }

    /// The value that counts, and how many wait.
    fn stand(alle: &[Entscheidung]) -> (Option<String>, usize) {
        let mut umgekehrt = alle.to_vec();
        umgekehrt.reverse();
        let immer = |e: &Entscheidung| (!e.nimmt_zurueck()).then_some(Anlass::Konto);
        let [hin, her] = [alle.to_vec(), umgekehrt].map(|alle| {
            let (zaehlen, warten) = teile(&alle, immer);
            (zaehlen.last().map(|e| e.wert.clone()), warten.len())
        });
        assert_eq!(hin, her, "the order of the input does not matter");
        hin
    }

    #[test]
    fn two_people_decide_and_one_does_not() {
        assert_eq!(stand(&[e("mm", "08:00", "ja")]), (None, 1));
        assert_eq!(stand(&[e("mm", "08:00", "ja"), e("kb", "09:00", "ja")]), (Some("ja".into()), 0));
    }

    #[test]
    fn one_person_is_one_however_the_name_is_written() {
        for zweimal in ["MM", " m m ", "m\u{a0}M", "m\u{200b}m", "mm\u{feff}"] {
            assert_eq!(stand(&[e("mm", "08:00", "ja"), e(zweimal, "09:00", "ja")]), (None, 1), "{zweimal:?}");
        }
    }

    #[test]
    fn each_person_has_one_word_the_latest() {
        let (a, b) = (e("mm", "08:00", "x"), e("mm", "09:00", "y"));
        assert_eq!(stand(&[a.clone(), b.clone(), e("kb", "10:00", "x")]), (None, 2));
        assert_eq!(stand(&[a.clone(), b, e("kb", "10:00", "y")]), (Some("y".into()), 0));
        // A third word changes nothing until a second person says the same.
        let zu_zweit = [a, e("kb", "09:00", "x"), e("kb", "10:00", "y")];
        assert_eq!(stand(&zu_zweit), (Some("x".into()), 1));
        assert_eq!(stand(&[&zu_zweit[..], &[e("cc", "11:00", "y")]].concat()), (Some("y".into()), 0));
        assert_eq!(stand(&[&zu_zweit[..2], &[e("cc", "11:00", "x")]].concat()), (Some("x".into()), 0));
    }

    #[test]
    fn one_person_takes_back() {
        let zurueck = e("mm", "10:00", "zurück");
        let alle = [e("mm", "08:00", "ja"), e("kb", "09:00", "ja"), zurueck.clone()];
        assert_eq!(stand(&alle), (Some("zurück".into()), 0));
        // What was said before it is no word any more.
        let wieder = [e("mm", "08:00", "ja"), zurueck, e("kb", "11:00", "ja")];
        assert_eq!(stand(&wieder), (Some("zurück".into()), 1));
    }

    #[test]
    fn first_and_second_correction_are_words_on_the_same_field() {
        let korrektur = |art, wer: &str, um| Entscheidung { art, feld: "brutto".into(), ..e(wer, um, "9,00") };
        let beide = [
            korrektur(EntscheidungsArt::Korrektur1, "mm", "08:00"),
            korrektur(EntscheidungsArt::Korrektur2, "kb", "09:00"),
        ];
        assert_eq!(stand(&beide), (Some("9,00".into()), 0));
    }

    #[test]
    fn words_of_one_moment_that_differ_are_no_words() {
        let streit = [e("mm", "08:00", "x"), e("kb", "08:00", "y")];
        assert_eq!(stand(&streit), (None, 0));
        assert_eq!(stand(&[&streit[..], &[e("cc", "09:00", "x")]].concat()), (None, 1));
        assert_eq!(stand(&[e("mm", "08:00", "x"), e("mm", "08:00", "y"), e("kb", "09:00", "y")]), (None, 1));
    }

    #[test]
    fn a_hundred_thousand_that_wait_are_split_at_once() {
        let eine = |nr: u32| Entscheidung { pic_nr: format!("{nr:012}"), ..e("mm", "08:00", "ja") };
        let alle: Vec<Entscheidung> = (0..100_000).map(eine).collect();
        let before = std::time::Instant::now();
        assert_eq!(teile(&alle, |_| Some(Anlass::Konto)).1.len(), alle.len());
        assert!(before.elapsed().as_secs() < 20, "quadratic time would be minutes");
    }

    #[test]
    fn which_decisions_need_two() {
        let optionen = VierAugenOptionen { ab_betrag: Some(Betrag::aus_cent(50_000)), ..Default::default() };
        let status = muster::entscheidung(EntscheidungsArt::Status, "", "0");
        let betrag = |cent| Some(Betrag::aus_cent(cent));
        assert_eq!(anlass(&status, &VierAugenOptionen::default(), None), None);
        assert_eq!(anlass(&status, &optionen, betrag(49_999)), None);
        for viel in [betrag(50_000), betrag(-50_000), None] {
            assert_eq!(anlass(&status, &optionen, viel), Some(Anlass::Betrag));
        }
        let konto = muster::entscheidung(EntscheidungsArt::Freigabe, "konto", "ja");
        let keine = VierAugenOptionen { ab_betrag: None, immer: Vec::new() };
        assert_eq!(anlass(&konto, &keine, betrag(1)), Some(Anlass::Konto), "always on");
        let neu = muster::entscheidung(EntscheidungsArt::Neuanweisung, "BG28-0000001-1", "gleich");
        assert_eq!(anlass(&neu, &keine, betrag(1)), Some(Anlass::Neuanweisung), "always on");
        let auch = VierAugenOptionen { immer: vec!["status".into()], ..keine };
        assert_eq!(anlass(&status, &auch, betrag(1)), Some(Anlass::Art));
    }
}
