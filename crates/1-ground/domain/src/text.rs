//! Serde by way of the text form, for values whose spelling in a file is their `Display`.

/// Serialises through `Display` and reads through `FromStr`, so that a value has one spelling everywhere
/// and no amount ever passes through a floating point number.
macro_rules! serde_als_text {
    ($typ:ty) => {
        impl serde::Serialize for $typ {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $typ {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

/// An enumeration whose spellings stand in one list, used for `Display`, `FromStr`, cells and serde.
macro_rules! schreibweisen {
    ($typ:ty, $was:literal, { $($variante:ident = $text:literal),+ $(,)? }) => {
        impl $typ {
            /// Every value, in the order of its declaration.
            pub const ALLE: &'static [Self] = &[$(Self::$variante),+];

            /// The spelling used in every file.
            pub const fn als_str(&self) -> &'static str {
                match self { $(Self::$variante => $text),+ }
            }
        }

        impl std::fmt::Display for $typ {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.als_str())
            }
        }

        impl std::str::FromStr for $typ {
            type Err = String;

            fn from_str(text: &str) -> Result<Self, String> {
                match text {
                    $($text => Ok(Self::$variante),)+
                    _ => Err(format!(concat!("'{}' is not ", $was, " (one of: {})"), text, [$($text),+].join(", "))),
                }
            }
        }

        impl $crate::Zelle for $typ {
            fn lies(text: std::borrow::Cow<'_, str>) -> Result<Self, String> {
                text.parse()
            }

            fn schreibe(&self, ziel: &mut Vec<u8>) {
                ziel.extend_from_slice(self.als_str().as_bytes());
            }
        }

        $crate::text::serde_als_text!($typ);
    };
}

pub(crate) use schreibweisen;
pub(crate) use serde_als_text;
