//! The bill that came first, in words of a work list: who is asked whether to pay again need not look it up.

use std::collections::HashMap;

use domain::datum::deutsch;
use domain::{Aufgabe, Betrag, Doppel, EntscheidungsArt, ErledigtesRezept, Klasse};
use ledger::{ErsteRechnung, Ledger};

/// Says in each task that asks for a release which bill came first, and what became of it.
///
/// # Errors
/// The ledger cannot be read.
pub fn ergaenze(ledger: &Ledger, doppelte: &[Doppel], aufgaben: &mut [Aufgabe]) -> ledger::Result<()> {
    let freigabe = EntscheidungsArt::Freigabe.to_string();
    let mut erste: HashMap<(&str, &str), &Doppel> = HashMap::new();
    for doppel in doppelte {
        erste.entry((&doppel.beleg_id, &doppel.pic_nr)).or_insert(doppel);
    }
    for aufgabe in aufgaben.iter_mut().filter(|aufgabe| aufgabe.art == freigabe) {
        let Some(&doppel) = erste.get(&(aufgabe.beleg_id.as_str(), aufgabe.pic_nr.as_str())) else { continue };
        if let Some(erste) = ledger.first_bill(&doppel.erster_beleg_id, &doppel.erste_pic_nr)? {
            aufgabe.erste_rechnung = in_worten(doppel, &erste);
        }
    }
    Ok(())
}

fn in_worten(doppel: &Doppel, erste: &ErsteRechnung) -> String {
    let tag = erste.aufgenommen_am.map_or_else(String::new, |tag| format!(", aufgenommen am {}", deutsch(tag)));
    let ausgang = erste.erledigt.as_ref().map_or_else(|| "noch nicht erledigt".to_owned(), ausgang);
    format!(
        "Rechnung {} von IK {}{tag} (Beleg {}, PicNr {}): {ausgang}",
        erste.rechnungsnummer, erste.rechnungssteller_ik, doppel.erster_beleg_id, doppel.erste_pic_nr
    )
}

fn ausgang(erledigt: &ErledigtesRezept) -> String {
    let euro = |betrag: Option<Betrag>| betrag.map_or_else(|| "?".to_owned(), Betrag::deutsch);
    let am = deutsch(erledigt.erledigt_am);
    let brutto = euro(erledigt.brutto);
    match erledigt.klasse {
        Klasse::Zahlen => format!("brutto {brutto} EUR, bezahlt {} EUR am {am}", euro(erledigt.netto)),
        _ => format!("brutto {brutto} EUR, abgewiesen am {am} mit {}", erledigt.status),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster::tag;

    #[test]
    fn the_first_bill_has_a_number_and_a_date() {
        let doppel = Doppel {
            beleg_id: "0000002".into(),
            pic_nr: "000000000009".into(),
            rechnungsnummer: "B".into(),
            erster_beleg_id: "0000001".into(),
            erste_pic_nr: "000000000007".into(),
        };
        let offen = ErsteRechnung {
            rechnungsnummer: "7119".into(),
            rechnungssteller_ik: "303100245".into(),
            aufgenommen_am: Some(tag("2005-03-11")),
            erledigt: None,
        };
        let vorne = "Rechnung 7119 von IK 303100245, aufgenommen am 11.03.2005 (Beleg 0000001, PicNr 000000000007): ";
        assert_eq!(in_worten(&doppel, &offen), format!("{vorne}noch nicht erledigt"));
    }
}
