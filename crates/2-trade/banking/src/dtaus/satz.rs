//! The records, declared once. Positions are offsets from 0, as the source counts.

use layout::{Field, Layout};

/// Length of a segment; every record fills whole segments.
pub const SEGMENT: usize = 128;
/// Length of a C record without extensions, as its length field C1 counts.
pub const C_LAENGE: usize = 187;
/// Length of an extension: its kind (2) and its text (27).
pub const ERWEITERUNG: usize = 29;
/// Length of a line of text, in fields and in extensions.
pub const ZEILE: usize = 27;

/// Where the extensions of a C record stand: no extension crosses a segment.
pub const ERWEITERUNGEN: [usize; 15] = [187, 216, 256, 285, 314, 343, 384, 413, 442, 471, 512, 541, 570, 599, 640];

/// Kind of the extension that goes on with the recipient's name.
pub const ART_EMPFAENGER: &[u8; 2] = b"01";
/// Kind of the extensions that go on with the purpose.
pub const ART_ZWECK: &[u8; 2] = b"02";
/// Kind of the extension that goes on with the orderer's name.
pub const ART_AUFTRAGGEBER: &[u8; 2] = b"03";
/// How many lines a name may have: its field and one extension.
pub const ZEILEN_NAME: usize = 2;
/// How many lines a purpose may have: its field and thirteen extensions.
pub const ZEILEN_ZWECK: usize = 14;

/// Record A: who pays.
pub const A: Layout = Layout::fixed("DTAUS0 A", 0, SEGMENT, A_FELDER);
/// Record C: a transfer, without its extensions.
pub const C: Layout = Layout::fixed("DTAUS0 C", 0, C_LAENGE, C_FELDER);
/// Record E: the sums.
pub const E: Layout = Layout::fixed("DTAUS0 E", 0, SEGMENT, E_FELDER);

const A_FELDER: &[Field] = &[
    Field::n("A1", 0, 4, "0128"),
    Field::a("A2", 4, 1, "A"),
    Field::a("A3", 5, 2, "GK (Gutschriften, Kunde)"),
    Field::n("A4", 7, 8, "BLZ des Kreditinstituts des Auftraggebers"),
    Field::n("A5", 15, 8, "00000000"),
    Field::a("A6", 23, 27, "Name des Auftraggebers"),
    Field::n("A7", 50, 6, "Dateierstellung TTMMJJ"),
    Field::a("A8", 56, 4, "Leerzeichen"),
    Field::n("A9", 60, 10, "Kontonummer des Auftraggebers"),
    Field::n("A10", 70, 10, "Referenznummer, unbelegt: 0000000000"),
    Field::a("A11a", 80, 15, "Leerzeichen"),
    Field::a("A11b", 95, 8, "Ausführungsdatum TTMMJJJJ (A7 bis A7+15 Kalendertage) oder Leerzeichen"),
    Field::a("A11c", 103, 24, "Leerzeichen"),
    Field::a("A12", 127, 1, "1 (EUR)"),
];

const C_FELDER: &[Field] = &[
    Field::n("C1", 0, 4, "logische Satzlänge 187 + 29 x Erweiterungen, ohne Auffüllung"),
    Field::a("C2", 4, 1, "C"),
    Field::n("C3", 5, 8, "00000000 oder BLZ des Auftraggebers"),
    Field::n("C4", 13, 8, "BLZ des Empfängers"),
    Field::n("C5", 21, 10, "Kontonummer des Empfängers"),
    Field::n("C6", 31, 13, "0, interne Kundennummer (11), 0"),
    Field::n("C7a", 44, 2, "Textschlüssel 51"),
    Field::n("C7b", 46, 3, "Textschlüsselergänzung 000"),
    Field::a("C8", 49, 1, "Leerzeichen"),
    Field::n("C9", 50, 11, "Nullen"),
    Field::n("C10", 61, 8, "BLZ des Auftraggebers"),
    Field::n("C11", 69, 10, "Kontonummer des Auftraggebers"),
    Field::n("C12", 79, 11, "Betrag in Cent, 1 bis 99999999999"),
    Field::a("C13", 90, 3, "Leerzeichen"),
    Field::a("C14a", 93, 27, "Name des Empfängers, nicht leer"),
    Field::a("C14b", 120, 8, "Leerzeichen"),
    Field::a("C15", 128, 27, "Name des Auftraggebers, nicht leer"),
    Field::a("C16", 155, 27, "Verwendungszweck Zeile 1"),
    Field::a("C17a", 182, 1, "1 (EUR)"),
    Field::a("C17b", 183, 2, "Leerzeichen"),
    Field::n("C18", 185, 2, "Anzahl der Erweiterungsteile 00 bis 15"),
];

const E_FELDER: &[Field] = &[
    Field::n("E1", 0, 4, "0128"),
    Field::a("E2", 4, 1, "E"),
    Field::a("E3", 5, 5, "Leerzeichen"),
    Field::n("E4", 10, 7, "Anzahl der C-Sätze"),
    Field::n("E5", 17, 13, "Nullen"),
    Field::n("E6", 30, 17, "Summe der C5"),
    Field::n("E7", 47, 17, "Summe der C4"),
    Field::n("E8", 64, 13, "Summe der C12 in Cent"),
    Field::a("E9", 77, 51, "Leerzeichen"),
];

// No extension crosses a segment or overlaps the one before it.
const _: () = {
    let mut ende = C_LAENGE;
    let mut i = 0;
    while i < ERWEITERUNGEN.len() {
        let anfang = ERWEITERUNGEN[i];
        assert!(anfang >= ende && anfang / SEGMENT == (anfang + ERWEITERUNG - 1) / SEGMENT);
        ende = anfang + ERWEITERUNG;
        i += 1;
    }
};

/// Length of a C record with so many extensions, filled up to whole segments.
pub const fn c_laenge(erweiterungen: usize) -> usize {
    let ende = match erweiterungen {
        0 => C_LAENGE,
        _ => ERWEITERUNGEN[erweiterungen - 1] + ERWEITERUNG,
    };
    ende.next_multiple_of(SEGMENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn committed_lists_are_the_tables() {
        for (datei, layout) in [("felder-a.md", &A), ("felder-c.md", &C), ("felder-e.md", &E)] {
            let path = format!("{}/src/dtaus/{datei}", env!("CARGO_MANIFEST_DIR"));
            muster::assert_committed(&path, &layout.markdown());
        }
    }

    #[test]
    fn records_fill_segments() {
        for (erweiterungen, laenge) in
            [(0, 256), (2, 256), (3, 384), (6, 384), (7, 512), (10, 512), (11, 640), (14, 640), (15, 768)]
        {
            assert_eq!(c_laenge(erweiterungen), laenge, "{erweiterungen} extensions");
        }
    }
}
