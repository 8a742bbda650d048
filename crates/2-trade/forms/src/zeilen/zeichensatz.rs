//! The character sets of files that people and billing programs write.

use std::fmt;
use std::io::{self, BufRead};
use std::str::FromStr;

/// Character set of a delivered file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zeichensatz {
    /// UTF-8 if the bytes are valid UTF-8, or are but for a few; else windows-1252.
    #[default]
    Auto,
    /// UTF-8, with or without byte order mark.
    Utf8,
    /// windows-1252; a byte order mark or letters that only UTF-8 writes so prove UTF-8 all the same.
    Windows1252,
}

/// A name that is no character set of billers' files.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("'{0}' is no character set of invoice files: expected auto, UTF-8 or windows-1252")]
pub struct ZeichensatzFehler(String);

impl FromStr for Zeichensatz {
    type Err = ZeichensatzFehler;

    fn from_str(name: &str) -> Result<Self, ZeichensatzFehler> {
        match name {
            "auto" => Ok(Zeichensatz::Auto),
            "UTF-8" => Ok(Zeichensatz::Utf8),
            "windows-1252" => Ok(Zeichensatz::Windows1252),
            _ => Err(ZeichensatzFehler(name.to_owned())),
        }
    }
}

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// The character set that a file really has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kodierung {
    /// Bytes before the text: the byte order mark.
    pub(super) vorlauf: usize,
    /// Whether every character is one byte, as in windows-1252; otherwise it is UTF-8.
    pub(super) ein_byte: bool,
}

impl Kodierung {
    /// Finds it out from the bytes of a whole file, read in pieces.
    ///
    /// # Errors
    /// What reading gives.
    pub fn erkenne(mut strom: impl BufRead, zeichensatz: Zeichensatz) -> io::Result<Self> {
        let mut anfang = [0; BOM.len()];
        let gelesen = fuelle(&mut strom, &mut anfang)?;
        let anfang = &anfang[..gelesen];
        let vorlauf = if anfang == BOM { BOM.len() } else { 0 };
        let ein_byte = match zeichensatz {
            _ if vorlauf > 0 => false,
            Zeichensatz::Utf8 => false,
            Zeichensatz::Windows1252 => !Bytes::zaehle(anfang.to_owned(), strom)?.beweisen_utf8(),
            Zeichensatz::Auto => {
                let bytes = Bytes::zaehle(anfang.to_owned(), strom)?;
                bytes.falsch > 0 && !bytes.beweisen_utf8()
            }
        };
        Ok(Kodierung { vorlauf, ein_byte })
    }

    /// Appends the text of bytes. An error is the place of the first byte that is no character.
    pub(super) fn dekodiere(self, bytes: &[u8], text: &mut String) -> Result<(), usize> {
        if !self.ein_byte {
            let neu = std::str::from_utf8(bytes).map_err(|fehler| fehler.valid_up_to())?;
            text.push_str(neu);
            return Ok(());
        }
        // encoding_rs follows the Web and maps the five undefined bytes to control characters.
        match bytes.iter().position(|b| matches!(b, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D)) {
            Some(stelle) => Err(stelle),
            None => {
                text.push_str(&encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0);
                Ok(())
            }
        }
    }

    /// Length in the delivered file of a part of its text.
    pub(super) fn laenge(self, teil: &str) -> usize {
        if self.ein_byte { teil.chars().count() } else { teil.len() }
    }
}

impl fmt::Display for Kodierung {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.ein_byte, self.vorlauf) {
            (true, _) => "windows-1252",
            (false, 0) => "UTF-8",
            (false, _) => "UTF-8 with byte order mark",
        })
    }
}

fn fuelle(strom: &mut impl BufRead, ziel: &mut [u8]) -> io::Result<usize> {
    let mut gelesen = 0;
    while gelesen < ziel.len() {
        match strom.read(&mut ziel[gelesen..]) {
            Ok(0) => break,
            Ok(n) => gelesen += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(gelesen)
}

/// Counts of the bytes of a file as UTF-8.
#[derive(Clone, Copy, Debug, Default)]
struct Bytes {
    /// No characters.
    falsch: usize,
    /// Characters of the block in which the umlauts are, which begin with `C3`.
    umlaute: usize,
    /// Other characters of several bytes.
    andere: usize,
}

impl Bytes {
    /// Counts those of `rest`, and after it of the stream. A character may be cut by the end of a piece.
    fn zaehle(mut rest: Vec<u8>, mut strom: impl BufRead) -> io::Result<Self> {
        let mut bytes = Bytes::default();
        loop {
            let stueck = strom.fill_buf()?;
            let (laenge, zu_ende) = (stueck.len(), stueck.is_empty());
            rest.extend_from_slice(stueck);
            strom.consume(laenge);
            let ende = if zu_ende { rest.len() } else { rest.len() - angeschnitten(&rest) };
            for teil in rest[..ende].utf8_chunks() {
                bytes.umlaute += memchr::memchr_iter(0xC3, teil.valid().as_bytes()).count();
                bytes.andere += teil.valid().bytes().filter(|byte| *byte > 0xC3).count();
                bytes.falsch += teil.invalid().len();
            }
            rest.drain(..ende);
            if zu_ende {
                return Ok(bytes);
            }
        }
    }

    /// Returns true if they are text in UTF-8, however many are not. In windows-1252 `C3` and a byte after it that makes a
    /// character of both would be `Ã` and a sign such as `¼`, which no word holds. Other pairs may stand there by
    /// chance (`É“`), but not more often than letters that are none in UTF-8.
    fn beweisen_utf8(self) -> bool {
        self.umlaute > 0 || self.andere > self.falsch
    }
}

/// Bytes at the end that may be the beginning of a character.
fn angeschnitten(bytes: &[u8]) -> usize {
    let beginnt = bytes.iter().rev().take(3).position(|byte| *byte >= 0xC0).map_or(0, |stelle| stelle + 1);
    match std::str::from_utf8(&bytes[bytes.len() - beginnt..]) {
        Err(fehler) if fehler.error_len().is_none() => beginnt,
        _ => 0,
    }
}
