//! Every element that we read, as each generation of profiles writes it.

use domain::Betrag;
use erezept::rezept::IRRLAEUFER;

use crate::pakete::{ID, Teile, abschlag, versicherung, zeile};

const PZN: &str = "http://fhir.de/CodeSystem/ifa/pzn";
const TA1: &str = "http://TA1.abda.de";

fn unfall(erweiterung: &str, teile: [&str; 3], kennzeichen: &str, tag: &str, betrieb: &str) -> String {
    let teil = |name: &str, art: &str, wert: &str| match (art, wert) {
        (_, "") => String::new(),
        ("valueCoding", wert) => {
            format!("<extension url=\"{name}\"><valueCoding><code value=\"{wert}\"/></valueCoding></extension>")
        }
        (art, wert) => format!("<extension url=\"{name}\"><{art} value=\"{wert}\"/></extension>"),
    };
    format!(
        "<extension url=\"https://fhir.kbv.de/StructureDefinition/{erweiterung}\">{}{}{}</extension>",
        teil(teile[0], "valueCoding", kennzeichen),
        teil(teile[1], "valueDate", tag),
        teil(teile[2], "valueString", betrieb),
    )
}

#[test]
fn an_accident_has_mark_day_and_firm_whatever_the_profile() {
    let (gross, klein) =
        (["Unfallkennzeichen", "Unfalltag", "Unfallbetrieb"], ["unfallkennzeichen", "unfalltag", "unfallbetrieb"]);
    for (erweiterung, namen) in [
        ("KBV_EX_ERP_Accident", klein),
        ("KBV_EX_ERP_Accident", gross),
        ("KBV_EX_FOR_Accident", gross),
        ("KBV_EX_FOR_Accident|1.3", gross),
    ] {
        let auftrag = unfall(erweiterung, namen, "2", "2026-02-27", "Dachdeckerei &amp; Söhne");
        let gelesen = Teile { auftrag, ..Teile::default() }.lies().expect("a prescription");
        assert_eq!(gelesen.verordnung.unfallkennzeichen, "2", "{erweiterung}");
        assert_eq!(gelesen.rezept.unf_datum.to_string(), "2026-02-27", "{erweiterung}");
        assert_eq!(gelesen.rezept.unfallbetrieb.to_string(), "Dachdeckerei & Söhne", "{erweiterung}");
    }
}

#[test]
fn an_occupational_disease_has_neither_day_nor_firm_and_a_day_may_be_incomplete() {
    let mit = |kennzeichen: &str, tag: &str| {
        let namen = ["Unfallkennzeichen", "Unfalltag", "Unfallbetrieb"];
        let auftrag = unfall("KBV_EX_FOR_Accident", namen, kennzeichen, tag, "");
        Teile { auftrag, ..Teile::default() }.lies().expect("a prescription")
    };
    let krankheit = mit("4", "");
    assert_eq!(krankheit.verordnung.unfallkennzeichen, "4");
    assert!(krankheit.rezept.unf_datum.wert().is_none() && krankheit.rezept.unfallbetrieb.wert().is_none());
    for (tag, unvollstaendig) in [("2026-02", true), ("2026", true), ("2026-02-01", false)] {
        let gelesen = mit("2", tag).rezept.unf_datum;
        assert_eq!(gelesen.wert().expect("a date").genau().is_none(), unvollstaendig, "{tag}");
    }
}

#[test]
fn parts_of_a_name_stand_in_their_order() {
    let hl7 = "http://hl7.org/fhir/StructureDefinition";
    let patient = format!(
        "<name><use value=\"maiden\"/><family value=\"Geborene\"/></name><name><use value=\"official\"/>\
         <family value=\"Freiherr von der Tanne-Ähre\">\
         <extension url=\"{hl7}/humanname-own-prefix\"><valueString value=\"von der\"/></extension>\
         <extension url=\"http://fhir.de/StructureDefinition/humanname-namenszusatz\"><valueString value=\"Freiherr\"/></extension>\
         <extension url=\"{hl7}/humanname-own-name\"><valueString value=\"Tanne-Ähre\"/></extension></family>\
         <given value=\"Eva\"/><given value=\"Maria\"/><prefix value=\"Dr. med.\"/></name><birthDate value=\"1979-06\"/>"
    );
    let rezept = Teile { patient, ..Teile::default() }.lies().expect("a prescription").rezept;
    assert_eq!(rezept.name.to_string(), "Tanne-Ähre");
    assert_eq!(rezept.vorname.to_string(), "Eva Maria");
    assert_eq!(rezept.zusatz.to_string(), "Freiherr von der Dr. med.");
    assert_eq!(rezept.geb_datum.to_string(), "00.06.1979", "the day is unknown");
}

