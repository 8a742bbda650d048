//! The two carriers: the same records as segments of a file (DTAUS0) and as records of a tape (DTAUS1).

use layout::{ASCII, EBCDIC, Field, Fill, Kind, Layout, LayoutError};

use super::zeichen::{Bruch, ist_zeichen, zeichen_aus};
use super::{band, satz};
use charsets::edf03::CodePage;

/// How records become bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Traeger {
    /// A file: ASCII with the umlauts of DIN 66003, segments of 128 bytes.
    #[default]
    Dtaus0,
    /// A tape: EBCDIC (IBM 273), packed numbers, records as long as they need to be.
    Dtaus1,
}

/// Kind of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Satzart {
    /// Who pays.
    A,
    /// A transfer.
    C,
    /// The sums.
    E,
}

impl Satzart {
    /// Its letter.
    pub const fn buchstabe(self) -> &'static str {
        match self {
            Satzart::A => "A",
            Satzart::C => "C",
            Satzart::E => "E",
        }
    }
}

/// How the value of a field stands in its bytes.
enum Form {
    Text,
    Ziffern,
    Gepackt { vorzeichen: bool },
    Binaer,
}

/// Sign of a packed number that is not negative.
const POSITIV: u8 = 0xC;
/// Sign of a packed number that has none.
const OHNE: u8 = 0xF;

