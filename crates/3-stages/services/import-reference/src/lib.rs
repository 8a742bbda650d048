//! Reference data of care services: facilities, grants, agreed rates, paper invoices.
//!
//! They are a state, not an event: the newest delivery of each file holds, in every run. A file with any error is
//! refused with all of them and the stage ends: what was granted must not be judged against half of it.

use std::fs::File;
use std::io::{self, BufReader};

use domain::{Ablehnung, Bewilligung, Leistungserbringer, Papierrechnung, Satz};
use forms::referenz::{self, Ergebnis};
use stage::{Delivery, Error, Result, report_refused};

/// The files of a run.
#[derive(Debug, Default)]
pub struct Referenz {
    /// The facilities.
    pub leistungserbringer: Vec<Leistungserbringer>,
    /// What was granted.
    pub bewilligungen: Vec<Bewilligung>,
    /// The agreed rates.
    pub saetze: Vec<Satz>,
    /// Invoices on paper.
    pub papier: Vec<Papierrechnung>,
}

type Leser<T> = fn(BufReader<File>, &str) -> io::Result<Ergebnis<T>>;

impl Referenz {
    /// Reads the files among these deliveries. Without `papier.csv` no invoice came on paper.
    ///
    /// # Errors
    /// A file that is missing (66), or the number of files refused, after all their errors were reported (65).
    pub fn read(deliveries: &[Delivery]) -> Result<Self> {
        let mut refused = Vec::new();
        let referenz = Referenz {
            leistungserbringer: needed(
                deliveries,
                "leistungserbringer.csv",
                referenz::lies_leistungserbringer,
                &mut refused,
            )?,
            bewilligungen: needed(deliveries, "bewilligungen.csv", referenz::lies_bewilligungen, &mut refused)?,
            saetze: needed(deliveries, "saetze.csv", referenz::lies_saetze, &mut refused)?,
            papier: read(deliveries, "papier.csv", referenz::lies_papier, &mut refused)?.unwrap_or_default(),
        };
        if refused.is_empty() {
            return Ok(referenz);
        }
        Err(Error::Data(format!(
            "{} is refused: correct every line named above and drop the file again; nothing was judged",
            refused.join(", ")
        )))
    }

    /// Notes on what the files say of each other.
    pub fn notes(&self) -> Vec<String> {
        let known = |le_nr: &str| self.leistungserbringer.binary_search_by(|le| le.le_nr.as_str().cmp(le_nr)).is_ok();
        let unknown = |what: &str, count: usize| {
            (count > 0).then(|| format!("{count} {what} of facilities that are not in leistungserbringer.csv"))
        };
        [
            unknown("grants", self.bewilligungen.iter().filter(|b| !known(&b.le_nr)).count()),
            unknown("rates", self.saetze.iter().filter(|satz| !known(&satz.le_nr)).count()),
            unknown("paper invoices", self.papier.iter().filter(|papier| !known(&papier.le_nr)).count()),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

fn needed<T>(deliveries: &[Delivery], name: &str, lies: Leser<T>, refused: &mut Vec<String>) -> Result<Vec<T>> {
    read(deliveries, name, lies, refused)?.ok_or_else(|| {
        Error::Missing(format!(
            "reference/{name} is in no delivery of this run or before\ndrop it into DROP/<payer>/reference and run again"
        ))
    })
}

/// The rows of a file; none where it was not delivered. A refused file has no rows and is named in `refused`.
fn read<T>(deliveries: &[Delivery], name: &str, lies: Leser<T>, refused: &mut Vec<String>) -> Result<Option<Vec<T>>> {
    let Some(delivery) = deliveries.iter().find(|delivery| delivery.name == name) else { return Ok(None) };
    let file = File::open(&delivery.path).map_err(Error::io(&delivery.path))?;
    let rows = lies(BufReader::with_capacity(1 << 16, file), name).map_err(Error::io(&delivery.path))?;
    Ok(Some(rows.unwrap_or_else(|errors: Vec<Ablehnung>| {
        report_refused(name, &delivery.path, &errors, usize::MAX);
        refused.push(format!("reference/{name}"));
        Vec::new()
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_unknown_facilities_are_noted() {
        let satz = Satz {
            le_nr: "LE009".into(),
            leistungsart: "WOHNEN".into(),
            einheit: domain::Einheit::Tag,
            gueltig_ab: domain::datum::aus_iso("2024-01-01").expect("a day"),
            gueltig_bis: None,
            satz: domain::Betrag::aus_cent(1),
        };
        let referenz = Referenz { saetze: vec![satz], ..Referenz::default() };
        assert_eq!(referenz.notes(), ["1 rates of facilities that are not in leistungserbringer.csv"]);
        assert!(Referenz::default().notes().is_empty());
    }

    #[test]
    fn a_missing_file_is_named() {
        let error = Referenz::read(&[]).expect_err("nothing delivered");
        assert_eq!(error.exit_code(), 66);
        assert!(error.to_string().contains("leistungserbringer.csv"));
    }
}
