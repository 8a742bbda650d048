use proptest::prelude::*;

use crate::{Sorted, Sorter, Spill};

type Record = (Vec<u8>, Vec<u8>);

fn all(sorted: &Sorted<'_>) -> Vec<Record> {
    let mut merge = sorted.records().expect("readable");
    let mut records = Vec::new();
    while let Some((key, payload)) = merge.next().expect("readable") {
        records.push((key.to_vec(), payload.to_vec()));
    }
    records
}

fn sort<'s>(spill: &'s Spill, limit: usize, records: &[Record]) -> Sorted<'s> {
    let mut sorter = Sorter::new(spill, limit);
    for (key, payload) in records {
        sorter.push(key, payload).expect("room");
    }
    sorter.finish().expect("room")
}

fn number(nr: u32) -> Record {
    (nr.to_be_bytes().to_vec(), vec![b'x'; nr as usize % 300])
}

#[test]
fn a_file_of_its_own_has_no_name() {
    let dir = tempfile::tempdir().expect("a folder");
    let spill = Spill::in_folder(dir.path()).expect("a file");
    let records: Vec<Record> = (0..5000).rev().map(number).collect();
    let sorted = sort(&spill, 1 << 14, &records);
    assert_eq!(std::fs::read_dir(dir.path()).expect("a folder").count(), 0);
    assert!(sorted.runs.len() > 20 && sorted.count() == 5000);
    assert_eq!(all(&sorted), (0..5000).map(number).collect::<Vec<_>>());
}

#[test]
fn records_in_order_are_one_run() {
    let spill = Spill::in_memory();
    let records: Vec<Record> = (0..5000).map(number).collect();
    let sorted = sort(&spill, 1 << 14, &records);
    assert_eq!(sorted.runs.len(), 1);
    assert_eq!(all(&sorted), records);
}

#[test]
fn nothing_is_sorted_too() {
    let spill = Spill::in_memory();
    assert_eq!(all(&sort(&spill, 100, &[])), []);
    let empty = vec![Record::default(); 3];
    assert_eq!(all(&sort(&spill, 100, &empty)), empty, "neither key nor payload");
    let large = (b"k".to_vec(), vec![7; 1 << 20]);
    assert_eq!(all(&sort(&spill, 100, std::slice::from_ref(&large))), [large], "larger than all that may be held");
}

proptest! {
    #[test]
    fn sorted_as_in_memory(
        records in proptest::collection::vec(
            (proptest::collection::vec(any::<u8>(), 0..12), proptest::collection::vec(any::<u8>(), 0..40)), 0..200),
        limit in 50..4000_usize,
        parts in 1..4_usize,
    ) {
        // Records with equal keys come in no order, so each gets a key of its own.
        let records: Vec<Record> = records.into_iter().enumerate().map(|(nr, (mut key, payload))| {
            key.extend((nr as u16).to_be_bytes());
            (key, payload)
        }).collect();
        let spill = Spill::in_memory();
        let sorted: Vec<_> = records.chunks(200 / parts + 1).map(|part| sort(&spill, limit, part)).collect();
        let mut expected = records.clone();
        expected.sort();
        let found = Sorted::together(sorted).map(|sorted| all(&sorted)).unwrap_or_default();
        prop_assert_eq!(found, expected);
    }
}
