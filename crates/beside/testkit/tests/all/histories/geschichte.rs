//! A random history and its play.

use std::ops::{Add, AddAssign};

use chrono::Days;
use confirm_payments::{Aussage, Meldung, Quelle};
use domain::{Betrag, Datum, Entscheidung, EntscheidungsArt};
use testkit::generator::zufall::Zufall;

use super::haus::{Abbruch, Aufruf, Haus, Inhalt, Lieferung, Rechnungsdatei, STELLEN, Vorlage};
use super::modell::Modell;
use super::verlust::Falsch;

/// How much happened.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ausgang {
    pub laeufe: u64,
    pub kills: u64,
    pub auftraege: u64,
    pub bestaetigt: u64,
    pub zurueckgekommen: u64,
    pub neu_angewiesen: u64,
    pub verzichtet: u64,
    pub verrechnet: u64,
    pub spaetere_paesse: u64,
    /// Runs on a ledger that was not the one of the runs, each refused.
    pub abgelehnt: u64,
}

impl Add for Ausgang {
    type Output = Ausgang;

    fn add(self, b: Ausgang) -> Ausgang {
        Ausgang {
            laeufe: self.laeufe + b.laeufe,
            kills: self.kills + b.kills,
            auftraege: self.auftraege + b.auftraege,
            bestaetigt: self.bestaetigt + b.bestaetigt,
            zurueckgekommen: self.zurueckgekommen + b.zurueckgekommen,
            neu_angewiesen: self.neu_angewiesen + b.neu_angewiesen,
            verzichtet: self.verzichtet + b.verzichtet,
            verrechnet: self.verrechnet + b.verrechnet,
            spaetere_paesse: self.spaetere_paesse + b.spaetere_paesse,
            abgelehnt: self.abgelehnt + b.abgelehnt,
        }
    }
}

impl AddAssign for Ausgang {
    fn add_assign(&mut self, b: Ausgang) {
        *self = *self + b;
    }
}

/// Plays the history of that number; `laut` tells it.
pub fn spiele(nr: u64, laut: bool) -> Ausgang {
    let erster = domain::datum::aus_iso("2005-03-01").expect("a day");
    let mut geschichte = Geschichte {
        zufall: Zufall::strom(20_050_311, "histories", nr),
        unfaelle: Zufall::strom(20_050_311, "accidents", nr),
        haus: Haus::neu(nr % 2 == 1),
        modell: Modell::default(),
        heute: erster,
        ausgang: Ausgang::default(),
        laut,
    };
    geschichte.rechnung();
    for _ in 0..geschichte.zufall.zwischen(8..=20) {
        geschichte.schritt();
        geschichte.unfall();
    }
    // In the end everything that a person need not see to is ordered.
    geschichte.heute = geschichte.heute + Days::new(30);
    let (datum, alle) = (geschichte.heute, geschichte.zufall.promille(500));
    geschichte.lauf(Aufruf { datum, alle, nur_zahlung: false, kill: None });
    let Ausgang { laeufe, kills, abgelehnt, .. } = geschichte.ausgang;
    Ausgang { laeufe, kills, abgelehnt, ..geschichte.modell.ausgang() }
}

struct Geschichte {
    zufall: Zufall,
    /// Accidents of the ledger; by themselves, so that the rest of a history stays what it was.
    unfaelle: Zufall,
    haus: Haus,
    modell: Modell,
    /// Date of the newest run.
    heute: Datum,
    ausgang: Ausgang,
    laut: bool,
}

impl Geschichte {
    fn schritt(&mut self) {
        match self.zufall.unter(100) {
            0..26 => {
                self.heute = self.heute + Days::new(self.zufall.unter(7));
                self.beliebiger_lauf(self.heute);
            }
            26..38 => self.beliebiger_lauf(self.heute),
            38..44 => {
                let daten: Vec<Datum> = self.haus.laeufe.keys().copied().collect();
                if !daten.is_empty() {
                    let datum = self.zufall.eines(&daten);
                    self.beliebiger_lauf(datum);
                }
            }
            44..57 => self.rechnung(),
            57..61 => self.doppelte_lieferung(),
            61..69 => self.entscheidungen(),
            69..83 => self.ruecklaeufer(),
            _ => self.meldungen(),
        }
    }

