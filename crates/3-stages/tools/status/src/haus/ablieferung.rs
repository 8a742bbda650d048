//! Files that lie here and should lie with their receivers: a stage that was ever delivered is delivered ever after.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use stage::{Receipt, Result, Run, read_protocol};

/// Written by `sync-dropfolder` beside the payer's runs.
const LISTE: &str = "abgeliefert.csv";
/// Lists and signatures go with the files that they name.
const LISTEN: [&str; 2] = ["LIEFERSCHEIN", "SHA256SUMS"];

/// Outgoing files of a stage of a run that are not delivered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Liegt {
    /// Business date of the run.
    pub lauf: String,
    /// Folder of the stage.
    pub stufe: String,
    /// Names of the files.
    pub dateien: Vec<String>,
}

/// Files of these runs that are not delivered although files of their stage are, from the first delivered run on.
pub(super) fn undelivered(runs: &[Run]) -> Result<Vec<Liegt>> {
    let Some(payer_dir) = runs.first().map(|run| &run.payer_dir) else { return Ok(Vec::new()) };
    let mut since: BTreeMap<String, String> = BTreeMap::new();
    let mut delivered = BTreeSet::new();
    for line in read_protocol(&payer_dir.join(LISTE))? {
        let [lauf, _anschluss, stufe, datei, sha256, ..] = line.as_slice() else { continue };
        let first = since.entry(stufe.clone()).or_insert_with(|| lauf.clone());
        *first = lauf.min(first).clone();
        delivered.insert((lauf.clone(), datei.clone(), sha256.clone()));
    }
    let mut liegt = Vec::new();
    for run in runs {
        let lauf = run.datum_iso();
        for (stufe, _) in since.iter().filter(|(_, first)| **first <= lauf) {
            let Some(receipt) = Receipt::load(&run.dir.join(stufe))? else { continue };
            let outgoing = receipt.outputs.into_iter().filter_map(|output| Some((output.path, output.sha256?)));
            let here = outgoing.filter(|(path, sha256)| {
                let list = path.ends_with(".sig") || LISTEN.contains(&path.as_str()) || is_sheet(path);
                !list && !delivered.contains(&(lauf.clone(), path.clone(), sha256.clone()))
            });
            let dateien: Vec<String> = here.map(|(path, _)| path).collect();
            if !dateien.is_empty() {
                liegt.push(Liegt { lauf: lauf.clone(), stufe: stufe.clone(), dateien });
            }
        }
    }
    Ok(liegt)
}

/// Sheets for people may stay here; files for machines may not.
fn is_sheet(path: &str) -> bool {
    path.ends_with(".txt") || path.ends_with(".pdf")
}
