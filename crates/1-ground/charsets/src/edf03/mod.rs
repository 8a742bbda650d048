//! Code pages of the carriers: EBCDIC.DF.03 in its two versions, IBM 273, windows-1252, UTF-8.
//!
//! EBCDIC.DF.03 is the seven-bit EBCDIC of BS2000 and is **not** one of IBM's code pages. The table of the source is
//! kept beside this code and a test holds ours against it.

mod bytes;
mod tables;

use std::fmt;
use std::str::FromStr;

use layout::{ASCII, EBCDIC, Fill};

use crate::umschrift;
pub use bytes::Bytes;
use bytes::UTF8_BYTES;
use tables::{Table, UNDEFINED};

/// A code page that a payer's configuration can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodePage {
    /// EBCDIC.DF.03, German reference version: `EDF03DRV`.
    Edf03Drv,
    /// EBCDIC.DF.03, international reference version: `EDF03IRV`.
    Edf03Irv,
    /// IBM code page 273: `CP273`.
    Cp273,
    /// `windows-1252`
    Windows1252,
    /// `UTF-8`
    Utf8,
}

/// Bytes that are no text in their code page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("byte {byte:02X} at offset {offset} is not defined in {page}")]
pub struct DecodeError {
    /// The code page.
    pub page: CodePage,
    /// Offset of the byte, from 0.
    pub offset: usize,
    /// The byte.
    pub byte: u8,
}

/// How many characters an encoded text lost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Replacements {
    /// Characters written in their plain spelling (`é` as `e`).
    pub transliterated: u64,
    /// Characters written as `?`.
    pub unknown: u64,
}

impl CodePage {
    /// Every code page, in the order of their declaration.
    pub const ALL: &'static [CodePage] =
        &[CodePage::Edf03Drv, CodePage::Edf03Irv, CodePage::Cp273, CodePage::Windows1252, CodePage::Utf8];

    /// The name used in configurations and messages.
    pub const fn name(self) -> &'static str {
        match self {
            CodePage::Edf03Drv => "EDF03DRV",
            CodePage::Edf03Irv => "EDF03IRV",
            CodePage::Cp273 => "CP273",
            CodePage::Windows1252 => "windows-1252",
            CodePage::Utf8 => "UTF-8",
        }
    }

    /// Returns true if blanks, digits and letters stand where EBCDIC has them rather than ASCII.
    pub const fn is_ebcdic(self) -> bool {
        matches!(self, CodePage::Edf03Drv | CodePage::Edf03Irv | CodePage::Cp273)
    }

    /// Blank and zero, which fill fields.
    pub const fn fill(self) -> Fill {
        if self.is_ebcdic() { EBCDIC } else { ASCII }
    }

    /// The dollar sign, which separates the fields of UnfDat.
    pub const fn dollar(self) -> u8 {
        if self.is_ebcdic() { 0x5B } else { b'$' }
    }

    /// The byte of a capital letter A to Z.
    pub const fn letter(self, letter: u8) -> u8 {
        match (self.is_ebcdic(), letter) {
            (true, ..b'J') => letter - b'A' + 0xC1,
            (true, b'J'..b'S') => letter - b'J' + 0xD1,
            (true, _) => letter - b'S' + 0xE2,
            (false, _) => letter,
        }
    }

    /// The text of bytes.
    ///
    /// # Errors
    /// At the first byte that the code page does not define, or that breaks a character of UTF-8.
    pub fn decode(self, bytes: &[u8]) -> Result<String, DecodeError> {
        let Some(page) = self.page() else {
            return std::str::from_utf8(bytes).map(str::to_owned).map_err(|e| self.error(bytes, e.valid_up_to()));
        };
        // Nearly all texts are plain ASCII; the mark for anything else is no UTF-8 and fails the conversion.
        let plain = bytes.iter().map(|&byte| page.ascii[usize::from(byte)]).collect();
        if let Ok(text) = String::from_utf8(plain) {
            return Ok(text);
        }
        let mut text = String::with_capacity(bytes.len() + bytes.len() / 4 + 1);
        for (offset, &byte) in bytes.iter().enumerate() {
            match page.decode[usize::from(byte)] {
                UNDEFINED => return Err(self.error(bytes, offset)),
                character => text.push(character),
            }
        }
        Ok(text)
    }

    /// Appends the text of bytes that are known to be defined; `U+FFFD` for those that are not.
    pub fn decode_known(self, bytes: &[u8], text: &mut Vec<u8>) {
        let Some(page) = self.page() else {
            return text.extend_from_slice(bytes);
        };
        let begin = text.len();
        text.extend(bytes.iter().map(|&byte| page.ascii[usize::from(byte)]));
        if text[begin..].contains(&NOT_ASCII) {
            text.truncate(begin);
            let characters = bytes.iter().map(|&byte| page.decode[usize::from(byte)]);
            characters.for_each(|c| text.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()));
        }
    }

    /// What each byte means, for readers that go through millions of records.
    pub fn bytes(self) -> &'static Bytes {
        self.page().map_or(&UTF8_BYTES, |page| &page.bytes)
    }

    /// The text of bytes, for messages: `U+FFFD` stands where a byte is not defined.
    pub fn decode_lossy(self, bytes: &[u8]) -> String {
        match self.page() {
            None => String::from_utf8_lossy(bytes).into_owned(),
            Some(page) => bytes.iter().map(|&byte| page.decode[usize::from(byte)]).collect(),
        }
    }

    /// The bytes of a text, if the code page has all of its characters; otherwise the first that it lacks.
    ///
    /// # Errors
    /// The first character that the code page lacks.
    pub fn encode_exact(self, text: &str) -> Result<Vec<u8>, char> {
        match self.page() {
            None => Ok(text.as_bytes().to_owned()),
            Some(page) => text.chars().map(|c| page.byte(c).ok_or(c)).collect(),
        }
    }

    /// The bytes of a text. A character that the code page lacks is transliterated, and one that cannot be becomes
    /// `?`; both are counted.
    pub fn encode(self, text: &str, count: &mut Replacements) -> Vec<u8> {
        let Some(page) = self.page() else {
            return text.as_bytes().to_owned();
        };
        let mut bytes = Vec::with_capacity(text.len());
        for character in text.chars() {
            if let Some(byte) = page.byte(character) {
                bytes.push(byte);
                continue;
            }
            match umschrift::latin(character).and_then(|plain| self.encode_exact(plain).ok()) {
                Some(plain) => {
                    count.transliterated += 1;
                    bytes.extend(plain);
                }
                None => {
                    count.unknown += 1;
                    bytes.extend(page.byte('?'));
                }
            }
        }
        bytes
    }

    fn page(self) -> Option<&'static Page> {
        match self {
            CodePage::Edf03Drv => Some(&EDF03_DRV),
            CodePage::Edf03Irv => Some(&EDF03_IRV),
            CodePage::Cp273 => Some(&CP273),
            CodePage::Windows1252 => Some(&WINDOWS_1252),
            CodePage::Utf8 => None,
        }
    }

    fn error(self, bytes: &[u8], offset: usize) -> DecodeError {
        DecodeError { page: self, offset, byte: bytes[offset] }
    }
}

