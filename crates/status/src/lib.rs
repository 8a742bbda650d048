//! What a run contains, in figures a person reads first.

use std::fmt::Write;

use domain::{Anweisung, Aufgabe, Betrag, Klasse, Urteil};
use stage::{Receipt, Result, Run, read_table};

/// The stages of the pharmacy chain in order, with the file of each that is worth opening.
const STAGES: &[(&str, &str)] = &[
    ("00-inbox", ""),
    ("10-unfdat", "abgelehnt.csv"),
    ("20-invoices", "abgelehnt.csv"),
    ("30-stage1", "arbeitsliste.csv"),
    ("40-matches", "arbeitsliste.csv"),
    ("50-stage2", "urteile.csv"),
    ("60-payments", "zahlungsanweisung.txt"),
    ("70-dtaus", "begleitzettel.txt"),
    ("75-sepa", "pain.001.xml"),
    ("80-rzs-abrech", "begleitbeleg.txt"),
];

/// A run read off its folder.
#[derive(Debug, Default)]
pub struct Overview {
    stages: Vec<(&'static str, &'static str, Option<Receipt>)>,
    urteile: Vec<Urteil>,
    anweisungen: Vec<Anweisung>,
    aufgaben: Vec<(&'static str, usize)>,
}

impl Overview {
    /// Reads receipts, verdicts, orders and worklists; what is not there yet is left out.
    pub fn read(run: &Run) -> Result<Self> {
        let mut overview = Overview::default();
        for (folder, file) in STAGES {
            overview.stages.push((folder, file, Receipt::load(&run.dir.join(folder))?));
        }
        if overview.done("50-stage2") {
            overview.urteile = read_table(&run.dir.join("50-stage2/urteile.csv"))?;
        }
        if overview.done("60-payments") {
            overview.anweisungen = read_table(&run.dir.join("60-payments/anweisungen.csv"))?;
        }
        for folder in ["30-stage1", "40-matches", "50-stage2"] {
            if overview.done(folder) {
                let tasks: Vec<Aufgabe> = read_table(&run.dir.join(folder).join("arbeitsliste.csv"))?;
                overview.aufgaben.push((folder, tasks.len()));
            }
        }
        Ok(overview)
    }

    /// Whole files of the delivery that stages refused.
    pub fn refused(&self) -> u64 {
        self.stages.iter().filter_map(|(_, _, receipt)| receipt.as_ref()).map(|receipt| receipt.refused).sum()
    }

    /// The stages that are still missing, in order.
    pub fn missing(&self) -> Vec<&'static str> {
        self.stages.iter().filter(|(_, _, receipt)| receipt.is_none()).map(|(folder, _, _)| *folder).collect()
    }

    fn done(&self, folder: &str) -> bool {
        self.stages.iter().any(|(name, _, receipt)| *name == folder && receipt.is_some())
    }

    /// The summary.
    pub fn text(&self, run: &Run) -> String {
        let mut text = format!("\n{} on {}   ({})\n", run.kostentraeger, run.datum, run.dir.display());
        let _ = writeln!(
            text,
            "  {:<22}{:>9}{:>16}{:>16}{:>16}",
            "prescriptions", "count", "billed EUR", "cut EUR", "net EUR"
        );
        for klasse in Klasse::ALLE {
            self.line(&mut text, klasse.als_str(), |urteil| urteil.klasse == *klasse);
        }
        self.line(&mut text, "together", |_| true);
        let settled = self.urteile.iter().filter(|urteil| urteil.erledigt_am.is_some()).count();
        if settled > 0 {
            let _ = writeln!(text, "  of these {settled} were settled by earlier runs");
        }
        let ordered: Betrag = self.anweisungen.iter().map(|anweisung| anweisung.betrag).sum();
        let _ = writeln!(text, "  ordered: EUR {} in {} payment orders", ordered.deutsch(), self.anweisungen.len());
        for (folder, tasks) in self.aufgaben.iter().filter(|(_, tasks)| *tasks > 0) {
            let _ = writeln!(text, "  waiting for a person: {tasks} in {folder}/arbeitsliste.csv");
        }
        self.open_first(&mut text);
        for folder in self.missing() {
            let _ = writeln!(text, "  not there yet: {folder}");
        }
        if self.refused() > 0 {
            let _ =
                writeln!(text, "  REFUSED FILES: {} (see abgelehnt.csv in 10-unfdat and 20-invoices)", self.refused());
        }
        text
    }

    fn line(&self, text: &mut String, what: &str, counted: impl Fn(&Urteil) -> bool) {
        let rows: Vec<&Urteil> = self.urteile.iter().filter(|urteil| counted(urteil)).collect();
        let sum = |amount: fn(&Urteil) -> Option<Betrag>| {
            rows.iter().filter_map(|urteil| amount(urteil)).sum::<Betrag>().deutsch()
        };
        let _ = writeln!(
            text,
            "  {what:<22}{:>9}{:>16}{:>16}{:>16}",
            rows.len(),
            sum(|urteil| urteil.brutto),
            sum(|urteil| urteil.absetzung),
            sum(|urteil| urteil.netto)
        );
    }

    fn open_first(&self, text: &mut String) {
        let worth = |folder: &str, file: &str, receipt: &Receipt| {
            let output = receipt.output(file)?;
            (output.rows != Some(0)).then(|| format!("{folder}/{file}"))
        };
        let files: Vec<String> =
            self.stages.iter().filter_map(|(folder, file, receipt)| worth(folder, file, receipt.as_ref()?)).collect();
        let _ = writeln!(text, "  open first: {}", files.join("  "));
    }
}
