//! Figures of prescriptions.

use std::collections::BTreeMap;

use domain::{
    Artikelsumme, Aufgabensumme, Automatikmonat, Betrag, Datum, Dauerklasse, Erledigt, ErledigtesRezept, Fristtag,
    Indikation, Klasse, Offengrund, Preisklasse, Rabattgrund, Rabattmonat, Rabattstand, Rabattverlust,
    Rechnungsstellermonat, Rueckmeldesumme, Status, Statussumme, Stufe, Stufensumme, Tabelle, ZuordnungsEntscheidung,
};

use super::{Artikelzahlen, monat, promille, zehntel};
use crate::gruppen::{nachbarn_zusammen, zusammen};

/// What the figures need of an invoice.
#[derive(Clone, Debug)]
pub struct Kopf {
    /// IK of the biller.
    pub ik: String,
    /// Its name.
    pub name: String,
    /// Day of receipt.
    pub eingang: Datum,
}

/// Least days of the classes of [`Dauerklasse`].
const DAUER_AB: [u32; 6] = [0, 3, 6, 9, 11, 31];
/// Limits of the classes of [`Preisklasse`] in euro.
const PREIS_BIS: [i64; 6] = [10, 25, 50, 100, 500, 1000];

/// Sums over prescriptions of one payer, or of several.
#[derive(Debug, Default)]
pub struct Rezeptzahlen {
    steller: BTreeMap<(String, String), Rechnungsstellermonat>,
    status: BTreeMap<Status, Statussumme>,
    rabatte: BTreeMap<String, Rabattmonat>,
    gruende: BTreeMap<(Rabattstand, String), Rabattgrund>,
    dauer: BTreeMap<u32, (u32, Betrag)>,
    automatik: BTreeMap<String, (u32, u32)>,
    aufgaben: BTreeMap<String, u32>,
    stufen: BTreeMap<(Stufe, ZuordnungsEntscheidung), u32>,
    offen: BTreeMap<String, Offengrund>,
    preise: BTreeMap<usize, Preisklasse>,
    fristen: BTreeMap<Datum, Fristtag>,
    rueckmeldungen: BTreeMap<String, Rueckmeldesumme>,
    /// Articles and indications.
    pub artikel: Artikelzahlen,
}

impl Rezeptzahlen {
    fn steller(&mut self, kopf: &Kopf, tag: Datum) -> &mut Rechnungsstellermonat {
        let monat = monat(tag);
        self.steller.entry((monat.clone(), kopf.ik.clone())).or_insert_with(|| Rechnungsstellermonat {
            rechnungssteller_ik: kopf.ik.clone(),
            rechnungssteller: kopf.name.clone(),
            monat,
            geliefert: 0,
            brutto_geliefert: Betrag::NULL,
            bezahlt: 0,
            netto: Betrag::NULL,
            abgewiesen: 0,
            brutto_abgewiesen: Betrag::NULL,
            abweichend: 0,
            absetzung: Betrag::NULL,
        })
    }

    /// Counts a prescription that the run of that day imported.
    pub fn geliefert(&mut self, kopf: &Kopf, tag: Datum, brutto: Option<Betrag>) {
        let summe = self.steller(kopf, tag);
        summe.geliefert += 1;
        summe.brutto_geliefert += brutto.unwrap_or_default();
    }

    /// Counts a prescription that the run of its day ordered or returned; `von_hand`: a person decided something on it.
    pub fn erledigt(&mut self, rezept: &ErledigtesRezept, kopf: &Kopf, text: &str, von_hand: bool) {
        self.ergebnis(rezept, kopf);
        self.status(rezept, text);
        self.preisklasse(rezept);
        let automatik = self.automatik.entry(monat(rezept.erledigt_am)).or_default();
        automatik.0 += 1;
        automatik.1 += u32::from(!von_hand);
        *self.stufen.entry((rezept.stufe, rezept.entscheidung)).or_default() += 1;
        if rezept.klasse == Klasse::Zahlen {
            self.rabatt(rezept);
            let tage = (rezept.erledigt_am - kopf.eingang).num_days().max(0) as u32;
            let dauer = self.dauer.entry(tage).or_default();
            dauer.0 += 1;
            dauer.1 += rezept.netto.unwrap_or_default();
        }
    }

    /// Counts what was settled anew by the difference alone: the prescription was counted when it was settled first.
    pub fn nachtrag(&mut self, rezept: &ErledigtesRezept, kopf: &Kopf) {
        self.steller(kopf, rezept.erledigt_am).netto += rezept.netto().unwrap_or_default();
    }

    fn ergebnis(&mut self, rezept: &ErledigtesRezept, kopf: &Kopf) {
        let summe = self.steller(kopf, rezept.erledigt_am);
        if rezept.klasse == Klasse::Zahlen {
            let absetzung = rezept.absetzung.unwrap_or_default();
            summe.bezahlt += 1;
            summe.netto += rezept.netto.unwrap_or_default();
            summe.abweichend += u32::from(absetzung != Betrag::NULL);
            summe.absetzung += absetzung;
        } else {
            summe.abgewiesen += 1;
            summe.brutto_abgewiesen += rezept.brutto.unwrap_or_default();
        }
    }

