//! Captured fields.

use std::fmt;
use std::str::FromStr;

/// A field as it was captured from a sheet.
///
/// In every file: `?` = not recognised, empty = nothing stood there, else the value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Lesung<T> {
    /// Recognition delivered no value (`?`): a task for the Erstkorrektur.
    NichtErkannt,
    /// Nothing stood there.
    #[default]
    Leer,
    /// The value that stood there.
    Wert(T),
}

impl<T> Lesung<T> {
    /// The value, if one was read.
    pub fn wert(&self) -> Option<&T> {
        match self {
            Lesung::Wert(wert) => Some(wert),
            Lesung::NichtErkannt | Lesung::Leer => None,
        }
    }

    /// Returns true if recognition delivered nothing.
    pub fn nicht_erkannt(&self) -> bool {
        matches!(self, Lesung::NichtErkannt)
    }

    /// Returns true if nothing stood there.
    pub fn leer(&self) -> bool {
        matches!(self, Lesung::Leer)
    }
}

impl<T: Copy> Lesung<T> {
    /// The value, `leer` where nothing stood there, and nothing where it was not recognised.
    pub fn oder(&self, leer: T) -> Option<T> {
        match self {
            Lesung::NichtErkannt => None,
            Lesung::Leer => Some(leer),
            Lesung::Wert(wert) => Some(*wert),
        }
    }
}

impl<T: FromStr> Lesung<T> {
    /// Reads a field of an intermediate file.
    pub fn aus_text(text: &str) -> Result<Self, T::Err> {
        match text {
            "" => Ok(Lesung::Leer),
            "?" => Ok(Lesung::NichtErkannt),
            _ => text.parse().map(Lesung::Wert),
        }
    }
}

impl<T: fmt::Display> fmt::Display for Lesung<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Lesung::NichtErkannt => f.write_str("?"),
            Lesung::Leer => Ok(()),
            Lesung::Wert(wert) => wert.fmt(f),
        }
    }
}

impl<T: fmt::Display> serde::Serialize for Lesung<T> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, T: FromStr> serde::Deserialize<'de> for Lesung<T>
where
    T::Err: fmt::Display,
{
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Lesung::aus_text(&text).map_err(serde::de::Error::custom)
    }
}
