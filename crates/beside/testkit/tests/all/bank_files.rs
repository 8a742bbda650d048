//! Our bank files read by the programs of other houses: OBanToo and hbci4j (DTAUS0), xmllint with the schemas of ISO and
//! of the German banks (pain.001). What is not installed is skipped, loudly.

use std::path::{Path, PathBuf};
use std::process::Command;

use banking::{dtaus, pain001};
use domain::{Betrag, Datum, Umlaute};
use muster::skipped;
use tempfile::TempDir;
use testkit::world::{Blatt, World, repository};

const OBANTOO: &str = "/usr/share/java/obantoo-bin.jar";
const HBCI4J: &str = "/usr/share/java/hbci4j-core.jar";

fn tag(iso: &str) -> Datum {
    domain::datum::aus_iso(iso).expect("a day")
}

/// A logical file whose transfers have these numbers of extensions.
fn logische_datei(konto: &str, erweiterungen: std::ops::RangeInclusive<usize>) -> dtaus::LogischeDatei {
    let ueberweisung = |erweiterungen: usize| dtaus::Ueberweisung {
        auftrag: erweiterungen.to_string(),
        name: if erweiterungen == 15 { "Müller, Abrechnung für Apotheken" } else { "Müller" }.to_owned(),
        blz: "29090605".to_owned(),
        konto: (1_162_268 + erweiterungen).to_string(),
        betrag: Betrag::aus_cent(100 + erweiterungen as i64),
        // The orderer's second line is the extension that every transfer has.
        zweck: "x".repeat(27 * erweiterungen.min(14)),
    };
    dtaus::LogischeDatei {
        auftraggeber: dtaus::Auftraggeber {
            name: "Berufsgenossenschaft der Bauwirtschaft".to_owned(),
            blz: "60050101".to_owned(),
            konto: konto.to_owned(),
        },
        erstellt: tag("2005-03-11"),
        ausfuehrung: tag("2005-03-14"),
        textschluessel: 51,
        ueberweisungen: erweiterungen.map(ueberweisung).collect(),
    }
}

/// The sums as the checkers print them.
fn zeile(summen: &dtaus::Summen) -> String {
    format!("{} {} {} {}\n", summen.anzahl, summen.konten, summen.bankleitzahlen, summen.betrag.cent())
}