    /// A copy of the ledger is taken, or a run finds a wrong one in its place.
    fn unfall(&mut self) {
        if self.unfaelle.promille(120) {
            self.haus.sichere();
        }
        if !self.unfaelle.promille(120) {
            return;
        }
        let falsch = match (self.unfaelle.unter(4), self.haus.sicherungen()) {
            (0, _) => Falsch::Weg,
            (1, _) | (_, 0) => Falsch::Fremd,
            (_, anzahl) => Falsch::Frueher(self.unfaelle.stelle(anzahl)),
        };
        let nur_zahlung = self.unfaelle.promille(250);
        self.erzaehle(&falsch);
        let aufruf = Aufruf { datum: self.heute, alle: true, nur_zahlung, kill: None };
        self.ausgang.abgelehnt += u64::from(self.haus.lauf_auf_falschem(falsch, &aufruf));
    }

    fn beliebiger_lauf(&mut self, datum: Datum) {
        let kill = self.zufall.promille(450).then(|| self.zufall.eines(&STELLEN));
        let (alle, nur_zahlung) = (self.zufall.promille(300), self.zufall.promille(250));
        self.lauf(Aufruf { datum, alle, nur_zahlung, kill });
    }

    fn lauf(&mut self, aufruf: Aufruf) {
        self.erzaehle(&aufruf);
        let ergebnis = self.haus.lauf(&aufruf);
        self.ausgang.laeufe += 1;
        match &ergebnis {
            Ok(()) => {}
            Err(Abbruch::Kill) => self.ausgang.kills += 1,
            Err(Abbruch::Ledger(fehler)) => panic!("the ledger refuses {aufruf:?}: {fehler}"),
        }
        self.modell.pruefe(&self.haus, &aufruf, ergebnis.is_ok());
    }

    fn erzaehle(&self, was: &dyn std::fmt::Debug) {
        if self.laut {
            println!("{was:?}");
        }
    }

    fn liefere(&mut self, inhalt: Inhalt) {
        let lieferung = Lieferung { sha256: format!("{:064x}", self.haus.drop.len() + 1), inhalt };
        self.erzaehle(&lieferung);
        self.haus.drop.push(lieferung);
    }

    /// Picture numbers are few, so that some are billed twice.
    fn pic_nr(&mut self) -> String {
        format!("{:012}", self.zufall.unter(24) + 1)
    }

    fn rechnung(&mut self) {
        let mut blaetter = Vec::new();
        for _ in 0..self.zufall.zwischen(1..=4) {
            let pic_nr = self.pic_nr();
            let vorlage = match self.zufall.unter(20) {
                0..4 => Vorlage::Unlesbar,
                4..6 => Vorlage::Mangelhaft,
                6 => Vorlage::Klar(0),
                7 => Vorlage::Klar(-self.zufall.zwischen(1..=500)),
                _ => Vorlage::Klar(self.zufall.zwischen(1..=100_000)),
            };
            if blaetter.iter().all(|(andere, _)| *andere != pic_nr) {
                blaetter.push((pic_nr, vorlage));
            }
        }
        if self.haus.verrechnung && self.zufall.promille(250) {
            // A claim by itself.
            blaetter = vec![(self.pic_nr(), Vorlage::Klar(-self.zufall.zwischen(1..=500)))];
        }
        let nummer = self.zufall.unter(16).to_string();
        let eingang = self.heute - Days::new(self.zufall.unter(15));
        self.liefere(Inhalt::Rechnung(Rechnungsdatei { nummer, eingang, blaetter }));
    }

    /// A file comes again as it was; what came twice is one content.
    fn doppelte_lieferung(&mut self) {
        let nr = self.zufall.stelle(self.haus.drop.len());
        let lieferung = self.haus.drop[nr].clone();
        self.erzaehle(&lieferung);
        self.haus.drop.push(lieferung);
    }

