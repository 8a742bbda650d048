//! The figures of a report, summed up again by another program from the tables of the stages.

use std::fs;
use std::path::Path;
use std::process::Command;

use testkit::world::{World, binary, repository};

const DATE: &str = "2005-03-11";

/// The sum of a column of a table in hundredths, by awk; rows whose other column is not `only` are left out.
fn awk_sum(table: &Path, column: &str, only: Option<(&str, &str)>) -> i64 {
    let program = r#"
        NR == 1 { for (i = 1; i <= NF; i++) { if ($i == column) c = i; if ($i == where) w = i }; next }
        w == 0 || $w == value { sum += int($c * 100 + ($c < 0 ? -0.5 : 0.5)) }
        END { printf "%d", sum }"#;
    let (filter, value) = only.unwrap_or(("", ""));
    let output = Command::new("awk")
        .args(["-F,", "-v"])
        .arg(format!("column={column}"))
        .args(["-v", &format!("where={filter}"), "-v", &format!("value={value}"), program])
        .arg(table)
        .output()
        .expect("awk");
    let text = String::from_utf8(output.stdout).expect("a number");
    text.parse().unwrap_or_else(|_| panic!("{}: {text:?} {}", table.display(), String::from_utf8_lossy(&output.stderr)))
}

fn example() -> World {
    let world = World::on(&repository().join("fixtures/runs/apotheke/drop"));
    world.must_run(DATE);
    world
}

fn report_over(world: &World, path: &Path, from: &str, to: &str, out: &Path) -> (i32, String) {
    let mut command = Command::new(binary("report"));
    command.arg(path).args(["--from", from, "--to", to, "--out"]).arg(out);
    let output = command.arg("--config").arg(&world.config).output().expect("the program");
    (output.status.code().unwrap_or(-1), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn every_sum_of_a_run_is_that_of_its_stages() {
    let world = example();
    let run = world.run(DATE);
    let settled = run.join("60-payments/erledigt.csv");
    let report = |file: &str| run.join("95-report").join(file);
    let paid = Some(("klasse", "zahlen"));
    for (table, column, settled_column, only) in [
        ("rechnungssteller.csv", "netto", "netto", paid),
        ("rechnungssteller.csv", "absetzung", "absetzung", paid),
        ("rechnungssteller.csv", "brutto_abgewiesen", "brutto", Some(("klasse", "abweisen"))),
        ("preisklassen.csv", "brutto", "brutto", None),
        ("preisklassen.csv", "netto", "netto", None),
        ("dauer.csv", "netto", "netto", paid),
    ] {
        assert_eq!(awk_sum(&report(table), column, None), awk_sum(&settled, settled_column, only), "{table}: {column}");
    }
    let discounts = awk_sum(&settled, "ap_rabatt", paid) + awk_sum(&settled, "hs_rabatt", paid);
    assert_eq!(awk_sum(&report("rabattmonate.csv"), "faellig", None), discounts);
    let ordered = awk_sum(&run.join("60-payments/anweisungen.csv"), "betrag", None);
    assert!(ordered > 0 && awk_sum(&report("rechnungssteller.csv"), "netto", None) >= ordered);
}

#[test]
fn a_report_on_one_run_alone_is_that_of_the_stage() {
    let world = example();
    let out = tempfile::TempDir::new().expect("a temporary folder");
    let (code, said) = report_over(&world, &world.work.join("BG28"), "2005-01-01", "2005-12-31", out.path());
    assert_eq!(code, 0, "{said}");
    for table in [
        "kennzahlen.csv",
        "rechnungssteller.csv",
        "status.csv",
        "artikel.csv",
        "indikationen.csv",
        "regress.csv",
        "nutzen.csv",
    ] {
        let of_stage = fs::read_to_string(world.run(DATE).join("95-report").join(table)).expect("a table");
        assert_eq!(fs::read_to_string(out.path().join(table)).expect("a table"), of_stage, "{table}");
    }
}

#[test]
fn a_time_without_runs_is_said() {
    let world = example();
    let out = tempfile::TempDir::new().expect("a temporary folder");
    let (code, said) = report_over(&world, &world.work, "2004-01-01", "2004-12-31", out.path());
    assert_eq!(code, 66, "{said}");
    assert!(said.contains("no finished run from 01.01.2004 to 31.12.2004"), "{said}");
}

#[test]
fn a_page_for_management_names_no_person_and_needs_nothing_from_elsewhere() {
    let world = example();
    let html = fs::read_to_string(world.run(DATE).join("95-report/index.html")).expect("a page");
    let cases = world.table(DATE, "40-matches/zugeordnete_faelle.csv");
    assert!(!cases.is_empty());
    for case in cases {
        assert!(!html.contains(&case["aktenzeichen"]), "{}", case["aktenzeichen"]);
    }
    assert!(!html.contains("http://") || html.matches("http://").count() == html.matches("http://www.w3.org").count());
    assert!(!html.contains("<link") && !html.contains(" src="));
    let regress = fs::read_to_string(world.run(DATE).join("95-report/regress.html")).expect("a page");
    assert!(regress.contains("Personenbezogen"));
}
