//! Writes DTAUS of both carriers.

use domain::Umlaute;
use domain::datum::{ttmmjj, ttmmjjjj};

use super::grenzen::{bankverbindung, betrag, datei_grenzen};
use super::satz::{ART_AUFTRAGGEBER, ART_EMPFAENGER, ART_ZWECK, ZEILEN_NAME, ZEILEN_ZWECK};
use super::traeger::{Satzart, Traeger};
use super::zeichen::{dtaus_text, umbrochen};
use super::{Auftraggeber, LogischeDatei, Summen, Ueberweisung};

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
/// Every limit of the format that a transfer or a logical file breaks; nothing is written then.
pub fn schreibe(
    dateien: &[LogischeDatei],
    traeger: Traeger,
    umlaute: Umlaute,
) -> Result<Geschrieben, Vec<DtausFehler>> {
    let mut schreiber = Schreiber { traeger, umlaute, bytes: Vec::new(), umschriften: 0, fehler: Vec::new() };
    let summen = dateien.iter().map(|datei| schreiber.datei(datei)).collect();
    if !schreiber.fehler.is_empty() {
        return Err(schreiber.fehler);
    }
    Ok(Geschrieben { bytes: schreiber.bytes, summen, umschriften: schreiber.umschriften })
}

/// What is wrong with a value; [`DtausFehler`] adds whose it is.
type Gruende = Vec<String>;
/// A text in lines of the format.
type Zeilen = Vec<Vec<u8>>;

struct Schreiber {
    traeger: Traeger,
    umlaute: Umlaute,
    bytes: Vec<u8>,
    umschriften: u64,
    fehler: Vec<DtausFehler>,
}

impl Schreiber {
    fn datei(&mut self, datei: &LogischeDatei) -> Summen {
        let konto = &datei.auftraggeber.konto;
        let dieser =
            |gruende: Gruende| gruende.into_iter().map(|grund| DtausFehler::Datei { konto: konto.clone(), grund });
        let mut gruende = datei_grenzen(datei);
        let auftraggeber = self.name(&datei.auftraggeber.name, &mut gruende);
        self.a_satz(datei, &auftraggeber, &mut gruende);
        self.fehler.extend(dieser(gruende));
        let mut summen = Summen::default();
        for ueberweisung in &datei.ueberweisungen {
            let mut gruende = Gruende::new();
            self.c_satz(datei, ueberweisung, &auftraggeber, &mut gruende);
            if gruende.is_empty() {
                summen = summen.mit(zahl(&ueberweisung.konto), zahl(&ueberweisung.blz), ueberweisung.betrag);
            }
            let auftrag = &ueberweisung.auftrag;
            self.fehler
                .extend(gruende.into_iter().map(|grund| DtausFehler::Auftrag { auftrag: auftrag.clone(), grund }));
        }
        let mut gruende = Gruende::new();
        self.e_satz(&summen, &mut gruende);
        self.fehler.extend(dieser(gruende));
        summen
    }

    fn a_satz(&mut self, datei: &LogischeDatei, auftraggeber: &Zeilen, gruende: &mut Gruende) {
        let Auftraggeber { blz, konto, .. } = &datei.auftraggeber;
        let (erstellt, ausfuehrung) = (ttmmjj(datei.erstellt), ttmmjjjj(datei.ausfuehrung));
        let werte: [(&str, &[u8]); 8] = [
            ("A3", b"GK"),
            ("A4", blz.as_bytes()),
            // The record has one line; the whole name stands in every record C.
            ("A6", &auftraggeber[0]),
            ("A7", erstellt.as_bytes()),
            ("A9", konto.as_bytes()),
            ("A10", b""),
            ("A11b", ausfuehrung.as_bytes()),
            ("A12", b"1"),
        ];
        self.satz(Satzart::A, &werte, &[], gruende);
    }

