//! The layout of a record.

use layout::{Field, Layout};

/// Number of fields of a record.
pub(super) const FELDER_JE_SATZ: usize = 12;

/// The record.
pub const LAYOUT: Layout = Layout::separated("UnfDat", 1, 146, FELDER);

/// Its fields.
pub(super) const FELDER: &[Field; FELDER_JE_SATZ] = &[
    Field::n("aktenzeichen", 1, 8, "Aktenzeichen"),
    Field::n("pz", 9, 1, "Prüfziffer"),
    Field::n("geb_datum", 10, 8, "Geburtsdatum (TTMMJJJJ, 00 für Unbekanntes), leer = unbekannt"),
    Field::n("unf_datum", 18, 8, "Unfalldatum (TTMMJJJJ), leer = unbekannt"),
    Field::a("vorname", 26, 15, "Vorname des Versicherten"),
    Field::a("zusatz", 41, 10, "Namenszusatz"),
    Field::a("name", 51, 27, "Name des Versicherten"),
    Field::a("strasse", 78, 30, "Straße incl. Hausnummer"),
    Field::a("lkz", 108, 3, "Länderkennzeichen"),
    Field::a("plz", 111, 5, "Postleitzahl, nur Nullen = leer"),
    Field::a("ort", 116, 30, "Wohnort"),
    Field::a("abgegeben", 145, 1, "ist abgegebener Fall: J, X oder 1; sonst N, 0 oder leer"),
];
