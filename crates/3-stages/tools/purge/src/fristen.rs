//! `aufbewahrung.toml`: how long what is kept.

use std::fs;
use std::path::Path;

use chrono::{Datelike, Days, Months};
use domain::Datum;
use serde::Deserialize;
use stage::{Error, Result};

/// How long what is kept. Without the file the periods of the law count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Aufbewahrung {
    /// Days for which a register is kept after a later run has its own.
    pub register_tage: u64,
    /// Months for which pictures are kept.
    pub bilder_monate: u32,
    /// Years for which vouchers are kept, from the end of the year: what was delivered, judged and sent.
    pub belege_jahre: u32,
    /// Years for which values about persons stay in the ledger, from the end of the year.
    pub ledger_jahre: u32,
}

impl Default for Aufbewahrung {
    fn default() -> Self {
        Aufbewahrung { register_tage: 30, bilder_monate: 12, belege_jahre: 6, ledger_jahre: 10 }
    }
}

impl Aufbewahrung {
    /// Reads it from a configuration.
    ///
    /// # Errors
    /// It cannot be read, or a period is shorter than any that can be meant (78).
    pub fn read(config: &Path) -> Result<Self> {
        let path = config.join("aufbewahrung.toml");
        if !path.exists() {
            return Ok(Aufbewahrung::default());
        }
        let text = fs::read_to_string(&path).map_err(Error::io(&path))?;
        let read: Aufbewahrung = toml::from_str(&text)
            .map_err(|e| Error::Config(format!("{}: {}", path.display(), e.to_string().trim_end())))?;
        if read.belege_jahre == 0 || read.ledger_jahre < read.belege_jahre {
            let text = "belege_jahre is at least 1, and ledger_jahre not below it: the ledger vouches for the vouchers";
            return Err(Error::Config(format!("{}: {text}", path.display())));
        }
        Ok(read)
    }

    /// Returns true if the register of a run of that date may go.
    pub(crate) fn register_frei(&self, lauf: Datum, heute: Datum) -> bool {
        lauf.checked_add_days(Days::new(self.register_tage)).is_some_and(|end| end < heute)
    }

    /// Returns true if pictures of a run of that date may go.
    pub(crate) fn bilder_frei(&self, lauf: Datum, heute: Datum) -> bool {
        lauf.checked_add_months(Months::new(self.bilder_monate)).is_some_and(|end| end < heute)
    }

    /// Returns true if vouchers of a run of that date may go.
    pub(crate) fn belege_frei(&self, lauf: Datum, heute: Datum) -> bool {
        year_end(lauf, self.belege_jahre) < heute
    }

    /// The first date whose values about persons stay in the ledger.
    pub(crate) fn ledger_ab(&self, heute: Datum) -> Option<Datum> {
        let years = i32::try_from(self.ledger_jahre).ok()?;
        Datum::from_ymd_opt(heute.year().checked_sub(years)?, 1, 1)
    }
}

/// The last day of a period of years, which begins with the end of the year.
fn year_end(lauf: Datum, years: u32) -> Datum {
    let year = i32::try_from(years).ok().and_then(|years| lauf.year().checked_add(years));
    year.and_then(|year| Datum::from_ymd_opt(year, 12, 31)).unwrap_or(Datum::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Datum {
        domain::datum::aus_iso(text).expect("a day")
    }

    #[test]
    fn periods_of_years_begin_with_the_end_of_the_year() {
        let law = Aufbewahrung::default();
        assert!(!law.belege_frei(day("2005-03-11"), day("2011-12-31")));
        assert!(law.belege_frei(day("2005-03-11"), day("2012-01-01")));
        assert_eq!(law.ledger_ab(day("2016-01-01")), Some(day("2006-01-01")), "all of 2005 is ten years old");
        assert!(
            !law.register_frei(day("2005-03-11"), day("2005-04-10"))
                && law.register_frei(day("2005-03-11"), day("2005-04-11"))
        );
        assert!(
            !law.bilder_frei(day("2005-03-11"), day("2006-03-11"))
                && law.bilder_frei(day("2005-03-11"), day("2006-03-12"))
        );
    }
}