    fn c_satz(&mut self, datei: &LogischeDatei, u: &Ueberweisung, auftraggeber: &Zeilen, gruende: &mut Gruende) {
        bankverbindung(&u.blz, &u.konto, gruende);
        betrag(u.betrag, gruende);
        let name = self.name(&u.name, gruende);
        let zweck = self.zeilen(&u.zweck, ZEILEN_ZWECK, "purpose", gruende);
        if !gruende.is_empty() {
            return;
        }
        let (textschluessel, cent) = (datei.textschluessel.to_string(), u.betrag.cent().to_string());
        let werte: [(&str, &[u8]); 10] = [
            ("C4", u.blz.as_bytes()),
            ("C5", u.konto.as_bytes()),
            ("C7a", textschluessel.as_bytes()),
            ("C10", datei.auftraggeber.blz.as_bytes()),
            ("C11", datei.auftraggeber.konto.as_bytes()),
            ("C12", cent.as_bytes()),
            (if self.traeger == Traeger::Dtaus0 { "C14a" } else { "C14" }, &name[0]),
            ("C15", &auftraggeber[0]),
            ("C16", &zweck[0]),
            ("C17a", b"1"),
        ];
        let weitere = |zeilen: &[Vec<u8>], art: &'static [u8; 2]| -> Vec<Vec<u8>> {
            zeilen[1..].iter().map(|zeile| [&art[..], zeile].concat()).collect()
        };
        let erweiterungen: Vec<Vec<u8>> =
            [weitere(&name, ART_EMPFAENGER), weitere(&zweck, ART_ZWECK), weitere(auftraggeber, ART_AUFTRAGGEBER)]
                .concat();
        self.satz(Satzart::C, &werte, &erweiterungen, gruende);
    }

    fn e_satz(&mut self, summen: &Summen, gruende: &mut Gruende) {
        let werte = [
            ("E4", summen.anzahl.to_string()),
            ("E6", summen.konten.to_string()),
            ("E7", summen.bankleitzahlen.to_string()),
            ("E8", summen.betrag.cent().to_string()),
        ];
        let werte: Vec<(&str, &[u8])> = werte.iter().map(|(feld, wert)| (*feld, wert.as_bytes())).collect();
        self.satz(Satzart::E, &werte, &[], gruende);
    }

    /// Adds a record: its values, its length and kind, its extensions, and what fills it up.
    fn satz(&mut self, art: Satzart, werte: &[(&str, &[u8])], erweiterungen: &[Vec<u8>], gruende: &mut Gruende) {
        let (traeger, anzahl) = (self.traeger, erweiterungen.len());
        let layout = traeger.layout(art);
        let (laenge, nummer) = (format!("{:04}", traeger.satzlaenge(art, anzahl)), format!("{anzahl:02}"));
        let kopf = match art {
            Satzart::A => ["A1", "A2"],
            Satzart::C => ["C1", "C2"],
            Satzart::E => ["E1", "E2"],
        };
        let mut satz = traeger.leerer_satz(art);
        let fest = [(kopf[0], laenge.as_bytes()), (kopf[1], art.buchstabe().as_bytes()), ("C18", nummer.as_bytes())];
        let fest = &fest[..if art == Satzart::C { 3 } else { 2 }];
        for (name, wert) in fest.iter().chain(werte) {
            if let Err(fehler) = traeger.setze(&mut satz, layout, layout.field(name), wert) {
                gruende.push(fehler.to_string());
            }
        }
        satz.resize(traeger.bytes(art, anzahl), traeger.fill().blank);
        for (nr, erweiterung) in erweiterungen.iter().enumerate() {
            satz[traeger.platz(nr)..][..erweiterung.len()].copy_from_slice(&traeger.kodiert(erweiterung));
        }
        self.bytes.extend(satz);
    }

    fn name(&mut self, name: &str, gruende: &mut Gruende) -> Zeilen {
        let zeilen = self.zeilen(name, ZEILEN_NAME, "name", gruende);
        if zeilen[0].is_empty() {
            gruende.push(format!("name '{name}' has no character that DTAUS has"));
        }
        zeilen
    }

    /// A text in lines, at least one.
    fn zeilen(&mut self, text: &str, hoechstens: usize, was: &str, gruende: &mut Gruende) -> Zeilen {
        let (bytes, ersetzt) = dtaus_text(text, self.umlaute);
        self.umschriften += ersetzt;
        let bytes = bytes.trim_ascii();
        match umbrochen(bytes, hoechstens) {
            Some(zeilen) => zeilen.into_iter().map(<[u8]>::to_vec).collect(),
            None => {
                gruende.push(format!("{was} '{text}' is longer than {hoechstens} lines of 27 characters"));
                vec![b"?".to_vec()]
            }
        }
    }
}

/// The number of digits that were checked before.
fn zahl(ziffern: &str) -> u64 {
    ziffern.parse().unwrap_or(0)
}
