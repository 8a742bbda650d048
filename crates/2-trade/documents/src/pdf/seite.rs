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
    /// Number of the part of the sheet that it belongs to; none = it is repeated or counts pages.
    pub(super) teil: Option<usize>,
}

/// How a text looks, and where it belongs.
#[derive(Clone, Copy, Debug)]
pub(super) struct Art {
    pub(super) schnitt: Schnitt,
    pub(super) groesse: Mass,
    pub(super) teil: Option<usize>,
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
    pub(super) fn links(&mut self, x: Mass, y: Mass, art: Art, text: &str) {
        let Art { schnitt, groesse, teil } = art;
        if !text.is_empty() {
            self.texte.push(Text { x, y, schnitt, groesse, text: text.to_owned(), teil });
        }
    }

    /// A text that ends at `x`.
    pub(super) fn rechts(&mut self, x: Mass, y: Mass, art: Art, text: &str) {
        self.links(x - art.schnitt.breite(text, art.groesse), y, art, text);
    }

    /// Its texts in the order of reading, those that belong to no part first.
    pub(super) fn gelesen(&self) -> Vec<&Text> {
        let mut texte: Vec<&Text> = self.texte.iter().collect();
        texte.sort_by_key(|text| text.teil);
        texte
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
