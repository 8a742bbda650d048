//! What an image is made of, for people to look at.

use layout::Field;

use super::bild::{Bild, Container, erkenne};
use super::fehler::BandFehler;
use super::gang::{Bandsatz, Zuhoerer};
use super::labels::{self, Label};
use charsets::edf03::CodePage;

/// What an image is made of, as far as its structure is sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gliederung {
    /// The container.
    pub container: Container,
    /// The labels, in the order of the file.
    pub labels: Vec<Labelbild>,
    /// Tape marks.
    pub bandmarken: u64,
    /// Data blocks.
    pub bloecke: u64,
    /// Length of the shortest and the longest block, each with its length field; none if there is no block.
    pub blocklaengen: Option<(usize, usize)>,
    /// Records.
    pub saetze: u64,
}

/// A label, decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelbild {
    /// Its four letters.
    pub name: String,
    /// Code page of its letters: EBCDIC or ISO 7-bit.
    pub page: CodePage,
    /// Byte offset in the file, from 0.
    pub offset: u64,
    /// Its fields with their values; one field of unknown content for labels whose fields are not known here.
    pub felder: Vec<(&'static Field, String)>,
}

const UNBEKANNT: &Field = &Field::a("inhalt", 5, 76, "dem Absender vorbehalten");

/// Takes an image apart; with it the first fault of its structure, if it has one.
pub fn gliedere(bytes: &[u8]) -> (Gliederung, Option<BandFehler>) {
    let mut gliederung = Gliederung {
        container: erkenne(bytes).unwrap_or(Container::Flach),
        labels: Vec::new(),
        bandmarken: 0,
        bloecke: 0,
        blocklaengen: None,
        saetze: 0,
    };
    let gang = Bild::open(bytes).and_then(|bild| bild.walk(&mut Sammler { bild: &bild, gliederung: &mut gliederung }));
    (gliederung, gang.err())
}

struct Sammler<'b> {
    bild: &'b Bild<'b>,
    gliederung: &'b mut Gliederung,
}

impl Zuhoerer for Sammler<'_> {
    fn label(&mut self, label: &Label<'_>) {
        let felder = match labels::layout_of(label.kind, label.number) {
            Some(layout) => {
                layout.fields.iter().map(|f| (f, label.page.decode_lossy(layout.get(label.bytes, f)))).collect()
            }
            None => vec![(UNBEKANNT, label.page.decode_lossy(&label.bytes[4..]))],
        };
        let offset = self.bild.in_file(label.offset);
        self.gliederung.labels.push(Labelbild { name: label.name(), page: label.page, offset, felder });
    }

    fn marke(&mut self) {
        self.gliederung.bandmarken += 1;
    }

    fn block(&mut self, laenge: usize) {
        let (kleinster, groesster) = self.gliederung.blocklaengen.unwrap_or((laenge, laenge));
        self.gliederung.blocklaengen = Some((kleinster.min(laenge), groesster.max(laenge)));
        self.gliederung.bloecke += 1;
    }

    fn satz(&mut self, _: Bandsatz) {
        self.gliederung.saetze += 1;
    }
}
