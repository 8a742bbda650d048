//! The order of reading: which part of the sheet each text on the pages belongs to, and what that part is.
//!
//! Programs that read aloud follow this tree, not the pages. What is in no part of it (the number of a page, the head
//! that a table has again on the next page, lines) is decoration to them.

/// The kind of a part of a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rolle {
    /// The whole sheet.
    Dokument,
    /// Its title.
    Titel,
    /// A heading within it.
    Ueberschrift,
    /// Running text, or lines that belong together.
    Absatz,
    /// Names with their values.
    Liste,
    /// A name with its value.
    Eintrag,
    /// A name.
    Name,
    /// Its value.
    Wert,
    /// A table.
    Tabelle,
    /// A row of a table.
    Reihe,
    /// The heading of a column.
    Spaltenkopf,
    /// The name of a row, across so many columns.
    Reihenkopf(usize),
    /// A cell.
    Zelle,
    /// A field to be filled in.
    Feld,
}

/// A part of the sheet within another.
#[derive(Clone, Debug)]
pub(super) struct Teil {
    pub(super) rolle: Rolle,
    /// Number of the part around it; its own for the whole.
    pub(super) in_teil: usize,
    /// Numbers of the parts in it, in the order of reading.
    pub(super) teile: Vec<usize>,
}

/// The parts of a sheet by number, in the order of reading; the first is the whole.
#[derive(Debug)]
pub(super) struct Baum {
    pub(super) teile: Vec<Teil>,
    offen: usize,
}

impl Baum {
    /// A sheet without parts.
    pub(super) fn neu() -> Self {
        Baum { teile: vec![Teil { rolle: Rolle::Dokument, in_teil: 0, teile: Vec::new() }], offen: 0 }
    }

    /// Begins a part; what comes next is in it until [`ende`](Self::ende).
    pub(super) fn beginne(&mut self, rolle: Rolle) {
        self.offen = self.teil(rolle);
    }

    /// Ends the part begun last.
    pub(super) fn ende(&mut self) {
        self.offen = self.teile[self.offen].in_teil;
    }

    /// A part that holds texts and no other parts; gives its number.
    pub(super) fn teil(&mut self, rolle: Rolle) -> usize {
        let nummer = self.teile.len();
        self.teile.push(Teil { rolle, in_teil: self.offen, teile: Vec::new() });
        self.teile[self.offen].teile.push(nummer);
        nummer
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_within_the_one_that_is_open() {
        let mut baum = Baum::neu();
        let titel = baum.teil(Rolle::Titel);
        baum.beginne(Rolle::Tabelle);
        baum.beginne(Rolle::Reihe);
        let zelle = baum.teil(Rolle::Zelle);
        baum.ende();
        baum.ende();
        let absatz = baum.teil(Rolle::Absatz);
        assert_eq!(baum.teile[0].teile, [titel, titel + 1, absatz]);
        assert_eq!(baum.teile[zelle].in_teil, titel + 2);
    }
}
