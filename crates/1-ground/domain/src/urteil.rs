//! Verdicts.

use crate::tabelle::tabelle;
use crate::{Betrag, Datum, Klasse, Rabattstand, Status, Stufe, Vergabe, ZuordnungsEntscheidung};

tabelle! {
    /// The verdict on one prescription.
    pub struct Urteil sortiert nach (beleg_id, pic_nr) fuer Menschen {
        /// Picture number of the prescription.
        pub pic_nr: String,
        /// The biller's number of the invoice.
        pub rechnungsnummer: String,
        /// Final status; empty while open.
        pub status: Option<Status>,
        /// What becomes of it: `zahlen`, `abweisen` or `offen`.
        pub klasse: Klasse,
        /// Who gave the status: `automatisch` or `manuell`.
        pub vergabe: Vergabe,
        /// Gross in euro; empty = not recognised.
        pub brutto: Option<Betrag>,
        /// Copayment in euro; empty = not recognised.
        pub zuzahlung: Option<Betrag>,
        /// Pharmacy discount in euro as settled; empty unless paid.
        pub ap_rabatt: Option<Betrag>,
        /// Manufacturer discount in euro as settled; empty unless paid.
        pub hs_rabatt: Option<Betrag>,
        /// Net by the biller's own figures less the net paid (negative: Zusetzung); empty while open.
        pub absetzung: Option<Betrag>,
        /// Net in euro: gross − discounts − copayment; empty unless paid.
        pub netto: Option<Betrag>,
        /// Tier of the assignment.
        pub stufe: Stufe,
        /// File number of the assigned case, 9 digits; empty = none.
        pub aktenzeichen: String,
        /// Who decided the assignment.
        pub entscheidung: ZuordnungsEntscheidung,
        /// Our number of the invoice.
        pub beleg_id: String,
        /// Business date of the earlier run that ordered or returned it; empty = this run may.
        pub erledigt_am: Option<Datum>,
        /// Why it is open, in words; empty unless open.
        pub offen_weil: String,
        /// Amount in euro that earlier runs settled for it, where people decided on it since and it is judged anew: the
        /// difference is ordered or claimed back. Empty = it is judged for the first time, or it stays as it was.
        pub bisher: Option<Betrag>,
        /// Number of decisions by people that the verdict knows.
        pub entscheidungen: u32,
    }
}

tabelle! {
    /// A prescription that a run ordered or returned, with the verdict it keeps for ever: in `20-invoices` what earlier
    /// runs settled, in `60-payments` what this one did.
    pub struct ErledigtesRezept sortiert nach (beleg_id, pic_nr) {
        /// Our number of the invoice.
        pub beleg_id: String,
        /// Picture number of the prescription.
        pub pic_nr: String,
        /// Business date of the run that settled it.
        pub erledigt_am: Datum,
        /// Final status.
        pub status: Status,
        /// `zahlen` or `abweisen`.
        pub klasse: Klasse,
        /// Who gave the status.
        pub vergabe: Vergabe,
        /// Gross in euro.
        pub brutto: Option<Betrag>,
        /// Copayment in euro.
        pub zuzahlung: Option<Betrag>,
        /// Pharmacy discount in euro as settled.
        pub ap_rabatt: Option<Betrag>,
        /// Manufacturer discount in euro as settled.
        pub hs_rabatt: Option<Betrag>,
        /// Amount cut in euro.
        pub absetzung: Option<Betrag>,
        /// Net in euro as ordered.
        pub netto: Option<Betrag>,
        /// Tier of the assignment.
        pub stufe: Stufe,
        /// Who decided the assignment.
        pub entscheidung: ZuordnungsEntscheidung,
        /// File number of the assigned case, 9 digits; empty = none.
        pub aktenzeichen: String,
        /// Day by which it had to be paid; empty = nothing is paid for it.
        pub zahlungsziel: Option<Datum>,
        /// Whether its discount was kept by the order of `erledigt_am`; empty = nothing is paid for it.
        pub rabattstand: Option<Rabattstand>,
        /// Amount in euro that runs before `erledigt_am` settled for it, where it was settled anew; empty = it was not.
        #[serde(default)]
        pub bisher: Option<Betrag> = "",
        /// Number of decisions by people that the verdict knew; empty = settled before they were counted.
        #[serde(default)]
        pub entscheidungen: Option<u32> = "",
    }
}

tabelle! {
    /// A deviation of the settled figures from what was billed.
    pub struct Abweichung sortiert nach (beleg_id, pic_nr, groesse) fuer Menschen {
        /// Picture number of the prescription.
        pub pic_nr: String,
        /// The biller's number of the invoice.
        pub rechnungsnummer: String,
        /// The figure: `ap_rabatt`, `hs_rabatt` or `netto`.
        pub groesse: String,
        /// In euro, as billed.
        pub berechnet: Betrag,
        /// In euro, as settled.
        pub anerkannt: Betrag,
        /// Effect on the payment in euro: positive = Absetzung, negative = Zusetzung.
        pub absetzung: Betrag,
        /// Why, in words.
        pub grund: String,
        /// Our number of the invoice.
        pub beleg_id: String,
    }
}
