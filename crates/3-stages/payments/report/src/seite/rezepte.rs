//! The page of prescriptions, part by part.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::Days;
use domain::datum::deutsch;
use domain::{Betrag, Datum, Kennzahl, Rabattstand, Rabattsumme, Rechnungsstellermonat};

use super::arznei::{artikel, indikationen};
use super::pruefung::{dauer, preise, status, zuordnung};
use super::{Abschnitt, Tabelle, Zelle, mit_einheit};
use crate::bild::{Einheit, Reihe, balken};
use crate::zahlen::{Auswertung, promille, zehntel};

/// Bars of a chart.
pub(super) const BALKEN: usize = 12;

/// Days of deadlines that the page looks ahead.
const VORAUSSCHAU: Days = Days::new(10);
/// Billers of a table of the most deviations.
const MEISTE: usize = 10;

/// The parts of the page on the time up to that day, in their order.
pub fn abschnitte(a: &Auswertung, rabatte: &[Rabattsumme], nutzen: &[Kennzahl], bis: Datum) -> Vec<Abschnitt> {
    vec![
        fristen(a, bis),
        mengen(a),
        status(a),
        rabatt(a, rabatte),
        dauer(a),
        handarbeit(a),
        zuordnung(a),
        preise(a),
        indikationen(a),
        artikel(a),
        rueckmeldungen(a),
        nutzenrechnung(nutzen),
    ]
}

fn fristen(a: &Auswertung, bis: Datum) -> Abschnitt {
    let naechste = a.fristen.iter().filter(|f| f.anweisungsdatum <= bis + VORAUSSCHAU);
    let zeile = |f: &domain::Fristtag| {
        vec![
            Zelle {
                rang: Some(f.anweisungsdatum.signed_duration_since(Datum::MIN).num_days()),
                ..Zelle::text(&deutsch(f.anweisungsdatum))
            },
            Zelle::anzahl(f.rechnungen),
            Zelle::anzahl(f.anzahl_offen),
            Zelle::euro(f.betrag),
            Zelle::euro(f.rabatt),
        ]
    };
    let spalten = ["anzuweisen bis", "#Rechnungen", "#offene Rezepte", "#freigegeben EUR", "#Rabatt auf dem Spiel EUR"];
    let spalten_aufgaben = ["Entscheidung", "#Aufgaben"];
    let aufgaben =
        a.aufgaben.iter().map(|t| vec![Zelle::text(aufgabenwort(&t.art)), Zelle::anzahl(t.anzahl)]).collect();
    Abschnitt {
        titel: "Was jetzt ansteht".into(),
        satz: "Rechnungen, die ganz oder zum Teil warten, nach dem Tag, an dem sie angewiesen sein müssen; Aufgaben, die auf einen Menschen warten.".into(),
        bild: None,
        tabellen: vec![
            Tabelle::neu("Fristen der nächsten zehn Tage", &spalten, naechste.map(zeile).collect()),
            Tabelle::neu("Aufgaben", &spalten_aufgaben, aufgaben),
        ],
        dateien: vec!["fristen.csv", "aufgaben.csv"],
    }
}

/// What a task asks for, in words.
fn aufgabenwort(art: &str) -> &str {
    match art {
        "korrektur1" => "Erstkorrektur",
        "korrektur2" => "Zweitkorrektur",
        "zuordnung" => "Zuordnung",
        "freigabe" => "Freigabe",
        "status" => "Status",
        anderes => anderes,
    }
}

