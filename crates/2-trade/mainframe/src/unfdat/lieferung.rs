use std::borrow::Cow;

use domain::{Ablehnung, FallZeile};
use layout::Field;

use super::carrier::Carrier;
use super::decode::{self, Puffer};
use super::fehler::UnfdatFehler;
use super::felder::FELDER;
use super::found::{Fund, Satz};
use super::plain::Schrift;
use super::tape::Bild;
use super::{band, dfue, fields, guess_page, rahmen};
use charsets::edf03::CodePage;

/// A delivery whose records were found and checked. It keeps the bytes as they came and of each sound record only where
/// it stands: texts are decoded when somebody asks for them, and never all at once.
#[derive(Debug)]
pub struct Lieferung<'a> {
    page: CodePage,
    inhalt: Inhalt<'a>,
    /// The sound records in the order of the file.
    pub saetze: Vec<Satz>,
    /// Why records were rejected, at least one row for each, in the order of the file.
    pub abgelehnt: Vec<Ablehnung>,
    /// Number of records. A stretch that cannot be divided into records counts as many as its fields amount to.
    pub anzahl: u64,
    /// Number of rejected records.
    pub abgelehnte: u64,
    /// Whether the file ends in the middle of a record.
    pub abgeschnitten: bool,
}

#[derive(Debug)]
enum Inhalt<'a> {
    Strom(Cow<'a, [u8]>),
    Band(Bild<'a>),
}

impl<'a> Lieferung<'a> {
    /// Reads a delivery in a code page. `carrier`: `None` = recognised from the bytes. `datei` names the file in
    /// rejections.
    ///
    /// # Errors
    /// A tape image whose structure is broken, or a file that is no UnfDat in this code page. Bad records are no errors.
    pub fn lies(
        datei: &str,
        bytes: impl Into<Cow<'a, [u8]>>,
        page: CodePage,
        carrier: Option<Carrier>,
    ) -> Result<Self, UnfdatFehler> {
        let bytes = bytes.into();
        let (inhalt, fund) = match carrier.unwrap_or_else(|| Carrier::recognise(&bytes)) {
            Carrier::Datentraeger => {
                let broken = |fehler| UnfdatFehler::Band { datei: datei.to_owned(), fehler };
                let bild = Bild::open(bytes).map_err(broken)?;
                let saetze = bild.saetze().map_err(broken)?;
                guess_page::check(datei, page, band::sample(&bild, &saetze))?;
                let fund = band::lies(datei, &bild, &saetze, page);
                (Inhalt::Band(bild), fund)
            }
            Carrier::Dfue => {
                rahmen::pruefe(datei, page, &bytes)?;
                guess_page::check_stream(datei, page, &bytes)?;
                let fund = dfue::lies(datei, &bytes, page);
                (Inhalt::Strom(bytes), fund)
            }
        };
        let Fund { saetze, abgelehnt, anzahl, abgelehnte, abgeschnitten } = fund;
        Ok(Lieferung { page, inhalt, saetze, abgelehnt, anzahl, abgelehnte, abgeschnitten })
    }

    /// The bytes of a record, without a record length field.
    pub fn roh(&self, satz: &Satz) -> &[u8] {
        let bytes = match &self.inhalt {
            Inhalt::Strom(bytes) => bytes,
            Inhalt::Band(bild) => bild.bytes(),
        };
        &bytes[satz.stelle as usize..][..satz.laenge as usize]
    }

    /// Byte offset of a record in the file, from 0.
    pub fn offset(&self, satz: &Satz) -> u64 {
        match &self.inhalt {
            Inhalt::Strom(_) => satz.stelle,
            Inhalt::Band(bild) => bild.in_file(satz.stelle as usize),
        }
    }

    /// The case of a record. `puffer` holds its texts.
    pub fn zeile<'p>(&self, satz: &Satz, puffer: &'p mut Puffer) -> FallZeile<'p> {
        let fields = fields::fields_of(self.page, self.roh(satz)).unwrap_or_default();
        puffer.zeile(self.page, &fields)
    }

    /// The fields of a record as they stand there, each with its byte offset in the record.
    pub fn felder<'s>(&'s self, satz: &Satz) -> impl Iterator<Item = (&'static Field, usize, &'s [u8])> {
        let fields = fields::fields_of(self.page, self.roh(satz)).unwrap_or_default();
        let mut next = 0;
        FELDER.iter().zip(fields).map(move |(field, bytes)| {
            let offset = next;
            next += bytes.len() + 1;
            (field, offset, bytes)
        })
    }

    /// Appends the row of a record as `faelle.csv` has it: what [`zeile`](Self::zeile) gives, written.
    pub fn schreibe_zeile(&self, satz: &Satz, puffer: &mut Puffer, ziel: &mut Vec<u8>) {
        match satz.schrift {
            Schrift::Feldweise => self.zeile(satz, puffer).schreibe(ziel),
            schrift => decode::schreibe_schnell(self.page, self.roh(satz), schrift, ziel),
        }
    }
}

/// The code page that the records of a delivery are likely in; none where there is nothing that looks like a record.
/// Where nothing tells, the usual one of EBCDIC or ASCII.
pub fn likely_page(bytes: &[u8]) -> Option<CodePage> {
    if Carrier::recognise(bytes) == Carrier::Datentraeger
        && let Ok(bild) = Bild::open(bytes)
    {
        let saetze = bild.saetze().unwrap_or_default();
        let sample: Vec<&[u8]> = band::sample(&bild, &saetze).collect();
        return guess_page::likely(|page| guess_page::with_head(page, &sample));
    }
    let sample = &bytes[..bytes.len().min(guess_page::SAMPLE)];
    guess_page::likely(|page| guess_page::stream_records(sample, page).collect())
}
