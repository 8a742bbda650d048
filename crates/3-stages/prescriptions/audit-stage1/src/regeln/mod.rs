//! The rules of stage 1 on one prescription. A value that was not recognised never gives a finding: it keeps the
//! prescription open instead.

use domain::{Befund, Einzelposten};
use rules::{Blatt, Fund, Gebuehren, Regel};

use crate::Beleg;

mod apotheke;
mod betraege;
mod blatt;
mod gebuehren;
mod zeichen;

/// What the rules look at.
#[derive(Clone, Copy, Debug)]
pub struct Pruefling<'a> {
    /// The prescription with its lines.
    pub blatt: &'a Blatt<'a>,
    /// Its line on the Einzelpostenliste.
    pub posten: Option<&'a Einzelposten>,
    /// The fees.
    pub gebuehren: &'a Gebuehren,
}

/// A rule and what it checks.
#[derive(Clone, Copy, Debug)]
pub struct Pruefung {
    /// Name, status, source.
    pub regel: Regel,
    /// The check.
    pub pruefe: fn(&Pruefling) -> Vec<Fund>,
}

/// Every rule of stage 1 by precedence, then the notes.
pub const REGELN: [Pruefung; 15] = [
    Pruefung { regel: Regel::zu(1013), pruefe: blatt::nicht_gelistet },
    Pruefung { regel: Regel::zu(1000), pruefe: blatt::bild_unlesbar },
    Pruefung { regel: Regel::zu(997), pruefe: apotheke::apotheken_ik },
    Pruefung { regel: Regel::zu(996), pruefe: blatt::unterschrift_fehlt },
    Pruefung { regel: Regel::zu(998), pruefe: blatt::vo_datum_fehlt },
    Pruefung { regel: Regel::zu(999), pruefe: blatt::abgabe_datum_fehlt },
    Pruefung { regel: Regel::zu(1011), pruefe: blatt::pzn },
    Pruefung { regel: Regel::zu(993), pruefe: betraege::brutto_posten },
    Pruefung { regel: Regel::zu(991), pruefe: betraege::zuzahlung_posten },
    Pruefung { regel: Regel::zu(992), pruefe: betraege::brutto_summe },
    Pruefung { regel: Regel::zu(990), pruefe: betraege::zuzahlung_unzulaessig },
    Pruefung { regel: apotheke::KURZE_IK, pruefe: apotheke::kurze_ik },
    Pruefung { regel: blatt::ARZT_NR, pruefe: blatt::arzt_nr },
    Pruefung { regel: gebuehren::GEBUEHREN, pruefe: gebuehren::gebuehren },
    Pruefung { regel: zeichen::STEUERZEICHEN, pruefe: zeichen::steuerzeichen },
];

/// All findings on a prescription.
pub fn pruefe(blatt: &Blatt, beleg: &Beleg, gebuehren: &Gebuehren) -> Vec<Befund> {
    let pruefling = Pruefling { blatt, posten: beleg.posten(&blatt.rezept.pic_nr), gebuehren };
    let funde =
        REGELN.iter().flat_map(|p| (p.pruefe)(&pruefling).into_iter().map(|fund| p.regel.befund(blatt.rezept, fund)));
    funde.collect()
}

/// The findings of one check on varied correct prescriptions.
#[cfg(test)]
mod probe {
    use domain::{Position, Rezept};

    use super::*;

    /// A correct prescription as listed, varied.
    pub fn funde(
        pruefe: fn(&Pruefling) -> Vec<Fund>,
        aendere: impl FnOnce(&mut Rezept, &mut Vec<Position>, &mut Option<Einzelposten>),
    ) -> Vec<Fund> {
        let (mut rezept, mut positionen) = (muster::rezept(), vec![muster::position()]);
        let mut posten = Some(muster::einzelposten());
        aendere(&mut rezept, &mut positionen, &mut posten);
        let blatt = Blatt { rezept: &rezept, positionen: &positionen };
        pruefe(&Pruefling {
            blatt: &blatt,
            posten: posten.as_ref(),
            gebuehren: &Gebuehren::aus_konfiguration(None).expect("the shipped table"),
        })
    }
}

#[cfg(test)]
mod tests {
    use rules::statuses::STATUSES;

    use super::*;

    #[test]
    fn every_status_of_stage_1_has_its_rule_in_order_of_precedence() {
        let soll: Vec<_> = STATUSES.iter().filter(|z| z.stufe == 1).map(|z| Some(z.nummer)).collect();
        let ist: Vec<_> = REGELN.iter().map(|p| p.regel.status).filter(Option::is_some).collect();
        assert_eq!(ist, soll);
    }

    #[test]
    fn a_correct_prescription_has_no_finding() {
        for pruefung in REGELN {
            assert_eq!(probe::funde(pruefung.pruefe, |_, _, _| {}), [], "{}", pruefung.regel.name);
        }
    }
}
