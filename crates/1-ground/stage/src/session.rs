//! A stage before it begins: what it reads, whether that is sound, and whether there is anything to do.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::fs;
use std::path::{Path, PathBuf};

use domain::{Datum, Kostentraeger, Tabelle, Verfahren};

use crate::beleg::BelegTable;
use crate::hash::{blake3_hex, blake3_of_file};
use crate::journal::Journal;
use crate::older::table_with_other_columns;
use crate::receipt::{Input, Output, Receipt};
use crate::rows::Rows;
use crate::run::is_stage_folder;
use crate::{Config, Error, Lock, Outcome, Result, Run, RunArgs, Stage, each_row, files, log, read_table, table_bytes};

/// A locked run with the inputs named so far.
#[derive(Debug)]
pub struct Session {
    pub(crate) run: Run,
    pub(crate) folder: &'static str,
    pub(crate) args: RunArgs,
    pub(crate) origin: Receipt,
    config: Config,
    checked: Vec<(String, Receipt)>,
    _lock: Lock,
}

/// A delivered file in the run's inbox.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Its name as delivered.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// SHA-256 of its content.
    pub sha256: String,
}

/// True for the name of a package: a zip file whose files lie beside it in the inbox, unpacked.
pub fn is_package(name: &str) -> bool {
    name.to_lowercase().ends_with(".zip")
}

/// What [`Session::start`] found.
#[derive(Debug)]
pub enum Start {
    /// Inputs and results are unchanged.
    UpToDate(Outcome),
    /// There is work; write into this.
    Work(Box<Stage>),
}

impl Session {
    /// Opens the run named in the arguments for the stage `tool`, which writes `folder`.
    pub fn open(args: &RunArgs, tool: &str, version: &str, folder: &'static str) -> Result<Self> {
        args.set_log_level();
        let run = Run::open(&args.run)?;
        Session::of_run(args, run, tool, version, folder)
    }

    /// Opens a run that need not have a `run.toml` yet; for `open-run`.
    pub fn of_run(args: &RunArgs, run: Run, tool: &str, version: &str, folder: &'static str) -> Result<Self> {
        args.set_log_level();
        let config = Config::load(&args.config)?;
        let verfahren = config.payer(&run.kostentraeger)?.verfahren;
        if let Some(other) = domain::chain::only_in(tool).filter(|other| *other != verfahren) {
            return Err(wrong_chain(&run.kostentraeger, tool, other));
        }
        fs::create_dir_all(&run.dir).map_err(Error::create(&run.dir))?;
        let lock = Lock::take(&run.payer_dir, tool, &run.dir)?;
        files::clear_leftovers(&run.dir)?;
        let origin = Receipt {
            tool: tool.into(),
            version: version.into(),
            kostentraeger: run.kostentraeger.clone(),
            datum: run.datum_iso(),
            config: config.hash().into(),
            ..Receipt::default()
        };
        Ok(Session { run, folder, args: args.clone(), origin, config, checked: Vec::new(), _lock: lock })
    }

    /// The run.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// The business date.
    pub fn datum(&self) -> Datum {
        self.run.datum
    }

    /// The configuration.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// The payer of the run.
    pub fn payer(&self) -> &Kostentraeger {
        self.config.payer(&self.run.kostentraeger).expect("looked up when the session was opened")
    }

    /// Records an option that changes the result.
    pub fn option(&mut self, option: String) {
        self.origin.options.push(option);
    }

    /// Names something from outside by the hash of its content, as `path`.
    pub fn reads_content(&mut self, path: String, hash: String) {
        self.origin.inputs.push(Input { path, blake3: hash });
    }

    /// Names files of a lower stage that will be read, and checks each against that stage's receipt.
    pub fn reads(&mut self, folder: &str, files: &[&str]) -> Result<()> {
        let receipt = self.receipt_of(folder)?;
        for file in files {
            let path = format!("{folder}/{file}");
            let blake3 = verify(&self.run.dir.join(&path), &path, file, &receipt)?;
            self.origin.inputs.push(Input { path, blake3 });
        }
        Ok(())
    }

