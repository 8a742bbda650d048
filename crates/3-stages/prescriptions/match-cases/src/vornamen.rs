//! Whether two first names that are not identical are surely one person's: `Andreaz` is Andreas, `Andreas` is not Andrea.

use std::collections::HashSet;
use std::sync::LazyLock;

use register::Register;

/// A shorter name is too near to too many others.
const MINDESTLAENGE: usize = 5;
/// A name borne by one case in so many is known, and by two at least: misspellings stand in registers, too.
const ANTEIL: u32 = 50_000;

static LISTE: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let zeilen = include_str!("vornamen.txt").lines().filter(|zeile| !zeile.starts_with('#'));
    zeilen.flat_map(str::split_whitespace).collect()
});

/// The first names that are known as such: those of `vornamen.txt`, and those that several cases of a register bear.
#[derive(Debug)]
pub struct Vornamen<'a> {
    register: &'a Register,
    bekannte: Vec<&'a str>,
}

impl<'a> Vornamen<'a> {
    /// Gathers the first names.
    pub fn neu(register: &'a Register) -> Self {
        let mindestens = (register.anzahl() as u32 / ANTEIL).max(2);
        let haeufige = register.vornamen().filter(|(_, faelle)| *faelle >= mindestens).map(|(name, _)| name);
        let mut bekannte: Vec<&str> = haeufige.chain(LISTE.iter().copied()).collect();
        bekannte.sort_unstable();
        bekannte.dedup();
        Vornamen { register, bekannte }
    }

    /// Tells if two different first names in normal form are surely one: two spellings of it (`Carl`, `Karl`; `Karlheinz`, `Karl-Heinz`), or one of
    /// them is a name, the other no name at all, a letter away from it and from no other name. An initial, a part of a
    /// double name and a name that is another's are not.
    pub fn einer(&self, auf_dem_blatt: &str, im_fall: &str) -> bool {
        if auf_dem_blatt.replace(' ', "") == im_fall.replace(' ', "") {
            return true;
        }
        let (a, b): (Vec<&str>, Vec<&str>) = (auf_dem_blatt.split(' ').collect(), im_fall.split(' ').collect());
        let mut ungleiche = a.iter().zip(&b).filter(|(a, b)| a != b);
        let (Some((a_wort, b_wort)), None, true) = (ungleiche.next(), ungleiche.next(), a.len() == b.len()) else {
            return false;
        };
        schreibweise(a_wort) == schreibweise(b_wort)
            || self.verschrieben(a_wort, b_wort, 0)
            || self.verschrieben(b_wort, a_wort, 1)
    }

    /// `falsch` is no name (but of so many cases), and a misspelling of `richtig` alone.
    fn verschrieben(&self, falsch: &str, richtig: &str, hoechstens: u32) -> bool {
        richtig.chars().count() >= MINDESTLAENGE
            && self.bekannt(richtig)
            && ein_schritt(falsch, richtig)
            && !self.bekannt(falsch)
            && self.register.traeger_des_vornamens(falsch) <= hoechstens
            && !self.bekannte.iter().any(|anderer| *anderer != richtig && ein_schritt(falsch, anderer))
    }

    fn bekannt(&self, name: &str) -> bool {
        self.bekannte.binary_search(&name).is_ok()
    }
}

/// What is left of a name where spellings of one name differ: `Carl`, `Karl`; `Sophie`, `Sofie`; `Günther`, `Günter`.
fn schreibweise(name: &str) -> String {
    let ersetzt = [("ph", "f"), ("th", "t"), ("ck", "k"), ("y", "i"), ("c", "k")]
        .into_iter()
        .fold(name.to_owned(), |text, (alt, neu)| text.replace(alt, neu));
    let mut einfach: Vec<char> = ersetzt.chars().collect();
    einfach.dedup_by(|a, b| a == b && !"aeiou".contains(*a)); // `Juliaa` may be Julian
    einfach.into_iter().collect()
}

/// One letter is another, is missing, is too many, or two neighbours are exchanged.
fn ein_schritt(a: &str, b: &str) -> bool {
    let (kurz, lang) = if a.len() <= b.len() { (a.as_bytes(), b.as_bytes()) } else { (b.as_bytes(), a.as_bytes()) };
    if lang.len() - kurz.len() > 1 {
        return false;
    }
    let anfang = kurz.iter().zip(lang).take_while(|(a, b)| a == b).count();
    let (kurz, lang) = (&kurz[anfang..], &lang[anfang..]);
    match (kurz, lang) {
        ([], rest) => rest.len() == 1,
        _ if kurz.len() < lang.len() => *kurz == lang[1..],
        ([a, rest @ ..], [b, anderer @ ..]) => {
            rest == anderer
                || matches!((rest, anderer), ([c, ende @ ..], [d, anderes @ ..]) if a == d && b == c && ende == anderes)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tests::muster::{fall, register};

    #[test]
    fn the_list_is_in_normal_form() {
        assert!(LISTE.len() > 700);
        for name in LISTE.iter() {
            assert_eq!(register::normalisieren::falte(name), *name);
        }
    }

    #[test]
    fn one_name_or_two() {
        let register = register(&[fall()]);
        let vornamen = Vornamen::neu(&register);
        for (a, b, einer) in [
            ("andreas", "andrea", false),
            ("andreaz", "andreas", false), // or Andrea
            ("andreaq", "andrea", false),
            ("mixhael", "michael", true),
            ("michael", "mixhael", true),
            ("micheal", "michael", false), // or Michel
            ("karlheinz", "karl heinz", true),
            ("michaela", "michael", false),
            ("carl", "karl", true),
            ("sofie", "sophie", true),
            ("guenther", "guenter", true),
            ("juliaa", "julia", false), // or Julian
            ("mathias", "matthias", true),
            ("lara", "laura", false),
            ("lura", "laura", false), // or Lara
            ("jan", "jana", false),
            ("uve", "uwe", false), // too short to tell
            ("christina", "christian", false),
            ("k", "karl", false),
            ("hans", "hans peter", false),
            ("hans pether", "hans peter", true),
            ("hanz pedr", "hans peter", false),
            ("wolgfang", "wolfgang", true),
            ("linh", "minh", false),
        ] {
            assert_eq!(vornamen.einer(a, b), einer, "{a} {b}");
        }
    }

    #[test]
    fn one_step() {
        for (a, b, schritt) in [
            ("peter", "petra", false),
            ("peter", "petre", true),
            ("peter", "pete", true),
            ("peter", "peters", true),
            ("peter", "meter", true),
            ("peter", "eter", true),
            ("peter", "pter", true),
            ("peter", "tepe", false),
        ] {
            assert_eq!(ein_schritt(a, b), schritt, "{a} {b}");
            assert_eq!(ein_schritt(b, a), schritt, "{b} {a}");
        }
    }
}
