//! What SR1 takes and what it refuses, rule by rule.

use domain::{Ablehnung, Betrag, JaNein, Lesung, Rechnungsart, UnfallDatum};
use proptest::prelude::*;

use super::*;
use crate::satzart::FEHLER_HOECHSTENS;

const RE: &str = "RE;SR1;2005-1-1;BG28;120991009;303100245;ARZ Nord;ARZ;02.2005;28.02.2005;02.03.2005;1;84,93;0,00;2,00;\
                  0,00;82,93;;1162268;29090605";
const EP: &str = "EP;503305647430;84,93;0,00";
const RZ: &str = "RZ;503305647430;120991009;;Meyer;Anna;;12.05.1954;Sophienstraße 39;D;38100;Braunschweig;10.12.2004;\
                  Muster;819470894;J;305327686;25.01.2005;04.02.2005;84,93;0,00;2,50;0,00;0,00;2,00;;x.tif;J";
const PO: &str = "PO;503305647430;1;2619100;1;82,43";
const BG28: Empfaenger<'_> = Empfaenger { kostentraeger: "BG28", ik: "120991009" };

fn lies_text(text: &str) -> Result<Sammelrechnung, Vec<Ablehnung>> {
    lies(text.as_bytes(), "r.csv", Zeichensatz::Auto, BG28)
}

/// The four lines, with one column (from 0) of one line replaced.
fn mit(zeile: usize, spalte: usize, wert: &str) -> String {
    let mut zeilen = [RE, EP, RZ, PO].map(str::to_owned);
    let mut felder: Vec<&str> = zeilen[zeile].split(';').collect();
    felder[spalte] = wert;
    zeilen[zeile] = felder.join(";");
    zeilen.join("\r\n")
}

fn fehler(text: &str) -> Vec<(u64, String, String)> {
    let ablehnungen = lies_text(text).expect_err(text);
    ablehnungen.into_iter().map(|a| (a.satz, a.feld, a.grund)).collect()
}

#[test]
fn what_is_collected_is_what_a_file_gives() {
    let s = lies_text(&[RE, EP, RZ, PO].join("\n")).expect("good form");
    let ablage = spill::Spill::in_memory();
    let mut sammler = Sammler::neu(&ablage);
    let rezept = Rezept { rechnungsnummer: String::new(), ..s.rezepte[0].clone() };
    sammler.rezept(&rezept, &s.einzelposten[0], &s.positionen).expect("memory");
    assert_eq!(sammler.anzahl(), 1);
    let gelesen = sammler.fertig(s.rechnung.clone()).expect("memory");
    assert_eq!(ohne_zeilen(typisiert::sammelrechnung(&gelesen)), ohne_zeilen(s));
}

/// An invoice whose rows do not say where they stood: another writer puts them elsewhere.
fn ohne_zeilen(mut s: Sammelrechnung) -> Sammelrechnung {
    s.einzelposten.iter_mut().for_each(|zeile| zeile.zeile = 0);
    s.rezepte.iter_mut().for_each(|zeile| zeile.zeile = 0);
    s.positionen.iter_mut().for_each(|zeile| zeile.zeile = 0);
    s
}

#[test]
fn a_whole_file_is_taken() {
    let s = lies_text(&[RE, EP, RZ, PO].join("\n")).expect("good form");
    assert_eq!((s.rechnung.rechnungsart, s.rechnung.abrechnungsmonat.as_str()), (Rechnungsart::Arz, "2005-02"));
    assert_eq!((s.rechnung.konto.as_str(), s.rechnung.blz.as_str()), ("1162268", "29090605"));
    assert_eq!(s.einzelposten[0].brutto, Betrag::aus_cent(8493));
    let rezept = &s.rezepte[0];
    assert_eq!(rezept.rechnungsnummer, "2005-1-1");
    assert_eq!(rezept.strasse, Lesung::Wert("Sophienstraße 39".into()));
    assert_eq!((&rezept.aktenzeichen, &rezept.zusatz), (&Lesung::Leer, &Lesung::Leer));
    assert_eq!(rezept.noctu, Lesung::Wert(Betrag::aus_cent(250)));
    assert!(rezept.hs_rabatt.leer() && rezept.aut_idem_kreuz.leer());
    assert_eq!(s.positionen[0].pzn, Lesung::Wert("02619100".into()));
    let s = s.mit_beleg("8968512", domain::datum::aus_iso("2005-03-11").expect("a day"));
    assert!(
        [&s.rechnung.beleg_id, &s.einzelposten[0].beleg_id, &s.rezepte[0].beleg_id, &s.positionen[0].beleg_id]
            .iter()
            .all(|beleg_id| *beleg_id == "8968512")
    );
}