impl Traeger {
    /// Name of the format, and of its file.
    pub const fn name(self) -> &'static str {
        match self {
            Traeger::Dtaus0 => "DTAUS0",
            Traeger::Dtaus1 => "DTAUS1",
        }
    }

    /// The carrier that a file has by its first record; anything unknown is taken for DTAUS0, whose reader names the
    /// fault.
    pub fn erkenne(bytes: &[u8]) -> Self {
        let laenge = u16::try_from(band::SATZ).expect("the length of a record").to_be_bytes();
        let nach_laenge = bytes.starts_with(&[laenge[0], laenge[1], 0, 0]);
        let nach_satzart = bytes.get(4) == Some(&Traeger::Dtaus1.byte('A'));
        if nach_laenge || nach_satzart { Traeger::Dtaus1 } else { Traeger::Dtaus0 }
    }

    /// Whether a file looks like DTAUS, be it broken: two of the three things with which its first record begins, which
    /// are its length, its letter and its kind.
    pub fn passt_zu(bytes: &[u8]) -> bool {
        [Traeger::Dtaus0, Traeger::Dtaus1].iter().any(|traeger| {
            let laenge: &[u8] = if *traeger == Traeger::Dtaus0 { b"0128" } else { &[0, band::SATZ as u8, 0, 0] };
            let kind =
                |zeichen: &[u8]| ["GK", "LK", "GB", "LB"].iter().any(|k| traeger.kodiert(k.as_bytes()) == zeichen);
            let merkmale = [
                bytes.starts_with(laenge),
                bytes.get(4) == Some(&traeger.byte('A')),
                bytes.get(5..7).is_some_and(kind),
            ];
            merkmale.iter().filter(|merkmal| **merkmal).count() >= 2
        })
    }

    /// The fields of a record, without extensions.
    pub fn layout(self, art: Satzart) -> &'static Layout {
        match (self, art) {
            (Traeger::Dtaus0, Satzart::A) => &satz::A,
            (Traeger::Dtaus0, Satzart::C) => &satz::C,
            (Traeger::Dtaus0, Satzart::E) => &satz::E,
            (Traeger::Dtaus1, Satzart::A) => &band::A,
            (Traeger::Dtaus1, Satzart::C) => &band::C,
            (Traeger::Dtaus1, Satzart::E) => &band::E,
        }
    }

    /// What the length field of a record states.
    pub(super) fn satzlaenge(self, art: Satzart, erweiterungen: usize) -> usize {
        self.layout(art).len + satz::ERWEITERUNG * erweiterungen
    }

    /// How many bytes a record takes, filling included.
    pub(super) fn bytes(self, art: Satzart, erweiterungen: usize) -> usize {
        match (self, art) {
            (Traeger::Dtaus0, Satzart::C) => satz::c_laenge(erweiterungen),
            _ => self.satzlaenge(art, erweiterungen),
        }
    }

    /// Where the extension of that number, from 0, stands in its record.
    pub(super) fn platz(self, nr: usize) -> usize {
        match self {
            Traeger::Dtaus0 => satz::ERWEITERUNGEN[nr],
            Traeger::Dtaus1 => band::SATZ + satz::ERWEITERUNG * nr,
        }
    }

    /// How many extensions find room in a record of so many bytes.
    pub(super) fn plaetze(self, bytes: usize) -> usize {
        (0..satz::ERWEITERUNGEN.len()).take_while(|&nr| self.platz(nr) + satz::ERWEITERUNG <= bytes).count()
    }

    /// A record in which nothing stands: blanks and zeros.
    pub(super) fn leerer_satz(self, art: Satzart) -> Vec<u8> {
        let layout = self.layout(art);
        let mut record = layout.empty_record(self.fill());
        for feld in layout.fields.iter().filter(|feld| feld.kind == Kind::N) {
            self.setze(&mut record, layout, feld, b"").expect("nothing fits everywhere");
        }
        record
    }

    /// Writes a value, in the characters of DTAUS0, into its field.
    ///
    /// # Errors
    /// The value does not fit.
    pub(super) fn setze(
        self,
        record: &mut [u8],
        layout: &Layout,
        feld: &Field,
        wert: &[u8],
    ) -> Result<(), LayoutError> {
        let ziel = feld.position..feld.position + feld.len;
        match self.form(feld) {
            Form::Text | Form::Ziffern => layout.put(record, feld, &self.kodiert(wert), self.fill()),
            Form::Gepackt { vorzeichen } => {
                record[ziel].copy_from_slice(&gepackt(layout, feld, wert, vorzeichen)?);
                Ok(())
            }
            Form::Binaer => {
                let laenge: u16 = std::str::from_utf8(wert).ok().and_then(|w| w.parse().ok()).unwrap_or_default();
                record[ziel].copy_from_slice(&[laenge.to_be_bytes(), [0, 0]].concat());
                Ok(())
            }
        }
    }

    /// The value of a field: digits, or a text without the blanks at its end.
    ///
    /// # Errors
    /// The first byte that cannot stand there.
    pub(super) fn lies(self, feld: &Field, roh: &[u8]) -> Result<String, Bruch> {
        match self.form(feld) {
            Form::Text => self.text(roh),
            _ if self.unbelegt(feld, roh) => Ok("0".to_owned()),
            Form::Ziffern => ziffern(roh, self.fill().zero),
            Form::Gepackt { vorzeichen } => entpackt(roh, vorzeichen),
            Form::Binaer if roh[2..] == [0, 0] => Ok(format!("{:04}", u16::from_be_bytes([roh[0], roh[1]]))),
            Form::Binaer => Err(Bruch { stelle: 2, grund: "expected two bytes of zeros after the length".into() }),
        }
    }

    /// Whether a field of digits that says nothing stands blank, where zeros are expected: the reference number may, the
    /// others banks took without a word. The reserved sum of the tape may also be a zero with a sign.
    pub(super) fn unbelegt(self, feld: &Field, roh: &[u8]) -> bool {
        let leer = roh.iter().all(|&byte| byte == self.fill().blank);
        match feld.name {
            "E5" if self == Traeger::Dtaus1 => {
                leer || entpackt(roh, true).is_ok_and(|ziffern| ziffern.bytes().all(|z| z == b'0'))
            }
            "A5" | "A10" | "C3" | "C6" | "C6a" | "C6b" | "C9" | "E5" => leer,
            _ => false,
        }
    }

    /// The text of bytes, without the blanks at its end.
    ///
    /// # Errors
    /// The first byte that is no character of DTAUS.
    pub(super) fn text(self, roh: &[u8]) -> Result<String, Bruch> {
        let zeichen = |(stelle, &byte): (usize, &u8)| {
            self.zeichen(byte)
                .ok_or_else(|| Bruch { stelle, grund: format!("byte {byte:02X} is not a character of DTAUS") })
        };
        let text: String = roh.iter().enumerate().map(zeichen).collect::<Result<_, _>>()?;
        Ok(text.trim_end_matches(' ').to_owned())
    }

    /// The character of a byte, if DTAUS has it.
    pub(super) fn zeichen(self, byte: u8) -> Option<char> {
        match self {
            Traeger::Dtaus0 => zeichen_aus(byte),
            Traeger::Dtaus1 => {
                CodePage::Cp273.decode(&[byte]).ok()?.chars().next().filter(|&zeichen| ist_zeichen(zeichen))
            }
        }
    }

    /// Characters of DTAUS0 in the code of the carrier.
    pub(super) fn kodiert(self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Traeger::Dtaus0 => bytes.to_vec(),
            Traeger::Dtaus1 => bytes.iter().map(|&byte| self.byte(zeichen_aus(byte).unwrap_or(' '))).collect(),
        }
    }

    /// The byte of one of the characters of DTAUS.
    pub(super) fn byte(self, zeichen: char) -> u8 {
        let byte = match self {
            Traeger::Dtaus0 => (0..=0x7F).find(|&byte| zeichen_aus(byte) == Some(zeichen)),
            Traeger::Dtaus1 => CodePage::Cp273.encode_exact(zeichen.encode_utf8(&mut [0; 4])).ok().map(|b| b[0]),
        };
        byte.unwrap_or(self.fill().blank)
    }

    /// The bytes with which fields are filled.
    pub(super) const fn fill(self) -> Fill {
        match self {
            Traeger::Dtaus0 => ASCII,
            Traeger::Dtaus1 => EBCDIC,
        }
    }

    fn form(self, feld: &Field) -> Form {
        let ist = |liste: &[&str]| liste.contains(&feld.name);
        match (self, feld.kind) {
            (_, Kind::A) => Form::Text,
            (Traeger::Dtaus0, Kind::N) => Form::Ziffern,
            (Traeger::Dtaus1, Kind::N) if ist(band::BINAER) => Form::Binaer,
            (Traeger::Dtaus1, Kind::N) if ist(band::UNGEPACKT) => Form::Ziffern,
            (Traeger::Dtaus1, Kind::N) => Form::Gepackt { vorzeichen: !ist(band::OHNE_VORZEICHEN) },
        }
    }
}

