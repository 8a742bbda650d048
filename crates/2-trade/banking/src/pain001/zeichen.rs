//! The characters of SEPA (EPC217-08): letters, digits, blank and `/ - ? : ( ) . , ' +`.

use charsets::umschrift;

/// A text in the characters of SEPA without blanks around it, and how many characters had to be replaced.
pub(super) fn sepa_text(text: &str) -> (String, u64) {
    let mut sepa = String::with_capacity(text.len());
    let mut ersetzt = 0;
    for zeichen in text.trim().chars() {
        if erlaubt(zeichen) {
            sepa.push(zeichen);
            continue;
        }
        ersetzt += 1;
        let ersatz = umschrift::latin(zeichen).unwrap_or_else(|| aehnlich(zeichen));
        sepa.extend(ersatz.chars().map(|z| if erlaubt(z) { z } else { '.' }));
    }
    (sepa.trim().to_owned(), ersetzt)
}

fn erlaubt(zeichen: char) -> bool {
    matches!(
        zeichen,
        'a'..='z' | 'A'..='Z' | '0'..='9' | ' ' | '/' | '-' | '?' | ':' | '(' | ')' | '.' | ',' | '\'' | '+'
    )
}

/// The best fit that EPC recommends for signs; a full stop for all others.
fn aehnlich(zeichen: char) -> &'static str {
    match zeichen {
        '&' => "+",
        '_' | '~' => "-",
        ';' => ",",
        '"' => "'",
        '[' | '{' | '<' => "(",
        ']' | '}' | '>' => ")",
        '\\' | '|' => "/",
        zeichen if zeichen.is_whitespace() => " ",
        _ => ".",
    }
}

/// Returns true if a text is an identification: SEPA characters, and no slash where the banks forbid it.
pub(super) fn id_gueltig(text: &str, laenge: usize) -> bool {
    let slash = text.starts_with('/') || text.ends_with('/') || text.contains("//");
    (1..=laenge).contains(&text.len()) && text.trim() == text && !slash && text.chars().all(erlaubt)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_are_mapped_and_counted() {
        for (text, sepa, ersetzt) in [
            ("Müller & Söhne", "Mueller + Soehne", 3),
            ("Straße [Nord]", "Strasse (Nord)", 3),
            ("20715180-00100", "20715180-00100", 0),
            (" Café_\"A\"; 5€ Ж\n", "Cafe-'A', 5EUR .", 7),
            ("5 % * #", "5 . . .", 3),
        ] {
            assert_eq!(sepa_text(text), (sepa.to_owned(), ersetzt), "{text}");
        }
    }

    #[test]
    fn identifications() {
        for id in ["BG28-8968512-1", "a", "A/B"] {
            assert!(id_gueltig(id, 35), "{id}");
        }
        for id in ["", "/a", "a/", "a//b", "ä", "a_b", " a", &"x".repeat(36)] {
            assert!(!id_gueltig(id, 35), "{id}");
        }
    }
}
