/// How a field is aligned and filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Numeric: digits, right-aligned, filled with zeros.
    N,
    /// Alphanumeric: left-aligned, filled with blanks.
    A,
}

impl Kind {
    /// The letter used in field lists.
    pub const fn letter(self) -> char {
        match self {
            Kind::N => 'N',
            Kind::A => 'A',
        }
    }
}

/// One row of a layout table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Name, unique in its layout.
    pub name: &'static str,
    /// Position of the first character, counted as the source of the layout counts.
    pub position: usize,
    /// Length in characters: the exact one of a fixed record, the greatest one of a separated record.
    pub len: usize,
    /// Alignment and fill.
    pub kind: Kind,
    /// What it holds, in a few words.
    pub meaning: &'static str,
}

impl Field {
    /// A numeric field.
    pub const fn n(name: &'static str, position: usize, len: usize, meaning: &'static str) -> Self {
        Field { name, position, len, kind: Kind::N, meaning }
    }

    /// An alphanumeric field.
    pub const fn a(name: &'static str, position: usize, len: usize, meaning: &'static str) -> Self {
        Field { name, position, len, kind: Kind::A, meaning }
    }
}
