//! A spreadsheet that people filled in, as the text of a decision file.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use calamine::{DataRef, Reader, Xlsx};

/// First bytes of a spreadsheet, which is a ZIP archive.
const MAGIC: &[u8] = b"PK\x03\x04";
/// Bytes that a spreadsheet may unpack to.
const UNPACKED: u64 = 256 << 20;
/// Columns that are read; a work list has a fraction of them.
const COLUMNS: u32 = 200;

/// Why a spreadsheet cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// It is no spreadsheet, or a damaged one.
    #[error("no readable XLSX: {0}")]
    Damaged(String),
    /// It unpacks to more than any work list.
    #[error("it unpacks to more than {} MB", UNPACKED >> 20)]
    TooLarge,
    /// It has no sheet.
    #[error("no sheet in it")]
    Empty,
}

/// Returns true if these are the first bytes of a spreadsheet.
pub fn is_xlsx(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// The first sheet as CSV (`;`, UTF-8): row by row, empty rows too, so that line numbers are row numbers. Dates are
/// `JJJJ-MM-TTTHH:MM:SS`, whole numbers have no decimal point.
///
/// # Errors
/// It is no spreadsheet, a damaged one, or far too large.
pub fn as_csv(bytes: &[u8]) -> Result<Vec<u8>, Unreadable> {
    check_size(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let name = book.sheet_names().first().cloned().ok_or(Unreadable::Empty)?;
    // Cell by cell: a lone cell far below must not make a table of millions.
    let mut cells = book.worksheet_cells_reader(&name).map_err(damaged)?;
    let mut rows: BTreeMap<u32, BTreeMap<u32, String>> = BTreeMap::new();
    while let Some(cell) = cells.next_cell().map_err(damaged)? {
        let (row, column) = cell.get_position();
        let text = text_of(cell.get_value());
        if column < COLUMNS && !text.is_empty() {
            rows.entry(row).or_default().insert(column, text);
        }
    }
    write(&rows)
}

fn write(rows: &BTreeMap<u32, BTreeMap<u32, String>>) -> Result<Vec<u8>, Unreadable> {
    let width = rows.values().filter_map(|row| row.last_key_value()).map(|(column, _)| column + 1).max().unwrap_or(1);
    let mut csv = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
    let mut next = rows.keys().next().copied().unwrap_or_default();
    for (&row, cells) in rows {
        // A stretch of empty rows is kept, but not a million of them.
        for _ in next..row.min(next + 10_000) {
            csv.write_record(std::iter::repeat_n("", width as usize)).map_err(damaged)?;
        }
        let cell = |column| cells.get(&column).map_or("", String::as_str);
        csv.write_record((0..width).map(cell)).map_err(damaged)?;
        next = row + 1;
    }
    csv.into_inner().map_err(damaged)
}

/// Unpacks every part once and counts: the sizes that an archive states may lie.
fn check_size(bytes: &[u8]) -> Result<(), Unreadable> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    let mut left = UNPACKED;
    for nr in 0..archive.len() {
        let part = archive.by_index(nr).map_err(damaged)?;
        let size = std::io::copy(&mut part.take(left + 1), &mut std::io::sink()).map_err(damaged)?;
        left = left.checked_sub(size).ok_or(Unreadable::TooLarge)?;
    }
    Ok(())
}

fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.trim().to_owned(),
        DataRef::SharedString(text) => text.trim().to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::DateTime(when) => {
            let (year, month, day, hour, minute, second, _) = when.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")
        }
        DataRef::Bool(true) => "WAHR".to_owned(),
        DataRef::Bool(false) => "FALSCH".to_owned(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

fn damaged(error: impl std::fmt::Display) -> Unreadable {
    Unreadable::Damaged(error.to_string())
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

    use super::*;

    fn csv_of(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> String {
        let mut book = Workbook::new();
        fill(book.add_worksheet());
        String::from_utf8(as_csv(&book.save_to_buffer().expect("a book")).expect("readable")).expect("UTF-8")
    }

    #[test]
    fn typed_numbers_and_times_are_read() {
        let csv = csv_of(|sheet| {
            let when = ExcelDateTime::parse_from_str("2005-03-11T08:30:00").expect("a time");
            let format = Format::new().set_num_format("dd.mm.yyyy hh:mm");
            sheet.write(0, 0, "art").expect("written");
            sheet.write(1, 0, 503_305_647_430_f64).expect("written");
            sheet.write_with_format(1, 1, &when, &format).expect("written");
            sheet.write(1, 2, 12.93).expect("written");
            sheet.write(3, 0, true).expect("written");
        });
        assert_eq!(csv, "art;;\n503305647430;2005-03-11T08:30:00;12.93\n;;\nWAHR;;\n");
    }

    #[test]
    fn a_lone_cell_far_away_costs_nothing() {
        let csv = csv_of(|sheet| {
            sheet.write(0, 0, "art").expect("written");
            sheet.write(1_048_575, 16_383, "x").expect("written");
            sheet.write(1_048_575, 0, "y").expect("written");
        });
        assert!(csv.lines().count() <= 10_002 && csv.ends_with("y\n"));
    }

    #[test]
    fn what_is_no_spreadsheet_is_said() {
        for bytes in [&b""[..], b"PK\x03\x04", b"PK\x03\x04 and more that is no archive", b"art;pic_nr\n"] {
            assert!(matches!(as_csv(bytes), Err(Unreadable::Damaged(_))), "{bytes:?}");
        }
        assert!(is_xlsx(b"PK\x03\x04x") && !is_xlsx(b"art;pic_nr"));
    }
}
