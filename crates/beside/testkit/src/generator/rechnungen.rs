//! Invoices: which prescription goes into which, and what their headers say.

use chrono::{Datelike, Days};
use domain::{Betrag, Datum, Lesung, Rechnung, Rechnungsart};
use forms::sammelrechnung::Sammelrechnung;

use super::abwandlungen::{Abwandlung, Erwartet, Wessen};
use super::blatt::{Beschluss, Blatt, Welt};
use super::fehler::Aenderung;
use super::personen::Person;
use super::register::{Akte, Auswahl};
use super::zufall::Zufall;
use super::{Auftrag, ERSTE_PIC_NR};

/// Who bills: IK, name, kind, IBAN, account, bank code.
const RECHNUNGSSTELLER: [(&str, &str, Rechnungsart, &str, &str, &str); 4] = [
    ("303100245", "Apothekenrechenzentrum Nord", Rechnungsart::Arz, "", "1162268", "29090605"),
    ("306101210", "Rezeptabrechnung Ost GmbH", Rechnungsart::Arz, "", "867750501", "84080000"),
    ("305327686", "Apotheke am Markt", Rechnungsart::Apo, "DE02120300000000202051", "", ""),
    ("302380060", "Klinikapotheke Musterstadt", Rechnungsart::Kha, "DE02500105170137075030", "", ""),
];

/// What is known of a delivered or listed prescription because it was made so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wahrheit {
    /// Number of its invoice.
    pub rechnungsnummer: String,
    /// Its picture number.
    pub pic_nr: String,
    /// The one thing that is special about it.
    pub abwandlung: Abwandlung,
    /// File number of the case it belongs to, 9 digits, whoever holds it; empty = there is none.
    pub aktenzeichen: String,
}

impl Wahrheit {
    /// The outcome that it must have.
    pub fn erwartet(&self) -> Erwartet {
        self.abwandlung.erwartet()
    }
}

/// An invoice with what people decided on its prescriptions.
#[derive(Clone, Debug)]
pub struct Lieferposten {
    /// The invoice.
    pub sammelrechnung: Sammelrechnung,
    /// The decisions, each with its picture number.
    pub beschluesse: Vec<(String, Beschluss)>,
    /// The truth about its prescriptions.
    pub wahrheit: Vec<Wahrheit>,
}

/// The invoice of a number from 0. Prescription n of the delivery is in invoice n modulo the number of invoices.
pub fn rechnung(auftrag: &Auftrag, welt: &Welt, nr: usize) -> Lieferposten {
    // Every status once: only billers to whom every rule applies.
    let steller = if auftrag.alle_status { nr % 2 } else { nr % RECHNUNGSSTELLER.len() };
    let rechnungsnummer = format!("{}-{}-{}", auftrag.datum.year(), auftrag.datum.month(), nr + 1);
    let mut posten = Lieferposten {
        sammelrechnung: Sammelrechnung {
            rechnung: kopf(auftrag, welt, steller, rechnungsnummer.clone()),
            einzelposten: Vec::new(),
            rezepte: Vec::new(),
            positionen: Vec::new(),
        },
        beschluesse: Vec::new(),
        wahrheit: Vec::new(),
    };
    for stelle in (nr..auftrag.rezepte).step_by(auftrag.rechnungen) {
        let (blatt, abwandlung, aktenzeichen) = blatt(auftrag, welt, stelle, RECHNUNGSSTELLER[steller].2);
        let pic_nr = blatt.rezept.pic_nr.clone();
        let wahrheit = Wahrheit { rechnungsnummer: rechnungsnummer.clone(), pic_nr, abwandlung, aktenzeichen };
        posten.nimm(blatt, wahrheit);
    }
    let rechnung = &mut posten.sammelrechnung.rechnung;
    rechnung.netto = rechnung.brutto - rechnung.ap_rabatt - rechnung.hs_rabatt - rechnung.zuzahlung;
    if auftrag.alle_status && nr + 1 == auftrag.rechnungen {
        verrechne(rechnung);
    }
    posten
}

impl Lieferposten {
    fn nimm(&mut self, blatt: Blatt, wahrheit: Wahrheit) {
        let Sammelrechnung { rechnung, einzelposten, rezepte, positionen } = &mut self.sammelrechnung;
        if let Some(listenposten) = blatt.posten {
            let beansprucht = |rabatt: &Lesung<Betrag>| rabatt.oder(Betrag::NULL).unwrap_or_default();
            rechnung.anzahl_rezepte += 1;
            rechnung.brutto += listenposten.brutto;
            rechnung.zuzahlung += listenposten.zuzahlung;
            rechnung.ap_rabatt += beansprucht(&blatt.rezept.ap_rabatt);
            rechnung.hs_rabatt += beansprucht(&blatt.rezept.hs_rabatt);
            einzelposten.push(listenposten);
        }
        let pic_nr = &wahrheit.pic_nr;
        self.beschluesse.extend(blatt.beschluesse.into_iter().map(|beschluss| (pic_nr.clone(), beschluss)));
        if blatt.geliefert {
            rezepte.push(blatt.rezept);
            positionen.extend(blatt.positionen);
        }
        self.wahrheit.push(wahrheit);
    }
}

