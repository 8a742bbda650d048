//! Work lists there and back, without any foreign program.

use domain::Tabelle;

use super::*;

#[test]
fn a_line_is_enough_to_decide() {
    let world = world(1);
    let task = tasks(&world, DATE, LIST).remove(0);
    assert_eq!(task.anweisungsdatum.map(|tag| tag.to_string()).as_deref(), Some(DATE));
    assert_eq!([&task.name, &task.vorname, &task.geb_datum, &task.unf_datum], ["Muster", "Max", "12.05.1954", "?"]);
    assert_eq!(task.artikelzeilen, "1: 04908802 × 2 = 10,00");
    assert_eq!(task.rechnungssteller, "Apothekenrechenzentrum Nord (IK 303100245)");
    assert!(task.folgen.contains("leer: ohne Fall abgewiesen mit 1002"), "{}", task.folgen);
}

#[test]
fn what_is_due_first_stands_first_and_of_that_the_dearest() {
    let world = World::new();
    let sheet = |nr: &str, cent| Blatt::neu(nr, cent).unf_datum("?");
    world.invoice("a.csv", "A", "07.03.2005", &[sheet("500000000001", 9900)]);
    world.invoice("b.csv", "B", "02.03.2005", &[sheet("500000000002", 100), sheet("500000000003", 5000)]);
    world.must_run(DATE);
    let order: Vec<String> = tasks(&world, DATE, LIST).into_iter().map(|task| task.pic_nr).collect();
    assert_eq!(order, ["500000000003", "500000000002", "500000000001"]);
}

/// The verdicts of a run after the tasks of the run before came back in that way.
pub(super) fn decided(name: &str, file: impl Fn(&[domain::Aufgabe]) -> Vec<u8>, twice: bool) -> Vec<[String; 4]> {
    let world = world(1000);
    let mut filled = filled_in(tasks(&world, DATE, LIST), "10.12.2004", "2005-03-11T10:00:00");
    // The quantities of the sheets begin anew after 997: three look as if they were billed twice, which is a task, too.
    let mut alike: Vec<&mut domain::Aufgabe> = filled.iter_mut().filter(|task| task.art == "freigabe").collect();
    assert_eq!(alike.len(), 3);
    alike.iter_mut().for_each(|task| task.wert = "ja".into());
    assert_eq!(filled.iter().filter(|task| task.art == "korrektur1").count(), 1000);
    assert_eq!(filled.len(), 1003);
    world.deliver(&format!("BG28/decisions/{name}"), &file(&filled));
    if twice {
        world.deliver(&format!("BG28/decisions/again-{name}"), &[file(&filled), b"\n".to_vec()].concat());
    }
    world.must_run(NEXT);
    assert_eq!(tasks(&world, NEXT, LIST).len(), 0);
    assert!(world.table(NEXT, "20-invoices/abgelehnt.csv").is_empty());
    verdicts(&world, NEXT)
}

#[test]
fn a_thousand_tasks_decided_by_csv_and_by_xlsx_give_the_same_verdicts() {
    let sheet = |tasks: &[domain::Aufgabe]| worklists::xlsx(tasks).expect("a sheet");
    let by_csv = decided("arbeitsliste.csv", as_csv, false);
    assert!(by_csv.iter().all(|[_, klasse, ..]| klasse == "zahlen"));
    assert_eq!(decided("arbeitsliste.xlsx", sheet, false), by_csv);
    assert_eq!(decided("arbeitsliste.csv", as_csv, true), by_csv, "twice changes nothing");
}

