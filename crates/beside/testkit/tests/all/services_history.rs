//! Histories of care services on a real ledger: whatever facilities invent, correct, send twice or send late, and
//! whatever people decide and repeat, no more is paid for a grant and month than rate times allowed quantity, and no day
//! of a grant is paid twice.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use audit_services::Eingabe;
use chrono::Days;
use domain::{
    Betrag, Bewilligung, BezahlteLeistung, Datum, Einheit, Entscheidung, EntscheidungsArt, ErledigteLeistung, Fristen,
    Leistung, Leistungserbringer, Leistungsrechnung, Leistungsurteil, Menge, Satz, Tabelle, Weg,
};
use ledger::{Ledger, NeueRechnung};
use order_payments::{leistungen, ordne_an};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use rules::kalender::Kalender;
use stage::Run;
use tempfile::TempDir;

use crate::anordnen;

const SATZ: i64 = 4201;
const ERLAUBT: u32 = 20;
const MONATE: [&str; 2] = ["2024-03", "2024-04"];
const ZEIT: &str = "2024-06-03T02:30:00Z";

/// Grants: hours and days with a monthly limit, days without.
const GRANTS: [(&str, Einheit, Option<u32>); 3] =
    [("B0", Einheit::Stunde, Some(ERLAUBT)), ("B1", Einheit::Tag, Some(ERLAUBT)), ("B2", Einheit::Tag, None)];

/// A line as a facility may invent it.
#[derive(Clone, Debug)]
struct Erfunden {
    grant: usize,
    von: u64,
    laenge: u64,
    menge: u32,
    aufschlag: i64,
    /// Which of all lines billed before it says to correct.
    korrektur: Option<usize>,
    /// Whether a person pays it, whatever is found.
    freigegeben: bool,
}

/// An invoice: month, number (some come twice), days until it is received, lines.
type Rechnung = (usize, u32, u64, Vec<Erfunden>);

fn zeile() -> impl Strategy<Value = Erfunden> {
    let korrektur = proptest::option::weighted(0.3, 0..12_usize);
    (0..3_usize, 0..31_u64, 0..31_u64, 0..40_u32, -5..10_i64, korrektur, proptest::bool::weighted(0.1)).prop_map(
        |(grant, von, laenge, menge, aufschlag, korrektur, freigegeben)| Erfunden {
            grant,
            von,
            laenge,
            menge,
            aufschlag,
            korrektur,
            freigegeben,
        },
    )
}

/// Runs, each with its new invoices and whether it is repeated.
fn laeufe() -> impl Strategy<Value = Vec<(Vec<Rechnung>, bool)>> {
    let rechnung = (0..2_usize, 1..6_u32, 0..40_u64, proptest::collection::vec(zeile(), 1..4));
    let lauf = (proptest::collection::vec(rechnung, 0..4), any::<bool>());
    proptest::collection::vec(lauf, 1..5)
}

fn tag(text: &str) -> Datum {
    domain::datum::aus_iso(text).expect("a day")
}

/// A payer's history.
struct Geschichte {
    ordner: TempDir,
    rechnungen: Vec<(Leistungsrechnung, Vec<Leistung>)>,
    entscheidungen: Vec<Entscheidung>,
}

