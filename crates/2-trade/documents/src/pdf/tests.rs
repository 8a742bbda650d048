//! Pages as they are set, and the file as other programs read it.

use std::path::Path;
use std::process::Command;

use super::satz::gesetzt;
use super::seite::Seite;
use super::vorlage::{BLATT_BREITE, LINKS, RECHTS, UNTEN};
use super::{pdf, schrift::Schnitt};
use crate::{Blatt, Briefkopf, Spalte, Tabelle};

/// The letter of 27.08.2012, with a payer's name and address.
fn brief() -> Blatt {
    let spalten = [
        Spalte::links("Zahlungsstatus"),
        Spalte::links("Int. Bel."),
        Spalte::links("RechNr."),
        Spalte::links("ARZIK"),
        Spalte::rechts("Kontonr."),
        Spalte::links("BLZ/IBAN"),
        Spalte::links("ARZ"),
        Spalte::rechts("Betrag in EUR"),
    ];
    let ost = "Rezeptabrechnung Ost GmbH";
    let nord = "Apothekenrechenzentrum Nord";
    let posten = Tabelle::neu(spalten)
        .zeile(["Abschlusszahlung", "8968512", "20715180-00100", "303100245", "1162268", "29090605", nord, "76.159,50"])
        .summe("Zwischensumme Konto", "76.159,50")
        .zeile(["Abschlusszahlung", "8968510", "7119", "306101210", "867750501", "84080000", ost, "3.534,11"])
        .zeile(["Abschlusszahlung", "8968511", "7144", "306101210", "867750501", "84080000", ost, "6.239,55"])
        .summe("Zwischensumme Konto", "9.773,66")
        .summe("Gesamtsumme Zahlungen", "85.933,16");
    let kopf = Briefkopf {
        absender: "Prüfzentrum Süd · Postfach 10 11 12 · 70010 Stuttgart".into(),
        anschrift: vec!["Berufsgenossenschaft Öl & Straße".into(), "Größenweg 7".into(), "50667 Köln".into()],
        angaben: vec![("Datum".into(), "27.08.2012".into()), ("Unser Zeichen".into(), "Z.A. 27.08.12.BG28".into())],
    };
    Blatt::brief("Zahlungsanweisung", kopf)
        .absatz("Wir bitten, die folgenden Beträge innerhalb der Rabattfrist zu zahlen:")
        .tabelle(posten)
        .absatz("Anzahl der Zahlungen: 3. Fällig spätestens am 30.08.2012.")
        .feld(
            "Bestätigung des Kostenträgers: Die oben genannten Beträge wurden zur Zahlung angewiesen.",
            ["Datum der Ausführung", "Unterschrift und Stempel"],
        )
}

/// A sheet with a table of so many rows, subtotals after every seventh, and a field to sign.
fn lange_tabelle(zeilen: usize) -> Blatt {
    let spalten = [Spalte::links("PicNr"), Spalte::links("Name"), Spalte::rechts("Betrag in EUR")];
    let mut tabelle = Tabelle::neu(spalten);
    for nr in 1..=zeilen {
        tabelle = tabelle.zeile([format!("{nr:012}"), format!("Müller-Lüdenscheidt {nr}"), format!("{nr},00")]);
        if nr % 7 == 0 {
            tabelle = tabelle.summe("Zwischensumme", format!("{},00", 7 * nr - 21));
        }
    }
    let summe = zeilen * (zeilen + 1) / 2;
    Blatt::neu("Übersicht").tabelle(tabelle.summe("Summe", format!("{summe},00"))).unterschrift(["Ort, Datum"])
}

fn texte(seite: &Seite) -> Vec<&str> {
    seite.texte.iter().map(|text| text.text.as_str()).collect()
}

/// Runs a program on a file with these bytes; none, loudly, if the program is not installed.
fn lesen(programm: &str, bytes: &[u8], argumente: impl Fn(&Path) -> Vec<String>) -> Option<String> {
    let ordner = tempfile::TempDir::new().expect("a temporary folder");
    let datei = ordner.path().join("blatt.pdf");
    std::fs::write(&datei, bytes).expect("a file");
    match Command::new(programm).args(argumente(&datei)).output() {
        Ok(output) => {
            let said =
                format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
            assert!(output.status.success(), "{programm}: {said}");
            Some(said)
        }
        Err(e) => {
            muster::skipped(&format!("{programm} cannot be started ({e}); it would read the PDF"));
            None
        }
    }
}

fn gelesen(bytes: &[u8]) -> Option<String> {
    lesen("pdftotext", bytes, |datei| vec!["-layout".into(), datei.display().to_string(), "-".into()])
}

#[test]
fn the_same_sheet_gives_the_same_bytes() {
    assert_eq!(pdf(&brief()), pdf(&brief()));
    assert_ne!(pdf(&brief()), pdf(&lange_tabelle(1)));
}

#[test]
fn everything_stands_on_the_paper() {
    for blatt in [brief(), lange_tabelle(500)] {
        for seite in gesetzt(&blatt) {
            for text in &seite.texte {
                let ende = text.x + text.schnitt.breite(&text.text, text.groesse);
                assert!(text.x >= LINKS && ende <= RECHTS, "{text:?} ends at {ende}");
            }
            let unten = seite.texte.iter().filter(|text| !text.text.starts_with("Seite ")).map(|text| text.y).max();
            assert!(unten.is_some_and(|y| y <= UNTEN), "{unten:?}");
            assert!(seite.linien.iter().all(|linie| linie.bis.0 <= BLATT_BREITE && linie.bis.1 <= UNTEN));
        }
    }
}

