//! Sheets that leave the house: what stands on them ([`Blatt`]) apart from how it is drawn ([`text()`], [`pdf()`]).
//!
//! A stage says what its sheet contains; the renderers draw it. So every sheet looks alike, on a screen and on paper.
//! Sheets are German.
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
mod pdf;
mod sichtbar;
mod text;

pub use blatt::{Ausrichtung, Baustein, Blatt, Briefkopf, Spalte, Tabelle, Zeile};
pub use pdf::pdf;
pub use text::{BREITE, text};

/// The files of a sheet, each with its name: `<name>.txt` to read on a screen, `<name>.pdf` to print and to sign.
pub fn dateien(name: &str, blatt: &Blatt) -> [(String, Vec<u8>); 2] {
    let [on_screen, on_paper] = namen(name);
    [(on_screen, text(blatt).into_bytes()), (on_paper, pdf(blatt))]
}

/// The names of the files of a sheet.
pub fn namen(name: &str) -> [String; 2] {
    [format!("{name}.txt"), format!("{name}.pdf")]
}
