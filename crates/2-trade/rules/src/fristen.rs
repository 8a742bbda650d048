//! Deadlines: when to order and to pay, until when to dispense, when a claim is time-barred.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime};
use domain::{Datum, Fristen, Verfallsfrist, Verfallsfristen};

use crate::{Kalender, NichtGeregelt};

/// The last calendar day of the period in which payment keeps the discount; the day of receipt is not counted
/// (§ 130 (3) SGB V).
pub fn rabattfrist(eingangsdatum: Datum, fristen: &Fristen) -> Datum {
    eingangsdatum + Days::new(fristen.zahlungsziel_tage.into())
}

/// The due date: the end of the Rabattfrist, moved to the next working day.
pub fn zahlungsziel(eingangsdatum: Datum, fristen: &Fristen, kalender: &Kalender) -> Datum {
    kalender.arbeitstag_ab(rabattfrist(eingangsdatum, fristen))
}

/// The day on which the payment must be ordered at the latest: so many calendar days before the due date, moved back
/// to a working day; with `strict` no later than the second working day before it.
pub fn anweisungsdatum(zahlungsziel: Datum, fristen: &Fristen, kalender: &Kalender) -> Datum {
    let datum = kalender.arbeitstag_bis(zahlungsziel - Days::new(fristen.anweisung_tage.into()));
    if fristen.strict { datum.min(kalender.arbeitstage_vor(zahlungsziel, 2)) } else { datum }
}

/// Time of day (Europe/Berlin) by which an order of the Anweisungsdatum itself must be made.
pub const ANNAHMESCHLUSS: NaiveTime = NaiveTime::from_hms_opt(12, 0, 0).expect("a time of day");

/// Whether an order is in time: before the Anweisungsdatum, or on it by the [`ANNAHMESCHLUSS`]. Without a time of day
/// (Europe/Berlin) it was made before that.
pub fn rechtzeitig(angewiesen_am: Datum, uhrzeit: Option<NaiveTime>, anweisungsdatum: Datum) -> bool {
    let nach_schluss = uhrzeit.is_some_and(|uhrzeit| uhrzeit > ANNAHMESCHLUSS);
    angewiesen_am < anweisungsdatum || (angewiesen_am == anweisungsdatum && !nach_schluss)
}

/// The last day on which a prescription issued on `vo_datum` may be dispensed. One month ends on the same day number
/// of the next month, or on its last day.
///
/// # Errors
/// The payer's periods begin after that day of issue.
pub fn letzter_abgabetag(vo_datum: Datum, fristen: &Fristen) -> Result<Datum, NichtGeregelt> {
    match verfallsfrist(vo_datum, &fristen.verfallsfrist)? {
        Verfallsfrist::EinMonat => Ok(vo_datum + Months::new(1)),
        Verfallsfrist::AchtundzwanzigTage => Ok(vo_datum + Days::new(28)),
    }
}

fn verfallsfrist(vo_datum: Datum, fristen: &Verfallsfristen) -> Result<Verfallsfrist, NichtGeregelt> {
    match fristen {
        Verfallsfristen::Immer(frist) => Ok(*frist),
        Verfallsfristen::AbDatum(fristen) => fristen
            .iter()
            .filter(|eintrag| eintrag.gueltig_ab <= vo_datum)
            .max_by_key(|eintrag| eintrag.gueltig_ab)
            .map(|eintrag| eintrag.frist)
            .ok_or_else(|| NichtGeregelt { was: "Verfallsfrist".into(), datum: vo_datum }),
    }
}

/// The last day on which a claim can be received before it is time-barred: 31 December of the fourth (or the
/// payer's) year after the year of dispensing.
pub fn letzter_eingangstag(abgabe_datum: Datum, fristen: &Fristen) -> Datum {
    let jahr = abgabe_datum.year().saturating_add(fristen.verjaehrung_jahre);
    NaiveDate::from_ymd_opt(jahr, 12, 31).unwrap_or(NaiveDate::MAX)
}

#[cfg(test)]
mod tests {
    use domain::VerfallsfristAb;

