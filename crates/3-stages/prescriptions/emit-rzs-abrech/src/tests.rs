use std::collections::BTreeSet;
use std::fmt::Debug;
use std::fs;

use domain::{AnweisungsRezept, Fall, Rezept, Tabelle};
use mainframe::rzs_abrech::{SATZLAENGE, lies_satz};
use spill::Spill;

use crate::{Bezahlt, Buchungen, Kennzahlen, Quelle, buchungen, schreibe};

/// A row of a table in which only some columns are filled.
fn zeile<T: Tabelle>(werte: &[(&str, &str)]) -> String {
    let wert = |name: &str| werte.iter().find(|(spalte, _)| *spalte == name).map_or("", |(_, wert)| wert).to_owned();
    T::SPALTEN.iter().map(|spalte| wert(spalte.name)).collect::<Vec<_>>().join(",") + "\n"
}

fn tabelle<T: Tabelle>(zeilen: &[&[(&str, &str)]]) -> String {
    let kopf: Vec<&str> = T::SPALTEN.iter().map(|spalte| spalte.name).collect();
    let zeilen: String = zeilen.iter().map(|werte| zeile::<T>(werte)).collect();
    format!("{}\n{zeilen}", kopf.join(","))
}

const REZEPTE: &[&[(&str, &str)]] = &[
    &[("beleg_id", "0000001"), ("pic_nr", "000000000001"), ("vo_datum", "2005-01-02"), ("name", "Blatt")],
    &[("beleg_id", "0000001"), ("pic_nr", "000000000002"), ("vo_datum", "?"), ("name", "\"Abel, \"\"A\"\"\"")],
    &[("beleg_id", "0000002"), ("pic_nr", "000000000001"), ("name", "?"), ("unf_datum", "03.2005")],
];
const FAELLE: &[&[(&str, &str)]] = &[
    &[("aktenzeichen", "10000001"), ("pz", "5"), ("name", "Zander"), ("geb_datum", "1954-05-12")],
    &[("aktenzeichen", "10000002"), ("name", "Aal")],
];

