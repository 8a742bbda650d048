//! The figures of one payer, or of several, put together and written: tables first, then the page that shows them.

use std::collections::HashMap;
use std::path::Path;

use domain::datum::deutsch;
use domain::{
    Bewilligung, Datum, ErledigteLeistung, Kennzahl, Kostentraeger, NutzenOptionen, Rabattsumme, Regressfall, Tabelle,
};
use stage::each_row;

use crate::seite::{Abschnitt, Kachel, Seite, abschnitte, leistungsabschnitte, regressseite};
use crate::zahlen::{Fallzahlen, Leistungszahlen, Rezeptzahlen, kennzahlen, nutzen};

/// Where a report is written to: a stage's folder, or any other.
pub trait Ablage {
    /// Writes a table.
    ///
    /// # Errors
    /// It cannot be written.
    fn tabelle<T: Tabelle>(&mut self, datei: &str, zeilen: &[T]) -> stage::Result<()>;

    /// Writes a page.
    ///
    /// # Errors
    /// It cannot be written.
    fn seite(&mut self, datei: &str, html: &str) -> stage::Result<()>;
}

/// Whom and which time a report is about.
#[derive(Clone, Debug)]
pub struct Rahmen {
    /// Payer, or payers.
    pub wer: String,
    /// First business date.
    pub von: Datum,
    /// Last business date.
    pub bis: Datum,
    /// Runs reported on.
    pub laeufe: usize,
}

impl Rahmen {
    pub(crate) fn zeile(&self) -> String {
        match self.laeufe {
            1 if self.von == self.bis => format!("Lauf vom {}", deutsch(self.bis)),
            laeufe => format!("{} bis {}, {laeufe} Läufe", deutsch(self.von), deutsch(self.bis)),
        }
    }
}

/// Figures of prescriptions, and with what they are judged.
#[derive(Debug)]
pub struct Bericht {
    /// Whom and when.
    pub rahmen: Rahmen,
    /// The sums.
    pub zahlen: Rezeptzahlen,
    /// Cases at limits of recourse; none where several payers are reported on together.
    pub regress: Vec<Regressfall>,
    /// Rates of the benefit statement.
    pub saetze: NutzenOptionen,
    /// Discounts of a single run.
    pub rabatte: Vec<Rabattsumme>,
}

impl Bericht {
    /// The report of one payer.
    pub fn neu(rahmen: Rahmen, zahlen: Rezeptzahlen, faelle: &Fallzahlen, payer: &Kostentraeger) -> Self {
        let regress = faelle.zeilen(&payer.regress);
        Bericht { rahmen, zahlen, regress, saetze: payer.nutzen.clone(), rabatte: Vec::new() }
    }

    /// Writes everything; gives the figures of the first screen.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn schreibe(self, ziel: &mut impl Ablage) -> stage::Result<Vec<Kennzahl>> {
        let a = self.zahlen.auswertung();
        let (kopf, nutzen) = (kennzahlen(&a), nutzen(&a, &self.regress, &self.saetze));
        ziel.tabelle("kennzahlen.csv", &kopf)?;
        ziel.tabelle("rechnungssteller.csv", &a.steller)?;
        ziel.tabelle("status.csv", &a.status)?;
        ziel.tabelle("rabattmonate.csv", &a.rabatte)?;
        ziel.tabelle("rabattgruende.csv", &a.gruende)?;
        ziel.tabelle("dauer.csv", &a.dauer)?;
        ziel.tabelle("automatik.csv", &a.automatik)?;
        ziel.tabelle("aufgaben.csv", &a.aufgaben)?;
        ziel.tabelle("stufen.csv", &a.stufen)?;
        ziel.tabelle("offengruende.csv", &a.offen)?;
        ziel.tabelle("preisklassen.csv", &a.preise)?;
        ziel.tabelle("artikel.csv", &a.artikel)?;
        ziel.tabelle("indikationen.csv", &a.indikationen)?;
        ziel.tabelle("fristen.csv", &a.fristen)?;
        ziel.tabelle("rueckmeldungen.csv", &a.rueckmeldungen)?;
        ziel.tabelle("nutzen.csv", &nutzen)?;
        ziel.tabelle("regress.csv", &self.regress)?;
        if !self.rabatte.is_empty() {
            ziel.tabelle("rabatte.csv", &self.rabatte)?;
        }
        let (wer, zeile) = (&self.rahmen.wer, self.rahmen.zeile());
        ziel.seite("regress.html", &regressseite(wer, &zeile, &self.regress).html())?;
        let seite = Seite {
            titel: format!("{wer}: Bericht"),
            zeile,
            warnung: String::new(),
            kennzahlen: kopf.iter().map(Kachel::from).collect(),
            abschnitte: abschnitte(&a, &self.rabatte, &nutzen, self.rahmen.bis),
        };
        ziel.seite("index.html", &seite.html())?;
        Ok(kopf)
    }
}

/// Figures of care services.
#[derive(Debug)]
pub struct Leistungsbericht {
    rahmen: Rahmen,
    zahlen: Leistungszahlen,
    bewilligungen: HashMap<String, Bewilligung>,
}

impl Leistungsbericht {
    /// A report without figures.
    pub fn neu(rahmen: Rahmen) -> Self {
        Leistungsbericht { rahmen, zahlen: Leistungszahlen::default(), bewilligungen: HashMap::new() }
    }

    /// Counts what the run in that folder settled. Runs come in their order: grants are those of the last.
    ///
    /// # Errors
    /// A table is missing or cannot be read.
    pub fn lies(&mut self, lauf: &Path) -> stage::Result<()> {
        self.bewilligungen.clear();
        each_row(&lauf.join("10-reference/bewilligungen.csv"), |bewilligung: Bewilligung| {
            self.bewilligungen.insert(bewilligung.bewilligung_nr.clone(), bewilligung);
        })?;
        each_row(&lauf.join("60-payments/erledigte_leistungen.csv"), |leistung: ErledigteLeistung| {
            self.zahlen.erledigt(&leistung, self.bewilligungen.get(&leistung.bewilligung_nr));
        })
    }

    /// Writes everything, with further parts at the end of the page; gives the figures of the first screen.
    ///
    /// # Errors
    /// A file cannot be written.
    pub fn schreibe(self, weitere: Vec<Abschnitt>, ziel: &mut impl Ablage) -> stage::Result<Vec<Kennzahl>> {
        let a = self.zahlen.auswertung(&self.bewilligungen, self.rahmen.bis);
        ziel.tabelle("kennzahlen.csv", &a.kennzahlen)?;
        ziel.tabelle("leistungsmonate.csv", &a.monate)?;
        ziel.tabelle("leistungsgruende.csv", &a.gruende)?;
        ziel.tabelle("leistungsarten.csv", &a.arten)?;
        ziel.tabelle("bewilligungen.csv", &a.bewilligungen)?;
        let seite = Seite {
            titel: format!("{}: Bericht", self.rahmen.wer),
            zeile: self.rahmen.zeile(),
            warnung: String::new(),
            kennzahlen: a.kennzahlen.iter().map(Kachel::from).collect(),
            abschnitte: leistungsabschnitte(&a).into_iter().chain(weitere).collect(),
        };
        ziel.seite("index.html", &seite.html())?;
        Ok(a.kennzahlen)
    }
}
