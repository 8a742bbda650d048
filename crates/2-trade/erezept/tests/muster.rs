//! The published examples, where they lie beside the project: every prescription comes out with its values.

use std::convert::Infallible;
use std::fs;
use std::path::PathBuf;

use domain::Betrag;
use erezept::beigelegt::{Beigelegt, Beigelegte, ist_lose};
use erezept::buendel::{self, Eintrag, Kopf};
use erezept::{baum, vertrauen::Vertrauen};

fn beispiele(ordner: &str) -> Option<Vec<PathBuf>> {
    let ordner = muster::shared(&format!("erezept/{ordner}"))?;
    let mut pfade: Vec<_> = fs::read_dir(ordner).expect("a folder").map(|e| e.expect("an entry").path()).collect();
    pfade.sort();
    Some(pfade)
}

fn lies(bytes: &[u8], beigelegt: &Beigelegte) -> (Kopf, Vec<Eintrag>) {
    let mut eintraege = Vec::new();
    let nimm = |eintrag| {
        eintraege.push(eintrag);
        Ok::<_, Infallible>(())
    };
    let kopf = buendel::lies(bytes, &Vertrauen::default(), beigelegt, nimm).expect("a bundle");
    (kopf, eintraege)
}

/// Of each signed example: gross, copayment, night service fee, pharmacy and manufacturer discount.
const BETRAEGE: [(&str, &str); 17] = [
    ("ta7-2021/PZN_Arbeitsunfall", "14.86 0.00 0.00 1.77 "),
    ("ta7-2021/PZN_Noctu", "23.72 0.00 2.50 1.77 0.56"),
    ("ta7-2021/WS_BK_V1", "40.36 0.00 0.00 1.77 "),
    ("ta7-2023/FT_V1", "17.23 5.00 0.00 1.77 "),
    ("ta7-2023/PZN_Arbeitsunfall", "14.86 0.00 0.00 1.77 "),
    ("ta7-2023/PZN_KB_V1", "101.69 50.85 0.00 1.77 5.02"),
    ("ta7-2023/PZN_Noctu", "23.72 0.00 2.50 1.77 0.56"),
    ("ta7-2023/PZN_Nr1", "27.69 0.00 0.00 1.77 "),
    ("ta7-2023/PZN_Nr2", "39.88 0.00 0.00 1.77 "),
    ("ta7-2023/PZN_Nr3", "31.21 5.00 0.00 1.77 "),
    ("ta7-2023/PZN_Unfall", "16.33 5.00 0.00 1.77 "),
    ("ta7-2023/PZN_aut_idem", "106.42 0.00 0.00 1.77 "),
    ("ta7-2023/Rez_Nr1", "18.40 5.00 0.00 1.77 "),
    ("ta7-2023/Rez_parenterale_Zytostatika", "357.04 10.00 0.00 1.77 "),
    ("ta7-2023/WS_BK_V1", "40.36 0.00 0.00 1.77 "),
    ("ta7-2023/WS_BK_V2", "24.92 0.00 0.00 1.77 "),
    ("ta7-2023/WS_Unfall", "11.79 5.00 0.00 1.77 "),
];

#[test]
fn every_prescription_of_the_signed_bundles_comes_out() {
    for (name, soll) in BETRAEGE {
        let (ordner, datei) = name.split_once('/').expect("folder and file");
        let Some(pfade) = beispiele(ordner) else { return };
        let pfad = pfade.iter().find(|pfad| pfad.file_stem().is_some_and(|stem| stem == datei)).expect("the example");
        let (kopf, eintraege) = lies(&fs::read(pfad).expect("a file"), &Beigelegte::default());
        assert!(!kopf.rechnungsnummer.is_empty() && kopf.kostentraeger_ik.len() == 9, "{name}: {kopf:?}");
        let [(ort, Ok(gelesen))] = &eintraege[..] else { panic!("{name}: {eintraege:?}") };
        let r = &gelesen.rezept;
        let ist = format!("{} {} {} {} {}", r.brutto, r.zuzahlung, r.noctu, r.ap_rabatt, r.hs_rabatt);
        assert_eq!(ist, soll, "{name}");
        assert_eq!(r.arzt_unterschrift.to_string(), "ja", "{name}: {:?}", gelesen.unterschrift);
        assert_eq!(r.aut_idem_kreuz.to_string() == "ja", datei == "PZN_aut_idem", "{name}");
        assert_eq!(r.unf_datum.to_string().is_empty(), !datei.contains("nfall"), "{name}");
        assert!(ort.belegnummer.len() == 19 && gelesen.hinweise.is_empty(), "{name}: {:?}", gelesen.hinweise);
        let zeilen: Betrag = gelesen.positionen.iter().filter_map(|p| p.taxe.wert()).copied().sum();
        assert_eq!(Some(zeilen + gelesen.abgabe.noctu), r.brutto.wert().copied(), "{name}");
        for belegt in [&r.name, &r.vorname, &r.strasse, &r.plz, &r.ort, &r.arzt_nr, &r.apotheken_ik] {
            assert!(belegt.wert().is_some(), "{name}: {r:?}");
        }
    }
}

