//! Reads SR1.

use std::io::{self, BufRead, Cursor, Seek};

use domain::{Ablehnung, Rechnung};
use spill::{Sorter, Spill};

use super::gelesen::{Gelesen, Reihen, Schluessel, Stelle};
use super::kopf::rechnung;
use super::spalten::{EP, PO, RE, RZ};
use super::zellen::{self, Zelle};
use super::zusammen::Pruefung;
use super::{Empfaenger, Sammelrechnung, Zeichensatz, typisiert};
use crate::felder::zahl;
use crate::satzart::{FEHLER_HOECHSTENS, Satzart, Zeilenleser, felder, geordnet, lies_zeilen};
use crate::zeilen::Zeile;
use domain::kennzeichen::ziffern;

/// What reading an invoice file gives: its content, or every breach of the form.
pub type Ergebnis<T> = Result<T, Vec<Ablehnung>>;

/// Bytes of the rows of one kind that are held in memory. Of the lines `RZ` there are the most by far.
const GEHALTEN: [usize; 3] = [8 << 20, 32 << 20, 16 << 20];

/// Reads an invoice file in memory, as [`lies_strom`] does; rows in the order of the file.
///
/// # Errors
/// Every breach of the form.
pub fn lies(
    bytes: &[u8],
    datei: &str,
    zeichensatz: Zeichensatz,
    empfaenger: Empfaenger<'_>,
) -> Ergebnis<Sammelrechnung> {
    let ablage = Spill::in_memory();
    let gelesen = lies_strom(Cursor::new(bytes), datei, zeichensatz, empfaenger, &ablage);
    gelesen.expect("memory can be read").map(|gelesen| typisiert::sammelrechnung(&gelesen))
}

/// Reads an invoice file line by line, never holding it whole: its rows go to `ablage`, and come from there by PicNr
/// and line, whatever their order in the file.
///
/// The content is every line of it, or every breach of the form, each with line, byte offset, column, value and what
/// was expected; nothing of such a file is taken.
///
/// # Errors
/// What reading the stream gives, or writing the rows.
pub fn lies_strom<'s>(
    strom: impl BufRead + Seek,
    datei: &str,
    zeichensatz: Zeichensatz,
    empfaenger: Empfaenger<'_>,
    ablage: &'s Spill,
) -> io::Result<Ergebnis<Gelesen<'s>>> {
    let mut leser = Leser::neu(empfaenger, ablage);
    lies_zeilen(strom, datei, zeichensatz, &mut leser)?;
    leser.abschluss(datei)
}

struct Leser<'a, 's> {
    empfaenger: Empfaenger<'a>,
    rechnung: Option<Rechnung>,
    einzelposten: Sorter<'s>,
    rezepte: Sorter<'s>,
    positionen: Sorter<'s>,
    fehler: Vec<Ablehnung>,
    /// A line `RE` was seen, readable or not.
    kopf_da: bool,
    /// A line could not be read at all.
    mit_luecken: bool,
    /// A row on its way to a sorter.
    reihe: Vec<u8>,
    /// The first failure of keeping a row: reading goes no further.
    ablage: io::Result<()>,
}

impl Zeilenleser for Leser<'_, '_> {
    fn zeile(&mut self, zeile: Zeile<'_>, erste: bool) {
        match zeile.feld(0) {
            "RE" => self.re(zeile, erste),
            "EP" => self.reihe(zeile, &EP, &zellen::EP),
            "RZ" => self.reihe(zeile, &RZ, &zellen::RZ),
            "PO" => self.reihe(zeile, &PO, &zellen::PO),
            _ => self.fehler.push(zeile.feld_ablehnung(0, "satzart", "expected RE, EP, RZ or PO")),
        }
    }

    fn unlesbar(&mut self, ablehnung: Ablehnung) {
        self.mit_luecken = true;
        // It may be the header.
        self.kopf_da |= ablehnung.satz == 1;
        self.fehler.push(ablehnung);
    }

    fn weiter(&self) -> bool {
        self.fehler.len() < FEHLER_HOECHSTENS && self.ablage.is_ok()
    }
}

