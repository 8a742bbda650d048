//! Tables: UTF-8, RFC 4180, comma, header row, LF. Header and rows come from the record's declaration; they are parsed
//! and formatted by all threads, and read and written in their order.

use std::io::Write;
use std::path::Path;

use domain::Tabelle;
use rayon::prelude::*;

use crate::blocks::{Block, Blocks, MISPLACED, located};
use crate::in_order::in_order;
use crate::log::progress;
use crate::rows::header;
use crate::{Error, Result};

/// Rows that one thread formats at a time.
const ROWS: usize = 2048;

/// Blocks or pieces that are at work at the same time.
fn at_once() -> usize {
    2 * rayon::current_num_threads()
}

/// Writes header and rows, and asserts the file's row order with no row twice.
pub(crate) fn write_rows<T: Tabelle>(name: &str, rows: &[T], mut out: impl Write) -> Result<()> {
    let failed = |source| Error::Io { path: name.into(), source };
    out.write_all(header::<T>().as_bytes()).map_err(failed)?;
    let mut begin = 0;
    for together in rows.chunks(ROWS * at_once()) {
        let pieces: Vec<_> = together.par_chunks(ROWS).map(piece).collect();
        for (piece, of) in pieces.into_iter().zip(together.chunks(ROWS)) {
            let misplaced = |row| Error::Internal(format!("{name}: row {row} is not after the one before it"));
            if begin > 0 && rows[begin - 1].ordnung(&rows[begin]).is_ge() {
                return Err(misplaced(begin + 1));
            }
            out.write_all(&piece.map_err(|row| misplaced(begin + row as usize))?).map_err(failed)?;
            begin += of.len();
        }
    }
    out.flush().map_err(failed)
}

fn piece<T: Tabelle>(rows: &[T]) -> Result<Vec<u8>, u64> {
    let mut text = Vec::with_capacity(rows.len() * 128);
    format(rows, &mut text).map(|_| text)
}

/// How many rows there are, the first of them and the last.
type Formatted<'r, T> = (u64, Option<(&'r T, &'r T)>);

/// Appends rows as they stand in the file, or gives the number of the first that is not after the one before it, from 1.
pub(crate) fn format<'r, T: Tabelle>(
    rows: impl IntoIterator<Item = &'r T>,
    text: &mut Vec<u8>,
) -> Result<Formatted<'r, T>, u64> {
    let (mut count, mut ends): Formatted<'r, T> = (0, None);
    for row in rows {
        count += 1;
        if ends.is_some_and(|(_, before)| before.ordnung(row).is_ge()) {
            return Err(count);
        }
        ends = Some((ends.map_or(row, |(first, _)| first), row));
        row.schreibe(text);
    }
    Ok((count, ends))
}

/// The bytes of a table, for the hash of a view that is no file.
pub fn table_bytes<T: Tabelle>(name: &str, rows: &[T]) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    write_rows(name, rows, &mut bytes)?;
    Ok(bytes)
}

/// Reads a table whose columns begin with those declared, and asserts its row order.
pub fn read_table<T: Tabelle>(path: &Path) -> Result<Vec<T>> {
    let mut rows = Vec::new();
    each_batch(path, |batch| rows.extend(batch))?;
    Ok(rows)
}

/// The rows of a table that was read from that file.
pub(crate) fn table_of<T: Tabelle>(path: &Path, bytes: &[u8]) -> Result<Vec<T>> {
    let mut blocks = Blocks::of::<T>(path, bytes)?;
    let mut rows: Vec<T> = Vec::new();
    while let Some(block) = blocks.next()? {
        let more = block.records::<T>().map_err(|fault| located(path, fault))?;
        if rows.last().zip(more.first()).is_some_and(|(last, first)| last.ordnung(first).is_ge()) {
            return Err(located(path, (block.line, MISPLACED.into())));
        }
        rows.extend(more);
    }
    Ok(rows)
}

/// Reads a table row by row, as [`read_table`] does: it is never whole in memory.
pub fn each_row<T: Tabelle>(path: &Path, mut row: impl FnMut(T)) -> Result<()> {
    each_batch(path, |batch: Vec<T>| batch.into_iter().for_each(&mut row))
}

fn each_batch<T: Tabelle>(path: &Path, mut take: impl FnMut(Vec<T>)) -> Result<()> {
    let length = path.metadata().map_err(Error::io(path))?.len();
    let bar = progress(&format!("reading {}", path.file_name().unwrap_or_default().to_string_lossy()), length);
    let mut blocks = Blocks::open::<T>(path)?;
    let mut last: Option<T> = None;
    let parse = |block: Block| {
        let records = block.records::<T>().map_err(|fault| located(path, fault))?;
        Ok((records, block.line, block.text.len()))
    };
    in_order(std::iter::from_fn(|| blocks.next().transpose()), parse, |(mut batch, line, bytes)| {
        if last.as_ref().zip(batch.first()).is_some_and(|(last, first)| last.ordnung(first).is_ge()) {
            return Err(located(path, (line, MISPLACED.into())));
        }
        bar.inc(bytes as u64);
        // The last row of a batch waits for the first of the next one.
        let held = batch.pop();
        take(std::mem::replace(&mut last, held).into_iter().collect());
        take(batch);
        Ok(())
    })?;
    take(last.into_iter().collect());
    bar.finish_and_clear();
    Ok(())
}
