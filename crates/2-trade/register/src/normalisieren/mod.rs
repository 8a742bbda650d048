//! Normalisation: what counts as the same spelling.
//!
//! Values are identical if their normal forms are equal. The normal form is small letters, `ae oe ue ss`, no accents, no
//! punctuation and single blanks. What each field adds to that, by example:
//!
//! | field | the same | not the same |
//! |---|---|---|
//! | any | `MÜLLER`, `Mueller`, `müller` | `Muller` (an umlaut is not its vowel) |
//! | any | `Goethe`, `Göthe`; `Michael`, `Bauer` stay as they are | `Baur` |
//! | any | `Weiß`, `Weiss`, `WEISS`; `Çelik`, `Celik`; `Şahin`, `Łukasz`, `Sørensen`, `René`, `Nguyễn` without their marks | `Weis` |
//! | any | `O'Brien`, `OʼBrien`, `O´Brien`, `OBrien`; `Karl-Heinz`, `Karl Heinz`, `Karl -  Heinz` | `Karlheinz` |
//! | name | `Dr. med. Müller`, `Müller,Dr.`; `von der Heide`, `Heide, v. d.`; `Freiherr von Stein`, `Stein`; `Herr Müller jun.`, `Müller B.Sc.` | `Müller Graf` and `Müller` |
//! | name | `Meyer geb. Schulze`, `Meyer (geb. Schulze)`, `Meyer-Schulze` | `Meyer` |
//! | first name | `Dr. Karl`, `Herr Karl`, `Karl, Dipl.-Ing.`, `Karl Freiherr von` | `Karl-Heinz` |
//! | name | `Meyer-Schulze`, `Meyer Schulze`, `Schulze-Meyer`; `Müller-von der Heide`, `Heide-Müller` | `Meyer` |
//! | street | `Hauptstraße 5`, `Haupt Str. 5`, `Hauptstr.5`; `Marktplatz 1`, `Markt-Pl. 1`; `Straße des 17. Juni 135`, `Str. des 17.Juni 135` | `Hauptweg 5` |
//! | house number | `12a`, `12 A`; `12-14`, `12/14`, `12 - 14` | `12`, `1214` |
//! | town | `Frankfurt/Main`, `Frankfurt am Main`, `Frankfurt (Main)`, `Frankfurt a. M.`; `Halle (Saale)`, `Halle/S.`; `St. Georgen`, `Sankt Georgen` | `Frankfurt`, `Frankfurt (Oder)`; `Neu-Ulm` and `Ulm` |

use std::collections::HashMap;
use std::iter;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

/// Most characters of a family name in the register's delivery (UnfDat).
pub const NAME_HOECHSTENS: usize = 27;
/// Most characters of a first name there.
pub const VORNAME_HOECHSTENS: usize = 15;
/// Most characters of a street, and of a town.
const ANSCHRIFT_HOECHSTENS: usize = 30;

/// A text as far as a field of the register holds it: the register knows no more of a longer one.
fn wie_im_feld(text: &str, hoechstens: usize) -> &str {
    let text = text.trim();
    text.char_indices().nth(hoechstens).map_or(text, |(ende, _)| text[..ende].trim_end())
}

/// [`name`] as far as the register's field goes: sheets and cases are compared by these. Titles before the name take
/// no room in it, because the register has a field of their own for them.
pub fn name_im_feld(text: &str) -> String {
    let mut text = text.trim();
    while text.len() > NAME_HOECHSTENS
        && let Some((erstes, rest)) = text.split_once(char::is_whitespace)
        && ZUSAETZE.contains_key(falte(erstes).as_str())
    {
        text = rest.trim_start();
    }
    name(wie_im_feld(text, NAME_HOECHSTENS))
}

/// [`vorname`] as far as the register's field goes.
pub fn vorname_im_feld(text: &str) -> String {
    vorname(wie_im_feld(text, VORNAME_HOECHSTENS))
}

/// [`strasse`] as far as the register's field goes.
pub fn strasse_im_feld(text: &str) -> String {
    strasse(wie_im_feld(text, ANSCHRIFT_HOECHSTENS))
}

/// [`ort`] as far as the register's field goes.
pub fn ort_im_feld(text: &str) -> String {
    ort(wie_im_feld(text, ANSCHRIFT_HOECHSTENS))
}

