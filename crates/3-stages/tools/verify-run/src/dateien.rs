//! Files against the receipt of their stage.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use stage::{DELETED, Error, RECEIPT, Receipt, Result, Run, blake3_of_file, outdated, read_protocol};

use crate::Bericht;

/// Every file is the one of the receipt, nothing lies beside them, and the stage was made from what lies there now.
pub(crate) fn check(run: &Run, folder: &str, receipt: &Receipt, bericht: &mut Bericht) -> Result<()> {
    let dir = run.dir.join(folder);
    // What was deleted because its time had come is accounted for.
    let protocol = read_protocol(&run.payer_dir.join(DELETED))?;
    let mut listed: BTreeSet<PathBuf> = BTreeSet::from([RECEIPT.into()]);
    for output in &receipt.outputs {
        bericht.angesehen[3] += 1;
        listed.insert(PathBuf::from(&output.path));
        let path = dir.join(&output.path);
        match fs::metadata(&path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                let deleted = |line: &Vec<String>| {
                    line[1] == run.datum_iso()
                        && line[2] == format!("{folder}/{}", output.path)
                        && line[4] == output.blake3
                };
                if !protocol.iter().any(deleted) {
                    bericht.mangel(&path, "is missing");
                }
            }
            Err(e) => return Err(Error::io(&path)(e)),
            Ok(meta) if !meta.is_file() => bericht.mangel(&path, "is no regular file any more"),
            Ok(meta) if meta.len() != output.bytes => {
                let was = format!("was changed: {} bytes instead of {}", meta.len(), output.bytes);
                bericht.mangel(&path, was);
            }
            Ok(_) if blake3_of_file(&path)? != output.blake3 => {
                bericht.mangel(&path, "was changed: its BLAKE3 is not the one in the receipt");
            }
            Ok(_) => {}
        }
    }
    for path in unlisted(&dir, &dir, &listed)? {
        bericht.mangel(&path, format!("is in no receipt: {} did not write it", receipt.tool));
    }
    if (&receipt.kostentraeger, &receipt.datum) != (&run.kostentraeger, &run.datum_iso()) {
        let was = format!("is of another run: {} on {}", receipt.kostentraeger, receipt.datum);
        bericht.mangel(&dir.join(RECEIPT), was);
    }
    match outdated(&run.dir, receipt) {
        Ok(None) | Err(Error::Data(_)) => {} // a receipt below that is none is named there
        Ok(Some(input)) => bericht.mangel(&dir, format!("was made from another {input} than the one there now")),
        Err(error) => return Err(error),
    }
    Ok(())
}

fn unlisted(dir: &Path, stage: &Path, listed: &BTreeSet<PathBuf>) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).map_err(Error::io(dir))? {
        let path = entry.map_err(Error::io(dir))?.path();
        let inside = path.strip_prefix(stage).unwrap_or(&path);
        if path.is_dir() && !path.is_symlink() {
            found.extend(unlisted(&path, stage, listed)?);
        } else if !listed.contains(inside) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
