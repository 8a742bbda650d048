//! Labels: records of 80 bytes by DIN 66029, in EBCDIC or in ISO 7-bit.

use layout::{Field, Layout};

use charsets::edf03::CodePage;

/// Length of a label in bytes.
pub const LABEL: usize = 80;

/// The label at the beginning of a volume.
pub const VOL1: Layout = Layout::fixed(
    "VOL1",
    1,
    LABEL,
    &[
        Field::a("kennung", 1, 4, "VOL1"),
        Field::a("datentraeger", 5, 6, "Archivnummer des Datenträgers"),
        Field::a("zugriff", 11, 1, "Zugriffsberechtigung"),
        Field::a("reserve1", 12, 26, "Leerzeichen"),
        Field::a("eigentuemer", 38, 14, "Eigentümer des Datenträgers"),
        Field::a("reserve2", 52, 28, "Leerzeichen"),
        Field::a("norm", 80, 1, "Stand der Norm"),
    ],
);

/// The first label before and after the data: HDR1, EOF1, EOV1.
pub const HDR1: Layout = Layout::fixed(
    "HDR1",
    1,
    LABEL,
    &[
        Field::a("kennung", 1, 4, "HDR1, EOF1 oder EOV1"),
        Field::a("datei", 5, 17, "Dateiname"),
        Field::a("dateimenge", 22, 6, "Kennzeichen der Dateimenge: Archivnummer des ersten Datenträgers"),
        Field::n("abschnitt", 28, 4, "Nummer des Dateiabschnitts: des Datenträgers"),
        Field::n("folge", 32, 4, "Nummer der Datei in der Dateimenge"),
        Field::n("generation", 36, 4, "Generation"),
        Field::n("version", 40, 2, "Version der Generation"),
        Field::a("erstellt", 42, 6, "Erstellungsdatum cJJTTT, c leer für 19JJ und 0 für 20JJ"),
        Field::a("verfall", 48, 6, "Freigabedatum cJJTTT"),
        Field::a("zugriff", 54, 1, "Zugriffsberechtigung"),
        Field::n("bloecke", 55, 6, "Anzahl der Datenblöcke auf diesem Datenträger; in HDR1 Nullen"),
        Field::a("system", 61, 13, "erzeugendes System"),
        Field::a("reserve", 74, 7, "Leerzeichen"),
    ],
);

/// The second label before and after the data: HDR2, EOF2, EOV2. The letter of the record format is not relied on.
pub const HDR2: Layout = Layout::fixed(
    "HDR2",
    1,
    LABEL,
    &[
        Field::a("kennung", 1, 4, "HDR2, EOF2 oder EOV2"),
        Field::a("satzformat", 5, 1, "Satzformat: V oder D = variabel lang"),
        Field::n("blocklaenge", 6, 5, "größte Blocklänge"),
        Field::n("satzlaenge", 11, 5, "größte Satzlänge"),
        Field::a("system", 16, 35, "dem System vorbehalten"),
        Field::n("pufferversatz", 51, 2, "Länge des Pufferversatzes"),
        Field::a("reserve", 53, 28, "Leerzeichen"),
    ],
);

/// The layout of a label, if its fields are known here.
pub fn layout_of(kind: Kind, number: u8) -> Option<&'static Layout> {
    match (kind, number) {
        (Kind::Volume, 1) => Some(&VOL1),
        (Kind::Header | Kind::EndOfFile | Kind::EndOfVolume, 1) => Some(&HDR1),
        (Kind::Header | Kind::EndOfFile | Kind::EndOfVolume, 2) => Some(&HDR2),
        _ => None,
    }
}

/// What a label is for, by its first three letters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `VOL`: begins a volume. `UVL` belongs to it.
    Volume,
    /// `HDR`: before the data. `UHL` belongs to it.
    Header,
    /// `EOF`: after the data, the file ends. `UTL` belongs to it.
    EndOfFile,
    /// `EOV`: after the data, the file goes on on the next volume.
    EndOfVolume,
}

/// A label found in an image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Label<'a> {
    /// What it is for.
    pub kind: Kind,
    /// Its fourth letter: 1 for the first of its kind; 0 for a label of the user (`UHL1`), which says nothing here.
    pub number: u8,
    /// The code page of its letters.
    pub page: CodePage,
    /// Its 80 bytes.
    pub bytes: &'a [u8],
    /// Byte offset in the file, from 0.
    pub offset: usize,
}

impl Label<'_> {
    /// Its four letters.
    pub fn name(&self) -> String {
        self.page.decode_lossy(&self.bytes[..4])
    }

    /// The block count of HDR1, EOF1 or EOV1, if it is a number.
    pub fn blocks(&self) -> Option<u64> {
        let digits = self.page.decode(HDR1.get(self.bytes, const { HDR1.field("bloecke") })).ok()?;
        if digits.bytes().all(|b| b.is_ascii_digit()) { digits.parse().ok() } else { None }
    }
}

/// Kind, number and code page of the label whose letters these four bytes are.
pub(super) fn recognise(letters: [u8; 4]) -> Option<(Kind, u8, CodePage)> {
    let page = [CodePage::Edf03Irv, CodePage::Utf8].into_iter().find(|page| {
        let zero = page.fill().zero;
        (1..=9).contains(&letters[3].wrapping_sub(zero))
    })?;
    let number = letters[3] - page.fill().zero;
    let text = page.decode(&letters[..3]).ok()?;
    let (kind, number) = match text.as_str() {
        "VOL" => (Kind::Volume, number),
        "HDR" => (Kind::Header, number),
        "EOF" => (Kind::EndOfFile, number),
        "EOV" => (Kind::EndOfVolume, number),
        "UVL" => (Kind::Volume, 0),
        "UHL" => (Kind::Header, 0),
        "UTL" => (Kind::EndOfFile, 0),
        _ => return None,
    };
    Some((kind, number, page))
}