#[test]
fn an_address_is_a_street_or_a_post_box() {
    let hl7 = "http://hl7.org/fhir/StructureDefinition/iso21090-ADXP";
    let teil =
        |was: &str, wert: &str| format!("<extension url=\"{hl7}-{was}\"><valueString value=\"{wert}\"/></extension>");
    let mit = |art: &str, zeile: &str| {
        let patient = format!(
            "<address><type value=\"{art}\"/>{zeile}<city value=\"Köln\"/><postalCode value=\"50667\"/><country value=\"D\"/></address>"
        );
        Teile { patient, ..Teile::default() }.lies().expect("a prescription").rezept
    };
    let strasse =
        format!("<line value=\"Am Dom 7\">{}{}</line>", teil("streetName", "Am  Dom"), teil("houseNumber", "7"));
    assert_eq!(mit("both", &strasse).strasse.to_string(), "Am Dom 7");
    let ohne_teile = mit("both", "<line value=\"Am Dom 7a\"/>");
    assert_eq!(
        [ohne_teile.strasse, ohne_teile.plz, ohne_teile.ort, ohne_teile.lkz].map(|f| f.to_string()),
        ["Am Dom 7a", "50667", "Köln", "D"]
    );
    let postfach = format!("<line value=\"Postfach 4711\">{}</line>", teil("postBox", "4711"));
    assert_eq!(mit("postal", &postfach).strasse.to_string(), "Postfach 4711");
}

#[test]
fn the_payer_of_an_accident_is_the_one_named_beside_the_other() {
    for (art, alternative, soll) in [
        ("BG", "120590446", "120590446"),
        ("UK", "120590446", "120590446"),
        ("BG", "", "120991009"),
        ("GKV", "120590446", "120991009"),
    ] {
        let versicherung = versicherung(art, "120991009", alternative);
        let gelesen = Teile { versicherung, ..Teile::default() }.lies().expect("a prescription");
        assert_eq!(gelesen.rezept.kostentraeger_ik.to_string(), soll, "{art} {alternative}");
        assert_eq!(gelesen.verordnung.versicherung, art);
    }
}

#[test]
fn the_cross_of_aut_idem_forbids_another_medicine() {
    for (erlaubt, kreuz) in [("true", "nein"), ("false", "ja")] {
        let auftrag = format!("<substitution><allowedBoolean value=\"{erlaubt}\"/></substitution>");
        let gelesen = Teile { auftrag, ..Teile::default() }.lies().expect("a prescription");
        assert_eq!(gelesen.rezept.aut_idem_kreuz.to_string(), kreuz);
    }
}

#[test]
fn several_lines_with_factors_and_every_special_code() {
    let zeilen = [
        zeile(1, PZN, "00427833", "3", "30.00", ""),
        zeile(2, PZN, "1234567", "1.000", "5.50", ""),
        zeile(3, TA1, "02567018", "1", "2.50", ""),
        zeile(4, TA1, "02567001", "1", "4.26", ""),
        zeile(5, "http://TA1.abda.de/", "06460688", "1", "4.26", ""),
        zeile(6, TA1, "09999637", "1", "8.40", ""),
        zeile(7, TA1, "06460702", "1", "20.00", ""),
    ];
    let gesamt = "<value value=\"74.920\"/>".into();
    let gelesen = Teile { zeilen: zeilen.concat(), gesamt, ..Teile::default() }.lies().expect("a prescription");
    let r = &gelesen.rezept;
    let betraege = [&r.brutto, &r.noctu, &r.schreibgebuehr, &r.beschaffungskosten].map(ToString::to_string);
    assert_eq!(betraege, ["74.92", "2.50", "8.52", "8.40"]);
    let zeilen: Vec<String> =
        gelesen.positionen.iter().map(|p| format!("{} {} {} {}", p.lfd_nr, p.pzn, p.faktor, p.taxe)).collect();
    assert_eq!(zeilen, ["1 00427833 3 30.00", "2 01234567 1 5.50", "7 06460702 1 20.00"]);
}

