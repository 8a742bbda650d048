//! The document from which a facility's software vendor can implement LR1 alone: `lr1.md`, made of the columns. What it
//! says of wrong lines is what the reader says of them.

use std::fmt::Write as _;

use super::spalten::SATZARTEN;
use super::{Zeichensatz, lies};

const KOPF: &str = "LR;LR1;2024-03-17;LE001;LWL;03.2024;03.04.2024;04.04.2024;1;1302,31;DE07400501500000001000";
const POSITION: &str =
    "LP;1;B00050;15847292;Müller;Bernd;03.04.1962;WOHNEN;01.03.2024;31.03.2024;31,00;TAG;42,01;1302,31";

/// A good line of each use, with what it shows.
const RICHTIG: &[(&str, &str)] = &[
    ("eine Rechnung mit einer Position", POSITION),
    (
        "Stunden in einem Teil des Monats",
        "LP;2;B00015;44591622;Döring;Werner;21.03.1960;FACHLEISTUNG;01.03.2024;15.03.2024;12,92;STUNDE;145,13;1875,08",
    ),
    (
        "ein Semikolon im Namen: das ganze Feld in Anführungszeichen, Anführungszeichen darin verdoppelt",
        "LP;3;B00051;76850156;\"Berger; \"\"Hans\"\"\";Werner;28.05.1997;WOHNEN;01.03.2024;31.03.2024;31;TAG;42,01;1302,31",
    ),
    (
        "die Berichtigung von Position 4 der Rechnung 2024-02-11, mit Bemerkung",
        "LP;4;B00052;59366424;Scholz;Klaus;02.03.1994;WOHNEN;01.03.2024;31.03.2024;31,00;TAG;42,01;1302,31;2024-02-11;4;Satz berichtigt",
    ),
    (
        "eine angebotene Position, die nicht berechnet wird",
        "LP;5;B00060;68070345;Braun;Andrea;29.09.1974;WERKSTATT;01.03.2024;31.03.2024;;TAG;113,25;",
    ),
];

/// Replacements in the good line that make it wrong.
const FALSCH: &[(&str, &str, &str)] = &[
    ("Datum ohne führende Null", "01.03.2024", "1.3.2024"),
    ("ein Tag, den es nicht gibt", "31.03.2024", "32.03.2024"),
    ("Punkt statt Komma", "42,01", "42.01"),
    ("Tausenderpunkt", "1302,31", "1.302,31"),
    ("unbekannte Einheit", "TAG", "TAGE"),
    ("zwei Spalten zu wenig", ";42,01;1302,31", ""),
    ("Satzart unbekannt", "LP;", "XX;"),
    ("Menge mit drei Stellen", "31,00", "31,000"),
    ("laufende Nummer 0", "LP;1;", "LP;0;"),
    ("Anführungszeichen mitten im Feld", "Müller", "Mül\"ler"),
];

const EINLEITUNG: &str = "# Leistungsrechnung LR1

Aus `spalten.rs` erzeugt; ein Test hält die Datei gleich.

Mit einer Datei in diesem Format rechnet ein Leistungserbringer die Leistungen eines Monats ab. Eine Datei ist eine
Rechnung. Sie wird ganz angenommen oder ganz abgelehnt; abgelehnt wird sie mit allen Fehlern auf einmal, jeder mit
Zeile, Spalte, Wert und dem, was erwartet wird.

## Form

* CSV nach RFC 4180: Trennzeichen `;`, Zeilenende CR LF oder LF. Ein Feld, das `;`, `\"` oder einen Zeilenumbruch
  enthält, steht in Anführungszeichen; Anführungszeichen darin werden verdoppelt.
* Zeichensatz UTF-8 (mit oder ohne Byte Order Mark) oder windows-1252.
* Datum `TT.MM.JJJJ`. Beträge und Mengen mit Dezimalkomma, höchstens zwei Nachkommastellen, ohne Tausenderpunkt.
* Ein Jahr mit zwei Stellen, wie es eine Tabellenkalkulation speichert (`01.03.24`), wird gelesen, wo nur ein Tag gemeint
  sein kann: keiner nach dem Tag der Verarbeitung, und keiner, der mehr als 40 Jahre davor liegt, beim Geburtsdatum mehr
  als 110 Jahre. `12.05.15` als Geburtsdatum im Jahr 2024 können zwei Tage sein und wird abgelehnt. `--check` kennt den
  Tag der Verarbeitung nicht und verlangt vier Stellen.
* Ebenso der Abrechnungsmonat ohne seine Nullen: `3.2024` ist `03.2024`, `3.202` ist `03.2020`.
* Leerzeichen am Anfang oder Ende eines Feldes gehören nicht zum Wert und werden entfernt.
* Die erste Spalte ist die Satzart: `LR` einmal und zuerst, dann je Position eine Zeile `LP`. Leere Zeilen sind erlaubt.
* Leere Spalten hinter der letzten stören nicht. Letzte Spalten, die leer sein dürfen und es sind, dürfen fehlen.
* *Bei Angebot* heißt: der Leistungsträger hat die Liste vorausgefüllt; dann wird nur die Menge ergänzt.
";

const BERICHTIGUNG: &str = "
## Berichtigen

