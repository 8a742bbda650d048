use charsets::edf03::CodePage;
use domain::pruefziffer::PzVerfahren;
use domain::{AenderungsArt, Fall, JaNein, UnfdatOptionen};
use stage::Rows;

use super::*;

fn fall(nummer: u32, name: &str) -> Fall {
    Fall {
        aktenzeichen: format!("{nummer:08}"),
        pz: "1".into(),
        geb_datum: None,
        unf_datum: None,
        vorname: String::new(),
        zusatz: String::new(),
        name: name.into(),
        strasse: String::new(),
        lkz: "D".into(),
        plz: String::new(),
        ort: String::new(),
        abgegeben: JaNein::Nein,
    }
}

/// What deliveries make of a register of cases by themselves, each out of memory before the next comes.
fn ingest(
    before: Vec<Fall>,
    deliveries: impl IntoIterator<Item = Delivery<'static>>,
    settings: &Settings,
) -> Ingested<'static> {
    let before = Cases::of_rows(Rows::of(&before).expect("in order")).expect("file numbers");
    deliveries.into_iter().fold(Ingested::before(before), |ingested, delivery| {
        ingested.detached().expect("in order").after(delivery, settings)
    })
}

fn faelle(nummern: impl IntoIterator<Item = u32>) -> Vec<Fall> {
    nummern.into_iter().map(|nummer| fall(nummer, "Alt")).collect()
}

fn delivery(datei: &str, faelle: &[Fall]) -> Delivery<'static> {
    let mut inhalt = Vec::new();
    for fall in faelle {
        mainframe::unfdat::write_record(fall, CodePage::Edf03Drv, &mut inhalt).expect("fits");
    }
    Delivery { datei: datei.into(), inhalt: inhalt.leak(), liste: format!("{datei}:12"), bestaetigt: false }
}

fn settings(mode: &str) -> Settings {
    Settings::new(&UnfdatOptionen { mode: mode.into(), ..UnfdatOptionen::default() }).expect("valid")
}

/// So many records with an impossible postcode.
fn bad(number: u32) -> Vec<Fall> {
    (0..number).map(|nummer| Fall { plz: "1".into(), ..fall(90_000_000 + nummer, "Falsch") }).collect()
}

#[test]
fn a_full_delivery_replaces_the_register() {
    let new = [fall(3, "Neu"), fall(1, "Neu")];
    let result = ingest(faelle([1, 2]), [delivery("a", &new)], &settings("full"));
    assert_eq!(result.cases.faelle(), [fall(1, "Neu"), fall(3, "Neu")]);
    assert_eq!((&result.abgelehnt[..], &result.refused[..]), (&[][..], &[][..]));
    let changes = Changes { neu: 1, geaendert: 1, weggefallen: 1, abgegeben: 0 };
    assert_eq!(result.taken, [Counts { datei: "a".into(), saetze: 2, faelle: 2, changes, ..Counts::default() }]);
}

#[test]
fn a_delta_updates_and_adds() {
    let new = [fall(4, "Neu"), fall(2, "Neu"), fall(9, "Neu")];
    let result = ingest(faelle([1, 2, 5]), [delivery("a", &new)], &settings("delta"));
    assert_eq!(result.cases.faelle(), [fall(1, "Alt"), fall(2, "Neu"), fall(4, "Neu"), fall(5, "Alt"), fall(9, "Neu")]);
}

#[test]
fn deliveries_are_taken_in_order() {
    let deliveries = [delivery("a", &[fall(1, "A"), fall(2, "A")]), delivery("b", &[fall(2, "B"), fall(3, "B")])];
    let result = ingest(vec![], deliveries, &settings("delta"));
    assert_eq!(result.cases.faelle(), [fall(1, "A"), fall(2, "B"), fall(3, "B")]);
    assert_eq!(result.taken.len(), 2);
    let log: Vec<_> = result.aenderungen.iter().map(|a| (a.nr, &a.datei[..], a.art, &a.aktenzeichen[..])).collect();
    let expected = [
        (1, "a", AenderungsArt::Erstbestand, ""),
        (2, "b", AenderungsArt::Geaendert, "00000002"),
        (2, "b", AenderungsArt::Neu, "00000003"),
    ];
    assert_eq!(log, expected, "each against the register that the one before it left");
}