#[test]
fn parts_of_compounded_medicines_are_kept() {
    let Some(pfade) = beispiele("ta7-2023") else { return };
    let pfad = pfade.iter().find(|pfad| pfad.ends_with("Rez_Nr1.xml")).expect("the example");
    let (_, eintraege) = lies(&fs::read(pfad).expect("a file"), &Beigelegte::default());
    let gelesen = eintraege[0].1.as_ref().expect("a prescription");
    let teile: Vec<_> = gelesen.abgabe.rezepturen.iter().map(|teil| (teil.nummer, teil.pzn.as_str())).collect();
    assert_eq!(teile.len(), 8);
    assert_eq!(teile[0], ((1, 1, 1), "03948107"));
    assert_eq!(teile[7], ((1, 1, 8), "06460518"));
}

#[test]
fn a_changed_bit_of_a_document_is_a_signature_that_does_not_hold() {
    let Some(pfade) = beispiele("ta7-2023") else { return };
    let text = fs::read_to_string(&pfade[1]).expect("a file");
    // A place well within the signed text of the prescription.
    let stelle = text.find("data value=\"").expect("a document") + 4000;
    let mut bytes = text.into_bytes();
    bytes[stelle] = if bytes[stelle] == b'A' { b'B' } else { b'A' };
    let (_, eintraege) = lies(&bytes, &Beigelegte::default());
    match &eintraege[0].1 {
        Ok(rezept) => {
            assert_eq!(rezept.rezept.arzt_unterschrift.to_string(), "nein");
            assert!(rezept.hinweise.iter().any(|h| h.contains("changed after it was signed")), "{:?}", rezept.hinweise);
        }
        Err(fehler) => assert!(fehler.grund.contains("signed is"), "{fehler}"),
    }
}

#[test]
fn placeholders_are_refused_by_name_and_loose_documents_beside_them_are_read() {
    let Some(pfade) = beispiele("loose-2025") else { return };
    let lose = |pfad: &PathBuf| !pfad.to_string_lossy().contains("TA7");
    for pfad in pfade.iter().filter(|pfad| !lose(pfad)) {
        let bytes = fs::read(pfad).expect("a file");
        let (_, eintraege) = lies(&bytes, &Beigelegte::default());
        let fehler = eintraege[0].1.as_ref().expect_err("a placeholder");
        assert!(fehler.feld == "Verordnung" && fehler.grund.contains("placeholder"), "{fehler}");
        let stamm = pfad.to_string_lossy().replace("TA7_Rechnung_Bundle.xml", "");
        let mut beigelegt = Beigelegte::default();
        // `Rez_Nr1_` is also how those of `Rez_Nr1_Freitext_` begin, whose dispensing has the same E-Rezept-ID.
        let seine =
            |pfad: &&PathBuf| pfad.to_string_lossy().strip_prefix(&stamm).is_some_and(|rest| !rest.contains('_'));
        for pfad in pfade.iter().filter(|pfad| lose(pfad)).filter(seine) {
            let bytes = fs::read(pfad).expect("a file");
            assert!(ist_lose(&bytes[..]), "{}", pfad.display());
            let baum = baum::lies(&bytes).expect("FHIR");
            assert!(beigelegt.nimm(Beigelegt::lies(&baum).expect("sound").expect("a part of a prescription")));
        }
        assert!(!ist_lose(&bytes[..]) && beigelegt != Beigelegte::default());
        let (_, eintraege) = lies(&bytes, &beigelegt);
        // The prescription of this one has an E-Rezept-ID of its own.
        let fremd = stamm.ends_with("Rez_Nr1_Freitext_");
        match &eintraege[0].1 {
            Ok(rezept) if !fremd => {
                assert!(rezept.abgabe.brutto > Betrag::NULL);
                assert_eq!(rezept.rezept.arzt_unterschrift.to_string(), "nein", "it came without a signature");
            }
            Err(fehler) if fremd => assert!(fehler.grund.contains("placeholder"), "{fehler}"),
            anderes => panic!("{stamm}: {anderes:?}"),
        }
    }
}

#[test]
fn a_bundle_cut_anywhere_is_refused() {
    let Some(pfade) = beispiele("ta7-2023") else { return };
    let bytes = fs::read(&pfade[0]).expect("a file");
    let ganz = bytes.trim_ascii_end();
    for ende in (0..ganz.len()).step_by(997).chain([ganz.len() - 1]) {
        let nimm = |_| Ok::<_, Infallible>(());
        let gelesen = buendel::lies(&ganz[..ende], &Vertrauen::default(), &Beigelegte::default(), nimm);
        assert!(gelesen.is_err(), "cut at {ende}");
    }
}
