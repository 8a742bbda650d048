//! Figures for management: rows that speak of no person. Groups of fewer than five are merged before they get here.

use crate::tabelle::tabelle;
use crate::{Betrag, Datum, Klasse, Rabattstand, Status, Stufe, ZuordnungsEntscheidung};

tabelle! {
    /// A figure, and how it is computed.
    pub struct Kennzahl sortiert nach (jahr, nr) fuer Menschen {
        /// Year that it is of; empty = the whole time reported on.
        pub jahr: Option<u32>,
        /// Its number on the page, from 1.
        pub nr: u32,
        /// The figure, in words.
        pub groesse: String,
        /// Its value: a count, euro, hours, days or a percentage; empty = there is nothing to compute it from.
        pub wert: String,
        /// Unit: `EUR`, `%`, `Stunden`, `Tage`, or what is counted.
        pub einheit: String,
        /// How it is computed, in words.
        pub formel: String,
    }
}

tabelle! {
    /// What a biller delivered in a month, and what became of what was settled in it. Billers with fewer than five
    /// prescriptions in the month stand together.
    pub struct Rechnungsstellermonat sortiert nach (monat, rechnungssteller, rechnungssteller_ik) fuer Menschen {
        /// IK of the biller; empty = several small ones.
        pub rechnungssteller_ik: String,
        /// Name of the biller.
        pub rechnungssteller: String,
        /// Month of the business date, `JJJJ-MM`.
        pub monat: String,
        /// Prescriptions delivered.
        pub geliefert: u32,
        /// Gross of those in euro, as captured.
        pub brutto_geliefert: Betrag,
        /// Prescriptions ordered to be paid.
        pub bezahlt: u32,
        /// Net of those in euro.
        pub netto: Betrag,
        /// Prescriptions returned.
        pub abgewiesen: u32,
        /// Gross of those in euro.
        pub brutto_abgewiesen: Betrag,
        /// Paid prescriptions whose net is not what was billed.
        pub abweichend: u32,
        /// What was cut from those in euro, additions deducted.
        pub absetzung: Betrag,
    }
}

tabelle! {
    /// How often a final status was given. Statuses of fewer than five prescriptions stand together.
    pub struct Statussumme sortiert nach (status) fuer Menschen {
        /// `zahlen` or `abweisen`; empty = several rare ones.
        pub klasse: Option<Klasse>,
        /// The status; empty = several rare ones.
        pub status: Option<Status>,
        /// Its text.
        pub text: String,
        /// Prescriptions.
        pub anzahl: u32,
        /// Their gross in euro.
        pub brutto: Betrag,
        /// What was paid for them in euro.
        pub netto: Betrag,
    }
}

tabelle! {
    /// The discounts of what was paid in a month.
    pub struct Rabattmonat sortiert nach (monat) {
        /// Month of the business date, `JJJJ-MM`.
        pub monat: String,
        /// Discounts that billers granted on their invoices, in euro.
        pub berechnet: Betrag,
        /// Discounts that are due, in euro.
        pub faellig: Betrag,
        /// Of those due: kept, since ordered in time, in euro.
        pub gewahrt: Betrag,
        /// Of those due: lost, since ordered late, in euro.
        pub verloren: Betrag,
    }
}

tabelle! {
    /// Why discounts are lost or at risk. Reasons of fewer than five prescriptions stand together.
    pub struct Rabattgrund sortiert nach (stand, grund) fuer Menschen {
        /// `gefaehrdet` or `verloren`.
        pub stand: Rabattstand,
        /// The reason, in words.
        pub grund: String,
        /// Prescriptions.
        pub anzahl: u32,
        /// Discounts in euro, where they are known.
        pub summe: Betrag,
    }
}