#[test]
fn forms_that_are_taken() {
    for (zeile, spalte, wert) in [
        (0, 13, ""),
        (0, 16, "-5,00"),
        (0, 12, "350,6"),
        (0, 11, "0"),
        (0, 7, "KHA"),
        (1, 3, ""),
        (1, 1, "1"),
        (2, 7, "?"),
        (2, 7, ""),
        (2, 12, "00.03.2005"),
        (2, 12, "2005"),
        (2, 19, "?"),
        (2, 20, ""),
        (2, 24, ""),
        (2, 15, ""),
        (2, 16, "5327686"),
        (2, 2, "abc"),
        (2, 27, "?"),
        (3, 3, ""),
        (3, 3, "123"),
        (3, 3, "?"),
        (3, 4, "?"),
        (3, 4, "999"),
        (3, 5, "?"),
        (3, 2, "7"),
    ] {
        assert!(lies_text(&mit(zeile, spalte, wert)).is_ok(), "line {zeile}, column {spalte}: {wert:?}");
    }
}

#[test]
fn every_column_with_a_form_is_checked_under_its_own_name() {
    for (zeile, spalte, wert, name) in [
        (0, 1, "SR2", "formatversion"),
        (0, 2, "", "rechnungsnummer"),
        (0, 2, "123456789012345678901", "rechnungsnummer"),
        (0, 3, "BG10", "kostentraeger"),
        (0, 4, "120590446", "kostentraeger_ik"),
        (0, 5, "303100246", "rechnungssteller_ik"),
        (0, 5, "?", "rechnungssteller_ik"),
        (0, 6, "", "rechnungssteller"),
        (0, 7, "arz", "rechnungsart"),
        (0, 8, "13.2005", "abrechnungsmonat"),
        (0, 9, "31.02.2005", "rechnungsdatum"),
        (0, 10, "", "eingangsdatum"),
        (0, 11, "1,5", "anzahl_rezepte"),
        (0, 12, "", "brutto"),
        (0, 13, "0.00", "zuzahlung"),
        (0, 14, "", "ap_rabatt"),
        (0, 15, "x", "hs_rabatt"),
        (0, 16, "1.082,93", "netto"),
        (0, 16, "1000000000,00", "netto"),
        (0, 17, "DE09300606010001162268", "iban"),
        (0, 18, "12345678901", "konto"),
        (0, 19, "2909060", "blz"),
        (1, 1, "?", "pic_nr"),
        (1, 2, "", "brutto"),
        (1, 2, "?", "brutto"),
        (1, 3, "-1,00", "zuzahlung"),
        (2, 1, "5033056474301", "pic_nr"),
        (2, 7, "1.5.1954", "geb_datum"),
        (2, 12, "31.02.2005", "unf_datum"),
        (2, 15, "j", "arzt_unterschrift"),
        (2, 17, "00.01.2005", "vo_datum"),
        (2, 18, "2005", "abgabe_datum"),
        (2, 19, "", "brutto"),
        (2, 20, "5,000", "zuzahlung"),
        (2, 21, "x", "noctu"),
        (2, 22, "x", "schreibgebuehr"),
        (2, 23, "x", "beschaffungskosten"),
        (2, 24, "x", "ap_rabatt"),
        (2, 25, "x", "hs_rabatt"),
        (2, 27, "1", "bild_lesbar"),
        (3, 2, "?", "lfd_nr"),
        (3, 2, "0", "lfd_nr"),
        (3, 4, "", "faktor"),
        (3, 4, "0", "faktor"),
        (3, 4, "1000", "faktor"),
        (3, 4, "1,5", "faktor"),
        (3, 5, "", "taxe"),
        (3, 5, "82.43", "taxe"),
    ] {
        let gefunden = fehler(&mit(zeile, spalte, wert));
        let hier = gefunden.iter().find(|(satz, feld, _)| (*satz, feld.as_str()) == (zeile as u64 + 1, name));
        assert!(hier.is_some(), "{name} = {wert:?} gave {gefunden:?}");
    }
}

