//! Whether the dates fit together. A date that is missing or was not recognised is not checked here.

use chrono::Months;
use domain::Datum;
use rules::{Fund, fristen};

use crate::Akte;

/// The oldest a person can be at an accident, in months.
const HOECHSTALTER: Months = Months::new(110 * 12);

/// 1006: the accident lies before the birth, over 110 years after it, or after the receipt of the invoice.
pub fn unfall_geburt(akte: &Akte) -> Vec<Fund> {
    let Some(unfall) = akte.unf_datum() else { return Vec::new() };
    let mut funde = nicht_nach("unf_datum", unfall, akte.rechnung.eingang());
    if let Some(geburt) = akte.geb_datum() {
        funde.extend(nicht_vor("unf_datum", unfall, geburt));
        funde.extend(nicht_nach("unf_datum", unfall, geburt + HOECHSTALTER));
    }
    funde
}

/// 1007: issued before the accident.
pub fn unfall_ausstellung(akte: &Akte) -> Vec<Fund> {
    match (akte.blatt.rezept.vo_datum.wert(), akte.unf_datum()) {
        (Some(&ausstellung), Some(unfall)) => nicht_vor("vo_datum", ausstellung, unfall),
        _ => Vec::new(),
    }
}

/// 1008: dispensed before issued, or after the receipt of the invoice.
pub fn ausstellung_abgabe(akte: &Akte) -> Vec<Fund> {
    let Some(&abgabe) = akte.blatt.rezept.abgabe_datum.wert() else { return Vec::new() };
    let mut funde = nicht_nach("abgabe_datum", abgabe, akte.rechnung.eingang());
    if let Some(&ausstellung) = akte.blatt.rezept.vo_datum.wert() {
        funde.extend(nicht_vor("abgabe_datum", abgabe, ausstellung));
    }
    funde
}

/// 1009: dispensed after the Verfallsfrist. A day of issue for which none is laid down keeps the prescription open.
pub fn verfallsfrist(akte: &Akte) -> Vec<Fund> {
    let rezept = akte.blatt.rezept;
    match (
        rezept.abgabe_datum.wert(),
        rezept.vo_datum.wert().map(|&vo| fristen::letzter_abgabetag(vo, akte.umfeld.fristen)),
    ) {
        (Some(&abgabe), Some(Ok(letzter))) => nicht_nach("abgabe_datum", abgabe, letzter),
        _ => Vec::new(),
    }
}

/// 1012: received after the claim was time-barred.
pub fn verjaehrung(akte: &Akte) -> Vec<Fund> {
    let Some(&abgabe) = akte.blatt.rezept.abgabe_datum.wert() else { return Vec::new() };
    nicht_nach("eingangsdatum", akte.rechnung.eingang(), fristen::letzter_eingangstag(abgabe, akte.umfeld.fristen))
}

fn nicht_vor(feld: &str, ist: Datum, frueheste: Datum) -> Vec<Fund> {
    if ist < frueheste { vec![Fund::neu(feld, ist, format!("ab {frueheste}"))] } else { Vec::new() }
}

