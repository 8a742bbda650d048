//! The characters of DTAUS: capitals, digits, blank and `. , & - / + * $ %`, umlauts as two letters or in DIN 66003.

use domain::Umlaute;

use super::satz::ZEILE;
use charsets::umschrift;

/// A text in the characters of DTAUS, and how many of its characters had to be replaced by others. Capitals for small
/// letters and the payer's choice of umlauts are no replacement.
pub(super) fn dtaus_text(text: &str, umlaute: Umlaute) -> (Vec<u8>, u64) {
    let mut bytes = Vec::with_capacity(text.len());
    let mut ersetzt = 0;
    for zeichen in text.trim().chars() {
        match umlaut(zeichen, umlaute) {
            Some(umlaut) => bytes.extend(umlaut),
            None if erlaubt(zeichen.to_ascii_uppercase()) => bytes.push(zeichen.to_ascii_uppercase() as u8),
            None => {
                ersetzt += 1;
                let ersatz = umschrift::latin(zeichen).unwrap_or_else(|| aehnlich(zeichen));
                bytes.extend(
                    ersatz.chars().map(|z| z.to_ascii_uppercase()).map(|z| if erlaubt(z) { z as u8 } else { b' ' }),
                );
            }
        }
    }
    (bytes, ersetzt)
}

fn erlaubt(zeichen: char) -> bool {
    matches!(zeichen, 'A'..='Z' | '0'..='9' | ' ' | '.' | ',' | '&' | '-' | '/' | '+' | '*' | '$' | '%')
}

fn umlaut(zeichen: char, umlaute: Umlaute) -> Option<&'static [u8]> {
    let (ersetzt, din66003): (&[u8], &[u8]) = match zeichen {
        'Ä' | 'ä' => (b"AE", b"\x5B"),
        'Ö' | 'ö' => (b"OE", b"\x5C"),
        'Ü' | 'ü' => (b"UE", b"\x5D"),
        'ß' | 'ẞ' => (b"SS", b"\x7E"),
        _ => return None,
    };
    Some(match umlaute {
        Umlaute::Ersetzt => ersetzt,
        Umlaute::Din66003 => din66003,
    })
}

/// Signs that have a near relation among the characters of DTAUS; a blank for all others.
fn aehnlich(zeichen: char) -> &'static str {
    match zeichen {
        '_' | '~' => "-",
        ';' => ",",
        ':' | '!' | '?' => ".",
        '\\' | '|' => "/",
        _ => " ",
    }
}

/// A text in lines, broken at blanks; where that needs more than `hoechstens` lines, exactly at the ends of lines.
/// None if it does not fit even so.
pub(super) fn umbrochen(text: &[u8], hoechstens: usize) -> Option<Vec<&[u8]>> {
    let mut zeilen = Vec::new();
    let mut rest = text;
    while rest.len() > ZEILE {
        let ende = rest[..=ZEILE].iter().rposition(|&b| b == b' ').filter(|&ende| ende > 0).unwrap_or(ZEILE);
        zeilen.push(rest[..ende].trim_ascii_end());
        rest = rest[ende..].trim_ascii_start();
    }
    zeilen.push(rest);
    if zeilen.len() > hoechstens {
        zeilen = text.chunks(ZEILE).collect();
    }
    (zeilen.len() <= hoechstens).then_some(zeilen)
}

/// Returns true if DTAUS has the character; umlauts it has in either spelling.
pub(super) fn ist_zeichen(zeichen: char) -> bool {
    erlaubt(zeichen) || matches!(zeichen, 'Ä' | 'Ö' | 'Ü' | 'ß')
}

/// A byte that cannot stand where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Bruch {
    /// Which byte of the field, from 0.
    pub stelle: usize,
    /// What is wrong with it.
    pub grund: String,
}

/// The character of a byte of DTAUS0, umlauts by DIN 66003; none if it is no character of DTAUS.
pub(super) fn zeichen_aus(byte: u8) -> Option<char> {
    match byte {
        0x5B => Some('Ä'),
        0x5C => Some('Ö'),
        0x5D => Some('Ü'),
        0x7E => Some('ß'),
        _ => Some(char::from(byte)).filter(|&zeichen| erlaubt(zeichen)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_mapped_and_replacements_counted() {
        for (text, umlaute, bytes, ersetzt) in [
            ("Müller & Söhne", Umlaute::Ersetzt, &b"MUELLER & SOEHNE"[..], 0),
            ("Müller & Söhne", Umlaute::Din66003, b"M]LLER & S\\HNE", 0),
            ("Straße Ä", Umlaute::Din66003, b"STRA~E [", 0),
            ("Straße Ä", Umlaute::Ersetzt, b"STRASSE AE", 0),
            ("Café (Łódź)", Umlaute::Ersetzt, b"CAFE  LODZ ", 6),
            ("a_b;c:d|e", Umlaute::Ersetzt, b"A-B,C.D/E", 4),
            ("Ж  ", Umlaute::Ersetzt, b" ", 1),
            ("5,00% +*$-/.", Umlaute::Ersetzt, b"5,00% +*$-/.", 0),
        ] {
            assert_eq!(dtaus_text(text, umlaute), (bytes.to_vec(), ersetzt), "{text}");
        }
    }

    #[test]
    fn lines_break_at_blanks_if_they_can() {
        let zeilen = |text: &'static str, hoechstens| umbrochen(text.as_bytes(), hoechstens);
        assert_eq!(zeilen("", 1), Some(vec![&b""[..]]));
        assert_eq!(zeilen("APOTHEKENRECHENZENTRUM NORD", 1), Some(vec![&b"APOTHEKENRECHENZENTRUM NORD"[..]]));
        assert_eq!(
            zeilen("20715180-00100 8968512 27.08.2012", 2),
            Some(vec![&b"20715180-00100 8968512"[..], &b"27.08.2012"[..]])
        );
        assert_eq!(
            zeilen("0123456789012345678901234567", 2),
            Some(vec![&b"012345678901234567890123456"[..], &b"7"[..]])
        );
        // Three lines by words, two by length.
        let eng = zeilen("AAAAAAAAAAAAAAAAAAAA BBBBBBBBBBBBBBBBBBBB CCCCCCCCCC", 2).expect("52 characters fit");
        assert_eq!(eng.concat(), b"AAAAAAAAAAAAAAAAAAAA BBBBBBBBBBBBBBBBBBBB CCCCCCCCCC");
        assert_eq!(zeilen("0123456789012345678901234567", 1), None);
    }
}
