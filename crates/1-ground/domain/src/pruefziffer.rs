//! Check digits of the trade's numbers.

use crate::text::schreibweisen;

/// How a payer computes the check digit of its Aktenzeichen from the eight digits before it (`[unfdat] pz`). Each payer
/// has its own way and the sources name none, so the methods are the three in use for German numbers of this kind.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PzVerfahren {
    /// `none`: not known; every digit is taken.
    #[default]
    Keines,
    /// `mod11`: from the right, the digits times 2 3 4 5 6 7 2 3, the products added, modulo 11. Remainder 0 gives the
    /// digit 0, remainder 2 to 10 the digit 11 − remainder. Remainder 1 would need two digits: such a number is never
    /// issued and is wrong with whatever digit. `12345678`: 16+21+24+25+24+21+4+3 = 138, remainder 6, digit 5.
    Mod11,
    /// `luhn` (ISO/IEC 7812-1, annex B): from the right, the digits times 2 1 2 1 2 1 2 1, the cross-sums of the products
    /// added; the digit completes the sum to a multiple of ten. `12345678`: 7+7+3+5+8+3+4+1 = 38, digit 2.
    Luhn,
    /// `ik`: the nine digits together carry the check digit of an Institutionskennzeichen, see [`ik_gueltig`].
    Ik,
}

schreibweisen!(PzVerfahren, "a check digit method", { Keines = "none", Mod11 = "mod11", Luhn = "luhn", Ik = "ik" });

/// The check digit that a number must carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pruefziffer {
    /// The method says nothing about it.
    Beliebig,
    /// This digit, 0–9.
    Ziffer(u8),
    /// None: the number is never issued.
    Keine,
}

impl PzVerfahren {
    /// The check digit that eight digits must carry; [`Pruefziffer::Keine`] for anything but eight digits.
    pub fn pruefziffer(self, nummer: &str) -> Pruefziffer {
        let Some(z) = ziffern::<8>(nummer) else { return Pruefziffer::Keine };
        let ziffer = match self {
            PzVerfahren::Keines => return Pruefziffer::Beliebig,
            PzVerfahren::Mod11 => match mod11(&z) {
                0 => 0,
                1 => return Pruefziffer::Keine,
                rest => 11 - rest,
            },
            PzVerfahren::Luhn => (10 - luhn(&z) % 10) % 10,
            PzVerfahren::Ik => ik(&z),
        };
        Pruefziffer::Ziffer(ziffer as u8)
    }
}

fn mod11(z: &[u32]) -> u32 {
    z.iter().rev().zip([2, 3, 4, 5, 6, 7].into_iter().cycle()).map(|(&w, g)| w * g).sum::<u32>() % 11
}

fn luhn(z: &[u32]) -> u32 {
    z.iter().rev().zip([2, 1].into_iter().cycle()).map(|(&w, g)| quersumme(w * g)).sum()
}

fn ik(z: &[u32]) -> u32 {
    z[2..8].iter().zip([2, 1].into_iter().cycle()).map(|(&w, g)| quersumme(w * g)).sum::<u32>() % 10
}

/// Returns true if nine digits carry the check digit of an Institutionskennzeichen: digits 3–8 times 2 1 2 1 2 1, the
/// cross-sums added, modulo 10. The class (digits 1–2) is not part of it.
pub fn ik_gueltig(nummer: &str) -> bool {
    ziffern::<9>(nummer).is_some_and(|z| ik(&z) == z[8])
}

/// Returns true if eight digits are a PZN: Σ digit i × i over the first seven, modulo 11; remainder 10 never occurs.
pub fn pzn_gueltig(pzn: &str) -> bool {
    ziffern::<8>(pzn).is_some_and(|z| {
        let summe: u32 = z[..7].iter().zip(1..).map(|(&w, i)| w * i).sum();
        summe % 11 == z[7]
    })
}

/// Whether nine digits carry the check digit of an Arztnummer (LANR): weights 4 9 4 9 4 9 over the first six, the
/// complement to ten of the sum. Official samples break the rule, so it is never more than a note.
pub fn lanr_gueltig(lanr: &str) -> bool {
    ziffern::<9>(lanr).is_some_and(|z| {
        let summe: u32 = z[..6].iter().zip([4, 9].into_iter().cycle()).map(|(&w, g)| w * g).sum();
        (10 - summe % 10) % 10 == z[6]
    })
}

fn quersumme(zahl: u32) -> u32 {
    zahl / 10 + zahl % 10
}

fn ziffern<const N: usize>(text: &str) -> Option<[u32; N]> {
    let bytes: [u8; N] = text.as_bytes().try_into().ok()?;
    bytes.iter().all(u8::is_ascii_digit).then(|| bytes.map(|b| u32::from(b - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn file_numbers_by_the_method_of_the_payer() {
        use PzVerfahren::{Ik, Keines, Luhn, Mod11};
        for (verfahren, nummer, erwartet) in [
            (Keines, "12345678", Pruefziffer::Beliebig),
            (Mod11, "12345678", Pruefziffer::Ziffer(5)),
            (Mod11, "10000018", Pruefziffer::Ziffer(0)),
            (Mod11, "10002536", Pruefziffer::Ziffer(1)),
            (Mod11, "10000013", Pruefziffer::Keine),
            (Mod11, "00000000", Pruefziffer::Ziffer(0)),
            (Luhn, "12345678", Pruefziffer::Ziffer(2)),
            (Luhn, "07992739", Pruefziffer::Ziffer(8)),
            (Luhn, "10002536", Pruefziffer::Ziffer(0)),
            (Ik, "12099100", Pruefziffer::Ziffer(9)),
            (Ik, "99099100", Pruefziffer::Ziffer(9)),
        ] {
            assert_eq!(verfahren.pruefziffer(nummer), erwartet, "{verfahren} {nummer}");
        }
        for nummer in ["", "1234567", "123456789", "1234567x"] {
            assert_eq!(Luhn.pruefziffer(nummer), Pruefziffer::Keine, "{nummer:?}");
        }
    }

    #[test]
    fn methods_are_named_as_in_the_configuration() {
        for verfahren in PzVerfahren::ALLE {
            assert_eq!(verfahren.to_string().parse(), Ok(*verfahren));
        }
        assert!("mod97".parse::<PzVerfahren>().expect_err("unknown").contains("none, mod11, luhn, ik"));
    }

    #[test]
    fn institution_numbers() {
        for ik in ["120991009", "120590446", "303100245", "306101210", "305327686"] {
            assert!(ik_gueltig(ik), "{ik}");
        }
        for ik in ["120991008", "12099100", "1209910090", "12099100x", ""] {
            assert!(!ik_gueltig(ik), "{ik}");
        }
    }

    #[test]
    fn article_numbers() {
        for pzn in ["04908802", "01234562", "04121769", "05190086", "01279518"] {
            assert!(pzn_gueltig(pzn), "{pzn}");
        }
        for pzn in ["04908803", "4908802", "", "0490880?"] {
            assert!(!pzn_gueltig(pzn), "{pzn}");
        }
    }

    #[test]
    fn doctor_numbers() {
        // 1·4 + 2·9 + 3·4 + 4·9 + 5·4 + 6·9 = 144, complement 6
        assert!(lanr_gueltig("123456601"));
        assert!(!lanr_gueltig("123456501"));
        assert!(!lanr_gueltig("1234566"));
    }
}
