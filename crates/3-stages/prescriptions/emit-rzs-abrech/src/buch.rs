//! Makes a booking of each ordered prescription, however many there are.
//!
//! Orders, prescriptions and cases stand in three tables in three orders. What is needed of an order is sorted to meet
//! its prescription, then to meet its case, then into the order of the file; none of it is held whole.

use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

use domain::datum::aus_iso;
use domain::{AnweisungsRezept, Betrag, Datum, Fall, Rezept, Tabelle};
use mainframe::rzs_abrech::{Buchung, Schreiber, schluessel};
use spill::{Sorted, Sorter, Spill};
use stage::{Error, Result, Row, TableLines};

/// Bytes of what is sorted that are held in memory.
const GEHALTEN: usize = 48 << 20;

/// Where what a run ordered is read from.
#[derive(Clone, Debug)]
pub struct Quelle {
    /// What it ordered.
    pub bezahlt: Bezahlt,
    /// `rezepte.csv` as the first audit wrote it.
    pub rezepte: PathBuf,
    /// `zugeordnete_faelle.csv`
    pub faelle: PathBuf,
}

/// What a run ordered.
#[derive(Clone, Debug)]
pub enum Bezahlt {
    /// As `anweisung_rezepte.csv` has it.
    Tabelle(PathBuf),
    /// As the ledger has it.
    Zeilen(Vec<AnweisungsRezept>),
}

/// The bookings of a file.
#[derive(Clone, Debug)]
pub struct Buchungen<'s> {
    /// The records by [`schluessel`], each after what was lost when it was written: texts cut, characters replaced.
    pub saetze: Sorted<'s>,
    /// Ordered prescriptions with a net that the field cannot hold: below zero, as it has no sign, or above 99999.99. They
    /// are named in the Begleitbeleg instead.
    pub nicht_darstellbar: Vec<AnweisungsRezept>,
    /// Ordered prescriptions with a net of zero: nothing to book.
    pub null: u64,
}

/// The largest amount that the field of a record holds.
const HOECHSTBETRAG: Betrag = Betrag::aus_cent(9_999_999);

/// What is needed of an order until its record is written.
#[derive(Clone, Debug)]
struct Zahlung {
    /// Place among the orders: of two records with one key the first one comes first.
    nr: u64,
    netto: Betrag,
    pic_nr: String,
    aktenzeichen: String,
    vo_datum: Option<Datum>,
}

/// Makes a booking of each prescription that these orders pay. With an assigned case the person is the register's, else
/// the sheet's.
///
/// # Errors
/// A table cannot be read, or an order's prescription or case is not in its table: a defect.
pub fn buchungen<'s>(
    quellen: &[Quelle],
    anweisungen: &BTreeSet<&str>,
    ablage: &'s Spill,
    abrechnungsjahr: i32,
) -> Result<Buchungen<'s>> {
    let mut buch = Buch { schreiber: Schreiber::neu(abrechnungsjahr), saetze: Sorter::new(ablage, GEHALTEN) };
    let mut auftraege = Auftraege { anweisungen, nr: 0, nicht_darstellbar: Vec::new(), null: 0 };
    for quelle in quellen {
        let zahlungen = auftraege.zahlungen(&quelle.bezahlt, ablage)?;
        let mit_fall = buch.vom_blatt(&zahlungen, &quelle.rezepte, ablage)?;
        buch.vom_fall(&mit_fall, &quelle.faelle)?;
    }
    let Auftraege { nicht_darstellbar, null, .. } = auftraege;
    Ok(Buchungen { saetze: buch.saetze.finish().map_err(beiseite)?, nicht_darstellbar, null })
}

/// What is ordered, as it is read.
struct Auftraege<'a> {
    anweisungen: &'a BTreeSet<&'a str>,
    nr: u64,
    nicht_darstellbar: Vec<AnweisungsRezept>,
    null: u64,
}

