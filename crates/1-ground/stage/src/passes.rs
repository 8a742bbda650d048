//! Files of the passes of a run: one set each, and what was written once stays as it is.

use std::fs;

use crate::receipt::Receipt;
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

impl Stage {
    /// The receipt of what this stage published before; none if it never did.
    pub fn published(&self) -> Result<Option<Receipt>> {
        Receipt::load(&self.session().run().dir.join(self.folder()))
    }

    /// Takes an outgoing file of the published folder over, byte for byte; says whether there was one.
    pub fn keep(&mut self, file: &str) -> Result<bool> {
        let Some(output) = self.published()?.and_then(|receipt| receipt.output(file).cloned()) else {
            return Ok(false);
        };
        let path = self.session().run().dir.join(self.folder()).join(file);
        let bytes = fs::read(&path).map_err(Error::io(&path))?;
        if crate::hash::blake3_hex(&bytes) != output.blake3 {
            return Err(Error::Data(format!(
                "{} was changed after it was written: its BLAKE3 is not the one in the receipt\n\
                 put the file back as it was: it may have gone out",
                path.display()
            )));
        }
        self.write_bytes(file, &bytes)?;
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use super::of_pass;

    #[test]
    fn the_first_pass_has_the_known_names() {
        for (file, first, second) in [
            ("DTAUS0", "DTAUS0", "DTAUS0-2"),
            ("pain.001.xml", "pain.001.xml", "pain.001-2.xml"),
            ("zahlungsanweisung", "zahlungsanweisung", "zahlungsanweisung-2"),
            ("begleitzettel.pdf", "begleitzettel.pdf", "begleitzettel-2.pdf"),
        ] {
            assert_eq!((of_pass(file, 1), of_pass(file, 2)), (first.into(), second.into()));
        }
    }
}
