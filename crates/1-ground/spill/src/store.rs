//! Where runs are kept.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::RwLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// A place that only grows; several sorters may write to it side by side.
#[derive(Debug)]
pub struct Spill {
    store: Store,
    end: AtomicU64,
}

#[derive(Debug)]
enum Store {
    File(File),
    Memory(RwLock<Vec<u8>>),
}

impl Spill {
    /// A file without a name in a folder: it is gone with the process, however that ends.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn in_folder(dir: &Path) -> io::Result<Self> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let path = dir.join(format!(".spill.{}.{number}.tmp", std::process::id()));
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(&path)?;
        fs::remove_file(&path)?;
        Ok(Spill { store: Store::File(file), end: AtomicU64::new(0) })
    }

    /// Memory, for what is small.
    pub fn in_memory() -> Self {
        Spill { store: Store::Memory(RwLock::default()), end: AtomicU64::new(0) }
    }

    /// Takes a place of so many bytes; gives where it begins.
    pub(crate) fn reserve(&self, bytes: u64) -> u64 {
        self.end.fetch_add(bytes, Ordering::Relaxed)
    }

    pub(crate) fn write(&self, bytes: &[u8], at: u64) -> io::Result<()> {
        match &self.store {
            Store::File(file) => file.write_all_at(bytes, at),
            Store::Memory(memory) => {
                let mut memory = memory.write().expect("no writer panics");
                let (begin, end) = (at as usize, at as usize + bytes.len());
                if memory.len() < end {
                    memory.resize(end, 0);
                }
                memory[begin..end].copy_from_slice(bytes);
                Ok(())
            }
        }
    }

    pub(crate) fn read(&self, bytes: &mut [u8], at: u64) -> io::Result<()> {
        match &self.store {
            Store::File(file) => file.read_exact_at(bytes, at),
            Store::Memory(memory) => {
                let memory = memory.read().expect("no writer panics");
                bytes.copy_from_slice(&memory[at as usize..at as usize + bytes.len()]);
                Ok(())
            }
        }
    }
}
