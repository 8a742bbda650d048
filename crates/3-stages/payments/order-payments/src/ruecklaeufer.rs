//! Orders that came back: made anew in a part of their own, or given up, as people decided.
//!
//! An order that is made anew is over the amount of the one that came back and pays for what that one settled. Two people
//! say to which account; one of our payers' own is never paid to. Its discounts are kept only if it is in time itself.

use std::collections::HashMap;

use chrono::NaiveTime;
use domain::datum::deutsch;
use domain::{
    Anweisung, AnweisungsRezept, Betrag, Datum, Entscheidung, EntscheidungsArt, Kontobefund, Rabattstand,
    Rabattverlust, Verzicht,
};
use ledger::Ruecklauf;
use rules::{Entscheidungen, fristen};

use crate::konten;
use crate::kontenlage::Kontenlage;

/// The account that the order went to before, as people name it.
const GLEICH: &str = "gleich";

/// Everything that is decided on.
#[derive(Debug)]
pub struct Eingabe<'a> {
    /// Orders that came back, of which nothing is decided yet.
    pub ruecklaeufe: &'a [Ruecklauf],
    /// Decisions in force.
    pub entscheidungen: &'a Entscheidungen<'a>,
    /// Code of the payer.
    pub code: &'a str,
    /// IBAN of the payer's account that is paid from.
    pub quellkonto: &'a str,
    /// Business date.
    pub datum: Datum,
    /// Time of day in Europe/Berlin; none = before the cut-off.
    pub uhrzeit: Option<NaiveTime>,
    /// Parts ordered so far per invoice, those of this run included.
    pub teile: HashMap<String, u32>,
    /// Discounts that hang on paying in time, per order that came back.
    pub rabatte: HashMap<String, Betrag>,
    /// What is known of accounts.
    pub konten: &'a Kontenlage,
}

/// What is to be done.
#[derive(Debug, Default)]
pub struct Ergebnis {
    /// Orders made anew, each with the number of its part.
    pub neu: Vec<(Anweisung, u32)>,
    /// Orders given up.
    pub verzichte: Vec<Verzicht>,
    /// Findings about accounts because of which nothing is ordered anew.
    pub gesperrt: Vec<Kontobefund>,
    /// Orders on which people decided both ways.
    pub beides: Vec<String>,
}

/// Does what people decided.
pub fn klaere(mut eingabe: Eingabe<'_>) -> Ergebnis {
    let mut ergebnis = Ergebnis::default();
    for ruecklauf in eingabe.ruecklaeufe {
        let a = &ruecklauf.anweisung;
        let gesagt = eingabe.entscheidungen.zu(&a.beleg_id, "", None);
        let letzte = |art| gesagt.iter().copied().rfind(|e| e.art == art && e.feld == a.anweisung_id);
        match (letzte(EntscheidungsArt::Neuanweisung), letzte(EntscheidungsArt::Verzicht)) {
            (None, None) => {}
            (Some(_), Some(_)) => ergebnis.beides.push(a.anweisung_id.clone()),
            (None, Some(e)) => ergebnis.verzichte.push(verzicht(ruecklauf, e)),
            (Some(e), None) => match neue(&mut eingabe, a, &e.wert) {
                Ok(neu) => ergebnis.neu.push(neu),
                Err(befund) => ergebnis.gesperrt.push(befund),
            },
        }
    }
    ergebnis
}

fn neue(eingabe: &mut Eingabe<'_>, a: &Anweisung, konto: &str) -> Result<(Anweisung, u32), Kontobefund> {
    let teil = eingabe.teile.entry(a.beleg_id.clone()).or_default();
    let rechtzeitig = fristen::rechtzeitig(eingabe.datum, eingabe.uhrzeit, a.anweisungsdatum);
    let rabatt = eingabe.rabatte.get(&a.anweisung_id).copied().unwrap_or_default();
    let mut neu = Anweisung {
        anweisung_id: format!("{}-{}-{}", eingabe.code, a.beleg_id, *teil + 1),
        angewiesen_am: eingabe.datum,
        rechtzeitig: rechtzeitig.into(),
        rabatt_gefaehrdet: if rechtzeitig { 0 } else { rabatt.cent() },
        quellkonto: eingabe.quellkonto.to_owned(),
        ersetzt: a.anweisung_id.clone(),
        ..a.clone()
    };
    if konto != GLEICH {
        (neu.iban, neu.konto, neu.blz) = (konto.to_owned(), String::new(), String::new());
    }
    if let Some(befund) = konten::unzahlbares(&neu, eingabe.konten) {
        return Err(befund);
    }
    *teil += 1;
    Ok((neu, *teil))
}

