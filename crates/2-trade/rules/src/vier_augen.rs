//! Four eyes: some decisions count only once a second person has taken the same.
//!
//! The one place that says which decisions these are and when they count. It runs where decisions come in, so that no
//! later stage sees one that still waits. People are compared by name, without regard to case and blanks.
//!
//! Each person has one word on a thing: the latest. A value counts from the moment at which two people's words agree; a
//! third word that differs waits and changes nothing. Taking back (`zurück`) needs one person alone: nothing is paid by it.

use std::collections::HashMap;

use domain::{Entscheidung, EntscheidungsArt, VierAugenOptionen};

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

/// What is decided on.
type Sache = (String, String, EntscheidungsArt, String);

/// Splits decisions into those that count and those that wait for a second person, each with the reason. The order of
/// the input does not matter.
pub fn teile(
    entscheidungen: Vec<Entscheidung>,
    anlass: impl Fn(&Entscheidung) -> Option<Anlass>,
) -> (Vec<Entscheidung>, Vec<(Entscheidung, Anlass)>) {
    let (mut zaehlen, mut warten) = (Vec::new(), Vec::new());
    let mut je_sache: HashMap<Sache, Vec<(Entscheidung, Option<Anlass>)>> = HashMap::new();
    for e in entscheidungen {
        let grund = anlass(&e);
        if grund.is_none() && !e.nimmt_zurueck() {
            zaehlen.push(e);
            continue;
        }
        je_sache.entry((e.beleg_id.clone(), e.pic_nr.clone(), e.art, e.feld.clone())).or_default().push((e, grund));
    }
    for (_, mut folge) in je_sache {
        folge.sort_by(|(a, _), (b, _)| (zeit(a), a.lauf, &a.datei, a.zeile).cmp(&(zeit(b), b.lauf, &b.datei, b.zeile)));
        let mut worte: HashMap<String, (Entscheidung, Anlass)> = HashMap::new();
        for (e, grund) in folge {
            let Some(grund) = grund else {
                worte.clear();
                zaehlen.push(e);
                continue;
            };
            let wer = person(&e.bearbeiter);
            let zweiter = worte.iter().filter(|(name, (wort, _))| **name != wer && wort.wert == e.wert);
            match zweiter.map(|(name, _)| name.clone()).min() {
                Some(name) => {
                    zaehlen.extend(worte.remove(&name).map(|(wort, _)| wort));
                    worte.remove(&wer);
                    zaehlen.push(e);
                }
                None => _ = worte.insert(wer, (e, grund)),
            }
        }
        // Who says again what counts already waits for nobody.
        warten.extend(worte.into_values());
    }
    warten.retain(|(wort, _)| !gilt_schon(wort, &zaehlen));
    (zaehlen, warten)
}

/// Whether the last that counts on the same thing is this value.
fn gilt_schon(wort: &Entscheidung, zaehlen: &[Entscheidung]) -> bool {
    let gleich = |e: &&Entscheidung| {
        (&e.beleg_id, &e.pic_nr, e.art, &e.feld) == (&wort.beleg_id, &wort.pic_nr, wort.art, &wort.feld)
    };
    let letzte = zaehlen.iter().filter(gleich).max_by(|a, b| zeit(a).cmp(&zeit(b)));
    letzte.is_some_and(|letzte| letzte.wert == wort.wert)
}

fn zeit(e: &Entscheidung) -> String {
    e.zeitpunkt.replace(' ', "T")
}

/// A person's name in the form in which names are compared: no blanks, nothing invisible, no case.
pub(crate) fn person(bearbeiter: &str) -> String {
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
            let (mut zaehlen, warten) = teile(alle, immer);
            zaehlen.sort_by_key(zeit);
            (zaehlen.pop().map(|e| e.wert), warten.len())
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