#[test]
fn a_factor_that_is_no_whole_number_waits_for_a_person() {
    for faktor in ["1.5", "0", "1000", "-1", "x", ""] {
        let zeilen = zeile(1, PZN, "00427833", faktor, "12.50", "");
        let gelesen = Teile { zeilen, ..Teile::default() }.lies().expect("a prescription");
        assert_eq!(gelesen.positionen[0].faktor.to_string(), "?", "{faktor}");
    }
}

#[test]
fn what_the_insured_paid_is_copayment_or_no_part_of_the_bill() {
    let zuzahlung = "<extension url=\"http://x/DAV-EX-ERP-Gesamtzuzahlung\"><valueMoney><value value=\"5.00\"/></valueMoney></extension>";
    for (gesamtzuzahlung, kosten, soll) in [
        ("", "0=5.00 1=7.30", "42.70 5.00"),
        (zuzahlung, "0=5.00 1=7.30", "42.70 5.00"),
        ("", "0=5.00 2=1.50", "50.00 6.50"),
        // The sum of the dispensing may leave out the own share.
        (zuzahlung, "0=5.00 2=1.50", "50.00 6.50"),
        (zuzahlung, "", "50.00 5.00"),
    ] {
        let zeilen = zeile(1, PZN, "00427833", "1", "50.00", kosten);
        let gesamt = format!("{gesamtzuzahlung}<value value=\"50.00\"/>");
        let gelesen = Teile { zeilen, gesamt, ..Teile::default() }.lies().expect("a prescription");
        assert_eq!(format!("{} {}", gelesen.rezept.brutto, gelesen.rezept.zuzahlung), soll, "{kosten}");
        assert_eq!(gelesen.positionen[0].taxe, gelesen.rezept.brutto, "the line is without it, too");
        let mehrkosten = gelesen.hinweise.iter().any(|hinweis| hinweis.contains("Mehrkosten 7.30"));
        assert_eq!(mehrkosten, kosten.contains("1="), "{:?}", gelesen.hinweise);
    }
}

#[test]
fn every_discount_counts_to_its_kind_and_stands_by_itself() {
    let codes: Vec<String> = (1..=10).map(|nr| format!("R{nr:03}")).chain(["Z001".into()]).collect();
    let alle: String = codes
        .iter()
        .zip(1..)
        .map(|(code, nr)| {
            let betrag = if code.starts_with('Z') { "3.00".to_owned() } else { format!("-{nr}.10") };
            abschlag(code, &betrag)
        })
        .collect();
    let abrechnung = format!("<lineItem>{alle}</lineItem><lineItem>{}</lineItem>", abschlag("R001", "-0.40"));
    let gelesen = Teile { abrechnung, ..Teile::default() }.lies().expect("a prescription");
    assert_eq!(gelesen.rezept.ap_rabatt.to_string(), "1.50", "R001 of both lines");
    let hersteller: i64 = (2..=10).map(|nr| nr * 100 + 10).sum();
    assert_eq!(gelesen.rezept.hs_rabatt.wert(), Some(&Betrag::aus_cent(hersteller)));
    let einzeln: Vec<&str> = gelesen.abrechnung.zuabschlaege.iter().map(|(code, _)| code.as_str()).collect();
    assert_eq!(einzeln.len(), 12);
    assert_eq!(einzeln[..11], codes);
}

