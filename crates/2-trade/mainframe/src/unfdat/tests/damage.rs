//! Damage costs the record it is in and nothing else.

use super::*;

const PAGE: CodePage = CodePage::Edf03Drv;
const DOLLAR: u8 = 0x5B;

/// Six records with many kinds of empty fields, and what stands between records.
fn delivery(line_break: &[u8]) -> (Vec<Fall>, Vec<Vec<u8>>) {
    let empty =
        Fall { geb_datum: None, unf_datum: None, vorname: String::new(), zusatz: String::new(), ..fall("10000003") };
    let bare =
        Fall { strasse: String::new(), lkz: String::new(), plz: String::new(), ort: String::new(), ..fall("10000005") };
    let handed_over = |fall: Fall| Fall { abgegeben: JaNein::Ja, ..fall };
    let faelle = vec![
        fall("10000001"),
        handed_over(fall("10000002")),
        empty,
        handed_over(Fall { zusatz: String::new(), pz: "1".into(), ..fall("10000004") }),
        bare,
        fall("10000006"),
    ];
    let records = faelle.iter().map(|f| [&written(std::slice::from_ref(f), PAGE), line_break].concat()).collect();
    (faelle, records)
}

/// Asserts that, with record `damaged` replaced, all other records are read as they were; `damaged` itself may be
/// read with another value only where that is allowed.
fn assert_only_costs(damaged: usize, replacement: &[u8], line_break: &[u8], may_differ: bool, what: &str) {
    let (faelle, mut records) = delivery(line_break);
    records[damaged] = replacement.to_vec();
    let result = gelesen(&records.concat(), PAGE);
    let rejected = result.abgelehnte_saetze;
    let read = cases(result);
    let others: Vec<&Fall> = faelle.iter().enumerate().filter(|(i, _)| *i != damaged).map(|(_, f)| f).collect();
    let unchanged = |read: &[Fall]| read.iter().eq(others.iter().copied());
    if read.len() == faelle.len() && rejected == 0 && may_differ {
        let mut rest = read.clone();
        rest.remove(damaged);
        assert!(unchanged(&rest), "{what}: another record changed");
    } else {
        assert!(unchanged(&read), "{what}: {} of {} records, {rejected} rejected", read.len(), faelle.len());
        assert_eq!(rejected, 1, "{what}");
    }
}

#[test]
fn a_lost_separator_costs_one_record() {
    for line_break in [&b""[..], b"\x15", b"\x0D\x25"] {
        for (damaged, record) in delivery(line_break).1.iter().enumerate() {
            for at in (0..record.len()).filter(|&at| record[at] == DOLLAR) {
                let lost = [&record[..at], &record[at + 1..]].concat();
                assert_only_costs(damaged, &lost, line_break, false, &format!("lost at {at} of record {damaged}"));
            }
        }
    }
}

#[test]
fn a_doubled_separator_costs_one_record() {
    for line_break in [&b""[..], b"\x15", b"\x0D\x25"] {
        for (damaged, record) in delivery(line_break).1.iter().enumerate() {
            for at in (0..record.len()).filter(|&at| record[at] == DOLLAR) {
                let doubled = [&record[..at], &[DOLLAR], &record[at..]].concat();
                assert_only_costs(
                    damaged,
                    &doubled,
                    line_break,
                    false,
                    &format!("doubled at {at} of record {damaged}"),
                );
            }
        }
    }
}

/// Control characters, line breaks, blank, an undefined byte, the separator, letters, digits.
const VALUES: [u8; 13] = [0x00, 0x0A, 0x0D, 0x15, 0x25, 0x40, 0x41, DOLLAR, 0xC1, 0xD1, 0xF0, 0xF1, 0xFD];

#[test]
fn a_changed_byte_never_changes_another_record() {
    each_byte(|record, at, value| [&record[..at], &[value], &record[at + 1..]].concat());
}

#[test]
fn an_inserted_byte_never_changes_another_record() {
    // Before the first byte of a record it would belong to the record before.
    each_byte(|record, at, value| [&record[..at.max(1)], &[value], &record[at.max(1)..]].concat());
}

#[test]
fn a_missing_byte_never_changes_another_record() {
    each_byte(|record, at, _| [&record[..at], &record[at + 1..]].concat());
}

