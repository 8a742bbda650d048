//! The register over time: what a delivery makes of it, and the log of what it changed.

use std::cmp::Ordering;

use domain::{Aenderung, AenderungsArt, Fall, Tabelle};
use mainframe::unfdat::Puffer;
use rayon::prelude::*;

use crate::Mode;
use crate::cases::{Cases, Entry};

/// What a delivery changed in the register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Cases that were not in it.
    pub neu: u64,
    /// Cases with another value in some field.
    pub geaendert: u64,
    /// Cases that are not in it any more.
    pub weggefallen: u64,
    /// Cases that are handed over from now on, among the new and the changed ones.
    pub abgegeben: u64,
}

impl Changes {
    fn plus(self, other: Changes) -> Changes {
        Changes {
            neu: self.neu + other.neu,
            geaendert: self.geaendert + other.geaendert,
            weggefallen: self.weggefallen + other.weggefallen,
            abgegeben: self.abgegeben + other.abgegeben,
        }
    }
}

/// Cases of a delivery that are compared together.
const PART: usize = 1 << 14;

/// What delivery number `nr` changes: counted, and as rows in the order of `aenderungen.csv`. A first register is a
/// single row: a list of all its cases would say no more than the register itself.
pub(crate) fn changes(
    (nr, datei): (u64, &str),
    before: &Cases,
    delivered: &Cases,
    mode: Mode,
) -> (Changes, Vec<Aenderung>) {
    let log = || Log { datei, nr, changes: Changes::default(), rows: Vec::new() };
    if before.is_empty() {
        let mut log = log();
        log.first_register(delivered);
        return (log.changes, log.rows);
    }
    let compared: Vec<Log<'_>> = parts(before.entries(), delivered.entries())
        .into_par_iter()
        .map(|(older, newer)| {
            let mut log = log();
            log.compare((before, older), (delivered, newer), mode);
            log
        })
        .collect();
    compared.into_iter().fold((Changes::default(), Vec::new()), |(changes, mut rows), log| {
        rows.extend(log.rows);
        (changes.plus(log.changes), rows)
    })
}

/// Both lists by Aktenzeichen, in parts that lie side by side.
fn parts<'r>(mut before: &'r [Entry], delivered: &'r [Entry]) -> Vec<(&'r [Entry], &'r [Entry])> {
    let mut parts = Vec::new();
    let mut chunks = delivered.chunks(PART).peekable();
    while let Some(newer) = chunks.next() {
        let end = match chunks.peek() {
            Some(next) => before.partition_point(|entry| entry.aktenzeichen < next[0].aktenzeichen),
            None => before.len(),
        };
        let (older, rest) = before.split_at(end);
        parts.push((older, newer));
        before = rest;
    }
    if !before.is_empty() {
        parts.push((before, &[]));
    }
    parts
}

/// Memory for the rows of a case before and after.
#[derive(Default)]
struct RowPair {
    buffer: Puffer,
    old: Vec<u8>,
    new: Vec<u8>,
}

impl RowPair {
    /// Returns true if two cases have the same row.
    fn same(&mut self, (before, old): (&Cases, &Entry), (delivered, new): (&Cases, &Entry)) -> bool {
        self.old.clear();
        self.new.clear();
        before.append_row(old, &mut self.buffer, &mut self.old);
        delivered.append_row(new, &mut self.buffer, &mut self.new);
        self.old == self.new
    }
}

fn take_if<'r>(wanted: bool, rest: &mut &'r [Entry]) -> Option<&'r Entry> {
    if wanted { rest.split_off_first() } else { None }
}

struct Log<'r> {
    datei: &'r str,
    nr: u64,
    changes: Changes,
    rows: Vec<Aenderung>,
}

