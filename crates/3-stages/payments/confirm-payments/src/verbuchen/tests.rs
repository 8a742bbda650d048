use banking::pain002;
use domain::{Betrag, Datum, JaNein, Zahlungsstatus};
use forms::bestaetigungen::Bestaetigungszeile;

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
    }
}

pub(crate) fn zurueckgewiesen(id: &str, bemerkung: &str) -> Bestaetigung {
    let meldung =
        Meldung { aussage: Aussage::Zurueckgewiesen, bemerkung: bemerkung.into(), ..meldung(2, id, "2005-03-14", 1) };
    rueckmeldung(&meldung, &anweisung(id, 1), Rueckmeldung::Zurueckgewiesen).bestaetigung
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
    };
    aus_zeilen("b.csv", "bb", vec![zeile]).remove(0)
}

fn stand(bestaetigt: Option<NeueRueckmeldung>) -> HashMap<&'static str, Auftragsstand> {
    let mut stand = HashMap::new();
    for id in ["A", "B"] {
        stand.insert(id, Auftragsstand { anweisung: anweisung(id, 100), bestaetigt: None });
    }
    stand.insert("A", Auftragsstand { anweisung: anweisung("A", 100), bestaetigt });
    stand
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

#[test]
fn an_earlier_run_s_confirmation_stands() {
    let frueher = NeueRueckmeldung {
        datei_sha256: "old".into(),
        ..rueckmeldung(&meldung(9, "A", "2005-03-14", 100), &anweisung("A", 100), Rueckmeldung::Bestaetigt)
    };
    let abgelehnt = Meldung { aussage: Aussage::Zurueckgewiesen, ..meldung(3, "A", "2005-03-16", 100) };
    let meldungen = [meldung(2, "A", "2005-03-14", 100), abgelehnt];
    let ergebnis = verbuche(&meldungen, &stand(Some(frueher)));
    assert_eq!((ergebnis.neu.len(), ergebnis.wiederholt, kurz(&ergebnis).1), (0, 1, vec![(3, "anweisung_id")]));
}

/// A report on the message `M` with orders A and B in the block `M-1`.
fn bericht(gruppe: &str, sammler: &str) -> (Vec<Meldung>, Vec<Ablehnung>) {
    let xml = format!(
        "<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt>\
         <GrpHdr><MsgId>1</MsgId><CreDtTm>2005-03-15T08:00:00</CreDtTm></GrpHdr>\
         <OrgnlGrpInfAndSts><OrgnlMsgId>M</OrgnlMsgId>{gruppe}</OrgnlGrpInfAndSts>{sammler}</CstmrPmtStsRpt></Document>"
    );
    let bericht = pain002::lies(xml.as_bytes()).expect("a report");
    let enthalten = [("M-1".to_owned(), "A".to_owned()), ("M-1".to_owned(), "B".to_owned())];
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
