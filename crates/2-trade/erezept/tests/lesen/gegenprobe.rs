//! The published examples by another route: openssl takes the documents out, and values are found in them as text.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::Betrag;
use erezept::beigelegt::Beigelegte;

use crate::pakete::lies;

/// The text between two others; nothing where they are not there.
fn zwischen<'a>(text: &'a str, anfang: &str, ende: &str) -> &'a str {
    let Some((_, danach)) = text.split_once(anfang) else { return "" };
    danach.split_once(ende).map_or("", |(davor, _)| davor)
}

/// The value of the first element of that name.
fn wert(text: &str, element: &str) -> String {
    zwischen(text, &format!("<{element} value=\""), "\"").replace("&amp;", "&").trim().to_owned()
}

/// Every element of that name, with what is in it.
fn alle<'a>(text: &'a str, element: &str) -> Vec<&'a str> {
    let (auf, zu) = (format!("<{element}>"), format!("</{element}>"));
    text.split(&auf).skip(1).filter_map(|teil| Some(teil.split_once(&zu)?.0)).collect()
}

fn ressource<'a>(text: &'a str, art: &str) -> &'a str {
    zwischen(text, &format!("<{art} xmlns"), &format!("</{art}>"))
}

/// The document in a signature, by openssl; nothing if that is not here.
fn mit_openssl(signiert: &[u8]) -> Option<String> {
    let mut kind = Command::new("openssl");
    kind.args(["cms", "-verify", "-noverify", "-inform", "DER"]);
    let mut kind = kind.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    kind.stdin.take()?.write_all(signiert).ok()?;
    let ausgabe = kind.wait_with_output().expect("openssl ends");
    assert!(ausgabe.status.success(), "openssl says that the signature does not hold");
    Some(String::from_utf8(ausgabe.stdout).expect("text"))
}

fn pruefe(pfad: &Path) -> bool {
    let text = fs::read_to_string(pfad).expect("a file");
    let dokumente: Option<Vec<String>> = text
        .split("<data value=\"")
        .skip(1)
        .map(|teil| {
            let base64 = teil.split_once('"').expect("an end").0;
            mit_openssl(&STANDARD.decode(base64).expect("base64"))
        })
        .collect();
    let Some(dokumente) = dokumente else {
        muster::skipped("openssl is not installed");
        return false;
    };
    let finde = |profil: &str| {
        dokumente.iter().find(|d| d.contains(profil)).unwrap_or_else(|| panic!("{profil} in {}", pfad.display()))
    };
    let (verordnung, abgabe) = (finde("KBV_PR_ERP_Bundle"), finde("DAV-PR-ERP-AbgabedatenBundle"));
    let (_, eintraege) = lies(text.as_bytes(), &Beigelegte::default()).expect("a bundle");
    let gelesen = eintraege[0].1.as_ref().expect("a prescription");
    let r = &gelesen.rezept;

    let patient = ressource(verordnung, "Patient");
    let name = zwischen(patient, "<use value=\"official\">", "</name>");
    let eigener = wert(zwischen(name, "humanname-own-name\">", "</extension>"), "valueString");
    let vorname: Vec<String> =
        name.split("<given").skip(1).map(|teil| wert(&format!("<given{teil}"), "given")).collect();
    let adresse = zwischen(patient, "<address>", "</address>");
    let unfall = zwischen(verordnung, "_Accident\">", "</MedicationRequest>");
    let unfallteil = |name: &str, art: &str| {
        let klein = unfall.to_lowercase().find(&format!("\"{}\"", name.to_lowercase()));
        klein.map_or_else(String::new, |stelle| wert(zwischen(&unfall[stelle..], ">", "</extension>"), art))
    };
    let auftrag = ressource(verordnung, "MedicationRequest");
    let soll = [
        if eigener.is_empty() { wert(name, "family") } else { eigener },
        vorname.join(" "),
        wert(patient, "birthDate"),
        wert(adresse, "postalCode"),
        wert(adresse, "city"),
        wert(auftrag, "authoredOn"),
        unfallteil("Unfalltag", "valueDate"),
        unfallteil("Unfallbetrieb", "valueString"),
        wert(ressource(abgabe, "MedicationDispense"), "whenHandedOver"),
        wert(ressource(abgabe, "Organization"), "value"),
    ];
    let ist = [
        r.name.to_string(),
        r.vorname.to_string(),
        r.geb_datum.to_string(),
        r.plz.to_string(),
        r.ort.to_string(),
        r.vo_datum.to_string(),
        r.unf_datum.to_string(),
        r.unfallbetrieb.to_string(),
        r.abgabe_datum.to_string(),
        r.apotheken_ik.to_string(),
    ];
    assert_eq!(ist, soll, "{}", pfad.display());
    pruefe_betraege(pfad, &text, abgabe, gelesen);
    true
}

fn pruefe_betraege(pfad: &Path, bundle: &str, abgabe: &str, gelesen: &erezept::rezept::ERezept) {
    let rechnungen: Vec<&str> = abgabe.split("<Invoice").skip(1).collect();
    let rechnung = rechnungen.iter().find(|r| r.contains("\"Abrechnungszeilen\"")).expect("an invoice");
    let gesamt = zwischen(rechnung, "<totalGross>", "</totalGross>");
    let betrag = |text: &str| text.parse::<Betrag>().expect("an amount");
    let brutto = wert(&gesamt[gesamt.rfind("<value").expect("a value")..], "value");
    assert_eq!(gelesen.rezept.brutto.wert(), Some(&betrag(&brutto)), "{}", pfad.display());
    let zeilen: Vec<String> = alle(rechnung, "lineItem")
        .iter()
        .map(|zeile| {
            let preis = zwischen(zeile, "<amount>", "</amount>");
            format!(
                "{} {}",
                wert(zwischen(zeile, "<chargeItemCodeableConcept>", "</coding>"), "code"),
                betrag(&wert(preis, "value"))
            )
        })
        .collect();
    let mut ist: Vec<String> = gelesen.positionen.iter().map(|p| format!("{} {}", p.pzn, p.taxe)).collect();
    if gelesen.rezept.noctu.to_string() != "0.00" {
        ist.push(format!("02567018 {}", gelesen.rezept.noctu));
    }
    assert_eq!(ist, zeilen, "{}", pfad.display());
    let abschlaege = bundle.split("<priceComponent>").skip(1).filter_map(|teil| {
        let teil = teil.split_once("</priceComponent>")?.0;
        let code = wert(zwischen(teil, "<code>", "</code>"), "code");
        (!code.is_empty())
            .then(|| format!("{code} {}", betrag(&wert(zwischen(teil, "<amount>", "</amount>"), "value"))))
    });
    let ist = gelesen.abrechnung.zuabschlaege.iter().map(|(code, betrag)| format!("{code} {betrag}"));
    assert_eq!(ist.collect::<Vec<_>>(), abschlaege.collect::<Vec<_>>(), "{}", pfad.display());
}

#[test]
fn every_published_prescription_has_the_values_that_openssl_and_a_search_find() {
    for ordner in ["ta7-2021", "ta7-2023"] {
        let Some(ordner) = muster::shared(&format!("erezept/{ordner}")) else { return };
        for eintrag in fs::read_dir(ordner).expect("a folder") {
            if !pruefe(&eintrag.expect("an entry").path()) {
                return;
            }
        }
    }
}