#[test]
fn either_iban_or_account() {
    let iban = mit(0, 17, "DE08 3006 0601 0001 1622 68");
    assert_eq!(fehler(&iban)[0].2, "expected either iban, or konto and blz");
    let nur_iban = iban.replace("1162268;29090605", ";");
    assert_eq!(lies_text(&nur_iban).expect("good form").rechnung.iban, "DE08300606010001162268");
    assert!(lies_text(&mit(0, 18, "")).is_err());
    assert!(lies_text(&mit(0, 19, "")).is_err());
    assert!(lies_text(&[RE, EP, RZ, PO].join("\n").replace("1162268;29090605", ";")).is_err());
}

#[test]
fn lines_belong_together() {
    for (text, satz, feld) in [
        (format!("{RE}\n{EP}\n{EP}\n{RZ}\n{PO}"), 3, "pic_nr"),
        (format!("{RE}\n{EP}\n{RZ}\n{RZ}\n{PO}"), 4, "pic_nr"),
        (format!("{RE}\n{EP}\nEP;0503305647430;1,00;"), 3, "pic_nr"),
        (format!("{RE}\n{RZ}\n{PO}\n{PO}"), 4, "lfd_nr"),
        (format!("{RE}\n{RZ}\n{PO};;\n{PO};;"), 4, "lfd_nr"),
        (format!("{RE}\n{EP}\n{PO}"), 3, "pic_nr"),
        (format!("{EP}\n{RE}"), 2, ""),
        (format!("{RE}\n{EP}\n{RE}"), 3, ""),
        (format!("{RE}\n{EP}\nXX;1;2"), 3, "satzart"),
        (format!("{RE}\n{EP};x"), 2, ""),
        (format!("{RE}\n{RZ};;x"), 2, ""),
        (format!("{RE};x\n{EP}"), 1, ""),
        (format!("{EP}\n{RZ}"), 0, ""),
        (String::new(), 0, ""),
    ] {
        let gefunden = fehler(&text);
        assert_eq!(gefunden.len(), 1, "{gefunden:?}");
        assert_eq!((gefunden[0].0, gefunden[0].1.as_str()), (satz, feld), "{gefunden:?}");
    }
    assert!(lies_text(&format!("{RE}\n{PO}\n{EP}\n{RZ};J\n")).is_ok(), "order after the header is free");
    let gefuellt = format!("{RE};\n{EP};;\n{RZ};;\n{PO};");
    assert!(lies_text(&gefuellt).is_ok(), "empty columns beyond the last say nothing");
}

#[test]
fn all_errors_of_a_file_at_once_with_their_places() {
    let text = format!("{RE}\r\n{EP};x\r\n{RZ}\r\nPO;9;1;;x;1,5,0\r\n").replace("SR1", "SR9");
    let gefunden = lies_text(&text).expect_err("four errors");
    let kurz: Vec<_> = gefunden.iter().map(|a| (a.satz, a.feld.as_str(), a.wert.as_str())).collect();
    assert_eq!(
        kurz,
        [
            (1, "formatversion", "SR9"),
            (2, "", "EP;503305647430;84,93;0,00;x"),
            (4, "pic_nr", "9"),
            (4, "faktor", "x"),
            (4, "taxe", "1,5,0")
        ]
    );
    assert!(gefunden.iter().all(|a| text[a.offset as usize..].starts_with(&a.wert)), "offsets point at the values");
    assert!(gefunden[3].grund.contains("1 to 999"), "{}", gefunden[3].grund);
}

#[test]
fn a_file_of_errors_is_not_read_without_end() {
    let text = format!("{RE}\n{}", "EP;1;x;0,00\n".repeat(FEHLER_HOECHSTENS));
    let gefunden = lies_text(&text).expect_err("errors");
    assert!((FEHLER_HOECHSTENS..FEHLER_HOECHSTENS + 3).contains(&gefunden.len()), "{}", gefunden.len());
    assert_eq!(gefunden[0].satz, 0, "the file as a whole comes first");
    assert!(gefunden[0].grund.contains("more than 100000 errors"), "{}", gefunden[0].grund);
}

