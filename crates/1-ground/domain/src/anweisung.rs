//! Payment orders.

use crate::datum::deutsch;
use crate::tabelle::tabelle;
use crate::text::schreibweisen;
use crate::{Betrag, Datum, JaNein};

/// Whether a payment completes its invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Zahlungsstatus {
    /// Part payment: prescriptions of the invoice are still open.
    Abschlag,
    /// Final payment: it completes the invoice.
    Abschluss,
}

schreibweisen!(Zahlungsstatus, "a payment status", { Abschlag = "Abschlagszahlung", Abschluss = "Abschlusszahlung" });

/// What becomes of the discount of a prescription. It is kept only if the prescription itself is paid in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rabattstand {
    /// Ordered by the Anweisungsdatum: kept.
    Gewahrt,
    /// Not ordered, but it may still be paid in time.
    Gefaehrdet,
    /// Ordered too late to count on it, or not ordered by the Zahlungsziel: lost.
    Verloren,
}

schreibweisen!(Rabattstand, "a state of a discount", {
    Gewahrt = "gewahrt",
    Gefaehrdet = "gefaehrdet",
    Verloren = "verloren",
});

tabelle! {
    /// A payment order of this run.
    pub struct Anweisung sortiert nach (anweisung_id) fuer Menschen {
        /// Identity of the order, derived from payer, invoice and part number.
        pub anweisung_id: String,
        /// `Abschlagszahlung` or `Abschlusszahlung`.
        pub zahlungsstatus: Zahlungsstatus,
        /// Our number of the invoice.
        pub beleg_id: String,
        /// The biller's number of the invoice.
        pub rechnungsnummer: String,
        /// IK of the biller.
        pub rechnungssteller_ik: String,
        /// Name of the biller.
        pub rechnungssteller: String,
        /// IBAN to be paid to, from the invoice or the payer's table; empty = none known.
        pub iban: String,
        /// Account number to be paid to; empty where only an IBAN is known.
        pub konto: String,
        /// Bank code (BLZ) to be paid to.
        pub blz: String,
        /// Amount in euro.
        pub betrag: Betrag,
        /// Number of prescriptions it pays or sets off.
        pub anzahl_rezepte: u32,
        /// Last calendar day of the discount period, not moved to a working day.
        pub rabattfrist: Datum,
        /// Due date: the discount period moved to a working day.
        pub zahlungsziel: Datum,
        /// Day on which it had to be ordered.
        pub anweisungsdatum: Datum,
        /// Business date on which it was ordered.
        pub angewiesen_am: Datum,
        /// Whether it was ordered by the Anweisungsdatum.
        pub rechtzeitig: JaNein,
        /// Discounts in cents that are at stake because the order is late; 0 when in time.
        pub rabatt_gefaehrdet: i64,
        /// IBAN of the payer's own account that it is paid from.
        pub quellkonto: String,
        /// Number of the facility that is paid; empty = the biller is one with an IK.
        pub le_nr: String,
        /// Claims against the biller in euro that are set off in `betrag`, 0 or less; see `verrechnungen.csv`.
        #[serde(default)]
        pub verrechnet: Betrag = "0.00",
        /// The order that came back and in whose place it is made, over the same amount and for the same prescriptions;
        /// empty = none.
        #[serde(default)]
        pub ersetzt: String = "",
    }
}

impl Anweisung {
    /// Its purpose in a bank file: invoice number leftmost, so that billers find it, then our number, the date, whether
    /// it completes the invoice, what is set off in it, and the order that came back.
    pub fn verwendungszweck(&self) -> String {
        let art = match self.zahlungsstatus {
            Zahlungsstatus::Abschlag => "ABSCHLAG",
            Zahlungsstatus::Abschluss => "ABSCHLUSS",
        };
        let mut zweck = format!("{} {} {} {art}", self.rechnungsnummer, self.beleg_id, deutsch(self.angewiesen_am));
        if self.verrechnet != Betrag::NULL {
            zweck.push_str(&format!(" VERRECHNET {}", self.verrechnet.deutsch()));
        }
        if !self.ersetzt.is_empty() {
            zweck.push_str(&format!(" STATT {}", self.ersetzt));
        }
        zweck
    }
}

