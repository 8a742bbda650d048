//! A table of the page. A click on a heading sorts it.

use domain::Betrag;

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Spalte {
    /// Heading.
    pub name: &'static str,
    /// Numbers stand right.
    pub zahl: bool,
}

/// A cell: what is read, and what it is sorted by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zelle {
    /// Text.
    pub text: String,
    /// Number that it is sorted by; none = by the text.
    pub rang: Option<i64>,
    /// Where it leads; empty = nowhere.
    pub ziel: String,
}

impl Zelle {
    /// Text from wherever.
    pub fn text(text: &str) -> Self {
        Zelle { text: super::lesbar(text), rang: None, ziel: String::new() }
    }

    /// A text that leads to a page beside this one.
    pub fn verweis(text: &str, ziel: String) -> Self {
        Zelle { ziel, ..Zelle::text(text) }
    }

    /// A count.
    pub fn anzahl(anzahl: impl Into<u64>) -> Self {
        let anzahl = anzahl.into();
        let text = Betrag::aus_cent(anzahl as i64 * 100).deutsch();
        Zelle { text: text[..text.len() - 3].to_owned(), rang: Some(anzahl as i64), ziel: String::new() }
    }

    /// An amount in euro.
    pub fn euro(betrag: Betrag) -> Self {
        Zelle { text: betrag.deutsch(), rang: Some(betrag.cent()), ziel: String::new() }
    }

    /// A number with a decimal point in tables, with a comma for people.
    pub fn dezimal(text: &str) -> Self {
        let rang = text.replace('.', "").parse().ok();
        Zelle { text: text.replace('.', ","), rang, ziel: String::new() }
    }
}

/// A table, with sums below it where there are some.
#[derive(Clone, Debug, Default)]
pub struct Tabelle {
    /// What it is, for those who cannot see it.
    pub titel: &'static str,
    /// Its columns.
    pub spalten: Vec<Spalte>,
    /// Its rows.
    pub zeilen: Vec<Vec<Zelle>>,
    /// Its last row.
    pub summe: Vec<Zelle>,
    /// Rows that only the file has.
    pub weitere: usize,
}

impl Tabelle {
    /// A table of these columns; those that begin with `#` hold numbers.
    pub fn neu(titel: &'static str, spalten: &[&'static str], zeilen: Vec<Vec<Zelle>>) -> Self {
        let spalte = |name: &&'static str| Spalte { name: name.trim_start_matches('#'), zahl: name.starts_with('#') };
        Tabelle { titel, spalten: spalten.iter().map(spalte).collect(), zeilen, summe: Vec::new(), weitere: 0 }
    }

    /// With a row of sums.
    pub fn summe(self, summe: Vec<Zelle>) -> Self {
        Tabelle { summe, ..self }
    }

    /// With its first rows alone.
    pub fn erste(mut self, anzahl: usize) -> Self {
        self.weitere = self.zeilen.len().saturating_sub(anzahl);
        self.zeilen.truncate(anzahl);
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_people_do_and_sorted_as_numbers() {
        assert_eq!(
            (Zelle::anzahl(1_234_567_u32).text.as_str(), Zelle::anzahl(5_u32).text.as_str()),
            ("1.234.567", "5")
        );
        assert_eq!(Zelle::dezimal("93.5"), Zelle { text: "93,5".into(), rang: Some(935), ziel: String::new() });
        assert_eq!(Zelle::dezimal("").rang, None);
    }
}
