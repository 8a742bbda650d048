//! The document from which a clearing centre's software vendor can implement SR1 alone: `sr1.md`, made of the columns.
//! What it says of wrong lines is what the reader says of them.

use std::fmt::Write as _;

use super::spalten::SATZARTEN;
use super::{Empfaenger, Zeichensatz, lies};

/// A whole invoice, as it is taken.
const DATEI: &str = "\
RE;SR1;2005-02-117;BG28;120991009;303100245;Apothekenrechenzentrum Nord;ARZ;02.2005;28.02.2005;02.03.2005;2;95,36;0,00;2,00;0,00;93,36;;1162268;29090605
EP;503305647430;82,43;0,00
EP;503305647431;12,93;
RZ;503305647430;120991009;;Meyer;Anna;;12.05.1954;Sophienstraße 39;D;38100;Braunschweig;10.12.2004;Musterbetrieb GmbH;123456601;J;305327686;25.01.2005;04.02.2005;82,43;0,00;;;;2,00;0,00;503305647430.tif;J;N
PO;503305647430;1;02619100;1;82,43
RZ;503305647431;120991009;100019559;\"Berger; \"\"Hans\"\"\";?;Dr.;00.00.1960;Allee 3;D;38100;Braunschweig;12.2004;;;N;305327686;26.01.2005;04.02.2005;12,93;;;;;;;503305647431.tif;J
PO;503305647431;1;?;2;12,93
";

/// Replacements in the invoice that make a line of it wrong.
const FALSCH: &[(&str, &str, &str)] = &[
    ("Datum ohne führende Null", "28.02.2005", "28.2.2005"),
    ("ein Tag, den es nicht gibt", "25.01.2005", "32.01.2005"),
    (
        "Punkt statt Komma",
        "RE;SR1;2005-02-117;BG28;120991009;303100245;Apothekenrechenzentrum Nord;ARZ;02.2005;28.02.2005;02.03.2005;2;95,36",
        "RE;SR1;2005-02-117;BG28;120991009;303100245;Apothekenrechenzentrum Nord;ARZ;02.2005;28.02.2005;02.03.2005;2;95.36",
    ),
    ("IK mit falscher Prüfziffer", "303100245", "303100246"),
    ("Rechnungsart unbekannt", ";ARZ;", ";ARX;"),
    ("Satzart unbekannt", "EP;503305647431", "XX;503305647431"),
    ("eine Spalte zu wenig", "PO;503305647430;1;02619100;1;82,43", "PO;503305647430;1;02619100;1"),
    ("Brutto des Rezepts fehlt", "04.02.2005;82,43;0,00", "04.02.2005;;0,00"),
    ("Faktor 0", "PO;503305647431;1;?;2;", "PO;503305647431;1;?;0;"),
    ("Position ohne ihr Rezept", "PO;503305647431;", "PO;503305647439;"),
    ("Bildnummer zweimal", "EP;503305647431;", "EP;503305647430;"),
    ("Anführungszeichen mitten im Feld", ";Meyer;", ";Mey\"er;"),
    ("weder IBAN noch Konto", ";1162268;29090605", ";;"),
];

const EINLEITUNG: &str = "# Sammelrechnung SR1

Aus `spalten.rs` erzeugt; ein Test hält die Datei gleich.

Mit einer Datei in diesem Format rechnet ein Apothekenrechenzentrum, eine Apotheke oder eine Krankenhausapotheke Rezepte
nach Arbeitsunfällen ab. Eine Datei ist eine Sammelrechnung an einen Kostenträger. Sie wird ganz angenommen oder ganz
abgelehnt; abgelehnt wird sie mit allen Fehlern auf einmal, jeder mit Zeile, Spalte, Wert und dem, was erwartet wird.

## Form

* CSV nach RFC 4180: Trennzeichen `;`, Zeilenende CR LF oder LF. Ein Feld, das `;`, `\"` oder einen Zeilenumbruch
  enthält, steht in Anführungszeichen; Anführungszeichen darin werden verdoppelt.
* Zeichensatz UTF-8 (mit oder ohne Byte Order Mark) oder windows-1252; er wird erkannt.
* Datum `TT.MM.JJJJ`. Beträge mit Dezimalkomma, höchstens zwei Nachkommastellen, ohne Tausenderpunkt.
* Die erste Spalte ist die Satzart. `RE` steht einmal und zuerst; danach ist die Reihenfolge frei. Jede `PO` braucht ihr
  `RZ`, jede Bildnummer steht in höchstens einer Zeile `EP` und einer Zeile `RZ`. Leere Zeilen sind erlaubt.
