//! Amounts on the sheet, among themselves and against the Einzelpostenliste. An empty fee or copayment is 0.00.

use domain::{Betrag, Lesung};
use rules::{Blatt, Fund};

use super::Pruefling;

/// 993: the gross differs from the Einzelpostenliste.
pub fn brutto_posten(p: &Pruefling) -> Vec<Fund> {
    ungleich("brutto", betrag(&p.blatt.rezept.brutto), p.posten.map(|posten| posten.brutto))
}

/// 991: the copayment differs from the Einzelpostenliste.
pub fn zuzahlung_posten(p: &Pruefling) -> Vec<Fund> {
    ungleich("zuzahlung", betrag(&p.blatt.rezept.zuzahlung), p.posten.map(|posten| posten.zuzahlung))
}

/// 992: the gross is not the sum of the lines and the fees.
pub fn brutto_summe(p: &Pruefling) -> Vec<Fund> {
    ungleich("brutto", betrag(&p.blatt.rezept.brutto), summe(p.blatt))
}

/// 990: a copayment was charged; none is due after a work accident.
pub fn zuzahlung_unzulaessig(p: &Pruefling) -> Vec<Fund> {
    let erhoben = betrag(&p.blatt.rezept.zuzahlung).filter(|zuzahlung| *zuzahlung > Betrag::NULL);
    erhoben.map(|zuzahlung| Fund::neu("zuzahlung", zuzahlung, Betrag::NULL)).into_iter().collect()
}

fn betrag(lesung: &Lesung<Betrag>) -> Option<Betrag> {
    lesung.oder(Betrag::NULL)
}

fn summe(blatt: &Blatt) -> Option<Betrag> {
    let rezept = blatt.rezept;
    let gebuehren = [&rezept.noctu, &rezept.schreibgebuehr, &rezept.beschaffungskosten];
    gebuehren.into_iter().chain(blatt.positionen.iter().map(|p| &p.taxe)).map(betrag).sum()
}

/// Nothing as long as one of them is unknown.
fn ungleich(feld: &str, ist: Option<Betrag>, soll: Option<Betrag>) -> Vec<Fund> {
    match (ist, soll) {
        (Some(ist), Some(soll)) if ist != soll => vec![Fund::neu(feld, ist, soll)],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use domain::{Position, Rezept};
    use muster::euro;

    use super::super::probe::funde;
    use super::*;

    fn wert(text: &str) -> Lesung<Betrag> {
        Lesung::aus_text(text).expect("an amount")
    }

    #[test]
    fn rule_993() {
        let mit = |text| funde(brutto_posten, |rezept, _, _| rezept.brutto = wert(text));
        assert_eq!(mit("82.44"), [Fund::neu("brutto", "82.44", "82.43")]);
        assert_eq!(mit("82.43"), []);
        assert_eq!(mit("?"), []);
        assert_eq!(funde(brutto_posten, |_, _, posten| *posten = None), []);
    }

    #[test]
    fn rule_991() {
        let mit = |rezept_zuzahlung: &str, posten_zuzahlung: &str| {
            funde(zuzahlung_posten, |rezept, _, posten| {
                rezept.zuzahlung = wert(rezept_zuzahlung);
                posten.as_mut().expect("listed").zuzahlung = euro(posten_zuzahlung);
            })
        };
        assert_eq!(mit("5.00", "0.00"), [Fund::neu("zuzahlung", "5.00", "0.00")]);
        assert_eq!(mit("", "5.00"), [Fund::neu("zuzahlung", "0.00", "5.00")]);
        assert_eq!(mit("", "0.00"), []);
        assert_eq!(mit("?", "5.00"), []);
    }

    #[test]
    fn rule_992() {
        let mit = |brutto: &str, aendere: fn(&mut Rezept, &mut Vec<Position>)| {
            funde(brutto_summe, |rezept, positionen, _| {
                rezept.brutto = wert(brutto);
                aendere(rezept, positionen);
            })
        };
        let mit_gebuehren = |rezept: &mut Rezept, _: &mut Vec<Position>| {
            (rezept.noctu, rezept.schreibgebuehr, rezept.beschaffungskosten) =
                (wert("2.50"), wert("0.26"), wert("1.00"));
        };
        assert_eq!(mit("86.19", mit_gebuehren), []);
        assert_eq!(mit("82.43", mit_gebuehren), [Fund::neu("brutto", "82.43", "86.19")]);
        assert_eq!(mit("82.43", |rezept, _| rezept.noctu = Lesung::Leer), []);
        assert_eq!(mit("99.99", |rezept, _| rezept.noctu = Lesung::NichtErkannt), []);
        assert_eq!(mit("99.99", |_, positionen| positionen[0].taxe = Lesung::NichtErkannt), []);
        assert_eq!(mit("82.43", |_, positionen| positionen.clear()), [Fund::neu("brutto", "82.43", "0.00")]);
    }

    #[test]
    fn rule_990() {
        let mit = |text| funde(zuzahlung_unzulaessig, |rezept, _, _| rezept.zuzahlung = wert(text)).len();
        assert_eq!([mit("5.00"), mit("0.01"), mit("0.00"), mit(""), mit("?")], [1, 1, 0, 0, 0]);
    }
}
