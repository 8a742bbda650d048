//! What the intake found in the drop folder, and what was refused of it.

use crate::tabelle::tabelle;
use crate::text::schreibweisen;
use crate::{Datum, JaNein};

/// What the intake did with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Annahme {
    /// `genommen`: it lies in the inbox of this run.
    Genommen,
    /// `liegen_gelassen`: it stays where it is; `grund` says why.
    LiegenGelassen,
}

schreibweisen!(Annahme, "what the intake does with a file", {
    Genommen = "genommen",
    LiegenGelassen = "liegen_gelassen",
});

tabelle! {
    /// A file that the intake took or left alone, and why.
    pub struct Eingang sortiert nach (art, name, ergebnis, sha256, grund) als Menge fuer Menschen {
        /// Folder in which it lies: `unfdat`, `invoices`, `decisions`, `confirmations` or `reference`; empty = in none
        /// of them.
        pub art: String,
        /// Its name: in the inbox where it was taken, else in the drop folder; of a file in a folder or package with the
        /// name of that before it, `/` between them.
        pub name: String,
        /// `genommen` or `liegen_gelassen`.
        pub ergebnis: Annahme,
        /// Size in bytes; empty = it was not read.
        pub groesse: Option<u64>,
        /// SHA-256 of its content; empty = it was not read.
        pub sha256: String,
        /// Why it was left alone, or where else than from the drop folder it was taken.
        pub grund: String,
        /// Its number among all deliveries that were ever taken, in the order in which they came; empty = it was not.
        #[serde(default)]
        pub lfd: Option<u64> = "",
    }
}

impl Eingang {
    /// Stands in `grund` where two people said that a list or register is complete although it is much shorter than the
    /// one before.
    pub const KLEIN_BESTAETIGT: &str = "two people let it through although it is short";
}

tabelle! {
    /// A delivery of which something was refused, and whether it is tried again by itself.
    pub struct Zurueckgewiesen sortiert nach (art, sha256) fuer Menschen {
        /// `invoices` or `decisions`.
        pub art: String,
        /// Name of the file in the inbox.
        pub datei: String,
        /// SHA-256 of its content.
        pub sha256: String,
        /// Business date of the run that refused it first.
        pub seit: Datum,
        /// Numbers of the lines that are tried again, with blanks between them; empty = the whole file was refused.
        pub zeilen: String,
        /// `ja`: the reason may pass, and the next run tries it again. `nein`: it must be mended and dropped again.
        pub wieder: JaNein,
    }
}
