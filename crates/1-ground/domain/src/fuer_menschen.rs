//! Work lists and refusals: what came from outside does not command the terminal of those who read them. Their
//! spreadsheet it commands in no table for people (see [`Tabelle::FUER_MENSCHEN`]).

use crate::anzeige::sichtbar;
use crate::{Ablehnung, Aufgabe, Tabelle};

impl Aufgabe {
    /// The rows of a work list as they are written. Filled in and dropped back they lose what is added here.
    pub fn fuer_menschen(aufgaben: Vec<Aufgabe>) -> Vec<Aufgabe> {
        Aufgabe::geordnet(aufgaben.into_iter().map(|mut aufgabe| {
            for zelle in aufgabe.texte() {
                *zelle = sichtbar(zelle).into_owned();
            }
            aufgabe
        }))
    }

    /// Every text that comes from outside or is put together from such.
    fn texte(&mut self) -> [&mut String; 27] {
        [
            &mut self.pic_nr,
            &mut self.feld,
            &mut self.wert,
            &mut self.bearbeiter,
            &mut self.bemerkung,
            &mut self.aufgabe,
            &mut self.werte,
            &mut self.folgen,
            &mut self.vorschlag,
            &mut self.vorschlag_weil,
            &mut self.wartet,
            &mut self.name,
            &mut self.vorname,
            &mut self.geb_datum,
            &mut self.anschrift,
            &mut self.unf_datum,
            &mut self.unfallbetrieb,
            &mut self.aktenzeichen,
            &mut self.vo_datum,
            &mut self.abgabe_datum,
            &mut self.arzt_und_apotheke,
            &mut self.artikelzeilen,
            &mut self.erste_rechnung,
            &mut self.rechnungssteller,
            &mut self.rechnungsnummer,
            &mut self.bild,
            &mut self.bild_pfad,
        ]
    }
}

impl Ablehnung {
    /// The rows of `abgelehnt.csv` as they are written: the name of the file and what stood there are from outside.
    pub fn fuer_menschen(ablehnungen: Vec<Ablehnung>) -> Vec<Ablehnung> {
        Ablehnung::geordnet(ablehnungen.into_iter().map(|ablehnung| Ablehnung {
            datei: sichtbar(&ablehnung.datei).into_owned(),
            feld: sichtbar(&ablehnung.feld).into_owned(),
            wert: sichtbar(&ablehnung.wert).into_owned(),
            grund: sichtbar(&ablehnung.grund).into_owned(),
            ..ablehnung
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_work_list_is_run() {
        let mut geschrieben = Vec::new();
        let aufgabe = Aufgabe {
            name: "<script>".into(),
            bild: "=HYPERLINK(\"http://x\";\"a.tif\")".into(),
            rechnungsnummer: "@SUM(A1)".into(),
            vorschlag: "\u{1b}[2J".into(),
            ..Aufgabe::leer()
        };
        let zeilen = Aufgabe::fuer_menschen(vec![aufgabe]);
        assert_eq!(zeilen[0].vorschlag, "\\x1b[2J");
        zeilen[0].schreibe(&mut geschrieben);
        let geschrieben = String::from_utf8_lossy(&geschrieben);
        for zelle in [",\"'=HYPERLINK(\"\"http://x\"\";\"\"a.tif\"\")\",", ",'@SUM(A1),"] {
            assert!(geschrieben.contains(zelle), "{geschrieben}");
        }
    }
}
