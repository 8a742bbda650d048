//! Lines of a CSV file from outside, each with its place in the file as it was delivered.
//!
//! Dialect of all such files: RFC 4180 quoting, CR LF or LF. The `csv` crate splits; it forgives stray quotation
//! marks, which could silently glue columns together, so lines that hold any are checked here first.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use domain::Ablehnung;

/// Character set of a delivered file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Zeichensatz {
    /// UTF-8 if the bytes are valid UTF-8, else windows-1252.
    #[default]
    Auto,
    /// UTF-8, with or without byte order mark.
    Utf8,
    /// windows-1252; a byte order mark proves UTF-8 all the same.
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

/// A delivered file as text.
pub(crate) struct Quelle<'a> {
    datei: &'a str,
    text: Cow<'a, str>,
    /// Bytes before the text: the byte order mark.
    vorlauf: usize,
    /// Whether every character was one byte in the file, as in windows-1252.
    ein_byte: bool,
}

impl<'a> Quelle<'a> {
    /// Decodes a file; refused is one with bytes that its character set does not have.
    pub(crate) fn decode(bytes: &'a [u8], datei: &'a str, zeichensatz: Zeichensatz) -> Result<Self, Ablehnung> {
        let (vorlauf, inhalt) = match bytes.strip_prefix(BOM) {
            Some(rest) => (BOM.len(), rest),
            None => (0, bytes),
        };
        let ein_byte = match zeichensatz {
            _ if vorlauf > 0 => false,
            Zeichensatz::Utf8 => false,
            Zeichensatz::Windows1252 => true,
            Zeichensatz::Auto => std::str::from_utf8(inhalt).is_err(),
        };
        let gelesen = if ein_byte { decode_windows1252(inhalt) } else { decode_utf8(inhalt) };
        match gelesen {
            Ok(text) => Ok(Quelle { datei, text, vorlauf, ein_byte }),
            Err(stelle) => Err(Ablehnung {
                datei: datei.to_owned(),
                satz: 1 + zeilenumbrueche(&inhalt[..stelle]),
                offset: (vorlauf + stelle) as u64,
                feld: String::new(),
                wert: format!("byte {:02X}", inhalt[stelle]),
                grund: format!("not a character of {}", if ein_byte { "windows-1252" } else { "UTF-8" }),
            }),
        }
    }

    /// The lines, split at `trenner`.
    pub(crate) fn zeilen(&self, trenner: u8) -> Zeilen<'_> {
        let leser = csv::ReaderBuilder::new()
            .delimiter(trenner)
            .has_headers(false)
            .flexible(true)
            .from_reader(self.text.as_bytes());
        Zeilen {
            quelle: self,
            trenner,
            leser,
            felder: csv::StringRecord::new(),
            stelle: 0,
            satz: 1,
            offset: self.vorlauf,
        }
    }

    /// The first line that is not empty.
    pub(crate) fn erste_zeile(&self) -> &str {
        self.text.lines().find(|zeile| !zeile.is_empty()).unwrap_or("")
    }

    /// A refusal of the file as a whole.
    pub(crate) fn ablehnung(&self, grund: impl fmt::Display) -> Ablehnung {
        Ablehnung {
            datei: self.datei.to_owned(),
            satz: 0,
            offset: 0,
            feld: String::new(),
            wert: String::new(),
            grund: grund.to_string(),
        }
    }

    /// Length in the delivered file of a part of the text.
    fn laenge(&self, teil: &str) -> usize {
        if self.ein_byte { teil.chars().count() } else { teil.len() }
    }
}

fn decode_utf8(bytes: &[u8]) -> Result<Cow<'_, str>, usize> {
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|fehler| fehler.valid_up_to())
}

fn decode_windows1252(bytes: &[u8]) -> Result<Cow<'_, str>, usize> {
    // encoding_rs follows the Web and maps the five undefined bytes to control characters.
    match bytes.iter().position(|b| matches!(b, 0x81 | 0x8D | 0x8F | 0x90 | 0x9D)) {
        Some(stelle) => Err(stelle),
        None => Ok(encoding_rs::WINDOWS_1252.decode_without_bom_handling(bytes).0),
    }
}

fn zeilenumbrueche(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|&&b| b == b'\n').count() as u64
}

/// The lines of a file, one after another; empty ones are skipped.
pub(crate) struct Zeilen<'a> {
    quelle: &'a Quelle<'a>,
    trenner: u8,
    leser: csv::Reader<&'a [u8]>,
    felder: csv::StringRecord,
    /// How far the text was read, with the line number and the offset in the file of that place.
    stelle: usize,
    satz: u64,
    offset: usize,
}

