//! A prescription with its lines.

use std::cmp::Ordering;

use domain::{Betrag, Position, Rezept};

use crate::korrektur::Felder;

/// A sheet (Verordnungsblatt): a prescription and its lines.
#[derive(Clone, Copy, Debug)]
pub struct Blatt<'a> {
    /// The prescription.
    pub rezept: &'a Rezept,
    /// Its lines by number.
    pub positionen: &'a [Position],
}

impl<'a> Blatt<'a> {
    /// Joins prescriptions with their lines; both tables in their row order.
    pub fn alle(rezepte: &'a [Rezept], positionen: &'a [Position]) -> impl Iterator<Item = Blatt<'a>> {
        let mut rest = positionen;
        rezepte.iter().map(move |rezept| {
            let davor = rest.iter().take_while(|p| gehoert(p, rezept) == Ordering::Less).count();
            let seine = rest[davor..].iter().take_while(|p| gehoert(p, rezept) == Ordering::Equal).count();
            let (seine, danach) = rest[davor..].split_at(seine);
            rest = danach;
            Blatt { rezept, positionen: seine }
        })
    }

    /// What identifies a delivered prescription: invoice and picture number.
    pub fn schluessel(&self) -> (&'a str, &'a str) {
        (&self.rezept.beleg_id, &self.rezept.pic_nr)
    }

    /// The fields that recognition did not deliver, named as in decisions: `geb_datum`, `pzn:1`.
    pub fn nicht_erkannt(&self) -> Vec<String> {
        let rezept = self.rezept.nicht_erkannt().map(str::to_owned);
        let positionen = self.positionen.iter().flat_map(|p| p.nicht_erkannt().map(|feld| positionsfeld(feld, p)));
        rezept.chain(positionen).collect()
    }

    /// Net by the biller's own figures: gross less the discounts claimed (empty = none) and the copayment.
    /// None while one of them is not recognised.
    pub fn berechnetes_netto(&self) -> Option<Betrag> {
        let rezept = self.rezept;
        let rabatt = rezept.ap_rabatt.oder(Betrag::NULL)? + rezept.hs_rabatt.oder(Betrag::NULL)?;
        Some(rezept.brutto.oder(Betrag::NULL)? - rabatt - rezept.zuzahlung.oder(Betrag::NULL)?)
    }
}

/// The name of a field of a line, as in decisions: `pzn:1`.
pub fn positionsfeld(feld: &str, position: &Position) -> String {
    format!("{feld}:{}", position.lfd_nr)
}

fn gehoert(position: &Position, rezept: &Rezept) -> Ordering {
    (&position.beleg_id, &position.pic_nr).cmp(&(&rezept.beleg_id, &rezept.pic_nr))
}

#[cfg(test)]
mod tests {
    use domain::Lesung;

    use super::*;

    #[test]
    fn every_line_comes_with_its_prescription() {
        let rezept = |beleg: &str, pic: &str| Rezept { beleg_id: beleg.into(), pic_nr: pic.into(), ..muster::rezept() };
        let position = |beleg: &str, pic: &str, lfd_nr| Position {
            beleg_id: beleg.into(),
            pic_nr: pic.into(),
            lfd_nr,
            ..muster::position()
        };
        let rezepte = [rezept("1", "b"), rezept("1", "c"), rezept("2", "a"), rezept("2", "b")];
        let positionen = [position("1", "a", 1), position("1", "b", 1), position("1", "b", 2), position("2", "b", 1)];
        let anzahl: Vec<_> = Blatt::alle(&rezepte, &positionen).map(|b| (b.schluessel(), b.positionen.len())).collect();
        assert_eq!(anzahl, [(("1", "b"), 2), (("1", "c"), 0), (("2", "a"), 0), (("2", "b"), 1)]);
    }

    #[test]
    fn names_what_was_not_recognised() {
        let rezept = Rezept { geb_datum: Lesung::NichtErkannt, name: Lesung::Leer, ..muster::rezept() };
        let position = Position { lfd_nr: 2, pzn: Lesung::NichtErkannt, ..muster::position() };
        let blatt = Blatt { rezept: &rezept, positionen: &[muster::position(), position] };
        assert_eq!(blatt.nicht_erkannt(), ["geb_datum", "pzn:2"]);
    }

    #[test]
    fn the_billers_own_net() {
        let netto = |rezept: Rezept| Blatt { rezept: &rezept, positionen: &[] }.berechnetes_netto().map(Betrag::cent);
        assert_eq!(netto(muster::rezept()), Some(8243 - 200));
        assert_eq!(netto(Rezept { ap_rabatt: Lesung::Leer, ..muster::rezept() }), Some(8243));
        assert_eq!(netto(Rezept { hs_rabatt: Lesung::NichtErkannt, ..muster::rezept() }), None);
    }
}
