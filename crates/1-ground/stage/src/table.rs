//! Tables: UTF-8, RFC 4180, comma, header row, LF. Header and rows come from the record's declaration.

use std::cmp::Ordering;
use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::Path;

use csv::{ReaderBuilder, StringRecord, Terminator, WriterBuilder};
use domain::Tabelle;

use crate::log::progress;
use crate::{Error, Result};

/// Bytes that are read together.
const BUFFER: usize = 1 << 18;

/// Writes header and rows, and asserts the file's row order with no row twice.
pub(crate) fn write_rows<T: Tabelle>(name: &str, rows: &[T], out: impl Write) -> Result<()> {
    if let Some(place) = rows.windows(2).position(|pair| pair[0].ordnung(&pair[1]) != Ordering::Less) {
        return Err(Error::Internal(format!("{name}: row {} is not after the one before it", place + 2)));
    }
    let mut writer = WriterBuilder::new().has_headers(false).terminator(Terminator::Any(b'\n')).from_writer(out);
    let header = T::SPALTEN.iter().map(|spalte| spalte.name);
    let written = writer
        .write_record(header)
        .and_then(|()| rows.iter().try_for_each(|row| writer.serialize(row)))
        .and_then(|()| writer.flush().map_err(csv::Error::from));
    written.map_err(|e| match e.into_kind() {
        csv::ErrorKind::Io(source) => Error::Io { path: name.into(), source },
        other => Error::Internal(format!("{name}: {other:?}")),
    })
}

/// The bytes of a table, for the hash of a view that is no file.
pub fn table_bytes<T: Tabelle>(name: &str, rows: &[T]) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    write_rows(name, rows, &mut bytes)?;
    Ok(bytes)
}

/// Reads a table whose columns begin with those declared, and asserts its row order.
pub fn read_table<T: Tabelle>(path: &Path) -> Result<Vec<T>> {
    let file = File::open(path).map_err(Error::io(path))?;
    let length = file.metadata().map_err(Error::io(path))?.len();
    let bar = progress(&format!("reading {}", path.file_name().unwrap_or_default().to_string_lossy()), length);
    let input = bar.wrap_read(BufReader::with_capacity(BUFFER, file));
    let rows = read_rows(path, input, BUFFER);
    bar.finish_and_clear();
    rows
}

/// Reads a table row by row, as [`read_table`] does: one row is in memory, and the one before it.
pub fn each_row<T: Tabelle>(path: &Path, row: impl FnMut(T)) -> Result<()> {
    let file = File::open(path).map_err(Error::io(path))?;
    let (mut row, mut last) = (row, None);
    for_rows(path, BufReader::with_capacity(BUFFER, file), BUFFER, |next: T| {
        let sorted = last.as_ref().is_none_or(|last: &T| last.ordnung(&next) == Ordering::Less);
        if let Some(before) = last.replace(next) {
            row(before);
        }
        sorted
    })?;
    last.into_iter().for_each(row);
    Ok(())
}

/// Reads rows below their header; `buffer` bytes at a time, or all if there are fewer.
pub(crate) fn read_rows<T: Tabelle>(path: &Path, input: impl Read, buffer: usize) -> Result<Vec<T>> {
    let mut rows: Vec<T> = Vec::new();
    for_rows(path, input, buffer, |row: T| {
        let sorted = rows.last().is_none_or(|last| last.ordnung(&row) == Ordering::Less);
        rows.push(row);
        sorted
    })?;
    Ok(rows)
}

/// Gives each row below the header to `take`, which says whether it is after the one before it.
fn for_rows<T: Tabelle>(path: &Path, input: impl Read, buffer: usize, mut take: impl FnMut(T) -> bool) -> Result<()> {
    let bad = |line: u64, what: String| {
        Error::Data(format!("{}, line {line}: {what}\nrun the stage that wrote it with --force", path.display()))
    };
    let mut reader = ReaderBuilder::new().buffer_capacity(buffer.min(BUFFER)).from_reader(input);
    let header = reader.headers().map_err(|e| bad(1, e.to_string()))?.clone();
    let declared = T::SPALTEN.iter().map(|spalte| spalte.name);
    if header.len() < T::SPALTEN.len() || !declared.eq(header.iter().take(T::SPALTEN.len())) {
        let expected: Vec<_> = T::SPALTEN.iter().map(|spalte| spalte.name).collect();
        return Err(bad(1, format!("expected the columns {}", expected.join(","))));
    }
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(|e| bad(reader_line(&e), e.to_string()))? {
        let line = record.position().map_or(0, |position| position.line());
        let row: T = record.deserialize(None).map_err(|e| bad(line, e.to_string()))?;
        if !take(row) {
            return Err(bad(line, "the row is not after the one before it".into()));
        }
    }
    Ok(())
}

fn reader_line(error: &csv::Error) -> u64 {
    error.position().map_or(0, |position| position.line())
}
