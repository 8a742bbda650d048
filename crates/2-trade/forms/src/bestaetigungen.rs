//! The payer's confirmations of payment orders: files in `confirmations/`.
//!
//! Only the form is checked here; whether the order exists and the amount is right is said by the stage that knows. A
//! bad line is refused by itself, the others are kept.

use domain::datum::{aus_deutsch, aus_iso};
use domain::{Ablehnung, Betrag, Datum, Rueckmeldung};

use crate::zeilen::{Quelle, Zeichensatz, Zeile};

/// The columns, in this order.
pub const SPALTEN: [&str; 4] = ["anweisung_id", "bestaetigt_am", "betrag", "bemerkung"];
/// A fifth column that may stand after them: `bestaetigt` (or nothing), or `zurueckgewiesen` for money that came back.
pub const RUECKMELDUNG: &str = "rueckmeldung";

/// A line: an order that the payer says it has paid, or whose money came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bestaetigungszeile {
    /// Line number in the file, from 1.
    pub satz: u64,
    /// Byte offset of its first column.
    pub offset: u64,
    /// The order.
    pub anweisung_id: String,
    /// Day on which it was paid.
    pub bestaetigt_am: Datum,
    /// Amount paid.
    pub betrag: Betrag,
    /// What the payer adds.
    pub bemerkung: String,
    /// Whether it was paid, or came back.
    pub rueckmeldung: Rueckmeldung,
}

/// What a file held.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gelesen {
    /// The confirmations, in the order of the file.
    pub zeilen: Vec<Bestaetigungszeile>,
    /// Lines refused by themselves.
    pub abgelehnt: Vec<Ablehnung>,
}

/// Reads a file, `;` between columns, in UTF-8 or windows-1252. Dates are `TT.MM.JJJJ` or `JJJJ-MM-TT`, amounts have a
/// comma or, as in our own tables, a point.
///
/// # Errors
/// The refusal of the file as a whole: its header is another one.
pub fn lies(bytes: &[u8], datei: &str) -> Result<Gelesen, Ablehnung> {
    let quelle = Quelle::decode(bytes, datei, Zeichensatz::Auto)?;
    let mut zeilen = quelle.zeilen(b';');
    let erwartet = || format!("expected the header {}, and perhaps {RUECKMELDUNG} after it", SPALTEN.join(";"));
    let anzahl = match zeilen.naechste() {
        None => return Err(quelle.ablehnung(format!("empty: {}", erwartet()))),
        Some(kopf) => {
            let kopf = kopf?;
            let anzahl = kopf.anzahl();
            let mut spalten = (0..anzahl).map(|nr| kopf.feld(nr));
            let gut =
                spalten.by_ref().take(SPALTEN.len()).eq(SPALTEN) && matches!(spalten.next(), None | Some(RUECKMELDUNG));
            if !gut || anzahl > SPALTEN.len() + 1 {
                return Err(kopf.ablehnung(erwartet()));
            }
            anzahl
        }
    };
    let mut gelesen = Gelesen::default();
    while let Some(zeile) = zeilen.naechste() {
        match zeile.and_then(|zeile| bestaetigung(zeile, anzahl)) {
            Ok(zeile) => gelesen.zeilen.push(zeile),
            Err(ablehnung) => gelesen.abgelehnt.push(ablehnung),
        }
    }
    Ok(gelesen)
}

