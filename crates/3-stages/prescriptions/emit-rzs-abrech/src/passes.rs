//! The files of the passes: each written once, and then kept as it is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chrono::Datelike;
use domain::{Anweisung, AnweisungsRezept, Betrag, Datum};
use emit_rzs_abrech::{Angaben, Buch, begleitbeleg};
use ledger::{Ausgang, Ausgangspass, Ledger};
use mainframe::rzs_abrech;
use stage::{Error, Session, Stage, of_pass, sha256_hex, warn};

/// Name of the file of the first pass.
const DATEI: &str = "RZS-ABRECH";

/// What an earlier run ordered and no file carries yet, with the tables of that run.
pub(crate) struct Quelle {
    pub(crate) bezahlt: Vec<AnweisungsRezept>,
    pub(crate) rezepte: PathBuf,
    pub(crate) faelle: PathBuf,
}

/// The earlier runs whose orders this run books in their place.
pub(crate) fn quellen(
    session: &mut Session,
    ledger: &Ledger,
    anweisungen: &[Anweisung],
) -> anyhow::Result<Vec<Quelle>> {
    let heute = session.datum();
    let mut je_lauf: BTreeMap<Datum, Vec<&Anweisung>> = BTreeMap::new();
    for anweisung in anweisungen.iter().filter(|a| a.angewiesen_am != heute) {
        je_lauf.entry(anweisung.angewiesen_am).or_default().push(anweisung);
    }
    let mut quellen = Vec::new();
    for (datum, anweisungen) in je_lauf {
        let run = session.run().sibling(datum);
        quellen.push(Quelle {
            bezahlt: ledger.paid_by(anweisungen)?,
            rezepte: session.reads_outside(&run, "30-stage1", "rezepte.csv")?,
            faelle: session.reads_outside(&run, "40-matches", "zugeordnete_faelle.csv")?,
        });
    }
    Ok(quellen)
}

/// What the receipt counts over all passes.
#[derive(Debug, Default)]
pub(crate) struct Summe {
    pub(crate) saetze: i64,
    pub(crate) gekuerzt: i64,
    pub(crate) ersetzt: i64,
    pub(crate) nicht_darstellbar: i64,
    pub(crate) netto: Betrag,
}

/// Writes the file of a pass and its sheet; what lies there stays as it is.
pub(crate) fn write(
    stage: &mut Stage,
    ledger: &mut Ledger,
    pass: &Ausgangspass,
    buch: &Buch,
    summe: &mut Summe,
) -> anyhow::Result<()> {
    let ids: BTreeSet<&str> = pass.anweisungen.iter().map(|a| a.anweisung_id.as_str()).collect();
    let ergebnis = buch.buchungen(&ids).map_err(Error::Internal)?;
    for zahlung in &ergebnis.nicht_darstellbar {
        warn(format!(
            "prescription {}: net {} cannot stand in RZS-ABRECH, whose amount has no sign and holds 99999.99 at most; it is \
             named in the Begleitbeleg",
            zahlung.pic_nr, zahlung.netto
        ));
    }
    let datum = stage.session().datum();
    let datei = rzs_abrech::write(&ergebnis.buchungen, datum.year()).map_err(|e| Error::Internal(e.to_string()))?;
    let ersetzt = datei.ersetzt.transliterated + datei.ersetzt.unknown;
    let written = rzs_abrech::read(&datei.bytes).map_err(|e| Error::Internal(e.to_string()))?;

    let netto: Betrag = written.iter().map(|buchung| buchung.betrag).sum();
    let daneben: Betrag = ergebnis.nicht_darstellbar.iter().map(|zahlung| zahlung.netto).sum();
    let angewiesen: Betrag = pass.anweisungen.iter().map(|a| a.betrag).sum();
    stage.balance("ordered cents and booked cents", angewiesen, netto + daneben)?;
    let saetze = written.len() + ergebnis.nicht_darstellbar.len() + ergebnis.null as usize;
    let rezepte: usize = pass.anweisungen.iter().map(|a| a.anzahl_rezepte as usize).sum();
    stage.balance("ordered prescriptions and records", rezepte, saetze)?;
    let (name, sha256) = (of_pass(DATEI, pass.pass), sha256_hex(&datei.bytes));
    let session = stage.session();
    let blatt = begleitbeleg(
        &Angaben {
            code: &session.run().kostentraeger,
            name: &session.payer().name,
            datum,
            datei: &name,
            sha256: &sha256,
            gekuerzt: datei.gekuerzt,
            ersetzt,
            nicht_darstellbar: &ergebnis.nicht_darstellbar,
        },
        &written,
    );
    let blatt = documents::dateien(&of_pass("begleitbeleg", pass.pass), &blatt);
    if pass.datei_sha256.is_none() || !stage.keep(&name)? {
        ledger.keep_output(Ausgang::Rzs, pass.pass, &sha256, ids)?;
        stage.write_bytes(&name, &datei.bytes)?;
        for (file, bytes) in blatt {
            stage.write_bytes(&file, &bytes)?;
        }
    } else {
        for (file, _) in blatt {
            stage.keep(&file)?;
        }
    }
    summe.saetze += written.len() as i64;
    summe.gekuerzt += datei.gekuerzt as i64;
    summe.ersetzt += ersetzt as i64;
    summe.nicht_darstellbar += ergebnis.nicht_darstellbar.len() as i64;
    summe.netto += netto;
    Ok(())
}
