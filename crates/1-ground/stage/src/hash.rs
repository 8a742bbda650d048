//! Hashes of files.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::{Error, Result};

/// Bytes that are hashed at once, on all cores.
const PIECE: u64 = 1 << 22;

/// BLAKE3 of a file, as `b3sum` prints it. It is read in pieces: a large file shall not fill the memory of the stage.
pub fn blake3_of_file(path: &Path) -> Result<String> {
    let mut file = File::open(path).map_err(Error::io(path))?;
    let length = file.metadata().map_err(Error::io(path))?.len();
    let (mut hasher, mut piece) = (blake3::Hasher::new(), vec![0; length.clamp(1, PIECE) as usize]);
    loop {
        match file.read(&mut piece) {
            Ok(0) => return Ok(hasher.finalize().to_hex().to_string()),
            Ok(n) => drop(hasher.update_rayon(&piece[..n])),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(Error::io(path)(e)),
        }
    }
}

/// BLAKE3 of bytes in memory.
pub fn blake3_hex(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

/// SHA-256 of a file, read in pieces.
pub fn sha256_of_file(path: &Path) -> Result<String> {
    let mut file = File::open(path).map_err(Error::io(path))?;
    copy_hashed(&mut file, &mut io::sink()).map_err(Error::io(path))
}

/// Copies everything and gives its SHA-256.
pub(crate) fn copy_hashed(from: &mut impl Read, to: &mut impl Write) -> io::Result<String> {
    let mut hasher = Sha256::new();
    let mut piece = vec![0; 1 << 18];
    loop {
        match from.read(&mut piece)? {
            0 => return Ok(hex(&hasher.finalize())),
            n => {
                hasher.update(&piece[..n]);
                to.write_all(&piece[..n])?;
            }
        }
    }
}

/// SHA-256, as `sha256sum` prints it: for what comes from and goes to the outside.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