    fn status(&mut self, rezept: &ErledigtesRezept, text: &str) {
        let summe = self.status.entry(rezept.status).or_insert_with(|| Statussumme {
            klasse: Some(rezept.klasse),
            status: Some(rezept.status),
            text: text.to_owned(),
            anzahl: 0,
            brutto: Betrag::NULL,
            netto: Betrag::NULL,
        });
        summe.anzahl += 1;
        summe.brutto += rezept.brutto.unwrap_or_default();
        summe.netto += rezept.netto.unwrap_or_default();
    }

    fn preisklasse(&mut self, rezept: &ErledigtesRezept) {
        let brutto = rezept.brutto.unwrap_or_default();
        let nr = PREIS_BIS.iter().take_while(|bis| brutto.cent() > **bis * 100).count();
        let grenze = |nr: usize| PREIS_BIS.get(nr).map(|euro| Betrag::aus_cent(euro * 100));
        let summe = self.preise.entry(nr).or_insert_with(|| Preisklasse {
            ueber: nr.checked_sub(1).and_then(grenze),
            hoechstens: grenze(nr),
            anzahl: 0,
            brutto: Betrag::NULL,
            netto: Betrag::NULL,
        });
        summe.anzahl += 1;
        summe.brutto += brutto;
        summe.netto += rezept.netto.unwrap_or_default();
    }

    fn rabattmonat(&mut self, tag: Datum) -> &mut Rabattmonat {
        let monat = monat(tag);
        self.rabatte.entry(monat.clone()).or_insert_with(|| Rabattmonat {
            monat,
            berechnet: Betrag::NULL,
            faellig: Betrag::NULL,
            gewahrt: Betrag::NULL,
            verloren: Betrag::NULL,
        })
    }

    fn rabatt(&mut self, rezept: &ErledigtesRezept) {
        let rabatt: Betrag = [rezept.ap_rabatt, rezept.hs_rabatt].into_iter().flatten().sum();
        let summe = self.rabattmonat(rezept.erledigt_am);
        summe.faellig += rabatt;
        match rezept.rabattstand {
            Some(Rabattstand::Gewahrt) => summe.gewahrt += rabatt,
            Some(Rabattstand::Verloren) => summe.verloren += rabatt,
            Some(Rabattstand::Gefaehrdet) | None => {}
        }
    }

    /// Counts the discounts that a biller granted on a prescription paid on that day.
    pub fn rabatt_berechnet(&mut self, tag: Datum, rabatt: Betrag) {
        self.rabattmonat(tag).berechnet += rabatt;
    }

    /// Counts discounts lost by orders of a run; those at risk or lost with what still waits are a state of its end.
    pub fn rabattgrund(&mut self, verlust: &Rabattverlust) {
        // What follows the colon speaks of the single prescription.
        let wort = verlust.grund.split(':').next().unwrap_or_default();
        let grund = self.gruende.entry((verlust.stand, wort.to_owned())).or_insert_with(|| Rabattgrund {
            stand: verlust.stand,
            grund: wort.to_owned(),
            anzahl: 0,
            summe: Betrag::NULL,
        });
        grund.anzahl += 1;
        grund.summe += verlust.rabatt.unwrap_or_default();
    }

    /// Counts a task that waits.
    pub fn aufgabe(&mut self, art: &str) {
        *self.aufgaben.entry(art.to_owned()).or_default() += 1;
    }

    fn frist(&mut self, tag: Datum) -> &mut Fristtag {
        self.fristen.entry(tag).or_insert_with(|| Fristtag {
            anweisungsdatum: tag,
            rechnungen: 0,
            anzahl_offen: 0,
            betrag: Betrag::NULL,
            rabatt: Betrag::NULL,
        })
    }

    /// Counts an invoice that waits with all or a part of what it bills: open prescriptions, and what is released.
    pub fn wartet(&mut self, anweisungsdatum: Datum, betrag: Betrag, offen: u32) {
        let frist = self.frist(anweisungsdatum);
        frist.rechnungen += 1;
        frist.anzahl_offen += offen;
        frist.betrag += betrag;
    }

    /// Counts a discount that a deadline puts at stake.
    pub fn auf_dem_spiel(&mut self, verlust: &Rabattverlust) {
        self.frist(verlust.anweisungsdatum).rabatt += verlust.rabatt.unwrap_or_default();
    }

    /// Counts the prescriptions of a run that wait for a person for one reason.
    pub fn offen(&mut self, grund: Offengrund) {
        let anzahl = grund.anzahl;
        let summe = self.offen.entry(grund.grund.clone()).or_insert(Offengrund { anzahl: 0, ..grund });
        summe.anzahl += anzahl;
    }

