//! From the specification: deadlines decide the day, the ledger decides what is left, the letter adds up.

mod rabatt;
mod verrechnung;

use chrono::NaiveTime;
use domain::{
    Anweisung, AnweisungsRezept, Bankdatei, Betrag, Datum, ErledigtesRezept, IbanEintrag, JaNein, Klasse, Kontobefund,
    Kostentraeger, Rabattstand, Rechnung, Rechnungsart, Status, Stufe, Urteil, Vergabe, Verrechnung, Zahlungsstatus,
    ZuordnungsEntscheidung,
};
use ledger::Vermerk;
use rules::kalender::Kalender;

use crate::kontenlage::Kontenlage;
use crate::stand::{Belegstand, Erledigung, bezahlte, erledige};
use crate::{Beleg, Brief, Eingabe, Ergebnis, Posten, konten, ordne_an, rezepte, zahlungsanweisung};

fn tag(text: &str) -> Datum {
    domain::datum::aus_deutsch(text).expect("a real day")
}

fn euro(text: &str) -> Betrag {
    text.parse().expect("an amount")
}

fn bg28() -> Kostentraeger {
    toml::from_str(
        r#"
        name = "Berufsgenossenschaft 28"
        ik = "120991009"
        konto = [{ name = "BG", bank = "Bank", iban = "DE02600501010002034304", blz = "60050101", konto = "2034304" }]
        iban = [{ konto = "1162268", blz = "29090605", iban = "DE08300606010001162268" }]
        brief = { telefon = "0711 1234-567" }
        "#,
    )
    .expect("a payer")
}

fn rechnung(eingangsdatum: &str) -> Rechnung {
    Rechnung {
        beleg_id: "0000007".into(),
        rechnungsnummer: "2005-1-1".into(),
        kostentraeger: "BG28".into(),
        kostentraeger_ik: "120991009".into(),
        rechnungssteller_ik: "303100245".into(),
        rechnungssteller: "Apothekenrechenzentrum Nord".into(),
        rechnungsart: Rechnungsart::Arz,
        abrechnungsmonat: "2005-02".into(),
        rechnungsdatum: tag("28.02.2005"),
        eingangsdatum: tag(eingangsdatum),
        anzahl_rezepte: 3,
        brutto: euro("100.00"),
        zuzahlung: Betrag::NULL,
        ap_rabatt: Betrag::NULL,
        hs_rabatt: Betrag::NULL,
        netto: euro("100.00"),
        iban: String::new(),
        konto: "0001162268".into(),
        blz: "29090605".into(),
        datei_sha256: "00".into(),
        herkunft: tag(eingangsdatum),
        schon_berechnet: String::new(),
    }
}

fn urteil(pic_nr: &str, klasse: Klasse, netto: &str) -> Urteil {
    let bezahlt = (klasse == Klasse::Zahlen).then(|| euro(netto));
    Urteil {
        pic_nr: pic_nr.into(),
        rechnungsnummer: "2005-1-1".into(),
        status: match klasse {
            Klasse::Zahlen => Some(Status(0)),
            Klasse::Abweisen => Some(Status(996)),
            Klasse::Offen => None,
        },
        klasse,
        vergabe: Vergabe::Automatisch,
        brutto: bezahlt,
        zuzahlung: Some(Betrag::NULL),
        ap_rabatt: bezahlt.map(|_| euro("2.00")),
        hs_rabatt: bezahlt.map(|_| euro("0.50")),
        absetzung: bezahlt.map(|_| Betrag::NULL),
        netto: bezahlt,
        stufe: Stufe::Z9,
        aktenzeichen: String::new(),
        entscheidung: ZuordnungsEntscheidung::Keine,
        beleg_id: "0000007".into(),
        erledigt_am: None,
        offen_weil: String::new(),
        bisher: None,
        entscheidungen: 0,
    }
}

