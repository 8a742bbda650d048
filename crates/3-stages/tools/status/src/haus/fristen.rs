//! Prescriptions to be ordered in the next days, with the discounts that are lost if it is not.

use std::collections::{BTreeMap, HashMap};

use domain::{
    Anweisung, AnweisungsRezept, Betrag, Datum, Klasse, OhneAnweisung, Rabattverlust, Rezept, Tabelle, Urteil,
    Verfahren,
};
use serde::Serialize;
use stage::{Result, Run, each_row, read_table};

/// Days that are looked ahead.
const TAGE: u64 = 5;

/// A day by which something has to be ordered.
#[derive(Clone, Debug, Serialize)]
pub struct Frist {
    /// The day; the last one on which the discount is kept.
    pub anweisungsdatum: Datum,
    /// Prescriptions that wait: open, or released and not ordered.
    pub anzahl: u32,
    /// Their gross in euro, where it is known.
    pub brutto: Betrag,
    /// Their discounts in euro; while open, as claimed by the biller.
    pub rabatt: Betrag,
}

/// Unsettled prescriptions of the run by the day on which they have to be ordered, from `datum` on.
pub(super) fn next_days(run: &Run, verfahren: Verfahren, datum: Datum) -> Result<Vec<Frist>> {
    if verfahren != Verfahren::Rezepte || !run.has_stage("60-payments") || !run.has_stage("50-stage2") {
        return Ok(Vec::new());
    }
    let last = datum.checked_add_days(chrono::Days::new(TAGE)).unwrap_or(datum);
    let due = due(run)?;
    let mut waiting = HashMap::new();
    each_row(&run.dir.join("50-stage2/urteile.csv"), |urteil: Urteil| {
        let day = due.get(&urteil.beleg_id).filter(|day| (datum..=last).contains(*day));
        if let (Some(day), None, true) = (day, urteil.erledigt_am, urteil.klasse != Klasse::Abweisen) {
            waiting.insert((urteil.beleg_id.clone(), urteil.pic_nr.clone()), (*day, urteil));
        }
    })?;
    forget_ordered(run, &mut waiting)?;
    let mut claimed = HashMap::new();
    if !waiting.is_empty() {
        each_row(&run.dir.join("30-stage1/rezepte.csv"), |rezept: Rezept| {
            let rabatte = [rezept.ap_rabatt.wert(), rezept.hs_rabatt.wert()];
            let claim: Betrag = rabatte.into_iter().flatten().copied().sum();
            let key = (rezept.beleg_id, rezept.pic_nr);
            if waiting.contains_key(&key) {
                claimed.insert(key, claim);
            }
        })?;
    }
    let mut fristen: BTreeMap<Datum, Frist> = BTreeMap::new();
    for (key, (day, urteil)) in waiting {
        let leer = Frist { anweisungsdatum: day, anzahl: 0, brutto: Betrag::NULL, rabatt: Betrag::NULL };
        let frist = fristen.entry(day).or_insert(leer);
        frist.anzahl += 1;
        frist.brutto += urteil.brutto.unwrap_or_default();
        let known = urteil.ap_rabatt.into_iter().chain(urteil.hs_rabatt).sum::<Betrag>();
        let open = urteil.klasse == Klasse::Offen;
        frist.rabatt += if open { claimed.get(&key).copied().unwrap_or_default() } else { known };
    }
    Ok(fristen.into_values().collect())
}

/// The day of each invoice, from every table that says it.
fn due(run: &Run) -> Result<BTreeMap<String, Datum>> {
    let folder = run.dir.join("60-payments");
    let mut due = BTreeMap::new();
    for row in table::<Anweisung>(&folder.join("anweisungen.csv"))? {
        due.insert(row.beleg_id, row.anweisungsdatum);
    }
    for row in table::<OhneAnweisung>(&folder.join("ohne_anweisung.csv"))? {
        due.insert(row.beleg_id, row.anweisungsdatum);
    }
    for row in table::<Rabattverlust>(&folder.join("rabattverlust.csv"))? {
        due.insert(row.beleg_id, row.anweisungsdatum);
    }
    Ok(due)
}

fn table<T: Tabelle>(path: &std::path::Path) -> Result<Vec<T>> {
    if path.is_file() { read_table(path) } else { Ok(Vec::new()) }
}

/// Takes out those that this run itself ordered: they wait no more.
fn forget_ordered<V: Send>(run: &Run, waiting: &mut HashMap<(String, String), V>) -> Result<()> {
    let list = run.dir.join("60-payments/anweisung_rezepte.csv");
    if list.is_file() {
        each_row(&list, |row: AnweisungsRezept| {
            waiting.remove(&(row.beleg_id, row.pic_nr));
        })?;
    }
    Ok(())
}
