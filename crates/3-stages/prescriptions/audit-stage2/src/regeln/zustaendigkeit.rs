//! Whose prescription it is.

use rules::Fund;

use crate::Akte;

/// 1001: the payer's IK on the sheet belongs to no payer of this audit centre.
pub fn abrechnungsstelle(akte: &Akte) -> Vec<Fund> {
    let soll = || "IK eines Kostenträgers dieser Prüfstelle".to_owned();
    fremde_ik(akte).filter(|ik| !akte.umfeld.alle_iks.contains(ik)).map(|ik| fund(ik, soll())).into_iter().collect()
}

/// 1003: the payer's IK on the sheet belongs to another payer of this audit centre.
pub fn kostentraeger(akte: &Akte) -> Vec<Fund> {
    let soll = || akte.umfeld.eigene_ik.to_owned();
    fremde_ik(akte).filter(|ik| akte.umfeld.alle_iks.contains(ik)).map(|ik| fund(ik, soll())).into_iter().collect()
}

/// 1004: the case belongs to another payer, or was handed over.
pub fn fremder_fall(akte: &Akte) -> Vec<Fund> {
    let zuordnung = akte.zuordnung;
    let fremd = !zuordnung.fremd.is_empty() && zuordnung.entscheidung == domain::ZuordnungsEntscheidung::Keine;
    let ist = || format!("{} ({})", zuordnung.fremd, zuordnung.kostentraeger);
    if fremd { vec![Fund::neu("aktenzeichen", ist(), "ein eigener Fall")] } else { Vec::new() }
}

/// The IK on the sheet if it is not the payer's own; an empty one may be missing.
fn fremde_ik<'a>(akte: &Akte<'a, '_>) -> Option<&'a str> {
    let ik = akte.blatt.rezept.kostentraeger_ik.wert()?;
    Some(ik.as_str()).filter(|ik| *ik != akte.umfeld.eigene_ik)
}

fn fund(ik: &str, soll: String) -> Fund {
    Fund::neu("kostentraeger_ik", ik, soll)
}

#[cfg(test)]
mod tests {
    use domain::{Lesung, ZuordnungsEntscheidung};

    use super::super::probe::{anzahl, anzahl_ohne_fall};
    use super::*;

    #[test]
    fn rules_1001_and_1003() {
        for (ik, keiner, anderer) in [
            ("999999999", 1, 0),
            ("120590446", 0, 1), // another payer of the house
            ("120991009", 0, 0), // the payer itself
            ("", 0, 0),          // may be missing
            ("?", 0, 0),         // open instead
        ] {
            let mit = |pruefe| anzahl(pruefe, |p| p.rezept.kostentraeger_ik = Lesung::aus_text(ik).expect("any text"));
            assert_eq!([mit(abrechnungsstelle), mit(kostentraeger)], [keiner, anderer], "{ik:?}");
        }
    }

    #[test]
    fn rule_1004() {
        let fremd = |fremd: &str, entscheidung| {
            anzahl_ohne_fall(fremder_fall, |p| {
                p.zuordnung.fremd = fremd.into();
                p.zuordnung.entscheidung = entscheidung;
            })
        };
        assert_eq!(fremd("abgegeben", ZuordnungsEntscheidung::Keine), 1);
        assert_eq!(fremd("anderes_register", ZuordnungsEntscheidung::Keine), 1);
        assert_eq!(fremd("", ZuordnungsEntscheidung::Keine), 0);
        assert_eq!(fremd("abgegeben", ZuordnungsEntscheidung::Offen), 0);
    }
}