/// Damages every byte of every record with every one of the values.
fn each_byte(damage: impl Fn(&[u8], usize, u8) -> Vec<u8>) {
    for line_break in [&b""[..], b"\x0D\x25"] {
        for (damaged, record) in delivery(line_break).1.iter().enumerate() {
            for (at, value) in (0..record.len() - line_break.len()).flat_map(|at| VALUES.map(|value| (at, value))) {
                let changed = damage(record, at, value);
                let separators = |bytes: &[u8]| bytes.iter().filter(|&&b| b == DOLLAR).count();
                let may_differ = separators(&changed) == separators(record);
                let what = format!("byte {at} of record {damaged}, {value:02X}");
                assert_only_costs(damaged, &changed, line_break, may_differ, &what);
            }
        }
    }
}

#[test]
fn a_changed_line_break_costs_at_most_a_neighbour() {
    let line_break = b"\x0D\x25";
    let (faelle, records) = delivery(line_break);
    let bytes = records.concat();
    for at in (0..bytes.len() - 1).filter(|&at| bytes[at..at + 2] == *line_break) {
        for (at, value) in [at, at + 1].into_iter().flat_map(|at| VALUES.map(|value| (at, value))) {
            let mut changed = bytes.clone();
            changed[at] = value;
            let read = cases(gelesen(&changed, PAGE));
            assert!(read.len() + 1 >= faelle.len(), "byte {at} = {value:02X}: {} records", read.len());
            assert!(read.iter().all(|fall| faelle.contains(fall)), "byte {at} = {value:02X}");
        }
    }
}

#[test]
fn a_separator_after_a_line_break_costs_nothing() {
    let (faelle, mut records) = delivery(b"\x0D\x25");
    records[2].insert(0, DOLLAR);
    let result = gelesen(&records.concat(), PAGE);
    assert_eq!(result.abgelehnt.len(), 1);
    assert_eq!(cases(result), faelle);
}

#[test]
fn a_cut_file_loses_its_last_record_only() {
    let (faelle, records) = delivery(b"");
    let bytes = records.concat();
    let last = bytes.len() - records[5].len();
    for len in last + 1..bytes.len() {
        let result = gelesen(&bytes[..len], PAGE);
        let rejection = &result.abgelehnt[0];
        assert_eq!((rejection.satz, rejection.offset), (6, last as u64), "cut at {len}");
        assert!(rejection.grund.starts_with("the data is cut"), "{}", rejection.grund);
        assert_eq!(cases(result), faelle[..5], "cut at {len}");
    }
    assert_eq!(cases(gelesen(&bytes[..last], PAGE)), faelle[..5]);
}

#[test]
fn the_stretch_is_reported_with_its_bytes() {
    let (_, mut records) = delivery(b"");
    let (begin, len) = (records[0].len(), records[1].len());
    records[1].insert(20, DOLLAR);
    let result = gelesen(&records.concat(), PAGE);
    let rejection = &result.abgelehnt[0];
    assert_eq!((rejection.satz, rejection.offset, rejection.feld.as_str()), (2, begin as u64, ""));
    assert!(rejection.grund.ends_with(&format!(
        "13 fields up to the next record instead of 12; bytes {begin} to {} rejected",
        begin + len
    )));
    assert!(rejection.wert.starts_with("10000002$8$"));
    assert_eq!(result.faelle[1].satz, 3, "record numbers go on as in the file");
}

#[test]
fn several_faults_cost_no_more_than_their_records() {
    let (faelle, mut records) = delivery(b"");
    records[1].remove(8);
    records[2][0] = 0xC1;
    records[4].insert(20, DOLLAR);
    let result = gelesen(&records.concat(), PAGE);
    assert_eq!(result.abgelehnte_saetze, 3);
    assert_eq!(cases(result), [faelle[0].clone(), faelle[3].clone(), faelle[5].clone()]);
}

#[test]
fn garbage_before_between_and_after_costs_no_record() {
    let (faelle, records) = delivery(b"");
    let garbage = vec![0xC1; 50];
    let bytes = [&garbage, &[DOLLAR][..], &records[0], &records[1], &garbage].concat();
    assert_eq!(cases(gelesen(&bytes, PAGE)), faelle[..2]);
}
