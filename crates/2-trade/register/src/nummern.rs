//! The file numbers of a register: what whoever names a case needs to know, without the rest of it.

use std::io::Read;

use crate::datei::{Eingabe, RegisterFehler};
use crate::zeile::{ABGEGEBEN, Zeile, lies_aktenzeichen};

/// Which cases a register has.
#[derive(Debug, Default, PartialEq)]
pub struct Nummern {
    /// File number and marks of each case, by file number.
    faelle: Vec<(u32, u32)>,
}

impl Nummern {
    /// Reads the beginning of the file of this length.
    ///
    /// # Errors
    /// It cannot be read, or it is no register in the form of this version.
    pub fn lies(mut quelle: impl Read, laenge: u64) -> Result<Self, RegisterFehler> {
        let mut eingabe = Eingabe::neu(&mut quelle, laenge)?;
        let zahlen = eingabe.zahlen()?;
        let (zeilen, rest) = zahlen.as_chunks::<{ Zeile::ZAHLEN }>();
        if !rest.is_empty() {
            return Err(RegisterFehler::Beschaedigt);
        }
        let faelle = zeilen.iter().map(|zahlen| Zeile::aus_zahlen(*zahlen));
        Ok(Nummern { faelle: faelle.map(|zeile| (zeile.aktenzeichen, zeile.marken)).collect() })
    }

    /// Check digit of the case with a file number of 8 digits (empty = it has none), and whether it was handed over to
    /// another insurer; none if there is no such case.
    pub fn fall(&self, aktenzeichen: &str) -> Option<(String, bool)> {
        let gesucht = lies_aktenzeichen(aktenzeichen)?;
        let stelle = self.faelle.binary_search_by_key(&gesucht, |(nummer, _)| *nummer).ok()?;
        let (_, marken) = self.faelle[stelle];
        let pz = Some(char::from(marken as u8)).filter(|pz| *pz != '\0');
        Some((pz.map(String::from).unwrap_or_default(), marken & ABGEGEBEN != 0))
    }
}

#[cfg(test)]
mod tests {
    use domain::JaNein;

    use super::*;
    use crate::register::Register;
    use crate::register::tests::{bytes, fall};

    #[test]
    fn the_numbers_are_those_of_the_register() {
        let mit = |aktenzeichen: &str, pz: &str, abgegeben| domain::Fall {
            aktenzeichen: aktenzeichen.into(),
            pz: pz.into(),
            abgegeben,
            ..fall()
        };
        let faelle = [mit("20000000", "5", JaNein::Nein), mit("00000001", "", JaNein::Ja)];
        let bytes = bytes(&Register::aus(&faelle).expect("a register"));
        let nummern = Nummern::lies(&bytes[..], bytes.len() as u64).expect("readable");
        assert_eq!(nummern.fall("20000000"), Some(("5".into(), false)));
        assert_eq!(nummern.fall("00000001"), Some((String::new(), true)));
        for keines in ["20000001", "2000000", "1", "2000000x", ""] {
            assert_eq!(nummern.fall(keines), None, "{keines}");
        }
        assert!(Nummern::lies(&bytes[..40], 40).is_err());
    }
}
