//! Status, class and origin of a verdict.

use std::fmt;
use std::str::FromStr;

use crate::text::{schreibweisen, serde_als_text};

/// The number of a final status (0, 989–1013). Which numbers exist is said by the table in `rules`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Status(pub u16);

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Status {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.parse() {
            Ok(nummer) if text.bytes().all(|b| b.is_ascii_digit()) => Ok(Status(nummer)),
            _ => Err(format!("'{text}' is no status: expected its number, for example 1005")),
        }
    }
}

serde_als_text!(Status);

/// What becomes of a prescription.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Klasse {
    /// Its net amount is paid.
    Zahlen,
    /// It goes back to the biller unpaid.
    Abweisen,
    /// It waits for a person.
    Offen,
}

schreibweisen!(Klasse, "a class", { Zahlen = "zahlen", Abweisen = "abweisen", Offen = "offen" });

/// Who gave the status.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Vergabe {
    /// A rule.
    Automatisch,
    /// A person.
    Manuell,
}

schreibweisen!(Vergabe, "an origin", { Automatisch = "automatisch", Manuell = "manuell" });