fn kopf(auftrag: &Auftrag, welt: &Welt, steller: usize, rechnungsnummer: String) -> Rechnung {
    let (ik, name, rechnungsart, iban, konto, blz) = RECHNUNGSSTELLER[steller];
    let rechnungsdatum = welt.eingang - Days::new(2);
    Rechnung {
        beleg_id: String::new(),
        rechnungsnummer,
        kostentraeger: auftrag.kostentraeger[0].clone(),
        kostentraeger_ik: welt.ik.into(),
        rechnungssteller_ik: ik.into(),
        rechnungssteller: name.into(),
        rechnungsart,
        abrechnungsmonat: rechnungsdatum.format("%Y-%m").to_string(),
        rechnungsdatum,
        eingangsdatum: welt.eingang,
        anzahl_rezepte: 0,
        brutto: Betrag::NULL,
        zuzahlung: Betrag::NULL,
        ap_rabatt: Betrag::NULL,
        hs_rabatt: Betrag::NULL,
        netto: Betrag::NULL,
        iban: iban.into(),
        konto: konto.into(),
        blz: blz.into(),
        datei_sha256: String::new(),
        herkunft: Datum::default(),
        schon_berechnet: String::new(),
    }
}

/// A header in which no figure is right; the net is off by the difference of a real one.
fn verrechne(rechnung: &mut Rechnung) {
    let Rechnung { brutto, zuzahlung, ap_rabatt, hs_rabatt, netto, .. } = rechnung;
    for (summe, cent) in [(brutto, 50), (zuzahlung, 500), (ap_rabatt, 120), (hs_rabatt, 10)] {
        *summe += Betrag::aus_cent(cent);
    }
    rechnung.anzahl_rezepte += 2;
    *netto = rechnung.brutto - rechnung.ap_rabatt - rechnung.hs_rabatt - rechnung.zuzahlung + Betrag::aus_cent(1787);
}

/// The prescription at a place of the delivery, what is special about it, and the file number of its case.
fn blatt(auftrag: &Auftrag, welt: &Welt, stelle: usize, rechnungsart: Rechnungsart) -> (Blatt, Abwandlung, String) {
    let mut zufall = Zufall::strom(auftrag.saat, "rezept", stelle as u64);
    let gewuerfelt = Abwandlung::an(zufall.unter(100_000));
    let art = match Abwandlung::ALLE.get(stelle) {
        Some(art) if auftrag.alle_status => *art,
        _ => moeglich(gewuerfelt, welt, rechnungsart),
    };
    let elektronisch = auftrag.elektronisch(stelle % auftrag.rechnungen);
    let art = if elektronisch && !art.elektronisch() { Abwandlung::Genau } else { art };
    let doppelt = matches!(art, Abwandlung::DoppeltePicNr | Abwandlung::DoppeltePicNrFreigegeben);
    let pic_nr = format!("{:012}", ERSTE_PIC_NR + (stelle - usize::from(doppelt)) as u64);
    let akte = akte(welt, art, &mut zufall);
    let (person, unf_datum) = match akte {
        Some(akte) => (akte.person, akte.unf_datum),
        None => {
            let person = Person::ziehe(&welt.woerter, welt.eingang, &mut zufall);
            (person, welt.eingang - Days::new(zufall.zwischen(100..=1000) as u64))
        }
    };
    let mut blatt = Blatt::neu(welt, pic_nr, rechnungsart, &person, unf_datum, &mut zufall);
    Aenderung { blatt: &mut blatt, welt, akte, zufall: &mut zufall }.wende_an(art);
    (blatt, art, akte.map_or_else(String::new, Akte::aktenzeichen))
}

/// The kind, or one that needs nothing where this delivery lacks what the kind needs.
fn moeglich(art: Abwandlung, welt: &Welt, rechnungsart: Rechnungsart) -> Abwandlung {
    use Abwandlung::*;
    let ohne_rabatt = rechnungsart == Rechnungsart::Kha
        && matches!(art, UeberFestbetrag | UeberFestbetragMitKreuz | Rundung | RabattFehlt);
    let fehlt = match art.wessen() {
        Wessen::Eigener(auswahl) => !welt.register.hat(auswahl),
        Wessen::Anderer => !welt.anderer.as_ref().is_some_and(|(_, register)| register.hat(Auswahl::Aktiv)),
        Wessen::Unbekannt => false,
    };
    let niemand = !welt.register.hat(Auswahl::Aktiv);
    match art {
        AndererTraeger if welt.anderer.is_none() => Genau,
        _ if niemand && art.wessen() != Wessen::Unbekannt => OhneFall,
        _ if fehlt || ohne_rabatt => Genau,
        _ => art,
    }
}

fn akte<'w>(welt: &'w Welt, art: Abwandlung, zufall: &mut Zufall) -> Option<&'w Akte> {
    match art.wessen() {
        Wessen::Eigener(auswahl) => welt.register.ziehe(auswahl, zufall),
        Wessen::Anderer => welt.anderer.as_ref().and_then(|(_, register)| register.ziehe(Auswahl::Aktiv, zufall)),
        Wessen::Unbekannt => None,
    }
}
