//! Which files belong into the inbox of a run.
//!
//! A file of the drop folder is taken when it is complete: its name is no temporary one, and size and time of change
//! stay the same while it is read, for the time that `--settle` waits, and while it is copied; or a marker lies beside
//! it (`a.csv.ok`, `a.csv.done`, `a.ok`, `a.done`), which a payer's `[intake] marker` may require. What is left alone
//! is said and listed in `uebersicht.csv` with the reason, and never stops the others.
//!
//! A content is taken once. A file that an earlier run took but no stage finished with is taken over, so that nothing
//! is lost when a run broke off. Reference data are a state, not an event: the newest ones lie in every run's inbox.

mod config_check;
mod drop_folder;
mod inbox;
mod left;
mod package;
mod pictures_taken;
mod refused;
mod shrink;

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

use domain::{Annahme, Eingang};
use ledger::{Ledger, NewDelivery};
use signatures::pruefer::Pruefer;
use stage::{Error, Result, Run, RunFile, Session, Stage, info, is_package, read_table, sha256_of_file, warn};

use drop_folder::{Dropped, PACKED, Rules, settled};
use inbox::{Inbox, already_there, carry_reference, in_any_run, with_hash};
use left::LeftAlone;

pub use config_check::check_config;
pub use left::overview;
pub use package::Unpacked;
pub use pictures_taken::{finish_pictures, write_pictures};

/// The kinds of deliveries, each a folder of the drop folder and of the inbox.
pub const ARTEN: &[&str] = &["unfdat", "invoices", "decisions", "confirmations", PICTURES, REFERENCE];
/// The kind that belongs to prescriptions, now or later.
pub const PICTURES: &str = "pictures";
/// The kind that is a state: for all payers, and in every run's inbox.
const REFERENCE: &str = "reference";
/// The list of what was taken and what was left alone.
pub const UEBERSICHT: &str = "uebersicht.csv";

/// A file that shall lie in the inbox.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Its kind, one of [`ARTEN`].
    pub art: String,
    /// Its name in the inbox; of a file in a folder or package with the name of that before it, `/` between them.
    pub name: String,
    /// Where its bytes are now.
    pub source: PathBuf,
    /// SHA-256 of its content.
    pub sha256: String,
    /// Its size in bytes.
    pub groesse: u64,
    /// Where else than from the drop folder it comes; empty = from there.
    pub grund: String,
    /// The folder or package that it came in: taken whole or not at all. Empty = by itself.
    pub gruppe: String,
}

impl Wanted {
    /// Its name in messages: where it lies, or its name in the package.
    fn shown(&self) -> String {
        match self.grund.strip_prefix(UNPACKED) {
            Some(package) => format!("{} in {package}", self.name),
            None => self.source.display().to_string(),
        }
    }

    /// Its path within the inbox.
    pub fn inbox_path(&self) -> String {
        format!("{}/{}", self.art, self.name)
    }

    /// Its name as an input of the stage.
    pub fn input(&self) -> String {
        format!("drop:{}", self.inbox_path())
    }
}

/// How `grund` begins for a file that came in a package.
const UNPACKED: &str = "unpacked from ";

/// What the intake found.
#[derive(Debug)]
pub struct Intake {
    /// What shall lie in the inbox, by kind and name.
    pub files: Vec<Wanted>,
    /// What is left alone: rows of `uebersicht.csv`.
    pub left: Vec<Eingang>,
    /// Where packages are unpacked; to be kept until the files are copied.
    pub unpacked: Unpacked,
}

/// A run for an earlier date than the payer's latest one is refused, unless that run is repeated.
pub fn refuse_earlier_date(run: &Run) -> Result<()> {
    let dates = run.dates_of(&run.kostentraeger)?;
    match dates.last() {
        Some(latest) if *latest > run.datum && !dates.contains(&run.datum) => Err(Error::Usage(format!(
            "{}: {} has a run of {latest} already, a new one cannot be for an earlier date\n\
             use {latest} or a later business date, or repeat a run that exists",
            run.dir.display(),
            run.kostentraeger
        ))),
        _ => Ok(()),
    }
}

/// The text of `run.toml`.
pub fn run_file(session: &Session) -> Result<String> {
    let file = RunFile {
        kostentraeger: session.run().kostentraeger.clone(),
        datum: session.datum(),
        konfiguration_blake3: session.config().hash().to_owned(),
        konfiguration: session.payer().clone(),
    };
    toml::to_string(&file).map_err(|e| Error::Internal(format!("run.toml: {e}")))
}

/// Records the files in the ledger as this run's.
pub fn record(ledger: &mut Ledger, files: &[Wanted]) -> anyhow::Result<()> {
    let delivery = |file: &Wanted| NewDelivery {
        art: file.art.clone(),
        sha256: file.sha256.clone(),
        name: file.name.clone(),
        groesse: file.groesse,
    };
    Ok(ledger.take_deliveries(&files.iter().map(delivery).collect::<Vec<_>>())?)
}

