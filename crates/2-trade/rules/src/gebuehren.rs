//! Fees of the pharmacy (`gebuehren.csv`).

use domain::{Betrag, Datum};

use crate::parameter::{Datiert, Gueltig, Zeile, lies};
use crate::{NichtGeregelt, RegelFehler};

/// The fees over time.
#[derive(Clone, Debug)]
pub struct Gebuehren {
    noctu: Datiert<Betrag>,
    btm: Datiert<Betrag>,
}

/// The table as it is shipped, with its legal references.
const AUSGELIEFERT: &str = include_str!("../../../../pipelines/rules/gebuehren.csv");

impl Gebuehren {
    /// The figures of the configuration's `rules/gebuehren.csv`, or the shipped ones where it has no such file.
    ///
    /// # Errors
    /// See [`aus_csv`](Self::aus_csv).
    pub fn aus_konfiguration(text: Option<&str>) -> Result<Self, RegelFehler> {
        Self::aus_csv(text.unwrap_or(AUSGELIEFERT))
    }

    /// Reads `gebuehren.csv`.
    ///
    /// # Errors
    /// The first line that cannot be read or overlaps another one.
    pub fn aus_csv(text: &str) -> Result<Self, RegelFehler> {
        let mut tabelle = lies("Gebühr", text, &["NOCTU", "BTM"], Zeile::betrag)?;
        let mut nimm = |art: &str| tabelle.remove(art).expect("a kind asked for");
        Ok(Gebuehren { noctu: nimm("NOCTU"), btm: nimm("BTM") })
    }

    /// The night service fee (Noctu) on a day, in euro.
    ///
    /// # Errors
    /// No fee is laid down for that day.
    pub fn noctu(&self, abgabe_datum: Datum) -> Result<&Gueltig<Betrag>, NichtGeregelt> {
        self.noctu.as_of(abgabe_datum)
    }

    /// The narcotics documentation fee (Schreibgebühr) on a day, in euro.
    ///
    /// # Errors
    /// No fee is laid down for that day.
    pub fn btm(&self, abgabe_datum: Datum) -> Result<&Gueltig<Betrag>, NichtGeregelt> {
        self.btm.as_of(abgabe_datum)
    }
}

#[cfg(test)]
mod tests {
    use muster::tag;

    use crate::Gebuehren;

    #[test]
    fn fees_by_day() {
        let gebuehren = Gebuehren::aus_konfiguration(None).expect("the shipped table");
        let cent = |fee: Result<&super::Gueltig<super::Betrag>, _>| fee.map(|z| z.wert.cent()).ok();
        assert_eq!(cent(gebuehren.noctu(tag("2005-02-04"))), Some(250));
        assert_eq!(cent(gebuehren.btm(tag("2017-05-12"))), Some(26));
        assert_eq!(cent(gebuehren.btm(tag("2017-05-13"))), Some(291));
        assert_eq!(cent(gebuehren.btm(tag("2020-01-01"))), Some(426));
        assert_eq!(cent(gebuehren.noctu(tag("2001-12-31"))), None);
    }
}
