//! Fetching: from a folder of a host into the drop folder.

use std::collections::BTreeSet;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use ledger::{Abholung, Ledger};
use ssh2::FileStat;
use stage::{Error, Lock, Run, info, warn};

use crate::anschluss::{Danach, Holen};
use crate::empfang::{Fehlschlag, receive};
use crate::fehler::{is_missing, on_remote};
use crate::lokal::{Summe, changed_at, put_in_place, unfinished};
use crate::muster::{fits, harmless};
use crate::verbindung::{self, Linie};
use crate::{Anschluss, Bewegt, Fehler, Haus};

/// A file of a host: what tells one from the next of the same name.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Ferne {
    name: String,
    groesse: u64,
    geaendert: u64,
}

/// Fetches what every rule of the remote names. A rule that fails stops no other; the first failure is given.
pub(crate) fn fetch(anschluss: &Anschluss, haus: &Haus, bewegt: &mut Bewegt) -> Result<(), Fehler> {
    if anschluss.fetch.is_empty() {
        return Ok(());
    }
    let sftp = verbindung::connect(anschluss)?;
    let mut first = Ok(());
    for rule in &anschluss.fetch {
        match (Holer { anschluss, sftp: &sftp, rule }).all(haus, bewegt) {
            Err(Fehler::Leitung(what)) => {
                sftp.give_up();
                return Err(Fehler::Leitung(what));
            }
            Err(failed) if first.is_ok() => first = Err(failed),
            Err(Fehler::Haus(also)) => stage::error(also.to_string()),
            Ok(()) => {}
        }
    }
    first
}

struct Holer<'a> {
    anschluss: &'a Anschluss,
    sftp: &'a Linie,
    rule: &'a Holen,
}

impl Holer<'_> {
    fn all(&self, haus: &Haus, bewegt: &mut Bewegt) -> Result<(), Fehler> {
        let folder = match self.rule.payer.as_str() {
            "" => haus.drop.join("reference"),
            payer => haus.drop.join(payer).join(&self.rule.kind),
        };
        std::fs::create_dir_all(&folder).map_err(Error::create(&folder))?;
        let mut gedaechtnis = Gedaechtnis::open(haus, &self.rule.payer)?;
        let done = self.each(&folder, &mut gedaechtnis, bewegt);
        gedaechtnis.close()?;
        done
    }

    fn each(&self, folder: &Path, gedaechtnis: &mut Gedaechtnis, bewegt: &mut Bewegt) -> Result<(), Fehler> {
        for ferne in self.list()? {
            let here = folder.join(&ferne.name);
            let lies_here = std::fs::metadata(&here).is_ok_and(|meta| meta.len() == ferne.groesse)
                && changed_at(&here) == Some(ferne.geaendert);
            if !lies_here && !gedaechtnis.known.contains(&self.key(&ferne)) {
                if self.download(&ferne, &here, bewegt)?.is_none() {
                    continue; // not finished over there
                }
                bewegt.dateien += 1;
            }
            gedaechtnis.keep(self.key(&ferne));
            self.afterwards(&ferne)?;
        }
        Ok(())
    }

    fn remote(&self, name: &str) -> String {
        format!("{}/{name}", self.rule.folder.trim_end_matches('/'))
    }

    /// The files of the folder that the rule names, by name.
    fn list(&self) -> Result<Vec<Ferne>, Fehler> {
        let folder = &self.rule.folder;
        let entries =
            self.sftp.readdir(Path::new(folder)).map_err(|e| on_remote(self.anschluss, folder, "listing", &e))?;
        let mut files = Vec::new();
        for (path, stat) in entries {
            let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
                warn(format!("{}:{folder}: a name that is no UTF-8 is left alone", self.anschluss.name));
                continue;
            };
            let wanted = stat.is_file() && self.rule.pattern.iter().any(|pattern| fits(pattern, name));
            if wanted && harmless(name) {
                files.push(Ferne::of(name, &stat));
            }
        }
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(files)
    }

    fn stat(&self, name: &str) -> Result<Option<Ferne>, Fehler> {
        let path = self.remote(name);
        match self.sftp.stat(Path::new(&path)) {
            Ok(stat) => Ok(Some(Ferne::of(name, &stat))),
            Err(e) if is_missing(&e) => Ok(None),
            Err(e) => Err(on_remote(self.anschluss, &path, "looking at", &e)),
        }
    }

    /// Downloads a file, going on where an earlier attempt was cut; none if it changed on the way and waits for later.
    fn download(&self, ferne: &Ferne, here: &Path, bewegt: &mut Bewegt) -> Result<Option<PathBuf>, Fehler> {
        let (part, file, mut there) = unfinished(here, (ferne.groesse, ferne.geaendert))?;
        if there > ferne.groesse {
            file.set_len(0).map_err(Error::io(&part))?;
            there = 0;
        }
        let summe = Summe::of_file(&part, there)?;
        let path = self.remote(&ferne.name);
        let cut = |e: std::io::Error| {
            self.sftp.give_up();
            Fehler::Leitung(format!("reading {path}: {e}"))
        };
        let failed = |e: ssh2::Error| on_remote(self.anschluss, &path, "reading", &e);
        let mut remote = self.sftp.open(Path::new(&path)).map_err(failed)?;
        if there > 0 {
            remote.seek(SeekFrom::Start(there)).map_err(cut)?;
        }
        let received = receive(&file, summe, |piece| {
            if there > ferne.groesse {
                return Ok(0); // it grows
            }
            let n = remote.read(piece)?;
            there += n as u64;
            bewegt.bytes += n as u64;
            Ok(n)
        });
        let summe = received.map_err(|e| match e {
            Fehlschlag::Leitung(e) => cut(e),
            Fehlschlag::Platte(e) => Fehler::Haus(Error::io(&part)(e)),
        })?;
        drop(remote);
        if there != ferne.groesse || self.stat(&ferne.name)?.as_ref() != Some(ferne) {
            std::fs::remove_file(&part).map_err(Error::io(&part))?;
            info(format!("{}:{path} changed while it was fetched; it is fetched when it rests", self.anschluss.name));
            return Ok(None);
        }
        put_in_place(&part, here, &summe.hex(), ferne.geaendert).map(Some).map_err(Fehler::Haus)
    }

    /// Does on the host what the rule says, if the file there is still the one that was fetched.
    fn afterwards(&self, ferne: &Ferne) -> Result<(), Fehler> {
        if self.rule.after == Danach::Keep || self.stat(&ferne.name)?.as_ref() != Some(ferne) {
            return Ok(());
        }
        let path = self.remote(&ferne.name);
        match &self.rule.after {
            Danach::Keep => Ok(()),
            Danach::Delete => {
                self.sftp.unlink(Path::new(&path)).map_err(|e| on_remote(self.anschluss, &path, "deleting", &e))
            }
            Danach::Move(folder) => self.move_away(&path, folder, &ferne.name),
        }
    }

    fn move_away(&self, path: &str, folder: &str, name: &str) -> Result<(), Fehler> {
        let folder = folder.trim_end_matches('/');
        for nr in 1..1000 {
            let to = if nr == 1 { format!("{folder}/{name}") } else { format!("{folder}/{name}-{nr}") };
            if self.sftp.stat(Path::new(&to)).is_ok() {
                continue; // an earlier one of the same name
            }
            let moved = self.sftp.rename(Path::new(path), Path::new(&to), None);
            return moved.map_err(|e| on_remote(self.anschluss, &to, "moving a fetched file to", &e));
        }
        Err(Error::Data(format!("{}:{folder}/{name}: a thousand files of that name", self.anschluss.name)).into())
    }
}

