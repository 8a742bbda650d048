//! Reads LR1.

use std::collections::HashMap;
use std::io::{self, BufRead, Cursor, Seek};

use domain::datum::aus_deutsch;
use domain::{Ablehnung, Datum, Einheit, Menge, Weg};

use super::spalten::{FORMATVERSION, LP, LR};
use super::{Datei, Kopf, Zeichensatz, Zeile};
use crate::felder::{Felder, betrag, kennung, zahl};
use crate::satzart::{FEHLER_HOECHSTENS, Zeilenleser, felder, geordnet, lies_zeilen, monat, schon_da};
use crate::tabellenkalkulation;
use crate::zeilen;

/// Length of `TT.MM.JJ`.
const KURZ: usize = 8;

/// Who takes the invoice, and whose it may be.
#[derive(Clone, Copy, Debug)]
pub struct Empfaenger<'a> {
    /// Code of the payer.
    pub kostentraeger: &'a str,
    /// The known facilities, each with its way of billing.
    pub leistungserbringer: &'a HashMap<String, Weg>,
    /// Business date of the run: a year of two digits is none after it.
    pub am: Datum,
}

/// What reading an invoice file gives: its content, or every breach of the form.
pub type Ergebnis = Result<Datei, Vec<Ablehnung>>;

/// Reads an invoice file in memory, as [`lies_strom`] does.
///
/// # Errors
/// Every breach of the form.
pub fn lies(bytes: &[u8], datei: &str, zeichensatz: Zeichensatz, empfaenger: Option<Empfaenger<'_>>) -> Ergebnis {
    lies_strom(Cursor::new(bytes), datei, zeichensatz, empfaenger).expect("memory can be read")
}

/// Reads an invoice file line by line, never holding it whole. Without `empfaenger` only the form is checked, as a
/// facility can by itself: any payer, any facility, and what may be missing in an offered list.
///
/// The content is every line of it, or every breach of the form, each with line, byte offset, column, value and what
/// was expected; nothing of such a file is taken.
///
/// # Errors
/// What reading the stream gives.
pub fn lies_strom(
    strom: impl BufRead + Seek,
    datei: &str,
    zeichensatz: Zeichensatz,
    empfaenger: Option<Empfaenger<'_>>,
) -> io::Result<Ergebnis> {
    let mut leser = Leser::neu(empfaenger);
    lies_zeilen(strom, datei, zeichensatz, &mut leser)?;
    Ok(leser.abschluss(datei))
}

struct Leser<'a> {
    empfaenger: Option<Empfaenger<'a>>,
    kopf: Option<Kopf>,
    zeilen: Vec<Zeile>,
    fehler: Vec<Ablehnung>,
    /// Whether a line `LR` was seen, readable or not.
    kopf_da: bool,
    /// Whether the facility bills by an offered list, or is not known: then some columns may be empty.
    angebot: bool,
    /// Line in which every `lfd_nr` stands, to name the first of a double.
    nummern: HashMap<u32, u64>,
}

impl Zeilenleser for Leser<'_> {
    fn zeile(&mut self, zeile: zeilen::Zeile<'_>, erste: bool) {
        match zeile.feld(0) {
            "LR" => self.lr(zeile, erste),
            "LP" => self.lp(zeile),
            // A heading of a list that was filled in as a spreadsheet.
            ueberschrift if !erste && ueberschrift.starts_with('#') => {}
            _ => self.fehler.push(zeile.feld_ablehnung(0, "satzart", "expected LR or LP")),
        }
    }

    fn unlesbar(&mut self, ablehnung: Ablehnung) {
        // It may be the header.
        self.kopf_da |= ablehnung.satz == 1;
        self.fehler.push(ablehnung);
    }

    fn weiter(&self) -> bool {
        self.fehler.len() < FEHLER_HOECHSTENS
    }
}

impl<'a> Leser<'a> {
    fn neu(empfaenger: Option<Empfaenger<'a>>) -> Self {
        Leser {
            empfaenger,
            kopf: None,
            zeilen: Vec::new(),
            fehler: Vec::new(),
            kopf_da: false,
            angebot: true,
            nummern: HashMap::new(),
        }
    }

    fn lr(&mut self, zeile: zeilen::Zeile<'_>, erste: bool) {
        if !erste {
            self.fehler.push(zeile.ablehnung("LR must stand once, in the first line"));
        }
        self.kopf_da = true;
        if let Some(empfaenger) = self.empfaenger {
            self.angebot = empfaenger.leistungserbringer.get(zeile.feld(3)) == Some(&Weg::Angebot);
        }
        if let Some(mut felder) = felder(zeile, &LR, &mut self.fehler) {
            self.kopf = Some(kopf(&mut felder, self.empfaenger, self.angebot));
        }
    }

    fn lp(&mut self, zeile: zeilen::Zeile<'_>) {
        let Some(mut felder) = felder(zeile, &LP, &mut self.fehler) else { return };
        let gelesen = position(&mut felder, self.empfaenger, self.angebot);
        let nummer = (gelesen.lfd_nr > 0).then_some(gelesen.lfd_nr);
        if let Some(erste) = schon_da(&mut self.nummern, nummer, zeile.satz()) {
            self.fehler.push(zeile.feld_ablehnung(1, "lfd_nr", format!("lfd_nr twice: first in line {erste}")));
        }
        self.zeilen.push(gelesen);
    }