impl Geschichte {
    fn neu() -> Self {
        // Thousands of ledgers: in memory where there is such a folder.
        let memory = std::path::Path::new("/dev/shm");
        let ordner = if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }.expect("a folder");
        std::fs::create_dir(ordner.path().join("LWL")).expect("the payer's folder");
        Geschichte { ordner, rechnungen: Vec::new(), entscheidungen: Vec::new() }
    }

    fn ledger(&self, datum: Datum) -> Ledger {
        let run = Run::from_path(&self.ordner.path().join("LWL").join(datum.to_string())).expect("a run");
        Ledger::open(&run).expect("a ledger")
    }

    /// Takes new invoices in; gives what identifies them.
    fn nimm(&mut self, ledger: &mut Ledger, neue: &[Rechnung], datum: Datum) -> Vec<String> {
        let mut hashes = Vec::new();
        for (monat, nummer, spaet, zeilen) in neue {
            let sha256 = format!("{:064}", self.rechnungen.len());
            let nummer = format!("R{nummer}");
            let posten: Vec<String> = (1..=zeilen.len()).map(|nr| format!("LE1/{nummer}:{nr}")).collect();
            let registriert = ledger
                .register_invoices(&[NeueRechnung {
                    datei_sha256: &sha256,
                    rechnungsnummer: &nummer,
                    rechnungssteller: "LE1",
                    posten: posten.iter().map(String::as_str).collect(),
                }])
                .expect("registered");
            let kopf = kopf(&registriert[0].beleg_id, &nummer, MONATE[*monat], tag("2024-04-20") + Days::new(*spaet));
            let vorher: Vec<Leistung> = self.rechnungen.iter().flat_map(|(_, zeilen)| zeilen.clone()).collect();
            let mut leistungen = Vec::new();
            for (nr, was) in (1..).zip(zeilen) {
                let mut leistung = leistung(&kopf, nr, was, &vorher, datum);
                let original = leistung.berichtigt().and_then(|posten| ledger.root_of(&posten).expect("the ledger"));
                leistung.stamm = original.unwrap_or_else(|| leistung.kennung());
                if was.freigegeben {
                    self.entscheidungen.push(freigabe(&leistung.beleg_id, &leistung.posten, datum));
                }
                leistungen.push(leistung);
            }
            self.rechnungen.push((kopf, leistungen));
            hashes.push(sha256);
        }
        hashes
    }

    /// Judges and orders as a run does; gives how many orders were made.
    fn richte(&self, ledger: &mut Ledger, neue: &[String], datum: Datum) -> usize {
        let offen: HashSet<String> =
            ledger.unsettled_invoices(neue.iter().map(String::as_str)).expect("the ledger").into_iter().collect();
        let neu = self.rechnungen.len() - neue.len();
        let dabei = self.rechnungen.iter().enumerate().filter(|(nr, (r, _))| *nr >= neu || offen.contains(&r.beleg_id));
        let (mut rechnungen, mut zeilen, mut erledigt) = (Vec::new(), Vec::new(), Vec::new());
        for (_, (rechnung, leistungen)) in dabei {
            let fertig: Vec<ErledigteLeistung> = ledger.settled_before(&rechnung.beleg_id).expect("the ledger");
            zeilen.extend(leistungen.iter().map(|l| {
                let am = fertig.iter().find(|e| e.lfd_nr == l.lfd_nr).map(|e| e.erledigt_am);
                Leistung { erledigt_am: am, ..l.clone() }
            }));
            rechnungen.push(rechnung.clone());
            erledigt.extend(fertig);
        }
        zeilen.sort_by(Leistung::ordnung);
        let bezahlt = ledger.paid_services(&grants()).expect("the ledger");
        let urteile = urteile(&rechnungen, &zeilen, &erledigt, &bezahlt, &self.entscheidungen);
        ordne(ledger, &rechnungen, &urteile, datum)
    }
}

fn grants() -> BTreeSet<&'static str> {
    GRANTS.iter().map(|(nummer, ..)| *nummer).collect()
}

fn kopf(beleg_id: &str, nummer: &str, monat: &str, eingang: Datum) -> Leistungsrechnung {
    Leistungsrechnung {
        beleg_id: beleg_id.into(),
        rechnungsnummer: nummer.into(),
        le_nr: "LE1".into(),
        kostentraeger: "LWL".into(),
        abrechnungsmonat: monat.into(),
        rechnungsdatum: eingang,
        eingangsdatum: eingang,
        anzahl_positionen: None,
        gesamtbetrag: None,
        iban: String::new(),
        datei_sha256: String::new(),
        herkunft: eingang,
        schon_berechnet: String::new(),
    }
}