impl Ferne {
    fn of(name: &str, stat: &FileStat) -> Self {
        let (groesse, geaendert) = (stat.size.unwrap_or(0), stat.mtime.unwrap_or(0));
        Ferne { name: name.to_owned(), groesse, geaendert }
    }
}

/// The memory of the payer's ledger; empty for reference data, and before a payer's first run.
struct Gedaechtnis {
    run: Option<Run>,
    known: BTreeSet<Abholung>,
    new: Vec<Abholung>,
}

impl Gedaechtnis {
    fn open(haus: &Haus, payer: &str) -> Result<Self, Error> {
        let mut gedaechtnis = Gedaechtnis { run: None, known: BTreeSet::new(), new: Vec::new() };
        let payer_dir = haus.work.join(payer);
        if payer.is_empty() || !payer_dir.join("ledger.sqlite").is_file() {
            return Ok(gedaechtnis);
        }
        let any = Run::from_path(&payer_dir.join("2000-01-01"))?;
        if let Some(newest) = any.dates_of(payer)?.pop() {
            let run = any.sibling(newest);
            gedaechtnis.known = Ledger::open_to_read(&run)?.fetched()?;
            gedaechtnis.run = Some(run);
        }
        Ok(gedaechtnis)
    }

    fn keep(&mut self, abholung: Abholung) {
        if !self.known.contains(&abholung) {
            self.new.push(abholung);
        }
    }

    /// Enters what is new. While somebody is at work on the payer it is not: the files lie in the drop folder, by which
    /// the next call knows them, and it enters them.
    fn close(self) -> Result<(), Error> {
        let Some(run) = self.run.filter(|_| !self.new.is_empty()) else { return Ok(()) };
        let _lock = match Lock::take(&run.payer_dir, "sync-dropfolder", &run.dir) {
            Ok(lock) => lock,
            Err(Error::Locked(_)) => return Ok(()),
            Err(error) => return Err(error),
        };
        Ok(Ledger::open(&run)?.keep_fetched(&self.new)?)
    }
}

impl Holer<'_> {
    fn key(&self, ferne: &Ferne) -> Abholung {
        Abholung {
            anschluss: self.anschluss.name.clone(),
            pfad: self.remote(&ferne.name),
            groesse: ferne.groesse,
            geaendert: ferne.geaendert,
        }
    }
}
