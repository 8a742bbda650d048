//! The Begleitbeleg: the sheet that accompanies the booking file.

use documents::{Blatt, Spalte, Tabelle};
use domain::datum::deutsch;
use domain::{AnweisungsRezept, Betrag, Datum};
use mainframe::rzs_abrech::{BLOCKLAENGE, Buchung, CODE, SAETZE_JE_BLOCK, SATZLAENGE};

/// What the sheet says beside the bookings.
#[derive(Debug)]
pub struct Angaben<'a> {
    /// Code of the payer.
    pub code: &'a str,
    /// Name of the payer.
    pub name: &'a str,
    /// Business date.
    pub datum: Datum,
    /// Name of the booking file.
    pub datei: &'a str,
    /// SHA-256 of the booking file.
    pub sha256: &'a str,
    /// Texts cut at the end of their field.
    pub gekuerzt: u64,
    /// Characters that the code table lacks.
    pub ersetzt: u64,
    /// Ordered prescriptions that the file cannot hold.
    pub nicht_darstellbar: &'a [AnweisungsRezept],
}

/// The sheet for these bookings, which are in the order of the file.
pub fn begleitbeleg(angaben: &Angaben<'_>, buchungen: &[Buchung]) -> Blatt {
    let summe: Betrag = buchungen.iter().map(|b| b.betrag).sum();
    let mit_aktenzeichen = buchungen.iter().filter(|b| !b.aktenzeichen.is_empty()).count();
    let daten = || buchungen.iter().filter_map(|b| b.vo_datum);
    let blatt = Blatt::neu("Begleitbeleg RZS-Abrech")
        .angaben([
            ("Kostenträger", format!("{} {}", angaben.code, angaben.name)),
            ("Datum", deutsch(angaben.datum)),
            ("Datei", angaben.datei.to_owned()),
            ("SHA-256", angaben.sha256.to_owned()),
            ("Code", format!("EBCDIC.DF.03-DRV ({CODE})")),
            ("Satzlänge", format!("{SATZLAENGE} Byte, fest, ohne Trenner")),
            ("Blocklänge", format!("{BLOCKLAENGE} Byte ({SAETZE_JE_BLOCK} Sätze; der letzte Block kann kürzer sein)")),
        ])
        .angaben([
            ("Anzahl Sätze", buchungen.len().to_string()),
            ("Anzahl Blöcke", buchungen.len().div_ceil(SAETZE_JE_BLOCK).to_string()),
            ("Summe der Beträge in EUR", summe.deutsch()),
            ("Sätze mit Aktenzeichen", mit_aktenzeichen.to_string()),
            ("Sätze ohne Aktenzeichen", (buchungen.len() - mit_aktenzeichen).to_string()),
            ("Niedrigstes Verordnungsdatum", daten().min().map(deutsch).unwrap_or_default()),
            ("Höchstes Verordnungsdatum", daten().max().map(deutsch).unwrap_or_default()),
            ("Erster Satz", buchungen.first().map(schluessel).unwrap_or_default()),
            ("Letzter Satz", buchungen.last().map(schluessel).unwrap_or_default()),
            ("Gekürzte Texte", angaben.gekuerzt.to_string()),
            ("Ersetzte Zeichen", angaben.ersetzt.to_string()),
        ]);
    nicht_darstellbar(blatt, angaben.nicht_darstellbar)
}

/// Key of a record: name and PicNr, enough to find it in the file and nothing more.
fn schluessel(buchung: &Buchung) -> String {
    format!("{} / {}", buchung.name, buchung.pic_nr)
}

/// Ordered with a net that the field of the file cannot hold: below zero, or above 99999.99.
fn nicht_darstellbar(blatt: Blatt, zahlungen: &[AnweisungsRezept]) -> Blatt {
    if zahlungen.is_empty() {
        return blatt;
    }
    let spalten = [Spalte::links("PicNr"), Spalte::links("Aktenzeichen"), Spalte::rechts("Betrag in EUR")];
    let tabelle = zahlungen.iter().fold(Tabelle::neu(spalten), |tabelle, zahlung| {
        tabelle.zeile([zahlung.pic_nr.clone(), zahlung.aktenzeichen.clone(), zahlung.netto.deutsch()])
    });
    let summe: Betrag = zahlungen.iter().map(|zahlung| zahlung.netto).sum();
    blatt
        .absatz(
            "Angewiesen oder verrechnet, aber nicht in der Datei: Rezepte mit negativem Nettobetrag oder einem über \
             99.999,99 EUR. Das Betragsfeld hat kein Vorzeichen und sieben Stellen; bitte von Hand buchen.",
        )
        .tabelle(tabelle.summe("Summe", summe.deutsch()))
}
