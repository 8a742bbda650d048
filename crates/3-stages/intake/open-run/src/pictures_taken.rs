//! Pictures: taken by content like every delivery, finished with at once, and listed for all later stages.

use std::fs;
use std::path::Path;

use domain::Bild;
use ledger::Ledger;
use stage::{Result, Stage, read_table};

use crate::{PICTURES, Wanted};

/// Why a file is no picture that is taken; nothing if it is one.
pub(crate) fn fault(path: &Path, name: &str, size: u64) -> Option<String> {
    if size > pictures::LARGEST {
        return Some(pictures::NoPicture::TooLarge.to_string());
    }
    match fs::read(path) {
        Ok(bytes) => pictures::check(name, &bytes).err().map(|why| why.to_string()),
        Err(e) => Some(format!("it cannot be read: {e}")),
    }
}

/// Writes the list of all pictures that this payer's runs hold.
///
/// # Errors
/// The list of the run before cannot be read.
pub fn write_pictures(stage: &mut Stage, files: &[Wanted]) -> Result<()> {
    let run = stage.session().run();
    let earlier = run.dates_of(&run.kostentraeger)?.into_iter().rfind(|date| *date < run.datum);
    let (before, date) = match earlier.map(|date| run.sibling(date)) {
        Some(earlier) => {
            let list = earlier.dir.join("00-inbox").join(pictures::BILDER);
            // Runs of earlier versions have none.
            let rows: Vec<Bild> = if list.is_file() { read_table(&list)? } else { Vec::new() };
            (rows, earlier.datum_iso())
        }
        None => (Vec::new(), String::new()),
    };
    let new = files.iter().filter(|file| file.art == PICTURES).map(|file| file.name.clone());
    stage.write(pictures::BILDER, &pictures::index(before, &date, new))
}

/// Records that nothing is left to be done with the pictures: no stage takes them in, and a prescription may come later.
///
/// # Errors
/// The ledger cannot be written.
pub fn finish_pictures(ledger: &mut Ledger, files: &[Wanted]) -> anyhow::Result<()> {
    let taken = files.iter().filter(|file| file.art == PICTURES).map(|file| file.sha256.as_str());
    Ok(ledger.finish_deliveries(PICTURES, taken)?)
}
