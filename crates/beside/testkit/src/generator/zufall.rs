//! Pseudo-random numbers that are the same on every machine, for ever: xoshiro256** seeded by splitmix64.
//!
//! Integers only: floating point would tie the bytes of a fixture to a mathematics library.

use std::ops::RangeInclusive;

/// A stream of pseudo-random numbers.
#[derive(Clone, Debug)]
pub struct Zufall([u64; 4]);

impl Zufall {
    /// The stream of this name and number under a seed. Streams are independent of each other, so that more
    /// prescriptions do not change the register and more cases do not change the articles.
    pub fn strom(saat: u64, name: &str, nummer: u64) -> Self {
        let anfang = name.bytes().fold(saat, |zustand, byte| splitmix(zustand ^ u64::from(byte)));
        let mut zustand = splitmix(anfang ^ splitmix(nummer));
        Zufall(std::array::from_fn(|_| {
            zustand = zustand.wrapping_add(0x9E37_79B9_7F4A_7C15);
            splitmix(zustand)
        }))
    }

    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        let s = &mut self.0;
        let ergebnis = s[1].wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        ergebnis
    }

    /// A number from 0 to `grenze` − 1; `grenze` must not be 0.
    pub fn unter(&mut self, grenze: u64) -> u64 {
        ((u128::from(self.bits()) * u128::from(grenze)) >> 64) as u64
    }

    /// An index into a list of this length, which must not be empty.
    pub fn stelle(&mut self, laenge: usize) -> usize {
        self.unter(laenge as u64) as usize
    }

    /// A number of the range.
    pub fn zwischen(&mut self, bereich: RangeInclusive<i64>) -> i64 {
        let umfang = bereich.end() - bereich.start() + 1;
        bereich.start() + self.unter(umfang as u64) as i64
    }

    /// Yes in so many of 1,000 cases.
    pub fn promille(&mut self, anteil: u64) -> bool {
        self.unter(1000) < anteil
    }

    /// One of the values; there must be one.
    pub fn eines<T: Copy>(&mut self, werte: &[T]) -> T {
        werte[self.stelle(werte.len())]
    }

    /// Brings the values into a random order.
    pub fn mische<T>(&mut self, werte: &mut [T]) {
        for ende in (1..werte.len()).rev() {
            werte.swap(ende, self.stelle(ende + 1));
        }
    }
}

fn splitmix(zustand: u64) -> u64 {
    let z = zustand.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_repeated_and_differs_from_its_neighbours() {
        let anfang = |saat, name, nummer| {
            let mut zufall = Zufall::strom(saat, name, nummer);
            [zufall.bits(), zufall.bits()]
        };
        assert_eq!(anfang(1, "a", 1), anfang(1, "a", 1));
        for anderer in [anfang(2, "a", 1), anfang(1, "b", 1), anfang(1, "a", 2)] {
            assert_ne!(anfang(1, "a", 1), anderer);
        }
    }

    #[test]
    fn the_generator_is_xoshiro256_starstar() {
        // The first numbers of the reference implementation (Blackman, Vigna) from the state 1, 2, 3, 4.
        let mut zufall = Zufall([1, 2, 3, 4]);
        assert_eq!([zufall.bits(), zufall.bits(), zufall.bits()], [11520, 0, 1509978240]);
    }

    #[test]
    fn numbers_stay_in_their_range_and_reach_its_ends() {
        let mut zufall = Zufall::strom(1, "probe", 0);
        let zahlen: Vec<i64> = (0..1000).map(|_| zufall.zwischen(-3..=3)).collect();
        assert_eq!((zahlen.iter().min(), zahlen.iter().max()), (Some(&-3), Some(&3)));
        let treffer = (0..10_000).filter(|_| zufall.promille(100)).count();
        assert!((800..1200).contains(&treffer), "{treffer}");
    }

    #[test]
    fn mixing_keeps_every_value() {
        let mut werte: Vec<u32> = (0..100).collect();
        Zufall::strom(1, "probe", 0).mische(&mut werte);
        assert_ne!(werte, (0..100).collect::<Vec<_>>());
        werte.sort_unstable();
        assert_eq!(werte, (0..100).collect::<Vec<_>>());
    }
}
