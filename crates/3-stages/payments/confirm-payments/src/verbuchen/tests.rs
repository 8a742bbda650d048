use banking::rueckmeldung::{Rueckmeldung as Bankmeldung, lies as lies_bank};
use domain::{Betrag, Datum, JaNein, Zahlungsstatus};
use forms::bestaetigungen::Bestaetigungszeile;
use ledger::Enthalten;

use super::*;
use crate::{aus_bericht, aus_zeilen};

pub(crate) fn tag(iso: &str) -> Datum {
    domain::datum::aus_iso(iso).expect("a day")
}

/// An order of Friday 11.03.2005.
pub(crate) fn anweisung(id: &str, cent: i64) -> Anweisung {
    let am = tag("2005-03-11");
    Anweisung {
        anweisung_id: id.into(),
        zahlungsstatus: Zahlungsstatus::Abschluss,
        beleg_id: "0000001".into(),
        rechnungsnummer: "2005-1".into(),
        rechnungssteller_ik: "303100245".into(),
        rechnungssteller: "ARZ".into(),
        iban: String::new(),
        konto: "1162268".into(),
        blz: "29090605".into(),
        betrag: Betrag::aus_cent(cent),
        anzahl_rezepte: 1,
        rabattfrist: am,
        zahlungsziel: am,
        anweisungsdatum: am,
        angewiesen_am: am,
        rechtzeitig: JaNein::Ja,
        rabatt_gefaehrdet: 0,
        quellkonto: String::new(),
        le_nr: String::new(),
        verrechnet: Betrag::NULL,
        ersetzt: String::new(),
    }
}

pub(crate) fn ruecklauf(id: &str, bemerkung: &str) -> ledger::Ruecklauf {
    let meldung =
        Meldung { aussage: Aussage::Zurueckgewiesen, bemerkung: bemerkung.into(), ..meldung(2, id, "2005-03-14", 1) };
    let anweisung = anweisung(id, 100);
    let zurueckweisung = rueckmeldung(&meldung, &anweisung, Rueckmeldung::Zurueckgewiesen).bestaetigung;
    ledger::Ruecklauf { anweisung, zurueckweisung }
}

/// A line of the file `b.csv`.
fn meldung(satz: u64, id: &str, am: &str, cent: i64) -> Meldung {
    let zeile = Bestaetigungszeile {
        satz,
        offset: 0,
        anweisung_id: id.into(),
        bestaetigt_am: tag(am),
        betrag: Betrag::aus_cent(cent),
        bemerkung: String::new(),
        rueckmeldung: Rueckmeldung::Bestaetigt,
    };
    aus_zeilen("b.csv", "bb", vec![zeile]).remove(0)
}

fn stand(bestaetigt: Option<NeueRueckmeldung>) -> HashMap<&'static str, Auftragsstand> {
    let auftrag = |id, bestaetigt| Auftragsstand {
        anweisung: anweisung(id, 100),
        bestaetigt,
        zurueckgewiesen: Vec::new(),
        geklaert: None,
    };
    HashMap::from([("A", auftrag("A", bestaetigt)), ("B", auftrag("B", None))])
}

fn verbuche(meldungen: &[Meldung], stand: &HashMap<&str, Auftragsstand>) -> Ergebnis {
    super::verbuche(meldungen, stand, tag("2005-03-21"))
}

/// (order, what is recorded) and (line, field) of what is refused.
type Kurz<'a> = (Vec<(&'a str, Rueckmeldung)>, Vec<(u64, &'a str)>);

fn kurz(ergebnis: &Ergebnis) -> Kurz<'_> {
    let neu = ergebnis.neu.iter().map(|n| (n.bestaetigung.anweisung_id.as_str(), n.bestaetigung.rueckmeldung));
    (neu.collect(), ergebnis.abgelehnt.iter().map(|a| (a.satz, a.feld.as_str())).collect())
}

#[test]
fn a_confirmation_closes_its_order() {
    let ergebnis = verbuche(&[meldung(2, "A", "2005-03-14", 100)], &stand(None));
    assert_eq!(kurz(&ergebnis), (vec![("A", Rueckmeldung::Bestaetigt)], vec![]));
    assert_eq!(ergebnis.neu[0].bestaetigung.bestaetigt_am, tag("2005-03-14"));
}

