//! Sheets that leave the house: what stands on them ([`Blatt`]) apart from how it is drawn ([`text()`]).
//!
//! A stage says what its sheet contains; a renderer draws it. So every sheet looks alike, and a second renderer draws
//! the same content elsewhere. Sheets are German.
//!
//! ```
//! use documents::{Blatt, Spalte, Tabelle};
//!
//! let posten = Tabelle::neu([Spalte::links("Beleg"), Spalte::rechts("Betrag in EUR")])
//!     .zeile(["8968512", "76.159,50"])
//!     .summe("Gesamtsumme Zahlungen", "76.159,50");
//! let blatt = Blatt::neu("Zahlungsanweisung").angaben([("Datum", "27.08.2012")]).tabelle(posten);
//! assert!(documents::text(&blatt).starts_with("Zahlungsanweisung\n=================\n\nDatum: 27.08.2012\n"));
//! ```

mod blatt;
mod text;

pub use blatt::{Ausrichtung, Baustein, Blatt, Spalte, Tabelle, Zeile};
pub use text::{BREITE, text};
