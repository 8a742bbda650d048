//! Writes DTAUS0.

use domain::datum::{deutsch, ttmmjj, ttmmjjjj};
use domain::{Betrag, Umlaute};
use layout::{ASCII, Field, Layout, LayoutError};

use super::satz::{
    A, ART_AUFTRAGGEBER, ART_EMPFAENGER, ART_ZWECK, C, C_LAENGE, E, ERWEITERUNG, ERWEITERUNGEN, ZEILEN_NAME,
    ZEILEN_ZWECK, c_laenge,
};
use super::zeichen::{dtaus_text, umbrochen};
use super::{AUSFUEHRUNG_TAGE, Auftraggeber, LogischeDatei, Summen, Ueberweisung};
use crate::kennzeichen::ziffern;

/// Why no file can be written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DtausFehler {
    /// A transfer breaks a limit of the format.
    #[error("order {auftrag}: {grund}")]
    Auftrag {
        /// The order.
        auftrag: String,
        /// What is wrong, and what the format allows.
        grund: String,
    },
    /// The logical file as a whole does.
    #[error("DTAUS file of account {konto}: {grund}")]
    Datei {
        /// The account paid from.
        konto: String,
        /// What is wrong, and what the format allows.
        grund: String,
    },
}

/// A file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Geschrieben {
    /// The file.
    pub bytes: Vec<u8>,
    /// The control sums of each logical file.
    pub summen: Vec<Summen>,
    /// Characters that DTAUS lacks and that were replaced by others.
    pub umschriften: u64,
}

/// Writes logical files one after another.
///
/// # Errors
/// The first transfer or logical file that breaks a limit of the format; nothing is written then.
pub fn schreibe(dateien: &[LogischeDatei], umlaute: Umlaute) -> Result<Geschrieben, DtausFehler> {
    let mut schreiber = Schreiber { bytes: Vec::new(), umlaute, umschriften: 0 };
    let summen = dateien.iter().map(|datei| schreiber.datei(datei)).collect::<Result<_, _>>()?;
    Ok(Geschrieben { bytes: schreiber.bytes, summen, umschriften: schreiber.umschriften })
}

/// Why a value can't be written; [`DtausFehler`] adds whose it is.
type Grund = String;

struct Schreiber {
    bytes: Vec<u8>,
    umlaute: Umlaute,
    umschriften: u64,
}

impl Schreiber {
    fn datei(&mut self, datei: &LogischeDatei) -> Result<Summen, DtausFehler> {
        let dieser = |grund| DtausFehler::Datei { konto: datei.auftraggeber.konto.clone(), grund };
        self.a_satz(datei).map_err(dieser)?;
        let mut summen = Summen::default();
        for ueberweisung in &datei.ueberweisungen {
            self.c_satz(datei, ueberweisung)
                .map_err(|grund| DtausFehler::Auftrag { auftrag: ueberweisung.auftrag.clone(), grund })?;
            summen = summen.mit(zahl(&ueberweisung.konto), zahl(&ueberweisung.blz), ueberweisung.betrag);
        }
        self.e_satz(&summen).map_err(dieser)?;
        Ok(summen)
    }

    fn a_satz(&mut self, datei: &LogischeDatei) -> Result<(), Grund> {
        let Auftraggeber { name, blz, konto } = &datei.auftraggeber;
        bankverbindung(blz, konto)?;
        let tage = (datei.ausfuehrung - datei.erstellt).num_days();
        if !(0..=AUSFUEHRUNG_TAGE).contains(&tage) {
            return Err(format!(
                "execution on {} is {tage} days after creation on {}: DTAUS allows 0 to {AUSFUEHRUNG_TAGE}",
                deutsch(datei.ausfuehrung),
                deutsch(datei.erstellt)
            ));
        }
        let name = self.name(name)?;
        let mut satz = Satz::neu(&A);
        satz.setze(const { A.field("A1") }, b"0128")?;
        satz.setze(const { A.field("A2") }, b"A")?;
        satz.setze(const { A.field("A3") }, b"GK")?;
        satz.setze(const { A.field("A4") }, blz.as_bytes())?;
        // The record has one line; the whole name stands in every record C.
        satz.setze(const { A.field("A6") }, &name[0])?;
        satz.setze(const { A.field("A7") }, ttmmjj(datei.erstellt).as_bytes())?;
        satz.setze(const { A.field("A9") }, konto.as_bytes())?;
        satz.setze(const { A.field("A11b") }, ttmmjjjj(datei.ausfuehrung).as_bytes())?;
        satz.setze(const { A.field("A12") }, b"1")?;
        self.bytes.extend(satz.bytes);
        Ok(())
    }