    /// Reads a table of a lower stage that was named before.
    pub fn read<T: Tabelle>(&self, folder: &str, file: &str) -> Result<Vec<T>> {
        read_table(&self.named(folder, file)?)
    }

    /// Reads a table of a lower stage that was named before, row by row: it is never whole in memory.
    pub fn each<T: Tabelle>(&self, folder: &str, file: &str, row: impl FnMut(T)) -> Result<()> {
        each_row(&self.named(folder, file)?, row)
    }

    /// A table of a lower stage that was named before, to be read by invoice.
    pub fn by_beleg<T: Tabelle>(&self, folder: &str, file: &str) -> Result<BelegTable<T>> {
        BelegTable::open(&self.named(folder, file)?)
    }

    /// A table of a lower stage that was named before, as text that is looked up by its first column.
    pub fn by_first_column<T: Tabelle>(&self, folder: &str, file: &str) -> Result<Rows<T>> {
        Rows::read(&self.named(folder, file)?)
    }

    /// Where an input is; it must have been named.
    fn named(&self, folder: &str, file: &str) -> Result<PathBuf> {
        let path = format!("{folder}/{file}");
        if !self.origin.inputs.iter().any(|input| input.path == path) {
            return Err(Error::Internal(format!("{path} is read but was not named as an input")));
        }
        Ok(self.run.dir.join(path))
    }

    /// The number of rows of a lower stage's table, as its receipt says.
    pub fn rows(&mut self, folder: &str, file: &str) -> Result<u64> {
        Ok(self.receipt_of(folder)?.output(file).and_then(|output| output.rows).unwrap_or(0))
    }

    /// The deliveries of one kind (`invoices`, `unfdat` …) in the run's inbox, by name, checked like every input.
    pub fn inbox(&mut self, art: &str) -> Result<Vec<Delivery>> {
        let receipt = self.receipt_of("00-inbox")?;
        let prefix = format!("{art}/");
        let mut deliveries = Vec::new();
        for output in receipt.outputs.iter().filter(|output| output.path.starts_with(&prefix)) {
            let path = format!("00-inbox/{}", output.path);
            let full = self.run.dir.join(&path);
            let blake3 = verify_output(&full, &path, output, &receipt.tool)?;
            self.origin.inputs.push(Input { path, blake3 });
            let sha256 = output.sha256.clone().unwrap_or_default();
            deliveries.push(Delivery { name: output.path[prefix.len()..].to_owned(), path: full, sha256 });
        }
        let listing = listing_of(&receipt, art);
        self.origin.inputs.push(listing);
        Ok(deliveries)
    }

    /// Names a file outside of the run (another payer's register, an earlier run), with its hash.
    pub fn reads_outside(&mut self, run: &Run, folder: &str, file: &str) -> Result<PathBuf> {
        let receipt = Receipt::load(&run.dir.join(folder))?.ok_or_else(|| missing(&run.dir, folder))?;
        let full = run.dir.join(folder).join(file);
        let path = format!("{}/{}/{folder}/{file}", run.kostentraeger, run.datum_iso());
        let blake3 = verify(&full, &path, file, &receipt)?;
        self.origin.inputs.push(Input { path, blake3 });
        Ok(full)
    }

    /// The payer's newest earlier run in which that stage was published; none if there is none.
    pub fn earlier_run_with(&self, folder: &str) -> Result<Option<Run>> {
        let mut earlier = self.run.dates_of(&self.run.kostentraeger)?;
        earlier.retain(|date| *date < self.run.datum);
        let newest_first = earlier.into_iter().rev().map(|date| self.run.sibling(date));
        Ok(newest_first.into_iter().find(|run| run.has_stage(folder)))
    }

