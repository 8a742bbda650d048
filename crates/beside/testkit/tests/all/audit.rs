//! The auditors' handbook answers its questions with the shipped views, on the shipped example.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use rusqlite::Connection;
use testkit::world::{World, repository};

const DATE: &str = "2005-03-11";

/// The example of prescriptions, after its run.
fn example() -> World {
    let world = World::on(&repository().join("fixtures/runs/apotheke/drop"));
    world.must_run(DATE);
    world
}

/// The statements of the handbook in that language, as they stand there.
fn questions(language: &str) -> Vec<String> {
    let text = fs::read_to_string(repository().join("crates/beside/testkit/handbook/auditors.md")).expect("a handbook");
    let begin = format!("```{language}\n");
    let blocks = text.split(&begin).skip(1);
    blocks.map(|block| block.split("```").next().expect("a block").to_owned()).collect()
}

fn script(name: &str) -> String {
    fs::read_to_string(repository().join("scripts").join(name)).expect("a script")
}

/// Runs statements with DuckDB in a folder; gives what it prints as CSV. None, loudly, where neither the program nor its
/// Python module is there.
fn duckdb(folder: &Path, statements: &str) -> Option<String> {
    let program = Command::new("duckdb").args(["-csv", "-c", statements]).current_dir(folder).output();
    let python = "import duckdb, sys\n\
        c = duckdb.connect()\n\
        for s in c.extract_statements(sys.argv[1]):\n    r = c.execute(s)\n    d = r.description\n\
        \x20   [print(','.join('' if v is None else str(v) for v in row)) for row in (r.fetchall() if d else [])]\n";
    let said =
        program.or_else(|_| Command::new("python3").args(["-c", python, statements]).current_dir(folder).output());
    match said {
        Ok(Output { status, stdout, .. }) if status.success() => Some(String::from_utf8_lossy(&stdout).into_owned()),
        Ok(Output { stderr, .. }) if String::from_utf8_lossy(&stderr).contains("No module named") => {
            muster::skipped("neither duckdb nor its Python module is installed");
            None
        }
        Ok(Output { stderr, .. }) => panic!("{statements}\n{}", String::from_utf8_lossy(&stderr)),
        Err(e) => {
            muster::skipped(&format!("neither duckdb nor python3 can be started ({e})"));
            None
        }
    }
}

#[test]
fn ten_questions_have_their_answers() {
    assert_eq!((questions("sql").len(), questions("sqlite").len()), (9, 1));
    let world = example();
    let views = script("audit.sql");
    let mut answers = Vec::new();
    for question in questions("sql") {
        let Some(answer) = duckdb(&world.work, &format!("{views}\n{question}")) else { return };
        answers.push(answer);
    }
    assert!(answers[0].contains(",1,2812.20"), "{}", answers[0]);
    let rows = |nr: usize| answers[nr].lines().filter(|line| line.starts_with("BG28")).count();
    assert_eq!((rows(2), rows(3)), (0, 0), "ordered is what the prescriptions are worth, and nothing twice");
    assert!(rows(4) > 0 && rows(5) == 10 && rows(8) > 0, "{answers:?}");
    assert!(answers[6].contains("gefaehrdet") && answers[7].contains("mm,zuordnung"), "{answers:?}");
}

#[test]
fn a_sum_counts_each_prescription_once() {
    let world = example();
    world.must_run("2005-03-14");
    let views = script("audit.sql");
    let sums = "SELECT count(*), count(DISTINCT beleg_id || pic_nr) FROM rezepte; SELECT sum(netto) FROM rezepte;\
        SELECT sum(betrag) FROM anweisungen;";
    let Some(answer) = duckdb(&world.work, &format!("{views}\n{sums}")) else { return };
    let figures: Vec<&str> = answer.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_digit())).collect();
    assert_eq!(figures, ["149,149", "5048.01", "5048.01"], "{answer}");
}

#[test]
fn the_ledger_has_its_views() {
    let world = example();
    let db = Connection::open(world.work.join("BG28/ledger.sqlite")).expect("a ledger");
    db.execute_batch(&script("audit-ledger.sql")).expect("views");
    for question in questions("sqlite").iter().flat_map(|block| block.split(";\n")).filter(|q| !q.trim().is_empty()) {
        let mut query = db.prepare(question).unwrap_or_else(|e| panic!("{question}: {e}"));
        let rows = query.query_map([], |_| Ok(())).expect("rows").count();
        assert_eq!(rows > 0, question.contains("bestaetigt_am"), "{question}");
    }
    let of_prescriptions = "SELECT (SELECT sum(netto_cent) FROM rezepte) = (SELECT sum(betrag_cent) FROM anweisungen)";
    assert!(db.query_row(of_prescriptions, [], |row| row.get::<_, bool>(0)).expect("sums"));
}
