//! Fees on the sheet against the fees laid down.

use domain::{Betrag, Datum, Lesung};
use rules::parameter::Gueltig;
use rules::{Fund, Gebuehren, NichtGeregelt, Regel};

use super::Pruefling;

/// The note of `gebuehren`.
pub const GEBUEHREN: Regel =
    Regel::hinweis("gebuehren", "Gebühr ist kein Vielfaches der Gebühr des Abgabetages", "Gebührentabelle");

/// A fee on a day.
type GebuehrAm = fn(&Gebuehren, Datum) -> Result<&Gueltig<Betrag>, NichtGeregelt>;

/// Note: a Noctu or a Schreibgebühr is no multiple of the fee on the day of dispensing.
pub fn gebuehren(p: &Pruefling) -> Vec<Fund> {
    let rezept = p.blatt.rezept;
    let Some(&abgabe_datum) = rezept.abgabe_datum.wert() else { return Vec::new() };
    let felder: [(&str, &Lesung<Betrag>, GebuehrAm); 2] =
        [("noctu", &rezept.noctu, Gebuehren::noctu), ("schreibgebuehr", &rezept.schreibgebuehr, Gebuehren::btm)];
    let funde = felder.into_iter().filter_map(|(feld, lesung, gebuehr_am)| {
        let betrag = lesung.wert().filter(|betrag| **betrag != Betrag::NULL)?;
        match gebuehr_am(p.gebuehren, abgabe_datum) {
            Ok(gebuehr) if ist_vielfaches(*betrag, gebuehr.wert) => None,
            Ok(gebuehr) => {
                let soll = format!("Vielfaches von {} ({})", gebuehr.wert, gebuehr.rechtsgrundlage);
                Some(Fund::neu(feld, betrag, soll))
            }
            Err(NichtGeregelt { datum, .. }) => Some(Fund::neu(feld, betrag, format!("am {datum} nicht geregelt"))),
        }
    });
    funde.collect()
}

fn ist_vielfaches(betrag: Betrag, gebuehr: Betrag) -> bool {
    gebuehr != Betrag::NULL && betrag.cent() % gebuehr.cent() == 0
}

#[cfg(test)]
mod tests {
    use muster::{euro, tag};

    use super::super::probe::funde;
    use super::*;

    fn soll(noctu: &str, schreibgebuehr: &str, abgabe: &str) -> Vec<String> {
        let funde = funde(gebuehren, |rezept, _, _| {
            rezept.noctu = Lesung::Wert(euro(noctu));
            rezept.schreibgebuehr = Lesung::Wert(euro(schreibgebuehr));
            rezept.abgabe_datum = Lesung::Wert(tag(abgabe));
        });
        funde.into_iter().map(|fund| format!("{}: {}", fund.feld, fund.soll)).collect()
    }

    #[test]
    fn multiples_of_the_days_fee_are_in_order() {
        assert!(soll("2.50", "0.26", "2005-02-04").is_empty());
        assert!(soll("5.00", "0.52", "2005-02-04").is_empty());
        assert!(soll("0.00", "0.00", "1999-02-04").is_empty());
        assert!(soll("0.00", "4.26", "2020-01-01").is_empty());
    }

    #[test]
    fn anything_else_is_noted() {
        assert_eq!(soll("2.00", "0.00", "2005-02-04"), ["noctu: Vielfaches von 2.50 (§ 6 AMPreisV)"]);
        assert_eq!(soll("2.50", "2.91", "2005-02-04"), ["schreibgebuehr: Vielfaches von 0.26 (§ 7 AMPreisV)"]);
        assert_eq!(soll("2.50", "0.00", "1999-02-04"), ["noctu: am 1999-02-04 nicht geregelt"]);
    }
}
