//! The files of the drop folder: which are complete, and what is left alone and why. Nothing in it is changed.

use std::collections::HashSet;
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use domain::anzeige::unsichtbar;
use stage::{Error, Result, info, is_package, sha256_of_file, warn};

use crate::left::LeftAlone;
use crate::package::is_litter;
use crate::pictures_taken::fault;
use crate::{ARTEN, PICTURES, Wanted};

/// The kind whose files may come in folders and packages.
pub(crate) const PACKED: &str = "invoices";
/// Folders within folders.
const DEEPEST: usize = 8;
/// Ends of names of files that are still being transferred.
const UNFINISHED: [&str; 3] = [".tmp", ".part", ".filepart"];
/// Kinds of deliveries that people sign, and the ending of a signature's name.
const SIGNED: [&str; 2] = ["decisions", "confirmations"];
const SIGNATURE: &str = signatures::pruefer::ENDING;
/// Ends of the names of markers: the file of that name without it is complete.
const MARKERS: [&str; 2] = [".ok", ".done"];

/// A file that was read.
#[derive(Debug)]
pub(crate) struct Dropped {
    /// The file with the hash of its content.
    pub(crate) file: Wanted,
    /// Whether it lies in the folder for all payers.
    pub(crate) shared: bool,
    state: State,
    marked: bool,
    /// The folder it lies in, and how many files that had.
    folder: Option<(PathBuf, usize)>,
}

/// What changes while a file is being written: inode, size and time of change.
type State = (u64, u64, i64, i64);

fn state(meta: &Metadata) -> State {
    (meta.ino(), meta.len(), meta.mtime(), meta.mtime_nsec())
}

/// Things that must lie beside a file of the payer's folders so that it is complete.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rules {
    /// A marker.
    pub(crate) marker: bool,
    /// A detached signature, beside decisions and confirmations.
    pub(crate) signature: bool,
}

impl Rules {
    /// Those of one kind.
    fn of(self, art: &str) -> Rules {
        Rules { signature: self.signature && SIGNED.contains(&art), ..self }
    }
}

/// The files of `DROP/reference` and of the payer's folders that can be read, by kind and name.
///
/// # Errors
/// When the drop folder does not exist, or one of its folders cannot be read: a night without deliveries must not look
/// like one on which nothing was delivered. Whatever else is in the way concerns one file and is reported.
pub(crate) fn list(drop: &Path, payer: &str, rules: Rules, left: &mut LeftAlone) -> Result<Vec<Dropped>> {
    if !drop.is_dir() {
        return Err(Error::Missing(format!(
            "{} is no drop folder\nname it with --drop (DROP= with make)",
            drop.display()
        )));
    }
    let shared = files_of(&drop.join("reference"), "reference", Rules::default(), left)?;
    let mut files: Vec<Dropped> = shared.into_iter().map(|file| Dropped { shared: true, ..file }).collect();
    let own = drop.join(payer);
    if !own.is_dir() {
        warn(format!("{} does not exist: nothing delivered for {payer}", own.display()));
    }
    for art in ARTEN {
        files.extend(files_of(&own.join(art), art, rules.of(art), left)?);
    }
    let beside = if own.is_dir() { entries(&own).map_err(Error::io(&own))? } else { Vec::new() };
    for path in beside {
        let name = name_of(&path);
        if !ARTEN.contains(&name.as_str()) && !name.starts_with('.') {
            left.unread("", &path, &format!("it is none of the folders {}", ARTEN.join(", ")));
        }
    }
    Ok(files)
}

/// The files that are still as they were when they were read, `seconds` later; marked ones are not waited for. A folder
/// of which one is not, or to which one was added, is left alone whole.
pub(crate) fn settled(files: Vec<Dropped>, seconds: u32, left: &mut LeftAlone) -> Vec<Wanted> {
    let waiting = files.iter().filter(|dropped| !dropped.marked).count();
    if seconds > 0 && waiting > 0 {
        info(format!("open-run: waiting {seconds} s to see whether {waiting} new files are complete"));
        std::thread::sleep(Duration::from_secs(seconds.into()));
    }
    let growing: HashSet<PathBuf> = files
        .iter()
        .filter_map(|dropped| Some((dropped, dropped.folder.as_ref()?)))
        .filter(|(dropped, folder)| why_unsettled(dropped).is_some() || grew(folder))
        .map(|(_, (folder, _))| folder.clone())
        .collect();
    let mut complete = Vec::with_capacity(files.len());
    for dropped in files {
        let in_growing = dropped.folder.as_ref().is_some_and(|(folder, _)| growing.contains(folder));
        match why_unsettled(&dropped) {
            Some(why) => left.read(&dropped.file, &why),
            None if in_growing => left.read(&dropped.file, "its folder is still being written"),
            None => complete.push(dropped.file),
        }
    }
    complete
}

fn why_unsettled(dropped: &Dropped) -> Option<String> {
    match fs::symlink_metadata(&dropped.file.source) {
        Ok(meta) if state(&meta) == dropped.state => None,
        Ok(_) => Some("it is still being written".into()),
        Err(e) => Some(format!("it cannot be read any more: {e}")),
    }
}

