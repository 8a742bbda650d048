//! The passes of a run: what each orders, and whether a bank file carries it.

use std::collections::{BTreeMap, BTreeSet};

use domain::brief::euro;
use domain::{Ausgabe, Betrag, Datum, Durchgang};
use stage::{Receipt, Result, Run, read_table};

const BANK_FILES: [&str; 2] = ["70-dtaus", "75-sepa"];
const AUSGABE: &str = "ausgabe.csv";

/// What is new in the newest pass, and that earlier ones stand; nothing where there is but one pass of the run's own
/// orders.
pub fn passes(rows: &[Durchgang], datum: Datum) -> String {
    let mut sums: BTreeMap<u32, (Betrag, Betrag)> = BTreeMap::new();
    for row in rows {
        let (new, earlier) = sums.entry(row.pass).or_default();
        *(if row.angewiesen_am == datum { new } else { earlier }) += row.betrag;
    }
    let Some((newest, (new, earlier))) = sums.pop_last() else { return String::new() };
    if sums.is_empty() && earlier == Betrag::NULL {
        return String::new();
    }
    let mut said = Vec::new();
    if new != Betrag::NULL || earlier == Betrag::NULL {
        said.push(format!("pass {newest}: {} new", euro(new)));
    }
    if earlier != Betrag::NULL {
        said.push(format!("pass {newest}: {} of earlier runs", euro(earlier)));
    }
    let stand =
        |(pass, (new, earlier)): (u32, (Betrag, Betrag))| format!("pass {pass} ({}) unchanged", euro(new + earlier));
    said.extend(sums.into_iter().map(stand));
    format!("  {}\n", said.join("; "))
}

/// Money that was ordered and stands in no bank file, because the chain stopped before one was written, as a line.
///
/// # Errors
/// A table of a run is not readable.
pub fn in_no_file(run: &Run, rows: &[Durchgang]) -> Result<String> {
    let sum = sum_in_no_file(run, rows)?;
    Ok(if sum == Betrag::NULL {
        String::new()
    } else {
        format!("  IN NO BANK FILE: {}; run the chain again, or the next run of this payer writes it\n", euro(sum))
    })
}

/// Euro of these orders that no bank file carries.
///
/// # Errors
/// A table of a run is not readable.
pub fn sum_in_no_file(run: &Run, rows: &[Durchgang]) -> Result<Betrag> {
    let Some(oldest) = rows.iter().map(|row| row.angewiesen_am).min() else { return Ok(Betrag::NULL) };
    let mut carried: BTreeSet<String> = BTreeSet::new();
    for date in run.dates_of(&run.kostentraeger)?.into_iter().filter(|date| *date >= oldest) {
        for folder in BANK_FILES.map(|folder| run.sibling(date).dir.join(folder)) {
            let Some(receipt) = Receipt::load(&folder)? else { continue };
            if receipt.output(AUSGABE).is_some() {
                let told: Vec<Ausgabe> = read_table(&folder.join(AUSGABE))?;
                carried.extend(told.into_iter().filter(|row| !row.datei.is_empty()).map(|row| row.anweisung_id));
            } else if date == run.datum {
                // Written before it was listed which file carries what: all of them.
                return Ok(Betrag::NULL);
            }
        }
    }
    Ok(rows.iter().filter(|row| !carried.contains(&row.anweisung_id)).map(|row| row.betrag).sum())
}
