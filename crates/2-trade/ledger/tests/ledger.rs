//! What the ledger promises: once taken, once ordered, never altered unnoticed.

use domain::{
    Anweisung, Bestaetigung, Betrag, Datum, Entscheidung, EntscheidungsArt, ErledigtesRezept, JaNein, Klasse,
    Rabattstand, Rueckmeldung, Status, Stufe, Vergabe, Zahlungsstatus, ZuordnungsEntscheidung,
};
use ledger::{Auftrag, Ledger, NeueRechnung, NeueRueckmeldung, NewDelivery};
use stage::{Delivery, Journal, JournalEntry, Receipt, Run};
use tempfile::TempDir;

const ZEIT: &str = "2005-03-11T02:30:00Z";

struct Payer(TempDir);

impl Payer {
    fn new() -> Self {
        let dir = TempDir::new().expect("a temporary folder");
        std::fs::create_dir(dir.path().join("BG28")).expect("the payer's folder");
        Payer(dir)
    }

    fn ledger(&self, date: &str) -> Ledger {
        let run = Run::from_path(&self.0.path().join("BG28").join(date)).expect("a run");
        Ledger::open(&run).expect("a ledger")
    }
}

fn tag(text: &str) -> Datum {
    domain::datum::aus_iso(text).expect("a day")
}

fn rezept(pic_nr: &str, cent: i64) -> ErledigtesRezept {
    ErledigtesRezept {
        beleg_id: "0000001".into(),
        pic_nr: pic_nr.into(),
        erledigt_am: tag("2005-03-11"),
        status: Status(0),
        klasse: Klasse::Zahlen,
        vergabe: Vergabe::Automatisch,
        brutto: None,
        zuzahlung: None,
        ap_rabatt: None,
        hs_rabatt: None,
        absetzung: None,
        netto: Some(Betrag::aus_cent(cent)),
        stufe: Stufe::Z9,
        entscheidung: ZuordnungsEntscheidung::Keine,
        aktenzeichen: String::new(),
        zahlungsziel: Some(tag("2005-03-14")),
        rabattstand: Some(Rabattstand::Gewahrt),
        bisher: None,
        entscheidungen: Some(0),
    }
}

fn auftrag(teil: u32, posten: Vec<ErledigtesRezept>) -> Auftrag {
    let day = tag("2005-03-11");
    Auftrag {
        anweisung: Anweisung {
            anweisung_id: format!("BG28-0000001-{teil}"),
            zahlungsstatus: Zahlungsstatus::Abschlag,
            beleg_id: "0000001".into(),
            rechnungsnummer: "1".into(),
            rechnungssteller_ik: "303100245".into(),
            rechnungssteller: "ARZ".into(),
            iban: String::new(),
            konto: "1".into(),
            blz: "29090605".into(),
            betrag: posten.iter().filter_map(|r| r.netto).sum(),
            anzahl_rezepte: posten.len() as u32,
            rabattfrist: day,
            zahlungsziel: day,
            anweisungsdatum: day,
            angewiesen_am: day,
            rechtzeitig: JaNein::Ja,
            rabatt_gefaehrdet: 0,
            le_nr: String::new(),
            verrechnet: Betrag::NULL,
            ersetzt: String::new(),
            quellkonto: String::new(),
        },
        teil,
        posten,
    }
}

fn register(ledger: &mut Ledger, sha256: &str, posten: Vec<&str>) -> ledger::Registriert {
    let rechnung = NeueRechnung { datei_sha256: sha256, rechnungsnummer: "1", rechnungssteller: "303100245", posten };
    ledger.register_invoices(&[rechnung]).expect("registered").remove(0)
}

#[test]
fn an_invoice_keeps_its_number_and_knows_what_was_billed_before() {
    let payer = Payer::new();
    let mut ledger = payer.ledger("2005-03-11");
    let first = register(&mut ledger, "aa", vec!["1", "2"]);
    assert_eq!((first.beleg_id.as_str(), first.schon_berechnet.as_str()), ("0000001", ""));
    let second = register(&mut ledger, "bb", vec!["2", "3"]);
    assert_eq!(second.beleg_id, "0000002");
    assert_eq!(second.schon_berechnet, "0000001", "the same number of the same biller");
    assert_eq!(second.posten_schon_berechnet, ["0000001", ""]);
    assert_eq!(register(&mut ledger, "aa", vec!["1", "2"]), first, "a repeat changes nothing");
}

