//! A run as one file that can be checked without the house: a compressed tape archive whose first member lists the SHA-256
//! of all others. The same run gives the same bytes.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};
use stage::{Error, Result, Run};
use tar::{Archive, Builder, EntryType, Header};

/// The member that lists the others, as `sha256sum -c` reads it.
pub const LISTE: &str = "SHA256SUMS.ARCHIV";

/// A file of an archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bestand {
    /// Number of files.
    pub dateien: usize,
    /// Their bytes, unpacked.
    pub bytes: u64,
}

/// Packs a run into `to`, which must not exist, and checks what was written before it gets its name.
///
/// # Errors
/// The file exists, a stage is at work, or the disk.
pub fn pack(run: &Run, to: &Path) -> Result<Bestand> {
    if fs::symlink_metadata(to).is_ok() {
        return Err(Error::Usage(format!("{} exists already: an archive replaces no other file", to.display())));
    }
    let prefix = format!("{}-{}", run.kostentraeger, run.datum);
    let files = files(&run.dir, Path::new(""))?;
    let mut sums = BTreeMap::new();
    for file in &files {
        sums.insert(file.clone(), stage::sha256_of_file(&run.dir.join(file))?);
    }
    let list: String = sums.iter().map(|(file, sum)| format!("{sum}  {}\n", file.display())).collect();
    let mut aside = to.as_os_str().to_owned();
    aside.push(format!(".{}.tmp", std::process::id()));
    let aside = PathBuf::from(aside);
    let written = write(run, &prefix, &list, &files, &aside).and_then(|()| check(&aside)).and_then(|bestand| {
        fs::rename(&aside, to).map_err(Error::create(to))?;
        let folder = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder).and_then(|folder| folder.sync_all()).map_err(Error::io(folder))?;
        Ok(bestand)
    });
    if written.is_err() {
        let _ = fs::remove_file(&aside);
    }
    written
}

fn write(run: &Run, prefix: &str, list: &str, files: &[PathBuf], aside: &Path) -> Result<()> {
    let out = File::create(aside).map_err(Error::create(aside))?;
    let packed = GzEncoder::new(BufWriter::new(out), Compression::default());
    let mut tape = Builder::new(packed);
    let name = |file: &Path| Path::new(prefix).join(file);
    tape.append_data(&mut header(list.len() as u64), name(Path::new(LISTE)), list.as_bytes())
        .map_err(Error::io(aside))?;
    for file in files {
        let path = run.dir.join(file);
        let source = File::open(&path).map_err(Error::io(&path))?;
        let length = source.metadata().map_err(Error::io(&path))?.len();
        tape.append_data(&mut header(length), name(file), BufReader::new(source)).map_err(Error::io(aside))?;
    }
    let done =
        tape.into_inner().and_then(GzEncoder::finish).and_then(|out| out.into_inner().map_err(|e| e.into_error()));
    done.and_then(|file| file.sync_all()).map_err(Error::io(aside))
}

/// Nothing of the machine stands in an archive: no user, no time.
fn header(length: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_entry_type(EntryType::Regular);
    header.set_size(length);
    header.set_mode(0o640);
    header.set_mtime(0);
    header.set_uid(0);
    header.set_gid(0);
    header
}

