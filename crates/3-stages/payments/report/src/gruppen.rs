//! Small groups stand together, so that no figure speaks of a person.

/// A row that sums up a group.
pub trait Gruppe {
    /// How many prescriptions, lines or grants it sums up.
    fn anzahl(&self) -> u32;
    /// Adds what another sums up.
    fn dazu(&mut self, andere: &Self);
    /// Takes away what names the group.
    fn ohne_namen(&mut self);
    /// Returns true if nothing names it.
    fn namenlos(&self) -> bool;
}

/// A smaller group has no row of its own.
pub const MINDESTENS: u32 = 5;

/// The groups of at least [`MINDESTENS`]; all smaller ones as a single row at the end. If that row would be small
/// itself, the smallest of the others joins it: else it could be found by subtraction from a known total. A group that
/// nothing names is in that row, too: there is one row without a name.
pub fn zusammen<G: Gruppe>(gruppen: impl IntoIterator<Item = G>) -> Vec<G> {
    let (mut grosse, mut kleine): (Vec<G>, Vec<G>) =
        gruppen.into_iter().filter(|g| g.anzahl() > 0).partition(|g| g.anzahl() >= MINDESTENS && !g.namenlos());
    let zahl = |kleine: &[G]| kleine.iter().map(Gruppe::anzahl).sum::<u32>();
    while !kleine.is_empty() && zahl(&kleine) < MINDESTENS {
        let Some((nr, _)) = grosse.iter().enumerate().min_by_key(|(nr, g)| (g.anzahl(), *nr)) else { break };
        kleine.push(grosse.remove(nr));
    }
    let mut kleine = kleine.into_iter();
    if let Some(mut rest) = kleine.next() {
        kleine.for_each(|gruppe| rest.dazu(&gruppe));
        rest.ohne_namen();
        grosse.push(rest);
    }
    grosse
}

/// A row that sums up a part of a scale: what lies beside it is its neighbour.
pub trait Klasse {
    /// How many prescriptions it sums up.
    fn anzahl(&self) -> u32;
    /// Takes in the next class, which begins where it ends.
    fn samt_der_naechsten(&mut self, naechste: &Self);
}

/// The classes of a scale, from its lower end; one of fewer than [`MINDESTENS`] is a part of its neighbour, so that the limits
/// of every class still mean something.
pub fn nachbarn_zusammen<K: Klasse>(klassen: impl IntoIterator<Item = K>) -> Vec<K> {
    let mut zusammen: Vec<K> = Vec::new();
    for klasse in klassen {
        match zusammen.last_mut().filter(|letzte| letzte.anzahl() < MINDESTENS) {
            Some(letzte) => letzte.samt_der_naechsten(&klasse),
            None => zusammen.push(klasse),
        }
    }
    if let Some(rest) = zusammen.pop_if(|letzte| letzte.anzahl() < MINDESTENS) {
        match zusammen.last_mut() {
            Some(letzte) => letzte.samt_der_naechsten(&rest),
            None => zusammen.push(rest),
        }
    }
    zusammen
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Klasse for (u32, u32, u32) {
        fn anzahl(&self) -> u32 {
            self.2
        }
        fn samt_der_naechsten(&mut self, naechste: &Self) {
            (self.1, self.2) = (naechste.1, self.2 + naechste.2);
        }
    }

    #[test]
    fn a_small_class_is_a_part_of_its_neighbour() {
        let klassen = [(0, 10, 7), (10, 25, 2), (25, 50, 6), (50, 100, 5)];
        assert_eq!(nachbarn_zusammen(klassen), [(0, 10, 7), (10, 50, 8), (50, 100, 5)]);
        assert_eq!(nachbarn_zusammen([(0, 10, 6), (10, 25, 2), (25, 50, 1)]), [(0, 50, 9)]);
        assert_eq!(nachbarn_zusammen([(0, 10, 6), (10, 25, 1), (25, 50, 2), (50, 100, 3)]), [(0, 10, 6), (10, 100, 6)]);
        assert_eq!(nachbarn_zusammen([(0, 10, 1)]), [(0, 10, 1)]);
    }

    impl Gruppe for (&'static str, u32) {
        fn anzahl(&self) -> u32 {
            self.1
        }
        fn dazu(&mut self, andere: &Self) {
            self.1 += andere.1;
        }
        fn ohne_namen(&mut self) {
            self.0 = "";
        }
        fn namenlos(&self) -> bool {
            self.0.is_empty()
        }
    }

    #[test]
    fn small_groups_join_and_nothing_is_lost() {
        assert_eq!(zusammen([("a", 7), ("b", 2), ("c", 4), ("d", 5)]), [("a", 7), ("d", 5), ("", 6)]);
        assert_eq!(zusammen([("a", 7), ("b", 5)]), [("a", 7), ("b", 5)]);
    }

    #[test]
    fn a_rest_that_is_small_itself_takes_another_in() {
        assert_eq!(zusammen([("a", 7), ("b", 1), ("d", 5)]), [("a", 7), ("", 6)]);
        assert_eq!(zusammen([("a", 3)]), [("", 3)]);
        assert_eq!(zusammen([("a", 0)]), []);
    }

    #[test]
    fn what_nothing_names_is_in_the_row_of_the_small_ones() {
        assert_eq!(zusammen([("", 9), ("a", 7), ("b", 2)]), [("a", 7), ("", 11)]);
        assert_eq!(zusammen([("", 9), ("a", 7)]), [("a", 7), ("", 9)]);
    }
}
