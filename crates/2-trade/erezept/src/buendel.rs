//! A TA7 bundle: one invoice of one biller to one payer, with as many prescriptions as it likes.
//!
//! Read in a stream: one handful of prescriptions is held at a time, and checked side by side.

use std::io::BufRead;

use domain::Datum;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use crate::Abgelehnt;
use crate::abgabe::IK;
use crate::baum::{Baumleser, Knoten, Schritt, heisst};
use crate::beigelegt::Beilagen;
use crate::lesen::{datum, text};
use crate::profil;
use crate::rezept::{self, ERezept};
use crate::vertrauen::Vertrauen;

/// Prescriptions that are checked side by side, and bytes of memory that they may take before they are many.
const ZUGLEICH: usize = 64;
const SPEICHER: usize = 16 << 20;

/// The bundle's own words on the invoice.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kopf {
    /// File name in the bundle.
    pub dateiname: String,
    /// The biller's number of the invoice.
    pub rechnungsnummer: String,
    /// IK of the payer.
    pub kostentraeger_ik: String,
    /// IK of the biller.
    pub rechnungssteller_ik: String,
    /// Last day of the month billed.
    pub abrechnungsmonat: Option<Datum>,
    /// Date of the invoice.
    pub rechnungsdatum: Option<Datum>,
    /// Profile of the bundle as written, with its version.
    pub profil: String,
}

/// Where a prescription stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ort {
    /// Number of the prescription in the bundle, from 1.
    pub nummer: u64,
    /// Byte at which it begins.
    pub offset: u64,
    /// The biller's number of it; empty = it names none.
    pub belegnummer: String,
}

/// A prescription of the bundle, or why it was refused.
pub type Eintrag = (Ort, Result<ERezept, Abgelehnt>);

/// Why a bundle cannot be read to its end.
#[derive(Debug, thiserror::Error)]
pub enum Fehler<E> {
    /// The bundle is broken: where, and how.
    #[error("byte {0}: {1}")]
    Buendel(u64, Abgelehnt),
    /// The taker of its prescriptions failed.
    #[error(transparent)]
    Nehmer(E),
}

/// Reads a bundle and gives each prescription to `nimm`, in the order of the bundle.
///
/// # Errors
/// The bundle is no TA7, broken or cut off; or `nimm` failed.
pub fn lies<E>(
    strom: impl BufRead,
    vertrauen: &Vertrauen<'_>,
    beigelegt: &dyn Beilagen,
    mut nimm: impl FnMut(Eintrag) -> Result<(), E>,
) -> Result<Kopf, Fehler<E>> {
    zerlege(strom, |rezepte| {
        let gelesen: Vec<_> =
            rezepte.par_iter().map(|(_, knoten)| rezept::lies(knoten, vertrauen, beigelegt)).collect();
        rezepte.iter().zip(gelesen).try_for_each(|((ort, _), gelesen)| nimm((ort.clone(), gelesen)))
    })
}

/// Reads a bundle and gives its prescriptions as they stand there to `nimm`, a handful at a time.
///
/// # Errors
/// As [`lies`].
pub fn zerlege<E>(
    strom: impl BufRead,
    mut nimm: impl FnMut(&[(Ort, Knoten)]) -> Result<(), E>,
) -> Result<Kopf, Fehler<E>> {
    let mut leser = Baumleser::neu(strom);
    let mut kopf = Kopf::default();
    let mut rezepte = Vec::new();
    let (mut anzahl, mut weitergegeben) = (0, 0);
    let schritt = |leser: &mut Baumleser<_>| leser.weiter().map_err(|fehler| Fehler::Buendel(leser.offset(), fehler));
    match schritt(&mut leser)? {
        Schritt::Anfang(wurzel) if wurzel.name == "Bundle" => {}
        _ => return Err(Fehler::Buendel(0, Abgelehnt::neu("Bundle", "no TA7: expected a FHIR Bundle"))),
    }
    loop {
        match schritt(&mut leser)? {
            Schritt::Anfang(knoten) if knoten.name == "entry" => {
                let offset = leser.offset();
                let Some(ressource) = eintrag(&mut leser).map_err(|fehler| Fehler::Buendel(leser.offset(), fehler))?
                else {
                    continue;
                };
                if ressource.name != "Bundle" {
                    kopf.ressource(&ressource);
                    continue;
                }
                anzahl += 1;
                let belegnummer = ressource.ressourcen("Invoice").next();
                let belegnummer = text(belegnummer.map_or("", |(_, i)| i.kennung(&["GKVSV_NS_Belegnummer"])));
                rezepte.push((Ort { nummer: anzahl, offset, belegnummer }, ressource));
                if rezepte.len() == ZUGLEICH || leser.gewicht() - weitergegeben > SPEICHER {
                    nimm(&rezepte).map_err(Fehler::Nehmer)?;
                    rezepte.clear();
                    weitergegeben = leser.gewicht();
                }
            }
            Schritt::Anfang(knoten) => {
                let knoten = leser.baum(knoten).map_err(|fehler| Fehler::Buendel(leser.offset(), fehler))?;
                kopf.element(&knoten);
            }
            Schritt::Ende => {}
            Schritt::Schluss => break,
        }
    }
    nimm(&rezepte).map_err(Fehler::Nehmer)?;
    kopf.pruefe().map_err(|fehler| Fehler::Buendel(0, fehler))?;
    Ok(kopf)
}