#[test]
fn a_prescription_is_ordered_at_most_once() {
    let payer = Payer::new();
    let mut ledger = payer.ledger("2005-03-11");
    register(&mut ledger, "aa", vec!["1", "2"]);
    ledger.order(&[auftrag(1, vec![rezept("1", 100)])], &[], ZEIT).expect("a first order");
    assert!(ledger.order(&[auftrag(2, vec![rezept("1", 100)])], &[], ZEIT).is_err(), "the same prescription");
    assert!(ledger.order(&[auftrag(1, vec![rezept("2", 200)])], &[], ZEIT).is_err(), "the same part");
    let mut wrong = auftrag(2, vec![rezept("2", 200)]);
    wrong.anweisung.betrag = Betrag::aus_cent(201);
    assert!(ledger.order(&[wrong], &[], ZEIT).is_err(), "an amount that its prescriptions do not give");
    let orders = ledger.orders_of_run().expect("orders");
    let paid = ledger.paid_by(&orders).expect("what they pay");
    assert_eq!((orders.len(), paid.len(), ledger.parts_ordered("0000001").expect("parts")), (1, 1, 1));
    assert_eq!(ledger.settled("0000001").expect("settled")[0].posten, "1");
}

#[test]
fn a_failed_transaction_leaves_nothing() {
    let payer = Payer::new();
    let mut ledger = payer.ledger("2005-03-11");
    register(&mut ledger, "aa", vec!["1", "2"]);
    let orders = [auftrag(1, vec![rezept("1", 100)]), auftrag(2, vec![rezept("1", 100)])];
    assert!(ledger.order(&orders, &[], ZEIT).is_err());
    assert!(ledger.orders_of_run().expect("orders").is_empty());
    assert_eq!(ledger.settled("0000001").expect("settled"), []);
}

#[test]
fn a_run_sees_only_what_was_settled_before_it() {
    let payer = Payer::new();
    let mut first = payer.ledger("2005-03-11");
    register(&mut first, "aa", vec!["1", "2"]);
    first.order(&[auftrag(1, vec![rezept("1", 100)])], &[], ZEIT).expect("an order");
    assert!(
        first.settled_before::<ErledigtesRezept>("0000001").expect("settled").is_empty(),
        "its own order is not in its past"
    );
    let next = payer.ledger("2005-03-14");
    assert_eq!(next.settled_before::<ErledigtesRezept>("0000001").expect("settled"), [rezept("1", 100)]);
    assert_eq!(next.unsettled_invoices([]).expect("unsettled"), ["0000001"]);
    assert!(next.unsettled_invoices(["aa"]).expect("unsettled").is_empty(), "its own file is imported anew");
}

#[test]
fn a_delivery_is_taken_over_until_a_stage_has_finished_with_it() {
    let payer = Payer::new();
    let mut first = payer.ledger("2005-03-11");
    let delivery = NewDelivery { art: "invoices".into(), sha256: "aa".into(), name: "a.csv".into(), groesse: 1 };
    first.take_deliveries(std::slice::from_ref(&delivery)).expect("taken");
    let mut next = payer.ledger("2005-03-14");
    assert_eq!(next.unfinished_deliveries().expect("deliveries").len(), 1);
    next.take_deliveries(std::slice::from_ref(&delivery)).expect("taken over");
    next.finish_deliveries("invoices", ["aa"]).expect("finished");
    let last = payer.ledger("2005-03-15");
    assert!(last.unfinished_deliveries().expect("deliveries").is_empty());
    let known = last.delivery("invoices", "aa").expect("known").expect("known");
    assert_eq!((known.lauf.as_str(), known.verarbeitet), ("2005-03-14", true));
}

#[test]
fn decisions_stay_and_are_kept_once() {
    let payer = Payer::new();
    let mut ledger = payer.ledger("2005-03-11");
    register(&mut ledger, "aa", vec!["1"]);
    let decision = Entscheidung {
        art: EntscheidungsArt::Status,
        pic_nr: "1".into(),
        feld: String::new(),
        wert: "1005".into(),
        bearbeiter: "mm".into(),
        zeitpunkt: "2005-03-11T08:00:00".into(),
        bemerkung: String::new(),
        datei: "d.csv".into(),
        zeile: 2,
        lauf: tag("2005-03-11"),
        beleg_id: "0000001".into(),
    };
    for _ in 0..2 {
        ledger.keep_decisions("dd", std::slice::from_ref(&decision), ZEIT).expect("kept");
    }
    assert_eq!(payer.ledger("2005-03-14").decisions_before().expect("decisions"), [decision]);
}

