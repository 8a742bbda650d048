//! Values and records of the trade.
//!
//! Floor 1: no I/O, no clock, and nothing of this workspace below it. Two kinds of things live here:
//!
//! * **Values** with one meaning and one spelling: [`Betrag`] (exact cents), [`datum`] (calendar dates),
//!   [`Lesung`] (a captured field that may be empty or not recognised), [`pruefziffer`] (check digits).
//! * **Records**: one row of one intermediate file each, declared once with `tabelle!`. The declaration is
//!   the header, the row and the documentation of the file.
//!
//! Data speaks German as the layouts of the trade do; machinery speaks English.

// Named for its feature `std`, which the libraries of tests switch on: without it tests would compile every crate again.
use num_traits as _;

mod aenderung;
mod anweisung;
pub mod anzeige;
mod auswertung;
mod befund;
mod bestaetigung;
mod betrag;
mod bild;
pub mod brief;
pub mod chain;
pub mod dateien;
pub mod datum;
mod eingang;
pub mod einsicht;
mod entscheidung;
mod erezept;
mod erledigt;
mod fall;
mod fuer_menschen;
mod geburtsdatum;
pub mod kennzeichen;
pub mod konfiguration;
mod konto;
mod kostentraeger;
mod leistung;
mod leistungserbringer;
mod lesung;
mod marke;
mod menge;
mod mitteilung;
mod nachtrag;
pub mod pruefziffer;
mod rechnung;
mod rechnungssteller;
mod rezept;
mod status;
mod tabelle;
mod text;
mod urteil;
mod zelle;
mod zuordnung;

pub use aenderung::{Aenderung, AenderungsArt};
pub use anweisung::{
    Anweisung, AnweisungsRezept, Ausgabe, Bankdatei, Durchgang, Kontobefund, OhneAnweisung, Rabattstand, Rabattsumme,
    Rabattverlust, Verrechnung, Verzicht, Zahlungsstatus,
};
pub use auswertung::{
    Artikelsumme, Aufgabensumme, Automatikmonat, Bewilligungssumme, Dauerklasse, Fristtag, Indikation, Kennzahl,
    Leistungsartsumme, Leistungsgrund, Leistungsmonat, Preisklasse, Rabattgrund, Rabattmonat, Rechnungsstellermonat,
    Regressfall, Rueckmeldesumme, Statussumme, Stufensumme,
};
pub use befund::{Aufgabe, Befund, Doppel, RechnungsPruefung};
pub use bestaetigung::{Bestaetigung, Rueckmeldung, UnbestaetigteAnweisung};
pub use betrag::{Betrag, BetragFehler};
pub use bild::Bild;
pub use brief::BriefOptionen;
pub use datum::{Datum, UnfallDatum};
pub use eingang::{Annahme, Eingang, Zurueckgewiesen};
pub use entscheidung::{Entscheidung, EntscheidungsArt};
pub use erezept::{ERezept, Rezepturteil, Zuabschlag};
pub use erledigt::Erledigt;
pub use fall::{Ablehnung, Fall, FallZeile};
pub use geburtsdatum::GeburtsDatum;
pub use konto::{ErstesKonto, IbanEintrag, Konto, Kontoart, ZahlungOptionen};
pub use kostentraeger::{
    BremseOptionen, DtausOptionen, ERezeptOptionen, Fristen, IntakeOptionen, Kostentraeger, LeistungenOptionen,
    NutzenOptionen, RechnungOptionen, ReferenzOptionen, RegressOptionen, SepaOptionen, SignaturOptionen, Umlaute,
    UnfdatOptionen, Verfahren, Verfallsfrist, VerfallsfristAb, Verfallsfristen, VierAugenOptionen, VornameRegel,
    ZuordnungOptionen,
};
pub use leistung::{
    AnweisungsLeistung, BezahlteLeistung, ErledigteLeistung, Leistung, Leistungsabweichung, Leistungsbefund,
    Leistungscode, Leistungsklasse, Leistungsrechnung, Leistungsurteil, Pilotmonat, Rueckgabezeile,
};
pub use leistungserbringer::{Bewilligung, Einheit, Leistungserbringer, Papierrechnung, Satz, Weg};
pub use lesung::Lesung;
pub use marke::JaNein;
pub use menge::Menge;
pub use mitteilung::Mitteilung;
pub use nachtrag::{Nachtrag, Nachtragsweg, Rueckforderung};
pub use rechnung::{Einzelposten, Rechnung, Rechnungsart, Rechnungsstand};
pub use rechnungssteller::Rechnungssteller;
pub use rezept::{Artikel, Position, Rabattart, Rezept};
pub use status::{Klasse, Status, Vergabe};
pub use tabelle::{Spalte, Tabelle, Zellen};
pub use urteil::{Abweichung, ErledigtesRezept, Urteil};
pub use zelle::Zelle;
pub use zuordnung::{Gemerkt, Kandidat, Offengrund, Stufe, Umbuchung, Umgebucht, Zuordnung, ZuordnungsEntscheidung};