/// Digits two to a byte, right-aligned, the sign in the last half of the last byte.
fn gepackt(layout: &Layout, feld: &Field, ziffern: &[u8], vorzeichen: bool) -> Result<Vec<u8>, LayoutError> {
    let (layout, name, position) = (layout.name, feld.name, feld.position);
    let max = 2 * feld.len - usize::from(vorzeichen);
    if ziffern.len() > max {
        return Err(LayoutError::TooLong { layout, field: name, position, max, len: ziffern.len() });
    }
    if let Some(index) = ziffern.iter().position(|ziffer| !ziffer.is_ascii_digit()) {
        return Err(LayoutError::NoDigit { layout, field: name, position, index: index + 1 });
    }
    let nullen = std::iter::repeat_n(0, max - ziffern.len());
    let haelften: Vec<u8> =
        nullen.chain(ziffern.iter().map(|ziffer| ziffer - b'0')).chain(vorzeichen.then_some(POSITIV)).collect();
    Ok(haelften.chunks(2).map(|paar| paar[0] << 4 | paar[1]).collect())
}

fn entpackt(roh: &[u8], vorzeichen: bool) -> Result<String, Bruch> {
    let haelften: Vec<u8> = roh.iter().flat_map(|byte| [byte >> 4, byte & 0xF]).collect();
    let (ziffern, zeichen) = haelften.split_at(haelften.len() - usize::from(vorzeichen));
    if let Some(stelle) = ziffern.iter().position(|&haelfte| haelfte > 9) {
        let (stelle, byte) = (stelle / 2, roh[stelle / 2]);
        return Err(Bruch { stelle, grund: format!("byte {byte:02X} is not two packed digits") });
    }
    if zeichen.iter().any(|&haelfte| !matches!(haelfte, POSITIV | OHNE)) {
        let (stelle, byte) = (roh.len() - 1, roh[roh.len() - 1]);
        return Err(Bruch { stelle, grund: format!("byte {byte:02X} does not end in the sign of a packed number") });
    }
    Ok(ziffern.iter().map(|&ziffer| char::from(b'0' + ziffer)).collect())
}

