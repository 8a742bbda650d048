//! Invoices and prescriptions ever seen, and what of them is settled.

use std::collections::HashSet;

use domain::{Datum, Erledigt, ErledigtesRezept};
use rusqlite::{OptionalExtension, params};

use crate::nachtraege::LATEST;
use crate::{Error, Ledger, Result};

/// The invoices on which a PicNr or a line stands. It is asked for each line of a decision, so no table is walked for it.
const INVOICES_WITH: &str = "SELECT z.beleg_id, r.rechnungsnummer, e.lauf,
         EXISTS (SELECT 1 FROM rezept f WHERE f.pic_nr = z.pic_nr AND f.beleg_id < z.beleg_id)
         OR EXISTS (SELECT 1 FROM rechnung f WHERE f.rechnungssteller_ik = r.rechnungssteller_ik
                    AND f.rechnungsnummer = r.rechnungsnummer AND f.beleg_id < r.beleg_id),
         coalesce(e.anweisung_id IS NOT NULL AND json_extract(e.urteil, '$.aktenzeichen') = '', 0)
     FROM rezept z JOIN rechnung r USING (beleg_id)
     LEFT JOIN erledigt e ON e.beleg_id = z.beleg_id AND e.pic_nr = z.pic_nr AND e.lauf < ?2
     WHERE z.pic_nr = ?1 AND r.lauf <= ?2 ORDER BY z.beleg_id";

/// An invoice about to be imported.
#[derive(Clone, Debug)]
pub struct NeueRechnung<'a> {
    /// SHA-256 of its file: the identity of the invoice.
    pub datei_sha256: &'a str,
    /// The biller's number.
    pub rechnungsnummer: &'a str,
    /// The biller: its IK, or the number of the facility.
    pub rechnungssteller: &'a str,
    /// What it bills: picture numbers of prescriptions, or names of lines.
    pub posten: Vec<&'a str>,
}

/// What the ledger says of an invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registriert {
    /// Our number of it, 7 digits.
    pub beleg_id: String,
    /// Earlier invoice of the same biller with the same number; empty = none.
    pub schon_berechnet: String,
    /// For each of its parts, in the order given: the invoice that billed it before; empty = none.
    pub posten_schon_berechnet: Vec<String>,
}

/// An invoice on which something stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fundstelle {
    /// Our number of the invoice.
    pub beleg_id: String,
    /// The biller's number of it.
    pub rechnungsnummer: String,
    /// Business date of the earlier run that ordered or returned what stands there, if one did.
    pub erledigt_am: Option<String>,
    /// Whether it was billed before, by its PicNr or its invoice's number (R09): it waits for a release.
    pub schon_berechnet: bool,
    /// True if an earlier run paid it without a case, and none rebooked it since.
    pub ohne_fall: bool,
}

/// The bill that came first, where something is billed again.
#[derive(Clone, Debug, PartialEq)]
pub struct ErsteRechnung {
    /// The biller's number of it.
    pub rechnungsnummer: String,
    /// IK of the biller.
    pub rechnungssteller_ik: String,
    /// Business date of the run that took it.
    pub aufgenommen_am: Option<Datum>,
    /// The last verdict of earlier runs on the prescription there; none = there is none yet.
    pub erledigt: Option<ErledigtesRezept>,
}

impl Ledger {
    /// The outcome of a prescription on the invoice that billed it first; none if the ledger knows no such invoice.
    pub fn first_bill(&self, beleg_id: &str, pic_nr: &str) -> Result<Option<ErsteRechnung>> {
        let beleg = beleg_zahl(beleg_id)?;
        let mut query = self
            .db
            .prepare_cached("SELECT rechnungsnummer, rechnungssteller_ik, lauf FROM rechnung WHERE beleg_id = ?1")?;
        let rechnung = query.query_row([beleg], |row| {
            let lauf: String = row.get(2)?;
            Ok(ErsteRechnung {
                rechnungsnummer: row.get(0)?,
                rechnungssteller_ik: row.get(1)?,
                aufgenommen_am: domain::datum::aus_iso(&lauf),
                erledigt: None,
            })
        });
        let Some(rechnung) = rechnung.optional()? else { return Ok(None) };
        let verdict =
            format!("SELECT urteil FROM abrechnung a WHERE lauf < ?1 AND beleg_id = ?2 AND pic_nr = ?3 AND {LATEST}");
        let erledigt = self.records(&verdict, params![self.lauf, beleg, pic_nr])?.pop();
        Ok(Some(ErsteRechnung { erledigt, ..rechnung }))
    }

