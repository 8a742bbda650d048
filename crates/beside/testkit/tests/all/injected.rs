//! Faults of disk and system, injected into every stage by strace: the right exit code, nothing half-done, and the same
//! bytes after the rerun.

use std::process::Command;

use testkit::tree;
use testkit::world::{Blatt, World};

const DATE: &str = "2005-03-11";

/// System calls and what they end with, as a failing disk, a share without locks or a full memory give it.
const FAULTS: [(&str, &str); 11] = [
    ("write", "ENOSPC"),
    ("pwrite64", "EIO"),
    ("fsync", "EIO"),
    ("fdatasync", "EIO"),
    ("rename", "EIO"),
    ("renameat2", "EIO"),
    ("flock", "ENOLCK"),
    ("mkdir", "EACCES"),
    ("unlink", "EIO"),
    ("mmap", "ENOMEM"),
    ("openat", "EMFILE"),
];

fn world() -> World {
    let world = World::new();
    world.invoice(
        "a.csv",
        "2005-1",
        "02.03.2005",
        &[Blatt::neu("500000000001", 1000), Blatt::neu("500000000002", 700).ohne_unterschrift()],
    );
    world
}

/// Runs a stage of which this call fails the n-th time and ever after; none where strace cannot trace.
fn with_fault(world: &World, tool: &str, (call, error): (&str, &str), when: u32) -> Option<(i32, String)> {
    let stage = world.command(tool, DATE, &["--keep-going"]);
    let mut strace = Command::new("strace");
    // Only files of the world: what the program writes to its log is not the disk's fault.
    let work = world.work.display().to_string();
    strace.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={call}")]);
    strace.args(["-e", &format!("inject={call}:error={error}:when={when}+")]);
    if ["write", "pwrite64", "fsync", "fdatasync", "flock"].contains(&call) {
        // Descriptors have no path in strace's eyes but for those that it saw being opened.
        strace.args(["-e", "status=all"]);
    } else {
        strace.args(["-P", &work]);
    }
    strace.arg(stage.get_program()).args(stage.get_args());
    let Ok(output) = strace.output() else { return None };
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Some((output.status.code()?, said))
}

#[test]
fn every_fault_has_its_exit_code_and_the_rerun_the_same_bytes() {
    if !Command::new("strace").args(["-o", "/dev/null", "true"]).status().is_ok_and(|status| status.success()) {
        return muster::skipped("strace cannot trace here");
    }
    let whole = world();
    whole.must_run(DATE);
    let expected = tree::read(&whole.run(DATE));
    let world = world();
    let mut failed = 0;
    for tool in ["open-run"].iter().chain(world.stages) {
        for fault in FAULTS {
            for when in [1, 3] {
                let Some((code, said)) = with_fault(&world, tool, fault, when) else { continue };
                assert!([0, 70, 73, 74].contains(&code), "{tool} with {fault:?} at {when}: {code}\n{said}");
                assert!(!said.contains("panicked"), "{tool} with {fault:?} at {when}: {said}");
                failed += u32::from(code != 0);
            }
        }
        let output = world.stage(tool, DATE, &["--keep-going"]);
        assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    }
    assert!(failed > 50, "only {failed} faults were felt");
    tree::assert_same("after every fault", &expected, &tree::read(&world.run(DATE)));
}

/// A small disk of its own; gone when the test ends.
struct SmallDisk {
    dir: tempfile::TempDir,
}

impl SmallDisk {
    /// None where nobody may mount one.
    fn new() -> Option<Self> {
        let disk = SmallDisk { dir: tempfile::TempDir::new().expect("a folder") };
        disk.mount("size=64k").then_some(disk)
    }

    fn mount(&self, options: &str) -> bool {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(self.dir.path());
        mount.output().is_ok_and(|output| output.status.success())
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.dir.path()).output();
    }
}

#[test]
fn on_a_disk_that_is_full_again_and_again_the_chain_ends_with_the_same_bytes() {
    let Some(disk) = SmallDisk::new() else { return muster::skipped("no tmpfs can be mounted here") };
    let whole = world();
    whole.must_run(DATE);
    let mut world = world();
    world.work = disk.dir.path().join("work");
    let mut full = 0;
    for step in 1..200 {
        match world.chain(DATE) {
            Ok(()) => break,
            Err((tool, code, said)) => {
                assert!([73, 74].contains(&code), "{tool} on {} KB: {code}\n{said}", 64 + 24 * (step - 1));
                full += 1;
            }
        }
        assert!(disk.mount(&format!("remount,size={}k", 64 + 24 * step)), "a larger disk");
    }
    assert!(full > 5, "the disk was full only {full} times");
    tree::assert_same("after every full disk", &tree::read(&whole.run(DATE)), &tree::read(&world.run(DATE)));
}