impl fmt::Display for CodePage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for CodePage {
    type Err = String;

    /// Reads a name as configurations spell it; the case of letters does not matter.
    fn from_str(name: &str) -> Result<Self, String> {
        CodePage::ALL.iter().copied().find(|page| page.name().eq_ignore_ascii_case(name)).ok_or_else(|| {
            let names: Vec<_> = CodePage::ALL.iter().map(|page| page.name()).collect();
            format!("'{name}' is no code page (one of: {})", names.join(", "))
        })
    }
}

static EDF03_DRV: Page = Page::new(tables::EDF03_DRV);
static EDF03_IRV: Page = Page::new(tables::EDF03_IRV);
static CP273: Page = Page::new(tables::CP273);
static WINDOWS_1252: Page = Page::new(tables::WINDOWS_1252);

/// Stands in [`Page::ascii`] where the character is not in ASCII. It occurs nowhere in UTF-8.
const NOT_ASCII: u8 = 0xFF;

/// A code table with its inverse for the first 256 characters of Unicode.
struct Page {
    decode: Table,
    /// The same for the characters of ASCII alone: nearly all there are, and one byte each.
    ascii: [u8; 256],
    bytes: Bytes,
    encode: [Option<u8>; 256],
}

impl Page {
    const fn new(decode: Table) -> Self {
        let mut encode = [None; 256];
        let mut ascii = [NOT_ASCII; 256];
        let mut byte = 0;
        while byte < 256 {
            if (decode[byte] as usize) < 256 {
                encode[decode[byte] as usize] = Some(byte as u8);
            }
            if decode[byte].is_ascii() {
                ascii[byte] = decode[byte] as u8;
            }
            byte += 1;
        }
        Page { decode, ascii, bytes: Bytes::of(&decode), encode }
    }

    fn byte(&self, character: char) -> Option<u8> {
        match u8::try_from(character) {
            Ok(low) => self.encode[usize::from(low)],
            Err(_) if character == UNDEFINED => None,
            Err(_) => (0..=255).find(|&byte| self.decode[usize::from(byte)] == character),
        }
    }
}

#[cfg(test)]
mod tests;
