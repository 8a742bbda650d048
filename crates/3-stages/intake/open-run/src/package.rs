//! Packages: a zip file among invoices is taken as it came, and each file in it by itself, as if it had been dropped in a
//! folder of the package's name. A package is taken whole or left alone whole.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

// Chooses what unpacks for zip: the same that packs our PDF files.
use flate2 as _;

use domain::anzeige::{sichtbar, unsichtbar};
use stage::{Error, Result, Run, is_package, sha256_of_file};
use zip::ZipArchive;
use zip::result::ZipError;

/// Files in one package: a month of 100,000 prescriptions has 200,000 loose documents.
const FILES: usize = 500_000;
/// Bytes of the list of a package that are searched for a name that stands there twice.
const LIST_AT_MOST: u64 = 256 << 20;
/// Folders within folders.
const DEPTH: usize = 8;
/// Bytes that every package may unpack to; beyond them, so many times its own size. Signed documents in base64 shrink to
/// a half, invoices to a tenth.
const FREE: u64 = 64 << 20;
const TIMES: u64 = 100;
/// Names that systems put into packages and folders by themselves.
const LITTER: [&str; 4] = [".DS_Store", "__MACOSX", "Thumbs.db", "desktop.ini"];

/// A file of a package, unpacked.
#[derive(Debug)]
pub(crate) struct Member {
    /// Its name in the package, folders separated by `/`.
    pub(crate) name: String,
    /// Where it is now.
    pub(crate) path: PathBuf,
    pub(crate) sha256: String,
    pub(crate) groesse: u64,
}

/// Where packages are unpacked until the inbox is written; made when the first one is, gone when it is dropped.
#[derive(Debug)]
pub struct Unpacked {
    dir: PathBuf,
    /// Packages so far: each has a folder of its own.
    count: usize,
}

impl Unpacked {
    pub(crate) fn beside(run: &Run) -> Self {
        Unpacked { dir: run.dir.join(format!(".00-inbox.{}.unpacked.tmp", std::process::id())), count: 0 }
    }

    /// Unpacks a package; says why it is left alone if it is. What cannot be written is an error of ours.
    pub(crate) fn unpack(&mut self, package: &Path) -> Result<Result<Vec<Member>, String>> {
        let dir = self.dir.join(self.count.to_string());
        self.count += 1;
        fs::create_dir_all(&dir).map_err(Error::create(&dir))?;
        match unpack(package, |nr| dir.join(nr.to_string())) {
            Ok(members) => Ok(Ok(members)),
            Err(Fault::Ours(path, source)) => Err(Error::Create { path, source }),
            Err(Fault::Package(why)) => {
                // What was unpacked of it takes no room any more.
                let _ = fs::remove_dir_all(&dir);
                Ok(Err(why))
            }
        }
    }
}

impl Drop for Unpacked {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}

/// True for a part of a name that systems leave behind: nobody's delivery.
pub(crate) fn is_litter(part: &str) -> bool {
    LITTER.contains(&part)
}

enum Fault {
    Package(String),
    Ours(PathBuf, io::Error),
}

impl From<String> for Fault {
    fn from(why: String) -> Self {
        Fault::Package(why)
    }
}

fn broken(error: &ZipError) -> Fault {
    Fault::Package(format!("it is no zip file that can be read: {error}; make it again"))
}

fn unpack(package: &Path, to: impl Fn(usize) -> PathBuf) -> Result<Vec<Member>, Fault> {
    let size = fs::metadata(package).map_err(|e| Fault::Package(format!("it cannot be read: {e}")))?.len();
    let file = File::open(package).map_err(|e| Fault::Package(format!("it cannot be read: {e}")))?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|e| broken(&e))?;
    if archive.has_duplicate_names() {
        let name = twice(package, archive.central_directory_start()).unwrap_or_default();
        return Err(format!("the name '{name}' stands in it twice").into());
    }
    if archive.len() > FILES {
        return Err(format!("{} files in one package, at most {FILES} are taken", archive.len()).into());
    }
    let mut names = Vec::new();
    for nr in 0..archive.len() {
        let entry = archive.by_index_raw(nr).map_err(|e| broken(&e))?;
        let raw = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let name = entry.name().map_or(raw, |name| name.into_owned());
        let at = |why: &str| Fault::Package(format!("{}: {why}", sichtbar(&name)));
        if entry.encrypted() {
            return Err(at("it is encrypted; have it sent without a password, or unpack it yourself"));
        }
        if entry.is_symlink() {
            return Err(at("it is a link; links are not followed"));
        }
        if !entry.is_dir()
            && let Some(name) = checked(&name).map_err(|why| at(&why))?
        {
            names.push((nr, name));
        }
    }
    if names.is_empty() {
        return Err("no file is in it".to_owned().into());
    }
    if archive.has_overlapping_entries().map_err(|e| broken(&e))? {
        return Err("the same bytes are several files in it: a bomb".to_owned().into());
    }
    let mut left = size.saturating_mul(TIMES).max(FREE);
    let mut members = Vec::with_capacity(names.len());
    for (place, (nr, name)) in names.into_iter().enumerate() {
        let path = to(place);
        let mut entry = archive.by_index(nr).map_err(|e| broken(&e))?;
        let groesse = copy(&mut entry, &path, left).map_err(|fault| match fault {
            Fault::Package(why) => Fault::Package(format!("{name}: {why}")),
            ours => ours,
        })?;
        left -= groesse;
        let sha256 = sha256_of_file(&path).map_err(|e| Fault::Ours(path.clone(), io::Error::other(e.to_string())))?;
        members.push(Member { name, path, sha256, groesse });
    }
    members.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(members)
}

