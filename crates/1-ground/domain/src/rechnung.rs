//! Collective invoices.

use crate::tabelle::tabelle;
use crate::text::schreibweisen;
use crate::{Betrag, Datum};

/// Who bills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rechnungsart {
    /// A clearing centre (Apothekenrechenzentrum).
    Arz,
    /// A pharmacy by itself.
    Apo,
    /// A hospital pharmacy: no discounts and no Festbetrag.
    Kha,
}

schreibweisen!(Rechnungsart, "a kind of invoice", { Arz = "ARZ", Apo = "APO", Kha = "KHA" });

tabelle! {
    /// A collective invoice (Sammelrechnung) as billed: its header.
    pub struct Rechnung sortiert nach (beleg_id) {
        /// Our own number of the invoice, 7 digits, given once and kept from run to run.
        pub beleg_id: String,
        /// The biller's invoice number.
        pub rechnungsnummer: String,
        /// Code of the payer.
        pub kostentraeger: String,
        /// IK of the payer as billed.
        pub kostentraeger_ik: String,
        /// IK of the biller.
        pub rechnungssteller_ik: String,
        /// Name of the biller.
        pub rechnungssteller: String,
        /// Kind of biller: `ARZ`, `APO` or `KHA`.
        pub rechnungsart: Rechnungsart,
        /// Month billed, `JJJJ-MM`.
        pub abrechnungsmonat: String,
        /// Date of the invoice.
        pub rechnungsdatum: Datum,
        /// Date of its receipt; deadlines count from it.
        pub eingangsdatum: Datum,
        /// Number of prescriptions as billed.
        pub anzahl_rezepte: u32,
        /// Gross in euro as billed.
        pub brutto: Betrag,
        /// Copayments in euro as billed.
        pub zuzahlung: Betrag,
        /// Pharmacy discount in euro as billed.
        pub ap_rabatt: Betrag,
        /// Manufacturer discount in euro as billed.
        pub hs_rabatt: Betrag,
        /// Net in euro as billed.
        pub netto: Betrag,
        /// IBAN of the biller as billed; empty where account and bank code are given.
        pub iban: String,
        /// Account number of the biller as billed.
        pub konto: String,
        /// Bank code (BLZ) of the biller as billed.
        pub blz: String,
        /// SHA-256 of the file that brought it.
        pub datei_sha256: String,
        /// Business date of the run that imported it.
        pub herkunft: Datum,
        /// Beleg-ID of an earlier invoice of the same biller with the same number; empty = none.
        pub schon_berechnet: String,
    }
}

impl Rechnung {
    /// The day from which deadlines count. Nothing is received after it was read: a later day is a slip, or not yet here.
    pub fn eingang(&self) -> Datum {
        self.eingangsdatum.min(self.herkunft)
    }
}

tabelle! {
    /// A line of the biller's Einzelpostenliste: a prescription listed on the invoice.
    pub struct Einzelposten sortiert nach (beleg_id, pic_nr) {
        /// Our number of the invoice.
        pub beleg_id: String,
        /// Picture number of the prescription, 12 digits.
        pub pic_nr: String,
        /// Gross in euro as listed.
        pub brutto: Betrag,
        /// Copayment in euro as listed.
        pub zuzahlung: Betrag,
        /// Line of the invoice file on which it stands; of an e-prescription its number in the bundle.
        pub zeile: u32 = "0",
    }
}

tabelle! {
    /// An invoice at a glance, as it stands after the verdicts: prescriptions counted, amounts as billed (Soll) and as found
    /// (Ist).
    pub struct Rechnungsstand sortiert nach (beleg_id) fuer Menschen {
        /// Our number of the invoice.
        pub beleg_id: String,
        /// The biller's number of the invoice.
        pub rechnungsnummer: String,
        /// IK of the biller.
        pub rechnungssteller_ik: String,
        /// Number of prescriptions as billed.
        pub geliefert_soll: u32,
        /// Number of prescriptions delivered.
        pub geliefert_ist: u32,
        /// Of these: paid, or to be paid.
        pub bezahlt: u32,
        /// Of these: returned.
        pub abgewiesen: u32,
        /// Of these: waiting for a person.
        pub offen: u32,
        /// Of these: corrected by a person, in whichever way.
        pub korrigiert: u32,
        /// Of these: with a first correction.
        pub erstkorrektur: u32,
        /// Of these: with a second correction.
        pub zweitkorrektur: u32,
        /// Gross in euro as billed.
        pub brutto_soll: Betrag,
        /// Gross in euro by the Einzelpostenliste.
        pub brutto_ist: Betrag,
        /// Copayments in euro as billed.
        pub zuzahlung_soll: Betrag,
        /// Copayments in euro by the Einzelpostenliste.
        pub zuzahlung_ist: Betrag,
        /// Pharmacy discount in euro as billed.
        pub ap_rabatt_soll: Betrag,
        /// Pharmacy discount in euro as computed.
        pub ap_rabatt_ist: Betrag,
        /// Manufacturer discount in euro as billed.
        pub hs_rabatt_soll: Betrag,
        /// Manufacturer discount in euro as computed.
        pub hs_rabatt_ist: Betrag,
        /// Net in euro as billed.
        pub netto_soll: Betrag,
        /// Net in euro that the billed gross, discounts and copayments make.
        pub netto_ist: Betrag,
        /// Net in euro of what is paid.
        pub netto_bezahlt: Betrag,
    }
}