    /// How many this stage rejected and judged in the payer's last `runs` runs before this one, by its control totals;
    /// none while there are fewer. What is not rejected is counted under `others`.
    pub fn usual_rejections(&mut self, others: &[&str], rejected: &str, runs: usize) -> Result<Option<(u64, u64)>> {
        let mut dates = self.run.dates_of(&self.run.kostentraeger)?;
        dates.retain(|date| *date < self.run.datum);
        let (mut seen, mut usual) = (0, (0, 0));
        for date in dates.into_iter().rev() {
            let Some(receipt) = Receipt::load(&self.run.sibling(date).dir.join(self.folder))? else { continue };
            let total = |name: &str| receipt.totals.get(name).map_or(0, |total| total.unsigned_abs());
            usual.0 += total(rejected);
            usual.1 += total(rejected) + others.iter().map(|name| total(name)).sum::<u64>();
            seen += 1;
            if seen == runs {
                self.reads_content(format!("runs:{rejected}"), blake3_hex(format!("{usual:?}").as_bytes()));
                return Ok(Some(usual));
            }
        }
        Ok(None)
    }

    /// Names what was read from the ledger.
    pub fn reads_view<T: Tabelle>(&mut self, name: &str, rows: &[T]) -> Result<()> {
        let blake3 = blake3_hex(&table_bytes(name, rows)?);
        self.origin.inputs.push(Input { path: format!("ledger:{name}"), blake3 });
        Ok(())
    }

    /// Decides whether there is anything to do. Unchanged inputs with sound results are up to date; results changed by
    /// hand are refused, because people change data by decisions.
    pub fn start(mut self, journal: &mut dyn Journal) -> anyhow::Result<Start> {
        self.origin.inputs.sort();
        self.origin.inputs.dedup();
        let target = self.run.dir.join(self.folder);
        let previous = Receipt::load(&target)?;
        if let (Some(previous), false) = (&previous, self.args.force) {
            check_untouched(&target, self.folder, previous)?;
            let other = table_with_other_columns(self.folder, &target, previous)?;
            if let Some(table) = other {
                log::info(format!("{}/{table} has the columns of another version: it is made anew", self.folder));
            }
            if other.is_none() && previous.same_origin(&self.origin) {
                log::info(format!("{}: {} is up to date", self.origin.tool, self.folder));
                Stage::enter(&self.run, self.folder, previous, journal)?;
                let outcome = Outcome { refused: previous.refused, keep_going: self.args.keep_going };
                return Ok(Start::UpToDate(outcome));
            }
        }
        Ok(Start::Work(Box::new(Stage::begin(self, previous)?)))
    }

    /// The receipt of a lower stage of this run; checked once that the stage was made from what lies below it now.
    fn receipt_of(&mut self, folder: &str) -> Result<Receipt> {
        if let Some((_, receipt)) = self.checked.iter().find(|(name, _)| name == folder) {
            return Ok(receipt.clone());
        }
        let receipt = Receipt::load(&self.run.dir.join(folder))?.ok_or_else(|| missing(&self.run.dir, folder))?;
        check_current(&self.run.dir, folder, &receipt)?;
        self.checked.push((folder.to_owned(), receipt.clone()));
        Ok(receipt)
    }
}

fn wrong_chain(code: &str, tool: &str, verfahren: Verfahren) -> Error {
    let (word, target) = match verfahren {
        Verfahren::Rezepte => ("rezepte", "make pipeline"),
        Verfahren::Leistungen => ("leistungen", "make services"),
    };
    Error::Config(format!(
        "payers/{code}.toml: {tool} belongs to another chain than the payer's\nset verfahren = \"{word}\" for {target}, or run the payer's own chain"
    ))
}

fn missing(run: &Path, folder: &str) -> Error {
    Error::Missing(format!(
        "{}/{folder} is missing\nrun the stage that writes it first (make pipeline goes on where it stopped)",
        run.display()
    ))
}

