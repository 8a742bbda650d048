//! The document for clearing centres that send e-prescriptions: `ta7.md`. What it says of refusals is what the readers
//! say.

use std::fmt::Write as _;

use crate::rezept::IRRLAEUFER;
use crate::vertrauen::Vertrauen;
use crate::{baum, cms};

const EINLEITUNG: &str = "# E-Rezepte: TA7

Aus `anleitung.rs` erzeugt; ein Test hält die Datei gleich.

Mit einem TA7-Bundle (HL7 FHIR R4, XML, UTF-8) rechnet ein Rechenzentrum E-Rezepte ab. Ein Bundle ist eine Rechnung.
Gelesen wird nach Elementen, nicht nach Profilversionen: TA7 1.0 bis 1.5, KBV 1.0 bis 1.4, DAV 1.0 bis 1.5. Unbekannte
Elemente stören nicht, eine neuere Version wird vermerkt. Eine Datei darf beliebig groß sein.

Neben einem Bundle dürfen einzelne Dokumente liegen (`*_VerordnungArzt.xml`, `*_eAbgabedaten.xml`). Kann ein Dokument im
Bundle nicht gelesen werden, gilt das beigelegte mit derselben E-Rezept-ID; eine Verordnung ohne Signatur gilt als nicht
unterschrieben. Ein Bundle und seine Dokumente dürfen zusammen als ZIP-Datei oder Ordner kommen (Deflate; ohne Passwort, ohne
ZIP darin); was darin liegt, wird ganz oder gar nicht angenommen.

## Woher die Werte kommen

| Spalte | Element |
|---|---|
";

/// Which column comes from which element.
const SPALTEN: &[(&str, &str)] = &[
    (
        "Rechnungsnummer",
        "`Composition/identifier` mit GKVSV_NS_Rechnungsnummer, bis 2022 `Invoice/identifier` mit GKVSV_NS_Sammelrechnungsnummer; höchstens 20 Zeichen",
    ),
    ("Kostenträger", "`Composition/extension` GKVSV_EX_TA7_IK_Kostentraeger"),
    (
        "Rechnungssteller",
        "`Composition/author/identifier`; Name und Konto stehen nicht im Bundle, sondern in unseren Stammdaten",
    ),
    ("Rechnungsdatum", "Erweiterung GKVSV_EX_ERP_TA7_Rechnungsdatum an `Composition/date`, bis 2022 `Invoice/date`"),
    (
        "E-Rezept-ID, Belegnummer",
        "`Invoice/identifier` der eAbrechnungsdaten; die E-Rezept-ID muss in allen vier Teilen gleich sein",
    ),
    (
        "Kostenträger des Rezepts",
        "`Coverage/payor`: bei `BG` und `UK` KBV_EX_FOR_Alternative_IK, sonst `identifier/value`",
    ),
    ("Name, Vorname, Zusatz", "`Patient/name`: own-name oder family; given; namenszusatz, own-prefix, prefix"),
    ("Geburtsdatum", "`Patient/birthDate`; nur Jahr, oder Jahr und Monat: was fehlt, gilt als unbekannt"),
    ("Anschrift", "`Patient/address`: Straße und Hausnummer, Postleitzahl, Ort, Land; ein Postfach ist auch eine"),
    ("Unfalltag, Unfallbetrieb", "`MedicationRequest/extension` KBV_EX_FOR_Accident, bis 2022 KBV_EX_ERP_Accident"),
    ("Arztnummer", "`Practitioner/identifier` (LANR) dessen, der verordnet hat"),
    (
        "Unterschrift",
        "die Signatur der Verordnung (CMS): RSA (PKCS #1, PSS), ECDSA mit P-256, P-384 oder brainpoolP256r1; SHA-256, -384, -512",
    ),
    ("Verordnungs- und Abgabedatum", "`MedicationRequest/authoredOn`, `MedicationDispense/whenHandedOver`"),
    ("Apotheke", "`Invoice/issuer` der eAbrechnungsdaten; muss die der Abgabedaten sein"),
    ("Brutto", "`totalGross` der Abgabedaten, ohne Mehrkosten (KostenVersicherter 1)"),
    ("Zuzahlung", "Gesamtzuzahlung der Abgabedaten, mit Eigenbeteiligung (KostenVersicherter 2)"),
    ("Positionen", "jede `lineItem`: PZN oder Sonderkennzeichen, `factor`, `amount` (Faktor enthalten)"),
    (
        "Notdienst, Dokumentation, Beschaffung",
        "`lineItem` mit Sonderkennzeichen 02567018; 02567001 und 06460688; 09999637",
    ),
    ("Apothekenabschlag", "eAbrechnungsdaten, R001"),
    ("Herstellerabschlag", "eAbrechnungsdaten, R002 bis R010"),
    ("Aut-idem-Kreuz", "`MedicationRequest/substitution/allowedBoolean` = `false`"),
];

