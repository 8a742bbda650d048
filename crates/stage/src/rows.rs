//! Tables of a million rows, read and written as they stand in the file: without a value for each cell.

use std::cmp::Ordering;
use std::fs;
use std::io::{BufRead, Read, Write};
use std::marker::PhantomData;
use std::path::Path;

use domain::Tabelle;

use crate::table::{read_rows, table_bytes};
use crate::{Error, Result};

/// The rows of a table as text. Only for tables in the order of their first column whose cells hold no line breaks: a
/// row is a line.
#[derive(Debug)]
pub struct Rows<T> {
    text: Vec<u8>,
    /// Where each row begins, and where the last ends.
    begins: Vec<u64>,
    record: PhantomData<T>,
}

impl<T: Tabelle> Rows<T> {
    /// Reads a table and asserts its header and row order.
    ///
    /// # Errors
    /// It cannot be read, or it is not as it was written.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read(path).map_err(Error::io(path))?;
        Rows::of_text(text).map_err(|(line, what)| {
            let path = path.display();
            Error::Data(format!("{path}, line {line}: {what}\nrun the stage that wrote it with --force"))
        })
    }

    /// The rows of these records, which stand in their order.
    ///
    /// # Errors
    /// They do not.
    pub fn of(records: &[T]) -> Result<Self> {
        let text = table_bytes("rows", records)?;
        Rows::of_text(text).map_err(|(line, what)| Error::Internal(format!("line {line}: {what}")))
    }

    fn of_text(text: Vec<u8>) -> Result<Self, (usize, String)> {
        let header = header::<T>();
        if !text.starts_with(header.as_bytes()) {
            return Err((1, format!("expected the columns {}", header.trim_end())));
        }
        let mut begins = vec![header.len() as u64];
        let mut rest = &text[header.len()..];
        let mut before: &[u8] = b"";
        while !rest.is_empty() {
            let key = first_cell(rest);
            if key <= before {
                return Err((begins.len() + 1, "the row is not after the one before it".into()));
            }
            before = key;
            rest.skip_until(b'\n').expect("memory can be read");
            begins.push((text.len() - rest.len()) as u64);
        }
        if !text.ends_with(b"\n") {
            return Err((begins.len(), "the last line has no end".into()));
        }
        Ok(Rows { text, begins, record: PhantomData })
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.begins.len() - 1
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// A row, with its line feed.
    pub fn row(&self, nr: usize) -> &[u8] {
        &self.text[self.begins[nr] as usize..self.begins[nr + 1] as usize]
    }
}

/// The records that rows are.
///
/// # Errors
/// They are none of this table.
pub fn parse_rows<T: Tabelle>(rows: &[u8]) -> Result<Vec<T>> {
    let header = header::<T>();
    read_rows(Path::new("rows"), header.as_bytes().chain(rows), header.len() + rows.len())
}

/// The header row.
pub(crate) fn header<T: Tabelle>() -> String {
    let names: Vec<&str> = T::SPALTEN.iter().map(|spalte| spalte.name).collect();
    format!("{}\n", names.join(","))
}

/// The first cell of a row; all that is compared of it.
fn first_cell(row: &[u8]) -> &[u8] {
    let end = row.iter().position(|byte| matches!(byte, b',' | b'\n')).unwrap_or(row.len());
    &row[..end]
}

/// Writes pieces of rows below the header, and asserts that each row is after the one before it by its first column,
/// which must be the table's order. Gives the number of rows.
pub(crate) fn write_pieces<T: Tabelle>(
    name: &str,
    pieces: impl IntoIterator<Item = Vec<u8>>,
    mut out: impl Write,
) -> Result<u64> {
    let wrong = |what: String| Err(Error::Internal(format!("{name}: {what}")));
    if !T::ORDNUNG.iter().eq(T::SPALTEN.iter().take(1).map(|spalte| &spalte.name)) {
        return wrong("the rows are not in the order of their first column".into());
    }
    let failed = |source| Error::Io { path: name.into(), source };
    out.write_all(header::<T>().as_bytes()).map_err(failed)?;
    let (mut count, mut before) = (0, Vec::new());
    for piece in pieces {
        let mut rest = &piece[..];
        let mut last = &before[..];
        while !rest.is_empty() {
            let key = first_cell(rest);
            if key.cmp(last) != Ordering::Greater {
                return wrong(format!("row {} is not after the one before it", count + 1));
            }
            last = key;
            count += 1;
            rest.skip_until(b'\n').expect("memory can be read");
        }
        before = last.to_vec();
        out.write_all(&piece).map_err(failed)?;
    }
    out.flush().map_err(failed)?;
    Ok(count)
}

