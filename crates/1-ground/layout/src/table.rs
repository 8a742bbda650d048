use std::fmt::Write;

use crate::Field;

/// A record declared as a table of fields.
#[derive(Clone, Copy, Debug)]
pub struct Layout {
    /// Name, used in messages and field lists.
    pub name: &'static str,
    /// Length of a fixed record, greatest length of a separated one without its separators.
    pub len: usize,
    /// The fields in the order of the record.
    pub fields: &'static [Field],
    pub(crate) counted_from: usize,
    fixed: bool,
}

impl Layout {
    /// A record of fixed length `len`. Positions count from `counted_from` (0 or 1, as the source counts).
    ///
    /// # Panics
    /// At compile time, when the fields leave a gap, overlap, do not add up to `len`, or share a name.
    pub const fn fixed(name: &'static str, counted_from: usize, len: usize, fields: &'static [Field]) -> Self {
        assert_names(fields);
        let mut end = counted_from;
        let mut i = 0;
        while i < fields.len() {
            assert!(fields[i].position <= end, "a gap before a field");
            assert!(fields[i].position >= end, "two fields overlap");
            end += fields[i].len;
            i += 1;
        }
        assert!(end == counted_from + len, "the fields do not add up to the record");
        Layout { name, len, fields, counted_from, fixed: true }
    }

    /// A record of separated fields whose positions are nominal: they rise, and may overlap where the source's figures
    /// disagree. Only the greatest length of each field binds; together they are `len`.
    ///
    /// # Panics
    /// At compile time, when positions do not rise or leave a gap, lengths do not add up to `len`, or names repeat.
    pub const fn separated(name: &'static str, counted_from: usize, len: usize, fields: &'static [Field]) -> Self {
        assert_names(fields);
        let mut sum = 0;
        let mut i = 0;
        while i < fields.len() {
            let lowest = if i == 0 { counted_from } else { fields[i - 1].position + 1 };
            let highest = if i == 0 { counted_from } else { fields[i - 1].position + fields[i - 1].len };
            assert!(fields[i].position >= lowest, "positions do not rise");
            assert!(fields[i].position <= highest, "a gap before a field");
            sum += fields[i].len;
            i += 1;
        }
        assert!(sum == len, "the fields do not add up to the record");
        Layout { name, len, fields, counted_from, fixed: false }
    }

    /// The field of this name; meant for `const` items, where an unknown name does not compile.
    ///
    /// # Panics
    /// When there is no such field.
    pub const fn field(&self, name: &str) -> &'static Field {
        let mut i = 0;
        while i < self.fields.len() {
            if same(self.fields[i].name, name) {
                return &self.fields[i];
            }
            i += 1;
        }
        panic!("no field of this name in the layout")
    }

    /// The field list in Markdown, as committed beside the code that declares the layout.
    pub fn markdown(&self) -> String {
        let (length, position) = if self.fixed { ("", "Position") } else { ("at most ", "Position (nominal)") };
        let mut list = format!("# {}\n\nRecord of {length}{} characters", self.name, self.len);
        list.push_str(if self.fixed { ".\n\n" } else { ", separators not counted.\n\n" });
        let _ = writeln!(list, "| Feld | {position} | Länge | Typ | Inhalt |\n|---|---:|---:|---|---|");
        for f in self.fields {
            let _ = writeln!(list, "| {} | {} | {} | {} | {} |", f.name, f.position, f.len, f.kind.letter(), f.meaning);
        }
        list
    }
}

const fn assert_names(fields: &[Field]) {
    let mut i = 0;
    while i < fields.len() {
        assert!(fields[i].len > 0, "a field without length");
        let mut j = 0;
        while j < i {
            assert!(!same(fields[i].name, fields[j].name), "two fields of one name");
            j += 1;
        }
        i += 1;
    }
}

/// `==` on strings, which is not `const`.
const fn same(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    let mut i = 0;
    while i < a.len() {
        if a[i] != b[i] {
            return false;
        }
        i += 1;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &[Field] = &[Field::n("nummer", 1, 3, "Nummer"), Field::a("name", 4, 7, "Name, Vorname")];
    const GAP: &[Field] = &[Field::n("nummer", 1, 3, ""), Field::a("name", 5, 6, "")];
    const OVERLAP: &[Field] = &[Field::n("nummer", 1, 3, ""), Field::a("name", 3, 8, "")];
    const TWICE: &[Field] = &[Field::n("name", 1, 3, ""), Field::a("name", 4, 7, "")];
    const FROM_ZERO: &[Field] = &[Field::n("nummer", 0, 3, ""), Field::a("name", 3, 7, "")];

    #[test]
    fn tiling_fields_are_a_layout() {
        const LAYOUT: Layout = Layout::fixed("Satz", 1, 10, GOOD);
        assert_eq!(LAYOUT.field("name").position, 4);
        const _: Layout = Layout::fixed("Satz", 0, 10, FROM_ZERO);
    }

    #[test]
    fn a_wrong_table_panics() {
        type Build = fn() -> Layout;
        let wrong: [(&str, Build); 9] = [
            ("gap", || Layout::fixed("", 1, 10, GAP)),
            ("overlap", || Layout::fixed("", 1, 10, OVERLAP)),
            ("total", || Layout::fixed("", 1, 11, GOOD)),
            ("names", || Layout::fixed("", 1, 10, TWICE)),
            ("counting", || Layout::fixed("", 1, 10, FROM_ZERO)),
            ("separated gap", || Layout::separated("", 1, 9, GAP)),
            ("separated total", || Layout::separated("", 1, 10, OVERLAP)),
            ("separated names", || Layout::separated("", 1, 10, TWICE)),
            ("separated counting", || Layout::separated("", 1, 10, FROM_ZERO)),
        ];
        for (name, build) in wrong {
            assert!(std::panic::catch_unwind(build).is_err(), "{name}");
        }
    }

    #[test]
    fn nominal_positions_may_overlap() {
        const LAYOUT: Layout = Layout::separated("Strom", 1, 11, OVERLAP);
        assert_eq!(LAYOUT.field("name").len, 8);
    }

    #[test]
    #[should_panic(expected = "no field")]
    fn an_unknown_field_panics() {
        Layout::fixed("Satz", 1, 10, GOOD).field("vorname");
    }

    #[test]
    fn the_field_list_shows_every_field() {
        let expected = "# Satz\n\nRecord of 10 characters.\n\n| Feld | Position | Länge | Typ | Inhalt |\n\
                        |---|---:|---:|---|---|\n| nummer | 1 | 3 | N | Nummer |\n| name | 4 | 7 | A | Name, Vorname |\n";
        assert_eq!(Layout::fixed("Satz", 1, 10, GOOD).markdown(), expected);
        assert!(Layout::separated("Satz", 1, 10, GOOD).markdown().contains("at most 10 characters"));
    }
}
