//! The contract of a stage, held without any real stage: there whole or not at all, up to date or computed, refused
//! when something was changed.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser;
use domain::{Ablehnung, Einzelposten};
use stage::{Error, Journal, JournalEntry, Receipt, RunArgs, Session, Stage, Start, publish_file};
use tempfile::TempDir;

#[derive(Parser)]
struct Args {
    #[command(flatten)]
    run: RunArgs,
}

/// Counts the entries that a journal would get.
#[derive(Default)]
struct Entries(Vec<String>);

impl Journal for Entries {
    fn enter(&mut self, entry: &JournalEntry<'_>) -> anyhow::Result<()> {
        self.0.push(entry.receipt_hash.clone());
        Ok(())
    }
}

struct World {
    _dir: TempDir,
    run: PathBuf,
    config: PathBuf,
}

impl World {
    fn new() -> Self {
        let dir = TempDir::new().expect("a temporary folder");
        let (run, config) = (dir.path().join("work/BG28/2005-03-11"), dir.path().join("config"));
        fs::create_dir_all(&run).expect("a run");
        fs::create_dir_all(config.join("payers")).expect("a configuration");
        fs::create_dir_all(config.join("rules")).expect("rules");
        for table in stage::RULE_TABLES {
            fs::write(config.join("rules").join(table), "").expect("a rule table");
        }
        let payer = "name = \"BG\"\nik = \"120991009\"\n[[konto]]\nname = \"BG\"\nbank = \"B\"\niban = \"DE02600501010002034304\"\nblz = \"60050101\"\nkonto = \"2034304\"\n";
        fs::write(config.join("payers/BG28.toml"), payer).expect("a payer");
        let world = World { _dir: dir, run, config };
        let payer: String = payer.replace("[[konto]]", "[[konfiguration.konto]]");
        let head = "kostentraeger = \"BG28\"\ndatum = \"2005-03-11\"\nkonfiguration_blake3 = \"\"\n[konfiguration]\n";
        fs::write(world.run.join("run.toml"), format!("{head}{payer}")).expect("run.toml");
        world
    }

    fn session(&self, folder: &'static str, options: &[&str]) -> Result<Session, Error> {
        let words = ["tool", "-q", "--config"].map(Into::into).into_iter();
        let words = words.chain([self.config.clone().into_os_string()]).chain(options.iter().map(Into::into));
        let args = Args::parse_from(words.chain([self.run.clone().into_os_string()]));
        Session::open(&args.run, "tool", "1", folder)
    }

    /// Runs a stage `20-invoices` that lists one prescription.
    fn first(&self, pic_nr: &str, options: &[&str]) -> bool {
        let mut session = self.session("20-invoices", options).expect("a session");
        session.reads_content("drop:a".into(), pic_nr.into());
        match session.start(&mut Entries::default()).expect("started") {
            Start::UpToDate(_) => false,
            Start::Work(mut stage) => {
                stage.write("einzelposten.csv", &[posten(pic_nr)]).expect("written");
                stage.close(&mut Entries::default()).expect("closed");
                true
            }
        }
    }

    fn stage(&self, folder: &'static str) -> Stage {
        match self.session(folder, &[]).expect("a session").start(&mut Entries::default()).expect("started") {
            Start::Work(stage) => *stage,
            Start::UpToDate(_) => panic!("{folder} is up to date"),
        }
    }
}

fn posten(pic_nr: &str) -> Einzelposten {
    let betrag = "1.00".parse().expect("an amount");
    Einzelposten { beleg_id: "0000001".into(), pic_nr: pic_nr.into(), brutto: betrag, zuzahlung: betrag, zeile: 2 }
}

fn leftovers(run: &Path) -> usize {
    let names =
        fs::read_dir(run).expect("the run").map(|e| e.expect("an entry").file_name().into_string().expect("a name"));
    names.filter(|name| name.ends_with(".tmp")).count()
}

#[test]
fn unchanged_inputs_are_up_to_date_and_changed_ones_are_not() {
    let world = World::new();
    assert!(world.first("1", &[]));
    let before = fs::read(world.run.join("20-invoices/receipt.json")).expect("a receipt");
    assert!(!world.first("1", &[]), "up to date");
    assert!(world.first("1", &["--force"]), "--force computes again");
    assert_eq!(fs::read(world.run.join("20-invoices/receipt.json")).expect("a receipt"), before, "to the same bytes");
    assert!(world.first("2", &[]), "another input");
}

#[test]
fn a_stage_that_does_not_close_leaves_the_previous_result() {
    let world = World::new();
    world.first("1", &[]);
    let before = fs::read(world.run.join("20-invoices/einzelposten.csv")).expect("a table");
    let mut session = world.session("20-invoices", &[]).expect("a session");
    session.reads_content("drop:a".into(), "2".into());
    let Start::Work(mut stage) = session.start(&mut Entries::default()).expect("started") else { panic!("work to do") };
    stage.write("einzelposten.csv", &[posten("2")]).expect("written");
    let mismatch = stage.balance("rows", 1, 2).expect_err("a mismatch is a defect");
    assert_eq!(mismatch.exit_code(), 70);
    drop(stage);
    assert_eq!(fs::read(world.run.join("20-invoices/einzelposten.csv")).expect("a table"), before);
    assert_eq!(leftovers(&world.run), 0);
}

