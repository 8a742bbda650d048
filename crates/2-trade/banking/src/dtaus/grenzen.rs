//! The limits of the format that are checked before anything is written.

use domain::Betrag;
use domain::datum::deutsch;

use super::{AUSFUEHRUNG_TAGE, HOECHSTANZAHL, HOECHSTBETRAG, LogischeDatei};
use crate::bankdaten::{ist_blz, ist_kontonummer};

/// What is wrong with a logical file as a whole.
pub(super) fn datei_grenzen(datei: &LogischeDatei) -> Vec<String> {
    let mut gruende = Vec::new();
    bankverbindung(&datei.auftraggeber.blz, &datei.auftraggeber.konto, &mut gruende);
    let tage = (datei.ausfuehrung - datei.erstellt).num_days();
    if !(0..=AUSFUEHRUNG_TAGE).contains(&tage) {
        gruende.push(format!(
            "execution on {} is {tage} days after creation on {}: DTAUS allows 0 to {AUSFUEHRUNG_TAGE}",
            deutsch(datei.ausfuehrung),
            deutsch(datei.erstellt)
        ));
    }
    if !(51..=69).contains(&datei.textschluessel) {
        gruende.push(format!("Textschlüssel {} is none of a credit transfer: expected 51 to 69", datei.textschluessel));
    }
    if datei.ueberweisungen.len() > HOECHSTANZAHL {
        gruende.push(format!("{} transfers: field E4 holds {HOECHSTANZAHL}", datei.ueberweisungen.len()));
    }
    gruende
}

/// What is wrong with bank code and account number.
pub(super) fn bankverbindung(blz: &str, konto: &str, gruende: &mut Vec<String>) {
    if !ist_blz(blz) {
        gruende.push(format!("BLZ '{blz}' is none: expected 8 digits, the first from 1 to 8"));
    }
    if !ist_kontonummer(konto) {
        gruende.push(format!("account number '{konto}' is none: expected 1 to 10 digits, not all of them 0"));
    }
}

/// What is wrong with an amount.
pub(super) fn betrag(betrag: Betrag, gruende: &mut Vec<String>) {
    let hoechstens = Betrag::aus_cent(HOECHSTBETRAG as i64);
    if betrag <= Betrag::NULL || betrag > hoechstens {
        gruende.push(format!("amount {}: field C12 holds 0,01 to {}", betrag.deutsch(), hoechstens.deutsch()));
    }
}
