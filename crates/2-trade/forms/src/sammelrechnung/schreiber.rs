//! Writes SR1: what generators and tests deliver.

use std::collections::HashMap;

use domain::datum::deutsch;
use domain::{Betrag, Datum, Einzelposten, JaNein, Lesung, Position, Rechnung, Rezept, UnfallDatum};

use super::Sammelrechnung;
use super::spalten::FORMATVERSION;

/// An invoice file in UTF-8 with CR LF, each prescription followed by its lines.
pub fn schreibe(sammelrechnung: &Sammelrechnung) -> Vec<u8> {
    let mut positionen: HashMap<&str, Vec<&Position>> = HashMap::new();
    for position in &sammelrechnung.positionen {
        positionen.entry(&position.pic_nr).or_default().push(position);
    }
    let mut ziel = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(Vec::new());
    let mut zeile = |felder: &[String]| ziel.write_record(felder).expect("memory takes every line");
    zeile(&re(&sammelrechnung.rechnung));
    sammelrechnung.einzelposten.iter().for_each(|posten| zeile(&ep(posten)));
    for rezept in &sammelrechnung.rezepte {
        zeile(&rz(rezept));
        let zeilen = positionen.remove(rezept.pic_nr.as_str()).unwrap_or_default();
        zeilen.into_iter().for_each(|position| zeile(&po(position)));
    }
    ziel.into_inner().expect("memory takes every line")
}

fn re(r: &Rechnung) -> Vec<String> {
    let (jahr, monat) = r.abrechnungsmonat.split_once('-').unwrap_or_default();
    vec![
        "RE".into(),
        FORMATVERSION.into(),
        r.rechnungsnummer.clone(),
        r.kostentraeger.clone(),
        r.kostentraeger_ik.clone(),
        r.rechnungssteller_ik.clone(),
        r.rechnungssteller.clone(),
        r.rechnungsart.to_string(),
        format!("{monat}.{jahr}"),
        deutsch(r.rechnungsdatum),
        deutsch(r.eingangsdatum),
        r.anzahl_rezepte.to_string(),
        betrag(&r.brutto),
        betrag(&r.zuzahlung),
        betrag(&r.ap_rabatt),
        betrag(&r.hs_rabatt),
        betrag(&r.netto),
        r.iban.clone(),
        r.konto.clone(),
        r.blz.clone(),
    ]
}

fn ep(e: &Einzelposten) -> Vec<String> {
    vec!["EP".into(), e.pic_nr.clone(), betrag(&e.brutto), betrag(&e.zuzahlung)]
}

fn rz(r: &Rezept) -> Vec<String> {
    vec![
        "RZ".into(),
        r.pic_nr.clone(),
        r.kostentraeger_ik.to_string(),
        r.aktenzeichen.to_string(),
        r.name.to_string(),
        r.vorname.to_string(),
        r.zusatz.to_string(),
        lesung(&r.geb_datum, |datum| datum.deutsch()),
        r.strasse.to_string(),
        r.lkz.to_string(),
        r.plz.to_string(),
        r.ort.to_string(),
        lesung(&r.unf_datum, unfalldatum),
        r.unfallbetrieb.to_string(),
        r.arzt_nr.to_string(),
        lesung(&r.arzt_unterschrift, ja_nein),
        r.apotheken_ik.to_string(),
        lesung(&r.vo_datum, datum),
        lesung(&r.abgabe_datum, datum),
        lesung(&r.brutto, betrag),
        lesung(&r.zuzahlung, betrag),
        lesung(&r.noctu, betrag),
        lesung(&r.schreibgebuehr, betrag),
        lesung(&r.beschaffungskosten, betrag),
        lesung(&r.ap_rabatt, betrag),
        lesung(&r.hs_rabatt, betrag),
        r.bild.to_string(),
        lesung(&r.bild_lesbar, ja_nein),
        lesung(&r.aut_idem_kreuz, ja_nein),
    ]
}

fn po(p: &Position) -> Vec<String> {
    vec![
        "PO".into(),
        p.pic_nr.clone(),
        p.lfd_nr.to_string(),
        p.pzn.to_string(),
        p.faktor.to_string(),
        lesung(&p.taxe, betrag),
    ]
}

fn lesung<T>(lesung: &Lesung<T>, wert: impl Fn(&T) -> String) -> String {
    match lesung {
        Lesung::NichtErkannt => "?".into(),
        Lesung::Leer => String::new(),
        Lesung::Wert(w) => wert(w),
    }
}

fn betrag(betrag: &Betrag) -> String {
    betrag.to_string().replace('.', ",")
}

fn datum(datum: &Datum) -> String {
    deutsch(*datum)
}

fn unfalldatum(datum: &UnfallDatum) -> String {
    datum.genau().map_or_else(|| datum.to_string(), deutsch)
}

fn ja_nein(wert: &JaNein) -> String {
    if wert.ist_ja() { "J".into() } else { "N".into() }
}