impl Auftraege<'_> {
    /// What is to be booked, by invoice and PicNr.
    fn zahlungen<'s>(&mut self, bezahlt: &Bezahlt, ablage: &'s Spill) -> Result<Sorted<'s>> {
        let mut sorter = Sorter::new(ablage, GEHALTEN);
        match bezahlt {
            Bezahlt::Tabelle(path) => self.tabelle(path, &mut sorter)?,
            Bezahlt::Zeilen(zeilen) => {
                for z in zeilen {
                    let ordered = [&z.anweisung_id, &z.beleg_id, &z.pic_nr, &z.aktenzeichen].map(String::as_str);
                    self.nimm(ordered, z.netto, || Ok(z.clone()), &mut sorter)?;
                }
            }
        }
        sorter.finish().map_err(beiseite)
    }

    fn tabelle(&mut self, path: &Path, sorter: &mut Sorter<'_>) -> Result<()> {
        let mut zeilen = TableLines::<AnweisungsRezept>::open(path)?;
        let spalten = ["anweisung_id", "beleg_id", "pic_nr", "aktenzeichen"].map(stelle::<AnweisungsRezept>);
        let netto = stelle::<AnweisungsRezept>("netto");
        let mut zellen: Vec<Vec<u8>> = Vec::new();
        while let Some(zeile) = zeilen.next()? {
            zerlege(zeile, &mut zellen);
            let ordered = spalten.map(|nr| Row::text(&zellen[nr]));
            let netto = Row::text(&zellen[netto]).parse();
            let netto = netto.map_err(|e| Error::Internal(format!("{}: {e}", path.display())))?;
            let row = || zeile.record();
            self.nimm(ordered.each_ref().map(|text| &**text), netto, row, sorter)?;
        }
        Ok(())
    }

    fn nimm(
        &mut self,
        [anweisung_id, beleg_id, pic_nr, aktenzeichen]: [&str; 4],
        netto: Betrag,
        zeile: impl FnOnce() -> Result<AnweisungsRezept>,
        sorter: &mut Sorter<'_>,
    ) -> Result<()> {
        if !self.anweisungen.contains(anweisung_id) {
            return Ok(());
        }
        self.nr += 1;
        if netto < Betrag::NULL || netto > HOECHSTBETRAG {
            self.nicht_darstellbar.push(zeile()?);
        } else if netto == Betrag::NULL {
            self.null += 1;
        } else {
            let (nr, vo_datum) = (self.nr, None);
            let (pic, aktenzeichen) = (pic_nr.to_owned(), aktenzeichen.to_owned());
            let zahlung = Zahlung { nr, netto, pic_nr: pic, aktenzeichen, vo_datum };
            sorter.push([beleg_id, ",", pic_nr].concat().as_bytes(), &zahlung.bytes()).map_err(beiseite)?;
        }
        Ok(())
    }
}

/// The records, as they are made.
struct Buch<'s> {
    schreiber: Schreiber,
    saetze: Sorter<'s>,
}

impl Buch<'_> {
    /// Books what has no case; gives the rest with what is needed of its sheet, by case.
    fn vom_blatt<'s>(&mut self, zahlungen: &Sorted<'_>, rezepte: &Path, ablage: &'s Spill) -> Result<Sorted<'s>> {
        let mut zeilen = Zeilen::<Rezept>::oeffne(rezepte)?;
        let schluessel = ["beleg_id", "pic_nr"].map(stelle::<Rezept>);
        let [vo_datum, geb_datum, unf_datum] = ["vo_datum", "geb_datum", "unf_datum"].map(stelle::<Rezept>);
        let person = PERSON.map(stelle::<Rezept>);
        let mut mit_fall = Sorter::new(ablage, GEHALTEN);
        let mut zahlungen = zahlungen.records().map_err(beiseite)?;
        while let Some((ort, bytes)) = zahlungen.next().map_err(beiseite)? {
            let mut zahlung = Zahlung::aus(bytes);
            if !zeilen.finde(&schluessel, ort)? {
                let what = format!("prescription {} is ordered but not in 30-stage1", zahlung.pic_nr);
                return Err(Error::Internal(what));
            }
            zahlung.vo_datum = zeilen.datum(vo_datum);
            if zahlung.aktenzeichen.is_empty() {
                let daten = (zeilen.datum(geb_datum), zeilen.datum(unf_datum));
                self.buche(zahlung, daten, person.map(|nr| zeilen.gelesen(nr)))?;
            } else {
                mit_fall.push(zahlung.aktenzeichen.as_bytes(), &zahlung.bytes()).map_err(beiseite)?;
            }
        }
        mit_fall.finish().map_err(beiseite)
    }

    /// Books what has a case.
    fn vom_fall(&mut self, zahlungen: &Sorted<'_>, faelle: &Path) -> Result<()> {
        let mut zeilen = Zeilen::<Fall>::oeffne(faelle)?;
        let schluessel = ["aktenzeichen", "pz"].map(stelle::<Fall>);
        let [geb_datum, unf_datum] = ["geb_datum", "unf_datum"].map(stelle::<Fall>);
        let person = PERSON.map(stelle::<Fall>);
        let mut zahlungen = zahlungen.records().map_err(beiseite)?;
        while let Some((ort, bytes)) = zahlungen.next().map_err(beiseite)? {
            let zahlung = Zahlung::aus(bytes);
            let (nummer, pz) = ort.split_at(ort.len().min(8));
            if !zeilen.finde(&schluessel, &[nummer, b",", pz].concat())? {
                let (fall, pic_nr) = (&zahlung.aktenzeichen, &zahlung.pic_nr);
                return Err(Error::Internal(format!("case {fall} of prescription {pic_nr} is not in 40-matches")));
            }
            let daten = (zeilen.datum(geb_datum), zeilen.datum(unf_datum));
            self.buche(zahlung, daten, person.map(|nr| zeilen.text(nr)))?;
        }
        Ok(())
    }

    fn buche(&mut self, z: Zahlung, daten: (Option<Datum>, Option<Datum>), person: [String; 7]) -> Result<()> {
        let ((geb_datum, unf_datum), nr) = (daten, z.nr);
        let [vorname, zusatz, name, strasse, lkz, plz, ort] = person;
        let (pic_nr, aktenzeichen) = (z.pic_nr, z.aktenzeichen);
        let (vo_datum, betrag) = (z.vo_datum, z.netto);
        let buchung = Buchung {
            pic_nr,
            aktenzeichen,
            geb_datum,
            unf_datum,
            vorname,
            zusatz,
            name,
            strasse,
            lkz,
            plz,
            ort,
            vo_datum,
            betrag,
        };
        let vorher = (self.schreiber.gekuerzt, ersetzt(&self.schreiber));
        let satz = self.schreiber.satz(&buchung).map_err(|e| Error::Internal(e.to_string()))?;
        let verloren = [self.schreiber.gekuerzt - vorher.0, ersetzt(&self.schreiber) - vorher.1];
        let ort = [&schluessel(&satz)[..], &nr.to_be_bytes()].concat();
        let inhalt = [&verloren.map(u64::to_le_bytes).concat()[..], &satz].concat();
        self.saetze.push(&ort, &inhalt).map_err(beiseite)
    }
}

