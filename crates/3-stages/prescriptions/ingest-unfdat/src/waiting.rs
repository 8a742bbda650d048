//! Deliveries that wait for people, and those that people let through.

use domain::{Ablehnung, Eingang};
use forms::entscheidungen::BESTAETIGT_KLEIN;
use ledger::Ledger;
use stage::{Error, Run, Session, read_table};

/// Records what was taken in or refused. What waits for two people comes again by itself.
pub fn finish(ledger: &mut Ledger, files: &[stage::Delivery], waiting: &[String]) -> anyhow::Result<()> {
    let done = files.iter().filter(|file| !waiting.contains(&file.name)).map(|file| file.sha256.as_str());
    Ok(ledger.finish_deliveries("unfdat", done)?)
}

/// The deliveries that wait for two people, as the published stage says.
pub fn waiting_as_published(run: &Run) -> Result<Vec<String>, Error> {
    let rows: Vec<Ablehnung> = read_table(&run.dir.join("10-unfdat/abgelehnt.csv"))?;
    let waits = |row: &Ablehnung| row.satz == 0 && row.grund.contains(BESTAETIGT_KLEIN);
    Ok(rows.into_iter().filter(waits).map(|row| row.datei).collect())
}

/// SHA-256 of the registers that two people let through although they are short. The overview of the intake says so; it
/// is an input only where it does, so that nothing is computed anew for other deliveries.
pub fn confirmed(session: &mut Session) -> Result<Vec<String>, Error> {
    let path = session.run().dir.join("00-inbox/uebersicht.csv");
    let rows: Vec<Eingang> = read_table(&path).unwrap_or_default();
    let said = |row: &Eingang| row.art == "unfdat" && row.grund.contains(Eingang::KLEIN_BESTAETIGT);
    let confirmed: Vec<String> = rows.into_iter().filter(said).map(|row| row.sha256).collect();
    if !confirmed.is_empty() {
        session.reads("00-inbox", &["uebersicht.csv"])?;
    }
    Ok(confirmed)
}
