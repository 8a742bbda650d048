//! Which prescriptions are asked for.

use std::collections::BTreeMap;

use serde::Serialize;
use stage::Result;

use crate::Frage;
use crate::bestand::{Bestand, Lauf};
use crate::worte::{betrag, datum, klasse};
use crate::zeilen::{Zeile, zeilen};

/// A prescription that was found, and how it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fund {
    /// Code of the payer.
    pub kostentraeger: String,
    /// Our number of the invoice.
    pub beleg_id: String,
    /// Picture number.
    pub pic_nr: String,
    /// The biller's number of the invoice.
    pub rechnungsnummer: String,
    /// How it stands, in words.
    pub stand: String,
}

/// The prescriptions of a payer that are asked for, each once.
pub(crate) fn finde(bestand: &Bestand, frage: &Frage) -> Result<Vec<Fund>> {
    let mut funde: BTreeMap<(String, String), Fund> = BTreeMap::new();
    for lauf in &bestand.laeufe {
        for zeile in in_lauf(lauf, frage)? {
            let (beleg_id, pic_nr) = (zeile.wert("beleg_id").to_owned(), zeile.wert("pic_nr").to_owned());
            if pic_nr.is_empty() {
                continue;
            }
            let rechnungsnummer = zeile.wert("rechnungsnummer").to_owned();
            let fund = Fund {
                kostentraeger: bestand.kostentraeger.clone(),
                beleg_id,
                pic_nr,
                rechnungsnummer,
                stand: String::new(),
            };
            funde.entry((fund.beleg_id.clone(), fund.pic_nr.clone())).or_insert(fund);
        }
    }
    funde.into_values().map(|fund| mit_stand(bestand, fund)).collect()
}

fn in_lauf(lauf: &Lauf, frage: &Frage) -> Result<Vec<Zeile>> {
    match frage {
        Frage::Pic(nummer) => zeilen(lauf, "20-invoices/rezepte.csv", &[("pic_nr", &format!("{nummer:0>12}"))]),
        Frage::Rechnung(nummer) => zeilen(lauf, "20-invoices/rezepte.csv", &[("rechnungsnummer", nummer)]),
        Frage::ERezept(id) => zeilen(lauf, "20-invoices/erezepte.csv", &[("erezept_id", id)]),
        Frage::Anweisung(id) => zeilen(lauf, "60-payments/anweisung_rezepte.csv", &[("anweisung_id", id)]),
        Frage::Aktenzeichen(nummer) => {
            let nummer: String = nummer.chars().filter(char::is_ascii_digit).collect();
            let alle = zeilen(lauf, "50-stage2/urteile.csv", &[])?;
            let dieses = |zeile: &Zeile| {
                let akte = zeile.wert("aktenzeichen");
                !nummer.is_empty() && (akte == nummer || (nummer.len() == 8 && akte.starts_with(&nummer)))
            };
            Ok(alle.into_iter().filter(dieses).collect())
        }
    }
}

/// How it stands by its newest verdict.
fn mit_stand(bestand: &Bestand, mut fund: Fund) -> Result<Fund> {
    for lauf in bestand.laeufe.iter().rev() {
        let mit = [("beleg_id", fund.beleg_id.as_str()), ("pic_nr", fund.pic_nr.as_str())];
        let Some(urteil) = zeilen(lauf, "50-stage2/urteile.csv", &mit)?.pop() else { continue };
        fund.rechnungsnummer = urteil.wert("rechnungsnummer").to_owned();
        let status = match urteil.wert("status") {
            "" => String::new(),
            status => format!(", Status {status}"),
        };
        let netto = match urteil.wert("netto") {
            "" => String::new(),
            netto => format!(", netto {}", betrag(netto)),
        };
        fund.stand = format!("{}{status}{netto} ({})", klasse(urteil.wert("klasse")), datum(&lauf.datum.to_string()));
        break;
    }
    Ok(fund)
}
