//! An invoice file, SR1 or LR1, as it stands there, for people to look at.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Seek};

use crate::satzart::Satzart;
use crate::zeilen::{Kodierung, Zeichensatz, Zeilen};
use crate::{leistungsrechnung, sammelrechnung};

/// A file, line by line as it stands there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ansicht {
    /// Its character set.
    pub kodierung: Kodierung,
    /// Number of lines by their first column; `?` for lines that cannot be split into columns.
    pub anzahl: BTreeMap<String, u64>,
    /// The first lines.
    pub zeilen: Vec<Zeilenbild>,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zeilenbild {
    /// Line number, from 1.
    pub satz: u64,
    /// Byte offset of the line in the file, from 0.
    pub offset: u64,
    /// Its first column.
    pub satzart: String,
    /// Its other columns: name, and what stands there. A column more than declared has no name.
    pub felder: Vec<(&'static str, String)>,
}

/// Shows a file and its first `zeilen` lines.
///
/// # Errors
/// What reading the stream gives.
pub fn ansicht(strom: impl BufRead + Seek, zeichensatz: Zeichensatz, zeilen: usize) -> io::Result<Ansicht> {
    let mut quelle = Zeilen::oeffne(strom, "", zeichensatz, b';')?;
    let mut ansicht = Ansicht { kodierung: quelle.kodierung(), anzahl: BTreeMap::new(), zeilen: Vec::new() };
    while let Some(zeile) = quelle.naechste() {
        let satzart = zeile.as_ref().map_or("?", |zeile| zeile.feld(0));
        let satzart: String = satzart.chars().take(LAENGSTE_SATZART).collect();
        if let (Ok(zeile), true) = (zeile, ansicht.zeilen.len() < zeilen) {
            let namen = spalten(&satzart).iter().map(|spalte| spalte.name).chain(std::iter::repeat(""));
            let felder = (1..zeile.anzahl()).zip(namen).map(|(nr, name)| (name, zeile.feld(nr).to_owned())).collect();
            let (satz, offset) = (zeile.satz(), zeile.feld_offset(0));
            ansicht.zeilen.push(Zeilenbild { satz, offset, satzart: satzart.clone(), felder });
        }
        *ansicht.anzahl.entry(satzart).or_default() += 1;
        if ansicht.anzahl.len() > MEISTE_SATZARTEN {
            break;
        }
    }
    quelle.zu_ende()?;
    Ok(ansicht)
}

/// Characters of a first column that are shown.
const LAENGSTE_SATZART: usize = 10;
/// A file with more kinds of lines is no invoice; it is not counted to its end.
const MEISTE_SATZARTEN: usize = 50;

fn spalten(satzart: &str) -> &'static [crate::felder::Spalte] {
    let alle = sammelrechnung::spalten::SATZARTEN.iter().chain(&leistungsrechnung::spalten::SATZARTEN);
    let satzart: Option<&&'static Satzart> = alle.into_iter().find(|s| s.kennung == satzart);
    satzart.map_or(&[], |s| s.spalten)
}