* Leerzeichen am Anfang und Ende eines Feldes zählen nicht. Leere Spalten hinter der letzten stören nicht.
* `?` heißt *nicht erkannt*: Es ist kein Fehler, sondern eine Aufgabe für die Erstkorrektur, und hält das Rezept auf, bis
  ein Mensch den Wert vom Bild erfasst hat. Ein leeres Feld heißt: Auf dem Blatt steht nichts.
* Bilder heißen wie ihre Bildnummer (`503305647430.tif`, weitere Blätter `503305647430-2.tif`), TIFF (auch mehrere
  Seiten), PNG, JPEG oder PDF bis 20 MB, und kommen in den Ordner `pictures`.
";

const SUMMEN: &str = "
## Summen

Anzahl, Brutto, Zuzahlung, Rabatte und Netto in `RE` sollen die der Rezepte sein. Stimmen sie nicht, wird die Datei trotzdem
angenommen: Der Unterschied wird gemeldet (R01 bis R07), und bezahlt wird, was die einzelnen Rezepte ergeben. Ein Rezept, das
nur in `EP` oder nur in `RZ` steht, wird gemeldet (R08) oder abgewiesen (1013). Netto = Brutto − Rabatte − Zuzahlung.
";

const DANACH: &str = "
## Was danach geschieht

* **Fällig** ist die Rechnung zehn Tage nach dem Eingang; ist das kein Arbeitstag, am nächsten. So lange gilt der Rabatt.
* **Bezahlt** wird, was geprüft ist. Wartet ein Rezept auf einen Menschen, ist die erste Zahlung eine Abschlagszahlung; der
  Rest folgt mit einer weiteren. Im Verwendungszweck steht die Rechnungsnummer vorn.
* **Abgewiesen oder gekürzt** wird je Rezept, mit Status und Grund. Ein abgewiesenes Rezept wird berichtigt in einer neuen
  Sammelrechnung mit neuer Rechnungsnummer berechnet.
* **Noch einmal geschickt**: Eine Datei gleichen Inhalts wird erkannt und nicht zweimal genommen, wie immer sie heißt. Eine
  abgelehnte Datei gilt als nicht geliefert: berichtigt kommt sie unter derselben Rechnungsnummer wieder. Dieselbe
  Rechnungsnummer oder Bildnummer mit anderem Inhalt ist ein Befund (R09) und wartet, bis ein Mensch sie freigibt.
* **Zurückziehen** lässt sich eine angenommene Rechnung nicht durch eine Datei: Wer sie nicht bezahlt haben will, sagt es dem
  Kostenträger, der ihre Rezepte mit einem Status abweist.
";

const PRUEFEN: &str = "
## Vorher prüfen

`import-invoice-csv --check DATEI` prüft die Form einer Datei, ohne sie anzunehmen, und nennt alle Fehler auf einmal; sie
endet dann mit 65, sonst mit 0. Wer der Kostenträger ist, weiß die Prüfung nicht.
";

