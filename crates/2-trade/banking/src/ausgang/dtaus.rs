//! The bank file DTAUS: from the payment orders of a pass to bytes.
//!
//! One logical file for each own account that orders are paid from, in the order of the payer's configuration. Account
//! and bank code are those of the invoice; where it names only an IBAN, they are read from it, which a German IBAN
//! allows and a foreign one does not. Everything that keeps an order out of the file is named at once, and then nothing
//! is written.

use domain::kennzeichen::blz_und_konto;
use domain::{Anweisung, Betrag, Datum, Konto, Kostentraeger};

use crate::bankdaten;
use crate::dtaus::{self, Auftraggeber, LogischeDatei, Summen, Traeger, Ueberweisung};

/// Why there is no bank file: every order and account concerned, each with its reason.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}\nno bank file is written: correct these, or pay by emit-sepa", .0.join("\n"))]
pub struct NichtSchreibbar(pub Vec<String>);

/// What is written, when, and onto what.
#[derive(Clone, Copy, Debug)]
pub struct Eingabe<'a> {
    /// The orders of the run.
    pub anweisungen: &'a [Anweisung],
    /// The payer: its accounts and options.
    pub kostentraeger: &'a Kostentraeger,
    /// Business date, the date of creation.
    pub erstellt: Datum,
    /// Date of execution: the business date moved to a day on which money moves.
    pub ausfuehrung: Datum,
    /// File or tape.
    pub traeger: Traeger,
}

/// A bank file.
#[derive(Clone, Debug, PartialEq)]
pub struct Bankdatei {
    /// File or tape.
    pub traeger: Traeger,
    /// The file.
    pub bytes: Vec<u8>,
    /// Its logical files.
    pub teile: Vec<LogischerTeil>,
    /// Characters that DTAUS lacks and that were replaced by others.
    pub umschriften: u64,
    /// Account data that look wrong, by order: for people to look at before the file is sent.
    pub auffaellig: Vec<String>,
}

/// A logical file of it.
#[derive(Clone, Debug, PartialEq)]
pub struct LogischerTeil {
    /// The account paid from.
    pub konto: Konto,
    /// Date of creation.
    pub erstellt: Datum,
    /// Date of execution.
    pub ausfuehrung: Datum,
    /// Control sums, as in its record E.
    pub summen: Summen,
}

impl Bankdatei {
    /// Number of transfers in all logical files.
    pub fn anzahl(&self) -> u64 {
        self.teile.iter().map(|teil| teil.summen.anzahl).sum()
    }

    /// Sum of the amounts of all logical files.
    pub fn betrag(&self) -> Betrag {
        self.teile.iter().map(|teil| teil.summen.betrag).sum()
    }
}

/// Writes the orders of a run; none if there are none.
///
/// # Errors
/// See [`NichtSchreibbar`].
pub fn bankdatei(eingabe: &Eingabe<'_>) -> Result<Option<Bankdatei>, NichtSchreibbar> {
    if eingabe.anweisungen.is_empty() {
        return Ok(None);
    }
    let mut gruende = Vec::new();
    let mut konten: Vec<&Konto> = Vec::new();
    let mut dateien: Vec<LogischeDatei> = Vec::new();
    for konto in &eingabe.kostentraeger.konto {
        let vom_konto = |a: &&Anweisung| eingabe.kostentraeger.quellkonto(a) == Ok(konto);
        let anweisungen: Vec<&Anweisung> = eingabe.anweisungen.iter().filter(vom_konto).collect();
        if !anweisungen.is_empty() {
            konten.push(konto);
            dateien.push(logische_datei(eingabe, konto, &anweisungen, &mut gruende));
        }
    }
    gruende.extend(eingabe.anweisungen.iter().filter_map(|a| eingabe.kostentraeger.quellkonto(a).err()));
    let geschrieben = dtaus::schreibe(&dateien, eingabe.traeger, eingabe.kostentraeger.dtaus.umlaute);
    let geschrieben = geschrieben.map_err(|fehler| gruende.extend(fehler.iter().map(ToString::to_string)));
    let Ok(geschrieben) = geschrieben else { return Err(NichtSchreibbar(gruende)) };
    if !gruende.is_empty() {
        return Err(NichtSchreibbar(gruende));
    }
    let auffaellig = dateien.iter().flat_map(|datei| &datei.ueberweisungen).filter_map(auffaellig).collect();
    let Eingabe { erstellt, ausfuehrung, traeger, .. } = *eingabe;
    let teil =
        |(konto, summen): (&Konto, Summen)| LogischerTeil { konto: konto.clone(), erstellt, ausfuehrung, summen };
    Ok(Some(Bankdatei {
        traeger,
        bytes: geschrieben.bytes,
        teile: konten.into_iter().zip(geschrieben.summen).map(teil).collect(),
        umschriften: geschrieben.umschriften,
        auffaellig,
    }))
}

fn auffaellig(u: &Ueberweisung) -> Option<String> {
    bankdaten::auffaellig(&u.blz, &u.konto).map(|fehler| format!("order {}: {fehler}", u.auftrag))
}

/// Tells an order to a sound IBAN that is no German one: DTAUS pays to account and bank code only, and pain.001 pays it.
pub fn nur_sepa(a: &Anweisung) -> bool {
    a.konto.is_empty() && bankdaten::iban_pruefen(&a.iban).is_ok() && blz_und_konto(&a.iban).is_none()
}

fn logische_datei(
    eingabe: &Eingabe<'_>,
    konto: &Konto,
    anweisungen: &[&Anweisung],
    gruende: &mut Vec<String>,
) -> LogischeDatei {
    let mut ueberweisungen = Vec::with_capacity(anweisungen.len());
    for anweisung in anweisungen {
        match Ueberweisung::aus(anweisung) {
            Ok(ueberweisung) => ueberweisungen.push(ueberweisung),
            Err(grund) => gruende.push(format!("order {}: {grund}", anweisung.anweisung_id)),
        }
    }
    LogischeDatei {
        auftraggeber: Auftraggeber { name: konto.name.clone(), blz: konto.blz.clone(), konto: konto.konto.clone() },
        erstellt: eingabe.erstellt,
        ausfuehrung: eingabe.ausfuehrung,
        textschluessel: eingabe.kostentraeger.dtaus.textschluessel,
        ueberweisungen,
    }
}

#[cfg(test)]
mod tests;
