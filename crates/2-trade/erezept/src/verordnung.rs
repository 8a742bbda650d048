//! The prescription of the doctor (KBV_PR_ERP_Bundle), 1.0 to 1.4, by element.

use domain::{Datum, GeburtsDatum, UnfallDatum};

use crate::Abgelehnt;
use crate::baum::{Knoten, heisst};
use crate::lesen::{datum, text};

/// Names under which the E-Rezept-ID stands.
pub const EREZEPT_ID: &[&str] = &["GEM_ERP_NS_PrescriptionId", "PrescriptionID"];

/// A doctor's prescription, and for whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verordnung {
    /// E-Rezept-ID.
    pub erezept_id: String,
    /// IK of the payer: the accident insurer's, where one is named.
    pub kostentraeger_ik: String,
    /// Kind of insurance: `BG` and `UK` are accident insurance.
    pub versicherung: String,
    /// Family name.
    pub name: String,
    /// First names.
    pub vorname: String,
    /// Additions to the name: Namenszusatz, Vorsatzwort, title.
    pub zusatz: String,
    /// Date of birth, if it is a whole one.
    pub geb_datum: Option<GeburtsDatum>,
    /// Street and house number, or post box.
    pub strasse: String,
    /// Postcode.
    pub plz: String,
    /// Town.
    pub ort: String,
    /// Country.
    pub lkz: String,
    /// Unfallkennzeichen: 1 accident, 2 accident at work, 4 occupational disease; empty = none.
    pub unfallkennzeichen: String,
    /// Day of the accident.
    pub unf_datum: Option<UnfallDatum>,
    /// Employer at which it happened.
    pub unfallbetrieb: String,
    /// LANR of the doctor.
    pub arzt_nr: String,
    /// Date of issue.
    pub vo_datum: Option<Datum>,
    /// The doctor forbids another medicine.
    pub aut_idem_kreuz: bool,
}

/// Reads a prescription.
///
/// # Errors
/// It has no E-Rezept-ID, no order of a medicine or no patient.
pub fn lies(bundle: &Knoten) -> Result<Verordnung, Abgelehnt> {
    let fehlt = |was: &str| Abgelehnt::neu(was, format!("the prescription has no {was}"));
    let erezept_id = bundle.kennung(EREZEPT_ID);
    if erezept_id.is_empty() {
        return Err(fehlt("E-Rezept-ID"));
    }
    let (_, auftrag) = bundle.ressourcen("MedicationRequest").next().ok_or_else(|| fehlt("MedicationRequest"))?;
    let (_, patient) = bundle.ressourcen("Patient").next().ok_or_else(|| fehlt("Patient"))?;
    let mut verordnung = Verordnung {
        erezept_id: text(erezept_id),
        arzt_nr: text(arzt_nr(bundle, auftrag)),
        vo_datum: datum(auftrag.wert("authoredOn")),
        aut_idem_kreuz: auftrag.wert("substitution/allowedBoolean") == "false",
        geb_datum: geburtstag(patient.wert("birthDate")),
        ..Verordnung::default()
    };
    unfall(auftrag, &mut verordnung);
    person(patient, &mut verordnung);
    adresse(patient, &mut verordnung);
    if let Some((_, versicherung)) = bundle.ressourcen("Coverage").next() {
        kostentraeger(versicherung, &mut verordnung);
    }
    Ok(verordnung)
}

fn unfall(auftrag: &Knoten, verordnung: &mut Verordnung) {
    let erweiterung = ["KBV_EX_FOR_Accident", "KBV_EX_ERP_Accident"].iter().find_map(|name| auftrag.erweiterung(name));
    let Some(unfall) = erweiterung else { return };
    // The marks were written `unfallkennzeichen` in the first profiles.
    let teil = |name: &str| unfall.alle("extension").find(|e| e.url.trim().eq_ignore_ascii_case(name));
    let wert = |name: &str, art: &str| teil(name).map_or("", |teil| teil.wert(art));
    verordnung.unfallkennzeichen = text(wert("Unfallkennzeichen", "valueCoding/code"));
    verordnung.unf_datum = unfalltag(wert("Unfalltag", "valueDate"));
    verordnung.unfallbetrieb = text(wert("Unfallbetrieb", "valueString"));
}

/// A day, or the month or year that is known of it: `1960-05`, `1960`, on some health cards `1960-05-00`.
fn geburtstag(text: &str) -> Option<GeburtsDatum> {
    let teile: Vec<&str> = text.split('-').collect();
    let unvollstaendig = match teile[..] {
        [jahr] => GeburtsDatum::aus_deutsch(jahr),
        [jahr, monat] | [jahr, monat, "00"] => GeburtsDatum::aus_deutsch(&format!("{monat}.{jahr}")),
        _ => None,
    };
    datum(text).map(GeburtsDatum::Genau).or(unvollstaendig)
}

