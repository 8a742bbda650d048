//! From the specification: one positive and one negative case for each code, precedence, amounts, limits, decisions,
//! corrections.

mod eigenschaften;
mod muster;

use domain::{EntscheidungsArt, Leistungscode, Leistungscode::*, Leistungsklasse, Vergabe};

use muster::{Fall, betrag, entscheidung, tag, zeile};

/// Final codes of the lines, in their order.
fn codes(fall: &Fall) -> Vec<Leistungscode> {
    fall.urteile().urteile.iter().map(|u| u.code.expect("decided")).collect()
}

fn code(aendere: impl FnOnce(&mut Fall)) -> Leistungscode {
    let mut fall = Fall::neu();
    aendere(&mut fall);
    codes(&fall)[0]
}

#[test]
fn a_line_that_agrees_with_its_grant_is_paid() {
    let ergebnis = Fall::neu().urteile();
    let urteil = &ergebnis.urteile[0];
    assert_eq!(
        (urteil.code, urteil.klasse, urteil.vergabe),
        (Some(Null), Leistungsklasse::Zahlen, Vergabe::Automatisch)
    );
    assert_eq!((urteil.betrag_anerkannt, urteil.absetzung), (Some(betrag("1302.31")), Some(betrag("0.00"))));
    assert!(ergebnis.befunde.is_empty() && ergebnis.abweichungen.is_empty() && ergebnis.aufgaben.is_empty());
}

#[test]
fn every_code_that_refuses() {
    assert_eq!(code(|f| f.le.freigeschaltet_ab = Some(tag("2024-04-04"))), L01, "admitted after the invoice's date");
    assert_eq!(code(|f| f.le.freigeschaltet_ab = Some(tag("2024-04-03"))), Null, "admitted on it");
    assert_eq!(code(|f| f.le.freigeschaltet_ab = None), L01);
    assert_eq!(code(|f| f.zeilen[0].bewilligung_nr = "B9".into()), L02);
    assert_eq!(code(|f| f.bewilligung.le_nr = "LE2".into()), L03);
    assert_eq!(code(|f| f.zeilen[0].aktenzeichen = "2".into()), L03);
    assert_eq!(code(|f| f.zeilen[0].name = "Mueller".into()), Null, "identical is as in matching");
    assert_eq!(code(|f| f.zeilen[0].name = "MÜLLER, Dr.".into()), Null);
    assert_eq!(code(|f| f.zeilen[0].name = "Möller".into()), L03);
    assert_eq!(code(|f| f.zeilen[0].name = String::new()), L03, "an empty value is identical to none");
    assert_eq!(code(|f| f.zeilen[0].vorname = "Bernt".into()), L03);
    assert_eq!(code(|f| f.zeilen[0].geb_datum = Some(tag("1962-04-04"))), L03);
    assert_eq!(code(|f| f.zeilen[0].geb_datum = None), L03);
    assert_eq!(code(|f| f.zeilen[0].leistungsart = "WERKSTATT".into()), L04);
    assert_eq!(code(|f| f.zeilen[0].einheit = domain::Einheit::Monat), L04);
    assert_eq!(code(|f| f.zeilen[0].von = tag("2024-02-29")), L05, "before the month billed");
    assert_eq!(code(|f| f.zeilen[0].bis = tag("2024-04-01")), L05, "after it");
    assert_eq!(code(|f| f.bewilligung.bis = Some(tag("2024-03-30"))), L05, "longer than the grant");
    assert_eq!(code(|f| f.bewilligung.bis = Some(tag("2024-03-31"))), Null);
    assert_eq!(code(|f| f.bewilligung.von = tag("2024-03-02")), L05);
    assert_eq!(code(|f| (f.zeilen[0].von, f.zeilen[0].bis) = (tag("2024-03-31"), tag("2024-03-01"))), L05);
    assert_eq!(code(|f| f.satz.gueltig_ab = tag("2024-03-02")), L11);
    assert_eq!(code(|f| f.satz.gueltig_bis = Some(tag("2024-03-30"))), L11, "valid for the whole period or not at all");
    assert_eq!(code(|f| f.satz.gueltig_bis = Some(tag("2024-03-31"))), Null);
    assert_eq!(codes(&Fall::mit([zeile(1), zeile(2)])), [Null, L09]);
}