/// One line, or several where a quoted field holds line breaks.
#[derive(Clone, Copy)]
pub(crate) struct Zeile<'z> {
    quelle: &'z Quelle<'z>,
    trenner: u8,
    felder: &'z csv::StringRecord,
    roh: &'z str,
    satz: u64,
    offset: usize,
}

impl Zeilen<'_> {
    /// The next line, or why it can't be split into fields.
    pub(crate) fn naechste(&mut self) -> Option<Result<Zeile<'_>, Ablehnung>> {
        let gelesen = self.leser.read_record(&mut self.felder);
        if !gelesen.expect("memory can be read, and any number of columns is allowed") {
            return None;
        }
        let ende = self.leser.position().byte() as usize;
        let text: &str = &self.quelle.text;
        let anfang = ende - text[self.stelle..ende].trim_start_matches(['\r', '\n']).len();
        self.weiter(anfang);
        let roh = text[anfang..ende].trim_end_matches(['\r', '\n']);
        let (satz, offset) = (self.satz, self.offset);
        self.weiter(ende);
        let zeile = Zeile { quelle: self.quelle, trenner: self.trenner, felder: &self.felder, roh, satz, offset };
        Some(match feldgrenzen(roh, self.trenner) {
            Some(Err(stelle)) => Err(zeile.anfuehrung(stelle)),
            _ => Ok(zeile),
        })
    }

    fn weiter(&mut self, bis: usize) {
        let teil = &self.quelle.text[self.stelle..bis];
        self.satz += zeilenumbrueche(teil.as_bytes());
        self.offset += self.quelle.laenge(teil);
        self.stelle = bis;
    }
}

impl<'z> Zeile<'z> {
    /// Line number in the file, from 1.
    pub(crate) fn satz(&self) -> u64 {
        self.satz
    }

    /// Number of columns.
    pub(crate) fn anzahl(&self) -> usize {
        self.felder.len()
    }

    /// The text of a column, from 0, without blanks around it; empty where there is none.
    pub(crate) fn feld(&self, nr: usize) -> &'z str {
        self.felder.get(nr).unwrap_or("").trim()
    }

    /// A refusal of the line as a whole.
    pub(crate) fn ablehnung(&self, grund: impl fmt::Display) -> Ablehnung {
        self.ablehnung_bei(0, "", self.roh, grund)
    }

    /// A refusal of one column, from 0, by its name.
    pub(crate) fn feld_ablehnung(&self, nr: usize, name: &str, grund: impl fmt::Display) -> Ablehnung {
        let stelle = match feldgrenzen(self.roh, self.trenner) {
            Some(Ok(grenzen)) => grenzen.get(nr).map_or(self.roh.len(), |g| g.start),
            _ => self.roh.split(char::from(self.trenner)).take(nr).map(|feld| feld.len() + 1).sum(),
        };
        self.ablehnung_bei(stelle.min(self.roh.len()), name, self.feld(nr), grund)
    }

    fn anfuehrung(&self, stelle: usize) -> Ablehnung {
        let grund = "a quotation mark that opens or closes nothing: \
                     quote the whole field and double the marks inside it";
        self.ablehnung_bei(stelle, "", self.roh, grund)
    }

    fn ablehnung_bei(&self, stelle: usize, name: &str, wert: &str, grund: impl fmt::Display) -> Ablehnung {
        Ablehnung {
            datei: self.quelle.datei.to_owned(),
            satz: self.satz,
            offset: (self.offset + self.quelle.laenge(&self.roh[..stelle])) as u64,
            feld: name.to_owned(),
            wert: kurz(wert),
            grund: grund.to_string(),
        }
    }
}

/// What is shown of a value: an unclosed quotation mark can make it as long as the file.
fn kurz(wert: &str) -> String {
    const HOECHSTENS: usize = 120;
    match wert.char_indices().nth(HOECHSTENS) {
        Some((ende, _)) => format!("{}…", &wert[..ende]),
        None => wert.to_owned(),
    }
}

/// Where the fields of a line stand, if it holds quotation marks; an error is the place of one that breaks RFC 4180.
fn feldgrenzen(zeile: &str, trenner: u8) -> Option<Result<Vec<Range<usize>>, usize>> {
    zeile.as_bytes().contains(&b'"').then(|| {
        let mut grenzen = Vec::new();
        let mut anfang = 0;
        loop {
            let ende = feldende(zeile.as_bytes(), anfang, trenner)?;
            grenzen.push(anfang..ende);
            if ende == zeile.len() {
                return Ok(grenzen);
            }
            anfang = ende + 1;
        }
    })
}

