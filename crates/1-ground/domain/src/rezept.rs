//! Prescriptions, their lines, and articles.

use crate::tabelle::tabelle;
use crate::text::schreibweisen;
use crate::{Betrag, Datum, GeburtsDatum, JaNein, Lesung, UnfallDatum};

tabelle! {
    /// A delivered prescription. In every captured field `?` = not recognised, empty = nothing stood there.
    pub struct Rezept sortiert nach (beleg_id, pic_nr) {
        /// Our number of the invoice that delivered it.
        pub beleg_id: String,
        /// The biller's number of that invoice.
        pub rechnungsnummer: String,
        /// Picture number of the prescription, 12 digits.
        pub pic_nr: String,
        /// IK of the payer on the sheet.
        pub kostentraeger_ik: Lesung<String>,
        /// File number on the sheet.
        pub aktenzeichen: Lesung<String>,
        /// Family name of the insured person.
        pub name: Lesung<String>,
        /// First name of the insured person.
        pub vorname: Lesung<String>,
        /// Addition to the name.
        pub zusatz: Lesung<String>,
        /// Date of birth; zeros for what is unknown of it: `00.05.1960`, `00.00.1960`.
        pub geb_datum: Lesung<GeburtsDatum>,
        /// Street with house number.
        pub strasse: Lesung<String>,
        /// Country code.
        pub lkz: Lesung<String>,
        /// Postcode.
        pub plz: Lesung<String>,
        /// Town.
        pub ort: Lesung<String>,
        /// Date of the accident; may be incomplete as written (`00.03.2005`, `03.2005`, `2005`).
        pub unf_datum: Lesung<UnfallDatum>,
        /// Employer at which the accident happened.
        pub unfallbetrieb: Lesung<String>,
        /// Number of the doctor.
        pub arzt_nr: Lesung<String>,
        /// `ja`: signed and stamped by the doctor.
        pub arzt_unterschrift: Lesung<JaNein>,
        /// IK of the pharmacy as captured.
        pub apotheken_ik: Lesung<String>,
        /// Date of issue (Verordnungsdatum).
        pub vo_datum: Lesung<Datum>,
        /// Date of dispensing.
        pub abgabe_datum: Lesung<Datum>,
        /// Gross in euro.
        pub brutto: Lesung<Betrag>,
        /// Copayment in euro; empty = 0.00.
        pub zuzahlung: Lesung<Betrag>,
        /// Night service fee (Noctu) in euro; empty = 0.00.
        pub noctu: Lesung<Betrag>,
        /// Narcotics documentation fee (Schreibgebühr) in euro; empty = 0.00.
        pub schreibgebuehr: Lesung<Betrag>,
        /// Procurement costs in euro; empty = 0.00.
        pub beschaffungskosten: Lesung<Betrag>,
        /// Pharmacy discount in euro as claimed by the biller; empty = nothing claimed.
        pub ap_rabatt: Lesung<Betrag>,
        /// Manufacturer discount in euro as claimed by the biller; empty = nothing claimed.
        pub hs_rabatt: Lesung<Betrag>,
        /// File name of the picture.
        pub bild: Lesung<String>,
        /// `nein`: the picture cannot be read.
        pub bild_lesbar: Lesung<JaNein>,
        /// `ja`: the doctor's medical-need mark.
        pub aut_idem_kreuz: Lesung<JaNein>,
        /// Business date of the run that imported it.
        pub herkunft: Datum,
        /// Line of the invoice file on which it stands (`RZ`); of an e-prescription its number in the bundle.
        pub zeile: u32 = "0",
        /// Beleg-ID under which the same PicNr was delivered before; empty = never.
        pub schon_berechnet: String,
        /// Business date of the earlier run that ordered or returned it; empty = not settled yet.
        pub erledigt_am: Option<Datum>,
    }
}

tabelle! {
    /// A line of a delivered prescription.
    pub struct Position sortiert nach (beleg_id, pic_nr, lfd_nr) {
        /// Our number of the invoice.
        pub beleg_id: String,
        /// Picture number of the prescription.
        pub pic_nr: String,
        /// Number of the line on it.
        pub lfd_nr: u32,
        /// Article number (PZN), 8 digits.
        pub pzn: Lesung<String>,
        /// Quantity, 1–999.
        pub faktor: Lesung<u32>,
        /// Gross of the line in euro, quantity included.
        pub taxe: Lesung<Betrag>,
        /// Line of the invoice file on which it stands (`PO`); of an e-prescription its number in the bundle.
        pub zeile: u32 = "0",
    }
}

/// How the pharmacy discount of an article is computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rabattart {
    /// Prescription-only finished medicine: a fixed discount per pack.
    Fix,
    /// A percentage of the Taxe.
    Prozent,
    /// No discount.
    Kein,
}

schreibweisen!(Rabattart, "a kind of discount", { Fix = "FIX", Prozent = "PROZENT", Kein = "KEIN" });

tabelle! {
    /// An article of the reference list, for one period of validity.
    pub struct Artikel sortiert nach (pzn, gueltig_ab) {
        /// Article number, 8 digits.
        pub pzn: String,
        /// First day of validity.
        pub gueltig_ab: Datum,
        /// Last day of validity; empty = open.
        pub gueltig_bis: Option<Datum>,
        /// Name of the article.
        pub bezeichnung: String,
        /// Active substance; empty = not stated.
        pub wirkstoff: String,
        /// ATC code; empty = not stated.
        pub atc: String,
        /// Manufacturer; empty = not stated.
        pub hersteller: String,
        /// Size of the pack; empty = not stated.
        pub packung: String,
        /// How its pharmacy discount is computed: `FIX`, `PROZENT` or `KEIN`.
        pub rabattart: Rabattart,
        /// Manufacturer discount in euro per pack.
        pub hs_rabatt: Betrag,
        /// Highest price in euro per pack; empty = no ceiling.
        pub festbetrag: Option<Betrag>,
        /// `nein`: must not be prescribed at a work accident.
        pub verordnungsfaehig: JaNein,
    }
}
