//! Yes or no.

use crate::text::schreibweisen;

/// A boolean of the trade: `ja` or `nein`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum JaNein {
    /// `ja`
    Ja,
    /// `nein`
    #[default]
    Nein,
}

schreibweisen!(JaNein, "yes or no", { Ja = "ja", Nein = "nein" });

impl From<bool> for JaNein {
    fn from(ja: bool) -> Self {
        if ja { JaNein::Ja } else { JaNein::Nein }
    }
}

impl JaNein {
    /// Returns true if it is `ja`.
    pub fn ist_ja(self) -> bool {
        self == JaNein::Ja
    }
}