#[test]
fn refused_lines_pay_nothing() {
    let mut fall = Fall::neu();
    fall.zeilen[0].bewilligung_nr = "B9".into();
    let urteil = fall.urteile().urteile.remove(0);
    assert_eq!((urteil.klasse, urteil.betrag_anerkannt), (Leistungsklasse::Abweisen, Some(betrag("0.00"))));
    assert_eq!((urteil.absetzung, urteil.satz_anerkannt), (Some(betrag("1302.31")), None));
}

/// Quantity, rate and amount billed at an agreed rate of 42.01 for 31 days: code and amount accepted.
#[test]
fn what_is_cut_and_to_what() {
    for (menge, satz, berechnet, code, anerkannt) in [
        ("31.00", "43.00", "1333.00", L06, "1302.31"),
        ("31.00", "41.00", "1271.00", Null, "1271.00"),
        ("31.00", "42.01", "1302.32", L07, "1302.31"),
        ("31.00", "42.01", "1302.30", L07, "1302.30"),
        ("33.00", "42.01", "1386.33", L08, "1302.31"),
        ("31.01", "42.01", "1302.73", L08, "1302.31"),
        ("33.00", "43.00", "1419.00", L06, "1302.31"),
        ("33.00", "43.00", "1300.00", L06, "1300.00"),
        ("0.50", "0.01", "0.01", Null, "0.01"),
        ("0.00", "42.01", "0.00", Null, "0.00"),
    ] {
        let mut fall = Fall::neu();
        let zeile = &mut fall.zeilen[0];
        (zeile.menge, zeile.satz, zeile.betrag) = (menge.parse().expect("a quantity"), betrag(satz), betrag(berechnet));
        let ergebnis = fall.urteile();
        let urteil = &ergebnis.urteile[0];
        let was = format!("{menge} × {satz} = {berechnet}");
        assert_eq!((urteil.code, urteil.betrag_anerkannt), (Some(code), Some(betrag(anerkannt))), "{was}");
        let gekuerzt = urteil.absetzung != Some(betrag("0.00"));
        assert_eq!(ergebnis.abweichungen.iter().any(|a| a.groesse == "betrag"), gekuerzt, "{was}");
    }
}

#[test]
fn precedence_and_every_finding_kept() {
    let mut fall = Fall::neu();
    fall.zeilen[0].leistungsart = "WERKSTATT".into();
    fall.zeilen[0].von = tag("2024-02-01");
    fall.zeilen[0].betrag = betrag("1.00");
    let ergebnis = fall.urteile();
    let funde: Vec<Leistungscode> = ergebnis.befunde.iter().filter_map(|b| b.code).collect();
    assert_eq!((ergebnis.urteile[0].code, funde), (Some(L04), vec![L04, L05, L07, L11]));
}

#[test]
fn monthly_limits_count_every_line_of_the_month() {
    let stunden = |lfd_nr, von: &str, bis: &str, menge: u32| {
        let mut zeile = zeile(lfd_nr);
        (zeile.von, zeile.bis, zeile.menge) = (tag(von), tag(bis), domain::Menge::ganz(menge));
        zeile.einheit = domain::Einheit::Stunde;
        zeile.betrag = zeile.menge.mal(zeile.satz).expect("an amount");
        zeile
    };
    let zeilen = [
        stunden(1, "2024-03-01", "2024-03-10", 6),
        stunden(2, "2024-03-11", "2024-03-20", 6),
        stunden(3, "2024-03-21", "2024-03-31", 1),
    ];
    let mut fall = Fall::mit(zeilen);
    fall.bewilligung.einheit = domain::Einheit::Stunde;
    fall.satz.einheit = domain::Einheit::Stunde;
    fall.bewilligung.max_menge_monat = Some(domain::Menge::ganz(10));
    let urteile = fall.urteile().urteile;
    let ist: Vec<_> = urteile.iter().map(|u| (u.code, u.menge_anerkannt.to_string())).collect();
    assert_eq!(ist, [(Some(Null), "6.00".into()), (Some(L08), "4.00".into()), (Some(L08), "0.00".into())]);
    fall.bezahlt.push(muster::bezahlt("LE1/R0:1", "2024-03-21", "2024-03-21", 3));
    let urteile = fall.urteile().urteile;
    assert_eq!(urteile[1].menge_anerkannt, domain::Menge::ganz(1), "earlier runs count first");
    assert_eq!(urteile[2].code, Some(L09));
}

