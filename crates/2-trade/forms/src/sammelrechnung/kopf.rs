//! The header of an invoice.

use std::ops::RangeInclusive;

use domain::datum::aus_deutsch;
use domain::kennzeichen::{self, ziffern};
use domain::{Datum, Rechnung, Rechnungsart, pruefziffer};

use super::Empfaenger;
use super::spalten::FORMATVERSION;
use crate::felder::{Felder, kennung, summe, summe_oder_null, zahl};
use crate::satzart::monat;

/// Takes the columns of `RE`.
pub(super) fn rechnung(felder: &mut Felder<'_>, empfaenger: Empfaenger<'_>) -> Rechnung {
    felder.wert(|text| (text == FORMATVERSION).then_some(()));
    let mut rechnung = Rechnung {
        beleg_id: String::new(),
        rechnungsnummer: felder.wert(|text| kennung(text, 20)),
        kostentraeger: eigen(felder, empfaenger.kostentraeger),
        kostentraeger_ik: eigen(felder, empfaenger.ik),
        rechnungssteller_ik: felder.wert(|text| pruefziffer::ik_gueltig(text).then(|| text.to_owned())),
        rechnungssteller: felder.wert(|text| kennung(text, 40)),
        rechnungsart: felder.wert(|text| text.parse().ok().map(Some)).unwrap_or(Rechnungsart::Arz),
        abrechnungsmonat: felder.wert(monat),
        rechnungsdatum: felder.wert(aus_deutsch),
        eingangsdatum: felder.wert(aus_deutsch),
        anzahl_rezepte: felder.wert(|text| zahl(text, 0, u32::MAX)),
        brutto: felder.wert(summe),
        zuzahlung: felder.wert(summe_oder_null),
        ap_rabatt: felder.wert(summe),
        hs_rabatt: felder.wert(summe),
        netto: felder.wert(summe),
        iban: String::new(),
        konto: String::new(),
        blz: String::new(),
        datei_sha256: String::new(),
        herkunft: Datum::default(),
        schon_berechnet: String::new(),
    };
    bankverbindung(felder, &mut rechnung);
    rechnung
}

fn eigen(felder: &mut Felder<'_>, erwartet: &str) -> String {
    let text = felder.naechstes();
    if !erwartet.is_empty() && text != erwartet {
        felder.beanstande(format!("not the payer of this run: expected {erwartet}"));
    }
    text.to_owned()
}

/// Either the IBAN, or account number and bank code.
fn bankverbindung(felder: &mut Felder<'_>, rechnung: &mut Rechnung) {
    let zahl = |anzahl: RangeInclusive<usize>| move |text: &str| ziffern(text, anzahl.clone()).then(|| text.to_owned());
    let (iban, iban_da) = felder.wenn_da(kennzeichen::iban);
    let (konto, konto_da) = felder.wenn_da(zahl(1..=10));
    let (blz, blz_da) = felder.wenn_da(zahl(8..=8));
    if konto_da != blz_da || iban_da == blz_da {
        felder.beanstande("expected either iban, or konto and blz".to_owned());
    }
    (rechnung.iban, rechnung.konto, rechnung.blz) = (iban, konto, blz);
}
