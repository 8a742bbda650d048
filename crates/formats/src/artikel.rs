//! Reference data: the list of articles, `artikel.csv`.

use domain::datum::aus_deutsch;
use domain::{Ablehnung, Artikel, Rabattart, Tabelle, pruefziffer};

use crate::felder::{Felder, Spalte, betrag, ja_nein, pzn, spalte};
use crate::zeilen::{Quelle, Zeichensatz, Zeile};

const BETRAG: &str = "euro with decimal comma, for example 12,93";
const TEXT: &str = "text, may be empty";

/// The columns, in the order of the header.
pub const SPALTEN: &[Spalte] = &[
    spalte("pzn", "7 or 8 digits with a right check digit", "article number"),
    spalte("gueltig_ab", "TT.MM.JJJJ, a real calendar date", "first day of validity"),
    spalte("gueltig_bis", "TT.MM.JJJJ not before gueltig_ab, or empty", "last day of validity; empty = open"),
    spalte("bezeichnung", TEXT, "name of the article"),
    spalte("wirkstoff", TEXT, "active substance"),
    spalte("atc", TEXT, "ATC code"),
    spalte("hersteller", TEXT, "manufacturer"),
    spalte("packung", TEXT, "pack size"),
    spalte("rabattart", "FIX, PROZENT or KEIN", "how the pharmacy discount is computed"),
    spalte("hs_rabatt", BETRAG, "manufacturer discount per pack"),
    spalte("festbetrag", "euro with decimal comma, for example 12,93, or empty", "ceiling per pack; empty = none"),
    spalte("verordnungsfaehig", "J or N", "whether it may be prescribed at a work accident"),
];

/// Reads the list of articles; it comes back by PZN and first day of validity.
///
/// # Errors
/// Every breach of the form and every overlap of two periods of one PZN, with its line; such a list is not used at
/// all, because a price check against half a list would be silently wrong.
pub fn lies(bytes: &[u8], datei: &str) -> Result<Vec<Artikel>, Vec<Ablehnung>> {
    let quelle = Quelle::decode(bytes, datei, Zeichensatz::Auto).map_err(|ablehnung| vec![ablehnung])?;
    let mut zeilen = quelle.zeilen(b';');
    match zeilen.naechste() {
        Some(Ok(kopf)) => kopf_pruefen(kopf)?,
        Some(Err(ablehnung)) => return Err(vec![ablehnung]),
        None => return Err(vec![quelle.ablehnung(format!("empty: expected the header {}", kopf_text()))]),
    }
    let mut fehler = Vec::new();
    let mut artikel = Vec::new();
    while let Some(zeile) = zeilen.naechste() {
        match zeile {
            Ok(zeile) if zeile.anzahl() == SPALTEN.len() => {
                let neu = eintrag(&mut Felder::neu(zeile, SPALTEN, 0, &mut fehler));
                let ort = zeile.feld_ablehnung(1, "gueltig_ab", "its period overlaps another one of this PZN");
                artikel.push((neu, ort));
            }
            Ok(zeile) => fehler.push(spaltenzahl(zeile)),
            Err(ablehnung) => fehler.push(ablehnung),
        }
    }
    artikel.sort_by(|(a, _), (b, _)| (&a.pzn, a.gueltig_ab).cmp(&(&b.pzn, b.gueltig_ab)));
    if fehler.is_empty() {
        let paare = artikel.windows(2).filter(|paar| ueberlappen(&paar[0].0, &paar[1].0));
        fehler.extend(paare.map(|paar| paar[1].1.clone()));
    }
    fehler.sort_by(Tabelle::ordnung);
    if fehler.is_empty() { Ok(artikel.into_iter().map(|(artikel, _)| artikel).collect()) } else { Err(fehler) }
}

fn kopf_text() -> String {
    SPALTEN.iter().map(|spalte| spalte.name).collect::<Vec<_>>().join(";")
}

fn kopf_pruefen(kopf: Zeile<'_>) -> Result<(), Vec<Ablehnung>> {
    let gleich = kopf.anzahl() == SPALTEN.len() && (0..).zip(SPALTEN).all(|(nr, spalte)| kopf.feld(nr) == spalte.name);
    if gleich { Ok(()) } else { Err(vec![kopf.ablehnung(format!("expected the header {}", kopf_text()))]) }
}

fn spaltenzahl(zeile: Zeile<'_>) -> Ablehnung {
    zeile.ablehnung(format!("{} columns, expected {}", zeile.anzahl(), SPALTEN.len()))
}