fn grew((folder, files): &(PathBuf, usize)) -> bool {
    let mut paths = Vec::new();
    walk(folder, 0, &mut paths).is_err() || paths.len() != *files
}

fn files_of(dir: &Path, art: &str, rules: Rules, left: &mut LeftAlone) -> Result<Vec<Dropped>> {
    let paths = match fs::symlink_metadata(dir) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(e) => Err(e),
        Ok(meta) if meta.is_symlink() => {
            left.unread("", dir, "it is a link; links are not followed");
            return Ok(Vec::new());
        }
        Ok(meta) if !meta.is_dir() => Err(io::Error::new(
            io::ErrorKind::NotADirectory,
            "it is no folder: take it away and make a folder of that name",
        )),
        Ok(_) => entries(dir),
    };
    let paths = paths.map_err(Error::io(dir))?;
    let markers: HashSet<String> = paths.iter().filter_map(|path| marked_name(&name_of(path))).collect();
    let names: HashSet<String> = paths.iter().map(|path| name_of(path)).collect();
    let mut marked_files = HashSet::new();
    let mut files = Vec::new();
    for path in paths.iter().filter(|path| marked_name(&name_of(path)).is_none()) {
        let name = name_of(path);
        let mark = [name.as_str(), stem(&name)].into_iter().find(|mark| markers.contains(*mark));
        marked_files.extend(mark.map(str::to_owned));
        let complete = no_such_file(art, &name, rules).map_or(Ok(()), Err).and_then(|()| beside(&name, &names, rules));
        let is_folder = art == PACKED && fs::symlink_metadata(path).is_ok_and(|meta| meta.is_dir());
        let read = complete.and_then(|()| match is_folder {
            true => folder(path, art, mark.is_some(), rules.marker),
            false => read(path, art, mark.is_some(), rules.marker).map(|file| vec![file]),
        });
        match read {
            Ok(read) => files.extend(read),
            Err(why) => left.unread(art, path, &why),
        }
    }
    for path in &paths {
        if marked_name(&name_of(path)).is_some_and(|mark| !marked_files.contains(&mark)) {
            left.unread(art, path, "it is a marker, and its file is not there");
        }
    }
    Ok(files)
}

/// Reads a folder: every file in it under a name with the folder's before it. It is left alone whole if one of them is.
fn folder(path: &Path, art: &str, marked: bool, marker: bool) -> Result<Vec<Dropped>, String> {
    let name = name_of(path);
    if marker && !marked {
        return Err(format!("no marker beside it: {name}.ok or {name}.done ([intake] marker)"));
    }
    let mut paths = Vec::new();
    walk(path, 0, &mut paths)?;
    if paths.is_empty() {
        return Err("it is an empty folder".into());
    }
    let files = paths.len();
    let one = |inner: PathBuf| {
        let within = inner.strip_prefix(path).unwrap_or(&inner).to_string_lossy().into_owned();
        if is_package(&within) {
            return Err(format!("{within} in it is a package; put it beside the folder, or unpack it"));
        }
        let mut read = read(&inner, art, marked, false).map_err(|why| format!("{within} in it: {why}"))?;
        read.file.name = format!("{name}/{within}");
        read.file.gruppe.clone_from(&name);
        Ok(Dropped { folder: Some((path.to_owned(), files)), ..read })
    };
    paths.into_iter().map(one).collect()
}