fn buche<T>(bezahlt: &[[&str; 4]], gib: impl FnOnce(Result<Buchungen<'_>, String>) -> T) -> T {
    let dir = tempfile::tempdir().expect("a folder");
    let pfad = |name: &str| dir.path().join(name);
    let bezahlt: Vec<_> = bezahlt
        .iter()
        .map(|[beleg_id, pic_nr, aktenzeichen, netto]| {
            let pic_nr = ("pic_nr", *pic_nr);
            [
                ("anweisung_id", "A1"),
                ("beleg_id", *beleg_id),
                pic_nr,
                ("aktenzeichen", *aktenzeichen),
                ("netto", *netto),
            ]
        })
        .collect();
    let bezahlt: Vec<&[(&str, &str)]> = bezahlt.iter().map(|werte| &werte[..]).collect();
    let text = tabelle::<AnweisungsRezept>(&bezahlt);
    fs::write(pfad("bezahlt"), &text).expect("writable");
    let quelle =
        Quelle { bezahlt: Bezahlt::Tabelle(pfad("bezahlt")), rezepte: pfad("rezepte"), faelle: pfad("faelle") };
    fs::write(&quelle.rezepte, tabelle::<Rezept>(REZEPTE)).expect("writable");
    fs::write(&quelle.faelle, tabelle::<Fall>(FAELLE)).expect("writable");
    let ablage = Spill::in_memory();
    let other = buchungen(std::slice::from_ref(&quelle), &BTreeSet::from(["A2"]), &ablage, 2005);
    assert_eq!(other.expect("nothing is looked for").saetze.count(), 0, "only what these orders pay");
    // The ledger says the same as the table.
    let (_, rows) = text.split_once('\n').expect("a header");
    let row =
        |row: &str| stage::parse_rows::<AnweisungsRezept>(format!("{row}\n").as_bytes()).expect("a row").remove(0);
    let zeilen = rows.lines().map(row).collect();
    let ledger = Quelle { bezahlt: Bezahlt::Zeilen(zeilen), ..quelle.clone() };
    let [table, ledger] = [quelle, ledger].map(|quelle| buchungen(&[quelle], &BTreeSet::from(["A1"]), &ablage, 2005));
    if let (Ok(table), Ok(ledger)) = (&table, &ledger) {
        gleich(gelesen(table), gelesen(ledger));
    }
    gib(table.map_err(|e| e.to_string()))
}

fn gelesen(buchungen: &Buchungen<'_>) -> Vec<(String, String, i64)> {
    let mut saetze = buchungen.saetze.records().expect("readable");
    let mut gelesen = Vec::new();
    while let Some((_, inhalt)) = saetze.next().expect("readable") {
        let buchung = lies_satz(&inhalt[inhalt.len() - SATZLAENGE..], 1).expect("a record");
        gelesen.push((buchung.name, buchung.pic_nr, buchung.betrag.cent()));
    }
    gelesen
}

fn gleich<T: PartialEq + Debug>(gefunden: T, erwartet: T) {
    assert_eq!(gefunden, erwartet);
}

#[test]
fn orders_meet_their_prescription_and_their_case_and_come_out_by_name() {
    let bezahlt = [
        ["0000002", "000000000001", "", "3.00"],
        ["0000001", "000000000001", "100000015", "1.00"],
        ["0000001", "000000000002", "", "2.00"],
    ];
    buche(&bezahlt, |ergebnis| {
        let ergebnis = ergebnis.expect("all are there");
        let satz = |name: &str, pic_nr: &str, cent| (name.to_owned(), pic_nr.to_owned(), cent);
        gleich(
            gelesen(&ergebnis),
            vec![
                satz("", "000000000001", 300),
                satz("Abel, \"A\"", "000000000002", 200),
                satz("Zander", "000000000001", 100),
            ],
        );
        let mut bytes = 0;
        let kennzahlen = schreibe(&ergebnis.saetze, |satz| {
            bytes += satz.len();
            Ok(())
        });
        let Kennzahlen { anzahl, summe, mit_aktenzeichen, raender, .. } = kennzahlen.expect("records");
        gleich((anzahl, summe.cent(), mit_aktenzeichen, bytes), (3, 600, 1, 3 * SATZLAENGE));
        gleich(raender.map(|(erster, letzter)| (erster.name, letzter.name)), Some((String::new(), "Zander".into())));
    });
}

#[test]
fn two_orders_may_have_one_case_and_one_without_check_digit() {
    let bezahlt = [["0000001", "000000000001", "10000002", "1.00"], ["0000001", "000000000002", "10000002", "2.00"]];
    buche(&bezahlt, |ergebnis| {
        let namen: Vec<String> =
            gelesen(&ergebnis.expect("all are there")).into_iter().map(|(name, ..)| name).collect();
        gleich(namen, vec!["Aal".to_owned(), "Aal".to_owned()]);
    });
}

#[test]
fn what_has_no_amount_to_book_is_counted() {
    let bezahlt = [
        ["0000001", "000000000001", "", "0.00"],
        ["0000001", "000000000002", "", "-2.00"],
        ["0000002", "000000000001", "", "100000.00"],
    ];
    buche(&bezahlt, |ergebnis| {
        let ergebnis = ergebnis.expect("all are there");
        gleich((ergebnis.saetze.count(), ergebnis.null), (0, 1));
        gleich(
            ergebnis.nicht_darstellbar.iter().map(|z| z.pic_nr.as_str()).collect(),
            vec!["000000000002", "000000000001"],
        );
    });
}

#[test]
fn an_order_without_prescription_or_case_is_a_defect() {
    for (zahlung, fehlt) in [
        (["0000003", "000000000001", "", "1.00"], "000000000001 is ordered but not in 30-stage1"),
        (["0000001", "000000000001", "100000011", "1.00"], "case 100000011 of prescription 000000000001"),
    ] {
        buche(&[zahlung], |ergebnis| {
            let fehler = ergebnis.expect_err("something is missing");
            assert!(fehler.contains(fehlt), "{fehler}");
        });
    }
}
