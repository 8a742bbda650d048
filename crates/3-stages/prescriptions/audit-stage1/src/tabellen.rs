//! The tables of the stage, invoice by invoice.

use audit_stage1::doppelte::{Abdruck, Suche};
use audit_stage1::{Ergebnis, erste_rechnung};
use domain::{Aufgabe, Befund, Doppel, Einzelposten, Position, Rechnung, RechnungsPruefung, Rezept};
use ledger::Ledger;
use rules::aufgabe::Rechnungen;
use stage::{BelegRows, BelegTable, Formatted, Result, Stage, TableWriter};

/// What is read, side by side.
pub struct Quellen {
    posten: BelegTable<Einzelposten>,
    rezepte: BelegTable<Rezept>,
    positionen: BelegTable<Position>,
}

/// What was delivered with an invoice, as it stands in the tables.
pub struct Lieferung<'a> {
    pub rechnung: &'a Rechnung,
    pub posten: BelegRows<Einzelposten>,
    pub rezepte: BelegRows<Rezept>,
    pub positionen: BelegRows<Position>,
}

impl Quellen {
    pub fn open(stage: &Stage) -> Result<Self> {
        let session = stage.session();
        Ok(Quellen {
            posten: session.by_beleg("20-invoices", "einzelposten.csv")?,
            rezepte: session.by_beleg("20-invoices", "rezepte.csv")?,
            positionen: session.by_beleg("20-invoices", "positionen.csv")?,
        })
    }

    pub fn lieferung<'a>(&mut self, rechnung: &'a Rechnung) -> Result<Lieferung<'a>> {
        let beleg_id = &rechnung.beleg_id;
        let posten = self.posten.rows_of(beleg_id)?;
        let rezepte = self.rezepte.rows_of(beleg_id)?;
        Ok(Lieferung { rechnung, posten, rezepte, positionen: self.positionen.rows_of(beleg_id)? })
    }

    /// Asserts that every row belongs to an invoice.
    pub fn finish(self) -> Result<()> {
        self.posten.finish()?;
        self.rezepte.finish()?;
        self.positionen.finish()
    }
}

/// What becomes of an invoice, to be written.
pub struct Geprueft {
    rechnungen: Formatted<RechnungsPruefung>,
    rezepte: Formatted<Rezept>,
    positionen: Formatted<Position>,
    befunde: Formatted<Befund>,
    aufgaben: Vec<Aufgabe>,
    abdruecke: Vec<Abdruck>,
    schon_berechnet: Vec<Doppel>,
}

impl Geprueft {
    pub fn of(ergebnis: Ergebnis) -> Result<Self> {
        Ok(Geprueft {
            rechnungen: Formatted::of(&ergebnis.rechnungen)?,
            rezepte: Formatted::of(&ergebnis.rezepte)?,
            positionen: Formatted::of(&ergebnis.positionen)?,
            befunde: Formatted::of(&ergebnis.befunde)?,
            aufgaben: ergebnis.aufgaben,
            abdruecke: ergebnis.abdruecke,
            schon_berechnet: ergebnis.schon_berechnet,
        })
    }
}

/// What is written. Tasks are few, and no merge of invoices: they are kept to the end.
pub struct Ziele<'l> {
    rechnungen: TableWriter<RechnungsPruefung>,
    rezepte: TableWriter<Rezept>,
    positionen: TableWriter<Position>,
    befunde: TableWriter<Befund>,
    aufgaben: Vec<Aufgabe>,
    schon_berechnet: Vec<Doppel>,
    suche: Suche<'l>,
}

impl<'l> Ziele<'l> {
    pub fn create(stage: &Stage, ledger: &'l mut Ledger) -> anyhow::Result<Self> {
        Ok(Ziele {
            rechnungen: stage.table("rechnungen.csv")?,
            rezepte: stage.table("rezepte.csv")?,
            positionen: stage.table("positionen.csv")?,
            befunde: stage.table("befunde.csv")?,
            aufgaben: Vec::new(),
            schon_berechnet: Vec::new(),
            suche: Suche::neu(ledger)?,
        })
    }

    pub fn nimm(&mut self, geprueft: Geprueft) -> anyhow::Result<()> {
        self.rechnungen.append(geprueft.rechnungen)?;
        self.rezepte.append(geprueft.rezepte)?;
        self.positionen.append(geprueft.positionen)?;
        self.befunde.append(geprueft.befunde)?;
        self.aufgaben.extend(geprueft.aufgaben);
        self.schon_berechnet.extend(geprueft.schon_berechnet);
        self.suche.nimm(geprueft.abdruecke)
    }

    /// Closes the tables, with what is billed again under another number.
    pub fn close(mut self, stage: &mut Stage) -> anyhow::Result<Abschluss> {
        let (rezepte, positionen) = (self.rezepte.rows(), self.positionen.rows());
        stage.take(self.rechnungen)?;
        stage.take(self.rezepte)?;
        stage.take(self.positionen)?;
        stage.take(self.befunde)?;
        let (doppelte, fragen) = self.suche.fertig(stage.session())?;
        stage.write("doppelte.csv", &doppelte)?;
        self.aufgaben.extend(fragen);
        self.schon_berechnet.extend(doppelte);
        Ok(Abschluss { rezepte, positionen, aufgaben: self.aufgaben, schon_berechnet: self.schon_berechnet })
    }
}

/// The work left once the tables are closed.
pub struct Abschluss {
    /// Number of prescriptions written.
    pub rezepte: u64,
    /// Number of lines written.
    pub positionen: u64,
    aufgaben: Vec<Aufgabe>,
    schon_berechnet: Vec<Doppel>,
}

impl Abschluss {
    /// Writes the work list, each task with its dates and with the bill that came first.
    pub fn write_tasks(
        mut self,
        stage: &mut Stage,
        rechnungen: &Rechnungen<'_>,
        ledger: &Ledger,
    ) -> anyhow::Result<()> {
        erste_rechnung::ergaenze(ledger, &self.schon_berechnet, &mut self.aufgaben)?;
        rechnungen.ergaenze(&mut self.aufgaben);
        Ok(worklists::write(stage, self.aufgaben)?)
    }
}
