//! Checks signatures of outgoing files, as their receiver does.

use std::fs;
use std::path::Path;

use ssh_key::{PublicKey, SshSig};
use stage::{Error, Result};

use crate::NAMESPACE;

/// Keys by which files may be signed.
#[derive(Clone, Debug)]
pub struct Signers {
    keys: Vec<PublicKey>,
}

impl Signers {
    /// Reads a file of OpenSSH with one line per key: names, options, kind of the key, key.
    ///
    /// # Errors
    /// The file cannot be read, or no line of it names a key.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(Error::io(path))?;
        let keys: Vec<PublicKey> = text.lines().filter_map(key_of_line).collect();
        if keys.is_empty() {
            return Err(Error::Data(format!(
                "{}: no line names an Ed25519 key\nexpected lines as `zahlbar namespaces=\"file\" ssh-ed25519 AAAA…`",
                path.display()
            )));
        }
        Ok(Signers { keys })
    }
}

fn key_of_line(line: &str) -> Option<PublicKey> {
    let line = line.trim();
    let at = line.find("ssh-ed25519 ").filter(|_| !line.starts_with('#'))?;
    PublicKey::from_openssh(&line[at..]).ok()
}

/// Returns an error in words unless the signature fits the bytes, and, where signers are given, is one of theirs.
pub fn check_signature(bytes: &[u8], signature: &str, signers: Option<&Signers>) -> Result<(), String> {
    let signature: SshSig = signature.parse().map_err(|_| "is no signature of OpenSSH".to_owned())?;
    let key = PublicKey::from(signature.public_key().clone());
    if key.verify(NAMESPACE, bytes, &signature).is_err() {
        return Err("does not fit its file: NO VALID SIGNATURE".into());
    }
    let known = signers.is_none_or(|signers| signers.keys.iter().any(|known| known.key_data() == key.key_data()));
    if known { Ok(()) } else { Err(format!("is by an unknown key ({})", key.fingerprint(Default::default()))) }
}
