//! Writes tape images: what generators and tests deliver.

use domain::{Datum, Fall};
use layout::Layout;

use super::bild::{AWSTAPE_KOPF, BANDMARKE, BEGINN, Container, ENDE, LAENGENFELD, LAENGSTER_BLOCK};
use super::labels::{HDR1, HDR2, VOL1};
use crate::unfdat::writer::{WriteError, write_record};
use charsets::edf03::CodePage;

/// How a tape image is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// The container.
    pub container: Container,
    /// Whether the labels are in ISO 7-bit rather than in EBCDIC.
    pub ascii_labels: bool,
    /// Whether the twelfth field is followed by a separator, too.
    pub letzter_trenner: bool,
    /// Longest block, at most 32,768 bytes; a longer record has a block of its own.
    pub blocklaenge: usize,
    /// Archivnummer of the volume, at most 6 characters.
    pub datentraeger: String,
    /// Name of the file, at most 17 characters.
    pub datei: String,
    /// Date of creation, from 1900 to 2099.
    pub erstellt: Datum,
}

impl Band {
    /// As BS2000 writes it: a flat image with EBCDIC labels, blocks of 2,048 bytes, every field with its separator.
    pub fn neu(datei: &str, erstellt: Datum) -> Self {
        Band {
            container: Container::Flach,
            ascii_labels: false,
            letzter_trenner: true,
            blocklaenge: 2048,
            datentraeger: "UNF001".into(),
            datei: datei.into(),
            erstellt,
        }
    }

    fn page(&self) -> CodePage {
        if self.ascii_labels { CodePage::Utf8 } else { CodePage::Edf03Irv }
    }

    /// A label with these values; what does not fit its field is cut, which is harmless in what nobody relies on.
    fn label(&self, layout: &Layout, values: &[(&str, &str)]) -> Vec<u8> {
        let (page, fill) = (self.page(), self.page().fill());
        let mut label = layout.empty_record(fill);
        for (name, value) in values {
            let field = layout.fields.iter().find(|field| field.name == *name).expect("a field of the label");
            let bytes = page.encode(value, &mut Default::default());
            let cut = &bytes[..bytes.len().min(field.len)];
            layout.put(&mut label, field, cut, fill).expect("digits in numeric fields");
        }
        label
    }

    fn label1(&self, kennung: &str, bloecke: usize) -> Vec<u8> {
        let jahrhundert = if self.erstellt.format("%C").to_string() == "19" { ' ' } else { '0' };
        let erstellt = format!("{jahrhundert}{}", self.erstellt.format("%y%j"));
        let werte = [
            ("kennung", kennung),
            ("datei", &self.datei),
            ("dateimenge", &self.datentraeger),
            ("abschnitt", "1"),
            ("folge", "1"),
            ("erstellt", &erstellt),
            ("bloecke", &format!("{bloecke:06}")),
            ("system", "BS2000"),
        ];
        self.label(&HDR1, &werte)
    }

    fn label2(&self, kennung: &str) -> Vec<u8> {
        let laenge = self.blocklaenge.to_string();
        self.label(&HDR2, &[("kennung", kennung), ("satzformat", "V"), ("blocklaenge", &laenge), ("satzlaenge", "162")])
    }
}

/// A tape image of these cases.
///
/// # Errors
/// A value that is too long, holds the separator, or has a character that the code page lacks.
pub fn write_tape(faelle: &[Fall], page: CodePage, band: &Band) -> Result<Vec<u8>, WriteError> {
    let bloecke = bloecke(faelle, page, band)?;
    let mut image = Image { container: band.container, bytes: Vec::new(), vorige: 0 };
    image.block(&band.label(&VOL1, &[("kennung", "VOL1"), ("datentraeger", &band.datentraeger), ("norm", "3")]));
    image.block(&band.label1("HDR1", 0));
    image.block(&band.label2("HDR2"));
    image.marke();
    bloecke.iter().for_each(|block| image.block(block));
    image.marke();
    image.block(&band.label1("EOF1", bloecke.len()));
    image.block(&band.label2("EOF2"));
    image.marke();
    image.marke();
    Ok(image.bytes)
}

fn bloecke(faelle: &[Fall], page: CodePage, band: &Band) -> Result<Vec<Vec<u8>>, WriteError> {
    let voll = band.blocklaenge.min(LAENGSTER_BLOCK);
    let mut bloecke: Vec<Vec<u8>> = Vec::new();
    for fall in faelle {
        let mut satz = vec![0; LAENGENFELD];
        write_record(fall, page, &mut satz)?;
        if !band.letzter_trenner {
            satz.pop();
        }
        setze_laenge(&mut satz);
        match bloecke.last_mut().filter(|block| block.len() + satz.len() <= voll) {
            Some(block) => block.extend(satz),
            None => bloecke.push([vec![0; LAENGENFELD], satz].concat()),
        }
    }
    bloecke.iter_mut().for_each(|block| setze_laenge(block));
    Ok(bloecke)
}

/// Puts the length of a block or record into its length field.
fn setze_laenge(bytes: &mut [u8]) {
    let laenge = u16::try_from(bytes.len()).expect("no block is longer than 32,768 bytes");
    bytes[..2].copy_from_slice(&laenge.to_be_bytes());
}

struct Image {
    container: Container,
    bytes: Vec<u8>,
    /// Length of the block before, as AWSTAPE wants it.
    vorige: u16,
}

impl Image {
    fn block(&mut self, block: &[u8]) {
        self.kopf(block.len() as u16, BEGINN | ENDE);
        self.bytes.extend_from_slice(block);
    }

    fn marke(&mut self) {
        self.kopf(0, BANDMARKE);
    }

    fn kopf(&mut self, laenge: u16, art: u8) {
        if self.container == Container::Awstape {
            let [l0, l1] = laenge.to_le_bytes();
            let [v0, v1] = self.vorige.to_le_bytes();
            let kopf: [u8; AWSTAPE_KOPF] = [l0, l1, v0, v1, art, 0];
            self.bytes.extend(kopf);
            self.vorige = laenge;
        }
    }
}