fn leistung(kopf: &Leistungsrechnung, nr: u32, was: &Erfunden, vorher: &[Leistung], datum: Datum) -> Leistung {
    let (nummer, einheit, _) = GRANTS[was.grant];
    let von = kopf.monatserster().expect("a month") + Days::new(was.von);
    let (menge, satz) = (Menge::ganz(was.menge), Betrag::aus_cent(SATZ + was.aufschlag));
    let original = was.korrektur.and_then(|nr| vorher.get(nr));
    Leistung {
        beleg_id: kopf.beleg_id.clone(),
        rechnungsnummer: kopf.rechnungsnummer.clone(),
        lfd_nr: nr,
        posten: Leistung::posten("LE1", &kopf.rechnungsnummer, nr),
        bewilligung_nr: nummer.into(),
        aktenzeichen: "1".into(),
        name: "Alt".into(),
        vorname: "Anna".into(),
        geb_datum: Some(tag("1950-02-01")),
        leistungsart: "WOHNEN".into(),
        von,
        bis: von + Days::new(was.laenge),
        menge,
        einheit,
        satz,
        betrag: menge.mal(satz).expect("an amount"),
        korrektur_rechnung: original.map(|o| o.rechnungsnummer.clone()).unwrap_or_default(),
        korrektur_lfd_nr: original.map(|o| o.lfd_nr),
        stamm: String::new(),
        herkunft: datum,
        erledigt_am: None,
    }
}

fn freigabe(beleg_id: &str, posten: &str, lauf: Datum) -> Entscheidung {
    Entscheidung {
        art: EntscheidungsArt::Status,
        pic_nr: posten.into(),
        feld: String::new(),
        wert: "0".into(),
        bearbeiter: "mm".into(),
        zeitpunkt: format!("{lauf}T08:00:00"),
        bemerkung: String::new(),
        datei: "d.csv".into(),
        zeile: 2,
        lauf,
        beleg_id: beleg_id.into(),
    }
}

fn facility() -> Leistungserbringer {
    Leistungserbringer {
        le_nr: "LE1".into(),
        name: "Haus".into(),
        strasse: String::new(),
        plz: String::new(),
        ort: String::new(),
        iban: "DE07400501500000001000".into(),
        freigeschaltet_ab: Some(tag("2022-01-01")),
        pilot_ab: None,
        produktion_ab: Some(tag("2023-01-01")),
        weg: Weg::Datei,
    }
}

fn urteile(
    rechnungen: &[Leistungsrechnung],
    leistungen: &[Leistung],
    erledigt: &[ErledigteLeistung],
    bezahlt: &[BezahlteLeistung],
    entscheidungen: &[Entscheidung],
) -> Vec<Leistungsurteil> {
    let bewilligungen = GRANTS.map(|(nummer, einheit, hoechstens)| Bewilligung {
        bewilligung_nr: nummer.into(),
        aktenzeichen: "1".into(),
        name: "Alt".into(),
        vorname: "Anna".into(),
        geb_datum: tag("1950-02-01"),
        le_nr: "LE1".into(),
        leistungsart: "WOHNEN".into(),
        einheit,
        von: tag("2023-01-01"),
        bis: None,
        max_menge_monat: hoechstens.map(Menge::ganz),
    });
    let saetze = [Einheit::Stunde, Einheit::Tag].map(|einheit| Satz {
        le_nr: "LE1".into(),
        leistungsart: "WOHNEN".into(),
        einheit,
        gueltig_ab: tag("2023-01-01"),
        gueltig_bis: None,
        satz: Betrag::aus_cent(SATZ),
    });
    audit_services::urteile(&Eingabe {
        leistungserbringer: &[facility()],
        bewilligungen: &bewilligungen,
        saetze: &saetze,
        papier: &[],
        rechnungen,
        leistungen,
        erledigt,
        bezahlt,
        entscheidungen,
        bremse: &domain::BremseOptionen::default(),
        heute: Datum::MAX,
        gewohnt: None,
    })
    .urteile
}

fn ordne(ledger: &mut Ledger, rechnungen: &[Leistungsrechnung], urteile: &[Leistungsurteil], datum: Datum) -> usize {
    let belege = leistungen::belege(rechnungen, &[facility()]);
    let ordne_an = |staende: &[_], anweisungen: &[_]| {
        ordne_an(&order_payments::Eingabe {
            code: "LWL",
            quellkonto: "",
            fristen: &Fristen { zahlungsziel_tage: 30, ..Fristen::default() },
            kalender: &Kalender::fuer_land("NW").expect("a Land"),
            datum,
            uhrzeit: None,
            alle: false,
            verrechnung: false,
            belege: &belege,
            staende,
            anweisungen,
            konten: &Default::default(),
        })
    };
    let entschieden = anordnen::entscheide(ledger, &belege, urteile, datum, ordne_an).expect("the ledger");
    entschieden.buche(ledger, ZEIT).expect("what is judged so can be ordered");
    entschieden.ergebnis.auftraege.len()
}

