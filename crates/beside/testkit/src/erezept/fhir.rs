//! The documents, element by element as the readers need them.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::{Betrag, JaNein, Lesung, Position, Rechnung, Rezept, UnfallDatum};

use super::{betrag, iso};

const BUNDLE: &str = "<Bundle xmlns=\"http://hl7.org/fhir\">";
const ID: &str = "https://gematik.de/fhir/erp/NamingSystem/GEM_ERP_NS_PrescriptionId";
const IK: &str = "http://fhir.de/sid/arge-ik/iknr";
const GKV: &str = "https://fhir.gkvsv.de";
const KBV: &str = "https://fhir.kbv.de/StructureDefinition";
const DAV: &str = "http://fhir.abda.de/eRezeptAbgabedaten/StructureDefinition";
const HL7: &str = "http://hl7.org/fhir/StructureDefinition";

/// Text within an attribute.
fn attribut(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// An element with a value; nothing where there is none.
fn element(name: &str, wert: &str) -> String {
    if wert.is_empty() { String::new() } else { format!("<{name} value=\"{}\"/>", attribut(wert)) }
}

/// The text of a captured field; nothing where it was not recognised.
fn text(lesung: &Lesung<String>) -> &str {
    lesung.wert().map_or("", String::as_str)
}

fn erweiterung(url: &str, name: &str, wert: &str) -> String {
    if wert.is_empty() {
        return String::new();
    }
    format!("<extension url=\"{url}\">{}</extension>", element(name, wert))
}

fn kennung(system: &str, wert: &str) -> String {
    format!("<identifier>{}{}</identifier>", element("system", system), element("value", wert))
}

fn eintrag(ressource: &str) -> String {
    format!("<entry><resource>{ressource}</resource></entry>")
}

fn dokument(profil: &str, id: &str, eintraege: &[String]) -> String {
    let profil = format!("<meta>{}</meta>", element("profile", profil));
    format!("{BUNDLE}{profil}{}<type value=\"document\"/>{}</Bundle>", kennung(ID, id), eintraege.concat())
}

/// The part before the prescriptions of a bundle.
pub(super) fn kopf(rechnung: &Rechnung) -> String {
    let monat = rechnung.abrechnungsmonat.parse::<String>().unwrap_or_default();
    let erster = domain::datum::aus_iso(&format!("{monat}-01")).unwrap_or(rechnung.rechnungsdatum);
    let letzter = erster + chrono::Months::new(1) - chrono::Days::new(1);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{BUNDLE}<meta>{}</meta>{}<type value=\"collection\"/>\n{}\n",
        element("profile", &format!("{GKV}/StructureDefinition/GKVSV_PR_TA7_Rechnung_Bundle|1.5")),
        kennung(&format!("{GKV}/NamingSystem/GKVSV_NS_Dateiname"), "ARZFHR26001"),
        eintrag(&format!(
            "<Composition><extension url=\"{GKV}/StructureDefinition/GKVSV_EX_TA7_IK_Kostentraeger\"><valueIdentifier>{}{}</valueIdentifier></extension>{}<status value=\"final\"/><date value=\"{}\">{}</date><author>{}</author></Composition>",
            element("system", IK),
            element("value", &rechnung.kostentraeger_ik),
            kennung(&format!("{GKV}/NamingSystem/GKVSV_NS_Rechnungsnummer"), &rechnung.rechnungsnummer),
            iso(letzter),
            erweiterung(
                &format!("{GKV}/StructureDefinition/GKVSV_EX_ERP_TA7_Rechnungsdatum"),
                "valueDateTime",
                &iso(rechnung.rechnungsdatum)
            ),
            kennung(IK, &rechnung.rechnungssteller_ik),
        ))
    )
}

/// The doctor's prescription.
pub(super) fn verordnung(id: &str, rezept: &Rezept) -> String {
    dokument(
        &format!("{KBV}/KBV_PR_ERP_Bundle|1.4"),
        id,
        &[auftrag(rezept), patient(rezept), arzt(rezept), versicherung(rezept)].map(|ressource| eintrag(&ressource)),
    )
}