tabelle! {
    /// How long payments took, from receipt of the invoice to the order. A class of fewer than five is a part of its
    /// neighbour.
    pub struct Dauerklasse sortiert nach (ab_tag) {
        /// Calendar days, the least of the class.
        pub ab_tag: u32,
        /// Calendar days, the most of the class; empty = no limit.
        pub bis_tag: Option<u32>,
        /// Prescriptions ordered.
        pub anzahl: u32,
        /// Their net in euro.
        pub netto: Betrag,
    }
}

tabelle! {
    /// How much of what was settled in a month no person had to look at.
    pub struct Automatikmonat sortiert nach (monat) {
        /// Month of the business date, `JJJJ-MM`.
        pub monat: String,
        /// Prescriptions settled.
        pub erledigt: u32,
        /// Of those: without any decision of a person.
        pub ohne_hand: u32,
        /// Share of those in percent, one decimal.
        pub anteil: String,
    }
}

tabelle! {
    /// Tasks that wait for a person at the end of the time reported on.
    pub struct Aufgabensumme sortiert nach (art) fuer Menschen {
        /// Kind of the decision asked for.
        pub art: String,
        /// Tasks.
        pub anzahl: u32,
    }
}

tabelle! {
    /// How prescriptions that were settled had been assigned. Tiers of fewer than five stand together.
    pub struct Stufensumme sortiert nach (stufe, entscheidung) fuer Menschen {
        /// Tier; empty = several rare ones.
        pub stufe: Option<Stufe>,
        /// Who decided; empty = several rare ones.
        pub entscheidung: Option<ZuordnungsEntscheidung>,
        /// Prescriptions.
        pub anzahl: u32,
    }
}

tabelle! {
    /// Settled prescriptions by their gross. A class of fewer than five is a part of its neighbour.
    pub struct Preisklasse sortiert nach (ueber) {
        /// Gross above so many euro; empty = from zero, or less.
        pub ueber: Option<Betrag>,
        /// Gross of at most so many euro; empty = no limit.
        pub hoechstens: Option<Betrag>,
        /// Prescriptions.
        pub anzahl: u32,
        /// Their gross in euro.
        pub brutto: Betrag,
        /// What was paid for them in euro.
        pub netto: Betrag,
    }
}

tabelle! {
    /// What was paid for an article. Articles on fewer than five prescriptions stand together.
    pub struct Artikelsumme sortiert nach (pzn) fuer Menschen {
        /// Article number; empty = several rare ones.
        pub pzn: String,
        /// Name; empty = it is not in the list of articles.
        pub bezeichnung: String,
        /// Active substance.
        pub wirkstoff: String,
        /// ATC code.
        pub atc: String,
        /// Manufacturer.
        pub hersteller: String,
        /// Paid prescriptions with it.
        pub rezepte: u32,
        /// Packs.
        pub packungen: u64,
        /// Gross of the lines in euro.
        pub taxe: Betrag,
    }
}

tabelle! {
    /// What was paid for an indication, an ATC group. Groups of fewer than five prescriptions stand together.
    pub struct Indikation sortiert nach (atc, bezeichnung) fuer Menschen {
        /// The group: the first four characters of the ATC code; empty = several rare ones, or no code is known.
        pub atc: String,
        /// Its main group.
        pub bezeichnung: String,
        /// Paid prescriptions with an article of it.
        pub rezepte: u32,
        /// Packs.
        pub packungen: u64,
        /// Gross of the lines in euro.
        pub kosten: Betrag,
        /// What they cost above the Festbetrag of the day, in euro.
        pub ueber_festbetrag: Betrag,
        /// What would have been saved in euro, had each pack cost what the cheapest of its ATC code and pack size did.
        pub einsparung: Betrag,
    }
}

tabelle! {
    /// A day by which invoices have to be ordered, with what still waits.
    pub struct Fristtag sortiert nach (anweisungsdatum) {
        /// The day.
        pub anweisungsdatum: Datum,
        /// Invoices.
        pub rechnungen: u32,
        /// Open prescriptions on them.
        pub anzahl_offen: u32,
        /// Released and not ordered yet, in euro.
        pub betrag: Betrag,
        /// Discounts at stake in euro, where they are known.
        pub rabatt: Betrag,
    }
}