fn verzicht(Ruecklauf { anweisung: a, zurueckweisung }: &Ruecklauf, e: &Entscheidung) -> Verzicht {
    Verzicht {
        anweisung_id: a.anweisung_id.clone(),
        beleg_id: a.beleg_id.clone(),
        rechnungsnummer: a.rechnungsnummer.clone(),
        rechnungssteller: a.rechnungssteller.clone(),
        betrag: a.betrag,
        zurueckweisung: zurueckweisung.bemerkung.clone(),
        grund: if e.bemerkung.is_empty() { e.wert.clone() } else { e.bemerkung.clone() },
        bearbeiter: e.bearbeiter.clone(),
        zeitpunkt: e.zeitpunkt.clone(),
    }
}

/// What an order that was made anew says of itself in the letter.
pub fn befund(neu: &Anweisung, ersetzte: &[Ruecklauf]) -> Option<Kontobefund> {
    let Ruecklauf { anweisung: alt, zurueckweisung } =
        ersetzte.iter().find(|r| r.anweisung.anweisung_id == neu.ersetzt)?;
    let text = format!(
        "statt {} über {} EUR vom {}, zurückgekommen am {} ({}); von zwei Personen neu angewiesen",
        alt.anweisung_id,
        alt.betrag.deutsch(),
        deutsch(alt.angewiesen_am),
        deutsch(zurueckweisung.bestaetigt_am),
        zurueckweisung.bemerkung
    );
    Some(konten::zu_anweisung(neu, "K08", text))
}

/// The discounts of an order that came back: lost if it is made anew too late, or if the Zahlungsziel has passed; else at
/// risk until it is made anew.
pub fn rabattverluste(
    Ruecklauf { anweisung: alt, zurueckweisung }: &Ruecklauf,
    neu: Option<&Anweisung>,
    bezahlt: &[AnweisungsRezept],
    datum: Datum,
) -> Vec<Rabattverlust> {
    let zurueck = format!("{} kam am {} zurück", alt.anweisung_id, deutsch(zurueckweisung.bestaetigt_am));
    let (stand, grund) = match neu {
        Some(neu) if neu.rechtzeitig.ist_ja() => return Vec::new(),
        Some(neu) => {
            (Rabattstand::Verloren, format!("{zurueck}; erst am {} neu angewiesen", deutsch(neu.angewiesen_am)))
        }
        None if datum > alt.zahlungsziel => (Rabattstand::Verloren, format!("{zurueck} und ist nicht neu angewiesen")),
        None => (Rabattstand::Gefaehrdet, format!("{zurueck} und ist nicht neu angewiesen")),
    };
    let betroffen = bezahlt.iter().filter(|r| {
        r.rabattstand == Some(Rabattstand::Gewahrt) && r.rabatt.is_some_and(|rabatt| rabatt != Betrag::NULL)
    });
    let zeile = |r: &AnweisungsRezept| Rabattverlust {
        pic_nr: r.pic_nr.clone(),
        beleg_id: r.beleg_id.clone(),
        rechnungsnummer: alt.rechnungsnummer.clone(),
        rechnungssteller_ik: alt.rechnungssteller_ik.clone(),
        rabatt: r.rabatt,
        rabattfrist: alt.rabattfrist,
        anweisungsdatum: alt.anweisungsdatum,
        stand,
        grund: grund.clone(),
    };
    betroffen.map(zeile).collect()
}

#[cfg(test)]
mod tests;
