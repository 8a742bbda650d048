//! Accounts to be paid to, looked at before money is ordered.
//!
//! | rule | finding | ordered |
//! |---|---|---|
//! | `K01` | an IBAN whose country, length or check digits are wrong | no |
//! | `K02` | no account at all, or one that no bank file can hold | no |
//! | `K03` | the check digit of the account number does not fit its bank | yes: the list of banks is of one day |
//! | `K04` | the bank code is not in the Bundesbank's list | yes |
//! | `K05` | another account than that of the master data or, without them, the one paid first | once two people released it |
//! | `K06` | the first account of a biller that is in no master data | yes, unless the payer wants it released |
//! | `K07` | an own account of a payer | no |
//! | `K08` | in the place of an order that came back, to the account that two people named | yes |

use std::collections::HashMap;

use banking::bankdaten::{self, STAND};
use domain::datum::deutsch;
use domain::kennzeichen::blz_und_konto;
use domain::{Anweisung, Aufgabe, Betrag, Datum, EntscheidungsArt, ErstesKonto, Kontobefund};

use crate::Beleg;
use crate::kontenlage::{Befund, Kontenlage, Konto};

/// The field of the decision that releases an account.
pub const FREIGABE: &str = "konto";

/// The finding because of which nothing is ordered for an invoice; none if its account can be paid to.
pub fn sperre(beleg: &Beleg, lage: &Kontenlage) -> Option<Kontobefund> {
    let konto = Konto::from(beleg);
    let (regel, text) = unzahlbar(konto).or_else(|| unbekannt(beleg, konto, lage))?;
    Some(befund("", &beleg.beleg_id, konto, regel, text))
}

/// The finding because of which an order that came back is not made anew: no bank file can pay to the account, or it is an
/// own account of a payer. That it is another one than before was decided by two people.
pub fn unzahlbares(neu: &Anweisung, lage: &Kontenlage) -> Option<Kontobefund> {
    let konto = Konto::from(neu);
    let (regel, text) = unzahlbar(konto).or_else(|| eigenes(konto, lage))?;
    Some(befund("", &neu.beleg_id, konto, regel, text))
}

/// A finding about the account of an order.
pub fn zu_anweisung(a: &Anweisung, regel: &str, text: String) -> Kontobefund {
    befund(&a.anweisung_id, &a.beleg_id, Konto::from(a), regel, text)
}

fn eigenes(konto: Konto<'_>, lage: &Kontenlage) -> Option<(&'static str, String)> {
    lage.ist_eigenes(konto).then(|| ("K07", format!("{konto} ist ein eigenes Konto eines Kostenträgers")))
}

/// Why people have to look at the account before anything is ordered to it.
fn unbekannt(beleg: &Beleg, konto: Konto<'_>, lage: &Kontenlage) -> Option<(&'static str, String)> {
    if let Some(befund) = eigenes(konto, lage) {
        return Some(befund);
    }
    match lage.befund(&beleg.rechnungssteller_ik, konto) {
        _ if lage.ist_freigegeben(&beleg.beleg_id) => None,
        Befund::Bekannt => None,
        Befund::Erstes if lage.erstes_konto() == ErstesKonto::Melden => None,
        Befund::Erstes => Some(("K06", format!("{konto}: {ERSTES}"))),
        Befund::Anders(bisher) => Some(("K05", format!("{konto} statt {bisher}"))),
    }
}

const ERSTES: &str = "erstes Konto dieses Rechnungsstellers, in keinen Stammdaten";

/// The task to release an account; it hangs on a prescription of the invoice, because decisions are about them. None
/// where releasing does not help.
pub fn aufgabe(
    beleg: &Beleg,
    befund: &Kontobefund,
    posten: &str,
    betrag: Betrag,
    anweisungsdatum: Datum,
) -> Option<Aufgabe> {
    if !matches!(befund.regel.as_str(), "K05" | "K06") {
        return None;
    }
    Some(Aufgabe {
        art: EntscheidungsArt::Freigabe.to_string(),
        pic_nr: posten.to_owned(),
        feld: FREIGABE.into(),
        aufgabe: format!(
            "{}: {}; genannt von IK {} mit Rechnung {}, eingegangen am {}. Beim Rechnungssteller unter der bekannten \
             Nummer nachfragen; ja = an dieses Konto zahlen (zwei Personen)",
            befund.regel,
            befund.text,
            beleg.rechnungssteller_ik,
            beleg.rechnungsnummer,
            deutsch(beleg.eingangsdatum)
        ),
        werte: "ja".into(),
        folgen: "ja, von zwei Personen: Die Rechnung wird auf dieses Konto bezahlt · nichts: Sie wird nicht bezahlt"
            .into(),
        anweisungsdatum: Some(anweisungsdatum),
        brutto: Some(betrag),
        rechnungssteller: rules::aufgabe::biller(&beleg.rechnungssteller, &beleg.rechnungssteller_ik),
        rechnungsnummer: beleg.rechnungsnummer.clone(),
        beleg_id: beleg.beleg_id.clone(),
        ..Aufgabe::leer()
    })
}

