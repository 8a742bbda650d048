//! Which crate may depend on which.

use std::process::Command;

use serde_json::Value;

use crate::{Breach, assert_none, breach, sources};

/// The floor of our crates; everything not named here is a stage on floor 3.
const FLOORS: [(&str, u8); 9] = [
    ("domain", 1),
    ("layout", 1),
    ("stage", 1),
    ("formats", 2),
    ("rules", 2),
    ("ledger", 2),
    ("register", 2),
    ("documents", 2),
    ("signatures", 2),
];
const STAGES: u8 = 3;
/// Stands beside the floors and may use all of them.
const BESIDE: &str = "testkit";
/// The one arrow within a floor: tables of the working directory are made of the records of the trade.
const WITHIN_A_FLOOR: (&str, &str) = ("stage", "domain");

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

fn floor(name: &str) -> u8 {
    FLOORS.iter().find(|(ours, _)| *ours == name).map_or(STAGES, |(_, floor)| *floor)
}

/// Names of our crates, and every dependency that one of them declares.
fn metadata() -> (Vec<String>, Vec<Dependency>) {
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
    (packages.iter().map(name).collect(), dependencies.collect())
}

/// What is wrong with an arrow between two of our crates.
fn wrong_arrow(dependency: &Dependency) -> Option<String> {
    let (from, to) = (dependency.from.as_str(), dependency.to.as_str());
    if to == BESIDE {
        return (!dependency.dev).then(|| format!("{BESIDE} is a dev-dependency only"));
    }
    let downward = from == BESIDE || floor(from) > floor(to) || (from, to) == WITHIN_A_FLOOR;
    // A test may look down into what the crate is built from; upwards and to the side even a test may not.
    (!downward).then(|| match (floor(from), floor(to)) {
        (STAGES, STAGES) => format!("{to} is a stage too: no stage depends on a stage, move what both need down"),
        (a, b) => format!("arrows only downward: {from} is on floor {a}, {to} on floor {b}"),
    })
}

#[test]
fn arrows_point_downward() {
    let (ours, dependencies) = metadata();
    let between = dependencies.iter().filter(|d| ours.contains(&d.to));
    let breaches: Vec<Breach> = between
        .filter_map(|d| wrong_arrow(d).map(|rule| breach(format!("crates/{}/Cargo.toml: {}", d.from, d.to), rule)))
        .collect();
    assert_none(&breaches);
}

#[test]
fn a_wrong_arrow_would_be_found() {
    for (from, to, dev, wrong) in [
        ("match-cases", "audit-stage1", false, true),
        ("match-cases", "audit-stage1", true, true),
        ("domain", "layout", false, true),
        ("layout", "domain", false, true),
        ("stage", "formats", false, true),
        ("rules", "formats", false, true),
        ("match-cases", "testkit", false, true),
        ("match-cases", "testkit", true, false),
        ("stage", "domain", false, false),
        ("ledger", "stage", false, false),
        ("match-cases", "rules", false, false),
        ("testkit", "formats", false, false),
    ] {
        let dependency = Dependency { from: from.into(), to: to.into(), dev };
        assert_eq!(wrong_arrow(&dependency).is_some(), wrong, "{from} -> {to}");
    }
}

#[test]
fn packages_with_one_place_stay_there() {
    let (_, dependencies) = metadata();
    let mut breaches = Vec::new();
    for (package, place, why) in ONE_PLACE {
        let elsewhere = dependencies.iter().filter(|d| d.to == package && d.from != place);
        breaches.extend(elsewhere.map(|d| breach(format!("crates/{}/Cargo.toml: {package}", d.from), why)));
    }
    assert_none(&breaches);
}

#[test]
fn every_dependency_is_used() {
    let (_, dependencies) = metadata();
    let sources = sources("rs");
    let unused = dependencies.iter().filter(|d| {
        let special = LIBRARY_NAMES.iter().find(|(package, _)| *package == d.to);
        let library = special.map_or_else(|| d.to.replace('-', "_"), |(_, library)| (*library).to_owned());
        let folder = format!("crates/{}/", d.from);
        !sources.iter().any(|source| source.path.starts_with(&folder) && mentions(&source.text, &library))
    });
    let breaches: Vec<Breach> = unused
        .map(|d| breach(format!("crates/{}/Cargo.toml: {}", d.from, d.to), "declared but not used: remove it"))
        .collect();
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

/// Whether a path (`library::`), an import or an attribute names the library.
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
