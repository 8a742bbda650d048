//! What e-prescriptions say beyond the tables of invoices. Its rows are kept aside while they wait for the Beleg-ID.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use domain::{ERezept, ErledigtesRezept, Rezepturteil, Tabelle, Zuabschlag};
use spill::{Sorted, Sorter, Spill};
use stage::{Error, Result, Row, Stage, TableWriter};

use crate::carried::Carriers;
use crate::past::Past;

/// Tables that a run has only where it has e-prescriptions: a run of paper alone is as it always was.
pub(crate) const FILES: [&str; 3] = ["erezepte.csv", "zuabschlaege.csv", "rezepturen.csv"];

/// Columns behind the PicNr that a table of them is ordered by.
const ORDER: [&[usize]; 3] = [&[], &[2], &[2, 3, 4]];
/// Column of the PicNr.
const PIC_NR: usize = 1;
/// Bytes of the rows of one table that are held in memory.
const HELD: usize = 1 << 20;

/// The rows of a new invoice, table by table: by PicNr and what they are ordered by, without their Beleg-ID.
#[derive(Clone, Debug)]
pub struct Beyond<'s>([Sorted<'s>; 3]);

/// Where the rows of an invoice come from.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Source<'a> {
    /// It is new.
    New(&'a Beyond<'a>),
    /// The tables of the earlier run.
    Carried,
}

/// Takes the rows of an invoice, prescription by prescription.
#[derive(Debug)]
pub(crate) struct Collector<'s> {
    tables: [Sorter<'s>; 3],
    text: Vec<u8>,
}

impl<'s> Collector<'s> {
    /// Rows go to `room`.
    pub(crate) fn new(room: &'s Spill) -> Self {
        Collector { tables: [(); 3].map(|()| Sorter::new(room, HELD)), text: Vec::new() }
    }

    /// Takes a prescription; all its rows have its PicNr, which no other may have, and no Beleg-ID.
    pub(crate) fn take(
        &mut self,
        erezept: &ERezept,
        zuabschlaege: &[Zuabschlag],
        rezepturen: &[Rezepturteil],
    ) -> io::Result<()> {
        self.row(0, erezept)?;
        zuabschlaege.iter().try_for_each(|row| self.row(1, row))?;
        rezepturen.iter().try_for_each(|row| self.row(2, row))
    }

    fn row<T: Tabelle>(&mut self, table: usize, row: &T) -> io::Result<()> {
        self.text.clear();
        row.schreibe(&mut self.text);
        self.tables[table].push(&key("", table, Row(&self.text)), &self.text)
    }

    /// All that was taken.
    pub(crate) fn finish(self) -> io::Result<Beyond<'s>> {
        let [erezepte, zuabschlaege, rezepturen] = self.tables;
        Ok(Beyond([erezepte.finish()?, zuabschlaege.finish()?, rezepturen.finish()?]))
    }
}

/// Writes the tables of all `invoices`, if there is an e-prescription: the rows of the new ones, and of the others those of
/// earlier runs.
pub(crate) fn write(
    stage: &mut Stage,
    invoices: &BTreeMap<&str, Source<'_>>,
    past: &Past<ErledigtesRezept>,
) -> Result<()> {
    if write_table::<ERezept>(stage, 0, invoices, past, false)? {
        write_table::<Zuabschlag>(stage, 1, invoices, past, true)?;
        write_table::<Rezepturteil>(stage, 2, invoices, past, true)?;
    }
    Ok(())
}

/// Writes a table; returns true if it did. One without rows is written only if it `must`.
fn write_table<T: Tabelle>(
    stage: &mut Stage,
    table: usize,
    invoices: &BTreeMap<&str, Source<'_>>,
    past: &Past<ErledigtesRezept>,
    must: bool,
) -> Result<bool> {
    let file = FILES[table];
    let mut out = must.then(|| stage.table::<T>(file)).transpose()?;
    let mut carried: Carriers<'_, T> = past.carried_if_there(file)?;
    let mut text = Vec::new();
    for (beleg_id, source) in invoices {
        let mut take = |row: Row<'_>| {
            text.clear();
            text.extend_from_slice(beleg_id.as_bytes());
            text.extend_from_slice(&row.0[row.cell(0).len()..]);
            let key = key(beleg_id, table, row);
            writer(stage, file, &mut out)?.row(&key, &text)
        };
        match source {
            Source::New(beyond) => each(&beyond.0[table], take)?,
            Source::Carried => carried.invoice(beleg_id, |row| take(Row(&[row.0, b"\n"].concat())))?,
        }
    }
    out.map(|out| stage.take(out)).transpose().map(|done| done.is_some())
}

/// The table, made when its first row comes.
fn writer<'t, T: Tabelle>(
    stage: &Stage,
    file: &'static str,
    out: &'t mut Option<TableWriter<T>>,
) -> Result<&'t mut TableWriter<T>> {
    match out {
        Some(table) => Ok(table),
        None => Ok(out.insert(stage.table(file)?)),
    }
}

fn each(rows: &Sorted<'_>, mut take: impl FnMut(Row<'_>) -> Result<()>) -> Result<()> {
    let kept_aside = |source| Error::Io { path: PathBuf::from("the rows kept aside"), source };
    let mut rows = rows.records().map_err(kept_aside)?;
    while let Some((_, row)) = rows.next().map_err(kept_aside)? {
        take(Row(row))?;
    }
    Ok(())
}

/// What a row is ordered by, in bytes that compare as that does.
fn key(beleg_id: &str, table: usize, row: Row<'_>) -> Vec<u8> {
    let mut key = [beleg_id.as_bytes(), b",", row.cell(PIC_NR)].concat();
    for &column in ORDER[table] {
        let number: u32 =
            std::str::from_utf8(row.cell(column)).ok().and_then(|text| text.parse().ok()).unwrap_or_default();
        key.extend(number.to_be_bytes());
    }
    key
}

#[cfg(test)]
mod tests {
    use domain::Spalte;

    use super::*;

    fn names(columns: &[Spalte], of: &[usize]) -> Vec<&'static str> {
        [&[PIC_NR], of].concat().into_iter().map(|nr| columns[nr].name).collect()
    }

    #[test]
    fn the_columns_stand_where_they_are_looked_for() {
        assert_eq!(names(ERezept::SPALTEN, ORDER[0]), ["pic_nr"]);
        assert_eq!(names(Zuabschlag::SPALTEN, ORDER[1]), ["pic_nr", "lfd_nr"]);
        assert_eq!(names(Rezepturteil::SPALTEN, ORDER[2]), ["pic_nr", "herstellung", "einheit", "lfd_nr"]);
    }

    #[test]
    fn keys_compare_as_rows_do() {
        let of = |row: &str| key("0000001", 2, Row(row.as_bytes()));
        assert!(of(",805000000001,1,9,1,\n") < of(",805000000001,1,10,1,\n"));
        assert!(of(",805000000001,9,9,9,\n") < of(",805000000002,1,1,1,\n"));
    }
}
