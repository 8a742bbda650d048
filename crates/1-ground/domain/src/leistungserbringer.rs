//! Reference data of care services: facilities, what was granted, agreed rates, paper invoices.

use crate::tabelle::tabelle;
use crate::text::schreibweisen;
use crate::{Betrag, Datum, Menge};

/// How a facility bills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weg {
    /// `datei`: it uploads a file of its own.
    Datei,
    /// `angebot`: it fills in the quantities of a list that it is offered.
    Angebot,
}

schreibweisen!(Weg, "a way of billing", { Datei = "datei", Angebot = "angebot" });

/// The unit in which a service is granted, agreed and billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Einheit {
    /// A day; the first and the last day of a period both count.
    Tag,
    /// An hour.
    Stunde,
    /// A month.
    Monat,
    /// A piece.
    Stueck,
}

schreibweisen!(Einheit, "a unit", { Tag = "TAG", Stunde = "STUNDE", Monat = "MONAT", Stueck = "STUECK" });

tabelle! {
    /// A facility (Leistungserbringer).
    pub struct Leistungserbringer sortiert nach (le_nr) {
        /// Number of the facility.
        pub le_nr: String,
        /// Its name.
        pub name: String,
        /// Street with house number.
        pub strasse: String,
        /// Postcode.
        pub plz: String,
        /// Town.
        pub ort: String,
        /// IBAN to which it is paid, whatever an invoice says.
        pub iban: String,
        /// First day on which it may bill; empty = not admitted.
        pub freigeschaltet_ab: Option<Datum>,
        /// First day of its pilot phase; empty = none.
        pub pilot_ab: Option<Datum>,
        /// First day of production; empty = not decided yet.
        pub produktion_ab: Option<Datum>,
        /// How it bills: `datei` or `angebot`.
        pub weg: Weg,
    }
}

impl Leistungserbringer {
    /// Returns true if it may bill on a day.
    pub fn freigeschaltet(&self, tag: Datum) -> bool {
        self.freigeschaltet_ab.is_some_and(|ab| ab <= tag)
    }

    /// Whether its invoices for the month that begins on this day are production invoices; else they are pilot invoices.
    pub fn in_produktion(&self, monatserster: Datum) -> bool {
        self.produktion_ab.is_some_and(|ab| ab <= monatserster)
    }

    /// Its postal address, line by line, as in the window of a letter.
    pub fn anschrift(&self) -> Vec<String> {
        vec![self.name.clone(), self.strasse.clone(), format!("{} {}", self.plz, self.ort)]
    }
}

tabelle! {
    /// A grant (Bewilligung): a service for an entitled person by one facility.
    pub struct Bewilligung sortiert nach (bewilligung_nr) {
        /// Number of the grant.
        pub bewilligung_nr: String,
        /// File number of the entitled person.
        pub aktenzeichen: String,
        /// Family name of the entitled person.
        pub name: String,
        /// First name of the entitled person.
        pub vorname: String,
        /// Date of birth of the entitled person.
        pub geb_datum: Datum,
        /// Facility that provides the service.
        pub le_nr: String,
        /// Kind of the service.
        pub leistungsart: String,
        /// Unit: `TAG`, `STUNDE`, `MONAT` or `STUECK`.
        pub einheit: Einheit,
        /// First day.
        pub von: Datum,
        /// Last day; empty = open.
        pub bis: Option<Datum>,
        /// Quantity allowed in a calendar month; empty = not limited.
        pub max_menge_monat: Option<Menge>,
    }
}

tabelle! {
    /// An agreed rate of a facility for one period of validity.
    pub struct Satz sortiert nach (le_nr, leistungsart, einheit, gueltig_ab) {
        /// The facility.
        pub le_nr: String,
        /// Kind of the service.
        pub leistungsart: String,
        /// Unit: `TAG`, `STUNDE`, `MONAT` or `STUECK`.
        pub einheit: Einheit,
        /// First day of validity.
        pub gueltig_ab: Datum,
        /// Last day of validity; empty = open.
        pub gueltig_bis: Option<Datum>,
        /// Rate in euro per unit.
        pub satz: Betrag,
    }
}

tabelle! {
    /// A paper invoice of a facility.
    pub struct Papierrechnung sortiert nach (le_nr, abrechnungsmonat, rechnungsnummer) {
        /// The facility.
        pub le_nr: String,
        /// Its number of the invoice.
        pub rechnungsnummer: String,
        /// Month billed, `JJJJ-MM`.
        pub abrechnungsmonat: String,
        /// Amount in euro.
        pub betrag: Betrag,
    }
}
