//! Intermediate files, declared once.

use std::cmp::Ordering;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A column: its name in the header and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spalte {
    /// The name in the header row.
    pub name: &'static str,
    /// Meaning, unit and form, in one or two sentences.
    pub bedeutung: &'static str,
}

/// One row of an intermediate file. Header, row and documentation come from one declaration, see `tabelle!`.
pub trait Tabelle: Serialize + DeserializeOwned {
    /// The columns in file order; serde writes them in the same order.
    const SPALTEN: &'static [Spalte];
    /// The columns that give the row order, most significant first.
    const ORDNUNG: &'static [&'static str];
    /// What a row is.
    const BEDEUTUNG: &'static str;
    /// Compares by [`ORDNUNG`](Self::ORDNUNG). Two rows of one file never compare equal.
    fn ordnung(&self, andere: &Self) -> Ordering;
}

/// Appends a cell, quoted if need be as RFC 4180 has it, and the byte that ends it.
pub(crate) fn zelle(text: &str, ende: u8, ziel: &mut Vec<u8>) {
    if text.bytes().any(|byte| matches!(byte, b',' | b'"' | b'\r' | b'\n')) {
        ziel.push(b'"');
        for byte in text.bytes() {
            ziel.extend(std::iter::repeat_n(byte, 1 + usize::from(byte == b'"')));
        }
        ziel.push(b'"');
    } else {
        ziel.extend_from_slice(text.as_bytes());
    }
    ziel.push(ende);
}

/// Declares a record of an intermediate file: the struct, its columns with their documentation and its row order.
///
/// The doc comment of a field is the documentation of its column. A column added to rows that the ledger keeps has
/// `#[serde(default)]`, so that rows from before it are still read.
macro_rules! tabelle {
    (
        $(#[doc = $was:literal])+
        pub struct $name:ident sortiert nach ($($schluessel:ident),+) {
            $( $(#[doc = $bedeutung:literal])+ $(#[serde($($serde:tt)+)])? pub $feld:ident: $typ:ty, )+
        }
    ) => {
        $(#[doc = $was])+
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $( $(#[doc = $bedeutung])+ $(#[serde($($serde)+)])? pub $feld: $typ, )+
        }

        impl $crate::Tabelle for $name {
            const SPALTEN: &'static [$crate::Spalte] = &[
                $( $crate::Spalte { name: stringify!($feld), bedeutung: concat!($($bedeutung),+) }, )+
            ];
            const ORDNUNG: &'static [&'static str] = &[$(stringify!($schluessel)),+];
            const BEDEUTUNG: &'static str = concat!($($was),+);

            fn ordnung(&self, andere: &Self) -> std::cmp::Ordering {
                std::cmp::Ordering::Equal
                    $(.then_with(|| self.$schluessel.cmp(&andere.$schluessel)))+
            }
        }
    };
}

pub(crate) use tabelle;
