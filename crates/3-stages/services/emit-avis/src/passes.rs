//! Which orders are told in which file: each once, in the pass in which it goes out, and what was told stays as it is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use domain::{
    Anweisung, AnweisungsLeistung, Ausgabe, Betrag, Datum, Durchgang, Leistung, Leistungserbringer, Leistungsurteil,
    Tabelle,
};
use emit_avis::{Avis, Eingabe, avise};
use rayon::prelude::*;
use rules::leistungen::zeile;
use signatures::Signer;
use stage::{Session, Stage, blake3_hex, of_pass, read_table, sha256_hex};

/// The list of what was told.
const AUSGABE: &str = "ausgabe.csv";
const FOLDER: &str = "85-avis";

/// An earlier run that was stopped before it told facilities what it pays: this run does it in its place.
pub(crate) struct Rueckstand {
    datum: Datum,
    anweisungen: PathBuf,
    bezahlt: PathBuf,
    urteile: PathBuf,
    leistungen: PathBuf,
}

/// What other runs told, and those that were stopped before they did.
pub(crate) struct Andere {
    erzaehlt: BTreeSet<String>,
    rueckstand: Vec<Rueckstand>,
}

/// Looks at the other runs of the payer, and names what was seen there as an input.
pub(crate) fn andere(session: &mut Session) -> anyhow::Result<Andere> {
    let run = session.run().clone();
    let dates = run.dates_of(&run.kostentraeger)?;
    let mut andere = Andere { erzaehlt: BTreeSet::new(), rueckstand: Vec::new() };
    for other in dates.iter().filter(|date| **date != run.datum).map(|date| run.sibling(*date)) {
        let told = other.dir.join(FOLDER).join(AUSGABE);
        if told.is_file() {
            andere.erzaehlt.extend(read_table::<Ausgabe>(&told)?.into_iter().map(|row| row.anweisung_id));
        }
    }
    for other in dates.into_iter().filter(|date| *date < run.datum).map(|date| run.sibling(date)) {
        if other.has_stage(FOLDER) || !other.has_stage("60-payments") {
            continue;
        }
        let anweisungen = session.reads_outside(&other, "60-payments", "anweisungen.csv")?;
        let orders: Vec<Anweisung> = read_table(&anweisungen)?;
        if orders.iter().any(|order| !andere.erzaehlt.contains(&order.anweisung_id)) {
            andere.rueckstand.push(Rueckstand {
                datum: other.datum,
                anweisungen,
                bezahlt: session.reads_outside(&other, "60-payments", "anweisung_leistungen.csv")?,
                urteile: session.reads_outside(&other, "50-services", "urteile.csv")?,
                leistungen: session.reads_outside(&other, "20-invoices", "leistungen.csv")?,
            });
        }
    }
    Ok(andere)
}

impl Andere {
    /// Names those of these orders that another run told as an input.
    pub(crate) fn name(&self, session: &mut Session, anweisungen: &[Anweisung]) {
        let elsewhere = anweisungen.iter().map(|a| a.anweisung_id.as_str()).filter(|id| self.erzaehlt.contains(*id));
        let list = elsewhere.collect::<Vec<_>>().join("\n");
        session.reads_content("runs:avis".into(), blake3_hex(list.as_bytes()));
    }
}

/// What the receipt counts.
#[derive(Debug, Default)]
pub(crate) struct Summe {
    avise: i64,
    zeilen: i64,
    gezahlt: Betrag,
}

impl Summe {
    /// Writes them into the receipt.
    pub(crate) fn total(&self, stage: &mut Stage) {
        stage.total("avise", self.avise);
        stage.total("zeilen", self.zeilen);
        stage.total_betrag("gezahlt", self.gezahlt);
    }
}

