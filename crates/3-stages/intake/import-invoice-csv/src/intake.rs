//! Deliveries of the run: read, registered in the ledger, and reported where they are refused.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use domain::{Ablehnung, Artikel, Entscheidung, EntscheidungsArt, Fall, Tabelle};
use forms::entscheidungen::Gegenstand;
use forms::rechnungsformat::{self, Rechnungsformat};
use forms::sammelrechnung::{self, Empfaenger, Zeichensatz};
use forms::{artikel, entscheidungen};
use ledger::Ledger;
use stage::{Delivery, Error, FIRST_ERRORS, Stage, clock, report_refused, report_refused_lines, warn};

use crate::decisions::Objection;
use crate::services::check_service;
use crate::{Imported, Known, Services, Tables, check_decisions, import_order, offset_of_line};

/// The errors of files refused whole; every such file has at least one.
pub type Refused = Vec<Ablehnung>;

/// Records that the deliveries were taken in or refused: no later run takes them over.
pub fn finish(ledger: &mut Ledger, invoices: &[Delivery], decisions: &[Delivery]) -> anyhow::Result<()> {
    ledger.finish_deliveries("invoices", invoices.iter().map(|d| d.sha256.as_str()))?;
    Ok(ledger.finish_deliveries("decisions", decisions.iter().map(|d| d.sha256.as_str()))?)
}

/// Reads, registers and adds the new invoices; gives the refused files.
pub fn add_new(
    stage: &Stage,
    ledger: &mut Ledger,
    invoices: &[Delivery],
    tables: &mut Tables,
) -> anyhow::Result<Refused> {
    let session = stage.session();
    let charset = charset(stage)?;
    let payer = Empfaenger { kostentraeger: &session.run().kostentraeger, ik: &session.payer().ik };
    let (read, refused) = read_invoices(invoices, Rechnungsformat::Sr1, |lines, name| {
        sammelrechnung::lies_strom(lines, name, charset, payer)
    })?;
    let mut imported: Vec<_> = read.into_iter().map(|(sha256, content)| Imported { sha256, content }).collect();
    imported.sort_by(import_order);
    let new: Vec<_> = imported.iter().map(Imported::to_register).collect();
    let registered = ledger.register_invoices(&new)?;
    for (invoice, numbers) in imported.into_iter().zip(&registered) {
        tables.add(invoice.with_numbers(numbers, session.datum()));
    }
    tables.sort();
    Ok(refused)
}

/// Reads every invoice file of this format: the content of those that are taken, each with its SHA-256, and what is
/// wrong with the others, which is said, too.
pub(crate) fn read_invoices<T>(
    invoices: &[Delivery],
    format: Rechnungsformat,
    lies: impl Fn(BufReader<File>, &str) -> io::Result<Result<T, Refused>>,
) -> Result<(Vec<(String, T)>, Refused), Error> {
    let (mut taken, mut refused) = (Vec::new(), Refused::new());
    for Delivery { path, name, sha256 } in invoices {
        let read = match open(path, name, Some(format))? {
            Ok(lines) => lies(lines, name).map_err(Error::io(path))?,
            Err(refusal) => Err(vec![refusal]),
        };
        match read {
            Ok(content) => taken.push((sha256.clone(), content)),
            Err(errors) => {
                report_refused(name, path, &errors, FIRST_ERRORS);
                refused.extend(errors);
            }
        }
    }
    Ok((taken, refused))
}

/// The character set of invoices that the payer's configuration names.
pub(crate) fn charset(stage: &Stage) -> Result<Zeichensatz, Error> {
    stage.session().payer().rechnung.charset.parse().map_err(|e| Error::Config(format!("rechnung.charset: {e}")))
}

/// An invoice file at its beginning; refused is one that is an invoice of the other procedure.
pub(crate) fn open(
    path: &Path,
    name: &str,
    expected: Option<Rechnungsformat>,
) -> Result<Result<BufReader<File>, Ablehnung>, Error> {
    let file = File::open(path).map_err(Error::io(path))?;
    let mut lines = BufReader::with_capacity(1 << 16, file);
    let found = rechnungsformat::erkenne(lines.fill_buf().map_err(Error::io(path))?);
    let other = match (expected, found) {
        (Some(Rechnungsformat::Sr1), Some(Rechnungsformat::Lr1)) => {
            "LR1, an invoice of a facility: this payer pays for prescriptions, expected SR1"
        }
        (Some(Rechnungsformat::Lr1), Some(Rechnungsformat::Sr1)) => {
            "SR1, an invoice for prescriptions: this payer pays for care services, expected LR1"
        }
        _ => return Ok(Ok(lines)),
    };
    Ok(Err(Ablehnung { satz: 1, feld: "formatversion".into(), ..Ablehnung::der_datei(name, other) }))
}