/// Everything that the ledger knows of the invoice: parts, and what is settled.
type Bekannt = (u32, Vec<Vermerk>);

fn am(datum: &str, rechnung: Rechnung, urteile: &[Urteil], (teile, vermerke): &Bekannt, alle: bool) -> Ergebnis {
    let kalender = Kalender::fuer_land("BW").expect("a Land");
    ordne_an(&Eingabe {
        code: "BG28",
        quellkonto: "",
        fristen: &bg28().fristen,
        kalender: &kalender,
        datum: tag(datum),
        uhrzeit: None,
        alle,
        verrechnung: false,
        belege: &[rezepte::beleg(&rechnung, &bg28())],
        staende: &[Belegstand::von(urteile, *teile, vermerke).expect("a sum")],
        anweisungen: &[],
        konten: &Kontenlage::default(),
    })
}

/// What of the invoice is settled with that.
fn erledigt(datum: &str, urteile: &[Urteil], ergebnis: &Ergebnis) -> Vec<Erledigung<ErledigtesRezept>> {
    erledige(urteile, &[], tag(datum), ergebnis.anordnungen().get("0000007"), false).expect("settled")
}

#[test]
fn ordered_on_the_anweisungsdatum_and_not_before() {
    let urteile = [urteil("1", Klasse::Zahlen, "10.00"), urteil("2", Klasse::Zahlen, "5.50")];
    let nichts = Bekannt::default();
    let zu_frueh = am("10.03.2005", rechnung("02.03.2005"), &urteile, &nichts, false);
    assert!(zu_frueh.auftraege.is_empty());
    assert_eq!(zu_frueh.ohne[0].grund, "noch nicht fällig");

    let ergebnis = am("11.03.2005", rechnung("02.03.2005"), &urteile, &nichts, false);
    let a = &ergebnis.auftraege[0].anweisung;
    assert_eq!((a.betrag, a.anzahl_rezepte, a.zahlungsstatus), (euro("15.50"), 2, Zahlungsstatus::Abschluss));
    assert_eq!(
        (a.rabattfrist, a.zahlungsziel, a.anweisungsdatum),
        (tag("12.03.2005"), tag("14.03.2005"), tag("11.03.2005"))
    );
    assert_eq!((a.rechtzeitig, a.rabatt_gefaehrdet), (JaNein::Ja, 0));
    assert_eq!((a.anweisung_id.as_str(), a.iban.as_str()), ("BG28-0000007-1", "DE08300606010001162268"));
    assert_eq!(am("10.03.2005", rechnung("02.03.2005"), &urteile, &nichts, true).auftraege.len(), 1, "--all");
}

#[test]
fn late_orders_say_what_is_at_stake() {
    let ergebnis =
        am("14.03.2005", rechnung("02.03.2005"), &[urteil("1", Klasse::Zahlen, "10.00")], &Bekannt::default(), false);
    let a = &ergebnis.auftraege[0].anweisung;
    assert_eq!((a.rechtzeitig, a.rabatt_gefaehrdet), (JaNein::Nein, 250));
}

#[test]
fn open_prescriptions_make_it_a_part_payment_and_rejected_ones_are_returned() {
    let urteile = [
        urteil("1", Klasse::Zahlen, "10.00"),
        urteil("2", Klasse::Offen, "0.00"),
        urteil("3", Klasse::Abweisen, "0.00"),
    ];
    let ergebnis = am("11.03.2005", rechnung("02.03.2005"), &urteile, &Bekannt::default(), false);
    assert_eq!(ergebnis.auftraege[0].anweisung.zahlungsstatus, Zahlungsstatus::Abschlag);
    let erledigt = erledigt("11.03.2005", &urteile, &ergebnis);
    let wie: Vec<_> = erledigt.iter().map(|e| (e.posten.pic_nr.as_str(), e.anweisung_id.as_deref(), e.neu)).collect();
    assert_eq!(wie, [("1", Some("BG28-0000007-1"), true), ("3", None, true)]);
    assert_eq!(bezahlte(&erledigt).iter().map(|b| b.pic_nr.as_str()).collect::<Vec<_>>(), ["1"]);
}

