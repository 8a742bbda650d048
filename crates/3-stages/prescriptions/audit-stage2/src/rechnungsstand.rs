//! An invoice at a glance: what stage 1 found of it, and what became of its prescriptions.

use std::str::FromStr;

use domain::{Betrag, Klasse, Rechnung, RechnungsPruefung, Rechnungsstand, Urteil};

/// Puts an invoice together, from its figures and all its verdicts.
///
/// # Errors
/// Which figure is missing, or is no number.
pub fn rechnungsstand(
    rechnung: &Rechnung,
    figuren: &[RechnungsPruefung],
    urteile: &[Urteil],
) -> Result<Rechnungsstand, String> {
    let figur = |groesse: &str| {
        let figur = figuren.iter().find(|figur| figur.groesse == groesse);
        figur.ok_or_else(|| format!("invoice {}: no figure {groesse}", rechnung.beleg_id))
    };
    let gezaehlt = |groesse: &str| zahl::<u32>(groesse, &figur(groesse)?.ist);
    let betrag = |groesse: &str| {
        let figur = figur(groesse)?;
        Ok::<_, String>((zahl::<Betrag>(groesse, &figur.soll)?, zahl::<Betrag>(groesse, &figur.ist)?))
    };
    let anzahl = |klasse: Klasse| urteile.iter().filter(|urteil| urteil.klasse == klasse).count() as u32;
    let (brutto_soll, brutto_ist) = betrag("brutto")?;
    let (zuzahlung_soll, zuzahlung_ist) = betrag("zuzahlung")?;
    let (ap_rabatt_soll, ap_rabatt_ist) = betrag("ap_rabatt")?;
    let (hs_rabatt_soll, hs_rabatt_ist) = betrag("hs_rabatt")?;
    let (netto_soll, netto_ist) = betrag("netto")?;
    Ok(Rechnungsstand {
        beleg_id: rechnung.beleg_id.clone(),
        rechnungsnummer: rechnung.rechnungsnummer.clone(),
        rechnungssteller_ik: rechnung.rechnungssteller_ik.clone(),
        geliefert_soll: rechnung.anzahl_rezepte,
        geliefert_ist: gezaehlt("anzahl_geliefert")?,
        bezahlt: anzahl(Klasse::Zahlen),
        abgewiesen: anzahl(Klasse::Abweisen),
        offen: anzahl(Klasse::Offen),
        korrigiert: gezaehlt("korrigiert")?,
        erstkorrektur: gezaehlt("erstkorrektur")?,
        zweitkorrektur: gezaehlt("zweitkorrektur")?,
        brutto_soll,
        brutto_ist,
        zuzahlung_soll,
        zuzahlung_ist,
        ap_rabatt_soll,
        ap_rabatt_ist,
        hs_rabatt_soll,
        hs_rabatt_ist,
        netto_soll,
        netto_ist,
        netto_bezahlt: urteile.iter().filter_map(|urteil| urteil.netto).sum(),
    })
}

fn zahl<T: FromStr>(groesse: &str, text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("figure {groesse}: '{text}' is no number"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use muster::{euro, rechnung};

    fn figur(groesse: &str, soll: &str, ist: &str) -> RechnungsPruefung {
        RechnungsPruefung {
            beleg_id: "0000001".into(),
            rechnungsnummer: "2005-1-1".into(),
            nr: 1,
            groesse: groesse.into(),
            soll: soll.into(),
            ist: ist.into(),
            differenz: String::new(),
            regel: String::new(),
        }
    }

    #[test]
    fn a_figure_has_one_place_and_none_is_guessed() {
        let mut figuren = vec![
            figur("anzahl_geliefert", "2", "3"),
            figur("brutto", "350.64", "350.60"),
            figur("zuzahlung", "0.00", "1.00"),
            figur("ap_rabatt", "24.28", "24.00"),
            figur("hs_rabatt", "7.31", "7.30"),
            figur("netto", "336.92", "319.05"),
            figur("korrigiert", "", "3"),
            figur("erstkorrektur", "", "2"),
            figur("zweitkorrektur", "", "1"),
        ];
        let stand = rechnungsstand(&rechnung(), &figuren, &[]).expect("an invoice");
        assert_eq!((stand.geliefert_ist, stand.korrigiert, stand.erstkorrektur, stand.zweitkorrektur), (3, 3, 2, 1));
        assert_eq!((stand.netto_soll, stand.netto_ist), (euro("336.92"), euro("319.05")));
        assert_eq!((stand.bezahlt, stand.netto_bezahlt), (0, Betrag::NULL));
        figuren.remove(5);
        let fehlt = rechnungsstand(&rechnung(), &figuren, &[]);
        assert_eq!(fehlt, Err("invoice 0000001: no figure netto".into()));
    }
}
