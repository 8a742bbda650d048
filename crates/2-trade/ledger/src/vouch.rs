//! Ledger and runs vouch for each other: before an order is made, each must know what the other says happened.
//!
//! * The journal is a chain, and the tables are what it says last ([`crate::stand`]): no row is missing, added or changed.
//! * Every published stage of every run was entered in the journal before it was published, and every run that the
//!   journal knows is there ([`laeufe`]): a ledger that is older, or another payer's, does not know them.
//! * The orders are those of the runs, with their amounts, and what they settled ([`auftraege`]).
//!
//! The ledger may be ahead of the runs by what was committed and not published, because a stage was stopped in between. A
//! run is never ahead of the ledger.

mod auftraege;
mod laeufe;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::journal::{LIEGEN, RECEIPT_HASH, walk};
use crate::stand::Stand;
use crate::{Error, Ledger, Result};

/// What the journal knows, read in one walk.
#[derive(Default)]
struct Wissen {
    /// What the chain was at each number.
    kette: BTreeMap<i64, String>,
    /// Hashes of the receipts that a stage of a run ever had.
    belege: BTreeMap<(String, String), BTreeSet<String>>,
    /// For each run the stages that lay there when its newest one was entered.
    liegen: BTreeMap<String, Vec<String>>,
    /// Runs and rows of the orders that were made.
    auftraege: Vec<(String, String)>,
    /// Heads of journals that this one took the place of, by number.
    ersetzt: BTreeSet<(i64, String)>,
}

impl Ledger {
    /// Compares the ledger with its journal and both with the payer's runs.
    ///
    /// # Errors
    /// The first difference, and what to do.
    pub fn vouch(&self) -> Result<()> {
        let wissen = self.known()?;
        Stand::as_journal_says(&self.db)?;
        self.vouch_orders(&wissen)?;
        self.vouch_runs(&wissen)
    }

    fn known(&self) -> Result<Wissen> {
        let mut wissen = Wissen::default();
        let walk = walk(&self.db, |e| {
            match e.was.as_str() {
                "anweisung" => wissen.auftraege.push((e.lauf.clone(), e.eintrag.clone())),
                "wiederaufbau" => {
                    let heads: Vec<stage::JournalHead> = serde_json::from_value(e.content()?["ersetzt"].take())?;
                    wissen.ersetzt.extend(heads.into_iter().map(|head| (head.nr, head.hash)));
                }
                _ => wissen.stage(&e.lauf, &e.was, e.content()?),
            }
            Ok(())
        })?;
        wissen.kette = walk.map_err(Error::from)?;
        Ok(wissen)
    }
}

impl Wissen {
    /// Takes in what an entry says, if it is one of a stage.
    fn stage(&mut self, lauf: &str, was: &str, eintrag: Value) {
        let Some(hash) = eintrag[RECEIPT_HASH].as_str() else { return };
        self.belege.entry((lauf.to_owned(), was.to_owned())).or_default().insert(hash.to_owned());
        let names = eintrag[LIEGEN].as_array().into_iter().flatten().filter_map(Value::as_str);
        self.liegen.insert(lauf.to_owned(), names.map(str::to_owned).collect());
    }
}