#[test]
fn error_lines_leave_the_order_as_it_was() {
    let meldungen = [
        meldung(2, "X", "2005-03-14", 100),
        meldung(3, "A", "2005-03-14", 101),
        meldung(4, "A", "2005-03-10", 100),
        meldung(5, "B", "2005-03-14", 100),
    ];
    let ergebnis = verbuche(&meldungen, &stand(None));
    let erwartet = vec![(2, "anweisung_id"), (3, "betrag"), (4, "bestaetigt_am")];
    assert_eq!(kurz(&ergebnis), (vec![("B", Rueckmeldung::Bestaetigt)], erwartet));
    assert!(ergebnis.abgelehnt[1].grund.contains("1,00") && ergebnis.abgelehnt[1].wert == "1,01");
}

#[test]
fn the_same_said_twice_counts_once_and_another_day_is_an_error() {
    let zweimal =
        [meldung(2, "A", "2005-03-14", 100), meldung(3, "A", "2005-03-14", 100), meldung(4, "A", "2005-03-15", 100)];
    let ergebnis = verbuche(&zweimal, &stand(None));
    assert_eq!((ergebnis.neu.len(), ergebnis.wiederholt), (1, 1));
    assert_eq!(kurz(&ergebnis).1, [(4, "bestaetigt_am")]);
}

#[test]
fn a_repeat_of_the_run_records_the_same_again() {
    let meldungen = [meldung(2, "A", "2005-03-14", 100)];
    let erste = verbuche(&meldungen, &stand(None));
    let danach = stand(Some(erste.neu[0].clone()));
    assert_eq!(verbuche(&meldungen, &danach), erste);
    let mit_neuer_datei =
        [Meldung { datei_sha256: "aa".into(), ..meldung(2, "A", "2005-03-14", 100) }, meldungen[0].clone()];
    let zweite = verbuche(&mit_neuer_datei, &danach);
    assert_eq!((zweite.neu, zweite.wiederholt), (erste.neu, 1), "what is recorded stays recorded from its own line");
}

fn zurueck(satz: u64, am: &str) -> Meldung {
    let gesagt = Meldung { aussage: Aussage::Zurueckgewiesen, bemerkung: "AC04".into(), ..meldung(satz, "A", am, 100) };
    Meldung { quelle: Quelle::Bank, ..gesagt }
}

fn frueher(meldung: &Meldung, was: Rueckmeldung) -> NeueRueckmeldung {
    NeueRueckmeldung { datei_sha256: "old".into(), ..rueckmeldung(meldung, &anweisung("A", 100), was) }
}

#[test]
fn what_was_confirmed_and_came_back_is_recorded_whichever_is_read_first() {
    let stand = stand(Some(frueher(&meldung(9, "A", "2005-03-14", 100), Rueckmeldung::Bestaetigt)));
    let ergebnis = verbuche(&[meldung(2, "A", "2005-03-14", 100), zurueck(3, "2005-03-16")], &stand);
    assert_eq!((kurz(&ergebnis), ergebnis.wiederholt), ((vec![("A", Rueckmeldung::Zurueckgewiesen)], vec![]), 1));
    let mut beide = [meldung(2, "A", "2005-03-14", 100), zurueck(3, "2005-03-16")];
    let hin = verbuche(&beide, &self::stand(None));
    beide.reverse();
    assert_eq!((hin.neu.len(), verbuche(&beide, &self::stand(None))), (2, hin));
}

#[test]
fn the_same_rejection_in_another_file_is_counted() {
    let mut stand = stand(None);
    let auftrag = stand.get_mut("A").expect("an order");
    auftrag.zurueckgewiesen.push(frueher(&zurueck(1, "2005-03-14"), Rueckmeldung::Zurueckgewiesen));
    let ergebnis = verbuche(&[zurueck(3, "2005-03-14")], &stand);
    assert_eq!((ergebnis.neu.len(), ergebnis.wiederholt), (0, 1));
    // It was sent once more, and arrived.
    let ergebnis = verbuche(&[meldung(4, "A", "2005-03-18", 100)], &stand);
    assert_eq!(kurz(&ergebnis), (vec![("A", Rueckmeldung::Bestaetigt)], vec![]));
}

