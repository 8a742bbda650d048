//! File systems of real hosts: without exchange-rename, without shared memory, with odd names.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use testkit::tree;
use testkit::world::{Blatt, World};

const DATE: &str = "2005-03-11";

/// A folder seen through bindfs.
struct Mounted(PathBuf);

impl Mounted {
    #[track_caller]
    fn new(source: &Path, target: PathBuf, options: &[&str]) -> Option<Mounted> {
        fs::create_dir_all(source).expect("a folder");
        fs::create_dir_all(&target).expect("a folder");
        match Command::new("bindfs").args(options).arg(source).arg(&target).output() {
            Ok(output) if output.status.success() => Some(Mounted(target)),
            _ => {
                muster::skipped("bindfs cannot mount here");
                None
            }
        }
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

fn world() -> World {
    let world = World::new();
    world.invoice("a.csv", "2005-1", "02.03.2005", &[Blatt::neu("500000000001", 1000)]);
    world
}

#[test]
fn without_exchange_rename_everything_is_the_same() {
    let (local, mut shared) = (world(), world());
    let Some(_mounted) = Mounted::new(&shared.work.with_file_name("source"), shared.work.with_file_name("share"), &[])
    else {
        return;
    };
    shared.work = shared.work.with_file_name("share").join("Arbeit ä b'c");
    for world in [&local, &shared] {
        world.must_run(DATE);
        // Every stage takes the place of an earlier result.
        world.invoice("b.csv", "2005-2", "02.03.2005", &[Blatt::neu("500000000002", 2000)]);
        world.must_run(DATE);
    }
    tree::assert_same("share", &tree::read(&local.run(DATE)), &tree::read(&shared.run(DATE)));
}

#[test]
fn without_shared_memory_the_way_out_is_said() {
    let mut world = world();
    let Some(_mounted) =
        Mounted::new(&world.work.with_file_name("source"), world.work.with_file_name("share"), &["-o", "direct_io"])
    else {
        return;
    };
    world.work = world.work.with_file_name("share");
    match world.chain(DATE) {
        Ok(()) => {} // another kernel can
        Err((tool, code, said)) => {
            assert_eq!((tool.as_str(), code), ("open-run", 74), "{said}");
            assert!(said.contains("WORK must lie on a local disk"), "{said}");
        }
    }
}

#[test]
fn a_name_of_250_bytes_is_taken() {
    let world = world();
    let name = format!("{}.csv", "x".repeat(246));
    world.invoice(&name, "2005-7", "02.03.2005", &[Blatt::neu("500000000009", 2000)]);
    world.must_run(DATE);
    assert_eq!(world.table(DATE, "60-payments/anweisungen.csv").len(), 2);
    // Another content under the same name: the hash that tells them apart has to find room.
    world.invoice(&name, "2005-8", "02.03.2005", &[Blatt::neu("500000000011", 3000)]);
    world.must_run(DATE);
    let invoices: Vec<String> =
        world.table(DATE, "20-invoices/rechnungen.csv").iter().map(|r| r["rechnungsnummer"].clone()).collect();
    assert_eq!(invoices, ["2005-1", "2005-7", "2005-8"]);
}

#[test]
fn a_drop_folder_that_cannot_be_read_is_an_error() {
    let world = world();
    let folder = world.drop.join("BG28/invoices");
    fs::remove_dir_all(&folder).expect("gone");
    fs::write(&folder, b"a file where a folder should be").expect("a file");
    let output = world.stage("open-run", DATE, &[]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(matches!(output.status.code(), Some(66 | 74)), "{:?}: {said}", output.status);
    assert!(said.contains("invoices"), "{said}");
}
