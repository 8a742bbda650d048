//! Decisions by people.

use crate::Datum;
use crate::tabelle::tabelle;
use crate::text::schreibweisen;

/// What a person decided on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EntscheidungsArt {
    /// First correction of a captured value.
    Korrektur1,
    /// Second correction of a captured value.
    Korrektur2,
    /// The case, or that there is none.
    Zuordnung,
    /// The final status.
    Status,
    /// The release of something held back.
    Freigabe,
    /// An order that came back is made anew, to an account.
    Neuanweisung,
    /// An order that came back is given up.
    Verzicht,
    /// The case of a prescription that was paid without one, or that it stays without.
    Umbuchung,
}

schreibweisen!(EntscheidungsArt, "a kind of decision", {
    Korrektur1 = "korrektur1", Korrektur2 = "korrektur2", Zuordnung = "zuordnung", Status = "status",
    Freigabe = "freigabe", Neuanweisung = "neuanweisung", Verzicht = "verzicht", Umbuchung = "umbuchung",
});

impl EntscheidungsArt {
    /// Returns true if it is about an order, which `feld` names, and not about a prescription or line.
    pub fn betrifft_anweisung(self) -> bool {
        matches!(self, EntscheidungsArt::Neuanweisung | EntscheidungsArt::Verzicht)
    }

    /// Returns true if the verdict on a prescription or line can change by it.
    pub fn betrifft_urteil(self) -> bool {
        use EntscheidungsArt::{Freigabe, Korrektur1, Korrektur2, Status, Zuordnung};
        matches!(self, Korrektur1 | Korrektur2 | Zuordnung | Status | Freigabe)
    }
}

tabelle! {
    /// A decision by a person on something that this run judges. Of several on the same thing the latest wins, two
    /// different ones of the same time count for nothing, and `zurück` takes back the one before it. In
    /// `ohne_wirkung.csv` those that count for nothing yet, because a second person has to say the same.
    pub struct Entscheidung sortiert nach (beleg_id, pic_nr, art, feld, zeitpunkt, lauf, datei, zeile) {
        /// Kind of the decision.
        pub art: EntscheidungsArt,
        /// Picture number of the prescription; empty where the decision is about an order.
        pub pic_nr: String,
        /// Field decided on: a column of `RZ`, or `<column of PO>:<lfd_nr>`; the order that came back; empty where the kind
        /// needs none.
        pub feld: String,
        /// The value decided.
        pub wert: String,
        /// Who decided.
        pub bearbeiter: String,
        /// When it was decided: `JJJJ-MM-TTTHH:MM:SS`.
        pub zeitpunkt: String,
        /// Remark.
        pub bemerkung: String,
        /// Name of the file that brought it.
        pub datei: String,
        /// Line in that file.
        pub zeile: u64,
        /// Business date of the run that took it.
        pub lauf: Datum,
        /// Our number of the invoice with what is decided on.
        #[serde(default)]
        pub beleg_id: String,
    }
}

impl Entscheidung {
    /// The value that takes back the decision before it.
    pub const ZURUECK: &'static str = "zurück";

    /// The thing decided on: our number of the invoice, and the number of what stands on it.
    pub fn thing(&self) -> (String, String) {
        (self.beleg_id.clone(), self.pic_nr.clone())
    }

    /// Returns true if it takes another one back.
    pub fn nimmt_zurueck(&self) -> bool {
        self.wert == Self::ZURUECK
    }
}