#[test]
fn what_is_settled_is_never_ordered_again() {
    let mut frueher = urteil("1", Klasse::Zahlen, "10.00");
    frueher.erledigt_am = Some(tag("11.03.2005"));
    let von_anderem_lauf =
        Vermerk { posten: "2".into(), anweisung_id: Some("BG28-0000007-1".into()), urteil: None, frueher: true };
    let bestand = (1, vec![von_anderem_lauf]);
    let urteile = [frueher, urteil("2", Klasse::Zahlen, "7.00"), urteil("3", Klasse::Zahlen, "1.00")];
    let ergebnis = am("18.03.2005", rechnung("02.03.2005"), &urteile, &bestand, false);
    let a = &ergebnis.auftraege[0].anweisung;
    assert_eq!((a.anweisung_id.as_str(), a.betrag, a.anzahl_rezepte), ("BG28-0000007-2", euro("1.00"), 1));
    assert_eq!(a.zahlungsstatus, Zahlungsstatus::Abschluss);
}

#[test]
fn nothing_or_less_is_not_ordered_but_reported() {
    for netto in ["0.00", "-5.00"] {
        let ergebnis =
            am("11.03.2005", rechnung("02.03.2005"), &[urteil("1", Klasse::Zahlen, netto)], &Bekannt::default(), false);
        assert!(ergebnis.auftraege.is_empty());
        assert_eq!(ergebnis.ohne[0].grund, "Betrag null oder negativ");
    }
    let gemischt = [urteil("1", Klasse::Zahlen, "-5.00"), urteil("2", Klasse::Zahlen, "12.00")];
    let ergebnis = am("11.03.2005", rechnung("02.03.2005"), &gemischt, &Bekannt::default(), false);
    assert_eq!(ergebnis.auftraege[0].anweisung.betrag, euro("7.00"), "a negative net is set off within its invoice");
}

fn letter(beleg_id: &str, nummer: &str, ik: &str, konto: &str, blz: &str, betrag: &str) -> Anweisung {
    let kalender = Kalender::fuer_land("BW").expect("a Land");
    let mut r = rechnung("17.08.2012");
    (r.beleg_id, r.rechnungsnummer, r.rechnungssteller_ik) = (beleg_id.into(), nummer.into(), ik.into());
    (r.konto, r.blz) = (konto.into(), blz.into());
    let mut u = urteil("1", Klasse::Zahlen, betrag);
    u.beleg_id = beleg_id.into();
    let eingabe = Eingabe {
        code: "BG28",
        quellkonto: "",
        fristen: &bg28().fristen,
        kalender: &kalender,
        datum: tag("24.08.2012"),
        uhrzeit: None,
        alle: false,
        verrechnung: false,
        belege: &[rezepte::beleg(&r, &bg28())],
        staende: &[Belegstand::von(&[u], 0, &[]).expect("a sum")],
        anweisungen: &[],
        konten: &Kontenlage::default(),
    };
    ordne_an(&eingabe).auftraege.remove(0).anweisung
}

fn brief(anweisungen: &[Anweisung], verrechnungen: &[Verrechnung], kontobefunde: &[Kontobefund]) -> String {
    mit_dateien(anweisungen, verrechnungen, kontobefunde, &[])
}

fn mit_dateien(
    anweisungen: &[Anweisung],
    verrechnungen: &[Verrechnung],
    kontobefunde: &[Kontobefund],
    bankdateien: &[Bankdatei],
) -> String {
    let (kostentraeger, datum, journal) = (&bg28(), tag("27.08.2012"), None);
    let brief = Brief {
        code: "BG28",
        kostentraeger,
        datum,
        pass: 1,
        anweisungen,
        verrechnungen,
        kontobefunde,
        bankdateien,
        journal,
    };
    documents::text(&zahlungsanweisung(&brief))
}