fn mengen(a: &Auswertung) -> Abschnitt {
    let monate = a.steller.chunk_by(|x, y| x.monat == y.monat).count();
    let name = |m: &Rechnungsstellermonat| {
        if m.rechnungssteller.is_empty() { "übrige".to_owned() } else { m.rechnungssteller.clone() }
    };
    let mut gruppen: Vec<(String, i64, i64)> = Vec::new();
    for m in &a.steller {
        let wer = if monate > 1 { m.monat.clone() } else { name(m) };
        let werte = (m.netto.cent(), m.brutto_abgewiesen.cent());
        match gruppen.iter_mut().find(|(bekannt, ..)| *bekannt == wer) {
            Some(gruppe) => (gruppe.1 += werte.0, gruppe.2 += werte.1),
            None => (gruppen.push((wer, werte.0, werte.1)), ()),
        };
    }
    if monate <= 1 {
        gruppen.sort_by_key(|(_, netto, _)| Reverse(*netto));
        gruppen.truncate(BALKEN);
    }
    let namen: Vec<String> = gruppen.iter().map(|(name, ..)| name.clone()).collect();
    let reihen = [
        Reihe { name: "bezahlt (Netto)", werte: gruppen.iter().map(|(_, netto, _)| *netto).collect() },
        Reihe { name: "abgewiesen (Brutto)", werte: gruppen.iter().map(|(_, _, brutto)| *brutto).collect() },
    ];
    let zeile = |m: &Rechnungsstellermonat| {
        vec![
            Zelle::text(&m.monat),
            Zelle::text(&name(m)),
            Zelle::anzahl(m.geliefert),
            Zelle::euro(m.brutto_geliefert),
            Zelle::anzahl(m.bezahlt),
            Zelle::euro(m.netto),
            Zelle::anzahl(m.abgewiesen),
            Zelle::anzahl(m.abweichend),
            Zelle::euro(m.absetzung),
        ]
    };
    let zahl = |feld: fn(&Rechnungsstellermonat) -> u32| {
        Zelle::anzahl(a.steller.iter().map(|m| u64::from(feld(m))).sum::<u64>())
    };
    let euro = |feld: fn(&Rechnungsstellermonat) -> Betrag| Zelle::euro(a.steller.iter().map(feld).sum());
    let summe = vec![
        Zelle::text("Summe"),
        Zelle::text(""),
        zahl(|m| m.geliefert),
        euro(|m| m.brutto_geliefert),
        zahl(|m| m.bezahlt),
        euro(|m| m.netto),
        zahl(|m| m.abgewiesen),
        zahl(|m| m.abweichend),
        euro(|m| m.absetzung),
    ];
    let spalten = [
        "Monat",
        "Rechnungssteller",
        "#geliefert",
        "#Brutto EUR",
        "#bezahlt",
        "#Netto EUR",
        "#abgewiesen",
        "#abweichend",
        "#Absetzung EUR",
    ];
    Abschnitt {
        titel: "Mengen und Ergebnis je Rechnungssteller".into(),
        satz: "Was im Monat geliefert und was in ihm erledigt wurde. Abweichend: bezahlt, aber nicht wie berechnet."
            .into(),
        bild: balken("Bezahlte und abgewiesene Beträge", &namen, &reihen, Einheit::Euro),
        tabellen: vec![
            Tabelle::neu("Rechnungssteller", &spalten, a.steller.iter().map(zeile).collect()).summe(summe),
            meiste_abweichungen(&a.steller),
        ],
        dateien: vec!["rechnungssteller.csv"],
    }
}

/// The billers of whose prescriptions the most were returned or paid otherwise than billed, over all months.
fn meiste_abweichungen(monate: &[Rechnungsstellermonat]) -> Tabelle {
    let mut je_steller: BTreeMap<&str, (u32, u32, Betrag)> = BTreeMap::new();
    for m in monate.iter().filter(|m| !m.rechnungssteller_ik.is_empty()) {
        let summe = je_steller.entry(&m.rechnungssteller).or_default();
        summe.0 += m.abgewiesen + m.abweichend;
        summe.1 += m.abgewiesen + m.bezahlt;
        summe.2 += m.brutto_abgewiesen + m.absetzung;
    }
    let mut steller: Vec<_> = je_steller.into_iter().filter(|(_, (abweichend, ..))| *abweichend > 0).collect();
    steller.sort_by_key(|(name, (abweichend, ..))| (Reverse(*abweichend), *name));
    let zeile = |(name, (abweichend, erledigt, betrag)): (&str, (u32, u32, Betrag))| {
        let anteil = promille(abweichend.into(), erledigt.into()).map_or_else(String::new, zehntel);
        vec![Zelle::text(name), Zelle::anzahl(abweichend), Zelle::dezimal(&anteil), Zelle::euro(betrag)]
    };
    let spalten = ["Rechnungssteller", "#abgewiesen oder abweichend", "#Anteil %", "#abgewiesen und abgesetzt EUR"];
    Tabelle::neu("Die meisten Abweichungen", &spalten, steller.into_iter().take(MEISTE).map(zeile).collect())
}

