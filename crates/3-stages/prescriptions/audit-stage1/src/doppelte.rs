//! R10: prescriptions that say what another one says, billed before under another number.

use std::collections::HashMap;

use domain::{Aufgabe, Doppel, EntscheidungsArt, Klasse, Rechnung, Rezept, Tabelle};
use ledger::{Abdruckbuch, Ledger};
use register::abdruck::abdruck;
use rules::offen::schon_berechnet;
use rules::{Blatt, Entscheidungen, RegelFehler, doppelt};
use stage::Session;

use crate::Beleg;

/// What a prescription says, to be compared with all others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Abdruck {
    /// Our number of the invoice.
    pub beleg_id: String,
    /// Its picture number.
    pub pic_nr: String,
    /// What it says; none = not enough, or not all of it is read.
    pub inhalt: Option<String>,
    /// No earlier run settled it.
    pub offen: bool,
    /// A person is asked if another one says the same.
    pub fragen: bool,
}

/// What a prescription says; `abgewiesen` if it is rejected whatever else is found.
///
/// # Errors
/// A manual status that does not exist.
pub fn von(
    blatt: &Blatt,
    beleg: &Beleg,
    entscheidungen: &Entscheidungen,
    abgewiesen: bool,
) -> Result<Abdruck, RegelFehler> {
    let rezept = blatt.rezept;
    let offen = rezept.erledigt_am.is_none();
    let manuell = entscheidungen.status(rezept)?.map(|zeile| zeile.klasse);
    // Who released what was billed before under its own number has looked.
    let schon = schon_berechnet(rezept, beleg.rechnung).is_some() || entscheidungen.freigegeben(rezept);
    Ok(Abdruck {
        beleg_id: rezept.beleg_id.clone(),
        pic_nr: rezept.pic_nr.clone(),
        inhalt: abdruck(rezept, blatt.positionen),
        offen,
        fragen: offen && !abgewiesen && manuell != Some(Klasse::Abweisen) && !schon,
    })
}

/// The earlier bill of a prescription: under the same number, or on an invoice whose number was used before (R09).
pub fn unter_eigener_nummer(rezept: &Rezept, rechnung: &Rechnung) -> Option<Doppel> {
    schon_berechnet(rezept, rechnung).map(|erster| Doppel {
        beleg_id: rezept.beleg_id.clone(),
        pic_nr: rezept.pic_nr.clone(),
        rechnungsnummer: rezept.rechnungsnummer.clone(),
        erster_beleg_id: erster.to_owned(),
        erste_pic_nr: rezept.pic_nr.clone(),
    })
}

/// What was billed before under another number, found invoice by invoice while what prescriptions say is kept.
#[derive(Debug)]
pub struct Suche<'l> {
    buch: Abdruckbuch<'l>,
    doppelte: Vec<Doppel>,
    /// Whether a person is asked, by invoice and picture number of each of them.
    fragen: HashMap<(String, String), bool>,
}

impl<'l> Suche<'l> {
    /// Begins, with what earlier runs kept.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub fn neu(ledger: &'l mut Ledger) -> anyhow::Result<Self> {
        Ok(Suche { buch: ledger.fingerprints()?, doppelte: Vec::new(), fragen: HashMap::new() })
    }

    /// Keeps what the prescriptions of the next invoice say, in the order of their numbers.
    ///
    /// # Errors
    /// The ledger cannot be written.
    pub fn nimm(&mut self, abdruecke: Vec<Abdruck>) -> anyhow::Result<()> {
        for a in abdruecke {
            let gleiches = self.buch.keep(&a.beleg_id, &a.pic_nr, a.inhalt.as_deref())?;
            let Some(erste) = gleiches.filter(|_| a.offen) else { continue };
            self.doppelte.push(Doppel {
                beleg_id: a.beleg_id.clone(),
                pic_nr: a.pic_nr.clone(),
                rechnungsnummer: String::new(),
                erster_beleg_id: erste.beleg_id,
                erste_pic_nr: erste.pic_nr,
            });
            self.fragen.insert((a.beleg_id, a.pic_nr), a.fragen);
        }
        Ok(())
    }

    /// The open prescriptions that say what another says, and what people are asked about them.
    ///
    /// # Errors
    /// The ledger cannot be written, or a row of the captured prescriptions cannot be read.
    pub fn fertig(self, session: &Session) -> anyhow::Result<(Vec<Doppel>, Vec<Aufgabe>)> {
        let Suche { buch, mut doppelte, fragen } = self;
        buch.commit()?;
        doppelte.sort_by(Tabelle::ordnung);
        let mut aufgaben = Vec::new();
        if doppelte.is_empty() {
            return Ok((doppelte, aufgaben));
        }
        session.each("20-invoices", "rezepte.csv", |rezept: Rezept| {
            let key = (rezept.beleg_id.clone(), rezept.pic_nr.clone());
            if let Some(fragen) = fragen.get(&key)
                && let Ok(nr) = doppelte.binary_search_by(|d: &Doppel| (&d.beleg_id, &d.pic_nr).cmp(&(&key.0, &key.1)))
            {
                doppelte[nr].rechnungsnummer.clone_from(&rezept.rechnungsnummer);
                aufgaben.extend(fragen.then(|| aufgabe(&rezept, doppelt::frage(&doppelte[nr]))));
            }
        })?;
        Ok((doppelte, aufgaben))
    }
}

fn aufgabe(rezept: &Rezept, frage: String) -> Aufgabe {
    Aufgabe {
        art: EntscheidungsArt::Freigabe.to_string(),
        aufgabe: frage,
        werte: "ja".into(),
        folgen: "ja: Das Rezept wird noch einmal bezahlt · nichts: Es wartet weiter, und sein Rabatt geht verloren"
            .into(),
        ..rules::aufgabe::vom_rezept(rezept)
    }
}
