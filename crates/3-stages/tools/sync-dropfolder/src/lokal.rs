//! Files on this side: written under a name that nobody takes, synced, and put in place without taking another's.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::FileExt;
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

/// A file beside its target that is not finished: `there` bytes of it came.
#[derive(Debug)]
pub(crate) struct Unfertig {
    pub(crate) path: PathBuf,
    pub(crate) file: File,
    pub(crate) there: u64,
}

/// The unfinished file beside `target`, opened to be continued. One that is longer than `whole` begins anew.
pub(crate) fn unfinished(target: &Path, of: &str, whole: u64) -> Result<Unfertig> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    // A name of 250 bytes leaves no room for more: what identifies it is its beginning and a number made of all of it.
    let short: String = name.chars().take(40).collect();
    let mark = Summe::over(format!("{name} {of}").as_bytes());
    let path = target.with_file_name(format!(".{short}.{}.part", &mark[..16]));
    let file = OpenOptions::new().read(true).append(true).create(true).open(&path).map_err(Error::create(&path))?;
    let mut there = file.metadata().map_err(Error::io(&path))?.len();
    if there > whole {
        file.set_len(0).map_err(Error::io(&path))?;
        there = 0;
    }
    Ok(Unfertig { path, file, there })
}

impl Unfertig {
    /// Appends what came of the next part, from a byte of it on, to this one and its sum.
    pub(crate) fn append(&mut self, next: &Unfertig, from: u64, summe: &mut Summe) -> Result<()> {
        let mut piece = vec![0; PIECE];
        let mut at = from;
        while at < next.there {
            let n = next.file.read_at(&mut piece, at).map_err(Error::io(&next.path))?;
            let n = n.min((next.there - at) as usize);
            if n == 0 {
                return Err(Error::Data(format!("{}: somebody else shortened it", next.path.display())));
            }
            self.file.write_all(&piece[..n]).map_err(Error::io(&self.path))?;
            summe.update(&piece[..n]);
            at += n as u64;
            self.there += n as u64;
        }
        Ok(())
    }

    /// Deletes it.
    pub(crate) fn remove(self) -> Result<()> {
        fs::remove_file(&self.path).map_err(Error::io(&self.path))
    }
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
