//! The SEPA bank file pain.001.001.09: from the payment orders of a run to bytes.
//!
//! One payment block for each own account that orders are paid from, in the order of the payer's configuration. An IBAN
//! is what its holder gave, on the invoice or in the payer's table, and is never computed: an order without one is left
//! out and reported. An order that breaks a limit is named with every other such order, and then nothing is written.

use domain::{Anweisung, Betrag, Datum, Konto, Kostentraeger};

use crate::bankdaten;
use crate::pain001::{self, Nachricht, Sammler, Ueberweisung, sammler_id};

/// Name of the file.
pub const DATEI: &str = "pain.001.xml";

/// Why there is no bank file: every order and account concerned, each with its reason.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}\nno bank file is written: correct these and run the chain again", .0.join("\n"))]
pub struct NichtSchreibbar(pub Vec<String>);

/// What became of the orders of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ergebnis {
    /// The file; none if no order is left to pay.
    pub bytes: Option<Vec<u8>>,
    /// Number of orders in the file.
    pub anzahl: u64,
    /// Their sum.
    pub summe: Betrag,
    /// Characters that SEPA lacks and that were replaced by others.
    pub umschriften: u64,
    /// Orders left out because no IBAN is known.
    pub ohne_iban: Vec<OhneIban>,
    /// Identification of the message; empty if there is none.
    pub nachricht_id: String,
    /// Which order is in which payment block: (`PmtInfId`, order).
    pub enthalten: Vec<(String, String)>,
    /// German accounts that look wrong, by order: for people to look at before the file is sent.
    pub auffaellig: Vec<String>,
}

/// An order that is not in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OhneIban {
    /// The order.
    pub anweisung_id: String,
    /// Account number of the biller.
    pub konto: String,
    /// Bank code of the biller.
    pub blz: String,
    /// Amount not paid by this file.
    pub betrag: Betrag,
}

impl OhneIban {
    /// What to tell the operator.
    pub fn hinweis(&self) -> String {
        let OhneIban { anweisung_id, konto, blz, betrag } = self;
        format!(
            "order {anweisung_id} over {} EUR left out: no IBAN known for account {konto}, BLZ {blz}; ask its holder and \
             add it to the payer's configuration: [[iban]] konto = \"{konto}\" blz = \"{blz}\" iban = \"…\"",
            betrag.deutsch()
        )
    }
}

/// Writes the orders of a pass of a run of the payer with this code. `ausfuehrung` is the business date moved to a TARGET day.
///
/// # Errors
/// See [`NichtSchreibbar`].
pub fn bankdatei(
    code: &str,
    anweisungen: &[Anweisung],
    kostentraeger: &Kostentraeger,
    (geschaeftstag, pass): (Datum, u32),
    ausfuehrung: Datum,
) -> Result<Ergebnis, NichtSchreibbar> {
    let (auftraege, ohne_iban) = aufgeteilt(anweisungen, kostentraeger)?;
    if auftraege.is_empty() {
        return Ok(Ergebnis { ohne_iban, ..Ergebnis::default() });
    }
    let nachricht = Nachricht {
        nachricht_id: nachricht_id(code, geschaeftstag, pass),
        erstellt: geschaeftstag,
        name: kostentraeger.name.clone(),
        sammler: sammler(kostentraeger, ausfuehrung, &auftraege),
    };
    let geschrieben = pain001::schreibe(&nachricht)
        .map_err(|fehler| NichtSchreibbar(fehler.iter().map(ToString::to_string).collect()))?;
    Ok(Ergebnis {
        bytes: Some(geschrieben.bytes),
        anzahl: auftraege.len() as u64,
        summe: geschrieben.summe,
        umschriften: geschrieben.umschriften,
        ohne_iban,
        enthalten: enthalten(&nachricht),
        auffaellig: auftraege.iter().filter_map(|(_, auftrag)| auffaellig(auftrag)).collect(),
        nachricht_id: nachricht.nachricht_id,
    })
}

fn auffaellig(u: &Ueberweisung) -> Option<String> {
    bankdaten::iban_auffaellig(&u.iban).map(|fehler| format!("order {}: {fehler}", u.auftrag))
}

/// An order with the own account that it is paid from.
type Auftrag<'a> = (&'a Konto, Ueberweisung);

fn aufgeteilt<'a>(
    anweisungen: &[Anweisung],
    kostentraeger: &'a Kostentraeger,
) -> Result<(Vec<Auftrag<'a>>, Vec<OhneIban>), NichtSchreibbar> {
    let (mut auftraege, mut ohne_iban, mut gruende) = (Vec::with_capacity(anweisungen.len()), Vec::new(), Vec::new());
    for anweisung in anweisungen {
        match (kostentraeger.quellkonto(anweisung), iban(anweisung, kostentraeger)) {
            (Ok(konto), Some(iban)) => auftraege.push((konto, Ueberweisung::aus(anweisung, iban))),
            (Ok(_), None) => ohne_iban.push(OhneIban {
                anweisung_id: anweisung.anweisung_id.clone(),
                konto: anweisung.konto.clone(),
                blz: anweisung.blz.clone(),
                betrag: anweisung.betrag,
            }),
            (Err(grund), _) => gruende.push(grund),
        }
    }
    if gruende.is_empty() { Ok((auftraege, ohne_iban)) } else { Err(NichtSchreibbar(gruende)) }
}

/// A payment block for each own account that something is paid from.
fn sammler(kostentraeger: &Kostentraeger, ausfuehrung: Datum, auftraege: &[Auftrag<'_>]) -> Vec<Sammler> {
    let block = |konto: &Konto| Sammler {
        ausfuehrung,
        name: konto.name.clone(),
        iban: konto.iban.clone(),
        bic: konto.bic.clone(),
        batch_booking: kostentraeger.sepa.batch_booking,
        ueberweisungen: auftraege.iter().filter(|(quelle, _)| *quelle == konto).map(|(_, u)| u.clone()).collect(),
    };
    kostentraeger.konto.iter().map(block).filter(|block| !block.ueberweisungen.is_empty()).collect()
}

fn enthalten(nachricht: &Nachricht) -> Vec<(String, String)> {
    let block = |(nr, sammler): (usize, &Sammler)| {
        let id = sammler_id(&nachricht.nachricht_id, nr);
        sammler.ueberweisungen.iter().map(|u| (id.clone(), u.auftrag.clone())).collect::<Vec<_>>()
    };
    nachricht.sammler.iter().enumerate().flat_map(block).collect()
}

/// The IBAN of the order, else what the payer's table says of account and bank code.
fn iban<'a>(anweisung: &'a Anweisung, kostentraeger: &'a Kostentraeger) -> Option<&'a str> {
    if anweisung.iban.is_empty() {
        kostentraeger.iban_fuer(&anweisung.konto, &anweisung.blz)
    } else {
        Some(&anweisung.iban)
    }
}

/// Payer, day and pass: the same for the same pass only, so that a bank takes no second one for a repeat.
fn nachricht_id(code: &str, geschaeftstag: Datum, pass: u32) -> String {
    format!("{code}-{}-{pass}", geschaeftstag.format("%Y%m%d"))
}

#[cfg(test)]
mod tests;