#[test]
fn a_refused_delivery_changes_nothing_and_keeps_its_number() {
    let deliveries = [delivery("a", &bad(11)), delivery("b", &[fall(1, "Neu")])];
    let result = ingest(faelle([1]), deliveries, &settings("delta"));
    let log: Vec<_> = result.aenderungen.iter().map(|a| (a.nr, &a.alt[..], &a.neu[..])).collect();
    assert_eq!(log, [(2, "Alt", "Neu")]);
}

#[test]
fn wrong_check_digits_are_rejected_by_the_method_of_the_payer() {
    let outcome = |pz, records: &[Fall]| {
        let options = UnfdatOptionen { pz, ..UnfdatOptionen::default() };
        ingest(vec![], [delivery("a", records)], &Settings::new(&options).expect("valid"))
    };
    let number = |nummer: u32, pz: &str| Fall { pz: pz.into(), ..fall(nummer, "Name") };
    let records = [number(12_345_678, "5"), number(12_345_678, "2"), number(10_000_013, "1")];
    let rows = |result: &Ingested| -> Vec<(u64, u64, String, String, String)> {
        let row = |a: &Ablehnung| (a.satz, a.offset, a.feld.clone(), a.wert.clone(), a.grund.clone());
        result.abgelehnt.iter().map(row).collect()
    };
    let mod11 = outcome(PzVerfahren::Mod11, &records);
    assert_eq!(mod11.cases.faelle(), [number(12_345_678, "5")]);
    let length = delivery("", &records[..1]).inhalt.len() as u64;
    let pz = "pz".to_owned();
    assert_eq!(
        rows(&mod11),
        [
            (
                2,
                length + 9,
                pz.clone(),
                "2".into(),
                "expected 5, the check digit of 12345678 by mod11 ([unfdat] pz)".into()
            ),
            (
                3,
                2 * length + 9,
                pz,
                "1".into(),
                "10000013 has no check digit by mod11 ([unfdat] pz): such a number is never issued".into()
            ),
        ]
    );
    assert_eq!((mod11.taken[0].saetze, mod11.taken[0].rejected), (3, 2));
    assert!(mod11.abgelehnt[0].roh.starts_with("F1F2F3F4F5F6F7F85BF25B"), "{}", mod11.abgelehnt[0].roh);
    assert_eq!(outcome(PzVerfahren::Luhn, &records[..2]).cases.faelle(), [number(12_345_678, "2")]);
    assert_eq!(outcome(PzVerfahren::Ik, &[number(12_099_100, "9"), number(12_099_101, "9")]).cases.faelle().len(), 1);
    assert_eq!(outcome(PzVerfahren::Keines, &records[1..]).abgelehnt, []);
}

#[test]
fn without_a_delivery_the_register_stays() {
    assert_eq!(ingest(faelle([1, 2]), [], &settings("full")).cases.faelle(), faelle([1, 2]));
}

#[test]
fn of_two_records_of_a_case_the_later_wins_and_the_earlier_is_reported() {
    let records = [fall(1, "Erst"), fall(2, "Gleich"), fall(1, "Dann"), fall(2, "Gleich")];
    let result = ingest(vec![], [delivery("a", &records)], &settings("full"));
    assert_eq!(result.cases.faelle(), [fall(1, "Dann"), fall(2, "Gleich")]);
    let rows: Vec<_> = result.abgelehnt.iter().map(|a| (a.satz, a.offset, &a.feld[..], &a.wert[..])).collect();
    assert_eq!(rows, [(1, 0, "aktenzeichen", "000000011")]);
    assert!(result.abgelehnt[0].grund.starts_with("record 3 "));
    let changes = Changes { neu: 2, ..Changes::default() };
    let counts = Counts { datei: "a".into(), saetze: 4, faelle: 2, replaced: 1, repeated: 1, rejected: 0, changes };
    assert_eq!(result.taken, [counts]);
}

