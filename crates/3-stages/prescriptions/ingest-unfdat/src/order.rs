//! The records of a delivery by Aktenzeichen.

use mainframe::unfdat::Satz;
use rayon::prelude::*;

/// Bits of an Aktenzeichen that are looked at together; three times as many hold every number of eight digits.
const BITS: u32 = 9;
const PASSES: usize = 3;

/// Aktenzeichen, place among the sound records of the delivery, and whether the case was handed over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key(u64);

impl Key {
    fn of(nr: usize, satz: &Satz) -> Self {
        Key(u64::from(satz.aktenzeichen) << 32 | (nr as u64) << 1 | u64::from(satz.abgegeben))
    }

    pub(crate) fn aktenzeichen(self) -> u32 {
        (self.0 >> 32) as u32
    }

    pub(crate) fn nr(self) -> u32 {
        self.0 as u32 >> 1
    }

    pub(crate) fn abgegeben(self) -> bool {
        self.0 & 1 == 1
    }

    /// The bits of the Aktenzeichen that a pass looks at.
    fn bits(self, pass: usize) -> usize {
        (self.aktenzeichen() >> (BITS * pass as u32)) as usize % (1 << BITS)
    }
}

/// The records by Aktenzeichen, those of the same one in the order of the file.
pub(crate) fn by_aktenzeichen(saetze: &[Satz]) -> Vec<Key> {
    let keys: Vec<Key> = saetze.par_iter().enumerate().map(|(nr, satz)| Key::of(nr, satz)).collect();
    if keys.is_sorted() { keys } else { sorted(keys) }
}

/// Sorts by the last bits first. What was in order stays so: places of the same Aktenzeichen do not change theirs.
fn sorted(mut keys: Vec<Key>) -> Vec<Key> {
    let mut counts = [[0; 1 << BITS]; PASSES];
    for key in &keys {
        counts.iter_mut().enumerate().for_each(|(pass, counts)| counts[key.bits(pass)] += 1);
    }
    let mut moved = vec![Key::default(); keys.len()];
    for (pass, counts) in counts.into_iter().enumerate() {
        let mut end = 0;
        let mut places = counts.map(|count: usize| {
            end += count;
            end - count
        });
        for key in &keys {
            let place = &mut places[key.bits(pass)];
            moved[*place] = *key;
            *place += 1;
        }
        std::mem::swap(&mut keys, &mut moved);
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_by_number_and_place() {
        for count in [0, 1, 2, 1000, 100_000_u64] {
            let number = |nr| nr * 48_271 % 99_991 * 1009 % 100_000_000;
            let keys: Vec<Key> = (0..count).map(|nr| Key(number(nr) << 32 | nr << 1 | (nr % 3 % 2))).collect();
            let mut expected = keys.clone();
            expected.sort_unstable();
            assert_eq!(sorted(keys), expected);
        }
        let ends = [Key(99_999_999 << 32), Key(99_999_999 << 32 | 3), Key(0)];
        assert_eq!(sorted(ends.to_vec()), [ends[2], ends[0], ends[1]]);
        assert_eq!((ends[1].aktenzeichen(), ends[1].nr(), ends[1].abgegeben()), (99_999_999, 1, true));
    }
}
