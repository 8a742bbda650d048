//! A delivery in memory.

use std::fs::File;
use std::io;
use std::ops::Deref;
use std::os::unix::fs::FileExt;
use std::path::Path;

use memmap2::{Advice, MmapMut};
use rayon::prelude::*;

/// Bytes that are read together.
const PIECE: usize = 1 << 21;

/// The bytes of a file. They lie in large pages of memory where the system has such: records are visited in the order of
/// their Aktenzeichen, all over the file, and with small pages half of the time would go into finding the next page.
#[derive(Debug)]
pub struct Memory(MmapMut);

impl Memory {
    /// Reads a file, its pieces side by side.
    ///
    /// # Errors
    /// It cannot be read, or not held.
    pub fn read(path: &Path) -> io::Result<Self> {
        let file = File::open(path)?;
        let length = file.metadata()?.len() as usize;
        let mut memory = MmapMut::map_anon(length)?;
        let _ = memory.advise(Advice::HugePage); // an advice: without it the same happens, only slower
        let pieces = memory.par_chunks_mut(PIECE).enumerate();
        pieces.map(|(nr, piece)| file.read_exact_at(piece, (nr * PIECE) as u64)).collect::<io::Result<()>>()?;
        Ok(Memory(memory))
    }
}

impl Deref for Memory {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_file_is_read_as_it_is() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("file");
        for length in [0, 1, PIECE, 2 * PIECE + 1] {
            let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            fs::write(&path, &bytes).expect("a file");
            assert!(*Memory::read(&path).expect("a file") == bytes, "{length} bytes");
        }
        assert!(Memory::read(&dir.path().join("none")).is_err());
    }
}