/// The resource of an entry that has begun.
fn eintrag<R: BufRead>(leser: &mut Baumleser<R>) -> Result<Option<Knoten>, Abgelehnt> {
    let mut gefunden = None;
    loop {
        match leser.weiter()? {
            Schritt::Anfang(knoten) if knoten.name == "resource" => {
                let ressource = leser.baum(knoten)?;
                gefunden = ressource.kinder.into_iter().next();
            }
            Schritt::Anfang(_) => leser.vorbei()?,
            Schritt::Ende => return Ok(gefunden),
            Schritt::Schluss => return Err(Abgelehnt::neu("XML", "it ends within an entry")),
        }
    }
}

impl Kopf {
    /// A note on a profile of the bundle that nobody tried yet.
    pub fn hinweis(&self) -> Option<String> {
        profil::hinweis(&self.profil)
    }

    /// An element of the bundle itself.
    fn element(&mut self, knoten: &Knoten) {
        match knoten.name.as_str() {
            "identifier" if heisst(knoten.wert("system"), "GKVSV_NS_Dateiname") => {
                self.dateiname = text(knoten.wert("value"));
            }
            "meta" => self.profil = text(knoten.wert("profile")),
            _ => {}
        }
    }

    /// A resource that is no prescription.
    fn ressource(&mut self, knoten: &Knoten) {
        match knoten.name.as_str() {
            "Composition" => self.deckblatt(knoten),
            // Until 2022 the invoice by itself names number and date.
            "Invoice" => {
                self.rechnungsnummer = oder(&self.rechnungsnummer, nummer(knoten));
                self.rechnungsdatum = self.rechnungsdatum.or_else(|| datum(knoten.wert("date")));
            }
            _ => {}
        }
    }

    fn deckblatt(&mut self, knoten: &Knoten) {
        let traeger = ["GKVSV_EX_TA7_IK_Kostentraeger", "GKVSV_EX_ERP_TA7_IK_Kostentraeger"];
        let traeger = traeger.iter().find_map(|name| knoten.erweiterung(name));
        self.kostentraeger_ik = text(traeger.map_or("", |e| e.wert("valueIdentifier/value")));
        self.rechnungssteller_ik = text(knoten.unter("author").map_or("", |autor| autor.kennung(IK)));
        self.rechnungsnummer = oder(&self.rechnungsnummer, nummer(knoten));
        let tag = knoten.bei("date");
        self.abrechnungsmonat = datum(&tag.value);
        let erweiterung = tag.erweiterungswert("GKVSV_EX_ERP_TA7_Rechnungsdatum");
        self.rechnungsdatum = self.rechnungsdatum.or_else(|| datum(erweiterung));
    }

    /// Refuses a head that lacks what an invoice must say.
    fn pruefe(&self) -> Result<(), Abgelehnt> {
        let fehlt = |was: &str| Err(Abgelehnt::neu(was, format!("the bundle names no {was}: no TA7 invoice")));
        match self {
            _ if self.rechnungsnummer.is_empty() => fehlt("Rechnungsnummer"),
            _ if self.kostentraeger_ik.is_empty() => fehlt("IK of the Kostentraeger"),
            _ if self.rechnungssteller_ik.is_empty() => fehlt("IK of the Rechnungssteller"),
            _ if self.rechnungsdatum.is_none() => fehlt("Rechnungsdatum"),
            _ => Ok(()),
        }
    }
}

fn nummer(knoten: &Knoten) -> String {
    text(knoten.kennung(&["GKVSV_NS_Rechnungsnummer", "GKVSV_NS_Sammelrechnungsnummer"]))
}

fn oder(eines: &str, sonst: String) -> String {
    if eines.is_empty() { sonst } else { eines.to_owned() }
}