tabelle! {
    /// An order that goes out in a pass of this run: one of this run, or one of an earlier run that stood in no file.
    pub struct Durchgang sortiert nach (pass, anweisung_id) {
        /// Number of the pass, from 1: the run's outgoing files stand once per pass.
        pub pass: u32,
        /// The order.
        pub anweisung_id: String,
        /// Business date on which it was ordered; an earlier one than the run's = it stood in no file till now.
        pub angewiesen_am: Datum,
        /// Amount in euro.
        pub betrag: Betrag,
    }
}

tabelle! {
    /// A bank file as the letter of a pass names it, before it is written.
    pub struct Bankdatei sortiert nach (pass, datei) fuer Menschen {
        /// Number of the pass, from 1.
        pub pass: u32,
        /// Name of the file.
        pub datei: String,
        /// Number of payments in it.
        pub anzahl: u32,
        /// Their sum in euro.
        pub betrag: Betrag,
        /// SHA-256 of the file. A file with another one was made with other settings than the letter.
        pub datei_sha256: String,
        /// Number of payments in it for which the letter of another run asked.
        pub fremd: u32,
    }
}

tabelle! {
    /// Which file of this stage carries an order.
    pub struct Ausgabe sortiert nach (pass, anweisung_id) fuer Menschen {
        /// Number of the pass, from 1.
        pub pass: u32,
        /// The order.
        pub anweisung_id: String,
        /// Name of the file; empty = no file of this kind has to carry it: another kind does.
        pub datei: String,
        /// SHA-256 of the file.
        pub datei_sha256: String,
        /// Message in which a bank gets it (`MsgId` of pain.001); empty in other files.
        pub nachricht_id: String,
        /// Payment block of that message (`PmtInfId`).
        pub sammler_id: String,
    }
}

impl Ausgabe {
    /// An order in a file that is no message.
    pub fn in_datei(pass: u32, anweisung_id: &str, datei: &str, datei_sha256: &str) -> Self {
        let (datei, datei_sha256) = (datei.to_owned(), datei_sha256.to_owned());
        let (nachricht_id, sammler_id) = (String::new(), String::new());
        Ausgabe { pass, anweisung_id: anweisung_id.to_owned(), datei, datei_sha256, nachricht_id, sammler_id }
    }

    /// An order that no file of that kind has to carry.
    pub fn nicht_noetig(pass: u32, anweisung_id: &str) -> Self {
        Ausgabe::in_datei(pass, anweisung_id, "", "")
    }
}

tabelle! {
    /// An invoice with a released sum below zero, a claim against its biller, that an order of this run sets off.
    pub struct Verrechnung sortiert nach (anweisung_id, beleg_id) fuer Menschen {
        /// The order whose amount is less by it.
        pub anweisung_id: String,
        /// Our number of the invoice that is set off.
        pub beleg_id: String,
        /// The biller's number of that invoice.
        pub rechnungsnummer: String,
        /// Amount in euro, below zero.
        pub betrag: Betrag,
    }
}

tabelle! {
    /// An order that came back and that people gave up: nothing is paid in its place.
    pub struct Verzicht sortiert nach (anweisung_id) fuer Menschen {
        /// The order.
        pub anweisung_id: String,
        /// Our number of the invoice.
        pub beleg_id: String,
        /// The biller's number of the invoice.
        pub rechnungsnummer: String,
        /// Name of the biller.
        pub rechnungssteller: String,
        /// Amount in euro.
        pub betrag: Betrag,
        /// What the bank said.
        pub zurueckweisung: String,
        /// Why it is given up.
        pub grund: String,
        /// Who decided it.
        pub bearbeiter: String,
        /// When it was decided.
        pub zeitpunkt: String,
    }
}

