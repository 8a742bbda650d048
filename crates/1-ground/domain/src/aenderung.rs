//! How the case register came to be what it is.

use crate::tabelle::tabelle;
use crate::text::schreibweisen;

/// What a delivery did to a case of the register.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AenderungsArt {
    /// `erstbestand`: the register was empty; one row for the whole delivery.
    Erstbestand,
    /// `neu`: the case was not in the register.
    Neu,
    /// `geaendert`: a field has another value; one row for each.
    Geaendert,
    /// `abgegeben`: the case is handed over to another insurer from now on; also for a new case that already is.
    Abgegeben,
    /// `zurueckgenommen`: the case is not handed over any more.
    Zurueckgenommen,
    /// `weggefallen`: a full delivery does not have the case any more.
    Weggefallen,
}

schreibweisen!(AenderungsArt, "a kind of change", {
    Erstbestand = "erstbestand",
    Neu = "neu",
    Geaendert = "geaendert",
    Abgegeben = "abgegeben",
    Zurueckgenommen = "zurueckgenommen",
    Weggefallen = "weggefallen",
});

tabelle! {
    /// A change of the case register by a delivery of this run. Deliveries that were refused or changed nothing have no
    /// row; a register carried forward has none at all.
    pub struct Aenderung sortiert nach (nr, aktenzeichen, feld) {
        /// Name of the delivered file.
        pub datei: String,
        /// Number of the delivery among those of this run, from 1, in the order in which they were taken in.
        pub nr: u64,
        /// File number of the case, 8 digits as in `faelle.csv`; empty for `erstbestand`.
        pub aktenzeichen: String,
        /// What happened: `erstbestand`, `neu`, `geaendert`, `abgegeben`, `zurueckgenommen` or `weggefallen`.
        pub art: AenderungsArt,
        /// Column of `faelle.csv` that changed; empty = the case as a whole; `faelle` for `erstbestand`.
        pub feld: String,
        /// Value before; of a case as a whole: name, first name, date of birth and of the accident.
        pub alt: String,
        /// Value after, in the same form; for `erstbestand` the number of cases.
        pub neu: String,
    }
}
