//! Letters about invented invoices.

use std::collections::{BTreeSet, HashMap};

use domain::{
    Abweichung, Anweisung, AnweisungsRezept, Betrag, Einzelposten, ErledigtesRezept, JaNein, Klasse, Rechnung,
    RechnungsPruefung, Status, Stufe, Vergabe, Verrechnung, Zahlungsstatus, ZuordnungsEntscheidung,
};
use muster::{euro, tag};

use super::*;

const BELEG: &str = "0000001";

/// The tables of a run with the invoice of `muster`.
#[derive(Default)]
struct Lauf {
    rechnungen: Vec<Rechnung>,
    pruefungen: Vec<RechnungsPruefung>,
    nicht_geliefert: Vec<Einzelposten>,
    erledigt: Vec<ErledigtesRezept>,
    abweichungen: Vec<Abweichung>,
    offen: HashMap<String, (u32, Betrag)>,
    anweisungen: Vec<Anweisung>,
    bezahlt: Vec<AnweisungsRezept>,
    verrechnungen: Vec<Verrechnung>,
    gesagt: BTreeSet<(String, String)>,
}

impl Lauf {
    fn neu() -> Self {
        Lauf { rechnungen: vec![muster::rechnung()], ..Lauf::default() }
    }

    /// A prescription with what is paid and what is cut of it.
    fn rezept(
        mut self,
        beleg: &str,
        pic: &str,
        status: u16,
        netto: Option<&str>,
        absetzung: &str,
        groesse: &str,
    ) -> Self {
        let (netto, absetzung) = (netto.map(euro), euro(absetzung));
        let klasse = if netto.is_some() { Klasse::Zahlen } else { Klasse::Abweisen };
        self.erledigt.push(ErledigtesRezept {
            beleg_id: beleg.into(),
            pic_nr: pic.into(),
            erledigt_am: tag("2005-03-11"),
            status: Status(status),
            klasse,
            vergabe: Vergabe::Automatisch,
            brutto: None,
            zuzahlung: None,
            ap_rabatt: None,
            hs_rabatt: None,
            absetzung: Some(absetzung),
            netto,
            stufe: Stufe::Z1,
            entscheidung: ZuordnungsEntscheidung::Programm,
            aktenzeichen: "100020525".into(),
            zahlungsziel: None,
            rabattstand: None,
            bisher: None,
            entscheidungen: Some(0),
        });
        if absetzung != Betrag::NULL {
            self.abweichungen.push(Abweichung {
                pic_nr: pic.into(),
                rechnungsnummer: "2005-1-1".into(),
                groesse: groesse.into(),
                berechnet: absetzung,
                anerkannt: Betrag::NULL,
                absetzung,
                grund: "Grund".into(),
                beleg_id: beleg.into(),
            });
        }
        if let Some(netto) = netto {
            self.bezahlt.push(AnweisungsRezept {
                anweisung_id: format!("BG28-{beleg}-1"),
                pic_nr: pic.into(),
                beleg_id: beleg.into(),
                aktenzeichen: String::new(),
                netto,
                rabatt: None,
                zahlungsziel: None,
                rabattstand: None,
            });
        }
        self
    }

    /// The order that pays an invoice.
    fn angewiesen(mut self, beleg: &str, betrag: &str, verrechnet: &str) -> Self {
        let tag = tag("2005-03-11");
        self.anweisungen.push(Anweisung {
            anweisung_id: format!("BG28-{beleg}-1"),
            zahlungsstatus: Zahlungsstatus::Abschluss,
            beleg_id: beleg.into(),
            rechnungsnummer: "2005-1-1".into(),
            rechnungssteller_ik: "303100245".into(),
            rechnungssteller: "Nord".into(),
            iban: String::new(),
            konto: "1162268".into(),
            blz: "29090605".into(),
            betrag: euro(betrag),
            anzahl_rezepte: 1,
            rabattfrist: tag,
            zahlungsziel: tag,
            anweisungsdatum: tag,
            angewiesen_am: tag,
            rechtzeitig: JaNein::Ja,
            rabatt_gefaehrdet: 0,
            quellkonto: String::new(),
            le_nr: String::new(),
            verrechnet: euro(verrechnet),
            ersetzt: String::new(),
        });
        self
    }

