use domain::Betrag;

use super::*;
use crate::verbuchen::tests::{anweisung, tag};

fn umsatz(auftrag: &str, cent: i64) -> Umsatz {
    Umsatz {
        offset: 0,
        gebucht: true,
        belastung: true,
        storno: false,
        rueckgabe: false,
        am: tag("2005-03-15"),
        betrag: Some(Betrag::aus_cent(cent)),
        auftrag: auftrag.into(),
        sammler_id: String::new(),
        nachricht_id: String::new(),
        gruende: String::new(),
    }
}

/// The message M with the orders A and B of 1.00 each in its block.
fn enthalten() -> Vec<Enthalten> {
    ["A", "B"]
        .map(|id| Enthalten { nachricht_id: "M".into(), sammler_id: "M-1".into(), anweisung: anweisung(id, 100) })
        .to_vec()
}

/// (order, what is said), number of refused lines, number of bookings that are none of ours.
fn kurz(umsatz: Umsatz) -> (Vec<(String, Aussage)>, usize, u64) {
    let gesagt = aus_umsaetzen("s.xml", "ss", &[umsatz], &enthalten(), |id| id == "A" || id == "B");
    let meldungen = gesagt.meldungen.into_iter().map(|m| (m.anweisung_id, m.aussage)).collect();
    (meldungen, gesagt.abgelehnt.len(), gesagt.andere_umsaetze)
}

#[test]
fn a_debit_confirms_and_money_that_comes_back_is_a_return() {
    let a = |aussage| (vec![("A".to_owned(), aussage)], 0, 0);
    assert_eq!(kurz(umsatz("A", 100)), a(Aussage::Bestaetigt));
    assert_eq!(kurz(Umsatz { gebucht: false, ..umsatz("A", 100) }), a(Aussage::InArbeit));
    let zurueck = Umsatz { belastung: false, ..umsatz("A", 100) };
    assert_eq!(kurz(zurueck.clone()), a(Aussage::Zurueckgewiesen));
    assert_eq!(kurz(Umsatz { rueckgabe: true, ..zurueck.clone() }), a(Aussage::Zurueckgewiesen));
    assert_eq!(kurz(Umsatz { storno: true, ..zurueck }), a(Aussage::Zurueckgewiesen));
}

#[test]
fn what_a_person_has_to_look_at_is_refused_with_its_name() {
    assert_eq!(kurz(Umsatz { rueckgabe: true, ..umsatz("A", 100) }), (vec![], 1, 0));
    assert_eq!(kurz(Umsatz { betrag: None, ..umsatz("A", 100) }), (vec![], 1, 0));
}

#[test]
fn a_block_booked_as_a_sum_says_it_of_all_its_orders() {
    for (sammler_id, nachricht_id) in [("M-1", "M"), ("", "M"), ("M-1", "")] {
        let summe =
            |cent| Umsatz { sammler_id: sammler_id.into(), nachricht_id: nachricht_id.into(), ..umsatz("", cent) };
        let beide = vec![("A".to_owned(), Aussage::Bestaetigt), ("B".to_owned(), Aussage::Bestaetigt)];
        assert_eq!(kurz(summe(200)), (beide, 0, 0));
        assert_eq!(kurz(summe(199)), (vec![], 1, 0), "which of them is not said");
    }
    assert_eq!(kurz(Umsatz { sammler_id: "X-1".into(), ..umsatz("", 200) }), (vec![], 0, 1));
}

#[test]
fn what_others_book_on_the_account_is_counted() {
    assert_eq!(kurz(umsatz("Miete", 100)), (vec![], 0, 1));
    assert_eq!(kurz(umsatz("", 100)), (vec![], 0, 1));
    // An order that nobody made, in a message of ours, is refused where the orders are known.
    let fremd = Umsatz { nachricht_id: "M".into(), ..umsatz("C", 100) };
    assert_eq!(kurz(fremd), (vec![("C".to_owned(), Aussage::Bestaetigt)], 0, 0));
}
