//! The tables of the stage, invoice by invoice.

use std::collections::{BTreeMap, BTreeSet};

use audit_stage2::{Ergebnis, rechnungsstand};
use domain::{
    Abweichung, Aufgabe, Befund, Betrag, BremseOptionen, ErledigtesRezept, Fall, Klasse, Position, Rechnung,
    RechnungsPruefung, Rechnungsstand, Rezept, Urteil, Zuordnung,
};
use rules::aufgabe::Rechnungen;
use rules::bremse::Gewohnt;
use stage::{BelegRows, BelegTable, Error, Formatted, Result, Rows, Stage, TableWriter, parse_rows};

/// What is read, side by side.
pub struct Quellen {
    rezepte: BelegTable<Rezept>,
    positionen: BelegTable<Position>,
    befunde: BelegTable<Befund>,
    zuordnung: BelegTable<Zuordnung>,
    erledigt: BelegTable<ErledigtesRezept>,
    figuren: BelegTable<RechnungsPruefung>,
}

/// What is known of an invoice, as it stands in the tables.
pub struct Vorgang<'a> {
    pub rechnung: &'a Rechnung,
    pub rezepte: BelegRows<Rezept>,
    pub positionen: BelegRows<Position>,
    pub befunde: BelegRows<Befund>,
    pub zuordnung: BelegRows<Zuordnung>,
    pub erledigt: BelegRows<ErledigtesRezept>,
    pub figuren: BelegRows<RechnungsPruefung>,
}

impl Quellen {
    pub fn open(stage: &Stage) -> Result<Self> {
        let session = stage.session();
        Ok(Quellen {
            rezepte: session.by_beleg("30-stage1", "rezepte.csv")?,
            positionen: session.by_beleg("30-stage1", "positionen.csv")?,
            befunde: session.by_beleg("30-stage1", "befunde.csv")?,
            zuordnung: session.by_beleg("40-matches", "zuordnung.csv")?,
            erledigt: session.by_beleg("20-invoices", "erledigt.csv")?,
            figuren: session.by_beleg("30-stage1", "rechnungen.csv")?,
        })
    }

    pub fn vorgang<'a>(&mut self, rechnung: &'a Rechnung) -> Result<Vorgang<'a>> {
        let beleg_id = &rechnung.beleg_id;
        Ok(Vorgang {
            rechnung,
            rezepte: self.rezepte.rows_of(beleg_id)?,
            positionen: self.positionen.rows_of(beleg_id)?,
            befunde: self.befunde.rows_of(beleg_id)?,
            zuordnung: self.zuordnung.rows_of(beleg_id)?,
            erledigt: self.erledigt.rows_of(beleg_id)?,
            figuren: self.figuren.rows_of(beleg_id)?,
        })
    }

    /// Asserts that every row belongs to an invoice.
    pub fn finish(self) -> Result<()> {
        self.rezepte.finish()?;
        self.positionen.finish()?;
        self.befunde.finish()?;
        self.zuordnung.finish()?;
        self.erledigt.finish()?;
        self.figuren.finish()
    }
}

/// The cases to which prescriptions of an invoice are assigned. One that is missing is missed where it is needed.
pub fn faelle_zu(zuordnung: &[Zuordnung], register: &Rows<Fall>) -> Result<Vec<Fall>> {
    let nummern: BTreeSet<&str> = zuordnung.iter().filter_map(|z| z.aktenzeichen.get(..8)).collect();
    let mut faelle = Vec::with_capacity(nummern.len());
    for zeile in nummern.into_iter().filter_map(|nummer| register.find(nummer)) {
        faelle.extend(parse_rows(zeile)?);
    }
    Ok(faelle)
}

/// What becomes of an invoice, to be written.
pub struct Beurteilt {
    urteile: Formatted<Urteil>,
    befunde: Formatted<Befund>,
    abweichungen: Formatted<Abweichung>,
    stand: Formatted<Rechnungsstand>,
    aufgaben: Vec<Aufgabe>,
    summen: Summen,
}

