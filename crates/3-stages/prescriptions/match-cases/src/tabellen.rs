//! The tables of the stage, invoice by invoice.

use std::collections::{BTreeMap, BTreeSet};

use domain::{
    Aufgabe, ErledigtesRezept, Fall, Kandidat, Offengrund, Rezept, Stufe, Tabelle, Zuordnung, ZuordnungsEntscheidung,
};
use match_cases::Ergebnis;
use match_cases::vorbehalte::Vorbehalt;
use register::Register;
use rules::aufgabe::Rechnungen;
use stage::{BelegRows, BelegTable, Formatted, Result, Stage, TableWriter};

/// Cases that are written together.
const FAELLE: usize = 4096;

/// What is read, side by side.
pub struct Quellen {
    rezepte: BelegTable<Rezept>,
    erledigt: BelegTable<ErledigtesRezept>,
}

/// The prescriptions of an invoice, and the verdicts of those that are settled.
pub struct Vorgang {
    pub rezepte: BelegRows<Rezept>,
    pub erledigt: BelegRows<ErledigtesRezept>,
}

impl Quellen {
    pub fn open(stage: &Stage) -> Result<Self> {
        let session = stage.session();
        let rezepte = session.by_beleg("30-stage1", "rezepte.csv")?;
        Ok(Quellen { rezepte, erledigt: session.by_beleg("20-invoices", "erledigt.csv")? })
    }

    /// What belongs to the next invoice.
    pub fn vorgang(&mut self) -> Result<Option<Vorgang>> {
        let Some(beleg_id) = self.rezepte.next_beleg()? else { return Ok(None) };
        let rezepte = self.rezepte.rows_of(&beleg_id)?;
        Ok(Some(Vorgang { rezepte, erledigt: self.erledigt.rows_of(&beleg_id)? }))
    }

    /// Asserts that every row belongs to an invoice.
    pub fn finish(self) -> Result<()> {
        self.rezepte.finish()?;
        self.erledigt.finish()
    }
}

/// The assignments of an invoice, to be written.
pub struct Zugeordnet {
    zuordnung: Formatted<Zuordnung>,
    kandidaten: Formatted<Kandidat>,
    aufgaben: Vec<Aufgabe>,
    zugeordnete: Vec<u32>,
    summen: Summen,
}

impl Zugeordnet {
    pub fn of(ergebnis: Ergebnis) -> Result<Self> {
        let anzahl = ergebnis.anzahl();
        Ok(Zugeordnet {
            zuordnung: Formatted::of(&ergebnis.zuordnung)?,
            kandidaten: Formatted::of(&ergebnis.kandidaten)?,
            aufgaben: ergebnis.aufgaben,
            zugeordnete: ergebnis.zugeordnete,
            summen: Summen { anzahl, vorbehalte: ergebnis.vorbehalte },
        })
    }
}

/// Control totals.
#[derive(Default)]
struct Summen {
    anzahl: BTreeMap<(Stufe, ZuordnungsEntscheidung), u64>,
    vorbehalte: BTreeMap<Vorbehalt, u64>,
}

impl Summen {
    fn nimm(&mut self, andere: Summen) {
        andere.anzahl.into_iter().for_each(|(art, anzahl)| *self.anzahl.entry(art).or_default() += anzahl);
        andere.vorbehalte.into_iter().for_each(|(art, anzahl)| *self.vorbehalte.entry(art).or_default() += anzahl);
    }

    /// Every reason, also those that nothing waits for.
    fn gruende(&self) -> Vec<Offengrund> {
        let zeile = |vorbehalt: &Vorbehalt| Offengrund {
            grund: vorbehalt.als_str().into(),
            anzahl: self.vorbehalte.get(vorbehalt).copied().unwrap_or_default() as u32,
            text: vorbehalt.satz().into(),
        };
        let mut gruende: Vec<Offengrund> = Vorbehalt::ALLE.iter().map(zeile).collect();
        Offengrund::ordne(&mut gruende);
        gruende
    }

    fn schreibe(&self, stage: &mut Stage) {
        for ((stufe, entscheidung), anzahl) in &self.anzahl {
            stage.total(&format!("{stufe}_{entscheidung}"), *anzahl as i64);
        }
        for (vorbehalt, anzahl) in &self.vorbehalte {
            stage.total(&format!("vorbehalt_{}", vorbehalt.als_str()), *anzahl as i64);
        }
    }
}

/// What is written. Tasks are few, and no merge of invoices: they are kept to the end.
pub struct Ziele {
    zuordnung: TableWriter<Zuordnung>,
    kandidaten: TableWriter<Kandidat>,
    aufgaben: Vec<Aufgabe>,
    zugeordnete: BTreeSet<u32>,
    summen: Summen,
}

impl Ziele {
    pub fn create(stage: &Stage) -> Result<Self> {
        Ok(Ziele {
            zuordnung: stage.table("zuordnung.csv")?,
            kandidaten: stage.table("kandidaten.csv")?,
            aufgaben: Vec::new(),
            zugeordnete: BTreeSet::new(),
            summen: Summen::default(),
        })
    }

    pub fn nimm(&mut self, zugeordnet: Zugeordnet) -> Result<()> {
        self.zuordnung.append(zugeordnet.zuordnung)?;
        self.kandidaten.append(zugeordnet.kandidaten)?;
        self.aufgaben.extend(zugeordnet.aufgaben);
        self.zugeordnete.extend(zugeordnet.zugeordnete);
        self.summen.nimm(zugeordnet.summen);
        Ok(())
    }

    /// Closes the tables and records the totals; gives the number of assignments.
    pub fn close(mut self, stage: &mut Stage, rechnungen: &Rechnungen<'_>, register: &Register) -> Result<u64> {
        let zuordnungen = self.zuordnung.rows();
        self.summen.schreibe(stage);
        stage.take(self.zuordnung)?;
        stage.take(self.kandidaten)?;
        stage.write("gruende.csv", &self.summen.gruende())?;
        rechnungen.ergaenze(&mut self.aufgaben);
        worklists::write(stage, self.aufgaben)?;
        let nummern: Vec<u32> = self.zugeordnete.into_iter().collect();
        let mut faelle = stage.table("zugeordnete_faelle.csv")?;
        for nummern in nummern.chunks(FAELLE) {
            let zusammen: Vec<Fall> = nummern.iter().map(|nummer| register.fall(*nummer).fall()).collect();
            faelle.append(Formatted::of(&zusammen)?)?;
        }
        stage.take(faelle)?;
        Ok(zuordnungen)
    }
}
