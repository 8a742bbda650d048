//! `papier.csv`: invoices that came on paper.

use std::io::{self, BufRead, Seek};

use domain::{Papierrechnung, Tabelle};

use super::tabelle::{self, Ergebnis};
use super::{BETRAG, LE_NR, le_nr};
use crate::felder::{Felder, Spalte, betrag, kennung, spalte};
use crate::satzart::monat;

/// The columns.
pub const SPALTEN: &[Spalte] = &[
    spalte("le_nr", LE_NR, "number of the facility"),
    spalte("rechnungsnummer", "1 to 20 characters", "its number of the invoice"),
    spalte("abrechnungsmonat", "MM.JJJJ", "month billed"),
    spalte("betrag", BETRAG, "amount"),
];

/// Reads the paper invoices; they come back by facility, month and number. One invoice of a month stands there once.
///
/// # Errors
/// What reading the stream gives.
pub fn lies(strom: impl BufRead + Seek, datei: &str) -> io::Result<Ergebnis<Papierrechnung>> {
    let mut gelesen = tabelle::lies(strom, datei, SPALTEN, eintrag)?;
    gelesen.eindeutig("rechnungsnummer", Tabelle::ordnung, |p| p.rechnungsnummer.clone());
    gelesen.zeilen.sort_by(Tabelle::ordnung);
    Ok(gelesen.ergebnis())
}

fn eintrag(felder: &mut Felder<'_>) -> Papierrechnung {
    Papierrechnung {
        le_nr: felder.wert(le_nr),
        rechnungsnummer: felder.wert(|text| kennung(text, 20)),
        abrechnungsmonat: felder.wert(monat),
        betrag: felder.wert(betrag),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn lies_text(zeilen: &str) -> Ergebnis<Papierrechnung> {
        let text = format!("le_nr;rechnungsnummer;abrechnungsmonat;betrag\n{zeilen}\n");
        lies(Cursor::new(text.into_bytes()), "papier.csv").expect("memory")
    }

    #[test]
    fn paper_invoices_are_read() {
        let alle = lies_text("LE001;P2;03.2024;41844,97\nLE001;P1;02.2024;1,00").expect("good form");
        assert_eq!((alle[1].abrechnungsmonat.as_str(), alle[1].betrag.cent()), ("2024-03", 4_184_497));
    }

    #[test]
    fn every_breach_is_named() {
        for (zeilen, feld) in [
            ("LE001;;03.2024;1,00", "rechnungsnummer"),
            ("LE001;P1;3.2024;1,00", "abrechnungsmonat"),
            ("LE001;P1;03.2024;", "betrag"),
            ("LE001;P1;03.2024;1,00\nLE001;P1;03.2024;1,00", "rechnungsnummer"),
        ] {
            assert_eq!(lies_text(zeilen).expect_err(zeilen)[0].feld, feld, "{zeilen}");
        }
    }
}
