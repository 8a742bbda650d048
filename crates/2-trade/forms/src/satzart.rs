//! Invoice files in which the first column of a line says what kind of line it is.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fmt::Write as _;
use std::hash::Hash;
use std::io::{self, BufRead, Seek};

use domain::datum::aus_deutsch;
use domain::{Ablehnung, Tabelle};

use crate::felder::{Felder, Spalte};
use crate::zeilen::{Zeichensatz, Zeile, Zeilen};

/// Most errors that are reported of one invoice file; a file with more is not read to its end.
pub const FEHLER_HOECHSTENS: usize = 100_000;

/// A kind of line: its first column and the columns after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Satzart {
    /// First column.
    pub kennung: &'static str,
    /// What a line is and how often it stands in a file.
    pub bedeutung: &'static str,
    /// The columns after the Satzart, in order.
    pub spalten: &'static [Spalte],
    /// How many of the last columns may be missing.
    pub entbehrlich: usize,
}

/// What takes the lines of an invoice file one after another.
pub(crate) trait Zeilenleser {
    /// A line in columns. `erste`: it is the first one of the file.
    fn zeile(&mut self, zeile: Zeile<'_>, erste: bool);

    /// A line that cannot be read at all.
    fn unlesbar(&mut self, ablehnung: Ablehnung);

    /// Returns true if the next line is asked for.
    fn weiter(&self) -> bool;
}

/// Gives a reader every line of an invoice file, never holding the file whole.
pub(crate) fn lies_zeilen(
    strom: impl BufRead + Seek,
    datei: &str,
    zeichensatz: Zeichensatz,
    leser: &mut impl Zeilenleser,
) -> io::Result<()> {
    let mut zeilen = Zeilen::oeffne(strom, datei, zeichensatz, b';')?;
    let mut erste = true;
    while leser.weiter()
        && let Some(zeile) = zeilen.naechste()
    {
        match zeile {
            Ok(zeile) => leser.zeile(zeile, erste),
            Err(ablehnung) => leser.unlesbar(ablehnung),
        }
        erste = false;
    }
    zeilen.zu_ende()
}

impl Satzart {
    /// Returns true if a line has the columns. A spreadsheet fills every row up to the width of the widest with empty ones, and
    /// leaves empty last ones out.
    pub(crate) fn passt(&self, zeile: Zeile<'_>) -> bool {
        let voll = self.spalten.len() + 1;
        let mindestens = voll - self.entbehrlich;
        let zu_viele = || (voll..zeile.anzahl()).all(|nr| zeile.feld(nr).is_empty());
        let fehlende = || self.spalten[zeile.anzahl().saturating_sub(1)..].iter().take(mindestens - zeile.anzahl());
        match zeile.anzahl() {
            anzahl if anzahl > voll => zu_viele(),
            anzahl if anzahl < mindestens => anzahl > 1 && fehlende().all(Spalte::darf_leer_sein),
            _ => true,
        }
    }

    /// The columns as a section of Markdown.
    pub(crate) fn markdown(&self, text: &mut String) {
        let _ = write!(text, "\n## {}: {}\n\n", self.kennung, self.bedeutung);
        text.push_str("| nr | column | what may stand there | meaning |\n|---|---|---|---|\n");
        self.zeilen(text);
    }

    /// The columns as rows of a table.
    pub(crate) fn zeilen(&self, text: &mut String) {
        for (nr, spalte) in (2..).zip(self.spalten) {
            let _ = writeln!(text, "| {nr} | {} | {} | {} |", spalte.name, spalte.form, spalte.bedeutung);
        }
    }
}

/// The columns after the Satzart; none if their number is wrong.
pub(crate) fn felder<'z>(
    zeile: Zeile<'z>,
    satzart: &'static Satzart,
    fehler: &'z mut Vec<Ablehnung>,
) -> Option<Felder<'z>> {
    let voll = satzart.spalten.len() + 1;
    if satzart.passt(zeile) {
        return Some(Felder::neu(zeile, satzart.spalten, 1, fehler));
    }
    let oder = match satzart.entbehrlich {
        0 => String::new(),
        1 => format!("{} or ", voll - 1),
        viele => format!("{} to ", voll - viele),
    };
    let grund = format!("{} columns in a line {}, expected {oder}{voll}", zeile.anzahl(), satzart.kennung);
    fehler.push(zeile.ablehnung(grund));
    None
}

/// `MM.JJJJ` as `JJJJ-MM`.
pub(crate) fn monat(text: &str) -> Option<String> {
    let erster = aus_deutsch(&format!("01.{text}"))?;
    Some(erster.format("%Y-%m").to_string())
}

/// Notes where something stands; the line in which it stood before, if it did.
pub(crate) fn schon_da<K: Hash + Eq>(gesehen: &mut HashMap<K, u64>, was: Option<K>, satz: u64) -> Option<u64> {
    match gesehen.entry(was?) {
        Entry::Occupied(erste) => Some(*erste.get()),
        Entry::Vacant(frei) => {
            frei.insert(satz);
            None
        }
    }
}

/// Refusals in the order of their table.
pub(crate) fn geordnet(mut fehler: Vec<Ablehnung>) -> Vec<Ablehnung> {
    fehler.sort_by(Tabelle::ordnung);
    fehler
}