fn bestaetigung(zeile: Zeile<'_>, anzahl: usize) -> Result<Bestaetigungszeile, Ablehnung> {
    if zeile.anzahl() != anzahl {
        return Err(zeile.ablehnung(format!("{} columns, the header has {anzahl}", zeile.anzahl())));
    }
    let gesagt = if anzahl > SPALTEN.len() { zeile.feld(SPALTEN.len()) } else { "" };
    let rueckmeldung = match gesagt {
        "" => Rueckmeldung::Bestaetigt,
        wort => wort
            .to_lowercase()
            .parse()
            .map_err(|grund: String| zeile.feld_ablehnung(SPALTEN.len(), RUECKMELDUNG, &grund))?,
    };
    let falsch = |nr: usize, grund: &str| zeile.feld_ablehnung(nr, SPALTEN[nr], grund);
    let [anweisung_id, am, betrag, bemerkung] = [0, 1, 2, 3].map(|nr| zeile.feld(nr));
    if anweisung_id.is_empty() {
        return Err(falsch(0, "expected the number of an order, for example BG28-0000001-1"));
    }
    Ok(Bestaetigungszeile {
        satz: zeile.satz(),
        offset: zeile.feld_offset(0),
        anweisung_id: anweisung_id.to_owned(),
        bestaetigt_am: aus_deutsch(am).or_else(|| aus_iso(am)).ok_or_else(|| falsch(1, "expected TT.MM.JJJJ"))?,
        betrag: Betrag::aus_deutsch(betrag)
            .ok()
            .or_else(|| betrag.parse().ok())
            .ok_or_else(|| falsch(2, "expected euro with decimal comma, for example 12,93"))?,
        bemerkung: bemerkung.to_owned(),
        rueckmeldung,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const KOPF: &str = "anweisung_id;bestaetigt_am;betrag;bemerkung\n";

    fn gelesen(zeilen: &str) -> Gelesen {
        lies(format!("{KOPF}{zeilen}").as_bytes(), "b.csv").expect("a good header")
    }

    #[test]
    fn lines_are_read_in_either_spelling() {
        let gut = gelesen("BG28-0000001-1;14.03.2005;2899,96;Überwiesen\nBG28-0000002-1;2005-03-14;3201.33;\n");
        assert_eq!(gut.abgelehnt, []);
        let [erste, zweite] = &gut.zeilen[..] else { panic!("two lines: {gut:?}") };
        assert_eq!((erste.satz, erste.offset, erste.betrag.cent()), (2, KOPF.len() as u64, 289_996));
        assert_eq!((erste.bestaetigt_am, erste.bemerkung.as_str()), (zweite.bestaetigt_am, "Überwiesen"));
        assert_eq!(zweite.betrag.cent(), 320_133);
        let latin = [KOPF.as_bytes(), b"A;14.03.2005;1,00;\xDCberwiesen\n"].concat();
        assert_eq!(lies(&latin, "b.csv").expect("windows-1252").zeilen[0].bemerkung, "Überwiesen");
    }

    #[test]
    fn a_bad_line_is_refused_by_itself() {
        for (zeile, feld) in [
            (";14.03.2005;1,00;", "anweisung_id"),
            ("A;14.3.2005;1,00;", "bestaetigt_am"),
            ("A;;1,00;", "bestaetigt_am"),
            ("A;14.03.2005;;", "betrag"),
            ("A;14.03.2005;1.234,00;", "betrag"),
            ("A;14.03.2005;1,00", ""),
            ("A;14.03.2005;1,00;;", ""),
        ] {
            let gelesen = gelesen(&format!("{zeile}\nB;14.03.2005;1,00;\n"));
            assert_eq!(gelesen.zeilen.len(), 1, "{zeile}");
            assert_eq!((gelesen.abgelehnt[0].satz, gelesen.abgelehnt[0].feld.as_str()), (2, feld), "{zeile}");
        }
    }

    #[test]
    fn a_payer_says_what_came_back() {
        let kopf = KOPF.replace("bemerkung", "bemerkung;rueckmeldung");
        let text = format!(
            "{kopf}A;14.03.2005;1,00;AC01;Zurueckgewiesen\nB;14.03.2005;1,00;;\nC;14.03.2005;1,00;;vielleicht\n"
        );
        let gelesen = lies(text.as_bytes(), "b.csv").expect("a good header");
        let gesagt: Vec<_> = gelesen.zeilen.iter().map(|z| z.rueckmeldung).collect();
        assert_eq!(gesagt, [Rueckmeldung::Zurueckgewiesen, Rueckmeldung::Bestaetigt]);
        assert_eq!(gelesen.abgelehnt[0].feld, RUECKMELDUNG);
    }

    #[test]
    fn files_that_are_none() {
        for text in [
            "",
            "\n\n",
            "anweisung_id;betrag\n",
            "bestaetigt_am;anweisung_id;betrag;bemerkung\n",
            "anweisung_id;bestaetigt_am;betrag;bemerkung;x\n",
        ] {
            assert!(lies(text.as_bytes(), "b.csv").is_err(), "{text:?}");
        }
    }
}
