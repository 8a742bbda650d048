//! The outbox: in which pass of which run an order goes out, and which file really carries it.
//!
//! A file is entered here before its folder is published, and counts from the moment at which the published receipt of
//! its run names it. So whatever stops a stage, an order stands either in a file that lies there or in none.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::Anweisung;
use rusqlite::params;
use stage::{Receipt, Run};

use crate::{Ledger, Result};

/// A kind of file that leaves the house and carries orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ausgang {
    /// DTAUS0 or DTAUS1.
    Dtaus,
    /// pain.001.
    Sepa,
    /// RZS-ABRECH.
    Rzs,
}

impl Ausgang {
    /// Every kind.
    pub const ALLE: [Ausgang; 3] = [Ausgang::Dtaus, Ausgang::Sepa, Ausgang::Rzs];

    /// Its name in the ledger.
    pub fn als_str(self) -> &'static str {
        match self {
            Ausgang::Dtaus => "dtaus",
            Ausgang::Sepa => "sepa",
            Ausgang::Rzs => "rzs",
        }
    }

    /// The folder of a run in which its files lie.
    pub fn folder(self) -> &'static str {
        match self {
            Ausgang::Dtaus => "70-dtaus",
            Ausgang::Sepa => "75-sepa",
            Ausgang::Rzs => "80-rzs-abrech",
        }
    }
}

/// What a pass of this run has to write into a file of one kind.
#[derive(Clone, Debug, PartialEq)]
pub struct Ausgangspass {
    /// Number of the pass, from 1.
    pub pass: u32,
    /// The orders, those of earlier runs that stand in no file among them.
    pub anweisungen: Vec<Anweisung>,
    /// SHA-256 of the file that lies there and carries them; none = it is still to be written.
    pub datei_sha256: Option<String>,
}

/// A file that is entered for an order.
struct Eintrag {
    anweisung_id: String,
    lauf: String,
    pass: u32,
    datei_sha256: String,
}