    fn abschluss(mut self, datei: &str) -> Ergebnis {
        if !self.kopf_da {
            self.fehler.push(Ablehnung::der_datei(datei, "no line LR: an invoice begins with its header"));
        }
        if self.fehler.len() >= FEHLER_HOECHSTENS {
            let grund = format!("more than {FEHLER_HOECHSTENS} errors: the others are not listed");
            self.fehler.push(Ablehnung::der_datei(datei, grund));
        }
        match self.kopf {
            Some(kopf) if self.fehler.is_empty() => Ok(Datei { kopf, zeilen: self.zeilen }),
            _ => Err(geordnet(self.fehler)),
        }
    }
}

/// A column that may be empty in an offered list, and must not elsewhere.
fn bei_angebot<T: Default>(felder: &mut Felder<'_>, angebot: bool, lies: impl Fn(&str) -> Option<T>) -> Option<T> {
    if angebot { felder.wahlweise(lies) } else { Some(felder.wert(lies)) }
}

/// A date; where the business date is known also as a spreadsheet saves it, `01.03.24`, if one day alone can be meant.
fn datum(feld: &str, text: &str, empfaenger: Option<Empfaenger<'_>>) -> Option<Datum> {
    let kurz = |am| if text.len() == KURZ { tabellenkalkulation::datum(feld, text, am) } else { None };
    aus_deutsch(text).or_else(|| kurz(empfaenger?.am))
}

/// A month; also as a spreadsheet saves it that takes it for a number, `3.2024`, and `3.202` for 03.2020.
fn abrechnungsmonat(text: &str) -> Option<String> {
    let (m, jahr) = text.split_once('.')?;
    if m.is_empty() || !(3..=4).contains(&jahr.len()) {
        return None;
    }
    monat(&format!("{m:0>2}.{jahr:0<4}"))
}

fn kopf(felder: &mut Felder<'_>, empfaenger: Option<Empfaenger<'_>>, angebot: bool) -> Kopf {
    let tag = |text: &str| datum("", text, empfaenger);
    felder.wert(|text| (text == FORMATVERSION).then_some(()));
    Kopf {
        rechnungsnummer: felder.wert(|text| kennung(text, 20)),
        le_nr: le_nr(felder, empfaenger),
        kostentraeger: kostentraeger(felder, empfaenger),
        abrechnungsmonat: felder.wert(abrechnungsmonat),
        rechnungsdatum: bei_angebot(felder, angebot, tag),
        eingangsdatum: bei_angebot(felder, angebot, tag),
        anzahl_positionen: bei_angebot(felder, angebot, |text| zahl(text, 0, u32::MAX)),
        gesamtbetrag: bei_angebot(felder, angebot, betrag),
        iban: felder.naechstes().to_owned(),
    }
}

fn le_nr(felder: &mut Felder<'_>, empfaenger: Option<Empfaenger<'_>>) -> String {
    let text = felder.naechstes();
    match empfaenger {
        Some(empfaenger) if !empfaenger.leistungserbringer.contains_key(text) => {
            felder.beanstande("no such facility: expected a le_nr of leistungserbringer.csv".to_owned());
        }
        None if text.is_empty() => felder.beanstande("expected the number of the facility".to_owned()),
        _ => {}
    }
    text.to_owned()
}

fn kostentraeger(felder: &mut Felder<'_>, empfaenger: Option<Empfaenger<'_>>) -> String {
    let text = felder.naechstes();
    match empfaenger {
        Some(empfaenger) if text != empfaenger.kostentraeger => {
            felder.beanstande(format!("not the payer of this run: expected {}", empfaenger.kostentraeger));
        }
        None if text.is_empty() => felder.beanstande("expected the code of the payer".to_owned()),
        _ => {}
    }
    text.to_owned()
}

fn position(felder: &mut Felder<'_>, empfaenger: Option<Empfaenger<'_>>, angebot: bool) -> Zeile {
    let tag = |text: &str| datum("", text, empfaenger);
    let nummer = |text: &str| zahl(text, 1, 9_999_999);
    let mut zeile = Zeile {
        lfd_nr: felder.wert(nummer),
        bewilligung_nr: felder.naechstes().to_owned(),
        aktenzeichen: felder.naechstes().to_owned(),
        name: felder.naechstes().to_owned(),
        vorname: felder.naechstes().to_owned(),
        geb_datum: felder.wahlweise(|text| datum("geb_datum", text, empfaenger)),
        leistungsart: felder.naechstes().to_owned(),
        von: felder.wert(tag),
        bis: felder.wert(tag),
        menge: bei_angebot(felder, angebot, Menge::aus_deutsch),
        einheit: felder.wert(|text| text.parse().ok().map(Some)).unwrap_or(Einheit::Tag),
        satz: felder.wert(betrag),
        betrag: bei_angebot(felder, angebot, betrag),
        korrektur: None,
        hinweis: String::new(),
    };
    if zeile.menge.is_some() && zeile.berechnet().is_none() {
        felder.beanstande("quantity times rate is no amount".to_owned());
    }
    let rechnung = felder.wahlweise(|text| kennung(text, 20));
    let lfd_nr = felder.wahlweise(nummer);
    if rechnung.is_some() != lfd_nr.is_some() {
        felder.beanstande("expected both korrektur_rechnung and korrektur_lfd_nr, or neither".to_owned());
    }
    zeile.korrektur = rechnung.zip(lfd_nr);
    zeile.hinweis = felder.naechstes().to_owned();
    zeile
}