impl Beurteilt {
    /// With what stage 1 found of the invoice as a whole.
    pub fn of(ergebnis: Ergebnis, rechnung: &Rechnung, figuren: &[RechnungsPruefung]) -> Result<Self> {
        let stand = rechnungsstand(rechnung, figuren, &ergebnis.urteile).map_err(Error::Internal)?;
        let unbekannte_pzn = ergebnis.unbekannte_pzn();
        let mut summen = Summen { unbekannte_pzn, ..Summen::default() };
        summen.abgesetzt =
            ergebnis.urteile.iter().filter(|u| u.erledigt_am.is_none()).filter_map(|u| u.absetzung).sum();
        summen.erklaert = ergebnis.abweichungen.iter().map(|abweichung| abweichung.absetzung).sum();
        for urteil in &ergebnis.urteile {
            summen.nimm(urteil.klasse, 1, urteil.netto.unwrap_or_default());
        }
        Ok(Beurteilt {
            urteile: Formatted::of(&ergebnis.urteile)?,
            befunde: Formatted::of(&ergebnis.befunde)?,
            abweichungen: Formatted::of(&ergebnis.abweichungen)?,
            stand: Formatted::of(&[stand])?,
            aufgaben: ergebnis.aufgaben,
            summen,
        })
    }
}

/// Control totals.
#[derive(Default)]
struct Summen {
    je_klasse: BTreeMap<Klasse, (usize, Betrag)>,
    unbekannte_pzn: usize,
    /// Amounts that this run's verdicts cut, and that deviations explain.
    abgesetzt: Betrag,
    erklaert: Betrag,
}

impl Summen {
    fn nimm(&mut self, klasse: Klasse, anzahl: usize, netto: Betrag) {
        let (bisher, summe) = self.je_klasse.entry(klasse).or_default();
        *bisher += anzahl;
        *summe += netto;
    }

    fn schreibe(&self, stage: &mut Stage) {
        for klasse in Klasse::ALLE {
            let (anzahl, netto) = self.je_klasse.get(klasse).copied().unwrap_or_default();
            stage.total(klasse.als_str(), anzahl as i64);
            stage.total_betrag(&format!("{klasse}_netto"), netto);
        }
        stage.total("unbekannte_pzn", self.unbekannte_pzn as i64);
    }
}

/// What is written. Tasks are few, and no merge of invoices: they are kept to the end.
pub struct Ziele {
    urteile: TableWriter<Urteil>,
    befunde: TableWriter<Befund>,
    abweichungen: TableWriter<Abweichung>,
    stand: TableWriter<Rechnungsstand>,
    aufgaben: Vec<Aufgabe>,
    summen: Summen,
}

impl Ziele {
    pub fn create(stage: &Stage) -> Result<Self> {
        Ok(Ziele {
            urteile: stage.table("urteile.csv")?,
            befunde: stage.table("befunde.csv")?,
            abweichungen: stage.table("abweichungen.csv")?,
            stand: stage.table("rechnungsstand.csv")?,
            aufgaben: Vec::new(),
            summen: Summen::default(),
        })
    }

    pub fn nimm(&mut self, beurteilt: Beurteilt) -> Result<()> {
        self.urteile.append(beurteilt.urteile)?;
        self.befunde.append(beurteilt.befunde)?;
        self.abweichungen.append(beurteilt.abweichungen)?;
        self.stand.append(beurteilt.stand)?;
        self.aufgaben.extend(beurteilt.aufgaben);
        for (klasse, (anzahl, netto)) in beurteilt.summen.je_klasse {
            self.summen.nimm(klasse, anzahl, netto);
        }
        self.summen.unbekannte_pzn += beurteilt.summen.unbekannte_pzn;
        self.summen.abgesetzt += beurteilt.summen.abgesetzt;
        self.summen.erklaert += beurteilt.summen.erklaert;
        Ok(())
    }

    /// Why the run as a whole rejects too much, if it does.
    pub fn bremst(&self, gewohnt: Gewohnt, optionen: &BremseOptionen) -> Option<String> {
        let anzahl = |klasse| self.summen.je_klasse.get(&klasse).map_or(0, |(anzahl, _)| *anzahl as u64);
        let (abgewiesen, beurteilt) = (anzahl(Klasse::Abweisen), anzahl(Klasse::Zahlen) + anzahl(Klasse::Abweisen));
        gewohnt.uebersteigt(abgewiesen, beurteilt, optionen).then(|| gewohnt.in_worten(abgewiesen, beurteilt))
    }

    /// Closes the tables and records the totals; gives the number of verdicts.
    pub fn close(mut self, stage: &mut Stage, rechnungen: &Rechnungen<'_>) -> Result<u64> {
        let urteile = self.urteile.rows();
        stage.balance("cents cut, and explained in abweichungen.csv", self.summen.abgesetzt, self.summen.erklaert)?;
        self.summen.schreibe(stage);
        stage.take(self.urteile)?;
        stage.take(self.befunde)?;
        stage.take(self.abweichungen)?;
        stage.take(self.stand)?;
        rechnungen.ergaenze(&mut self.aufgaben);
        worklists::write(stage, self.aufgaben)?;
        Ok(urteile)
    }
}
