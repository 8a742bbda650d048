//! Delivering: outgoing files of the runs into a folder of a host.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use domain::{Betrag, Durchgang};
use ledger::{Ablieferung, Ledger};
use ssh2::{OpenFlags, OpenType};
use stage::{Error, Lock, Receipt, Run, info, of_pass, pass_of, read_table, warn};

use crate::anschluss::{Bringen, Probe};
use crate::fehler::{is_missing, on_remote};
use crate::lokal::{PIECE, Summe};
use crate::muster::fits;
use crate::verbindung::{self, Linie};
use crate::{Anschluss, Bewegt, Fehler, Haus};

/// Lists and signatures of lists come last: who finds them finds all that they name.
const LISTS: [&str; 2] = ["LIEFERSCHEIN", "SHA256SUMS"];

/// Delivers what every rule of the remote names. A rule that fails stops no other; the first failure is given.
pub(crate) fn deliver(anschluss: &Anschluss, haus: &Haus, bewegt: &mut Bewegt) -> Result<(), Fehler> {
    let mut sftp = None;
    let mut first = Ok(());
    for rule in &anschluss.deliver {
        let done = Bringer { anschluss, rule }.all(haus, &mut sftp, bewegt);
        match done {
            Err(Fehler::Leitung(what)) => {
                sftp.iter().for_each(Linie::give_up);
                return Err(Fehler::Leitung(what));
            }
            Err(failed) if first.is_ok() => first = Err(failed),
            Err(Fehler::Haus(also)) => stage::error(also.to_string()),
            Ok(()) => {}
        }
    }
    first
}

struct Bringer<'a> {
    anschluss: &'a Anschluss,
    rule: &'a Bringen,
}

/// A file that goes out.
struct Sendung {
    datei: String,
    path: PathBuf,
    sha256: String,
    groesse: u64,
}

