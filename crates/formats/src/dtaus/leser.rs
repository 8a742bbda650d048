//! Reads and checks DTAUS0.

use domain::datum::aus_ttmmjjjj;
use domain::{Betrag, Datum};
use layout::{Field, Layout};
use nom::branch::alt;
use nom::bytes::complete::{tag, take};
use nom::combinator::{map, peek};
use nom::{IResult, Parser};

use super::satz::{A, C, C_LAENGE, E, ERWEITERUNG, ERWEITERUNGEN, SEGMENT, c_laenge};
use super::zeichen::aus_dtaus;
use super::{Auftraggeber, Summen};

/// A logical file as read; its sums are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeleseneDatei {
    /// What it holds: `GK` = credit transfers of a customer.
    pub kennzeichen: String,
    /// The account paid from, its name as far as record A holds it.
    pub auftraggeber: Auftraggeber,
    /// Date of creation.
    pub erstellt: Datum,
    /// Date of execution; none = none named.
    pub ausfuehrung: Option<Datum>,
    /// The transfers.
    pub saetze: Vec<GelesenerSatz>,
    /// The sums of record E.
    pub summen: Summen,
}

/// A transfer as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GelesenerSatz {
    /// Bank code of the recipient.
    pub blz: String,
    /// Account number of the recipient, 10 digits.
    pub konto: String,
    /// Textschlüssel.
    pub textschluessel: String,
    /// Amount.
    pub betrag: Betrag,
    /// Lines of the recipient's name.
    pub name: Vec<String>,
    /// Lines of the orderer's name.
    pub auftraggeber: Vec<String>,
    /// Lines of the purpose.
    pub zweck: Vec<String>,
}

/// The first place at which a file is no DTAUS0.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("DTAUS0: byte {offset}: {grund}")]
pub struct LeseFehler {
    /// Byte offset, from 0.
    pub offset: usize,
    /// What is wrong there.
    pub grund: String,
}

/// Reads a file of one or more logical files.
///
/// # Errors
/// The first place that breaks the structure, or a sum that does not agree.
pub fn lies(bytes: &[u8]) -> Result<Vec<GeleseneDatei>, LeseFehler> {
    let mut dateien = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let (danach, datei) = logische_datei(rest).map_err(|fehler| fehler_bei(bytes, fehler))?;
        dateien.push(datei);
        rest = danach;
    }
    Ok(dateien)
}

/// How many bytes were left at the fault, and what it is.
#[derive(Debug)]
struct Fehler {
    uebrig: usize,
    grund: String,
}

impl nom::error::ParseError<&[u8]> for Fehler {
    fn from_error_kind(rest: &[u8], _: nom::error::ErrorKind) -> Self {
        let grund = if rest.is_empty() { "the file ends here, too early" } else { "no record A, C or E as expected" };
        Fehler { uebrig: rest.len(), grund: grund.to_owned() }
    }

    fn append(_: &[u8], _: nom::error::ErrorKind, zuvor: Self) -> Self {
        zuvor
    }
}

fn fehler_bei(bytes: &[u8], fehler: nom::Err<Fehler>) -> LeseFehler {
    match fehler {
        nom::Err::Error(f) | nom::Err::Failure(f) => LeseFehler { offset: bytes.len() - f.uebrig, grund: f.grund },
        nom::Err::Incomplete(_) => LeseFehler { offset: bytes.len(), grund: "the file ends too early".to_owned() },
    }
}

type Gelesen<'a, T> = IResult<&'a [u8], T, Fehler>;

/// A fault `stelle` bytes after the beginning of `rest`.
fn falsch<T>(rest: &[u8], stelle: usize, grund: impl ToString) -> Result<T, nom::Err<Fehler>> {
    Err(nom::Err::Failure(Fehler { uebrig: rest.len() - stelle, grund: grund.to_string() }))
}

enum Art {
    C,
    E,
}

fn logische_datei(bytes: &[u8]) -> Gelesen<'_, GeleseneDatei> {
    let (mut rest, mut datei) = a_satz(bytes)?;
    let mut gezaehlt = Summen::default();
    loop {
        let art = alt((map(tag(&b"C"[..]), |_| Art::C), map(tag(&b"E"[..]), |_| Art::E)));
        let (_, (_, art)) = peek((take(4usize), art)).parse(rest)?;
        match art {
            Art::C => {
                let (danach, (satz, konto, blz)) = c_satz(rest)?;
                gezaehlt = gezaehlt.mit(konto, blz, satz.betrag);
                datei.saetze.push(satz);
                rest = danach;
            }
            Art::E => {
                let (danach, summen) = e_satz(rest)?;
                if summen != gezaehlt {
                    return falsch(rest, 0, format!("record E states {summen:?}, the records C give {gezaehlt:?}"));
                }
                return Ok((danach, GeleseneDatei { summen, ..datei }));
            }
        }
    }
}

fn a_satz(bytes: &[u8]) -> Gelesen<'_, GeleseneDatei> {
    let (rest, _) = peek(tag(&b"0128A"[..])).parse(bytes)?;
    let (rest, roh) = take(SEGMENT)(rest)?;
    let satz = Satz { layout: &A, roh, bytes };
    let ausfuehrung = match satz.roh(const { A.field("A11b") }) {
        b"        " => None,
        _ => Some(satz.datum(const { A.field("A11b") })?),
    };
    satz.muss(const { A.field("A12") }, "1")?;
    let datei = GeleseneDatei {
        kennzeichen: satz.text(const { A.field("A3") })?,
        auftraggeber: Auftraggeber {
            name: satz.text(const { A.field("A6") })?,
            blz: satz.text(const { A.field("A4") })?,
            konto: satz.text(const { A.field("A9") })?,
        },
        erstellt: satz.datum(const { A.field("A7") })?,
        ausfuehrung,
        saetze: Vec::new(),
        summen: Summen::default(),
    };
    Ok((rest, datei))
}

