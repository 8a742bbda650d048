//! The invoice as a whole: its figures as billed against what was found, and the findings R01–R09. They are reported
//! and never block.

use domain::{Befund, Betrag, RechnungsPruefung};
use rules::offen::schon_berechnet;
use rules::rabatt::{self, Rabatt, Rabattgrundlage};

use crate::Beleg;
use crate::korrekturen::Korrigiert;

/// What was done with the prescriptions of an invoice.
#[derive(Debug)]
pub struct Bearbeitung<'a> {
    /// Number of prescriptions with a rejecting finding.
    pub abgewiesen: usize,
    /// Which were corrected.
    pub korrigiert: &'a Korrigiert,
}

/// The figures of an invoice in their fixed order, and its findings.
pub fn pruefe(
    beleg: &Beleg,
    bearbeitung: &Bearbeitung,
    grundlage: &Rabattgrundlage,
) -> (Vec<RechnungsPruefung>, Vec<Befund>) {
    let figuren: Vec<Figur> =
        anzahlen(beleg).into_iter().chain(betraege(beleg, grundlage)).chain(zaehler(beleg, bearbeitung)).collect();
    let mut befunde: Vec<Befund> = figuren.iter().filter_map(|figur| figur.befund(beleg)).collect();
    befunde.extend(beleg.nicht_geliefert().map(|posten| {
        let text = "auf der Einzelpostenliste, aber nicht geliefert";
        Befund { pic_nr: posten.pic_nr.clone(), ..befund(beleg, "R08", "pic_nr", "", &posten.pic_nr, text) }
    }));
    befunde.extend(schon_berechnete(beleg));
    (figuren.into_iter().zip(1..).map(|(figur, nr)| figur.zeile(beleg, nr)).collect(), befunde)
}

/// A figure: a count, or euro.
struct Figur {
    groesse: &'static str,
    /// As billed and Soll − Ist; none for what is only counted.
    soll: Option<(String, String)>,
    ist: String,
    /// The finding if Soll and Ist differ, and what it says.
    regel: Option<(&'static str, String)>,
}

impl Figur {
    fn anzahl(groesse: &'static str, regel: (&'static str, &str), soll: u32, ist: usize) -> Figur {
        let differenz = i64::from(soll) - i64::try_from(ist).expect("a count of rows in memory");
        Figur {
            groesse,
            soll: Some((soll.to_string(), differenz.to_string())),
            ist: ist.to_string(),
            regel: (differenz != 0).then(|| (regel.0, regel.1.to_owned())),
        }
    }

    fn betrag(groesse: &'static str, regel: (&'static str, &str), soll: Betrag, ist: Betrag) -> Figur {
        Figur {
            groesse,
            soll: Some((soll.to_string(), (soll - ist).to_string())),
            ist: ist.to_string(),
            regel: (soll != ist).then(|| (regel.0, regel.1.to_owned())),
        }
    }

    fn zaehler(groesse: &'static str, ist: usize) -> Figur {
        Figur { groesse, soll: None, ist: ist.to_string(), regel: None }
    }

    fn befund(&self, beleg: &Beleg) -> Option<Befund> {
        let ((regel, text), (soll, _)) = (self.regel.as_ref()?, self.soll.as_ref()?);
        Some(befund(beleg, regel, self.groesse, &self.ist, soll, text))
    }

    fn zeile(self, beleg: &Beleg, nr: u32) -> RechnungsPruefung {
        let (soll, differenz) = self.soll.unwrap_or_default();
        RechnungsPruefung {
            beleg_id: beleg.rechnung.beleg_id.clone(),
            rechnungsnummer: beleg.rechnung.rechnungsnummer.clone(),
            nr,
            groesse: self.groesse.into(),
            soll,
            ist: self.ist,
            differenz,
            regel: self.regel.map_or_else(String::new, |(regel, _)| regel.into()),
        }
    }
}

fn befund(beleg: &Beleg, regel: &str, feld: &str, ist: &str, soll: &str, text: &str) -> Befund {
    Befund {
        pic_nr: String::new(),
        rechnungsnummer: beleg.rechnung.rechnungsnummer.clone(),
        regel: regel.into(),
        status: None,
        feld: feld.into(),
        ist: ist.into(),
        soll: soll.into(),
        text: text.into(),
        quelle: "Sammelrechnung".into(),
        beleg_id: beleg.rechnung.beleg_id.clone(),
    }
}

/// R01, R02
fn anzahlen(beleg: &Beleg) -> [Figur; 2] {
    let soll = beleg.rechnung.anzahl_rezepte;
    let gelistet = ("R01", "Anzahl der Rezepte stimmt nicht mit der Einzelpostenliste überein");
    let geliefert = ("R02", "Anzahl der Rezepte stimmt nicht mit der Lieferung überein");
    [
        Figur::anzahl("anzahl_rezepte", gelistet, soll, beleg.posten.len()),
        Figur::anzahl("anzahl_geliefert", geliefert, soll, beleg.blaetter.len()),
    ]
}

