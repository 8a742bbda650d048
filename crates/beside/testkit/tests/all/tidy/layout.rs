//! Where files lie.

use std::fs;

use super::{Breach, assert_none, breach, sources};

/// The fixed top level, and what tools need beside it.
const TOP_LEVEL: [&str; 15] = [
    "Cargo.toml",
    "crates",
    "pipelines",
    "fixtures",
    "scripts",
    "Makefile",
    "README.md",
    "Cargo.lock",
    "LICENSE",
    "rustfmt.toml",
    ".ci",
    ".git",
    ".gitattributes",
    ".gitignore",
    "target",
];

#[test]
fn top_level_holds_the_fixed_layout_only() {
    let root = testkit::world::repository();
    let ignored = fs::read_to_string(root.join(".gitignore")).expect("a .gitignore");
    let names = fs::read_dir(&root).expect("the root").map(|entry| entry.expect("a readable root").file_name());
    let breaches: Vec<Breach> = names
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| !TOP_LEVEL.contains(&name.as_str()))
        .filter(|name| !ignored.lines().any(|line| line.trim_matches('/') == name))
        .map(|name| breach(name, "not in the fixed top level: move it below crates, pipelines, fixtures or scripts"))
        .collect();
    assert_none(&breaches);
}

#[test]
fn crates_have_no_readme() {
    let breaches: Vec<Breach> = sources("md")
        .into_iter()
        .filter(|file| file.path.ends_with("/README.md"))
        .map(|file| breach(file.path, "docs live in the README at the top, in lib.rs, and as lists beside their code"))
        .collect();
    assert_none(&breaches);
}
