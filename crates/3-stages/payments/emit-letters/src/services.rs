//! Returns to facilities.

use domain::{
    AnweisungsLeistung, Betrag, Leistung, Leistungsbefund, Leistungserbringer, Leistungsrechnung, Leistungsurteil,
    Papierrechnung, Rueckgabezeile, Tabelle,
};
use emit_letters::leistungen::{Eingabe, Rueckgabe, korrektur, rueckgaben};
use forms::leistungsrechnung::schreibe;
use ledger::Ledger;
use rayon::prelude::*;
use signatures::Signer;
use stage::{Outcome, Session, Stage, Start, of_pass, read_table};

use crate::auflage;

/// Returns to each facility what is not accepted: a letter, and for each invoice an LR1 file to be corrected.
pub(crate) fn run(mut session: Session, mut ledger: Ledger) -> anyhow::Result<Outcome> {
    session.reads("10-reference", &["leistungserbringer.csv"])?;
    session.reads("20-invoices", &["leistungsrechnungen.csv", "leistungen.csv"])?;
    session.reads("50-services", &["urteile.csv", "befunde.csv"])?;
    session.reads("60-payments", &["anweisung_leistungen.csv", "durchgaenge.csv"])?;
    let known = match session.earlier_run_with("10-reference")? {
        Some(run) => Some(session.reads_outside(&run, "10-reference", "papier.csv")?),
        None => None,
    };
    let signer = Signer::open(&mut session)?;
    let mut stage = match session.start(&mut ledger)? {
        Start::UpToDate(outcome) => return Ok(outcome),
        Start::Work(stage) => stage,
    };

    let papier_bekannt: Vec<Papierrechnung> = known.map(|path| read_table(&path)).transpose()?.unwrap_or_default();
    let kept = kept(&mut stage)?;
    let (again, mut zurueckgegeben) = (kept.is_some(), kept.unwrap_or_default());
    let auflage = auflage(&stage, zurueckgegeben.iter().map(|zeile| zeile.auflage))?;
    let letters = rueckgaben(&Eingabe {
        kostentraeger: stage.session().payer(),
        datum: stage.session().datum(),
        rechnungen: &stage.read::<Leistungsrechnung>("20-invoices", "leistungsrechnungen.csv")?,
        leistungen: &stage.read::<Leistung>("20-invoices", "leistungen.csv")?,
        urteile: &stage.read::<Leistungsurteil>("50-services", "urteile.csv")?,
        befunde: &stage.read::<Leistungsbefund>("50-services", "befunde.csv")?,
        bezahlt: &stage.read::<AnweisungsLeistung>("60-payments", "anweisung_leistungen.csv")?,
        leistungserbringer: &stage.read::<Leistungserbringer>("10-reference", "leistungserbringer.csv")?,
        papier_bekannt: &papier_bekannt,
        zurueckgegeben: &zurueckgegeben,
        name: &|file| of_pass(file, auflage),
    });

    let sheet = |letter: &Rueckgabe| {
        documents::dateien(&of_pass(&format!("{}/rueckgabe", letter.le_nr), auflage), &letter.blatt)
    };
    let sheets: Vec<_> = letters.par_iter().map(sheet).collect();
    for (letter, sheet) in letters.iter().zip(sheets) {
        for (file, bytes) in sheet {
            stage.write_bytes(&file, &bytes)?;
        }
        for (beleg_id, datei) in &letter.korrekturen {
            let name = of_pass(&format!("{}/{}", letter.le_nr, korrektur(beleg_id)), auflage);
            stage.write_bytes(&name, &schreibe(datei))?;
        }
        zurueckgegeben.extend(letter.zurueck.iter().map(|zeile| Rueckgabezeile { auflage, ..zeile.clone() }));
    }
    zurueckgegeben.sort_by(Tabelle::ordnung);
    zurueckgegeben.dedup_by(|b, a| a.ordnung(b).is_eq());
    stage.write("zurueckgegeben.csv", &zurueckgegeben)?;
    signer.seal(&mut stage)?;
    let before = |name: &str| if again { stage.published_total(name) } else { 0 };
    let briefe = before("briefe") + letters.len() as i64;
    let zeilen = before("zeilen") + letters.iter().map(|letter| letter.zeilen as i64).sum::<i64>();
    let abgesetzt = before("abgesetzt_cent") + letters.iter().map(|letter| letter.absetzung).sum::<Betrag>().cent();
    let gefordert =
        before("zurueckgefordert_cent") - letters.iter().map(|letter| letter.forderung).sum::<Betrag>().cent();
    stage.total("briefe", briefe);
    stage.total("zeilen", zeilen);
    stage.total_betrag("abgesetzt", Betrag::aus_cent(abgesetzt));
    stage.total_betrag("zurueckgefordert", Betrag::aus_cent(gefordert));
    stage.close(&mut ledger)
}

/// Rows that letters of this run returned before; they stay as they are.
fn kept(stage: &mut Stage) -> anyhow::Result<Option<Vec<Rueckgabezeile>>> {
    let returned = stage.published_table::<Rueckgabezeile>("zurueckgegeben.csv")?;
    if returned.is_some() {
        stage.keep_outgoing(Signer::makes)?;
    }
    Ok(returned)
}
