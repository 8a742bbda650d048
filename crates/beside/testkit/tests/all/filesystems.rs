//! File systems of real hosts: without exchange of folders, without memory shared by processes, with names as long as they
//! can be, with blanks and umlauts in every path, and folders that may not be read.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;
use testkit::tree;
use testkit::world::{Blatt, World, binary, repository, sr1};

const DATE: &str = "2005-03-11";

/// A folder seen through FUSE, which exchanges no folders; with `direct_io` it shares no memory either.
struct Mount {
    dir: TempDir,
}

impl Mount {
    /// None where there is no FUSE; that is said.
    fn new(options: &[&str]) -> Option<Mount> {
        let dir = TempDir::new().expect("a folder");
        for name in ["below", "mount"] {
            fs::create_dir(dir.path().join(name)).expect("a folder");
        }
        let mut bindfs = Command::new("bindfs");
        bindfs.args(options).arg(dir.path().join("below")).arg(dir.path().join("mount"));
        match bindfs.output() {
            Ok(output) if output.status.success() => Some(Mount { dir }),
            _ => {
                muster::skipped("bindfs is not installed, or may not mount here");
                None
            }
        }
    }

    fn work(&self) -> PathBuf {
        self.dir.path().join("mount/work")
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        let _ = Command::new("fusermount").arg("-u").arg(self.dir.path().join("mount")).output();
    }
}

fn world(work: Option<PathBuf>) -> World {
    let mut world = World::new();
    world.invoice("a.csv", "1", "02.03.2005", &[Blatt::neu("500000000001", 1000)]);
    if let Some(work) = work {
        world.work = work;
    }
    world
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn without_exchange_of_folders_every_stage_is_replaced_and_says_the_same() {
    let Some(mount) = Mount::new(&[]) else { return };
    let (here, there) = (world(None), world(Some(mount.work())));
    for world in [&here, &there] {
        world.must_run(DATE);
        world.invoice("b.csv", "2", "02.03.2005", &[Blatt::neu("500000000002", 2000)]);
        world.must_run(DATE);
    }
    tree::assert_same("through FUSE", &tree::read(&here.run(DATE)), &tree::read(&there.run(DATE)));
}

#[test]
fn killed_between_two_renames_nothing_that_was_taken_is_lost() {
    let Some(mount) = Mount::new(&[]) else { return };
    let (here, there) = (world(None), world(Some(mount.work())));
    for world in [&here, &there] {
        world.must_run(DATE);
    }
    let more = sr1("2", "02.03.2005", &[Blatt::neu("500000000002", 2000)]);
    let mut killed = 0;
    for when in 1..=6 {
        there.deliver("BG28/invoices/b.csv", more.as_bytes());
        let open = there.command("open-run", DATE, &["--force"]);
        let mut strace = Command::new("strace");
        strace.args(["-f", "-qq", "-o", "/dev/null", "-e", "trace=rename"]);
        strace.args(["-e", &format!("inject=rename:signal=SIGKILL:when={when}")]);
        let Ok(output) = strace.arg(open.get_program()).args(open.get_args()).output() else {
            return muster::skipped("strace is not installed");
        };
        killed += u32::from(output.status.code().is_none_or(|code| code > 128));
    }
    assert!(killed > 2, "only {killed} kills were felt");
    // The sender took everything away meanwhile: what was taken lies in the inbox alone.
    for world in [&here, &there] {
        if world.work == here.work {
            world.deliver("BG28/invoices/b.csv", more.as_bytes());
        }
        world.must_run(DATE);
    }
    let inbox = |world: &World| tree::read(&world.run(DATE).join("00-inbox/invoices"));
    tree::assert_same("after six kills", &inbox(&here), &inbox(&there));
    assert_eq!(there.table(DATE, "20-invoices/rechnungen.csv").len(), 2);
    let left = fs::read_dir(there.run(DATE)).expect("the run").map(|entry| entry.expect("an entry").file_name());
    assert!(left.into_iter().all(|name| !name.to_string_lossy().ends_with(".tmp")), "nothing is left behind");
}

#[test]
fn without_shared_memory_it_is_said_before_anything_is_taken() {
    let Some(mount) = Mount::new(&["-o", "direct_io"]) else { return };
    let world = world(Some(mount.work()));
    let output = world.stage("open-run", DATE, &[]);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(74), "{said}");
    assert!(said.contains("WORK") && said.contains("local disk"), "{said}");
    assert!(!world.run(DATE).join("00-inbox").exists(), "nothing is taken");
}

