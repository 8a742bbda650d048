//! The wall clock. Only the journal of the ledger and the log of who looked at what may say when something
//! happened in the real world.

use std::time::{SystemTime, UNIX_EPOCH};

/// Now, as `JJJJ-MM-TTTHH:MM:SSZ`.
pub fn now_utc() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs());
    chrono::DateTime::from_timestamp(i64::try_from(seconds).unwrap_or(0), 0)
        .map(|time| time.format("%Y-%m-%dT%H:%M:%SZ").to_string())
        .unwrap_or_default()
}
