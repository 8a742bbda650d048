//! Tables of a million rows, read and written as they stand in the file: without a value for each cell.

use std::cmp::Ordering;
use std::fs;
use std::io::{BufRead, Write};
use std::marker::PhantomData;
use std::path::Path;

use domain::Tabelle;

use crate::blocks::{located, records};
use crate::older::{older, other_columns};
use crate::table::table_bytes;
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
        let end = text.iter().position(|&byte| byte == b'\n').map_or(text.len(), |end| end + 1);
        let text = match older::<T>(&text[..end]).map_err(|what| other_columns(path, &what))? {
            None => text,
            Some(older) => [header::<T>().into_bytes(), older.rows(&text[end..])].concat(),
        };
        Rows::of_text(text).map_err(|(line, what)| located(path, (line as u64, what)))
    }

    /// The rows of these records, which stand in their order.
    ///
    /// # Errors
    /// They do not.
    pub fn of(records: &[T]) -> Result<Self> {
        let text = table_bytes("rows", records)?;
        Rows::of_text(text).map_err(|(line, what)| Error::Internal(format!("line {line}: {what}")))
    }

    /// Formatted rows in their order.
    ///
    /// # Errors
    /// They are not in their order.
    pub fn of_pieces(pieces: impl IntoIterator<Item = Piece>) -> Result<Self> {
        let mut text = Vec::new();
        write_pieces::<T>("rows", pieces, &mut text)?;
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

    /// The row whose first cell is that.
    pub fn find(&self, key: &str) -> Option<&[u8]> {
        let (mut from, mut to) = (0, self.len());
        while from < to {
            let middle = from + (to - from) / 2;
            match first_cell(self.row(middle)).cmp(key.as_bytes()) {
                Ordering::Equal => return Some(self.row(middle)),
                Ordering::Less => from = middle + 1,
                Ordering::Greater => to = middle,
            }
        }
        None
    }

    /// Number of rows.
    pub fn len(&self) -> usize {
        self.begins.len() - 1
    }

    /// Returns true if there is no row.
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
    records(rows, 1).map_err(|(line, what)| Error::Data(format!("row {line}: {what}")))
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

/// Rows that follow one another in a table, formatted. That each is after the one before it is asserted here, by its
/// first cell, while it is at hand; what is between pieces, where they are written.
#[derive(Debug, Default)]
pub struct Piece {
    text: Vec<u8>,
    /// Where the last row begins.
    last: usize,
    count: u64,
    /// The first row that is not after the one before it, from 1.
    misplaced: Option<u64>,
}

impl Piece {
    /// An empty piece with room for so many bytes.
    pub fn with_capacity(bytes: usize) -> Self {
        Piece { text: Vec::with_capacity(bytes), ..Piece::default() }
    }

    /// Appends one row with its line feed, which `write` appends to the text.
    pub fn row(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        let begin = self.text.len();
        write(&mut self.text);
        let (before, row) = self.text.split_at(begin);
        self.count += 1;
        if begin > 0 && first_cell(row) <= first_cell(&before[self.last..]) {
            self.misplaced.get_or_insert(self.count);
        }
        self.last = begin;
    }

    /// The rows.
    pub fn text(&self) -> &[u8] {
        &self.text
    }
}

/// Writes pieces of rows below the header, and asserts that each row is after the one before it by its first column,
/// which must be the table's order. Gives the number of rows.
pub(crate) fn write_pieces<T: Tabelle>(
    name: &str,
    pieces: impl IntoIterator<Item = Piece>,
    mut out: impl Write,
) -> Result<u64> {
    let wrong = |what: String| Err(Error::Internal(format!("{name}: {what}")));
    if !T::ORDNUNG.iter().eq(T::SPALTEN.iter().take(1).map(|spalte| &spalte.name)) {
        return wrong("the rows are not in the order of their first column".into());
    }
    let failed = |source| Error::Io { path: name.into(), source };
    out.write_all(header::<T>().as_bytes()).map_err(failed)?;
    let (mut count, mut before) = (0, Vec::new());
    for piece in pieces.into_iter().filter(|piece| piece.count > 0) {
        let misplaced = if first_cell(&piece.text) <= &before[..] { Some(1) } else { piece.misplaced };
        if let Some(nr) = misplaced {
            return wrong(format!("row {} is not after the one before it", count + nr));
        }
        count += piece.count;
        before = first_cell(&piece.text[piece.last..]).to_vec();
        out.write_all(&piece.text).map_err(failed)?;
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
            geb_datum: domain::datum::aus_iso("1979-01-19").map(Into::into),
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

    fn piece(rows: &[&Fall]) -> Piece {
        let mut piece = Piece::default();
        rows.iter().for_each(|fall| piece.row(|text| text.extend(row(fall))));
        piece
    }

    #[test]
    fn formatted_rows_are_those_of_the_table() {
        let faelle =
            [fall("10000001", "Meyer"), fall("10000002", "\"O'Hara\""), fall("10000003", "a,b"), fall("2", "")];
        let table = table_bytes("faelle.csv", &faelle).expect("in order");
        let [a, b, c, d] = &faelle;
        let pieces = [piece(&[a]), piece(&[b, c]), Piece::default(), piece(&[d])];
        let mut written = Vec::new();
        assert_eq!(write_pieces::<Fall>("faelle.csv", pieces, &mut written).expect("in order"), 4);
        assert_eq!(String::from_utf8(written), String::from_utf8(table));
        let rows = Rows::of(&faelle).expect("in order");
        assert_eq!((rows.len(), rows.row(2)), (4, &row(&faelle[2])[..]));
        assert!(faelle.iter().all(|fall| rows.find(&fall.aktenzeichen) == Some(&row(fall)[..])));
        assert_eq!((rows.find("10000000"), rows.find("3"), rows.find("")), (None, None, None));
        for (nr, fall) in faelle.iter().enumerate() {
            assert_eq!(&parse_rows::<Fall>(rows.row(nr)).expect("a row")[0], fall);
        }
    }

    #[test]
    fn rows_out_of_order_are_a_defect() {
        let (a, b) = (fall("10000001", "A"), fall("10000002", "B"));
        for pieces in
            [vec![piece(&[&b]), piece(&[&a])], vec![piece(&[&b, &a, &b])], vec![piece(&[&a]), piece(&[&a, &b])]]
        {
            let error = write_pieces::<Fall>("faelle.csv", pieces, &mut Vec::new()).expect_err("not in order");
            assert!(
                matches!(&error, Error::Internal(what) if what.contains("row 2 is not after the one before")),
                "{error}"
            );
        }
        let (a, b) = (row(&a), row(&b));
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