/// The end of the field that begins at `anfang`.
fn feldende(zeile: &[u8], anfang: usize, trenner: u8) -> Result<usize, usize> {
    if zeile.get(anfang) != Some(&b'"') {
        let laenge = zeile[anfang..].iter().position(|&b| b == trenner).unwrap_or(zeile.len() - anfang);
        let feld = &zeile[anfang..anfang + laenge];
        return feld.iter().position(|&b| b == b'"').map_or(Ok(anfang + laenge), |stelle| Err(anfang + stelle));
    }
    let mut i = anfang + 1;
    loop {
        match (zeile.get(i), zeile.get(i + 1)) {
            (Some(b'"'), Some(b'"')) => i += 2,
            (Some(b'"'), naechstes) => {
                return if naechstes.is_none_or(|&b| b == trenner) { Ok(i + 1) } else { Err(i) };
            }
            (Some(_), _) => i += 1,
            (None, _) => return Err(anfang),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stellen(bytes: &[u8], zeichensatz: Zeichensatz, nr: usize) -> Vec<(u64, u64, String)> {
        let quelle = Quelle::decode(bytes, "x.csv", zeichensatz).expect("decodable");
        let mut zeilen = quelle.zeilen(b';');
        let mut alle = Vec::new();
        while let Some(zeile) = zeilen.naechste() {
            let ablehnung = zeile.expect("well quoted").feld_ablehnung(nr, "f", "");
            alle.push((ablehnung.satz, ablehnung.offset, ablehnung.wert));
        }
        alle
    }

    #[test]
    fn places_are_those_of_the_delivered_file() {
        let erwartet = |bom: u64, breite: u64| {
            vec![(1, bom + 2, "b".into()), (3, bom + 8 + breite, "d".into()), (4, bom + 15 + breite, "f".into())]
        };
        assert_eq!(stellen("a;b\r\n\r\nä;d\ne;  f\n".as_bytes(), Zeichensatz::Auto, 1)[1], (3, 10, "d".into()));
        for (text, zeichensatz, bom, breite) in [
            ("a;b\r\n\r\n\u{e4};d\r\n\"e\";f".as_bytes(), Zeichensatz::Auto, 0, 2),
            ("\u{feff}a;b\r\n\r\n\u{e4};d\r\n\"e\";f".as_bytes(), Zeichensatz::Windows1252, 3, 2),
            (b"a;b\r\n\r\n\xE4;d\r\n\"e\";f", Zeichensatz::Auto, 0, 1),
            (b"a;b\r\n\r\n\xE4;d\r\n\"e\";f", Zeichensatz::Windows1252, 0, 1),
        ] {
            assert_eq!(stellen(text, zeichensatz, 1), erwartet(bom, breite), "{text:?}");
        }
    }

    #[test]
    fn quoted_fields_may_hold_everything() {
        let quelle = Quelle::decode(b"a;\"x;\"\"y\"\"\r\nz\";c\n;;d", "x.csv", Zeichensatz::Utf8).expect("decodable");
        let mut zeilen = quelle.zeilen(b';');
        let erste = zeilen.naechste().expect("a line").expect("well quoted");
        assert_eq!((erste.feld(1), erste.feld(2), erste.anzahl()), ("x;\"y\"\r\nz", "c", 3));
        assert_eq!(erste.feld_ablehnung(2, "f", "").offset, 15);
        let zweite = zeilen.naechste().expect("a line").expect("well quoted");
        assert_eq!((zweite.satz(), zweite.feld(2)), (3, "d"));
    }

    #[test]
    fn stray_quotation_marks_are_refused() {
        for (text, stelle) in [("a;b\"c\"", 3), ("a;\"b\"c;d", 4), ("a;\"b", 2), ("\"", 0)] {
            let quelle = Quelle::decode(text.as_bytes(), "x.csv", Zeichensatz::Utf8).expect("decodable");
            let ablehnung = quelle.zeilen(b';').naechste().expect("a line").err().expect(text);
            assert_eq!((ablehnung.satz, ablehnung.offset), (1, stelle), "{text}");
        }
    }

    #[test]
    fn undefined_bytes_are_refused_with_their_place() {
        for (bytes, zeichensatz, grund) in [
            (&b"a\nb\xE4"[..], Zeichensatz::Utf8, "not a character of UTF-8"),
            (b"a\nb\x81", Zeichensatz::Windows1252, "not a character of windows-1252"),
            (b"a\nb\x81", Zeichensatz::Auto, "not a character of windows-1252"),
        ] {
            let ablehnung = Quelle::decode(bytes, "x.csv", zeichensatz).err().expect("refused");
            assert_eq!((ablehnung.satz, ablehnung.offset, ablehnung.grund.as_str()), (2, 3, grund));
        }
    }
}
