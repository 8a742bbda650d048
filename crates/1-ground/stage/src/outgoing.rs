//! A file for the outside that is written in pieces, never whole in memory.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use sha2::{Digest, Sha256};

use crate::hash::hex;
use crate::receipt::Output;
use crate::work::Hashing;
use crate::{Error, Result};

/// Bytes that are hashed and written together.
const BUFFER: usize = 1 << 18;

/// A file for the outside, put beside the others by [`Stage::take_outgoing`](crate::Stage::take_outgoing).
#[derive(Debug)]
pub struct OutgoingFile {
    file: String,
    path: PathBuf,
    out: BufWriter<Hashing<File>>,
    sha256: Sha256,
}

impl OutgoingFile {
    pub(crate) fn create(file: &str, path: PathBuf) -> Result<Self> {
        let out = Hashing::new(File::create(&path).map_err(Error::create(&path))?);
        let (out, sha256) = (BufWriter::with_capacity(BUFFER, out), Sha256::new());
        Ok(OutgoingFile { file: file.to_owned(), path, out, sha256 })
    }

    /// Writes the next bytes.
    ///
    /// # Errors
    /// They cannot be written.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        self.sha256.update(bytes);
        self.out.write_all(bytes).map_err(Error::io(&self.path))
    }

    pub(crate) fn finish(self) -> Result<Output> {
        let path = self.path;
        let written = self.out.into_inner().map_err(|e| Error::Io { path, source: e.into_error() })?;
        Ok(Output { sha256: Some(hex(&self.sha256.finalize())), ..written.output(&self.file, None) })
    }
}