fn bankdatei(datei: &str, anzahl: u32, betrag: &str, fremd: u32) -> Bankdatei {
    let (betrag, datei_sha256) = (betrag.parse().expect("an amount"), "0123456789abcdef".repeat(4));
    Bankdatei { pass: 1, datei: datei.into(), anzahl, betrag, datei_sha256, fremd }
}

#[test]
fn the_letter_of_27_08_2012_adds_up() {
    let anweisungen = [
        letter("8968510", "7119", "306101210", "867750501", "84080000", "3534.11"),
        letter("8968511", "7144", "306101210", "867750501", "84080000", "6239.55"),
        letter("8968512", "20715180-00100", "303100245", "1162268", "29090605", "76159.50"),
    ];
    let text = brief(&anweisungen, &[], &[]);
    let betraege: Vec<&str> = text
        .lines()
        .filter(|l| l.contains("summe") || l.contains("zahlung "))
        .filter_map(|l| l.split_whitespace().last())
        .collect();
    assert_eq!(betraege, ["76.159,50", "76.159,50", "3.534,11", "6.239,55", "9.773,66", "85.933,16"], "\n{text}");
    assert!(text.contains("Z.A. 27.08.12.BG28"), "\n{text}");
}

#[test]
fn each_payment_has_its_due_date_and_a_late_one_says_so() {
    let mut anweisungen = [
        letter("8968510", "7119", "306101210", "867750501", "84080000", "3534.11"),
        letter("8968511", "7144", "306101210", "867750501", "84080000", "6239.55"),
    ];
    anweisungen[0].zahlungsziel = tag("24.08.2012");
    anweisungen[1].zahlungsziel = tag("30.08.2012");
    let text = brief(&anweisungen, &[], &[]);
    let zeile =
        |nr: &str| text.lines().find(|l| l.contains(nr)).unwrap_or_else(|| panic!("{nr} in\n{text}")).to_owned();
    assert!(zeile("7119 ").contains("sofort fällig (Zahlungsziel war 24.08.2012)"), "{text}");
    assert!(zeile("7144 ").contains("30.08.2012") && !zeile("7144 ").contains("sofort"), "{text}");
}

#[test]
fn the_letter_names_own_account_files_contact_and_the_account_of_each_subtotal() {
    let mit_iban = Anweisung {
        konto: String::new(),
        blz: String::new(),
        iban: "NL91ABNA0417164300".into(),
        ..letter("8968513", "9", "303100245", "1162268", "29090605", "1.00")
    };
    let anweisungen = [letter("8968512", "20715180-00100", "303100245", "1162268", "29090605", "76159.50"), mit_iban];
    let dateien = [bankdatei("DTAUS0", 1, "76159.50", 0), bankdatei("pain.001.xml", 3, "76163.50", 1)];
    let text = mit_dateien(&anweisungen, &[], &[], &dateien);
    for steht in [
        "vom Konto DE02 6005 0101 0002 0343 04 bei der Bank",
        "Zwischensumme Konto 1162268, BLZ 29090605",
        "Zwischensumme Konto NL91 ABNA 0417 1643 00",
        "zusammen 76.160,50 EUR",
        "Telefon:",
        "Mit freundlichen Grüßen",
        "Beide tragen",
        "pain.001.xml trägt auch Zahlungen, um die schon ein früheres Schreiben bat (1)",
    ] {
        assert!(text.contains(steht), "{steht} is not in\n{text}");
    }
    let datei = |name: &str| text.lines().find_map(|l| l.strip_prefix(name)).map(str::trim);
    let hash = "SHA-256 beginnt mit 0123456789abcdef";
    assert_eq!(datei("DTAUS0:"), Some(format!("1 Zahlung, 76.159,50 EUR, {hash}").as_str()), "{text}");
    assert_eq!(datei("pain.001.xml:"), Some(format!("3 Zahlungen, 76.163,50 EUR, {hash}").as_str()), "{text}");
}