/// What a record says of the person, beside the dates; both tables name it alike.
const PERSON: [&str; 7] = ["vorname", "zusatz", "name", "strasse", "lkz", "plz", "ort"];

fn ersetzt(schreiber: &Schreiber) -> u64 {
    schreiber.ersetzt.transliterated + schreiber.ersetzt.unknown
}

impl Zahlung {
    fn bytes(&self) -> Vec<u8> {
        let mut bytes = [self.nr.to_le_bytes(), self.netto.cent().to_le_bytes()].concat();
        let vo_datum = self.vo_datum.map(|datum| datum.to_string()).unwrap_or_default();
        bytes.extend([&self.pic_nr, ",", &self.aktenzeichen, ",", &vo_datum].concat().into_bytes());
        bytes
    }

    fn aus(bytes: &[u8]) -> Self {
        let zahl = |ab: usize| bytes[ab..].first_chunk().copied().expect("written with this length");
        let text = String::from_utf8_lossy(&bytes[16..]);
        let mut teile = text.split(',');
        let mut teil = || teile.next().unwrap_or_default();
        Zahlung {
            nr: u64::from_le_bytes(zahl(0)),
            netto: Betrag::aus_cent(i64::from_le_bytes(zahl(8))),
            pic_nr: teil().to_owned(),
            aktenzeichen: teil().to_owned(),
            vo_datum: aus_iso(teil()),
        }
    }
}

/// A table that is passed through once, for keys that ascend.
struct Zeilen<T> {
    zeilen: TableLines<T>,
    zellen: Vec<Vec<u8>>,
}

impl<T: Tabelle> Zeilen<T> {
    fn oeffne(path: &Path) -> Result<Self> {
        Ok(Zeilen { zeilen: TableLines::open(path)?, zellen: Vec::new() })
    }

    /// Goes on to the row with a key of these two columns; it may be the one at hand. False if there is none.
    fn finde(&mut self, [erste, zweite]: &[usize; 2], gesucht: &[u8]) -> Result<bool> {
        loop {
            if let (Some(erste), Some(zweite)) = (self.zellen.get(*erste), self.zellen.get(*zweite)) {
                let ort = [&erste[..], b",", zweite].concat();
                if ort.as_slice() >= gesucht {
                    return Ok(ort == gesucht);
                }
            }
            let Some(zeile) = self.zeilen.next()? else { return Ok(false) };
            zerlege(zeile, &mut self.zellen);
        }
    }

    fn text(&self, nr: usize) -> String {
        Row::text(&self.zellen[nr]).into_owned()
    }

    /// A captured text; what was not recognised is no text.
    fn gelesen(&self, nr: usize) -> String {
        if self.zellen[nr] == b"?" { String::new() } else { self.text(nr) }
    }

    /// A whole date; one that is missing, incomplete or not recognised is none.
    fn datum(&self, nr: usize) -> Option<Datum> {
        aus_iso(std::str::from_utf8(&self.zellen[nr]).ok()?)
    }
}

/// The cells of a row, in memory that is used again.
fn zerlege(zeile: Row<'_>, zellen: &mut Vec<Vec<u8>>) {
    let mut anzahl = 0;
    for zelle in zeile.cells() {
        if anzahl == zellen.len() {
            zellen.push(Vec::new());
        }
        zellen[anzahl].clear();
        zellen[anzahl].extend_from_slice(zelle);
        anzahl += 1;
    }
    zellen.truncate(anzahl);
}

/// Place of a column in its table.
fn stelle<T: Tabelle>(spalte: &str) -> usize {
    T::SPALTEN.iter().position(|s| s.name == spalte).expect("a column of this table")
}

fn beiseite(source: io::Error) -> Error {
    Error::Io { path: PathBuf::from("what is kept aside"), source }
}
