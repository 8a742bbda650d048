//! Checksums and signatures of what leaves the house.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use signatures::{SUMS, Signers};
use stage::{Error, Receipt, Result, sha256_of_file};

use crate::Bericht;

/// `SHA256SUMS` lists the outgoing files as they are, and each signature fits its file.
pub(crate) fn check(dir: &Path, receipt: &Receipt, signers: Option<&Signers>, bericht: &mut Bericht) -> Result<()> {
    let list = dir.join(SUMS);
    if receipt.output(SUMS).is_none() || !list.is_file() {
        return Ok(());
    }
    let text = fs::read_to_string(&list).map_err(Error::io(&list))?;
    let sums: BTreeMap<&str, &str> =
        text.lines().filter_map(|line| line.split_once("  ")).map(|(s, f)| (f, s)).collect();
    for (file, sum) in &sums {
        let path = dir.join(file);
        if path.is_file() && sha256_of_file(&path)? != **sum {
            bericht.mangel(&path, format!("is not what {SUMS} says"));
        }
    }
    for output in receipt.outputs.iter().filter(|output| output.sha256.is_some()) {
        let made = output.path == SUMS || output.path.ends_with(".sig");
        if !made && !sums.contains_key(output.path.as_str()) {
            bericht.mangel(&list, format!("does not list {}", output.path));
        }
        if let Some(file) = output.path.strip_suffix(".sig") {
            check_signature(dir, file, signers, bericht)?;
        }
    }
    Ok(())
}

fn check_signature(dir: &Path, file: &str, signers: Option<&Signers>, bericht: &mut Bericht) -> Result<()> {
    let (path, beside) = (dir.join(file), dir.join(format!("{file}.sig")));
    if !path.is_file() || !beside.is_file() {
        return Ok(()); // named as missing already
    }
    let bytes = fs::read(&path).map_err(Error::io(&path))?;
    let signature = fs::read_to_string(&beside).unwrap_or_default();
    if signers.is_none() && bericht.ungeprueft.is_empty() {
        bericht.ungeprueft.push("whose signatures these are; --signers says whose they may be".into());
    }
    if let Err(why) = signatures::check_signature(&bytes, &signature, signers) {
        bericht.mangel(&beside, why);
    }
    Ok(())
}
