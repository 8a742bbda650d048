//! The rules of stage 2 on one prescription. A value that was not recognised never gives a finding: it keeps the
//! prescription open instead.

use domain::Befund;
use rules::{Fund, Regel};

use crate::Akte;

mod artikel;
mod daten;
mod person;
mod zustaendigkeit;

pub use artikel::PZN_UNBEKANNT;

/// A rule and what it checks.
#[derive(Clone, Copy, Debug)]
pub struct Pruefung {
    /// Name, status, source.
    pub regel: Regel,
    /// The check.
    pub pruefe: fn(&Akte) -> Vec<Fund>,
}

/// Every rule of stage 2 by precedence, then the notes. 989 is found where discounts are settled, see
/// [`crate::abgleich`]; 0 is what remains.
pub const REGELN: [Pruefung; 14] = [
    Pruefung { regel: Regel::zu(1001), pruefe: zustaendigkeit::abrechnungsstelle },
    Pruefung { regel: Regel::zu(1003), pruefe: zustaendigkeit::kostentraeger },
    Pruefung { regel: Regel::zu(1010), pruefe: person::unf_datum_unvollstaendig },
    Pruefung { regel: Regel::zu(1002), pruefe: person::unfallangaben_fehlen },
    Pruefung { regel: Regel::zu(1005), pruefe: person::personenangaben_fehlen },
    Pruefung { regel: Regel::zu(1004), pruefe: zustaendigkeit::fremder_fall },
    Pruefung { regel: Regel::zu(1006), pruefe: daten::unfall_geburt },
    Pruefung { regel: Regel::zu(1007), pruefe: daten::unfall_ausstellung },
    Pruefung { regel: Regel::zu(1008), pruefe: daten::ausstellung_abgabe },
    Pruefung { regel: Regel::zu(1009), pruefe: daten::verfallsfrist },
    Pruefung { regel: Regel::zu(1012), pruefe: daten::verjaehrung },
    Pruefung { regel: Regel::zu(995), pruefe: artikel::verordnungsfaehigkeit },
    Pruefung { regel: Regel::zu(994), pruefe: artikel::festbetrag },
    Pruefung { regel: PZN_UNBEKANNT, pruefe: artikel::pzn_unbekannt },
];

/// All findings on a prescription.
pub fn pruefe(akte: &Akte) -> Vec<Befund> {
    let befund = |regel: &Regel, fund| regel.befund(akte.blatt.rezept, fund);
    REGELN.iter().flat_map(|p| (p.pruefe)(akte).into_iter().map(move |fund| befund(&p.regel, fund))).collect()
}

/// A correct prescription with everything around it, to be varied.
#[cfg(test)]
pub(crate) mod probe {
    use domain::{
        Artikel, Fall, Fristen, JaNein, Position, Rechnung, Rezept, Stufe, Zuordnung, ZuordnungsEntscheidung,
    };
    use muster::tag;
    use rules::Apothekenabschlag;
    use rules::rabatt::Rabattgrundlage;
    use rules::{Artikelliste, Blatt};

    use super::*;
    use crate::Umfeld;

    #[derive(Clone, Debug)]
    pub struct Probe {
        pub rezept: Rezept,
        pub positionen: Vec<Position>,
        pub rechnung: Rechnung,
        pub zuordnung: Zuordnung,
        pub fall: Option<Fall>,
        pub fristen: Fristen,
        pub artikel: Vec<Artikel>,
    }

    /// Assigned to a case by the program.
    pub fn mit_fall() -> Probe {
        let Rezept { pic_nr, beleg_id, rechnungsnummer, .. } = muster::rezept();
        Probe {
            rezept: muster::rezept(),
            positionen: vec![muster::position()],
            rechnung: muster::rechnung(),
            zuordnung: Zuordnung {
                pic_nr,
                stufe: Stufe::Z1,
                entscheidung: ZuordnungsEntscheidung::Programm,
                aktenzeichen: "100020110".into(),
                kostentraeger: "BG28".into(),
                anzahl_kandidaten: 1,
                beleg_id,
                rechnungsnummer,
                fremd: String::new(),
                hinweis: String::new(),
            },
            fall: Some(fall()),
            fristen: Fristen::default(),
            artikel: vec![muster::artikel("02619100", "2000-01-01", "FIX")],
        }
    }

    /// No case was found.
    pub fn ohne_fall() -> Probe {
        let mut probe = mit_fall();
        probe.fall = None;
        probe.zuordnung.stufe = Stufe::Z9;
        probe.zuordnung.entscheidung = ZuordnungsEntscheidung::Keine;
        probe.zuordnung.aktenzeichen.clear();
        probe
    }

    fn fall() -> Fall {
        Fall {
            aktenzeichen: "10002011".into(),
            pz: "0".into(),
            geb_datum: Some(tag("1954-05-12").into()),
            unf_datum: Some(tag("2004-12-10")),
            vorname: "Anna".into(),
            zusatz: String::new(),
            name: "Meyer".into(),
            strasse: "Sophienstraße 39".into(),
            lkz: "D".into(),
            plz: "38100".into(),
            ort: "Braunschweig".into(),
            abgegeben: JaNein::Nein,
        }
    }

    impl Probe {
        pub fn mit(mut self, aendere: impl FnOnce(&mut Probe)) -> Probe {
            aendere(&mut self);
            self
        }

        /// What `f` says about the file.
        pub fn lass<T>(&self, f: impl FnOnce(&Akte) -> T) -> T {
            let (artikel, abschlag) = (
                Artikelliste::neu(self.artikel.clone()),
                Apothekenabschlag::aus_konfiguration(None).expect("the shipped table"),
            );
            let umfeld = Umfeld {
                eigene_ik: "120991009",
                alle_iks: ["120991009", "120590446"].into(),
                rabattgrundlage: Rabattgrundlage { artikel: &artikel, abschlag: &abschlag },
                fristen: &self.fristen,
            };
            f(&Akte {
                blatt: Blatt { rezept: &self.rezept, positionen: &self.positionen },
                rechnung: &self.rechnung,
                zuordnung: &self.zuordnung,
                fall: self.fall.as_ref(),
                umfeld: &umfeld,
            })
        }
    }

    /// Number of findings of a check on a varied correct prescription with a case.
    pub fn anzahl(pruefe: fn(&Akte) -> Vec<Fund>, aendere: impl FnOnce(&mut Probe)) -> usize {
        mit_fall().mit(aendere).lass(pruefe).len()
    }

    /// The same without a case.
    pub fn anzahl_ohne_fall(pruefe: fn(&Akte) -> Vec<Fund>, aendere: impl FnOnce(&mut Probe)) -> usize {
        ohne_fall().mit(aendere).lass(pruefe).len()
    }
}

#[cfg(test)]
mod tests {
    use rules::statuses::STATUSES;

    use super::*;

    #[test]
    fn every_status_of_stage_2_has_its_rule_in_order_of_precedence() {
        let soll: Vec<_> = STATUSES.iter().filter(|z| z.stufe == 2).map(|z| z.nummer.0).collect();
        let ist = REGELN.iter().filter_map(|p| p.regel.status).map(|status| status.0);
        assert_eq!(ist.chain([989, 0]).collect::<Vec<_>>(), soll);
    }

    #[test]
    fn a_correct_prescription_has_no_finding() {
        for probe in [probe::mit_fall(), probe::ohne_fall()] {
            assert_eq!(probe.lass(pruefe), []);
        }
    }
}
