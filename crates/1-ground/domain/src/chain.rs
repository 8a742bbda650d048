//! The two chains: which stages there are, in which order, what each writes and what is worth opening first.
//!
//! The one place of these facts. The summary of a run, the test world and the table of the README come from it; tests
//! hold makefiles, the binaries and every name of a folder in a source to it.

use crate::Verfahren;

/// A stage: a binary that writes one folder of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The binary.
    pub tool: &'static str,
    /// The folder that it writes. Its number shows the order: a stage reads from lower numbers alone.
    pub folder: &'static str,
    /// What it does, in words of the README.
    pub does: &'static str,
    /// The file of the folder that is worth opening first; none if none is.
    pub open_first: Option<&'static str>,
    /// `true`: the folder has an `arbeitsliste.csv`, tasks for people.
    pub tasks: bool,
}

const fn step(tool: &'static str, folder: &'static str, does: &'static str, open_first: &'static str) -> Step {
    Step { tool, folder, does, open_first: if open_first.is_empty() { None } else { Some(open_first) }, tasks: false }
}

impl Step {
    const fn with_tasks(self) -> Self {
        Step { tasks: true, ..self }
    }
}

const OPEN: Step = step("open-run", "00-inbox", "takes the deliveries, each content once", "");
const IMPORT: Step = step(
    "import-invoice-csv",
    "20-invoices",
    "invoices, of paper (SR1) and electronic (TA7), become tables",
    "abgelehnt.csv",
)
.with_tasks();
const ORDER: Step =
    step("order-payments", "60-payments", "orders what is due, exactly once; the letter", "zahlungsanweisung.txt")
        .with_tasks();
const CONFIRM: Step =
    step("confirm-payments", "65-confirmations", "what the bank or the payer reported", "offen.csv").with_tasks();
const DTAUS: Step = step("emit-dtaus", "70-dtaus", "the bank file of old", "begleitzettel.txt");
const SEPA: Step = step("emit-sepa", "75-sepa", "the bank file of today", "pain.001.xml");
const LETTERS: Step = step("emit-letters", "90-letters", "tells those who bill what is not paid, and why", "");
const REPORT: Step = step("report", "95-report", "figures for people", "index.html");

/// The chain of prescriptions after work accidents.
pub const PRESCRIPTIONS: &[Step] = &[
    OPEN,
    step("ingest-unfdat", "10-unfdat", "the register of accident cases", "abgelehnt.csv"),
    IMPORT,
    step("audit-stage1", "30-stage1", "is the sheet complete, is the arithmetic right?", "arbeitsliste.csv")
        .with_tasks(),
    step("match-cases", "40-matches", "which accident does it belong to?", "arbeitsliste.csv").with_tasks(),
    step("audit-stage2", "50-stage2", "one final verdict on each prescription", "urteile.csv").with_tasks(),
    ORDER,
    CONFIRM,
    DTAUS,
    SEPA,
    step("emit-rzs-abrech", "80-rzs-abrech", "the booking file", "begleitbeleg.txt"),
    LETTERS,
    REPORT,
];

/// The chain of care services.
pub const SERVICES: &[Step] = &[
    OPEN,
    step("import-reference", "10-reference", "facilities, grants, rates", ""),
    IMPORT,
    step("audit-services", "50-services", "one final verdict on each line", "urteile.csv").with_tasks(),
    ORDER,
    CONFIRM,
    DTAUS,
    SEPA,
    step("emit-avis", "85-avis", "tells facilities what is paid", ""),
    LETTERS,
    REPORT,
];

/// Runs beside the chain of care services, before a month is billed.
pub const OFFERS: Step = step("offer-services", "15-offers", "lists for facilities to fill in", "");

/// The chain of a procedure, in its order.
pub const fn of(verfahren: Verfahren) -> &'static [Step] {
    match verfahren {
        Verfahren::Rezepte => PRESCRIPTIONS,
        Verfahren::Leistungen => SERVICES,
    }
}

/// The procedure whose chain alone has this binary; none if both have it or none has.
pub fn only_in(tool: &str) -> Option<Verfahren> {
    if tool == OFFERS.tool {
        return Some(Verfahren::Leistungen);
    }
    let has = |verfahren| of(verfahren).iter().any(|step| step.tool == tool);
    match (has(Verfahren::Rezepte), has(Verfahren::Leistungen)) {
        (true, false) => Some(Verfahren::Rezepte),
        (false, true) => Some(Verfahren::Leistungen),
        _ => None,
    }
}

/// Every stage once, by its folder.
pub fn all() -> Vec<Step> {
    let mut all: Vec<Step> = PRESCRIPTIONS.iter().chain(SERVICES).copied().chain([OFFERS]).collect();
    all.sort_by_key(|step| (step.folder, step.tool));
    all.dedup();
    all
}

/// The stages of both chains as Markdown.
pub fn markdown() -> String {
    let mut text = String::from("| folder of a run | prescriptions | care services |\n|---|---|---|\n");
    for step in all() {
        let cell = |chain: &[Step], here: &str| if chain.contains(&step) { here.to_owned() } else { String::new() };
        let here = format!("`{}`: {}", step.tool, step.does);
        let prescriptions = cell(PRESCRIPTIONS, &here);
        let services = cell(&[SERVICES, &[OFFERS]].concat(), if prescriptions.is_empty() { &here } else { "the same" });
        text.push_str(&format!("| `{}` | {prescriptions} | {services} |\n", step.folder));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dateien::DATEIEN;

    #[test]
    fn a_stage_reads_from_lower_numbers_and_has_its_own_folder() {
        for chain in [PRESCRIPTIONS, SERVICES] {
            assert!(chain.is_sorted_by(|a, b| a.folder < b.folder), "{chain:?}");
        }
        assert!(all().is_sorted_by(|a, b| a.folder < b.folder), "two stages write one folder");
    }

    #[test]
    fn every_file_stands_in_the_folder_of_a_stage() {
        let all = all();
        for pfad in DATEIEN.iter().flat_map(|datei| datei.pfade) {
            let (folder, file) = pfad.split_once('/').expect("a folder and a file");
            let step = all.iter().find(|step| step.folder == folder);
            assert!(step.is_some_and(|step| step.tasks || file != "arbeitsliste.csv"), "{pfad}");
        }
        let listed = |step: &&Step| {
            DATEIEN.iter().flat_map(|d| d.pfade).any(|p| *p == format!("{}/arbeitsliste.csv", step.folder))
        };
        assert!(all.iter().filter(|step| step.tasks).all(|step| listed(&step)));
    }

    #[test]
    fn what_one_procedure_alone_has_belongs_to_it() {
        assert_eq!(only_in("match-cases"), Some(Verfahren::Rezepte));
        assert_eq!(only_in("offer-services"), Some(Verfahren::Leistungen));
        assert_eq!((only_in("report"), only_in("inspect")), (None, None));
    }
}