/// R03–R07
fn betraege(beleg: &Beleg, grundlage: &Rabattgrundlage) -> [Figur; 5] {
    let kopf = beleg.rechnung;
    let (rabatt, nicht_berechenbar) = rabatte(beleg, grundlage);
    let rabatt_text = |was: &str| match nicht_berechenbar {
        0 => format!("{was} stimmt nicht mit dem berechneten überein"),
        n => format!(
            "{was} stimmt nicht mit dem berechneten überein; nicht berechenbar und nicht enthalten: {n} Rezepte"
        ),
    };
    let netto = kopf.brutto - kopf.ap_rabatt - kopf.hs_rabatt - kopf.zuzahlung;
    let brutto_gelistet = beleg.posten.iter().map(|posten| posten.brutto).sum();
    let zuzahlung_gelistet = beleg.posten.iter().map(|posten| posten.zuzahlung).sum();
    let brutto_text = "Brutto stimmt nicht mit der Summe der Einzelpostenliste überein";
    let zuzahlung_text = "Zuzahlung stimmt nicht mit der Summe der Einzelpostenliste überein";
    let netto_text = "Netto ist nicht Brutto abzüglich Rabatten und Zuzahlung";
    [
        Figur::betrag("brutto", ("R03", brutto_text), kopf.brutto, brutto_gelistet),
        Figur::betrag("zuzahlung", ("R04", zuzahlung_text), kopf.zuzahlung, zuzahlung_gelistet),
        Figur::betrag("ap_rabatt", ("R05", &rabatt_text("Apothekenrabatt")), kopf.ap_rabatt, rabatt.ap),
        Figur::betrag("hs_rabatt", ("R06", &rabatt_text("Herstellerrabatt")), kopf.hs_rabatt, rabatt.hs),
        Figur::betrag("netto", ("R07", netto_text), kopf.netto, netto),
    ]
}

/// The discounts computed over what was delivered and listed, whatever its status; and how many cannot be computed.
fn rabatte(beleg: &Beleg, grundlage: &Rabattgrundlage) -> (Rabatt, usize) {
    let gelistet = beleg.blaetter.iter().filter(|blatt| beleg.posten(&blatt.rezept.pic_nr).is_some());
    let berechnet = gelistet.map(|blatt| rabatt::berechne(blatt, beleg.rechnung.rechnungsart, grundlage));
    berechnet.fold((Rabatt::default(), 0), |(summe, fehlend), rabatt| match rabatt {
        Ok(rabatt) => (Rabatt { ap: summe.ap + rabatt.ap, hs: summe.hs + rabatt.hs }, fehlend),
        Err(_) => (summe, fehlend + 1),
    })
}

/// The counts on the audit centre's screen.
fn zaehler(beleg: &Beleg, bearbeitung: &Bearbeitung) -> [Figur; 4] {
    let korrekturen: Vec<_> = beleg.blaetter.iter().map(|blatt| bearbeitung.korrigiert.von(blatt.rezept)).collect();
    let anzahl = |zaehlt: fn(&(bool, bool)) -> bool| korrekturen.iter().filter(|k| zaehlt(k)).count();
    [
        Figur::zaehler("abgewiesen", bearbeitung.abgewiesen),
        Figur::zaehler("korrigiert", anzahl(|(erst, zweit)| *erst || *zweit)),
        Figur::zaehler("erstkorrektur", anzahl(|(erst, _)| *erst)),
        Figur::zaehler("zweitkorrektur", anzahl(|(_, zweit)| *zweit)),
    ]
}

/// R09: the invoice number or the PicNr was billed before.
fn schon_berechnete(beleg: &Beleg) -> impl Iterator<Item = Befund> {
    let kopf = beleg.rechnung;
    let rechnung = (!kopf.schon_berechnet.is_empty()).then(|| {
        let frueher = format!("schon berechnet mit Beleg {}", kopf.schon_berechnet);
        befund(beleg, "R09", "rechnungsnummer", &kopf.rechnungsnummer, "", &frueher)
    });
    let rezepte = beleg.unerledigte().filter_map(move |blatt| {
        let frueher = format!("schon berechnet mit Beleg {}", schon_berechnet(blatt.rezept, kopf)?);
        let pic_nr = blatt.rezept.pic_nr.clone();
        Some(Befund { pic_nr, ..befund(beleg, "R09", "pic_nr", &blatt.rezept.pic_nr, "", &frueher) })
    });
    rechnung.into_iter().chain(rezepte.collect::<Vec<_>>())
}
