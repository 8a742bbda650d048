//! The bank files of the passes, built before anything is ordered: the letter names each by its hash.

use std::collections::{BTreeMap, HashSet};

use banking::ausgang::{dtaus, sepa};
use banking::dtaus::{LETZTER_TAG, Traeger};
use domain::{Anweisung, Bankdatei, Betrag, Tabelle};
use ledger::{Ausgang, Ledger};
use rules::kalender::target_tag_ab;
use stage::{Error, Session, Stage, of_pass, sha256_hex};

use crate::orders::PASSES;

/// Table of the bank files.
const TABLE: &str = "bankdateien.csv";

/// The bank files of each pass as its letter names them. Those of passes whose letters lie there stay as they were.
///
/// # Errors
/// A file cannot be written: then nothing is ordered.
pub(crate) fn bank_files(
    stage: &mut Stage,
    ledger: &Ledger,
    passes: &BTreeMap<u32, Vec<Anweisung>>,
    asked_for: &BTreeMap<u32, Vec<Anweisung>>,
) -> anyhow::Result<Vec<Bankdatei>> {
    let there = stage.published_total(PASSES);
    let mut files: Vec<Bankdatei> = stage.published_table(TABLE)?.unwrap_or_default();
    files.retain(|file| i64::from(file.pass) <= there);
    let new: BTreeMap<u32, Vec<Anweisung>> = passes.range(u32::try_from(there)? + 1..).map(own).collect();
    for art in [Ausgang::Dtaus, Ausgang::Sepa] {
        for pass in ledger.outbox_of(art, new.clone())? {
            let asked_for = asked_for.get(&pass.pass).map(Vec::as_slice).unwrap_or_default();
            files.extend(bank_file(stage.session(), art, pass.pass, &pass.anweisungen, asked_for)?);
        }
    }
    files.sort_by(Tabelle::ordnung);
    stage.write(TABLE, &files)?;
    Ok(files)
}

fn own((pass, anweisungen): (&u32, &Vec<Anweisung>)) -> (u32, Vec<Anweisung>) {
    (*pass, anweisungen.clone())
}

/// A file with the orders it carries.
struct Built {
    name: &'static str,
    bytes: Vec<u8>,
    carries: Vec<Anweisung>,
}

/// The file of a pass, as the stage that writes it will write it; none if it carries nothing, or no bank takes it any
/// more.
fn bank_file(
    session: &Session,
    art: Ausgang,
    pass: u32,
    anweisungen: &[Anweisung],
    asked_for: &[Anweisung],
) -> anyhow::Result<Option<Bankdatei>> {
    let built = match art {
        Ausgang::Dtaus => as_dtaus(session, anweisungen),
        _ => as_sepa(session, pass, anweisungen),
    };
    let Some(Built { name, bytes, carries }) = built.map_err(|e| Error::Data(format!("{e}\nnothing was ordered")))?
    else {
        return Ok(None);
    };
    let asked_for: HashSet<&str> = asked_for.iter().map(|a| a.anweisung_id.as_str()).collect();
    Ok(Some(Bankdatei {
        pass,
        datei: of_pass(name, pass),
        anzahl: carries.len().try_into()?,
        betrag: carries.iter().map(|a| a.betrag).sum::<Betrag>(),
        datei_sha256: sha256_hex(&bytes),
        fremd: carries.iter().filter(|a| !asked_for.contains(a.anweisung_id.as_str())).count().try_into()?,
    }))
}

fn as_dtaus(session: &Session, anweisungen: &[Anweisung]) -> Result<Option<Built>, String> {
    let erstellt = session.datum();
    if erstellt > LETZTER_TAG {
        return Ok(None);
    }
    let carries: Vec<Anweisung> = anweisungen.iter().filter(|a| !dtaus::nur_sepa(a)).cloned().collect();
    let file = dtaus::bankdatei(&dtaus::Eingabe {
        anweisungen: &carries,
        kostentraeger: session.payer(),
        erstellt,
        ausfuehrung: target_tag_ab(erstellt),
        traeger: Traeger::Dtaus0,
    });
    let file = file.map_err(|e| e.0.join("\n"))?;
    Ok(file.map(|file| Built { name: Traeger::Dtaus0.name(), bytes: file.bytes, carries }))
}

fn as_sepa(session: &Session, pass: u32, anweisungen: &[Anweisung]) -> Result<Option<Built>, String> {
    let (code, datum) = (&session.run().kostentraeger, session.datum());
    let file = sepa::bankdatei(code, anweisungen, session.payer(), (datum, pass), target_tag_ab(datum));
    let file = file.map_err(|e| e.0.join("\n"))?;
    let left_out: HashSet<&str> = file.ohne_iban.iter().map(|o| o.anweisung_id.as_str()).collect();
    let carries = anweisungen.iter().filter(|a| !left_out.contains(a.anweisung_id.as_str())).cloned().collect();
    Ok(file.bytes.map(|bytes| Built { name: sepa::DATEI, bytes, carries }))
}
