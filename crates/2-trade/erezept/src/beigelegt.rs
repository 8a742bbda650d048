//! Documents of prescriptions that came by themselves, beside the bundle that bills them.

use std::collections::HashMap;
use std::io::BufRead;

use crate::Abgelehnt;
use crate::abgabe::{self, Abgabe};
use crate::baum::{Baumleser, Knoten, Schritt, heisst};
use crate::rezept::{Teil, art};
use crate::verordnung::{self, EREZEPT_ID, Verordnung};

/// A document of a prescription that came by itself.
#[derive(Clone, Debug, PartialEq)]
pub enum Beigelegt {
    /// The doctor's prescription.
    Verordnung(Box<Verordnung>),
    /// The pharmacy's dispensing.
    Abgabe(Box<Abgabe>),
}

impl Beigelegt {
    /// Reads a loose document; none if it is neither a prescription nor a dispensing.
    ///
    /// # Errors
    /// It is one, and broken.
    pub fn lies(bundle: &Knoten) -> Result<Option<Self>, Abgelehnt> {
        Ok(match art(bundle) {
            Some(Teil::Verordnung) => Some(Beigelegt::Verordnung(Box::new(verordnung::lies(bundle)?))),
            Some(Teil::Abgabe) => Some(Beigelegt::Abgabe(Box::new(abgabe::lies(bundle)?))),
            _ => None,
        })
    }

    /// Its E-Rezept-ID.
    pub fn erezept_id(&self) -> &str {
        match self {
            Beigelegt::Verordnung(verordnung) => &verordnung.erezept_id,
            Beigelegt::Abgabe(abgabe) => &abgabe.erezept_id,
        }
    }
}

/// The documents beside a bundle of one prescription.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Beiliegend {
    /// The doctor's prescription.
    pub verordnung: Option<Verordnung>,
    /// The pharmacy's dispensing.
    pub abgabe: Option<Abgabe>,
}

impl Beiliegend {
    /// Takes a document; `false` if there is one of its kind already.
    pub fn nimm(&mut self, dokument: Beigelegt) -> bool {
        match dokument {
            Beigelegt::Verordnung(eine) if self.verordnung.is_none() => self.verordnung = Some(*eine),
            Beigelegt::Abgabe(eine) if self.abgabe.is_none() => self.abgabe = Some(*eine),
            _ => return false,
        }
        true
    }
}

/// Where the documents lie that came beside the bundles of a delivery.
pub trait Beilagen: Sync {
    /// The documents of a prescription. Asked only where something cannot be read in its bundle.
    fn zu(&self, erezept_id: &str) -> Beiliegend;
}

/// Documents that are held in memory, by E-Rezept-ID.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Beigelegte(HashMap<String, Beiliegend>);

impl Beigelegte {
    /// Takes a document; `false` if there is one of its kind and E-Rezept-ID already.
    pub fn nimm(&mut self, dokument: Beigelegt) -> bool {
        self.0.entry(dokument.erezept_id().to_owned()).or_default().nimm(dokument)
    }
}

impl Beilagen for Beigelegte {
    fn zu(&self, erezept_id: &str) -> Beiliegend {
        self.0.get(erezept_id).cloned().unwrap_or_default()
    }
}

/// True for a document by itself, which is no bundle, told from its beginning: by its profile, or by what it is
/// numbered with.
pub fn ist_lose(strom: impl BufRead) -> bool {
    let mut leser = Baumleser::neu(strom);
    let mut wurzel = true;
    while let Ok(Schritt::Anfang(knoten)) = leser.weiter() {
        if wurzel || knoten.name == "entry" {
            if !wurzel || knoten.name != "Bundle" {
                return false;
            }
            wurzel = false;
            continue;
        }
        let Ok(knoten) = leser.baum(knoten) else { return false };
        match knoten.name.as_str() {
            "meta" => match knoten.alle("profile").next() {
                Some(profil) => return Teil::aus_profil(&profil.value).is_some(),
                None => continue,
            },
            "identifier" => return EREZEPT_ID.iter().any(|name| heisst(knoten.wert("system"), name)),
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_by_itself_is_told_from_a_bundle() {
        let bundle =
            |inhalt: &str| format!("\u{feff}<?xml version=\"1.0\"?><Bundle xmlns=\"http://hl7.org/fhir\">{inhalt}");
        let profil =
            |name: &str| bundle(&format!("<id value='1'/><meta><profile value='https://x/{name}|9.9'/></meta>"));
        let nummer = |name: &str| bundle(&format!("<identifier><system value='https://x/{name}'/></identifier>"));
        for (text, lose) in [
            (profil("KBV_PR_ERP_Bundle"), true),
            (profil("DAV-PR-ERP-AbgabedatenBundle"), true),
            (profil("GKVSV_PR_TA7_Rechnung_Bundle"), false),
            (nummer("GEM_ERP_NS_PrescriptionId"), true),
            (nummer("GKVSV_NS_Dateiname"), false),
            (bundle("<entry/>"), false),
            ("<Other xmlns=\"http://hl7.org/fhir\"/>".to_owned(), false),
            ("no XML".to_owned(), false),
        ] {
            assert_eq!(ist_lose(text.as_bytes()), lose, "{text}");
        }
    }
}
