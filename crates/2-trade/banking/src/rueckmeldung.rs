//! A message of a bank in XML: the one place that tells what kind it is.

use crate::camt::{self, Umsatz};
use crate::pain002::{self, Statusbericht};
use crate::xml::{XmlFehler, lies as dokument, text};

/// What a bank says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rueckmeldung {
    /// pain.002: what becomes of a message that it was given.
    Status(Statusbericht),
    /// camt.053, camt.054: what was booked on an account.
    Umsaetze(Vec<Umsatz>),
}

/// Reads a message.
///
/// # Errors
/// The first thing that makes it none that is known.
pub fn lies(bytes: &[u8]) -> Result<Rueckmeldung, XmlFehler> {
    let mut umsaetze = Vec::new();
    let arten = [pain002::ART, camt::AUSZUG, camt::ANZEIGE];
    let (art, dokument) = dokument(&text(bytes)?, &arten, camt::EINZELN, |eintrag| {
        umsaetze.extend(camt::umsaetze(&eintrag)?);
        Ok(())
    })?;
    match art {
        0 => Ok(Rueckmeldung::Status(pain002::bericht(&dokument)?)),
        _ => camt::ist_auszug(&dokument).map(|()| Rueckmeldung::Umsaetze(umsaetze)),
    }
}
