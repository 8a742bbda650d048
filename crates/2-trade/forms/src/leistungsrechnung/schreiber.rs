//! Writes LR1: lists offered to facilities, templates for corrections, and what tests deliver.

use domain::anzeige::harmlos;
use domain::datum::deutsch;
use domain::{Betrag, Datum, Menge};

use super::spalten::FORMATVERSION;
use super::{Datei, Kopf, Zeile};

/// An invoice file in UTF-8 with CR LF. The columns of corrections are written where a line is one or has a remark.
pub fn schreibe(datei: &Datei) -> Vec<u8> {
    let mut ziel = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(Vec::new());
    let mut zeile = |felder: &[String]| {
        ziel.write_record(felder.iter().map(|feld| harmlos(feld))).expect("memory takes every line");
    };
    zeile(&lr(&datei.kopf));
    datei.zeilen.iter().for_each(|position| zeile(&lp(position)));
    ziel.into_inner().expect("memory takes every line")
}

fn lr(kopf: &Kopf) -> Vec<String> {
    let (jahr, monat) = kopf.abrechnungsmonat.split_once('-').unwrap_or_default();
    vec![
        "LR".into(),
        FORMATVERSION.into(),
        kopf.rechnungsnummer.clone(),
        kopf.le_nr.clone(),
        kopf.kostentraeger.clone(),
        format!("{monat}.{jahr}"),
        datum(kopf.rechnungsdatum),
        datum(kopf.eingangsdatum),
        kopf.anzahl_positionen.map(|zahl| zahl.to_string()).unwrap_or_default(),
        betrag(kopf.gesamtbetrag),
        kopf.iban.clone(),
    ]
}

fn lp(zeile: &Zeile) -> Vec<String> {
    let mut felder = vec![
        "LP".into(),
        zeile.lfd_nr.to_string(),
        zeile.bewilligung_nr.clone(),
        zeile.aktenzeichen.clone(),
        zeile.name.clone(),
        zeile.vorname.clone(),
        datum(zeile.geb_datum),
        zeile.leistungsart.clone(),
        deutsch(zeile.von),
        deutsch(zeile.bis),
        zeile.menge.map(Menge::deutsch).unwrap_or_default(),
        zeile.einheit.to_string(),
        betrag(Some(zeile.satz)),
        betrag(zeile.betrag),
    ];
    if zeile.korrektur.is_some() || !zeile.hinweis.is_empty() {
        let (rechnung, lfd_nr) =
            zeile.korrektur.as_ref().map_or_else(Default::default, |(r, nr)| (r.clone(), nr.to_string()));
        felder.extend([rechnung, lfd_nr, zeile.hinweis.clone()]);
    }
    felder
}

fn datum(datum: Option<Datum>) -> String {
    datum.map(deutsch).unwrap_or_default()
}

fn betrag(betrag: Option<Betrag>) -> String {
    betrag.map(|betrag| betrag.to_string().replace('.', ",")).unwrap_or_default()
}