/// The normal form of any text. Umlauts and their transcriptions fold to the same, accents are dropped by Unicode's
/// decomposition, hyphen, full stop and what parts words are blanks (`K.-H.` is two words), other punctuation is
/// removed: whatever stands for an apostrophe is none. Between two digits punctuation is a blank too, so that house
/// number `12/3` does not become `123`.
pub fn falte(text: &str) -> String {
    falte_mit_bindestrich(text, ' ')
}

/// The normal form of a family name. Titles and name prefixes (`namenszusaetze.txt`) are taken off unless nothing would
/// be left; `Graf-Müller` is a double name, `Graf Müller` is Müller. The parts of a double name stand in alphabetical
/// order: `Meyer-Schulze` and `Schulze-Meyer` are the same.
pub fn name(text: &str) -> String {
    let gefaltet = falte_mit_bindestrich(text, '-');
    if !gefaltet.contains([' ', '-']) {
        return gefaltet;
    }
    let woerter: Vec<&str> = gefaltet.split(' ').collect();
    let alle: Vec<&str> = ohne_zusaetze(&woerter).iter().flat_map(|wort| wort.split('-')).collect();
    let mut teile: Vec<&str> = alle.iter().copied().filter(|teil| !ist_vorsatz(teil)).collect();
    if teile.is_empty() {
        teile = alle;
    }
    teile.sort_unstable();
    teile.join(" ")
}

/// The normal form of a first name. Titles, forms of address and name prefixes that stand in its field are taken off
/// unless nothing would be left: `Dr. Karl`, `Karl, Dipl.-Ing.` and `Karl Freiherr von` are `Karl`.
pub fn vorname(text: &str) -> String {
    let gefaltet = falte(text);
    if !gefaltet.contains(' ') {
        return gefaltet;
    }
    let woerter: Vec<&str> = gefaltet.split(' ').collect();
    let vorne = |zusatz| zusatz != Zusatz::Vorsatz;
    ohne_raender(&woerter, vorne, |_| true).join(" ")
}

/// The normal form of a street with its house number: `Haupt Str. 5`, `Hauptstr.5` and `Hauptstraße 5` are the same,
/// so are `Markt-Pl. 3` and `Marktplatz 3`, `12 a` and `12a`, `12-14` and `12/14`.
pub fn strasse(text: &str) -> String {
    let gefaltet = falte(text);
    let mut ergebnis = String::with_capacity(gefaltet.len() + 5);
    for wort in gefaltet.split(' ').flat_map(an_der_zahl_getrennt).filter(|w| !w.is_empty()) {
        if !ergebnis.is_empty() && !gehoert_angehaengt(&ergebnis, wort) {
            ergebnis.push(' ');
        }
        ergebnis.push_str(wort);
        ergebnis.push_str(match wort {
            _ if wort.ends_with("str") => "asse",
            _ if wort.ends_with("pl") => "atz",
            _ => "",
        });
    }
    ergebnis
}

/// The normal form of a town. What only joins an addition to it (`am`, `an der`, `/`, brackets) is taken off, and the
/// additions in `ORTSZUSAETZE` are written out: `Frankfurt/Main`, `Frankfurt (Main)`, `Frankfurt am Main` and
/// `Frankfurt a. M.` are the same, `Frankfurt` and `Frankfurt (Oder)` are others.
pub fn ort(text: &str) -> String {
    let gefaltet = falte(&text.replace(['/', '(', ')', ','], " "));
    let woerter: Vec<&str> = gefaltet.split(' ').collect();
    let letztes = woerter.len() - 1;
    let normal = woerter.iter().enumerate().filter_map(|(stelle, wort)| match *wort {
        "st" => Some("sankt"),
        _ if stelle == 0 => Some(*wort),
        _ if stelle < letztes && ORTSVERBINDER.contains(wort) => None,
        _ => Some(ORTSZUSAETZE.iter().find(|(kurz, _)| kurz == wort).map_or(*wort, |(_, lang)| lang)),
    });
    normal.collect::<Vec<_>>().join(" ")
}

/// Words between a town and its addition, and their abbreviations (`Rothenburg o. d. T.`).
const ORTSVERBINDER: [&str; 20] = [
    "a", "am", "an", "auf", "b", "bei", "d", "dem", "den", "der", "des", "i", "im", "in", "o", "ob", "unter", "v",
    "vor", "u",
];