    /// Gives each invoice its Beleg-ID, in the order given, and finds what was billed before it. An invoice that is
    /// known keeps its number, so a repeat changes nothing; one that a broken-off run had begun becomes this run's.
    pub fn register_invoices(&mut self, rechnungen: &[NeueRechnung<'_>]) -> Result<Vec<Registriert>> {
        let anmeldung = self.register()?;
        let register = |rechnung: &NeueRechnung<'_>| {
            let mut registriert = anmeldung.rechnung(rechnung)?;
            let mut posten = anmeldung.posten(&registriert.beleg_id)?;
            let before = |posten_nr: &&str| Ok(posten.register(posten_nr)?.unwrap_or_default());
            registriert.posten_schon_berechnet = rechnung.posten.iter().map(before).collect::<Result<_>>()?;
            Ok(registriert)
        };
        let registered = rechnungen.iter().map(register).collect::<Result<_>>()?;
        anmeldung.commit()?;
        Ok(registered)
    }

    /// Beleg-IDs of earlier runs' invoices that had a prescription neither ordered nor returned before this run. An
    /// invoice whose file is this run's own (`own`: SHA-256) is not among them: it is imported anew.
    pub fn unsettled_invoices<'a>(&self, own: impl IntoIterator<Item = &'a str>) -> Result<Vec<String>> {
        let own: HashSet<&str> = own.into_iter().collect();
        let mut query = self.db.prepare(
            "SELECT DISTINCT r.beleg_id, r.datei_sha256 FROM rechnung r JOIN rezept z USING (beleg_id)
             LEFT JOIN erledigt e ON e.beleg_id = z.beleg_id AND e.pic_nr = z.pic_nr AND e.lauf < ?1
             WHERE r.lauf < ?1 AND e.lauf IS NULL ORDER BY r.beleg_id",
        )?;
        let rows = query.query_map(params![self.lauf], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
        let mut belege = Vec::new();
        for row in rows {
            let (beleg_id, sha256) = row?;
            if !own.contains(sha256.as_str()) {
                belege.push(beleg_text(beleg_id));
            }
        }
        Ok(belege)
    }

    /// The parts of an invoice that runs before this one settled: prescriptions, or lines of a facility, each with its
    /// last verdict.
    pub fn settled_before<E: Erledigt>(&self, beleg_id: &str) -> Result<Vec<E>> {
        let query =
            format!("SELECT urteil FROM abrechnung a WHERE lauf < ?1 AND beleg_id = ?2 AND {LATEST} ORDER BY pic_nr");
        self.records(&query, params![self.lauf, beleg_zahl(beleg_id)?])
    }

    /// The invoices up to this run on which a PicNr or a line of that name stands, oldest first.
    pub fn invoices_with(&self, posten: &str) -> Result<Vec<Fundstelle>> {
        let mut query = self.db.prepare_cached(INVOICES_WITH)?;
        let rows = query.query_map(params![posten, self.lauf], |row| {
            Ok(Fundstelle {
                beleg_id: beleg_text(row.get(0)?),
                rechnungsnummer: row.get(1)?,
                erledigt_am: row.get(2)?,
                schon_berechnet: row.get(3)?,
                ohne_fall: row.get(4)?,
            })
        })?;
        let mut stellen: Vec<Fundstelle> = rows.collect::<rusqlite::Result<_>>()?;
        // Few are, and this is asked for every line that decides.
        if stellen.iter().any(|stelle| stelle.ohne_fall) {
            let umgebucht = self.rebooked_before()?;
            for stelle in &mut stellen {
                stelle.ohne_fall &= !umgebucht.contains(&(stelle.beleg_id.clone(), posten.to_owned()));
            }
        }
        Ok(stellen)
    }
}

pub(crate) fn beleg_text(beleg_id: i64) -> String {
    format!("{beleg_id:07}")
}

pub(crate) fn beleg_zahl(beleg_id: &str) -> Result<i64> {
    beleg_id.parse().map_err(|_| Error::refused(format!("'{beleg_id}' is no Beleg-ID")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_decision_is_looked_up_by_indexes_alone() {
        let dir = tempfile::tempdir().expect("a folder");
        let db = crate::open::open(&dir.path().join("ledger.sqlite"), "2005-03-11").expect("a ledger");
        let mut plan = db.prepare(&format!("EXPLAIN QUERY PLAN {INVOICES_WITH}")).expect("a query");
        let steps = plan.query_map(params!["1", "2005-03-11"], |row| row.get::<_, String>("detail")).expect("a plan");
        let steps: Vec<String> = steps.collect::<rusqlite::Result<_>>().expect("steps");
        assert!(steps.iter().any(|step| step.starts_with("SEARCH e ")), "{steps:#?}");
        assert!(!steps.iter().any(|step| step.starts_with("SCAN")), "{steps:#?}");
    }
}
