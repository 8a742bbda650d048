//! Bundles as small as they can be. Their documents are in CMS that nobody signed.

use std::convert::Infallible;
use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use erezept::Abgelehnt;
use erezept::beigelegt::Beigelegte;
use erezept::buendel::{self, Eintrag, Fehler, Kopf};
use erezept::rezept::ERezept;
use erezept::vertrauen::Vertrauen;

pub const FHIR: &str = "xmlns=\"http://hl7.org/fhir\"";
pub const ID: &str = "160.000.000.000.001.54";

/// The content of the three documents of a prescription and in the clearing centre's data.
#[derive(Clone)]
pub struct Teile {
    pub id_system: &'static str,
    pub auftrag: String,
    pub patient: String,
    pub versicherung: String,
    pub abgabe: String,
    pub zeilen: String,
    pub gesamt: String,
    pub herstellung: String,
    pub abrechnung: String,
    pub id_der_abgabe: String,
    pub id_der_quittung: String,
    pub apotheke: String,
}

impl Default for Teile {
    fn default() -> Self {
        Teile {
            id_system: "https://gematik.de/fhir/erp/NamingSystem/GEM_ERP_NS_PrescriptionId",
            auftrag: "<authoredOn value=\"2026-03-02\"/>".into(),
            patient: "<name><use value=\"official\"/><family value=\"Muster\"/><given value=\"Eva\"/></name>".into(),
            versicherung: versicherung("BG", "120991009", ""),
            abgabe: "<whenHandedOver value=\"2026-03-03\"/>".into(),
            zeilen: zeile(1, "http://fhir.de/CodeSystem/ifa/pzn", "00427833", "1", "12.50", ""),
            gesamt: "<value value=\"12.50\"/>".into(),
            herstellung: String::new(),
            abrechnung: String::new(),
            id_der_abgabe: ID.into(),
            id_der_quittung: ID.into(),
            apotheke: "302380060".into(),
        }
    }
}

pub fn versicherung(art: &str, ik: &str, alternative: &str) -> String {
    let andere = if alternative.is_empty() {
        String::new()
    } else {
        format!(
            "<extension url=\"https://fhir.kbv.de/StructureDefinition/KBV_EX_FOR_Alternative_IK\"><valueIdentifier><value value=\"{alternative}\"/></valueIdentifier></extension>"
        )
    };
    format!(
        "<type><coding><code value=\"{art}\"/></coding></type><payor><identifier>{andere}<value value=\"{ik}\"/></identifier></payor>"
    )
}

/// A line; `kosten` are what the insured paid of it: category and amount, `1=2.00`.
pub fn zeile(nr: u32, system: &str, code: &str, faktor: &str, betrag: &str, kosten: &str) -> String {
    let mut versicherter = String::new();
    for (kategorie, betrag) in kosten.split_whitespace().filter_map(|eine| eine.split_once('=')) {
        let _ = write!(
            versicherter,
            "<extension url=\"http://x/DAV-EX-ERP-KostenVersicherter\"><extension url=\"Kategorie\"><valueCodeableConcept><coding><code value=\"{kategorie}\"/></coding></valueCodeableConcept></extension><extension url=\"Kostenbetrag\"><valueMoney><value value=\"{betrag}\"/></valueMoney></extension></extension>"
        );
    }
    format!(
        "<lineItem><sequence value=\"{nr}\"/><chargeItemCodeableConcept><coding><system value=\"{system}\"/><code value=\"{code}\"/></coding></chargeItemCodeableConcept><priceComponent>{versicherter}<factor value=\"{faktor}\"/><amount><value value=\"{betrag}\"/></amount></priceComponent></lineItem>"
    )
}

/// A discount or surcharge of the clearing centre.
pub fn abschlag(code: &str, betrag: &str) -> String {
    format!(
        "<priceComponent><code><coding><code value=\"{code}\"/></coding></code><amount><value value=\"{betrag}\"/></amount></priceComponent>"
    )
}

fn kennung(system: &str, wert: &str) -> String {
    format!("<identifier><system value=\"{system}\"/><value value=\"{wert}\"/></identifier>")
}

fn eintrag(ressource: &str) -> String {
    format!("<entry><resource>{ressource}</resource></entry>")
}

impl Teile {
    pub fn verordnung(&self) -> String {
        let Teile { auftrag, patient, versicherung, .. } = self;
        format!(
            "<Bundle {FHIR}>{}{}{}{}</Bundle>",
            kennung(self.id_system, ID),
            eintrag(&format!("<MedicationRequest>{auftrag}</MedicationRequest>")),
            eintrag(&format!("<Patient>{patient}</Patient>")),
            eintrag(&format!("<Coverage>{versicherung}</Coverage>")),
        )
    }

