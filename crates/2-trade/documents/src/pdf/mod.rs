//! Draws a sheet as a PDF file.
//!
//! The pages need two typefaces, straight lines and black ink, so the file is written with `pdf-writer` and
//! `subsetter`: they build in a tenth of the time of `krilla` (20 against 180 seconds of one core) and a hundredth of
//! that of typst. It is PDF/A-1a, the form that archives take, and PDF/UA-1, the one that public bodies owe people who
//! have it read aloud (BITV 2.0). Two programs of other houses check both in the tests where they are installed:
//! `preflight` in Debian's `libpdfbox2-java`, and veraPDF.
//!
//! `vorlage` is the template: every measure. `satz` says what comes where and `baum` what it is, `datei` and `struktur`
//! write both down.

mod baum;
mod datei;
mod raster;
mod satz;
mod schrift;
mod seite;
mod struktur;
mod umbruch;
mod vorlage;
mod xmp;

use crate::Blatt;
use crate::sichtbar::sichtbar;

/// The sheet as a PDF file; the same sheet gives the same bytes.
pub fn pdf(blatt: &Blatt) -> Vec<u8> {
    let blatt = &sichtbar(blatt);
    let satz = satz::gesetzt(blatt);
    datei::geschrieben(&blatt.titel, &satz.seiten, &satz.baum)
}

#[cfg(test)]
mod tests;
