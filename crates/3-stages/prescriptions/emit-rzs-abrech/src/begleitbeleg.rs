//! The Begleitbeleg: the sheet that accompanies the booking file.

use documents::{Blatt, Spalte, Tabelle};
use domain::datum::deutsch;
use domain::{AnweisungsRezept, Betrag, Datum};
use mainframe::rzs_abrech::{BLOCKLAENGE, Buchung, CODE, SAETZE_JE_BLOCK, SATZLAENGE};

use crate::Kennzahlen;

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
    /// Ordered prescriptions that the file cannot hold.
    pub nicht_darstellbar: &'a [AnweisungsRezept],
}

/// The sheet for a file whose records say this together.
pub fn begleitbeleg(angaben: &Angaben<'_>, datei: &Kennzahlen) -> Blatt {
    let ohne_aktenzeichen = datei.anzahl - datei.mit_aktenzeichen;
    let raender = datei.raender.as_ref();
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
            ("Anzahl Sätze", datei.anzahl.to_string()),
            ("Anzahl Blöcke", datei.anzahl.div_ceil(SAETZE_JE_BLOCK as u64).to_string()),
            ("Summe der Beträge in EUR", datei.summe.deutsch()),
            ("Sätze mit Aktenzeichen", datei.mit_aktenzeichen.to_string()),
            ("Sätze ohne Aktenzeichen", ohne_aktenzeichen.to_string()),
            ("Niedrigstes Verordnungsdatum", datei.vo_datum.map(|(von, _)| deutsch(von)).unwrap_or_default()),
            ("Höchstes Verordnungsdatum", datei.vo_datum.map(|(_, bis)| deutsch(bis)).unwrap_or_default()),
            ("Erster Satz", raender.map(|(erster, _)| schluessel(erster)).unwrap_or_default()),
            ("Letzter Satz", raender.map(|(_, letzter)| schluessel(letzter)).unwrap_or_default()),
            ("Gekürzte Texte", datei.gekuerzt.to_string()),
            ("Ersetzte Zeichen", datei.ersetzt.to_string()),
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
