//! What stands on a page, and where. Places are counted from the upper left corner of the paper.

use super::schrift::Schnitt;
use super::vorlage::Mass;

/// A page.
#[derive(Clone, Debug, Default)]
pub(super) struct Seite {
    pub(super) texte: Vec<Text>,
    pub(super) linien: Vec<Linie>,
}

/// A line of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text {
    /// Left end.
    pub(super) x: Mass,
    /// Baseline.
    pub(super) y: Mass,
    pub(super) schnitt: Schnitt,
    pub(super) groesse: Mass,
    pub(super) text: String,
}

/// A straight line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Linie {
    pub(super) von: (Mass, Mass),
    pub(super) bis: (Mass, Mass),
    pub(super) staerke: Mass,
}

impl Seite {
    /// A text that begins at `x`.
    pub(super) fn links(&mut self, x: Mass, y: Mass, schnitt: Schnitt, groesse: Mass, text: &str) {
        if !text.is_empty() {
            self.texte.push(Text { x, y, schnitt, groesse, text: text.to_owned() });
        }
    }

    /// A text that ends at `x`.
    pub(super) fn rechts(&mut self, x: Mass, y: Mass, schnitt: Schnitt, groesse: Mass, text: &str) {
        self.links(x - schnitt.breite(text, groesse), y, schnitt, groesse, text);
    }

    /// A horizontal line.
    pub(super) fn waagrecht(&mut self, von: Mass, bis: Mass, y: Mass, staerke: Mass) {
        self.linien.push(Linie { von: (von, y), bis: (bis, y), staerke });
    }

    /// A frame.
    pub(super) fn rahmen(&mut self, links: Mass, rechts: Mass, oben: Mass, unten: Mass, staerke: Mass) {
        self.waagrecht(links, rechts, oben, staerke);
        self.waagrecht(links, rechts, unten, staerke);
        for x in [links, rechts] {
            self.linien.push(Linie { von: (x, oben), bis: (x, unten), staerke });
        }
    }
}
