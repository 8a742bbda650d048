//! What the page shows, read off the run.

use std::collections::BTreeMap;
use std::path::PathBuf;

use domain::chain::{self, Step};
use domain::{Aufgabe, Bild, Kandidat, Rechnungsstand, Tabelle, Verfahren};
use rules::statuses::STATUSES;
use serde::Serialize;
use serde_json::{Map, Value};
use stage::{Error, Receipt, Result, Run, Shown, blake3_hex, blake3_of_file, read_table};

use crate::erezepte::{self, Abschnitt, key};
use crate::images::{Image, Images};

/// The work list of a stage.
const LIST: &str = "arbeitsliste.csv";
/// The folder and table of candidates.
const CANDIDATES: (&str, &str) = ("40-matches", "kandidaten.csv");
/// The folder and table of invoices at a glance.
const INVOICES: (&str, &str) = ("50-stage2", "rechnungsstand.csv");
/// The folder and table of pictures.
const PICTURES: (&str, &str) = ("00-inbox", "bilder.csv");

/// What the page shows.
#[derive(Debug, Serialize)]
pub struct Content {
    /// Code of the payer.
    pub kostentraeger: String,
    /// Name of the payer.
    #[serde(skip)]
    pub name: String,
    /// Business date of the run, `JJJJ-MM-TT`.
    pub datum: String,
    /// Identity of the lists: what a browser remembers belongs to them.
    pub kennung: String,
    /// The tasks, in the order of the work lists: what is due first, then the dearest.
    pub aufgaben: Vec<Map<String, Value>>,
    /// The candidates by invoice and PicNr.
    kandidaten: BTreeMap<String, Vec<Map<String, Value>>>,
    /// The pictures by PicNr.
    bilder: BTreeMap<String, Vec<Image>>,
    /// The sheets of e-prescriptions by invoice and PicNr.
    erezepte: BTreeMap<String, Vec<Abschnitt>>,
    /// The invoices of the run at a glance; none where facilities bill.
    rechnungen: Vec<Map<String, Value>>,
    /// The statuses that a person may give, with their texts; none where lines of facilities are decided on.
    status: Vec<(String, &'static str)>,
}

impl Content {
    /// The prescriptions or lines that the page shows, by their keys.
    pub fn shown(&self) -> impl Iterator<Item = Shown<'_>> {
        let shown = |task| Shown {
            kostentraeger: &self.kostentraeger,
            beleg_id: cell(task, "beleg_id"),
            pic_nr: cell(task, "pic_nr"),
        };
        self.aufgaben.iter().map(shown)
    }
}

fn cell<'t>(task: &'t Map<String, Value>, name: &str) -> &'t str {
    task.get(name).and_then(Value::as_str).unwrap_or_default()
}

/// Reads the work lists of a run with what belongs to them. Pictures are embedded up to `embed` bytes, what is due first
/// before the others; the rest is linked.
///
/// # Errors
/// A table was changed after its stage wrote it, or cannot be read.
pub fn collect(run: &Run, embed: u64) -> Result<Content> {
    let configuration = run.file()?.map(|file| file.konfiguration);
    let services = configuration.as_ref().is_some_and(|k| k.verfahren == Verfahren::Leistungen);
    let verfahren = if services { Verfahren::Leistungen } else { Verfahren::Rezepte };
    let mut tasks: Vec<(&Step, Aufgabe)> = Vec::new();
    for step in chain::of(verfahren).iter().filter(|step| step.tasks) {
        let rows: Vec<Aufgabe> = table(run, step.folder, LIST)?;
        tasks.extend(rows.into_iter().map(|task| (step, task)));
    }
    tasks.sort_by(|(a_step, a), (b_step, b)| a.ordnung(b).then(a_step.folder.cmp(b_step.folder)));
    let order: Vec<&str> = tasks.iter().map(|(_, task)| task.pic_nr.as_str()).collect();
    let bilder = Images::new(run, table::<Bild>(run, PICTURES.0, PICTURES.1)?).of(&order, embed);
    let asked = tasks.iter().map(|(_, task)| (task.beleg_id.as_str(), task.pic_nr.as_str()));
    let erezepte = if services { BTreeMap::new() } else { erezepte::sheets(run, asked)? };
    let kandidaten = if services { BTreeMap::new() } else { candidates(run, &tasks)? };
    let aufgaben: Vec<Map<String, Value>> = tasks.iter().map(|(step, task)| filled(task, step.folder)).collect();
    let kennung = blake3_hex(&serde_json::to_vec(&aufgaben).map_err(|e| Error::Internal(e.to_string()))?);
    Ok(Content {
        kostentraeger: run.kostentraeger.clone(),
        name: configuration.map(|k| k.name).unwrap_or_default(),
        datum: run.datum_iso(),
        kennung: kennung[..16].to_owned(),
        aufgaben,
        kandidaten,
        bilder,
        erezepte,
        rechnungen: table::<Rechnungsstand>(run, INVOICES.0, INVOICES.1)?.iter().map(|row| filled(row, "")).collect(),
        status: if services { Vec::new() } else { STATUSES.iter().map(|z| (z.nummer.to_string(), z.text)).collect() },
    })
}

/// The candidates of prescriptions that wait for an assignment.
fn candidates(run: &Run, tasks: &[(&Step, Aufgabe)]) -> Result<BTreeMap<String, Vec<Map<String, Value>>>> {
    let asked: std::collections::HashSet<String> =
        tasks.iter().filter(|(_, t)| t.art == "zuordnung").map(|(_, t)| key(&t.beleg_id, &t.pic_nr)).collect();
    let mut candidates: BTreeMap<String, Vec<Map<String, Value>>> = BTreeMap::new();
    for row in table::<Kandidat>(run, CANDIDATES.0, CANDIDATES.1)? {
        let key = key(&row.beleg_id, &row.pic_nr);
        if asked.contains(&key) {
            candidates.entry(key).or_default().push(filled(&row, ""));
        }
    }
    Ok(candidates)
}

/// A row without its empty cells; every text as it may be shown. `folder` is where it stands.
fn filled<T: Serialize>(row: &T, folder: &str) -> Map<String, Value> {
    let Ok(Value::Object(cells)) = serde_json::to_value(row) else { return Map::new() };
    let shown = |(name, value): (String, Value)| {
        let text = match value {
            Value::String(text) => domain::anzeige::sichtbar(&text).into_owned(),
            Value::Null => String::new(),
            other => other.to_string(),
        };
        (!text.is_empty()).then_some((name, Value::String(text)))
    };
    let place = (!folder.is_empty()).then(|| ("ordner".to_owned(), Value::String(folder.to_owned())));
    cells.into_iter().filter_map(shown).chain(place).collect()
}

/// A table as its stage wrote it; no rows if the stage has not run or writes no such table.
fn table<T: Tabelle>(run: &Run, folder: &str, file: &str) -> Result<Vec<T>> {
    untouched(run, folder, file)?.map_or_else(|| Ok(Vec::new()), |path| read_table(&path))
}

/// Where a table is that is as its stage wrote it; none if the stage has not run or writes no such table.
pub(crate) fn untouched(run: &Run, folder: &str, file: &str) -> Result<Option<PathBuf>> {
    let Some(receipt) = Receipt::load(&run.dir.join(folder))? else { return Ok(None) };
    let Some(output) = receipt.output(file) else { return Ok(None) };
    let path = run.dir.join(folder).join(file);
    if blake3_of_file(&path)? != output.blake3 {
        let path = path.display();
        return Err(Error::Data(format!("{path} was changed after it was written\nrun the stage again with --force")));
    }
    Ok(Some(path))
}
