//! Care services as billed and as judged.

use crate::tabelle::tabelle;
use crate::text::schreibweisen;
use crate::{Betrag, Datum, Einheit, JaNein, Menge, Vergabe};

tabelle! {
    /// An invoice of a facility (LR1): its header.
    pub struct Leistungsrechnung sortiert nach (beleg_id) {
        /// Our own number of the invoice, 7 digits, given once and kept from run to run.
        pub beleg_id: String,
        /// The facility's number of the invoice.
        pub rechnungsnummer: String,
        /// The facility.
        pub le_nr: String,
        /// Code of the payer.
        pub kostentraeger: String,
        /// Month billed, `JJJJ-MM`.
        pub abrechnungsmonat: String,
        /// Date of the invoice.
        pub rechnungsdatum: Datum,
        /// Date of its receipt; deadlines count from it.
        pub eingangsdatum: Datum,
        /// Number of lines as billed; empty = not stated.
        pub anzahl_positionen: Option<u32>,
        /// Total in euro as billed; empty = not stated.
        pub gesamtbetrag: Option<Betrag>,
        /// IBAN as billed; payment goes to that of the reference data.
        pub iban: String,
        /// SHA-256 of the file that brought it.
        pub datei_sha256: String,
        /// Business date of the run that imported it.
        pub herkunft: Datum,
        /// Beleg-ID of an earlier invoice of the same facility with the same number; empty = none.
        pub schon_berechnet: String,
    }
}

impl Leistungsrechnung {
    /// The day from which deadlines count. Nothing is received after it was read: a later day is a slip, or not yet here.
    pub fn eingang(&self) -> Datum {
        self.eingangsdatum.min(self.herkunft)
    }

    /// The first day of the month billed; none if the month is none.
    pub fn monatserster(&self) -> Option<Datum> {
        crate::datum::aus_iso(&format!("{}-01", self.abrechnungsmonat))
    }
}

tabelle! {
    /// A billed line of a facility's invoice. Lines without a quantity are not billed and not here.
    pub struct Leistung sortiert nach (beleg_id, lfd_nr) {
        /// Our number of the invoice.
        pub beleg_id: String,
        /// The facility's number of the invoice.
        pub rechnungsnummer: String,
        /// Number of the line.
        pub lfd_nr: u32,
        /// Name of the line in decisions and in the ledger: `<le_nr>/<rechnungsnummer>:<lfd_nr>`.
        pub posten: String,
        /// Number of the grant as billed.
        pub bewilligung_nr: String,
        /// File number of the entitled person as billed.
        pub aktenzeichen: String,
        /// Family name as billed.
        pub name: String,
        /// First name as billed.
        pub vorname: String,
        /// Date of birth as billed; empty = not stated.
        pub geb_datum: Option<Datum>,
        /// Kind of the service.
        pub leistungsart: String,
        /// First day of the service.
        pub von: Datum,
        /// Last day of the service.
        pub bis: Datum,
        /// Quantity billed.
        pub menge: Menge,
        /// Unit billed: `TAG`, `STUNDE`, `MONAT` or `STUECK`.
        pub einheit: Einheit,
        /// Rate billed in euro per unit.
        pub satz: Betrag,
        /// Amount billed in euro.
        pub betrag: Betrag,
        /// Invoice whose line this one corrects; empty = it corrects none.
        pub korrektur_rechnung: String,
        /// Number of the corrected line in that invoice; empty = it corrects none.
        pub korrektur_lfd_nr: Option<u32>,
        /// Identity (`<beleg_id>:<lfd_nr>`) of the line with which its chain of corrections began, as far as earlier runs
        /// know it; else of the line itself.
        pub stamm: String,
        /// Business date of the run that imported it.
        pub herkunft: Datum,
        /// Business date of the earlier run that ordered or returned it; empty = not settled yet.
        pub erledigt_am: Option<Datum>,
    }
}

impl Leistung {
    /// The name of a line in decisions and in the ledger.
    pub fn posten(le_nr: &str, rechnungsnummer: &str, lfd_nr: u32) -> String {
        format!("{le_nr}/{rechnungsnummer}:{lfd_nr}")
    }

    /// Its identity: its name may come again on another invoice of the same number.
    pub fn kennung(&self) -> String {
        format!("{}:{}", self.beleg_id, self.lfd_nr)
    }