    pub fn abgabe(&self) -> String {
        let Teile { abgabe, zeilen, gesamt, herstellung, apotheke, .. } = self;
        let art = |code: &str| format!("<type><coding><code value=\"{code}\"/></coding></type>");
        format!(
            "<Bundle {FHIR}>{}{}{}{}{herstellung}</Bundle>",
            kennung(self.id_system, &self.id_der_abgabe),
            eintrag(&format!("<Organization>{}</Organization>", kennung("http://fhir.de/sid/arge-ik/iknr", apotheke))),
            eintrag(&format!("<MedicationDispense>{}{abgabe}</MedicationDispense>", art("Abgabeinformationen"))),
            eintrag(&format!(
                "<Invoice>{}{zeilen}<totalGross>{gesamt}</totalGross></Invoice>",
                art("Abrechnungszeilen")
            )),
        )
    }

    pub fn quittung(&self) -> String {
        format!("<Bundle {FHIR}>{}</Bundle>", kennung(self.id_system, &self.id_der_quittung))
    }

    /// The prescription in its bundle, with these documents in base64.
    pub fn mit(&self, daten: [&str; 3]) -> String {
        let profile = ["KBV_PR_ERP_Bundle", "GEM_ERP_PR_Bundle", "DAV-PR-ERP-AbgabedatenBundle"];
        let mut eintraege = String::new();
        for (profil, daten) in profile.iter().zip(daten) {
            let _ = write!(
                eintraege,
                "<entry><link><url value=\"https://x/{profil}\"/></link><resource><Binary><data value=\"{daten}\"/></Binary></resource></entry>"
            );
        }
        let rechnung = format!(
            "<Invoice>{}{}<issuer>{}</issuer>{}</Invoice>",
            kennung(self.id_system, ID),
            kennung("https://x/GKVSV_NS_Belegnummer", "2026030000001"),
            kennung("http://fhir.de/sid/arge-ik/iknr", "302380060"),
            self.abrechnung
        );
        eintrag(&format!("<Bundle>{eintraege}{}</Bundle>", eintrag(&rechnung)))
    }

    pub fn rezept(&self) -> String {
        let daten = [self.verordnung(), self.quittung(), self.abgabe()].map(|text| STANDARD.encode(cms(&text)));
        self.mit([&daten[0], &daten[1], &daten[2]])
    }

    /// Reads it as the one prescription of a bundle.
    pub fn lies(&self) -> Result<ERezept, Abgelehnt> {
        let (_, mut eintraege) = lies(bundle(&self.rezept()).as_bytes(), &Beigelegte::default()).expect("a bundle");
        assert_eq!(eintraege.len(), 1);
        eintraege.remove(0).1
    }
}

/// A bundle of today's profiles with these prescriptions.
pub fn bundle(rezepte: &str) -> String {
    let gkv = "https://fhir.gkvsv.de/StructureDefinition";
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Bundle {FHIR}><meta><profile value=\"{gkv}/GKVSV_PR_TA7_Rechnung_Bundle|1.5\"/></meta>{}{}{rezepte}</Bundle>",
        kennung("https://fhir.gkvsv.de/NamingSystem/GKVSV_NS_Dateiname", "ARZFHR26003"),
        eintrag(&format!(
            "<Composition><extension url=\"{gkv}/GKVSV_EX_TA7_IK_Kostentraeger\"><valueIdentifier><value value=\"120991009\"/></valueIdentifier></extension>{}<date value=\"2026-03-31\"><extension url=\"{gkv}/GKVSV_EX_ERP_TA7_Rechnungsdatum\"><valueDate value=\"2026-04-02\"/></extension></date><author>{}</author></Composition>",
            kennung("https://fhir.gkvsv.de/NamingSystem/GKVSV_NS_Rechnungsnummer", "660000001"),
            kennung("http://fhir.de/sid/arge-ik/iknr", "303100245"),
        ))
    )
}

pub fn lies(bytes: &[u8], beigelegt: &Beigelegte) -> Result<(Kopf, Vec<Eintrag>), Abgelehnt> {
    let mut eintraege = Vec::new();
    let nimm = |eintrag| {
        eintraege.push(eintrag);
        Ok::<_, Infallible>(())
    };
    match buendel::lies(bytes, &Vertrauen::default(), beigelegt, nimm) {
        Ok(kopf) => Ok((kopf, eintraege)),
        Err(Fehler::Buendel(_, fehler)) => Err(fehler),
        Err(Fehler::Nehmer(nie)) => match nie {},
    }
}

/// SignedData with a document in it that nobody signed.
pub fn cms(inhalt: &str) -> Vec<u8> {
    let daten = tlv(0x06, &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x01]);
    let gekapselt = tlv(0x30, &[daten, tlv(0xA0, &tlv(0x04, inhalt.as_bytes()))].concat());
    let signiert = tlv(0x30, &[tlv(0x02, &[1]), tlv(0x31, &[]), gekapselt, tlv(0x31, &[])].concat());
    let art = tlv(0x06, &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x07, 0x02]);
    tlv(0x30, &[art, tlv(0xA0, &signiert)].concat())
}

fn tlv(tag: u8, inhalt: &[u8]) -> Vec<u8> {
    let laenge = (inhalt.len() as u32).to_be_bytes();
    [&[tag, 0x84][..], &laenge, inhalt].concat()
}
