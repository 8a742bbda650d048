//! Makes deliveries of any size from a seed: same order, same bytes, on every machine.
//!
//! All persons, firms, articles and numbers are invented; family names, first names and towns come with the
//! frequencies of a real population, so that name collisions, twins, relatives of one name and people with several
//! accidents occur as they do in a register of that size. Most prescriptions are right and agree with their case;
//! [`Abwandlung`] is the table of everything that may be special about one, with its frequency and what has to become
//! of it.
//!
//! The shipped example `fixtures/runs/apotheke/drop` is made by
//!
//! ```sh
//! target/release/generate-delivery --seed 2005 --cases 350 --prescriptions 150 --all-statuses \
//!     --out fixtures/runs/apotheke/drop
//! ```
//!
//! and `fixtures/runs/erezept/drop` by
//!
//! ```sh
//! target/release/generate-delivery --seed 2026 --payers BG10 --cases 120 --prescriptions 40 --date 2026-03-13 --erezept \
//!     --out fixtures/runs/erezept/drop
//! ```
//!
//! A test holds the committed files against [`beispiel`] and [`beispiel_erezept`].
//!
//! | module | what it makes |
//! |---|---|
//! | `zufall` | random numbers |
//! | `woerter`, `personen` | names, addresses, households |
//! | `register` | the case register of a payer |
//! | `artikel` | the reference list |
//! | `blatt`, `abwandlungen`, `schreibweise`, `fehler` | a right prescription, and what may be special about one |
//! | `rechnungen` | invoices and their headers |
//! | `lieferung` | the files of a drop folder |
//! | `leistungen` | deliveries of care services |

mod abwandlungen;
mod artikel;
mod blatt;
mod fehler;
mod leerer_ordner;
mod leistungen;
mod lieferung;
pub(crate) mod personen;
mod rechnungen;
pub(crate) mod register;
pub(crate) mod schreibweise;
#[cfg(test)]
mod tests;
pub(crate) mod woerter;
pub mod zufall;

use std::path::Path;

use anyhow::{Context, bail};
use domain::Datum;

pub use abwandlungen::{Abwandlung, Erwartet, Wessen};
pub use leistungen::{Leistungsauftrag, erzeuge_leistungen};
pub use rechnungen::Wahrheit;
pub use register::Auswahl;

/// The payers that deliveries can be made for: code and IK.
pub const KOSTENTRAEGER: [(&str, &str); 2] = [("BG28", "120991009"), ("BG10", "120590446")];

const ERSTE_PIC_NR: u64 = 503_305_647_430;

/// The delivery that is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Auftrag {
    /// Another seed, another delivery.
    pub saat: u64,
    /// Codes of the payers. The first one has the cases and the prescriptions; every other one has a register of a
    /// tenth of the size (at least 30 cases) and no invoices.
    pub kostentraeger: Vec<String>,
    /// Number of cases of the first payer.
    pub faelle: usize,
    /// Number of prescriptions, over all invoices.
    pub rezepte: usize,
    /// Number of invoices.
    pub rechnungen: usize,
    /// Business date of the run that takes the delivery; the invoices were received nine days before.
    pub datum: Datum,
    /// Every kind of [`Abwandlung`] at least once, and a last invoice whose header agrees with nothing.
    pub alle_status: bool,
    /// The last invoice is one of e-prescriptions, a TA7 bundle; its biller stands in `rechnungssteller.csv`.
    pub erezept: bool,
}

/// The order that makes the shipped example.
pub fn beispiel() -> Auftrag {
    Auftrag {
        saat: 2005,
        kostentraeger: vec!["BG28".into(), "BG10".into()],
        faelle: 350,
        rezepte: 150,
        rechnungen: 2,
        datum: Datum::from_ymd_opt(2005, 3, 11).expect("a day"),
        alle_status: true,
        erezept: false,
    }
}

/// Makes the delivery in a drop folder and gives the truth about every prescription. Files of an earlier delivery
/// with the same names are replaced; others are left alone.
///
/// # Errors
/// An order that cannot be met, or a file that cannot be written.
pub fn erzeuge(auftrag: &Auftrag, drop: &Path) -> anyhow::Result<Vec<Wahrheit>> {
    auftrag.pruefe()?;
    leerer_ordner::leer(drop)?;
    let welt = lieferung::welt(auftrag)?;
    if auftrag.alle_status {
        for art in Abwandlung::ALLE {
            let da = match art.wessen() {
                Wessen::Eigener(auswahl) => welt.register.hat(auswahl),
                Wessen::Anderer => welt.anderer.as_ref().is_some_and(|(_, anderes)| anderes.hat(Auswahl::Aktiv)),
                Wessen::Unbekannt => true,
            };
            if !da {
                bail!("too few cases for {art:?}: all statuses need about 300 cases and a second payer");
            }
        }
    }
    lieferung::schreibe(auftrag, &welt, drop).with_context(|| format!("writing the delivery to {}", drop.display()))
}

/// The order that makes the shipped example of e-prescriptions: one invoice of paper, one electronic.
pub fn beispiel_erezept() -> Auftrag {
    Auftrag {
        saat: 2026,
        kostentraeger: vec!["BG10".into()],
        faelle: 120,
        rezepte: 40,
        rechnungen: 2,
        datum: Datum::from_ymd_opt(2026, 3, 13).expect("a day"),
        alle_status: false,
        erezept: true,
    }
}

impl Auftrag {
    /// True if the invoice of a number from 0 is one of e-prescriptions.
    pub(crate) fn elektronisch(&self, rechnung: usize) -> bool {
        self.erezept && rechnung + 1 == self.rechnungen
    }

    fn pruefe(&self) -> anyhow::Result<()> {
        let bekannt = |code: &String| KOSTENTRAEGER.iter().any(|(kt, _)| kt == code);
        let verschieden = self.kostentraeger.first() != self.kostentraeger.get(1);
        if self.kostentraeger.len() > 2 || !verschieden || !self.kostentraeger.iter().all(bekannt) {
            bail!("payers {:?}: expected BG28 or BG10 or both", self.kostentraeger);
        }
        if self.faelle > 5_000_000 || self.rezepte > 2_000_000 {
            bail!(
                "at most 5,000,000 cases, for their file numbers, and 2,000,000 prescriptions, for a day's decisions"
            );
        }
        if self.rechnungen == 0 && self.rezepte > 0 {
            bail!("{} prescriptions need at least one invoice", self.rezepte);
        }
        if self.alle_status && (self.rechnungen < 2 || self.rezepte < Abwandlung::ALLE.len()) {
            bail!("all statuses need two invoices and {} prescriptions", Abwandlung::ALLE.len());
        }
        Ok(())
    }
}