/// The conditions of the columns in the document's language, by what the reader says.
const BEDINGUNGEN: &[(&str, &str)] = &[
    ("SR1", "SR1"),
    ("1 to 20 characters", "1 bis 20 Zeichen"),
    ("the payer of this run", "der Kostenträger, der die Rechnung erhält"),
    ("9 digits with a right check digit", "9 Ziffern mit richtiger Prüfziffer"),
    ("1 to 40 characters", "1 bis 40 Zeichen"),
    ("ARZ, APO or KHA", "ARZ, APO oder KHA"),
    ("MM.JJJJ", "MM.JJJJ"),
    ("TT.MM.JJJJ, a real calendar date", "TT.MM.JJJJ, ein Tag des Kalenders"),
    ("TT.MM.JJJJ, a real calendar date, or empty", "TT.MM.JJJJ, ein Tag des Kalenders, oder leer"),
    ("a whole number", "eine ganze Zahl"),
    (
        "euro up to 999999999,99 with decimal comma, for example 12,93",
        "Euro bis 999999999,99 mit Dezimalkomma, zum Beispiel 12,93",
    ),
    (
        "euro up to 999999999,99 with decimal comma, for example 12,93; empty = 0,00",
        "Euro bis 999999999,99 mit Dezimalkomma, zum Beispiel 12,93; leer = 0,00",
    ),
    (
        "euro from 0 to 999999999,99 with decimal comma, for example 12,93",
        "Euro von 0 bis 999999999,99 mit Dezimalkomma, zum Beispiel 12,93",
    ),
    (
        "euro from 0 to 999999999,99 with decimal comma, for example 12,93, or empty",
        "Euro von 0 bis 999999999,99 mit Dezimalkomma, zum Beispiel 12,93, oder leer",
    ),
    (
        "euro from 0 to 999999999,99 with decimal comma, for example 12,93; empty = 0,00",
        "Euro von 0 bis 999999999,99 mit Dezimalkomma, zum Beispiel 12,93; leer = 0,00",
    ),
    (
        "an IBAN with right check digits; empty where konto and blz are given",
        "IBAN mit richtigen Prüfziffern; leer, wenn konto und blz angegeben sind",
    ),
    ("1 to 10 digits; empty where iban is given", "1 bis 10 Ziffern; leer, wenn iban angegeben ist"),
    ("8 digits; empty where iban is given", "8 Ziffern; leer, wenn iban angegeben ist"),
    (
        "1 to 12 digits; fewer than 12 are read with leading zeros",
        "1 bis 12 Ziffern; weniger als 12 werden mit führenden Nullen gelesen",
    ),
    ("text, may be empty", "Text, darf leer sein"),
    (
        "TT.MM.JJJJ, incomplete as written (00.03.2005, 00.00.2005, 03.2005, 2005), or empty",
        "TT.MM.JJJJ, unvollständig wie auf dem Blatt (00.03.2005, 00.00.2005, 03.2005, 2005), oder leer",
    ),
    ("J or N, or empty", "J oder N, oder leer"),
    ("a whole number from 1 to 9999", "eine ganze Zahl von 1 bis 9999"),
    (
        "7 or 8 digits; others are kept and found fault with later",
        "7 oder 8 Ziffern; andere werden behalten und später beanstandet",
    ),
    ("a whole number from 1 to 999", "eine ganze Zahl von 1 bis 999"),
];

/// The meanings of the columns in the document's language, by name of the column.
const BEDEUTUNGEN: &[(&str, &str)] = &[
    ("formatversion", "Fassung dieses Formats"),
    ("rechnungsnummer", "Rechnungsnummer des Rechnungsstellers, je Rechnung eine neue"),
    ("kostentraeger", "Kürzel des Kostenträgers"),
    ("kostentraeger_ik", "IK des Kostenträgers"),
    ("rechnungssteller_ik", "IK des Rechnungsstellers"),
    ("rechnungssteller", "Name des Rechnungsstellers"),
    ("rechnungsart", "Rechenzentrum, Apotheke oder Krankenhausapotheke"),
    ("abrechnungsmonat", "Monat, der abgerechnet wird"),
    ("rechnungsdatum", "Datum der Rechnung"),
    ("eingangsdatum", "Tag des Eingangs; von ihm an zählen die Fristen"),
    ("anzahl_rezepte", "Anzahl der Rezepte"),
    ("brutto", "Brutto: der Rechnung, des gelisteten oder des gelieferten Rezepts"),
    ("zuzahlung", "Zuzahlung; nach einem Arbeitsunfall ist keine zulässig"),
    ("ap_rabatt", "Apothekenrabatt, wie abgezogen"),
    ("hs_rabatt", "Herstellerrabatt, wie abgezogen"),
    ("netto", "Netto: Brutto − Rabatte − Zuzahlung"),
    ("iban", "Konto des Rechnungsstellers"),
    ("konto", "Kontonummer des Rechnungsstellers"),
    ("blz", "Bankleitzahl des Rechnungsstellers"),
    ("pic_nr", "Bildnummer des Rezepts"),
    ("aktenzeichen", "Aktenzeichen auf dem Blatt"),
    ("name", "Familienname"),
    ("vorname", "Vorname"),
    ("zusatz", "Namenszusatz"),
    ("geb_datum", "Geburtsdatum"),
    ("strasse", "Straße und Hausnummer"),
    ("lkz", "Länderkennzeichen"),
    ("plz", "Postleitzahl"),
    ("ort", "Ort"),
    ("unf_datum", "Unfalldatum"),
    ("unfallbetrieb", "Betrieb, in dem sich der Unfall ereignete"),
    ("arzt_nr", "Arztnummer"),
    ("arzt_unterschrift", "Unterschrift und Stempel des Arztes"),
    ("apotheken_ik", "IK der Apotheke"),
    ("vo_datum", "Ausstellungsdatum"),
    ("abgabe_datum", "Abgabedatum"),
    ("noctu", "Noctu-Zuschlag"),
    ("schreibgebuehr", "Schreibgebühr für Betäubungsmittel"),
    ("beschaffungskosten", "Beschaffungskosten"),
    ("bild", "Dateiname des Bildes"),
    ("bild_lesbar", "das Bild ist lesbar"),
    ("aut_idem_kreuz", "Kreuz des Arztes: aut idem ausgeschlossen; die Spalte darf fehlen"),
    ("lfd_nr", "Nummer der Position auf dem Rezept"),
    ("pzn", "Pharmazentralnummer"),
    ("faktor", "Menge"),
    ("taxe", "Brutto der Position, Menge eingerechnet"),
];

