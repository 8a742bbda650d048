//! Judges every prescription and computes its net amount.
//!
//! Stage 50: checks each prescription by the [`regeln`] of stage 2, settles its discounts ([`abgleich`]) and gives it
//! its one final status ([`urteil`]): the manual one if there is one, else that of the finding with the lowest rank,
//! else 0. What still waits for a person stays open.
//!
//! A settled prescription keeps the verdict of the run that settled it, unless people decided on it since: then it is
//! judged anew, and the verdict says what was settled before.

use std::collections::{BTreeMap, HashMap, HashSet};

use domain::{
    Abweichung, Aufgabe, Befund, Betrag, ErledigtesRezept, Fall, Fristen, Klasse, Position, Rechnung, Rezept, Status,
    Tabelle, Urteil, Zuordnung,
};
use rules::rabatt::Rabattgrundlage;
use rules::{Blatt, Entscheidungen, RegelFehler};

pub mod abgleich;
mod akte;
pub mod bremse;
mod rechnungsstand;
pub mod regeln;
pub mod urteil;

pub use akte::{Akte, Umfeld};
pub use rechnungsstand::rechnungsstand;

/// What the stage works on: one invoice or several; every table in its row order.
#[derive(Clone, Copy, Debug)]
pub struct Eingabe<'a> {
    /// Invoices as billed.
    pub rechnungen: &'a [Rechnung],
    /// Prescriptions with corrections applied.
    pub rezepte: &'a [Rezept],
    /// Their lines with corrections applied.
    pub positionen: &'a [Position],
    /// Findings of stage 1.
    pub befunde: &'a [Befund],
    /// Assignments to cases.
    pub zuordnung: &'a [Zuordnung],
    /// The assigned cases.
    pub faelle: &'a [Fall],
    /// Last verdicts of prescriptions that earlier runs settled.
    pub erledigt: &'a [ErledigtesRezept],
    /// Decisions by people.
    pub entscheidungen: &'a Entscheidungen<'a>,
    /// Those that count for nothing yet, because a second person has to say the same.
    pub wartend: &'a Entscheidungen<'a>,
    /// The payer's own IK.
    pub eigene_ik: &'a str,
    /// The IK of every payer of this audit centre, by code.
    pub kostentraeger: &'a BTreeMap<String, String>,
    /// What discounts are computed from.
    pub rabattgrundlage: Rabattgrundlage<'a>,
    /// The payer's deadlines.
    pub fristen: &'a Fristen,
}

/// What the stage leaves behind; every table in its row order.
#[derive(Debug, Default)]
pub struct Ergebnis {
    /// One verdict for every prescription.
    pub urteile: Vec<Urteil>,
    /// All findings, those of stage 1 included.
    pub befunde: Vec<Befund>,
    /// Deviations from what was billed, of the prescriptions judged by this run.
    pub abweichungen: Vec<Abweichung>,
    /// Tasks for people.
    pub aufgaben: Vec<Aufgabe>,
}

impl Ergebnis {
    /// Number of prescriptions by class and status (none = open).
    pub fn je_status(&self) -> BTreeMap<(Klasse, Option<Status>), usize> {
        self.urteile.iter().fold(BTreeMap::new(), |mut anzahl, urteil| {
            *anzahl.entry((urteil.klasse, urteil.status)).or_default() += 1;
            anzahl
        })
    }

    /// Number of lines whose article is not in the list; each is listed among the findings.
    pub fn unbekannte_pzn(&self) -> usize {
        self.befunde.iter().filter(|befund| befund.regel == regeln::PZN_UNBEKANNT.name).count()
    }
}

