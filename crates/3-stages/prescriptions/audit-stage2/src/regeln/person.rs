//! What a sheet must say so that it can be paid without a case.

use domain::UnfallDatum;
use rules::{Blatt, Fund};

use crate::Akte;

/// 1005: no case, and name, first name or birth date missing.
pub fn personenangaben_fehlen(akte: &Akte) -> Vec<Fund> {
    fehlende(akte, |blatt| {
        let rezept = blatt.rezept;
        [("name", rezept.name.leer()), ("vorname", rezept.vorname.leer()), ("geb_datum", rezept.geb_datum.leer())]
    })
}

/// 1002: no case, and accident date or accident employer missing.
pub fn unfallangaben_fehlen(akte: &Akte) -> Vec<Fund> {
    fehlende(akte, |blatt| {
        let rezept = blatt.rezept;
        [("unf_datum", rezept.unf_datum.leer()), ("unfallbetrieb", rezept.unfallbetrieb.leer())]
    })
}

/// 1010: no case, and the accident date is incomplete.
pub fn unf_datum_unvollstaendig(akte: &Akte) -> Vec<Fund> {
    match akte.blatt.rezept.unf_datum.wert() {
        Some(UnfallDatum::Unvollstaendig(text)) if akte.ohne_fall() => {
            vec![Fund::neu("unf_datum", text, "Tag, Monat und Jahr")]
        }
        _ => Vec::new(),
    }
}

/// The fields of a sheet without a case in which nothing stands.
fn fehlende<const N: usize>(akte: &Akte, felder: fn(&Blatt) -> [(&'static str, bool); N]) -> Vec<Fund> {
    if !akte.ohne_fall() {
        return Vec::new();
    }
    let fehlende = felder(&akte.blatt).into_iter().filter(|(_, fehlt)| *fehlt);
    fehlende.map(|(feld, _)| Fund::neu(feld, "", "eine Angabe")).collect()
}

#[cfg(test)]
mod tests {
    use domain::{Lesung, ZuordnungsEntscheidung};

    use super::super::probe::{Probe, anzahl, anzahl_ohne_fall};
    use super::*;

    type Pruefe = fn(&Akte) -> Vec<Fund>;
    type Aendere = fn(&mut Probe);

    fn unvollstaendig(text: &str) -> Lesung<UnfallDatum> {
        Lesung::Wert(UnfallDatum::aus_deutsch(text).expect("an accident date"))
    }

    #[test]
    fn rules_1005_1002_and_1010() {
        let faelle: [(Pruefe, Aendere, usize); 13] = [
            (personenangaben_fehlen, |p| p.rezept.name = Lesung::Leer, 1),
            (personenangaben_fehlen, |p| p.rezept.vorname = Lesung::Leer, 1),
            (personenangaben_fehlen, |p| p.rezept.geb_datum = Lesung::Leer, 1),
            (personenangaben_fehlen, |p| p.rezept.geb_datum = Lesung::NichtErkannt, 0),
            (unfallangaben_fehlen, |p| p.rezept.unf_datum = Lesung::Leer, 1),
            (unfallangaben_fehlen, |p| p.rezept.unfallbetrieb = Lesung::Leer, 1),
            (unfallangaben_fehlen, |p| p.rezept.unf_datum = unvollstaendig("2005"), 0),
            (unfallangaben_fehlen, |p| p.rezept.unf_datum = Lesung::NichtErkannt, 0),
            (unf_datum_unvollstaendig, |p| p.rezept.unf_datum = unvollstaendig("00.03.2005"), 1),
            (unf_datum_unvollstaendig, |p| p.rezept.unf_datum = unvollstaendig("03.2005"), 1),
            (unf_datum_unvollstaendig, |p| p.rezept.unf_datum = unvollstaendig("2005"), 1),
            (unf_datum_unvollstaendig, |p| p.rezept.unf_datum = unvollstaendig("01.03.2005"), 0),
            (unf_datum_unvollstaendig, |p| p.rezept.unf_datum = Lesung::Leer, 0),
        ];
        for (nr, (pruefe, aendere, soll)) in faelle.into_iter().enumerate() {
            assert_eq!(anzahl_ohne_fall(pruefe, aendere), soll, "case {nr}");
            assert_eq!(anzahl(pruefe, aendere), 0, "case {nr} with a case");
        }
    }

    #[test]
    fn only_where_it_is_settled_that_there_is_no_case() {
        let mit = |entscheidung, fremd: &str| {
            anzahl_ohne_fall(personenangaben_fehlen, |p| {
                p.rezept.name = Lesung::Leer;
                p.zuordnung.entscheidung = entscheidung;
                p.zuordnung.fremd = fremd.into();
            })
        };
        assert_eq!(mit(ZuordnungsEntscheidung::Keine, ""), 1);
        assert_eq!(mit(ZuordnungsEntscheidung::Person, ""), 1);
        assert_eq!(mit(ZuordnungsEntscheidung::Keine, "abgegeben"), 0);
        assert_eq!(mit(ZuordnungsEntscheidung::Offen, ""), 0);
    }
}
