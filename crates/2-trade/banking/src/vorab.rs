//! Before an order is made: could a bank file carry it?

use domain::{Anweisung, Datum, Konto, Kostentraeger};

use crate::bankdaten;
use crate::dtaus::{self, Auftraggeber, LogischeDatei, Traeger};
use crate::pain001::{self, Nachricht, Sammler};

/// Why no bank file could carry the order, paid from `konto`; empty = one can. A file is written for the order alone, by
/// the same functions that write the real one.
pub fn nicht_schreibbar(anweisung: &Anweisung, konto: &Konto, kostentraeger: &Kostentraeger, am: Datum) -> Vec<String> {
    let iban = if anweisung.iban.is_empty() {
        kostentraeger.iban_fuer(&anweisung.konto, &anweisung.blz)
    } else {
        Some(anweisung.iban.as_str())
    };
    let mut gruende = Vec::new();
    if let Some(iban) = iban {
        gruende.extend(als_pain001(anweisung, iban, konto, kostentraeger, am));
    }
    // An order that DTAUS has no account for is paid by pain.001 alone.
    match dtaus::Ueberweisung::aus(anweisung) {
        Ok(ueberweisung) => gruende.extend(als_dtaus(ueberweisung, konto, kostentraeger, am)),
        Err(grund) if iban.is_none() => gruende.push(grund),
        Err(_) => {}
    }
    gruende.sort();
    gruende.dedup();
    gruende
}

/// What is wrong with an own account: nothing can be paid from it.
pub fn eigenes_konto(konto: &Konto) -> Result<(), String> {
    bankdaten::iban_pruefen(&konto.iban).map_err(|fehler| format!("[[konto]] iban = \"{}\": {fehler}", konto.iban))?;
    if !konto.blz.is_empty() && !bankdaten::ist_blz(&konto.blz) {
        return Err(format!("[[konto]] blz = \"{}\": expected 8 digits, the first from 1 to 8", konto.blz));
    }
    if !konto.konto.is_empty() && !bankdaten::ist_kontonummer(&konto.konto) {
        return Err(format!("[[konto]] konto = \"{}\": expected 1 to 10 digits, not all of them 0", konto.konto));
    }
    Ok(())
}

fn als_dtaus(u: dtaus::Ueberweisung, konto: &Konto, kostentraeger: &Kostentraeger, am: Datum) -> Vec<String> {
    let datei = LogischeDatei {
        auftraggeber: Auftraggeber { name: konto.name.clone(), blz: konto.blz.clone(), konto: konto.konto.clone() },
        erstellt: am,
        ausfuehrung: am,
        textschluessel: kostentraeger.dtaus.textschluessel,
        ueberweisungen: vec![u],
    };
    let fehler = dtaus::schreibe(&[datei], Traeger::Dtaus0, kostentraeger.dtaus.umlaute).err().unwrap_or_default();
    fehler.iter().map(ToString::to_string).collect()
}

fn als_pain001(a: &Anweisung, iban: &str, konto: &Konto, kostentraeger: &Kostentraeger, am: Datum) -> Vec<String> {
    let nachricht = Nachricht {
        nachricht_id: "1".to_owned(),
        erstellt: am,
        name: kostentraeger.name.clone(),
        sammler: vec![Sammler {
            ausfuehrung: am,
            name: konto.name.clone(),
            iban: konto.iban.clone(),
            bic: konto.bic.clone(),
            batch_booking: kostentraeger.sepa.batch_booking,
            ueberweisungen: vec![pain001::Ueberweisung::aus(a, iban)],
        }],
    };
    pain001::schreibe(&nachricht).err().unwrap_or_default().iter().map(ToString::to_string).collect()
}