#[test]
fn days_paid_by_an_earlier_run_are_not_paid_again() {
    let mut fall = Fall::neu();
    fall.bezahlt.push(muster::bezahlt("LE1/R0:1", "2024-03-31", "2024-03-31", 1));
    assert_eq!(codes(&fall), [L09]);
    fall.zeilen[0].bis = tag("2024-03-30");
    assert_eq!(codes(&fall), [L08], "the day before is free; the quantity is one day too high");
}

#[test]
fn pilot_invoices_are_judged_within_themselves() {
    let mut fall = Fall::mit([zeile(1), zeile(2)]);
    fall.le.produktion_ab = Some(tag("2024-03-02"));
    fall.bezahlt.push(muster::bezahlt("LE1/R0:1", "2024-03-01", "2024-03-31", 31));
    let urteile = fall.urteile().urteile;
    assert_eq!(urteile.iter().map(|u| u.code).collect::<Vec<_>>(), [Some(Null), Some(L09)]);
    assert!(urteile.iter().all(|u| u.pilot.ist_ja()));
    fall.le.produktion_ab = Some(tag("2024-03-01"));
    assert!(fall.urteile().urteile.iter().all(|u| !u.pilot.ist_ja()), "from the first day of the month on");
}

#[test]
fn invoices_are_judged_by_receipt_then_number() {
    for (erste, zweite, bezahlt) in [
        (("R1", "2024-04-04"), ("R2", "2024-04-04"), "R1"),
        (("R2", "2024-04-04"), ("R1", "2024-04-04"), "R1"),
        (("R1", "2024-04-05"), ("R2", "2024-04-04"), "R2"),
    ] {
        let mut fall = Fall::neu();
        fall.rechnung.rechnungsnummer = erste.0.into();
        fall.rechnung.eingangsdatum = tag(erste.1);
        fall.zweite(zweite.0, tag(zweite.1));
        let urteile = fall.urteile().urteile;
        let gezahlt: Vec<_> =
            urteile.iter().filter(|u| u.code == Some(Null)).map(|u| u.rechnungsnummer.as_str()).collect();
        assert_eq!(gezahlt, [bezahlt], "{erste:?} {zweite:?}");
    }
}

#[test]
fn findings_on_the_invoice_do_not_refuse_it() {
    let mut fall = Fall::neu();
    fall.rechnung.anzahl_positionen = Some(2);
    fall.rechnung.gesamtbetrag = Some(betrag("1302.32"));
    fall.rechnung.iban = "DE50400501500000001002".into();
    fall.rechnung.schon_berechnet = "0000001".into();
    let ergebnis = fall.urteile();
    let regeln: Vec<_> = ergebnis.befunde.iter().map(|b| (b.regel.as_str(), b.lfd_nr, b.code)).collect();
    assert_eq!(
        regeln,
        [
            ("iban", None, None),
            ("rechnungsnummer_doppelt", None, None),
            ("summen", None, Some(L10)),
            ("summen", None, Some(L10))
        ]
    );
    assert_eq!(ergebnis.urteile[0].code, Some(Null));
    assert_eq!(ergebnis.aufgaben.len(), 1, "another IBAN is a task");
    fall.entscheidungen.push(entscheidung(EntscheidungsArt::Freigabe, 1, "ja", "iban"));
    assert!(fall.urteile().aufgaben.is_empty(), "answered");
    fall.rechnung.iban = "de07 4005 0150 0000 0010 00".into();
    assert!(fall.urteile().befunde.iter().all(|b| b.regel != "iban"), "the same IBAN, written otherwise");
}