#[cfg(test)]
mod tests {
    use domain::{Fall, FallZeile, JaNein};

    use super::*;

    fn fall(aktenzeichen: &str, name: &str) -> Fall {
        Fall {
            aktenzeichen: aktenzeichen.into(),
            pz: "8".into(),
            geb_datum: domain::datum::aus_iso("1979-01-19"),
            unf_datum: None,
            vorname: "Jürgen".into(),
            zusatz: String::new(),
            name: name.into(),
            strasse: "Straße 1, Hof \"Nord\"".into(),
            lkz: "D".into(),
            plz: "01067".into(),
            ort: "Köln".into(),
            abgegeben: JaNein::Ja,
        }
    }

    fn row(fall: &Fall) -> Vec<u8> {
        let mut row = Vec::new();
        let zeile = FallZeile {
            aktenzeichen: &fall.aktenzeichen,
            pz: &fall.pz,
            geb_datum: fall.geb_datum,
            unf_datum: fall.unf_datum,
            vorname: &fall.vorname,
            zusatz: &fall.zusatz,
            name: &fall.name,
            strasse: &fall.strasse,
            lkz: &fall.lkz,
            plz: &fall.plz,
            ort: &fall.ort,
            abgegeben: fall.abgegeben,
        };
        assert_eq!(&zeile.fall(), fall);
        zeile.schreibe(&mut row);
        row
    }

    #[test]
    fn formatted_rows_are_those_of_the_table() {
        let faelle =
            [fall("10000001", "Meyer"), fall("10000002", "\"O'Hara\""), fall("10000003", "a,b"), fall("2", "")];
        let table = table_bytes("faelle.csv", &faelle).expect("in order");
        let pieces = vec![row(&faelle[0]), [row(&faelle[1]), row(&faelle[2])].concat(), Vec::new(), row(&faelle[3])];
        let mut written = Vec::new();
        assert_eq!(write_pieces::<Fall>("faelle.csv", pieces, &mut written).expect("in order"), 4);
        assert_eq!(String::from_utf8(written), String::from_utf8(table));
        let rows = Rows::of(&faelle).expect("in order");
        assert_eq!((rows.len(), rows.row(2)), (4, &row(&faelle[2])[..]));
        for (nr, fall) in faelle.iter().enumerate() {
            assert_eq!(&parse_rows::<Fall>(rows.row(nr)).expect("a row")[0], fall);
        }
    }

    #[test]
    fn rows_out_of_order_are_a_defect() {
        let (a, b) = (row(&fall("10000001", "A")), row(&fall("10000002", "B")));
        for pieces in [vec![b.clone(), a.clone()], vec![[b.clone(), a.clone()].concat()], vec![a.clone(), a.clone()]] {
            let error = write_pieces::<Fall>("faelle.csv", pieces, &mut Vec::new()).expect_err("not in order");
            assert!(matches!(&error, Error::Internal(what) if what.contains("not after the one before")), "{error}");
        }
        let header = header::<Fall>();
        for (text, line) in [
            ([header.as_bytes(), &b, &a].concat(), 3),
            ([header.as_bytes(), &a[..a.len() - 1]].concat(), 2),
            (a.clone(), 1),
            (Vec::new(), 1),
        ] {
            assert_eq!(Rows::<Fall>::of_text(text).map(|_| ()).map_err(|(line, _)| line), Err(line));
        }
        assert!(Rows::<Fall>::of_text(header.into_bytes()).is_ok_and(|rows| rows.is_empty()));
    }
}