fn rabatt(a: &Auswertung, rabatte: &[Rabattsumme]) -> Abschnitt {
    let was = |stand: Rabattstand| match stand {
        Rabattstand::Gewahrt => "gewahrt",
        Rabattstand::Gefaehrdet => "gefährdet",
        Rabattstand::Verloren => "verloren",
    };
    let namen: Vec<String> = a.rabatte.iter().map(|m| m.monat.clone()).collect();
    let reihen = [
        Reihe { name: "gewahrt", werte: a.rabatte.iter().map(|m| m.gewahrt.cent()).collect() },
        Reihe { name: "verloren", werte: a.rabatte.iter().map(|m| m.verloren.cent()).collect() },
    ];
    let monat = |m: &domain::Rabattmonat| {
        let betraege = [m.berechnet, m.faellig, m.gewahrt, m.verloren].map(Zelle::euro);
        std::iter::once(Zelle::text(&m.monat)).chain(betraege).collect()
    };
    let stand = |s: &Rabattsumme| vec![Zelle::text(was(s.stand)), Zelle::anzahl(s.anzahl), Zelle::euro(s.summe)];
    let grund = |g: &domain::Rabattgrund| {
        let wort = if g.grund.is_empty() { "seltene Gründe" } else { &g.grund };
        vec![Zelle::text(was(g.stand)), Zelle::text(wort), Zelle::anzahl(g.anzahl), Zelle::euro(g.summe)]
    };
    let mut tabellen = vec![
        Tabelle::neu(
            "Rabatte im Monat",
            &["Monat", "#berechnet EUR", "#fällig EUR", "#gewahrt EUR", "#verloren EUR"],
            a.rabatte.iter().map(monat).collect(),
        ),
        Tabelle::neu("Gründe", &["Stand", "Grund", "#Rezepte", "#EUR"], a.gruende.iter().map(grund).collect()),
    ];
    let mut dateien = vec!["rabattmonate.csv", "rabattgruende.csv"];
    if !rabatte.is_empty() {
        tabellen.push(Tabelle::neu(
            "Rabatte dieses Laufs",
            &["Stand", "#Rezepte", "#EUR"],
            rabatte.iter().map(stand).collect(),
        ));
        dateien.push("rabatte.csv");
    }
    Abschnitt {
        titel: "Rabatte".into(),
        satz: "Von den Rechnungsstellern gewährt (berechnet), nach der Prüfung fällig, davon durch rechtzeitige Anweisung gewahrt oder verloren.".into(),
        bild: balken("Rabatte im Monat", &namen, &reihen, Einheit::Euro),
        tabellen,
        dateien,
    }
}

fn handarbeit(a: &Auswertung) -> Abschnitt {
    let zeile = |m: &domain::Automatikmonat| {
        vec![Zelle::text(&m.monat), Zelle::anzahl(m.erledigt), Zelle::anzahl(m.ohne_hand), Zelle::dezimal(&m.anteil)]
    };
    Abschnitt {
        titel: "Handarbeit".into(),
        satz: "Erledigte Rezepte, und wie viele davon niemand ansehen musste.".into(),
        bild: None,
        tabellen: vec![Tabelle::neu(
            "Handarbeit",
            &["Monat", "#erledigt", "#ohne Handarbeit", "#Anteil %"],
            a.automatik.iter().map(zeile).collect(),
        )],
        dateien: vec!["automatik.csv"],
    }
}

fn rueckmeldungen(a: &Auswertung) -> Abschnitt {
    let wort = |was: &str| match was {
        "bestaetigt" => "bestätigt".to_owned(),
        "zurueckgewiesen" => "zurückgewiesen".to_owned(),
        "unbestaetigt" => "noch nicht bestätigt".to_owned(),
        anderes => anderes.to_owned(),
    };
    let zeile = |r: &domain::Rueckmeldesumme| {
        vec![Zelle::text(&wort(&r.rueckmeldung)), Zelle::anzahl(r.anzahl), Zelle::euro(r.betrag)]
    };
    Abschnitt {
        titel: "Rückmeldungen von Banken und Kostenträgern".into(),
        satz:
            "Anweisungen, zu denen etwas gemeldet wurde; unbestätigt sind die, deren Frist zur Bestätigung vorbei ist."
                .into(),
        bild: None,
        tabellen: vec![Tabelle::neu(
            "Rückmeldungen",
            &["Rückmeldung", "#Anweisungen", "#EUR"],
            a.rueckmeldungen.iter().map(zeile).collect(),
        )],
        dateien: vec!["rueckmeldungen.csv"],
    }
}

fn nutzenrechnung(nutzen: &[Kennzahl]) -> Abschnitt {
    let zeile = |n: &Kennzahl| {
        let jahr = n.jahr.map_or_else(String::new, |jahr| jahr.to_string());
        vec![Zelle::text(&jahr), Zelle::text(&n.groesse), Zelle::text(&mit_einheit(n)), Zelle::text(&n.formel)]
    };
    Abschnitt {
        titel: "Was das Verfahren bringt".into(),
        satz: "Je Jahr, mit der Formel jeder Zahl. Die Sätze stehen unter [nutzen] in der Konfiguration des Kostenträgers.".into(),
        bild: None,
        tabellen: vec![Tabelle::neu("Nutzen", &["Jahr", "Größe", "#Wert", "Formel"], nutzen.iter().map(zeile).collect())],
        dateien: vec!["nutzen.csv"],
    }
}
