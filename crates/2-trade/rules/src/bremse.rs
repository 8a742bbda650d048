//! The brake: one broken column of an export must not return a whole invoice for ever.
//!
//! An invoice waits for a person when too many of its prescriptions or lines would get the same rejecting status, when
//! its text was encoded twice, when the whole run rejects far more than is usual, or until the day comes on which it says
//! that it was received. A person who releases it
//! (`freigabe`, `feld` = [`FELD`]) lets it go on as it was judged.

use std::collections::BTreeMap;

use domain::datum::deutsch;
use domain::{Aufgabe, Betrag, BremseOptionen, Datum, EntscheidungsArt};

/// The field of the decision that releases an invoice.
pub const FELD: &str = "bremse";
/// Number of runs of which the usual share of rejections is taken.
pub const LAEUFE: usize = 10;
/// How many times the usual share a run may reject.
const FACH: u64 = 5;
/// How many examples a person is shown.
pub const BEISPIELE: usize = 5;

/// So many get the same status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Haeufung<S> {
    /// The status.
    pub status: S,
    /// How many get it.
    pub anzahl: usize,
}

/// The rejecting status that too many of `von` prescriptions or lines get, if there is one. `abweisend` has the status of
/// each that the program rejects.
pub fn haeufung<S: Ord + Copy>(
    abweisend: impl Iterator<Item = S>,
    von: usize,
    optionen: &BremseOptionen,
) -> Option<Haeufung<S>> {
    let mut je_status: BTreeMap<S, usize> = BTreeMap::new();
    for status in abweisend {
        *je_status.entry(status).or_default() += 1;
    }
    let (status, anzahl) = je_status.into_iter().max_by_key(|(_, anzahl)| *anzahl)?;
    let viele = anzahl >= optionen.mindestens as usize && anzahl as f64 > optionen.anteil * von as f64;
    viele.then_some(Haeufung { status, anzahl })
}

/// How many of those judged earlier runs rejected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gewohnt {
    /// Rejected.
    pub abgewiesen: u64,
    /// Paid or rejected.
    pub beurteilt: u64,
}

impl Gewohnt {
    /// Returns true if a run that rejects so many of so many is far beyond what is usual.
    pub fn uebersteigt(self, abgewiesen: u64, beurteilt: u64, optionen: &BremseOptionen) -> bool {
        let mal = |a: u64, b: u64| u128::from(a) * u128::from(b);
        abgewiesen >= u64::from(optionen.mindestens)
            && self.beurteilt > 0
            && mal(abgewiesen, self.beurteilt) > u128::from(FACH) * mal(self.abgewiesen, beurteilt)
    }

    /// The rejections of a run beside the usual ones, for people.
    pub fn in_worten(self, abgewiesen: u64, beurteilt: u64) -> String {
        let Gewohnt { abgewiesen: sonst, beurteilt: sonst_von } = self;
        format!("dieser Lauf würde {abgewiesen} von {beurteilt} abweisen, die letzten Läufe {sonst} von {sonst_von}")
    }
}

/// Returns true if a text was written in UTF-8, read as windows-1252 and written in UTF-8 again: `Ã¼` for `ü`.
pub fn doppelt_kodiert(text: &str) -> bool {
    // What windows-1252 makes of the bytes 80 to 9F.
    const ZEICHEN: &str = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ";
    text.match_indices('Ã').any(|(stelle, lead)| {
        let folgt = text[stelle + lead.len()..].chars().next();
        folgt.is_some_and(|z| matches!(z, '\u{80}'..='\u{bf}') || ZEICHEN.contains(z))
    })
}

/// Why an invoice waits that says it was received on a day that is yet to come: none once the day is here.
pub fn noch_nicht_eingegangen(eingangsdatum: Datum, heute: Datum) -> Option<String> {
    let (genannt, lauf) = (deutsch(eingangsdatum), deutsch(heute));
    (eingangsdatum > heute).then(|| {
        format!(
            "ihr Eingangsdatum {genannt} liegt nach dem Tag dieses Laufs ({lauf}), Spalte eingangsdatum; ihre Fristen \
             zählen von dem Tag an, an dem sie übernommen wurde"
        )
    })
}

/// The task to look at an invoice that waits; it hangs on one of its prescriptions or lines, because decisions are about
/// them. `warum` says what was noticed, with examples.
pub fn aufgabe(posten: &str, beleg_id: &str, rechnungsnummer: &str, warum: &str, brutto: Option<Betrag>) -> Aufgabe {
    Aufgabe {
        art: EntscheidungsArt::Freigabe.to_string(),
        pic_nr: posten.to_owned(),
        feld: FELD.into(),
        aufgabe: format!(
            "Bremse, die ganze Rechnung wartet: {warum}. Ist das so richtig? ja = so abrechnen; sonst beim Absender eine \
             berichtigte Rechnung anfordern"
        ),
        werte: "ja".into(),
        folgen: "ja: Die Rechnung wird abgerechnet, wie sie geprüft ist · nichts: Sie wartet ganz".into(),
        rechnungsnummer: rechnungsnummer.to_owned(),
        beleg_id: beleg_id.to_owned(),
        brutto,
        ..Aufgabe::leer()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_of_the_same_are_noticed_and_few_are_not() {
        let optionen = BremseOptionen::default();
        let von = |anzahl: usize, alle| haeufung(std::iter::repeat_n(1001, anzahl), alle, &optionen);
        assert_eq!(von(144, 149), Some(Haeufung { status: 1001, anzahl: 144 }));
        assert_eq!(von(19, 19), None, "too few");
        assert_eq!(von(20, 20).map(|h| h.anzahl), Some(20));
        assert_eq!((von(30, 100), von(31, 100).is_some()), (None, true), "more than 30 of 100");
        let verschiedene = (0..40).map(|nr| 1000 + nr % 4);
        assert_eq!(haeufung(verschiedene, 40, &optionen), None, "ten of each");
        assert_eq!(haeufung(std::iter::empty::<u16>(), 0, &optionen), None);
        let immer = BremseOptionen { anteil: 0.0, mindestens: 1 };
        assert!(haeufung([1].into_iter(), 1000, &immer).is_some());
    }

    #[test]
    fn a_run_is_held_against_the_usual_share() {
        let optionen = BremseOptionen::default();
        let gewohnt = Gewohnt { abgewiesen: 10, beurteilt: 1000 };
        assert!(!gewohnt.uebersteigt(50, 1000, &optionen), "five times is allowed");
        assert!(gewohnt.uebersteigt(51, 1000, &optionen));
        assert!(!gewohnt.uebersteigt(19, 19, &optionen), "too few");
        assert!(!Gewohnt::default().uebersteigt(1000, 1000, &optionen), "nothing is usual yet");
    }

    #[test]
    fn text_encoded_twice_is_known_by_its_pairs() {
        for text in ["MÃ¼ller", "KÃ¶nigsfeld", "StraÃŸe", "Ã„rzte", "Ã–l"] {
            assert!(doppelt_kodiert(text), "{text}");
        }
        for text in ["Müller", "JOÃO", "SÃO PAULO", "Ã", "Ãb", "", "Łódź"] {
            assert!(!doppelt_kodiert(text), "{text}");
        }
    }
}