#[test]
fn rejected_records_are_listed_and_the_others_taken() {
    let records = [faelle(1..=3), bad(2)].concat();
    let result = ingest(vec![], [delivery("a", &records)], &settings("full"));
    assert_eq!(result.cases.faelle(), faelle(1..=3));
    let rows: Vec<_> = result.abgelehnt.iter().map(|a| (&a.datei[..], a.satz, &a.feld[..])).collect();
    assert_eq!(rows, [("a", 4, "plz"), ("a", 5, "plz")]);
    assert_eq!((result.taken[0].saetze, result.taken[0].rejected), (5, 2));
}

#[test]
fn too_many_rejected_records_refuse_the_delivery() {
    let outcome = |good: u32, rejected: u32| {
        let records = [faelle(1..=good), bad(rejected)].concat();
        ingest(faelle([7]), [delivery("a", &records)], &settings("full"))
    };
    assert_eq!(outcome(10, 10).refused, [], "ten are tolerated whatever their share");
    assert_eq!(outcome(1089, 11).refused, [], "one per cent is allowed");
    let refused = outcome(1088, 11);
    let expected = Refusal::TooManyRejected { datei: "a".into(), rejected: 11, saetze: 1099, max_share: 0.01 };
    assert_eq!(refused.refused, [expected]);
    assert_eq!(refused.cases.faelle(), faelle([7]), "the register stays");
    assert_eq!(refused.taken, []);
    assert_eq!(refused.abgelehnt.len(), 12, "the file and its eleven records");
    assert_eq!((refused.abgelehnt[0].satz, &refused.abgelehnt[0].datei[..]), (0, "a"));
    assert!(refused.abgelehnt[0].grund.contains("11 of 1099 records rejected, allowed are 1 %"));
}

#[test]
fn a_full_delivery_may_not_shrink_the_register_much() {
    let outcome = |before: u32, after: u32, mode| {
        ingest(faelle(1..=before), [delivery("a", &faelle(1..=after))], &settings(mode))
    };
    assert_eq!(outcome(30, 27, "full").cases.faelle().len(), 27, "ten per cent less is allowed");
    let refused = outcome(30, 26, "full");
    let expected = Refusal::Shrinks { datei: "a".into(), before: 30, after: 26, max_share: 0.1, liste: "a:12".into() };
    assert_eq!(refused.refused, [expected]);
    assert_eq!(refused.cases.faelle().len(), 30);
    assert_eq!(outcome(30, 0, "full").refused.len(), 1, "an empty file is no register");
    assert_eq!(outcome(30, 1, "delta").cases.faelle().len(), 30, "a delta never shrinks");
    assert_eq!(outcome(0, 0, "full").refused, []);
}

#[test]
fn a_short_delivery_waits_for_two_people_until_a_later_one_is_taken() {
    let short = || delivery("a", &faelle(1..=26));
    let confirmed = Delivery { bestaetigt: true, ..short() };
    assert_eq!(ingest(faelle(1..=30), [confirmed], &settings("full")).cases.faelle().len(), 26);
    let waits = ingest(faelle(1..=30), [short()], &settings("full"));
    assert_eq!(waits.waiting().collect::<Vec<_>>(), ["a"]);
    assert!(waits.abgelehnt[0].grund.ends_with("freigabe;a:12;bestaetigt_klein;ja"), "{:?}", waits.abgelehnt);
    let later = ingest(faelle(1..=30), [short(), delivery("b", &faelle(1..=29))], &settings("full"));
    assert_eq!(later.waiting().count(), 0);
    assert!(later.abgelehnt.len() == 1 && !later.abgelehnt[0].grund.contains("freigabe"), "{:?}", later.abgelehnt);
}

#[test]
fn a_refused_delivery_leaves_the_others() {
    let tape = Delivery { inhalt: b"VOL1", ..delivery("band", &[]) };
    let result = ingest(vec![], [delivery("a", &faelle([1])), tape, delivery("z", &faelle([1, 2]))], &settings("full"));
    assert_eq!(result.cases.faelle(), faelle([1, 2]));
    assert!(matches!(&result.refused[..], [Refusal::Unreadable(_)]));
    assert_eq!(result.abgelehnt[0].datei, "band");
    assert_eq!(result.taken.len(), 2);
}
