//! Tables that people open: what came from outside commands neither their terminal nor their spreadsheet.

use crate::anzeige::{harmlos, sichtbar};
use crate::{Ablehnung, Aufgabe, Tabelle};

impl Aufgabe {
    /// The rows of a work list as they are written. Filled in and dropped back they lose what is added here.
    pub fn fuer_menschen(aufgaben: Vec<Aufgabe>) -> Vec<Aufgabe> {
        geordnet(aufgaben, |aufgabe| Aufgabe {
            pic_nr: harmlos(&aufgabe.pic_nr),
            feld: harmlos(&aufgabe.feld),
            wert: harmlos(&aufgabe.wert),
            bearbeiter: harmlos(&aufgabe.bearbeiter),
            bemerkung: harmlos(&aufgabe.bemerkung),
            aufgabe: harmlos(&aufgabe.aufgabe),
            bild: harmlos(&aufgabe.bild),
            rechnungsnummer: harmlos(&aufgabe.rechnungsnummer),
            vorschlag: harmlos(&aufgabe.vorschlag),
            ..aufgabe
        })
    }
}

impl Ablehnung {
    /// The rows of `abgelehnt.csv` as they are written: the name of the file and what stood there are from outside.
    pub fn fuer_menschen(ablehnungen: Vec<Ablehnung>) -> Vec<Ablehnung> {
        geordnet(ablehnungen, |ablehnung| Ablehnung {
            datei: harmlos(&ablehnung.datei),
            feld: harmlos(&ablehnung.feld),
            wert: harmlos(&ablehnung.wert),
            grund: sichtbar(&ablehnung.grund).into_owned(),
            ..ablehnung
        })
    }
}

fn geordnet<T: Tabelle>(zeilen: Vec<T>, harmlos: impl Fn(T) -> T) -> Vec<T> {
    let mut zeilen: Vec<T> = zeilen.into_iter().map(harmlos).collect();
    T::ordne(&mut zeilen);
    zeilen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_work_list_is_run() {
        let leer = String::new;
        let aufgabe = Aufgabe {
            art: "zuordnung".into(),
            pic_nr: "500000000001".into(),
            feld: leer(),
            wert: leer(),
            bearbeiter: leer(),
            zeitpunkt: leer(),
            bemerkung: leer(),
            aufgabe: "Fall wählen".into(),
            bild: "=HYPERLINK(\"http://x\";\"a.tif\")".into(),
            rechnungsnummer: "@SUM(A1)".into(),
            beleg_id: "0000001".into(),
            vorschlag: "\u{1b}[2J".into(),
            brutto: None,
        };
        let zeilen = Aufgabe::fuer_menschen(vec![aufgabe]);
        assert_eq!(zeilen[0].bild, "'=HYPERLINK(\"http://x\";\"a.tif\")");
        assert_eq!((zeilen[0].rechnungsnummer.as_str(), zeilen[0].vorschlag.as_str()), ("'@SUM(A1)", "\\x1b[2J"));
    }
}
