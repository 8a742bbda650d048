//! Nobody has to listen: a closed pipe, or a full disk behind the log, never stops a tool half-way.

use std::fs::{self, OpenOptions};
use std::io::pipe;
use std::process::Stdio;

use testkit::tree;
use testkit::world::{Blatt, World};

const DATE: &str = "2005-03-11";

fn world() -> World {
    let world = World::new();
    world.invoice("a.csv", "2005-1", "02.03.2005", &[Blatt::neu("500000000001", 1000)]);
    world.deliver("BG28/invoices/broken.csv", b"RE;SR9\n");
    world
}

/// A pipe that nobody reads.
fn closed() -> Stdio {
    let (reader, writer) = pipe().expect("a pipe");
    drop(reader);
    writer.into()
}

fn full() -> Stdio {
    OpenOptions::new().write(true).open("/dev/full").expect("a device without room").into()
}

#[test]
fn the_chain_runs_to_its_end_although_nobody_reads_its_log() {
    let loud = world();
    loud.must_run(DATE);
    let expected = tree::read(&loud.work);
    for log in [closed, full] {
        let mut quiet = world();
        quiet.drop.clone_from(&loud.drop);
        for tool in ["open-run"].iter().chain(quiet.stages) {
            let mut command = quiet.command(tool, DATE, &["--keep-going", "-v"]);
            let ended = command.stdout(log()).stderr(log()).status().expect("the tool can be started");
            assert_eq!(ended.code(), Some(0), "{tool}");
        }
        tree::assert_same("without a listener", &expected, &tree::read(&quiet.work));
    }
}

#[test]
fn what_shows_something_stops_quietly_when_nobody_looks() {
    let world = world();
    world.must_run(DATE);
    let register = world.drop.join("BG28/unfdat/BG28.dfue");
    let mut inspect = std::process::Command::new(testkit::world::binary("inspect"));
    let ended = inspect.arg(&register).stdout(closed()).stderr(closed()).status().expect("it starts");
    assert_eq!(ended.code(), Some(0), "inspect");
    let mut status = std::process::Command::new(testkit::world::binary("status"));
    status.arg(world.run(DATE));
    let ended = status.stdout(closed()).stderr(closed()).status().expect("it starts");
    assert_eq!(ended.code(), Some(65), "status still says that a file was refused");
    let ended = status.stdout(full()).stderr(closed()).status().expect("it starts");
    assert_eq!(ended.code(), Some(74), "a result that cannot be written is an error");
    let mut preview = world.command("order-payments", DATE, &["--dry-run"]);
    let ended = preview.stdout(closed()).stderr(closed()).status().expect("it starts");
    assert_eq!(ended.code(), Some(0), "order-payments --dry-run");
    let big: String = std::iter::repeat_n("RE;SR9;x\n", 20_000).collect();
    fs::write(world.drop.join("big.csv"), big).expect("a broken file");
    let mut check = std::process::Command::new(testkit::world::binary("import-invoice-csv"));
    check.arg("--check").arg(world.drop.join("big.csv"));
    assert_eq!(check.stderr(closed()).status().expect("it starts").code(), Some(65), "--check");
}
