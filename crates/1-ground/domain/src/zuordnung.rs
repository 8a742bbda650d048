//! Assignment of prescriptions to cases.

use crate::tabelle::tabelle;
use crate::text::schreibweisen;
use crate::{Betrag, Datum};

/// The tier at which a case fits a prescription; the first that fits decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stufe {
    /// File number on the sheet; name and birth date identical.
    Z0,
    /// Name, first name, birth date and accident date identical.
    Z1,
    /// Name, birth date and accident date identical.
    Z2,
    /// Name, first name and accident date identical; address identical or similar.
    Z3,
    /// Name and birth date identical, no accident date on the sheet; first name and address identical or similar.
    Z4,
    /// Birth date and accident date identical; name similar; address identical or similar.
    Z5,
    /// No tier fits, but one case alone weighs so much that a person must look at it.
    H,
    /// No case found.
    Z9,
}

schreibweisen!(Stufe, "a tier", { Z0 = "Z0", Z1 = "Z1", Z2 = "Z2", Z3 = "Z3", Z4 = "Z4", Z5 = "Z5", H = "H", Z9 = "Z9" });

/// Who decided the assignment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ZuordnungsEntscheidung {
    /// The program: the tier allows it and exactly one case fits.
    Programm,
    /// A person, by a decision.
    Person,
    /// Nobody yet: a person has to.
    Offen,
    /// There is no case.
    Keine,
}

schreibweisen!(ZuordnungsEntscheidung, "an assignment decision", {
    Programm = "programm", Person = "person", Offen = "offen", Keine = "keine",
});

tabelle! {
    /// The assignment of one prescription.
    pub struct Zuordnung sortiert nach (beleg_id, pic_nr) fuer Menschen {
        /// Picture number of the prescription.
        pub pic_nr: String,
        /// Best tier that fits, `Z0` to `Z5`; `H` = none, but a hint that a person must see; `Z9` = no case.
        pub stufe: Stufe,
        /// Who decided: `programm`, `person`, `offen` (a person has to), `keine` (no case).
        pub entscheidung: ZuordnungsEntscheidung,
        /// File number of the assigned case, 9 digits; empty = none.
        pub aktenzeichen: String,
        /// Payer whose register holds the case; with `keine`: the payer in whose register the person was found.
        pub kostentraeger: String,
        /// Number of cases that fit a tier or are named on the sheet, all of them, listed in `kandidaten.csv` or not; 1
        /// where a case is assigned. Hints are not counted.
        pub anzahl_kandidaten: u32,
        /// Our number of the invoice.
        pub beleg_id: String,
        /// The biller's number of the invoice.
        pub rechnungsnummer: String,
        /// Why the case belongs to another payer: `abgegeben` or `anderes_register`; empty = it does not.
        pub fremd: String,
        /// Why a person has to decide although the tier leaves it to the program, and notes, for example that the file
        /// number on the sheet is not in the register.
        pub hinweis: String,
    }
}

tabelle! {
    /// A case offered to the person who decides, with what was compared and how: the candidates of every open
    /// prescription (at most 20, the best ones), and at most three hints of those and of every prescription without a case.
    pub struct Kandidat sortiert nach (beleg_id, pic_nr, rang) fuer Menschen {
        /// Picture number of the prescription.
        pub pic_nr: String,
        /// Rank among the candidates of the prescription, 1 = most likely; nobody has it where the accident of each was after
        /// the prescription.
        pub rang: u32,
        /// File number of the case, 9 digits.
        pub aktenzeichen: String,
        /// Tier at which the case fits; `Z9`: only its file number stands on the sheet; `H`: a hint, which fits no tier but
        /// weighs so much that it is likely the person's case. A hint of at least `hinweis_ab` bits that stands alone, or 5
        /// bits ahead of the next, makes the prescription a task of tier `H`; it is never assigned by the program.
        pub stufe: String,
        /// Total weight in bits: log2 of how much more likely the agreement is for the same person than by chance.
        pub punkte: String,
        /// Our number of the invoice.
        pub beleg_id: String,
        /// Name on the sheet and in the register.
        pub name: String,
        /// How the names agree (`identisch`, `aehnlich`, `verschieden`, `fehlt`, `unvollstaendig`, `nicht_erkannt`), in
        /// brackets in what they are near (`Klang`, `Zahlendreher` …), and the weight that it contributes.
        pub name_punkte: String,
        /// First name on the sheet and in the register.
        pub vorname: String,
        /// How the first names agree, and the weight.
        pub vorname_punkte: String,
        /// Birth date on the sheet and in the register.
        pub geb_datum: String,
        /// How the birth dates agree, and the weight.
        pub geb_datum_punkte: String,
        /// Accident date on the sheet and in the register.
        pub unf_datum: String,
        /// How the accident dates agree, and the weight.
        pub unf_datum_punkte: String,
        /// Address on the sheet and in the register.
        pub adresse: String,
        /// How the addresses agree, and the weight.
        pub adresse_punkte: String,
        /// File number on the sheet and of the case.
        pub nummer: String,
        /// How the file numbers agree, and the weight.
        pub nummer_punkte: String,
    }
}

