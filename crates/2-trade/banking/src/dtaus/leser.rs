//! Reads and checks DTAUS of both carriers, record by record, until the first fault.

use nom::Parser;
use nom::bytes::complete::take;

use super::regeln::{Kontext, muss_leer_sein, pruefe, tag, zahl};
use super::satz::{ART_AUFTRAGGEBER, ART_EMPFAENGER, ART_ZWECK, ERWEITERUNG, ERWEITERUNGEN, ZEILEN_NAME, ZEILEN_ZWECK};
use super::traeger::{Satzart, Traeger};
use super::zeichen::Bruch;
use domain::Betrag;
use layout::Kind;

/// A record as read: its fields are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Satz {
    /// Its kind.
    pub art: Satzart,
    /// Where it begins in the file, from 0.
    pub offset: usize,
    /// How many bytes it takes, filling included.
    pub laenge: usize,
    /// Its fields, in the order of the record.
    pub felder: Vec<Feldwert>,
    /// Its extensions.
    pub erweiterungen: Vec<Erweiterung>,
}

/// A field as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feldwert {
    /// Name of the field.
    pub name: &'static str,
    /// Where it begins in the file.
    pub offset: usize,
    /// Digits, or a text without the blanks at its end.
    pub wert: String,
    /// Whether the field stands blank although zeros are expected; it then counts as zero.
    pub blank: bool,
}

/// An extension as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erweiterung {
    /// Where it begins in the file.
    pub offset: usize,
    /// `01` recipient, `02` purpose, `03` orderer.
    pub art: String,
    /// Its text.
    pub text: String,
}

impl Satz {
    /// The value of a field; empty if the record has no such field.
    pub fn wert(&self, feld: &str) -> &str {
        self.felder.iter().find(|f| f.name == feld).map_or("", |f| &f.wert)
    }

    /// The number of a field of digits.
    pub fn zahl(&self, feld: &str) -> u64 {
        zahl(self.wert(feld))
    }
}

/// The first place at which a file is no DTAUS.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{traeger}: byte {offset}, field {feld}: {grund}")]
pub struct LeseFehler {
    /// The format that the file was read as.
    pub traeger: &'static str,
    /// Byte offset, from 0.
    pub offset: usize,
    /// Field concerned.
    pub feld: String,
    /// What is wrong there.
    pub grund: String,
}

/// The mark of the end of a file.
const DATEIENDE: u8 = 0x1A;

/// The records of a file of one or more logical files, one after another; ends after the first fault.
#[derive(Clone, Debug)]
pub struct Leser<'a> {
    bytes: &'a [u8],
    stelle: usize,
    traeger: Traeger,
    /// The logical file that has begun; none between two of them.
    offen: Option<Kontext>,
    zu_ende: bool,
}

impl<'a> Leser<'a> {
    /// A reader at the beginning of a file, whose carrier is known by its first record.
    pub fn neu(bytes: &'a [u8]) -> Self {
        Leser { bytes, stelle: 0, traeger: Traeger::erkenne(bytes), offen: None, zu_ende: false }
    }

    /// The carrier of the file.
    pub fn traeger(&self) -> Traeger {
        self.traeger
    }

    /// How many marks of the end of a file (1A, as DOS programs set them) stand at the end of a DTAUS0.
    pub fn dateiende_marken(&self) -> usize {
        let marken = self.bytes.iter().rev().take_while(|&&byte| byte == DATEIENDE).count();
        if self.traeger == Traeger::Dtaus0 { marken } else { 0 }
    }
}

impl Iterator for Leser<'_> {
    type Item = Result<Satz, LeseFehler>;

    fn next(&mut self) -> Option<Self::Item> {
        let ende = self.bytes.len() - self.dateiende_marken();
        let nichts_mehr = self.stelle >= ende && self.stelle > 0 && self.offen.is_none();
        if self.zu_ende || nichts_mehr {
            return None;
        }
        let satz = self.satz();
        match &satz {
            Ok(satz) => self.stelle += satz.laenge,
            Err(_) => self.zu_ende = true,
        }
        Some(satz)
    }
}