/// A document in the place of a signed one.
const ANSTATT: &[(&str, &[u8])] = &[
    ("ein Platzhalter", b"Verordnungsdaten Beispiel"),
    ("ein Dokument ohne Signatur", b"<Bundle/>"),
    ("nichts", b""),
    ("irgendwelche Bytes", b"\x01\x02\x03"),
    ("eine beschädigte Signatur", b"\x30\x80\x06"),
];

/// Documents that no reader takes.
const XML: &[(&str, &str)] = &[
    ("ein abgeschnittenes Bundle", "<Bundle xmlns=\"http://hl7.org/fhir\"><entry>"),
    ("ein anderer Namensraum", "<Bundle/>"),
    ("eine Dokumenttypdefinition", "<!DOCTYPE b><Bundle xmlns=\"http://hl7.org/fhir\"/>"),
    ("eine Entität, die XML nicht kennt", "<Bundle xmlns=\"http://hl7.org/fhir\" value=\"&x;\"/>"),
];

const SCHLUSS: &str = "
Ein Rezept wird auch abgelehnt, wenn ein Teil fehlt, die E-Rezept-ID oder die Apotheke in den Teilen nicht dieselbe ist, ein
Betrag kein Betrag ist oder die E-Rezept-ID im Bundle zweimal steht. Die Meldung nennt Datei, laufende Nummer im Bundle,
Belegnummer und Grund; die anderen Rezepte des Bundles werden angenommen. Summen der Rechnung bilden wir aus ihnen.

Eine Verordnung, deren Signatur nicht zum Dokument passt, wird gelesen, gilt aber als nicht unterschrieben (Status 996).
Dieselbe E-Rezept-ID in einer anderen Rechnung wartet auf eine Entscheidung (R09).

## Was ganz abgelehnt wird

Ein Bundle an einen anderen Kostenträger; ohne Rechnungsnummer, Rechnungsdatum oder Rechnungssteller; von einem
Rechnungssteller, dessen Konto wir nicht kennen; und jedes, das bis zum Ende nicht gelesen werden kann:

";

/// The document.
pub fn markdown() -> String {
    let mut text = String::from(EINLEITUNG);
    for (spalte, element) in SPALTEN {
        let _ = writeln!(text, "| {spalte} | {element} |");
    }
    let _ = write!(
        text,
        "\nEin Irrläufer (GKVSV_EX_ERP_Irrlaeufer = `true`) geht zurück, Status 1001; als Kostenträger steht `{IRRLAEUFER}`.\n\n\
         ## Was als einzelnes Rezept abgelehnt wird\n\n\
         | in `Binary/data` steht | die Meldung |\n|---|---|\n"
    );
    for (was, bytes) in ANSTATT {
        let meldung = cms::lies(bytes, &Vertrauen::default()).err().unwrap_or_default();
        let _ = writeln!(text, "| {was} | {meldung} |");
    }
    text.push_str(SCHLUSS);
    text.push_str("| das Bundle | die Meldung |\n|---|---|\n");
    let tief = format!("<Bundle xmlns=\"http://hl7.org/fhir\">{}", "<a>".repeat(200));
    for (was, xml) in XML.iter().copied().chain([("Elemente ohne Ende ineinander", tief.as_str())]) {
        let meldung = baum::lies(xml.as_bytes()).map_or_else(|fehler| fehler.grund, |_| String::new());
        let _ = writeln!(text, "| {was} | {meldung} |");
    }
    text
}

#[cfg(test)]
mod tests {
    #[test]
    fn committed_document_is_the_generated_one() {
        muster::assert_committed(concat!(env!("CARGO_MANIFEST_DIR"), "/src/ta7.md"), &super::markdown());
    }

    #[test]
    fn everything_that_is_said_to_be_refused_is() {
        assert!(!super::markdown().contains("| |") && !super::markdown().contains("|  |"));
    }
}