#[test]
fn hints_on_accounts_stand_after_the_signature_once_for_each_biller() {
    let anweisungen = [
        letter("8968510", "7119", "306101210", "867750501", "84080000", "3534.11"),
        letter("8968511", "7144", "306101210", "867750501", "84080000", "6239.55"),
    ];
    let befunde = konten::befunde(&anweisungen, &Kontenlage::default());
    assert!(befunde.iter().filter(|befund| befund.regel == "K06").count() == 2, "{befunde:?}");
    let text = brief(&anweisungen, &[], &befunde);
    let (davor, danach) = text.split_once("Unterschrift und Stempel").expect("a field to sign");
    assert!(davor.contains("84080000 *") && !davor.contains("erstes Konto"), "{text}");
    assert_eq!(danach.matches("erstes Konto").count(), 1, "{text}");
    assert!(danach.contains("8968510, 8968511"), "{text}");
}

#[test]
fn an_order_after_the_cut_off_is_late() {
    let kalender = Kalender::fuer_land("BW").expect("a Land");
    let urteile = [urteil("1", Klasse::Zahlen, "10.00")];
    let um = |stunde, minute| {
        let eingabe = Eingabe {
            code: "BG28",
            quellkonto: "",
            fristen: &bg28().fristen,
            kalender: &kalender,
            datum: tag("11.03.2005"),
            uhrzeit: NaiveTime::from_hms_opt(stunde, minute, 0),
            alle: false,
            verrechnung: false,
            belege: &[rezepte::beleg(&rechnung("02.03.2005"), &bg28())],
            staende: &[Belegstand::von(&urteile, 0, &[]).expect("a sum")],
            anweisungen: &[],
            konten: &Kontenlage::default(),
        };
        let anweisung = ordne_an(&eingabe).auftraege.remove(0).anweisung;
        (anweisung.rechtzeitig, anweisung.rabatt_gefaehrdet)
    };
    assert_eq!(um(12, 0), (JaNein::Ja, 0));
    assert_eq!(um(12, 1), (JaNein::Nein, 250));
}

/// The same invoice with another account.
fn mit_konto(konto: &str, blz: &str) -> Ergebnis {
    let mut r = rechnung("02.03.2005");
    (r.konto, r.blz) = (konto.into(), blz.into());
    am("11.03.2005", r, &[urteil("1", Klasse::Zahlen, "10.00")], &Bekannt::default(), false)
}

#[test]
fn nothing_is_ordered_to_an_account_that_no_bank_file_holds() {
    let ergebnis = mit_konto("0000000000", "29090605");
    assert!(ergebnis.auftraege.is_empty());
    assert_eq!((ergebnis.gesperrt[0].regel.as_str(), ergebnis.gesperrt[0].anweisung_id.as_str()), ("K02", ""));
    let grund = &ergebnis.ohne[0].grund;
    assert!(grund.contains("Konto 0000000000") && grund.contains("[[iban]]"), "{grund}");

    let mut kostentraeger = bg28();
    kostentraeger.iban[0] =
        IbanEintrag { konto: "0".into(), blz: "29090605".into(), iban: "DE08300606010001162268".into() };
    let mut r = rechnung("02.03.2005");
    r.konto = "0000000000".into();
    let beleg = rezepte::beleg(&r, &kostentraeger);
    assert_eq!((beleg.konto.as_str(), beleg.iban.as_str()), ("", "DE08300606010001162268"), "the table is the remedy");
    assert_eq!(konten::sperre(&beleg, &Kontenlage::default()), None);
}

