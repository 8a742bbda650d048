//! What a facility is offered for a grant and a month.

use domain::{Betrag, Bewilligung, Datum, Einheit, Menge};

use super::{Monat, Saetze};

/// Up to this number of entitled persons an offered list is recommended, from it on a file.
pub const ANGEBOT_BIS: usize = 5;

/// A line that is offered: the part of a grant that lies in the month, at the agreed rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Angebotszeile {
    /// First day.
    pub von: Datum,
    /// Last day.
    pub bis: Datum,
    /// Agreed rate.
    pub satz: Betrag,
    /// For `TAG` the days covered, as a hint; none for every other unit.
    pub menge: Option<Menge>,
}

/// The lines offered for a grant: one, or one for each rate where the agreed one changes within the month; none if the
/// grant does not reach into the month or no rate is agreed.
pub fn angebot(bewilligung: &Bewilligung, saetze: &Saetze<'_>, monat: Monat) -> Vec<Angebotszeile> {
    let Some((von, bis)) = monat.anteil(bewilligung.von, bewilligung.bis) else { return Vec::new() };
    let Bewilligung { le_nr, leistungsart, einheit, .. } = bewilligung;
    let zeile = |(ab, ende, satz): (Datum, Datum, Betrag)| {
        let (von, bis) = (von.max(ab), bis.min(ende));
        Angebotszeile { von, bis, satz, menge: (*einheit == Einheit::Tag).then(|| tage(von, bis)) }
    };
    saetze.im_zeitraum(le_nr, leistungsart, *einheit, von, bis).into_iter().map(zeile).collect()
}

/// The days of a period; the first and the last day both count. None if it ends before it begins.
pub fn tage(von: Datum, bis: Datum) -> Menge {
    Menge::ganz(u32::try_from((bis - von).num_days() + 1).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use domain::Satz;

    use super::*;
    use muster::tag;

    fn bewilligung(einheit: Einheit, bis: Option<&str>) -> Bewilligung {
        Bewilligung {
            bewilligung_nr: "B1".into(),
            aktenzeichen: "1".into(),
            name: "A".into(),
            vorname: "B".into(),
            geb_datum: tag("1960-01-01"),
            le_nr: "LE1".into(),
            leistungsart: "WOHNEN".into(),
            einheit,
            von: tag("2023-01-01"),
            bis: bis.map(tag),
            max_menge_monat: None,
        }
    }

    fn satz(einheit: Einheit, ab: &str, bis: Option<&str>, cent: i64) -> Satz {
        Satz {
            le_nr: "LE1".into(),
            leistungsart: "WOHNEN".into(),
            einheit,
            gueltig_ab: tag(ab),
            gueltig_bis: bis.map(tag),
            satz: Betrag::aus_cent(cent),
        }
    }

    #[test]
    fn days_are_a_hint_and_other_quantities_stay_empty() {
        let monat = Monat::aus_text("2024-03").expect("a month");
        for (einheit, bis, menge) in [
            (Einheit::Tag, None, Some(Menge::ganz(31))),
            (Einheit::Tag, Some("2024-03-15"), Some(Menge::ganz(15))),
            (Einheit::Stunde, None, None),
        ] {
            let saetze = [satz(einheit, "2023-01-01", None, 100)];
            let zeilen = angebot(&bewilligung(einheit, bis), &Saetze::neu(&saetze), monat);
            assert_eq!((zeilen.len(), zeilen[0].menge, zeilen[0].von), (1, menge, tag("2024-03-01")));
        }
    }

    #[test]
    fn a_new_rate_within_the_month_makes_two_lines() {
        let saetze =
            [satz(Einheit::Tag, "2023-01-01", Some("2024-03-10"), 100), satz(Einheit::Tag, "2024-03-11", None, 200)];
        let monat = Monat::aus_text("2024-03").expect("a month");
        let zeilen = angebot(&bewilligung(Einheit::Tag, None), &Saetze::neu(&saetze), monat);
        let mengen: Vec<_> = zeilen.iter().map(|z| (z.satz.cent(), z.menge)).collect();
        assert_eq!(mengen, [(100, Some(Menge::ganz(10))), (200, Some(Menge::ganz(21)))]);
    }

    #[test]
    fn nothing_outside_of_grant_or_rates() {
        let monat = Monat::aus_text("2024-03").expect("a month");
        let saetze = [satz(Einheit::Tag, "2023-01-01", None, 100)];
        assert!(angebot(&bewilligung(Einheit::Tag, Some("2024-02-29")), &Saetze::neu(&saetze), monat).is_empty());
        assert!(angebot(&bewilligung(Einheit::Tag, None), &Saetze::default(), monat).is_empty());
    }

    #[test]
    fn both_days_count() {
        assert_eq!(tage(tag("2024-03-01"), tag("2024-03-31")), Menge::ganz(31));
        assert_eq!(tage(tag("2024-03-01"), tag("2024-03-01")), Menge::ganz(1));
        assert_eq!(tage(tag("2024-03-02"), tag("2024-03-01")), Menge::NULL);
    }
}
