//! Lines of a CSV file from outside, each with its place in the file as it was delivered.
//!
//! Dialect of all such files: RFC 4180 quoting, CR LF or LF. A file is read line by line and never held whole, so a
//! line is also where its end is looked for: a quoted field may hold line breaks, but a quotation mark that is not
//! closed within [`LAENGSTE_ZEILE`] bytes is refused, and reading goes on with the next line.

mod anfuehrung;
mod zeichensatz;

use std::fmt;
use std::io::{self, BufRead, Seek};
use std::ops::Range;

use domain::Ablehnung;
use domain::anzeige::ohne_apostroph;

use anfuehrung::{Stand, feldgrenzen};
pub use zeichensatz::{Kodierung, Zeichensatz, ZeichensatzFehler};

/// Most bytes of a line: many times what all columns of a line can hold together.
const LAENGSTE_ZEILE: usize = 1 << 16;

/// A delivered file in memory whose character set is known and has every one of its bytes.
pub(crate) struct Quelle<'a> {
    datei: &'a str,
    bytes: &'a [u8],
    kodierung: Kodierung,
}

impl<'a> Quelle<'a> {
    /// Finds out the character set of a file; refused is one with bytes that its character set does not have.
    pub(crate) fn decode(bytes: &'a [u8], datei: &'a str, zeichensatz: Zeichensatz) -> Result<Self, Ablehnung> {
        let kodierung = Kodierung::erkenne(bytes, zeichensatz).expect("memory can be read");
        let inhalt = &bytes[kodierung.vorlauf..];
        match kodierung.dekodiere(inhalt, &mut String::new()) {
            Ok(()) => Ok(Quelle { datei, bytes, kodierung }),
            Err(stelle) => {
                let satz = 1 + zeilenumbrueche(&inhalt[..stelle]);
                let zeile = zeile_um(inhalt, stelle);
                Err(kein_zeichen(datei, kodierung, satz, kodierung.vorlauf + stelle, (inhalt[stelle], zeile)))
            }
        }
    }

    /// The lines, split at `trenner`.
    pub(crate) fn zeilen(&self, trenner: u8) -> Zeilen<'a, &'a [u8]> {
        Zeilen::neu(self.bytes, self.datei, self.kodierung, trenner).expect("memory can be read")
    }

    /// A refusal of the file as a whole.
    pub(crate) fn ablehnung(&self, grund: impl fmt::Display) -> Ablehnung {
        Ablehnung::der_datei(self.datei, grund)
    }

    /// The first line that is not empty.
    pub(crate) fn erste_zeile(&self) -> String {
        let zeilen = self.bytes[self.kodierung.vorlauf..].split(|&b| b == b'\n');
        let mut text = String::new();
        if let Some(zeile) = zeilen.map(<[u8]>::trim_ascii_end).find(|zeile| !zeile.is_empty()) {
            self.kodierung.dekodiere(zeile, &mut text).expect("the whole file was decoded");
        }
        text
    }
}

fn kein_zeichen(datei: &str, kodierung: Kodierung, satz: u64, offset: usize, (byte, zeile): (u8, &[u8])) -> Ablehnung {
    Ablehnung {
        satz,
        offset: offset as u64,
        wert: format!("byte {byte:02X}"),
        roh: Ablehnung::hex(zeile),
        ..Ablehnung::der_datei(datei, format!("not a character of {kodierung}"))
    }
}

/// The line in which a byte stands, without its line end.
fn zeile_um(bytes: &[u8], stelle: usize) -> &[u8] {
    let umbruch = |byte: &u8| matches!(byte, b'\r' | b'\n');
    let anfang = bytes[..stelle].iter().rposition(umbruch).map_or(0, |umbruch| umbruch + 1);
    let ende = bytes[stelle..].iter().position(umbruch).map_or(bytes.len(), |umbruch| stelle + umbruch);
    &bytes[anfang..ende]
}

fn zeilenumbrueche(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

/// The lines of a file, one after another; empty ones are skipped.
pub(crate) struct Zeilen<'a, R> {
    strom: R,
    datei: &'a str,
    kodierung: Kodierung,
    trenner: u8,
    /// The line as delivered, and what was read beyond it while its end was looked for.
    puffer: Vec<u8>,
    /// Bytes of `puffer` that the line takes.
    laenge: usize,
    /// The line as text, its fields with their quotation marks, and the content of quoted ones.
    text: String,
    grenzen: Vec<Range<usize>>,
    inhalte: Vec<Option<String>>,
    /// Line number and offset of what stands at the beginning of `puffer`.
    satz: u64,
    offset: usize,
    /// Whether the line goes on beyond what is taken of it.
    zu_lang: bool,
    fehler: Option<io::Error>,
}

/// One line, or several where a quoted field holds line breaks.
#[derive(Clone, Copy)]
pub(crate) struct Zeile<'z> {
    datei: &'z str,
    kodierung: Kodierung,
    text: &'z str,
    grenzen: &'z [Range<usize>],
    inhalte: &'z [Option<String>],
    satz: u64,
    offset: usize,
}

