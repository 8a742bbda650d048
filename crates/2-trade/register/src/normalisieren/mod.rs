//! Normalisation: what counts as the same spelling.
//!
//! Values are identical if their normal forms are equal. The normal form is small letters, `ae oe ue ss`, no accents, no
//! punctuation and single blanks. What each field adds to that, by example:
//!
//! | field | the same | not the same |
//! |---|---|---|
//! | any | `MÜLLER`, `Mueller`, `müller` | `Muller` (an umlaut is not its vowel) |
//! | any | `Goethe`, `Göthe`; `Michael`, `Bauer` stay as they are | `Baur` |
//! | any | `Weiß`, `Weiss`, `WEISS`; `Çelik`, `Celik`; `Şahin`, `Łukasz`, `Sørensen`, `René` without their marks | `Weis` |
//! | any | `O'Brien`, `OBrien`; `Karl-Heinz`, `Karl Heinz`, `Karl -  Heinz` | `Karlheinz` |
//! | name | `Dr. med. Müller`, `Müller, Dr.`; `von der Heide`, `Heide, v. d.`; `Freiherr von Stein`, `Stein` | `Müller Graf` and `Müller` |
//! | name | `Meyer-Schulze`, `Meyer Schulze`, `Schulze-Meyer`; `Müller-von der Heide`, `Heide-Müller` | `Meyer` |
//! | street | `Hauptstraße 5`, `Haupt Str. 5`, `Hauptstr.5`; `Marktplatz 1`, `Markt-Pl. 1`; `Straße des 17. Juni 135`, `Str. des 17.Juni 135` | `Hauptweg 5` |
//! | house number | `12a`, `12 A`; `12-14`, `12/14`, `12 - 14` | `12`, `1214` |
//! | town | `Frankfurt/Main`, `Frankfurt am Main`, `Frankfurt (Main)`, `Frankfurt a. M.`; `Halle (Saale)`, `Halle/S.`; `St. Georgen`, `Sankt Georgen` | `Frankfurt`, `Frankfurt (Oder)`; `Neu-Ulm` and `Ulm` |

use std::collections::HashMap;
use std::sync::LazyLock;

/// The normal form of any text. Umlauts and their transcriptions fold to the same, accents are dropped, hyphen and
/// full stop are blanks (`K.-H.` is two words), other punctuation is removed. Between two digits punctuation is a
/// blank too, so that house number `12/3` does not become `123`.
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

/// Whether a word belongs to the one before it: `Haupt Straße`, `Markt Platz`, `12 a`.
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
    /// Taken off before a name only, because these words are family names too.
    Adel,
    /// Taken off wherever it stands (`Heide, von der`, `Müller-von der Heide`).
    Vorsatz,
}

static ZUSAETZE: LazyLock<HashMap<&'static str, Zusatz>> = LazyLock::new(|| {
    let zeilen = include_str!("namenszusaetze.txt").lines().filter(|z| !z.is_empty() && !z.starts_with('#'));
    let art = |art| match art {
        "titel" => Zusatz::Titel,
        "adel" => Zusatz::Adel,
        _ => Zusatz::Vorsatz,
    };
    zeilen.filter_map(|zeile| zeile.split_once(' ')).map(|(wort, rest)| (rest, art(wort))).collect()
});

fn ist_vorsatz(wort: &str) -> bool {
    ZUSAETZE.get(wort) == Some(&Zusatz::Vorsatz)
}

fn ohne_zusaetze<'a>(mut woerter: &'a [&'a str]) -> &'a [&'a str] {
    while let [erstes, rest @ ..] = woerter
        && !rest.is_empty()
        && ZUSAETZE.contains_key(erstes)
    {
        woerter = rest;
    }
    while let [rest @ .., letztes] = woerter
        && !rest.is_empty()
        && ZUSAETZE.get(letztes).is_some_and(|art| *art != Zusatz::Adel)
    {
        woerter = rest;
    }
    woerter
}

/// Folds a text; `bindestrich` stands where a hyphen alone joins two words.
fn falte_mit_bindestrich(text: &str, bindestrich: char) -> String {
    let mut gefaltet = String::with_capacity(text.len() + 4);
    let mut trenner = None;
    let mut vorheriges = ' ';
    let mut zeichen = text.chars().peekable();
    while let Some(z) = zeichen.next() {
        let zwischen_ziffern = vorheriges.is_ascii_digit() && zeichen.peek().is_some_and(char::is_ascii_digit);
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
        } else if z.is_whitespace() || z == '.' || zwischen_ziffern {
            trenner = Some(' ');
        }
        vorheriges = z;
    }
    gefaltet
}

fn ist_bindestrich(z: char) -> bool {
    matches!(z, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

fn falte_buchstabe(z: char, gefaltet: &mut String) {
    if z.is_ascii() {
        gefaltet.push(z.to_ascii_lowercase());
        return;
    }
    for klein in z.to_lowercase().filter(|k| k.is_alphanumeric()) {
        match ohne_akzent(klein) {
            Some(grund) => gefaltet.push_str(grund),
            None => gefaltet.push(klein),
        }
    }
}

/// The base letters of a small letter of Latin-1 or Latin Extended; none for letters that have no accent.
fn ohne_akzent(klein: char) -> Option<&'static str> {
    Some(match klein {
        'ä' | 'æ' => "ae",
        'ö' | 'œ' => "oe",
        'ü' => "ue",
        'ß' => "ss",
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ā' | 'ă' | 'ą' | 'ǎ' => "a",
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => "c",
        'ď' | 'đ' | 'ð' => "d",
        'è' | 'é' | 'ê' | 'ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => "e",
        'ĝ' | 'ğ' | 'ġ' | 'ģ' | 'ǧ' => "g",
        'ĥ' | 'ħ' => "h",
        'ì' | 'í' | 'î' | 'ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ǐ' => "i",
        'ĵ' => "j",
        'ķ' => "k",
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => "l",
        'ñ' | 'ń' | 'ņ' | 'ň' => "n",
        'ò' | 'ó' | 'ô' | 'õ' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ǒ' => "o",
        'ŕ' | 'ŗ' | 'ř' => "r",
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => "s",
        'ţ' | 'ť' | 'ŧ' | 'ț' => "t",
        'ù' | 'ú' | 'û' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ǔ' => "u",
        'ŵ' => "w",
        'ý' | 'ÿ' | 'ŷ' => "y",
        'ź' | 'ż' | 'ž' => "z",
        'þ' => "th",
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
