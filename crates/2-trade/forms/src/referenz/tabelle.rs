//! What the four files have in common.

use std::cmp::Ordering;
use std::io::{self, BufRead, Seek};

use domain::{Ablehnung, Datum};

use crate::felder::{Felder, Spalte};
use crate::satzart::geordnet;
use crate::zeilen::{Zeichensatz, Zeile, Zeilen};

/// What reading a file gives: its rows, or every error.
pub type Ergebnis<T> = Result<Vec<T>, Vec<Ablehnung>>;

/// The rows of a file, each with its place.
pub(super) struct Gelesen<'d, T> {
    pub(super) zeilen: Vec<T>,
    datei: &'d str,
    /// Line number and byte offset of every row.
    orte: Vec<(u64, u64)>,
    fehler: Vec<Ablehnung>,
}

/// Reads a file with this header; `lies` takes the columns of a row.
pub(super) fn lies<'d, T>(
    strom: impl BufRead + Seek,
    datei: &'d str,
    spalten: &'static [Spalte],
    lies: impl Fn(&mut Felder<'_>) -> T,
) -> io::Result<Gelesen<'d, T>> {
    let mut zeilen = Zeilen::oeffne(strom, datei, Zeichensatz::Auto, b';')?;
    let mut gelesen = Gelesen { zeilen: Vec::new(), datei, orte: Vec::new(), fehler: Vec::new() };
    match zeilen.naechste() {
        Some(Ok(kopf)) if ist_kopf(kopf, spalten) => {}
        Some(Ok(kopf)) => gelesen.fehler.push(kopf.ablehnung(format!("expected the header {}", kopf_text(spalten)))),
        Some(Err(ablehnung)) => gelesen.fehler.push(ablehnung),
        None => {
            let grund = format!("empty: expected the header {}", kopf_text(spalten));
            gelesen.fehler.push(Ablehnung::der_datei(datei, grund));
        }
    }
    let kopf_stimmt = gelesen.fehler.is_empty();
    while let Some(zeile) = zeilen.naechste().filter(|_| kopf_stimmt) {
        match zeile {
            Ok(zeile) if zeile.anzahl() == spalten.len() => {
                gelesen.zeilen.push(lies(&mut Felder::neu(zeile, spalten, 0, &mut gelesen.fehler)));
                gelesen.orte.push((zeile.satz(), zeile.feld_offset(0)));
            }
            Ok(zeile) => {
                let grund = format!("{} columns, expected {}", zeile.anzahl(), spalten.len());
                gelesen.fehler.push(zeile.ablehnung(grund));
            }
            Err(ablehnung) => gelesen.fehler.push(ablehnung),
        }
    }
    zeilen.zu_ende()?;
    Ok(gelesen)
}

fn kopf_text(spalten: &[Spalte]) -> String {
    spalten.iter().map(|spalte| spalte.name).collect::<Vec<_>>().join(";")
}

fn ist_kopf(kopf: Zeile<'_>, spalten: &[Spalte]) -> bool {
    kopf.anzahl() == spalten.len() && (0..).zip(spalten).all(|(nr, spalte)| kopf.feld(nr) == spalte.name)
}

impl<T> Gelesen<'_, T> {
    /// Refuses a row that has the key of an earlier one.
    pub(super) fn eindeutig(&mut self, feld: &str, cmp: impl Fn(&T, &T) -> Ordering, wert: impl Fn(&T) -> String) {
        let folge = self.nach(|a, b| cmp(a, b));
        for paar in folge.windows(2).filter(|p| cmp(&self.zeilen[p[0]], &self.zeilen[p[1]]).is_eq()) {
            let grund = format!("stands twice: first in line {}", self.orte[paar[0]].0);
            self.fehler.push(self.ablehnung(paar[1], feld, wert(&self.zeilen[paar[1]]), grund));
        }
    }

    /// Refuses a row whose period overlaps that of another row of the same kind.
    pub(super) fn ohne_ueberlappung(
        &mut self,
        feld: &str,
        art: impl Fn(&T, &T) -> Ordering,
        periode: impl Fn(&T) -> (Datum, Option<Datum>),
        wie: &str,
    ) {
        let folge = self.nach(|a, b| art(a, b).then_with(|| periode(a).0.cmp(&periode(b).0)));
        // The row of the kind whose period ends last so far.
        let mut laengste: Option<usize> = None;
        for &nr in &folge {
            let gleich = laengste.filter(|&l| art(&self.zeilen[l], &self.zeilen[nr]).is_eq());
            let ende = |nr: usize| periode(&self.zeilen[nr]).1.unwrap_or(Datum::MAX);
            let (von, _) = periode(&self.zeilen[nr]);
            if let Some(vorige) = gleich.filter(|&l| ende(l) >= von) {
                let grund = format!("its period overlaps that of line {}: {wie}", self.orte[vorige].0);
                self.fehler.push(self.ablehnung(nr, feld, domain::datum::deutsch(von), grund));
            }
            laengste = gleich.filter(|&l| ende(l) >= ende(nr)).or(Some(nr));
        }
    }

    /// The rows, if there is no error.
    pub(super) fn ergebnis(self) -> Ergebnis<T> {
        if self.fehler.is_empty() { Ok(self.zeilen) } else { Err(geordnet(self.fehler)) }
    }

    fn nach(&self, cmp: impl Fn(&T, &T) -> Ordering) -> Vec<usize> {
        let mut folge: Vec<usize> = (0..self.zeilen.len()).collect();
        folge.sort_by(|&a, &b| cmp(&self.zeilen[a], &self.zeilen[b]).then(a.cmp(&b)));
        folge
    }

    fn ablehnung(&self, nr: usize, feld: &str, wert: String, grund: String) -> Ablehnung {
        let (satz, offset) = self.orte[nr];
        Ablehnung { satz, offset, feld: feld.to_owned(), wert, ..Ablehnung::der_datei(self.datei, grund) }
    }
}
