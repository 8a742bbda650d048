//! Which files belong into the inbox of a run.
//!
//! A content is taken once. A file that an earlier run took but no stage finished with is taken over, so that nothing
//! is lost when a run broke off. Reference data are a state, not an event: the newest ones lie in every run's inbox.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ledger::{Ledger, NewDelivery};
use stage::{Error, RECEIPT, Receipt, Result, Run, RunFile, Session, info, sha256_of_file, warn};

/// The kinds of deliveries, each a folder of the drop folder and of the inbox.
pub const ARTEN: &[&str] = &["unfdat", "invoices", "decisions", "confirmations", "reference"];

/// A file that shall lie in the inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Its kind, one of [`ARTEN`].
    pub art: String,
    /// Its name in the inbox.
    pub name: String,
    /// Where its bytes are now.
    pub source: PathBuf,
    /// SHA-256 of its content.
    pub sha256: String,
}

impl Wanted {
    /// Its path within the inbox.
    pub fn inbox_path(&self) -> String {
        format!("{}/{}", self.art, self.name)
    }
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
    let deliveries: Vec<NewDelivery> = files
        .iter()
        .map(|file| {
            let groesse = fs::metadata(&file.source).map_err(Error::io(&file.source))?.len();
            Ok(NewDelivery { art: file.art.clone(), sha256: file.sha256.clone(), name: file.name.clone(), groesse })
        })
        .collect::<Result<_>>()?;
    Ok(ledger.take_deliveries(&deliveries)?)
}

/// Everything that shall lie in the inbox, by kind and name.
pub fn wanted(session: &Session, ledger: &Ledger, drop: &Path) -> anyhow::Result<Vec<Wanted>> {
    let run = session.run();
    let mut inbox = Inbox::new(already_there(run)?);
    if run.dates_of(&run.kostentraeger)?.last().is_some_and(|latest| *latest > run.datum) {
        info("a later run exists: this repeat takes no new files");
        return Ok(inbox.into_files());
    }
    for file in dropped(drop, &run.kostentraeger)? {
        if file.art == "reference" || inbox.holds(&file) {
            inbox.put(file);
            continue;
        }
        match ledger.delivery(&file.art, &file.sha256)? {
            Some(known) if known.verarbeitet => info(format!(
                "{}: same content as {}, taken on {}; not taken again",
                file.source.display(),
                known.name,
                known.lauf
            )),
            _ => inbox.put(file),
        }
    }
    for left in ledger.unfinished_deliveries()? {
        let source = run.payer_dir.join(&left.lauf).join("00-inbox").join(&left.art).join(&left.name);
        let file = Wanted { art: left.art, name: left.name, source, sha256: left.sha256 };
        if inbox.holds(&file) {
            continue;
        }
        if file.source.is_file() && sha256_of_file(&file.source)? == file.sha256 {
            info(format!("{}: the run of {} did not finish with it; taken over", file.inbox_path(), left.lauf));
            inbox.put(file);
        } else {
            warn(format!(
                "{} of the run of {} was never finished and is gone or changed; deliver it again",
                file.inbox_path(),
                left.lauf
            ));
        }
    }
    carry_reference(run, &mut inbox)?;
    Ok(inbox.into_files())
}

/// Files by kind and name; two contents of one name get a suffix by hash, so that neither replaces the other.
struct Inbox {
    files: BTreeMap<(String, String), Wanted>,
}

impl Inbox {
    fn new(files: Vec<Wanted>) -> Self {
        Inbox { files: files.into_iter().map(|file| ((file.art.clone(), file.name.clone()), file)).collect() }
    }

    fn holds(&self, file: &Wanted) -> bool {
        self.files.values().any(|there| there.art == file.art && there.sha256 == file.sha256)
    }

    fn put(&mut self, mut file: Wanted) {
        let same_name = self.files.get(&(file.art.clone(), file.name.clone()));
        let taken = same_name.is_some_and(|there| there.sha256 != file.sha256);
        if taken && file.art != "reference" {
            let (stem, extension) = file.name.rsplit_once('.').unwrap_or((&file.name, ""));
            file.name = format!("{stem}-{}.{extension}", &file.sha256[..8]).trim_end_matches('.').to_owned();
        }
        if !(file.art != "reference" && self.holds(&file)) {
            self.files.insert((file.art.clone(), file.name.clone()), file);
        }
    }

    fn into_files(self) -> Vec<Wanted> {
        self.files.into_values().collect()
    }
}

/// What this run took in an earlier execution.
fn already_there(run: &Run) -> Result<Vec<Wanted>> {
    let inbox = run.dir.join("00-inbox");
    let Some(receipt) = Receipt::load(&inbox)? else { return Ok(Vec::new()) };
    let files = receipt.outputs.into_iter().filter(|output| output.path != RECEIPT).filter_map(|output| {
        let (art, name) = output.path.split_once('/')?;
        let source = inbox.join(&output.path);
        Some(Wanted { art: art.into(), name: name.into(), source, sha256: output.sha256.unwrap_or_default() })
    });
    Ok(files.collect())
}

/// The files of the drop folder that can be taken, by kind and name; the others are named with the reason.
fn dropped(drop: &Path, payer: &str) -> Result<Vec<Wanted>> {
    if !drop.is_dir() {
        return Err(Error::Missing(format!(
            "{} is no drop folder\nname it with --drop (DROP= with make)",
            drop.display()
        )));
    }
    let mut files = files_of(&drop.join("reference"), "reference")?;
    let own = drop.join(payer);
    if !own.is_dir() {
        warn(format!("{} does not exist: nothing delivered for {payer}", own.display()));
    }
    for art in ARTEN {
        files.extend(files_of(&own.join(art), art)?);
    }
    Ok(files)
}

fn files_of(dir: &Path, art: &str) -> Result<Vec<Wanted>> {
    let mut files = Vec::new();
    if !dir.is_dir() {
        return Ok(files);
    }
    for entry in fs::read_dir(dir).map_err(Error::io(dir))? {
        let path = entry.map_err(Error::io(dir))?.path();
        match left_alone(&path)? {
            Some(why) => warn(format!("{} left alone: {why}", path.display())),
            None => {
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                files.push(Wanted { art: art.into(), name, sha256: sha256_of_file(&path)?, source: path });
            }
        }
    }
    files.sort_by(|a, b| (&a.name, &a.sha256).cmp(&(&b.name, &b.sha256)));
    Ok(files)
}

/// Why a file is not taken; nothing if it is.
fn left_alone(path: &Path) -> Result<Option<&'static str>> {
    let meta = fs::symlink_metadata(path).map_err(Error::io(path))?;
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    Ok(if meta.is_symlink() {
        Some("it is a link; links are not followed")
    } else if meta.is_dir() {
        Some("it is a folder; put files directly into the drop folder")
    } else if !meta.is_file() {
        Some("it is no regular file")
    } else if name.starts_with('.') || name.ends_with(".tmp") || name.ends_with(".part") {
        Some("its name says that it is still being written")
    } else if meta.len() == 0 {
        Some("it is empty")
    } else {
        None
    })
}

/// Takes over the reference data of the payer's newest earlier run that this delivery does not replace.
fn carry_reference(run: &Run, inbox: &mut Inbox) -> Result<()> {
    let mut earlier = run.dates_of(&run.kostentraeger)?.into_iter().filter(|date| *date < run.datum);
    let Some(latest) = earlier.next_back() else { return Ok(()) };
    for file in already_there(&run.sibling(latest))? {
        if file.art == "reference" && !inbox.files.contains_key(&(file.art.clone(), file.name.clone())) {
            inbox.put(file);
        }
    }
    Ok(())
}
