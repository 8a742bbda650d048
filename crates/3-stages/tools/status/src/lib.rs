//! What a run contains, in figures a person reads first; and how all runs of a WORK stand ([`Haus`]).

mod durchgaenge;
mod haus;

pub use haus::{Frist, Haus, Hinweis, Lauf, Liegt, Stand, Stufe, Stufung, Zahler};

use std::fmt::Write;

use domain::brief::euro;
use domain::chain::{self, Step};
use domain::{
    Anweisung, Betrag, Durchgang, Klasse, Leistungsklasse, Leistungsurteil, Rabattstand, Rabattverlust,
    UnbestaetigteAnweisung, Urteil, Verfahren,
};
use stage::{Receipt, Result, Run, read_table};

/// A verdict on a prescription or on a line of a facility, as the summary counts it.
#[derive(Debug)]
struct Verdict {
    klasse: &'static str,
    billed: Option<Betrag>,
    cut: Option<Betrag>,
    net: Option<Betrag>,
    settled: bool,
}

impl From<&Urteil> for Verdict {
    fn from(urteil: &Urteil) -> Self {
        Verdict {
            klasse: urteil.klasse.als_str(),
            billed: urteil.brutto,
            cut: urteil.absetzung,
            net: urteil.netto,
            settled: urteil.erledigt_am.is_some(),
        }
    }
}

impl From<&Leistungsurteil> for Verdict {
    /// A pilot line pays nothing.
    fn from(urteil: &Leistungsurteil) -> Self {
        Verdict {
            klasse: urteil.klasse.als_str(),
            billed: Some(urteil.betrag_berechnet),
            cut: urteil.absetzung,
            net: urteil.betrag_anerkannt.filter(|_| !urteil.pilot.ist_ja()),
            settled: urteil.erledigt_am.is_some(),
        }
    }
}

