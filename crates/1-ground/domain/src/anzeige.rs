//! Text from outside as people get to see it: nothing in it commands a terminal or a spreadsheet.

use std::borrow::Cow;
use std::fmt::Write;

/// Whether a character acts instead of being seen: control and escape characters, line and paragraph separators, marks
/// that turn the direction of writing, and characters without a width.
pub fn unsichtbar(zeichen: char) -> bool {
    zeichen.is_control()
        || matches!(
            zeichen,
            '\u{61c}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}'
                | '\u{e0000}'..='\u{e007f}'
        )
}

/// The text with each such character as its number: `\x1b`, `\u{202e}`.
pub fn sichtbar(text: &str) -> Cow<'_, str> {
    if !text.chars().any(unsichtbar) {
        return Cow::Borrowed(text);
    }
    let mut ziel = String::with_capacity(text.len() + 8);
    for zeichen in text.chars() {
        let nummer = u32::from(zeichen);
        let _ = match zeichen {
            _ if !unsichtbar(zeichen) => write!(ziel, "{zeichen}"),
            _ if nummer < 0x100 => write!(ziel, "\\x{nummer:02x}"),
            _ => write!(ziel, "\\u{{{nummer:x}}}"),
        };
    }
    Cow::Owned(ziel)
}

/// Returns true if a spreadsheet would run a cell with this text, behind any apostrophes.
fn formel(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A text cell of a file meant for people: what a spreadsheet would run as a formula gets an apostrophe in front. One
/// that has some already gets one more, so that [`ohne_apostroph`] gives back what was written.
pub fn entschaerft(text: &str) -> Cow<'_, str> {
    if formel(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// A text cell of a table that people open: as [`entschaerft`], but a number with a sign stays one.
pub fn zellentext(text: &str) -> Cow<'_, str> {
    match text.as_bytes() {
        [b'\'' | b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r', ..] if !zahl_mit_vorzeichen(text) => entschaerft(text),
        _ => Cow::Borrowed(text),
    }
}

/// Returns true for `-20.00` and the like, in which nothing can be called.
fn zahl_mit_vorzeichen(text: &str) -> bool {
    let zahl = text.strip_prefix(['+', '-']).unwrap_or_default();
    zahl.starts_with(|z: char| z.is_ascii_digit()) && zahl.bytes().all(|b| matches!(b, b'0'..=b'9' | b'.' | b','))
}

/// A cell that comes back, without the apostrophe that [`entschaerft`] put there.
pub fn ohne_apostroph(text: &str) -> &str {
    text.strip_prefix('\'').filter(|_| formel(text)).unwrap_or(text)
}

/// Both: a text cell of a file meant for people, in which nothing acts.
pub fn harmlos(text: &str) -> String {
    entschaerft(&sichtbar(text)).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_commands_a_terminal_is_shown_as_its_number() {
        assert_eq!(sichtbar("a\x1b]0;x\x07b"), "a\\x1b]0;x\\x07b");
        assert_eq!(sichtbar("Meier\u{202e}reieM\u{200b}"), "Meier\\u{202e}reieM\\u{200b}");
        assert_eq!(sichtbar("\u{9b}2J\n"), "\\x9b2J\\x0a");
        assert!(matches!(sichtbar("Müller–Öz ‘x’ ✓"), Cow::Borrowed(_)));
    }

    #[test]
    fn a_cell_of_a_table_is_a_text_or_a_number_and_never_a_formula() {
        for text in ["=1+1", "-1+1", "+49 711", "-", "-A1", "@x", "\tx", "'-5", "''=1", "-1,5;=2", "-.", "+,1"] {
            assert_eq!(zellentext(text), format!("'{text}"));
            assert_eq!(ohne_apostroph(&zellentext(text)), text);
        }
        for text in ["-20.00", "+3", "-1.234,56", "Müller", "", "'s-Hertogenbosch", "12.03.2005"] {
            assert_eq!((zellentext(text).as_ref(), ohne_apostroph(text)), (text, text));
        }
    }

    #[test]
    fn a_formula_gets_an_apostrophe_and_loses_it() {
        for text in ["=1+1", "+49", "-x", "@SUM", "\tx", "\rx", "'=1", "''@", "'"] {
            let fuer_menschen = entschaerft(text);
            assert!(!fuer_menschen.starts_with(['=', '+', '-', '@', '\t', '\r']), "{fuer_menschen}");
            assert_eq!(ohne_apostroph(&fuer_menschen), text);
        }
        for text in ["", "Müller", "'s-Hertogenbosch", "O'Neill", "'", "12,93", "a=b"] {
            assert_eq!((entschaerft(text).as_ref(), ohne_apostroph(text)), (text, text));
        }
    }
}