#[test]
fn what_was_decided_on_and_is_paid_after_all_is_said_loudly() {
    let mut stand = stand(None);
    let auftrag = stand.get_mut("A").expect("an order");
    auftrag.zurueckgewiesen.push(frueher(&zurueck(1, "2005-03-14"), Rueckmeldung::Zurueckgewiesen));
    auftrag.geklaert = Some(Klaerung { lauf: "2005-03-15".into(), neu: Some("A-2".into()) });
    let ergebnis = verbuche(&[meldung(4, "A", "2005-03-18", 100), zurueck(5, "2005-03-18")], &stand);
    assert_eq!((ergebnis.neu.len(), ergebnis.wiederholt), (0, 1));
    assert!(ergebnis.abgelehnt[0].grund.contains("PAID TWICE"), "{ergebnis:?}");
    // The debit that came back, in a statement that comes late.
    assert_eq!(verbuche(&[meldung(4, "A", "2005-03-14", 100)], &stand).neu.len(), 1);
}

#[test]
fn a_confirmation_after_it_came_back_needs_a_person() {
    let mut stand = stand(Some(frueher(&meldung(9, "A", "2005-03-14", 100), Rueckmeldung::Bestaetigt)));
    let auftrag = stand.get_mut("A").expect("an order");
    auftrag.zurueckgewiesen.push(frueher(&zurueck(1, "2005-03-16"), Rueckmeldung::Zurueckgewiesen));
    let ergebnis = verbuche(&[meldung(4, "A", "2005-03-18", 100)], &stand);
    assert_eq!(kurz(&ergebnis), (vec![], vec![(4, "bestaetigt_am")]));
}

#[test]
fn a_bank_books_another_day_than_it_reported() {
    let stand = stand(Some(frueher(&meldung(9, "A", "2005-03-14", 100), Rueckmeldung::Bestaetigt)));
    let gebucht = Meldung { quelle: Quelle::Bank, ..meldung(2, "A", "2005-03-15", 100) };
    let ergebnis = verbuche(&[gebucht], &stand);
    assert_eq!((ergebnis.neu.len(), ergebnis.abgelehnt.len(), ergebnis.wiederholt), (0, 0, 1));
}

#[test]
fn the_future_confirms_nothing() {
    let ergebnis = verbuche(&[meldung(2, "A", "2005-03-22", 100), meldung(3, "B", "2005-03-21", 100)], &stand(None));
    assert_eq!(kurz(&ergebnis), (vec![("B", Rueckmeldung::Bestaetigt)], vec![(2, "bestaetigt_am")]));
}

#[test]
fn an_amount_below_zero_came_back() {
    let ergebnis = verbuche(&[meldung(2, "A", "2005-03-16", -100)], &stand(None));
    assert_eq!(kurz(&ergebnis), (vec![("A", Rueckmeldung::Zurueckgewiesen)], vec![]));
}

/// A report on the message `M` with orders A and B in the block `M-1`.
fn bericht(gruppe: &str, sammler: &str) -> (Vec<Meldung>, Vec<Ablehnung>) {
    let xml = format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt>\
         <GrpHdr><MsgId>1</MsgId><CreDtTm>2005-03-15T08:00:00</CreDtTm></GrpHdr>\
         <OrgnlGrpInfAndSts><OrgnlMsgId>M</OrgnlMsgId>{gruppe}</OrgnlGrpInfAndSts>{sammler}</CstmrPmtStsRpt></Document>"
    );
    let Ok(Bankmeldung::Status(bericht)) = lies_bank(xml.as_bytes()) else { panic!("a report: {xml}") };
    let enthalten = [("A", 100), ("B", 200)].map(|(id, cent)| Enthalten {
        nachricht_id: "M".into(),
        sammler_id: "M-1".into(),
        anweisung: anweisung(id, cent),
    });
    aus_bericht("s.xml", "ss", &bericht, &enthalten)
}

