//! Delivered files of the run: taken whole or refused whole.

use std::collections::{BTreeSet, HashSet};
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use domain::{Ablehnung, Artikel, Rechnungssteller, Tabelle, Zurueckgewiesen};
use forms::rechnungsformat::{self, Rechnungsformat};
use forms::sammelrechnung::Zeichensatz;
use forms::{artikel, referenz};
use ledger::Ledger;
use stage::{Delivery, Error, FIRST_ERRORS, Stage, is_package, report_refused, report_refused_for_now, warn};

use crate::again::may_pass;
use crate::decisions::DecisionFiles;

/// The errors of files refused whole; every such file has at least one.
pub type Refused = Vec<Ablehnung>;

/// Bytes that are read together.
pub(crate) const BUFFER: usize = 1 << 18;

/// Records that the deliveries were taken in or refused: no later run takes them over, but for those that are tried again.
pub fn finish(
    ledger: &mut Ledger,
    invoices: &[Delivery],
    decisions: &DecisionFiles,
    refused: &[Zurueckgewiesen],
) -> anyhow::Result<()> {
    let DecisionFiles { files, signatures, .. } = decisions;
    for (art, deliveries) in [("invoices", invoices), ("decisions", files), ("decisions", signatures)] {
        let again: HashSet<&str> =
            refused.iter().filter(|row| row.art == art && row.wieder.ist_ja()).map(|row| row.sha256.as_str()).collect();
        let done = deliveries.iter().map(|d| d.sha256.as_str()).filter(|sha256| !again.contains(sha256));
        ledger.finish_deliveries(art, done)?;
    }
    Ok(())
}

/// The content of files of one format.
pub(crate) struct Read<'d, T> {
    /// The content of each that is taken, with its SHA-256.
    pub(crate) taken: Vec<(String, T)>,
    /// The errors of the others; it was said, too.
    pub(crate) refused: Refused,
    /// Files in XML where that is expected, too: e-prescriptions, not read yet.
    pub(crate) fhir: Vec<&'d Delivery>,
}

/// A file at its beginning.
pub(crate) enum Opened {
    /// It may be of the format expected.
    Lines(BufReader<File>),
    /// It is e-prescriptions.
    Fhir,
    /// It is none that we take.
    Refused(Ablehnung),
}

/// Reads every invoice file of this format, several side by side; each is opened once. All stand in the order of the files.
/// Packages are passed over: what is in them lies beside them.
pub(crate) fn read_invoices<'d, T: Send>(
    invoices: &'d [Delivery],
    format: Rechnungsformat,
    lies: impl Fn(BufReader<File>, &str) -> io::Result<Result<T, Refused>> + Sync,
) -> Result<Read<'d, T>, Error> {
    let files: Vec<&Delivery> = invoices.iter().filter(|file| !is_package(&file.name)).collect();
    let content = |Delivery { path, name, .. }: &&Delivery| match open(path, name, Some(format))? {
        Opened::Lines(lines) => lies(lines, name).map(Some).map_err(Error::io(path)),
        Opened::Fhir => Ok(None),
        Opened::Refused(refusal) => Ok(Some(Err(vec![refusal]))),
    };
    let mut read = Read { taken: Vec::new(), refused: Refused::new(), fhir: Vec::new() };
    for (file, content) in files.iter().zip(side_by_side(&files, content)) {
        match content? {
            None => read.fhir.push(file),
            Some(Ok(content)) => read.taken.push((file.sha256.clone(), content)),
            Some(Err(errors)) => {
                let report = if may_pass(&errors) { report_refused_for_now } else { report_refused };
                report(&file.name, &file.path, &errors, FIRST_ERRORS);
                read.refused.extend(errors);
            }
        }
    }
    Ok(read)
}

/// The results of `work` in the order of `items`, however many are done at a time.
fn side_by_side<I: Sync, T: Send>(items: &[I], work: impl Fn(&I) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut done = Vec::new();
        while let nr = next.fetch_add(1, Ordering::Relaxed)
            && let Some(item) = items.get(nr)
        {
            done.push((nr, work(item)));
        }
        done
    };
    let workers = thread::available_parallelism().map_or(1, usize::from).min(items.len());
    let mut done: Vec<(usize, T)> = thread::scope(|scope| {
        let workers: Vec<_> = (0..workers).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().flat_map(|worker| worker.join().expect("reading does not panic")).collect()
    });
    done.sort_by_key(|(nr, _)| *nr);
    done.into_iter().map(|(_, result)| result).collect()
}

/// The character set of invoices that the payer's configuration names.
pub(crate) fn charset(stage: &Stage) -> Result<Zeichensatz, Error> {
    stage.session().payer().rechnung.charset.parse().map_err(|e| Error::Config(format!("rechnung.charset: {e}")))
}