impl<'a, R: BufRead + Seek> Zeilen<'a, R> {
    /// The lines of a stream, which is read twice: to find out its character set, and for its content.
    ///
    /// # Errors
    /// What reading gives.
    pub(crate) fn oeffne(mut strom: R, datei: &'a str, zeichensatz: Zeichensatz, trenner: u8) -> io::Result<Self> {
        let kodierung = Kodierung::erkenne(&mut strom, zeichensatz)?;
        strom.rewind()?;
        Zeilen::neu(strom, datei, kodierung, trenner)
    }
}

impl<'a, R: BufRead> Zeilen<'a, R> {
    /// The lines of a stream that stands at its beginning.
    ///
    /// # Errors
    /// What reading gives.
    pub(crate) fn neu(mut strom: R, datei: &'a str, kodierung: Kodierung, trenner: u8) -> io::Result<Self> {
        strom.read_exact(&mut [0; 3][..kodierung.vorlauf])?;
        Ok(Zeilen {
            strom,
            datei,
            kodierung,
            trenner,
            puffer: Vec::new(),
            laenge: 0,
            text: String::new(),
            grenzen: Vec::new(),
            inhalte: Vec::new(),
            satz: 1,
            offset: kodierung.vorlauf,
            zu_lang: false,
            fehler: None,
        })
    }

    /// Their character set.
    pub(crate) fn kodierung(&self) -> Kodierung {
        self.kodierung
    }

    /// The next line, or why it can't be split into fields. None at the end, and when reading failed.
    pub(crate) fn naechste(&mut self) -> Option<Result<Zeile<'_>, Ablehnung>> {
        loop {
            match self.hole() {
                Ok(true) if self.puffer[..self.laenge].iter().all(|b| matches!(b, b'\r' | b'\n')) => {}
                Ok(true) => return Some(self.zerlege()),
                Ok(false) => return None,
                Err(fehler) => {
                    self.fehler = Some(fehler);
                    return None;
                }
            }
        }
    }

    /// Whether the end was reached without a failure of reading.
    ///
    /// # Errors
    /// The failure.
    pub(crate) fn zu_ende(self) -> io::Result<()> {
        self.fehler.map_or(Ok(()), Err)
    }

    /// Passes over the line before and finds the end of the next; false at the end of the file.
    fn hole(&mut self) -> io::Result<bool> {
        self.weiter()?;
        let mut stand = Stand::default();
        while self.laenge < LAENGSTE_ZEILE {
            let stueck = self.physische_zeile(self.laenge)?;
            if stueck == 0 {
                break;
            }
            let zeile = &self.puffer[self.laenge..self.laenge + stueck];
            if stand == Stand::Angefuehrt || memchr::memchr(b'"', zeile).is_some() {
                stand = stand.danach(zeile, self.trenner);
            }
            self.laenge += stueck;
            if stand != Stand::Angefuehrt {
                break;
            }
        }
        if stand == Stand::Angefuehrt {
            self.laenge = self.physische_zeile(0)?;
        }
        self.zu_lang = self.laenge >= LAENGSTE_ZEILE && self.puffer[self.laenge - 1] != b'\n';
        Ok(self.laenge > 0)
    }

    /// Passes over the line before.
    fn weiter(&mut self) -> io::Result<()> {
        self.satz += zeilenumbrueche(&self.puffer[..self.laenge]);
        self.offset += self.laenge;
        self.puffer.drain(..self.laenge);
        self.laenge = 0;
        while self.zu_lang {
            let stueck = io::Read::take(&mut self.strom, LAENGSTE_ZEILE as u64).read_until(b'\n', &mut self.puffer)?;
            self.zu_lang = stueck == LAENGSTE_ZEILE && self.puffer[stueck - 1] != b'\n';
            self.satz += zeilenumbrueche(&self.puffer);
            self.offset += stueck;
            self.puffer.clear();
        }
        Ok(())
    }

    /// Length, with its line feed, of the physical line that begins at `ab`; read if need be, but no more than
    /// [`LAENGSTE_ZEILE`] bytes of it.
    fn physische_zeile(&mut self, ab: usize) -> io::Result<usize> {
        if let Some(stelle) = self.puffer[ab..].iter().position(|&b| b == b'\n') {
            return Ok(stelle + 1);
        }
        let frei = (LAENGSTE_ZEILE + ab).saturating_sub(self.puffer.len()) as u64;
        io::Read::take(&mut self.strom, frei).read_until(b'\n', &mut self.puffer)?;
        Ok(self.puffer.len() - ab)
    }

    fn zerlege(&mut self) -> Result<Zeile<'_>, Ablehnung> {
        let roh = ohne_umbruch(&self.puffer[..self.laenge]);
        if self.zu_lang {
            let grund = format!("a line of more than {LAENGSTE_ZEILE} bytes");
            let (satz, offset) = (self.satz, self.offset as u64);
            return Err(Ablehnung {
                satz,
                offset,
                roh: Ablehnung::hex(roh),
                ..Ablehnung::der_datei(self.datei, grund)
            });
        }
        self.text.clear();
        if let Err(stelle) = self.kodierung.dekodiere(roh, &mut self.text) {
            let satz = self.satz + zeilenumbrueche(&roh[..stelle]);
            let fehler = (roh[stelle], roh);
            return Err(kein_zeichen(self.datei, self.kodierung, satz, self.offset + stelle, fehler));
        }
        let geteilt = feldgrenzen(&self.text, self.trenner, &mut self.grenzen);
        self.inhalte.clear();
        let inhalt = |grenze: &Range<usize>| {
            let feld = self.text[grenze.clone()].strip_prefix('"')?;
            Some(feld.strip_suffix('"').unwrap_or(feld).replace("\"\"", "\""))
        };
        if self.text.contains('"') {
            self.inhalte.extend(self.grenzen.iter().map(inhalt));
        }
        let zeile = Zeile {
            datei: self.datei,
            kodierung: self.kodierung,
            text: &self.text,
            grenzen: &self.grenzen,
            inhalte: &self.inhalte,
            satz: self.satz,
            offset: self.offset,
        };
        match geteilt {
            Ok(()) => Ok(zeile),
            Err(stelle) => Err(zeile.anfuehrung(stelle)),
        }
    }
}

