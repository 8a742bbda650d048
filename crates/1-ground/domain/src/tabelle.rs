//! Intermediate files, declared once.

use std::borrow::Cow;
use std::cmp::Ordering;

use crate::Zelle;

/// A column: its name in the header and what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spalte {
    /// The name in the header row.
    pub name: &'static str,
    /// Meaning, unit and form, in one or two sentences.
    pub bedeutung: &'static str,
    /// What stands for it in files from before there was the column; none: such a file is made anew.
    pub vorher: Option<&'static str>,
}

/// One row of an intermediate file. Header, row and documentation come from one declaration, see `tabelle!`.
pub trait Tabelle: Sized + Send + Sync {
    /// The columns in file order.
    const SPALTEN: &'static [Spalte];
    /// The columns that give the row order, most significant first.
    const ORDNUNG: &'static [&'static str];
    /// What a row is.
    const BEDEUTUNG: &'static str;
    /// `true`: the file is a set. Rows that agree in the columns of the row order are told apart by the others, and a
    /// row is there once however often it was found, so that no data can make two rows equal. `false`: the columns of
    /// the row order are the identity of a row, and two rows that agree in them are a defect.
    const MENGE: bool;
    /// `true`: people open the file in a spreadsheet, so no text in it is run as a formula. `false`: programs and auditors'
    /// queries read it, and every text stands in it as it came.
    const FUER_MENSCHEN: bool;
    /// Compares by [`ORDNUNG`](Self::ORDNUNG). Two rows of one file never compare equal.
    fn ordnung(&self, andere: &Self) -> Ordering;

    /// Reads a row.
    ///
    /// # Errors
    /// Which cell is missing or no value of its column, and why.
    fn lies(zellen: &mut Zellen<'_>) -> Result<Self, String>;

    /// Appends the row as it stands in the file, with its line feed.
    fn schreibe(&self, ziel: &mut Vec<u8>);

    /// The row as it stands in the file, with its line feed.
    fn als_zeile(&self) -> Vec<u8> {
        let mut zeile = Vec::new();
        self.schreibe(&mut zeile);
        zeile
    }

    /// Puts rows into their order; of a [set](Self::MENGE) each stays once.
    fn ordne(zeilen: &mut Vec<Self>) {
        zeilen.sort_by(Self::ordnung);
        if Self::MENGE {
            zeilen.dedup_by(|spaetere, fruehere| spaetere.ordnung(fruehere).is_eq());
        }
    }

    /// Rows in their order, as [`ordne`](Self::ordne) puts them.
    fn geordnet(zeilen: impl IntoIterator<Item = Self>) -> Vec<Self> {
        let mut zeilen: Vec<Self> = zeilen.into_iter().collect();
        Self::ordne(&mut zeilen);
        zeilen
    }
}

/// The cells of a row, one after another.
#[derive(Debug)]
pub struct Zellen<'z> {
    /// The row from the cell on that is next, without the line feed; none after the last cell.
    rest: Option<&'z str>,
}

impl<'z> Zellen<'z> {
    /// The cells of a row as it stands in the file, without its line feed.
    pub fn neu(zeile: &'z str) -> Self {
        Zellen { rest: Some(zeile) }
    }

    /// The text of the next cell.
    pub fn text(&mut self) -> Option<Cow<'z, str>> {
        let rest = self.rest?;
        if let Some(nach) = rest.strip_prefix('"') {
            return Some(self.in_zeichen(nach));
        }
        let ende = rest.bytes().position(|byte| byte == b',');
        self.rest = ende.map(|ende| &rest[ende + 1..]);
        Some(Cow::Borrowed(&rest[..ende.unwrap_or(rest.len())]))
    }

    /// The next cell as a value of its column, of a table [for people](Tabelle::FUER_MENSCHEN) or not.
    ///
    /// # Errors
    /// It is not there, or no such value; the column is named.
    pub fn lies<T: Zelle>(&mut self, spalte: &str, fuer_menschen: bool) -> Result<T, String> {
        let text = self.text().ok_or_else(|| format!("column {spalte} is missing"))?;
        let lies = if fuer_menschen { T::lies_fuer_menschen } else { T::lies };
        lies(text).map_err(|was| format!("column {spalte}: {was}"))
    }

    /// A cell in quotation marks, the first of them taken off.
    fn in_zeichen(&mut self, mut rest: &'z str) -> Cow<'z, str> {
        let mut text = String::new();
        while let Some((davor, danach)) = rest.split_once('"') {
            text.push_str(davor);
            rest = danach;
            match danach.strip_prefix('"') {
                Some(weiter) => (text.push('"'), rest = weiter),
                None => break,
            };
        }
        self.rest = rest.strip_prefix(',');
        Cow::Owned(text)
    }
}

