//! A month that is billed.

use chrono::{Days, Months};
use domain::Datum;

/// A calendar month.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Monat {
    erster: Datum,
}

impl Monat {
    /// The month of `JJJJ-MM`; none if there is no such month.
    pub fn aus_text(text: &str) -> Option<Self> {
        domain::datum::aus_iso(&format!("{text}-01")).map(|erster| Monat { erster })
    }

    /// The month in which a day lies.
    pub fn von(tag: Datum) -> Self {
        Monat { erster: tag - Days::new(u64::from(chrono::Datelike::day0(&tag))) }
    }

    /// Its first day.
    pub fn erster(self) -> Datum {
        self.erster
    }

    /// Its last day.
    pub fn letzter(self) -> Datum {
        self.erster + Months::new(1) - Days::new(1)
    }

    /// The month before it.
    pub fn vorher(self) -> Monat {
        Monat { erster: self.erster - Months::new(1) }
    }

    /// Which month it is, counted from an earlier one as the first; none if it is before that.
    pub fn nummer_seit(self, erster: Monat) -> Option<u32> {
        let jahre = i64::from(chrono::Datelike::year(&self.erster) - chrono::Datelike::year(&erster.erster));
        let monate =
            i64::from(chrono::Datelike::month(&self.erster)) - i64::from(chrono::Datelike::month(&erster.erster));
        u32::try_from(jahre * 12 + monate + 1).ok().filter(|&nummer| nummer > 0)
    }

    /// The part of a period that lies in the month; none if nothing of it does.
    pub fn anteil(self, von: Datum, bis: Option<Datum>) -> Option<(Datum, Datum)> {
        let (von, bis) = (von.max(self.erster), bis.unwrap_or(self.letzter()).min(self.letzter()));
        (von <= bis).then_some((von, bis))
    }
}

impl std::fmt::Display for Monat {
    /// `JJJJ-MM`
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.erster.format("%Y-%m").fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster::tag;

    #[test]
    fn first_and_last_day() {
        let monat = Monat::aus_text("2024-02").expect("a month");
        assert_eq!((monat.erster(), monat.letzter()), (tag("2024-02-01"), tag("2024-02-29")));
        assert_eq!((monat.to_string(), monat.vorher().to_string()), ("2024-02".into(), "2024-01".into()));
        assert_eq!(Monat::von(tag("2024-02-29")), monat);
        let seit = |text: &str| monat.nummer_seit(Monat::aus_text(text).expect("a month"));
        assert_eq!((seit("2024-02"), seit("2023-12"), seit("2024-03")), (Some(1), Some(3), None));
        for text in ["2024-13", "2024-2", "02.2024", ""] {
            assert_eq!(Monat::aus_text(text), None, "{text:?}");
        }
    }

    #[test]
    fn part_of_a_period() {
        let monat = Monat::aus_text("2024-02").expect("a month");
        let anteil = |von, bis: Option<&str>| monat.anteil(tag(von), bis.map(tag));
        assert_eq!(anteil("2023-01-01", None), Some((tag("2024-02-01"), tag("2024-02-29"))));
        assert_eq!(anteil("2024-02-10", Some("2024-02-12")), Some((tag("2024-02-10"), tag("2024-02-12"))));
        assert_eq!(anteil("2024-03-01", None), None);
        assert_eq!(anteil("2023-01-01", Some("2024-01-31")), None);
    }
}