/// What is to be said and done about an account to which nothing is ordered.
pub fn abhilfe(beleg: &Beleg, befund: &Kontobefund) -> String {
    if matches!(befund.regel.as_str(), "K05" | "K06") {
        format!("{}; zwei Personen geben es frei, siehe 60-payments/arbeitsliste.csv", befund.text)
    } else if befund.regel == "K07" {
        format!("{}; dorthin wird nie gezahlt: eine berichtigte Rechnung anfordern", befund.text)
    } else if beleg.le_nr.is_empty() {
        let Beleg { konto, blz, .. } = beleg;
        format!(
            "{}; den Kontoinhaber fragen und in der Konfiguration des Kostenträgers eintragen: [[iban]] konto = \"{konto}\" \
             blz = \"{blz}\" iban = \"…\"",
            befund.text
        )
    } else {
        format!("{}; die IBAN von {} in leistungserbringer.csv berichtigen", befund.text, beleg.le_nr)
    }
}

/// Findings about the accounts that orders pay to, in the order of the table.
pub fn befunde(anweisungen: &[Anweisung], lage: &Kontenlage) -> Vec<Kontobefund> {
    let mut bekannt: HashMap<[&str; 3], Vec<(&'static str, String)>> = HashMap::new();
    let mut befunde = Vec::new();
    for a in anweisungen {
        let konto = Konto::from(a);
        let gefunden = bekannt.entry([&a.iban, &a.konto, &a.blz]).or_insert_with(|| pruefe(konto)).iter().cloned();
        let stand = match lage.befund(&a.rechnungssteller_ik, konto) {
            Befund::Bekannt => None,
            Befund::Erstes => Some(("K06", ERSTES.to_owned())),
            Befund::Anders(bisher) => Some(("K05", format!("{konto} statt {bisher}, von zwei Personen freigegeben"))),
        };
        befunde.extend(
            gefunden.chain(stand).map(|(regel, text)| befund(&a.anweisung_id, &a.beleg_id, konto, regel, text)),
        );
    }
    befunde
}

/// Returns true if people have to look at the account before they sign: the finding is more than a bank missing in the list, or
/// what two people decided on.
pub fn vor_der_zahlung(befund: &Kontobefund) -> bool {
    befund.regel != "K04" && befund.regel != "K08"
}

fn befund(anweisung_id: &str, beleg_id: &str, konto: Konto<'_>, regel: &str, text: String) -> Kontobefund {
    Kontobefund {
        anweisung_id: anweisung_id.to_owned(),
        beleg_id: beleg_id.to_owned(),
        iban: konto.iban.to_owned(),
        konto: konto.konto.to_owned(),
        blz: konto.blz.to_owned(),
        regel: regel.to_owned(),
        text,
    }
}

/// Everything that is wrong or looks wrong, each rule at most once.
fn pruefe(konto: Konto<'_>) -> Vec<(&'static str, String)> {
    if let Some(fehler) = unzahlbar(konto) {
        return vec![fehler];
    }
    let genannt = (!konto.konto.is_empty()).then(|| (konto.blz.to_owned(), konto.konto.to_owned()));
    let mut befunde: Vec<(&'static str, String)> =
        genannt.into_iter().chain(blz_und_konto(konto.iban)).filter_map(|(blz, nr)| auffaellig(&blz, &nr)).collect();
    befunde.sort();
    befunde.dedup_by_key(|(regel, _)| *regel);
    befunde
}

/// Why no bank file can pay to it.
fn unzahlbar(Konto { iban, konto, blz }: Konto<'_>) -> Option<(&'static str, String)> {
    if !iban.is_empty() && bankdaten::iban_pruefen(iban).is_err() {
        return Some(("K01", format!("IBAN {iban} ist falsch: Land, Länge oder Prüfziffern stimmen nicht")));
    }
    match (konto.is_empty() && blz.is_empty(), iban.is_empty()) {
        (true, true) => Some(("K02", "kein Konto bekannt".to_owned())),
        (true, false) => None,
        (false, _) if zahlbar(konto, blz) => None,
        (false, _) => Some(("K02", format!("Konto {konto} bei BLZ {blz} gibt es nicht: keine Bankdatei nimmt es auf"))),
    }
}

/// Returns true if a bank file can hold account number and bank code.
pub fn zahlbar(konto: &str, blz: &str) -> bool {
    bankdaten::ist_blz(blz) && bankdaten::ist_kontonummer(konto)
}

fn auffaellig(blz: &str, konto: &str) -> Option<(&'static str, String)> {
    Some(match bankdaten::auffaellig(blz, konto)?.feld {
        "blz" => ("K04", format!("BLZ {blz} steht nicht im Verzeichnis der Bundesbank vom {STAND}")),
        _ => ("K03", format!("Prüfziffer der Kontonummer {konto} passt nicht zur BLZ {blz} (Verfahren vom {STAND})")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn regeln(iban: &str, konto: &str, blz: &str) -> Vec<&'static str> {
        pruefe(Konto { iban, konto, blz }).into_iter().map(|(regel, _)| regel).collect()
    }

    #[test]
    fn accounts_and_what_is_found() {
        for (iban, konto, blz, erwartet) in [
            ("", "1162268", "29090605", &[][..]),
            ("DE08300606010001162268", "1162268", "29090605", &[]),
            ("AT611904300234573201", "", "", &[]),
            ("DE09300606010001162268", "1162268", "29090605", &["K01"]),
            ("", "", "", &["K02"]),
            ("", "0000000000", "29090605", &["K02"]),
            ("", "1162268", "09090605", &["K02"]),
            ("", "1162268", "99090605", &["K02"]),
            ("", "532013200", "37040044", &["K03"]),
            ("", "1", "10000001", &["K04"]),
            ("DE89370400440532013000", "532013200", "37040044", &["K03"]),
        ] {
            assert_eq!(regeln(iban, konto, blz), erwartet, "{iban} {konto} {blz}");
        }
    }
}
