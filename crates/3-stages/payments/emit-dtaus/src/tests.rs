use banking::ausgang::dtaus::{Bankdatei, Eingabe, bankdatei};
use banking::dtaus::Traeger;
use domain::{Anweisung, Datum, datum};
use muster::{brief, kostentraeger};

use super::*;

fn tag() -> Datum {
    datum::aus_iso("2012-08-27").expect("a day")
}

fn auf(anweisungen: &[Anweisung], traeger: Traeger) -> Bankdatei {
    let (erstellt, ausfuehrung) = (tag(), tag());
    let eingabe = Eingabe { anweisungen, kostentraeger: &kostentraeger(), erstellt, ausfuehrung, traeger };
    bankdatei(&eingabe).expect("within the limits").expect("a file")
}

#[test]
fn the_sheet_shows_the_sums() {
    let text = documents::text(&begleitzettel(&auf(&brief(), Traeger::Dtaus0), "DTAUS0", "ab12"));
    for teil in ["DTAUS0", "ab12", "27.08.2012", "85.933,16", "1736663270", "197250605", "2034304", "Landesbank"] {
        assert!(text.contains(teil), "{teil} in\n{text}");
    }
    assert!(documents::text(&begleitzettel(&auf(&brief(), Traeger::Dtaus1), "DTAUS1", "ab12")).contains("DTAUS1"));
}

#[test]
fn the_sheet_shows_every_account_paid_from() {
    let mut orders = brief();
    orders[0].quellkonto = "DE89370400440532013000".into();
    let text = documents::text(&begleitzettel(&auf(&orders, Traeger::Dtaus0), "DTAUS0", "ab12"));
    for teil in ["1 von 2", "2 von 2", "9.773,66", "76.159,50", "532013000", "Landesbank", "Commerzbank"] {
        assert!(text.contains(teil), "{teil} in\n{text}");
    }
}

#[test]
fn after_its_end_a_warning() {
    assert_eq!(warnung(datum::aus_iso("2014-08-01").expect("a day")), None);
    assert!(warnung(datum::aus_iso("2014-08-02").expect("a day")).is_some());
}
