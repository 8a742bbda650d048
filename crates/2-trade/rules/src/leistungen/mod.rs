//! Care services: what each code means and does, agreed rates, and what a facility is offered for a month.

mod angebot;
mod auskunft;
mod codes;
mod monat;
mod saetze;

pub use angebot::{ANGEBOT_BIS, Angebotszeile, angebot, tage};
pub use auskunft::auskunft;
pub use codes::{
    BERICHTIGT, BERICHTIGUNG_WARTET, CODES, Codezeile, IBAN, KORREKTUR_ZU_HOCH, NUMMER_DOPPELT, Notiz, STEUERZEICHEN,
    UNWIRKSAM, WEG, Wirkung, entscheidender, ist_urteil, zeile,
};
pub use monat::Monat;
pub use saetze::Saetze;
