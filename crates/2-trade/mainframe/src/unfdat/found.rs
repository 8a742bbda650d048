//! The sound records of a delivery and the rejections of the others.

use domain::Ablehnung;

use super::check::Check;
use super::fields::{self, Fields};
use super::plain::{Found, Schrift};
use charsets::edf03::CodePage;

/// A sound record of a [`Lieferung`](super::Lieferung).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Satz {
    /// Its Aktenzeichen, without check digit.
    pub aktenzeichen: u32,
    /// Number of the record in the file, from 1.
    pub nummer: u32,
    /// Whether the case was handed over to another insurer.
    pub abgegeben: bool,
    /// Where it begins.
    pub(super) stelle: u64,
    /// Its length in bytes.
    pub(super) laenge: u32,
    /// How its row is written.
    pub(super) schrift: Schrift,
}

/// What is found in a part of a delivery; numbers count from its beginning.
#[derive(Debug, Default)]
pub(super) struct Fund {
    pub(super) saetze: Vec<Satz>,
    pub(super) abgelehnt: Vec<Ablehnung>,
    pub(super) anzahl: u64,
    pub(super) abgelehnte: u64,
    /// Whether it ends in the middle of a record.
    pub(super) abgeschnitten: bool,
}

impl Fund {
    /// Adds what was found in the part that follows.
    pub(super) fn append(&mut self, mut next: Fund) {
        let before = self.anzahl as u32;
        self.saetze.extend(next.saetze.drain(..).map(|satz| Satz { nummer: satz.nummer + before, ..satz }));
        let rows = next.abgelehnt.into_iter();
        self.abgelehnt.extend(rows.map(|row| Ablehnung { satz: row.satz + self.anzahl, ..row }));
        self.anzahl += next.anzahl;
        self.abgelehnte += next.abgelehnte;
        self.abgeschnitten |= next.abgeschnitten;
    }

    /// Notes a record that is sound at first sight.
    pub(super) fn plain(&mut self, offset: usize, found: Found) {
        let Found { aktenzeichen, abgegeben, schrift, laenge } = found;
        self.anzahl += 1;
        let (nummer, stelle, laenge) = (self.anzahl as u32, offset as u64, laenge as u32);
        self.saetze.push(Satz { aktenzeichen, nummer, abgegeben, stelle, laenge, schrift });
    }

    /// Checks a record of twelve fields and notes it, or what is wrong with it.
    pub(super) fn record(&mut self, (datei, page): (&str, CodePage), offset: usize, raw: &[u8], fields: &Fields<'_>) {
        self.anzahl += 1;
        let place = (self.anzahl, offset as u64, raw);
        if Check::new((datei, page), place, fields, &mut self.abgelehnt).passes() {
            self.saetze.push(Satz {
                aktenzeichen: fields::number(page, fields),
                nummer: self.anzahl as u32,
                abgegeben: fields::is_handed_over(page, fields),
                stelle: offset as u64,
                laenge: raw.len() as u32,
                schrift: Schrift::Feldweise,
            });
        } else {
            self.abgelehnte += 1;
        }
    }
}