#[test]
fn an_altered_or_removed_entry_of_the_journal_is_found() {
    for tampering in [
        "UPDATE journal SET eintrag = '{}' WHERE nr = 2",
        "DELETE FROM journal WHERE nr = 2",
        "UPDATE journal SET zeit = '2005-01-01T00:00:00Z' WHERE nr = 3",
    ] {
        let payer = Payer::new();
        let mut ledger = payer.ledger("2005-03-11");
        for stufe in ["10-unfdat", "20-invoices", "30-stage1", "30-stage1"] {
            let receipt = Receipt { tool: stufe.into(), ..Receipt::default() };
            let entry = JournalEntry {
                lauf: "2005-03-11",
                stufe,
                receipt: &receipt,
                receipt_hash: "h".into(),
                zeit: ZEIT.into(),
            };
            ledger.enter(&entry).expect("entered");
        }
        assert_eq!(ledger.verify_journal().expect("a walk"), None);
        let db = rusqlite::Connection::open(payer.0.path().join("BG28/ledger.sqlite")).expect("the file");
        assert!(db.execute(tampering, []).is_err(), "the file itself refuses: {tampering}");
        db.execute_batch("DROP TRIGGER journal_bleibt; DROP TRIGGER journal_waechst")
            .expect("an intruder removes the guard");
        assert_eq!(db.execute(tampering, []).expect("altered"), 1, "entered once: {tampering}");
        assert!(ledger.verify_journal().expect("a walk").is_some(), "{tampering}");
    }
}

#[test]
fn files_come_back_in_delivery_order() {
    let payer = Payer::new();
    let new = |name: &str| NewDelivery { art: "unfdat".into(), sha256: name.into(), name: name.into(), groesse: 1 };
    payer.ledger("2005-03-11").take_deliveries(&[new("m"), new("z")]).expect("taken on Friday");
    let mut monday = payer.ledger("2005-03-14");
    monday.take_deliveries(&[new("a"), new("m"), new("z")]).expect("Friday's files are taken over");
    let delivery = |name: &str| Delivery { name: name.into(), path: name.into(), sha256: name.into() };
    let ours = monday.still_ours("unfdat", ["a", "m", "x", "z"].map(delivery).into()).expect("files");
    let names: Vec<&str> = ours.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["m", "z", "a", "x"], "Friday's before Monday's; what the ledger does not know is last");
}

#[test]
fn what_this_run_took_and_never_published_is_unfinished_too() {
    let payer = Payer::new();
    let mut ledger = payer.ledger("2005-03-11");
    let delivery = NewDelivery { art: "invoices".into(), sha256: "aa".into(), name: "a.csv".into(), groesse: 1 };
    ledger.take_deliveries(&[delivery]).expect("taken");
    assert_eq!(ledger.unfinished_deliveries().expect("deliveries").len(), 1);
    assert!(
        payer.ledger("2005-03-10").unfinished_deliveries().expect("deliveries").is_empty(),
        "not by an earlier run"
    );
}

