//! The page: one file that needs nothing from elsewhere, for the screen, for paper, light and dark.

mod arznei;
mod leistungen;
mod pruefung;
mod regress;
mod rezepte;
mod tabelle;

pub use leistungen::leistungsabschnitte;
pub use regress::regressseite;
pub use rezepte::abschnitte;
pub use tabelle::{Spalte, Tabelle, Zelle};

use askama::Template;
use domain::anzeige::sichtbar;
use domain::{Betrag, Kennzahl};

/// A page.
#[derive(Debug, Template)]
#[template(path = "seite.html")]
pub struct Seite {
    /// Heading, and title of the window.
    pub titel: String,
    /// What time, whose figures.
    pub zeile: String,
    /// Warning above everything, where the page speaks of persons.
    pub warnung: String,
    /// The first screen.
    pub kennzahlen: Vec<Kachel>,
    /// What follows.
    pub abschnitte: Vec<Abschnitt>,
}

impl Seite {
    /// The page as HTML.
    pub fn html(&self) -> String {
        self.render().unwrap_or_default()
    }
}

/// A figure of the first screen.
#[derive(Debug)]
pub struct Kachel {
    /// The figure, in words.
    pub name: String,
    /// Its value with its unit.
    pub wert: String,
    /// How it is computed.
    pub formel: String,
}

impl From<&Kennzahl> for Kachel {
    fn from(zahl: &Kennzahl) -> Self {
        Kachel { name: zahl.groesse.clone(), wert: mit_einheit(zahl), formel: zahl.formel.clone() }
    }
}

/// A value as people write it.
pub fn mit_einheit(zahl: &Kennzahl) -> String {
    if zahl.wert.is_empty() {
        return "–".into();
    }
    let wert = match zahl.einheit.as_str() {
        "EUR" => zahl.wert.parse().map_or_else(|_| zahl.wert.clone(), |betrag: Betrag| betrag.deutsch()),
        _ => zahl.wert.replace('.', ","),
    };
    format!("{wert}\u{a0}{}", zahl.einheit)
}

/// A part of the page: a chart, a table, and the file with the figures behind both.
#[derive(Debug, Default)]
pub struct Abschnitt {
    /// Heading.
    pub titel: String,
    /// What it shows, in a sentence.
    pub satz: String,
    /// SVG; none = there is nothing to draw.
    pub bild: Option<String>,
    /// Tables below it.
    pub tabellen: Vec<Tabelle>,
    /// Files beside the page.
    pub dateien: Vec<&'static str>,
}

/// Text from outside, harmless in what shows it.
fn lesbar(text: &str) -> String {
    sichtbar(text).into_owned()
}
