//! Files on this side: written under a name that nobody takes, synced, and put in place without taking another's.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, UNIX_EPOCH};

use sha2::{Digest, Sha256};
use stage::{Error, Result};

/// Bytes that are read, sent or hashed together: enough that a line of long ways stays full.
pub(crate) const PIECE: usize = 4 << 20;

/// SHA-256 while bytes pass.
#[derive(Debug, Default)]
pub(crate) struct Summe(Sha256);

impl Summe {
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    pub(crate) fn hex(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Seconds since 1970 at which a file was changed.
pub(crate) fn changed_at(path: &Path) -> Option<u64> {
    let time = fs::metadata(path).ok()?.modified().ok()?;
    time.duration_since(UNIX_EPOCH).ok().map(|d| d.as_secs())
}

/// The unfinished file beside `target`, opened to be continued, and how much of it is there already.
pub(crate) fn unfinished(target: &Path, of: (u64, u64)) -> Result<(PathBuf, File, u64)> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    // A name of 250 bytes leaves no room for more: what identifies it is its beginning and a number made of all of it.
    let short: String = name.chars().take(40).collect();
    let mark = Summe::over(format!("{name} {} {}", of.0, of.1).as_bytes());
    let path = target.with_file_name(format!(".{short}.{}.part", &mark[..16]));
    let file = OpenOptions::new().read(true).append(true).create(true).open(&path).map_err(Error::create(&path))?;
    let length = file.metadata().map_err(Error::io(&path))?.len();
    Ok((path, file, length))
}

impl Summe {
    fn over(bytes: &[u8]) -> String {
        let mut summe = Summe::default();
        summe.update(bytes);
        summe.hex()
    }

    /// Of a file of which only so many bytes count.
    pub(crate) fn of_file(path: &Path, length: u64) -> Result<Summe> {
        let mut file = File::open(path).map_err(Error::io(path))?.take(length);
        let (mut summe, mut piece) = (Summe::default(), vec![0; PIECE]);
        loop {
            match file.read(&mut piece) {
                Ok(0) => return Ok(summe),
                Ok(n) => summe.update(&piece[..n]),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(Error::io(path)(e)),
            }
        }
    }
}

/// Puts a finished download in place with the time of its original. A file that lies there with other content keeps its
/// name, and the new one gets a number; one with the same content makes it needless. Gives where the content lies.
pub(crate) fn put_in_place(part: &Path, target: &Path, sha256: &str, changed: u64) -> Result<PathBuf> {
    let file = File::open(part).map_err(Error::io(part))?;
    file.set_modified(UNIX_EPOCH + Duration::from_secs(changed)).map_err(Error::io(part))?;
    file.sync_all().map_err(Error::io(part))?;
    for nr in 1..10_000 {
        let place = numbered(target, nr);
        match fs::hard_link(part, &place) {
            Ok(()) => {
                fs::remove_file(part).map_err(Error::io(part))?;
                sync_folder(&place)?;
                return Ok(place);
            }
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                if place.is_file() && stage::sha256_of_file(&place)? == sha256 {
                    fs::remove_file(part).map_err(Error::io(part))?;
                    return Ok(place);
                }
            }
            Err(source) => return Err(Error::Create { path: place, source }),
        }
    }
    Err(Error::Data(format!("{}: ten thousand files of that name lie there", target.display())))
}

/// `a.csv`, `a-2.csv`, `a-3.csv` …
fn numbered(target: &Path, nr: u32) -> PathBuf {
    if nr == 1 {
        return target.to_owned();
    }
    let stem = target.file_stem().unwrap_or_default().to_string_lossy();
    match target.extension() {
        Some(end) => target.with_file_name(format!("{stem}-{nr}.{}", end.to_string_lossy())),
        None => target.with_file_name(format!("{stem}-{nr}")),
    }
}

fn sync_folder(file: &Path) -> Result<()> {
    let folder = file.parent().unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::io(folder))
}
