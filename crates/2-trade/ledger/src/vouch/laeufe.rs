//! The journal and the folders of the runs.

use std::collections::BTreeSet;

use stage::{RECEIPT, Receipt, Run};

use super::Wissen;
use crate::{Error, Ledger, Result};

/// Stages whose files leave the house: what lay there once must not be missing, or it would be written again.
const OUTGOING: std::ops::RangeInclusive<&str> = "60"..="94";

impl Ledger {
    /// Every published stage stands in the journal, and what the journal knows to lie there does.
    pub(super) fn vouch_runs(&self, wissen: &Wissen) -> Result<()> {
        let mut runs = BTreeSet::new();
        for date in self.run.dates_of(&self.run.kostentraeger)? {
            let run = self.run.sibling(date);
            for folder in run.published_stages()? {
                vouch_stage(wissen, &run, &folder)?;
            }
            runs.insert(run.datum_iso());
        }
        for (lauf, liegen) in &wissen.liegen {
            if !runs.contains(lauf) {
                return Err(Error::differs(format!("its journal knows the run of {lauf}, whose folder is not there")));
            }
            // This run's own stages are made again by itself, as they were.
            if *lauf != self.lauf {
                vouch_outgoing(&self.run.payer_dir.join(lauf), lauf, liegen)?;
            }
        }
        Ok(())
    }
}

fn vouch_stage(wissen: &Wissen, run: &Run, folder: &str) -> Result<()> {
    let (lauf, path) = (run.datum_iso(), run.dir.join(folder).join(RECEIPT));
    let hash = stage::blake3_of_file(&path)?;
    let known = wissen.belege.get(&(lauf.clone(), folder.to_owned()));
    if !known.is_some_and(|hashes| hashes.contains(&hash)) {
        return Err(Error::differs(format!("the run of {lauf} has a {folder} that its journal does not know")));
    }
    if folder != "60-payments" {
        return Ok(());
    }
    let head = Receipt::load(&run.dir.join(folder))?.and_then(|receipt| receipt.journal);
    let Some(head) = head.filter(|head| head.nr > 0) else { return Ok(()) };
    let there = wissen.kette.get(&head.nr) == Some(&head.hash);
    match there || wissen.ersetzt.contains(&(head.nr, head.hash)) {
        true => Ok(()),
        false => Err(Error::differs(format!(
            "its journal is not the one of the run of {lauf}: entry {} or one before it is another",
            head.nr
        ))),
    }
}

fn vouch_outgoing(run: &std::path::Path, lauf: &str, liegen: &[String]) -> Result<()> {
    let outgoing = liegen.iter().filter(|folder| OUTGOING.contains(&folder.as_str()));
    match outgoing.into_iter().find(|folder| !run.join(folder).join(RECEIPT).is_file()) {
        Some(folder) => Err(Error::differs(format!("{folder} of the run of {lauf} lay there once and is gone"))),
        None => Ok(()),
    }
}
