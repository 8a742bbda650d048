//! Takes an invoice that came in another form than SR1, record by record, into what reading SR1 gives.

use std::io;

use domain::{Einzelposten, Position, Rechnung, Rezept, Tabelle};
use spill::{Sorter, Spill};

use super::gelesen::{Gelesen, Reihen, Schluessel, Stelle};

/// Bytes of the rows of one kind that are held in memory.
const GEHALTEN: usize = 1 << 20;
/// What stands after the cells of a prescription that a file does not say: `herkunft`, `zeile`, `schon_berechnet`,
/// `erledigt_am`.
const DANACH: usize = 4;
/// The same in other rows: `zeile`.
const NACH_REIHEN: usize = 1;

/// Collects the rows of an invoice, in any order.
#[derive(Debug)]
pub struct Sammler<'s> {
    einzelposten: Sorter<'s>,
    rezepte: Sorter<'s>,
    positionen: Sorter<'s>,
    zeile: Vec<u8>,
}

impl<'s> Sammler<'s> {
    /// Rows go to `ablage`.
    pub fn neu(ablage: &'s Spill) -> Self {
        let [einzelposten, rezepte, positionen] = [(); 3].map(|()| Sorter::new(ablage, GEHALTEN));
        Sammler { einzelposten, rezepte, positionen, zeile: Vec::new() }
    }

    /// Takes a prescription, listed as it was delivered, with its lines. All have its PicNr, which no other may have; its
    /// `zeile` holds for all.
    ///
    /// # Errors
    /// The disk is full or broken.
    pub fn rezept(&mut self, rezept: &Rezept, posten: &Einzelposten, positionen: &[Position]) -> io::Result<()> {
        let pic_nr = rezept.pic_nr.parse().unwrap_or_default();
        let schluessel = Schluessel { pic_nr, lfd_nr: 0, satz: rezept.zeile.into() };
        reihe(rezept, 2, DANACH, &mut self.zeile);
        self.rezepte.push(&schluessel.bytes(), &self.zeile)?;
        reihe(posten, 1, NACH_REIHEN, &mut self.zeile);
        self.einzelposten.push(&schluessel.bytes(), &self.zeile)?;
        for position in positionen {
            reihe(position, 1, NACH_REIHEN, &mut self.zeile);
            self.positionen.push(&Schluessel { lfd_nr: position.lfd_nr, ..schluessel }.bytes(), &self.zeile)?;
        }
        Ok(())
    }

    /// Number of prescriptions so far.
    pub fn anzahl(&self) -> u64 {
        self.rezepte.count()
    }

    /// The invoice with its header.
    ///
    /// # Errors
    /// The disk is full or broken.
    pub fn fertig(self, rechnung: Rechnung) -> io::Result<Gelesen<'s>> {
        Ok(Gelesen {
            rechnung,
            einzelposten: Reihen(self.einzelposten.finish()?),
            rezepte: Reihen(self.rezepte.finish()?),
            positionen: Reihen(self.positionen.finish()?),
        })
    }
}

/// The cells of a row as they are kept: without the first ones, which are empty, and the last ones, which hold no text.
fn reihe<T: Tabelle>(satz: &T, davor: usize, danach: usize, ziel: &mut Vec<u8>) {
    ziel.clear();
    Stelle::default().schreibe(ziel);
    let anfang = ziel.len();
    satz.schreibe(ziel);
    debug_assert!(ziel[anfang..].iter().take(davor).all(|byte| *byte == b','), "the first cells are empty");
    ziel.drain(anfang..anfang + davor);
    ziel.pop();
    for _ in 0..danach {
        let ende = ziel.iter().rposition(|byte| *byte == b',').unwrap_or(anfang);
        ziel.truncate(ende);
    }
}