fn ziffern(roh: &[u8], null: u8) -> Result<String, Bruch> {
    let ziffer = |(stelle, &byte): (usize, &u8)| match byte.checked_sub(null) {
        Some(wert @ 0..=9) => Ok(char::from(b'0' + wert)),
        _ => Err(Bruch { stelle, grund: format!("byte {byte:02X} is not a digit") }),
    };
    roh.iter().enumerate().map(ziffer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn geschrieben(name: &str, wert: &str) -> Result<Vec<u8>, String> {
        let layout = Traeger::Dtaus1.layout(Satzart::C);
        let feld = layout.field(name);
        let mut record = Traeger::Dtaus1.leerer_satz(Satzart::C);
        Traeger::Dtaus1.setze(&mut record, layout, feld, wert.as_bytes()).map_err(|e| e.to_string())?;
        Ok(record[feld.position..feld.position + feld.len].to_vec())
    }

    #[test]
    fn numbers_are_packed_with_and_without_sign() {
        assert_eq!(geschrieben("C4", "29090605").as_deref(), Ok(&[0x02, 0x90, 0x90, 0x60, 0x5C][..]));
        assert_eq!(geschrieben("C7a", "51").as_deref(), Ok(&[0x51][..]));
        assert_eq!(geschrieben("C18", "15").as_deref(), Ok(&[0x01, 0x5C][..]));
        assert_eq!(geschrieben("C12", "99999999999").as_deref(), Ok(&[0x99, 0x99, 0x99, 0x99, 0x99, 0x9C][..]));
        assert_eq!(geschrieben("C1", "0585").as_deref(), Ok(&[0x02, 0x49, 0, 0][..]));
        assert!(geschrieben("C12", "100000000000").is_err_and(|e| e.contains("C12") && e.contains("11")));
        assert!(geschrieben("C4", "2909060x").is_err());
    }

    #[test]
    fn packed_numbers_are_read_back() {
        assert_eq!(entpackt(&[0x02, 0x90, 0x90, 0x60, 0x5C], true).as_deref(), Ok("029090605"));
        assert_eq!(entpackt(&[0x12, 0x3F], true).as_deref(), Ok("123"));
        assert_eq!(entpackt(&[0x51], false).as_deref(), Ok("51"));
        for (roh, vorzeichen, stelle) in
            [(&[0x12, 0x3D][..], true, 1), (&[0x1A, 0x3C], true, 0), (&[0x12, 0x34], true, 1), (&[0x5C], false, 0)]
        {
            assert_eq!(entpackt(roh, vorzeichen).map_err(|bruch| bruch.stelle), Err(stelle), "{roh:02X?}");
        }
    }

    #[test]
    fn a_broken_file_is_still_known_for_what_it_is() {
        for (bytes, ist) in [
            (&b"0128AGK"[..], true),
            (b"0129AGK", true),
            (b"0128BGK", true),
            (b"0128AXX", true),
            (b"\x00\x96\x00\x00\xC1\xC7\xD2", true),
            (b"\x00\x97\x00\x00\xC1\xD3\xD2", true),
            (b"0128", false),
            (b"", false),
            (b"RE;SR1;", false),
            (b"VOL1GK", false),
        ] {
            assert_eq!(Traeger::passt_zu(bytes), ist, "{bytes:?}");
        }
    }

    #[test]
    fn texts_stand_in_ibm_273() {
        assert_eq!(Traeger::Dtaus1.kodiert(b"M]LLER [\\~ $"), b"\xD4\x5A\xD3\xD3\xC5\xD9\x40\x4A\xE0\xA1\x40\x5B");
        assert_eq!(Traeger::Dtaus1.text(b"\xD4\x5A\xD3\xD3\xC5\xD9\x40\x40").as_deref(), Ok("MÜLLER"));
        assert_eq!(Traeger::Dtaus1.text(b"\xD4\x81").map_err(|bruch| bruch.stelle), Err(1));
    }
}
