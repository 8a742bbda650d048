use domain::{Ablehnung, Aenderung, Tabelle};
use forms::entscheidungen::BESTAETIGT_KLEIN;
use mainframe::unfdat::{Lieferung, UnfdatFehler};

use crate::cases::Cases;
use crate::check_digits::reject_wrong;
use crate::duplicates::last_of_each;
use crate::update::{Changes, changes};
use crate::{Mode, Settings};

/// So few rejected records never refuse a delivery, whatever their share.
const TOLERATED: u64 = 10;

/// A delivered file.
pub struct Delivery<'a> {
    /// Its name, as it appears in `abgelehnt.csv`.
    pub datei: String,
    /// Its bytes.
    pub inhalt: &'a [u8],
    /// Its name and the beginning of its hash, as a decision names it.
    pub liste: String,
    /// True if two people said that it is complete although it is short.
    pub bestaetigt: bool,
}

/// The register after all deliveries.
#[derive(Debug, Default)]
pub struct Ingested<'a> {
    /// The cases, by Aktenzeichen.
    pub cases: Cases<'a>,
    /// What was not taken in, and why, in the order of the file.
    pub abgelehnt: Vec<Ablehnung>,
    /// What the deliveries changed, in the order of `aenderungen.csv`.
    pub aenderungen: Vec<Aenderung>,
    /// What each delivery that was taken held, in order of delivery.
    pub taken: Vec<Counts>,
    /// Deliveries that were refused whole. They changed nothing.
    pub refused: Vec<Refusal>,
}

/// What became of the records of a delivery, `saetze` being the sum of the next four counts; and of the register.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Name of the file.
    pub datei: String,
    /// Records in it.
    pub saetze: u64,
    /// Cases taken from it.
    pub faelle: u64,
    /// Records rejected for a fault.
    pub rejected: u64,
    /// Records that a later one with other content replaced; they have a row in `abgelehnt.csv`.
    pub replaced: u64,
    /// Records that a later one repeated unchanged.
    pub repeated: u64,
    /// What they changed in the register.
    pub changes: Changes,
}

/// Why a delivery is refused whole.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Refusal {
    /// It cannot be read.
    #[error(transparent)]
    Unreadable(#[from] UnfdatFehler),
    /// More of its records were rejected than the payer's configuration allows.
    #[error(
        "{datei}: {rejected} of {saetze} records rejected, allowed are {} % ([unfdat] max_reject_share); the register \
         stays as it was: see abgelehnt.csv and ask the payer for a corrected delivery",
        percent(*.max_share)
    )]
    TooManyRejected {
        /// Name of the file.
        datei: String,
        /// Rejected and replaced records.
        rejected: u64,
        /// All records.
        saetze: u64,
        /// The share allowed.
        max_share: f64,
    },
    /// A full delivery ends in the middle of a record.
    #[error(
        "{datei}: the full delivery ends in the middle of a record, so more may be missing; the register stays as it \
         was: ask the payer for the whole file"
    )]
    Cut {
        /// Name of the file.
        datei: String,
    },
    /// Nothing of a full delivery can be taken.
    #[error(
        "{datei}: every record of the full delivery is rejected; the register stays as it was: see abgelehnt.csv and \
         ask the payer for a corrected delivery"
    )]
    AllRejected {
        /// Name of the file.
        datei: String,
    },
    /// A full delivery has so few cases that something must be missing.
    #[error(
        "{datei}: the full delivery has {after} cases where the register has {before}, allowed are {} % less \
         ([unfdat] max_shrink_share); the register stays as it was: ask the payer whether the delivery is complete{}",
        percent(*.max_share), way_out(.liste)
    )]
    Shrinks {
        /// Name of the file.
        datei: String,
        /// Cases in the register.
        before: usize,
        /// Cases in the delivery.
        after: usize,
        /// The share allowed.
        max_share: f64,
        /// As a decision names it; empty = a later delivery was taken, and nobody has to decide any more.
        liste: String,
    },
}

impl<'a> Ingested<'a> {
    /// The register before any delivery, by Aktenzeichen; empty when the payer never delivered.
    pub fn before(cases: Cases<'a>) -> Self {
        Ingested { cases, ..Ingested::default() }
    }

    /// The register after one more delivery, in order of delivery: where two speak of the same case, the later one
    /// rules.
    pub fn after(mut self, delivery: Delivery<'a>, settings: &Settings) -> Self {
        let nr = (self.taken.len() + self.refused.len()) as u64 + 1;
        let datei = delivery.datei.clone();
        match self.take(nr, delivery, settings) {
            Ok(counts) => {
                self.taken.push(counts);
                self.superseded();
            }
            Err(refusal) => {
                self.abgelehnt.push(Ablehnung::der_datei(&datei, &refusal));
                self.refused.push(refusal);
            }
        }
        Ablehnung::ordne(&mut self.abgelehnt);
        self
    }

