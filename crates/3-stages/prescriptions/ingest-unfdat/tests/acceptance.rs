//! The deliveries of the acceptance set, where it is present beside the repository.

use std::fs;

use domain::{Fall, UnfdatOptionen};
use ingest_unfdat::{Cases, Delivery, Ingested, Settings};

fn read(path: &str) -> Option<Vec<u8>> {
    muster::acceptance(&format!("a/{path}")).map(|file| fs::read(file).expect("readable"))
}

fn ingested(delivery: &str) -> Option<Vec<Fall>> {
    let inhalt = read(delivery)?;
    let delivery = Delivery { datei: delivery.into(), inhalt: &inhalt, liste: String::new(), bestaetigt: false };
    let settings = Settings::new(&UnfdatOptionen::default()).expect("the defaults");
    let result = Ingested::before(Cases::default()).after(delivery, &settings);
    assert_eq!((result.abgelehnt, result.refused), (vec![], vec![]));
    Some(result.cases.faelle())
}

#[test]
fn the_register_is_the_expected_one() {
    let Some(faelle) = ingested("drop/BG28/unfdat/BG28_UnfDat.dfue") else { return };
    let expected = read("expected/faelle.csv").expect("part of the set");
    let expected: Vec<Fall> =
        csv::Reader::from_reader(&expected[..]).deserialize().collect::<Result<_, _>>().expect("a register");
    assert_eq!(faelle, expected);
}

#[test]
fn the_other_payers_register_is_read_whole() {
    let Some(faelle) = ingested("drop/BG10/unfdat/BG10_UnfDat.dfue") else { return };
    assert!(!faelle.is_empty());
}
