//! Prescriptions of collective invoices.

use domain::{Betrag, Datum, ErledigtesRezept, Klasse, Kostentraeger, Rechnung, Urteil};

use crate::{Beleg, Lage, Posten, Zahlung, konten};

/// A collective invoice as deadlines and bank see it. The IBAN is the one on it, else what the payer's table says of
/// account and bank code; it is never computed. An account that no bank file can hold gives way to its IBAN.
pub fn beleg(rechnung: &Rechnung, kostentraeger: &Kostentraeger) -> Beleg {
    let iban = if rechnung.iban.is_empty() {
        kostentraeger.iban_fuer(&rechnung.konto, &rechnung.blz).unwrap_or_default().to_owned()
    } else {
        rechnung.iban.clone()
    };
    let nur_iban = !iban.is_empty() && !konten::zahlbar(&rechnung.konto, &rechnung.blz);
    let genannt = |text: &String| if nur_iban { String::new() } else { text.clone() };
    Beleg {
        beleg_id: rechnung.beleg_id.clone(),
        rechnungsnummer: rechnung.rechnungsnummer.clone(),
        rechnungssteller_ik: rechnung.rechnungssteller_ik.clone(),
        rechnungssteller: rechnung.rechnungssteller.clone(),
        le_nr: String::new(),
        konto: genannt(&rechnung.konto),
        blz: genannt(&rechnung.blz),
        iban,
        eingangsdatum: rechnung.eingang(),
    }
}

impl Posten for Urteil {
    type Erledigt = ErledigtesRezept;

    fn beleg_id(&self) -> &str {
        &self.beleg_id
    }

    fn posten(&self) -> &str {
        &self.pic_nr
    }

    fn erledigt_am(&self) -> Option<Datum> {
        self.erledigt_am
    }

    fn bisher(&self) -> Option<Betrag> {
        self.bisher
    }

    fn lage(&self) -> Lage {
        match (self.klasse, self.bisher) {
            (Klasse::Offen, _) => Lage::Offen,
            (Klasse::Zahlen, None) => Lage::Frei(self.netto.unwrap_or_default()),
            (Klasse::Abweisen, None) => Lage::Zurueck,
            (_, Some(bisher)) => match self.netto.unwrap_or_default() - bisher {
                Betrag::NULL => Lage::Zurueck,
                mehr if mehr > Betrag::NULL => Lage::Frei(mehr),
                weniger => Lage::Forderung(weniger),
            },
        }
    }

    fn rabatt(&self) -> Betrag {
        [self.ap_rabatt, self.hs_rabatt].into_iter().flatten().sum()
    }

    fn erledigt(&self, am: Datum, zahlung: Option<Zahlung>) -> Option<ErledigtesRezept> {
        // What is claimed back says nothing of the discount: it was kept or lost by what was paid.
        let zahlung = zahlung.filter(|_| matches!(self.lage(), Lage::Frei(_)));
        Some(ErledigtesRezept {
            beleg_id: self.beleg_id.clone(),
            pic_nr: self.pic_nr.clone(),
            erledigt_am: am,
            status: self.status?,
            klasse: self.klasse,
            vergabe: self.vergabe,
            brutto: self.brutto,
            zuzahlung: self.zuzahlung,
            ap_rabatt: self.ap_rabatt,
            hs_rabatt: self.hs_rabatt,
            absetzung: self.absetzung,
            netto: self.netto,
            stufe: self.stufe,
            entscheidung: self.entscheidung,
            aktenzeichen: self.aktenzeichen.clone(),
            zahlungsziel: zahlung.map(|zahlung| zahlung.zahlungsziel),
            rabattstand: zahlung.map(|zahlung| zahlung.rabattstand),
            bisher: self.bisher,
            entscheidungen: Some(self.entscheidungen),
        })
    }
}