impl Ledger {
    /// The orders of each pass of this run, those of earlier runs among them that it writes in their place.
    pub fn passes(&self) -> Result<BTreeMap<u32, Vec<Anweisung>>> {
        let mut query = self.db.prepare_cached(
            "SELECT d.pass, a.zeile FROM durchgang d JOIN anweisung a USING (anweisung_id)
             WHERE d.lauf = ?1 ORDER BY d.pass, d.anweisung_id",
        )?;
        let mut rows = query.query(params![self.lauf])?;
        let mut passes: BTreeMap<u32, Vec<Anweisung>> = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let anweisung = serde_json::from_str(&row.get::<_, String>(1)?)?;
            passes.entry(row.get(0)?).or_default().push(anweisung);
        }
        Ok(passes)
    }

    /// Orders of earlier runs that no published file of one of these kinds carries, in the order of their identity: money
    /// that was ordered and never sent. Not those that this run already has in a pass.
    pub fn unwritten_before(&self, arten: &[Ausgang]) -> Result<Vec<Anweisung>> {
        let mut unwritten: BTreeMap<String, Anweisung> = BTreeMap::new();
        for art in arten {
            let written = self.written(*art)?;
            let missing: Vec<Anweisung> = self.records(
                "SELECT zeile FROM anweisung a WHERE lauf < ?1
                 AND NOT EXISTS (SELECT 1 FROM durchgang d WHERE d.lauf = ?1 AND d.anweisung_id = a.anweisung_id)
                 AND NOT EXISTS (SELECT 1 FROM ausgabe g WHERE g.anweisung_id = a.anweisung_id AND g.art = ?2 AND g.datei_sha256 = '')
                 ORDER BY anweisung_id",
                params![self.lauf, art.als_str()],
            )?;
            let missing = missing
                .into_iter()
                .filter(|a| !written.contains_key(&a.anweisung_id) && (*art != Ausgang::Rzs || a.ersetzt.is_empty()));
            unwritten.extend(missing.map(|a| (a.anweisung_id.clone(), a)));
        }
        Ok(unwritten.into_values().collect())
    }

    /// Orders that a published bank file of another run carries: their payers were asked for them by that run.
    pub fn in_bank_files_elsewhere(&self) -> Result<BTreeSet<String>> {
        let mut elsewhere = BTreeSet::new();
        for art in [Ausgang::Dtaus, Ausgang::Sepa] {
            let written = self.written(art)?.into_values().filter(|eintrag| eintrag.lauf != self.lauf);
            elsewhere.extend(written.map(|eintrag| eintrag.anweisung_id));
        }
        Ok(elsewhere)
    }

    /// What the passes of this run have to write into files of that kind. An order that a published file of another run
    /// carries is not among them.
    pub fn outbox(&self, art: Ausgang) -> Result<Vec<Ausgangspass>> {
        self.outbox_of(art, self.passes()?)
    }

    /// The same for these passes, before the ledger knows of the last one.
    pub fn outbox_of(&self, art: Ausgang, passes: BTreeMap<u32, Vec<Anweisung>>) -> Result<Vec<Ausgangspass>> {
        let written = self.written(art)?;
        let mut outbox = Vec::new();
        for (pass, mut anweisungen) in passes {
            anweisungen.retain(|a| written.get(&a.anweisung_id).is_none_or(|eintrag| eintrag.lauf == self.lauf));
            // What an order that came back paid for is booked already.
            anweisungen.retain(|a| art != Ausgang::Rzs || a.ersetzt.is_empty());
            let datei = anweisungen.iter().find_map(|a| written.get(&a.anweisung_id)).filter(|e| e.pass == pass);
            let datei_sha256 = datei.map(|eintrag| eintrag.datei_sha256.clone());
            if !anweisungen.is_empty() {
                outbox.push(Ausgangspass { pass, anweisungen, datei_sha256 });
            }
        }
        Ok(outbox)
    }

    /// Enters the file that carries these orders, before its folder is published.
    pub fn keep_output<'a>(
        &mut self,
        art: Ausgang,
        pass: u32,
        datei_sha256: &str,
        anweisungen: impl IntoIterator<Item = &'a str>,
    ) -> Result<()> {
        let tx = self.db.write()?;
        for anweisung_id in anweisungen {
            tx.prepare_cached("INSERT OR IGNORE INTO ausgabe (anweisung_id, art, lauf, pass, datei_sha256) VALUES (?1, ?2, ?3, ?4, ?5)")?
                .execute(params![anweisung_id, art.als_str(), self.lauf, pass, datei_sha256])?;
        }
        tx.commit()
    }

    /// Enters that no file of that kind has to carry these orders: another one pays them.
    pub fn keep_left_out<'a>(&mut self, art: Ausgang, anweisungen: impl IntoIterator<Item = &'a str>) -> Result<()> {
        self.keep_output(art, 1, "", anweisungen)
    }

    /// For each order the file of that kind that carries it, if a published receipt names it.
    fn written(&self, art: Ausgang) -> Result<HashMap<String, Eintrag>> {
        let mut query = self.db.prepare_cached(
            "SELECT anweisung_id, lauf, pass, datei_sha256 FROM ausgabe WHERE art = ?1 AND datei_sha256 <> ''",
        )?;
        let mut rows = query.query(params![art.als_str()])?;
        let mut published: HashMap<String, BTreeSet<String>> = HashMap::new();
        let mut written = HashMap::new();
        while let Some(row) = rows.next()? {
            let lauf: String = row.get(1)?;
            let eintrag = Eintrag { anweisung_id: row.get(0)?, lauf, pass: row.get(2)?, datei_sha256: row.get(3)? };
            if !published.contains_key(&eintrag.lauf) {
                published.insert(eintrag.lauf.clone(), published_files(&self.run, &eintrag.lauf, art.folder())?);
            }
            if published[&eintrag.lauf].contains(&eintrag.datei_sha256) {
                written.insert(eintrag.anweisung_id.clone(), eintrag);
            }
        }
        Ok(written)
    }
}

/// SHA-256 of the outgoing files that the published stage of a run of the payer names.
fn published_files(run: &Run, lauf: &str, folder: &str) -> Result<BTreeSet<String>> {
    let receipt = Receipt::load(&run.payer_dir.join(lauf).join(folder))?;
    let outputs = receipt.into_iter().flat_map(|receipt| receipt.outputs);
    Ok(outputs.filter_map(|output| output.sha256).collect())
}
