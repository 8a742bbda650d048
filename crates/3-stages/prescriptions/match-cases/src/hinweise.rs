//! Hints: cases that fit no tier but weigh enough to be shown. A hint that stands out is a task, tier H.

use std::cmp::Reverse;

use register::{Eintrag, Suchbild};

use crate::angaben::Blatt;
use crate::gewichte::Gewicht;
use crate::kandidaten::{Angebot, Waage, ist_kandidat, ordne};
use crate::schranke::Schranke;
use crate::stufen::Treffer;

/// Most hints of one prescription.
const HINWEISE: usize = 3;
/// A hint weighs no more than this less than it takes to stand out among all cases of the register …
const SPIELRAUM: Gewicht = Gewicht::bit(-12);
/// … of up to 2^16 cases. Of a larger one a bit more is asked with each doubling: twice as many cases weigh so much by
/// chance, and would have to be weighed.
const GROSS: Gewicht = Gewicht::bit(-16);
/// A hint weighs at least so much, however small the register.
const MINDESTGEWICHT: Gewicht = Gewicht::bit(0);
/// What `stufe` is called for a hint.
pub(crate) const HINWEIS: &str = "H";
/// A hint that is a task weighs so much more than the next.
const VORSPRUNG: Gewicht = Gewicht::bit(5);

/// The cases that may weigh enough to be a hint: found once, the active ones and those handed over.
#[derive(Debug)]
pub struct Moegliche<'a> {
    aktive: Vec<(Eintrag<'a>, &'a Suchbild, Gewicht)>,
    abgegebene: Vec<(Eintrag<'a>, &'a Suchbild, Gewicht)>,
    schwelle: Gewicht,
}

impl<'a> Moegliche<'a> {
    /// Looks for them; `treffer` that are candidates already are none of them.
    pub fn neu(blatt: &Blatt<'a>, treffer: &[Treffer<'a>]) -> Self {
        let schon_da: Vec<u32> = treffer.iter().filter(|t| ist_kandidat(t)).map(|t| t.fall.nummer()).collect();
        let groesse = Gewicht::log2(blatt.register.anzahl() as u64);
        let schwelle = (groesse + SPIELRAUM + (groesse + GROSS).max(MINDESTGEWICHT)).max(MINDESTGEWICHT);
        let mut moegliche = Schranke::neu(blatt).moegliche(schwelle);
        moegliche.retain(|(fall, _, _)| schon_da.binary_search(&fall.nummer()).is_err());
        // Cases with the same values stand side by side: they weigh the same.
        moegliche.sort_unstable_by_key(|(fall, sein, schranke)| (Reverse(*schranke), **sein, fall.nummer()));
        let (abgegebene, aktive) = moegliche.into_iter().partition(|(fall, _, _)| fall.abgegeben());
        Moegliche { aktive, abgegebene, schwelle }
    }

    /// Active cases that fit no tier but weigh enough to be one of a few hundred that may be meant: beside nothing better,
    /// that is worth a look. The best by their bounds come first, and no more are weighed than can be among the best.
    pub fn hinweise(&self, blatt: &Blatt<'a>) -> Vec<Angebot<'a>> {
        beste(blatt, &self.aktive, self.schwelle)
    }

    /// The active hints and those of cases handed over together, if then one of the latter stands out: a sheet that waits
    /// because of a hint goes on waiting when its case goes away.
    pub fn mit_abgegebenen(&self, blatt: &Blatt<'a>, hinweis_ab: u16) -> Option<Vec<Angebot<'a>>> {
        let mut alle = beste(blatt, &self.abgegebene, self.schwelle);
        if !ragt_heraus(&alle, hinweis_ab) {
            return None;
        }
        alle.extend(self.hinweise(blatt));
        ordne(&mut alle);
        ragt_heraus(&alle, hinweis_ab).then_some(alle)
    }
}

fn beste<'a>(
    blatt: &Blatt<'a>,
    moegliche: &[(Eintrag<'a>, &'a Suchbild, Gewicht)],
    schwelle: Gewicht,
) -> Vec<Angebot<'a>> {
    let mut waage = Waage::neu(blatt);
    let mut beste: Vec<Angebot> = Vec::with_capacity(HINWEISE + 1);
    for &(fall, sein, schranke) in moegliche {
        let letzter = beste.get(HINWEISE - 1).filter(|letzter| !letzter.nach_verordnung());
        if letzter.is_some_and(|letzter| schranke < letzter.gewicht()) {
            break;
        }
        let angebot = waage.wiege(fall, sein, HINWEIS, None);
        if angebot.gewicht() >= schwelle {
            beste.push(angebot);
            ordne(&mut beste);
            beste.truncate(HINWEISE);
        }
    }
    beste
}

/// Tells if the best hint is a task: it weighs at least so many bits and stands alone or well ahead of the next.
pub fn ragt_heraus(hinweise: &[Angebot], hinweis_ab: u16) -> bool {
    let moegliche = || hinweise.iter().filter(|a| !a.nach_verordnung()).map(Angebot::gewicht);
    let schwer_genug = |beste: Gewicht| hinweis_ab > 0 && beste >= Gewicht::bit(i32::from(hinweis_ab));
    let beste = moegliche().next().filter(|beste| schwer_genug(*beste));
    beste.is_some_and(|beste| moegliche().nth(1).is_none_or(|naechste| beste >= naechste + VORSPRUNG))
}

#[cfg(test)]
mod tests {
    use domain::Fall;

    use super::*;
    use crate::aehnlichkeit::Vergleich;
    use crate::angaben::Angaben;
    use crate::gewichte::Gewichte;
    use crate::tests::eigenschaften::{blaetter, numeriert, person};
    use crate::tests::muster::register;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_case_weighs_more_than_its_bound(
            faelle in prop::collection::vec(person(), 1..20),
            personen in prop::collection::vec(person(), 1..4),
        ) {
            let faelle: Vec<Fall> = numeriert(faelle);
            let register = register(&faelle);
            for rezept in blaetter(&personen) {
                let blatt = Blatt::neu(&rezept, &register);
                let schranke = Schranke::neu(&blatt);
                for fall in register.faelle() {
                    let vergleich = Vergleich::neu(&blatt.angaben, &Angaben::from(fall));
                    let gewicht = Gewichte::neu(&blatt, fall, &vergleich).summe();
                    let grenze = schranke.fuer(fall, fall.suchbild());
                    prop_assert!(gewicht <= grenze, "{} > {}: {:?} {:?}", gewicht, grenze, blatt.angaben, fall);
                    prop_assert!(schranke.erreicht(fall, fall.suchbild(), schranke.der_daten(fall, fall.suchbild()), grenze), "{}: {:?} {:?}", grenze, blatt.angaben, fall);
                }
            }
        }
    }
}
