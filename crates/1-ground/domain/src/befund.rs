//! Findings and tasks.

use crate::tabelle::tabelle;
use crate::{Betrag, Datum, Status, Tabelle, Zellen};

tabelle! {
    /// A finding: something about the data that is objectionable or worth a note.
    pub struct Befund sortiert nach (beleg_id, pic_nr, regel, feld, ist, soll) als Menge fuer Menschen {
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
    pub struct Doppel sortiert nach (beleg_id, pic_nr) fuer Menschen {
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
    /// A task for a person. Filled in (`wert`, `bearbeiter`, `zeitpunkt`) and dropped back it is a decision. What is due
    /// first stands first, and of that the most expensive; beside each file lies the same list as `arbeitsliste.xlsx`.
    pub struct Aufgabe sortiert nach (anweisungsdatum, brutto absteigend, beleg_id, pic_nr, art, feld, aufgabe) als Menge fuer Menschen {
        /// Kind of the decision asked for, as in decision files.
        pub art: String,
        /// Picture number of the prescription; of a facility's line `<le_nr>/<rechnungsnummer>:<lfd_nr>`.
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
        /// What is asked, and why it is open.
        pub aufgabe: String,
        /// Values that may stand in `wert`, separated by ` | `; empty = any that stands on the sheet.
        pub werte: String,
        /// What follows from each answer.
        pub folgen: String,
        /// What the program would propose, if anything: `wert` where two figures agree, never by chance.
        pub vorschlag: String,
        /// Why the proposal is one.
        pub vorschlag_weil: String,
        /// Who else decided the same and waits for a second person; empty = nobody.
        pub wartet: String,
        /// Day on which the payment must be ordered by 12:00, or the discount is lost; empty = no invoice of this run.
        pub anweisungsdatum: Option<Datum>,
        /// Gross in euro as billed: what is at stake; empty = not recognised.
        pub brutto: Option<Betrag>,
        /// Discount in euro that is lost if it is decided later; empty = not recognised or none claimed.
        pub rabatt: Option<Betrag>,
        /// Family name on the sheet; `?` = not recognised, as in all that stand on the sheet.
        pub name: String,
        /// First name on the sheet.
        pub vorname: String,
        /// Date of birth on the sheet.
        pub geb_datum: String,
        /// Street, postcode and town on the sheet.
        pub anschrift: String,
        /// Date of the accident on the sheet.
        pub unf_datum: String,
        /// Employer on the sheet.
        pub unfallbetrieb: String,
        /// File number on the sheet.
        pub aktenzeichen: String,
        /// Date of issue on the sheet.
        pub vo_datum: String,
        /// Date of dispensing on the sheet.
        pub abgabe_datum: String,
        /// Doctor's number and IK of the pharmacy on the sheet.
        pub arzt_und_apotheke: String,
        /// Lines and fees: `1: 01279518 × 2 = 12,93 · Noctu 2,05`.
        pub artikelzeilen: String,
        /// The bill that came before (R09, R10): number, biller, taken on, gross, what became of it; empty = none.
        pub erste_rechnung: String,
        /// Name and IK of the biller.
        pub rechnungssteller: String,
        /// The biller's number of the invoice.
        pub rechnungsnummer: String,
        /// Our number of the invoice.
        pub beleg_id: String,
        /// File name of the picture.
        pub bild: String,
        /// Where the picture lies, from the folder of the run on; empty = it has not been delivered.
        pub bild_pfad: String,
    }
}

impl Aufgabe {
    /// What separates the values of `werte`.
    pub const ODER: &'static str = " | ";

    /// A task in which nothing stands yet.
    pub fn leer() -> Self {
        let zellen = ",".repeat(<Self as Tabelle>::SPALTEN.len() - 1);
        Tabelle::lies(&mut Zellen::neu(&zellen)).expect("every column may be empty")
    }

    /// The values that may stand in `wert`; none = any.
    pub fn erlaubt(&self) -> impl Iterator<Item = &str> {
        self.werte.split(Self::ODER).filter(|wert| !wert.is_empty())
    }
}
