//! Corrections by which a facility itself asks for less.
//!
//! While the line that is corrected is not paid, no more is paid for it than its corrections bill, and they wait for it:
//! what is judged without them would be paid in full. What is paid already is claimed back.

use std::collections::{HashMap, HashSet};

use domain::{Betrag, Leistung};

/// What corrections that are not settled say of the lines before them.
#[derive(Debug, Default)]
pub(crate) struct Berichtigungen<'a> {
    hoechstens: HashMap<(&'a str, u32), Betrag>,
    wartet: HashSet<(&'a str, u32)>,
}

fn kennung(zeile: &Leistung) -> (&str, u32) {
    (&zeile.beleg_id, zeile.lfd_nr)
}

impl<'a> Berichtigungen<'a> {
    /// Of lines that are not settled, in the order in which they are judged, each with the line with which its chain began.
    pub(crate) fn neu(offene: &[(&'a str, &'a Leistung)]) -> Self {
        let mut berichtigungen = Berichtigungen::default();
        if offene.iter().all(|(_, zeile)| zeile.korrektur_lfd_nr.is_none()) {
            return berichtigungen;
        }
        let mut berechnet: HashMap<&str, Betrag> = HashMap::new();
        for &(stamm, zeile) in offene {
            let davor = berechnet.entry(stamm).or_default();
            if zeile.korrektur_lfd_nr.is_some() && zeile.betrag < *davor {
                berichtigungen.wartet.insert(kennung(zeile));
            }
            *davor = zeile.betrag.max(*davor);
        }
        let mut danach: HashMap<&str, Betrag> = HashMap::new();
        for &(stamm, zeile) in offene.iter().rev() {
            if let Some(&hoechstens) = danach.get(stamm).filter(|hoechstens| **hoechstens < zeile.betrag) {
                berichtigungen.hoechstens.insert(kennung(zeile), hoechstens);
            }
            if zeile.korrektur_lfd_nr.is_some() {
                let hoechstens = danach.entry(stamm).or_insert(zeile.betrag);
                *hoechstens = zeile.betrag.min(*hoechstens);
            }
        }
        berichtigungen
    }

    /// What may be paid for a line at most, where a later one says less.
    pub(crate) fn hoechstens(&self, zeile: &Leistung) -> Option<Betrag> {
        self.hoechstens.get(&kennung(zeile)).copied()
    }

    /// Whether a line corrects one that is not settled to less.
    pub(crate) fn wartet(&self, zeile: &Leistung) -> bool {
        self.wartet.contains(&kennung(zeile))
    }
}

/// What a line brings on top of what was paid for the one that it corrects. Below zero, a claim, where the facility itself
/// bills less than it was paid; what we accept less of by ourselves takes nothing back.
pub(crate) fn unterschied(zeile: &Leistung, pilot: bool, anerkannt: Betrag, schon_bezahlt: Betrag) -> Betrag {
    let unterschied = anerkannt - schon_bezahlt;
    if !pilot && zeile.korrektur_lfd_nr.is_some() && zeile.betrag < schon_bezahlt {
        unterschied
    } else {
        unterschied.max(Betrag::NULL)
    }
}