#[test]
fn leftovers_of_a_killed_process_are_cleared() {
    let world = World::new();
    fs::create_dir_all(world.run.join(".20-invoices.4711.tmp")).expect("a leftover");
    fs::write(world.run.join(".run.toml.4711.tmp"), "half").expect("a leftover");
    world.first("1", &[]);
    assert_eq!(leftovers(&world.run), 0);
}

#[test]
fn a_table_out_of_order_or_with_a_row_twice_is_a_defect() {
    let world = World::new();
    let mut stage = world.stage("20-invoices");
    for rows in [[posten("2"), posten("1")], [posten("1"), posten("1")]] {
        let error = stage.write("einzelposten.csv", &rows).expect_err("a defect");
        assert_eq!(error.exit_code(), 70, "{error}");
    }
}

#[test]
fn a_table_without_rows_has_its_header() {
    let world = World::new();
    let mut stage = world.stage("10-unfdat");
    stage.write::<Ablehnung>("abgelehnt.csv", &[]).expect("written");
    stage.close(&mut Entries::default()).expect("closed");
    let text = fs::read_to_string(world.run.join("10-unfdat/abgelehnt.csv")).expect("a table");
    assert!(text.starts_with("datei,satz,offset,feld,wert,grund"), "{text}");
    assert_eq!(text.lines().count(), 1);
    assert_eq!(
        Receipt::load(&world.run.join("10-unfdat")).expect("a receipt").expect("a receipt").outputs[0].rows,
        Some(0)
    );
}

#[test]
fn a_stage_made_from_other_inputs_than_there_now_is_refused() {
    let world = World::new();
    world.first("1", &[]);
    let mut session = world.session("30-stage1", &[]).expect("a session");
    session.reads("20-invoices", &["einzelposten.csv"]).expect("sound");
    let Start::Work(mut stage) = session.start(&mut Entries::default()).expect("started") else { panic!("work to do") };
    stage.write("einzelposten.csv", &[posten("1")]).expect("written");
    stage.close(&mut Entries::default()).expect("closed");
    world.first("2", &[]);
    let mut session = world.session("40-matches", &[]).expect("a session");
    let error = session.reads("30-stage1", &["einzelposten.csv"]).expect_err("30-stage1 is of yesterday");
    assert_eq!(error.exit_code(), 65, "{error}");
    assert!(error.to_string().contains("was made from another 20-invoices/einzelposten.csv"), "{error}");
}

#[test]
fn only_named_inputs_can_be_read() {
    let world = World::new();
    world.first("1", &[]);
    let stage = world.stage("30-stage1");
    let error = stage.read::<Einzelposten>("20-invoices", "einzelposten.csv").expect_err("not named");
    assert_eq!(error.exit_code(), 70, "{error}");
}

#[test]
fn an_up_to_date_stage_still_enters_the_journal() {
    let world = World::new();
    world.first("1", &[]);
    let mut session = world.session("20-invoices", &[]).expect("a session");
    session.reads_content("drop:a".into(), "1".into());
    let mut entries = Entries::default();
    assert!(matches!(session.start(&mut entries).expect("started"), Start::UpToDate(_)));
    assert_eq!(entries.0.len(), 1, "a kill between publishing and the journal is made good by the next call");
}

#[test]
fn a_target_that_is_no_regular_file_is_not_replaced() {
    let dir = TempDir::new().expect("a temporary folder");
    let (file, link) = (dir.path().join("file"), dir.path().join("link"));
    fs::write(&file, "1").expect("a file");
    std::os::unix::fs::symlink(&file, &link).expect("a link");
    assert_eq!(publish_file(&link, b"2").expect_err("a link").exit_code(), 73);
    assert_eq!(publish_file(dir.path(), b"2").expect_err("a folder").exit_code(), 73);
    publish_file(&file, b"2").expect("a regular file");
    assert_eq!(fs::read(&file).expect("a file"), b"2");
}

#[test]
fn thousands_of_files_in_an_inbox_are_looked_up_in_linear_time() {
    // One invoice per file is how clearing centres send them. A receipt that is read once for each of them, and searched
    // from its beginning, takes ten seconds and more.
    const FILES: usize = 4_000;
    let world = World::new();
    let mut session = world.session("00-inbox", &[]).expect("a session");
    session.reads_content("drop:".into(), String::new());
    let Start::Work(mut stage) = session.start(&mut Entries::default()).expect("started") else { panic!("work") };
    for nr in 0..FILES {
        stage.write_bytes(&format!("invoices/{nr:05}.csv"), b"").expect("written");
    }
    stage.close(&mut Entries::default()).expect("closed");
    let mut session = world.session("20-invoices", &[]).expect("a session");
    assert_eq!(session.inbox("invoices").expect("the inbox").len(), FILES);
    let Start::Work(mut stage) = session.start(&mut Entries::default()).expect("started") else { panic!("work") };
    stage.write("einzelposten.csv", &[posten("1")]).expect("written");
    stage.close(&mut Entries::default()).expect("closed");

    let begin = std::time::Instant::now();
    world.session("30-stage1", &[]).expect("a session").reads("20-invoices", &["einzelposten.csv"]).expect("current");
    assert!(begin.elapsed().as_secs() < 5, "it took {:?}", begin.elapsed());
}