fn auftrag(rezept: &Rezept) -> String {
    let tag = match rezept.unf_datum.wert() {
        Some(UnfallDatum::Genau(tag)) => iso(*tag),
        // A year is as much as FHIR has of an incomplete one.
        Some(UnfallDatum::Unvollstaendig(text)) => text[text.len() - 4..].to_owned(),
        None => String::new(),
    };
    let kennzeichen = if tag.is_empty() { "4" } else { "2" };
    let unfall = format!(
        "<extension url=\"{KBV}/KBV_EX_FOR_Accident\"><extension url=\"Unfallkennzeichen\"><valueCoding>{}</valueCoding></extension>{}{}</extension>",
        element("code", kennzeichen),
        erweiterung("Unfalltag", "valueDate", &tag),
        erweiterung("Unfallbetrieb", "valueString", text(&rezept.unfallbetrieb)),
    );
    let ausgestellt = rezept.vo_datum.wert().copied().map(iso).unwrap_or_default();
    let kreuz = rezept.aut_idem_kreuz == Lesung::Wert(JaNein::Ja);
    format!(
        "<MedicationRequest>{unfall}<status value=\"active\"/>{}<requester><reference value=\"Practitioner/arzt\"/></requester><substitution><allowedBoolean value=\"{}\"/></substitution></MedicationRequest>",
        element("authoredOn", &ausgestellt),
        !kreuz,
    )
}

fn patient(rezept: &Rezept) -> String {
    let zusatz =
        erweiterung("http://fhir.de/StructureDefinition/humanname-namenszusatz", "valueString", text(&rezept.zusatz));
    let eigener = erweiterung(&format!("{HL7}/humanname-own-name"), "valueString", text(&rezept.name));
    let familie = attribut(text(&rezept.name));
    format!(
        "<Patient><name><use value=\"official\"/><family value=\"{familie}\">{zusatz}{eigener}</family>{}</name>{}<address><type value=\"both\"/>{}{}{}{}</address></Patient>",
        element("given", text(&rezept.vorname)),
        element("birthDate", &rezept.geb_datum.wert().and_then(|datum| datum.genau()).map(iso).unwrap_or_default()),
        element("line", text(&rezept.strasse)),
        element("city", text(&rezept.ort)),
        element("postalCode", text(&rezept.plz)),
        element("country", text(&rezept.lkz)),
    )
}

fn arzt(rezept: &Rezept) -> String {
    let lanr = kennung("https://fhir.kbv.de/NamingSystem/KBV_NS_Base_ANR", text(&rezept.arzt_nr));
    format!("<Practitioner><id value=\"arzt\"/>{lanr}</Practitioner>")
}

fn versicherung(rezept: &Rezept) -> String {
    let ik = text(&rezept.kostentraeger_ik);
    format!(
        "<Coverage><type><coding><code value=\"BG\"/></coding></type><payor><identifier><extension url=\"{KBV}/KBV_EX_FOR_Alternative_IK\"><valueIdentifier>{}{}</valueIdentifier></extension>{}{}</identifier></payor></Coverage>",
        element("system", IK),
        element("value", ik),
        element("system", IK),
        element("value", ik),
    )
}

/// The receipt of the central service.
pub(super) fn quittung(id: &str) -> String {
    let profil = "https://gematik.de/fhir/erp/StructureDefinition/GEM_ERP_PR_Bundle|1.4";
    dokument(profil, id, &[eintrag("<Composition><status value=\"final\"/></Composition>")])
}

