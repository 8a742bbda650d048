//! A sorted run: its place, and reading it from there.

use std::io;
use std::ops::Range;

use crate::Spill;

/// Bytes before a record: the lengths of its key and its payload.
pub(crate) const LENGTHS: usize = 6;

/// Bytes that are read at once.
const BUFFER: usize = 1 << 16;

/// Where the parts of a run stand, in their order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Run {
    pub(crate) parts: Vec<Range<u64>>,
    pub(crate) last_key: Vec<u8>,
}

/// Appends a record as it stands in a run.
pub(crate) fn append(key: &[u8], payload: &[u8], to: &mut Vec<u8>) {
    to.extend_from_slice(&u16::try_from(key.len()).expect("a key is short").to_le_bytes());
    to.extend_from_slice(&u32::try_from(payload.len()).expect("a record is no file").to_le_bytes());
    to.extend_from_slice(key);
    to.extend_from_slice(payload);
}

/// Lengths of key and payload of the record at the beginning of these bytes.
pub(crate) fn lengths(record: &[u8]) -> (usize, usize) {
    let key = u16::from_le_bytes([record[0], record[1]]);
    let payload = u32::from_le_bytes([record[2], record[3], record[4], record[5]]);
    (usize::from(key), payload as usize)
}

/// A run while it is read: the record at hand, and what was read beyond it.
pub(crate) struct Reader<'a> {
    spill: &'a Spill,
    parts: std::slice::Iter<'a, Range<u64>>,
    part: Range<u64>,
    buffer: Vec<u8>,
    at: usize,
    /// Lengths of key and payload of the record at hand; none before the first.
    record: Option<(usize, usize)>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(spill: &'a Spill, run: &'a Run) -> Self {
        let (parts, buffer) = (run.parts.iter(), Vec::with_capacity(BUFFER));
        Reader { spill, parts, part: 0..0, buffer, at: 0, record: None }
    }

    /// Goes on to the next record; false at the end.
    pub(crate) fn advance(&mut self) -> io::Result<bool> {
        if let Some((key, payload)) = self.record {
            self.at += LENGTHS + key + payload;
        }
        if !self.have(LENGTHS)? {
            return Ok(false);
        }
        let (key, payload) = lengths(&self.buffer[self.at..]);
        self.record = Some((key, payload));
        if self.have(LENGTHS + key + payload)? { Ok(true) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }

    pub(crate) fn key(&self) -> &[u8] {
        let (key, _) = self.record.unwrap_or_default();
        &self.buffer[self.at + LENGTHS..][..key]
    }

    pub(crate) fn payload(&self) -> &[u8] {
        let (key, payload) = self.record.unwrap_or_default();
        &self.buffer[self.at + LENGTHS + key..][..payload]
    }

    /// Reads until so many bytes of the record are there; false if nothing is left.
    fn have(&mut self, bytes: usize) -> io::Result<bool> {
        while self.buffer.len() - self.at < bytes {
            if self.part.is_empty() {
                match self.parts.next() {
                    Some(part) => self.part = part.clone(),
                    None => return Ok(false),
                }
            }
            self.buffer.drain(..self.at);
            self.at = 0;
            let (filled, left) = (self.buffer.len(), (self.part.end - self.part.start) as usize);
            let more = BUFFER.max(bytes).saturating_sub(filled).min(left);
            self.buffer.resize(filled + more, 0);
            self.spill.read(&mut self.buffer[filled..], self.part.start)?;
            self.part.start += more as u64;
        }
        Ok(true)
    }
}
