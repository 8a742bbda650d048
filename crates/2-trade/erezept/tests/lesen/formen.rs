//! The same bundle in other clothes: prefixes, blanks, quotes, order of elements, comments, other encodings, newer profiles.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use erezept::beigelegt::Beigelegte;

use crate::pakete::{FHIR, Teile, bundle, cms, lies};

/// The number of a bundle of one prescription, and name, gross and lines of that.
fn gesagt(bytes: &[u8]) -> Result<String, String> {
    let (kopf, eintraege) = lies(bytes, &Beigelegte::default()).map_err(|fehler| fehler.grund)?;
    let [(_, gelesen)] = &eintraege[..] else { return Err(format!("{} prescriptions", eintraege.len())) };
    let gelesen = gelesen.as_ref().map_err(|fehler| fehler.grund.clone())?;
    let r = &gelesen.rezept;
    Ok(format!("{} {} {} {}", kopf.rechnungsnummer, r.name, r.brutto, gelesen.positionen.len()))
}

/// The text with a prefix before the name of every element.
fn mit_praefix(text: &str) -> String {
    let text = text.replace("</", "\u{1}").replace("<?", "\u{2}").replace('<', "<f:");
    text.replace('\u{1}', "</f:").replace('\u{2}', "<?").replace("xmlns=", "xmlns:f=")
}

#[test]
fn prefixes_blanks_quotes_comments_and_a_mark_of_byte_order_change_nothing() {
    let glatt = bundle(&Teile::default().rezept());
    let soll = Ok("660000001 Muster 12.50 1".to_owned());
    assert_eq!(gesagt(glatt.as_bytes()), soll);
    let einzug = glatt.replace("><", ">\r\n\t  <");
    let kommentar = glatt.replace("<entry>", "<!-- <entry> --><?hint a?><![CDATA[<entry>]]><entry>");
    let apostrophe = glatt.replace('"', "'").replace("value=", "value = ");
    let lang = glatt.replace("/>", "></whatever>").replace("</whatever>", "");
    for (name, text) in [
        ("prefix", mit_praefix(&glatt)),
        ("blanks", einzug),
        ("comments", kommentar),
        ("quotes", apostrophe),
        ("order mark", format!("\u{feff}{glatt}")),
        ("no declaration", glatt.split_once('\n').expect("a declaration").1.to_owned()),
    ] {
        assert_eq!(gesagt(text.as_bytes()), soll, "{name}");
    }
    assert!(gesagt(lang.as_bytes()).is_err(), "elements that never end");
}

#[test]
fn signed_documents_may_wear_them_too() {
    let teile = Teile::default();
    let verordnung = teile.verordnung();
    for text in [mit_praefix(&verordnung), format!("\u{feff}{verordnung}"), verordnung.replace("><", ">\n<")] {
        let daten = [text, teile.quittung(), teile.abgabe()].map(|text| STANDARD.encode(cms(&text)));
        let rezept = teile.mit([&daten[0], &daten[1], &daten[2]]);
        assert_eq!(gesagt(bundle(&rezept).as_bytes()), Ok("660000001 Muster 12.50 1".to_owned()));
    }
}

#[test]
fn elements_may_stand_in_another_order() {
    let glatt = bundle(&Teile::default().rezept());
    // The prescriptions first, the cover sheet after them; the number behind what it belongs to.
    let begin = glatt.find("<entry><resource><Composition>").expect("a cover sheet");
    let end = begin + glatt[begin..].find("</Composition></resource></entry>").expect("its end") + 33;
    let zuletzt =
        format!("{}{}{}</Bundle>", &glatt[..begin], glatt[end..].trim_end_matches("</Bundle>"), &glatt[begin..end]);
    assert_eq!(gesagt(zuletzt.as_bytes()), Ok("660000001 Muster 12.50 1".to_owned()));
    let kennung =
        "<system value=\"https://fhir.gkvsv.de/NamingSystem/GKVSV_NS_Rechnungsnummer\"/><value value=\"660000001\"/>";
    let (system, wert) = kennung.split_at(kennung.find("<value").expect("a value"));
    let getauscht = glatt.replace(kennung, &format!("{wert}{system}"));
    assert_ne!(getauscht, glatt);
    assert_eq!(gesagt(getauscht.as_bytes()), Ok("660000001 Muster 12.50 1".to_owned()));
}

#[test]
fn umlauts_stay_and_an_encoding_that_is_not_utf_8_is_refused_rather_than_misread() {
    let patient =
        |name: &str| format!("<name><use value=\"official\"/><family value=\"{name}\"/><given value=\"Eva\"/></name>");
    for (geschrieben, gemeint) in [
        ("Ängström-Şükrü", "Ängström-Şükrü"),
        ("&#xC4;ngstr&#246;m", "Ängström"),
        ("A\u{308}ngstro\u{308}m", "A\u{308}ngstro\u{308}m"),
    ] {
        let teile = Teile { patient: patient(geschrieben), ..Teile::default() };
        assert_eq!(teile.lies().expect("a prescription").rezept.name.to_string(), gemeint);
    }
    let text = bundle(&Teile::default().rezept()).replace("ARZFHR26003", "ÄRZFHR26003");
    let utf16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let latin: Vec<u8> = text.replace("UTF-8", "ISO-8859-1").chars().map(|c| c as u32 as u8).collect();
    for (name, bytes) in [
        ("UTF-16 LE", utf16(u16::to_le_bytes)),
        ("UTF-16 BE", utf16(u16::to_be_bytes)),
        ("UTF-16 LE with its mark", [b"\xff\xfe".to_vec(), utf16(u16::to_le_bytes)].concat()),
        ("ISO 8859-1", latin),
        ("broken UTF-8", text.clone().into_bytes().iter().map(|b| if *b == 0xC3 { 0xFF } else { *b }).collect()),
    ] {
        assert!(gesagt(&bytes).is_err(), "{name}");
    }
}

#[test]
fn profiles_of_years_to_come_are_read_by_element_and_noted() {
    let glatt = bundle(&Teile::default().rezept());
    let (kopf, _) = lies(glatt.as_bytes(), &Beigelegte::default()).expect("a bundle");
    assert_eq!(kopf.hinweis(), None);
    let neuer = glatt.replace("Rechnung_Bundle|1.5", "Rechnung_Bundle|1.6.0");
    assert_eq!(gesagt(neuer.as_bytes()), Ok("660000001 Muster 12.50 1".to_owned()));
    let (kopf, _) = lies(neuer.as_bytes(), &Beigelegte::default()).expect("a bundle");
    assert!(kopf.hinweis().is_some_and(|hinweis| hinweis.contains("Rechnung_Bundle|1.6.0")));
    let teile = Teile::default();
    let meta = "<meta><profile value=\"https://fhir.kbv.de/StructureDefinition/KBV_PR_ERP_Bundle|1.5\"/></meta>";
    let verordnung = teile.verordnung().replacen(&format!("<Bundle {FHIR}>"), &format!("<Bundle {FHIR}>{meta}"), 1);
    let daten = [verordnung, teile.quittung(), teile.abgabe()].map(|text| STANDARD.encode(cms(&text)));
    let text = bundle(&teile.mit([&daten[0], &daten[1], &daten[2]]));
    let (_, eintraege) = lies(text.as_bytes(), &Beigelegte::default()).expect("a bundle");
    let hinweise = &eintraege[0].1.as_ref().expect("a prescription").hinweise;
    assert!(hinweise.iter().any(|hinweis| hinweis.contains("KBV_PR_ERP_Bundle|1.5")), "{hinweise:?}");
}