#[test]
fn the_recommended_way_is_a_note() {
    let notiz = |personen: usize, weg: domain::Weg| {
        let mut fall = Fall::neu();
        fall.le.weg = weg;
        fall.weitere_personen = personen - 1;
        fall.urteile().befunde.iter().any(|b| b.regel == "weg")
    };
    use domain::Weg::{Angebot, Datei};
    assert_eq!([notiz(4, Datei), notiz(5, Datei), notiz(5, Angebot), notiz(6, Angebot)], [true, false, false, true]);
}

#[test]
fn offered_lines_come_back_with_their_quantity_only() {
    let mut fall = Fall::neu();
    fall.le.weg = domain::Weg::Angebot;
    let l13 = |fall: &Fall| -> Vec<String> {
        let funde = fall.urteile().befunde.into_iter().filter(|b| b.code == Some(L13));
        funde.map(|b| b.feld).collect()
    };
    fall.zeilen[0].menge = domain::Menge::ganz(20);
    assert!(l13(&fall).is_empty());
    fall.zeilen[0].bis = tag("2024-03-20");
    fall.zeilen[0].satz = betrag("40.00");
    assert_eq!(l13(&fall), ["bis", "satz"]);
    fall.zeilen[0].korrektur_lfd_nr = Some(1);
    assert!(l13(&fall).is_empty(), "a correction was not offered");
    fall.zeilen[0].korrektur_lfd_nr = None;
    fall.le.weg = domain::Weg::Datei;
    assert!(l13(&fall).is_empty());
}

#[test]
fn paper_is_refused_in_production_only() {
    let mut fall = Fall::neu();
    fall.papier.push(muster::papier("2024-03"));
    let funde =
        |fall: &Fall| fall.urteile().befunde.iter().filter(|b| b.code == Some(L12) && b.lfd_nr.is_none()).count();
    assert_eq!(funde(&fall), 1);
    fall.papier[0].abrechnungsmonat = "2022-12".into();
    assert_eq!(funde(&fall), 0, "before production");
}

/// A number such as 1/2024 is everybody's.
#[test]
fn paper_of_two_facilities_with_one_number_is_two_findings() {
    let mut fall = Fall::neu();
    fall.weitere_le.push(domain::Leistungserbringer { le_nr: "LE2".into(), ..fall.le.clone() });
    fall.papier.push(muster::papier("2024-03"));
    fall.papier.push(domain::Papierrechnung { le_nr: "LE2".into(), ..muster::papier("2024-03") });
    let befunde = fall.urteile().befunde;
    assert_eq!(befunde.iter().map(|b| b.le_nr.as_str()).collect::<Vec<_>>(), ["LE1", "LE2"]);
    assert!(befunde.is_sorted_by(|a, b| domain::Tabelle::ordnung(a, b).is_lt()));
}

#[test]
fn a_manual_status_wins_but_never_pays_a_day_twice() {
    let mut fall = Fall::neu();
    fall.zeilen[0].bewilligung_nr = "B1".into();
    fall.bewilligung.bis = Some(tag("2024-03-30"));
    assert_eq!(codes(&fall), [L05]);
    fall.entscheidungen.push(entscheidung(EntscheidungsArt::Status, 1, "0", ""));
    let urteil = fall.urteile().urteile.remove(0);
    assert_eq!(
        (urteil.code, urteil.vergabe, urteil.betrag_anerkannt),
        (Some(Null), Vergabe::Manuell, Some(betrag("1302.31")))
    );

    let mut gut = Fall::neu();
    gut.entscheidungen.push(entscheidung(EntscheidungsArt::Status, 1, "L05", ""));
    assert_eq!(codes(&gut), [L05]);

    let mut doppelt = Fall::mit([zeile(1), zeile(2)]);
    doppelt.entscheidungen.push(entscheidung(EntscheidungsArt::Status, 2, "0", ""));
    let ergebnis = doppelt.urteile();
    assert_eq!((ergebnis.urteile[1].code, ergebnis.urteile[1].vergabe), (Some(L09), Vergabe::Automatisch));
    assert!(ergebnis.befunde.iter().any(|b| b.regel == "freigabe_unwirksam" && b.lfd_nr == Some(2)));
}

