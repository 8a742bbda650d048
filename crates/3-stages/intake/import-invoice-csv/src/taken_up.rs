//! After the fact: settled prescriptions that are judged anew, because people decided on them.
//!
//! The invoice is carried forward from the tables of a run that settled something of it. Only a decision that can be
//! obeyed takes a prescription up: a line that is refused changes nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use domain::{Datum, Position, Rezept};
use forms::entscheidungen::Gesagt;
use ledger::{Fundstelle, Ledger};
use stage::{Run, Session, each_row, warn};

use crate::about::about;
use crate::decisions::Decisions;
use crate::known::{Key, Known, Named, Sheet};
use crate::prescriptions::cases;

/// Settled prescriptions that are judged anew.
#[derive(Debug, Default)]
pub struct TakenUp {
    /// The prescriptions.
    pub blaetter: BTreeSet<Key>,
    /// The run whose tables have their invoice, by our number of it.
    pub runs: BTreeMap<String, Run>,
    /// The sheets of those that decision files of this run name.
    pub named: Named,
}

impl TakenUp {
    /// Those on which earlier runs took a decision after they were settled, and those on which this one's files decide.
    ///
    /// # Errors
    /// The ledger, or a table of an earlier run.
    pub fn of(session: &Session, ledger: &Ledger, said: &Decisions<'_>) -> anyhow::Result<Self> {
        let mut taken = TakenUp::default();
        for blatt in ledger.decided_afterwards()? {
            if taken.find(session.run(), ledger, &blatt.0)? {
                taken.blaetter.insert(blatt);
            } else {
                warn(format!(
                    "{} of invoice {} was decided on after it was settled, and no run has its tables any more: bring its \
                     run back from the archive",
                    blatt.1, blatt.0
                ));
            }
        }
        let mut late: Vec<(&Gesagt, Fundstelle)> = Vec::new();
        for said in said.said().filter(|said| !said.entscheidung.art.betrifft_anweisung()) {
            let places = ledger.invoices_with(&said.entscheidung.pic_nr)?;
            if let Ok(place) = about(said, &places)
                && place.erledigt_am.is_some()
                && taken.find(session.run(), ledger, &place.beleg_id)?
            {
                late.push((said, place.clone()));
            }
        }
        taken.take(session, ledger, &late)?;
        Ok(taken)
    }

    /// Looks for a run whose tables have the invoice; gives whether there is one.
    fn find(&mut self, run: &Run, ledger: &Ledger, beleg_id: &str) -> anyhow::Result<bool> {
        if !self.runs.contains_key(beleg_id) {
            let dates = ledger.settling_runs(beleg_id)?.into_iter().filter_map(|date| date.parse::<Datum>().ok());
            let there = dates.map(|date| run.sibling(date)).find(|run| run.has_stage("20-invoices"));
            self.runs.extend(there.map(|run| (beleg_id.to_owned(), run)));
        }
        Ok(self.runs.contains_key(beleg_id))
    }

    /// Takes up those on which a line decides that can be obeyed.
    fn take(&mut self, session: &Session, ledger: &Ledger, late: &[(&Gesagt, Fundstelle)]) -> anyhow::Result<()> {
        if late.is_empty() {
            return Ok(());
        }
        let keys: HashSet<Key> = late.iter().map(|(said, place)| key(said, place)).collect();
        self.named = sheets(&keys, &self.runs)?;
        let before = ledger.all_decisions_on(&keys)?;
        let faelle = cases(session.run(), late.iter().map(|(said, _)| &said.entscheidung))?;
        let known = Known::new(self.named.clone(), faelle, &before);
        let obeyed = late.iter().filter(|(said, place)| known.check(said, place).is_ok());
        self.blaetter.extend(obeyed.map(|(said, place)| key(said, place)));
        Ok(())
    }
}

fn key(said: &Gesagt, place: &Fundstelle) -> Key {
    (place.beleg_id.clone(), said.entscheidung.pic_nr.clone())
}

/// The sheets of these prescriptions, from the tables of the runs that have them.
fn sheets(keys: &HashSet<Key>, runs: &BTreeMap<String, Run>) -> anyhow::Result<Named> {
    let folders: BTreeSet<_> =
        keys.iter().filter_map(|(beleg_id, _)| Some(runs.get(beleg_id)?.dir.join("20-invoices"))).collect();
    let (mut open, mut lines) = (HashMap::new(), HashSet::new());
    for folder in folders {
        each_row(&folder.join("rezepte.csv"), |rezept: Rezept| {
            let key = (rezept.beleg_id, rezept.pic_nr);
            if keys.contains(&key) {
                let pictures = vec![rezept.bild.wert().cloned().unwrap_or_default()];
                open.insert(key, Sheet { pictures, brutto: rezept.brutto.wert().copied() });
            }
        })?;
        each_row(&folder.join("positionen.csv"), |position: Position| {
            let key = (position.beleg_id, position.pic_nr);
            if keys.contains(&key) {
                lines.insert((key, position.lfd_nr));
            }
        })?;
    }
    Ok(Named::new(open, lines))
}
