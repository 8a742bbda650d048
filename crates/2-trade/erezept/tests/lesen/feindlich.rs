//! Everything that would stop a careless reader: refused, in bounded time and memory, and the prescriptions beside it are read.

use std::io::{BufReader, Cursor, Read};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use erezept::baum;
use erezept::beigelegt::{Beigelegt, Beigelegte};
use erezept::vertrauen::Vertrauen;

use crate::pakete::{FHIR, Teile, bundle, cms, lies};

/// The first of three prescriptions, whose order is replaced; what became of all three.
fn mit_verordnung(daten: &str) -> [Result<String, String>; 3] {
    let gut = Teile::default();
    let rest = [gut.quittung(), gut.abgabe()].map(|text| STANDARD.encode(cms(&text)));
    let rezepte = [gut.rezept(), gut.mit([daten, &rest[0], &rest[1]]), gut.rezept()].concat();
    let (_, eintraege) = lies(bundle(&rezepte).as_bytes(), &Beigelegte::default()).expect("a bundle");
    let wurde = eintraege.into_iter().map(|(ort, gelesen)| match gelesen {
        Ok(rezept) => Ok(rezept.rezept.brutto.to_string()),
        Err(fehler) => Err(format!("{} {}: {}", ort.nummer, fehler.feld, fehler.grund)),
    });
    wurde.collect::<Vec<_>>().try_into().expect("three prescriptions")
}

#[test]
fn nonsense_in_one_prescription_is_refused_by_name_and_the_others_go_on() {
    let tief = STANDARD.encode([0x30, 0x80].repeat(10_000));
    let verschachtelt = STANDARD.encode(cms(&format!("<Bundle {FHIR}>{}", "<a>".repeat(10_000))));
    let bombe = "<!DOCTYPE b [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>";
    let entitaeten = STANDARD.encode(cms(&format!("{bombe}<Bundle {FHIR}><a value=\"&b;\"/></Bundle>")));
    let ganz = STANDARD.encode(cms(&Teile::default().verordnung()));
    let cut = &ganz[..ganz.len() / 2 / 4 * 4];
    for (daten, grund) in [
        ("", "nothing in place of a signed document"),
        ("!!!", "no base64"),
        ("UGxhdHpoYWx0ZXI=", "a placeholder"),
        ("PEJ1bmRsZS8+", "an unsigned document"),
        (&STANDARD.encode([0x02; 1000]), "bytes that are no CMS"),
        (&tief, "a broken CMS SignedData"),
        (cut, "a broken CMS SignedData"),
        (&verschachtelt, "nested more than"),
        (&entitaeten, "a DOCTYPE"),
        (&STANDARD.encode(cms("")), "signed is it ends within an element"),
        (&STANDARD.encode(cms(&format!("<Bundle {FHIR}/>"))), "no E-Rezept-ID"),
    ] {
        let [vorher, dieses, nachher] = mit_verordnung(daten);
        assert_eq!((vorher, nachher), (Ok("12.50".into()), Ok("12.50".into())), "{grund}");
        let warum = dieses.expect_err(grund);
        assert!(warum.starts_with("2 ") && warum.contains(grund), "{warum}");
    }
}

#[test]
fn base64_in_lines_and_without_padding_is_read() {
    let ganz = STANDARD.encode(cms(&Teile::default().verordnung()));
    let zeilen: Vec<&str> = ganz.as_bytes().chunks(64).map(|zeile| std::str::from_utf8(zeile).expect("text")).collect();
    for daten in [zeilen.join("\n"), zeilen.join(" &#13;&#10;"), ganz.trim_end_matches('=').to_owned()] {
        assert_eq!(mit_verordnung(&daten)[1], Ok("12.50".into()));
    }
}

#[test]
fn a_bundle_cut_anywhere_is_refused_whole() {
    let ganz = bundle(&Teile::default().rezept().repeat(2));
    for ende in (0..ganz.len()).step_by(5) {
        assert!(lies(&ganz.as_bytes()[..ende], &Beigelegte::default()).is_err(), "cut at {ende}");
    }
}

