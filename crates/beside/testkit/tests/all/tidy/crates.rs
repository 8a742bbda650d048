//! Which crate may depend on which.

use std::collections::BTreeMap;
use std::process::Command;

use serde_json::Value;

use super::{Breach, assert_none, breach, sources};

/// The floor that a stage or tool stands on.
const STAGES: u8 = 3;
/// Stands beside the floors and may use all of them.
const BESIDE: &str = "testkit";
/// Stands beside the floors too, below them: records without a fault, for tests alone.
const SAMPLES: &str = "muster";
/// The arrows within a floor: tables of the working directory are made of the records of the trade, and a code page
/// says how a record's fields are filled.
const WITHIN_A_FLOOR: [(&str, &str); 2] = [("stage", "domain"), ("charsets", "layout")];

/// A package that has one place, and why.
const ONE_PLACE: [(&str, &str, &str); 6] = [
    ("rusqlite", "ledger", "only ledger speaks SQL"),
    ("ssh2", "sync-dropfolder", "only sync-dropfolder links an SSH library"),
    ("indicatif", "stage", "progress is shown by stage alone"),
    ("holiday_de", "rules", "the calendar is a rule"),
    ("ssh-key", "signatures", "only stages with outgoing files link cryptography"),
    ("pdf-writer", "documents", "only stages with sheets link the PDF writer"),
];

/// Packages whose library has another name.
const LIBRARY_NAMES: [(&str, &str); 1] = [("iban_validate", "iban")];

struct Dependency {
    from: String,
    to: String,
    dev: bool,
}

/// The folder of each crate by its name, below `crates/`: `1-ground/domain`, `3-stages/tools/inspect`.
type Places = BTreeMap<String, String>;

/// The floor that the path of a crate says: `1-ground` is floor 1; what stands beside has none.
fn floor(places: &Places, name: &str) -> u8 {
    let digit = places.get(name).and_then(|place| place.bytes().next()).filter(u8::is_ascii_digit);
    digit.map_or(STAGES, |digit| digit - b'0')
}

/// The place of every crate of ours, and every dependency that one of them declares.
fn metadata() -> (Places, Vec<Dependency>) {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(testkit::world::repository())
        .output()
        .expect("cargo can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo metadata is JSON");
    let packages = metadata["packages"].as_array().expect("packages");
    let name = |value: &Value| value["name"].as_str().expect("a name").to_owned();
    let dependencies = packages.iter().flat_map(|package| {
        package["dependencies"].as_array().expect("dependencies").iter().map(move |dependency| Dependency {
            from: name(package),
            to: name(dependency),
            dev: dependency["kind"] == "dev",
        })
    });
    let place = |package: &Value| {
        let manifest = package["manifest_path"].as_str().expect("a manifest");
        let below = manifest.rsplit_once("/crates/").expect("our crates lie below crates/").1;
        below.trim_end_matches("/Cargo.toml").to_owned()
    };
    (packages.iter().map(|package| (name(package), place(package))).collect(), dependencies.collect())
}

/// What is wrong with an arrow between two of our crates.
fn wrong_arrow(places: &Places, dependency: &Dependency) -> Option<String> {
    let (from, to) = (dependency.from.as_str(), dependency.to.as_str());
    let floor = |name| floor(places, name);
    if [BESIDE, SAMPLES].contains(&to) {
        return (!dependency.dev).then(|| format!("{to} is a dev-dependency only"));
    }
    if from == SAMPLES {
        return (to != "domain").then(|| format!("{SAMPLES} knows the records of the trade alone"));
    }
    let downward = from == BESIDE || floor(from) > floor(to) || WITHIN_A_FLOOR.contains(&(from, to));
    // A test may look down into what the crate is built from; upwards and to the side even a test may not.
    (!downward).then(|| match (floor(from), floor(to)) {
        (STAGES, STAGES) => format!("{to} is a stage too: no stage depends on a stage, move what both need down"),
        (a, b) => format!("arrows only downward: {from} is on floor {a}, {to} on floor {b}"),
    })
}

#[test]
fn arrows_point_downward() {
    let (places, dependencies) = metadata();
    let between = dependencies.iter().filter(|d| places.contains_key(&d.to));
    let breaches: Vec<Breach> =
        between.filter_map(|d| wrong_arrow(&places, d).map(|rule| breach(manifest(&places, d), rule))).collect();
    assert_none(&breaches);
}

