//! A prescription without a fault, as its biller delivers it.

use chrono::Days;
use domain::{
    Betrag, Datum, Einzelposten, EntscheidungsArt, JaNein, Lesung, Position, Rechnungsart, Rezept, UnfallDatum,
    pruefziffer,
};
use rules::Apothekenabschlag;

use super::artikel::{Sortiment, Ware, unbekannte_pzn};
use super::personen::Person;
use super::register::Register;
use super::woerter::Woerter;
use super::zufall::Zufall;

/// What all prescriptions of a delivery have in common.
pub struct Welt {
    /// Names.
    pub woerter: Woerter,
    /// Articles.
    pub sortiment: Sortiment,
    /// The discount by law, as the billers compute it.
    pub abschlag: Apothekenabschlag,
    /// IKs of the pharmacies.
    pub apotheken: Vec<String>,
    /// IK of the payer billed.
    pub ik: &'static str,
    /// Register of the payer billed.
    pub register: Register,
    /// IK and register of another payer of the audit centre.
    pub anderer: Option<(&'static str, Register)>,
    /// Day of receipt of the invoices.
    pub eingang: Datum,
}

/// A decision that comes with a delivery: kind, field and value.
pub type Beschluss = (EntscheidungsArt, String, String);

/// A prescription with everything that belongs to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Blatt {
    /// The sheet.
    pub rezept: Rezept,
    /// Its lines.
    pub positionen: Vec<Position>,
    /// Its line of the Einzelpostenliste; none = not listed.
    pub posten: Option<Einzelposten>,
    /// Whether the sheet is delivered; a listed one may be missing.
    pub geliefert: bool,
    /// The decisions of people on it.
    pub beschluesse: Vec<Beschluss>,
    /// Kind of its invoice.
    pub rechnungsart: Rechnungsart,
}

/// A line to be: its article (none = not in the reference list), quantity and price per pack.
pub type Abgabe<'w> = (Option<&'w Ware>, u32, Betrag);

impl Blatt {
    /// A prescription for somebody after an accident.
    pub fn neu(
        welt: &Welt,
        pic_nr: String,
        rechnungsart: Rechnungsart,
        person: &Person,
        unf_datum: Datum,
        zufall: &mut Zufall,
    ) -> Self {
        let rezept = rezept(welt, pic_nr, person, unf_datum, zufall);
        let mut blatt = Blatt {
            rezept,
            positionen: Vec::new(),
            posten: None,
            geliefert: true,
            beschluesse: Vec::new(),
            rechnungsart,
        };
        blatt.berechne(welt, &abgaben(welt, zufall), zufall);
        blatt
    }

    /// Puts these lines on the sheet, with gross and discounts as they come to.
    pub fn berechne(&mut self, welt: &Welt, abgaben: &[Abgabe], zufall: &mut Zufall) {
        let mut brutto = [&self.rezept.noctu, &self.rezept.schreibgebuehr, &self.rezept.beschaffungskosten]
            .into_iter()
            .filter_map(|gebuehr| gebuehr.wert())
            .sum();
        let (mut ap_rabatt, mut hs_rabatt) = (Betrag::NULL, Betrag::NULL);
        self.positionen.clear();
        for (lfd_nr, (ware, faktor, preis)) in (1..).zip(abgaben) {
            let taxe = preis.mal(*faktor);
            brutto += taxe;
            let (ap, hs) = ware.map_or_else(Default::default, |ware| self.rabatt(welt, ware, *faktor, taxe));
            ap_rabatt += ap;
            hs_rabatt += hs;
            self.positionen.push(Position {
                beleg_id: String::new(),
                pic_nr: self.rezept.pic_nr.clone(),
                lfd_nr,
                pzn: Lesung::Wert(match ware {
                    Some(ware) => geschrieben(ware, zufall),
                    None => unbekannte_pzn(zufall),
                }),
                faktor: Lesung::Wert(*faktor),
                taxe: Lesung::Wert(taxe),
                zeile: 0,
            });
        }
        self.rezept.ap_rabatt = Lesung::Wert(ap_rabatt);
        self.rezept.hs_rabatt = Lesung::Wert(hs_rabatt);
        self.setze_brutto(brutto);
    }

    /// Sets the gross, on the sheet and in the list.
    pub fn setze_brutto(&mut self, brutto: Betrag) {
        self.rezept.brutto = Lesung::Wert(brutto);
        self.posten = Some(Einzelposten {
            beleg_id: String::new(),
            pic_nr: self.rezept.pic_nr.clone(),
            brutto,
            zuzahlung: Betrag::NULL,
            zeile: 0,
        });
    }

    fn rabatt(&self, welt: &Welt, ware: &Ware, faktor: u32, taxe: Betrag) -> (Betrag, Betrag) {
        let Lesung::Wert(abgabe_datum) = self.rezept.abgabe_datum else { return Default::default() };
        if self.rechnungsart == Rechnungsart::Kha {
            return Default::default();
        }
        let ap = welt.abschlag.abschlag(ware.rabattart, taxe, faktor, abgabe_datum).unwrap_or_default();
        (ap, ware.hs_rabatt.mal(faktor))
    }
}

