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
    if let Some(place) = rows.windows(2).position(|pair| pair[0].ordnung(&pair[1]).is_ge()) {
        return Err(Error::Internal(format!("{name}: row {} is not after the one before it", place + 2)));
    }
    let failed = |source| Error::Io { path: name.into(), source };
    out.write_all(header::<T>().as_bytes()).map_err(failed)?;
    for together in rows.chunks(ROWS * at_once()) {
        let pieces: Vec<_> = together.par_chunks(ROWS).map(format).collect();
        pieces.iter().try_for_each(|piece| out.write_all(piece)).map_err(failed)?;
    }
    out.flush().map_err(failed)
}

fn format<T: Tabelle>(rows: &[T]) -> Vec<u8> {
    let mut text = Vec::with_capacity(rows.len() * 128);
    rows.iter().for_each(|row| row.schreibe(&mut text));
    text
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

/// Reads a table row by row, as [`read_table`] does: it is never whole in memory.
pub fn each_row<T: Tabelle>(path: &Path, mut row: impl FnMut(T) + Send) -> Result<()> {
    each_batch(path, |batch: Vec<T>| batch.into_iter().for_each(&mut row))
}

fn each_batch<T: Tabelle>(path: &Path, mut take: impl FnMut(Vec<T>) + Send) -> Result<()> {
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