/// A run read off its folder.
#[derive(Debug, Default)]
pub struct Overview {
    stages: Vec<(&'static Step, Option<Receipt>)>,
    what: &'static str,
    klassen: Vec<&'static str>,
    verdicts: Vec<Verdict>,
    anweisungen: Vec<Anweisung>,
    /// What the passes are, and what of them stands in no bank file: lines of the summary.
    passes: String,
    in_no_file: String,
    rabatte: Vec<Rabattverlust>,
    unbestaetigt: Vec<UnbestaetigteAnweisung>,
    aufgaben: Vec<(&'static str, usize)>,
}

impl Overview {
    /// Reads receipts, verdicts, orders and worklists; what is not there yet is left out.
    pub fn read(run: &Run) -> Result<Self> {
        let mut overview = Overview::default();
        let verfahren = run.file()?.map(|file| file.konfiguration.verfahren).unwrap_or_default();
        let services = verfahren == Verfahren::Leistungen;
        for step in chain::of(verfahren) {
            overview.stages.push((step, Receipt::load(&run.dir.join(step.folder))?));
        }
        overview.what = if services { "lines of services" } else { "prescriptions" };
        overview.klassen = if services {
            Leistungsklasse::ALLE.iter().map(Leistungsklasse::als_str).collect()
        } else {
            Klasse::ALLE.iter().map(Klasse::als_str).collect()
        };
        if overview.done("50-stage2") {
            let urteile: Vec<Urteil> = read_table(&run.dir.join("50-stage2/urteile.csv"))?;
            overview.verdicts = urteile.iter().map(Verdict::from).collect();
        }
        if overview.done("50-services") {
            let urteile: Vec<Leistungsurteil> = read_table(&run.dir.join("50-services/urteile.csv"))?;
            overview.verdicts = urteile.iter().map(Verdict::from).collect();
        }
        if overview.done("60-payments") {
            overview.anweisungen = read_table(&run.dir.join("60-payments/anweisungen.csv"))?;
            let passes: Vec<Durchgang> = read_table(&run.dir.join("60-payments/durchgaenge.csv"))?;
            overview.passes = durchgaenge::passes(&passes, run.datum);
            overview.in_no_file = durchgaenge::in_no_file(run, &passes)?;
            if !services {
                overview.rabatte = read_table(&run.dir.join("60-payments/rabattverlust.csv"))?;
            }
        }
        if overview.done("65-confirmations") {
            overview.unbestaetigt = read_table(&run.dir.join("65-confirmations/offen.csv"))?;
        }
        for step in chain::of(verfahren).iter().filter(|step| step.tasks) {
            // The receipt counts: runs of earlier versions have fewer lists, and lists of fewer columns.
            let receipt = Receipt::load(&run.dir.join(step.folder))?;
            let rows = receipt.and_then(|receipt| receipt.output("arbeitsliste.csv")?.rows);
            overview.aufgaben.extend(rows.map(|rows| (step.folder, rows as usize)));
        }
        Ok(overview)
    }

    /// Whole files of the delivery that stages refused.
    pub fn refused(&self) -> u64 {
        self.stages.iter().filter_map(|(_, receipt)| receipt.as_ref()).map(|receipt| receipt.refused).sum()
    }

    /// The stages that are still missing, in order.
    pub fn missing(&self) -> Vec<&'static str> {
        self.stages.iter().filter(|(_, receipt)| receipt.is_none()).map(|(step, _)| step.folder).collect()
    }

    fn done(&self, folder: &str) -> bool {
        self.stages.iter().any(|(step, receipt)| step.folder == folder && receipt.is_some())
    }

    /// The summary.
    pub fn text(&self, run: &Run) -> String {
        let mut text = format!("\n{} on {}   ({})\n", run.kostentraeger, run.datum, run.dir.display());
        let _ =
            writeln!(text, "  {:<22}{:>9}{:>16}{:>16}{:>16}", self.what, "count", "billed EUR", "cut EUR", "net EUR");
        for klasse in &self.klassen {
            self.line(&mut text, klasse, |verdict| verdict.klasse == *klasse);
        }
        self.line(&mut text, "together", |_| true);
        let settled = self.verdicts.iter().filter(|verdict| verdict.settled).count();
        if settled > 0 {
            let _ = writeln!(text, "  of these {settled} were settled by earlier runs");
        }
        let ordered: Betrag = self.anweisungen.iter().map(|anweisung| anweisung.betrag).sum();
        let _ = writeln!(text, "  ordered: {} in {} payment orders", euro(ordered), self.anweisungen.len());
        text.push_str(&self.passes);
        text.push_str(&self.in_no_file);
        self.discounts(&mut text);
        self.unconfirmed(&mut text);
        for (folder, tasks) in self.aufgaben.iter().filter(|(_, tasks)| *tasks > 0) {
            let _ = writeln!(text, "  waiting for a person: {tasks} in {folder}/arbeitsliste.csv");
        }
        self.open_first(&mut text);
        for folder in self.missing() {
            let _ = writeln!(text, "  not there yet: {folder}");
        }
        if self.refused() > 0 {
            let _ = writeln!(
                text,
                "  REFUSED FILES: {} (see abgelehnt.csv in 10-unfdat, 20-invoices and 65-confirmations)",
                self.refused()
            );
        }
        text
    }

    /// Discounts lost and at risk, as far as they are known.
    fn discounts(&self, text: &mut String) {
        for (stand, what) in [(Rabattstand::Verloren, "LOST"), (Rabattstand::Gefaehrdet, "AT RISK")] {
            let rows: Vec<_> = self.rabatte.iter().filter(|row| row.stand == stand).collect();
            if !rows.is_empty() {
                let sum: Betrag = rows.iter().filter_map(|row| row.rabatt).sum();
                let (count, sum) = (rows.len(), euro(sum));
                let _ = writeln!(
                    text,
                    "  DISCOUNTS {what}: {sum} of {count} prescriptions (60-payments/rabattverlust.csv)"
                );
            }
        }
    }

    /// Orders that nobody has confirmed in time, the oldest first.
    fn unconfirmed(&self, text: &mut String) {
        const SHOWN: usize = 10;
        if self.unbestaetigt.is_empty() {
            return;
        }
        let (rejected, late): (Vec<_>, Vec<_>) =
            self.unbestaetigt.iter().partition(|order| !order.zurueckweisung.is_empty());
        for (what, orders) in [("REJECTED OR RETURNED BY THE BANK", rejected), ("NOT CONFIRMED IN TIME", late)] {
            if !orders.is_empty() {
                let sum: Betrag = orders.iter().map(|order| order.betrag).sum();
                let plural = if orders.len() == 1 { "" } else { "s" };
                let _ = writeln!(text, "  {what}: {} order{plural}, {}", orders.len(), euro(sum));
            }
        }
        let mut oldest: Vec<_> = self.unbestaetigt.iter().collect();
        oldest.sort_by_key(|order| order.angewiesen_am);
        for order in oldest.iter().take(SHOWN) {
            let UnbestaetigteAnweisung { anweisung_id, betrag, angewiesen_am, zurueckweisung, .. } = order;
            let rejected = if zurueckweisung.is_empty() {
                String::new()
            } else {
                format!(", rejected or returned: {zurueckweisung}")
            };
            let _ = writeln!(text, "    {anweisung_id} of {angewiesen_am}: {}{rejected}", euro(*betrag));
        }
        if oldest.len() > SHOWN {
            let _ = writeln!(text, "    … and {} more in 65-confirmations/offen.csv", oldest.len() - SHOWN);
        }
    }

    fn line(&self, text: &mut String, what: &str, counted: impl Fn(&Verdict) -> bool) {
        let rows: Vec<&Verdict> = self.verdicts.iter().filter(|verdict| counted(verdict)).collect();
        let sum = |amount: fn(&Verdict) -> Option<Betrag>| {
            rows.iter().filter_map(|verdict| amount(verdict)).sum::<Betrag>().deutsch()
        };
        let _ = writeln!(
            text,
            "  {what:<22}{:>9}{:>16}{:>16}{:>16}",
            rows.len(),
            sum(|verdict| verdict.billed),
            sum(|verdict| verdict.cut),
            sum(|verdict| verdict.net)
        );
    }

    fn open_first(&self, text: &mut String) {
        let worth = |step: &Step, receipt: &Receipt| {
            let file = step.open_first?;
            let output = receipt.output(file)?;
            (output.rows != Some(0)).then(|| format!("{}/{file}", step.folder))
        };
        let files: Vec<String> =
            self.stages.iter().filter_map(|(step, receipt)| worth(step, receipt.as_ref()?)).collect();
        let _ = writeln!(text, "  open first: {}", files.join("  "));
    }
}
