//! Work lists for people: one shape for all stages, as CSV and as XLSX, there and back.
//!
//! A stage hands its tasks to [`write()`]; both files hold the same rows in the same order. What comes back filled in is a
//! decision file: [`as_csv`] turns a spreadsheet into the text that the reader of decisions knows.

mod read;
mod sheet;
mod write;

pub use read::{Unreadable, as_csv, is_xlsx};
pub use sheet::xlsx;
pub use write::{LIST, SHEET, reads, write, write_beside};