/// A file must be what its stage's receipt says.
fn verify(full: &Path, path: &str, file: &str, receipt: &Receipt) -> Result<String> {
    let expected = receipt.output(file).ok_or_else(|| {
        Error::Missing(format!("{path} is not in the receipt of its stage\nrun {} with --force", receipt.tool))
    })?;
    verify_output(full, path, expected, &receipt.tool)
}

fn verify_output(full: &Path, path: &str, expected: &Output, tool: &str) -> Result<String> {
    if !full.is_file() {
        return Err(Error::Missing(format!("{path} is missing\nrun {tool} with --force to make it again")));
    }
    let found = blake3_of_file(full)?;
    if found != expected.blake3 {
        return Err(changed(path, tool));
    }
    Ok(found)
}

fn changed(path: &str, tool: &str) -> Error {
    Error::Data(format!(
        "{path} was changed after {tool} wrote it: its BLAKE3 is not the one in the receipt\n\
         change data by dropping a decision, never by editing a stage; {tool} --force writes the file anew"
    ))
}

/// The results of an earlier execution must lie there as they were written.
fn check_untouched(target: &Path, folder: &str, receipt: &Receipt) -> Result<()> {
    for output in &receipt.outputs {
        let full = target.join(&output.path);
        if !full.is_file() || blake3_of_file(&full)? != output.blake3 {
            return Err(changed(&format!("{folder}/{}", output.path), &receipt.tool));
        }
    }
    Ok(())
}

/// A lower stage must have been made from what the stages below it say now.
fn check_current(run: &Path, folder: &str, receipt: &Receipt) -> Result<()> {
    match outdated(run, receipt)? {
        None => Ok(()),
        Some(input) => Err(Error::Data(format!(
            "{folder} was made from another {input} than the one there now\nrun {} first (make pipeline does it in order)",
            receipt.tool
        ))),
    }
}

/// The first input of a published stage that is not what the stage was made from; none if the stage is current.
///
/// # Errors
/// A receipt of a lower stage is not readable.
pub fn outdated(run: &Path, receipt: &Receipt) -> Result<Option<String>> {
    let mut sources: HashMap<&str, Option<Source>> = HashMap::new();
    for input in &receipt.inputs {
        let Some((below, file)) = input.path.split_once('/').filter(|(below, _)| is_stage_folder(below)) else {
            continue;
        };
        let source = match sources.entry(below) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(new) => new.insert(Receipt::load(&run.join(below))?.map(Source::of)),
        };
        let Some(source) = source else { continue };
        if source.blake3(file).as_ref() != Some(&input.blake3) {
            return Ok(Some(input.path.clone()));
        }
    }
    Ok(None)
}

/// A stage that others read: thousands of invoice files are as many inputs, so each receipt is read once.
struct Source {
    receipt: Receipt,
    /// BLAKE3 of each output.
    files: HashMap<String, String>,
}

impl Source {
    fn of(receipt: Receipt) -> Self {
        let files = receipt.outputs.iter().map(|output| (output.path.clone(), output.blake3.clone())).collect();
        Source { receipt, files }
    }

    /// BLAKE3 of an output, or of what lies in a kind of the inbox (`invoices/`).
    fn blake3(&self, file: &str) -> Option<String> {
        match file.strip_suffix('/') {
            Some(art) => Some(listing_of(&self.receipt, art).blake3),
            None => self.files.get(file).cloned(),
        }
    }
}

/// What lies in one kind of the inbox, as an input of its own: a file more or less changes it.
fn listing_of(inbox: &Receipt, art: &str) -> Input {
    let prefix = format!("{art}/");
    let mut listing = String::new();
    for output in inbox.outputs.iter().filter(|output| output.path.starts_with(&prefix)) {
        listing.push_str(&format!("{} {}\n", output.blake3, output.path));
    }
    Input { path: format!("00-inbox/{prefix}"), blake3: blake3_hex(listing.as_bytes()) }
}
