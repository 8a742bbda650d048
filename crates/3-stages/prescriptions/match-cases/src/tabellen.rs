//! The tables of the stage, invoice by invoice.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use domain::{
    Aufgabe, ErledigtesRezept, Fall, Gemerkt, Kandidat, Offengrund, Rezept, Stufe, Tabelle, Umbuchung, Zuordnung,
    ZuordnungsEntscheidung,
};
use ledger::Ledger;
use match_cases::Ergebnis;
use match_cases::umbuchung::{Umbuchungen, ohne_fall};
use match_cases::vorbehalte::Vorbehalt;
use register::Register;
use rules::aufgabe::Rechnungen;
use stage::{BelegRows, BelegTable, Formatted, Result, Stage, TableWriter};

/// The table of sheets without a case, which the next run reads.
pub const OHNE_FALL: &str = "ohne_fall.csv";
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
    /// The sheets without a case that nobody settled before.
    ohne_fall: Vec<Rezept>,
    gemerkt: Vec<Gemerkt>,
    summen: Summen,
}

impl Zugeordnet {
    pub fn of(ergebnis: Ergebnis, rezepte: &[Rezept]) -> Result<Self> {
        let anzahl = ergebnis.anzahl();
        let ohne: HashSet<&str> =
            ergebnis.zuordnung.iter().filter(|z| ohne_fall(z)).map(|z| z.pic_nr.as_str()).collect();
        let offene = rezepte.iter().filter(|r| r.erledigt_am.is_none() && ohne.contains(r.pic_nr.as_str()));
        Ok(Zugeordnet {
            ohne_fall: offene.cloned().collect(),
            gemerkt: ergebnis.gemerkt,
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
    ohne_fall: Vec<Rezept>,
    umbuchungen: Vec<Umbuchung>,
    gemerkt: Vec<Gemerkt>,
    summen: Summen,
}

impl Ziele {
    pub fn create(stage: &Stage) -> Result<Self> {
        Ok(Ziele {
            zuordnung: stage.table("zuordnung.csv")?,
            kandidaten: stage.table("kandidaten.csv")?,
            aufgaben: Vec::new(),
            zugeordnete: BTreeSet::new(),
            ohne_fall: Vec::new(),
            umbuchungen: Vec::new(),
            gemerkt: Vec::new(),
            summen: Summen::default(),
        })
    }

    pub fn nimm(&mut self, zugeordnet: Zugeordnet) -> Result<()> {
        self.zuordnung.append(zugeordnet.zuordnung)?;
        self.kandidaten.append(zugeordnet.kandidaten)?;
        self.aufgaben.extend(zugeordnet.aufgaben);
        self.zugeordnete.extend(zugeordnet.zugeordnete);
        self.ohne_fall.extend(zugeordnet.ohne_fall);
        self.gemerkt.extend(zugeordnet.gemerkt);
        self.summen.nimm(zugeordnet.summen);
        Ok(())
    }

    /// Takes what becomes of the sheets that earlier runs paid without a case.
    pub fn bucht_um(&mut self, umbuchungen: Umbuchungen) {
        self.aufgaben.extend(umbuchungen.aufgaben);
        // Judged anew as a supplement, and still without a case: this run's sheet is handed on.
        let key = |rezept: &Rezept| (rezept.beleg_id.clone(), rezept.pic_nr.clone());
        let handed_on: HashSet<_> = self.ohne_fall.iter().map(key).collect();
        self.ohne_fall.extend(umbuchungen.bleiben.into_iter().filter(|rezept| !handed_on.contains(&key(rezept))));
        self.gemerkt.extend(umbuchungen.gemerkt);
        self.umbuchungen = umbuchungen.zeilen;
    }

    /// Closes the tables, records the totals and has the ledger keep what people decided; gives the number of assignments.
    pub fn close(
        mut self,
        stage: &mut Stage,
        ledger: &mut Ledger,
        rechnungen: &Rechnungen<'_>,
        register: &Register,
    ) -> anyhow::Result<u64> {
        let zuordnungen = self.zuordnung.rows();
        self.summen.schreibe(stage);
        Rezept::ordne(&mut self.ohne_fall);
        stage.write(OHNE_FALL, &self.ohne_fall)?;
        stage.write("umbuchung.csv", &self.umbuchungen)?;
        self.gemerkt.sort_by(Gemerkt::ordnung);
        // Judged anew as a supplement and rebooked: it is one decision.
        self.gemerkt.dedup_by(|a, b| (&a.beleg_id, &a.pic_nr) == (&b.beleg_id, &b.pic_nr));
        rechnungen.ergaenze(&mut self.aufgaben);
        worklists::write_beside(stage, std::mem::take(&mut self.aufgaben), |stage| {
            stage.write("gemerkt.csv", &self.gemerkt)?;
            ledger.remember(&self.gemerkt)?;
            ledger.keep_rebookings(&self.umbuchungen)?;
            stage.take(self.zuordnung)?;
            stage.take(self.kandidaten)?;
            stage.write("gruende.csv", &self.summen.gruende())?;
            let nummern: Vec<u32> = self.zugeordnete.into_iter().collect();
            let mut faelle = stage.table("zugeordnete_faelle.csv")?;
            for nummern in nummern.chunks(FAELLE) {
                let zusammen: Vec<Fall> = nummern.iter().map(|nummer| register.fall(*nummer).fall()).collect();
                faelle.append(Formatted::of(&zusammen)?)?;
            }
            Ok::<_, anyhow::Error>(stage.take(faelle)?)
        })?;
        Ok(zuordnungen)
    }
}