/// Writes what was not told before, pass by pass, beside what was.
pub(crate) fn write(stage: &mut Stage, andere: &Andere) -> anyhow::Result<Summe> {
    let kept = stage.published_table::<Ausgabe>(AUSGABE)?;
    let mut summe = Summe::default();
    if kept.is_some() {
        stage.keep_outgoing(Signer::makes)?;
        summe.avise = stage.published_total("avise");
        summe.zeilen = stage.published_total("zeilen");
        summe.gezahlt = Betrag::aus_cent(stage.published_total("gezahlt_cent"));
    }
    let mut ausgabe = kept.unwrap_or_default();
    let told: BTreeSet<String> =
        ausgabe.iter().map(|row| row.anweisung_id.clone()).chain(andere.erzaehlt.iter().cloned()).collect();
    let mut passes: BTreeMap<String, u32> = BTreeMap::new();
    for row in stage.read::<Durchgang>("60-payments", "durchgaenge.csv")? {
        passes.insert(row.anweisung_id, row.pass);
    }
    let newest = passes.values().copied().max().unwrap_or(1);
    let own = Quelle {
        bezahlt: stage.read("60-payments", "anweisung_leistungen.csv")?,
        urteile: stage.read("50-services", "urteile.csv")?,
        leistungen: stage.read("20-invoices", "leistungen.csv")?,
    };
    let mut je_pass: BTreeMap<u32, Vec<Anweisung>> = BTreeMap::new();
    for anweisung in stage.read::<Anweisung>("60-payments", "anweisungen.csv")? {
        // What an order that came back pays was told with the first; its transfer names both.
        if !told.contains(&anweisung.anweisung_id) && anweisung.ersetzt.is_empty() {
            let pass = passes.get(&anweisung.anweisung_id).copied().unwrap_or(1);
            je_pass.entry(pass).or_default().push(anweisung);
        }
    }
    for (pass, anweisungen) in &je_pass {
        write_pass(stage, &own, anweisungen, ("zahlungsavis", *pass), &mut summe, &mut ausgabe)?;
    }
    for run in &andere.rueckstand {
        let mut anweisungen: Vec<Anweisung> = read_table(&run.anweisungen)?;
        anweisungen.retain(|a| !told.contains(&a.anweisung_id) && a.ersetzt.is_empty());
        let quelle = Quelle {
            bezahlt: read_table(&run.bezahlt)?,
            urteile: read_table(&run.urteile)?,
            leistungen: read_table(&run.leistungen)?,
        };
        let name = format!("zahlungsavis-{}", run.datum);
        write_pass(stage, &quelle, &anweisungen, (&name, newest), &mut summe, &mut ausgabe)?;
    }
    ausgabe.sort_by(Tabelle::ordnung);
    stage.write(AUSGABE, &ausgabe)?;
    Ok(summe)
}

/// The tables of the run that made orders.
struct Quelle {
    bezahlt: Vec<AnweisungsLeistung>,
    urteile: Vec<Leistungsurteil>,
    leistungen: Vec<Leistung>,
}

fn write_pass(
    stage: &mut Stage,
    quelle: &Quelle,
    anweisungen: &[Anweisung],
    (name, pass): (&str, u32),
    summe: &mut Summe,
    ausgabe: &mut Vec<Ausgabe>,
) -> anyhow::Result<()> {
    let avise = avise(&Eingabe {
        kostentraeger: stage.session().payer(),
        datum: stage.session().datum(),
        anweisungen,
        bezahlt: &quelle.bezahlt,
        urteile: &quelle.urteile,
        leistungen: &quelle.leistungen,
        leistungserbringer: &stage.read::<Leistungserbringer>("10-reference", "leistungserbringer.csv")?,
        grund: |code| zeile(code).text,
    });
    let angewiesen: Betrag = anweisungen.iter().map(|anweisung| anweisung.betrag).sum();
    let gezahlt: Betrag = avise.iter().map(|avis| avis.gezahlt).sum();
    stage.balance("cents ordered and told", angewiesen, gezahlt)?;
    let sheet = |avis: &Avis| documents::dateien(&of_pass(&format!("{}/{name}", avis.le_nr), pass), &avis.blatt);
    let sheets: Vec<_> = avise.par_iter().map(sheet).collect();
    for (avis, sheet) in avise.iter().zip(sheets) {
        let datei = of_pass(&format!("{}/{name}.csv", avis.le_nr), pass);
        let sha256 = sha256_hex(&avis.csv);
        let told = anweisungen.iter().filter(|anweisung| anweisung.le_nr == avis.le_nr);
        ausgabe.extend(told.map(|anweisung| Ausgabe::in_datei(pass, &anweisung.anweisung_id, &datei, &sha256)));
        stage.write_bytes(&datei, &avis.csv)?;
        for (file, bytes) in sheet {
            stage.write_bytes(&file, &bytes)?;
        }
    }
    summe.avise += avise.len() as i64;
    summe.zeilen += avise.iter().map(|avis| avis.zeilen as i64).sum::<i64>();
    summe.gezahlt += gezahlt;
    Ok(())
}
