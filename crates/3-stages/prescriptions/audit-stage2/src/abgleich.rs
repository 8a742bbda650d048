//! Claimed discounts against computed ones.

use domain::{Abweichung, Betrag, Lesung, Rezept};
use rules::rabatt::Rabatt;
use rules::{Fund, Regel};

/// 989: a claimed discount differs from the computed one by at most one cent for each line.
pub const RUNDUNG: Regel = Regel::zu(989);

/// The discounts as settled.
#[derive(Debug)]
pub struct Abgleich {
    /// The discounts, in euro.
    pub rabatt: Rabatt,
    /// Kinds settled as claimed although they differ by a rounding.
    pub rundungen: Vec<Fund>,
    /// Kinds settled as computed although something else was claimed.
    pub abweichungen: Vec<Abweichung>,
}

/// Settles each kind of discount by itself: as claimed within the tolerance of 989, else as computed. Where nothing was
/// claimed the computed one is taken, and what that cuts is a deviation like any other.
pub fn gleiche_ab(rezept: &Rezept, berechnet: Rabatt, anzahl_positionen: usize) -> Abgleich {
    let toleranz = Betrag::aus_cent(i64::try_from(anzahl_positionen).expect("a count of rows in memory"));
    let mut abgleich = Abgleich { rabatt: berechnet, rundungen: Vec::new(), abweichungen: Vec::new() };
    let Rabatt { ap, hs } = &mut abgleich.rabatt;
    for (groesse, verlangt, anerkannt) in [("ap_rabatt", &rezept.ap_rabatt, ap), ("hs_rabatt", &rezept.hs_rabatt, hs)] {
        let verlangt = match *verlangt {
            Lesung::Wert(verlangt) => verlangt,
            Lesung::Leer if *anerkannt != Betrag::NULL => {
                abgleich.abweichungen.push(nicht_ausgewiesen(rezept, groesse, *anerkannt));
                continue;
            }
            Lesung::Leer | Lesung::NichtErkannt => continue,
        };
        if verlangt == *anerkannt {
            continue;
        }
        if (verlangt - *anerkannt).absolut() <= toleranz {
            abgleich.rundungen.push(Fund::neu(groesse, verlangt, *anerkannt));
            *anerkannt = verlangt;
        } else {
            abgleich.abweichungen.push(rabattabweichung(rezept, groesse, verlangt, *anerkannt));
        }
    }
    abgleich
}

fn nicht_ausgewiesen(rezept: &Rezept, groesse: &str, anerkannt: Betrag) -> Abweichung {
    abweichung(rezept, groesse, [Betrag::NULL, anerkannt], anerkannt, "Kein Rabatt ausgewiesen; es gilt der berechnete")
}

fn rabattabweichung(rezept: &Rezept, groesse: &str, berechnet: Betrag, anerkannt: Betrag) -> Abweichung {
    let grund = "Ausgewiesener Rabatt weicht um mehr als 1 Cent je Position vom berechneten ab";
    abweichung(rezept, groesse, [berechnet, anerkannt], anerkannt - berechnet, grund)
}

/// The deviation of a prescription that is returned: its whole billed net.
pub fn abgewiesen(rezept: &Rezept, netto: Betrag, grund: &str) -> Abweichung {
    abweichung(rezept, "netto", [netto, Betrag::NULL], netto, grund)
}

fn abweichung(
    rezept: &Rezept,
    groesse: &str,
    [berechnet, anerkannt]: [Betrag; 2],
    absetzung: Betrag,
    grund: &str,
) -> Abweichung {
    Abweichung {
        pic_nr: rezept.pic_nr.clone(),
        rechnungsnummer: rezept.rechnungsnummer.clone(),
        groesse: groesse.into(),
        berechnet,
        anerkannt,
        absetzung,
        grund: grund.into(),
        beleg_id: rezept.beleg_id.clone(),
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    /// Settled discount, number of roundings, and Absetzung, in cents; 2.00 is due, on two lines.
    fn ap(verlangt: &str) -> (i64, usize, Option<i64>) {
        let rezept = Rezept { ap_rabatt: Lesung::aus_text(verlangt).expect("an amount"), ..muster::rezept() };
        let berechnet = Rabatt { ap: Betrag::aus_cent(200), hs: Betrag::NULL };
        let abgleich = gleiche_ab(&rezept, berechnet, 2);
        let absetzung = abgleich.abweichungen.first().map(|a| a.absetzung.cent());
        (abgleich.rabatt.ap.cent(), abgleich.rundungen.len(), absetzung)
    }

    #[test]
    fn rule_989_and_deviations() {
        for (verlangt, soll) in [
            ("2.00", (200, 0, None)),
            ("2.02", (202, 1, None)), // one cent for each line
            ("1.98", (198, 1, None)),
            ("2.03", (200, 0, Some(-3))), // claimed more than due: Zusetzung
            ("1.97", (200, 0, Some(3))),  // claimed less than due: Absetzung
            ("0.00", (200, 0, Some(200))),
            ("", (200, 0, Some(200))), // nothing claimed
        ] {
            assert_eq!(ap(verlangt), soll, "claimed {verlangt:?}");
        }
    }

    #[test]
    fn each_kind_by_itself() {
        let euro = |text: &str| Lesung::Wert(muster::euro(text));
        let rezept = Rezept { ap_rabatt: euro("2.01"), hs_rabatt: euro("5.00"), ..muster::rezept() };
        let berechnet = Rabatt { ap: muster::euro("2.00"), hs: muster::euro("4.50") };
        let abgleich = gleiche_ab(&rezept, berechnet, 1);
        assert_eq!(abgleich.rabatt, Rabatt { ap: muster::euro("2.01"), hs: muster::euro("4.50") });
        assert_eq!(abgleich.rundungen, [Fund::neu("ap_rabatt", "2.01", "2.00")]);
        assert_eq!(abgleich.abweichungen[0].groesse, "hs_rabatt");
    }
}