    /// Counts what was reported on an order.
    pub fn rueckmeldung(&mut self, was: &str, betrag: Betrag) {
        let summe = self.rueckmeldungen.entry(was.to_owned()).or_insert_with(|| Rueckmeldesumme {
            rueckmeldung: was.to_owned(),
            anzahl: 0,
            betrag: Betrag::NULL,
        });
        summe.anzahl += 1;
        summe.betrag += betrag;
    }

    /// The tables.
    pub fn auswertung(self) -> Auswertung {
        let median = median(&self.dauer);
        let mut steller = Vec::new();
        let mut alle: Vec<Rechnungsstellermonat> = self.steller.into_values().collect();
        Rechnungsstellermonat::ordne(&mut alle);
        for monat in alle.chunk_by(|a, b| a.monat == b.monat) {
            steller.extend(zusammen(monat.iter().cloned()));
        }
        let (artikel, indikationen) = self.artikel.zeilen();
        Auswertung {
            steller: Tabelle::geordnet(steller),
            status: Tabelle::geordnet(zusammen(self.status.into_values())),
            rabatte: self.rabatte.into_values().collect(),
            gruende: Tabelle::geordnet(zusammen(self.gruende.into_values())),
            dauer: dauerklassen(&self.dauer),
            median,
            automatik: self.automatik.into_iter().map(automatikmonat).collect(),
            aufgaben: self.aufgaben.into_iter().map(|(art, anzahl)| Aufgabensumme { art, anzahl }).collect(),
            stufen: Tabelle::geordnet(zusammen(self.stufen.into_iter().map(stufensumme))),
            offen: self.offen.into_values().collect(),
            preise: nachbarn_zusammen(self.preise.into_values()),
            fristen: self.fristen.into_values().collect(),
            rueckmeldungen: self.rueckmeldungen.into_values().collect(),
            artikel,
            indikationen,
        }
    }
}

/// The tables of prescriptions, each in its order.
#[derive(Debug)]
pub struct Auswertung {
    /// By biller and month.
    pub steller: Vec<Rechnungsstellermonat>,
    /// By final status.
    pub status: Vec<Statussumme>,
    /// Discounts by month.
    pub rabatte: Vec<Rabattmonat>,
    /// Discounts lost or at risk, by reason.
    pub gruende: Vec<Rabattgrund>,
    /// From receipt to order.
    pub dauer: Vec<Dauerklasse>,
    /// Calendar days that half of what was ordered took at most.
    pub median: Option<u32>,
    /// Work of people by month.
    pub automatik: Vec<Automatikmonat>,
    /// Tasks that wait.
    pub aufgaben: Vec<Aufgabensumme>,
    /// By tier of the assignment.
    pub stufen: Vec<Stufensumme>,
    /// Why people have to find the case.
    pub offen: Vec<Offengrund>,
    /// By gross.
    pub preise: Vec<Preisklasse>,
    /// Days on which something has to be ordered.
    pub fristen: Vec<Fristtag>,
    /// Answers of banks and payers.
    pub rueckmeldungen: Vec<Rueckmeldesumme>,
    /// By article.
    pub artikel: Vec<Artikelsumme>,
    /// By ATC group.
    pub indikationen: Vec<Indikation>,
}

fn automatikmonat((monat, (erledigt, ohne_hand)): (String, (u32, u32))) -> Automatikmonat {
    let anteil = promille(ohne_hand.into(), erledigt.into()).map_or_else(String::new, zehntel);
    Automatikmonat { monat, erledigt, ohne_hand, anteil }
}

fn stufensumme(((stufe, entscheidung), anzahl): ((Stufe, ZuordnungsEntscheidung), u32)) -> Stufensumme {
    Stufensumme { stufe: Some(stufe), entscheidung: Some(entscheidung), anzahl }
}

fn dauerklassen(dauer: &BTreeMap<u32, (u32, Betrag)>) -> Vec<Dauerklasse> {
    let klasse = |(nr, ab_tag): (usize, &u32)| {
        let bis_tag = DAUER_AB.get(nr + 1).map(|naechste| naechste - 1);
        let darin: Vec<&(u32, Betrag)> = dauer.range(ab_tag..=&bis_tag.unwrap_or(u32::MAX)).map(|(_, d)| d).collect();
        let anzahl = darin.iter().map(|(anzahl, _)| anzahl).sum();
        (anzahl > 0).then(|| Dauerklasse {
            ab_tag: *ab_tag,
            bis_tag,
            anzahl,
            netto: darin.iter().map(|(_, n)| *n).sum(),
        })
    };
    nachbarn_zusammen(DAUER_AB.iter().enumerate().filter_map(klasse))
}

fn median(dauer: &BTreeMap<u32, (u32, Betrag)>) -> Option<u32> {
    let alle: u32 = dauer.values().map(|(anzahl, _)| anzahl).sum();
    let mut bisher = 0;
    dauer.iter().find_map(|(tage, (anzahl, _))| {
        bisher += anzahl;
        (bisher * 2 >= alle).then_some(*tage)
    })
}
