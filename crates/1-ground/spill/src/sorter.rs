//! Takes records in any order.

use std::io;

use crate::run::{LENGTHS, Run, append, lengths};
use crate::{Sorted, Spill};

/// Bytes that are written together.
const TOGETHER: usize = 1 << 20;

/// Takes records and writes runs of them; holds no more than so many bytes.
#[derive(Debug)]
pub struct Sorter<'s> {
    spill: &'s Spill,
    limit: usize,
    /// Records as they stand in a run.
    records: Vec<u8>,
    entries: Vec<Entry>,
    /// Whether the records came in their order.
    ascending: bool,
    runs: Vec<Run>,
    count: u64,
}

/// A record: the first bytes of its key, which mostly decide, and where it begins.
#[derive(Clone, Copy, Debug)]
struct Entry {
    prefix: u64,
    begin: u32,
}

impl<'s> Sorter<'s> {
    /// A sorter that holds `limit` bytes at most.
    pub fn new(spill: &'s Spill, limit: usize) -> Self {
        assert!(u32::try_from(limit).is_ok(), "a sorter holds less than 4 GB");
        let (records, entries, runs) = Default::default();
        Sorter { spill, limit, records, entries, ascending: true, runs, count: 0 }
    }

    /// Takes a record. Records with equal keys come out in no order.
    ///
    /// # Errors
    /// The disk is full or broken.
    pub fn push(&mut self, key: &[u8], payload: &[u8]) -> io::Result<()> {
        let size = size_of::<Entry>() + LENGTHS + key.len() + payload.len();
        if self.held() + size > self.limit {
            self.flush()?;
        }
        self.ascending &= self.entries.last().is_none_or(|last| self.key(*last) <= key);
        self.entries.push(Entry { prefix: prefix(key), begin: self.records.len() as u32 });
        append(key, payload, &mut self.records);
        self.count += 1;
        Ok(())
    }

    /// Number of records so far.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Writes what is held; gives all records in order.
    ///
    /// # Errors
    /// The disk is full or broken.
    pub fn finish(mut self) -> io::Result<Sorted<'s>> {
        self.flush()?;
        Ok(Sorted { spill: self.spill, runs: self.runs, count: self.count })
    }

    fn held(&self) -> usize {
        self.records.len() + self.entries.len() * size_of::<Entry>()
    }

    fn key(&self, entry: Entry) -> &[u8] {
        key_at(&self.records, entry)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.entries.is_empty() {
            return Ok(());
        }
        let begin = self.spill.reserve(self.records.len() as u64);
        let part = begin..begin + self.records.len() as u64;
        if self.ascending {
            self.spill.write(&self.records, begin)?;
        } else {
            self.write_sorted(begin)?;
        }
        let (first, last) = (self.entries[0], self.entries[self.entries.len() - 1]);
        let last_key = self.key(last).to_vec();
        match self.runs.last_mut() {
            Some(run) if run.last_key.as_slice() <= key_at(&self.records, first) => {
                run.parts.push(part);
                run.last_key = last_key;
            }
            _ => self.runs.push(Run { parts: vec![part], last_key }),
        }
        self.records.clear();
        self.entries.clear();
        self.ascending = true;
        Ok(())
    }

    fn write_sorted(&mut self, begin: u64) -> io::Result<()> {
        let records = &self.records;
        self.entries.sort_unstable_by(|a, b| {
            a.prefix.cmp(&b.prefix).then_with(|| key_at(records, *a).cmp(key_at(records, *b)))
        });
        let (mut out, mut at) = (Vec::with_capacity(TOGETHER + (TOGETHER >> 2)), begin);
        for entry in &self.entries {
            let record = &records[entry.begin as usize..];
            let (key, payload) = lengths(record);
            out.extend_from_slice(&record[..LENGTHS + key + payload]);
            if out.len() >= TOGETHER {
                self.spill.write(&out, at)?;
                at += out.len() as u64;
                out.clear();
            }
        }
        self.spill.write(&out, at)
    }
}

fn key_at(records: &[u8], entry: Entry) -> &[u8] {
    let record = &records[entry.begin as usize..];
    &record[LENGTHS..][..lengths(record).0]
}

/// The first eight bytes as a number that compares as they do; a shorter key is filled with zeros.
fn prefix(key: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let length = key.len().min(8);
    bytes[..length].copy_from_slice(&key[..length]);
    u64::from_be_bytes(bytes)
}