/// What decision files held that can be read.
#[derive(Debug, Default)]
pub struct Decisions<'a> {
    read: Vec<(&'a Delivery, Vec<u8>, Vec<Entscheidung>)>,
    lines: Vec<Ablehnung>,
}

impl<'a> Decisions<'a> {
    /// Reads decision files; those refused whole join `refused`.
    pub fn read(
        stage: &Stage,
        files: &'a [Delivery],
        about: Gegenstand,
        refused: &mut Refused,
    ) -> anyhow::Result<Self> {
        let mut decisions = Decisions::default();
        for file in files {
            let bytes = fs::read(&file.path).map_err(Error::io(&file.path))?;
            match entscheidungen::lies(&bytes, &file.name, stage.session().datum(), about) {
                Ok(content) => {
                    decisions.lines.extend(content.abgelehnt);
                    decisions.read.push((file, bytes, content.entscheidungen));
                }
                Err(error) => {
                    report_refused(&file.name, &file.path, std::slice::from_ref(&error), FIRST_ERRORS);
                    refused.push(error);
                }
            }
        }
        Ok(decisions)
    }

    /// Every decision that was read.
    pub fn all(&self) -> impl Iterator<Item = &Entscheidung> {
        self.read.iter().flat_map(|(_, _, decisions)| decisions)
    }

    /// Keeps those to which `check` does not object; gives the decisions in force and the refused lines.
    pub fn take(
        self,
        ledger: &mut Ledger,
        mut in_force: Vec<Entscheidung>,
        check: impl Fn(&Entscheidung, Option<&str>) -> Result<(), Objection>,
    ) -> anyhow::Result<(Vec<Entscheidung>, Vec<Ablehnung>)> {
        let mut lines = self.lines;
        for (file, bytes, decisions) in self.read {
            let (accepted, bad) = check_decisions(
                decisions,
                &check,
                |pic_nr| ledger.settled_on(pic_nr),
                |line| offset_of_line(&bytes, line),
            )?;
            ledger.keep_decisions(&file.sha256, &accepted, &clock::now_utc())?;
            in_force.extend(accepted);
            lines.extend(bad);
        }
        report_refused_lines(&lines);
        in_force.sort_by(Entscheidung::ordnung);
        Ok((in_force, lines))
    }
}

/// The decisions on prescriptions in force and the refused lines; files refused whole join `refused`.
pub fn decide(
    stage: &Stage,
    ledger: &mut Ledger,
    files: &[Delivery],
    tables: &Tables,
    in_force: Vec<Entscheidung>,
    refused: &mut Refused,
) -> anyhow::Result<(Vec<Entscheidung>, Vec<Ablehnung>)> {
    let decisions = Decisions::read(stage, files, Gegenstand::Rezepte, refused)?;
    let named = decisions.all().any(|d| d.art == EntscheidungsArt::Zuordnung);
    let faelle: Vec<Fall> = if named { stage.read("10-unfdat", "faelle.csv")? } else { Vec::new() };
    let known = Known::new(tables, Known::named_cases(decisions.all(), &faelle));
    decisions.take(ledger, in_force, |d, settled_on| known.check(d, settled_on))
}

/// The decisions on lines of facilities in force and the refused lines; files refused whole join `refused`.
pub fn decide_services(
    stage: &Stage,
    ledger: &mut Ledger,
    files: &[Delivery],
    services: &Services,
    in_force: Vec<Entscheidung>,
    refused: &mut Refused,
) -> anyhow::Result<(Vec<Entscheidung>, Vec<Ablehnung>)> {
    let lines = services.open_lines();
    let decisions = Decisions::read(stage, files, Gegenstand::Leistungen, refused)?;
    decisions.take(ledger, in_force, |d, settled_on| check_service(d, &lines, settled_on))
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