/// The kinds of lines in the document's language.
const SAETZE: &[(&str, &str)] = &[
    ("RE", "die Rechnung: einmal, als erste Zeile"),
    ("EP", "ein Rezept der Einzelpostenliste"),
    ("RZ", "ein geliefertes Rezept; jede Spalte außer pic_nr darf `?` sein"),
    ("PO", "eine Position eines gelieferten Rezepts; pzn, faktor und taxe dürfen `?` sein"),
];

fn deutsch(liste: &'static [(&'static str, &'static str)], was: &str) -> Option<&'static str> {
    liste.iter().find(|(name, _)| *name == was).map(|(_, text)| *text)
}

/// The document.
pub fn markdown() -> String {
    let mut text = EINLEITUNG.to_owned();
    for satzart in SATZARTEN {
        let _ = write!(text, "\n## {}: {}\n\n", satzart.kennung, deutsch(SAETZE, satzart.kennung).unwrap_or_default());
        text.push_str("| Nr. | Spalte | was dort stehen darf | Bedeutung |\n|---|---|---|---|\n");
        for (nr, spalte) in (2..).zip(satzart.spalten) {
            let form = deutsch(BEDINGUNGEN, spalte.form).unwrap_or_default();
            let bedeutung = deutsch(BEDEUTUNGEN, spalte.name).unwrap_or_default();
            let _ = writeln!(text, "| {nr} | {} | {form} | {bedeutung} |", spalte.name);
        }
    }
    let _ = write!(
        text,
        "\n## Richtig\n\nEine ganze Rechnung über zwei Rezepte; im zweiten ist zweierlei nicht erkannt:\n\n```\n{DATEI}```\n"
    );
    text.push_str("\n## Falsch\n\n| was | Zeile | Meldung |\n|---|---|---|\n");
    for (was, alt, neu) in FALSCH {
        let datei = DATEI.replacen(alt, neu, 1);
        let zeile = datei.lines().zip(DATEI.lines()).find(|(falsch, richtig)| falsch != richtig).map_or("", |(z, _)| z);
        let _ = writeln!(text, "| {was} | `{zeile}` | {} |", meldungen(&datei));
    }
    text + SUMMEN + DANACH + PRUEFEN
}

/// What the reader says of a file.
fn meldungen(datei: &str) -> String {
    let fehler = lies(datei.as_bytes(), "", Zeichensatz::Utf8, Empfaenger::BELIEBIG).err().unwrap_or_default();
    let texte: Vec<String> = fehler.iter().map(|f| format!("{} '{}': {}", f.feld, f.wert, f.grund)).collect();
    texte.join("; ").trim_start().replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn committed_document_is_the_generated_one() {
        muster::assert_committed(concat!(env!("CARGO_MANIFEST_DIR"), "/src/sammelrechnung/sr1.md"), &markdown());
    }

    #[test]
    fn the_right_file_is_right_and_the_wrong_lines_are_wrong() {
        assert_eq!(meldungen(DATEI), "");
        for (was, alt, neu) in FALSCH {
            assert!(!meldungen(&DATEI.replacen(alt, neu, 1)).is_empty(), "{was}");
        }
    }

    #[test]
    fn every_column_has_its_words() {
        for satzart in SATZARTEN {
            assert!(deutsch(SAETZE, satzart.kennung).is_some(), "{}", satzart.kennung);
            for spalte in satzart.spalten {
                assert!(deutsch(BEDINGUNGEN, spalte.form).is_some(), "{}", spalte.form);
                assert!(deutsch(BEDEUTUNGEN, spalte.name).is_some(), "{}", spalte.name);
            }
        }
    }
}
