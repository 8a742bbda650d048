//! What decisions on prescriptions may speak of.

use std::collections::{HashMap, HashSet};

use domain::{Entscheidung, EntscheidungsArt};
use rules::{korrektur, statuses};

use crate::decisions::{Grund, Objection};

/// Of prescriptions that decisions name: which are open in this run, and their lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Named {
    open: HashSet<String>,
    lines: HashSet<(String, u32)>,
}

impl Named {
    /// Prescriptions that no earlier run settled, and lines of prescriptions.
    pub fn new(open: HashSet<String>, lines: HashSet<(String, u32)>) -> Self {
        Named { open, lines }
    }
}

/// Case numbers of the register that decisions name: check digit, and whether the case was handed over.
pub type CaseNumbers = HashMap<String, (String, bool)>;

/// What decisions may speak of.
#[derive(Debug)]
pub struct Known {
    named: Named,
    faelle: CaseNumbers,
}

impl Known {
    /// Prescriptions of this run that the decisions name, and the cases.
    pub fn new(named: Named, faelle: CaseNumbers) -> Self {
        Known { named, faelle }
    }

    /// Whether a decision can be obeyed.
    ///
    /// # Errors
    /// The column that is wrong, and why.
    pub fn check(&self, d: &Entscheidung) -> Result<(), Objection> {
        if !self.named.open.contains(&d.pic_nr) {
            let nowhere = "no prescription of this number in this run; deliver its invoice first";
            return Err(("pic_nr", Grund::NichtOffen(nowhere)));
        }
        let text = |column: &'static str| move |why: String| (column, Grund::Text(why));
        match d.art {
            EntscheidungsArt::Korrektur1 | EntscheidungsArt::Korrektur2 => self.check_correction(d),
            EntscheidungsArt::Zuordnung => self.check_case(&d.wert).map_err(text("wert")),
            EntscheidungsArt::Status => check_status(&d.wert).map_err(text("wert")),
            EntscheidungsArt::Freigabe => check_release(&d.feld).map_err(text("feld")),
        }
    }

    fn check_correction(&self, d: &Entscheidung) -> Result<(), Objection> {
        if let Some(lfd_nr) = korrektur::lfd_nr(&d.feld)
            && !self.named.lines.contains(&(d.pic_nr.clone(), lfd_nr))
        {
            return Err(("feld", Grund::Text(format!("the prescription has no line {lfd_nr}"))));
        }
        korrektur::pruefe_wert(&d.feld, &d.wert).map_err(|why| ("wert", Grund::Text(why)))
    }

    fn check_case(&self, wert: &str) -> Result<(), String> {
        if wert == "keine" {
            return Ok(());
        }
        let pz = wert.get(8..).unwrap_or_default();
        match wert.get(..8).and_then(|number| self.faelle.get(number)) {
            None => Err("no such case in the register: expected an Aktenzeichen of it, or keine".into()),
            Some((right, _)) if !pz.is_empty() && pz != right => {
                Err(format!("wrong check digit: the register has {right}"))
            }
            Some((_, true)) => Err("the case was handed over to another insurer and must not be assigned".into()),
            Some(_) => Ok(()),
        }
    }
}

/// The cases that these decisions name, as the register has them.
pub fn named_cases<'d>(
    decisions: impl Iterator<Item = &'d Entscheidung>,
    fall: impl Fn(&str) -> Option<(String, bool)>,
) -> CaseNumbers {
    let named: HashSet<&str> =
        decisions.filter(|d| d.art == EntscheidungsArt::Zuordnung).filter_map(|d| d.wert.get(..8)).collect();
    named.into_iter().filter_map(|number| Some((number.to_owned(), fall(number)?))).collect()
}

fn check_release(feld: &str) -> Result<(), String> {
    let known = matches!(feld, "" | "konto");
    if known { Ok(()) } else { Err("expected nothing (what was billed before), or konto (the account)".into()) }
}

fn check_status(wert: &str) -> Result<(), String> {
    let known = wert.parse().ok().and_then(statuses::zeile);
    known.map(drop).ok_or_else(|| "no such status: expected 0 or 989 to 1013".into())
}