Was nicht oder nicht ganz anerkannt wurde, kommt als Datei `korrektur-….csv` zurück: in diesem Format, jede Position mit
Rechnung und Nummer der ursprünglichen Position und dem Grund als Hinweis. Berichtigt, mit neuer Rechnungsnummer, Datum,
Anzahl und Gesamtbetrag versehen, ist sie die Korrekturrechnung. Eine berichtigte Position tritt an die Stelle der
ursprünglichen: sie gilt nicht als doppelt, und gezahlt wird der Unterschied zu dem, was schon gezahlt ist.

## Stornieren

Eine eigene Satzart zum Stornieren gibt es nicht. Eine Position, die nicht hätte berechnet werden dürfen, wird berichtigt
auf die Menge `0` und den Betrag `0,00`; sie bleibt als Zeile der Korrekturrechnung stehen. Eine ganze Rechnung wird
storniert, indem jede ihrer Positionen so berichtigt wird. Ist schon gezahlt, wird der Unterschied
zurückgefordert: durch Schreiben, oder er wird mit der nächsten größeren Zahlung an Sie verrechnet. Ist noch nicht gezahlt, wird
höchstens der berichtigte Betrag gezahlt. Bezahlte Tage werden nicht wieder frei: eine neue Position für sie gilt als doppelt. Eine Rechnung wird nicht zurückgenommen, indem man eine leere oder eine mit derselben
Nummer schickt.

## Summen

`anzahl_positionen` zählt die Zeilen `LP` der Datei, auch solche mit leerer Menge. `gesamtbetrag` ist die Summe der
Spalte `betrag`; eine Zeile mit leerem Betrag zählt mit Menge mal Satz, jede für sich kaufmännisch auf Cent gerundet.
Eine Summe, die nicht stimmt, hält die Rechnung nicht auf: sie wird dem Leistungsträger gemeldet (L10), gezahlt wird, was
die Positionen ergeben.

## Noch einmal schicken

Dieselbe Datei, Byte für Byte, wird einmal angenommen, wie oft sie auch kommt. Eine abgelehnte Datei gilt als nicht
gekommen: berichtigt wird sie ganz und unter derselben Rechnungsnummer neu geschickt. Lag der Grund beim Leistungsträger
(die Nummer des Leistungserbringers war noch nicht bekannt), so wird
dieselbe Datei bis zu 30 Tage lang von selbst noch einmal versucht; Sie brauchen nichts zu tun. Eine angenommene Rechnung,
deren Inhalt Sie ändern wollen, wird nicht noch einmal geschickt, sondern berichtigt. Was schon bezahlt ist, wird kein
zweites Mal bezahlt: ein Tag derselben Bewilligung nur einmal, auf welcher Rechnung er auch steht.
";

const PRUEFEN: &str = "
## Vorher prüfen

`import-invoice-csv --check DATEI` prüft die Form einer Datei, ohne sie anzunehmen, und nennt alle Fehler auf einmal; sie
endet dann mit 65, sonst mit 0. Ob der Leistungsträger die Liste angeboten hat, weiß die Prüfung nicht: was nur bei
Angebot leer sein darf und leer ist, nennt sie als Warnung.
";

/// The document.
pub fn markdown() -> String {
    let mut text = EINLEITUNG.to_owned();
    for satzart in SATZARTEN {
        let _ = write!(text, "\n## {}: {}\n\n", satzart.kennung, satzart.bedeutung);
        text.push_str("| Nr. | Spalte | was dort stehen darf | Bedeutung |\n|---|---|---|---|\n");
        satzart.zeilen(&mut text);
        if satzart.entbehrlich > 0 {
            let _ = write!(text, "\nDie letzten {} Spalten dürfen fehlen.\n", satzart.entbehrlich);
        }
    }
    let _ = write!(text, "\n## Richtig\n\n```\n{KOPF}\n```\n");
    for (was, zeile) in RICHTIG {
        let _ = write!(text, "\n{was}:\n\n```\n{zeile}\n```\n");
    }
    text.push_str("\n## Falsch\n\n| was | Zeile | Meldung |\n|---|---|---|\n");
    for (was, alt, neu) in FALSCH {
        let zeile = POSITION.replacen(alt, neu, 1);
        let _ = writeln!(text, "| {was} | `{zeile}` | {} |", meldungen(&zeile));
    }
    text + BERICHTIGUNG + PRUEFEN
}

/// What the reader says of a line below a good header.
fn meldungen(zeile: &str) -> String {
    let fehler = lies(format!("{KOPF}\n{zeile}\n").as_bytes(), "", Zeichensatz::Utf8, None).err().unwrap_or_default();
    let texte: Vec<String> = fehler.iter().map(|f| format!("{} '{}': {}", f.feld, f.wert, f.grund)).collect();
    texte.join("; ").trim_start().replace('|', "\\|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn committed_document_is_the_generated_one() {
        muster::assert_committed(concat!(env!("CARGO_MANIFEST_DIR"), "/src/leistungsrechnung/lr1.md"), &markdown());
    }

    #[test]
    fn right_lines_are_right_and_wrong_ones_wrong() {
        for (was, zeile) in RICHTIG {
            let gelesen = lies(format!("{KOPF}\n{zeile}\n").as_bytes(), "", Zeichensatz::Utf8, None);
            assert!(gelesen.is_ok(), "{was}: {gelesen:?}");
        }
        for (was, alt, neu) in FALSCH {
            assert!(!meldungen(&POSITION.replacen(alt, neu, 1)).is_empty(), "{was}");
        }
    }
}