    /// The same without the bytes of the deliveries so far, so that a run holds one of them at a time.
    ///
    /// # Errors
    /// The rows are not in their order, which is a defect.
    pub fn detached(self) -> stage::Result<Ingested<'static>> {
        let Ingested { cases, abgelehnt, aenderungen, taken, refused } = self;
        Ok(Ingested { cases: cases.detached()?, abgelehnt, aenderungen, taken, refused })
    }

    /// A count, summed over the deliveries that were taken.
    pub fn sum(&self, count: impl Fn(&Counts) -> u64) -> u64 {
        self.taken.iter().map(count).sum()
    }

    /// A later delivery was taken: nobody has to decide any more whether an earlier one was complete.
    fn superseded(&mut self) {
        for refusal in &mut self.refused {
            let Refusal::Shrinks { datei, liste, .. } = refusal else { continue };
            let datei = datei.clone();
            liste.clear();
            self.abgelehnt.retain(|row| row.satz > 0 || row.datei != datei);
            self.abgelehnt.push(Ablehnung::der_datei(&datei, &*refusal));
        }
    }

    /// The deliveries that wait until two people say that they are complete.
    pub fn waiting(&self) -> impl Iterator<Item = &str> {
        self.refused.iter().filter_map(|refusal| match refusal {
            Refusal::Shrinks { datei, liste, .. } if !liste.is_empty() => Some(datei.as_str()),
            _ => None,
        })
    }

    fn take(&mut self, nr: u64, delivery: Delivery<'a>, settings: &Settings) -> Result<Counts, Refusal> {
        let Delivery { datei, inhalt, liste, bestaetigt } = delivery;
        let datei = datei.as_str();
        let mut delivery = Lieferung::lies(datei, inhalt, settings.page, settings.carrier)?;
        reject_wrong(datei, settings.pz, &mut delivery);
        let (saetze, rejected, cut) = (delivery.anzahl, delivery.abgelehnte, delivery.abgeschnitten);
        self.abgelehnt.append(&mut delivery.abgelehnt);
        let unique = last_of_each(datei, delivery);
        let mut counts = Counts {
            datei: datei.to_owned(),
            saetze,
            faelle: unique.cases.len() as u64,
            rejected,
            replaced: unique.replaced.len() as u64,
            repeated: unique.repeated,
            changes: Changes::default(),
        };
        self.abgelehnt.extend(unique.replaced);
        if cut && settings.mode == Mode::Full {
            return Err(Refusal::Cut { datei: counts.datei });
        }
        self.check(&counts, settings)?;
        if !bestaetigt {
            self.check_size(&counts, settings, liste)?;
        }
        let (changes, rows) = changes((nr, datei), &self.cases, &unique.cases, settings.mode);
        counts.changes = changes;
        self.aenderungen.extend(rows);
        self.cases = std::mem::take(&mut self.cases).after(unique.cases, settings.mode);
        Ok(counts)
    }

    /// Whether the delivery is good enough to be taken.
    fn check(&self, counts: &Counts, settings: &Settings) -> Result<(), Refusal> {
        let (datei, saetze) = (counts.datei.clone(), counts.saetze);
        let rejected = counts.rejected + counts.replaced;
        let max_share = settings.max_reject_share;
        if rejected > TOLERATED && exceeds(rejected, saetze, max_share) {
            return Err(Refusal::TooManyRejected { datei, rejected, saetze, max_share });
        }
        if settings.mode == Mode::Full && rejected > 0 && counts.faelle == 0 {
            return Err(Refusal::AllRejected { datei });
        }
        Ok(())
    }

    /// Refuses a full delivery that lacks too many of the cases that the register has.
    fn check_size(&self, counts: &Counts, settings: &Settings, liste: String) -> Result<(), Refusal> {
        let (before, after) = (self.cases.len(), counts.faelle as usize);
        let max_share = settings.max_shrink_share;
        let lost = before.saturating_sub(after);
        if settings.mode == Mode::Full && exceeds(lost as u64, before as u64, max_share) {
            let datei = counts.datei.clone();
            return Err(Refusal::Shrinks { datei, before, after, max_share, liste });
        }
        Ok(())
    }
}

/// Whether `part` is more than this share of `whole`. Shares are decimal fractions, which `f64` holds only nearly: the
/// small allowance keeps exactly the share from counting as more.
fn exceeds(part: u64, whole: u64, share: f64) -> bool {
    part as f64 > share * whole as f64 + 1e-6
}

/// What to do if it is.
fn way_out(liste: &str) -> String {
    match liste {
        "" => String::new(),
        liste => format!("; if it is, two people drop the decision freigabe;{liste};{BESTAETIGT_KLEIN};ja"),
    }
}

fn percent(share: f64) -> f64 {
    (share * 1e6).round() / 1e4
}

#[cfg(test)]
mod tests;