/// The overview with the numbers that the ledger gave to what was taken.
pub fn numbered(ledger: &Ledger, mut overview: Vec<Eingang>) -> anyhow::Result<Vec<Eingang>> {
    for row in overview.iter_mut().filter(|row| row.ergebnis == Annahme::Genommen) {
        row.lfd = ledger.delivery(&row.art, &row.sha256)?.map(|taken| taken.lfd);
    }
    Ok(overview)
}

/// Everything that shall lie in the inbox, and what is left alone. New files are waited for `settle` seconds.
pub fn intake(
    session: &Session,
    ledger: &Ledger,
    pruefer: Option<&Pruefer>,
    drop: &Path,
    settle: u32,
) -> anyhow::Result<Intake> {
    let run = session.run();
    let mut inbox = Inbox::new(already_there(run)?);
    let mut unpacked = Unpacked::beside(run);
    if run.dates_of(&run.kostentraeger)?.last().is_some_and(|latest| *latest > run.datum) {
        info("a later run exists: this repeat takes no new files");
        return Ok(Intake { files: inbox.into_files(), left: left_before(run), unpacked });
    }
    let mut left = LeftAlone::default();
    let rules = Rules { marker: session.payer().intake.marker, signature: pruefer.is_some() };
    let dropped = drop_folder::list(drop, &run.kostentraeger, rules, &mut left)?;
    let (reference, deliveries): (Vec<_>, Vec<_>) = dropped.into_iter().partition(|d| d.file.art == REFERENCE);
    let mut new = newest_of_each_name(reference, &mut left);
    for mut dropped in deliveries {
        match known(run, ledger, &inbox, &dropped.file)? {
            Known::New(grund) => {
                dropped.file.grund = grund;
                new.push(dropped);
            }
            Known::Here => {}
            Known::Elsewhere(why) => left.known(&dropped.file, &why),
        }
    }
    let mut lists = Vec::new();
    for file in settled(new, settle, &mut left) {
        if file.art == REFERENCE {
            lists.push(file);
        } else if let Some(there) = inbox.same_content(&file.art, &file.sha256) {
            left.known(&file, &same_content_here(there));
        } else if file.art == PACKED && is_package(&file.name) {
            put_package(file, &mut unpacked, run, ledger, &mut inbox, &mut left)?;
        } else {
            inbox.put(file);
        }
    }
    take_over(run, ledger, &mut inbox)?;
    carry_reference(run, &mut inbox)?;
    take_lists(session, pruefer, lists, &mut inbox, &mut left)?;
    for register in shrink::note_confirmed(run, &inbox, pruefer)? {
        inbox.replace(register);
    }
    Ok(Intake { files: inbox.into_files(), left: left.into_rows(), unpacked })
}

/// Puts a package into the inbox, and every file in it whose content was not taken before.
fn put_package(
    mut package: Wanted,
    unpacked: &mut Unpacked,
    run: &Run,
    ledger: &Ledger,
    inbox: &mut Inbox,
    left: &mut LeftAlone,
) -> anyhow::Result<()> {
    let members = match unpacked.unpack(&package.source)? {
        Ok(members) => members,
        Err(why) => {
            left.read(&package, &why);
            return Ok(());
        }
    };
    let folder = package.name.rsplit_once('.').map_or(package.name.clone(), |(stem, _)| stem.to_owned());
    let count = members.len();
    let mut known_before = Vec::new();
    package.gruppe.clone_from(&package.name);
    for member in members {
        let file = Wanted {
            art: package.art.clone(),
            name: format!("{folder}/{}", member.name),
            source: member.path,
            sha256: member.sha256,
            groesse: member.groesse,
            grund: format!("{UNPACKED}{}", package.name),
            gruppe: package.name.clone(),
        };
        match known(run, ledger, inbox, &file)? {
            Known::New(_) => inbox.put(file),
            Known::Here => {}
            Known::Elsewhere(why) => {
                info(format!("{}: {why}; not taken again", file.shown()));
                known_before.push(format!("{}: {why}", member.name));
            }
        }
    }
    package.grund = format!("a package of {count} files");
    if !known_before.is_empty() {
        package.grund += &format!("; not taken again: {}", known_before.join(", "));
    }
    inbox.put(package);
    Ok(())
}