impl Log<'_> {
    fn enter(&mut self, art: AenderungsArt, aktenzeichen: &str, feld: &str, (alt, neu): (String, String)) {
        let (datei, aktenzeichen) = (self.datei.to_owned(), aktenzeichen.to_owned());
        self.changes.abgegeben += u64::from(art == AenderungsArt::Abgegeben);
        self.rows.push(Aenderung { datei, nr: self.nr, aktenzeichen, art, feld: feld.to_owned(), alt, neu });
    }

    fn first_register(&mut self, cases: &Cases) {
        self.enter(AenderungsArt::Erstbestand, "", "faelle", (String::new(), cases.len().to_string()));
        self.changes.neu = cases.len() as u64;
        self.changes.abgegeben = cases.handed_over();
    }

    /// Goes through both lists side by side.
    fn compare(
        &mut self,
        (before, mut older): (&Cases, &[Entry]),
        (delivered, mut newer): (&Cases, &[Entry]),
        mode: Mode,
    ) {
        let mut rows = RowPair::default();
        loop {
            let order = match (older.first(), newer.first()) {
                (Some(old), Some(new)) => old.aktenzeichen.cmp(&new.aktenzeichen),
                (Some(_), None) => Ordering::Less,
                (None, Some(_)) => Ordering::Greater,
                (None, None) => return,
            };
            let old = take_if(order.is_le(), &mut older);
            let new = take_if(order.is_ge(), &mut newer);
            match (old, new) {
                (Some(old), Some(new)) if rows.same((before, old), (delivered, new)) => {}
                (Some(old), Some(new)) => self.changed_case(&before.fall(old), &delivered.fall(new)),
                (Some(old), None) if mode == Mode::Full => self.gone_case(&before.fall(old)),
                (None, Some(new)) => self.new_case(&delivered.fall(new)),
                _ => {}
            }
        }
    }

    fn gone_case(&mut self, fall: &Fall) {
        self.changes.weggefallen += 1;
        self.enter(AenderungsArt::Weggefallen, &fall.aktenzeichen, "", (person(fall), String::new()));
    }

    fn new_case(&mut self, fall: &Fall) {
        self.changes.neu += 1;
        self.enter(AenderungsArt::Neu, &fall.aktenzeichen, "", (String::new(), person(fall)));
        if fall.abgegeben.ist_ja() {
            let values = (String::new(), fall.abgegeben.to_string());
            self.enter(AenderungsArt::Abgegeben, &fall.aktenzeichen, ABGEGEBEN, values);
        }
    }

    fn changed_case(&mut self, old: &Fall, new: &Fall) {
        self.changes.geaendert += 1;
        let begin = self.rows.len();
        for ((feld, alt), (_, neu)) in columns(old).into_iter().zip(columns(new)) {
            if alt != neu {
                let art = match feld {
                    ABGEGEBEN if new.abgegeben.ist_ja() => AenderungsArt::Abgegeben,
                    ABGEGEBEN => AenderungsArt::Zurueckgenommen,
                    _ => AenderungsArt::Geaendert,
                };
                self.enter(art, &new.aktenzeichen, feld, (alt, neu));
            }
        }
        self.rows[begin..].sort_by(Tabelle::ordnung);
    }
}

const ABGEGEBEN: &str = "abgegeben";