/// Abbreviated additions of towns, and what they stand for.
const ORTSZUSAETZE: [(&str, &str); 22] = [
    ("allg", "allgaeu"),
    ("br", "breisgau"),
    ("erzgeb", "erzgebirge"),
    ("h", "hoehe"),
    ("holst", "holstein"),
    ("m", "main"),
    ("n", "neckar"),
    ("niederbay", "niederbayern"),
    ("o", "oder"),
    ("oberbay", "oberbayern"),
    ("oldb", "oldenburg"),
    ("opf", "oberpfalz"),
    ("pf", "pfalz"),
    ("r", "ruhr"),
    ("rh", "rhein"),
    ("s", "saale"),
    ("sachs", "sachsen"),
    ("t", "tauber"),
    ("thuer", "thueringen"),
    ("weinstr", "weinstrasse"),
    ("westf", "westfalen"),
    ("wuertt", "wuerttemberg"),
];

/// `str5` → `str`, `5`; `12a` stays whole.
fn an_der_zahl_getrennt(wort: &str) -> [&str; 2] {
    match wort.find(|z: char| z.is_ascii_digit()) {
        Some(stelle) => [&wort[..stelle], &wort[stelle..]],
        None => [wort, ""],
    }
}

/// Returns true if a word belongs to the one before it: `Haupt Straße`, `Markt Platz`, `12 a`.
fn gehoert_angehaengt(bisher: &str, wort: &str) -> bool {
    let letztes = bisher.rsplit(' ').next().unwrap_or_default();
    let zahl = letztes.bytes().all(|b| b.is_ascii_digit());
    match wort {
        "str" | "strasse" | "pl" | "platz" => !letztes.contains(|z: char| z.is_ascii_digit()),
        _ => zahl && wort.len() == 1 && wort.as_bytes()[0].is_ascii_lowercase(),
    }
}

/// A kind of word in `namenszusaetze.txt`.
#[derive(Clone, Copy, PartialEq)]
enum Zusatz {
    /// Taken off before and behind a name (`Müller, Dr.`).
    Titel,
    /// Taken off before a name only, because these words are family names too: nobility and forms of address.
    Adel,
    /// Taken off wherever it stands (`Heide, von der`, `Müller-von der Heide`).
    Vorsatz,
}

static ZUSAETZE: LazyLock<HashMap<&'static str, Zusatz>> = LazyLock::new(|| {
    let zeilen = include_str!("namenszusaetze.txt").lines().filter(|z| !z.is_empty() && !z.starts_with('#'));
    let art = |art| match art {
        "titel" => Zusatz::Titel,
        "adel" | "anrede" => Zusatz::Adel,
        _ => Zusatz::Vorsatz,
    };
    zeilen.filter_map(|zeile| zeile.split_once(' ')).map(|(wort, rest)| (rest, art(wort))).collect()
});

fn ist_vorsatz(wort: &str) -> bool {
    ZUSAETZE.get(wort) == Some(&Zusatz::Vorsatz)
}

fn ohne_zusaetze<'a>(woerter: &'a [&'a str]) -> &'a [&'a str] {
    ohne_raender(woerter, |_| true, |zusatz| zusatz != Zusatz::Adel)
}

/// The words without those of the list that may stand before and behind, as long as one is left.
fn ohne_raender<'a>(
    mut woerter: &'a [&'a str],
    vorne: impl Fn(Zusatz) -> bool,
    hinten: impl Fn(Zusatz) -> bool,
) -> &'a [&'a str] {
    while let Some(laenge) = zusatz_am(woerter, <[_]>::first_chunk, <[_]>::first_chunk, &vorne) {
        woerter = &woerter[laenge..];
    }
    while let Some(laenge) = zusatz_am(woerter, <[_]>::last_chunk, <[_]>::last_chunk, &hinten) {
        woerter = &woerter[..woerter.len() - laenge];
    }
    woerter
}