    fn c_satz(&mut self, datei: &LogischeDatei, u: &Ueberweisung) -> Result<(), Grund> {
        bankverbindung(&u.blz, &u.konto)?;
        if u.betrag <= Betrag::NULL {
            return Err(format!("amount {} is not above 0", u.betrag.deutsch()));
        }
        let name = self.name(&u.name)?;
        let auftraggeber = self.name(&datei.auftraggeber.name)?;
        let zweck = self.zeilen(&u.zweck, ZEILEN_ZWECK, "purpose")?;
        let erweiterungen: Vec<(&[u8; 2], &Vec<u8>)> = (name[1..].iter().map(|zeile| (ART_EMPFAENGER, zeile)))
            .chain(zweck[1..].iter().map(|zeile| (ART_ZWECK, zeile)))
            .chain(auftraggeber[1..].iter().map(|zeile| (ART_AUFTRAGGEBER, zeile)))
            .collect();
        let mut satz = Satz::neu(&C);
        satz.setze(const { C.field("C1") }, ziffern_von(C_LAENGE + ERWEITERUNG * erweiterungen.len()).as_bytes())?;
        satz.setze(const { C.field("C2") }, b"C")?;
        satz.setze(const { C.field("C4") }, u.blz.as_bytes())?;
        satz.setze(const { C.field("C5") }, u.konto.as_bytes())?;
        satz.setze(const { C.field("C7a") }, ziffern_von(datei.textschluessel).as_bytes())?;
        satz.setze(const { C.field("C10") }, datei.auftraggeber.blz.as_bytes())?;
        satz.setze(const { C.field("C11") }, datei.auftraggeber.konto.as_bytes())?;
        satz.setze(const { C.field("C12") }, ziffern_von(u.betrag.cent()).as_bytes())?;
        satz.setze(const { C.field("C14a") }, &name[0])?;
        satz.setze(const { C.field("C15") }, &auftraggeber[0])?;
        satz.setze(const { C.field("C16") }, &zweck[0])?;
        satz.setze(const { C.field("C17a") }, b"1")?;
        satz.setze(const { C.field("C18") }, ziffern_von(erweiterungen.len()).as_bytes())?;
        self.bytes.extend(mit_erweiterungen(satz.bytes, &erweiterungen));
        Ok(())
    }

    fn e_satz(&mut self, summen: &Summen) -> Result<(), Grund> {
        let mut satz = Satz::neu(&E);
        satz.setze(const { E.field("E1") }, b"0128")?;
        satz.setze(const { E.field("E2") }, b"E")?;
        satz.setze(const { E.field("E4") }, ziffern_von(summen.anzahl).as_bytes())?;
        satz.setze(const { E.field("E6") }, ziffern_von(summen.konten).as_bytes())?;
        satz.setze(const { E.field("E7") }, ziffern_von(summen.bankleitzahlen).as_bytes())?;
        satz.setze(const { E.field("E8") }, ziffern_von(summen.betrag.cent()).as_bytes())?;
        self.bytes.extend(satz.bytes);
        Ok(())
    }

    fn name(&mut self, name: &str) -> Result<Vec<Vec<u8>>, Grund> {
        let zeilen = self.zeilen(name, ZEILEN_NAME, "name")?;
        if zeilen[0].is_empty() { Err(format!("name '{name}' has no character that DTAUS has")) } else { Ok(zeilen) }
    }

    /// A text in lines, at least one.
    fn zeilen(&mut self, text: &str, hoechstens: usize, was: &str) -> Result<Vec<Vec<u8>>, Grund> {
        let (bytes, ersetzt) = dtaus_text(text, self.umlaute);
        self.umschriften += ersetzt;
        match umbrochen(bytes.trim_ascii(), hoechstens) {
            Some(zeilen) => Ok(zeilen.into_iter().map(<[u8]>::to_vec).collect()),
            None => Err(format!("{was} '{text}' is longer than {hoechstens} lines of 27 characters")),
        }
    }
}

/// A record under construction.
struct Satz {
    layout: &'static Layout,
    bytes: Vec<u8>,
}

impl Satz {
    fn neu(layout: &'static Layout) -> Self {
        Satz { layout, bytes: layout.empty_record(ASCII) }
    }

    fn setze(&mut self, feld: &Field, wert: &[u8]) -> Result<(), Grund> {
        self.layout.put(&mut self.bytes, feld, wert, ASCII).map_err(|fehler: LayoutError| fehler.to_string())
    }
}

fn mit_erweiterungen(mut satz: Vec<u8>, erweiterungen: &[(&[u8; 2], &Vec<u8>)]) -> Vec<u8> {
    satz.resize(c_laenge(erweiterungen.len()), ASCII.blank);
    for (&stelle, (art, zeile)) in ERWEITERUNGEN.iter().zip(erweiterungen) {
        satz[stelle..stelle + art.len()].copy_from_slice(*art);
        satz[stelle + art.len()..][..zeile.len()].copy_from_slice(zeile);
    }
    satz
}

fn bankverbindung(blz: &str, konto: &str) -> Result<(), Grund> {
    if !ziffern(blz, 8..=8) || !matches!(blz.as_bytes()[0], b'1'..=b'8') {
        return Err(format!("BLZ '{blz}' is none: expected 8 digits, the first from 1 to 8"));
    }
    if !ziffern(konto, 1..=10) || zahl(konto) == 0 {
        return Err(format!("account number '{konto}' is none: expected 1 to 10 digits, not all of them 0"));
    }
    Ok(())
}

/// The number of digits that [`bankverbindung`] has checked.
fn zahl(ziffern: &str) -> u64 {
    ziffern.parse().unwrap_or(0)
}

fn ziffern_von(zahl: impl ToString) -> String {
    zahl.to_string()
}