/// Checks an archive: every file that its list names is in it as it was, and no other.
///
/// # Errors
/// It is no archive of ours, is damaged, or a file of it differs (65).
pub fn check(path: &Path) -> Result<Bestand> {
    let bad = |what: String| Error::Data(format!("{}: {what}\nrestore it from another copy", path.display()));
    let damaged = |e: io::Error| bad(format!("damaged, or no archive ({e})"));
    let file = File::open(path).map_err(Error::io(path))?;
    let mut tape = Archive::new(MultiGzDecoder::new(BufReader::new(file)));
    let mut listed: Option<BTreeMap<String, String>> = None;
    let mut bestand = Bestand { dateien: 0, bytes: 0 };
    for entry in tape.entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        let name = entry.path().map_err(damaged)?.to_string_lossy().into_owned();
        let inside = name.split_once('/').map_or(name.as_str(), |(_, inside)| inside).to_owned();
        let Some(listed) = &mut listed else {
            if inside != LISTE {
                return Err(bad(format!("its first member is {name}, not {LISTE}")));
            }
            let mut text = String::new();
            entry.read_to_string(&mut text).map_err(damaged)?;
            let rows = text.lines().filter_map(|line| line.split_once("  "));
            listed = Some(rows.map(|(sum, file)| (file.to_owned(), sum.to_owned())).collect());
            continue;
        };
        let mut hasher = Hasher(Sha256::new());
        bestand.bytes += io::copy(&mut entry, &mut hasher).map_err(damaged)?;
        bestand.dateien += 1;
        match listed.remove(&inside) {
            None => return Err(bad(format!("{inside} is in it and not in its list"))),
            Some(sum) if sum != hasher.hex() => return Err(bad(format!("{inside} is not what its list says"))),
            Some(_) => {}
        }
    }
    // What stands after the last member is checked as well: the sum of the compressed whole.
    io::copy(&mut tape.into_inner(), &mut io::sink()).map_err(damaged)?;
    match listed {
        None => Err(bad("it is empty".into())),
        Some(left) if !left.is_empty() => {
            let missing: Vec<_> = left.into_keys().take(5).collect();
            Err(bad(format!("{} is missing in it", missing.join(", "))))
        }
        Some(_) => Ok(bestand),
    }
}

struct Hasher(Sha256);

impl Hasher {
    fn hex(self) -> String {
        self.0.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Write for Hasher {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Files of a run below a folder, sorted; not what a stopped stage left.
fn files(run: &Path, below: &Path) -> Result<Vec<PathBuf>> {
    let dir = run.join(below);
    let mut found = Vec::new();
    for entry in fs::read_dir(&dir).map_err(Error::io(&dir))? {
        let entry = entry.map_err(Error::io(&dir))?;
        let inside = below.join(entry.file_name());
        let kind = entry.file_type().map_err(Error::io(&dir))?;
        if kind.is_dir() && !entry.file_name().as_encoded_bytes().starts_with(b".") {
            found.extend(files(run, &inside)?);
        } else if kind.is_file() {
            found.push(inside);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(dir: &Path) -> Run {
        let run = Run::from_path(&dir.join("BG28/2005-03-11")).expect("a run");
        fs::create_dir_all(run.dir.join("20-invoices")).expect("a folder");
        fs::write(run.dir.join("run.toml"), "a").expect("a file");
        fs::write(run.dir.join("20-invoices").join("ä".repeat(120)), "b".repeat(100_000)).expect("a file");
        run
    }

    #[test]
    fn an_archive_is_the_same_every_time_and_nothing_in_it_can_change() {
        let dir = tempfile::tempdir().expect("a folder");
        let run = run(dir.path());
        let [a, b] = ["a", "b"].map(|name| dir.path().join(name));
        assert_eq!(pack(&run, &a).expect("packed"), Bestand { dateien: 2, bytes: 100_001 });
        pack(&run, &b).expect("packed");
        let bytes = fs::read(&a).expect("an archive");
        assert_eq!(bytes, fs::read(&b).expect("an archive"));
        assert_eq!(pack(&run, &a).expect_err("it exists").exit_code(), 64);
        let unpacked = |packed: &[u8]| {
            let mut tape = Vec::new();
            MultiGzDecoder::new(packed).read_to_end(&mut tape).map(|_| tape).ok()
        };
        let tape = unpacked(&bytes);
        assert!(tape.is_some());
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            fs::write(&b, &changed).expect("a changed archive");
            // Some bytes of gzip say nothing of the content: flags and time in its head, from where in a run it is repeated.
            assert!(check(&b).is_err() || unpacked(&changed) == tape, "byte {at}");
        }
        fs::write(&b, &bytes[..bytes.len() / 2]).expect("half an archive");
        assert_eq!(check(&b).expect_err("half").exit_code(), 65);
    }
}