/// A transfer with its account number and bank code as numbers.
fn c_satz(bytes: &[u8]) -> Gelesen<'_, (GelesenerSatz, u64, u64)> {
    let (_, roh) = peek(take(C_LAENGE)).parse(bytes)?;
    let satz = Satz { layout: &C, roh, bytes };
    let anzahl = satz.zahl(const { C.field("C18") })? as usize;
    if anzahl > ERWEITERUNGEN.len() {
        return falsch(bytes, C.field("C18").position, format!("{anzahl} extensions, at most 15 are allowed"));
    }
    satz.muss(const { C.field("C1") }, &format!("{:04}", C_LAENGE + ERWEITERUNG * anzahl))?;
    satz.muss(const { C.field("C17a") }, "1")?;
    let (rest, ganz) = take(c_laenge(anzahl))(bytes)?;
    let mut gelesen = GelesenerSatz {
        blz: satz.text(const { C.field("C4") })?,
        konto: satz.text(const { C.field("C5") })?,
        textschluessel: satz.text(const { C.field("C7a") })?,
        betrag: Betrag::aus_cent(satz.zahl(const { C.field("C12") })? as i64),
        name: vec![satz.text(const { C.field("C14a") })?],
        auftraggeber: vec![satz.text(const { C.field("C15") })?],
        zweck: vec![satz.text(const { C.field("C16") })?],
    };
    for &stelle in &ERWEITERUNGEN[..anzahl] {
        let (art, zeile) = ganz[stelle..stelle + ERWEITERUNG].split_at(2);
        let zeilen = match art {
            b"01" => &mut gelesen.name,
            b"02" => &mut gelesen.zweck,
            b"03" => &mut gelesen.auftraggeber,
            _ => return falsch(bytes, stelle, "kind of an extension is none of 01, 02, 03"),
        };
        zeilen.push(aus_dtaus(zeile).or_else(|i| falsch(bytes, stelle + 2 + i, "not a character of DTAUS"))?);
    }
    let (konto, blz) = (satz.zahl(const { C.field("C5") })?, satz.zahl(const { C.field("C4") })?);
    Ok((rest, (gelesen, konto, blz)))
}

fn e_satz(bytes: &[u8]) -> Gelesen<'_, Summen> {
    let (rest, roh) = take(SEGMENT)(bytes)?;
    let satz = Satz { layout: &E, roh, bytes };
    satz.muss(const { E.field("E1") }, "0128")?;
    let summen = Summen {
        anzahl: satz.zahl(const { E.field("E4") })?,
        konten: satz.zahl(const { E.field("E6") })?,
        bankleitzahlen: satz.zahl(const { E.field("E7") })?,
        betrag: Betrag::aus_cent(satz.zahl(const { E.field("E8") })? as i64),
    };
    Ok((rest, summen))
}

/// A record with the bytes that it begins, to say where a fault is.
struct Satz<'a> {
    layout: &'static Layout,
    roh: &'a [u8],
    bytes: &'a [u8],
}

impl<'a> Satz<'a> {
    fn roh(&self, feld: &Field) -> &'a [u8] {
        self.layout.get(self.roh, feld)
    }

    fn falsch<T>(&self, feld: &Field, stelle: usize, grund: impl std::fmt::Display) -> Result<T, nom::Err<Fehler>> {
        falsch(self.bytes, feld.position + stelle, format!("field {}: {grund}", feld.name))
    }

    fn muss(&self, feld: &Field, wert: &str) -> Result<(), nom::Err<Fehler>> {
        if self.roh(feld) == wert.as_bytes() { Ok(()) } else { self.falsch(feld, 0, format!("expected {wert}")) }
    }

    fn text(&self, feld: &Field) -> Result<String, nom::Err<Fehler>> {
        aus_dtaus(self.roh(feld)).or_else(|stelle| self.falsch(feld, stelle, "not a character of DTAUS"))
    }

    /// At most 17 digits, so it always fits.
    fn zahl(&self, feld: &Field) -> Result<u64, nom::Err<Fehler>> {
        self.roh(feld).iter().enumerate().try_fold(0, |zahl, (stelle, ziffer)| match ziffer {
            b'0'..=b'9' => Ok(zahl * 10 + u64::from(ziffer - b'0')),
            _ => self.falsch(feld, stelle, "not a digit"),
        })
    }

    /// A date of eight digits, or of six whose year lacks its century: there is no DTAUS from before 1980.
    fn datum(&self, feld: &Field) -> Result<Datum, nom::Err<Fehler>> {
        let mut ziffern = self.text(feld)?;
        if ziffern.len() == 6 && ziffern.is_ascii() {
            let jahrhundert = if &ziffern[4..] < "80" { "20" } else { "19" };
            ziffern.insert_str(4, jahrhundert);
        }
        aus_ttmmjjjj(&ziffern).map_or_else(|| self.falsch(feld, 0, "not a date"), Ok)
    }
}
