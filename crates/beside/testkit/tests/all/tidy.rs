//! The rules of the house, held over `cargo metadata` and the sources. Each rule is a row of a table with its reason;
//! what breaks it is named with file and line.

mod chain;
mod crates;
mod layout;
mod sources;

use std::path::{Path, PathBuf};

/// A place that breaks a rule.
struct Breach {
    place: String,
    rule: String,
}

fn breach(place: impl Into<String>, rule: impl Into<String>) -> Breach {
    Breach { place: place.into(), rule: rule.into() }
}

#[track_caller]
fn assert_none(breaches: &[Breach]) {
    let text: Vec<String> = breaches.iter().map(|b| format!("{}: {}", b.place, b.rule)).collect();
    assert!(breaches.is_empty(), "{} breach(es) of the house rules:\n{}", text.len(), text.join("\n"));
}

/// A file of ours with its path from the root of the repository.
struct Source {
    path: String,
    text: String,
}

fn collect(dir: &Path, extension: &str, found: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    for path in entries.map(|entry| entry.expect("a readable folder").path()) {
        if path.is_dir() {
            collect(&path, extension, found);
        } else if path.extension().is_some_and(|e| e == extension) {
            found.push(path);
        }
    }
}

/// Every file under `crates/` with this extension, in the order of the paths.
fn sources(extension: &str) -> Vec<Source> {
    let root = testkit::world::repository();
    let mut paths = Vec::new();
    collect(&root.join("crates"), extension, &mut paths);
    paths.sort();
    let read = |path: PathBuf| Source {
        path: path.strip_prefix(&root).expect("below the root").to_string_lossy().into_owned(),
        text: std::fs::read_to_string(&path).expect("a readable source"),
    };
    paths.into_iter().map(read).collect()
}
