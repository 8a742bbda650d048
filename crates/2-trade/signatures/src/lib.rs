//! Signatures and checksums of the files that leave the house: who sent them, and that they are whole.
//!
//! A stage whose files go out opens a [`Signer`] before it starts and lets it [`seal`](Signer::seal) them before it
//! closes. Beside each outgoing file `F` then lies `F.sig`, a detached OpenSSH signature in the namespace `file`;
//! `SHA256SUMS` lists them all and is signed, too, so that a file missing is noticed as well as one changed:
//!
//! ```sh
//! ssh-keygen -Y verify -f allowed_signers -I zahlbar -n file -s SHA256SUMS.sig < SHA256SUMS && sha256sum -c SHA256SUMS
//! ```
//!
//! The key is Ed25519, whose signatures have no chance in them: the same files and the same key give the same bytes.
//! The public key is an input of the stage, so that a stage is made anew when the key was changed.
//!
//! Files that people deliver are looked at by [`pruefer`], if the payer's configuration names a list of people.
//!
//! This is a crate of its own because only stages with signed files shall link cryptography.

pub mod pruefer;

mod lieferschein;
mod pruefung;

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use domain::SignaturOptionen;
use ssh_key::{Algorithm, HashAlg, LineEnding, PrivateKey};
use stage::{Error, Result, Session, Stage, check_private, sha256_hex, warn};

pub use lieferschein::LIEFERSCHEIN;
pub use pruefung::{Signers, check_signature};

/// List of the outgoing files of a stage with their SHA-256, as `sha256sum -c` reads it.
pub const SUMS: &str = "SHA256SUMS";

/// The name that OpenSSH gives signatures of files.
const NAMESPACE: &str = "file";

/// Signs the outgoing files of a stage, if the payer's configuration names a key.
#[derive(Debug)]
pub struct Signer {
    key: Option<PrivateKey>,
}

impl Signer {
    /// Reads the key of the payer's configuration and names it as an input of the stage.
    ///
    /// A key that is missing is an error unless the configuration allows files to go out unsigned; one that cannot be
    /// used always is.
    pub fn open(session: &mut Session) -> Result<Self> {
        let Some(options) = session.payer().signatur.clone() else { return Ok(Signer { key: None }) };
        let key = key(session, &options)?;
        let public = match &key {
            Some(key) => key.public_key().to_openssh().map_err(|e| Error::Config(e.to_string()))?,
            None => String::new(),
        };
        session.reads_content("config:signatur".into(), sha256_hex(public.as_bytes()));
        Ok(Signer { key })
    }

    /// Says that files go out unsigned, if they do. One stage of a chain says it for all.
    pub fn warn_unsigned(&self) {
        if self.key.is_none() {
            warn(
                "outgoing files are not signed: the payer's configuration has no [signatur] with a key \
                 (see \"Signatures\" in the handbook on security)",
            );
        }
    }

    /// Returns true if a file is a list or a signature that [`seal`](Self::seal) makes of the others.
    pub fn makes(file: &str) -> bool {
        file == SUMS || file == LIEFERSCHEIN || file.ends_with(".sig")
    }

    /// Signs every outgoing file written so far and lists them. Called last; without such files it does nothing.
    pub fn seal(&self, stage: &mut Stage) -> Result<()> {
        if stage.outgoing().next().is_none() {
            return Ok(());
        }
        stage.write_bytes(LIEFERSCHEIN, lieferschein::text(stage)?.as_bytes())?;
        let mut files: Vec<_> = stage.outgoing().map(|output| (output.path.clone(), output.sha256.clone())).collect();
        files.sort();
        let sums: String =
            files.iter().map(|(file, sha256)| format!("{}  {file}\n", sha256.as_deref().unwrap_or_default())).collect();
        stage.write_bytes(SUMS, sums.as_bytes())?;
        let Some(key) = &self.key else { return Ok(()) };
        for file in files.iter().map(|(file, _)| file.as_str()).chain([SUMS]) {
            let signature = signature(key, &stage.written(file)?)?;
            stage.write_bytes(&format!("{file}.sig"), signature.as_bytes())?;
        }
        Ok(())
    }
}

fn signature(key: &PrivateKey, bytes: &[u8]) -> Result<String> {
    let signed = key.sign(NAMESPACE, HashAlg::Sha512, bytes).and_then(|signature| signature.to_pem(LineEnding::LF));
    signed.map_err(|e| Error::Internal(format!("a file could not be signed: {e}")))
}

/// The key that the configuration names; none if there is none and that is allowed.
fn key(session: &Session, options: &SignaturOptionen) -> Result<Option<PrivateKey>> {
    if options.schluessel.is_empty() {
        return match options.unsigniert {
            true => Ok(None),
            false => Err(Error::Config(
                "[signatur] names no key\nset schluessel = \"PATH\", or unsigniert = true to send files unsigned"
                    .into(),
            )),
        };
    }
    let path = session.config().path(&options.schluessel);
    match fs::read_to_string(&path) {
        Ok(text) => {
            check_private(&path)?;
            usable(&path, &text).map(Some)
        }
        Err(e) if e.kind() == ErrorKind::NotFound && options.unsigniert => Ok(None),
        Err(e) => Err(Error::Config(format!(
            "[signatur] schluessel: {}: {e}\n\
             make a key with `ssh-keygen -t ed25519 -N '' -C zahlbar -f {0}`, or set unsigniert = true",
            path.display()
        ))),
    }
}

/// The key of a file, if it is of the kind that signs without asking anyone and always the same.
fn usable(path: &Path, text: &str) -> Result<PrivateKey> {
    let why = match PrivateKey::from_openssh(text) {
        Ok(key) if key.is_encrypted() => "it has a passphrase, and a nightly run asks nobody".to_owned(),
        Ok(key) if key.algorithm() == Algorithm::Ed25519 => return Ok(key),
        Ok(key) => format!("its kind is {}", key.algorithm()),
        Err(e) => format!("no private key of OpenSSH: {e}"),
    };
    Err(Error::Config(format!(
        "[signatur] schluessel: {}: {why}\nexpected a private key as `ssh-keygen -t ed25519 -N ''` makes it",
        path.display()
    )))
}
