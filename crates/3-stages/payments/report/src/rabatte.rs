//! Discounts kept, at risk and lost.

use domain::{AnweisungsRezept, Betrag, Rabattstand, Rabattsumme, Rabattverlust};

/// The discounts of a run by what becomes of them: kept by its orders, at risk, lost. An order to which nothing hangs
/// is not counted.
pub fn rabattsummen(bezahlt: &[AnweisungsRezept], verluste: &[Rabattverlust]) -> Vec<Rabattsumme> {
    let gewahrt = bezahlt.iter().filter(|r| r.rabattstand == Some(Rabattstand::Gewahrt)).map(|r| r.rabatt);
    let gewahrt: Vec<Option<Betrag>> = gewahrt.filter(|rabatt| *rabatt != Some(Betrag::NULL)).collect();
    let summe = |stand: &Rabattstand| {
        let rabatte: Vec<Option<Betrag>> = match stand {
            Rabattstand::Gewahrt => gewahrt.clone(),
            Rabattstand::Gefaehrdet | Rabattstand::Verloren => {
                verluste.iter().filter(|v| v.stand == *stand).map(|v| v.rabatt).collect()
            }
        };
        Rabattsumme { stand: *stand, anzahl: rabatte.len() as u32, summe: rabatte.into_iter().flatten().sum() }
    };
    Rabattstand::ALLE.iter().map(summe).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Datum;

    fn tag(text: &str) -> Datum {
        domain::datum::aus_iso(text).expect("a day")
    }

    fn bezahlt(cent: i64, rabattstand: Rabattstand) -> AnweisungsRezept {
        AnweisungsRezept {
            anweisung_id: "BG28-0000001-1".into(),
            pic_nr: cent.to_string(),
            beleg_id: "0000001".into(),
            aktenzeichen: String::new(),
            netto: Betrag::aus_cent(1000),
            rabatt: Some(Betrag::aus_cent(cent)),
            zahlungsziel: Some(tag("2005-03-14")),
            rabattstand: Some(rabattstand),
        }
    }

    fn verlust(cent: Option<i64>, stand: Rabattstand) -> Rabattverlust {
        Rabattverlust {
            pic_nr: "1".into(),
            beleg_id: "0000001".into(),
            rechnungsnummer: "2005-1".into(),
            rechnungssteller_ik: "303100245".into(),
            rabatt: cent.map(Betrag::aus_cent),
            rabattfrist: tag("2005-03-12"),
            anweisungsdatum: tag("2005-03-11"),
            stand,
            grund: String::new(),
        }
    }

    #[test]
    fn each_discount_is_counted_once() {
        use Rabattstand::{Gefaehrdet, Gewahrt, Verloren};
        let bezahlt = [bezahlt(250, Gewahrt), bezahlt(0, Gewahrt), bezahlt(130, Verloren)];
        let verluste = [verlust(Some(130), Verloren), verlust(None, Gefaehrdet)];
        let summen = rabattsummen(&bezahlt, &verluste);
        let ist: Vec<_> = summen.iter().map(|s| (s.stand, s.anzahl, s.summe.cent())).collect();
        assert_eq!(ist, [(Gewahrt, 1, 250), (Gefaehrdet, 1, 0), (Verloren, 1, 130)]);
    }
}
