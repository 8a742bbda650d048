//! The data that the clearing centre adds to a prescription (GKVSV_PR_ERP_eAbrechnungsdaten), 1.0 to 1.5, by element.

use domain::Betrag;

use crate::Abgelehnt;
use crate::abgabe::{IK, geld};
use crate::baum::Knoten;
use crate::lesen::text;
use crate::verordnung::EREZEPT_ID;

/// The code of the pharmacy discount; R002 to R010 are discounts of manufacturers.
const AP_RABATT: &str = "R001";

/// The clearing centre's own data of a prescription.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Abrechnung {
    /// E-Rezept-ID.
    pub erezept_id: String,
    /// The biller's number of the prescription.
    pub belegnummer: String,
    /// IK of the pharmacy.
    pub apotheken_ik: String,
    /// Sent to the wrong payer, and sent on.
    pub irrlaeufer: bool,
    /// Discounts and surcharges: code and amount, discounts negative.
    pub zuabschlaege: Vec<(String, Betrag)>,
}

impl Abrechnung {
    /// Pharmacy discount, as a positive amount.
    pub fn ap_rabatt(&self) -> Betrag {
        -self.summe(|code| code == AP_RABATT)
    }

    /// Discounts of manufacturers, as a positive amount.
    pub fn hs_rabatt(&self) -> Betrag {
        -self.summe(|code| code.starts_with('R') && code != AP_RABATT)
    }

    fn summe(&self, diese: impl Fn(&str) -> bool) -> Betrag {
        self.zuabschlaege.iter().filter(|(code, _)| diese(code)).map(|(_, betrag)| *betrag).sum()
    }
}

/// Reads the clearing centre's data.
///
/// # Errors
/// They name no E-Rezept-ID, or an amount that is none.
pub fn lies(rechnung: &Knoten) -> Result<Abrechnung, Abgelehnt> {
    let erezept_id = text(rechnung.kennung(EREZEPT_ID));
    let belegnummer = text(rechnung.kennung(&["GKVSV_NS_Belegnummer"]));
    if erezept_id.is_empty() {
        let grund = "eAbrechnungsdaten name no E-Rezept-ID";
        return Err(Abgelehnt::neu("E-Rezept-ID", grund).wert(&belegnummer));
    }
    let mut zuabschlaege = Vec::new();
    for preis in rechnung.alle("lineItem").flat_map(|zeile| zeile.alle("priceComponent")) {
        let code = text(preis.wert("code/coding/code"));
        if !code.is_empty() {
            zuabschlaege.push((code, geld("priceComponent", preis.wert("amount/value"))?));
        }
    }
    Ok(Abrechnung {
        erezept_id,
        belegnummer,
        apotheken_ik: text(rechnung.unter("issuer").map_or("", |apotheke| apotheke.kennung(IK))),
        irrlaeufer: rechnung.erweiterungswert("GKVSV_EX_ERP_Irrlaeufer") == "true",
        zuabschlaege,
    })
}