#[test]
fn a_long_table_has_its_head_and_a_number_on_each_page() {
    let seiten = gesetzt(&lange_tabelle(450));
    assert!((9..=12).contains(&seiten.len()), "{} pages", seiten.len());
    for (nr, seite) in (1..).zip(&seiten) {
        let texte = texte(seite);
        assert!(texte.contains(&"Betrag in EUR"), "page {nr}");
        assert!(texte.contains(&format!("Seite {nr} von {}", seiten.len()).as_str()), "page {nr}");
        assert_eq!(nr > 1, texte[0] == "Übersicht" && seite.texte[0].schnitt == Schnitt::Normal, "page {nr}");
    }
    let zeilen = seiten.iter().flat_map(texte).filter(|text| text.starts_with("Müller-Lüdenscheidt")).count();
    assert_eq!(zeilen, 450, "each row stands on one page");
}

#[test]
fn a_sum_never_begins_a_page() {
    for zeilen in 30..80 {
        for seite in gesetzt(&lange_tabelle(zeilen)) {
            let texte = texte(&seite);
            if let Some(kopf) = texte.iter().position(|text| *text == "Betrag in EUR") {
                assert!(texte[kopf + 1].starts_with("0000"), "{zeilen} rows: {:?} below the head", texte[kopf + 1]);
            }
        }
    }
}

#[test]
fn a_row_that_no_page_holds_goes_on_below_another_head() {
    let lang = "wort ".repeat(9_000);
    let seiten = gesetzt(&Blatt::neu("T").tabelle(Tabelle::neu([Spalte::links("Text")]).zeile([lang.trim()])));
    assert!(seiten.len() > 2);
    assert!(seiten.iter().all(|seite| texte(seite).contains(&"Text")));
    let woerter: usize =
        seiten.iter().flat_map(texte).filter(|t| t.starts_with("wort")).map(|t| t.split(' ').count()).sum();
    assert_eq!(woerter, 9_000);
}

#[test]
fn a_field_stays_whole() {
    for absaetze in 0..60 {
        let mut blatt = Blatt::neu("T");
        for _ in 0..absaetze {
            blatt = blatt.absatz("Satz.");
        }
        let seiten = gesetzt(&blatt.feld("Bestätigung", ["Datum", "Unterschrift"]));
        let letzte = texte(seiten.last().expect("a page"));
        assert!(["Bestätigung", "Datum", "Unterschrift"].iter().all(|wort| letzte.contains(wort)), "{absaetze}");
    }
}

#[test]
fn readers_find_sums_and_umlauts() {
    let Some(text) = gelesen(&pdf(&brief())) else { return };
    for erwartet in [
        "Berufsgenossenschaft Öl & Straße",
        "Größenweg 7",
        "Z.A. 27.08.12.BG28",
        "20715180-00100",
        "Zwischensumme Konto",
        "76.159,50",
        "9.773,66",
        "Gesamtsumme Zahlungen",
        "85.933,16",
        "Unterschrift und Stempel",
        "Seite 1 von 1",
    ] {
        assert!(text.contains(erwartet), "{erwartet:?} is not in\n{text}");
    }
}

#[test]
fn readers_count_the_pages() {
    let blatt = lange_tabelle(450);
    let Some(text) = lesen("pdfinfo", &pdf(&blatt), |datei| vec![datei.display().to_string()]) else { return };
    let seiten = format!("Pages: {:>10}", gesetzt(&blatt).len());
    let info: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(info.contains(&seiten.split_whitespace().collect::<Vec<_>>().join(" ")), "{text}");
    assert!(info.contains("Title: Übersicht") && !info.contains("CreationDate"), "{text}");
}

#[test]
fn an_independent_checker_finds_pdf_a() {
    const JARS: [&str; 7] =
        ["preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "javax.activation", "jaxb-api"];
    let jars = JARS.map(|jar| format!("/usr/share/java/{jar}.jar"));
    if let Some(fehlt) = jars.iter().find(|jar| !Path::new(jar).is_file()) {
        let pakete = "libpdfbox2-java libactivation-java libjaxb-api-java";
        return muster::skipped(&format!("{fehlt} is not installed (Debian: {pakete}); it would check PDF/A-1b"));
    }
    let seltenes = Blatt::neu("Seltenes <&>\u{1}\"x\"").absatz("漢字 Ωmega\u{a0}Żółć \u{ad} ﬁ ß ẞ \u{7}");
    for blatt in [brief(), lange_tabelle(120), Blatt::neu("leer"), seltenes] {
        let klasse = "org.apache.pdfbox.preflight.Validator_A1b".to_owned();
        let argumente = |datei: &Path| vec!["-cp".into(), jars.join(":"), klasse.clone(), datei.display().to_string()];
        let Some(text) = lesen("java", &pdf(&blatt), argumente) else { return };
        assert!(text.contains("is a valid PDF/A-1b file"), "{}: {text}", blatt.titel);
    }
}
