//! The records of DTAUS1, the magnetic tape, declared once: the same records as DTAUS0, in EBCDIC, with numbers packed
//! two digits to a byte, and without filling: a record is as long as its length field says.

use layout::{Field, Layout};

/// Length of a record without extensions, its length field included.
pub const SATZ: usize = 150;

/// Record A: who pays.
pub const A: Layout = Layout::fixed("DTAUS1 A", 0, SATZ, A_FELDER);
/// Record C: a transfer, without its extensions.
pub const C: Layout = Layout::fixed("DTAUS1 C", 0, SATZ, C_FELDER);
/// Record E: the sums.
pub const E: Layout = Layout::fixed("DTAUS1 E", 0, SATZ, E_FELDER);

/// Fields whose number is binary: two bytes, the higher one first, and two bytes of zeros.
pub(super) const BINAER: &[&str] = &["A1", "C1", "E1"];
/// Fields whose digits stand one in a byte.
pub(super) const UNGEPACKT: &[&str] = &["A10"];
/// Packed fields without a sign.
pub(super) const OHNE_VORZEICHEN: &[&str] = &["C6a", "C7a", "E5"];

const A_FELDER: &[Field] = &[
    Field::n("A1", 0, 4, "Satzlänge 150, binär, und zwei Bytes Nullen"),
    Field::a("A2", 4, 1, "A"),
    Field::a("A3", 5, 2, "GK (Gutschriften, Kunde)"),
    Field::n("A4", 7, 5, "BLZ des Kreditinstituts des Auftraggebers, gepackt"),
    Field::n("A5", 12, 5, "Nullen, gepackt"),
    Field::a("A6", 17, 27, "Name des Auftraggebers"),
    Field::n("A7", 44, 4, "Dateierstellung TTMMJJ, gepackt"),
    Field::a("A8", 48, 4, "Leerzeichen"),
    Field::n("A9", 52, 6, "Kontonummer des Auftraggebers, gepackt"),
    Field::n("A10", 58, 10, "Referenznummer in zehn Ziffern, unbelegt: 0000000000"),
    Field::a("A11a", 68, 15, "Leerzeichen"),
    Field::a("A11b", 83, 8, "Ausführungsdatum TTMMJJJJ (A7 bis A7+15 Kalendertage) oder Leerzeichen"),
    Field::a("A11c", 91, 58, "Leerzeichen"),
    Field::a("A12", 149, 1, "1 (EUR)"),
];

const C_FELDER: &[Field] = &[
    Field::n("C1", 0, 4, "Satzlänge 150 + 29 x Erweiterungen, binär, und zwei Bytes Nullen"),
    Field::a("C2", 4, 1, "C"),
    Field::n("C3", 5, 5, "Nullen oder BLZ des Auftraggebers, gepackt"),
    Field::n("C4", 10, 5, "BLZ des Empfängers, gepackt"),
    Field::n("C5", 15, 6, "Kontonummer des Empfängers, gepackt"),
    Field::n("C6a", 21, 6, "interne Kundennummer, gepackt ohne Vorzeichen"),
    Field::n("C6b", 27, 7, "Nullen, gepackt"),
    Field::n("C7a", 34, 1, "Textschlüssel 51, gepackt ohne Vorzeichen"),
    Field::n("C7b", 35, 2, "Textschlüsselergänzung 000, gepackt"),
    Field::a("C8", 37, 1, "Leerzeichen"),
    Field::n("C9", 38, 6, "Nullen, gepackt"),
    Field::n("C10", 44, 5, "BLZ des Auftraggebers, gepackt"),
    Field::n("C11", 49, 6, "Kontonummer des Auftraggebers, gepackt"),
    Field::n("C12", 55, 6, "Betrag in Cent, 1 bis 99999999999, gepackt"),
    Field::a("C13", 61, 3, "Leerzeichen"),
    Field::a("C14", 64, 27, "Name des Empfängers, nicht leer"),
    Field::a("C15", 91, 27, "Name des Auftraggebers, nicht leer"),
    Field::a("C16", 118, 27, "Verwendungszweck Zeile 1"),
    Field::a("C17a", 145, 1, "1 (EUR)"),
    Field::a("C17b", 146, 2, "Leerzeichen"),
    Field::n("C18", 148, 2, "Anzahl der Erweiterungsteile 0 bis 15, gepackt"),
];

const E_FELDER: &[Field] = &[
    Field::n("E1", 0, 4, "Satzlänge 150, binär, und zwei Bytes Nullen"),
    Field::a("E2", 4, 1, "E"),
    Field::a("E3", 5, 5, "Leerzeichen"),
    Field::n("E4", 10, 4, "Anzahl der C-Sätze, gepackt"),
    Field::n("E5", 14, 7, "Nullen, gepackt ohne Vorzeichen"),
    Field::n("E6", 21, 9, "Summe der C5, gepackt"),
    Field::n("E7", 30, 9, "Summe der C4, gepackt"),
    Field::n("E8", 39, 7, "Summe der C12 in Cent, gepackt"),
    Field::a("E9", 46, 104, "Leerzeichen"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn committed_lists_are_the_tables() {
        for (datei, layout) in [("felder-band-a.md", &A), ("felder-band-c.md", &C), ("felder-band-e.md", &E)] {
            let path = format!("{}/src/dtaus/{datei}", env!("CARGO_MANIFEST_DIR"));
            muster::assert_committed(&path, &layout.markdown());
        }
    }
}