tabelle! {
    /// What banks and payers reported on orders.
    pub struct Rueckmeldesumme sortiert nach (rueckmeldung) fuer Menschen {
        /// `bestaetigt`, `zurueckgewiesen` …, or `unbestaetigt`: nothing was reported in the days given.
        pub rueckmeldung: String,
        /// Orders.
        pub anzahl: u32,
        /// Their amount in euro.
        pub betrag: Betrag,
    }
}

tabelle! {
    /// An accident case whose payments reach a limit of recourse or of the premium rebate procedure. It speaks of a person.
    pub struct Regressfall sortiert nach (aktenzeichen, art, jahr, grenze) fuer Menschen {
        /// File number of the case, 9 digits.
        pub aktenzeichen: String,
        /// `bagatellgrenze` (recourse: all payments of the case) or `nachlass` (premium rebate: those of one year).
        pub art: String,
        /// Year of the payments; empty = all years.
        pub jahr: Option<u32>,
        /// The limit in euro.
        pub grenze: Betrag,
        /// Paid before the time reported on, in euro.
        pub vorher: Betrag,
        /// Paid by its end, in euro.
        pub summe: Betrag,
        /// Prescriptions paid in it.
        pub anzahl: u32,
        /// `neu` (it crossed the limit in the time reported on), `darueber` (it had before) or `knapp` (it is near).
        pub stand: String,
    }
}

tabelle! {
    /// What a facility billed in a month, and what became of it. Facilities with fewer than five lines stand together.
    pub struct Leistungsmonat sortiert nach (abrechnungsmonat, le_nr) fuer Menschen {
        /// Number of the facility; empty = several small ones.
        pub le_nr: String,
        /// Month billed, `JJJJ-MM`.
        pub abrechnungsmonat: String,
        /// Lines settled.
        pub positionen: u32,
        /// Billed in euro.
        pub berechnet: Betrag,
        /// Accepted in euro.
        pub anerkannt: Betrag,
        /// Ordered in euro: what is accepted and no pilot, less what was paid before.
        pub netto: Betrag,
        /// Lines refused.
        pub abgewiesen: u32,
    }
}

tabelle! {
    /// What was cut from services, by reason. Reasons of fewer than five lines stand together.
    pub struct Leistungsgrund sortiert nach (code) fuer Menschen {
        /// The code; empty = several rare ones.
        pub code: String,
        /// Its text.
        pub text: String,
        /// Lines.
        pub anzahl: u32,
        /// Billed less accepted, in euro.
        pub absetzung: Betrag,
    }
}

tabelle! {
    /// What was billed of a kind of service. Kinds of fewer than five lines stand together.
    pub struct Leistungsartsumme sortiert nach (leistungsart, einheit) fuer Menschen {
        /// Kind of the service; empty = several rare ones.
        pub leistungsart: String,
        /// Unit; empty = several.
        pub einheit: String,
        /// Lines settled.
        pub positionen: u32,
        /// Quantity accepted, in hundredths of the unit.
        pub menge_hundertstel: i64,
        /// Accepted in euro.
        pub anerkannt: Betrag,
    }
}

tabelle! {
    /// Grants of a kind of service, how far they are used and when they end. Kinds of fewer than five grants stand
    /// together.
    pub struct Bewilligungssumme sortiert nach (leistungsart) fuer Menschen {
        /// Kind of the service; empty = several rare ones.
        pub leistungsart: String,
        /// Grants in force.
        pub bewilligungen: u32,
        /// Of those: a service was paid in the time reported on.
        pub genutzt: u32,
        /// Of those: the last day comes within 60 days.
        pub laeuft_aus: u32,
    }
}
