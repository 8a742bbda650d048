//! Our DTAUS0 files read by an independent reader: OBanToo (Debian `libobantoo-java`), where it and Java are present.

use std::path::Path;
use std::process::Command;

use domain::{Betrag, Umlaute};
use formats::dtaus::{Auftraggeber, LogischeDatei, Ueberweisung, schreibe};

const JAR: &str = "/usr/share/java/obantoo-bin.jar";
const PRUEFER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/tools/ObantooCheck.java");

/// A logical file whose transfers have 0 to 14 extensions. OBanToo itself fails at exactly 15.
fn datei(konto: &str) -> LogischeDatei {
    let tag = domain::datum::aus_iso("2005-03-11").expect("a day");
    let ueberweisung = |nr: usize| Ueberweisung {
        auftrag: nr.to_string(),
        name: "Müller".to_owned(),
        blz: "29090605".to_owned(),
        konto: "1162268".to_owned(),
        betrag: Betrag::aus_cent(100 + nr as i64),
        zweck: "x".repeat(27 * nr),
    };
    LogischeDatei {
        auftraggeber: Auftraggeber {
            name: "Berufsgenossenschaft der Bauwirtschaft".to_owned(),
            blz: "60050101".to_owned(),
            konto: konto.to_owned(),
        },
        erstellt: tag,
        ausfuehrung: tag,
        textschluessel: 51,
        ueberweisungen: (0..=14).map(ueberweisung).collect(),
    }
}

#[test]
fn obantoo_reads_what_is_written() {
    let java = Command::new("java").arg("-version").output();
    if java.is_err() || !Path::new(JAR).exists() || !Path::new(PRUEFER).exists() {
        return;
    }
    for (name, umlaute) in [("ersetzt", Umlaute::Ersetzt), ("din66003", Umlaute::Din66003)] {
        let ziel = format!("{}/DTAUS0.{name}", env!("CARGO_TARGET_TMPDIR"));
        let geschrieben = schreibe(&[datei("2034304"), datei("4711")], umlaute).expect("within the limits");
        std::fs::write(&ziel, geschrieben.bytes).expect("a temporary file");
        let gelesen = Command::new("java").args(["-cp", JAR, PRUEFER, &ziel]).output().expect("java runs");
        let ausgabe = String::from_utf8_lossy(&gelesen.stdout);
        assert!(gelesen.status.success(), "{ausgabe}{}", String::from_utf8_lossy(&gelesen.stderr));
        assert_eq!(ausgabe.matches("OK ").count(), 2, "{ausgabe}");
    }
}
