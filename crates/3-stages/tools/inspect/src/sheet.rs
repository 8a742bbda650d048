//! The text that is shown: names in a column, values beside them.

use std::fmt::{Display, Write};

/// Width of the names.
const NAMES: usize = 18;

/// A text in the making.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    text: String,
}

impl Sheet {
    /// A name and its value.
    pub(crate) fn value(&mut self, name: &str, value: impl Display) {
        self.line(0, name, value);
    }

    /// The same for a part of what stands above.
    pub(crate) fn part(&mut self, name: &str, value: impl Display) {
        self.line(2, name, value);
    }

    /// A heading, after an empty line.
    pub(crate) fn heading(&mut self, text: impl Display) {
        let _ = write!(self.text, "\n{text}\n");
    }

    /// An empty line.
    pub(crate) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// The whole text.
    pub(crate) fn text(self) -> String {
        self.text
    }

    fn line(&mut self, indent: usize, name: &str, value: impl Display) {
        let value: String = value.to_string().chars().map(visible).collect();
        let line = format!("{:indent$}{name:<width$} {value}", "", width = NAMES - indent);
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }
}

/// Control characters would spoil the terminal.
fn visible(character: char) -> char {
    if domain::anzeige::unsichtbar(character) { '·' } else { character }
}

/// Bytes in hex, in pairs.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect::<Vec<_>>().join(" ")
}
