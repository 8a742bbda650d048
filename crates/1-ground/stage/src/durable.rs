//! A large file becomes durable while it is written, so that little is left to wait for when the stage closes.

use std::fs::File;
use std::io::{self, Write};
use std::thread::{Scope, ScopedJoinHandle};

/// Bytes that are handed to the disk together.
const TOGETHER: u64 = 1 << 24;

/// A file whose bytes are synced by another thread as they come.
pub(crate) struct Durable<'scope, 'env> {
    file: &'scope File,
    scope: &'scope Scope<'scope, 'env>,
    /// Bytes written since the last sync began.
    waiting: u64,
    sync: Option<ScopedJoinHandle<'scope, io::Result<()>>>,
}

impl<'scope, 'env> Durable<'scope, 'env> {
    pub(crate) fn new(file: &'scope File, scope: &'scope Scope<'scope, 'env>) -> Self {
        Durable { file, scope, waiting: 0, sync: None }
    }

    /// Waits for the sync under way; what came after it is synced when the stage closes. A fault is reported by the
    /// system only once, to whichever sync meets it.
    pub(crate) fn join(&mut self) -> io::Result<()> {
        self.sync.take().map_or(Ok(()), |sync| sync.join().expect("syncing does not panic"))
    }
}

impl Write for Durable<'_, '_> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.file.write(buffer)?;
        self.waiting += written as u64;
        if self.waiting >= TOGETHER && self.sync.as_ref().is_none_or(ScopedJoinHandle::is_finished) {
            self.join()?;
            let file = self.file;
            self.sync = Some(self.scope.spawn(|| file.sync_data()));
            self.waiting = 0;
        }
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
