//! `remotes.toml`: with whom files are exchanged, and how they are known.

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use stage::{Error, Result, check_private};

/// All remotes.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anschluesse {
    /// A mail about what was delivered; none if not said.
    pub mail: Option<Mail>,
    /// With whom files are exchanged.
    #[serde(default)]
    pub remote: Vec<Anschluss>,
}

/// A mail to those who receive files: sums, no names.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mail {
    /// Who gets it.
    pub to: String,
    /// Who sends it.
    pub from: String,
    /// The host's sendmail.
    #[serde(default = "sendmail")]
    pub sendmail: PathBuf,
}

/// A host with folders.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anschluss {
    /// Its name in messages and in the ledger.
    pub name: String,
    /// Name or address.
    pub host: String,
    /// Port.
    #[serde(default = "port")]
    pub port: u16,
    /// User there.
    pub user: String,
    /// Private key of this house (Ed25519, ECDSA or RSA), without passphrase, mode 0600; relative to the configuration.
    #[serde(default)]
    pub key: PathBuf,
    /// `true`: the keys of the running ssh-agent instead.
    #[serde(default)]
    pub agent: bool,
    /// The keys by which the host is known, as `ssh-keyscan` prints them without the name. Any other ends the exchange.
    pub host_key: Vec<String>,
    /// Seconds without an answer after which a connection counts as cut.
    #[serde(default = "timeout")]
    pub timeout_seconds: u32,
    /// Attempts in a row without a byte moved, after which the rest is left for the next call.
    #[serde(default = "tries")]
    pub tries: u32,
    /// Milliseconds before the second attempt; doubled with each further one in a row, up to 64 times.
    #[serde(default = "backoff")]
    pub backoff_ms: u64,
    /// Folders from which files are fetched.
    #[serde(default)]
    pub fetch: Vec<Holen>,
    /// Folders to which files are delivered.
    #[serde(default)]
    pub deliver: Vec<Bringen>,
}

/// Files that are fetched from a folder.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holen {
    /// Payer whose drop folder they go to; empty = they are reference data for all payers.
    #[serde(default)]
    pub payer: String,
    /// Folder below it: `unfdat`, `invoices`, `decisions`, `confirmations` or `reference`.
    #[serde(default)]
    pub kind: String,
    /// Folder of the host.
    pub folder: String,
    /// Names that are taken, with `*` and `?`.
    #[serde(default = "any")]
    pub pattern: Vec<String>,
    /// Its fate on the host once it lies here.
    #[serde(default)]
    pub after: Danach,
}

/// The fate of a fetched file on its host.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Danach {
    /// It stays.
    #[default]
    Keep,
    /// It is deleted.
    Delete,
    /// It is moved to this folder.
    Move(String),
}

/// Files that are delivered to a folder.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bringen {
    /// Payer whose runs they come from.
    pub payer: String,
    /// Stage that writes them, for example `75-sepa`.
    pub stage: String,
    /// Names that are delivered, with `*` and `?`; signatures and lists are named as well.
    #[serde(default = "any")]
    pub pattern: Vec<String>,
    /// Folder of the host.
    pub folder: String,
    /// Name on the host, from `{payer}`, `{date}` and `{file}`.
    #[serde(default = "name")]
    pub name: String,
    /// How an upload is checked before it gets its name: `hash` reads it back, `size` compares its size.
    #[serde(default)]
    pub check: Probe,
    /// First business date that is delivered.
    pub from: Option<String>,
}

/// How an upload is checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Probe {
    /// Read back, and its SHA-256 compared.
    #[default]
    Hash,
    /// Its size compared: for large files on slow lines.
    Size,
}

fn sendmail() -> PathBuf {
    "/usr/sbin/sendmail".into()
}
fn port() -> u16 {
    22
}
fn timeout() -> u32 {
    30
}
fn tries() -> u32 {
    5
}
fn backoff() -> u64 {
    1000
}
fn any() -> Vec<String> {
    vec!["*".into()]
}
fn name() -> String {
    "{payer}-{date}-{file}".into()
}

/// Folders of a payer below the drop folder.
const ARTEN: [&str; 5] = ["unfdat", "invoices", "decisions", "confirmations", "reference"];

impl Anschluesse {
    /// Reads `remotes.toml` of a configuration; every fault is named, all at once.
    ///
    /// # Errors
    /// It is not there, or a value of it cannot be right (78).
    pub fn read(config: &Path) -> Result<Self> {
        let path = config.join("remotes.toml");
        let text = fs::read_to_string(&path)
            .map_err(|e| Error::Config(format!("{}: {e}\nremotes.toml.example beside it shows one", path.display())))?;
        let mut all: Anschluesse = toml::from_str(&text)
            .map_err(|e| Error::Config(format!("{}: {}", path.display(), e.to_string().trim_end())))?;
        let mut wrong = Vec::new();
        for anschluss in &mut all.remote {
            if !anschluss.agent {
                anschluss.key = config.join(&anschluss.key);
            }
            wrong.extend(anschluss.maengel().into_iter().map(|what| format!("{}: {what}", anschluss.name)));
        }
        if !wrong.is_empty() {
            return Err(Error::Config(format!("{}: {}", path.display(), wrong.join("\n"))));
        }
        for anschluss in all.remote.iter().filter(|anschluss| !anschluss.agent) {
            check_private(&anschluss.key)?;
        }
        Ok(all)
    }
}

impl Anschluss {
    fn maengel(&self) -> Vec<String> {
        let mut wrong = Vec::new();
        if self.host_key.is_empty() {
            wrong.push("host_key is empty: pin the key that the host's owner gave you".into());
        }
        for key in self.host_key.iter().filter(|key| pinned(key).is_none()) {
            wrong.push(format!("host_key = '{key}': expected KIND BASE64, for example 'ssh-ed25519 AAAA…'"));
        }
        if !self.agent && !self.key.is_file() {
            let key = self.key.display();
            wrong.push(format!("key = '{key}' is not there: make one with `ssh-keygen -t ed25519 -N '' -f {key}`"));
        }
        for rule in &self.fetch {
            let shared = rule.payer.is_empty() && rule.kind.is_empty();
            if !shared && (rule.payer.is_empty() || !ARTEN.contains(&rule.kind.as_str())) {
                let (payer, kind) = (&rule.payer, &rule.kind);
                wrong.push(format!("fetch: payer = '{payer}', kind = '{kind}': expected both, kind one of {ARTEN:?}"));
            }
        }
        for rule in self.deliver.iter().filter(|rule| !rule.name.contains("{file}")) {
            wrong.push(format!(
                "deliver: name = '{}': {{file}} is missing: files would take each other's place",
                rule.name
            ));
        }
        wrong
    }
}

/// The kind and the bytes of a pinned host key.
pub(crate) fn pinned(text: &str) -> Option<(&str, Vec<u8>)> {
    let mut words = text.split_whitespace();
    let kind = words.next()?;
    Some((kind, BASE64_STANDARD.decode(words.next()?).ok()?))
}
