//! New invoices: each file is taken whole or refused whole.

use domain::Datum;
use forms::sammelrechnung::Sammelrechnung;
use ledger::{NeueRechnung, Registriert};

/// An invoice file that was taken.
#[derive(Clone, Debug)]
pub struct Imported {
    /// SHA-256 of the file: the identity of the invoice.
    pub sha256: String,
    /// Its content.
    pub content: Sammelrechnung,
}

/// The order in which invoices get their numbers: independent of file names and of the order of rows.
pub fn import_order(a: &Imported, b: &Imported) -> std::cmp::Ordering {
    let key = |i: &Imported| {
        let r = &i.content.rechnung;
        (r.eingangsdatum, r.rechnungsnummer.clone(), r.rechnungssteller_ik.clone(), i.sha256.clone())
    };
    key(a).cmp(&key(b))
}

impl Imported {
    /// What the ledger needs to know of it.
    pub fn to_register(&self) -> NeueRechnung<'_> {
        NeueRechnung {
            datei_sha256: &self.sha256,
            rechnungsnummer: &self.content.rechnung.rechnungsnummer,
            rechnungssteller: &self.content.rechnung.rechnungssteller_ik,
            posten: self.content.rezepte.iter().map(|rezept| rezept.pic_nr.as_str()).collect(),
        }
    }

    /// Its rows with what the ledger said.
    pub fn with_numbers(self, registered: &Registriert, herkunft: Datum) -> Sammelrechnung {
        let mut content = self.content.mit_beleg(&registered.beleg_id, herkunft);
        content.rechnung.datei_sha256 = self.sha256;
        content.rechnung.schon_berechnet.clone_from(&registered.schon_berechnet);
        for (rezept, earlier) in content.rezepte.iter_mut().zip(&registered.posten_schon_berechnet) {
            rezept.schon_berechnet.clone_from(earlier);
        }
        content
    }
}
