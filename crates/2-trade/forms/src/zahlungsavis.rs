//! Zahlungsavis: what a facility is paid for each line it billed, as a CSV file for its own system.
//!
//! Dialect of [`crate::leistungsrechnung`]: `;`, RFC 4180 quoting, CR LF, UTF-8, dates `TT.MM.JJJJ`, decimal comma; the
//! first line is the header. The columns are declared once; `zahlungsavis.md` is made of them.

use domain::anzeige::harmlos;
use domain::datum::deutsch;
use domain::{Betrag, Leistung, Leistungsurteil, Menge};

use crate::felder::{Spalte, spalte};

const BETRAG: &str = "Euro mit Dezimalkomma";
const DATUM: &str = "TT.MM.JJJJ";

/// The columns, in the order of the header.
pub const SPALTEN: &[Spalte] = &[
    spalte("anweisung_id", "Text", "Kennung der Zahlung; leer = mit diesem Avis nicht gezahlt"),
    spalte("rechnungsnummer", "Text", "Rechnungsnummer des Leistungserbringers"),
    spalte("lfd_nr", "ganze Zahl", "Nummer der Position"),
    spalte("bewilligung_nr", "Text", "Nummer der Bewilligung"),
    spalte("aktenzeichen", "Text", "Aktenzeichen der leistungsberechtigten Person"),
    spalte("leistungsart", "Text", "Leistungsart"),
    spalte("von", DATUM, "erster Tag der Leistung"),
    spalte("bis", DATUM, "letzter Tag der Leistung"),
    spalte("menge", "Zahl mit Dezimalkomma", "berechnete Menge"),
    spalte("einheit", "TAG, STUNDE, MONAT oder STUECK", "Einheit"),
    spalte("satz", BETRAG, "berechneter Satz"),
    spalte("betrag_berechnet", BETRAG, "berechneter Betrag"),
    spalte("menge_anerkannt", "Zahl mit Dezimalkomma", "anerkannte Menge"),
    spalte("satz_anerkannt", "Euro mit Dezimalkomma oder leer", "Satz, nach dem gezahlt wird; leer = abgewiesen"),
    spalte("betrag_gezahlt", BETRAG, "mit dieser Zahlung gezahlter Betrag; die Summe ist der Zahlbetrag"),
    spalte("schon_gezahlt", BETRAG, "früher für dieselbe oder die berichtigte Position gezahlter Betrag"),
    spalte("absetzung", BETRAG, "berechnet, weniger gezahlt, weniger schon gezahlt"),
    spalte("code", "0 oder L01 bis L11", "Ergebnis der Prüfung"),
    spalte("grund", "Text", "Ergebnis der Prüfung in Worten; leer = ohne Beanstandung"),
];

/// A line of the avis.
#[derive(Clone, Debug)]
pub struct Zeile<'a> {
    /// The line as billed.
    pub leistung: &'a Leistung,
    /// The verdict on it.
    pub urteil: &'a Leistungsurteil,
    /// The order that pays it now; empty = none.
    pub anweisung_id: &'a str,
    /// What that order pays for it.
    pub gezahlt: Betrag,
    /// What was paid before.
    pub schon_gezahlt: Betrag,
    /// The finding in words.
    pub grund: &'a str,
}

impl Zeile<'_> {
    /// What is neither paid now nor was before.
    pub fn absetzung(&self) -> Betrag {
        self.leistung.betrag - self.gezahlt - self.schon_gezahlt
    }
}

/// The avis as a file.
pub fn schreibe(zeilen: &[Zeile<'_>]) -> Vec<u8> {
    let mut ziel = csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let mut schreibe = |felder: Vec<String>| ziel.write_record(felder).expect("memory takes every line");
    schreibe(SPALTEN.iter().map(|spalte| spalte.name.to_owned()).collect());
    for zeile in zeilen {
        let Zeile { leistung, urteil, .. } = zeile;
        schreibe(vec![
            zeile.anweisung_id.to_owned(),
            harmlos(&leistung.rechnungsnummer),
            leistung.lfd_nr.to_string(),
            harmlos(&leistung.bewilligung_nr),
            harmlos(&leistung.aktenzeichen),
            harmlos(&leistung.leistungsart),
            deutsch(leistung.von),
            deutsch(leistung.bis),
            menge(leistung.menge),
            leistung.einheit.to_string(),
            betrag(leistung.satz),
            betrag(leistung.betrag),
            menge(urteil.menge_anerkannt),
            urteil.satz_anerkannt.map(betrag).unwrap_or_default(),
            betrag(zeile.gezahlt),
            betrag(zeile.schon_gezahlt),
            betrag(zeile.absetzung()),
            urteil.code.map(|code| code.to_string()).unwrap_or_default(),
            zeile.grund.to_owned(),
        ]);
    }
    ziel.into_inner().expect("memory takes every line")
}

fn betrag(betrag: Betrag) -> String {
    betrag.to_string().replace('.', ",")
}

fn menge(menge: Menge) -> String {
    menge.deutsch()
}

/// The columns as Markdown, for facilities.
pub fn markdown() -> String {
    let mut text = String::from(
        "# Zahlungsavis\n\nAus `zahlungsavis.rs` erzeugt; ein Test hält die Datei gleich.\n\n\
         `zahlungsavis.csv` sagt dem Leistungserbringer, was für jede Position einer bezahlten Rechnung gezahlt wird.\n\
         CSV nach RFC 4180, Trennzeichen `;`, Zeilenende CR LF, UTF-8, Dezimalkomma; die erste Zeile nennt die Spalten.\n\n\
         | Nr. | Spalte | Form | Bedeutung |\n|---|---|---|---|\n",
    );
    for (nr, spalte) in (1..).zip(SPALTEN) {
        text.push_str(&format!("| {nr} | {} | {} | {} |\n", spalte.name, spalte.form, spalte.bedeutung));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn committed_list_is_the_table() {
        muster::assert_committed(concat!(env!("CARGO_MANIFEST_DIR"), "/src/zahlungsavis.md"), &markdown());
    }

    #[test]
    fn header_and_rows_have_the_same_columns() {
        let text = String::from_utf8(schreibe(&[])).expect("UTF-8");
        assert_eq!(text.trim_end().split(';').count(), SPALTEN.len());
        assert!(text.ends_with("\r\n"));
    }
}