#[test]
fn depth_entities_and_document_types_end_a_bundle_at_once() {
    let gut = bundle(&Teile::default().rezept());
    let bombe = format!("<!DOCTYPE b [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>{}", &gut[39..]);
    let tief = bundle(&"<entry>".repeat(10_000));
    let entitaet = bundle("<entry><fullUrl value=\"&lol9;\"/></entry>");
    for (text, grund) in [(bombe, "a DOCTYPE"), (tief, "nested more than"), (entitaet, "attribute value")] {
        let fehler = lies(text.as_bytes(), &Beigelegte::default()).expect_err(grund);
        assert!(fehler.grund.contains(grund), "{fehler}");
    }
}

/// Gives so many bytes of one letter after a beginning, and counts what was taken.
struct Endlos {
    anfang: Cursor<Vec<u8>>,
    rest: u64,
}

impl Read for Endlos {
    fn read(&mut self, ziel: &mut [u8]) -> std::io::Result<usize> {
        match self.anfang.read(ziel)? {
            0 => {
                let anzahl = ziel.len().min(self.rest as usize);
                ziel[..anzahl].fill(b'a');
                self.rest -= anzahl as u64;
                Ok(anzahl)
            }
            anzahl => Ok(anzahl),
        }
    }
}

#[test]
fn a_text_or_attribute_of_two_gigabytes_is_refused_after_its_first_megabytes() {
    const ZWEI_GB: u64 = 2 << 30;
    for anfang in ["<entry><fullUrl value=\"", "<entry><fullUrl>", "<!--", "<", "<entry a"] {
        let mut endlos =
            Endlos { anfang: Cursor::new(bundle("").replace("</Bundle>", anfang).into_bytes()), rest: ZWEI_GB };
        let strom = BufReader::new(&mut endlos);
        let gelesen = erezept::buendel::lies(strom, &Vertrauen::default(), &Beigelegte::default(), |_| Ok::<_, ()>(()));
        assert!(gelesen.is_err(), "{anfang}");
        assert!(ZWEI_GB - endlos.rest < 20 << 20, "{anfang}: {} bytes were read", ZWEI_GB - endlos.rest);
    }
}

#[test]
fn a_prescription_of_endless_small_elements_is_refused() {
    let viele = bundle(&format!("<entry><resource><Bundle>{}", "<a/>".repeat(300_000)));
    let fehler = lies(viele.as_bytes(), &Beigelegte::default()).expect_err("too many");
    assert!(fehler.grund.contains("a document of more than"), "{fehler}");
}

#[test]
fn what_cannot_be_read_is_taken_from_beside_part_by_part() {
    let gut = Teile::default();
    let [verordnung, quittung, abgabe] =
        [gut.verordnung(), gut.quittung(), gut.abgabe()].map(|text| STANDARD.encode(cms(&text)));
    let platzhalter = "UGxhdHpoYWx0ZXI=";
    let mut beide = Beigelegte::default();
    let mut eine = Beigelegte::default();
    for (nr, text) in [gut.abgabe(), gut.verordnung()].iter().enumerate() {
        let lose = Beigelegt::lies(&baum::lies(text.as_bytes()).expect("FHIR")).expect("sound").expect("a part");
        if nr == 0 {
            assert!(eine.nimm(lose.clone()));
        }
        assert!(beide.nimm(lose.clone()) && !beide.nimm(lose), "each once");
    }
    let wurde = |daten: [&str; 3], beigelegt: &Beigelegte| {
        let (_, eintraege) = lies(bundle(&gut.mit(daten)).as_bytes(), beigelegt).expect("a bundle");
        eintraege
            .into_iter()
            .next()
            .expect("a prescription")
            .1
            .map(|r| r.hinweise.join("; "))
            .map_err(|fehler| fehler.feld)
    };
    let hinweis = |daten, beigelegt| wurde(daten, beigelegt).expect("a prescription");
    assert!(hinweis([&verordnung, &quittung, platzhalter], &eine).contains("the dispensing came beside"));
    assert!(hinweis([platzhalter, platzhalter, platzhalter], &beide).contains("the prescription came beside"));
    assert_eq!(wurde([platzhalter, &quittung, platzhalter], &eine), Err("Verordnung".to_owned()));
    assert_eq!(wurde([&verordnung, platzhalter, &abgabe], &beide), Err("Quittung".to_owned()));
    assert_eq!(wurde([&verordnung, &quittung, platzhalter], &Beigelegte::default()), Err("Abgabedaten".to_owned()));
}