#[test]
fn a_prescription_to_the_wrong_payer_is_nobodys() {
    let abrechnung = |wert: &str| {
        format!(
            "<extension url=\"https://fhir.gkvsv.de/StructureDefinition/GKVSV_EX_ERP_Irrlaeufer\"><valueBoolean value=\"{wert}\"/></extension>"
        )
    };
    for (wert, soll) in [("true", IRRLAEUFER), ("false", "120991009")] {
        let gelesen = Teile { abrechnung: abrechnung(wert), ..Teile::default() }.lies().expect("a prescription");
        assert_eq!(gelesen.rezept.kostentraeger_ik.to_string(), soll);
    }
}

#[test]
fn parts_of_a_compounded_medicine_are_kept_with_factor_and_price() {
    let teil = |code: &str, faktor: &str, preis: &str| {
        let kennzeichen = |name: &str, wert: &str| {
            format!(
                "<extension url=\"http://x/DAV-EX-ERP-Zusatzdaten{name}\"><valueCodeableConcept><coding><code value=\"{wert}\"/></coding></valueCodeableConcept></extension>"
            )
        };
        format!(
            "<lineItem><chargeItemCodeableConcept><coding><system value=\"{PZN}\"/><code value=\"{code}\"/></coding></chargeItemCodeableConcept><priceComponent>{}{}<factor value=\"{faktor}\"/><amount><value value=\"{preis}\"/></amount></priceComponent></lineItem>",
            kennzeichen("Faktorkennzeichen", "11"),
            kennzeichen("Preiskennzeichen", "14")
        )
    };
    let art = |ressource: &str, code: &str, inhalt: &str| {
        format!(
            "<entry><resource><{ressource}><type><coding><code value=\"{code}\"/></coding></type>{inhalt}</{ressource}></resource></entry>"
        )
    };
    let einheit = |teile: &str| art("Invoice", "ZusatzdatenEinheit", teile);
    let herstellung = [
        art("MedicationDispense", "ZusatzdatenHerstellung", ""),
        einheit(&[teil("00427833", "500.000", "1.20"), teil("09999011", "1000", "0.80")].concat()),
        einheit(&teil("00427833", "250.000", "0.60")),
        art("MedicationDispense", "ZusatzdatenHerstellung", ""),
        einheit(&teil("06460518", "1", "2.00")),
    ]
    .concat();
    let gelesen = Teile { herstellung, ..Teile::default() }.lies().expect("a prescription");
    let teile: Vec<String> = gelesen
        .abgabe
        .rezepturen
        .iter()
        .map(|t| {
            format!("{:?} {} {} {} {} {}", t.nummer, t.pzn, t.faktor, t.faktorkennzeichen, t.preiskennzeichen, t.preis)
        })
        .collect();
    assert_eq!(
        teile,
        [
            "(1, 1, 1) 00427833 500.000 11 14 1.20",
            "(1, 1, 2) 09999011 1000 11 14 0.80",
            "(1, 2, 1) 00427833 250.000 11 14 0.60",
            "(2, 1, 1) 06460518 1 11 14 2.00"
        ]
    );
    assert_eq!(gelesen.rezept.brutto.to_string(), "12.50", "what counts for money is the line");
}

#[test]
fn the_number_of_a_prescription_is_the_same_in_all_its_parts() {
    let anders = "160.000.000.000.002.51";
    for (teile, feld) in [
        (Teile { id_der_abgabe: anders.into(), ..Teile::default() }, "Abgabedaten"),
        (Teile { id_der_quittung: anders.into(), ..Teile::default() }, "Quittung"),
        (Teile { apotheke: "302380071".into(), ..Teile::default() }, "issuer"),
    ] {
        assert_eq!(teile.lies().expect_err(feld).feld, feld);
    }
    let alt = Teile { id_system: "https://gematik.de/fhir/NamingSystem/PrescriptionID", ..Teile::default() };
    assert_eq!(alt.lies().expect("a prescription").abrechnung.erezept_id, ID);
}

#[test]
fn days_are_read_and_pharmacies_named() {
    let rezept = Teile::default().lies().expect("a prescription").rezept;
    let felder = [rezept.vo_datum.to_string(), rezept.abgabe_datum.to_string(), rezept.apotheken_ik.to_string()];
    assert_eq!(felder, ["2026-03-02", "2026-03-03", "302380060"]);
    assert_eq!(rezept.arzt_unterschrift.to_string(), "nein", "nobody signed it");
}
