//! A stage at work: everything is written aside and put in place at the end.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use domain::{Betrag, Tabelle};

use crate::durable::Durable;
use crate::hash::{blake3_hex, copy_hashed, sha256_hex};
use crate::journal::{Journal, JournalEntry};
use crate::lines::TableWriter;
use crate::outgoing::OutgoingFile;
use crate::receipt::{JournalHead, Output, RECEIPT, Receipt};
use crate::rows::{Piece, write_pieces};
use crate::sentences::sentence;
use crate::session::Session;
use crate::table::write_rows;
use crate::{Error, Outcome, Result, Run, clock, files, log, nutzer, shared};

/// Bytes of a table that are hashed and written together. Larger pieces of rows pass by it, without being copied.
const BUFFER: usize = 1 << 17;

/// A stage that writes its next result into a folder of its own.
#[derive(Debug)]
pub struct Stage {
    session: Session,
    prepared: PathBuf,
    /// The receipt that it published before; none if it never did.
    published: Option<Receipt>,
    receipt: Receipt,
}

impl Stage {
    pub(crate) fn begin(session: Session, published: Option<Receipt>) -> Result<Self> {
        let prepared = files::aside(&session.run.dir.join(session.folder));
        fs::create_dir_all(&prepared).map_err(Error::create(&prepared))?;
        let receipt = session.origin.clone();
        Ok(Stage { session, prepared, published, receipt })
    }

    /// The run, its configuration and its payer.
    pub fn session(&self) -> &Session {
        &self.session
    }

    pub(crate) fn published(&self) -> Option<&Receipt> {
        self.published.as_ref()
    }