/// The columns of a case beside its key, as they stand in `faelle.csv`.
fn columns(fall: &Fall) -> [(&'static str, String); 11] {
    [
        ("pz", fall.pz.clone()),
        ("geb_datum", fall.geb_datum.map_or_else(String::new, |datum| datum.to_string())),
        ("unf_datum", fall.unf_datum.map_or_else(String::new, |datum| datum.to_string())),
        ("vorname", fall.vorname.clone()),
        ("zusatz", fall.zusatz.clone()),
        ("name", fall.name.clone()),
        ("strasse", fall.strasse.clone()),
        ("lkz", fall.lkz.clone()),
        ("plz", fall.plz.clone()),
        ("ort", fall.ort.clone()),
        (ABGEGEBEN, fall.abgegeben.to_string()),
    ]
}

/// Whom the case concerns: `Beispiel, Erna, geb. 1950-01-01, Unfall 2004-01-01`, without what is unknown.
fn person(fall: &Fall) -> String {
    let name = [&fall.name, &fall.vorname].into_iter().filter(|text| !text.is_empty()).cloned();
    let geburt = fall.geb_datum.map(|datum| format!("geb. {datum}"));
    let dates = geburt.into_iter().chain(fall.unf_datum.map(|datum| format!("Unfall {datum}")));
    name.chain(dates).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use domain::JaNein;
    use stage::Rows;

    use super::*;

    fn fall(nummer: u32) -> Fall {
        Fall {
            aktenzeichen: format!("{nummer:08}"),
            pz: "1".into(),
            geb_datum: domain::datum::aus_iso("1950-01-31").map(Into::into),
            unf_datum: None,
            vorname: "Erna".into(),
            zusatz: String::new(),
            name: "Beispiel".into(),
            strasse: "Weg 1".into(),
            lkz: "D".into(),
            plz: "70173".into(),
            ort: "Stuttgart".into(),
            abgegeben: JaNein::Nein,
        }
    }

    fn cases(faelle: &[Fall]) -> Cases<'static> {
        Cases::of_rows(Rows::of(faelle).expect("in order")).expect("file numbers")
    }

    fn applied(before: &[Fall], delivered: &[Fall], mode: Mode) -> Vec<Fall> {
        cases(before).after(cases(delivered), mode).faelle()
    }

    /// Aktenzeichen, art, feld, alt, neu of every row.
    fn log(before: &[Fall], delivered: &[Fall], mode: Mode) -> Vec<[String; 5]> {
        let rows = changes((2, "a.dfue"), &cases(before), &cases(delivered), mode).1;
        assert!(rows.is_sorted_by(|a, b| a.ordnung(b) == Ordering::Less), "{rows:?}");
        assert!(rows.iter().all(|row| (row.nr, row.datei.as_str()) == (2, "a.dfue")));
        rows.into_iter().map(|row| [row.aktenzeichen, row.art.to_string(), row.feld, row.alt, row.neu]).collect()
    }

    const PERSON: &str = "Beispiel, Erna, geb. 1950-01-31";

    #[test]
    fn new_and_gone_cases_name_the_person() {
        let rows = log(&[fall(1), fall(3)], &[fall(2), fall(3), fall(4)], Mode::Full);
        assert_eq!(
            rows,
            [
                ["00000001", "weggefallen", "", PERSON, ""],
                ["00000002", "neu", "", "", PERSON],
                ["00000004", "neu", "", "", PERSON],
            ]
        );
    }

    #[test]
    fn a_case_that_a_delta_does_not_name_is_not_gone() {
        assert_eq!(log(&[fall(1), fall(3)], &[fall(3)], Mode::Delta), [[""; 5]; 0]);
        assert_eq!(log(&[fall(1), fall(3)], &[], Mode::Delta), [[""; 5]; 0]);
        assert_eq!(applied(&[fall(1), fall(3)], &[fall(2)], Mode::Delta), [fall(1), fall(2), fall(3)]);
    }

    #[test]
    fn every_changed_field_is_a_row() {
        let all = Fall {
            pz: "2".into(),
            geb_datum: None,
            unf_datum: domain::datum::aus_iso("2004-12-01"),
            vorname: "Eva".into(),
            zusatz: "Dr.".into(),
            name: "Muster".into(),
            strasse: String::new(),
            lkz: "A".into(),
            plz: "1010".into(),
            ort: "Wien".into(),
            abgegeben: JaNein::Ja,
            ..fall(1)
        };
        let rows = log(&[fall(1), fall(2)], &[all, fall(2)], Mode::Full);
        let felder: Vec<&str> = rows.iter().map(|row| row[2].as_str()).collect();
        let mut expected: Vec<&str> = Fall::SPALTEN[1..].iter().map(|spalte| spalte.name).collect();
        expected.sort_unstable();
        assert_eq!(felder, expected, "each column but the key");
        assert_eq!(rows[0], ["00000001", "abgegeben", "abgegeben", "nein", "ja"]);
        assert_eq!(rows[1], ["00000001", "geaendert", "geb_datum", "1950-01-31", ""]);
        assert!(rows[1..].iter().all(|row| row[1] == "geaendert"));
    }

    #[test]
    fn handing_over_and_taking_back_have_a_kind_of_their_own() {
        let abgegeben = |nummer| Fall { abgegeben: JaNein::Ja, ..fall(nummer) };
        let rows = log(&[fall(1), abgegeben(2), abgegeben(3)], &[abgegeben(1), fall(2), abgegeben(3)], Mode::Delta);
        assert_eq!(
            rows,
            [
                ["00000001", "abgegeben", "abgegeben", "nein", "ja"],
                ["00000002", "zurueckgenommen", "abgegeben", "ja", "nein"],
            ]
        );
        let rows = log(&[fall(1)], &[abgegeben(2)], Mode::Delta);
        assert_eq!(
            rows,
            [["00000002", "neu", "", "", PERSON], ["00000002", "abgegeben", "abgegeben", "", "ja"]],
            "a new case may already be handed over"
        );
    }

    #[test]
    fn cases_are_counted_once_however_many_fields_changed() {
        let moved = Fall { ort: "Wien".into(), plz: "1010".into(), abgegeben: JaNein::Ja, ..fall(2) };
        let before = [fall(1), fall(2), fall(3)];
        let expected = Changes { neu: 1, geaendert: 1, weggefallen: 2, abgegeben: 1 };
        assert_eq!(changes((1, "a"), &cases(&before), &cases(&[moved.clone(), fall(4)]), Mode::Full).0, expected);
        let first = Changes { neu: 2, abgegeben: 1, ..Changes::default() };
        assert_eq!(changes((1, "a"), &cases(&[]), &cases(&[moved, fall(4)]), Mode::Full).0, first);
    }

    #[test]
    fn the_same_cases_again_change_nothing() {
        assert_eq!(log(&[fall(1), fall(2)], &[fall(1), fall(2)], Mode::Full), [[""; 5]; 0]);
    }

    #[test]
    fn a_first_register_is_one_row() {
        for mode in [Mode::Full, Mode::Delta] {
            assert_eq!(log(&[], &[fall(1), fall(2)], mode), [["", "erstbestand", "faelle", "", "2"]]);
        }
    }
}