/// The pharmacy's dispensing.
pub(super) fn abgabe(id: &str, rezept: &Rezept, positionen: &[Position]) -> String {
    let apotheke = format!("<Organization>{}</Organization>", kennung(IK, text(&rezept.apotheken_ik)));
    let abgegeben = rezept.abgabe_datum.wert().copied().map(iso).unwrap_or_default();
    let abgabe = format!(
        "<MedicationDispense><status value=\"completed\"/><authorizingPrescription>{}</authorizingPrescription><type><coding><code value=\"Abgabeinformationen\"/></coding></type>{}</MedicationDispense>",
        kennung(ID, id),
        element("whenHandedOver", &abgegeben),
    );
    let mut zeilen = String::new();
    let mut nummer = 0;
    let mut zeile = |system: &str, code: &str, faktor: u32, taxe: Betrag| {
        nummer += 1;
        let _ = write!(
            zeilen,
            "<lineItem><sequence value=\"{nummer}\"/><chargeItemCodeableConcept><coding><system value=\"{system}\"/><code value=\"{code}\"/></coding></chargeItemCodeableConcept><priceComponent><type value=\"informational\"/><factor value=\"{faktor}\"/><amount><value value=\"{taxe}\"/><currency value=\"EUR\"/></amount></priceComponent></lineItem>"
        );
    };
    for position in positionen {
        let faktor = position.faktor.wert().copied().unwrap_or(1);
        zeile("http://fhir.de/CodeSystem/ifa/pzn", text(&position.pzn), faktor, betrag(&position.taxe));
    }
    for (code, gebuehr) in
        [("02567018", &rezept.noctu), ("02567001", &rezept.schreibgebuehr), ("09999637", &rezept.beschaffungskosten)]
    {
        if betrag(gebuehr) != Betrag::NULL {
            zeile("http://TA1.abda.de", code, 1, betrag(gebuehr));
        }
    }
    let rechnung = format!(
        "<Invoice><type><coding><code value=\"Abrechnungszeilen\"/></coding></type>{zeilen}<totalGross><extension url=\"{DAV}/DAV-EX-ERP-Gesamtzuzahlung\"><valueMoney><value value=\"{}\"/></valueMoney></extension><value value=\"{}\"/><currency value=\"EUR\"/></totalGross></Invoice>",
        betrag(&rezept.zuzahlung),
        betrag(&rezept.brutto),
    );
    let profil = format!("{DAV}/DAV-PR-ERP-AbgabedatenBundle|1.5");
    dokument(&profil, id, &[apotheke, abgabe, rechnung].map(|ressource| eintrag(&ressource)))
}

/// A prescription of the bundle: its signed documents, and the clearing centre's data.
pub(super) fn rezept(id: &str, rezept: &Rezept, signiert: &[Vec<u8>; 3]) -> String {
    let profile = [
        format!("{KBV}/KBV_PR_ERP_Bundle"),
        "https://gematik.de/fhir/erp/StructureDefinition/GEM_ERP_PR_Bundle".to_owned(),
        format!("{DAV}/DAV-PR-ERP-AbgabedatenBundle"),
    ];
    let mut eintraege = String::new();
    for (profil, dokument) in profile.iter().zip(signiert) {
        let _ = writeln!(
            eintraege,
            "<entry><link><relation value=\"item\"/><url value=\"{profil}\"/></link><resource><Binary><contentType value=\"application/pkcs7-mime\"/><data value=\"{}\"/></Binary></resource></entry>",
            STANDARD.encode(dokument)
        );
    }
    let mut rabatte = String::new();
    for (code, rabatt) in [("R001", &rezept.ap_rabatt), ("R002", &rezept.hs_rabatt)] {
        if betrag(rabatt) != Betrag::NULL {
            let _ = write!(
                rabatte,
                "<priceComponent><type value=\"deduction\"/><code><coding><code value=\"{code}\"/></coding></code><amount><value value=\"{}\"/></amount></priceComponent>",
                -betrag(rabatt)
            );
        }
    }
    let abrechnung = format!(
        "<Invoice><extension url=\"{GKV}/StructureDefinition/GKVSV_EX_ERP_Irrlaeufer\"><valueBoolean value=\"false\"/></extension>{}{}<issuer>{}</issuer><lineItem>{rabatte}</lineItem></Invoice>",
        kennung(ID, id),
        kennung(&format!("{GKV}/NamingSystem/GKVSV_NS_Belegnummer"), &rezept.pic_nr),
        kennung(IK, text(&rezept.apotheken_ik)),
    );
    format!("<entry><resource><Bundle>{eintraege}{}</Bundle></resource></entry>\n", eintrag(&abrechnung))
}