fn ohne_umbruch(zeile: &[u8]) -> &[u8] {
    let ende = zeile.iter().rposition(|b| !matches!(b, b'\r' | b'\n')).map_or(0, |letztes| letztes + 1);
    &zeile[..ende]
}

impl<'z> Zeile<'z> {
    /// Line number in the file, from 1.
    pub(crate) fn satz(&self) -> u64 {
        self.satz
    }

    /// Number of columns.
    pub(crate) fn anzahl(&self) -> usize {
        self.grenzen.len()
    }

    /// The text of a column, from 0, without blanks around it, and without the apostrophe that our own
    /// files have in front of what a spreadsheet would run; empty where there is none.
    pub(crate) fn feld(&self, nr: usize) -> &'z str {
        let feld = match (self.inhalte.get(nr), self.grenzen.get(nr)) {
            (Some(Some(inhalt)), _) => inhalt,
            (_, Some(grenze)) => &self.text[grenze.clone()],
            _ => "",
        };
        match feld.as_bytes() {
            [] => feld,
            [b' ' | b'\'', ..] => ohne_apostroph(feld.trim()),
            [erstes, .., letztes] if erstes.is_ascii_graphic() && letztes.is_ascii_graphic() => feld,
            _ => feld.trim(),
        }
    }

    /// A refusal of the line as a whole.
    pub(crate) fn ablehnung(&self, grund: impl fmt::Display) -> Ablehnung {
        self.ganze_zeile(0, grund)
    }

    /// A refusal of one column, from 0, by its name.
    pub(crate) fn feld_ablehnung(&self, nr: usize, name: &str, grund: impl fmt::Display) -> Ablehnung {
        Ablehnung {
            satz: self.satz,
            offset: self.feld_offset(nr),
            feld: name.to_owned(),
            wert: kurz(self.feld(nr)),
            ..Ablehnung::der_datei(self.datei, grund)
        }
    }

    /// Byte offset of a column, from 0, in the file; of the end of the line where it has none such.
    pub(crate) fn feld_offset(&self, nr: usize) -> u64 {
        self.stelle(self.grenzen.get(nr).map_or(self.text.len(), |grenze| grenze.start))
    }

    fn stelle(&self, im_text: usize) -> u64 {
        (self.offset + self.kodierung.laenge(&self.text[..im_text])) as u64
    }

    fn anfuehrung(&self, stelle: usize) -> Ablehnung {
        let grund = match self.text.as_bytes()[stelle] {
            b'\r' => "a carriage return within a line: expected CR LF or LF at its end, and nowhere else",
            _ => {
                "a quotation mark that opens or closes nothing: \
                 quote the whole field and double the marks inside it"
            }
        };
        self.ganze_zeile(stelle, grund)
    }

    fn ganze_zeile(&self, stelle: usize, grund: impl fmt::Display) -> Ablehnung {
        Ablehnung {
            satz: self.satz,
            offset: self.stelle(stelle),
            wert: kurz(self.text),
            ..Ablehnung::der_datei(self.datei, grund)
        }
    }
}

/// What is shown of a value.
fn kurz(wert: &str) -> String {
    const HOECHSTENS: usize = 120;
    match wert.char_indices().nth(HOECHSTENS) {
        Some((ende, _)) => format!("{}…", &wert[..ende]),
        None => wert.to_owned(),
    }
}

#[cfg(test)]
mod tests;
