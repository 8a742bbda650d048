//! New invoices for prescriptions: read, and registered in the ledger.

use domain::{Datum, Rechnung, Rechnungssteller};
use erezept::vertrauen::Ankerdateien;
use forms::rechnungsformat::Rechnungsformat;
use forms::sammelrechnung::{self, Empfaenger, Gelesen};
use ledger::{Anmeldung, Ledger, NeueRechnung};
use spill::Spill;
use stage::{Delivery, Stage};

use crate::beyond::Beyond;
use crate::erezepte::{self, Receiver};
use crate::files::{Read, Refused, charset, read_invoices};

/// An invoice file that was taken.
#[derive(Debug)]
pub struct Imported<'s> {
    /// SHA-256 of the file: the identity of the invoice.
    pub sha256: String,
    /// Its content.
    pub content: Gelesen<'s>,
    /// What e-prescriptions say beyond it; none in an invoice of paper.
    pub beyond: Option<Beyond<'s>>,
}

/// Reads the new invoices, whose rows go to `room`; gives those that are taken, in the order in which they get their
/// numbers, and the errors of the others.
pub fn read_new<'s>(
    stage: &Stage,
    ledger: &mut Ledger,
    invoices: &[Delivery],
    billers: &[Rechnungssteller],
    anchors: &Ankerdateien,
    room: &'s Spill,
) -> anyhow::Result<(Vec<Imported<'s>>, Refused)> {
    let session = stage.session();
    let charset = charset(stage)?;
    let payer = Empfaenger { kostentraeger: &session.run().kostentraeger, ik: &session.payer().ik };
    let Read { taken, mut refused, fhir } = read_invoices(invoices, Rechnungsformat::Sr1, |lines, name| {
        sammelrechnung::lies_strom(lines, name, charset, payer, room)
    })?;
    let mut imported: Vec<_> =
        taken.into_iter().map(|(sha256, content)| Imported { sha256, content, beyond: None }).collect();
    if !fhir.is_empty() {
        let receiver = Receiver { payer, billers, trust: &anchors.vertrauen(), datum: session.datum() };
        let (bundles, more) = erezepte::read(ledger, &fhir, &receiver, room)?;
        imported.extend(bundles);
        refused.extend(more);
    }
    imported.sort_by(|a, b| a.order().cmp(&b.order()));
    Ok((imported, refused))
}

impl Imported<'_> {
    /// Independent of file names and of the order of rows.
    fn order(&self) -> (Datum, &str, &str, &str) {
        let r = &self.content.rechnung;
        (r.eingangsdatum, &r.rechnungsnummer, &r.rechnungssteller_ik, &self.sha256)
    }

    /// Registers the invoice; gives its header with what the ledger said.
    pub fn register(&self, ledger: &Anmeldung<'_>, herkunft: Datum) -> ledger::Result<Rechnung> {
        let rechnung = &self.content.rechnung;
        let registered = ledger.rechnung(&NeueRechnung {
            datei_sha256: &self.sha256,
            rechnungsnummer: &rechnung.rechnungsnummer,
            rechnungssteller: &rechnung.rechnungssteller_ik,
            posten: Vec::new(),
        })?;
        Ok(Rechnung {
            beleg_id: registered.beleg_id,
            schon_berechnet: registered.schon_berechnet,
            datei_sha256: self.sha256.clone(),
            herkunft,
            ..rechnung.clone()
        })
    }
}