impl Leser<'_> {
    fn satz(&mut self) -> Result<Satz, LeseFehler> {
        let art = self.satzart()?;
        let layout = self.traeger.layout(art);
        let kopf = self.genug(art, layout.len)?;
        let anzahl = if art == Satzart::C { self.erweiterungszahl(kopf) } else { Ok(0) };
        let mut satz =
            Satz { art, offset: self.stelle, laenge: layout.len, felder: Vec::new(), erweiterungen: Vec::new() };
        let mut kontext = self.offen.clone().unwrap_or_default();
        for feld in layout.fields {
            let offset = self.stelle + feld.position;
            if muss_leer_sein(feld.name, &kontext) {
                self.muss_leer(kopf, feld.position, feld.position + feld.len, feld.name)?;
            }
            let wert = self.traeger.lies(feld, layout.get(kopf, feld)).map_err(|b| self.bruch(offset, feld.name, b))?;
            match &anzahl {
                Err((name, grund)) if *name == feld.name => return Err(self.fehler(offset, feld.name, grund)),
                _ if feld.name == satz_laengenfeld(art) => self.satzlaenge(art, &wert, &anzahl)?,
                _ if feld.name.len() == 2 && feld.name.ends_with('2') => {}
                _ => pruefe(feld.name, &wert, &kontext).map_err(|grund| self.fehler(offset, feld.name, grund))?,
            }
            merke(&mut kontext, feld.name, &wert);
            let blank = feld.kind == Kind::N && layout.get(kopf, feld).iter().all(|&b| b == self.traeger.fill().blank);
            satz.felder.push(Feldwert { name: feld.name, offset, wert, blank });
        }
        if let (Satzart::C, Ok(anzahl)) = (art, anzahl) {
            satz.laenge = self.traeger.bytes(art, anzahl);
            let ganz = self.genug(art, satz.laenge)?;
            satz.erweiterungen = self.erweiterungen(ganz, anzahl)?;
        }
        self.offen = match art {
            Satzart::A => Some(kontext),
            Satzart::C => {
                let cent = i64::try_from(satz.zahl("C12")).expect("eleven digits");
                kontext.summen = kontext.summen.mit(satz.zahl("C5"), satz.zahl("C4"), Betrag::aus_cent(cent));
                Some(kontext)
            }
            Satzart::E => None,
        };
        Ok(satz)
    }

    /// The kind of the record that begins here, and whether one of that kind may.
    fn satzart(&self) -> Result<Satzart, LeseFehler> {
        let erwartet: &[Satzart] = if self.offen.is_some() { &[Satzart::C, Satzart::E] } else { &[Satzart::A] };
        let rest = &self.bytes[self.stelle..];
        let namen = if self.offen.is_some() { ["C1/E1", "C2/E2"] } else { ["A1", "A2"] };
        if matches!(rest.first(), Some(b'\r' | b'\n')) {
            return Err(self.fehler(self.stelle, namen[0], "a line end: DTAUS has none"));
        }
        if rest.len() < 5 {
            let grund =
                if rest.is_empty() { "the file ends, a record must stand here" } else { "the file ends in a record" };
            return Err(self.fehler(self.bytes.len(), namen[0], grund));
        }
        let zeichen = self.traeger.zeichen(rest[4]);
        let art = erwartet.iter().find(|art| zeichen.is_some_and(|z| art.buchstabe().starts_with(z)));
        let laengenfeld = match self.traeger {
            Traeger::Dtaus0 => rest[..4].iter().all(u8::is_ascii_digit),
            Traeger::Dtaus1 => rest[2..4] == [0, 0],
        };
        art.copied().ok_or_else(|| match laengenfeld {
            true => self.fehler(self.stelle + 4, namen[1], format!("byte {:02X} is not the kind of a record", rest[4])),
            false if matches!(rest[0], b'\r' | b'\n') => {
                self.fehler(self.stelle, namen[0], "a line end: DTAUS has none")
            }
            false => self.fehler(self.stelle, namen[0], "no record begins here"),
        })
    }

    /// So many bytes from here.
    fn genug(&self, art: Satzart, laenge: usize) -> Result<&[u8], LeseFehler> {
        let rest = &self.bytes[self.stelle..];
        match take::<_, _, nom::error::Error<&[u8]>>(laenge).parse(rest) {
            Ok((_, satz)) => Ok(satz),
            Err(_) => {
                let feld = self.traeger.layout(art).fields.iter().rfind(|feld| feld.position <= rest.len());
                let name = feld.map_or("A1", |feld| feld.name);
                Err(self.fehler(
                    self.bytes.len(),
                    name,
                    format!("the file ends here, {} bytes too early", laenge - rest.len()),
                ))
            }
        }
    }

    /// A length field must say what the kind of the record and its extensions give.
    fn satzlaenge<T>(&self, art: Satzart, wert: &str, anzahl: &Result<usize, T>) -> Result<(), LeseFehler> {
        let Ok(anzahl) = anzahl else { return Ok(()) };
        let laenge = self.traeger.satzlaenge(art, *anzahl);
        if zahl(wert) == laenge as u64 {
            return Ok(());
        }
        Err(self.fehler(self.stelle, satz_laengenfeld(art), format!("states {wert}: expected {laenge:04}")))
    }

    /// The number of extensions, of which C1 and C18 both speak. Where they disagree, C1 is wrong if the record is one of
    /// as many as C18 says, else C18: the field and what is wrong with it.
    fn erweiterungszahl(&self, kopf: &[u8]) -> Result<usize, (&'static str, String)> {
        let layout = self.traeger.layout(Satzart::C);
        let lies = |name| {
            let feld = layout.field(name);
            self.traeger.lies(feld, layout.get(kopf, feld)).ok().map(|wert| zahl(&wert) as usize)
        };
        let aus_c1 = lies("C1").and_then(|laenge| {
            let mehr = laenge.checked_sub(layout.len)?;
            (mehr % ERWEITERUNG == 0 && mehr / ERWEITERUNG <= ERWEITERUNGEN.len()).then_some(mehr / ERWEITERUNG)
        });
        let aus_c18 = lies("C18").filter(|&anzahl| anzahl <= ERWEITERUNGEN.len());
        let c1 = |anzahl| {
            ("C1", format!("expected {:04}, the length with {anzahl} extensions", layout.len + ERWEITERUNG * anzahl))
        };
        match (aus_c1, aus_c18) {
            (Some(a), Some(b)) if a == b => Ok(a),
            (Some(a), Some(b)) if !self.passt(b) => {
                Err(("C18", format!("states {b} extensions, C1 and what follows have {a}")))
            }
            (_, Some(b)) => Err(c1(b)),
            (Some(a), None) => Err(("C18", format!("expected {a:02}, as C1 says; at most 15"))),
            (None, None) => Err(("C1", "no length of a record C".into())),
        }
    }

    /// Whether a record C of so many extensions would be followed by another record and hold no further extension.
    fn passt(&self, anzahl: usize) -> bool {
        let rest = &self.bytes[self.stelle..];
        let laenge = self.traeger.bytes(Satzart::C, anzahl);
        let folgt = rest.get(laenge + 4).and_then(|&byte| self.traeger.zeichen(byte));
        let art = |nr: usize| rest.get(self.traeger.platz(nr)..).and_then(|r| r.get(..2)).unwrap_or_default();
        let belegt = |nr: usize| self.traeger.text(art(nr)).is_ok_and(|art| matches!(art.as_str(), "01" | "02" | "03"));
        matches!(folgt, Some('C' | 'E'))
            && (0..anzahl).all(belegt)
            && !(anzahl..self.traeger.plaetze(laenge)).any(belegt)
    }

    /// The extensions of a record; what is left of it must be blank.
    fn erweiterungen(&self, satz: &[u8], anzahl: usize) -> Result<Vec<Erweiterung>, LeseFehler> {
        let mut gelesen: Vec<Erweiterung> = Vec::new();
        let mut ende = self.traeger.layout(Satzart::C).len;
        for nr in 0..self.traeger.plaetze(satz.len()) {
            let platz = self.traeger.platz(nr);
            self.muss_leer(satz, ende, platz, "filling of C")?;
            ende = platz + ERWEITERUNG;
            let name = format!("extension {}", nr + 1);
            let art = self.traeger.text(&satz[platz..platz + 2]).unwrap_or_default();
            if nr >= anzahl {
                if !matches!(art.as_str(), "" | "00") {
                    let grund = format!("C18 states {anzahl} extensions: expected blanks or 00");
                    return Err(self.fehler(self.stelle + platz, name, grund));
                }
                self.muss_leer(satz, platz + 2, ende, &name)?;
                continue;
            }
            let zuvor = gelesen.iter().filter(|e| e.art == art).count();
            let hoechstens = hoechstens(&art);
            let nach = gelesen.last().is_none_or(|e| e.art <= art);
            if zuvor >= hoechstens || !nach {
                let grund = format!("kind '{art}': expected 01 once, then 02 up to 13 times, then 03 once");
                return Err(self.fehler(self.stelle + platz, name, grund));
            }
            let offset = self.stelle + platz;
            let text = self.traeger.text(&satz[platz + 2..ende]).map_err(|b| self.bruch(offset + 2, &name, b))?;
            gelesen.push(Erweiterung { offset, art, text });
        }
        self.muss_leer(satz, ende, satz.len(), "filling of C")?;
        Ok(gelesen)
    }

    fn muss_leer(&self, satz: &[u8], von: usize, bis: usize, name: &str) -> Result<(), LeseFehler> {
        let blank = self.traeger.fill().blank;
        match satz[von..bis].iter().position(|&byte| byte != blank) {
            None => Ok(()),
            Some(stelle) => {
                let grund = format!("byte {:02X}: expected blanks", satz[von + stelle]);
                Err(self.fehler(self.stelle + von + stelle, name, grund))
            }
        }
    }

    fn bruch(&self, offset: usize, feld: &str, bruch: Bruch) -> LeseFehler {
        self.fehler(offset + bruch.stelle, feld, bruch.grund)
    }

    fn fehler(&self, offset: usize, feld: impl Into<String>, grund: impl Into<String>) -> LeseFehler {
        LeseFehler { traeger: self.traeger.name(), offset, feld: feld.into(), grund: grund.into() }
    }
}

fn satz_laengenfeld(art: Satzart) -> &'static str {
    match art {
        Satzart::A => "A1",
        Satzart::C => "C1",
        Satzart::E => "E1",
    }
}

/// How many extensions of a kind a record may have; none of an unknown kind.
fn hoechstens(art: &str) -> usize {
    match art.as_bytes() {
        art if art == ART_EMPFAENGER || art == ART_AUFTRAGGEBER => ZEILEN_NAME - 1,
        art if art == ART_ZWECK => ZEILEN_ZWECK - 1,
        _ => 0,
    }
}

/// What later fields are checked against.
fn merke(kontext: &mut Kontext, feld: &str, wert: &str) {
    match feld {
        "A3" => wert.clone_into(&mut kontext.kennzeichen),
        "A4" => kontext.blz = zahl(wert),
        "A7" => kontext.erstellt = tag(wert),
        _ => {}
    }
}
