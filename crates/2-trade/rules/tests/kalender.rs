//! Calendar and deadlines held against tables that another program made from another source of holidays
//! (`scripts/feiertage.py`): every day of 2002 to 2030 in every Land, and deadlines of receipts all over these years.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::{Datum, Fristen};
use rules::fristen::{anweisungsdatum, zahlungsziel};
use rules::kalender::{Kalender, ist_target_tag};

const LAENDER: [&str; 16] =
    ["BB", "BE", "BW", "BY", "HB", "HE", "HH", "MV", "NI", "NW", "RP", "SH", "SL", "SN", "ST", "TH"];

fn tag(text: &str) -> Datum {
    domain::datum::aus_iso(text).expect("a day")
}

fn kalender() -> BTreeMap<&'static str, Kalender> {
    LAENDER.iter().map(|&land| (land, Kalender::fuer_land(land).expect("a Land"))).collect()
}

fn table(text: &str) -> Vec<csv::StringRecord> {
    let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
    reader.records().map(|row| row.expect("a row")).collect()
}

/// The days of a year that are neither Saturday nor Sunday, with those who do not work on them.
fn free_on_weekdays(year: i32) -> BTreeMap<Datum, BTreeSet<String>> {
    use chrono::{
        Datelike,
        Weekday::{Sat, Sun},
    };
    let kalender = kalender();
    let first = NaiveDate::from_ymd_opt(year, 1, 1).expect("a day");
    let mut free = BTreeMap::new();
    for day in first.iter_days().take_while(|day| day.year() == year) {
        let laender = kalender.iter().filter(|(_, k)| !k.ist_arbeitstag(day)).map(|(land, _)| (*land).to_owned());
        let target = (!ist_target_tag(day)).then(|| "TARGET".to_owned());
        let who: BTreeSet<String> = laender.chain(target).collect();
        if matches!(day.weekday(), Sat | Sun) {
            assert_eq!(who.len(), LAENDER.len() + 1, "{day} is no working day anywhere");
        } else if !who.is_empty() {
            free.insert(day, who);
        }
    }
    free
}

#[test]
fn every_day_of_29_years_in_every_land() {
    let expected: BTreeMap<Datum, BTreeSet<String>> = table(include_str!("feiertage.csv"))
        .iter()
        .map(|row| (tag(&row[0]), row[1].split(' ').map(str::to_owned).collect()))
        .collect();
    let found: BTreeMap<_, _> = (2002..=2030).flat_map(free_on_weekdays).collect();
    for day in expected.keys().chain(found.keys()) {
        assert_eq!(found.get(day), expected.get(day), "who does not work on {day}");
    }
}

#[test]
fn deadlines_of_receipts_in_every_land() {
    let kalender = kalender();
    let (normal, strict) = (Fristen::default(), Fristen { strict: true, ..Fristen::default() });
    let mut compared = 0;
    for row in &table(include_str!("fristen.csv")) {
        for land in row[4].split(' ') {
            let (eingang, kalender) = (tag(&row[0]), &kalender[land]);
            let ziel = zahlungsziel(eingang, &normal, kalender);
            let found = [ziel, anweisungsdatum(ziel, &normal, kalender), anweisungsdatum(ziel, &strict, kalender)];
            assert_eq!(found, [tag(&row[1]), tag(&row[2]), tag(&row[3])], "received {eingang} in {land}");
            compared += 1;
        }
    }
    assert!(compared > 9000, "only {compared} deadlines are in the table");
}