#[test]
fn an_account_that_looks_wrong_is_ordered_to_and_marked_in_the_letter() {
    for (konto, blz, regel, marke) in [("532013200", "37040044", "K03", true), ("1", "10000001", "K04", false)] {
        let anweisungen = [mit_konto(konto, blz).auftraege.remove(0).anweisung];
        let mut befunde = konten::befunde(&anweisungen, &Kontenlage::default());
        befunde.retain(|befund| befund.regel != "K06");
        assert_eq!((befunde[0].regel.as_str(), befunde[0].anweisung_id.as_str()), (regel, "BG28-0000007-1"));
        let text = brief(&anweisungen, &[], &befunde);
        assert_eq!(text.contains(&format!("{blz} *")) && text.contains("Prüfziffer der Kontonummer"), marke, "{text}");
    }
}

#[test]
fn what_is_ordered_late_has_lost_its_discount() {
    for (datum, erwartet) in [("11.03.2005", Rabattstand::Gewahrt), ("14.03.2005", Rabattstand::Verloren)] {
        let urteile = [urteil("1", Klasse::Zahlen, "10.00"), urteil("2", Klasse::Abweisen, "0.00")];
        let ergebnis = am(datum, rechnung("02.03.2005"), &urteile, &Bekannt::default(), false);
        let erledigt = erledigt(datum, &urteile, &ergebnis);
        let [bezahlt, zurueck] = &erledigt[..] else { panic!("both are settled: {erledigt:?}") };
        assert_eq!(
            (bezahlt.posten.zahlungsziel, bezahlt.posten.rabattstand),
            (Some(tag("14.03.2005")), Some(erwartet))
        );
        assert_eq!((zurueck.posten.zahlungsziel, zurueck.posten.rabattstand), (None, None));
    }
}

/// The prescription as this run settled it before.
fn vermerk(pic_nr: &str, anweisung_id: Option<&str>, netto: &str) -> Vermerk {
    let urteil = urteil(pic_nr, Klasse::Zahlen, netto).erledigt(tag("11.03.2005"), None).expect("a final verdict");
    let urteil = serde_json::to_string(&urteil).expect("JSON");
    Vermerk {
        posten: pic_nr.into(),
        anweisung_id: anweisung_id.map(str::to_owned),
        urteil: Some(urteil),
        frueher: false,
    }
}

#[test]
fn what_this_run_ordered_stands_whatever_is_judged_now() {
    let urteile = [
        urteil("1", Klasse::Zahlen, "10.00"),
        urteil("2", Klasse::Zahlen, "7.00"),
        urteil("3", Klasse::Zahlen, "1.00"),
    ];
    let vermerke = [vermerk("1", Some("BG28-0000007-1"), "10.00"), vermerk("2", Some("BG28-0000007-1"), "6.00")];
    let stand = Belegstand::von(&urteile, 1, &vermerke).expect("a sum");
    assert_eq!((stand.frei, stand.betrag, stand.erster.as_str(), stand.in_diesem_lauf), (1, euro("1.00"), "3", true));
    let [anders] = &stand.widersprueche[..] else { panic!("one of them: {:?}", stand.widersprueche) };
    assert!(anders.starts_with("2 was ordered with 6.00 by BG28-0000007-1"), "{anders}");

    let erledigt = erledige(&urteile, &vermerke, tag("11.03.2005"), None, false).expect("settled");
    let wie: Vec<_> = erledigt.iter().map(|e| (e.posten.pic_nr.as_str(), e.posten.netto, e.neu)).collect();
    assert_eq!(wie, [("1", Some(euro("10.00")), false), ("2", Some(euro("6.00")), false)]);
}

#[test]
fn what_was_returned_stays_if_a_later_run_rests_on_it() {
    let urteile = [urteil("1", Klasse::Abweisen, "0.00")];
    let erledigt = erledige(&urteile, &[vermerk("1", None, "0.00")], tag("11.03.2005"), None, false).expect("settled");
    assert_eq!(erledigt.iter().map(|e| e.neu).collect::<Vec<_>>(), [false], "it is settled once");
}