#[test]
fn a_correction_takes_the_place_of_its_line() {
    let mut fall = Fall::neu();
    fall.bezahlt.push(muster::bezahlt("LE1/R0:7", "2024-03-01", "2024-03-31", 30));
    let korrigiere = |fall: &mut Fall, stamm: &str| {
        fall.zeilen[0].korrektur_lfd_nr = Some(7);
        fall.zeilen[0].korrektur_rechnung = "R0".into();
        fall.zeilen[0].stamm = stamm.into();
    };
    assert_eq!(codes(&fall), [L09], "without a reference it is a double");
    korrigiere(&mut fall, "LE1/R0:7");
    let urteil = fall.urteile().urteile.remove(0);
    assert_eq!((urteil.code, urteil.schon_bezahlt), (Some(Null), betrag("1260.30")));
    assert_eq!((urteil.betrag_anerkannt, urteil.absetzung), (Some(betrag("42.01")), Some(betrag("0.00"))));
    korrigiere(&mut fall, "LE1/R0:8");
    assert_eq!(codes(&fall), [L09], "a reference to another line frees nothing");

    let mut weniger = Fall::neu();
    weniger.bezahlt.push(muster::bezahlt("LE1/R0:7", "2024-03-01", "2024-03-31", 31));
    korrigiere(&mut weniger, "LE1/R0:7");
    weniger.zeilen[0].menge = domain::Menge::ganz(20);
    weniger.zeilen[0].betrag = betrag("840.20");
    let ergebnis = weniger.urteile();
    assert_eq!(ergebnis.urteile[0].betrag_anerkannt, Some(betrag("-462.11")), "what it says itself is claimed back");
    assert!(ergebnis.befunde.iter().any(|b| b.regel == "ueberzahlt"));
}

#[test]
fn an_invoice_sent_again_under_its_number_is_a_double() {
    let mut fall = Fall::neu();
    fall.zweite("R1", tag("2024-04-05"));
    assert_eq!(codes(&fall), [Null, L09], "the same names of lines, but other lines");
}

#[test]
fn corrections_within_a_run_find_their_line() {
    let mut fall = Fall::neu();
    fall.zweite("R2", tag("2024-04-05"));
    let (_, zeilen) = &mut fall.weitere[0];
    (zeilen[0].korrektur_rechnung, zeilen[0].korrektur_lfd_nr) = ("R1".into(), Some(1));
    let urteile = fall.urteile().urteile;
    assert_eq!((urteile[1].code, urteile[1].stamm.as_str()), (Some(Null), "0000002:1"));
    assert_eq!((urteile[1].schon_bezahlt, urteile[1].betrag_anerkannt), (betrag("1302.31"), Some(betrag("0.00"))));
}

#[test]
fn what_is_settled_keeps_its_verdict() {
    let mut fall = Fall::mit([zeile(1), zeile(2)]);
    let erste = fall.urteile().urteile.remove(0);
    fall.zeilen[0].erledigt_am = Some(tag("2024-04-05"));
    fall.erledigt.push(erste.erledigt(tag("2024-04-05"), erste.betrag_anerkannt).expect("decided"));
    fall.bezahlt.push(muster::bezahlt("LE1/R1:1", "2024-03-01", "2024-03-31", 31));
    fall.satz.satz = betrag("1.00");
    let urteile = fall.urteile().urteile;
    assert_eq!(
        (urteile[0].betrag_anerkannt, urteile[0].erledigt_am),
        (Some(betrag("1302.31")), Some(tag("2024-04-05")))
    );
    assert_eq!(urteile[1].code, Some(L09));
}
