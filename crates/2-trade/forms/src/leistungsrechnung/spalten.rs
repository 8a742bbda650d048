//! The columns of LR1, declared once: the reader takes its error messages from here, and `lr1.md` is made of it. The
//! document goes to facilities, so forms and meanings are German.

use crate::felder::spalte;
use crate::satzart::Satzart;

/// The version that the first line must name.
pub const FORMATVERSION: &str = "LR1";

const TEXT: &str = "Text, darf leer sein";
const DATUM: &str = "TT.MM.JJJJ, ein Tag des Kalenders";
const DATUM_LEER: &str = "TT.MM.JJJJ, ein Tag des Kalenders, oder leer";
const DATUM_ANGEBOT: &str = "TT.MM.JJJJ, ein Tag des Kalenders; nur bei Angebot auch leer";
const BETRAG: &str = "Euro von 0 bis 999999999,99 mit Dezimalkomma, zum Beispiel 12,93";
const BETRAG_ANGEBOT: &str =
    "Euro von 0 bis 999999999,99 mit Dezimalkomma, zum Beispiel 12,93; nur bei Angebot auch leer";
const MENGE_ANGEBOT: &str = "0 bis 999999999,99 mit Dezimalkomma, zum Beispiel 7,50; nur bei Angebot auch leer";

/// `LR`: the invoice.
pub const LR: Satzart = Satzart {
    kennung: "LR",
    bedeutung: "die Rechnung: einmal, als erste Zeile",
    entbehrlich: 0,
    spalten: &[
        spalte("formatversion", FORMATVERSION, "Fassung dieses Formats"),
        spalte("rechnungsnummer", "1 bis 20 Zeichen", "Rechnungsnummer des Leistungserbringers, je Rechnung eine neue"),
        spalte("le_nr", "eine zugelassene Nummer", "Nummer des Leistungserbringers"),
        spalte("kostentraeger", "der Leistungsträger, der die Rechnung erhält", "Kürzel des Leistungsträgers"),
        spalte("abrechnungsmonat", "MM.JJJJ", "Monat, der abgerechnet wird"),
        spalte("rechnungsdatum", DATUM_ANGEBOT, "Datum der Rechnung; leer = Tag der Verarbeitung"),
        spalte("eingangsdatum", DATUM_ANGEBOT, "Tag des Eingangs beim Leistungsträger; leer = Tag der Verarbeitung"),
        spalte("anzahl_positionen", "eine ganze Zahl; nur bei Angebot auch leer", "Anzahl der Zeilen LP"),
        spalte("gesamtbetrag", BETRAG_ANGEBOT, "Summe der Beträge aller Zeilen LP"),
        spalte("iban", TEXT, "Konto des Leistungserbringers; gezahlt wird immer auf das gemeldete Konto"),
    ],
};

/// `LP`: a line of the invoice.
pub const LP: Satzart = Satzart {
    kennung: "LP",
    bedeutung: "eine Position: eine Leistung aus einer Bewilligung",
    entbehrlich: 3,
    spalten: &[
        spalte("lfd_nr", "eine ganze Zahl von 1 bis 9999999, je Rechnung nur einmal", "Nummer der Position"),
        spalte("bewilligung_nr", TEXT, "Nummer der Bewilligung"),
        spalte("aktenzeichen", TEXT, "Aktenzeichen der leistungsberechtigten Person"),
        spalte("name", TEXT, "Familienname"),
        spalte("vorname", TEXT, "Vorname"),
        spalte("geb_datum", DATUM_LEER, "Geburtsdatum"),
        spalte("leistungsart", TEXT, "Leistungsart der Bewilligung"),
        spalte("von", DATUM, "erster Tag der Leistung"),
        spalte("bis", DATUM, "letzter Tag der Leistung; beide Tage zählen"),
        spalte("menge", MENGE_ANGEBOT, "Menge in der Einheit; leer = die Position wird nicht berechnet"),
        spalte("einheit", "TAG, STUNDE, MONAT oder STUECK", "Einheit der Bewilligung"),
        spalte("satz", BETRAG, "vereinbarter Satz je Einheit"),
        spalte("betrag", BETRAG_ANGEBOT, "Menge mal Satz, kaufmännisch auf Cent gerundet; leer = so gerechnet"),
        spalte(
            "korrektur_rechnung",
            "1 bis 20 Zeichen oder leer; leer genau dann, wenn korrektur_lfd_nr leer ist",
            "nur in einer Korrektur: Nummer der Rechnung, deren Position berichtigt wird",
        ),
        spalte(
            "korrektur_lfd_nr",
            "eine ganze Zahl von 1 bis 9999999 oder leer; leer genau dann, wenn korrektur_rechnung leer ist",
            "nur in einer Korrektur: Nummer der Position, die berichtigt wird",
        ),
        spalte("hinweis", TEXT, "Bemerkung; wird nicht ausgewertet"),
    ],
};

/// Every kind of line.
pub const SATZARTEN: [&Satzart; 2] = [&LR, &LP];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn column_names_are_unique_within_a_line() {
        for satzart in SATZARTEN {
            for (nr, spalte) in satzart.spalten.iter().enumerate() {
                assert!(satzart.spalten[nr + 1..].iter().all(|s| s.name != spalte.name), "{}", spalte.name);
            }
        }
    }
}