    /// The folder that it writes.
    pub fn folder(&self) -> &'static str {
        self.session.folder
    }

    /// Reads a table of a lower stage that was named before.
    pub fn read<T: Tabelle>(&self, folder: &str, file: &str) -> Result<Vec<T>> {
        self.session.read(folder, file)
    }

    /// Writes a table.
    pub fn write<T: Tabelle>(&mut self, file: &str, rows: &[T]) -> Result<()> {
        self.write_table(file, |out| write_rows(file, rows, out).map(|()| rows.len() as u64))
    }

    /// Writes a table whose rows come formatted, in pieces of whole rows. Only for tables in the order of their first
    /// column: that each row is after the one before it is asserted by that.
    pub fn write_formatted<T: Tabelle>(&mut self, file: &str, pieces: impl IntoIterator<Item = Piece>) -> Result<()> {
        self.write_table(file, |out| write_pieces::<T>(file, pieces, out))
    }

    fn write_table(&mut self, file: &str, rows: impl FnOnce(&mut dyn Write) -> Result<u64>) -> Result<()> {
        let output = self.write_durable(file, |out| rows(out).map(Some))?;
        self.add_table(output);
        Ok(())
    }

    /// Writes a large file that only our own stages read, never holding it whole.
    pub fn write_stream(
        &mut self,
        file: &str,
        write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>,
    ) -> Result<()> {
        let path = self.prepared.join(file);
        let output = self.write_durable(file, |out| write(out).map(|()| None).map_err(Error::io(&path)))?;
        self.receipt.outputs.push(output);
        Ok(())
    }

    /// Writes a file that is hashed and made durable on the way; `write` gives the number of its rows, if it has any.
    fn write_durable(&self, file: &str, write: impl FnOnce(&mut dyn Write) -> Result<Option<u64>>) -> Result<Output> {
        let path = self.prepared.join(file);
        let out = File::create(&path).map_err(Error::create(&path))?;
        std::thread::scope(|scope| {
            let durable = Durable::new(&out, scope);
            let mut out = BufWriter::with_capacity(BUFFER, Hashing::new(durable));
            let rows = write(&mut out)?;
            let mut done = out.into_inner().map_err(|e| Error::Io { path: path.clone(), source: e.into_error() })?;
            done.out.join().map_err(Error::io(&path))?;
            Ok(done.output(file, rows))
        })
    }

    /// A table that is written row by row, beside others; [`take`](Self::take) closes it.
    pub fn table<T: Tabelle>(&self, file: &'static str) -> Result<TableWriter<T>> {
        TableWriter::create(file, self.prepared.join(file))
    }

    /// Closes a table that was written row by row.
    pub fn take<T: Tabelle>(&mut self, table: TableWriter<T>) -> Result<()> {
        self.add_table(table.finish()?);
        Ok(())
    }

    fn add_table(&mut self, output: Output) {
        let rows = output.rows.unwrap_or_default() as i64;
        self.total(&format!("zeilen_{}", output.path.trim_end_matches(".csv")), rows);
        self.receipt.outputs.push(output);
    }

    /// The folder in which the result is prepared: room for what is needed while the stage works, and removed by it.
    pub fn room(&self) -> &Path {
        &self.prepared
    }

    /// Writes a file for people or for the outside; its SHA-256 goes into the receipt, too.
    pub fn write_bytes(&mut self, file: &str, bytes: &[u8]) -> Result<()> {
        let path = self.prepared.join(file);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(Error::create(parent))?;
        }
        fs::write(&path, bytes).map_err(Error::create(&path))?;
        let (path, blake3, sha256) = (file.into(), blake3_hex(bytes), Some(sha256_hex(bytes)));
        let bytes = bytes.len() as u64;
        self.receipt.outputs.push(Output { path, blake3, bytes, rows: None, sha256 });
        Ok(())
    }

    /// A file for people or for the outside that is written in pieces; [`take_outgoing`](Self::take_outgoing) closes it.
    pub fn outgoing_file(&self, file: &str) -> Result<OutgoingFile> {
        OutgoingFile::create(file, self.prepared.join(file))
    }

    /// Closes a file that was written in pieces; gives its SHA-256.
    pub fn take_outgoing(&mut self, file: OutgoingFile) -> Result<String> {
        let output = file.finish()?;
        let sha256 = output.sha256.clone().unwrap_or_default();
        self.receipt.outputs.push(output);
        Ok(sha256)
    }

    /// The files written so far for people or for the outside.
    pub fn outgoing(&self) -> impl Iterator<Item = &Output> {
        self.receipt.outputs.iter().filter(|output| output.sha256.is_some())
    }

    /// The tables and other files of the house written so far, which no one outside gets.
    pub fn tables(&self) -> impl Iterator<Item = &Output> {
        self.receipt.outputs.iter().filter(|output| output.sha256.is_none())
    }

    /// A file written so far.
    pub fn written(&self, file: &str) -> Result<Vec<u8>> {
        let path = self.prepared.join(file);
        fs::read(&path).map_err(Error::io(&path))
    }

    /// Copies a file from outside byte for byte, never holding it whole; gives its SHA-256.
    pub fn copy_in(&mut self, file: &str, source: &Path) -> Result<String> {
        let path = self.prepared.join(file);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(Error::create(parent))?;
        }
        let mut from = File::open(source).map_err(Error::io(source))?;
        let out = File::create(&path).map_err(Error::create(&path))?;
        let mut out = Hashing::new(out);
        let sha256 = copy_hashed(&mut from, &mut out).map_err(Error::io(&path))?;
        self.receipt.outputs.push(Output { sha256: Some(sha256.clone()), ..out.output(file, None) });
        Ok(sha256)
    }

    /// Shares files written here with the same stage of an earlier run, as far as they say the same: one that changes
    /// seldom and is large is not kept once for each run.
    pub fn share(&mut self, earlier: &Run, files: &[&str]) {
        let folder = earlier.dir.join(self.session.folder);
        let outputs = self.receipt.outputs.iter().filter(|output| files.contains(&output.path.as_str()));
        outputs.for_each(|output| shared::share(&self.prepared, output, &folder));
    }

    /// Takes a copied file back, and the input named for it: its source was not what it had been.
    pub fn take_back(&mut self, file: &str, input: &str) -> Result<()> {
        let path = self.prepared.join(file);
        fs::remove_file(&path).map_err(Error::io(&path))?;
        self.receipt.outputs.retain(|output| output.path != file);
        self.receipt.inputs.retain(|named| named.path != input);
        Ok(())
    }

    /// Records a control total: a count, or a sum in cents.
    pub fn total(&mut self, name: &str, value: i64) {
        self.receipt.totals.insert(name.to_owned(), value);
    }

    /// Records a sum of money, in cents.
    pub fn total_betrag(&mut self, name: &str, betrag: Betrag) {
        self.total(&format!("{name}_cent"), betrag.cent());
    }

    /// Records the journal before what this stage orders.
    pub fn journal_head(&mut self, head: JournalHead) {
        self.receipt.journal = Some(head);
    }

    /// Records that whole files of the delivery were refused.
    pub fn refuse(&mut self, files: u64) {
        self.receipt.refused += files;
    }

    /// Asserts that what went in came out: `what` is the same on both sides. A mismatch is a defect; nothing is published.
    pub fn balance<T: PartialEq + std::fmt::Display>(&self, what: &str, einerseits: T, andererseits: T) -> Result<()> {
        if einerseits == andererseits {
            return Ok(());
        }
        Err(Error::Internal(format!("{what} do not balance: {einerseits} against {andererseits}")))
    }

    /// Syncs what was written, writes the receipt, enters the run in the journal and puts the folder in place in one step.
    pub fn close(mut self, journal: &mut dyn Journal) -> anyhow::Result<Outcome> {
        self.receipt.outputs.sort();
        let written: Vec<PathBuf> =
            self.receipt.outputs.iter().map(|output| self.prepared.join(&output.path)).collect();
        files::sync_files(&written)?;
        files::write_synced(&self.prepared.join(RECEIPT), &self.receipt.to_bytes())?;
        for subfolder in subfolders(&self.prepared)? {
            files::sync_dir(&subfolder)?;
        }
        // Entered first: what lies there is known to the journal, whatever stops the stage in between.
        Stage::enter(&self.session.run, self.session.folder, &self.receipt, journal)?;
        files::publish_folder(&self.prepared, &self.session.run.dir.join(self.session.folder))?;
        log::info(format!("{}: {}", self.receipt.tool, sentence(&self.receipt)));
        Ok(Outcome { refused: self.receipt.refused, keep_going: self.session.args.keep_going })
    }

    pub(crate) fn enter(run: &Run, folder: &str, receipt: &Receipt, journal: &mut dyn Journal) -> anyhow::Result<()> {
        let lauf = run.datum_iso();
        let receipt_hash = blake3_hex(&receipt.to_bytes());
        let zeit = format!("{} {}", clock::now_utc(), nutzer::name());
        journal.enter(&JournalEntry { lauf: &lauf, stufe: folder, receipt, receipt_hash, zeit })
    }
}

impl Drop for Stage {
    /// A stage that failed leaves nothing behind.
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.prepared);
    }
}

fn subfolders(dir: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(dir).map_err(Error::io(dir))?;
    let paths: std::io::Result<Vec<_>> = entries.map(|entry| entry.map(|e| e.path())).collect();
    Ok(paths.map_err(Error::io(dir))?.into_iter().filter(|path| path.is_dir()).collect())
}

/// Hashes what is written.
#[derive(Debug)]
pub(crate) struct Hashing<W> {
    out: W,
    hasher: blake3::Hasher,
    bytes: u64,
}

impl<W> Hashing<W> {
    pub(crate) fn new(out: W) -> Self {
        Hashing { out, hasher: blake3::Hasher::new(), bytes: 0 }
    }

    /// The line of the receipt.
    pub(crate) fn output(&self, file: &str, rows: Option<u64>) -> Output {
        let blake3 = self.hasher.finalize().to_hex().to_string();
        Output { path: file.into(), blake3, bytes: self.bytes, rows, sha256: None }
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, buffer: &[u8]) -> std::io::Result<usize> {
        let written = self.out.write(buffer)?;
        self.hasher.update(&buffer[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}
