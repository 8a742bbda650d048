//! Findings and tasks.

use crate::tabelle::tabelle;
use crate::{Betrag, Status};

tabelle! {
    /// A finding: something about the data that is objectionable or worth a note.
    pub struct Befund sortiert nach (beleg_id, pic_nr, regel, feld, ist, soll) als Menge {
        /// Picture number of the prescription; empty = the invoice as a whole.
        pub pic_nr: String,
        /// The biller's number of the invoice.
        pub rechnungsnummer: String,
        /// Name of the rule, or `R01`–`R10` for the invoice.
        pub regel: String,
        /// Status that the finding calls for; empty = a note or a finding on the invoice.
        pub status: Option<Status>,
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
        /// Our number of the invoice.
        pub beleg_id: String,
    }
}

tabelle! {
    /// A prescription that says what another one says: pharmacy, person, dates and articles agree (R10).
    pub struct Doppel sortiert nach (beleg_id, pic_nr) {
        /// Our number of the invoice.
        pub beleg_id: String,
        /// Picture number of the prescription.
        pub pic_nr: String,
        /// The biller's number of the invoice.
        pub rechnungsnummer: String,
        /// Our number of the invoice with the other one, which was billed before or is ordered already.
        pub erster_beleg_id: String,
        /// Picture number of the other one.
        pub erste_pic_nr: String,
    }
}

tabelle! {
    /// A figure of an invoice: as billed (Soll), as found (Ist), and their difference.
    pub struct RechnungsPruefung sortiert nach (beleg_id, nr) {
        /// Our number of the invoice.
        pub beleg_id: String,
        /// The biller's number of the invoice.
        pub rechnungsnummer: String,
        /// Order of the figures of one invoice.
        pub nr: u32,
        /// The figure, for example `brutto`.
        pub groesse: String,
        /// As billed: a count, or euro.
        pub soll: String,
        /// As found.
        pub ist: String,
        /// Soll − Ist.
        pub differenz: String,
        /// The finding it gives rise to, `R01`–`R09`; empty = none.
        pub regel: String,
    }
}

tabelle! {
    /// A task for a person. Filled in (`wert`, `bearbeiter`, `zeitpunkt`) and dropped back it is a decision.
    pub struct Aufgabe sortiert nach (beleg_id, pic_nr, art, feld, aufgabe) als Menge {
        /// Kind of the decision asked for, as in decision files.
        pub art: String,
        /// Picture number of the prescription.
        pub pic_nr: String,
        /// Field to decide on; empty where the kind needs none.
        pub feld: String,
        /// To be filled in: the value decided.
        pub wert: String,
        /// To be filled in: who decided.
        pub bearbeiter: String,
        /// To be filled in: when, `JJJJ-MM-TTTHH:MM:SS`.
        pub zeitpunkt: String,
        /// May be filled in: a remark.
        pub bemerkung: String,
        /// What is asked.
        pub aufgabe: String,
        /// File name of the picture.
        pub bild: String,
        /// The biller's number of the invoice.
        pub rechnungsnummer: String,
        /// Our number of the invoice.
        pub beleg_id: String,
        /// What the program would propose, if anything.
        pub vorschlag: String,
        /// Gross in euro as billed: what is at stake; empty = not recognised.
        pub brutto: Option<Betrag>,
    }
}