    /// The name of the line that it corrects; none if it corrects none.
    pub fn berichtigt(&self) -> Option<String> {
        self.korrektur_lfd_nr.map(|lfd_nr| Leistung::posten(self.le_nr(), &self.korrektur_rechnung, lfd_nr))
    }

    /// The facility, as the line's name says.
    pub fn le_nr(&self) -> &str {
        self.posten.split_once('/').map_or("", |(le_nr, _)| le_nr)
    }
}

tabelle! {
    /// A service that an earlier run ordered to be paid or claimed back, for a grant that is billed again in this run.
    pub struct BezahlteLeistung sortiert nach (bewilligung_nr, von, posten, beleg_id) {
        /// Number of the grant.
        pub bewilligung_nr: String,
        /// First day paid.
        pub von: Datum,
        /// Last day paid.
        pub bis: Datum,
        /// Month billed, `JJJJ-MM`.
        pub abrechnungsmonat: String,
        /// Quantity accepted.
        pub menge: Menge,
        /// Amount ordered in euro; below zero = claimed back: the facility itself corrected it to less.
        pub betrag: Betrag,
        /// The line.
        pub posten: String,
        /// Identity (`<beleg_id>:<lfd_nr>`) of the line with which a chain of corrections began; of the line itself if it
        /// corrects none.
        pub stamm: String,
        /// Our number of the invoice.
        pub beleg_id: String,
    }
}

/// The code of a finding on a facility's invoice, and of the verdict on a line. What each means is said in `rules`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Leistungscode {
    /// `0`: nothing to object to.
    Null,
    /// The facility is not admitted.
    L01,
    /// The grant is unknown.
    L02,
    /// The grant belongs to another facility, person or file number.
    L03,
    /// Service kind or unit are not those of the grant.
    L04,
    /// The period is not one of the grant and the month billed.
    L05,
    /// The rate is above the agreed one.
    L06,
    /// The amount is not quantity times rate.
    L07,
    /// The quantity is above the limit.
    L08,
    /// Days of the grant were paid already.
    L09,
    /// The totals of the invoice differ from its lines.
    L10,
    /// No rate is agreed for the period.
    L11,
    /// A paper invoice of a facility in production.
    L12,
    /// An offered line came back changed.
    L13,
}

schreibweisen!(Leistungscode, "a code", {
    Null = "0", L01 = "L01", L02 = "L02", L03 = "L03", L04 = "L04", L05 = "L05", L06 = "L06", L07 = "L07", L08 = "L08",
    L09 = "L09", L10 = "L10", L11 = "L11", L12 = "L12", L13 = "L13",
});

/// What becomes of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Leistungsklasse {
    /// It is paid as billed.
    Zahlen,
    /// It is paid, but no more than was granted and agreed.
    Kuerzen,
    /// It goes back to the facility unpaid.
    Abweisen,
    /// It waits for a person.
    Offen,
}

schreibweisen!(Leistungsklasse, "a class", {
    Zahlen = "zahlen", Kuerzen = "kuerzen", Abweisen = "abweisen", Offen = "offen",
});

tabelle! {
    /// The verdict on one line of a facility's invoice.
    pub struct Leistungsurteil sortiert nach (beleg_id, lfd_nr) fuer Menschen {
        /// The facility's number of the invoice.
        pub rechnungsnummer: String,
        /// Number of the line.
        pub lfd_nr: u32,
        /// Final code: `0` or `L01` to `L11`; empty while open.
        pub code: Option<Leistungscode>,
        /// Class of the code: `zahlen`, `kuerzen`, `abweisen`, or `offen`.
        pub klasse: Leistungsklasse,
        /// Who gave the code: `automatisch` or `manuell`.
        pub vergabe: Vergabe,
        /// Amount in euro as billed.
        pub betrag_berechnet: Betrag,
        /// Amount in euro that the line pays, or would pay if it were no pilot; 0.00 if refused, below zero if it claims back
        /// what was paid for the line that it corrects; empty while open.
        pub betrag_anerkannt: Option<Betrag>,
        /// Billed less accepted, less what was paid before for the line that this one corrects; empty while open.
        pub absetzung: Option<Betrag>,
        /// Number of the grant as billed.
        pub bewilligung_nr: String,
        /// File number of the entitled person as billed.
        pub aktenzeichen: String,
        /// The facility.
        pub le_nr: String,
        /// `ja`: line of a pilot invoice, checked and never paid.
        pub pilot: JaNein,
        /// Quantity accepted; 0.00 if refused.
        pub menge_anerkannt: Menge,
        /// Rate in euro at which it is paid; empty if refused or open.
        pub satz_anerkannt: Option<Betrag>,
        /// Amount in euro paid before for the line that this one corrects.
        pub schon_bezahlt: Betrag,
        /// Month billed, `JJJJ-MM`.
        pub abrechnungsmonat: String,
        /// First day of the service.
        pub von: Datum,
        /// Last day of the service.
        pub bis: Datum,
        /// Identity (`<beleg_id>:<lfd_nr>`) of the line with which a chain of corrections began; of the line itself if it
        /// corrects none.
        pub stamm: String,
        /// The line, as named in decisions.
        pub posten: String,
        /// Our number of the invoice.
        pub beleg_id: String,
        /// Business date of the earlier run that ordered or returned it; empty = this run may.
        pub erledigt_am: Option<Datum>,
    }
}

