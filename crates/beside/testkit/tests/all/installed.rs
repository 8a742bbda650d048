//! The installed house: everything at its place, chains without cargo, units that are let do little.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;
use testkit::world::{binary, repository};

const DATE: &str = "2005-03-11";

fn make(arguments: &[String]) -> Output {
    let bin = binary("status").parent().expect("a folder").to_owned();
    let mut make = Command::new("make");
    make.arg("-C").arg(repository()).args(["--no-print-directory", "BUILT=1"]).arg(format!("BIN={}", bin.display()));
    make.args(arguments).env_remove("MAKEFLAGS").output().expect("make")
}

#[track_caller]
fn must(output: Output) -> String {
    let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    said
}

/// An installed house below a temporary folder; programs are linked there, because these are large and not stripped.
fn installed(dest: &Path) {
    must(make(&["install".into(), "PREFIX=/usr".into(), format!("DESTDIR={}", dest.display()), "OPTIONAL=".into()]));
}

#[test]
fn an_installed_night_needs_no_cargo_and_no_repository() {
    let dir = TempDir::new().expect("a folder");
    let dest = dir.path().join("dest");
    installed(&dest);
    let drop = dir.path().join("Drop mit Ümlaut's");
    testkit::tree::write(&drop, &testkit::tree::read(&repository().join("fixtures/runs/apotheke/drop")));
    let work = dir.path().join("Arbeit ä b");
    let night = || {
        let mut zahlbar = Command::new(dest.join("usr/bin/zahlbar"));
        zahlbar.args(["nightly", &format!("DATE={DATE}"), "PAYERS=BG10 BG28"]).arg(format!("DROP={}", drop.display()));
        zahlbar.arg(format!("WORK={}", work.display())).arg(format!("CONFIG={}", dest.join("etc/zahlbar").display()));
        zahlbar.env_clear().env("PATH", "/usr/bin:/bin").current_dir(dir.path()).output().expect("the night")
    };
    let said = must(night());
    let end = format!("event=end date={DATE} complete=2 exit=0");
    assert!(said.contains("2 of 2 payers complete") && said.contains(&end), "{said}");
    assert!(work.join("BG28").join(DATE).join("95-report/receipt.json").is_file());
    let expected = repository().join("fixtures/runs/apotheke/expected/BG28").join(DATE).join("75-sepa/pain.001.xml");
    let pain = work.join("BG28").join(DATE).join("75-sepa/pain.001.xml");
    assert_eq!(fs::read(pain).expect("a bank file"), fs::read(expected).expect("the expected one"));
    let again = must(night());
    assert!(again.contains("2 of 2 payers complete"), "{again}");
    let mut worlds = vec![work];
    while let Some(path) = worlds.pop() {
        let mode = fs::metadata(&path).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o007, 0, "{} can be read by the world: {mode:o}", path.display());
        if path.is_dir() {
            worlds.extend(fs::read_dir(path).expect("a folder").map(|entry| entry.expect("an entry").path()));
        }
    }
}

#[test]
fn manuals_and_completions_are_those_of_the_arguments() {
    let dir = TempDir::new().expect("a folder");
    // What was there before is not ours: it stays as it is.
    let others = dir.path().join("other");
    fs::write(&others, "x").expect("a file");
    fs::set_permissions(&others, fs::Permissions::from_mode(0o711)).expect("a mode");
    for tool in ["status", "open-run", "verify-run", "explain", "review", "purge", "archive-run"] {
        must(Command::new(binary(tool)).arg("--papers").arg(dir.path()).output().expect("a tool"));
        let page = fs::read_to_string(dir.path().join(format!("man/man1/{tool}.1"))).expect("a manual");
        assert!(page.contains(".SH OPTIONS") && page.contains("\\-\\-help"), "{page}");
        assert!(!page.contains("papers"), "a tool of the makefile's own");
        let bash = dir.path().join(format!("bash-completion/completions/{tool}"));
        must(Command::new("bash").arg("-n").arg(bash).output().expect("bash"));
        for other in [format!("zsh/site-functions/_{tool}"), format!("fish/vendor_completions.d/{tool}.fish")] {
            assert!(fs::metadata(dir.path().join(&other)).is_ok_and(|meta| meta.len() > 100), "{other}");
        }
    }
    assert_eq!(fs::metadata(&others).expect("a file").permissions().mode() & 0o777, 0o711);
    let page = fs::read_to_string(dir.path().join("man/man1/status.1")).expect("a manual");
    assert!(page.contains("prometheus"), "{page}");
}

