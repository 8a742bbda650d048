//! The bytes of the prepared register: sections of texts and of numbers, little-endian, each with its length before it.

use std::io::{self, ErrorKind, Read, Write};

/// First bytes of the file: its kind and the version of its form. A change of form or of normal forms changes it.
const KENNUNG: &[u8; 8] = b"ZbReg 2\n";
/// Bytes read or written at once.
const STUECK: usize = 1 << 16;

/// Why a prepared register cannot be built or read.
#[derive(Debug, thiserror::Error)]
pub enum RegisterFehler {
    /// It cannot be read from the disk.
    #[error(transparent)]
    Lesen(std::io::Error),
    /// The bytes are no register in the form of this version.
    #[error("it is no prepared register in the form of this version, or it is damaged")]
    Beschaedigt,
    /// A case has a file number that is not of 8 digits, or a check digit of more than one.
    #[error("the file number {0} has not 8 digits and one check digit")]
    Aktenzeichen(String),
}

impl From<std::io::Error> for RegisterFehler {
    fn from(fehler: std::io::Error) -> Self {
        match fehler.kind() {
            ErrorKind::UnexpectedEof | ErrorKind::InvalidData => RegisterFehler::Beschaedigt,
            _ => RegisterFehler::Lesen(fehler),
        }
    }
}

/// The file while it is written.
pub(crate) struct Ausgabe<'a> {
    ziel: &'a mut dyn Write,
    stueck: Vec<u8>,
}

impl<'a> Ausgabe<'a> {
    pub(crate) fn neu(ziel: &'a mut dyn Write) -> io::Result<Self> {
        ziel.write_all(KENNUNG)?;
        Ok(Ausgabe { ziel, stueck: Vec::with_capacity(STUECK) })
    }

    pub(crate) fn text(&mut self, text: &str) -> io::Result<()> {
        self.laenge(text.len())?;
        self.ziel.write_all(text.as_bytes())
    }

    pub(crate) fn zahlen(&mut self, zahlen: &[u32]) -> io::Result<()> {
        self.laenge(zahlen.len())?;
        self.alle(zahlen.iter().copied())
    }

    /// How many bytes or numbers follow.
    pub(crate) fn laenge(&mut self, laenge: usize) -> io::Result<()> {
        self.ziel.write_all(&(laenge as u64).to_le_bytes())
    }

    /// As many numbers as were announced.
    pub(crate) fn alle(&mut self, zahlen: impl Iterator<Item = u32>) -> io::Result<()> {
        for zahl in zahlen {
            if self.stueck.len() == STUECK {
                self.ziel.write_all(&self.stueck)?;
                self.stueck.clear();
            }
            self.stueck.extend_from_slice(&zahl.to_le_bytes());
        }
        self.ziel.write_all(&self.stueck)?;
        self.stueck.clear();
        Ok(())
    }
}

/// The file while it is read. `laenge` bytes are left, so that a damaged length never asks for more memory than that.
pub(crate) struct Eingabe<'a> {
    quelle: &'a mut dyn Read,
    rest: u64,
}

impl<'a> Eingabe<'a> {
    pub(crate) fn neu(quelle: &'a mut dyn Read, laenge: u64) -> Result<Self, RegisterFehler> {
        let mut eingabe = Eingabe { quelle, rest: laenge };
        let mut kennung = [0; KENNUNG.len()];
        eingabe.fuelle(&mut kennung)?;
        if &kennung == KENNUNG { Ok(eingabe) } else { Err(RegisterFehler::Beschaedigt) }
    }

    pub(crate) fn text(&mut self) -> Result<String, RegisterFehler> {
        let laenge = self.laenge(1)?;
        let mut bytes = vec![0; laenge];
        self.fuelle(&mut bytes)?;
        String::from_utf8(bytes).map_err(|_| RegisterFehler::Beschaedigt)
    }

    pub(crate) fn zahlen(&mut self) -> Result<Vec<u32>, RegisterFehler> {
        self.reihen(|[zahl]| zahl)
    }

    /// Rows of so many numbers, each made of them as it is read.
    pub(crate) fn reihen<const N: usize, T>(&mut self, aus: impl Fn([u32; N]) -> T) -> Result<Vec<T>, RegisterFehler> {
        let anzahl = self.laenge(4)?;
        if anzahl % N != 0 {
            return Err(RegisterFehler::Beschaedigt);
        }
        let anzahl = anzahl / N;
        let mut reihen = Vec::with_capacity(anzahl);
        let mut stueck = vec![[[0; 4]; N]; STUECK / (4 * N)];
        while reihen.len() < anzahl {
            let ende = stueck.len().min(anzahl - reihen.len());
            let stueck = &mut stueck[..ende];
            self.fuelle(stueck.as_flattened_mut().as_flattened_mut())?;
            reihen.extend(stueck.iter().map(|reihe| aus(reihe.map(u32::from_le_bytes))));
        }
        Ok(reihen)
    }

    /// Whether nothing is left.
    pub(crate) fn zu_ende(&self) -> Result<(), RegisterFehler> {
        if self.rest == 0 { Ok(()) } else { Err(RegisterFehler::Beschaedigt) }
    }

    fn laenge(&mut self, breite: u64) -> Result<usize, RegisterFehler> {
        let mut bytes = [0; 8];
        self.fuelle(&mut bytes)?;
        let laenge = u64::from_le_bytes(bytes);
        match laenge.checked_mul(breite) {
            Some(bedarf) if bedarf <= self.rest => Ok(laenge as usize),
            _ => Err(RegisterFehler::Beschaedigt),
        }
    }

    fn fuelle(&mut self, bytes: &mut [u8]) -> Result<(), RegisterFehler> {
        self.quelle.read_exact(bytes)?;
        self.rest = self.rest.checked_sub(bytes.len() as u64).ok_or(RegisterFehler::Beschaedigt)?;
        Ok(())
    }
}
