//! A payment order as a transfer of DTAUS.

use domain::Anweisung;
use domain::kennzeichen::blz_und_konto;

use super::Ueberweisung;
use crate::bankdaten;

impl Ueberweisung {
    /// The transfer of an order.
    ///
    /// # Errors
    /// Bank code and account number to be paid to are not known.
    pub fn aus(anweisung: &Anweisung) -> Result<Self, String> {
        let (blz, konto) = empfaenger(anweisung)?;
        Ok(Ueberweisung {
            auftrag: anweisung.anweisung_id.clone(),
            name: anweisung.rechnungssteller.clone(),
            blz,
            konto,
            betrag: anweisung.betrag,
            zweck: anweisung.verwendungszweck(),
        })
    }
}

/// Bank code and account number to be paid to. Their shape is a limit of the format; a wrong IBAN beside them is no
/// account data to pay on.
fn empfaenger(anweisung: &Anweisung) -> Result<(String, String), String> {
    let Anweisung { iban, blz, konto, .. } = anweisung;
    if !iban.is_empty() {
        bankdaten::iban_pruefen(iban).map_err(|fehler| fehler.to_string())?;
    }
    if !konto.is_empty() {
        return Ok((blz.clone(), konto.clone()));
    }
    blz_und_konto(iban).ok_or_else(|| {
        format!(
            "'{iban}' is no German IBAN, and DTAUS pays to account and bank code only: have the biller name them, or pay \
             this order by emit-sepa"
        )
    })
}