/// The manifest that declares a dependency, and what it names.
fn manifest(places: &Places, dependency: &Dependency) -> String {
    format!("crates/{}/Cargo.toml: {}", places[&dependency.from], dependency.to)
}

#[test]
fn a_wrong_arrow_would_be_found() {
    let (places, _) = metadata();
    for (from, to, dev, wrong) in [
        ("match-cases", "audit-stage1", false, true),
        ("match-cases", "audit-stage1", true, true),
        ("domain", "layout", false, true),
        ("layout", "domain", false, true),
        ("stage", "forms", false, true),
        ("rules", "banking", false, true),
        ("match-cases", "testkit", false, true),
        ("match-cases", "testkit", true, false),
        ("rules", "muster", false, true),
        ("rules", "muster", true, false),
        ("muster", "rules", false, true),
        ("muster", "domain", false, false),
        ("stage", "domain", false, false),
        ("ledger", "stage", false, false),
        ("match-cases", "rules", false, false),
        ("testkit", "mainframe", false, false),
        ("charsets", "domain", false, true),
    ] {
        let dependency = Dependency { from: from.into(), to: to.into(), dev };
        assert_eq!(wrong_arrow(&places, &dependency).is_some(), wrong, "{from} -> {to}");
    }
}

#[test]
fn packages_with_one_place_stay_there() {
    let (places, dependencies) = metadata();
    let mut breaches = Vec::new();
    for (package, place, why) in ONE_PLACE {
        // Tests may do to a file what an intruder does.
        let in_tests = |d: &&Dependency| d.dev && d.from == BESIDE;
        let elsewhere = dependencies.iter().filter(|d| d.to == package && d.from != place && !in_tests(d));
        breaches.extend(elsewhere.map(|d| breach(manifest(&places, d), why)));
    }
    assert_none(&breaches);
}

#[test]
fn every_dependency_is_used() {
    let (places, dependencies) = metadata();
    let sources = sources("rs");
    let unused = dependencies.iter().filter(|d| {
        let special = LIBRARY_NAMES.iter().find(|(package, _)| *package == d.to);
        let library = special.map_or_else(|| d.to.replace('-', "_"), |(_, library)| (*library).to_owned());
        let folder = format!("crates/{}/", places[&d.from]);
        !sources.iter().any(|source| source.path.starts_with(&folder) && mentions(&source.text, &library))
    });
    let breaches: Vec<Breach> =
        unused.map(|d| breach(manifest(&places, d), "declared but not used: remove it")).collect();
    assert_none(&breaches);
}

#[test]
fn every_package_of_the_workspace_is_used() {
    let (_, dependencies) = metadata();
    let root = std::fs::read_to_string(testkit::world::repository().join("Cargo.toml")).expect("the root manifest");
    let table = root.split("[workspace.dependencies]").nth(1).and_then(|rest| rest.split("\n[").next());
    let names = table.expect("a table of packages").lines().filter_map(|line| line.split_once(" = "));
    let breaches: Vec<Breach> = names
        .filter(|(name, _)| !name.starts_with('#') && *name != BESIDE)
        .filter(|(name, _)| !dependencies.iter().any(|d| d.to == *name))
        .map(|(name, _)| breach(format!("Cargo.toml: {name}"), "no crate depends on it: remove it"))
        .collect();
    assert_none(&breaches);
}

/// Returns true if a path (`library::`), an import or an attribute names the library.
fn mentions(text: &str, library: &str) -> bool {
    let end = |c: char| !c.is_alphanumeric() && c != '_';
    text.match_indices(library).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + library.len()..]);
        let whole = before.chars().next_back().is_none_or(end) && after.chars().next().is_none_or(end);
        whole && (after.starts_with("::") || before.ends_with("use ") || before.ends_with("use ::"))
    })
}

#[test]
fn versions_stand_in_the_workspace_alone() {
    let mut breaches = Vec::new();
    for manifest in sources("toml") {
        let mut in_dependencies = false;
        for (nr, line) in (1..).zip(manifest.text.lines()) {
            if line.starts_with('[') {
                in_dependencies = line.contains("dependencies");
            } else if in_dependencies && line.contains('=') && !line.contains("workspace = true") {
                let place = format!("{}:{nr}", manifest.path);
                breaches.push(breach(place, "a dependency is declared as `name.workspace = true`"));
            }
        }
    }
    assert_none(&breaches);
}
