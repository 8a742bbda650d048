//! The rebooking lists of a run: each written once, and then kept as it is.

use domain::{Durchgang, Tabelle, Umbuchung, Umgebucht, ZuordnungsEntscheidung};
use emit_rzs_abrech::{Entschieden, liste, neue_zeilen, umbuchungsbeleg};
use stage::{Run, Session, Stage, blake3_hex, of_pass, read_table};

const FOLDER: &str = "80-rzs-abrech";
/// Name of the first list; its sheet has it, too.
const LISTE: &str = "umbuchungen";
/// The lines of every list of the run.
const UMGEBUCHT: &str = "umgebucht.csv";

/// Decisions of this run and of earlier ones, and the lines of the lists of the payer's other runs.
#[derive(Debug)]
pub(crate) struct Rebookings {
    entschieden: Vec<Entschieden>,
    /// In the order of their runs.
    elsewhere: Vec<Umgebucht>,
}

impl Rebookings {
    /// Reads them. An earlier run may have been stopped between its decisions and its list.
    pub(crate) fn read(session: &mut Session) -> anyhow::Result<Self> {
        let own = session.run().clone();
        let mut runs: Vec<Run> = own.dates_of(&own.kostentraeger)?.into_iter().map(|date| own.sibling(date)).collect();
        runs.sort_by_key(|run| run.datum);
        let mut rebookings = Rebookings { entschieden: Vec::new(), elsewhere: Vec::new() };
        for run in runs {
            let rebooked = run.dir.join("40-matches/umbuchung.csv");
            if run.datum <= own.datum && rebooked.is_file() {
                let rows: Vec<Umbuchung> = read_table(&rebooked)?;
                let decided = rows.into_iter().filter(|u| u.entscheidung == ZuordnungsEntscheidung::Person);
                rebookings.entschieden.extend(decided.map(|umbuchung| Entschieden { lauf: run.datum, umbuchung }));
            }
            let told = run.dir.join(FOLDER).join(UMGEBUCHT);
            if run.datum != own.datum && told.is_file() {
                rebookings.elsewhere.extend(read_table::<Umgebucht>(&told)?);
            }
        }
        rebookings.name(session);
        Ok(rebookings)
    }

    /// Names what other runs decided and told as an input; nothing where they did neither.
    fn name(&self, session: &mut Session) {
        let today = session.datum();
        let earlier = self.entschieden.iter().filter(|e| e.lauf != today).map(|e| {
            let u = &e.umbuchung;
            format!("{} {} {} {}", e.lauf, u.beleg_id, u.pic_nr, u.aktenzeichen)
        });
        let told = self.elsewhere.iter().map(|z| format!("{} {} {}", z.beleg_id, z.pic_nr, z.aktenzeichen));
        let lines: Vec<String> = earlier.chain(told).collect();
        session.reads_content("runs:umbuchungen".into(), blake3_hex(lines.join("\n").as_bytes()));
    }

    /// Keeps the lists that lie there; a new one is written for what none of them says, with a sheet where there is
    /// anything to rebook.
    pub(crate) fn write(&self, stage: &mut Stage) -> anyhow::Result<()> {
        let published = stage.published_table::<Umgebucht>(UMGEBUCHT)?;
        let last = published.as_ref().map(|rows| rows.iter().map(|row| row.auflage).max().unwrap_or(1));
        for auflage in 1..=last.unwrap_or_default() {
            keep(stage, auflage)?;
        }
        let mut rows = published.unwrap_or_default();
        let told: Vec<Umgebucht> = self.elsewhere.iter().chain(&rows).cloned().collect();
        let today = stage.session().datum();
        let neue = neue_zeilen(&told, &self.entschieden, today, next(stage, last)?);
        if last.is_none() || !neue.is_empty() {
            write_list(stage, &neue, next(stage, last)?)?;
        }
        rows.extend(neue);
        rows.sort_by(Tabelle::ordnung);
        stage.write(UMGEBUCHT, &rows)?;
        stage.total(LISTE, rows.len() as i64);
        Ok(())
    }
}

/// The number of the list that is written now: that of the run's newest pass, unless lists lie there.
fn next(stage: &Stage, last: Option<u32>) -> anyhow::Result<u32> {
    let passes: Vec<Durchgang> = stage.read("60-payments", "durchgaenge.csv")?;
    let newest = passes.iter().map(|row| row.pass).max().unwrap_or(1);
    Ok(last.map_or(1, |last| newest.max(last + 1)))
}

fn keep(stage: &mut Stage, auflage: u32) -> anyhow::Result<()> {
    stage.keep(&of_pass(&format!("{LISTE}.csv"), auflage))?;
    for file in documents::namen(&of_pass(LISTE, auflage)) {
        stage.keep(&file)?;
    }
    Ok(())
}

fn write_list(stage: &mut Stage, zeilen: &[Umgebucht], auflage: u32) -> anyhow::Result<()> {
    stage.write_bytes(&of_pass(&format!("{LISTE}.csv"), auflage), liste(zeilen).as_bytes())?;
    if zeilen.is_empty() {
        return Ok(());
    }
    let session = stage.session();
    let (code, name) = (session.run().kostentraeger.clone(), session.payer().name.clone());
    let sheet = umbuchungsbeleg(&code, &name, session.datum(), zeilen);
    for (file, bytes) in documents::dateien(&of_pass(LISTE, auflage), &sheet) {
        stage.write_bytes(&file, &bytes)?;
    }
    Ok(())
}
