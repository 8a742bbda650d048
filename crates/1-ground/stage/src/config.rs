//! The configuration: the payers of this audit centre and the rule parameters.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use domain::Kostentraeger;

use crate::hash::blake3_hex;
use crate::{Error, Result};

/// The rule tables that every configuration has.
pub const RULE_TABLES: [&str; 2] = ["apothekenabschlag.csv", "gebuehren.csv"];

/// The configuration folder, read whole: whose prescriptions are ours depends on every payer in it.
#[derive(Debug)]
pub struct Config {
    dir: PathBuf,
    payers: BTreeMap<String, Kostentraeger>,
    rules: BTreeMap<String, String>,
    hash: String,
}

impl Config {
    /// Reads `payers/*.toml` and `rules/*.csv`. Every file and key that is wrong is named, all at once.
    pub fn load(dir: &Path) -> Result<Self> {
        let payer_texts = texts(&dir.join("payers"), "toml")?;
        if payer_texts.is_empty() {
            return Err(Error::Config(format!(
                "{} has no payers/<payer>.toml\nname the configuration folder with --config DIR (CONFIG=DIR with make)",
                dir.display()
            )));
        }
        let rules = texts(&dir.join("rules"), "csv")?;
        let mut digest = Vec::new();
        for (name, text) in payer_texts.iter().chain(&rules) {
            digest.extend_from_slice(blake3_hex(format!("{name}\n{text}").as_bytes()).as_bytes());
        }
        let mut payers = BTreeMap::new();
        let mut errors = Vec::new();
        for (code, text) in &payer_texts {
            let file = format!("{}/payers/{code}.toml", dir.display());
            match toml::from_str::<Kostentraeger>(text) {
                Ok(payer) => {
                    errors.extend(payer.maengel().into_iter().map(|mangel| format!("{file}: {mangel}")));
                    payers.insert(code.clone(), payer);
                }
                Err(e) => errors.push(format!("{file}: {}", e.to_string().trim_end())),
            }
        }
        for table in RULE_TABLES.iter().filter(|table| !rules.contains_key(**table)) {
            errors.push(format!(
                "{}/rules/{table} is missing: without it no discount and no fee is known\n\
                 restore it, or copy the shipped one from pipelines/rules",
                dir.display()
            ));
        }
        if !errors.is_empty() {
            return Err(Error::Config(errors.join("\n")));
        }
        Ok(Config { dir: dir.to_owned(), payers, rules, hash: blake3_hex(&digest) })
    }

    /// The payer of that code, or an error that says which file is missing.
    pub fn payer(&self, code: &str) -> Result<&Kostentraeger> {
        self.payers.get(code).ok_or_else(|| {
            let known: Vec<_> = self.payers.keys().map(String::as_str).collect();
            Error::Config(format!(
                "unknown payer '{code}': {}/payers/{code}.toml does not exist (known: {})\n\
                 check the payer's code, or add its file",
                self.dir.display(),
                known.join(", ")
            ))
        })
    }

    /// Every payer of this audit centre, by code.
    pub fn payers(&self) -> impl Iterator<Item = (&str, &Kostentraeger)> {
        self.payers.iter().map(|(code, payer)| (code.as_str(), payer))
    }

    /// The text of `rules/<name>`; none if there is no such table. Those of [`RULE_TABLES`] are always there.
    pub fn rule_table(&self, name: &str) -> Option<&str> {
        self.rules.get(name).map(String::as_str)
    }

    /// A file that the configuration names: relative to its folder, or absolute.
    pub fn path(&self, file: &str) -> PathBuf {
        self.dir.join(file)
    }

    /// BLAKE3 over all of it.
    pub fn hash(&self) -> &str {
        &self.hash
    }
}

/// The files of a folder with that extension, by stem for TOML and by name otherwise. A missing folder has none.
fn texts(dir: &Path, extension: &str) -> Result<BTreeMap<String, String>> {
    let mut texts = BTreeMap::new();
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(texts),
        Err(source) => return Err(Error::Io { path: dir.to_owned(), source }),
    };
    for entry in entries {
        let path = entry.map_err(Error::io(dir))?.path();
        if path.extension().is_none_or(|e| e != extension) {
            continue;
        }
        let name = if extension == "toml" { path.file_stem() } else { path.file_name() };
        let text = fs::read_to_string(&path)
            .map_err(|e| Error::Config(format!("{}: {e}\nexpected a text in UTF-8", path.display())))?;
        texts.insert(name.unwrap_or_default().to_string_lossy().into_owned(), text);
    }
    Ok(texts)
}