#[test]
fn every_tool_is_installed() {
    let makefile = fs::read_to_string(repository().join("pipelines/install.mk")).expect("a makefile");
    let list = makefile.split("BINARIES :=").nth(1).and_then(|rest| rest.split("\n\n").next()).expect("the list");
    let listed: Vec<&str> = list.split_whitespace().filter(|word| *word != "\\").collect();
    let mut wanted = Vec::new();
    for manifest in manifests(&repository().join("crates/3-stages")) {
        let text = fs::read_to_string(&manifest).expect("a manifest");
        let bins = text.split("[[bin]]").skip(1).filter_map(|bin| bin.split("name = \"").nth(1)?.split('"').next());
        wanted.extend(bins.map(str::to_owned));
        let further = fs::read_dir(manifest.with_file_name("src").join("bin")).into_iter().flatten();
        let stem = |path: PathBuf| path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
        wanted.extend(further.filter_map(|entry| stem(entry.expect("an entry").path())));
    }
    wanted.retain(|tool| tool != "sync-dropfolder"); // OPTIONAL: it needs headers of OpenSSL, or perl, to be built
    wanted.sort();
    wanted.dedup();
    assert_eq!(listed, wanted);
}

fn manifests(dir: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(manifests(&path));
        } else if path.ends_with("Cargo.toml") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn units_are_exposed_below_2() {
    let folder = repository().join("pipelines/systemd");
    let dir = TempDir::new().expect("a folder");
    let mut seen = 0;
    for entry in fs::read_dir(folder).expect("units") {
        let path = entry.expect("a unit").path();
        if path.extension().is_none_or(|e| e != "service") {
            continue;
        }
        let text =
            fs::read_to_string(&path).expect("a unit").replace("@BIN@", "/usr/bin").replace("@ETC@", "/etc/zahlbar");
        let unit = dir.path().join(path.file_name().expect("a name"));
        fs::write(&unit, text.replace("@SHARE@", "/usr/share/zahlbar")).expect("a unit");
        let Ok(output) = Command::new("systemd-analyze").args(["security", "--offline=true"]).arg(&unit).output()
        else {
            return muster::skipped("no systemd-analyze");
        };
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
        let level = said.split("Overall exposure level for ").nth(1).and_then(|rest| rest.split_whitespace().nth(1));
        let Some(level) = level.and_then(|level| level.parse::<f64>().ok()) else {
            return muster::skipped(&format!("systemd-analyze cannot judge a file here: {said}"));
        };
        assert!(level < 2.0, "{}: {level}", unit.display());
        seen += 1;
    }
    assert_eq!(seen, 3);
}

#[test]
fn a_debian_package_holds_it_all() {
    if Command::new("dpkg-deb").arg("--version").output().is_err() {
        return muster::skipped("no dpkg-deb");
    }
    let dir = TempDir::new().expect("a folder");
    let deb = format!("DEB={}", dir.path().join("deb").display());
    let said = must(make(&["deb".into(), deb, "DEB_COMPRESS=-Znone".into(), "OPTIONAL=".into()]));
    let package = said.lines().rfind(|line| line.ends_with(".deb")).expect("the package");
    let list = must(Command::new("dpkg-deb").args(["--contents", package]).output().expect("dpkg-deb"));
    for file in [
        "./usr/bin/status",
        "./usr/bin/zahlbar",
        "./usr/share/zahlbar/pipelines/Makefile",
        "./etc/zahlbar/payers/BG28.toml",
        "./etc/zahlbar/rules/gebuehren.csv",
        "./lib/systemd/system/zahlbar.service",
        "./usr/lib/sysusers.d/zahlbar.conf",
        "./usr/share/man/man1/status.1",
    ] {
        assert!(list.lines().any(|line| line.ends_with(&format!(" {file}"))), "{file} is not in it:\n{list}");
    }
    assert!(list.lines().all(|line| line.contains(" root/root ")), "{list}");
    let info = must(Command::new("dpkg-deb").args(["--info", package]).output().expect("dpkg-deb"));
    assert!(info.contains("Package: zahlbar") && info.contains("conffiles"), "{info}");
}

#[test]
fn the_bill_of_materials_names_every_package_and_its_licence() {
    let script = repository().join("scripts/sbom.py");
    let output = match Command::new("python3").arg(&script).output() {
        Ok(output) if output.status.success() => output,
        _ => return muster::skipped("no python3 of 3.11 or newer"),
    };
    let bill: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let components = bill["components"].as_array().expect("packages");
    let lock = fs::read_to_string(repository().join("Cargo.lock")).expect("a lock file");
    assert_eq!(components.len(), lock.matches("\nsource = ").count());
    assert!(
        components.iter().all(|package| package["hashes"][0]["content"].as_str().is_some_and(|hash| hash.len() == 64))
    );
    must(Command::new("python3").arg(script).arg("--check").output().expect("python3"));
}