/// A day, or a month or year as a sheet of paper would have it.
fn unfalltag(text: &str) -> Option<UnfallDatum> {
    let genau = datum(text).map(UnfallDatum::Genau);
    genau.or_else(|| match text.split_once('-') {
        Some((jahr, monat)) => UnfallDatum::aus_deutsch(&format!("{monat}.{jahr}")),
        None => UnfallDatum::aus_deutsch(text),
    })
}

fn person(patient: &Knoten, verordnung: &mut Verordnung) {
    let amtlich = patient.alle("name").find(|name| name.wert("use") == "official");
    let Some(name) = amtlich.or_else(|| patient.alle("name").next()) else { return };
    let familie = name.bei("family");
    let eigener = text(familie.erweiterungswert("humanname-own-name"));
    verordnung.name = if eigener.is_empty() { text(&familie.value) } else { eigener };
    let vornamen: Vec<String> = name.alle("given").map(|given| text(&given.value)).collect();
    verordnung.vorname = vornamen.join(" ").trim().to_owned();
    let zusaetze = ["humanname-namenszusatz", "humanname-own-prefix"].map(|was| text(familie.erweiterungswert(was)));
    let titel = name.alle("prefix").map(|prefix| text(&prefix.value));
    let zusaetze: Vec<String> = zusaetze.into_iter().chain(titel).filter(|teil| !teil.is_empty()).collect();
    verordnung.zusatz = zusaetze.join(" ");
}

fn adresse(patient: &Knoten, verordnung: &mut Verordnung) {
    let strasse = |a: &&Knoten| a.wert("type") != "postal";
    let Some(adresse) = patient.alle("address").find(strasse).or_else(|| patient.alle("address").next()) else {
        return;
    };
    let zeile = adresse.bei("line");
    let teile = ["iso21090-ADXP-streetName", "iso21090-ADXP-houseNumber"].map(|was| text(zeile.erweiterungswert(was)));
    let postfach = text(zeile.erweiterungswert("iso21090-ADXP-postBox"));
    verordnung.strasse = match teile {
        [strasse, nummer] if !strasse.is_empty() => text(&format!("{strasse} {nummer}")),
        _ if !postfach.is_empty() => format!("Postfach {postfach}"),
        _ => text(&zeile.value),
    };
    verordnung.plz = text(adresse.wert("postalCode"));
    verordnung.ort = text(adresse.wert("city"));
    verordnung.lkz = text(adresse.wert("country"));
}

fn kostentraeger(versicherung: &Knoten, verordnung: &mut Verordnung) {
    verordnung.versicherung = text(versicherung.wert("type/coding/code"));
    let kennung = versicherung.unter("payor/identifier");
    let unfall = matches!(verordnung.versicherung.as_str(), "BG" | "UK");
    let ik = kennung.and_then(|k| k.erweiterung("KBV_EX_FOR_Alternative_IK")).filter(|_| unfall);
    let ik = ik.map(|e| e.wert("valueIdentifier/value")).filter(|ik| !ik.is_empty());
    verordnung.kostentraeger_ik = text(ik.or_else(|| kennung.map(|k| k.wert("value"))).unwrap_or_default());
}

/// LANR of the doctor who asked for it; where the reference leads nowhere, of the first who has one.
fn arzt_nr<'a>(bundle: &'a Knoten, auftrag: &Knoten) -> &'a str {
    let verweis = auftrag.wert("requester/reference");
    let verweis = verweis.rsplit(['/', ':']).next().unwrap_or_default();
    let gemeint = bundle.ressourcen("Practitioner").find(|(url, arzt)| {
        !verweis.is_empty() && (arzt.wert("id") == verweis || url.rsplit(['/', ':']).next() == Some(verweis))
    });
    let nummern = bundle.ressourcen("Practitioner").map(|(_, arzt)| lanr(arzt));
    match gemeint.map(|(_, arzt)| lanr(arzt)) {
        Some(nummer) if !nummer.is_empty() => nummer,
        Some(_) => "",
        None => nummern.into_iter().find(|nummer| !nummer.is_empty()).unwrap_or_default(),
    }
}

fn lanr(arzt: &Knoten) -> &str {
    let diese = |i: &&Knoten| {
        i.wert("type/coding/code") == "LANR" || ["KBV_NS_Base_ANR", "ANR"].iter().any(|n| heisst(i.wert("system"), n))
    };
    arzt.alle("identifier").find(diese).map_or("", |i| i.wert("value"))
}
