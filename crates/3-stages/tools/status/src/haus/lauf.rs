//! One run of a payer, as the overview counts it: from its receipts alone, so that a year of runs is read in a moment.

use domain::chain;
use domain::{Annahme, Betrag, Datum, Durchgang, Eingang, UnbestaetigteAnweisung};
use serde::Serialize;
use stage::{Receipt, Result, Run, outdated, read_table};

use crate::durchgaenge;

/// How a stage of a run stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Stand {
    /// Published, and made from what lies there now.
    Done,
    /// Published, but a stage below it was made anew since.
    Stale,
    /// Not there although its turn has come: the chain stopped at it.
    Failed,
    /// Its turn has not come.
    Waiting,
}

/// A stage of a run.
#[derive(Debug, Serialize)]
pub struct Stufe {
    /// Its folder.
    pub ordner: &'static str,
    /// How it stands.
    pub stand: Stand,
}

/// A run.
#[derive(Debug, Serialize)]
pub struct Lauf {
    /// Business date.
    pub datum: Datum,
    /// Its stages, in their order.
    pub stufen: Vec<Stufe>,
    /// Tasks that waited for people when it ended.
    pub aufgaben: u64,
    /// Euro ordered.
    pub angewiesen: Betrag,
    /// Passes in which it ordered.
    pub durchgaenge: i64,
    /// Whole files that were refused.
    pub verweigert: u64,
}

impl Lauf {
    pub(super) fn read(run: &Run) -> Result<Self> {
        let verfahren = run.file()?.map(|file| file.konfiguration.verfahren).unwrap_or_default();
        let mut lauf = Lauf {
            datum: run.datum,
            stufen: Vec::new(),
            aufgaben: 0,
            angewiesen: Betrag::NULL,
            durchgaenge: 0,
            verweigert: 0,
        };
        for step in chain::of(verfahren) {
            let receipt = Receipt::load(&run.dir.join(step.folder))?;
            let stand = match &receipt {
                None => Stand::Waiting,
                Some(receipt) if outdated(&run.dir, receipt)?.is_some() => Stand::Stale,
                Some(_) => Stand::Done,
            };
            lauf.stufen.push(Stufe { ordner: step.folder, stand });
            let Some(receipt) = receipt else { continue };
            lauf.verweigert += receipt.refused;
            if step.tasks {
                lauf.aufgaben += receipt.output("arbeitsliste.csv").and_then(|list| list.rows).unwrap_or(0);
            }
            if let Some(cent) = receipt.totals.get("angewiesen_cent") {
                lauf.angewiesen = Betrag::aus_cent(*cent);
                lauf.durchgaenge = receipt.totals.get("durchgaenge").copied().unwrap_or(0);
            }
        }
        stopped_at(&mut lauf.stufen);
        Ok(lauf)
    }

    /// Folders of the stages that stand so.
    pub fn in_stand(&self, stand: Stand) -> impl Iterator<Item = &'static str> {
        self.stufen.iter().filter(move |stufe| stufe.stand == stand).map(|stufe| stufe.ordner)
    }
}

/// The chain stopped at what is missing before a stage that is there, or, where nothing follows, at the first missing.
fn stopped_at(stufen: &mut [Stufe]) {
    let last = stufen.iter().rposition(|stufe| stufe.stand != Stand::Waiting);
    let reached = last.map_or(0, |last| last + 1);
    let mut missing = stufen.iter_mut().enumerate().filter(|(_, stufe)| stufe.stand == Stand::Waiting).peekable();
    let any_before = missing.peek().is_some_and(|(nr, _)| *nr < reached);
    let failed_until = if any_before { reached } else { reached + 1 };
    missing.filter(|(nr, _)| *nr < failed_until).for_each(|(_, stufe)| stufe.stand = Stand::Failed);
}

/// Euro that were ordered in this run and stand in no bank file.
pub(super) fn in_no_file(run: &Run) -> Result<Betrag> {
    if !run.has_stage("60-payments") {
        return Ok(Betrag::NULL);
    }
    let passes: Vec<Durchgang> = read_table(&run.dir.join("60-payments/durchgaenge.csv"))?;
    durchgaenge::sum_in_no_file(run, &passes)
}

/// Orders that nobody confirmed in time, and those that the bank rejected.
pub(super) fn unconfirmed(run: &Run) -> Result<Vec<UnbestaetigteAnweisung>> {
    if run.has_stage("65-confirmations") { read_table(&run.dir.join("65-confirmations/offen.csv")) } else { Ok(vec![]) }
}

/// Returns true if the run took a delivery of accident cases.
pub(super) fn took_unfdat(run: &Run) -> Result<bool> {
    let list = run.dir.join("00-inbox/uebersicht.csv");
    if !list.is_file() {
        return Ok(false);
    }
    let rows: Vec<Eingang> = read_table(&list)?;
    Ok(rows.iter().any(|row| row.art == "unfdat" && row.ergebnis == Annahme::Genommen))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stands(letters: &str) -> String {
        let stand = |letter| if letter == 'x' { Stand::Done } else { Stand::Waiting };
        let mut stufen: Vec<Stufe> = letters.chars().map(|c| Stufe { ordner: "", stand: stand(c) }).collect();
        stopped_at(&mut stufen);
        let letter = |stufe: &Stufe| match stufe.stand {
            Stand::Done => 'x',
            Stand::Failed => 'f',
            _ => '.',
        };
        stufen.iter().map(letter).collect()
    }

    #[test]
    fn the_chain_stopped_at_what_is_missing() {
        for (there, said) in
            [("xxxx", "xxxx"), ("xx..", "xxf."), ("....", "f..."), ("x.xx", "xfxx"), ("xx.x.", "xxfx.")]
        {
            assert_eq!(stands(there), said);
        }
    }
}
