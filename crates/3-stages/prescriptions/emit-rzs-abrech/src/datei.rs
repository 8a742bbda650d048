//! The booking file, record by record, and what its sheet says of it.

use std::io;
use std::path::PathBuf;

use domain::{Betrag, Datum};
use mainframe::rzs_abrech::{Buchung, SATZLAENGE, lies_satz};
use spill::Sorted;
use stage::{Error, Result};

/// What the records of a file say together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kennzahlen {
    /// Number of records.
    pub anzahl: u64,
    /// Sum of their amounts.
    pub summe: Betrag,
    /// How many have a file number.
    pub mit_aktenzeichen: u64,
    /// Lowest and highest date of a prescription.
    pub vo_datum: Option<(Datum, Datum)>,
    /// First and last record.
    pub raender: Option<(Buchung, Buchung)>,
    /// Texts cut at the end of their field.
    pub gekuerzt: u64,
    /// Characters that the code table lacks.
    pub ersetzt: u64,
}

impl Kennzahlen {
    /// Adds a record.
    pub fn nimm(&mut self, buchung: Buchung) {
        self.anzahl += 1;
        self.summe += buchung.betrag;
        self.mit_aktenzeichen += u64::from(!buchung.aktenzeichen.is_empty());
        if let Some(datum) = buchung.vo_datum {
            let (von, bis) = self.vo_datum.unwrap_or((datum, datum));
            self.vo_datum = Some((von.min(datum), bis.max(datum)));
        }
        match &mut self.raender {
            Some((_, letzte)) => *letzte = buchung,
            None => self.raender = Some((buchung.clone(), buchung)),
        }
    }
}

/// Gives every record to `datei`; gives what they say, read from their bytes.
pub fn schreibe(saetze: &Sorted<'_>, mut datei: impl FnMut(&[u8]) -> Result<()>) -> Result<Kennzahlen> {
    let beiseite = |source: io::Error| Error::Io { path: PathBuf::from("what is kept aside"), source };
    let mut kennzahlen = Kennzahlen::default();
    let mut saetze = saetze.records().map_err(beiseite)?;
    while let Some((_, inhalt)) = saetze.next().map_err(beiseite)? {
        let (verloren, satz) = inhalt.split_at(inhalt.len() - SATZLAENGE);
        let zahl = |nr: usize| u64::from_le_bytes(verloren.as_chunks().0[nr]);
        kennzahlen.gekuerzt += zahl(0);
        kennzahlen.ersetzt += zahl(1);
        datei(satz)?;
        let buchung = lies_satz(satz, kennzahlen.anzahl as usize + 1);
        kennzahlen.nimm(buchung.map_err(|e| Error::Internal(e.to_string()))?);
    }
    Ok(kennzahlen)
}
