//! What keeps a prescription open.

use domain::{Klasse, Rechnung, Rezept};

/// Fields that are amounts or decide on amounts: unread, they hold back even a prescription with a manual status.
const BETRAGSFELDER: [&str; 9] = [
    "brutto",
    "zuzahlung",
    "noctu",
    "schreibgebuehr",
    "beschaffungskosten",
    "ap_rabatt",
    "hs_rabatt",
    "faktor",
    "taxe",
];

/// Whether an unread field (`geb_datum`, `pzn:1`) keeps a prescription open, given the class of its manual status.
/// Without one every field does; with one only amounts do, and for a payment the day its discounts depend on.
pub fn haelt_offen(feld: &str, manuell: Option<Klasse>) -> bool {
    let name = feld.split(':').next().unwrap_or(feld);
    let betrag = BETRAGSFELDER.contains(&name);
    match manuell {
        None | Some(Klasse::Offen) => true,
        Some(Klasse::Abweisen) => betrag,
        Some(Klasse::Zahlen) => betrag || name == "abgabe_datum",
    }
}

/// The invoice that billed a prescription before (R09): the same PicNr, or everything of an invoice whose number its
/// biller has used before. It is paid only after a release.
pub fn schon_berechnet<'a>(rezept: &'a Rezept, rechnung: &'a Rechnung) -> Option<&'a str> {
    [&rezept.schon_berechnet, &rechnung.schon_berechnet].into_iter().find(|beleg| !beleg.is_empty()).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unread_fields_and_manual_statuses() {
        use Klasse::{Abweisen, Zahlen};
        for (feld, ohne, abweisen, zahlen) in [
            ("geb_datum", true, false, false),
            ("pzn:1", true, false, false),
            ("abgabe_datum", true, false, true),
            ("brutto", true, true, true),
            ("taxe:12", true, true, true),
            ("faktor:1", true, true, true),
        ] {
            let ist = [None, Some(Abweisen), Some(Zahlen)].map(|manuell| haelt_offen(feld, manuell));
            assert_eq!(ist, [ohne, abweisen, zahlen], "{feld}");
        }
    }

    #[test]
    fn billed_before_by_picture_or_by_invoice_number() {
        let (mut rezept, mut rechnung) = (muster::rezept(), muster::rechnung());
        assert_eq!(schon_berechnet(&rezept, &rechnung), None);
        rechnung.schon_berechnet = "0000001".into();
        assert_eq!(schon_berechnet(&rezept, &rechnung), Some("0000001"));
        rezept.schon_berechnet = "0000002".into();
        assert_eq!(schon_berechnet(&rezept, &rechnung), Some("0000002"));
    }
}
