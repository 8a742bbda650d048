//! A file that changes between being read and being copied.

use std::fs;
use std::path::PathBuf;

use clap::Parser;
use open_run::{Wanted, copy};
use stage::{Error, Journal, JournalEntry, Receipt, Run, RunArgs, Session, Stage, Start};
use tempfile::TempDir;

#[derive(Parser)]
struct Args {
    #[command(flatten)]
    run: RunArgs,
}

struct NoJournal;

impl Journal for NoJournal {
    fn enter(&mut self, _: &JournalEntry<'_>) -> anyhow::Result<()> {
        Ok(())
    }
}

struct World {
    dir: TempDir,
    run: PathBuf,
}

impl World {
    fn new() -> Self {
        let dir = TempDir::new().expect("a temporary folder");
        let config = dir.path().join("config");
        fs::create_dir_all(config.join("payers")).expect("a configuration");
        fs::create_dir_all(config.join("rules")).expect("rules");
        for table in stage::RULE_TABLES {
            fs::write(config.join("rules").join(table), "").expect("a rule table");
        }
        let payer = "name = \"BG\"\nik = \"120991009\"\n[[konto]]\nname = \"BG\"\nbank = \"B\"\niban = \"DE02600501010002034304\"\nblz = \"60050101\"\nkonto = \"2034304\"\n";
        fs::write(config.join("payers/BG28.toml"), payer).expect("a payer");
        let run = dir.path().join("work/BG28/2005-03-11");
        World { dir, run }
    }

    /// A file with this content that was read when it held another one, if `changed`.
    fn wanted(&self, art: &str, path: &str, changed: bool) -> Wanted {
        let source = self.dir.path().join(path);
        fs::create_dir_all(source.parent().expect("a folder")).expect("a folder");
        fs::write(&source, "now").expect("a file");
        let sha256 = stage::sha256_hex(if changed { b"then" } else { b"now" });
        let name = source.file_name().unwrap_or_default().to_string_lossy().into_owned();
        Wanted { art: art.into(), name, source, sha256, groesse: 3, ..Wanted::default() }
    }

    /// The stage at work, with the files named as inputs.
    fn stage(&self, files: &[Wanted]) -> Box<Stage> {
        let words =
            ["open-run".into(), "-q".into(), "--config".into(), self.dir.path().join("config"), self.run.clone()];
        let args = Args::parse_from(words).run;
        let run = Run::from_path(&self.run).expect("a run");
        let mut session = Session::of_run(&args, run, "open-run", "1", "00-inbox").expect("a session");
        for file in files {
            session.reads_content(file.input(), file.sha256.clone());
        }
        match session.start(&mut NoJournal).expect("started") {
            Start::Work(stage) => stage,
            Start::UpToDate(_) => panic!("nothing was there before"),
        }
    }
}

#[test]
fn a_changed_file_is_left_alone_and_the_others_are_taken() {
    let world = World::new();
    let files = [
        world.wanted("invoices", "drop/a.csv", false),
        world.wanted("invoices", "drop/b.csv", true),
        world.wanted("decisions", "drop/c.csv", false),
    ];
    let mut stage = world.stage(&files);
    let (copied, left) = copy(&mut stage, files.to_vec()).expect("copied");
    assert_eq!(copied, [files[0].clone(), files[2].clone()]);
    assert_eq!(
        (left.len(), left[0].name.as_str(), left[0].grund.as_str()),
        (1, "b.csv", "it changed while it was copied")
    );
    stage.close(&mut NoJournal).expect("published");
    let inbox = world.run.join("00-inbox");
    assert!(inbox.join("invoices/a.csv").exists() && !inbox.join("invoices/b.csv").exists());
    let receipt = Receipt::load(&inbox).expect("a receipt").expect("a receipt");
    let inputs: Vec<_> = receipt.inputs.iter().map(|input| input.path.as_str()).collect();
    let outputs: Vec<_> = receipt.outputs.iter().map(|output| output.path.as_str()).collect();
    assert_eq!(inputs, ["drop:decisions/c.csv", "drop:invoices/a.csv"]);
    assert_eq!(outputs, ["decisions/c.csv", "invoices/a.csv"]);
}

#[test]
fn a_folder_of_which_one_file_changed_is_left_alone_whole() {
    let world = World::new();
    let mut files = [world.wanted("invoices", "drop/x/a.xml", false), world.wanted("invoices", "drop/x/b.xml", true)];
    for file in &mut files {
        file.name = format!("x/{}", file.name);
        file.gruppe = "x".into();
    }
    let all = [files[0].clone(), files[1].clone(), world.wanted("invoices", "drop/c.csv", false)];
    let mut stage = world.stage(&all);
    let (copied, left) = copy(&mut stage, all.to_vec()).expect("copied");
    assert_eq!(copied, [all[2].clone()]);
    let reasons: Vec<_> = left.iter().map(|row| (row.name.as_str(), row.grund.as_str())).collect();
    let torn = "what it came in changed while it was copied";
    assert_eq!(reasons, [("x/b.xml", "it changed while it was copied"), ("x/a.xml", torn)]);
    stage.close(&mut NoJournal).expect("published");
    assert!(!world.run.join("00-inbox/invoices/x/a.xml").exists());
}

#[test]
fn reference_data_that_change_right_now_are_tried_again() {
    let world = World::new();
    let files = [world.wanted("reference", "drop/reference/artikel.csv", true)];
    let error = copy(&mut world.stage(&files), files.to_vec()).expect_err("not without them");
    assert_eq!(error.exit_code(), 75, "{error}");
}

#[test]
fn a_file_of_ours_that_was_changed_is_bad_data() {
    let world = World::new();
    let files = [world.wanted("invoices", "work/BG28/2005-03-07/00-inbox/invoices/a.csv", true)];
    let error = copy(&mut world.stage(&files), files.to_vec()).expect_err("changed");
    assert!(matches!(error, Error::Data(_)), "{error}");
}
