//! Differenzmitteilungen to billers of prescriptions.

use std::collections::{BTreeSet, HashSet};

use domain::{Betrag, Mitteilung, Rechnung, Tabelle};
use emit_letters::rezepte::{Post, post};
use ledger::Ledger;
use rayon::prelude::*;
use signatures::Signer;
use stage::{Outcome, Run, Session, Stage, Start, blake3_hex, of_pass, read_table};

use crate::auflage;
use crate::quelle::{Gesagt, Quelle, TABLES};

/// The list of what letters told.
const MITGETEILT: &str = "mitgeteilt.csv";
const FOLDER: &str = "90-letters";

/// Tells each biller what is cut, added and returned: for each invoice a letter, and a cover sheet to what goes back.
pub(crate) fn run(mut session: Session, mut ledger: Ledger) -> anyhow::Result<Outcome> {
    for (folder, files) in TABLES {
        session.reads(folder, files)?;
    }
    session.reads("60-payments", &["durchgaenge.csv"])?;
    let others = others(&session)?;
    let stopped = stopped(&session)?;
    for run in &stopped {
        for (folder, files) in TABLES {
            for file in files {
                session.reads_outside(run, folder, file)?;
            }
        }
    }
    name_told(&mut session, &others, &stopped)?;
    let signer = Signer::open(&mut session)?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };

    let mut told = stage.published_table::<Mitteilung>(MITGETEILT)?.unwrap_or_default();
    if !told.is_empty() {
        stage.keep_outgoing(Signer::makes)?;
    }
    let number = auflage(&stage, told.iter().map(|row| row.auflage))?;
    let own = stage.session().run().clone();
    for run in stopped.iter().chain([&own]) {
        let said = Gesagt::of(others.iter().chain(&told));
        let quelle = Quelle::read(run)?;
        let post = post(&quelle.eingabe(stage.session(), &said));
        let von = if run.datum == own.datum { String::new() } else { format!("-{}", run.datum) };
        write(&mut stage, &post, (&von, number), &mut told)?;
    }
    told.sort_by(Tabelle::ordnung);
    total(&mut stage, &told);
    stage.write(MITGETEILT, &told)?;
    signer.seal(&mut stage)?;
    stage.close(&mut ledger)
}

/// Rows that letters of the payer's other runs told.
fn others(session: &Session) -> anyhow::Result<Vec<Mitteilung>> {
    let run = session.run();
    let mut told = Vec::new();
    for date in run.dates_of(&run.kostentraeger)?.into_iter().filter(|date| *date != run.datum) {
        let list = run.sibling(date).dir.join(FOLDER).join(MITGETEILT);
        if list.is_file() {
            told.extend(read_table::<Mitteilung>(&list)?);
        }
    }
    Ok(told)
}

/// Earlier runs that ordered or returned something and were stopped before they told of it: this one does so in their
/// place. A run that went on to its report has told, or is older than these letters.
fn stopped(session: &Session) -> anyhow::Result<Vec<Run>> {
    let run = session.run();
    let earlier = run.dates_of(&run.kostentraeger)?.into_iter().filter(|date| *date < run.datum);
    let was_stopped = |run: &Run| run.has_stage("60-payments") && !run.has_stage(FOLDER) && !run.has_stage("95-report");
    Ok(earlier.map(|date| run.sibling(date)).filter(was_stopped).collect())
}

/// Names what other runs told of these invoices as an input.
fn name_told(session: &mut Session, others: &[Mitteilung], stopped: &[Run]) -> anyhow::Result<()> {
    let own = session.run().clone();
    let mut lines: BTreeSet<String> = BTreeSet::new();
    for run in stopped.iter().chain([&own]).filter(|_| !others.is_empty()) {
        let invoices: Vec<Rechnung> = read_table(&run.dir.join("20-invoices/rechnungen.csv"))?;
        let invoices: HashSet<&str> = invoices.iter().map(|invoice| invoice.beleg_id.as_str()).collect();
        let told = others.iter().filter(|row| invoices.contains(row.beleg_id.as_str()));
        lines.extend(told.map(|row| format!("{} {}", row.beleg_id, row.pic_nr)));
    }
    let list: Vec<String> = lines.into_iter().collect();
    session.reads_content("runs:letters".into(), blake3_hex(list.join("\n").as_bytes()));
    Ok(())
}

/// Writes the letters about a run.
fn write(
    stage: &mut Stage,
    post: &[Post],
    (von, number): (&str, u32),
    told: &mut Vec<Mitteilung>,
) -> anyhow::Result<()> {
    let drawn: Vec<Vec<(String, Vec<u8>)>> = post.par_iter().map(|post| files(post, von, number)).collect();
    for (post, files) in post.iter().zip(drawn) {
        for (file, bytes) in files {
            stage.write_bytes(&file, &bytes)?;
        }
        let told_now: Betrag = post.zeilen.iter().map(|row| row.absetzung).sum();
        stage.balance("cents cut in verdicts and in letters", told_now, post.absetzung())?;
        told.extend(post.zeilen.iter().map(|row| Mitteilung { auflage: number, ..row.clone() }));
    }
    Ok(())
}

/// The files of a biller's post.
fn files(post: &Post, von: &str, number: u32) -> Vec<(String, Vec<u8>)> {
    let name = |stem: &str| of_pass(&format!("{}/{stem}{von}", post.ik), number);
    let mut files = Vec::new();
    for letter in &post.mitteilungen {
        let stem = format!("differenzmitteilung-{}", letter.beleg_id);
        files.extend(documents::dateien(&name(&stem), &letter.blatt));
        files.push((of_pass(&format!("{}/{stem}{von}.csv", post.ik), number), letter.csv.clone()));
    }
    if let Some(sheet) = &post.deckblatt {
        files.extend(documents::dateien(&name("deckblatt"), sheet));
    }
    files
}

/// Writes the control totals into the receipt.
fn total(stage: &mut Stage, told: &[Mitteilung]) {
    let letters: BTreeSet<(&str, u32)> = told.iter().map(|row| (row.beleg_id.as_str(), row.auflage)).collect();
    stage.total("briefe", letters.len() as i64);
    stage.total("zeilen", told.iter().filter(|row| row.absetzung != Betrag::NULL).count() as i64);
    stage.total_betrag("abgesetzt", told.iter().map(|row| row.absetzung).sum());
}
