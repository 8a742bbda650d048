//! Breaks text into lines of a width.

use super::schrift::Schnitt;
use super::vorlage::Mass;

/// The text in lines no wider than `breite`: broken at blanks, within a word only if the word alone is too wide.
/// Nothing is lost; an empty text is one empty line.
pub(super) fn umbrochen(text: &str, schnitt: Schnitt, groesse: Mass, breite: Mass) -> Vec<String> {
    let passt = |zeile: &str| schnitt.breite(zeile, groesse) <= breite;
    let mut zeilen = vec![String::new()];
    for wort in text.split_whitespace() {
        let zeile = zeilen.last_mut().expect("there is always a line");
        let verlaengert = if zeile.is_empty() { wort.to_owned() } else { format!("{zeile} {wort}") };
        if passt(&verlaengert) {
            *zeile = verlaengert;
            continue;
        }
        let stuecke = zerlegt(wort, &passt);
        if zeile.is_empty() {
            zeilen.pop();
        }
        zeilen.extend(stuecke);
    }
    zeilen
}

/// A word in pieces that fit, at least one character each.
fn zerlegt(wort: &str, passt: &impl Fn(&str) -> bool) -> Vec<String> {
    let mut stuecke = vec![String::new()];
    for zeichen in wort.chars() {
        let stueck = stuecke.last_mut().expect("there is always a piece");
        let laenger = format!("{stueck}{zeichen}");
        if stueck.is_empty() || passt(&laenger) {
            *stueck = laenger;
        } else {
            stuecke.push(zeichen.into());
        }
    }
    stuecke
}

/// Width of the widest word: narrower than that, words are torn.
pub(super) fn breitestes_wort(text: &str, schnitt: Schnitt, groesse: Mass) -> Mass {
    text.split_whitespace().map(|wort| schnitt.breite(wort, groesse)).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GROESSE: Mass = 10_000;

    fn breite(text: &str) -> Mass {
        Schnitt::Normal.breite(text, GROESSE)
    }

    #[test]
    fn lines_are_broken_at_blanks() {
        let zeilen = umbrochen("eins zwei  drei", Schnitt::Normal, GROESSE, breite("eins zwei"));
        assert_eq!(zeilen, ["eins zwei", "drei"]);
        assert_eq!(umbrochen("", Schnitt::Normal, GROESSE, 1), [""]);
    }

    #[test]
    fn a_word_that_is_too_wide_is_torn_and_keeps_every_character() {
        let summe = "0123456789abcdef".repeat(8);
        for weite in [1, breite("0"), breite("0123456789")] {
            let zeilen = umbrochen(&format!("x {summe}"), Schnitt::Normal, GROESSE, weite);
            assert_eq!(zeilen.concat(), format!("x{summe}"));
            assert!(zeilen.iter().all(|zeile| breite(zeile) <= weite || zeile.chars().count() == 1));
        }
    }

    #[test]
    fn the_widest_word_counts() {
        assert_eq!(breitestes_wort("i www ll", Schnitt::Normal, GROESSE), breite("www"));
        assert_eq!(breitestes_wort(" ", Schnitt::Normal, GROESSE), 0);
    }
}
