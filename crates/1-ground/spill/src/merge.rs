//! Merges runs.

use std::io;

use crate::Spill;
use crate::run::{Reader, Run};

/// Records in the order of their keys.
#[derive(Clone, Debug)]
pub struct Sorted<'s> {
    pub(crate) spill: &'s Spill,
    pub(crate) runs: Vec<Run>,
    pub(crate) count: u64,
}

impl<'s> Sorted<'s> {
    /// The records of several sorters of one spill together.
    pub fn together(sorted: impl IntoIterator<Item = Sorted<'s>>) -> Option<Self> {
        sorted.into_iter().reduce(|mut all, more| {
            all.runs.extend(more.runs);
            all.count += more.count;
            all
        })
    }

    /// Number of records.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The records, from the first.
    ///
    /// # Errors
    /// The disk is broken.
    pub fn records(&self) -> io::Result<Merge<'_>> {
        let mut merge = Merge { readers: Vec::new(), heap: Vec::new(), begun: false };
        for run in &self.runs {
            let mut reader = Reader::new(self.spill, run);
            if reader.advance()? {
                merge.heap.push(merge.readers.len());
                merge.readers.push(reader);
            }
        }
        for place in (0..merge.heap.len() / 2).rev() {
            merge.sink(place);
        }
        Ok(merge)
    }
}

/// Records one after another.
pub struct Merge<'a> {
    readers: Vec<Reader<'a>>,
    /// Readers that have a record; none has a smaller key than the one it stands below.
    heap: Vec<usize>,
    begun: bool,
}

impl Merge<'_> {
    /// The next key and payload.
    ///
    /// # Errors
    /// The disk is broken.
    #[expect(clippy::should_implement_trait, reason = "a record is borrowed until the next one is asked for")]
    pub fn next(&mut self) -> io::Result<Option<(&[u8], &[u8])>> {
        if self.begun && !self.heap.is_empty() {
            if !self.readers[self.heap[0]].advance()? {
                self.heap.swap_remove(0);
            }
            self.sink(0);
        }
        self.begun = true;
        Ok(self.heap.first().map(|&reader| (self.readers[reader].key(), self.readers[reader].payload())))
    }

    /// The next record without going on to it: what [`next`](Self::next) gave last, or the first.
    pub fn current(&self) -> Option<(&[u8], &[u8])> {
        self.heap.first().map(|&reader| (self.readers[reader].key(), self.readers[reader].payload()))
    }

    fn sink(&mut self, mut place: usize) {
        loop {
            let below = [2 * place + 1, 2 * place + 2];
            let smaller = |a: usize, b: usize| self.readers[self.heap[a]].key() < self.readers[self.heap[b]].key();
            let inside = below.into_iter().filter(|&child| child < self.heap.len());
            let least = inside.fold(place, |least, child| if smaller(child, least) { child } else { least });
            if least == place {
                return;
            }
            self.heap.swap(place, least);
            place = least;
        }
    }
}
