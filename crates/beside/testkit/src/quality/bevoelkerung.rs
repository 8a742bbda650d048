//! A register and sheets of invented people. Names, households, twins and repeated accidents come from [`generator`]
//! with the frequencies of a real population; the sheets are theirs, with errors, or those of people who have no case.
//!
//! [`generator`]: crate::generator

use chrono::Days;
use domain::{Datum, Fall, GeburtsDatum, Lesung};

use super::fehler::Raten;
use super::{Probe, blatt};
use crate::generator::personen::Person;
use crate::generator::register::{Akte, Register};
use crate::generator::woerter::Woerter;
use crate::generator::zufall::Zufall;

/// Day of reference of all dates.
pub const STICHTAG: Datum = Datum::from_ymd_opt(2005, 3, 2).expect("a day");

/// The population that is wanted.
#[derive(Clone, Debug)]
pub struct Auftrag {
    /// Another seed, another population.
    pub saat: u64,
    /// Number of cases.
    pub faelle: usize,
    /// Number of sheets.
    pub blaetter: usize,
    /// How many of 10,000 sheets belong to no case of the register.
    pub ohne_fall: u64,
    /// Who these sheets belong to.
    pub fremde: Fremde,
    /// Errors on the sheets.
    pub raten: Raten,
}

/// Who the sheets without a case belong to: strangers, but for these shares.
#[derive(Clone, Copy, Debug)]
pub struct Fremde {
    /// Of 100: relatives of somebody in the register: a twin, a child of the same name, somebody of the household.
    pub angehoerige: u64,
    /// Of 100: somebody in the register, after an accident that is not in it.
    pub anderer_unfall: u64,
    /// Of 100 relatives: hurt in the same accident.
    pub selber_unfall: u64,
}

impl Default for Fremde {
    fn default() -> Self {
        Fremde { angehoerige: 15, anderer_unfall: 2, selber_unfall: 1 }
    }
}

/// Makes the population.
pub fn erzeuge(auftrag: &Auftrag) -> Probe {
    let woerter = Woerter::neu();
    let mut zufall = Zufall::strom(auftrag.saat, "register", 0);
    let register = Register::neu(&woerter, auftrag.faelle, 10_000_001, STICHTAG, &mut zufall);
    let mut faelle: Vec<(Fall, &Akte)> = register.akten.iter().map(|akte| (akte.fall(&woerter), akte)).collect();
    faelle.sort_by(|(a, _), (b, _)| a.aktenzeichen.cmp(&b.aktenzeichen));
    let kennung = |(fall, akte): &(Fall, &Akte)| kennung(fall, akte.person.geb_datum);
    let mut probe = Probe {
        namen: faelle.iter().map(|(fall, _)| fall.aktenzeichen9()).collect(),
        personen: faelle.iter().map(kennung).collect(),
        ..Probe::default()
    };
    for nummer in 0..auftrag.blaetter {
        let mut zufall = Zufall::strom(auftrag.saat, "blatt", nummer as u64);
        let ohne_fall = faelle.is_empty() || zufall.unter(10_000) < auftrag.ohne_fall;
        let (wahres, wahrheit) = if ohne_fall {
            (ohne_akte(&faelle, auftrag.fremde, &woerter, &mut zufall), String::new())
        } else {
            aus_akte(&faelle, &mut zufall)
        };
        let mut blatt = blatt(nummer, &wahres);
        let auf_dem_blatt =
            if zufall.unter(2) == 0 { wahrheit.as_str() } else { wahrheit.get(..8).unwrap_or_default() };
        auftrag.raten.verfaelsche(&mut blatt, auf_dem_blatt, &woerter, &mut zufall);
        let nach_dem_unfall = Days::new(zufall.zwischen(1..=60) as u64);
        blatt.vo_datum =
            wahres.unf_datum.map_or(Lesung::Leer, |tag| Lesung::Wert((tag + nach_dem_unfall).min(STICHTAG)));
        let geburt = wahres.geb_datum.and_then(GeburtsDatum::genau);
        probe.wer.push(geburt.map(|geburt| self::kennung(&wahres, geburt)).unwrap_or_default());
        probe.blaetter.push(blatt);
        probe.wahrheit.push(wahrheit);
    }
    probe.faelle = faelle.into_iter().map(|(fall, _)| fall).collect();
    probe
}

/// Who somebody is, beside errors and moves: the cases of one person have one address, the same namesake's another.
fn kennung(fall: &Fall, geb_datum: Datum) -> String {
    format!("{}|{}|{geb_datum}|{}|{}", fall.name, fall.vorname, fall.strasse, fall.ort)
}

/// What truly holds for the owner of an active case, also where the register does not know it, and its file number.
fn aus_akte(faelle: &[(Fall, &Akte)], zufall: &mut Zufall) -> (Fall, String) {
    loop {
        let (fall, akte) = &faelle[zufall.stelle(faelle.len())];
        if !fall.abgegeben.ist_ja() {
            return (wahres(fall, akte.person.geb_datum, akte.unf_datum), fall.aktenzeichen9());
        }
    }
}

fn wahres(fall: &Fall, geb_datum: Datum, unf_datum: Datum) -> Fall {
    Fall { geb_datum: Some(geb_datum.into()), unf_datum: Some(unf_datum), ..fall.clone() }
}

/// Somebody without a case: a stranger, a relative of somebody who has one, or somebody after another accident.
fn ohne_akte(faelle: &[(Fall, &Akte)], fremde: Fremde, woerter: &Woerter, zufall: &mut Zufall) -> Fall {
    let los = if faelle.is_empty() { 100 } else { zufall.unter(100) };
    let mut unf_datum = STICHTAG - Days::new(zufall.zwischen(90..=1100) as u64);
    let fremder = Person::ziehe(woerter, STICHTAG, zufall);
    if los >= fremde.angehoerige + fremde.anderer_unfall {
        return fall_von(&fremder, unf_datum, woerter);
    }
    let (fall, akte) = &faelle[zufall.stelle(faelle.len())];
    if los < fremde.anderer_unfall {
        return wahres(fall, akte.person.geb_datum, unf_datum);
    }
    if zufall.unter(100) < fremde.selber_unfall {
        unf_datum = akte.unf_datum;
    }
    let angehoeriger = match zufall.unter(3) {
        0 => loop {
            let zwilling = akte.person.zwilling(woerter, zufall);
            if zwilling.vorname(woerter) != akte.person.vorname(woerter) {
                break zwilling;
            }
        },
        1 => akte.person.gleichnamiges_kind(zufall),
        _ => akte.person.angehoeriger(woerter, STICHTAG, zufall),
    };
    fall_von(&angehoeriger, unf_datum, woerter)
}

fn fall_von(person: &Person, unf_datum: Datum, woerter: &Woerter) -> Fall {
    let (lkz, plz, ort) = person.anschrift.ort(woerter);
    Fall {
        aktenzeichen: String::new(),
        pz: String::new(),
        geb_datum: Some(person.geb_datum.into()),
        unf_datum: Some(unf_datum),
        vorname: person.vorname(woerter).into(),
        zusatz: person.zusatz().into(),
        name: person.name(woerter),
        strasse: person.anschrift.strasse(woerter),
        lkz: lkz.into(),
        plz: plz.into(),
        ort: ort.into(),
        abgegeben: domain::JaNein::Nein,
    }
}