/// A text as captured: empty where nothing stood.
pub fn gelesen(text: impl Into<String>) -> Lesung<String> {
    let text = text.into();
    if text.is_empty() { Lesung::Leer } else { Lesung::Wert(text) }
}

fn rezept(welt: &Welt, pic_nr: String, person: &Person, unf_datum: Datum, zufall: &mut Zufall) -> Rezept {
    let woerter = &welt.woerter;
    let (lkz, plz, ort) = person.anschrift.ort(woerter);
    let vo_datum = welt.eingang - Days::new(zufall.zwischen(25..=60) as u64);
    Rezept {
        beleg_id: String::new(),
        rechnungsnummer: String::new(),
        bild: gelesen(format!("{pic_nr}.tif")),
        pic_nr,
        kostentraeger_ik: if zufall.promille(10) { Lesung::Leer } else { gelesen(welt.ik) },
        aktenzeichen: Lesung::Leer,
        name: gelesen(person.name(woerter)),
        vorname: gelesen(person.vorname(woerter)),
        zusatz: gelesen(person.zusatz()),
        geb_datum: Lesung::Wert(person.geb_datum.into()),
        strasse: gelesen(person.anschrift.strasse(woerter)),
        lkz: gelesen(lkz),
        plz: gelesen(plz),
        ort: gelesen(ort),
        unf_datum: Lesung::Wert(UnfallDatum::Genau(unf_datum)),
        unfallbetrieb: gelesen(woerter.betriebe.wort(woerter.betriebe.ziehe(zufall))),
        arzt_nr: gelesen(arzt_nr(zufall)),
        arzt_unterschrift: Lesung::Wert(JaNein::Ja),
        apotheken_ik: gelesen(apotheken_ik(&welt.apotheken, zufall)),
        vo_datum: Lesung::Wert(vo_datum),
        abgabe_datum: Lesung::Wert(vo_datum + Days::new(zufall.zwischen(0..=20) as u64)),
        brutto: Lesung::Leer,
        zuzahlung: Lesung::Wert(Betrag::NULL),
        noctu: gebuehr(250, 20, zufall),
        schreibgebuehr: gebuehr(26, 20, zufall),
        beschaffungskosten: gebuehr(zufall.zwischen(100..=850), 10, zufall),
        ap_rabatt: Lesung::Leer,
        hs_rabatt: Lesung::Leer,
        bild_lesbar: Lesung::Wert(JaNein::Ja),
        aut_idem_kreuz: Lesung::Wert(JaNein::from(zufall.promille(50))),
        herkunft: Datum::default(),
        zeile: 0,
        schon_berechnet: String::new(),
        erledigt_am: None,
    }
}

/// One to three lines, mostly one; a few articles are in no list.
fn abgaben<'w>(welt: &'w Welt, zufall: &mut Zufall) -> Vec<Abgabe<'w>> {
    let anzahl = zufall.eines(&[1, 1, 1, 1, 1, 1, 1, 2, 2, 3]);
    (0..anzahl)
        .map(|_| {
            let ware = welt.sortiment.ziehe(zufall);
            let in_der_liste = !zufall.promille(15);
            (in_der_liste.then_some(ware), zufall.eines(&[1, 1, 1, 1, 1, 1, 1, 1, 2, 3]), ware.preis)
        })
        .collect()
}

fn gebuehr(cent: i64, promille: u64, zufall: &mut Zufall) -> Lesung<Betrag> {
    Lesung::Wert(Betrag::aus_cent(if zufall.promille(promille) { cent } else { 0 }))
}

/// The PZN as it was captured: a leading zero is often left out.
fn geschrieben(ware: &Ware, zufall: &mut Zufall) -> String {
    match ware.pzn.strip_prefix('0') {
        Some(sieben) if zufall.promille(400) => sieben.to_owned(),
        _ => ware.pzn.clone(),
    }
}

/// The IK as it was captured: a few without the class 30.
fn apotheken_ik(apotheken: &[String], zufall: &mut Zufall) -> String {
    let ik = &apotheken[zufall.stelle(apotheken.len())];
    if zufall.promille(10) { ik[2..].to_owned() } else { ik.clone() }
}

fn arzt_nr(zufall: &mut Zufall) -> String {
    let (stamm, fachgruppe) = (zufall.zwischen(100_000..=999_999), zufall.zwischen(1..=68));
    let nummern = (0..10).map(|ziffer| format!("{stamm}{ziffer}{fachgruppe:02}"));
    nummern.into_iter().find(|nummer| pruefziffer::lanr_gueltig(nummer)).unwrap_or_default()
}

/// An IK of a class (two digits) with the right check digit.
pub fn ik(klasse: &str, zufall: &mut Zufall) -> String {
    let stamm = format!("{klasse}{:06}", zufall.unter(1_000_000));
    let mut nummern = (0..10).map(|ziffer| format!("{stamm}{ziffer}"));
    nummern.find(|ik| pruefziffer::ik_gueltig(ik)).expect("one of ten digits is the check digit")
}
