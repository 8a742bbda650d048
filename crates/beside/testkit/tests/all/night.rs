//! The night over many payers: one that fails, one at work and one without deliveries stop no other; after a kill it goes on.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

use tempfile::TempDir;
use testkit::tree;
use testkit::world::{Blatt, World, binary, repository, sr1};

/// A house of several payers, all like BG28.
struct House {
    dir: TempDir,
    payers: Vec<String>,
}

impl House {
    fn new(count: usize) -> House {
        let house = House {
            dir: TempDir::new().expect("a folder"),
            payers: (1..=count).map(|nr| format!("P{nr:02}")).collect(),
        };
        let toml = fs::read(repository().join("pipelines/payers/BG28.toml")).expect("a payer");
        let rules = tree::read(&repository().join("pipelines/rules"));
        tree::write(&house.path("config/rules"), &rules);
        let world = World::new();
        let register = fs::read(world.drop.join("BG28/unfdat/BG28.dfue")).expect("a register");
        tree::write(&house.path("drop/reference"), &tree::read(&world.drop.join("reference")));
        for (nr, payer) in (1_u64..).zip(&house.payers) {
            house.put(&format!("config/payers/{payer}.toml"), &toml);
            house.put(&format!("drop/{payer}/unfdat/{payer}.dfue"), &register);
            let sheet = Blatt::neu(&format!("{:012}", 500_000_000_000 + nr), 1000);
            let invoice = sr1(&format!("2005-{nr}"), "02.03.2005", &[sheet]).replace("BG28", payer);
            house.put(&format!("drop/{payer}/invoices/a.csv"), invoice.as_bytes());
        }
        house
    }

    fn path(&self, path: &str) -> PathBuf {
        self.dir.path().join(path)
    }

    fn put(&self, path: &str, bytes: &[u8]) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, bytes).expect("a file");
    }

    fn command(&self, date: &str, variables: &[&str]) -> Command {
        let mut night = Command::new(repository().join("pipelines/nightly"));
        let bin = binary("status").parent().expect("a folder").to_owned();
        for (name, folder) in
            [("BIN", bin), ("CONFIG", self.path("config")), ("WORK", self.path("work")), ("DROP", self.path("drop"))]
        {
            night.env(name, folder);
        }
        night.env("DATE", date).env("JOBS", "2").env_remove("MAKEFLAGS").args(variables);
        night
    }

    fn night(&self, date: &str, variables: &[&str]) -> (i32, String, String) {
        let Output { status, stdout, stderr } = self.command(date, variables).output().expect("a night");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("a text");
        (status.code().unwrap_or(-1), text(stdout), text(stderr))
    }
}

#[test]
fn eighteen_are_complete_and_three_are_reported_rightly() {
    let house = House::new(20);
    assert_eq!(house.night("2005-03-10", &["PAYERS=P19"]).0, 0);
    fs::remove_dir_all(house.path("drop/P19")).expect("no deliveries any more");
    house.put("drop/P18/unfdat/P18.dfue", b"\x1f\x8b\x08 this is no register");
    fs::create_dir_all(house.path("work/P20")).expect("a folder");
    let lock = stage::Lock::take(&house.path("work/P20"), "review", &house.path("work/P20")).expect("a free lock");
    let (code, summary, events) = house.night("2005-03-11", &["LOG=json"]);
    assert_eq!(code, 2, "{summary}\n{events}");
    assert!(summary.contains("night of 2005-03-11: 18 of 20 payers complete"), "{summary}\n{events}");
    for said in ["!! P18      failed (6", "   P19      complete; no deliveries came", " ! P20      locked"] {
        assert!(summary.contains(said), "{said}:\n{summary}");
    }
    assert!(summary.lines().all(|line| line.chars().count() < 200) && summary.lines().count() < 80, "it fits a mail");
    let json: Vec<serde_json::Value> = events
        .lines()
        .filter(|line| line.starts_with('{'))
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert!(json.iter().any(|event| event["event"] == "payer" && event["payer"] == "P18" && event["exit"] != "0"));
    assert_eq!(json.last().expect("an end")["event"], "end");
    drop(lock);
    fs::remove_dir_all(house.path("drop/P18")).expect("nothing to fetch");
    let (code, summary, _) = house.night("2005-03-11", &["PAYERS=P20"]);
    assert!(code == 0 && summary.contains("1 of 1 payers complete"), "{summary}");
}

#[test]
fn a_night_that_is_killed_goes_on_and_ends_with_the_same_bytes() {
    let (killed, whole) = (House::new(3), House::new(3));
    for nr in 1..8 {
        let mut night = killed.command("2005-03-11", &[]);
        let mut child = night.process_group(0).stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("a night");
        std::thread::sleep(Duration::from_millis(nr * 180));
        // The whole family, as when the machine loses power.
        let _ = Command::new("kill").args(["-9", "--", &format!("-{}", child.id())]).output();
        let _ = child.wait();
    }
    for house in [&killed, &whole] {
        let (code, summary, events) = house.night("2005-03-11", &[]);
        assert!(code == 0 && summary.contains("3 of 3 payers complete"), "{summary}\n{events}");
    }
    for payer in &whole.payers {
        let run = |house: &House| tree::read(&house.path(&format!("work/{payer}/2005-03-11")));
        tree::assert_same(payer, &run(&whole), &run(&killed));
    }
}

#[test]
fn a_second_night_waits_or_says_so() {
    let house = House::new(1);
    fs::create_dir_all(house.path("work")).expect("a folder");
    let holder = hold(&house.path("work/.nightly"));
    let (code, _, said) = house.night("2005-03-11", &["WAIT=1"]);
    assert!(code == 75 && said.contains("event=waiting") && said.contains("nothing was done"), "{code} {said}");
    let waiting = house.command("2005-03-11", &["WAIT=600"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
    std::thread::sleep(Duration::from_millis(500));
    drop(holder);
    let done = waiting.expect("a night").wait_with_output().expect("it ends");
    assert!(done.status.success(), "it went on once the first had ended");
}

fn hold(path: &Path) -> fs::File {
    let file = fs::File::create(path).expect("a file");
    file.try_lock().expect("a free lock");
    file
}

#[test]
fn what_cannot_begin_says_why() {
    let house = House::new(1);
    for (variables, code, says) in [
        (["DATE=11.03.2005", "JOBS=1"], 64, "is no day"),
        (["BIN=/nowhere", "JOBS=1"], 66, "never builds"),
        (["CONFIG=/nowhere", "JOBS=1"], 78, "has no payer"),
        (["nonsense", "JOBS=1"], 64, "pipelines/nightly"),
    ] {
        let (ended, _, said) = house.night("2005-03-11", &variables);
        assert!(ended == code && said.contains(says), "{variables:?}: {ended} {said}");
    }
}
