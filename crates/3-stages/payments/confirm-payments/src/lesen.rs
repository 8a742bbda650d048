//! Delivered files: which kind each is, and what it says.

use std::collections::BTreeSet;

use banking::pain002::{self, Statusbericht};
use domain::Ablehnung;
use forms::bestaetigungen::{self, Bestaetigungszeile};

use crate::{Meldung, aus_bericht, aus_zeilen};

/// A file as read.
#[derive(Clone, Debug, PartialEq)]
pub struct Gelesen {
    /// Its name.
    pub datei: String,
    /// Its SHA-256.
    pub sha256: String,
    /// What stands in it.
    pub inhalt: Inhalt,
    /// Lines refused by themselves.
    pub abgelehnt: Vec<Ablehnung>,
}

/// What stands in a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Inhalt {
    /// The payer's confirmations.
    Zeilen(Vec<Bestaetigungszeile>),
    /// A bank's status report.
    Bericht(Statusbericht),
}

/// Reads a file: pain.002 if it begins as XML does, else a confirmation file.
///
/// # Errors
/// The refusal of the file as a whole.
pub fn lies(bytes: &[u8], datei: &str, sha256: &str) -> Result<Gelesen, Ablehnung> {
    let anfang = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let (inhalt, abgelehnt) = if anfang.starts_with(b"<") {
        let bericht = pain002::lies(bytes).map_err(|fehler| Ablehnung {
            offset: fehler.offset,
            feld: fehler.feld,
            ..Ablehnung::der_datei(datei, format!("no pain.002: {}", fehler.grund))
        })?;
        (Inhalt::Bericht(bericht), Vec::new())
    } else {
        let gelesen = bestaetigungen::lies(bytes, datei)?;
        (Inhalt::Zeilen(gelesen.zeilen), gelesen.abgelehnt)
    };
    Ok(Gelesen { datei: datei.to_owned(), sha256: sha256.to_owned(), inhalt, abgelehnt })
}

/// What all files say, in their order, and every line refused so far. `enthalten` gives the orders of a message of ours.
///
/// # Errors
/// What `enthalten` gives.
pub fn meldungen<E>(
    dateien: Vec<Gelesen>,
    enthalten: impl Fn(&str) -> Result<Vec<(String, String)>, E>,
) -> Result<(Vec<Meldung>, Vec<Ablehnung>), E> {
    let (mut alle, mut abgelehnt) = (Vec::new(), Vec::new());
    for Gelesen { datei, sha256, inhalt, abgelehnt: zeilen } in dateien {
        abgelehnt.extend(zeilen);
        match inhalt {
            Inhalt::Zeilen(zeilen) => alle.extend(aus_zeilen(&datei, &sha256, zeilen)),
            Inhalt::Bericht(bericht) => {
                let (gesagt, fremd) = aus_bericht(&datei, &sha256, &bericht, &enthalten(&bericht.nachricht_id)?);
                alle.extend(gesagt);
                abgelehnt.extend(fremd);
            }
        }
    }
    Ok((alle, abgelehnt))
}

impl Meldung {
    /// The orders of which something is said.
    pub fn auftraege(meldungen: &[Meldung]) -> BTreeSet<&str> {
        meldungen.iter().map(|meldung| meldung.anweisung_id.as_str()).collect()
    }
}
