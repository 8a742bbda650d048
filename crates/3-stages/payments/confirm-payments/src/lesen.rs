//! Delivered files: which kind each is, and what it says.

use std::collections::BTreeSet;

use banking::camt::Umsatz;
use banking::pain002::Statusbericht;
use banking::rueckmeldung::{self, Rueckmeldung};
use domain::{Ablehnung, Betrag};
use forms::bestaetigungen::{self, Bestaetigungszeile};
use ledger::Enthalten;

use crate::{Meldung, aus_bericht, aus_umsaetzen, aus_zeilen};

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
    /// What was booked on an account.
    Umsaetze(Vec<Umsatz>),
}

/// Reads a file: a bank's message if it begins as XML does in any encoding, else a confirmation file.
///
/// # Errors
/// The refusal of the file as a whole.
pub fn lies(bytes: &[u8], datei: &str, sha256: &str) -> Result<Gelesen, Ablehnung> {
    let (inhalt, abgelehnt) = if ist_xml(bytes) {
        let gesagt = rueckmeldung::lies(bytes).map_err(|fehler| Ablehnung {
            offset: fehler.offset,
            feld: fehler.feld,
            ..Ablehnung::der_datei(datei, format!("no pain.002, camt.053 or camt.054: {}", fehler.grund))
        })?;
        let inhalt = match gesagt {
            Rueckmeldung::Status(bericht) => Inhalt::Bericht(bericht),
            Rueckmeldung::Umsaetze(umsaetze) => Inhalt::Umsaetze(umsaetze),
        };
        (inhalt, Vec::new())
    } else {
        let gelesen = bestaetigungen::lies(bytes, datei)?;
        (Inhalt::Zeilen(gelesen.zeilen), gelesen.abgelehnt)
    };
    Ok(Gelesen { datei: datei.to_owned(), sha256: sha256.to_owned(), inhalt, abgelehnt })
}

/// Returns true if the first character is that of a tag, in UTF-8 or UTF-16, behind a byte order mark and blanks.
fn ist_xml(bytes: &[u8]) -> bool {
    let marken: [&[u8]; 3] = [b"\xEF\xBB\xBF", b"\xFF\xFE", b"\xFE\xFF"];
    let rest = marken.iter().find_map(|marke| bytes.strip_prefix(*marke)).unwrap_or(bytes);
    let erstes = rest.iter().find(|byte| !byte.is_ascii_whitespace() && **byte != 0);
    erstes == Some(&b'<')
}

/// What was said, with what was refused of it and what concerns none of our orders.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gesagtes {
    /// What was said of orders.
    pub meldungen: Vec<Meldung>,
    /// Lines refused so far.
    pub abgelehnt: Vec<Ablehnung>,
    /// Bookings of statements that are none of ours.
    pub andere_umsaetze: u64,
}

/// What all files say, in their order. `enthalten` gives the orders of messages and payment blocks of ours by their names,
/// `bekannt` whether an order of that name was made.
///
/// # Errors
/// What `enthalten` and `bekannt` give.
pub fn meldungen<E>(
    dateien: Vec<Gelesen>,
    enthalten: impl Fn(&BTreeSet<&str>) -> Result<Vec<Enthalten>, E>,
    bekannt: impl Fn(&str) -> Result<bool, E>,
) -> Result<Gesagtes, E> {
    let mut alles = Gesagtes::default();
    for Gelesen { datei, sha256, inhalt, abgelehnt: zeilen } in dateien {
        alles.abgelehnt.extend(zeilen);
        match inhalt {
            Inhalt::Zeilen(zeilen) => alles.meldungen.extend(aus_zeilen(&datei, &sha256, zeilen)),
            Inhalt::Bericht(bericht) => {
                let (gesagt, fremd) = aus_bericht(&datei, &sha256, &bericht, &enthalten(&bericht.namen())?);
                alles.meldungen.extend(gesagt);
                alles.abgelehnt.extend(fremd);
            }
            Inhalt::Umsaetze(umsaetze) => {
                let namen = umsaetze.iter().flat_map(|u| [u.sammler_id.as_str(), &u.nachricht_id]);
                let enthalten = enthalten(&namen.filter(|name| !name.is_empty()).collect())?;
                let mut unsere = BTreeSet::new();
                for id in umsaetze.iter().map(|u| u.auftrag.as_str()).filter(|id| !id.is_empty()) {
                    if bekannt(id)? {
                        unsere.insert(id.to_owned());
                    }
                }
                let gesagt = aus_umsaetzen(&datei, &sha256, &umsaetze, &enthalten, |id| unsere.contains(id));
                alles.meldungen.extend(gesagt.meldungen);
                alles.abgelehnt.extend(gesagt.abgelehnt);
                alles.andere_umsaetze += gesagt.andere_umsaetze;
            }
        }
    }
    Ok(alles)
}

impl Meldung {
    /// The orders of which something is said.
    pub fn auftraege(meldungen: &[Meldung]) -> BTreeSet<&str> {
        meldungen.iter().map(|meldung| meldung.anweisung_id.as_str()).collect()
    }
}

/// Sum of the orders that a message or payment block contains.
pub(crate) fn summe<'a>(enthalten: impl Iterator<Item = &'a Enthalten>) -> Betrag {
    enthalten.map(|enthalten| enthalten.anweisung.betrag).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_is_known_in_any_encoding() {
        for xml in [&b"<a/>"[..], b"\xEF\xBB\xBF \n<a/>", b"\xFF\xFE<\0a\0", b"\xFE\xFF\0<\0a", b"\r\n<?xml"] {
            assert!(ist_xml(xml), "{xml:?}");
        }
        for other in [&b""[..], b"anweisung_id;", b"a<b"] {
            assert!(!ist_xml(other), "{other:?}");
        }
    }
}