/// The first name that the list at the end of a package holds twice: the archive by itself keeps one of them.
fn twice(package: &Path, list_at: u64) -> io::Result<String> {
    let mut file = File::open(package)?;
    file.seek(SeekFrom::Start(list_at))?;
    let mut list = BufReader::new(file.take(LIST_AT_MOST));
    let mut seen = HashSet::new();
    loop {
        let mut head = [0; 46];
        list.read_exact(&mut head)?;
        let length = |at: usize| usize::from(u16::from_le_bytes([head[at], head[at + 1]]));
        let mut name = vec![0; length(28) + length(30) + length(32)];
        list.read_exact(&mut name)?;
        name.truncate(length(28));
        if let Some(twice) = seen.replace(name) {
            return Ok(sichtbar(&String::from_utf8_lossy(&twice)).into_owned());
        }
    }
}

/// A name of a file in a package, its folders separated by `/`; none if it is nobody's delivery.
///
/// # Errors
/// Why no file may have it.
fn checked(name: &str) -> Result<Option<String>, String> {
    // Old programs of Windows write their own separator.
    let name = name.replace('\\', "/");
    let parts: Vec<&str> = name.split('/').collect();
    if parts.iter().any(|part| is_litter(part)) {
        return Ok(None);
    }
    if name.starts_with('/') || name.get(1..2) == Some(":") || parts.contains(&"..") {
        return Err("its name leads out of the package".into());
    }
    if parts.iter().any(|part| part.is_empty() || *part == "." || part.len() > 200) || parts.len() > DEPTH {
        return Err("its name is too long, too deep or has an empty part".into());
    }
    if name.chars().any(unsichtbar) {
        return Err("its name holds a control character or one that is not seen".into());
    }
    if is_package(&name) {
        return Err("it is a package within a package; unpack it and send what is in it".into());
    }
    Ok(Some(name))
}

fn copy(from: &mut impl Read, path: &Path, at_most: u64) -> Result<u64, Fault> {
    let ours = |e| Fault::Ours(path.to_owned(), e);
    let mut to = File::create(path).map_err(ours)?;
    let mut buffer = vec![0; 1 << 18];
    let mut copied = 0;
    loop {
        let read = from.read(&mut buffer).map_err(|e| Fault::Package(format!("it is damaged: {e}")))?;
        if read == 0 {
            break;
        }
        copied += read as u64;
        if copied > at_most {
            return Err(format!("the package unpacks to more than {TIMES} times its size: a bomb").into());
        }
        to.write_all(&buffer[..read]).map_err(ours)?;
    }
    if copied == 0 {
        return Err("it is empty".to_owned().into());
    }
    Ok(copied)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_within_the_package() {
        for (name, good) in [("a.xml", "a.xml"), ("2026\\03\\a.xml", "2026/03/a.xml"), ("ü/b c.xml", "ü/b c.xml")] {
            assert_eq!(checked(name), Ok(Some(good.into())), "{name}");
        }
        for name in [".DS_Store", "__MACOSX/._a.xml", "a/Thumbs.db"] {
            assert_eq!(checked(name), Ok(None), "{name}");
        }
        let deep = "a/".repeat(DEPTH) + "a";
        let long = "a".repeat(201);
        for name in
            ["../a", "a/../../b", "/etc/passwd", "C:\\a", "\\\\host\\a", "a//b", "a/./b", "a\n", "b.ZIP", &deep, &long]
        {
            assert!(checked(name).is_err(), "{name:?}");
        }
    }
}