    use super::*;
    use muster::tag;

    fn termine(eingang: &str, strict: bool) -> [String; 2] {
        let (fristen, bw) = (Fristen { strict, ..Fristen::default() }, Kalender::fuer_land("BW").expect("a Land"));
        let ziel = zahlungsziel(tag(eingang), &fristen, &bw);
        [ziel.to_string(), anweisungsdatum(ziel, &fristen, &bw).to_string()]
    }

    #[test]
    fn the_examples_hold_to_the_day() {
        for (eingang, ziel, anweisung) in [
            ("2005-03-02", "2005-03-14", "2005-03-11"),
            ("2005-03-14", "2005-03-24", "2005-03-21"),
            ("2005-12-14", "2005-12-27", "2005-12-23"),
            ("2006-01-11", "2006-01-23", "2006-01-20"),
            ("2012-08-17", "2012-08-27", "2012-08-24"),
        ] {
            assert_eq!(termine(eingang, false), [ziel, anweisung], "received {eingang}");
        }
    }

    #[test]
    fn strict_takes_the_earlier_day() {
        assert_eq!(termine("2005-03-02", true), ["2005-03-14", "2005-03-10"]);
        assert_eq!(termine("2005-03-14", true), ["2005-03-24", "2005-03-21"]);
    }

    #[test]
    fn an_order_of_the_anweisungsdatum_is_in_time_until_noon() {
        for (am, uhrzeit, erwartet) in [
            ("2005-03-10", Some((23, 59)), true),
            ("2005-03-11", None, true),
            ("2005-03-11", Some((0, 0)), true),
            ("2005-03-11", Some((12, 0)), true),
            ("2005-03-11", Some((12, 1)), false),
            ("2005-03-12", None, false),
            ("2005-03-12", Some((8, 0)), false),
        ] {
            let zeit = uhrzeit.and_then(|(stunde, minute)| NaiveTime::from_hms_opt(stunde, minute, 0));
            assert_eq!(rechtzeitig(tag(am), zeit, tag("2005-03-11")), erwartet, "{am} {uhrzeit:?}");
        }
    }

    #[test]
    fn the_discount_period_is_not_moved() {
        assert_eq!(rabattfrist(tag("2005-03-02"), &Fristen::default()), tag("2005-03-12"));
    }

    #[test]
    fn a_month_ends_on_the_same_day_number_or_the_last_day() {
        for (vo, letzter) in [
            ("2005-01-25", "2005-02-25"),
            ("2005-01-31", "2005-02-28"),
            ("2004-01-30", "2004-02-29"),
            ("2005-02-28", "2005-03-28"),
            ("2005-12-15", "2006-01-15"),
        ] {
            assert_eq!(letzter_abgabetag(tag(vo), &Fristen::default()), Ok(tag(letzter)), "issued {vo}");
        }
    }

    #[test]
    fn periods_by_day_of_issue() {
        let ab = |datum, frist| VerfallsfristAb { gueltig_ab: tag(datum), frist };
        let verfallsfrist = Verfallsfristen::AbDatum(vec![
            ab("2021-07-01", Verfallsfrist::AchtundzwanzigTage),
            ab("2000-01-01", Verfallsfrist::EinMonat),
        ]);
        let fristen = Fristen { verfallsfrist, ..Fristen::default() };
        assert_eq!(letzter_abgabetag(tag("2021-06-30"), &fristen), Ok(tag("2021-07-30")));
        assert_eq!(letzter_abgabetag(tag("2021-07-01"), &fristen), Ok(tag("2021-07-29")));
        assert!(letzter_abgabetag(tag("1999-12-31"), &fristen).is_err());
    }

    #[test]
    fn time_barred_after_the_fourth_year() {
        assert_eq!(letzter_eingangstag(tag("1999-01-12"), &Fristen::default()), tag("2003-12-31"));
        let kurz = Fristen { verjaehrung_jahre: 1, ..Fristen::default() };
        assert_eq!(letzter_eingangstag(tag("2004-12-31"), &kurz), tag("2005-12-31"));
    }
}