    fn entscheidungen(&mut self) {
        let mut zeilen = Vec::new();
        for zeile in 1..=self.zufall.zwischen(1..=3) as u64 {
            let (art, wert) = match self.zufall.unter(4) {
                0 => (EntscheidungsArt::Status, self.zufall.eines(&["0", "996"]).to_owned()),
                1 => (EntscheidungsArt::Korrektur1, self.zufall.zwischen(1..=100_000).to_string()),
                _ => (EntscheidungsArt::Freigabe, self.zufall.eines(&["ja", "ja", "nein"]).to_owned()),
            };
            zeilen.push(Entscheidung {
                art,
                pic_nr: self.pic_nr(),
                feld: String::new(),
                wert,
                bearbeiter: self.zufall.eines(&["ab", "cd"]).into(),
                zeitpunkt: format!("{:08}-{zeile}", self.haus.drop.len()),
                bemerkung: String::new(),
                datei: format!("{}.csv", self.haus.drop.len()),
                zeile,
                lauf: self.heute,
                beleg_id: String::new(),
            });
        }
        self.liefere(Inhalt::Entscheidungen(zeilen));
    }

    /// What one person or two say of an order, which came back or not.
    fn ruecklaeufer(&mut self) {
        let auftraege = self.modell.auftraege();
        let zurueck = self.modell.zurueckgekommen();
        let ids: Vec<String> = if zurueck.is_empty() || self.zufall.promille(200) {
            auftraege.into_iter().map(|a| a.anweisung_id).collect()
        } else {
            zurueck
        };
        if ids.is_empty() {
            return;
        }
        let feld = ids[self.zufall.stelle(ids.len())].clone();
        let beide = self.zufall.promille(800);
        let mut zeilen = Vec::new();
        for (zeile, wer) in (1..).zip(["ab", "cd"]).take(if beide { 2 } else { 1 }) {
            let (art, wert) = match self.zufall.unter(4) {
                0 => (EntscheidungsArt::Verzicht, "storniert"),
                _ => (EntscheidungsArt::Neuanweisung, "gleich"),
            };
            zeilen.push(Entscheidung {
                art,
                pic_nr: String::new(),
                feld: feld.clone(),
                wert: wert.into(),
                bearbeiter: if self.zufall.promille(800) { wer } else { "AB" }.into(),
                zeitpunkt: format!("{:08}-{zeile}", self.haus.drop.len()),
                bemerkung: String::new(),
                datei: format!("{}.csv", self.haus.drop.len()),
                zeile,
                lauf: self.heute,
                beleg_id: String::new(),
            });
        }
        self.liefere(Inhalt::Entscheidungen(zeilen));
    }

    /// Confirmations and rejections of orders that exist or do not, with right and wrong amounts and days.
    fn meldungen(&mut self) {
        let nr = self.haus.drop.len() + 1;
        let auftraege = self.modell.auftraege();
        let mut meldungen = Vec::new();
        for satz in 1..=self.zufall.zwischen(1..=3) as u64 {
            let auftrag = (!auftraege.is_empty()).then(|| auftraege[self.zufall.stelle(auftraege.len())].clone());
            let (anweisung_id, betrag) = match auftrag {
                Some(auftrag) if self.zufall.promille(850) => (auftrag.anweisung_id, auftrag.betrag),
                _ => {
                    (format!("BG28-{:07}-{}", self.zufall.unter(4) + 1, self.zufall.unter(3) + 1), Betrag::aus_cent(5))
                }
            };
            meldungen.push(Meldung {
                quelle: self.zufall.eines(&[Quelle::Kostentraeger, Quelle::Bank]),
                datei: format!("{nr}.csv"),
                datei_sha256: format!("{nr:064x}"),
                satz,
                offset: 0,
                anweisung_id,
                aussage: if self.zufall.promille(550) { Aussage::Bestaetigt } else { Aussage::Zurueckgewiesen },
                am: self.heute + Days::new(2) - Days::new(self.zufall.unter(5)),
                betrag: Some(if self.zufall.promille(150) { betrag + Betrag::aus_cent(1) } else { betrag }),
                bemerkung: String::new(),
            });
        }
        self.liefere(Inhalt::Meldungen(meldungen));
    }
}