/// Copies the files into the inbox. A file of the drop folder that changed since it was read is left alone: gives the
/// others, and a row for each such file.
///
/// # Errors
/// What we took ourselves was changed; or reference data change right now, and without them the run would be poorer
/// than the one before.
pub fn copy(stage: &mut Stage, files: Vec<Wanted>) -> Result<(Vec<Wanted>, Vec<Eingang>)> {
    let ours = stage.session().run().payer_dir.clone();
    let (mut copied, mut left) = (Vec::with_capacity(files.len()), LeftAlone::default());
    let mut changed = HashSet::new();
    for file in files {
        let path = file.source.display();
        if stage.copy_in(&file.inbox_path(), &file.source)? == file.sha256 {
            copied.push(file);
        } else if file.source.starts_with(&ours) {
            return Err(Error::Data(format!(
                "{path} was changed after it was taken in\nrestore it from a backup: its SHA-256 was {}",
                file.sha256
            )));
        } else if file.art == REFERENCE {
            return Err(Error::Locked(format!(
                "{path} is being written right now\nrun open-run again when it is complete"
            )));
        } else {
            stage.take_back(&file.inbox_path(), &file.input())?;
            left.read(&file, "it changed while it was copied");
            changed.insert(file.gruppe);
        }
    }
    // A folder or package is taken whole or not at all.
    changed.remove("");
    let (whole, torn): (Vec<_>, Vec<_>) = copied.into_iter().partition(|file| !changed.contains(&file.gruppe));
    for file in &torn {
        stage.take_back(&file.inbox_path(), &file.input())?;
        left.read(file, "what it came in changed while it was copied");
    }
    Ok((whole, left.into_rows()))
}

/// What an earlier execution of the run left alone.
fn left_before(run: &Run) -> Vec<Eingang> {
    let rows: Vec<Eingang> = read_table(&run.dir.join("00-inbox").join(UEBERSICHT)).unwrap_or_default();
    rows.into_iter().filter(|row| row.ergebnis == Annahme::LiegenGelassen).collect()
}

/// Whether a content was taken before.
enum Known {
    /// No stage is finished with it; what is to be said of it.
    New(String),
    /// It is this very file that lies in the inbox.
    Here,
    /// It was taken under another name or by another run.
    Elsewhere(String),
}

fn known(run: &Run, ledger: &Ledger, inbox: &Inbox, file: &Wanted) -> anyhow::Result<Known> {
    if let Some(there) = inbox.same_content(&file.art, &file.sha256) {
        let itself = there.name == file.name || there.name == with_hash(file);
        return Ok(if itself { Known::Here } else { Known::Elsewhere(same_content_here(there)) });
    }
    Ok(match ledger.delivery(&file.art, &file.sha256)? {
        Some(taken) if taken.verarbeitet => Known::Elsewhere(match refused::since(run, &taken)? {
            Some(seit) => format!("refused on {seit} as {}: have it corrected and dropped again", taken.name),
            None => format!("same content as {}, taken on {}", taken.name, taken.lauf),
        }),
        Some(taken) => Known::New(refused::since(run, &taken)?.map_or_else(String::new, refused::again)),
        None => Known::New(String::new()),
    })
}

fn same_content_here(there: &Wanted) -> String {
    format!("same content as {} of this run", there.name)
}

/// Reference files by name; the payer's own goes before the one for all payers.
fn newest_of_each_name(files: Vec<Dropped>, left: &mut LeftAlone) -> Vec<Dropped> {
    let mut by_name: BTreeMap<String, Dropped> = BTreeMap::new();
    let (shared, own): (Vec<_>, Vec<_>) = files.into_iter().partition(|dropped| dropped.shared);
    for dropped in shared.into_iter().chain(own) {
        if let Some(shared) = by_name.insert(dropped.file.name.clone(), dropped) {
            left.known(&shared.file, "the payer's own file of this name is used instead");
        }
    }
    by_name.into_values().collect()
}

/// Takes lists that are a state in the place of those before, but for what is too short to be true.
fn take_lists(
    session: &Session,
    pruefer: Option<&Pruefer>,
    lists: Vec<Wanted>,
    inbox: &mut Inbox,
    left: &mut LeftAlone,
) -> Result<()> {
    let share = session.payer().referenz.max_shrink_share;
    for list in lists {
        match shrink::too_short(session.run(), inbox, pruefer, &list, share)? {
            Some(why) => left.read(&list, &why),
            None => inbox.replace(list),
        }
    }
    Ok(())
}

/// Takes over what this run or an earlier one took and no stage finished with.
fn take_over(run: &Run, ledger: &Ledger, inbox: &mut Inbox) -> anyhow::Result<()> {
    for unfinished in ledger.unfinished_deliveries()? {
        if inbox.same_content(&unfinished.art, &unfinished.sha256).is_some() {
            continue;
        }
        let path = format!("{}/{}", unfinished.art, unfinished.name);
        match in_any_run(run, &unfinished.art, &unfinished.sha256)? {
            Some(file) if file.source.is_file() && sha256_of_file(&file.source)? == file.sha256 => {
                let grund = match refused::since(run, &unfinished)? {
                    Some(seit) => refused::again(seit),
                    None => format!("taken over: the run of {} did not finish with it", unfinished.lauf),
                };
                info(format!("{path}: {grund}"));
                inbox.put(Wanted { name: unfinished.name, grund, ..file });
            }
            _ => warn(format!(
                "{path} of the run of {} was never finished and is gone or changed; deliver it again",
                unfinished.lauf
            )),
        }
    }
    Ok(())
}
