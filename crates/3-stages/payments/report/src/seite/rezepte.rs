//! The page of prescriptions, part by part.

use domain::datum::deutsch;
use domain::{Betrag, Kennzahl, Klasse, Rabattstand, Rabattsumme, Regressfall};

use super::{Abschnitt, Seite, Tabelle, Zelle, mit_einheit};
use crate::bild::{Einheit, Reihe, balken};
use crate::zahlen::Auswertung;

/// Bars of a chart, rows of a long table.
const BALKEN: usize = 12;
const ZEILEN: usize = 25;

/// The parts of the page, in their order.
pub fn abschnitte(a: &Auswertung, rabatte: &[Rabattsumme], nutzen: &[Kennzahl]) -> Vec<Abschnitt> {
    vec![
        fristen(a),
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

fn fristen(a: &Auswertung) -> Abschnitt {
    let zeile = |f: &domain::Fristtag| {
        vec![
            Zelle {
                rang: Some(f.anweisungsdatum.signed_duration_since(domain::Datum::MIN).num_days()),
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
    let aufgaben = a.aufgaben.iter().map(|t| vec![Zelle::text(&t.art), Zelle::anzahl(t.anzahl)]).collect();
    Abschnitt {
        titel: "Was jetzt ansteht".into(),
        satz: "Rechnungen, die ganz oder zum Teil warten, nach dem Tag, an dem sie angewiesen sein müssen; Aufgaben, die auf einen Menschen warten.".into(),
        bild: None,
        tabellen: vec![
            Tabelle::neu("Fristen", &spalten, a.fristen.iter().map(zeile).collect()).erste(10),
            Tabelle::neu("Aufgaben", &spalten_aufgaben, aufgaben),
        ],
        dateien: vec!["fristen.csv", "aufgaben.csv"],
    }
}

fn mengen(a: &Auswertung) -> Abschnitt {
    let monate = a.steller.chunk_by(|x, y| x.monat == y.monat).count();
    let name = |m: &domain::Rechnungsstellermonat| {
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
        gruppen.sort_by_key(|(_, netto, _)| std::cmp::Reverse(*netto));
        gruppen.truncate(BALKEN);
    }
    let namen: Vec<String> = gruppen.iter().map(|(name, ..)| name.clone()).collect();
    let reihen = [
        Reihe { name: "bezahlt (Netto)", werte: gruppen.iter().map(|(_, netto, _)| *netto).collect() },
        Reihe { name: "abgewiesen (Brutto)", werte: gruppen.iter().map(|(_, _, brutto)| *brutto).collect() },
    ];
    let zeile = |m: &domain::Rechnungsstellermonat| {
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
    let zahl = |feld: fn(&domain::Rechnungsstellermonat) -> u32| {
        Zelle::anzahl(a.steller.iter().map(|m| u64::from(feld(m))).sum::<u64>())
    };
    let euro = |feld: fn(&domain::Rechnungsstellermonat) -> Betrag| Zelle::euro(a.steller.iter().map(feld).sum());
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
        satz: "Geliefert im Monat, und was aus dem wurde, das in ihm erledigt ist. Abweichend: bezahlt, aber nicht wie berechnet.".into(),
        bild: balken("Bezahlte und abgewiesene Beträge", &namen, &reihen, Einheit::Euro),
        tabellen: vec![Tabelle::neu("Rechnungssteller", &spalten, a.steller.iter().map(zeile).collect()).summe(summe)],
        dateien: vec!["rechnungssteller.csv"],
    }
}

fn status(a: &Auswertung) -> Abschnitt {
    let mut zeilen: Vec<&domain::Statussumme> = a.status.iter().collect();
    zeilen.sort_by_key(|s| std::cmp::Reverse(s.anzahl));
    let nummer = |s: &domain::Statussumme| s.status.map_or_else(|| "übrige".to_owned(), |status| status.to_string());
    let text = |s: &domain::Statussumme| if s.status.is_none() { "seltene Status".to_owned() } else { s.text.clone() };
    let namen: Vec<String> = zeilen.iter().take(BALKEN).map(|s| format!("{} {}", nummer(s), text(s))).collect();
    let werte = |klasse: Option<Klasse>| {
        zeilen.iter().take(BALKEN).map(|s| if s.klasse == klasse { i64::from(s.anzahl) } else { 0 }).collect()
    };
    let reihen = [
        Reihe { name: "bezahlt", werte: werte(Some(Klasse::Zahlen)) },
        Reihe { name: "abgewiesen", werte: werte(Some(Klasse::Abweisen)) },
        Reihe { name: "beides", werte: werte(None) },
    ];
    let zeile = |s: &&domain::Statussumme| {
        vec![
            Zelle { rang: s.status.map(|status| i64::from(status.0)), ..Zelle::text(&nummer(s)) },
            Zelle::text(&text(s)),
            Zelle::text(s.klasse.map_or("", |klasse| klasse.als_str())),
            Zelle::anzahl(s.anzahl),
            Zelle::euro(s.brutto),
            Zelle::euro(s.netto),
        ]
    };
    Abschnitt {
        titel: "Prüfergebnisse".into(),
        satz: "Der endgültige Status jedes erledigten Rezepts, der häufigste zuerst.".into(),
        bild: balken("Rezepte nach Status", &namen, &reihen, Einheit::Anzahl),
        tabellen: vec![Tabelle::neu(
            "Status",
            &["Status", "Text", "Klasse", "#Rezepte", "#Brutto EUR", "#Netto EUR"],
            zeilen.iter().map(zeile).collect(),
        )],
        dateien: vec!["status.csv"],
    }
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

fn dauer(a: &Auswertung) -> Abschnitt {
    let name = |d: &domain::Dauerklasse| match d.bis_tag {
        Some(bis) => format!("{} bis {bis} Tage", d.ab_tag),
        None => format!("ab {} Tagen", d.ab_tag),
    };
    let namen: Vec<String> = a.dauer.iter().map(name).collect();
    let reihen = [Reihe { name: "Rezepte", werte: a.dauer.iter().map(|d| i64::from(d.anzahl)).collect() }];
    let zeile = |d: &domain::Dauerklasse| {
        vec![
            Zelle { rang: Some(d.ab_tag.into()), ..Zelle::text(&name(d)) },
            Zelle::anzahl(d.anzahl),
            Zelle::euro(d.netto),
        ]
    };
    Abschnitt {
        titel: "Vom Eingang bis zur Anweisung".into(),
        satz: "Kalendertage vom Eingang der Rechnung bis zur Anweisung des Rezepts.".into(),
        bild: balken("Rezepte nach Dauer", &namen, &reihen, Einheit::Anzahl),
        tabellen: vec![Tabelle::neu(
            "Dauer",
            &["Dauer", "#Rezepte", "#Netto EUR"],
            a.dauer.iter().map(zeile).collect(),
        )],
        dateien: vec!["dauer.csv"],
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

fn zuordnung(a: &Auswertung) -> Abschnitt {
    let alle: u64 = a.stufen.iter().map(|s| u64::from(s.anzahl)).sum();
    let zeile = |s: &domain::Stufensumme| {
        let anteil = crate::zahlen::promille(s.anzahl.into(), alle).map_or_else(String::new, crate::zahlen::zehntel);
        vec![
            Zelle::text(s.stufe.als_str()),
            Zelle::text(s.entscheidung.als_str()),
            Zelle::anzahl(s.anzahl),
            Zelle::dezimal(&anteil),
        ]
    };
    Abschnitt {
        titel: "Zuordnung zu Unfällen".into(),
        satz: "Auf welcher Stufe und von wem das erledigte Rezept einem Fall zugeordnet wurde. Z9: es gibt keinen."
            .into(),
        bild: None,
        tabellen: vec![Tabelle::neu(
            "Zuordnung",
            &["Stufe", "entschieden von", "#Rezepte", "#Anteil %"],
            a.stufen.iter().map(zeile).collect(),
        )],
        dateien: vec!["stufen.csv"],
    }
}

fn preise(a: &Auswertung) -> Abschnitt {
    let euro = |betrag: Betrag| betrag.deutsch().trim_end_matches(",00").to_owned();
    let name = |p: &domain::Preisklasse| match (p.ueber, p.hoechstens) {
        (Some(ueber), Some(bis)) => format!("über {} bis {} EUR", euro(ueber), euro(bis)),
        (None, Some(bis)) => format!("bis {} EUR", euro(bis)),
        (Some(ueber), None) => format!("über {} EUR", euro(ueber)),
        (None, None) => "alle".into(),
    };
    let namen: Vec<String> = a.preise.iter().map(name).collect();
    let reihen = [Reihe { name: "Rezepte", werte: a.preise.iter().map(|p| i64::from(p.anzahl)).collect() }];
    let zeile = |p: &domain::Preisklasse| {
        let rang = Some(p.ueber.unwrap_or_default().cent());
        vec![
            Zelle { rang, ..Zelle::text(&name(p)) },
            Zelle::anzahl(p.anzahl),
            Zelle::euro(p.brutto),
            Zelle::euro(p.netto),
        ]
    };
    Abschnitt {
        titel: "Preisklassen".into(),
        satz: "Erledigte Rezepte nach ihrem Brutto.".into(),
        bild: balken("Rezepte nach Preisklasse", &namen, &reihen, Einheit::Anzahl),
        tabellen: vec![Tabelle::neu(
            "Preisklassen",
            &["Brutto", "#Rezepte", "#Brutto EUR", "#Netto EUR"],
            a.preise.iter().map(zeile).collect(),
        )],
        dateien: vec!["preisklassen.csv"],
    }
}

fn indikationen(a: &Auswertung) -> Abschnitt {
    let mut zeilen: Vec<&domain::Indikation> = a.indikationen.iter().collect();
    zeilen.sort_by_key(|i| std::cmp::Reverse(i.kosten));
    let name = |i: &domain::Indikation| match i.atc.as_str() {
        "" if i.bezeichnung.is_empty() => "seltene Gruppen".to_owned(),
        "" => i.bezeichnung.clone(),
        atc => format!("{atc} {}", i.bezeichnung),
    };
    let erste = || zeilen.iter().take(BALKEN);
    let namen: Vec<String> = erste().map(|i| name(i)).collect();
    let reihen = [
        Reihe { name: "Kosten ohne Einsparung", werte: erste().map(|i| (i.kosten - i.einsparung).cent()).collect() },
        Reihe { name: "möglich einzusparen", werte: erste().map(|i| i.einsparung.cent()).collect() },
    ];
    let zeile = |i: &&domain::Indikation| {
        vec![
            Zelle::text(&name(i)),
            Zelle::anzahl(i.rezepte),
            Zelle::anzahl(i.packungen),
            Zelle::euro(i.kosten),
            Zelle::euro(i.ueber_festbetrag),
            Zelle::euro(i.einsparung),
        ]
    };
    let spalten = ["Gruppe (ATC)", "#Rezepte", "#Packungen", "#Kosten EUR", "#über Festbetrag EUR", "#Einsparung EUR"];
    Abschnitt {
        titel: "Indikationen".into(),
        satz: "Bezahlte Artikel nach ATC-Gruppe. Einsparung: hätte jede Packung so viel gekostet wie die günstigste desselben ATC-Codes und derselben Packungsgröße.".into(),
        bild: balken("Kosten nach Indikation", &namen, &reihen, Einheit::Euro),
        tabellen: vec![Tabelle::neu("Indikationen", &spalten, zeilen.iter().map(zeile).collect()).erste(ZEILEN)],
        dateien: vec!["indikationen.csv"],
    }
}

fn artikel(a: &Auswertung) -> Abschnitt {
    let mut zeilen: Vec<&domain::Artikelsumme> = a.artikel.iter().collect();
    zeilen.sort_by(|x, y| y.taxe.cmp(&x.taxe).then_with(|| x.pzn.cmp(&y.pzn)));
    let zeile = |s: &&domain::Artikelsumme| {
        let name = match (s.pzn.is_empty(), s.bezeichnung.is_empty()) {
            (true, _) => "seltene Artikel",
            (false, true) => "nicht in der Artikelliste",
            (false, false) => &s.bezeichnung,
        };
        vec![
            Zelle::text(&s.pzn),
            Zelle::text(name),
            Zelle::text(&s.wirkstoff),
            Zelle::text(&s.atc),
            Zelle::anzahl(s.rezepte),
            Zelle::anzahl(s.packungen),
            Zelle::euro(s.taxe),
        ]
    };
    let spalten = ["PZN", "Artikel", "Wirkstoff", "ATC", "#Rezepte", "#Packungen", "#Taxe EUR"];
    Abschnitt {
        titel: "Artikel".into(),
        satz: "Bezahlte Artikel, der teuerste in der Summe zuerst.".into(),
        bild: None,
        tabellen: vec![Tabelle::neu("Artikel", &spalten, zeilen.iter().map(zeile).collect()).erste(ZEILEN)],
        dateien: vec!["artikel.csv"],
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

/// The list of recourse candidates: it speaks of persons, and says so.
pub fn regressseite(wer: &str, zeitraum: &str, faelle: &[Regressfall]) -> Seite {
    let mut zeilen: Vec<&Regressfall> = faelle.iter().collect();
    let rang = |fall: &Regressfall| ["neu", "knapp", "darueber"].iter().position(|stand| *stand == fall.stand);
    zeilen.sort_by_key(|fall| (rang(fall), std::cmp::Reverse(fall.summe)));
    let stand = |fall: &Regressfall| match fall.stand.as_str() {
        "neu" => "neu erreicht",
        "knapp" => "knapp darunter",
        _ => "schon erreicht",
    };
    let grenze = |fall: &Regressfall| match fall.jahr {
        None => "Bagatellgrenze".to_owned(),
        Some(jahr) => format!("Beitragsnachlass {jahr}"),
    };
    let zeile = |fall: &&Regressfall| {
        vec![
            Zelle::text(&fall.aktenzeichen),
            Zelle::text(&grenze(fall)),
            Zelle::euro(fall.grenze),
            Zelle::euro(fall.vorher),
            Zelle::euro(fall.summe),
            Zelle::anzahl(fall.anzahl),
            Zelle::text(stand(fall)),
        ]
    };
    let spalten = ["Aktenzeichen", "Grenze", "#EUR", "#vorher EUR", "#jetzt EUR", "#Rezepte", "Stand"];
    Seite {
        titel: format!("{wer}: Regress und Beitragsnachlass"),
        zeile: zeitraum.to_owned(),
        warnung: "Personenbezogen: nur für die Regressabteilung. Nicht weitergeben.".into(),
        kennzahlen: Vec::new(),
        abschnitte: vec![Abschnitt {
            titel: "Fälle an den Grenzen".into(),
            satz: "Fälle, für die im Zeitraum gezahlt wurde und deren Zahlungen eine Grenze erreicht haben oder ihr nahe sind.".into(),
            bild: None,
            tabellen: vec![Tabelle::neu("Fälle", &spalten, zeilen.iter().map(zeile).collect())],
            dateien: vec!["regress.csv"],
        }],
    }
}