#[test]
fn without_a_lock_that_works_nothing_is_written() {
    let world = world(None);
    let open = world.command("open-run", DATE, &[]);
    for error in ["ENOLCK", "EOPNOTSUPP", "ENOSYS"] {
        let mut strace = Command::new("strace");
        strace.args([
            "-f",
            "-qq",
            "-o",
            "/dev/null",
            "-e",
            "trace=flock",
            "-e",
            &format!("inject=flock:error={error}"),
        ]);
        let Ok(output) = strace.arg(open.get_program()).args(open.get_args()).output() else {
            return muster::skipped("strace is not installed");
        };
        assert_eq!(output.status.code(), Some(74), "{error}: {}", said(&output));
        assert!(!world.run(DATE).join("00-inbox").exists(), "{error}: nothing is taken");
    }
}

#[test]
fn a_name_of_250_bytes_stops_nobody_not_even_twice() {
    let world = world(None);
    let name = format!("{}.csv", "ü".repeat(123));
    assert_eq!(name.len(), 250);
    for (nummer, pic_nr) in [("8", "500000000008"), ("9", "500000000009")] {
        world.invoice(&name, nummer, "02.03.2005", &[Blatt::neu(pic_nr, 1000)]);
        world.must_run(DATE);
    }
    let numbers: Vec<String> =
        world.table(DATE, "20-invoices/rechnungen.csv").into_iter().map(|row| row["rechnungsnummer"].clone()).collect();
    assert_eq!(numbers, ["1", "8", "9"]);
}

#[test]
fn blanks_umlauts_and_signs_of_the_shell_in_every_path_go_through_make() {
    let world = world(None);
    let dir = TempDir::new().expect("a folder");
    let odd = |name: &str| dir.path().join(name);
    let (drop, work, config) = (odd("Eingang für $HOME & Co"), odd("Läufe (2005) 'alt'"), odd("Einstellungen; ä"));
    tree::write(&drop, &tree::read(&world.drop));
    tree::write(&config, &tree::read(&world.config));
    let mut make = Command::new("make");
    make.current_dir(repository()).args(["--no-print-directory", "pipeline", "PAYER=BG28", "BUILT=1", "QUIET=-q"]);
    let bin = binary("status").parent().expect("a folder").to_owned();
    make.env_remove("MAKEFLAGS").arg(format!("DATE={DATE}"));
    // A sign of make itself is said twice, as make wants it.
    let said_twice = |path: &Path| path.display().to_string().replace('$', "$$");
    for (name, path) in [("BIN", &bin), ("DROP", &drop), ("WORK", &work), ("CONFIG", &config)] {
        make.arg(format!("{name}={}", said_twice(path)));
    }
    let output = make.output().expect("make can be started");
    assert!(output.status.success(), "{}", said(&output));
    world.must_run(DATE);
    let expected = tree::read(&world.run(DATE));
    tree::assert_same("in odd folders", &expected, &tree::read(&work.join("BG28").join(DATE)));
}

/// The command as somebody who may not read this folder; none if there is nobody else.
fn as_nobody(world: &World, command: &Command, locked: &Path) -> Option<Output> {
    let root = world.drop.parent().expect("the folder of the world");
    let mut run = Command::new(command.get_program());
    if fs::read_dir(locked).is_ok() {
        let given = Command::new("chown").args(["-R", "65534:65534"]).arg(root).status();
        given.ok().filter(std::process::ExitStatus::success)?;
        run = Command::new("setpriv");
        run.args(["--reuid=65534", "--regid=65534", "--clear-groups"]).arg(command.get_program());
    }
    run.args(command.get_args()).output().ok()
}

#[test]
fn a_drop_folder_that_may_not_be_read_is_an_error() {
    for folder in ["BG28/invoices", "BG28", ""] {
        let world = world(None);
        let locked = world.drop.join(folder);
        let open = world.command("open-run", DATE, &[]);
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).expect("permissions");
        let output = as_nobody(&world, &open, &locked);
        fs::set_permissions(&locked, fs::Permissions::from_mode(0o755)).expect("permissions");
        let Some(output) = output else { return muster::skipped("nobody else can be asked") };
        assert_eq!(output.status.code(), Some(74), "{folder}: {}", said(&output));
        assert!(said(&output).contains("drop"), "{folder}: it is named");
        assert!(!world.run(DATE).join("00-inbox").exists(), "{folder}: no run without its deliveries");
    }
}
