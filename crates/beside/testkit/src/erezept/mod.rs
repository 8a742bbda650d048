//! Writes e-prescriptions: TA7 bundles of invented people, signed with an invented card.
//!
//! A bundle is made of an invoice, so that whoever makes invoices makes bundles. The card and the root that issued it are
//! in `karte/`; everybody has their keys, so a signature of theirs says nothing but that the program can check it.

mod fhir;
mod karte;

use std::io::{self, Write};

use domain::{Betrag, Datum, JaNein, Lesung, Position, Rechnung, Rezept};
use forms::sammelrechnung::Sammelrechnung;

pub use karte::{Karte, WURZEL};

/// The E-Rezept-ID of a number: a whole flow, the number in twelve digits, two check digits (ISO 7064, MOD 97-10).
pub fn erezept_id(nummer: u64) -> String {
    let ohne = format!("160{nummer:012}");
    let zahl: u128 = ohne.parse().unwrap_or_default();
    let ziffern = format!("{ohne}{:02}", 98 - zahl * 100 % 97);
    let gruppen: Vec<&str> = (0..5).map(|nr| &ziffern[nr * 3..nr * 3 + 3]).collect();
    format!("{}.{}", gruppen.join("."), &ziffern[15..])
}

/// Writes an invoice as a bundle. The E-Rezept-ID of a prescription is made of its picture number.
///
/// # Errors
/// Those of writing.
pub fn schreibe(rechnung: &Sammelrechnung, karte: &Karte, ziel: &mut impl Write) -> io::Result<()> {
    kopf(&rechnung.rechnung, ziel)?;
    let mut positionen = rechnung.positionen.as_slice();
    for rezept in &rechnung.rezepte {
        let anzahl = positionen.iter().take_while(|position| position.pic_nr == rezept.pic_nr).count();
        let (seine, rest) = positionen.split_at(anzahl);
        positionen = rest;
        schreibe_rezept(rezept, seine, karte, ziel)?;
    }
    fuss(ziel)
}

/// Writes what stands before the prescriptions.
///
/// # Errors
/// Those of writing.
pub fn kopf(rechnung: &Rechnung, ziel: &mut impl Write) -> io::Result<()> {
    ziel.write_all(fhir::kopf(rechnung).as_bytes())
}

/// Writes one prescription. Where the doctor did not sign, the signature is one of another document.
///
/// # Errors
/// Those of writing.
pub fn schreibe_rezept(
    rezept: &Rezept,
    positionen: &[Position],
    karte: &Karte,
    ziel: &mut impl Write,
) -> io::Result<()> {
    let id = erezept_id(rezept.pic_nr.parse().unwrap_or_default());
    let signiert = [fhir::verordnung(&id, rezept), fhir::quittung(&id), fhir::abgabe(&id, rezept, positionen)];
    let tag = rezept.vo_datum.wert().copied().unwrap_or_default();
    let mut signiert = signiert.map(|dokument| karte.unterschreibe(dokument.as_bytes(), tag));
    if rezept.arzt_unterschrift == Lesung::Wert(JaNein::Nein) {
        signiert[0] = karte.unterschiebe(fhir::verordnung(&id, rezept).as_bytes(), tag);
    }
    ziel.write_all(fhir::rezept(&id, rezept, &signiert).as_bytes())
}

/// The documents that may come beside a bundle of one prescription: the prescription and the dispensing, unsigned, each with its file
/// name.
pub fn lose_dokumente(rezept: &Rezept, positionen: &[Position]) -> [(String, String); 2] {
    let id = erezept_id(rezept.pic_nr.parse().unwrap_or_default());
    let name = |was: &str| format!("{}_{was}.xml", rezept.pic_nr);
    [
        (name("VerordnungArzt"), fhir::verordnung(&id, rezept)),
        (name("eAbgabedaten"), fhir::abgabe(&id, rezept, positionen)),
    ]
}

/// Writes what stands after the prescriptions.
///
/// # Errors
/// Those of writing.
pub fn fuss(ziel: &mut impl Write) -> io::Result<()> {
    ziel.write_all(b"</Bundle>\n")
}

fn iso(datum: Datum) -> String {
    datum.to_string()
}

fn betrag(lesung: &Lesung<Betrag>) -> Betrag {
    lesung.oder(Betrag::NULL).unwrap_or_default()
}
