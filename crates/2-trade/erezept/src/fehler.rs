//! Why something was refused.

/// A part of a prescription, or a bundle, that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{feld}: {grund}")]
pub struct Abgelehnt {
    /// The element or part concerned.
    pub feld: String,
    /// The value that stood there, in a few characters; empty where it is a person's.
    pub wert: String,
    /// Why, and what was expected.
    pub grund: String,
}

impl Abgelehnt {
    pub(crate) fn neu(feld: &str, grund: impl Into<String>) -> Self {
        Abgelehnt { feld: feld.to_owned(), wert: String::new(), grund: grund.into() }
    }

    /// With what stood there: at most sixty characters of it, none of them a control character.
    pub(crate) fn wert(mut self, wert: &str) -> Self {
        self.wert = wert.chars().take(60).map(|c| if c.is_control() { ' ' } else { c }).collect();
        self
    }
}