fn eintrag(felder: &mut Felder<'_>) -> Artikel {
    let pzn = felder.wert(|text| Some(pzn(text)).filter(|pzn| pruefziffer::pzn_gueltig(pzn)));
    let gueltig_ab = felder.wert(aus_deutsch);
    let gueltig_bis = felder.wahlweise(|text| aus_deutsch(text).filter(|&bis| bis >= gueltig_ab));
    let bezeichnung = felder.naechstes().to_owned();
    for _nicht_gebraucht in ["wirkstoff", "atc", "hersteller", "packung"] {
        felder.naechstes();
    }
    Artikel {
        pzn,
        gueltig_ab,
        gueltig_bis,
        bezeichnung,
        rabattart: felder.wert(|text| text.parse().ok().map(Some)).unwrap_or(Rabattart::Kein),
        hs_rabatt: felder.wert(betrag),
        festbetrag: felder.wahlweise(betrag),
        verordnungsfaehig: felder.wert(ja_nein),
    }
}

/// Whether two entries, the earlier one first, hold for the same article on the same day.
fn ueberlappen(frueher: &Artikel, spaeter: &Artikel) -> bool {
    frueher.pzn == spaeter.pzn && frueher.gueltig_bis.is_none_or(|bis| bis >= spaeter.gueltig_ab)
}

#[cfg(test)]
mod tests {
    use domain::Betrag;

    use super::*;

    const ZEILE: &str = "4121769;01.01.2000;31.12.2004;Präparat 2;Stoff;D06AX01;Muster;20 St;FIX;5,34;90,01;J";

    fn lies_zeilen(zeilen: &[&str]) -> Result<Vec<Artikel>, Vec<Ablehnung>> {
        lies(format!("{}\r\n{}\r\n", kopf_text(), zeilen.join("\r\n")).as_bytes(), "artikel.csv")
    }

    #[test]
    fn a_list_is_read_in_order() {
        let spaeter = ZEILE.replace("01.01.2000;31.12.2004", "01.01.2005;").replace("90,01", "");
        let artikel = lies_zeilen(&[&spaeter, ZEILE]).expect("good form");
        assert_eq!((artikel[0].pzn.as_str(), artikel[0].rabattart), ("04121769", Rabattart::Fix));
        assert_eq!((artikel[0].hs_rabatt.cent(), artikel[0].festbetrag.map(Betrag::cent)), (534, Some(9001)));
        assert_eq!((artikel[1].gueltig_bis, artikel[1].festbetrag), (None, None));
        assert!(artikel[1].verordnungsfaehig.ist_ja());
        assert_eq!(lies_zeilen(&[]), Ok(vec![]));
    }

    #[test]
    fn every_breach_is_named() {
        for (alt, neu, feld) in [
            ("4121769", "4121768", "pzn"),
            ("4121769", "", "pzn"),
            ("01.01.2000", "1.1.2000", "gueltig_ab"),
            ("31.12.2004", "31.12.1999", "gueltig_bis"),
            ("FIX", "fix", "rabattart"),
            ("5,34", "", "hs_rabatt"),
            ("90,01", "90.01", "festbetrag"),
            ("90,01", "?", "festbetrag"),
            (";J", ";X", "verordnungsfaehig"),
            (";J", "", ""),
        ] {
            let fehler = lies_zeilen(&[ZEILE, &ZEILE.replace(alt, neu)]).expect_err(neu);
            assert_eq!((fehler.len(), fehler[0].satz, fehler[0].feld.as_str()), (1, 3, feld), "{fehler:?}");
        }
        assert!(lies(ZEILE.as_bytes(), "artikel.csv").is_err(), "no header");
        assert!(lies(b"", "artikel.csv").is_err(), "empty");
    }

    #[test]
    fn periods_of_one_article_must_not_overlap() {
        let spaeter = ZEILE.replace("01.01.2000;31.12.2004", "31.12.2004;");
        let fehler = lies_zeilen(&[&spaeter, ZEILE]).expect_err("one day twice");
        assert_eq!((fehler[0].satz, fehler[0].wert.as_str()), (2, "31.12.2004"));
        assert!(lies_zeilen(&[ZEILE, ZEILE]).is_err());
    }

    #[test]
    fn acceptance_list_has_good_form() {
        let datei = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/acceptance/a/drop/reference/artikel.csv");
        let Ok(bytes) = std::fs::read(datei) else { return };
        assert!(!lies(&bytes, "artikel.csv").expect("good form").is_empty());
    }
}
