//! Refused is not taken: it is told, and tried again by itself where the reason may pass.

use std::collections::HashMap;

use domain::{Ablehnung, Datum, JaNein, Tabelle, Zurueckgewiesen};
use stage::{Delivery, Receipt, Session, Stage, read_table};

use crate::check::sound_in_form;
use crate::decisions::DecisionFiles;
use crate::files::{self, Refused};

/// The table of what was refused.
pub const FILE: &str = "zurueckgewiesen.csv";
/// Part of the reason of a file that is refused for its signature.
const SIGNATURE: &str = signatures::pruefer::ENDING;
/// Days in which something is tried again by itself, from when it was refused first.
const TAGE: i64 = 30;

/// Deliveries that earlier runs refused and this one tries again, by kind and SHA-256.
#[derive(Debug)]
pub struct Again {
    earlier: HashMap<(String, String), Zurueckgewiesen>,
    datum: Datum,
}

impl Again {
    /// Asks the payer's newest earlier run, and names its table as an input.
    pub fn of(session: &mut Session) -> anyhow::Result<Self> {
        let mut rows: Vec<Zurueckgewiesen> = Vec::new();
        if let Some(run) = session.earlier_run_with("20-invoices")? {
            // A run of an earlier version of the program has no such table.
            let receipt = Receipt::load(&run.dir.join("20-invoices"))?.unwrap_or_default();
            if receipt.output(FILE).is_some() {
                rows = read_table(&session.reads_outside(&run, "20-invoices", FILE)?)?;
            }
        }
        let key = |row: Zurueckgewiesen| ((row.art.clone(), row.sha256.clone()), row);
        Ok(Again { earlier: rows.into_iter().map(key).collect(), datum: session.datum() })
    }

    /// The lines of a decision file that are tried again; none if all of it is new.
    pub fn lines(&self, sha256: &str) -> Option<Vec<u64>> {
        let row = self.earlier.get(&("decisions".to_owned(), sha256.to_owned()))?;
        let lines: Vec<u64> = row.zeilen.split_whitespace().filter_map(|line| line.parse().ok()).collect();
        (!lines.is_empty()).then_some(lines)
    }

    /// The row of a delivery of which something is refused: `zeilen` of it, or all.
    pub fn row(&self, art: &str, delivery: &Delivery, zeilen: &[u64], passes: bool) -> Zurueckgewiesen {
        let earlier = self.earlier.get(&(art.to_owned(), delivery.sha256.clone()));
        let seit = earlier.map_or(self.datum, |row| row.seit);
        let zeilen: Vec<String> = zeilen.iter().map(u64::to_string).collect();
        Zurueckgewiesen {
            art: art.to_owned(),
            datei: delivery.name.clone(),
            sha256: delivery.sha256.clone(),
            seit,
            zeilen: zeilen.join(" "),
            wieder: JaNein::from(passes && (self.datum - seit).num_days() < TAGE),
        }
    }
}

/// Columns that a list of ours may stand against, although the form is right.
const OURS: [&str; 2] = ["le_nr", "rechnungssteller_ik"];

/// Returns true if all that stands against a file may pass.
pub fn may_pass(errors: &[Ablehnung]) -> bool {
    errors.iter().all(|error| OURS.contains(&error.feld.as_str()))
}

/// The invoice files among these errors, and whether the reason may pass: their form is right, and a list of ours
/// stood against them.
pub fn refused_invoices(
    again: &Again,
    invoices: &[Delivery],
    errors: &[Ablehnung],
) -> anyhow::Result<Vec<Zurueckgewiesen>> {
    let mut by_file: HashMap<&str, bool> = HashMap::new();
    for error in errors {
        let ours = OURS.contains(&error.feld.as_str());
        *by_file.entry(error.datei.as_str()).or_default() |= ours;
    }
    let mut rows = Vec::new();
    for file in invoices {
        if let Some(ours) = by_file.get(file.name.as_str()) {
            let passes = *ours && sound_in_form(&file.path, &file.name)?.is_ok();
            rows.push(again.row("invoices", file, &[], passes));
        }
    }
    Ok(rows)
}

/// The decision files that were refused, whole or in lines that are tried again.
pub fn refused_decisions(
    again: &Again,
    decisions: &DecisionFiles,
    whole: &[Ablehnung],
    lines: &HashMap<String, Vec<u64>>,
) -> Vec<Zurueckgewiesen> {
    let row = |file: &Delivery| match lines.get(&file.sha256) {
        Some(lines) => Some(again.row("decisions", file, lines, true)),
        // Who signed it may be added to the list of people.
        None => whole
            .iter()
            .find(|error| error.datei == file.name)
            .map(|error| again.row("decisions", file, &[], error.satz == 0 && error.grund.contains(SIGNATURE))),
    };
    let mut rows: Vec<Zurueckgewiesen> = decisions.files.iter().filter_map(row).collect();
    if rows.iter().any(|row| row.wieder.ist_ja()) {
        // A signature is looked at again with its file.
        rows.extend(decisions.signatures.iter().map(|file| again.row("decisions", file, &[], true)));
    }
    rows
}

/// Writes what was refused: files whole, and lines of decision files by themselves; and which of them are tried again.
pub fn write_refused(
    stage: &mut Stage,
    files: [Refused; 2],
    lines: Vec<Ablehnung>,
    waiting: &mut [Zurueckgewiesen],
) -> anyhow::Result<()> {
    files::write_refused(stage, files, lines)?;
    waiting.sort_by(Tabelle::ordnung);
    Ok(stage.write(FILE, waiting)?)
}
