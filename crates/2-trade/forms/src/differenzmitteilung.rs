//! Differenzmitteilung: what was cut from an invoice, added to it, or returned, as a CSV file for the biller's own system.
//!
//! Dialect of [`crate::sammelrechnung`]: `;`, RFC 4180 quoting, CR LF, UTF-8, dates `TT.MM.JJJJ`, decimal comma; the first
//! line is the header. The columns are declared once; `differenzmitteilung.md` is made of them.

use domain::anzeige::harmlos;
use domain::datum::deutsch;
use domain::{Betrag, Datum};

use crate::felder::{Spalte, spalte};

const BETRAG: &str = "Euro mit Dezimalkomma";
const BETRAG_ODER_LEER: &str = "Euro mit Dezimalkomma oder leer";

/// The columns, in the order of the header.
pub const SPALTEN: &[Spalte] = &[
    spalte("beleg_id", "7 Ziffern", "unsere Nummer der Rechnung"),
    spalte("rechnungsnummer", "Text", "Ihre Nummer der Rechnung"),
    spalte("pic_nr", "12 Ziffern", "Bildnummer der Verordnung"),
    spalte("abgabe_datum", "TT.MM.JJJJ oder leer", "Tag der Abgabe, wie geliefert"),
    spalte("pzn", "PZN, durch Leerzeichen getrennt", "Pharmazentralnummern der Verordnung, wie geliefert"),
    spalte("groesse", "netto, ap_rabatt oder hs_rabatt", "was abweicht; leer = nur gelistet und nicht geliefert"),
    spalte("berechnet", BETRAG_ODER_LEER, "Betrag laut Rechnung; leer = nicht lesbar"),
    spalte("anerkannt", BETRAG, "anerkannter Betrag"),
    spalte("absetzung", BETRAG_ODER_LEER, "Wirkung auf die Zahlung: positiv = Absetzung, negativ = Zusetzung"),
    spalte("status", "Nummer", "Ergebnis der Prüfung; leer = nicht geliefert"),
    spalte("grund", "Text", "Ergebnis der Prüfung in Worten"),
    spalte("grundlage", "Text", "worauf das Ergebnis beruht"),
    spalte("zurueck", "J oder N", "J = die Verordnung geht zurück und ist nicht bezahlt"),
];

/// A deviation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zeile<'a> {
    /// Our number of the invoice.
    pub beleg_id: &'a str,
    /// The biller's number of the invoice.
    pub rechnungsnummer: &'a str,
    /// Picture number of the prescription.
    pub pic_nr: &'a str,
    /// Day of dispensing as delivered; none = not delivered or not recognised.
    pub abgabe_datum: Option<Datum>,
    /// Article numbers as delivered.
    pub pzn: &'a str,
    /// The figure that deviates, a column of `abweichungen.csv`; empty = listed and not delivered.
    pub groesse: &'a str,
    /// In euro, as billed; none = could not be read.
    pub berechnet: Option<Betrag>,
    /// In euro, as accepted.
    pub anerkannt: Betrag,
    /// Effect on the payment in euro; none = unknown.
    pub absetzung: Option<Betrag>,
    /// The final status; empty = not delivered.
    pub status: String,
    /// It in words.
    pub grund: &'a str,
    /// The rule or law it rests on.
    pub grundlage: &'a str,
    /// `true`: the prescription goes back.
    pub zurueck: bool,
}

/// The deviations of an invoice as a file.
pub fn schreibe(zeilen: &[Zeile<'_>]) -> Vec<u8> {
    let mut ziel = csv::WriterBuilder::new().delimiter(b';').terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let mut schreibe = |felder: Vec<String>| ziel.write_record(felder).expect("memory takes every line");
    schreibe(SPALTEN.iter().map(|spalte| spalte.name.to_owned()).collect());
    for zeile in zeilen {
        schreibe(vec![
            zeile.beleg_id.to_owned(),
            harmlos(zeile.rechnungsnummer),
            zeile.pic_nr.to_owned(),
            zeile.abgabe_datum.map(deutsch).unwrap_or_default(),
            harmlos(zeile.pzn),
            zeile.groesse.to_owned(),
            zeile.berechnet.map(betrag).unwrap_or_default(),
            betrag(zeile.anerkannt),
            zeile.absetzung.map(betrag).unwrap_or_default(),
            zeile.status.clone(),
            harmlos(zeile.grund),
            harmlos(zeile.grundlage),
            if zeile.zurueck { "J" } else { "N" }.to_owned(),
        ]);
    }
    ziel.into_inner().expect("memory takes every line")
}

fn betrag(betrag: Betrag) -> String {
    betrag.to_string().replace('.', ",")
}

/// The columns as Markdown, for billers.
pub fn markdown() -> String {
    let mut text = String::from(
        "# Differenzmitteilung\n\nAus `differenzmitteilung.rs` erzeugt; ein Test hält die Datei gleich.\n\n\
         `differenzmitteilung-<Beleg>.csv` sagt dem Rechnungssteller, was von einer Sammelrechnung abgesetzt, ihr zugesetzt\n\
         oder zurückgegeben wurde. CSV nach RFC 4180, Trennzeichen `;`, Zeilenende CR LF, UTF-8, Dezimalkomma; die erste\n\
         Zeile nennt die Spalten.\n\n\
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
        muster::assert_committed(concat!(env!("CARGO_MANIFEST_DIR"), "/src/differenzmitteilung.md"), &markdown());
    }

    #[test]
    fn a_row_has_the_columns_of_the_header_and_runs_nothing() {
        let zeile = Zeile {
            beleg_id: "0000001",
            rechnungsnummer: "=1+1",
            pic_nr: "500000000001",
            abgabe_datum: None,
            pzn: "01528909 04339505",
            groesse: "netto",
            berechnet: Some(Betrag::aus_cent(123_456)),
            anerkannt: Betrag::NULL,
            absetzung: Some(Betrag::aus_cent(123_456)),
            status: "998".into(),
            grund: "Ausstellungsdatum fehlt",
            grundlage: "",
            zurueck: true,
        };
        let text = String::from_utf8(schreibe(&[zeile])).expect("UTF-8");
        let zeilen: Vec<&str> = text.split("\r\n").collect();
        assert!(zeilen[..2].iter().all(|zeile| zeile.split(';').count() == SPALTEN.len()), "{text}");
        assert!(zeilen[1].starts_with("0000001;'=1+1;500000000001;;01528909 04339505;netto;1234,56;0,00;1234,56;998;"));
    }
}