/// The files of a folder and of the folders in it, in the order of their names.
fn walk(dir: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<(), String> {
    if depth == DEEPEST {
        return Err(format!("folders in it are more than {DEEPEST} deep"));
    }
    for path in entries(dir).map_err(|e| unreadable(&e))? {
        if is_litter(&name_of(&path)) {
            continue;
        }
        match fs::symlink_metadata(&path) {
            Ok(meta) if meta.is_dir() => walk(&path, depth + 1, files)?,
            Ok(_) => files.push(path),
            Err(e) => return Err(unreadable(&e)),
        }
    }
    Ok(())
}

/// Reads a file, or says why it is left alone.
fn read(path: &Path, art: &str, marked: bool, marker: bool) -> Result<Dropped, String> {
    let meta = fs::symlink_metadata(path).map_err(|e| unreadable(&e))?;
    let name = name_of(path);
    if let Some(why) = left_alone(&meta, &name) {
        return Err(why.into());
    }
    if let Some(why) = (art == PICTURES).then(|| fault(path, &name, meta.len())).flatten() {
        return Err(why);
    }
    if marker && !marked {
        return Err(format!("no marker beside it: {name}.ok or {name}.done ([intake] marker)"));
    }
    let sha256 = sha256_of_file(path).map_err(|e| match e {
        Error::Io { source, .. } => unreadable(&source),
        other => other.to_string(),
    })?;
    let state = state(&meta);
    let (source, groesse) = (path.to_owned(), meta.len());
    let file = Wanted { art: art.into(), name, source, sha256, groesse, ..Wanted::default() };
    Ok(Dropped { file, shared: false, state, marked, folder: None })
}

/// Why a file is none of its kind, by its name; nothing if it may be.
fn no_such_file(art: &str, name: &str, rules: Rules) -> Option<String> {
    let lower = name.to_lowercase();
    if lower.starts_with("~$") || ["thumbs.db", "desktop.ini"].contains(&lower.as_str()) {
        return Some("it is a file that a program keeps for itself".into());
    }
    let signature = rules.signature && lower.ends_with(SIGNATURE);
    if art != "decisions" || [".csv", ".xlsx"].iter().any(|end| lower.ends_with(end)) || signature {
        return None;
    }
    let workbook = [".xls", ".xlsm", ".ods"].iter().any(|end| lower.ends_with(end));
    Some(match workbook {
        true => "it is another program's own file: save it as XLSX or CSV UTF-8 and drop that".into(),
        false => "decisions are files *.csv or *.xlsx".into(),
    })
}

/// A file that is signed waits for its signature, and a signature for its file: they are taken together.
fn beside(name: &str, names: &HashSet<String>, rules: Rules) -> Result<(), String> {
    let missing = match name.strip_suffix(SIGNATURE) {
        _ if !rules.signature => return Ok(()),
        Some(file) => file.to_owned(),
        None => format!("{name}{SIGNATURE}"),
    };
    if names.contains(&missing) {
        return Ok(());
    }
    Err(format!("{missing} is not beside it ([signatur] pruefer)"))
}

/// Why a file is not even read; nothing if it is.
fn left_alone(meta: &Metadata, name: &str) -> Option<&'static str> {
    let name = name.to_lowercase();
    if meta.is_symlink() {
        Some("it is a link; links are not followed")
    } else if meta.is_dir() {
        Some("it is a folder; put files directly into the drop folder")
    } else if !meta.is_file() {
        Some("it is no regular file")
    } else if name.starts_with('.') || UNFINISHED.iter().any(|end| name.ends_with(end)) {
        Some("its name says that it is still being written")
    } else if name.chars().any(unsichtbar) {
        Some("its name holds a control character or one that is not seen; have it sent under another name")
    } else if meta.len() == 0 {
        Some("it is empty")
    } else {
        None
    }
}

/// The name that a marker speaks of: of a file, or of a file without its extension. Nothing if it is no marker.
fn marked_name(name: &str) -> Option<String> {
    let hidden = name.starts_with('.');
    let end = MARKERS.iter().find(|end| name.to_lowercase().ends_with(*end))?;
    (!hidden).then(|| name[..name.len() - end.len()].to_owned())
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

fn unreadable(error: &io::Error) -> String {
    format!("it cannot be read: {error}")
}

/// What lies in a folder, by name: messages come in the same order everywhere.
fn entries(dir: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(dir)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marker_speaks_of_a_file_or_of_its_stem() {
        for (name, marked) in [("a.csv.ok", "a.csv"), ("a.csv.done", "a.csv"), ("a.OK", "a"), ("b.x.Done", "b.x")] {
            assert_eq!(marked_name(name).as_deref(), Some(marked), "{name}");
        }
        for name in ["a.csv", "ok", "a.okay", ".a.ok", "a.ok.csv"] {
            assert_eq!(marked_name(name), None, "{name}");
        }
        assert_eq!((stem("a.csv"), stem("a"), stem("a.b.c")), ("a", "a", "a.b"));
    }

    #[test]
    fn decisions_are_csv_and_what_programs_leave_behind_is_nothing() {
        let no = |art, name| no_such_file(art, name, Rules::default());
        for name in ["a.csv", "A.CSV", "arbeitsliste.xlsx.csv", "arbeitsliste.xlsx"] {
            assert_eq!(no("decisions", name), None, "{name}");
        }
        for name in ["a.ods", "~$arbeitsliste.xlsx", "~$a.csv", "Thumbs.db", "a.txt", "a.csv.sig"] {
            assert!(no("decisions", name).is_some(), "{name}");
        }
        assert!(no("decisions", "a.XLS").is_some_and(|why| why.contains("save it as XLSX")));
        assert_eq!((no("invoices", "a.txt"), no("invoices", "Thumbs.db").is_some()), (None, true));
        assert_eq!(no_such_file("decisions", "a.csv.sig", Rules { signature: true, marker: false }), None);
    }

    #[test]
    fn what_is_signed_waits_for_its_signature() {
        let names: HashSet<String> = ["a.csv", "a.csv.sig", "b.csv", "c.csv.sig"].map(str::to_owned).into();
        let rules = Rules { signature: true, marker: false };
        let missing = |name| beside(name, &names, rules).err();
        assert_eq!([missing("a.csv"), missing("a.csv.sig")], [None, None]);
        assert!(missing("b.csv").is_some_and(|why| why.starts_with("b.csv.sig is not beside it")));
        assert!(missing("c.csv.sig").is_some_and(|why| why.starts_with("c.csv is not beside it")));
        assert_eq!(beside("b.csv", &names, rules.of("invoices")), Ok(()));
    }

    #[test]
    fn a_file_that_is_gone_again_is_reported() {
        let why = read(Path::new("/no/such/file"), "invoices", false, false).expect_err("nothing there");
        assert!(why.starts_with("it cannot be read: "), "{why}");
    }
}