    fn post(&self) -> Vec<Post> {
        let kostentraeger: Kostentraeger = toml::from_str(include_str!(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../../../pipelines/payers/BG28.toml"
        )))
        .expect("the shipped payer");
        let sendung = Sendung { abgabe_datum: Some(tag("2005-02-04")), pzn: vec!["02619100".into()] };
        let blaetter =
            self.erledigt.iter().map(|e| ((e.beleg_id.clone(), e.pic_nr.clone()), sendung.clone())).collect();
        post(&Eingabe {
            kostentraeger: &kostentraeger,
            datum: tag("2005-03-11"),
            rechnungen: &self.rechnungen,
            rechnungssteller: &[],
            pruefungen: &self.pruefungen,
            nicht_geliefert: &self.nicht_geliefert,
            erledigt: &self.erledigt,
            abweichungen: &self.abweichungen,
            blaetter: &blaetter,
            offen: &self.offen,
            anweisungen: &self.anweisungen,
            bezahlt: &self.bezahlt,
            verrechnungen: &self.verrechnungen,
            gesagt: &self.gesagt,
            gesagt_am: &BTreeSet::new(),
        })
    }
}

fn brief(post: &Post) -> String {
    documents::text(&post.mitteilungen[0].blatt)
}

/// The amount at the end of the line that begins so.
fn betrag<'t>(text: &'t str, zeile: &str) -> &'t str {
    let zeile = text.lines().find(|l| l.starts_with(zeile)).unwrap_or_else(|| panic!("{zeile} is not in\n{text}"));
    zeile.split_whitespace().last().expect("an amount")
}

#[test]
fn an_invoice_paid_as_billed_has_no_letter() {
    let lauf = Lauf::neu().rezept(BELEG, "1", 0, Some("80.43"), "0.00", "").angewiesen(BELEG, "80.43", "0.00");
    assert!(lauf.post().is_empty());
}

#[test]
fn billed_less_cut_plus_added_is_what_is_paid() {
    let mut lauf = Lauf::neu()
        .rezept(BELEG, "1", 0, Some("80.43"), "0.00", "")
        .rezept(BELEG, "2", 0, Some("18.00"), "2.00", "ap_rabatt")
        .rezept(BELEG, "3", 0, Some("5.50"), "-0.50", "hs_rabatt")
        .rezept(BELEG, "4", 996, None, "12.00", "netto")
        .angewiesen(BELEG, "103.93", "0.00");
    lauf.offen.insert(BELEG.into(), (1, euro("7.00")));
    let post = lauf.post();
    let text = brief(&post[0]);
    assert_eq!(betrag(&text, "berechnet, netto, 4 Rezepte"), "117,43");
    assert_eq!(betrag(&text, "abzüglich"), "-14,00");
    assert_eq!(betrag(&text, "zuzüglich"), "0,50");
    assert_eq!(betrag(&text, "neuer Nettobetrag"), "103,93");
    assert_eq!(betrag(&text, "Summe"), "13,50");
    for steht in [
        "Angewiesen sind 103,93 EUR mit der Zahlung BG28-0000001-1",
        "für Februar 2005",
        "1 Rezept über brutto 7,00 EUR wird noch geprüft",
        "996 Grund; Grundlage: Angaben auf dem Verordnungsblatt",
        "erneut einreichen",
        "bis zum 10.04.2005",
        "04.02.2005",
        "02619100",
    ] {
        assert!(text.replace('\n', " ").contains(steht), "{steht} is not in\n{text}");
    }
    assert!(!text.contains("100020525"), "the case is the payer's own knowledge\n{text}");
    let told: Betrag = post[0].zeilen.iter().map(|zeile| zeile.absetzung).sum();
    assert_eq!((told, post[0].absetzung(), post[0].zeilen.len()), (euro("13.50"), euro("13.50"), 4));
}