impl<'a, 's> Leser<'a, 's> {
    fn neu(empfaenger: Empfaenger<'a>, ablage: &'s Spill) -> Self {
        let [einzelposten, rezepte, positionen] = GEHALTEN.map(|bytes| Sorter::new(ablage, bytes));
        Leser {
            empfaenger,
            rechnung: None,
            einzelposten,
            rezepte,
            positionen,
            fehler: Vec::new(),
            kopf_da: false,
            mit_luecken: false,
            reihe: Vec::new(),
            ablage: Ok(()),
        }
    }

    fn re(&mut self, zeile: Zeile<'_>, erste: bool) {
        if !erste {
            self.fehler.push(zeile.ablehnung("RE must stand once, in the first line"));
        }
        self.kopf_da = true;
        if let Some(mut felder) = felder(zeile, &RE, &mut self.fehler) {
            self.rechnung = Some(rechnung(&mut felder, self.empfaenger));
        }
    }

    /// Takes a line that is a row. Rows are told apart by their numbers even where the rest of them is broken.
    fn reihe(&mut self, zeile: Zeile<'_>, satzart: &'static Satzart, zellen: &[Zelle]) {
        let (schluessel, stelle) = ort(zeile, satzart == &PO);
        self.reihe.clear();
        stelle.schreibe(&mut self.reihe);
        let anfang = self.reihe.len();
        if let Some(mut felder) = felder(zeile, satzart, &mut self.fehler) {
            zellen::schreibe(&mut felder, zellen, &mut self.reihe);
        }
        let Some(schluessel) = schluessel else { return };
        if !self.fehler.is_empty() {
            self.reihe.truncate(anfang);
        }
        let sorter = match satzart.kennung {
            "EP" => &mut self.einzelposten,
            "RZ" => &mut self.rezepte,
            _ => &mut self.positionen,
        };
        if self.ablage.is_ok() {
            self.ablage = sorter.push(&schluessel.bytes(), &self.reihe);
        }
    }

    fn abschluss(self, datei: &str) -> io::Result<Ergebnis<Gelesen<'s>>> {
        self.ablage?;
        let fertig = |sorter: Sorter<'s>| -> io::Result<Reihen<'s>> { sorter.finish().map(Reihen) };
        let (einzelposten, rezepte) = (fertig(self.einzelposten)?, fertig(self.rezepte)?);
        let positionen = fertig(self.positionen)?;
        let mit_luecken = self.mit_luecken;
        let mut pruefung = Pruefung { datei, fehler: self.fehler, hoechstens: FEHLER_HOECHSTENS, mit_luecken };
        pruefung.einmal(&einzelposten, "listed")?;
        pruefung.einmal(&rezepte, "delivered")?;
        pruefung.positionen(&positionen, &rezepte)?;
        let mut fehler = pruefung.fehler;
        if !self.kopf_da {
            fehler.push(Ablehnung::der_datei(datei, "no line RE: an invoice begins with its header"));
        }
        if fehler.len() >= FEHLER_HOECHSTENS {
            let grund = format!("more than {FEHLER_HOECHSTENS} errors: the others are not listed");
            fehler.push(Ablehnung::der_datei(datei, grund));
        }
        Ok(match self.rechnung {
            Some(rechnung) if fehler.is_empty() => Ok(Gelesen { rechnung, einzelposten, rezepte, positionen }),
            _ => Err(geordnet(fehler)),
        })
    }
}

/// The numbers of a row, if it has a PicNr, and where they stand.
fn ort(zeile: Zeile<'_>, mit_lfd_nr: bool) -> (Option<Schluessel>, Stelle) {
    let breite = |nr: usize| zeile.feld(nr).len().min(usize::from(u8::MAX)) as u8;
    let mut stelle = Stelle { pic_nr: (zeile.feld_offset(1), breite(1)), ..Stelle::default() };
    let mut lfd_nr = 0;
    if mit_lfd_nr && PO.passt(zeile) {
        stelle.lfd_nr = (zeile.feld_offset(2), breite(2));
        lfd_nr = zahl(zeile.feld(2), 1, 9999).unwrap_or(0);
    }
    let pic_nr = zeile.feld(1);
    let pic_nr = if ziffern(pic_nr, 1..=12) { pic_nr.parse().ok() } else { None };
    (pic_nr.map(|pic_nr| Schluessel { pic_nr, lfd_nr, satz: zeile.satz() }), stelle)
}
