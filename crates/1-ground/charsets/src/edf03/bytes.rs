//! What a byte means by itself, as tables that need no branch.

use super::tables::{Table, UNDEFINED};

/// What each byte of a code page means.
pub struct Bytes {
    /// Its character as it stands in a row of ours, a comma for the `$` that separates fields: in UTF-8, which takes at
    /// most three bytes; the fourth says how many.
    pub row: [[u8; 4]; 256],
    /// [`NO_TEXT`](Self::NO_TEXT), [`QUOTED`](Self::QUOTED) and [`WIDE`](Self::WIDE).
    pub class: [u8; 256],
}

impl Bytes {
    /// The byte is undefined or a control character; of UTF-8: it is no character of ASCII by itself.
    pub const NO_TEXT: u8 = 1;
    /// A table of ours would have to quote the character.
    pub const QUOTED: u8 = 2;
    /// The character takes more than one byte in UTF-8.
    pub const WIDE: u8 = 4;

    /// What is seen in these bytes.
    pub fn seen(&self, bytes: &[u8]) -> u8 {
        bytes.iter().fold(0, |seen, &byte| seen | self.class[usize::from(byte)])
    }

    /// The bytes of a code page of 256 characters.
    pub const fn of(table: &Table) -> Self {
        let mut bytes = Bytes { row: [[0, 0, 0, 1]; 256], class: [0; 256] };
        let mut byte = 0;
        while byte < 256 {
            let character = table[byte];
            let len = in_row(character).encode_utf8(&mut bytes.row[byte]).len();
            bytes.row[byte][3] = len as u8;
            bytes.class[byte] = class(character);
            byte += 1;
        }
        bytes
    }
}

/// The bytes of UTF-8, each for itself: what is beyond ASCII is no text by itself.
pub static UTF8_BYTES: Bytes = {
    let mut bytes = Bytes { row: [[0, 0, 0, 1]; 256], class: [Bytes::NO_TEXT; 256] };
    let mut byte = 0;
    while byte < 256 {
        if byte < 0x80 {
            bytes.row[byte][0] = in_row(byte as u8 as char) as u8;
            bytes.class[byte] = class(byte as u8 as char);
        }
        byte += 1;
    }
    bytes
};

const fn in_row(character: char) -> char {
    if character == '$' { ',' } else { character }
}

const fn class(character: char) -> u8 {
    match character {
        UNDEFINED | '\0'..='\x1F' | '\x7F'..='\u{9F}' => Bytes::NO_TEXT,
        ',' | '"' => Bytes::QUOTED,
        ' '..='~' => 0,
        _ => Bytes::WIDE,
    }
}