tabelle! {
    /// How many prescriptions wait for a person for one reason. A prescription may have several; in a report over many runs
    /// it is counted in each run in which it waits.
    pub struct Offengrund sortiert nach (grund) {
        /// The reason, as in the receipt after `vorbehalt_`.
        pub grund: String,
        /// Number of prescriptions.
        pub anzahl: u32,
        /// The sentence that `hinweis` has for it.
        pub text: String,
    }
}

tabelle! {
    /// A prescription that was paid without a case, and a case of Z0 to Z3 that is in the register now; several rows where
    /// several cases fit the best tier.
    pub struct Umbuchung sortiert nach (beleg_id, pic_nr, aktenzeichen) fuer Menschen {
        /// Picture number of the prescription.
        pub pic_nr: String,
        /// Amount paid for it, in euro.
        pub betrag: Betrag,
        /// Business date of the order that pays it.
        pub angewiesen_am: Datum,
        /// File number of the case, 9 digits; empty where a person decided that there is none.
        pub aktenzeichen: String,
        /// The tier that it fits.
        pub stufe: Stufe,
        /// `offen`: a person has to decide; `person`: decided in this run, a rebooking list of `80-rzs-abrech` tells the
        /// payer; `keine`: decided in this run that it stays without a case.
        pub entscheidung: ZuordnungsEntscheidung,
        /// Our number of the invoice.
        pub beleg_id: String,
        /// The biller's number of the invoice.
        pub rechnungsnummer: String,
        /// Reasons that speak against the case.
        pub hinweis: String,
    }
}

tabelle! {
    /// A line of a rebooking list of this run. A list that was written stays as it is; what is decided otherwise afterwards
    /// stands in the next one, with the file number that the earlier one named.
    pub struct Umgebucht sortiert nach (auflage, beleg_id, pic_nr) {
        /// Number of the list, from 1: later ones of the run have it in their name.
        pub auflage: u32,
        /// Picture number of the prescription.
        pub pic_nr: String,
        /// Amount paid for it, in euro.
        pub betrag: Betrag,
        /// Business date of the order that pays it.
        pub angewiesen_am: Datum,
        /// File number on which it stands so far, 9 digits; `000000000` = none.
        pub aktenzeichen_bisher: String,
        /// File number on which it is to stand, 9 digits; `000000000` = none.
        pub aktenzeichen: String,
        /// Our number of the invoice.
        pub beleg_id: String,
        /// Business date of the run in which it was decided: this one, or an earlier one that was stopped before its list.
        pub lauf: Datum,
    }
}

tabelle! {
    /// A decision by a person in this run on the case of a prescription, by what its sheet says of the person: the next
    /// prescription with the same values shows it. The ledger keeps it, in normal forms and as a keyed hash only.
    pub struct Gemerkt sortiert nach (beleg_id, pic_nr, abdruck, zeitpunkt) {
        /// Keyed hash of name, first name, birth date, accident date, street, town and file number on the sheet, in normal
        /// form.
        pub abdruck: String,
        /// File number decided on, 9 digits; empty = there is no case.
        pub aktenzeichen: String,
        /// Who decided.
        pub bearbeiter: String,
        /// When it was decided: `JJJJ-MM-TTTHH:MM:SS`.
        pub zeitpunkt: String,
        /// Our number of the invoice.
        pub beleg_id: String,
        /// Picture number of the prescription.
        pub pic_nr: String,
    }
}
