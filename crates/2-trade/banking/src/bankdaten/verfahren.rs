//! Check digits of account numbers, by the numbers that the Bundesbank gives to the methods ("Kennzeichen").
//!
//! Accounts have ten digits, filled with zeros from the left; positions count from 1 as the descriptions do. Most methods
//! multiply some positions, from the right, by weights and compare what is left over with one position. Bankers leave
//! out a sub-account of two zeros at the end; methods that know this try the number again two positions further left.

use std::ops::RangeInclusive;

/// Ten digits.
type Konto = [u32; 10];

/// Whether an account carries the check digit of a method; none if the method is not among these.
pub(super) fn gueltig(verfahren: &str, konto: &str) -> Option<bool> {
    let konto = stellen(konto)?;
    let stelle = |nr: usize| konto[nr - 1];
    Some(match verfahren {
        "09" => true,
        "00" => luhn(&konto, 1..=9) == stelle(10),
        "01" => zehner(&konto, 1..=9, &[3, 7, 1]) == stelle(10),
        "06" => elfer(&konto, 1..=9, &[2, 3, 4, 5, 6, 7]) == stelle(10),
        "10" => elfer(&konto, 1..=9, &[2, 3, 4, 5, 6, 7, 8, 9, 10]) == stelle(10),
        "13" => luhn(&konto, 2..=7) == stelle(8) || luhn(&konto, 4..=9) == stelle(10),
        "20" => elfer(&konto, 1..=9, &[2, 3, 4, 5, 6, 7, 8, 9, 3]) == stelle(10),
        "28" => elfer(&konto, 1..=7, &[2, 3, 4, 5, 6, 7, 8]) == stelle(8),
        "32" => elfer(&konto, 4..=9, &[2, 3, 4, 5, 6, 7]) == stelle(10),
        "33" => elfer(&konto, 5..=9, &[2, 3, 4, 5, 6]) == stelle(10),
        "34" => elfer(&konto, 1..=7, &[2, 4, 8, 5, 10, 9, 7]) == stelle(8),
        "38" => elfer(&konto, 4..=9, &[2, 4, 8, 5, 10, 9]) == stelle(10),
        "61" => verfahren_61(&konto),
        "63" => verfahren_63(&konto),
        "76" => verfahren_76(&konto),
        "88" if stelle(3) == 9 => elfer(&konto, 3..=9, &[2, 3, 4, 5, 6, 7, 8]) == stelle(10),
        "88" => elfer(&konto, 4..=9, &[2, 3, 4, 5, 6, 7]) == stelle(10),
        "99" if (396_000_000..=499_999_999).contains(&zahl(&konto)) => true,
        "99" => elfer(&konto, 1..=9, &[2, 3, 4, 5, 6, 7]) == stelle(10),
        _ => return None,
    })
}

/// Digits 1 to 7 with the check digit at 8; where position 9 is an 8, positions 9 and 10 count, too.
fn verfahren_61(konto: &Konto) -> bool {
    let stellen: Vec<u32> = if konto[8] == 8 { [&konto[..7], &konto[8..]].concat() } else { konto[..7].to_vec() };
    luhn_von(&stellen) == konto[7]
}

/// The number stands at 2 to 7, its check digit at 8, a zero before it; without sub-account at 4 to 9 and 10.
fn verfahren_63(konto: &Konto) -> bool {
    let mit_unterkonto = konto[0] == 0 && luhn(konto, 2..=7) == konto[7];
    let ohne_unterkonto = konto[..3] == [0, 0, 0] && luhn(konto, 4..=9) == konto[9];
    mit_unterkonto || ohne_unterkonto
}

/// The kind of the account stands at 1, the number at 2 to 7, its check digit at 8; without sub-account two further
/// right. The check digit is what is left over; a number that leaves 10 is never issued.
fn verfahren_76(konto: &Konto) -> bool {
    let art = |stelle: usize| matches!(konto[stelle - 1], 0 | 4 | 6..=9);
    let rest = |stellen| summe(konto, stellen, &[2, 3, 4, 5, 6, 7]) % 11;
    let ohne_unterkonto = konto[..2] == [0, 0] && art(3) && rest(4..=9) == konto[9];
    (art(1) && rest(2..=7) == konto[7]) || ohne_unterkonto
}

/// The digit that completes the sum of the cross-sums, weights 2 1 2 1 from the right, to a multiple of ten.
fn luhn(konto: &Konto, stellen: RangeInclusive<usize>) -> u32 {
    luhn_von(&konto[stellen.start() - 1..*stellen.end()])
}

fn luhn_von(stellen: &[u32]) -> u32 {
    let produkte = stellen.iter().rev().zip([2, 1].into_iter().cycle()).map(|(ziffer, gewicht)| ziffer * gewicht);
    (10 - produkte.map(|produkt| produkt / 10 + produkt % 10).sum::<u32>() % 10) % 10
}

/// The digit that completes the sum of the products to a multiple of ten.
fn zehner(konto: &Konto, stellen: RangeInclusive<usize>, gewichte: &[u32]) -> u32 {
    (10 - summe(konto, stellen, gewichte) % 10) % 10
}

/// What is missing to a multiple of eleven; 0 where that has two digits.
fn elfer(konto: &Konto, stellen: RangeInclusive<usize>, gewichte: &[u32]) -> u32 {
    match summe(konto, stellen, gewichte) % 11 {
        0 | 1 => 0,
        rest => 11 - rest,
    }
}

/// The products of positions, from the right, with weights, repeated as often as needed.
fn summe(konto: &Konto, stellen: RangeInclusive<usize>, gewichte: &[u32]) -> u32 {
    let stellen = &konto[stellen.start() - 1..*stellen.end()];
    stellen.iter().rev().zip(gewichte.iter().cycle()).map(|(ziffer, gewicht)| ziffer * gewicht).sum()
}

fn zahl(konto: &Konto) -> u64 {
    konto.iter().fold(0, |zahl, &ziffer| zahl * 10 + u64::from(ziffer))
}

fn stellen(konto: &str) -> Option<Konto> {
    let ziffern: Vec<u32> = format!("{konto:0>10}").chars().map(|z| z.to_digit(10)).collect::<Option<_>>()?;
    ziffern.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Accounts drawn at random and what another program (ktoblzcheck 1.53) says of each: method, account, valid or not.
    #[test]
    fn another_program_says_the_same() {
        let proben = include_str!("proben.csv").lines().skip(1);
        let mut anzahl = 0;
        for probe in proben {
            let [verfahren, konto, erwartet] = probe.split(',').collect::<Vec<_>>()[..] else { panic!("{probe}") };
            assert_eq!(gueltig(verfahren, konto), Some(erwartet == "ja"), "{probe}");
            anzahl += 1;
        }
        assert!(anzahl > 500, "{anzahl}");
    }

    #[test]
    fn an_unknown_method_says_nothing() {
        assert_eq!(gueltig("E4", "1162268"), None);
        assert_eq!(gueltig("00", "x"), None);
        assert_eq!(gueltig("00", "12345678901"), None);
    }
}