fn block(status: &str, auftraege: &str) -> String {
    format!("<OrgnlPmtInfAndSts><OrgnlPmtInfId>M-1</OrgnlPmtInfId>{status}{auftraege}</OrgnlPmtInfAndSts>")
}

#[test]
fn the_nearest_word_of_a_report_counts() {
    use Aussage::{Bestaetigt, InArbeit, Zurueckgewiesen};
    let a = |status: &str| format!("<TxInfAndSts><OrgnlEndToEndId>A</OrgnlEndToEndId>{status}</TxInfAndSts>");
    let rjct = "<TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf>";
    for (was, gruppe, sammler, erwartet) in [
        ("message paid", "<GrpSts>ACSC</GrpSts>", String::new(), vec![("A", Bestaetigt), ("B", Bestaetigt)]),
        ("message pending", "<GrpSts>ACSP</GrpSts>", String::new(), vec![]),
        (
            "block rejected",
            "",
            block("<PmtInfSts>RJCT</PmtInfSts>", ""),
            vec![("A", Zurueckgewiesen), ("B", Zurueckgewiesen)],
        ),
        (
            "block paid but for one",
            "<GrpSts>PART</GrpSts>",
            block("<PmtInfSts>ACSC</PmtInfSts>", &a(rjct)),
            vec![("A", Zurueckgewiesen), ("B", Bestaetigt)],
        ),
        ("one of a part", "<GrpSts>PART</GrpSts>", block("", &a(rjct)), vec![("A", Zurueckgewiesen)]),
        ("one pending", "", block("", &a("<TxSts>PDNG</TxSts>")), vec![("A", InArbeit)]),
        ("one without a word of its own", "", block("<PmtInfSts>PART</PmtInfSts>", &a("")), vec![("A", InArbeit)]),
    ] {
        let (meldungen, fremd) = bericht(gruppe, &sammler);
        let gesagt: Vec<_> = meldungen.iter().map(|m| (m.anweisung_id.as_str(), m.aussage)).collect();
        assert_eq!((gesagt, fremd.len()), (erwartet, 0), "{was}");
        let saetze: Vec<u64> = meldungen.iter().map(|m| m.satz).collect();
        assert_eq!(saetze, (1..=meldungen.len() as u64).collect::<Vec<_>>(), "{was}");
    }
}

#[test]
fn a_whole_of_which_nothing_is_known_is_refused() {
    let (meldungen, fremd) = bericht("", &block("<PmtInfSts>ACSC</PmtInfSts>", "").replace("M-1", "X-1"));
    assert_eq!((meldungen.len(), fremd[0].feld.as_str(), fremd[0].wert.as_str()), (0, "OrgnlPmtInfId", "X-1"));
}

#[test]
fn an_order_without_a_name_is_told_by_amount_and_account() {
    let tx = |mehr: &str| {
        block("<PmtInfSts>PART</PmtInfSts>", &format!("<TxInfAndSts><TxSts>RJCT</TxSts>{mehr}</TxInfAndSts>"))
    };
    let betrag = |euro| format!("<OrgnlTxRef><Amt><InstdAmt Ccy=\"EUR\">{euro}</InstdAmt></Amt></OrgnlTxRef>");
    let (meldungen, fremd) = bericht("", &tx(&betrag("2.00")));
    assert_eq!((meldungen[0].anweisung_id.as_str(), fremd.len()), ("B", 0));
    for unklar in [tx(""), tx(&betrag("3.00"))] {
        let (meldungen, fremd) = bericht("", &unklar);
        assert_eq!((meldungen.len(), fremd[0].feld.as_str(), fremd[0].wert.as_str()), (0, "OrgnlEndToEndId", "RJCT"));
    }
    // A block that the bank does not name is the message's only one.
    let (meldungen, _) = bericht("", &tx(&betrag("1.00")).replace("<OrgnlPmtInfId>M-1</OrgnlPmtInfId>", ""));
    assert_eq!(meldungen[0].anweisung_id, "A");
}
