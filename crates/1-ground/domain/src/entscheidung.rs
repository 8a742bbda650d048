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
}

schreibweisen!(EntscheidungsArt, "a kind of decision", {
    Korrektur1 = "korrektur1", Korrektur2 = "korrektur2", Zuordnung = "zuordnung", Status = "status",
    Freigabe = "freigabe",
});

tabelle! {
    /// A decision by a person that is in force in this run. Of several on the same thing the later one wins.
    pub struct Entscheidung sortiert nach (pic_nr, art, feld, zeitpunkt, lauf, datei, zeile) {
        /// Kind of the decision.
        pub art: EntscheidungsArt,
        /// Picture number of the prescription.
        pub pic_nr: String,
        /// Field decided on: a column of `RZ`, or `<column of PO>:<lfd_nr>`; empty where the kind needs none.
        pub feld: String,
        /// The value decided.
        pub wert: String,
        /// Who decided.
        pub bearbeiter: String,
        /// When it was decided, as written.
        pub zeitpunkt: String,
        /// Remark.
        pub bemerkung: String,
        /// Name of the file that brought it.
        pub datei: String,
        /// Line in that file.
        pub zeile: u64,
        /// Business date of the run that took it.
        pub lauf: Datum,
    }
}