tabelle! {
    /// A finding about an account to be paid to.
    pub struct Kontobefund sortiert nach (beleg_id, anweisung_id, regel) als Menge fuer Menschen {
        /// The order of this run that pays to it; empty = nothing is ordered because of it.
        pub anweisung_id: String,
        /// Our number of the invoice.
        pub beleg_id: String,
        /// IBAN to be paid to; empty = none known.
        pub iban: String,
        /// Account number to be paid to.
        pub konto: String,
        /// Bank code (BLZ) to be paid to.
        pub blz: String,
        /// `K01` wrong IBAN, `K02` no account or one that no bank file holds (both are not ordered), `K03` check digit of
        /// the account number, `K04` bank code not in the Bundesbank's list (both are ordered), `K05` another account than
        /// that of the master data or the one paid first (ordered once two people released it), `K06` first account of a
        /// biller that is in no master data (ordered, unless the payer wants it released), `K07` an own account of a payer
        /// of this audit centre (never ordered), `K08` ordered anew in the place of an order that came back.
        pub regel: String,
        /// The finding in words.
        pub text: String,
    }
}

tabelle! {
    /// A prescription paid by an order of this run.
    pub struct AnweisungsRezept sortiert nach (beleg_id, pic_nr, anweisung_id) fuer Menschen {
        /// The order.
        pub anweisung_id: String,
        /// Picture number of the prescription.
        pub pic_nr: String,
        /// Our number of the invoice.
        pub beleg_id: String,
        /// File number of the assigned case, 9 digits; empty = none.
        pub aktenzeichen: String,
        /// Net in euro.
        pub netto: Betrag,
        /// Discounts in euro that hang on paying it in time; empty = none can.
        pub rabatt: Option<Betrag>,
        /// Day by which it had to be paid.
        pub zahlungsziel: Option<Datum>,
        /// `gewahrt`: ordered by the Anweisungsdatum, `verloren`: later.
        pub rabattstand: Option<Rabattstand>,
    }
}

tabelle! {
    /// A prescription whose discount is lost or at risk. Lost: ordered after the Anweisungsdatum, or not ordered and the
    /// Zahlungsziel has passed. At risk: not ordered, the Zahlungsziel has not passed, and the Anweisungsdatum has come
    /// or, where a person still has to decide, comes within three working days.
    pub struct Rabattverlust sortiert nach (beleg_id, pic_nr) fuer Menschen {
        /// Picture number of the prescription.
        pub pic_nr: String,
        /// Our number of the invoice.
        pub beleg_id: String,
        /// The biller's number of the invoice.
        pub rechnungsnummer: String,
        /// IK of the biller.
        pub rechnungssteller_ik: String,
        /// Discounts in euro: as settled, while open as claimed by the biller; empty = nothing claimed or not recognised.
        pub rabatt: Option<Betrag>,
        /// Last calendar day of the discount period.
        pub rabattfrist: Datum,
        /// Day on which it had to be ordered.
        pub anweisungsdatum: Datum,
        /// `verloren` or `gefaehrdet`.
        pub stand: Rabattstand,
        /// Why, in words.
        pub grund: String,
    }
}

tabelle! {
    /// Discounts by what becomes of them: those of this run's orders, and those that wait.
    pub struct Rabattsumme sortiert nach (stand) {
        /// `gewahrt`, `gefaehrdet` or `verloren`.
        pub stand: Rabattstand,
        /// Number of prescriptions.
        pub anzahl: u32,
        /// Discounts in euro, where they are known.
        pub summe: Betrag,
    }
}

tabelle! {
    /// An invoice for which this run orders nothing, and why.
    pub struct OhneAnweisung sortiert nach (beleg_id) fuer Menschen {
        /// Our number of the invoice.
        pub beleg_id: String,
        /// The biller's number of the invoice.
        pub rechnungsnummer: String,
        /// Net in euro of what is released and not ordered yet.
        pub betrag: Betrag,
        /// Number of released prescriptions not ordered yet.
        pub anzahl_rezepte: u32,
        /// Number of open prescriptions.
        pub anzahl_offen: u32,
        /// Day on which it has to be ordered.
        pub anweisungsdatum: Datum,
        /// Why nothing is ordered.
        pub grund: String,
    }
}
