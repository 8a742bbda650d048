//! Draws a sheet as a PDF file.
//!
//! The pages need two typefaces, straight lines and black ink, so the file is written with `pdf-writer` and
//! `subsetter`: they build in a tenth of the time of `krilla` (20 against 180 seconds of one core) and a hundredth of
//! that of typst. It is PDF/A-1b, the form that archives take and for which Debian has a checker (`preflight` in
//! `libpdfbox2-java`); the tests run it where it is installed.
//!
//! `vorlage` is the template: every measure. `satz` says what comes where, `datei` writes it down.

mod datei;
mod raster;
mod satz;
mod schrift;
mod seite;
mod umbruch;
mod vorlage;

use crate::Blatt;
use crate::sichtbar::sichtbar;

/// The sheet as a PDF file; the same sheet gives the same bytes.
pub fn pdf(blatt: &Blatt) -> Vec<u8> {
    let blatt = &sichtbar(blatt);
    datei::geschrieben(&blatt.titel, &satz::gesetzt(blatt))
}

#[cfg(test)]
mod tests;
