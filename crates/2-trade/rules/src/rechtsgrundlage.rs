//! What a final status rests on, as a letter names it to the biller.

use domain::Status;

use crate::statuses;

/// The grounds of statuses, in words of a letter; the others rest on what their rule judges by.
const GESETZE: &[(u16, &str)] = &[
    (990, "keine Zuzahlung in der gesetzlichen Unfallversicherung (§ 29 SGB VII)"),
    (994, "Festbetrag (§ 29 Abs. 1 SGB VII, § 35 SGB V)"),
    (996, "Angaben der Verordnung (§ 2 Abs. 1 AMVV)"),
    (998, "Angaben der Verordnung (§ 2 Abs. 1 AMVV)"),
    (995, "Verordnungsfähigkeit in der gesetzlichen Unfallversicherung"),
    (1001, "Zuständigkeit des Kostenträgers"),
    (1003, "Zuständigkeit des Kostenträgers"),
    (1009, "Frist des Kostenträgers von der Ausstellung bis zur Abgabe"),
    (1012, "Frist des Kostenträgers für die Abrechnung"),
];

/// The ground of a discount.
pub const RABATT: &str = "gesetzlicher Abschlag (§ 29 Abs. 1 SGB VII, §§ 130, 130a SGB V)";

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