impl Bringer<'_> {
    fn all(&self, haus: &Haus, sftp: &mut Option<Linie>, bewegt: &mut Bewegt) -> Result<(), Fehler> {
        let payer_dir = haus.work.join(&self.rule.payer);
        let any = Run::from_path(&payer_dir.join("2000-01-01"))?;
        let dates = any.dates_of(&self.rule.payer)?;
        let Some(newest) = dates.last() else { return Ok(()) };
        let _lock = Lock::take(&payer_dir, "sync-dropfolder", &any.sibling(*newest).dir)?;
        for date in dates {
            let run = any.sibling(date);
            if self.rule.from.as_ref().is_none_or(|from| run.datum_iso() >= *from) {
                self.run(&run, sftp, bewegt)?;
            }
        }
        Ok(())
    }

    fn run(&self, run: &Run, sftp: &mut Option<Linie>, bewegt: &mut Bewegt) -> Result<(), Fehler> {
        let files = self.files(run)?;
        if files.is_empty() {
            return Ok(());
        }
        let mut ledger = Ledger::open(run).map_err(Error::from)?;
        let known = ledger.delivered().map_err(Error::from)?;
        let mut moved: BTreeMap<u32, usize> = BTreeMap::new();
        for file in files {
            let mark = Ablieferung {
                anschluss: self.anschluss.name.clone(),
                stufe: self.rule.stage.clone(),
                datei: file.datei.clone(),
                sha256: file.sha256.clone(),
            };
            if known.iter().any(|(lauf, done, is_done)| *is_done && *lauf == run.datum_iso() && *done == mark) {
                continue;
            }
            let begun = known.iter().any(|(lauf, begun, _)| *lauf == run.datum_iso() && *begun == mark);
            let earlier = known.iter().filter(|(lauf, other, is_done)| {
                *is_done
                    && *lauf == run.datum_iso()
                    && other.datei == mark.datei
                    && other.stufe == mark.stufe
                    && other.anschluss == mark.anschluss
            });
            let name = self.remote_name(run, &file.datei, 1 + earlier.count() as u32);
            if sftp.is_none() {
                *sftp = Some(verbindung::connect(self.anschluss)?);
            }
            let Some(line) = sftp.as_ref() else { continue };
            self.send(line, &file, &name, begun, bewegt, || Ok(ledger.begin_delivery(&mark)?))?;
            ledger.keep_delivered(&mark, &name).map_err(Error::from)?;
            *moved.entry(pass_of(&file.datei)).or_default() += 1;
            bewegt.dateien += 1;
        }
        for (pass, files) in moved {
            let sum = sum_of_pass(run, pass)?.deutsch();
            let (payer, date, stage) = (&run.kostentraeger, run.datum, &self.rule.stage);
            bewegt.zeilen.push(format!("{payer} {date} {stage} pass {pass}: {files} files, EUR {sum}"));
        }
        Ok(())
    }

    /// The outgoing files of the run's stage that the rule names, each as its receipt says; lists last.
    fn files(&self, run: &Run) -> Result<Vec<Sendung>, Error> {
        let dir = run.dir.join(&self.rule.stage);
        let Some(receipt) = Receipt::load(&dir)? else { return Ok(Vec::new()) };
        let mut files = Vec::new();
        for output in &receipt.outputs {
            let Some(sha256) = &output.sha256 else { continue };
            let bare = output.path.strip_suffix(".sig").unwrap_or(&output.path);
            let wanted = LISTS.contains(&bare) || self.rule.pattern.iter().any(|pattern| fits(pattern, bare));
            if !wanted {
                continue;
            }
            let path = dir.join(&output.path);
            if stage::sha256_of_file(&path)? != *sha256 {
                let text =
                    format!("{} was changed after {} wrote it: it is not delivered", path.display(), receipt.tool);
                return Err(Error::Data(text));
            }
            files.push(Sendung { datei: output.path.clone(), path, sha256: sha256.clone(), groesse: output.bytes });
        }
        if files.iter().all(|file| LISTS.contains(&file.datei.strip_suffix(".sig").unwrap_or(&file.datei))) {
            files.clear();
        }
        files.sort_by_key(|file| {
            (LISTS.iter().position(|list| file.datei.starts_with(list)).map_or(0, |nr| nr + 1), file.datei.clone())
        });
        Ok(files)
    }

    /// Name on the host. A list that grew with a later pass goes out again, under a name of its own.
    fn remote_name(&self, run: &Run, datei: &str, nr: u32) -> String {
        let file = match datei.strip_suffix(".sig") {
            Some(bare) => format!("{}.sig", of_pass(bare, nr)),
            None => of_pass(datei, nr),
        };
        let file = file.replace('/', "-");
        let name = self.rule.name.replace("{payer}", &run.kostentraeger).replace("{date}", &run.datum_iso());
        format!("{}/{}", self.rule.folder.trim_end_matches('/'), name.replace("{file}", &file))
    }

    /// Uploads a file under a temporary name, checks it, enters that its name comes now, and gives it its name.
    fn send(
        &self,
        sftp: &Linie,
        file: &Sendung,
        name: &str,
        begun: bool,
        bewegt: &mut Bewegt,
        begin: impl FnOnce() -> Result<(), Error>,
    ) -> Result<(), Fehler> {
        let part = format!("{name}.part");
        let lies = |path: &str| self.size(sftp, path);
        if lies(name)?.is_some() {
            return match self.sum(sftp, name, u64::MAX)? == file.sha256 {
                true => Ok(()), // cut after the rename, before the ledger knew
                false => Err(Error::Data(format!(
                    "{}:{name} is there with other content: it was not replaced\nask the receiver to take it away, then call again",
                    self.anschluss.name
                ))
                .into()),
            };
        }
        let there = lies(&part)?;
        if begun && there.is_none() {
            warn(format!(
                "{}:{name} was taken away by its receiver before the ledger knew that it was there",
                self.anschluss.name
            ));
            return Ok(());
        }
        let before = bewegt.bytes;
        self.upload(sftp, file, &part, there.unwrap_or(0), bewegt)?;
        // What did not arrive as it was sent is no progress: else it would be tried for ever.
        self.check(sftp, file, &part).inspect_err(|_| bewegt.bytes = before)?;
        begin()?;
        sftp.rename(Path::new(&part), Path::new(name), None)
            .map_err(|e| on_remote(self.anschluss, name, "giving the uploaded file its name", &e))?;
        info(format!("{}: delivered {name}", self.anschluss.name));
        Ok(())
    }

    /// Sends the file from where an earlier attempt was cut, if what lies there is its beginning.
    fn upload(
        &self,
        sftp: &Linie,
        file: &Sendung,
        part: &str,
        mut there: u64,
        bewegt: &mut Bewegt,
    ) -> Result<(), Fehler> {
        let failed = |e: &ssh2::Error| on_remote(self.anschluss, part, "writing", e);
        let line = |e: std::io::Error| match e.get_ref().and_then(|e| e.downcast_ref::<ssh2::Error>()) {
            Some(ours) => failed(ours),
            None => self.written(sftp, part, &e),
        };
        if there > file.groesse || there > 0 && self.sum(sftp, part, there)? != Summe::of_file(&file.path, there)?.hex()
        {
            sftp.unlink(Path::new(part)).map_err(|e| failed(&e))?;
            there = 0;
        }
        let flags = OpenFlags::WRITE | OpenFlags::CREATE;
        let mut remote = sftp.open_mode(Path::new(part), flags, 0o640, OpenType::File).map_err(|e| failed(&e))?;
        let mut local = File::open(&file.path).map_err(Error::io(&file.path))?;
        local.seek(SeekFrom::Start(there)).map_err(Error::io(&file.path))?;
        remote.seek(SeekFrom::Start(there)).map_err(line)?;
        let mut piece = vec![0; PIECE];
        loop {
            let n = local.read(&mut piece).map_err(Error::io(&file.path))?;
            if n == 0 {
                break;
            }
            remote.write_all(&piece[..n]).map_err(line)?;
            bewegt.bytes += n as u64;
        }
        // Not every server can; those that cannot sync by themselves.
        let _ = remote.fsync();
        remote.close().map_err(|e| failed(&e))
    }

    /// Why a write failed: the line, or the host, which says only that it did.
    fn written(&self, sftp: &Linie, part: &str, error: &std::io::Error) -> Fehler {
        let cut = Fehler::Leitung(format!("writing {part}: {error}"));
        if sftp.stat(Path::new(part)).is_err() {
            sftp.give_up();
            return cut;
        }
        let source = std::io::Error::other(format!("writing: the server has no space or no quota left ({error})"));
        Fehler::Haus(Error::Io { path: format!("{}:{part}", self.anschluss.name).into(), source })
    }

    fn check(&self, sftp: &Linie, file: &Sendung, part: &str) -> Result<(), Fehler> {
        let same_size = self.size(sftp, part)? == Some(file.groesse);
        if same_size && (self.rule.check == Probe::Size || self.sum(sftp, part, u64::MAX)? == file.sha256) {
            return Ok(());
        }
        let _ = sftp.unlink(Path::new(part));
        Err(Fehler::Leitung(format!("{part} did not arrive as it was sent")))
    }

    fn size(&self, sftp: &Linie, path: &str) -> Result<Option<u64>, Fehler> {
        match sftp.stat(Path::new(path)) {
            Ok(stat) => Ok(stat.size),
            Err(e) if is_missing(&e) => Ok(None),
            Err(e) => Err(on_remote(self.anschluss, path, "looking at", &e)),
        }
    }

    /// SHA-256 of a file of the host, or of its first bytes.
    fn sum(&self, sftp: &Linie, path: &str, length: u64) -> Result<String, Fehler> {
        let remote = sftp.open(Path::new(path)).map_err(|e| on_remote(self.anschluss, path, "reading", &e))?;
        let (mut remote, mut summe, mut piece) = (remote.take(length), Summe::default(), vec![0; PIECE]);
        loop {
            match remote.read(&mut piece) {
                Ok(0) => return Ok(summe.hex()),
                Ok(n) => summe.update(&piece[..n]),
                Err(e) => {
                    sftp.give_up();
                    return Err(Fehler::Leitung(format!("reading {path}: {e}")));
                }
            }
        }
    }
}

/// Sum of the orders of a pass of a run, in euro.
fn sum_of_pass(run: &Run, pass: u32) -> Result<Betrag, Error> {
    let list = run.dir.join("60-payments/durchgaenge.csv");
    if !list.is_file() {
        return Ok(Betrag::NULL);
    }
    let rows: Vec<Durchgang> = read_table(&list)?;
    Ok(rows.iter().filter(|row| row.pass == pass).map(|row| row.betrag).sum())
}