#[test]
fn what_was_told_is_not_told_again() {
    let mut lauf = Lauf::neu().rezept(BELEG, "1", 996, None, "12.00", "netto");
    lauf.nicht_geliefert.push(Einzelposten { pic_nr: "9".into(), ..muster::einzelposten() });
    let post = lauf.post();
    assert!(brief(&post[0]).contains("nicht geliefert"));
    lauf.gesagt.extend(post[0].zeilen.iter().map(|zeile| (zeile.beleg_id.clone(), zeile.pic_nr.clone())));
    assert!(lauf.post().is_empty());
    let lauf = lauf.rezept(BELEG, "2", 997, None, "3.00", "netto");
    let text = brief(&lauf.post()[0]);
    assert_eq!(betrag(&text, "Summe"), "3,00");
}

#[test]
fn returns_of_all_invoices_of_a_biller_stand_on_one_cover_sheet() {
    let mut lauf = Lauf::neu()
        .rezept(BELEG, "1", 996, None, "12.00", "netto")
        .rezept("0000002", "2", 1003, None, "3.00", "netto")
        .rezept("0000002", "3", 0, Some("1.00"), "0.10", "ap_rabatt")
        .angewiesen("0000002", "1.00", "0.00");
    let zweite = Rechnung { beleg_id: "0000002".into(), rechnungsnummer: "2005-1-2".into(), ..muster::rechnung() };
    let fremde = Rechnung { beleg_id: "0000003".into(), rechnungssteller_ik: "306101210".into(), ..muster::rechnung() };
    lauf.rechnungen.extend([zweite, fremde]);
    let lauf = lauf.rezept("0000003", "4", 0, Some("1.00"), "0.10", "ap_rabatt").angewiesen("0000003", "1.00", "0.00");
    let post = lauf.post();
    assert_eq!((post.len(), post[0].mitteilungen.len()), (2, 2));
    let sheet = documents::text(post[0].deckblatt.as_ref().expect("something goes back"));
    assert_eq!(betrag(&sheet, "zusammen 2 Rezepte"), "15,00");
    assert_eq!(betrag(&sheet, "Rechnung 2005-1-2, 1 Rezept"), "3,00");
    assert!(post[1].deckblatt.is_none(), "nothing goes back to the second");
    assert!(brief(&post[0]).contains("erneut einreichen") && !brief(&post[0]).contains("zuständigen Kostenträger"));
}

#[test]
fn a_set_off_is_named_on_both_sides() {
    let mut lauf = Lauf::neu()
        .rezept(BELEG, "1", 0, Some("20.00"), "1.00", "ap_rabatt")
        .rezept("0000002", "2", 0, Some("-5.00"), "1.00", "ap_rabatt")
        .angewiesen(BELEG, "15.00", "-5.00");
    lauf.rechnungen.push(Rechnung { beleg_id: "0000002".into(), ..muster::rechnung() });
    lauf.bezahlt[1].anweisung_id = "BG28-0000001-1".into();
    lauf.verrechnungen.push(Verrechnung {
        anweisung_id: "BG28-0000001-1".into(),
        beleg_id: "0000002".into(),
        rechnungsnummer: "2005-1-1".into(),
        betrag: euro("-5.00"),
    });
    let post = lauf.post();
    let texte: Vec<String> =
        post[0].mitteilungen.iter().map(|m| documents::text(&m.blatt).replace('\n', " ")).collect();
    assert!(texte[0].contains("Forderungen aus anderen Rechnungen über 5,00 EUR verrechnet"), "{}", texte[0]);
    assert!(texte[1].contains("Wir haben sie über 5,00 EUR mit der Zahlung BG28-0000001-1 verrechnet"), "{}", texte[1]);
}

#[test]
fn figures_of_the_invoice_that_differ_are_told_alone_too() {
    let mut lauf = Lauf::neu().rezept(BELEG, "1", 0, Some("80.43"), "0.00", "").angewiesen(BELEG, "80.43", "0.00");
    lauf.pruefungen.push(RechnungsPruefung {
        beleg_id: BELEG.into(),
        rechnungsnummer: "2005-1-1".into(),
        nr: 7,
        groesse: "netto".into(),
        soll: "1336.92".into(),
        ist: "319.05".into(),
        differenz: "1017.87".into(),
        regel: "R07".into(),
    });
    let post = lauf.post();
    let text = brief(&post[0]);
    assert!(text.contains("1.336,92") && text.contains("319,05") && text.contains("1.017,87"), "{text}");
    assert!(post[0].deckblatt.is_none());
}
