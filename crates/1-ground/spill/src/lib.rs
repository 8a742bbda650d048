//! Sorts more records than memory holds.
//!
//! A record is a key and a payload, both bytes; keys are compared byte by byte. A [`Sorter`] takes records in any
//! order, holds a bounded part of them and writes sorted runs of them to a [`Spill`]; [`Sorted`] merges the runs as
//! often as asked. Records that come in their order are one run, and nothing is sorted.

mod merge;
mod run;
mod sorter;
mod store;

pub use merge::{Merge, Sorted};
pub use sorter::Sorter;
pub use store::Spill;

#[cfg(test)]
mod tests;
