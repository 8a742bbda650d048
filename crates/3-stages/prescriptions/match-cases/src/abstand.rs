//! How many edits two texts are apart, as far as it matters: two at most.
//!
//! An edit is a letter more, less or another, or two neighbours exchanged (optimal string alignment).

use strsim::osa_distance;

/// Letters by which a text may be longer that is two edits from another.
pub(crate) const LAENGENUNTERSCHIED: usize = 2;
/// Letters that two such texts may differ in: two edits, each with one letter less and one more.
const UNGLEICHE_BUCHSTABEN: u32 = 4;

/// Tells if two texts are so many edits apart at most: one or two. Most pairs are told apart by their letters alone, without
/// a table of distances.
pub(crate) fn hoechstens(edits: usize, a: &str, b: &str) -> bool {
    debug_assert!(edits <= LAENGENUNTERSCHIED);
    vielleicht_verschrieben(a, b) && osa_distance(a, b) <= edits
}

/// False only where two texts are more than two edits apart.
pub(crate) fn vielleicht_verschrieben(a: &str, b: &str) -> bool {
    if !a.is_ascii() || !b.is_ascii() {
        return true;
    }
    let buchstaben = |text: &str| text.bytes().fold(0_u32, |menge, b| menge | 1 << (b & 31));
    a.len().abs_diff(b.len()) <= LAENGENUNTERSCHIED
        && (buchstaben(a) ^ buchstaben(b)).count_ones() <= UNGLEICHE_BUCHSTABEN
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_letters_rule_out_nothing_that_is_near(a in "[a-e ]{0,8}", b in "[a-e ]{0,8}", edits in 1_usize..=2) {
            prop_assert_eq!(hoechstens(edits, &a, &b), osa_distance(&a, &b) <= edits);
        }
    }
}
