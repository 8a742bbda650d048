//! What an operator reads about the deliveries, and the error when there is no register at all.

use stage::{Error, Session, Stage, error, info, report_rejected, warn};

use crate::{Counts, Ingested};

/// A control total: its name, and which count of a delivery it sums.
type Total = (&'static str, fn(&Counts) -> u64);

/// Says what came of each delivery, and keeps the counts.
pub fn report(stage: &mut Stage, result: &Ingested, nothing_came: bool) {
    if nothing_came {
        info("ingest-unfdat: no delivery; the register of the latest run is carried forward");
    }
    for taken in &result.taken {
        info(format!(
            "{}: {} records, {} cases, {} rejected, {} replaced by a later record, {} repeated",
            taken.datei, taken.saetze, taken.faelle, taken.rejected, taken.replaced, taken.repeated
        ));
        if taken.rejected + taken.replaced > 0 {
            warn(format!("{}: see 10-unfdat/abgelehnt.csv for what was not taken", taken.datei));
        }
        let changes = &taken.changes;
        info(format!(
            "{}: {} cases new, {} changed, {} gone, {} handed over: 10-unfdat/aenderungen.csv",
            taken.datei, changes.neu, changes.geaendert, changes.weggefallen, changes.abgegeben
        ));
    }
    for refusal in &result.refused {
        error(refusal.to_string());
    }
    stage.refuse(result.refused.len() as u64);
    let totals: [Total; 8] = [
        ("saetze", |taken| taken.saetze),
        ("saetze_abgelehnt", |taken| taken.rejected),
        ("saetze_ersetzt", |taken| taken.replaced),
        ("saetze_wiederholt", |taken| taken.repeated),
        ("faelle_neu", |taken| taken.changes.neu),
        ("faelle_geaendert", |taken| taken.changes.geaendert),
        ("faelle_weggefallen", |taken| taken.changes.weggefallen),
        ("faelle_abgegeben", |taken| taken.changes.abgegeben),
    ];
    for (name, count) in totals {
        stage.total(name, result.sum(count) as i64);
    }
}

/// The error where there is no register, neither from before nor from this run. Nothing is published then, so the first
/// rejected records are named here.
pub fn no_register(session: &Session, result: &Ingested) -> Error {
    const SHOWN: usize = 20;
    let payer = &session.run().kostentraeger;
    report_rejected(&result.abgelehnt.iter().filter(|row| row.satz > 0).take(SHOWN).collect::<Vec<_>>());
    if !result.refused.is_empty() {
        return Error::Data(format!(
            "{payer} has no register: its first delivery is refused\nask the payer for a corrected one"
        ));
    }
    Error::Missing(format!(
        "{payer} has no register: no UnfDat in the drop folder and none in an earlier run\ndeliver one to DROP/{payer}/unfdat/"
    ))
}