#[test]
fn the_spreadsheet_beside_a_list_holds_the_same_rows_and_the_same_bytes_again() {
    let (one, other) = (world(3), world(3));
    let path = |world: &World| world.run(DATE).join("30-stage1/arbeitsliste.xlsx");
    let bytes = std::fs::read(path(&one)).expect("a sheet");
    assert_eq!(bytes, std::fs::read(path(&other)).expect("a sheet"));
    let text = String::from_utf8(worklists::as_csv(&bytes).expect("a sheet")).expect("UTF-8");
    let mut rows = csv::ReaderBuilder::new().delimiter(b';').from_reader(text.as_bytes());
    let sheet: Vec<Vec<String>> =
        rows.records().map(|row| row.expect("a row").iter().map(str::to_owned).collect()).collect();
    let listed: Vec<Vec<String>> = tasks(&one, DATE, LIST)
        .iter()
        .map(|task| {
            let line = String::from_utf8(task.als_zeile()).expect("UTF-8");
            let mut cells = domain::Zellen::neu(line.trim_end());
            std::iter::from_fn(|| cells.text().map(|cell| cell.into_owned())).collect()
        })
        .collect();
    assert_eq!(sheet, listed);
}

#[test]
fn a_damaged_spreadsheet_is_refused_and_the_other_files_are_taken() {
    let world = world(2);
    let filled = filled_in(tasks(&world, DATE, LIST), "10.12.2004", "2005-03-11T10:00:00");
    let sheet = worklists::xlsx(&filled).expect("a sheet");
    world.deliver("BG28/decisions/a.xlsx", &sheet[..sheet.len() / 2]);
    world.deliver("BG28/decisions/b.xlsx", &sheet);
    for tool in ["open-run", "ingest-unfdat"] {
        assert!(world.stage(tool, NEXT, &["--keep-going"]).status.success());
    }
    let _ = world.stage("import-invoice-csv", NEXT, &["--keep-going"]);
    let refused = world.table(NEXT, "20-invoices/abgelehnt.csv");
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert!(refused[0]["datei"] == "a.xlsx" && refused[0]["grund"].contains("no readable XLSX"), "{refused:?}");
    assert_eq!(world.table(NEXT, "20-invoices/entscheidungen.csv").len(), 2);
}

/// Decisions on four sheets, some of it twice, later and withdrawn.
const SAID: [&str; 3] = [
    "korrektur1;1;unf_datum;10.12.2004;mm;2005-03-14T08:00:00;\nstatus;2;;998;mm;2005-03-14T08:00:00;\n\
     korrektur2;3;unf_datum;10.12.2004;kb;2005-03-14T08:30:00;",
    "korrektur1;1;unf_datum;00.12.2004;kb;2005-03-14T09:00:00;\nstatus;2;;zurück;kb;2005-03-14T09:00:00;",
    "korrektur1;2;unf_datum;11.12.2004;mm;2005-03-14T10:00:00;\nstatus;4;;1002;mm;2005-03-14T07:00:00;\n\
     status;4;;0;kb;2005-03-14T10:00:00;",
];

#[test]
fn any_order_of_decision_files_gives_the_same_result_and_twice_changes_nothing() {
    let by_names = |names: [&str; 3], runs: u32| {
        let world = world(4);
        names.iter().zip(SAID).for_each(|(name, said)| world.decide(name, said));
        world.must_run(NEXT);
        for nr in 1..runs {
            // The same again, in a file of other bytes.
            names.iter().zip(SAID).for_each(|(name, said)| world.decide(&format!("{nr}-{name}"), &format!("{said}\n")));
            world.must_run(NEXT);
        }
        assert!(world.table(NEXT, "20-invoices/abgelehnt.csv").is_empty());
        let orders = world.table(NEXT, "60-payments/anweisungen.csv");
        (verdicts(&world, NEXT), orders)
    };
    let first = by_names(["a.csv", "b.csv", "c.csv"], 1);
    let statuses: Vec<&str> = first.0.iter().map(|[_, _, status, _]| status.as_str()).collect();
    assert_eq!(statuses, ["1010", "0", "0", "0"]);
    assert_eq!(by_names(["c.csv", "b.csv", "a.csv"], 1), first);
    assert_eq!(by_names(["b.csv", "c.csv", "a.csv"], 1), first);
    assert_eq!(by_names(["a.csv", "b.csv", "c.csv"], 2), first);
}