tabelle! {
    /// A line that a run ordered or returned, with the verdict it keeps for ever: in `20-invoices` what earlier runs
    /// settled, in `60-payments` what this one did.
    pub struct ErledigteLeistung sortiert nach (beleg_id, lfd_nr) {
        /// Our number of the invoice.
        pub beleg_id: String,
        /// Number of the line.
        pub lfd_nr: u32,
        /// The line, as named in decisions.
        pub posten: String,
        /// Business date of the run that settled it.
        pub erledigt_am: Datum,
        /// Final code.
        pub code: Leistungscode,
        /// `zahlen`, `kuerzen` or `abweisen`.
        pub klasse: Leistungsklasse,
        /// Who gave the code.
        pub vergabe: Vergabe,
        /// Amount in euro as billed.
        pub betrag_berechnet: Betrag,
        /// Amount in euro accepted; below zero = claimed back.
        pub betrag_anerkannt: Betrag,
        /// Amount in euro cut.
        pub absetzung: Betrag,
        /// Amount in euro ordered; below zero = claimed back; empty = nothing was ordered: refused, or a pilot.
        pub netto: Option<Betrag>,
        /// Number of the grant as billed.
        pub bewilligung_nr: String,
        /// File number of the entitled person as billed.
        pub aktenzeichen: String,
        /// The facility.
        pub le_nr: String,
        /// `ja`: line of a pilot invoice.
        pub pilot: JaNein,
        /// Quantity accepted.
        pub menge_anerkannt: Menge,
        /// Rate in euro at which it was paid; empty = refused.
        pub satz_anerkannt: Option<Betrag>,
        /// Amount in euro paid before for the line that this one corrects.
        pub schon_bezahlt: Betrag,
        /// Month billed, `JJJJ-MM`.
        pub abrechnungsmonat: String,
        /// First day of the service.
        pub von: Datum,
        /// Last day of the service.
        pub bis: Datum,
        /// Identity (`<beleg_id>:<lfd_nr>`) of the line with which a chain of corrections began.
        pub stamm: String,
    }
}

impl Leistungsurteil {
    /// The verdict as it is kept for ever, with what is ordered for it; none for an open one.
    pub fn erledigt(&self, am: Datum, netto: Option<Betrag>) -> Option<ErledigteLeistung> {
        Some(ErledigteLeistung {
            beleg_id: self.beleg_id.clone(),
            lfd_nr: self.lfd_nr,
            posten: self.posten.clone(),
            erledigt_am: am,
            code: self.code?,
            klasse: self.klasse,
            vergabe: self.vergabe,
            betrag_berechnet: self.betrag_berechnet,
            betrag_anerkannt: self.betrag_anerkannt?,
            absetzung: self.absetzung?,
            netto,
            bewilligung_nr: self.bewilligung_nr.clone(),
            aktenzeichen: self.aktenzeichen.clone(),
            le_nr: self.le_nr.clone(),
            pilot: self.pilot,
            menge_anerkannt: self.menge_anerkannt,
            satz_anerkannt: self.satz_anerkannt,
            schon_bezahlt: self.schon_bezahlt,
            abrechnungsmonat: self.abrechnungsmonat.clone(),
            von: self.von,
            bis: self.bis,
            stamm: self.stamm.clone(),
        })
    }
}

