//! Working days.

use chrono::{Datelike, Days, Weekday};
use domain::Datum;
use holiday_de::{DateExt, GermanHoliday, GermanRegion};

use crate::RegelFehler;

/// The working days of a Land: not Saturday, Sunday or one of its public holidays. Holidays before 1995 are unknown.
#[derive(Clone, Copy, Debug)]
pub struct Kalender {
    region: GermanRegion,
}

const LAENDER: [(&str, GermanRegion); 16] = [
    ("BW", GermanRegion::BadenWuerttemberg),
    ("BY", GermanRegion::Bayern),
    ("BE", GermanRegion::Berlin),
    ("BB", GermanRegion::Brandenburg),
    ("HB", GermanRegion::Bremen),
    ("HH", GermanRegion::Hamburg),
    ("HE", GermanRegion::Hessen),
    ("MV", GermanRegion::MechlenburgVorpommern),
    ("NI", GermanRegion::Niedersachsen),
    ("NW", GermanRegion::NordrheinWestfalen),
    ("RP", GermanRegion::RheinlandPfalz),
    ("SL", GermanRegion::Saarland),
    ("SN", GermanRegion::Sachsen),
    ("ST", GermanRegion::SachsenAnhalt),
    ("SH", GermanRegion::SchleswigHolstein),
    ("TH", GermanRegion::Thueringen),
];

impl Kalender {
    /// The calendar of a Land, named by its two letters.
    ///
    /// # Errors
    /// There is no such Land.
    pub fn fuer_land(land: &str) -> Result<Self, RegelFehler> {
        LAENDER
            .iter()
            .find(|(name, _)| *name == land)
            .map(|&(_, region)| Kalender { region })
            .ok_or_else(|| RegelFehler::Land(land.to_owned()))
    }

    /// Returns true if the day is a working day.
    pub fn ist_arbeitstag(&self, tag: Datum) -> bool {
        !ist_wochenende(tag) && !tag.is_public_holiday_in(self.region)
    }

    /// The day itself or the next working day after it.
    pub fn arbeitstag_ab(&self, tag: Datum) -> Datum {
        naechster(tag, |tag| self.ist_arbeitstag(tag))
    }

    /// The day itself or the last working day before it.
    pub fn arbeitstag_bis(&self, mut tag: Datum) -> Datum {
        while !self.ist_arbeitstag(tag) {
            tag = tag - Days::new(1);
        }
        tag
    }

    /// The so-many-th working day before a day, the day itself not counted.
    pub fn arbeitstage_vor(&self, mut tag: Datum, anzahl: u32) -> Datum {
        for _ in 0..anzahl {
            tag = self.arbeitstag_bis(tag - Days::new(1));
        }
        tag
    }

    /// The so-many-th working day after a day, the day itself not counted.
    pub fn arbeitstage_nach(&self, mut tag: Datum, anzahl: u32) -> Datum {
        for _ in 0..anzahl {
            tag = self.arbeitstag_ab(tag + Days::new(1));
        }
        tag
    }
}

/// Whether money moves on this day: the TARGET calendar (Saturday, Sunday, 1 January, Good Friday, Easter Monday,
/// 1 May, 25 and 26 December are none).
pub fn ist_target_tag(tag: Datum) -> bool {
    use GermanHoliday::{
        ErsterMai, ErsterWeihnachtsfeiertag, Karfreitag, Neujahr, Ostermontag, ZweiterWeihnachtsfeiertag,
    };
    let feiertage = [Neujahr, Karfreitag, Ostermontag, ErsterMai, ErsterWeihnachtsfeiertag, ZweiterWeihnachtsfeiertag];
    !ist_wochenende(tag) && !feiertage.iter().any(|feiertag| feiertag.date(tag.year()) == Some(tag))
}

/// The day itself or the next TARGET day after it.
pub fn target_tag_ab(tag: Datum) -> Datum {
    naechster(tag, ist_target_tag)
}

fn ist_wochenende(tag: Datum) -> bool {
    matches!(tag.weekday(), Weekday::Sat | Weekday::Sun)
}

fn naechster(mut tag: Datum, gilt: impl Fn(Datum) -> bool) -> Datum {
    while !gilt(tag) {
        tag = tag + Days::new(1);
    }
    tag
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster::tag;

    fn land(land: &str) -> Kalender {
        Kalender::fuer_land(land).expect("a Land")
    }

    #[test]
    fn holidays_differ_by_land() {
        for (datum, frei, arbeit) in [
            ("2005-01-06", ["BW", "BY", "ST"], ["NW", "HE", "SN"]), // Heilige Drei Könige
            ("2005-05-26", ["BW", "NW", "SL"], ["BE", "HH", "SN"]), // Fronleichnam
            ("2005-10-31", ["SN", "TH", "BB"], ["BW", "NI", "HH"]), // Reformationstag
            ("2018-10-31", ["NI", "HB", "SH"], ["BW", "BY", "HE"]), // since 2018 in the north, too
        ] {
            assert!(frei.iter().all(|l| !land(l).ist_arbeitstag(tag(datum))), "{datum}");
            assert!(arbeit.iter().all(|l| land(l).ist_arbeitstag(tag(datum))), "{datum}");
        }
    }

    #[test]
    fn an_unknown_land_is_an_error() {
        for name in ["", "bw", "XX", "Bayern"] {
            assert_eq!(Kalender::fuer_land(name).err(), Some(RegelFehler::Land(name.into())));
        }
    }

    #[test]
    fn steps_over_weekends_and_holidays() {
        let bw = land("BW");
        assert_eq!(bw.arbeitstag_ab(tag("2005-03-12")), tag("2005-03-14"));
        assert_eq!(bw.arbeitstag_ab(tag("2005-03-14")), tag("2005-03-14"));
        assert_eq!(bw.arbeitstag_ab(tag("2005-03-25")), tag("2005-03-29")); // Easter
        assert_eq!(bw.arbeitstag_bis(tag("2005-03-28")), tag("2005-03-24"));
        assert_eq!(bw.arbeitstage_vor(tag("2005-03-29"), 2), tag("2005-03-23"));
        assert_eq!(bw.arbeitstage_vor(tag("2005-03-29"), 0), tag("2005-03-29"));
        assert_eq!(bw.arbeitstage_nach(tag("2005-03-23"), 2), tag("2005-03-29"));
    }

    #[test]
    fn money_moves_on_german_holidays_but_not_on_easter() {
        for datum in ["2005-01-06", "2005-05-05", "2005-10-03", "2004-12-24", "2005-03-24"] {
            assert!(ist_target_tag(tag(datum)), "{datum}");
        }
        for datum in ["2004-01-01", "2005-03-25", "2005-03-28", "2006-05-01", "2006-12-25", "2006-12-26", "2005-03-26"]
        {
            assert!(!ist_target_tag(tag(datum)), "{datum}");
        }
        assert_eq!(target_tag_ab(tag("2005-03-25")), tag("2005-03-29"));
    }
}