#[test]
fn a_confirmation_is_recorded_once_and_stays() {
    let payer = Payer::new();
    let mut ledger = payer.ledger("2005-03-11");
    register(&mut ledger, "aa", vec!["1"]);
    ledger.order(&[auftrag(1, vec![rezept("1", 100)])], &[], ZEIT).expect("an order");
    let said = |sha256: &str, zeile| NeueRueckmeldung {
        datei_sha256: sha256.into(),
        bestaetigung: Bestaetigung {
            anweisung_id: "BG28-0000001-1".into(),
            rueckmeldung: Rueckmeldung::Bestaetigt,
            bestaetigt_am: tag("2005-03-14"),
            betrag: Betrag::aus_cent(100),
            beleg_id: "0000001".into(),
            rechnungsnummer: "1".into(),
            angewiesen_am: tag("2005-03-11"),
            bemerkung: String::new(),
            datei: "b.csv".into(),
            zeile,
        },
    };
    let mut next = payer.ledger("2005-03-14");
    for _ in 0..2 {
        next.keep_confirmations(&[said("bb", 2)], ZEIT).expect("a repeat adds nothing");
    }
    assert!(next.keep_confirmations(&[said("cc", 2)], ZEIT).is_err(), "an order is confirmed once");
    assert_eq!(next.confirmations_of_run().expect("recorded"), [said("bb", 2).bestaetigung]);
    assert_eq!((next.unconfirmed_before().expect("orders").len(), next.unconfirmed().expect("orders").len()), (1, 0));
    assert_eq!(ledger.unconfirmed().expect("orders").len(), 1, "an earlier run does not see it");
    let states = next.order_states(["BG28-0000001-1", "BG28-0000009-1"].into()).expect("states");
    assert_eq!((states.len(), states["BG28-0000001-1"].bestaetigt.clone()), (1, Some(said("bb", 2))));
    let db = rusqlite::Connection::open(payer.0.path().join("BG28/ledger.sqlite")).expect("the file");
    for tampering in ["DELETE FROM bestaetigung", "UPDATE bestaetigung SET lauf = '2005-01-01'"] {
        assert!(db.execute(tampering, []).is_err(), "{tampering}");
    }
}

#[test]
fn the_orders_of_a_message_are_remembered() {
    let payer = Payer::new();
    let mut ledger = payer.ledger("2005-03-11");
    register(&mut ledger, "aa", vec!["1"]);
    ledger.order(&[auftrag(1, vec![rezept("1", 100)])], &[], ZEIT).expect("an order");
    let enthalten = [("M-1".to_owned(), "BG28-0000001-1".to_owned())];
    for _ in 0..2 {
        ledger.keep_message("M", &enthalten).expect("a repeat adds nothing");
    }
    for name in ["M", "M-1"] {
        let contained = ledger.contained([name]).expect("orders");
        let [order] = &contained[..] else { panic!("one: {contained:?}") };
        assert_eq!((order.sammler_id.as_str(), order.anweisung.anweisung_id.as_str()), ("M-1", "BG28-0000001-1"));
    }
    assert!(ledger.contained(["X"]).expect("no orders").is_empty());
    assert!(ledger.keep_message("M", &[("M-1".into(), "BG28-0000009-1".into())]).is_err(), "no such order");
}

#[test]
fn a_withdrawn_rejection_that_is_paid_late_is_booked_with_its_discount_lost() {
    let payer = Payer::new();
    let mut ledger = payer.ledger("2005-03-15");
    register(&mut ledger, "aa", vec!["1", "2", "3"]);
    let rejected = ErledigtesRezept { netto: None, zahlungsziel: None, rabattstand: None, ..rezept("1", 0) };
    ledger.order(&[auftrag(1, vec![rezept("2", 200)])], &[rejected], ZEIT).expect("rejected first");
    let late = ErledigtesRezept {
        ap_rabatt: Some(Betrag::aus_cent(150)),
        rabattstand: Some(Rabattstand::Verloren),
        ..rezept("1", 100)
    };
    ledger.order(&[auftrag(2, vec![late])], &[], ZEIT).expect("withdrawn, and ordered by the same run");

    let paid = ledger.paid_by(&ledger.orders_of_run().expect("orders")).expect("what they pay");
    let booked: Vec<_> = paid.iter().map(|r| (r.pic_nr.as_str(), r.rabatt, r.zahlungsziel, r.rabattstand)).collect();
    let ziel = Some(tag("2005-03-14"));
    assert_eq!(
        booked,
        [
            ("2", None, ziel, Some(Rabattstand::Gewahrt)),
            ("1", Some(Betrag::aus_cent(150)), ziel, Some(Rabattstand::Verloren))
        ]
    );
    let db = rusqlite::Connection::open(payer.0.path().join("BG28/ledger.sqlite")).expect("the file");
    let mut view = db
        .prepare("SELECT pic_nr, zahlungsziel, angewiesen_am, rabattstand FROM rabatt ORDER BY pic_nr")
        .expect("a view");
    let rows = view.query_map([], |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?])).expect("rows");
    let rows: Vec<[String; 4]> = rows.map(|row| row.expect("a row")).collect();
    assert_eq!(rows, [["1", "2005-03-14", "2005-03-15", "verloren"], ["2", "2005-03-14", "2005-03-15", "gewahrt"]]);
}
