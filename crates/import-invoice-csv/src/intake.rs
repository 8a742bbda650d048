//! Deliveries of the run: read, registered in the ledger, and reported where they are refused.

use std::fs;

use domain::{Ablehnung, Artikel, Entscheidung, EntscheidungsArt, Fall, Tabelle};
use formats::sammelrechnung::{self, Empfaenger};
use formats::{artikel, entscheidungen};
use ledger::Ledger;
use stage::{Delivery, Error, Stage, clock, excerpt, warn};

use crate::{Imported, Known, Tables, check_decisions, import_order, offset_of_line};

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
    let charset =
        session.payer().rechnung.charset.parse().map_err(|e| Error::Config(format!("rechnung.charset: {e}")))?;
    let payer = Empfaenger { kostentraeger: &session.run().kostentraeger, ik: &session.payer().ik };
    let (mut imported, mut refused) = (Vec::new(), Refused::new());
    for delivery in invoices {
        let bytes = fs::read(&delivery.path).map_err(Error::io(&delivery.path))?;
        match sammelrechnung::lies(&bytes, &delivery.name, charset, payer) {
            Ok(content) => imported.push(Imported { sha256: delivery.sha256.clone(), content }),
            Err(errors) => {
                report(&delivery.name, &bytes, &errors);
                refused.extend(errors);
            }
        }
    }
    imported.sort_by(import_order);
    let new: Vec<_> = imported.iter().map(Imported::to_register).collect();
    let registered = ledger.register_invoices(&new)?;
    for (invoice, numbers) in imported.into_iter().zip(&registered) {
        tables.add(invoice.with_numbers(numbers, session.datum()));
    }
    tables.sort();
    Ok(refused)
}

/// The decisions in force and the refused lines; files refused whole join `refused`.
pub fn decide(
    stage: &Stage,
    ledger: &mut Ledger,
    files: &[Delivery],
    tables: &Tables,
    mut in_force: Vec<Entscheidung>,
    refused: &mut Refused,
) -> anyhow::Result<(Vec<Entscheidung>, Vec<Ablehnung>)> {
    let mut read = Vec::new();
    let mut lines = Vec::new();
    for file in files {
        let bytes = fs::read(&file.path).map_err(Error::io(&file.path))?;
        match entscheidungen::lies(&bytes, &file.name, stage.session().datum()) {
            Ok(content) => {
                lines.extend(content.abgelehnt);
                read.push((file, bytes, content.entscheidungen));
            }
            Err(error) => {
                report(&file.name, &bytes, std::slice::from_ref(&error));
                refused.push(error);
            }
        }
    }
    let named = read.iter().flat_map(|(_, _, decisions)| decisions).any(|d| d.art == EntscheidungsArt::Zuordnung);
    let faelle: Vec<Fall> = if named { stage.read("10-unfdat", "faelle.csv")? } else { Vec::new() };
    for (file, bytes, decisions) in read {
        let known = Known::new(tables, Known::named_cases(&decisions, &faelle));
        let (accepted, bad) = check_decisions(
            decisions,
            &known,
            |pic_nr| ledger.settled_on(pic_nr),
            |line| offset_of_line(&bytes, line),
        )?;
        ledger.keep_decisions(&file.sha256, &accepted, &clock::now_utc())?;
        in_force.extend(accepted);
        lines.extend(bad);
    }
    for line in &lines {
        warn(format!(
            "{}, line {}: {} '{}': {}; the line is refused, the others are kept",
            line.datei, line.satz, line.feld, line.wert, line.grund
        ));
    }
    in_force.sort_by(Entscheidung::ordnung);
    Ok((in_force, lines))
}

/// The list of articles. A broken one stops the stage: without it every discount would be wrong. Where there is none
/// yet, the audits hold back every prescription whose discount depends on it.
pub fn articles(reference: &[Delivery]) -> anyhow::Result<Vec<Artikel>> {
    let Some(file) = reference.iter().find(|file| file.name == "artikel.csv") else {
        warn("no reference/artikel.csv in this run or before: prescriptions stay open until it is delivered");
        return Ok(Vec::new());
    };
    let bytes = fs::read(&file.path).map_err(Error::io(&file.path))?;
    let mut list = artikel::lies(&bytes, &file.name).map_err(|errors| {
        report(&file.name, &bytes, &errors);
        Error::Data("reference/artikel.csv is refused: correct it and drop it again; nothing was imported".into())
    })?;
    list.sort_by(Artikel::ordnung);
    Ok(list)
}

/// Errors of a refused file: the first ones with the line and the place in it, all of them in abgelehnt.csv.
fn report(name: &str, bytes: &[u8], errors: &[Ablehnung]) {
    const SHOWN: usize = 20;
    eprintln!("error: {name} is refused, {} error(s); nothing of it is taken", errors.len());
    for e in errors.iter().take(SHOWN) {
        eprintln!("{name}, line {}, byte {}: {} '{}': {}", e.satz, e.offset, e.feld, e.wert, e.grund);
        eprintln!("{}", excerpt(bytes, e.offset));
    }
    if errors.len() > SHOWN {
        eprintln!("… and {} more in 20-invoices/abgelehnt.csv", errors.len() - SHOWN);
    }
    eprintln!("have the sender correct the file and deliver it again");
}
