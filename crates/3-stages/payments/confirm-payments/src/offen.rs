//! Open money: orders that a bank rejected, from the first day on, and orders that nobody has confirmed in time.

use std::collections::HashMap;

use domain::{Anweisung, Datum, UnbestaetigteAnweisung};
use ledger::Ruecklauf;
use rules::kalender::Kalender;

/// Those of the unconfirmed orders that came back, or whose time is over on `datum`: so many working days after the
/// order, which is not counted.
pub fn unbestaetigt(
    anweisungen: &[Anweisung],
    ruecklaeufe: &[Ruecklauf],
    kalender: &Kalender,
    tage: u32,
    datum: Datum,
) -> Vec<UnbestaetigteAnweisung> {
    let gruende: HashMap<&str, &str> =
        ruecklaeufe.iter().map(|r| (r.anweisung.anweisung_id.as_str(), r.zurueckweisung.bemerkung.as_str())).collect();
    let zeile = |anweisung: &Anweisung| UnbestaetigteAnweisung {
        anweisung_id: anweisung.anweisung_id.clone(),
        beleg_id: anweisung.beleg_id.clone(),
        rechnungsnummer: anweisung.rechnungsnummer.clone(),
        rechnungssteller: anweisung.rechnungssteller.clone(),
        betrag: anweisung.betrag,
        angewiesen_am: anweisung.angewiesen_am,
        bestaetigung_bis: kalender.arbeitstage_nach(anweisung.angewiesen_am, tage),
        zurueckweisung: gruende.get(anweisung.anweisung_id.as_str()).map_or_else(String::new, |grund| {
            // A payer may give no reason.
            if grund.is_empty() { "zurückgekommen".to_owned() } else { (*grund).to_owned() }
        }),
    };
    let zu_nennen = |a: &&Anweisung| {
        gruende.contains_key(a.anweisung_id.as_str()) || kalender.arbeitstage_nach(a.angewiesen_am, tage) <= datum
    };
    anweisungen.iter().filter(zu_nennen).map(zeile).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verbuchen::tests::{anweisung, tag};

    #[test]
    fn five_working_days_after_the_order_it_is_listed() {
        let bw = Kalender::fuer_land("BW").expect("a Land");
        let orders = [anweisung("A", 100)]; // ordered on Friday 11.03.2005
        let am = |datum: &str, tage| unbestaetigt(&orders, &[], &bw, tage, tag(datum)).len();
        assert_eq!((am("2005-03-17", 5), am("2005-03-18", 5), am("2005-03-19", 5)), (0, 1, 1));
        assert_eq!((am("2005-03-11", 0), am("2005-03-29", 10), am("2005-03-24", 10)), (1, 1, 0)); // Easter between
    }

    #[test]
    fn a_rejection_is_shown_with_it() {
        let bw = Kalender::fuer_land("BW").expect("a Land");
        let orders = [anweisung("A", 100)];
        let rejected = crate::verbuchen::tests::ruecklauf("A", "RJCT AC04");
        let listed = unbestaetigt(&orders, &[rejected], &bw, 5, tag("2005-03-18"));
        assert_eq!((listed[0].zurueckweisung.as_str(), listed[0].bestaetigung_bis), ("RJCT AC04", tag("2005-03-18")));
    }

    #[test]
    fn a_rejected_order_is_open_money_from_the_day_on() {
        let bw = Kalender::fuer_land("BW").expect("a Land");
        let orders = [anweisung("A", 100), anweisung("B", 100)];
        let rejected = crate::verbuchen::tests::ruecklauf("A", "RJCT AC01");
        let listed = unbestaetigt(&orders, &[rejected], &bw, 5, tag("2005-03-14"));
        assert_eq!(listed.iter().map(|o| o.anweisung_id.as_str()).collect::<Vec<_>>(), ["A"]);
    }
}
