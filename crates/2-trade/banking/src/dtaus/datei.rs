//! Logical files as read.

use domain::{Betrag, Datum};

use super::leser::{LeseFehler, Leser, Satz};
use super::regeln::tag;
use super::traeger::Satzart;
use super::{Auftraggeber, Summen};

/// A logical file as read; its sums are checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeleseneDatei {
    /// What it holds: `GK` = credit transfers of a customer.
    pub kennzeichen: String,
    /// The account paid from, its name as far as record A holds it.
    pub auftraggeber: Auftraggeber,
    /// Date of creation.
    pub erstellt: Datum,
    /// Date of execution; none = none named.
    pub ausfuehrung: Option<Datum>,
    /// The transfers.
    pub saetze: Vec<GelesenerSatz>,
    /// The sums of record E.
    pub summen: Summen,
}

/// A transfer as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GelesenerSatz {
    /// Bank code of the recipient, 8 digits.
    pub blz: String,
    /// Account number of the recipient, 10 digits.
    pub konto: String,
    /// Textschlüssel.
    pub textschluessel: String,
    /// Amount.
    pub betrag: Betrag,
    /// Lines of the recipient's name.
    pub name: Vec<String>,
    /// Lines of the orderer's name.
    pub auftraggeber: Vec<String>,
    /// Lines of the purpose.
    pub zweck: Vec<String>,
}

/// Reads a file of one or more logical files, of either carrier.
///
/// # Errors
/// The first place that breaks the structure, the rule of a field, or a sum.
pub fn lies(bytes: &[u8]) -> Result<Vec<GeleseneDatei>, LeseFehler> {
    let mut dateien: Vec<GeleseneDatei> = Vec::new();
    for satz in Leser::neu(bytes) {
        let satz = satz?;
        match (satz.art, dateien.last_mut()) {
            (Satzart::A, _) => dateien.push(kopf(&satz)),
            (Satzart::C, Some(datei)) => datei.saetze.push(transfer(&satz)),
            (Satzart::E, Some(datei)) => datei.summen = summen(&satz),
            (_, None) => unreachable!("the reader begins with a record A"),
        }
    }
    Ok(dateien)
}

fn kopf(satz: &Satz) -> GeleseneDatei {
    GeleseneDatei {
        kennzeichen: satz.wert("A3").to_owned(),
        auftraggeber: Auftraggeber {
            name: satz.wert("A6").to_owned(),
            blz: format!("{:08}", satz.zahl("A4")),
            konto: format!("{:010}", satz.zahl("A9")),
        },
        erstellt: tag(satz.wert("A7")).expect("the reader has checked the date"),
        ausfuehrung: tag(satz.wert("A11b")),
        saetze: Vec::new(),
        summen: Summen::default(),
    }
}

fn transfer(satz: &Satz) -> GelesenerSatz {
    let zeilen = |felder: &[&str], art: &str| -> Vec<String> {
        let erste = felder.iter().map(|feld| satz.wert(feld)).find(|text| !text.is_empty()).unwrap_or_default();
        let weitere = satz.erweiterungen.iter().filter(|e| e.art == art).map(|e| e.text.clone());
        std::iter::once(erste.to_owned()).chain(weitere).collect()
    };
    GelesenerSatz {
        blz: format!("{:08}", satz.zahl("C4")),
        konto: format!("{:010}", satz.zahl("C5")),
        textschluessel: satz.wert("C7a").to_owned(),
        betrag: cent(satz.zahl("C12")),
        name: zeilen(&["C14a", "C14"], "01"),
        zweck: zeilen(&["C16"], "02"),
        auftraggeber: zeilen(&["C15"], "03"),
    }
}

fn summen(satz: &Satz) -> Summen {
    Summen {
        anzahl: satz.zahl("E4"),
        konten: satz.zahl("E6"),
        bankleitzahlen: satz.zahl("E7"),
        betrag: cent(satz.zahl("E8")),
    }
}

fn cent(zahl: u64) -> Betrag {
    Betrag::aus_cent(i64::try_from(zahl).expect("at most thirteen digits"))
}
