//! The configuration beyond its own text: rule tables that can be read, trust anchors, keys that are there and nobody
//! else's.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use domain::{Kostentraeger, SignaturOptionen};
use erezept::vertrauen::Ankerdateien;
use rules::{Apothekenabschlag, Gebuehren};
use signatures::pruefer::Pruefer;
use stage::{Config, Error, Result};

/// Bits of a key file's mode that let others than its owner read or change it.
const OTHERS: u32 = 0o077;

/// Checks the rule tables, and the key files and trust anchors of these payers. [`Config::load`] has checked the values of every payer.
///
/// # Errors
/// Every fault, with its file and key.
pub fn check_config<'c>(config: &Config, payers: impl IntoIterator<Item = (&'c str, &'c Kostentraeger)>) -> Result<()> {
    let table = |name: &str| config.rule_table(name).unwrap_or_default();
    let mut faults: Vec<String> = [
        Apothekenabschlag::aus_csv(table("apothekenabschlag.csv")).err(),
        Gebuehren::aus_csv(table("gebuehren.csv")).err(),
    ]
    .into_iter()
    .flatten()
    .map(|fault| format!("{}: {fault}", config.path("rules").display()))
    .collect();
    for (code, payer) in payers {
        let anker = &payer.erezept.vertrauensanker;
        if !anker.is_empty()
            && let Err(fault) = Ankerdateien::aus_ordner(&config.path(anker))
        {
            faults.push(format!("payers/{code}.toml: [erezept] vertrauensanker: {fault}"));
        }
        let named = payer.signatur.iter().filter(|options| !options.schluessel.is_empty());
        let fault = named.filter_map(|options| key_fault(&config.path(&options.schluessel), options));
        faults.extend(fault.map(|fault| format!("payers/{code}.toml: [signatur] schluessel: {fault}")));
        let people = payer.signatur.iter().filter(|options| !options.pruefer.is_empty());
        let fault = people.filter_map(|options| Pruefer::read(&config.path(&options.pruefer)).err());
        faults.extend(fault.map(|fault| format!("payers/{code}.toml: {fault}")));
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::Config(faults.join("\n"))) }
}

fn key_fault(key: &Path, options: &SignaturOptionen) -> Option<String> {
    match fs::metadata(key) {
        Ok(data) if data.permissions().mode() & OTHERS != 0 => {
            Some(format!("{}: others may read it; make it yours alone with chmod 600", key.display()))
        }
        Ok(_) => None,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound && options.unsigniert => None,
        Err(e) => Some(format!(
            "{}: {e}\nmake a key with `ssh-keygen -t ed25519 -N '' -C zahlbar -f {0}`, or set unsigniert = true",
            key.display()
        )),
    }
}
