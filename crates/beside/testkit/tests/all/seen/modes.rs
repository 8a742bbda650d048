//! Folders of a night are 0750 and files 0640 at most, keys 0600; a narrower umask stays.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use testkit::world::{Blatt, World, repository};

/// Runs the chain as a shell with this umask starts it.
fn night(world: &World, date: &str, umask: &str) {
    for tool in ["open-run"].iter().chain(world.stages) {
        let command = world.command(tool, date, &["--keep-going"]);
        let mut shell = Command::new("sh");
        shell.args(["-c", &format!("umask {umask}; exec \"$0\" \"$@\"")]).arg(command.get_program());
        let output = shell.args(command.get_args()).output().expect("a shell");
        assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

/// Every path below a folder with its mode.
fn modes(folder: &Path, into: &mut Vec<(String, bool, u32)>) {
    let meta = fs::symlink_metadata(folder).expect("it is there");
    into.push((folder.display().to_string(), meta.is_dir(), meta.permissions().mode() & 0o7777));
    if meta.is_dir() {
        fs::read_dir(folder).expect("a folder").for_each(|entry| modes(&entry.expect("an entry").path(), into));
    }
}

#[test]
fn what_a_night_leaves_is_for_its_owner_and_group() {
    let pharmacy = World::new();
    pharmacy.invoice("a.csv", "2005-1", "02.03.2005", &[Blatt::neu("500000000001", 1000)]);
    let services = World::services_on_copy(&repository().join("fixtures/runs/leistungen/drop/2024-03-01"));
    for (world, date) in [(&pharmacy, "2005-03-11"), (&services, "2024-03-01")] {
        night(world, date, "000");
        let mut found = Vec::new();
        modes(&world.work, &mut found);
        assert!(found.len() > 30);
        for (path, folder, mode) in found {
            let most = match () {
                () if folder => 0o750,
                () if path.ends_with("/.schluessel") => 0o600,
                () => 0o640,
            };
            assert_eq!(mode & !most, 0, "{path}: {mode:o}");
        }
    }
}

#[test]
fn a_narrower_umask_stays() {
    let world = World::new();
    world.invoice("a.csv", "2005-1", "02.03.2005", &[Blatt::neu("500000000001", 1000)]);
    night(&world, "2005-03-11", "077");
    let mut found = Vec::new();
    modes(&world.work, &mut found);
    assert!(found.iter().all(|(_, _, mode)| mode & 0o077 == 0), "{found:?}");
}
