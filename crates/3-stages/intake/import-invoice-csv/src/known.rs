//! What decisions on prescriptions may speak of.

use std::collections::{HashMap, HashSet};

use domain::{Betrag, Entscheidung, EntscheidungsArt};
use forms::entscheidungen::Gesagt;
use ledger::Fundstelle;
use rules::{korrektur, statuses};

use crate::decisions::Objection;

/// A prescription: our number of its invoice, and its PicNr.
pub type Key = (String, String);

/// Marks by which a prescription's sheet is known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sheet {
    /// File names of its picture: as delivered, then as corrected.
    pub pictures: Vec<String>,
    /// Its gross as captured; none = not recognised.
    pub brutto: Option<Betrag>,
}

/// Of prescriptions that decisions name: which this run judges, with their pictures, and their lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Named {
    open: HashMap<Key, Sheet>,
    lines: HashSet<(Key, u32)>,
}

impl Named {
    /// Prescriptions that this run judges, each with its sheet, and lines of prescriptions.
    pub fn new(open: HashMap<Key, Sheet>, lines: HashSet<(Key, u32)>) -> Self {
        Named { open, lines }
    }

    /// Adds others.
    pub fn and(mut self, others: Named) -> Self {
        self.open.extend(others.open);
        self.lines.extend(others.lines);
        self
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
    /// Prescriptions of this run that the decisions name, the cases, and what was decided before.
    pub fn new(mut named: Named, faelle: CaseNumbers, before: &[Entscheidung]) -> Self {
        // A work list shows the picture as it was corrected.
        for d in before.iter().filter(|d| d.feld == "bild") {
            if let Some(sheet) = named.open.get_mut(&(d.beleg_id.clone(), d.pic_nr.clone())) {
                sheet.pictures.push(d.wert.clone());
            }
        }
        Known { named, faelle }
    }

    /// Whether what a line says about this place can be obeyed.
    ///
    /// # Errors
    /// The column that is wrong, and why.
    pub fn check(&self, said: &Gesagt, place: &Fundstelle) -> Result<(), Objection> {
        let d = &said.entscheidung;
        if d.art == EntscheidungsArt::Umbuchung {
            return self.check_rebooking(d, place);
        }
        let key = (place.beleg_id.clone(), d.pic_nr.clone());
        let pictures = match self.named.open.get(&key) {
            Some(sheet) => &sheet.pictures,
            None => {
                return Err(Objection::new(
                    "pic_nr",
                    closed(place, "the tables of no run have it any more: bring its run back from the archive"),
                ));
            }
        };
        if !said.bild.is_empty() && !pictures.contains(&said.bild) {
            let why = format!("the picture of this pic_nr is {}: was a column sorted alone?", pictures[0]);
            return Err(Objection::new("bild", why));
        }
        if d.nimmt_zurueck() {
            return Ok(());
        }
        let text = |column: &'static str| move |why: String| Objection::new(column, why);
        match d.art {
            EntscheidungsArt::Korrektur1 | EntscheidungsArt::Korrektur2 => self.check_correction(d, key),
            EntscheidungsArt::Zuordnung => self.check_case(&d.wert),
            EntscheidungsArt::Status => check_status(&d.wert).map_err(text("wert")),
            EntscheidungsArt::Freigabe => check_release(&d.feld).map_err(text("feld")),
            // Checked above, or about orders and not about what is billed.
            EntscheidungsArt::Umbuchung | EntscheidungsArt::Neuanweisung | EntscheidungsArt::Verzicht => Ok(()),
        }
    }

    /// Only what an earlier run paid without a case can get one afterwards.
    fn check_rebooking(&self, d: &Entscheidung, place: &Fundstelle) -> Result<(), Objection> {
        match (place.ohne_fall, d.nimmt_zurueck()) {
            (false, _) => {
                Err(Objection::new("pic_nr", "no earlier run paid it without a case: expected art zuordnung"))
            }
            (true, true) => Ok(()),
            (true, false) => self.check_case(&d.wert),
        }
    }

    /// Amounts at stake in decisions on prescriptions: the gross, or what one of `decisions` makes of it if that is
    /// more; none where neither is known.
    pub fn at_stake(&self, decisions: &[Entscheidung]) -> HashMap<Key, Betrag> {
        let captured = self.named.open.iter().filter_map(|(key, sheet)| Some((key.clone(), sheet.brutto?)));
        let mut most: HashMap<Key, Betrag> = captured.collect();
        for d in decisions.iter().filter(|d| d.feld == "brutto") {
            if let Ok(brutto) = Betrag::aus_deutsch(&d.wert) {
                let stake = most.entry((d.beleg_id.clone(), d.pic_nr.clone())).or_insert(brutto);
                *stake = brutto.max(*stake);
            }
        }
        most
    }

    fn check_correction(&self, d: &Entscheidung, key: Key) -> Result<(), Objection> {
        if let Some(lfd_nr) = korrektur::lfd_nr(&d.feld)
            && !self.named.lines.contains(&(key, lfd_nr))
        {
            return Err(Objection::new("feld", format!("the prescription has no line {lfd_nr}")));
        }
        korrektur::pruefe_wert(&d.feld, &d.wert).map_err(|why| Objection::new("wert", why))
    }

    fn check_case(&self, wert: &str) -> Result<(), Objection> {
        let wrong = |why: String| Err(Objection::new("wert", why));
        if wert == "keine" {
            return Ok(());
        }
        let pz = wert.get(8..).unwrap_or_default();
        match wert.get(..8).and_then(|number| self.faelle.get(number)) {
            None => {
                let why = "no such case in the register: expected an Aktenzeichen of it, or keine; it is tried again";
                Err(Objection::passing("wert", why))
            }
            Some((right, _)) if !pz.is_empty() && pz != right => {
                wrong(format!("wrong check digit: the register has {right}"))
            }
            Some((_, true)) => wrong("the case was handed over to another insurer and must not be assigned".into()),
            Some(_) => Ok(()),
        }
    }
}

/// Why nothing can be decided any more on what an earlier run settled, with the reason given; else that it is not there.
pub(crate) fn closed(place: &Fundstelle, why: &str) -> String {
    match &place.erledigt_am {
        Some(date) => format!("ordered or returned on {date}; {why}"),
        None => "no prescription or line of this number in this run".to_owned(),
    }
}

/// The cases that these decisions name, as the register has them.
pub fn named_cases<'d>(
    decisions: impl Iterator<Item = &'d Entscheidung>,
    fall: impl Fn(&str) -> Option<(String, bool)>,
) -> CaseNumbers {
    let named: HashSet<&str> = decisions.filter(|d| names_a_case(d)).filter_map(|d| d.wert.get(..8)).collect();
    named.into_iter().filter_map(|number| Some((number.to_owned(), fall(number)?))).collect()
}

/// Returns true if a decision is on a case.
pub(crate) fn names_a_case(d: &Entscheidung) -> bool {
    matches!(d.art, EntscheidungsArt::Zuordnung | EntscheidungsArt::Umbuchung)
}

fn check_release(feld: &str) -> Result<(), String> {
    let known = matches!(feld, "" | "konto" | rules::bremse::FELD);
    let expected = "expected nothing (what was billed before), konto (the account) or bremse (an invoice that waits)";
    if known { Ok(()) } else { Err(expected.into()) }
}

fn check_status(wert: &str) -> Result<(), String> {
    let known = wert.parse().ok().and_then(statuses::zeile);
    known.map(drop).ok_or_else(|| "no such status: expected 0 or 989 to 1013".into())
}
