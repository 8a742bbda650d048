//! The line of a file with the place marked, for error messages.

use domain::anzeige::unsichtbar;

/// Longest excerpt in characters; a longer line is shown around the place.
const WIDTH: usize = 100;

/// The line of `bytes` that holds `offset`, and below it a `^` under that place. Bytes that are no UTF-8 are shown as
/// windows-1252 would show letters, so that the columns stay right.
pub fn excerpt(bytes: &[u8], offset: u64) -> String {
    let at = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
    let start = bytes[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    let end = bytes[at..].iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |newline| at + newline);
    let before: Vec<char> = text(&bytes[start..at]).chars().collect();
    let after: Vec<char> = text(bytes[at..end].trim_ascii_end()).chars().collect();
    let left = before.len().saturating_sub(WIDTH / 2);
    let right = after.len().min(WIDTH - (before.len() - left));
    let dots = |cut: bool| if cut { "…" } else { "" };
    let line: String = before[left..].iter().chain(&after[..right]).collect();
    let indent = " ".repeat(before.len() - left + usize::from(left > 0));
    format!("    | {}{line}{}\n    | {indent}^", dots(left > 0), dots(right < after.len()))
}

fn text(bytes: &[u8]) -> String {
    let visible = |c: char| if unsichtbar(c) { '·' } else { c };
    match std::str::from_utf8(bytes) {
        Ok(text) => text.trim_start_matches('\u{feff}').chars().map(visible).collect(),
        Err(_) => bytes.iter().map(|byte| visible(char::from(*byte))).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn the_place_is_marked() {
        let text = "RE;SR1\r\nPO;1;sieben;x\r\n".as_bytes();
        assert_eq!(excerpt(text, 13), "    | PO;1;sieben;x\n    |      ^");
        assert_eq!(excerpt(text, 0), "    | RE;SR1\n    | ^");
        assert_eq!(excerpt(b"M\xFCller;x", 7), "    | Müller;x\n    |        ^");
    }

    #[test]
    fn a_long_line_is_shown_around_the_place() {
        let text = "a".repeat(500) + "!" + &"b".repeat(500);
        let shown = excerpt(text.as_bytes(), 500);
        let (line, mark) = shown.split_once('\n').expect("two lines");
        assert_eq!(line.chars().position(|c| c == '!'), mark.chars().position(|c| c == '^'));
        assert!(line.chars().count() < 120, "{line}");
    }
}
