//! Check digits of the trade's numbers.

/// Whether nine digits carry the check digit of an Institutionskennzeichen: digits 3–8 times 2 1 2 1 2 1, the
/// cross-sums added, modulo 10. The class (digits 1–2) is not part of it.
pub fn ik_gueltig(ik: &str) -> bool {
    match ziffern::<9>(ik) {
        Some(z) => {
            let summe: u32 = z[2..8].iter().enumerate().map(|(i, &w)| quersumme(w * (2 - i as u32 % 2))).sum();
            summe % 10 == z[8]
        }
        None => false,
    }
}

/// Whether eight digits are a PZN: Σ digit i × i over the first seven, modulo 11; remainder 10 never occurs.
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