/// What a Java program beside this test prints of a file; none if Java or the library is not there.
fn java(library: &str, program: &str, file: &Path) -> Option<String> {
    if !Path::new(library).exists() || Command::new("javac").arg("-version").output().is_err() {
        skipped(&format!("{program}: javac or {library} is not there; it would read what is written"));
        return None;
    }
    let source = repository().join("crates/beside/testkit/tests/all/java").join(program);
    let output = Command::new("java").args(["-cp", library]).arg(source).arg(file).output().expect("java starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {said}");
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn written(dir: &TempDir, name: &str, bytes: &[u8]) -> PathBuf {
    let path = dir.path().join(name);
    std::fs::write(&path, bytes).expect("a temporary file");
    path
}

#[test]
fn obantoo_reads_what_is_written() {
    let dir = TempDir::new().expect("a temporary folder");
    for umlaute in [Umlaute::Ersetzt, Umlaute::Din66003] {
        // OBanToo itself fails at exactly 15 extensions.
        let dateien = [logische_datei("2034304", 1..=14), logische_datei("4711", 3..=3)];
        let geschrieben = dtaus::schreibe(&dateien, dtaus::Traeger::Dtaus0, umlaute).expect("within the limits");
        let file = written(&dir, "DTAUS0", &geschrieben.bytes);
        if let Some(gelesen) = java(OBANTOO, "ObantooCheck.java", &file) {
            assert_eq!(gelesen, geschrieben.summen.iter().map(zeile).collect::<String>());
        }
    }
}

#[test]
fn hbci4j_reads_the_first_logical_file() {
    let dir = TempDir::new().expect("a temporary folder");
    let dateien = [logische_datei("2034304", 1..=15), logische_datei("4711", 3..=3)];
    let geschrieben = dtaus::schreibe(&dateien, dtaus::Traeger::Dtaus0, Umlaute::Ersetzt).expect("within the limits");
    let file = written(&dir, "DTAUS0", &geschrieben.bytes);
    if let Some(gelesen) = java(HBCI4J, "Hbci4jCheck.java", &file) {
        assert_eq!(gelesen, zeile(&geschrieben.summen[0]));
    }
}

/// A message of so many transfers, in one or two payment blocks.
fn nachricht(anzahl: usize) -> pain001::Nachricht {
    let namen = ["Müller & Söhne <ARZ>", "Apotheke \"Zum Löwen\"", "O'Neill, Café 'Łódź'", "ü", &"Ä".repeat(35)];
    let ueberweisung = |nr: usize| pain001::Ueberweisung {
        auftrag: format!("BG28-{nr:07}-1"),
        name: namen[nr % namen.len()].to_owned(),
        iban: "DE08300606010001162268".to_owned(),
        betrag: Betrag::aus_cent(if nr == 0 { 99_999_999_999 } else { nr as i64 }),
        zweck: if nr == 1 {
            "ß".repeat(70)
        } else {
            format!("20715180-00100 {nr} 27.08.2012 ABSCHLUSS; § 130 & \"x\"")
        },
    };
    let sammler = |iban: &str, bic: &str, nummern: std::ops::Range<usize>| pain001::Sammler {
        ausfuehrung: tag("2012-08-27"),
        name: "Berufsgenossenschaft \"Bau\" & Söhne".to_owned(),
        iban: iban.to_owned(),
        bic: bic.to_owned(),
        batch_booking: [None, Some(true), Some(false)][anzahl % 3],
        ueberweisungen: nummern.map(ueberweisung).collect(),
    };
    let haelfte = anzahl.div_ceil(2);
    let mut bloecke = vec![sammler("DE02600501010002034304", "SOLADEST600", 0..haelfte)];
    if haelfte < anzahl {
        bloecke.push(sammler("DE89370400440532013000", "", haelfte..anzahl));
    }
    pain001::Nachricht {
        nachricht_id: "BG28-20120827-0a1b2c3d".to_owned(),
        erstellt: tag("2012-08-25"),
        name: "Berufsgenossenschaft 28".to_owned(),
        sammler: bloecke,
    }
}

#[test]
fn pain001_is_valid_by_both_schemas() {
    let dir = TempDir::new().expect("a temporary folder");
    let Some(folder) = muster::shared("xsd") else { return };
    let schemas = ["pain.001.001.09.xsd", "pain.001.001.09_GBIC_5.xsd"].map(|name| folder.join(name));
    if Command::new("xmllint").arg("--version").output().is_err() || !schemas.iter().all(|schema| schema.exists()) {
        return skipped("xmllint or a schema of pain.001 is not there; they would check what is written");
    }
    for anzahl in [1, 2, 3, 10_000] {
        let geschrieben = pain001::schreibe(&nachricht(anzahl)).expect("within the limits");
        let file = written(&dir, "pain.001.xml", &geschrieben.bytes);
        for schema in &schemas {
            let output = Command::new("xmllint").args(["--noout", "--schema"]).arg(schema).arg(&file).output();
            let output = output.expect("xmllint starts");
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{anzahl} orders, {}: {said}", schema.display());
        }
    }
}

#[test]
fn the_chain_writes_a_file_or_a_tape_of_the_same_orders() {
    const DATE: &str = "2005-03-11";
    let world = World::new();
    world.invoice("a.csv", "2005-1", "02.03.2005", &[Blatt::neu("500000000001", 1000)]);
    world.must_run(DATE);
    let folder = world.run(DATE).join("70-dtaus");
    let file = dtaus::lies(&std::fs::read(folder.join("DTAUS0")).expect("a file")).expect("well formed");
    let output = world.stage("emit-dtaus", DATE, &["--tape"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tape = dtaus::lies(&std::fs::read(folder.join("DTAUS1")).expect("a tape")).expect("well formed");
    assert_eq!(file, tape);
    assert_eq!((file[0].summen.anzahl, file[0].summen.betrag.cent()), (1, 1000));
    assert!(!folder.join("DTAUS0").exists(), "never both: a bank would pay twice");
}