/// Of how many words the addition is that stands at one end (`B.Sc.` is two); none if nothing would be left of the name.
fn zusatz_am<'a>(
    woerter: &'a [&'a str],
    eines: fn(&'a [&'a str]) -> Option<&'a [&'a str; 1]>,
    zwei: fn(&'a [&'a str]) -> Option<&'a [&'a str; 2]>,
    erlaubt: impl Fn(Zusatz) -> bool,
) -> Option<usize> {
    let steht = |wort: &str| ZUSAETZE.get(wort).is_some_and(|zusatz| erlaubt(*zusatz));
    let paar = zwei(woerter).filter(|_| woerter.len() > 2).is_some_and(|paar| steht(&paar.join(" ")));
    let wort = eines(woerter).filter(|_| woerter.len() > 1).is_some_and(|[wort]| steht(wort));
    if paar { Some(2) } else { wort.then_some(1) }
}

/// Folds a text; `bindestrich` stands where a hyphen alone joins two words.
fn falte_mit_bindestrich(text: &str, bindestrich: char) -> String {
    let mut gefaltet = String::with_capacity(text.len() + 4);
    let mut trenner = None;
    let mut vorheriges = ' ';
    let mut zeichen = text.chars().peekable();
    while let Some(z) = zeichen.next() {
        let zwischen_ziffern = vorheriges.is_ascii_digit() && zeichen.peek().is_some_and(char::is_ascii_digit);
        if ist_apostroph(z) && !zwischen_ziffern {
            continue; // neither a letter nor a place where words part, whatever Unicode says
        }
        if z.is_alphanumeric() {
            if let Some(trenner) = trenner.take()
                && !gefaltet.is_empty()
            {
                gefaltet.push(trenner);
            }
            falte_buchstabe(z, &mut gefaltet);
        } else if z == '\u{308}' && gefaltet.ends_with(['a', 'o', 'u']) {
            gefaltet.push('e');
        } else if ist_bindestrich(z) {
            trenner = trenner.or(Some(bindestrich));
        } else if z.is_whitespace() || trennt(z) || zwischen_ziffern {
            trenner = Some(' ');
        }
        vorheriges = z;
    }
    gefaltet
}

fn ist_bindestrich(z: char) -> bool {
    matches!(z, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}')
}

/// What people and keyboards write for an apostrophe; some are letters to Unicode.
fn ist_apostroph(z: char) -> bool {
    matches!(z, '\'' | '`' | '´' | '\u{2b0}'..='\u{2ff}' | '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{ff07}')
}

/// Punctuation at which one word ends and the next begins.
fn trennt(z: char) -> bool {
    matches!(z, '.' | ',' | ';' | ':' | '/' | '\\' | '(' | ')' | '[' | ']' | '&' | '+' | '_' | '|')
}

fn falte_buchstabe(z: char, gefaltet: &mut String) {
    if z.is_ascii() {
        gefaltet.push(z.to_ascii_lowercase());
        return;
    }
    for klein in z.to_lowercase().filter(|k| k.is_alphanumeric()) {
        match umschrift(klein) {
            Some(grund) => gefaltet.push_str(grund),
            None => ohne_zeichen(klein, gefaltet),
        }
    }
}

/// The small letters that Unicode does not decompose, or of whose parts one is another letter in German.
fn umschrift(klein: char) -> Option<&'static str> {
    Some(match klein {
        'ä' | 'æ' => "ae",
        'ö' | 'œ' => "oe",
        'ü' => "ue",
        'ß' => "ss",
        'đ' | 'ð' => "d",
        'ə' => "e",
        'ħ' => "h",
        'ı' => "i",
        'ĸ' => "q",
        'ł' => "l",
        'ŋ' => "n",
        'ø' => "o",
        'ŧ' => "t",
        'þ' => "th",
        'ς' => "σ",
        'ƶ' => "z",
        _ => return None,
    })
}

/// The letter without its marks by Unicode's compatibility decomposition: `ễ` is `e`, `ư` is `u`, `ﬁ` is `fi`; what is
/// `u` with two dots and more (`ǘ`) is `ue`.
fn ohne_zeichen(klein: char, gefaltet: &mut String) {
    for teil in iter::once(klein).nfkd() {
        match teil {
            '\u{308}' if gefaltet.ends_with(['a', 'o', 'u']) => gefaltet.push('e'),
            _ if ist_apostroph(teil) || !teil.is_alphanumeric() => {}
            _ => gefaltet.extend(teil.to_lowercase().filter(|z| z.is_alphanumeric())),
        }
    }
}

#[cfg(test)]
mod tests;