fn nicht_nach(feld: &str, ist: Datum, spaeteste: Datum) -> Vec<Fund> {
    if ist > spaeteste { vec![Fund::neu(feld, ist, format!("bis {spaeteste}"))] } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use domain::{Lesung, UnfallDatum, Verfallsfrist, Verfallsfristen};
    use muster::tag;

    use super::super::probe::{Probe, anzahl, anzahl_ohne_fall};
    use super::*;

    fn wert(text: &str) -> Lesung<Datum> {
        Lesung::Wert(tag(text))
    }

    fn unfall(text: &str) -> Lesung<UnfallDatum> {
        Lesung::aus_text(text).expect("an accident date")
    }

    #[test]
    fn rule_1006_by_the_sheet() {
        for (geburt, unf_datum, soll) in [
            ("1954-05-12", "1954-05-11", 1),
            ("1954-05-12", "1954-05-12", 0),
            ("1890-01-31", "2000-01-31", 0), // 110 years to the day
            ("1890-01-31", "2000-02-01", 1),
            ("1954-05-12", "2005-03-02", 0), // the day of receipt
            ("1954-05-12", "2005-03-03", 1),
            ("2005-05-05", "2005-03-03", 2), // before the birth and after the receipt
            ("1954-05-12", "00.01.1954", 0), // incomplete: not checked
            ("1954-05-12", "?", 0),
        ] {
            let ist = anzahl_ohne_fall(unfall_geburt, |p| {
                p.rezept.geb_datum = Lesung::Wert(tag(geburt).into());
                p.rezept.unf_datum = unfall(unf_datum);
            });
            assert_eq!(ist, soll, "born {geburt}, accident {unf_datum}");
        }
    }

    #[test]
    fn rules_1006_and_1007_take_the_case_where_it_has_dates() {
        let blatt_falsch = |p: &mut Probe| p.rezept.unf_datum = unfall("2005-03-03");
        assert_eq!([anzahl(unfall_geburt, blatt_falsch), anzahl(unfall_ausstellung, blatt_falsch)], [0, 0]);
        let fall_falsch = |p: &mut Probe| p.fall.as_mut().expect("a case").unf_datum = Some(tag("2005-03-03"));
        assert_eq!([anzahl(unfall_geburt, fall_falsch), anzahl(unfall_ausstellung, fall_falsch)], [1, 1]);
        let fall_ohne = |p: &mut Probe| {
            p.fall.as_mut().expect("a case").unf_datum = None;
            p.rezept.unf_datum = unfall("2005-03-03");
        };
        assert_eq!([anzahl(unfall_geburt, fall_ohne), anzahl(unfall_ausstellung, fall_ohne)], [1, 1]);
    }

    #[test]
    fn rule_1007() {
        let mit = |vo_datum| anzahl(unfall_ausstellung, |p| p.rezept.vo_datum = vo_datum);
        assert_eq!(mit(wert("2004-12-09")), 1);
        assert_eq!(mit(wert("2004-12-10")), 0);
        assert_eq!(mit(Lesung::Leer), 0);
        assert_eq!(anzahl_ohne_fall(unfall_ausstellung, |p| p.rezept.unf_datum = unfall("2005")), 0);
    }

    #[test]
    fn rule_1008() {
        let mit = |abgabe| anzahl(ausstellung_abgabe, |p| p.rezept.abgabe_datum = abgabe);
        assert_eq!(mit(wert("2005-01-24")), 1);
        assert_eq!(mit(wert("2005-01-25")), 0);
        assert_eq!(mit(wert("2005-03-02")), 0);
        assert_eq!(mit(wert("2005-03-03")), 1);
        assert_eq!(mit(Lesung::NichtErkannt), 0);
    }

    #[test]
    fn rule_1009() {
        let mit = |abgabe, frist| {
            anzahl(verfallsfrist, |p| {
                p.rezept.abgabe_datum = wert(abgabe);
                p.fristen.verfallsfrist = Verfallsfristen::Immer(frist);
            })
        };
        assert_eq!(mit("2005-02-25", Verfallsfrist::EinMonat), 0);
        assert_eq!(mit("2005-02-26", Verfallsfrist::EinMonat), 1);
        assert_eq!(mit("2005-02-22", Verfallsfrist::AchtundzwanzigTage), 0);
        assert_eq!(mit("2005-02-23", Verfallsfrist::AchtundzwanzigTage), 1);
    }

    #[test]
    fn rule_1012() {
        let mit = |abgabe, jahre| {
            anzahl(verjaehrung, |p| {
                p.rezept.abgabe_datum = wert(abgabe);
                p.fristen.verjaehrung_jahre = jahre;
            })
        };
        assert_eq!(mit("2000-12-31", 4), 1);
        assert_eq!(mit("2001-01-01", 4), 0);
        assert_eq!(mit("2003-12-31", 1), 1);
    }
}
