//! Random histories: runs, repeats, `--force`, kills, late and duplicate deliveries, decisions and confirmations in any
//! order, claims set off, money that comes back, what one person or two decide on it, and ledgers that are lost, older or
//! another payer's. Whatever happened, a prescription is ordered with its final net or not at all, each order exists once,
//! and ledger and files agree (`modell`).
//!
//! `ZAHLBAR_HISTORIEN=N` plays so many histories instead of 500, `ZAHLBAR_HISTORIE=NR` one of them and tells its story.

mod geschichte;
mod haus;
mod modell;
mod programme;
mod urteile;
mod verlust;

use std::panic::catch_unwind;
use std::sync::atomic::{AtomicU64, Ordering};

use self::geschichte::{Ausgang, spiele};

const HISTORIEN: u64 = 500;
/// Histories of the real programs.
const PROGRAMME: u64 = 12;

fn zahl(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn ordered_once_or_not_at_all_in_every_history() {
    if let Some(nr) = zahl("ZAHLBAR_HISTORIE") {
        spiele(nr, true);
        return;
    }
    let (anzahl, naechste) = (zahl("ZAHLBAR_HISTORIEN").unwrap_or(HISTORIEN), AtomicU64::new(0));
    let ausgang = std::thread::scope(|scope| {
        let arbeite = || {
            let mut summe = Ausgang::default();
            loop {
                let nr = naechste.fetch_add(1, Ordering::Relaxed);
                if nr >= anzahl {
                    return summe;
                }
                match catch_unwind(|| spiele(nr, false)) {
                    Ok(ausgang) => summe += ausgang,
                    Err(_) => panic!("history {nr} breaks a rule: ZAHLBAR_HISTORIE={nr} tells its story"),
                }
            }
        };
        let threads = std::thread::available_parallelism().map_or(1, usize::from);
        let arbeiter: Vec<_> = (0..threads).map(|_| scope.spawn(arbeite)).collect();
        arbeiter.into_iter().map(|a| a.join().expect("every history holds")).fold(Ausgang::default(), |a, b| a + b)
    });
    println!("{anzahl} histories: {ausgang:?}");
    // A generator that makes nothing happen proves nothing.
    let Ausgang { zurueckgekommen, neu_angewiesen, verzichtet, verrechnet, spaetere_paesse, .. } = ausgang;
    assert!(ausgang.kills > anzahl && ausgang.auftraege > anzahl && ausgang.bestaetigt > anzahl / 8, "{ausgang:?}");
    assert!(zurueckgekommen > anzahl / 4 && neu_angewiesen > anzahl / 80 && verzichtet > anzahl / 40, "{ausgang:?}");
    assert!(ausgang.abgelehnt > anzahl / 4, "{ausgang:?}");
    assert!(verrechnet > anzahl / 100 && spaetere_paesse > anzahl / 200, "{ausgang:?}");
}

#[test]
fn the_programs_order_once_however_often_they_are_killed() {
    let naechste = AtomicU64::new(0);
    let auftraege: usize = std::thread::scope(|scope| {
        let arbeite = || {
            let nummern = std::iter::repeat_with(|| naechste.fetch_add(1, Ordering::Relaxed));
            nummern.take_while(|nr| *nr < PROGRAMME).map(programme::spiele).sum::<usize>()
        };
        let arbeiter = [scope.spawn(arbeite), scope.spawn(arbeite)];
        arbeiter.into_iter().map(|a| a.join().expect("every history holds")).sum()
    });
    assert!(auftraege as u64 > PROGRAMME, "{auftraege} orders in {PROGRAMME} histories");
}