/// Why the stage cannot go on.
#[derive(Debug, thiserror::Error)]
pub enum Fehler {
    /// A decision that cannot be obeyed.
    #[error(transparent)]
    Regel(#[from] RegelFehler),
    /// A row that belongs to a prescription is missing.
    #[error("prescription {pic_nr} of invoice {beleg_id}: {fehlt}")]
    Unvollstaendig {
        /// Picture number of the prescription.
        pic_nr: String,
        /// Our number of the invoice.
        beleg_id: String,
        /// What is missing, and where.
        fehlt: String,
    },
}

/// Judges every prescription.
///
/// # Errors
/// A decision that cannot be obeyed; a prescription whose invoice, assignment, case or earlier verdict is missing.
pub fn urteile(eingabe: Eingabe) -> Result<Ergebnis, Fehler> {
    let nachschlag = Nachschlag::neu(&eingabe);
    let mut ergebnis = Ergebnis { befunde: eingabe.befunde.to_vec(), ..Ergebnis::default() };
    for blatt in Blatt::alle(eingabe.rezepte, eingabe.positionen) {
        if blatt.rezept.erledigt_am.is_some() {
            ergebnis.urteile.push(urteil::erledigtes(blatt.rezept, nachschlag.erledigt(&blatt)?));
            continue;
        }
        let akte = nachschlag.akte(blatt)?;
        let mut befunde = regeln::pruefe(&akte);
        let stufe1 = nachschlag.befunde.get(&blatt.schluessel()).into_iter().flatten().copied();
        let doppelt = stufe1.clone().find_map(rules::doppelt::grund);
        let sache = urteil::Sache {
            status: stufe1.chain(&befunde).filter_map(|befund| befund.status).collect(),
            manuell: nachschlag.entscheidungen.status(blatt.rezept)?,
            freigegeben: nachschlag.entscheidungen.freigegeben(blatt.rezept),
            doppelt,
            akte: &akte,
        };
        let spruch = urteil::faelle(&sache);
        befunde.extend(spruch.befunde);
        ergebnis.urteile.push(Urteil {
            bisher: nachschlag.bisher(&blatt),
            entscheidungen: [eingabe.entscheidungen, eingabe.wartend].map(|e| e.anzahl(blatt.rezept)).iter().sum(),
            ..spruch.urteil
        });
        ergebnis.befunde.append(&mut befunde);
        ergebnis.abweichungen.extend(spruch.abweichungen);
        ergebnis.aufgaben.extend(spruch.aufgaben);
    }
    ergebnis.urteile.sort_by(Tabelle::ordnung);
    Befund::ordne(&mut ergebnis.befunde);
    ergebnis.abweichungen.sort_by(Tabelle::ordnung);
    Aufgabe::ordne(&mut ergebnis.aufgaben);
    Ok(ergebnis)
}

/// What belongs to a prescription, by invoice and picture number.
struct Nachschlag<'a> {
    rechnungen: HashMap<&'a str, &'a Rechnung>,
    zuordnung: HashMap<(&'a str, &'a str), &'a Zuordnung>,
    faelle: HashMap<String, &'a Fall>,
    befunde: HashMap<(&'a str, &'a str), Vec<&'a Befund>>,
    erledigt: HashMap<(&'a str, &'a str), &'a ErledigtesRezept>,
    entscheidungen: &'a Entscheidungen<'a>,
    umfeld: Umfeld<'a>,
}

impl<'a> Nachschlag<'a> {
    fn neu(eingabe: &Eingabe<'a>) -> Self {
        let mut befunde: HashMap<_, Vec<_>> = HashMap::new();
        for befund in eingabe.befunde {
            befunde.entry((befund.beleg_id.as_str(), befund.pic_nr.as_str())).or_default().push(befund);
        }
        Nachschlag {
            rechnungen: eingabe.rechnungen.iter().map(|r| (r.beleg_id.as_str(), r)).collect(),
            zuordnung: eingabe.zuordnung.iter().map(|z| ((z.beleg_id.as_str(), z.pic_nr.as_str()), z)).collect(),
            faelle: eingabe.faelle.iter().map(|fall| (fall.aktenzeichen9(), fall)).collect(),
            befunde,
            erledigt: eingabe.erledigt.iter().map(|e| ((e.beleg_id.as_str(), e.pic_nr.as_str()), e)).collect(),
            entscheidungen: eingabe.entscheidungen,
            umfeld: Umfeld {
                eigene_ik: eingabe.eigene_ik,
                alle_iks: eingabe.kostentraeger.values().map(String::as_str).collect::<HashSet<_>>(),
                rabattgrundlage: eingabe.rabattgrundlage,
                fristen: eingabe.fristen,
            },
        }
    }

    fn akte(&self, blatt: Blatt<'a>) -> Result<Akte<'a, '_>, Fehler> {
        let fehlt = |was: &str| unvollstaendig(&blatt, was);
        let rechnung = self.rechnungen.get(blatt.rezept.beleg_id.as_str()).copied();
        let zuordnung = self.zuordnung.get(&blatt.schluessel()).copied();
        let zuordnung = zuordnung.ok_or_else(|| fehlt("its row in zuordnung.csv is missing"))?;
        let fall = match zuordnung.aktenzeichen.as_str() {
            "" => None,
            nr => {
                Some(*self.faelle.get(nr).ok_or_else(|| fehlt(&format!("its case {nr} is missing in the register")))?)
            }
        };
        let rechnung = rechnung.ok_or_else(|| fehlt("its invoice is missing in rechnungen.csv"))?;
        Ok(Akte { blatt, rechnung, zuordnung, fall, umfeld: &self.umfeld })
    }

    /// What earlier runs settled for a prescription that is judged anew; none for one that no run settled.
    fn bisher(&self, blatt: &Blatt) -> Option<Betrag> {
        let erledigt = self.erledigt.get(&blatt.schluessel())?;
        Some(erledigt.netto.unwrap_or_default())
    }

    fn erledigt(&self, blatt: &Blatt) -> Result<&'a ErledigtesRezept, Fehler> {
        let erledigt = self.erledigt.get(&blatt.schluessel()).copied();
        erledigt.ok_or_else(|| unvollstaendig(blatt, "it is settled, but its row in erledigt.csv is missing"))
    }
}

fn unvollstaendig(blatt: &Blatt, fehlt: &str) -> Fehler {
    let (beleg_id, pic_nr) = blatt.schluessel();
    Fehler::Unvollstaendig { pic_nr: pic_nr.into(), beleg_id: beleg_id.into(), fehlt: fehlt.into() }
}

#[cfg(test)]
mod tests;
