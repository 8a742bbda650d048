//! The plan of a deletion: files whose time has come, and what keeps others.

use std::collections::BTreeSet;
use std::path::Path;

use domain::{Datum, Rechnung, UnbestaetigteAnweisung, Verfahren};
use stage::{Error, Output, Receipt, Result, Run, each_row, read_table};

use crate::Aufbewahrung;

/// A file that may not be kept any longer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loeschung {
    /// Business date of its run.
    pub lauf: Datum,
    /// Path in the run.
    pub datei: String,
    /// Size in bytes.
    pub bytes: u64,
    /// BLAKE3 of its content.
    pub blake3: String,
    /// The rule that says so.
    pub regel: &'static str,
}

impl Loeschung {
    pub(crate) fn line(&self, datum: Datum) -> Vec<String> {
        let Loeschung { lauf, datei, bytes, blake3, regel } = self;
        vec![datum.to_string(), lauf.to_string(), datei.clone(), bytes.to_string(), blake3.clone(), (*regel).to_owned()]
    }
}

/// Everything that is to be deleted of a payer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Files.
    pub loeschungen: Vec<Loeschung>,
    /// Runs of which something should go, and what keeps it.
    pub nicht_erledigt: Vec<(Datum, String)>,
    /// Values about persons of runs before this date leave the ledger.
    pub ledger_vor: Option<Datum>,
}

/// Tables that ledger and runs vouch for each other by.
const BLEIBEN: [&str; 2] = ["60-payments/anweisungen.csv", "60-payments/durchgaenge.csv"];

/// Plans what of a payer's runs is to be deleted on a day. `runs` are all of them, by date.
///
/// # Errors
/// A table of the newest run cannot be read, so that nobody knows what is settled.
pub fn plan(runs: &[Run], fristen: Aufbewahrung, heute: Datum) -> Result<Plan> {
    let mut plan = Plan::default();
    let Some((newest, earlier)) = runs.split_last() else { return Ok(plan) };
    let offen = unsettled(newest)?;
    let mut laeuft = false;
    for (nr, run) in earlier.iter().enumerate() {
        let ersetzt = runs[nr + 1..].iter().any(|later| later.has_stage("10-unfdat"));
        let found = candidates(run, fristen, heute, ersetzt)?;
        // A register is nobody's voucher: it goes although something of its run is open.
        let (register, belege): (Vec<_>, Vec<_>) = found.into_iter().partition(|l| l.regel == "register");
        plan.loeschungen.extend(register);
        match offen.get(run.datum) {
            Some(why) if !belege.is_empty() => plan.nicht_erledigt.push((run.datum, why)),
            Some(_) => {}
            None => plan.loeschungen.extend(belege),
        }
        laeuft |= offen.get(run.datum).is_some();
    }
    let ab = fristen.ledger_ab(heute).filter(|ab| earlier.iter().any(|run| run.datum < *ab));
    match ab {
        Some(_) if laeuft => {}
        ab => plan.ledger_vor = ab,
    }
    Ok(plan)
}

/// Parts of earlier runs that the newest one still carries.
struct Offen {
    rechnungen: BTreeSet<Datum>,
    anweisungen: BTreeSet<Datum>,
}

impl Offen {
    fn get(&self, lauf: Datum) -> Option<String> {
        match () {
            () if self.rechnungen.contains(&lauf) => Some("an invoice of it is not settled".into()),
            () if self.anweisungen.contains(&lauf) => Some("an order of it is not confirmed".into()),
            () => None,
        }
    }
}

fn unsettled(newest: &Run) -> Result<Offen> {
    let needed = |folder: &str| match newest.has_stage(folder) {
        true => Ok(newest.dir.join(folder)),
        false => Err(Error::Missing(format!(
            "{}/{folder} is missing: what is settled is not known\nrun the payer's chain to its end first",
            newest.dir.display()
        ))),
    };
    let mut offen = Offen { rechnungen: BTreeSet::new(), anweisungen: BTreeSet::new() };
    let invoices = needed("20-invoices")?;
    let services = newest.file()?.is_some_and(|file| file.konfiguration.verfahren == Verfahren::Leistungen);
    if services {
        each_row(&invoices.join("leistungsrechnungen.csv"), |row: domain::Leistungsrechnung| {
            offen.rechnungen.insert(row.herkunft);
        })?;
    } else {
        each_row(&invoices.join("rechnungen.csv"), |row: Rechnung| {
            offen.rechnungen.insert(row.herkunft);
        })?;
    }
    let orders: Vec<UnbestaetigteAnweisung> = read_table(&needed("65-confirmations")?.join("offen.csv"))?;
    offen.anweisungen.extend(orders.into_iter().map(|order| order.angewiesen_am));
    Ok(offen)
}

/// Files of a run whose time has come, each with its rule.
fn candidates(run: &Run, fristen: Aufbewahrung, heute: Datum, ersetzt: bool) -> Result<Vec<Loeschung>> {
    let mut found = Vec::new();
    for folder in run.published_stages()? {
        let Some(receipt) = Receipt::load(&run.dir.join(&folder))? else { continue };
        for output in receipt.outputs {
            let datei = format!("{folder}/{}", output.path);
            let register = datei.starts_with("10-unfdat/") || datei.starts_with("00-inbox/unfdat/");
            let regel = match () {
                () if !is_there(run, &datei) || BLEIBEN.contains(&datei.as_str()) => continue,
                () if register && ersetzt && fristen.register_frei(run.datum, heute) => "register",
                () if datei.starts_with("00-inbox/pictures/") && fristen.bilder_frei(run.datum, heute) => "bilder",
                () if fristen.belege_frei(run.datum, heute) => "belege",
                () => continue,
            };
            let Output { bytes, blake3, .. } = output;
            found.push(Loeschung { lauf: run.datum, datei, bytes, blake3, regel });
        }
    }
    Ok(found)
}

fn is_there(run: &Run, datei: &str) -> bool {
    Path::new(&run.dir).join(datei).is_file()
}
