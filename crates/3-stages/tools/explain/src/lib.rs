//! The whole story of a prescription, in German: from the line in which it was delivered to the record by which it was
//! booked, over all runs of a payer. Everything is read from the files of the runs: nobody has to be asked.
//!
//! [`suche`] finds the prescriptions that are asked for, [`geschichte`] tells each of them in sections, and [`Antwort`]
//! shows them as text, JSON or a page.

mod ausgabe;
mod bestand;
mod betraege;
mod geliefert;
mod geschichte;
mod pruefung;
mod rechnung;
mod suche;
mod worte;
mod zahlung;
mod zeilen;
mod zuordnung;

use std::fmt;
use std::path::Path;

use stage::{Config, Result};

pub use geschichte::{Abschnitt, Art, Geschichte, Punkt};
pub use suche::Fund;

use bestand::Bestand;

/// Stories that are told in full; more are only listed.
const ERZAEHLT: usize = 10;

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Frage {
    /// A picture number.
    Pic(String),
    /// A file number, with or without its check digit.
    Aktenzeichen(String),
    /// The biller's number of an invoice.
    Rechnung(String),
    /// The number of a payment order.
    Anweisung(String),
    /// An E-Rezept-ID.
    ERezept(String),
}

impl Frage {
    /// The kind of number that is asked for, in words.
    pub fn art(&self) -> &'static str {
        self.teile().0
    }

    fn teile(&self) -> (&'static str, &str) {
        match self {
            Frage::Pic(nummer) => ("PicNr", nummer),
            Frage::Aktenzeichen(nummer) => ("Aktenzeichen", nummer),
            Frage::Rechnung(nummer) => ("Rechnung", nummer),
            Frage::Anweisung(nummer) => ("Anweisung", nummer),
            Frage::ERezept(nummer) => ("E-Rezept-ID", nummer),
        }
    }
}

impl fmt::Display for Frage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (was, nummer) = self.teile();
        write!(f, "{was} {}", domain::anzeige::sichtbar(nummer))
    }
}

/// The answer.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Antwort {
    /// The question in words.
    pub frage: String,
    /// The prescriptions found, in the order of payer, Beleg-ID and PicNr.
    pub funde: Vec<Fund>,
    /// The stories of the first of them.
    pub geschichten: Vec<Geschichte>,
}

/// Finds what is asked for and tells its story.
///
/// # Errors
/// A run or the configuration cannot be read.
pub fn erklaere(work: &Path, frage: &Frage, config: &Path) -> Result<Antwort> {
    let config = Config::load(config)?;
    let bestaende = Bestand::alle(work)?;
    let mut funde = Vec::new();
    let mut geschichten = Vec::new();
    for bestand in &bestaende {
        for fund in suche::finde(bestand, frage)? {
            if geschichten.len() < ERZAEHLT {
                geschichten.push(geschichte::erzaehle(bestand, &fund, &config)?);
            }
            funde.push(fund);
        }
    }
    Ok(Antwort { frage: frage.to_string(), funde, geschichten })
}
