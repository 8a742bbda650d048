//! Leistungsrechnung, format LR1: the invoice of a facility for care services, one CSV file each.
//!
//! [`lies_strom`] takes a file whole or refuses it whole, with all its errors at once; [`schreibe`] writes one, also the
//! lists offered to facilities and the templates for corrections. What the form is, is said once in [`spalten`]; the
//! document for facilities, `lr1.md`, is made of it by [`anleitung`].

pub mod anleitung;
mod leser;
mod schreiber;
pub mod spalten;

use domain::{Betrag, Datum, Einheit, Leistung, Leistungsrechnung, Menge};

pub use crate::zeilen::Zeichensatz;
pub use leser::{Empfaenger, Ergebnis, lies, lies_strom};
pub use schreiber::schreibe;

/// The content of a file as it stands there.
#[derive(Clone, Debug, PartialEq)]
pub struct Datei {
    /// The header `LR`.
    pub kopf: Kopf,
    /// The lines `LP`, in the order of the file.
    pub zeilen: Vec<Zeile>,
}

impl Datei {
    /// The columns that stand empty as only an offered list may leave them, each with how often.
    pub fn leer_wie_angebot(&self) -> Vec<(&'static str, usize)> {
        let kopf = &self.kopf;
        let zeilen = |leer: fn(&Zeile) -> bool| self.zeilen.iter().filter(|zeile| leer(zeile)).count();
        let spalten = [
            ("rechnungsdatum", usize::from(kopf.rechnungsdatum.is_none())),
            ("eingangsdatum", usize::from(kopf.eingangsdatum.is_none())),
            ("anzahl_positionen", usize::from(kopf.anzahl_positionen.is_none())),
            ("gesamtbetrag", usize::from(kopf.gesamtbetrag.is_none())),
            ("menge", zeilen(|zeile| zeile.menge.is_none())),
            ("betrag", zeilen(|zeile| zeile.betrag.is_none())),
        ];
        spalten.into_iter().filter(|(_, anzahl)| *anzahl > 0).collect()
    }
}

/// The header of an invoice. What may be missing is missing only in lists that a facility is offered.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Kopf {
    /// The facility's number of the invoice.
    pub rechnungsnummer: String,
    /// The facility.
    pub le_nr: String,
    /// Code of the payer.
    pub kostentraeger: String,
    /// Month billed, `JJJJ-MM`.
    pub abrechnungsmonat: String,
    /// Date of the invoice.
    pub rechnungsdatum: Option<Datum>,
    /// Date of its receipt.
    pub eingangsdatum: Option<Datum>,
    /// Number of lines.
    pub anzahl_positionen: Option<u32>,
    /// Total.
    pub gesamtbetrag: Option<Betrag>,
    /// IBAN of the facility; may be empty.
    pub iban: String,
}

/// A line of an invoice.
#[derive(Clone, Debug, PartialEq)]
pub struct Zeile {
    /// Number of the line.
    pub lfd_nr: u32,
    /// Number of the grant.
    pub bewilligung_nr: String,
    /// File number of the entitled person.
    pub aktenzeichen: String,
    /// Family name.
    pub name: String,
    /// First name.
    pub vorname: String,
    /// Date of birth.
    pub geb_datum: Option<Datum>,
    /// Kind of the service.
    pub leistungsart: String,
    /// First day.
    pub von: Datum,
    /// Last day.
    pub bis: Datum,
    /// Quantity; none = the line is not billed.
    pub menge: Option<Menge>,
    /// Unit.
    pub einheit: Einheit,
    /// Rate per unit.
    pub satz: Betrag,
    /// Amount; none = quantity times rate.
    pub betrag: Option<Betrag>,
    /// Invoice and line that this line corrects.
    pub korrektur: Option<(String, u32)>,
    /// Remark to the reader; not kept.
    pub hinweis: String,
}

impl Zeile {
    /// What the line bills; none if it is not billed, or if the amount cannot be held.
    pub fn berechnet(&self) -> Option<(Menge, Betrag)> {
        let menge = self.menge?;
        Some((menge, self.betrag.or_else(|| menge.mal(self.satz))?))
    }
}

impl Datei {
    /// What is billed: header and lines with a quantity. Where the facility left a date out it is that of the run.
    /// `beleg_id`, `stamm`, `datei_sha256` and `schon_berechnet` are empty.
    pub fn berechnet(self, lauf: Datum) -> (Leistungsrechnung, Vec<Leistung>) {
        let kopf = self.kopf;
        let leistungen = self.zeilen.into_iter().filter_map(|zeile| leistung(zeile, &kopf, lauf)).collect();
        let rechnung = Leistungsrechnung {
            beleg_id: String::new(),
            rechnungsnummer: kopf.rechnungsnummer,
            le_nr: kopf.le_nr,
            kostentraeger: kopf.kostentraeger,
            abrechnungsmonat: kopf.abrechnungsmonat,
            rechnungsdatum: kopf.rechnungsdatum.unwrap_or(lauf),
            eingangsdatum: kopf.eingangsdatum.unwrap_or(lauf),
            anzahl_positionen: kopf.anzahl_positionen,
            gesamtbetrag: kopf.gesamtbetrag,
            iban: kopf.iban,
            datei_sha256: String::new(),
            herkunft: lauf,
            schon_berechnet: String::new(),
        };
        (rechnung, leistungen)
    }
}

fn leistung(zeile: Zeile, kopf: &Kopf, herkunft: Datum) -> Option<Leistung> {
    let (menge, betrag) = zeile.berechnet()?;
    let posten = Leistung::posten(&kopf.le_nr, &kopf.rechnungsnummer, zeile.lfd_nr);
    let (korrektur_rechnung, korrektur_lfd_nr) = zeile.korrektur.map_or((String::new(), None), |(r, nr)| (r, Some(nr)));
    Some(Leistung {
        beleg_id: String::new(),
        rechnungsnummer: kopf.rechnungsnummer.clone(),
        lfd_nr: zeile.lfd_nr,
        posten,
        bewilligung_nr: zeile.bewilligung_nr,
        aktenzeichen: zeile.aktenzeichen,
        name: zeile.name,
        vorname: zeile.vorname,
        geb_datum: zeile.geb_datum,
        leistungsart: zeile.leistungsart,
        von: zeile.von,
        bis: zeile.bis,
        menge,
        einheit: zeile.einheit,
        satz: zeile.satz,
        betrag,
        korrektur_rechnung,
        korrektur_lfd_nr,
        stamm: String::new(),
        herkunft,
        erledigt_am: None,
    })
}

#[cfg(test)]
mod tests;