/// Declares a record of an intermediate file: the struct, its columns with their documentation and its row order.
///
/// The columns of the row order identify a row; a test holds tables of invoices to the one order of invoice, then
/// prescription or line. Findings, tasks and the like are declared `als Menge`: see [`Tabelle::MENGE`], what people open
/// `fuer Menschen`: see [`Tabelle::FUER_MENSCHEN`]. A column with
/// `absteigend` behind it puts the largest value first.
///
/// The doc comment of a field is the documentation of its column. A column added to rows that the ledger keeps has
/// `#[serde(default)]`, so that rows from before it are still read; one added to tables that later runs read has
/// `= "text"` behind its type: the cell that stands for it in tables from before it.
macro_rules! tabelle {
    (
        $(#[doc = $was:literal])+
        pub struct $name:ident sortiert nach ($($schluessel:ident $($absteigend:ident)?),+) $(als $menge:ident)? $(fuer $menschen:ident)? {
            $( $(#[doc = $bedeutung:literal])+ $(#[serde($($serde:tt)+)])? pub $feld:ident: $typ:ty $(= $vorher:literal)?, )+
        }
    ) => {
        $(#[doc = $was])+
        #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        pub struct $name {
            $( $(#[doc = $bedeutung])+ $(#[serde($($serde)+)])? pub $feld: $typ, )+
        }

        impl $crate::Tabelle for $name {
            const SPALTEN: &'static [$crate::Spalte] = &[
                $( $crate::Spalte {
                    name: stringify!($feld),
                    bedeutung: concat!($($bedeutung),+),
                    vorher: [$(Some($vorher),)? None][0],
                }, )+
            ];
            const ORDNUNG: &'static [&'static str] = &[$(stringify!($schluessel)),+];
            const BEDEUTUNG: &'static str = concat!($($was),+);
            const MENGE: bool = !stringify!($($menge)?).is_empty();
            const FUER_MENSCHEN: bool = !stringify!($($menschen)?).is_empty();

            fn ordnung(&self, andere: &Self) -> std::cmp::Ordering {
                let geordnet = std::cmp::Ordering::Equal
                    $(.then_with(|| {
                        let folge = self.$schluessel.cmp(&andere.$schluessel);
                        if stringify!($($absteigend)?).is_empty() { folge } else { folge.reverse() }
                    }))+;
                match geordnet {
                    std::cmp::Ordering::Equal if Self::MENGE => self.als_zeile().cmp(&andere.als_zeile()),
                    geordnet => geordnet,
                }
            }

            fn lies(zellen: &mut $crate::Zellen<'_>) -> Result<Self, String> {
                Ok($name { $( $feld: zellen.lies(stringify!($feld), Self::FUER_MENSCHEN)?, )+ })
            }

            fn schreibe(&self, ziel: &mut Vec<u8>) {
                $(
                    if Self::FUER_MENSCHEN {
                        $crate::Zelle::schreibe_fuer_menschen(&self.$feld, ziel);
                    } else {
                        $crate::Zelle::schreibe(&self.$feld, ziel);
                    }
                    ziel.push(b',');
                )+
                // The last separator is the end of the row.
                ziel.pop();
                ziel.push(b'\n');
            }
        }
    };
}

pub(crate) use tabelle;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_told_apart_by_quotation_marks() {
        let mut zellen = Zellen::neu("0000001,\"a,\"\"b\nc\",,\"\",7");
        let gelesen: Vec<_> = std::iter::from_fn(|| zellen.text()).collect();
        assert_eq!(gelesen, ["0000001", "a,\"b\nc", "", "", "7"]);
    }

    #[test]
    fn a_cell_that_is_missing_or_wrong_is_named() {
        let mut zellen = Zellen::neu("x");
        assert_eq!(
            zellen.lies::<u32>("lfd_nr", false),
            Err("column lfd_nr: 'x' is no whole number of 0 to 4294967295".into())
        );
        assert_eq!(zellen.lies::<u32>("faktor", false), Err("column faktor is missing".into()));
    }
}