/// Everything paid keeps every limit, but for what a person released as billed; and that pays no day twice either.
fn pruefe(bezahlt: &[BezahlteLeistung], entscheidungen: &[Entscheidung]) {
    let freigegeben: HashSet<(&str, &str)> =
        entscheidungen.iter().map(|e| (e.beleg_id.as_str(), e.pic_nr.as_str())).collect();
    let von_selbst = |b: &&&BezahlteLeistung| !freigegeben.contains(&(b.beleg_id.as_str(), b.posten.as_str()));
    for (nummer, einheit, hoechstens) in GRANTS {
        let zahlungen: Vec<_> = bezahlt.iter().filter(|b| b.bewilligung_nr == nummer).collect();
        let mut je_monat: BTreeMap<&str, (Betrag, BTreeSet<Datum>)> = BTreeMap::new();
        for zahlung in zahlungen.iter().filter(von_selbst) {
            let (summe, tage) = je_monat.entry(&zahlung.abrechnungsmonat).or_default();
            *summe += zahlung.betrag;
            if zahlung.betrag < Betrag::NULL {
                continue;
            }
            tage.extend(zahlung.von.iter_days().take_while(|tag| *tag <= zahlung.bis));
        }
        for (monat, (summe, tage)) in je_monat {
            let tage = (einheit == Einheit::Tag).then_some(tage.len() as u32);
            let menge = tage.into_iter().chain(hoechstens).min().expect("every grant has a limit");
            let erlaubt = Menge::ganz(menge).mal(Betrag::aus_cent(SATZ)).expect("an amount");
            assert!(summe <= erlaubt, "{nummer} {monat}: {summe} paid, {erlaubt} allowed\n{zahlungen:#?}");
        }
        let mut je_stamm: BTreeMap<&str, Betrag> = BTreeMap::new();
        zahlungen.iter().for_each(|zahlung| *je_stamm.entry(&zahlung.stamm).or_default() += zahlung.betrag);
        assert!(
            je_stamm.values().all(|summe| *summe >= Betrag::NULL),
            "more is claimed back than was paid: {zahlungen:#?}"
        );
        let zahlungen: Vec<_> = zahlungen.into_iter().filter(|zahlung| zahlung.betrag > Betrag::NULL).collect();
        for (nr, a) in zahlungen.iter().enumerate() {
            for b in zahlungen[nr + 1..].iter().filter(|b| b.stamm != a.stamm) {
                assert!(a.bis < b.von || b.bis < a.von, "{nummer}: a day is paid twice\n{a:#?}\n{b:#?}");
            }
        }
    }
}

/// Plays runs one after another.
fn spiele(laeufe: &[(Vec<Rechnung>, bool)]) -> Result<(), TestCaseError> {
    let mut geschichte = Geschichte::neu();
    let mut datum = tag("2024-05-21");
    for (neue, nochmal) in laeufe {
        let mut ledger = geschichte.ledger(datum);
        let hashes = geschichte.nimm(&mut ledger, neue, datum);
        geschichte.richte(&mut ledger, &hashes, datum);
        if *nochmal {
            prop_assert_eq!(geschichte.richte(&mut ledger, &hashes, datum), 0, "a repeat orders nothing new");
        }
        datum = datum + Days::new(7);
        let bezahlt = geschichte.ledger(datum).paid_services(&grants()).expect("the ledger");
        pruefe(&bezahlt, &geschichte.entscheidungen);
    }
    Ok(())
}

#[test]
fn no_more_than_granted_and_no_day_twice() {
    let haelfte = || {
        let mut runner = TestRunner::new(ProptestConfig { cases: 1000, ..ProptestConfig::default() });
        runner.run(&laeufe(), |laeufe| spiele(&laeufe)).unwrap_or_else(|fehler| panic!("{fehler}"));
    };
    std::thread::scope(|scope| {
        scope.spawn(haelfte);
        haelfte();
    });
}
