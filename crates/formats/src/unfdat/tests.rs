mod damage;
mod fields;
mod identity;

use domain::JaNein;

use super::*;

fn fall(aktenzeichen: &str) -> Fall {
    Fall {
        aktenzeichen: aktenzeichen.into(),
        pz: "8".into(),
        geb_datum: domain::datum::aus_deutsch("19.01.1979"),
        unf_datum: domain::datum::aus_deutsch("12.06.2004"),
        vorname: "Jürgen".into(),
        zusatz: "Dr.".into(),
        name: "Meyer-Schulze".into(),
        strasse: "Friedhofstraße 63".into(),
        lkz: "D".into(),
        plz: "89073".into(),
        ort: "Ulm".into(),
        abgegeben: JaNein::Nein,
    }
}

fn written(faelle: &[Fall], page: CodePage) -> Vec<u8> {
    let mut bytes = Vec::new();
    for fall in faelle {
        write_record(fall, page, &mut bytes).expect("a case that fits");
    }
    bytes
}

fn gelesen(bytes: &[u8], page: CodePage) -> Gelesen {
    let gelesen = read("unfdat", bytes, page, None).expect("a stream");
    assert_eq!(
        gelesen.saetze,
        gelesen.faelle.len() as u64 + gelesen.abgelehnte_saetze,
        "every record is accounted for"
    );
    gelesen
}

fn cases(gelesen: Gelesen) -> Vec<Fall> {
    gelesen.faelle.into_iter().map(|gelesen| gelesen.fall).collect()
}

#[test]
fn the_field_list_is_that_of_the_layout() {
    crate::feldliste::pruefe("src/unfdat/felder.md", &LAYOUT);
}

#[test]
fn a_tape_image_is_named_as_such() {
    let error = read("band.img", b"VOL1 and so on", CodePage::Utf8, None).expect_err("not read yet");
    assert_eq!(error, UnfdatFehler::Datentraeger { datei: "band.img".into() });
    assert!(error.to_string().contains("are not read yet"));
    assert!(read("x", b"10002536$", CodePage::Utf8, Some(Carrier::Datentraeger)).is_err());
}

#[test]
fn a_file_in_another_code_page_is_refused() {
    let ascii = written(&[fall("10002536")], CodePage::Utf8);
    let error = read("x", &ascii, CodePage::Edf03Drv, None).expect_err("no separator of EBCDIC");
    assert!(matches!(error, UnfdatFehler::KeinTrenner { dollar: 0x5B, .. }), "{error}");
    assert!(error.to_string().contains("charset"));
}
