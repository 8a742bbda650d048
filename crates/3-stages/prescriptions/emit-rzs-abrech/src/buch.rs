//! Makes a booking of each ordered prescription, however many there are.
//!
//! Orders, prescriptions and cases stand in three tables in three orders. What is needed of an order is sorted to meet
//! its prescription, then to meet its case, then into the order of the file; none of it is held whole.

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
    /// `anweisung_rezepte.csv`
    pub bezahlt: PathBuf,
    /// `rezepte.csv` as the first audit wrote it.
    pub rezepte: PathBuf,
    /// `zugeordnete_faelle.csv`
    pub faelle: PathBuf,
}

/// The bookings of a file.
#[derive(Clone, Debug)]
pub struct Buchungen<'s> {
    /// The records by [`schluessel`], each after what was lost when it was written: texts cut, characters replaced.
    pub saetze: Sorted<'s>,
    /// Ordered prescriptions with a net below zero: the field has no sign, so they cannot be told to the payer in the
    /// file. They are named in the Begleitbeleg instead.
    pub negativ: Vec<AnweisungsRezept>,
    /// Ordered prescriptions with a net of zero: nothing to book.
    pub null: u64,
    /// Ordered prescriptions, all of them.
    pub anzahl: u64,
    /// The sum ordered.
    pub netto: Betrag,
}

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

/// Makes a booking of each ordered prescription. With an assigned case the person is the register's, else the sheet's.
///
/// # Errors
/// A table cannot be read, or an order's prescription or case is not in its table: a defect.
pub fn buchungen<'s>(quelle: &Quelle, ablage: &'s Spill, abrechnungsjahr: i32) -> Result<Buchungen<'s>> {
    let mut buch = Buch { schreiber: Schreiber::neu(abrechnungsjahr), saetze: Sorter::new(ablage, GEHALTEN) };
    let mut ergebnis = Buchungen {
        saetze: Sorter::new(ablage, 0).finish().map_err(beiseite)?,
        negativ: Vec::new(),
        null: 0,
        anzahl: 0,
        netto: Betrag::NULL,
    };
    let zahlungen = zahlungen(&quelle.bezahlt, ablage, &mut ergebnis)?;
    let mit_fall = buch.vom_blatt(&zahlungen, &quelle.rezepte, ablage)?;
    buch.vom_fall(&mit_fall, &quelle.faelle)?;
    ergebnis.saetze = buch.saetze.finish().map_err(beiseite)?;
    Ok(ergebnis)
}

/// What is to be booked, by invoice and PicNr.
fn zahlungen<'s>(bezahlt: &Path, ablage: &'s Spill, ergebnis: &mut Buchungen<'_>) -> Result<Sorted<'s>> {
    let mut zeilen = TableLines::<AnweisungsRezept>::open(bezahlt)?;
    let [beleg_id, pic_nr, aktenzeichen, netto] =
        ["beleg_id", "pic_nr", "aktenzeichen", "netto"].map(stelle::<AnweisungsRezept>);
    let mut sorter = Sorter::new(ablage, GEHALTEN);
    let mut zellen: Vec<Vec<u8>> = Vec::new();
    while let Some(zeile) = zeilen.next()? {
        zerlege(zeile, &mut zellen);
        let zahlung = Zahlung {
            nr: ergebnis.anzahl,
            netto: Row::text(&zellen[netto]).parse().map_err(|e| Error::Internal(format!("60-payments: {e}")))?,
            pic_nr: Row::text(&zellen[pic_nr]).into_owned(),
            aktenzeichen: Row::text(&zellen[aktenzeichen]).into_owned(),
            vo_datum: None,
        };
        ergebnis.anzahl += 1;
        ergebnis.netto += zahlung.netto;
        if zahlung.netto < Betrag::NULL {
            ergebnis.negativ.extend(stage::parse_rows::<AnweisungsRezept>(&[zeile.0, b"\n"].concat())?);
        } else if zahlung.netto == Betrag::NULL {
            ergebnis.null += 1;
        } else {
            let schluessel = [&zellen[beleg_id][..], b",", &zellen[pic_nr]].concat();
            sorter.push(&schluessel, &zahlung.bytes()).map_err(beiseite)?;
        }
    }
    sorter.finish().map_err(beiseite)
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
