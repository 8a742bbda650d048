//! The content of a sheet.

/// A sheet: a title and what stands below it, from top to bottom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blatt {
    /// Title; the subject of a letter.
    pub titel: String,
    /// The head that makes a letter of it; a sheet has none.
    pub briefkopf: Option<Briefkopf>,
    /// The parts below the title.
    pub bausteine: Vec<Baustein>,
}

/// The head of a letter, laid out for the window of DIN 5008 form B.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Briefkopf {
    /// Who sends it, in one line; empty where the paper says so.
    pub absender: String,
    /// To whom, line by line.
    pub anschrift: Vec<String>,
    /// References, such as date and file number, with their values. They stand above each following page, too.
    pub angaben: Vec<(String, String)>,
    /// Who answers questions, with telephone and the like.
    pub kontakt: Vec<(String, String)>,
}

/// A part of a sheet; parts stand apart from each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Baustein {
    /// A heading of what follows.
    Ueberschrift(String),
    /// Running text, broken at blanks where a line is full.
    Absatz(String),
    /// Lines that stay as they are, for example an address.
    Zeilen(Vec<String>),
    /// Names with their values.
    Angaben(Vec<(String, String)>),
    /// A table.
    Tabelle(Tabelle),
    /// Lines to write on, each with what is to be written there.
    Unterschrift(Vec<String>),
    /// A field for someone else to fill in: what is said by it, and lines to write on.
    Feld(String, Vec<String>),
    /// The rest begins on a page of its own.
    NeueSeite,
}

/// A table whose rows have as many values as it has columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tabelle {
    /// The columns, from left to right.
    pub spalten: Vec<Spalte>,
    /// The rows, from top to bottom.
    pub zeilen: Vec<Zeile>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spalte {
    /// Heading.
    pub titel: String,
    /// Side at which its values stand.
    pub ausrichtung: Ausrichtung,
}

/// Side at which values stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ausrichtung {
    /// Texts.
    Links,
    /// Numbers and amounts.
    Rechts,
}

/// A row of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Zeile {
    /// One value for each column.
    Werte(Vec<String>),
    /// A sum, set off from the rows above: its name, and the amount in the last column.
    Summe(String, String),
}

impl Blatt {
    /// A sheet with nothing but its title.
    pub fn neu(titel: &str) -> Self {
        Blatt { titel: titel.to_owned(), briefkopf: None, bausteine: Vec::new() }
    }

    /// A letter with nothing but its head and subject.
    pub fn brief(betreff: &str, briefkopf: Briefkopf) -> Self {
        Blatt { briefkopf: Some(briefkopf), ..Blatt::neu(betreff) }
    }

    /// Adds a heading.
    pub fn ueberschrift(self, text: &str) -> Self {
        self.mit(Baustein::Ueberschrift(text.to_owned()))
    }

    /// Begins a page.
    pub fn neue_seite(self) -> Self {
        self.mit(Baustein::NeueSeite)
    }

    /// Adds running text.
    pub fn absatz(self, text: &str) -> Self {
        self.mit(Baustein::Absatz(text.to_owned()))
    }

    /// Adds lines that stay as they are.
    pub fn zeilen<T: Into<String>>(self, zeilen: impl IntoIterator<Item = T>) -> Self {
        self.mit(Baustein::Zeilen(zeilen.into_iter().map(Into::into).collect()))
    }

    /// Adds names with their values.
    pub fn angaben<N: Into<String>, W: Into<String>>(self, angaben: impl IntoIterator<Item = (N, W)>) -> Self {
        self.mit(Baustein::Angaben(angaben.into_iter().map(|(name, wert)| (name.into(), wert.into())).collect()))
    }

    /// Adds a table.
    pub fn tabelle(self, tabelle: Tabelle) -> Self {
        self.mit(Baustein::Tabelle(tabelle))
    }

    /// Adds lines to write on.
    pub fn unterschrift<T: Into<String>>(self, was: impl IntoIterator<Item = T>) -> Self {
        self.mit(Baustein::Unterschrift(was.into_iter().map(Into::into).collect()))
    }

    /// Adds a field for someone else to fill in.
    pub fn feld<T: Into<String>>(self, text: &str, was: impl IntoIterator<Item = T>) -> Self {
        self.mit(Baustein::Feld(text.to_owned(), was.into_iter().map(Into::into).collect()))
    }

    fn mit(mut self, baustein: Baustein) -> Self {
        self.bausteine.push(baustein);
        self
    }
}

impl Tabelle {
    /// A table without rows.
    pub fn neu(spalten: impl IntoIterator<Item = Spalte>) -> Self {
        Tabelle { spalten: spalten.into_iter().collect(), zeilen: Vec::new() }
    }

    /// Adds a row, one value for each column.
    pub fn zeile<T: Into<String>>(mut self, werte: impl IntoIterator<Item = T>) -> Self {
        let werte: Vec<String> = werte.into_iter().map(Into::into).collect();
        debug_assert_eq!(werte.len(), self.spalten.len(), "a row has one value for each column");
        self.zeilen.push(Zeile::Werte(werte));
        self
    }

    /// Adds a sum.
    pub fn summe(mut self, name: &str, betrag: impl Into<String>) -> Self {
        self.zeilen.push(Zeile::Summe(name.to_owned(), betrag.into()));
        self
    }
}

impl Spalte {
    /// A column of texts.
    pub fn links(titel: &str) -> Self {
        Spalte { titel: titel.to_owned(), ausrichtung: Ausrichtung::Links }
    }

    /// A column of numbers or amounts.
    pub fn rechts(titel: &str) -> Self {
        Spalte { titel: titel.to_owned(), ausrichtung: Ausrichtung::Rechts }
    }
}
