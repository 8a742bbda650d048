//! Lines that belong together: no PicNr twice, no line of a prescription twice, no line without its prescription.
//!
//! Rows stand in order by then, so what is said twice stands side by side.

use std::io;

use domain::Ablehnung;

use super::gelesen::{Reihe, Reihen, Schluessel, Stelle};

/// The refusals of a file, as many as are listed.
pub(super) struct Pruefung<'f> {
    pub(super) datei: &'f str,
    pub(super) fehler: Vec<Ablehnung>,
    pub(super) hoechstens: usize,
    /// A line could not be read at all: it may be the very one that another needs.
    pub(super) mit_luecken: bool,
}

impl Pruefung<'_> {
    /// No PicNr stands in two rows.
    pub(super) fn einmal(&mut self, reihen: &Reihen<'_>, wie: &str) -> io::Result<()> {
        let mut leser = reihen.lies()?;
        let mut erste: Option<Schluessel> = None;
        while let Some(Reihe { schluessel, stelle, .. }) = leser.naechste()? {
            match erste {
                Some(erste) if erste.pic_nr == schluessel.pic_nr => {
                    self.pic_nr(schluessel, stelle, format!("{wie} twice: first in line {}", erste.satz));
                }
                _ => erste = Some(schluessel),
            }
        }
        Ok(())
    }

    /// Every line has its prescription, and a number of its own on it.
    pub(super) fn positionen(&mut self, positionen: &Reihen<'_>, rezepte: &Reihen<'_>) -> io::Result<()> {
        let (mut leser, mut rezepte) = (positionen.lies()?, rezepte.lies()?);
        let mut rezept = naechste(&mut rezepte)?;
        let mut erste: Option<Schluessel> = None;
        while let Some(Reihe { schluessel, stelle, .. }) = leser.naechste()? {
            while rezept.is_some_and(|rezept| rezept < schluessel.pic_nr) {
                rezept = naechste(&mut rezepte)?;
            }
            if rezept != Some(schluessel.pic_nr) && !self.mit_luecken {
                let grund = "no line RZ with this PicNr: a line PO needs its prescription";
                self.pic_nr(schluessel, stelle, grund.to_owned());
            }
            let gleich = |e: &Schluessel| (e.pic_nr, e.lfd_nr) == (schluessel.pic_nr, schluessel.lfd_nr);
            match erste.filter(gleich) {
                Some(erste) if schluessel.lfd_nr > 0 => {
                    let grund = format!("lfd_nr twice on one prescription: first in line {}", erste.satz);
                    self.nenne(schluessel, stelle.lfd_nr, "lfd_nr", u64::from(schluessel.lfd_nr), grund);
                }
                _ => erste = Some(schluessel),
            }
        }
        Ok(())
    }

    fn pic_nr(&mut self, schluessel: Schluessel, stelle: Stelle, grund: String) {
        self.nenne(schluessel, stelle.pic_nr, "pic_nr", schluessel.pic_nr, grund);
    }

    fn nenne(&mut self, ort: Schluessel, (offset, stellen): (u64, u8), feld: &str, wert: u64, grund: String) {
        if self.fehler.len() < self.hoechstens {
            let wert = format!("{wert:0breite$}", breite = usize::from(stellen));
            let (satz, feld) = (ort.satz, feld.to_owned());
            self.fehler.push(Ablehnung { satz, offset, feld, wert, ..Ablehnung::der_datei(self.datei, grund) });
        }
    }
}

fn naechste(rezepte: &mut super::gelesen::ReihenLeser<'_>) -> io::Result<Option<u64>> {
    Ok(rezepte.naechste()?.map(|rezept| rezept.schluessel.pic_nr))
}