/// An invoice file at its beginning; refused is one that is an invoice of the other procedure.
pub(crate) fn open(path: &Path, name: &str, expected: Option<Rechnungsformat>) -> Result<Opened, Error> {
    let file = File::open(path).map_err(Error::io(path))?;
    let mut lines = BufReader::with_capacity(BUFFER, file);
    let first = lines.fill_buf().map_err(Error::io(path))?;
    if let Some(foreign) = charsets::fremd::erkenne(first) {
        return Ok(Opened::Refused(Ablehnung::der_datei(name, foreign)));
    }
    let found = rechnungsformat::erkenne(first);
    let other = match (expected, found) {
        (Some(Rechnungsformat::Sr1), Some(Rechnungsformat::Lr1)) => {
            "LR1, an invoice of a facility: this payer pays for prescriptions, expected SR1"
        }
        (Some(Rechnungsformat::Lr1), Some(Rechnungsformat::Sr1)) => {
            "SR1, an invoice for prescriptions: this payer pays for care services, expected LR1"
        }
        (Some(Rechnungsformat::Lr1), Some(Rechnungsformat::Ta7)) => {
            "XML, e-prescriptions: this payer pays for care services, expected LR1"
        }
        (Some(Rechnungsformat::Sr1), Some(Rechnungsformat::Ta7)) => return Ok(Opened::Fhir),
        (_, Some(_)) => return Ok(Opened::Lines(lines)),
        (expected, None) => match rechnungsformat::entstellt(first) {
            Some(why) => why,
            None if expected.is_none() => {
                "neither RE (SR1, prescriptions) nor LR (LR1, care services) stands at the beginning of the first line"
            }
            None => return Ok(Opened::Lines(lines)),
        },
    };
    Ok(Opened::Refused(Ablehnung { satz: 1, feld: "formatversion".into(), ..Ablehnung::der_datei(name, other) }))
}

/// The list of articles. A broken one stops the stage, all its errors named: without it every discount would be wrong. Where there is none
/// yet, the audits hold back every prescription whose discount depends on it.
pub fn articles(reference: &[Delivery]) -> anyhow::Result<Vec<Artikel>> {
    let Some(file) = reference.iter().find(|file| file.name == "artikel.csv") else {
        warn("no reference/artikel.csv in this run or before: prescriptions stay open until it is delivered");
        return Ok(Vec::new());
    };
    let bytes = fs::read(&file.path).map_err(Error::io(&file.path))?;
    let mut list = artikel::lies(&bytes, &file.name).map_err(|errors| {
        report_refused(&file.name, &file.path, &errors, usize::MAX);
        Error::Data("reference/artikel.csv is refused: correct it and drop it again; nothing was imported".into())
    })?;
    list.sort_by(Artikel::ordnung);
    Ok(list)
}

/// The accounts of billers; none where no list was ever delivered. A broken list stops the stage, all its errors named:
/// without it money would go to whatever account an invoice names.
pub fn billers(reference: &[Delivery]) -> anyhow::Result<Vec<Rechnungssteller>> {
    let Some(file) = reference.iter().find(|file| file.name == "rechnungssteller.csv") else { return Ok(Vec::new()) };
    let stream = BufReader::new(File::open(&file.path).map_err(Error::io(&file.path))?);
    let list = referenz::lies_rechnungssteller(stream, &file.name).map_err(Error::io(&file.path))?;
    list.map_err(|errors| {
        report_refused(&file.name, &file.path, &errors, usize::MAX);
        let remedy = "reference/rechnungssteller.csv is refused: correct it and drop it again; nothing was imported";
        Error::Data(remedy.into()).into()
    })
}

/// Writes what was refused: files whole, and lines of decision files by themselves.
///
/// # Errors
/// The table cannot be written.
pub fn write_refused(stage: &mut Stage, files: [Refused; 2], lines: Vec<Ablehnung>) -> anyhow::Result<()> {
    for refused in &files {
        let names: BTreeSet<&str> = refused.iter().map(|error| error.datei.as_str()).collect();
        stage.refuse(names.len() as u64);
    }
    let abgelehnt = Ablehnung::fuer_menschen(files.into_iter().flatten().chain(lines).collect());
    Ok(stage.write("abgelehnt.csv", &abgelehnt)?)
}

#[cfg(test)]
mod tests {
    use super::side_by_side;

    #[test]
    fn results_stand_in_the_order_of_the_items() {
        let items: Vec<u64> = (0..500).collect();
        assert_eq!(side_by_side(&items, |nr| nr * 2), (0..1000).step_by(2).collect::<Vec<u64>>());
        assert!(side_by_side(&[], |nr: &u8| *nr).is_empty());
    }
}