tabelle! {
    /// A finding on a facility's invoice: something objectionable about the data, or worth a note.
    pub struct Leistungsbefund sortiert nach (beleg_id, lfd_nr, le_nr, rechnungsnummer, code, regel, feld, ist, soll) als Menge fuer Menschen {
        /// The facility's number of the invoice.
        pub rechnungsnummer: String,
        /// Number of the line; empty = the invoice as a whole.
        pub lfd_nr: Option<u32>,
        /// Code that the finding calls for, `L01` to `L13`; empty = a note.
        pub code: Option<Leistungscode>,
        /// Name of the rule.
        pub regel: String,
        /// What it does: `abweisen`, `kuerzen` or `melden`.
        pub klasse: String,
        /// Field concerned.
        pub feld: String,
        /// What stood there.
        pub ist: String,
        /// What was expected.
        pub soll: String,
        /// The finding in words.
        pub text: String,
        /// Where the rule comes from.
        pub quelle: String,
        /// The facility.
        pub le_nr: String,
        /// Our number of the invoice; empty = an invoice on paper.
        pub beleg_id: String,
    }
}

tabelle! {
    /// A deviation of what is paid for a line from what was billed.
    pub struct Leistungsabweichung sortiert nach (beleg_id, lfd_nr, groesse) fuer Menschen {
        /// The facility's number of the invoice.
        pub rechnungsnummer: String,
        /// Number of the line.
        pub lfd_nr: u32,
        /// The figure: `menge`, `satz` or `betrag`.
        pub groesse: String,
        /// As billed: a quantity, or euro.
        pub berechnet: String,
        /// As accepted.
        pub anerkannt: String,
        /// Finding that gives rise to it.
        pub code: Leistungscode,
        /// Why, in words.
        pub grund: String,
        /// Our number of the invoice.
        pub beleg_id: String,
    }
}

tabelle! {
    /// A line paid by an order of this run.
    pub struct AnweisungsLeistung sortiert nach (beleg_id, lfd_nr, anweisung_id) fuer Menschen {
        /// The order.
        pub anweisung_id: String,
        /// Number of the line.
        pub lfd_nr: u32,
        /// Our number of the invoice.
        pub beleg_id: String,
        /// File number of the entitled person.
        pub aktenzeichen: String,
        /// Amount in euro.
        pub netto: Betrag,
    }
}

tabelle! {
    /// A line, or a paper invoice, that this run returned to its facility: once, whatever a repeat of the run says.
    pub struct Rueckgabezeile sortiert nach (le_nr, rechnungsnummer, beleg_id, lfd_nr) fuer Menschen {
        /// The facility.
        pub le_nr: String,
        /// The facility's number of the invoice.
        pub rechnungsnummer: String,
        /// Our number of the invoice; empty = a paper invoice.
        pub beleg_id: String,
        /// Number of the line; empty = a paper invoice.
        pub lfd_nr: Option<u32>,
        /// Number of the letter that says so, from 1: later ones of the run have it in their name.
        pub auflage: u32,
    }
}

tabelle! {
    /// A month of a facility's pilot phase: paper against electronic invoices.
    pub struct Pilotmonat sortiert nach (le_nr, abrechnungsmonat) fuer Menschen {
        /// The facility.
        pub le_nr: String,
        /// Month billed, `JJJJ-MM`.
        pub abrechnungsmonat: String,
        /// Sum of its paper invoices in euro; empty = none came.
        pub papier: Option<Betrag>,
        /// Accepted sum of its electronic invoices in euro; empty = none came.
        pub elektronisch: Option<Betrag>,
        /// Paper less electronic in euro; empty = one of them is missing.
        pub differenz: Option<Betrag>,
        /// Number of lines billed electronically.
        pub positionen: u32,
        /// Number of these without a finding.
        pub ohne_befund: u32,
        /// Share of lines without a finding in per cent, with one decimal, rounded down; empty = no line.
        pub anteil_ohne_befund: String,
        /// Number of refused lines.
        pub abgewiesen: u32,
        /// Number of the month in the pilot phase, from 1.
        pub pilotmonat: u32,
        /// `ja`: the three last months agree to the cent and no line was refused; the same in every row of a facility.
        pub bereit: JaNein,
        /// Why it is not ready; empty = it is.
        pub grund: String,
    }
}
