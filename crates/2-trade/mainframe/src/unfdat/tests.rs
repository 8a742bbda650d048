mod bytes;
mod code_pages;
mod damage;
mod fields;
mod identity;
mod images;

use charsets::edf03::CodePage;
use domain::{Ablehnung, Fall, JaNein};

use super::*;

fn fall(aktenzeichen: &str) -> Fall {
    Fall {
        aktenzeichen: aktenzeichen.into(),
        pz: "8".into(),
        geb_datum: domain::datum::aus_deutsch("19.01.1979").map(Into::into),
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
    muster::assert_committed(concat!(env!("CARGO_MANIFEST_DIR"), "/src/unfdat/felder.md"), &LAYOUT.markdown());
}
