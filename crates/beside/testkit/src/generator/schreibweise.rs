//! How clerks and machines write the same name, and how they miswrite it.

use super::zufall::Zufall;

/// Another spelling of the same text: in capitals, with umlauts spelled out, or both.
pub fn anders_geschrieben(text: &str, variante: u64) -> String {
    match variante {
        0 => text.to_uppercase(),
        1 => ausgeschrieben(text),
        _ => ausgeschrieben(text).to_uppercase(),
    }
}

fn ausgeschrieben(text: &str) -> String {
    [("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("Ä", "Ae"), ("Ö", "Oe"), ("Ü", "Ue"), ("ß", "ss")]
        .into_iter()
        .fold(text.to_owned(), |text, (umlaut, ersatz)| text.replace(umlaut, ersatz))
}

/// `Schulstraße 3` as `Schulstr. 3`, whatever its spelling; other streets stay.
pub fn strasse_abgekuerzt(strasse: &str) -> String {
    [("straße", "str."), ("strasse", "str."), ("STRASSE", "STR.")]
        .into_iter()
        .fold(strasse.to_owned(), |text, (lang, kurz)| text.replace(lang, kurz))
}

/// The name with one letter misread: similar, never identical.
pub fn vertippt(name: &str, zufall: &mut Zufall) -> String {
    const BUCHSTABEN: &[u8] = b"abcdefghiklmnoprstuvwz";
    let mut zeichen: Vec<char> = name.chars().collect();
    // A plain small letter, so that the misreading is one letter also where umlauts are spelled out.
    let stellen: Vec<usize> = (1..zeichen.len()).filter(|&stelle| zeichen[stelle].is_ascii_lowercase()).collect();
    if stellen.is_empty() {
        return format!("{name}n");
    }
    let stelle = zufall.eines(&stellen);
    let andere: Vec<char> = BUCHSTABEN.iter().map(|&b| char::from(b)).filter(|b| *b != zeichen[stelle]).collect();
    zeichen[stelle] = zufall.eines(&andere);
    zeichen.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_spellings() {
        assert_eq!(anders_geschrieben("Weiß-Müller", 0), "WEISS-MÜLLER");
        assert_eq!(anders_geschrieben("Weiß-Müller", 1), "Weiss-Mueller");
        assert_eq!(anders_geschrieben("Weiß-Müller", 2), "WEISS-MUELLER");
        assert_eq!(strasse_abgekuerzt("Schulstraße 3"), "Schulstr. 3");
        assert_eq!(strasse_abgekuerzt("SCHULSTRASSE 3"), "SCHULSTR. 3");
        assert_eq!(strasse_abgekuerzt("Rosenweg 3"), "Rosenweg 3");
    }

    #[test]
    fn a_misread_name_differs_in_one_letter() {
        let mut zufall = Zufall::strom(1, "probe", 0);
        for name in ["Müller", "Ott", "Weiß-Özdemir"] {
            for _ in 0..50 {
                let falsch = vertippt(name, &mut zufall);
                assert_eq!(name.chars().count(), falsch.chars().count());
                assert_eq!(name.chars().zip(falsch.chars()).filter(|(a, b)| a != b).count(), 1, "{falsch}");
            }
        }
    }
}
