//! Files of the passes of a run: one set each, and what was written once stays as it is.

use std::fs;

use domain::{Bankdatei, Tabelle};

use crate::hash::blake3_hex;
use crate::log::warn;
use crate::table::table_of;
use crate::{Error, Result, Stage};

/// Name of an outgoing file in a pass: the known name in the first, with the number before the extension in later ones.
pub fn of_pass(file: &str, pass: u32) -> String {
    if pass == 1 {
        return file.to_owned();
    }
    match file.rsplit_once('.').filter(|(_, extension)| ["xml", "txt", "pdf", "csv"].contains(extension)) {
        Some((stem, extension)) => format!("{stem}-{pass}.{extension}"),
        None => format!("{file}-{pass}"),
    }
}

/// The pass that the name of an outgoing file says, as [`of_pass`] writes it.
pub fn pass_of(file: &str) -> u32 {
    let bare = file.strip_suffix(".sig").unwrap_or(file);
    let stem = match bare.rsplit_once('.').filter(|(_, extension)| ["xml", "txt", "pdf", "csv"].contains(extension)) {
        Some((stem, _)) => stem,
        None => bare,
    };
    let number = stem.rsplit_once('-').map(|(_, number)| number).filter(|number| !number.starts_with('0'));
    number.and_then(|number| number.parse().ok()).filter(|pass| *pass > 1).unwrap_or(1)
}

/// Warns if the letter of a pass names this bank file by another hash, or not at all: the payer would not take it.
///
/// # Errors
/// The table of the letter's files cannot be read.
pub fn warn_of_another(stage: &Stage, pass: u32, file: &str, sha256: &str) -> Result<()> {
    let named: Vec<Bankdatei> = stage.read("60-payments", "bankdateien.csv")?;
    if !named.iter().any(|named| named.pass == pass && named.datei == file && named.datei_sha256 == sha256) {
        warn(format!(
            "{file} is not the file that the letter of pass {pass} names: it was made with other settings than the \
             letter; tell the payer its SHA-256, which begins with {:.16}",
            sha256
        ));
    }
    Ok(())
}

impl Stage {
    /// A control total of what this stage published before; 0 if it never did.
    pub fn published_total(&self, name: &str) -> i64 {
        self.published().and_then(|receipt| receipt.totals.get(name).copied()).unwrap_or(0)
    }

    /// A table that this stage published before, as it was written; none if it never did.
    ///
    /// # Errors
    /// The table was changed after it was written.
    pub fn published_table<T: Tabelle>(&self, file: &str) -> Result<Option<Vec<T>>> {
        let path = self.session().run().dir.join(self.folder()).join(file);
        self.published_bytes(file)?.map(|bytes| table_of(&path, &bytes)).transpose()
    }

    /// Takes every outgoing file of the published folder over, byte for byte, but for those that are made anew from the
    /// others.
    pub fn keep_outgoing(&mut self, made_anew: impl Fn(&str) -> bool) -> Result<()> {
        let outputs = self.published().map(|receipt| receipt.outputs.clone()).unwrap_or_default();
        for output in outputs.iter().filter(|output| output.sha256.is_some() && !made_anew(&output.path)) {
            self.keep(&output.path)?;
        }
        Ok(())
    }

    /// Takes an outgoing file of the published folder over, byte for byte; says whether there was one.
    pub fn keep(&mut self, file: &str) -> Result<bool> {
        let Some(bytes) = self.published_bytes(file)? else { return Ok(false) };
        self.write_bytes(file, &bytes)?;
        Ok(true)
    }

    /// The bytes of a file that was published, which must be those that were written; none if there is none.
    fn published_bytes(&self, file: &str) -> Result<Option<Vec<u8>>> {
        let Some(output) = self.published().and_then(|receipt| receipt.output(file)) else { return Ok(None) };
        let path = self.session().run().dir.join(self.folder()).join(file);
        let bytes = fs::read(&path).map_err(Error::io(&path))?;
        if blake3_hex(&bytes) != output.blake3 {
            return Err(Error::Data(format!(
                "{} was changed after it was written: its BLAKE3 is not the one in the receipt\n\
                 put the file back as it was: it may have gone out",
                path.display()
            )));
        }
        Ok(Some(bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::{of_pass, pass_of};

    #[test]
    fn the_first_pass_has_the_known_names() {
        for (file, first, second) in [
            ("DTAUS0", "DTAUS0", "DTAUS0-2"),
            ("pain.001.xml", "pain.001.xml", "pain.001-2.xml"),
            ("zahlungsanweisung", "zahlungsanweisung", "zahlungsanweisung-2"),
            ("begleitzettel.pdf", "begleitzettel.pdf", "begleitzettel-2.pdf"),
        ] {
            assert_eq!((of_pass(file, 1), of_pass(file, 2)), (first.into(), second.into()));
            assert_eq!((pass_of(file), pass_of(second), pass_of(&format!("{second}.sig"))), (1, 2, 2));
            assert_eq!(pass_of(&of_pass(file, 17)), 17);
        }
    }
}