#[test]
fn both_character_sets() {
    let text = [RE, EP, RZ, PO].join("\r\n");
    let (cp1252, _, _) = encoding_rs::WINDOWS_1252.encode(&text);
    let erwartet = lies_text(&text);
    for zeichensatz in [Zeichensatz::Auto, Zeichensatz::Windows1252] {
        assert_eq!(lies(&cp1252, "r.csv", zeichensatz, BG28), erwartet);
    }
    assert_eq!(lies_text(&format!("\u{feff}{text}")), erwartet);
    assert!(lies(&cp1252, "r.csv", Zeichensatz::Utf8, BG28).is_err());
    assert_eq!("latin1".parse::<Zeichensatz>().map_err(|e| e.to_string().contains("latin1")), Err(true));
}

#[test]
fn acceptance_invoices_have_good_form() {
    let Some(ordner) = muster::acceptance("a/drop/BG28/invoices") else { return };
    for datei in ["2005-1-1.csv", "2005-1-2.csv"] {
        let bytes = std::fs::read(ordner.join(datei)).expect("readable");
        let gelesen = lies(&bytes, datei, Zeichensatz::Auto, BG28).expect(datei);
        assert_eq!(gelesen.einzelposten.len(), 99);
        assert_eq!(lies(&schreibe(&gelesen), datei, Zeichensatz::Auto, BG28), Ok(gelesen), "{datei}");
    }
}

fn textfeld() -> impl Strategy<Value = Lesung<String>> {
    prop_oneof![
        Just(Lesung::Leer),
        Just(Lesung::NichtErkannt),
        "[A-Za-zÄÖÜäöüß;\"0-9][A-Za-z \"\n;.-]{0,8}[A-Za-z\";]".prop_map(Lesung::Wert)
    ]
}

fn betragsfeld() -> impl Strategy<Value = Lesung<Betrag>> {
    prop_oneof![Just(Lesung::NichtErkannt), (0..99_999_999_999_i64).prop_map(|c| Lesung::Wert(Betrag::aus_cent(c)))]
}

fn unfallfeld() -> impl Strategy<Value = Lesung<UnfallDatum>> {
    ["", "?", "2005", "03.2005", "00.03.2005", "2005-03-01"]
        .map(|text| Just(Lesung::aus_text(text).expect("an accident date")))
        .into_iter()
        .fold(Just(Lesung::Leer).boxed(), |eine, andere| prop_oneof![eine, andere].boxed())
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        name in textfeld(), ort in textfeld(), brutto in betragsfeld(), taxe in betragsfeld(), unf in unfallfeld(),
        kreuz in prop_oneof![Just(Lesung::Leer), Just(Lesung::Wert(JaNein::Nein))], cent in any::<i32>(),
    ) {
        let mut s = lies_text(&[RE, EP, RZ, PO].join("\n")).expect("good form");
        s.rechnung.netto = Betrag::aus_cent(i64::from(cent));
        let rezept = &mut s.rezepte[0];
        (rezept.name, rezept.ort, rezept.brutto) = (name, ort, brutto);
        (rezept.unf_datum, rezept.aut_idem_kreuz) = (unf, kreuz);
        s.positionen[0].taxe = taxe;
        let gelesen = lies(&schreibe(&s), "r.csv", Zeichensatz::Auto, BG28);
        prop_assert_eq!(gelesen.map(ohne_zeilen), Ok(ohne_zeilen(s)));
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mut datei = RE.as_bytes().to_vec();
        datei.extend(bytes);
        let _ = lies(&datei, "r.csv", Zeichensatz::Auto, BG28);
    }
}

#[test]
fn a_line_that_cannot_be_read_brings_no_error_but_its_own() {
    let refused = |text: &[u8]| {
        let errors = lies(text, "r.csv", Zeichensatz::Utf8, BG28).expect_err("a bad byte");
        errors.into_iter().map(|error| (error.satz, error.grund)).collect::<Vec<_>>()
    };
    let sound = mit(0, 2, "2005-02-117").into_bytes();
    for line in 0..4 {
        let mut lines: Vec<Vec<u8>> = sound.split(|byte| *byte == b'\n').map(<[u8]>::to_vec).collect();
        lines[line].push(0xE4);
        let errors = refused(&lines.join(&b'\n'));
        assert_eq!(errors, [(line as u64 + 1, "not a character of UTF-8".to_owned())]);
    }
}
