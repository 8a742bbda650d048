//! Which lines of a decision file can be obeyed. A line that cannot is refused by itself, with the reason.

use std::collections::{HashMap, HashSet};

use domain::{Ablehnung, Entscheidung, EntscheidungsArt, Fall, Rezept};
use rules::{korrektur, statuses};

use crate::Tables;

/// Why a decision cannot be obeyed: the column that is wrong, and the reason.
pub type Objection = (&'static str, String);

/// Case numbers of the register that decisions name: check digit, and whether the case was handed over.
pub type CaseNumbers = HashMap<String, (String, bool)>;

/// What decisions may speak of.
#[derive(Debug)]
pub struct Known<'a> {
    rezepte: HashMap<&'a str, Vec<&'a Rezept>>,
    zeilen: HashSet<(&'a str, u32)>,
    faelle: CaseNumbers,
}

impl<'a> Known<'a> {
    /// Prescriptions of this run, and the cases that the decisions name.
    pub fn new(tables: &'a Tables, faelle: CaseNumbers) -> Self {
        let mut rezepte: HashMap<&str, Vec<&Rezept>> = HashMap::new();
        for rezept in &tables.rezepte {
            rezepte.entry(&rezept.pic_nr).or_default().push(rezept);
        }
        let zeilen = tables.positionen.iter().map(|p| (p.pic_nr.as_str(), p.lfd_nr)).collect();
        Known { rezepte, zeilen, faelle }
    }

    /// The cases of the register that these decisions name.
    pub fn named_cases<'d>(decisions: impl Iterator<Item = &'d Entscheidung>, faelle: &[Fall]) -> CaseNumbers {
        let named: HashSet<&str> =
            decisions.filter(|d| d.art == EntscheidungsArt::Zuordnung).filter_map(|d| d.wert.get(..8)).collect();
        faelle
            .iter()
            .filter(|fall| named.contains(fall.aktenzeichen.as_str()))
            .map(|fall| (fall.aktenzeichen.clone(), (fall.pz.clone(), fall.abgegeben.ist_ja())))
            .collect()
    }

    /// Whether a decision can be obeyed; `settled_on` says when its prescription was settled for the last time.
    ///
    /// # Errors
    /// The column that is wrong, and why.
    pub fn check(&self, d: &Entscheidung, settled_on: Option<&str>) -> Result<(), Objection> {
        let instances = self.rezepte.get(d.pic_nr.as_str());
        if instances.is_none_or(|list| list.iter().all(|rezept| rezept.erledigt_am.is_some())) {
            return Err((
                "pic_nr",
                match settled_on {
                    Some(date) => format!("ordered or returned on {date}; a decision comes too late"),
                    None => "no prescription of this number in this run; deliver its invoice first".into(),
                },
            ));
        }
        match d.art {
            EntscheidungsArt::Korrektur1 | EntscheidungsArt::Korrektur2 => self.check_correction(d),
            EntscheidungsArt::Zuordnung => self.check_case(&d.wert).map_err(|why| ("wert", why)),
            EntscheidungsArt::Status => check_status(&d.wert).map_err(|why| ("wert", why)),
            EntscheidungsArt::Freigabe => Ok(()),
        }
    }

    fn check_correction(&self, d: &Entscheidung) -> Result<(), Objection> {
        if let Some(lfd_nr) = korrektur::lfd_nr(&d.feld)
            && !self.zeilen.contains(&(d.pic_nr.as_str(), lfd_nr))
        {
            return Err(("feld", format!("the prescription has no line {lfd_nr}")));
        }
        korrektur::pruefe_wert(&d.feld, &d.wert).map_err(|why| ("wert", why))
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

fn check_status(wert: &str) -> Result<(), String> {
    let known = wert.parse().ok().and_then(statuses::zeile);
    known.map(drop).ok_or_else(|| "no such status: expected 0 or 989 to 1013".into())
}

/// Splits decisions into those that can be obeyed and the refusals of the others. `check` objects, `settled_on` says
/// when a PicNr or line was settled by an earlier run, `offset` where a line of the file begins.
pub fn check_decisions<E>(
    decisions: Vec<Entscheidung>,
    check: impl Fn(&Entscheidung, Option<&str>) -> Result<(), Objection>,
    settled_on: impl Fn(&str) -> Result<Option<String>, E>,
    offset: impl Fn(u64) -> u64,
) -> Result<(Vec<Entscheidung>, Vec<Ablehnung>), E> {
    let mut accepted = Vec::new();
    let mut refused = Vec::new();
    for d in decisions {
        match check(&d, settled_on(&d.pic_nr)?.as_deref()) {
            Ok(()) => accepted.push(d),
            Err((feld, grund)) => {
                let wert = match feld {
                    "pic_nr" => d.pic_nr.clone(),
                    "feld" => d.feld.clone(),
                    _ => d.wert.clone(),
                };
                let (satz, offset) = (d.zeile, offset(d.zeile));
                let (feld, roh) = (feld.into(), String::new());
                refused.push(Ablehnung { datei: d.datei, satz, offset, feld, wert, grund, roh });
            }
        }
    }
    Ok((accepted, refused))
}

/// Byte offset at which a line of a text begins, lines counted from 1.
pub fn offset_of_line(text: &[u8], line: u64) -> u64 {
    let newlines = text.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at as u64 + 1);
    std::iter::once(0).chain(newlines).nth(line.saturating_sub(1) as usize).unwrap_or(text.len() as u64)
}
