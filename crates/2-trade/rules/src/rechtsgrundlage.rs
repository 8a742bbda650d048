//! What a final status rests on, as a letter names it to the biller.

use domain::Status;

use crate::statuses;

/// The grounds of statuses, in words of a letter; the others rest on what their rule judges by. A paragraph is cited only
/// where the tables of dated figures cite it.
const GESETZE: &[(u16, &str)] = &[
    (990, "nach einem Arbeitsunfall ist keine Zuzahlung zu leisten"),
    (994, "Festbetrag der Artikelliste am Abgabetag"),
    (995, "Verordnungsfähigkeit nach einem Arbeitsunfall laut Artikelliste"),
    (996, "Angaben auf dem Verordnungsblatt"),
    (998, "Angaben auf dem Verordnungsblatt"),
    (1001, "Zuständigkeit des Kostenträgers"),
    (1003, "Zuständigkeit des Kostenträgers"),
    (1009, "Frist des Kostenträgers von der Ausstellung bis zur Abgabe"),
    (1012, "Frist des Kostenträgers für die Abrechnung"),
];

/// The ground of a discount, by the figure of `abweichungen.csv`.
pub fn rabatt(groesse: &str) -> &'static str {
    match groesse {
        "hs_rabatt" => "Herstellerabschlag laut Artikelliste",
        _ => "gesetzlicher Abschlag (§ 130 SGB V, § 29 Abs. 2 SGB VII)",
    }
}

/// Statuses that say that another payer has to be asked.
const ANDERER_KOSTENTRAEGER: [u16; 3] = [1001, 1003, 1004];

/// The ground of a status; empty if there is no such status.
pub fn rechtsgrundlage(status: Status) -> &'static str {
    let gesetz = GESETZE.iter().find(|(nummer, _)| *nummer == status.0).map(|(_, gesetz)| *gesetz);
    gesetz.or_else(|| statuses::zeile(status).map(|zeile| zeile.quelle)).unwrap_or_default()
}

/// The way of a returned prescription.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verbleib {
    /// It goes back, and may come again corrected.
    Zurueck,
    /// It goes back; another payer has to be asked.
    AndererKostentraeger,
    /// Its picture cannot be read: the original is asked for.
    Original,
}

/// Says which way a returned prescription goes.
pub fn verbleib(status: Status) -> Verbleib {
    match status.0 {
        1000 => Verbleib::Original,
        nummer if ANDERER_KOSTENTRAEGER.contains(&nummer) => Verbleib::AndererKostentraeger,
        _ => Verbleib::Zurueck,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_rests_on_something() {
        for zeile in &statuses::STATUSES {
            assert!(!rechtsgrundlage(zeile.nummer).is_empty(), "{}", zeile.nummer);
        }
        let nummern = GESETZE.iter().map(|(nummer, _)| *nummer).chain(ANDERER_KOSTENTRAEGER);
        assert!(nummern.into_iter().all(|nummer| statuses::zeile(Status(nummer)).is_some()));
        assert_eq!(rechtsgrundlage(Status(988)), "");
    }

    #[test]
    fn who_is_to_be_asked_hangs_on_the_status() {
        let verbleib = |nummer| verbleib(Status(nummer));
        assert_eq!(
            [verbleib(996), verbleib(1000), verbleib(1003)],
            [Verbleib::Zurueck, Verbleib::Original, Verbleib::AndererKostentraeger]
        );
    }
}
