//! The chain table is the one place that says which stages there are.

use std::fs;

use domain::chain::{self, Step};
use testkit::world::repository;

use super::{Breach, assert_none, breach, sources};

/// The words of a variable of a makefile.
fn variable(makefile: &str, name: &str) -> Vec<String> {
    let line = makefile.lines().find(|line| line.split_whitespace().next() == Some(name));
    let words = line.unwrap_or_else(|| panic!("{name} is set")).split_once(":=").expect("its value").1;
    words.split_whitespace().map(str::to_owned).collect()
}

#[test]
fn makefiles_run_the_stages_of_the_table_in_its_order() {
    for (file, first, before, after, chain) in [
        ("pharmacy.mk", "ingest-unfdat", "AUDIT", "EMIT", chain::PRESCRIPTIONS),
        ("services.mk", "", "SERVICES", "ANSWERS", chain::SERVICES),
    ] {
        let makefile = fs::read_to_string(repository().join("pipelines").join(file)).expect("a makefile");
        let mut tools = vec!["open-run".to_owned(), first.to_owned()];
        tools.retain(|tool| !tool.is_empty());
        tools.extend(variable(&makefile, before));
        tools.push("order-payments".into());
        tools.extend(variable(&makefile, after));
        assert_eq!(tools, chain.iter().map(|step| step.tool).collect::<Vec<_>>(), "{file}");
        assert!(tools.iter().all(|tool| makefile.contains(tool) || tool == "order-payments"), "{file}");
    }
}

#[test]
fn the_readme_shows_the_table() {
    let readme = fs::read_to_string(repository().join("README.md")).expect("a README");
    assert!(readme.contains(&chain::markdown()), "the README's table of stages is to be:\n{}", chain::markdown());
}

/// Folders of stages that a source names: `"30-stage1"`, `"30-stage1/rezepte.csv"`.
fn folders(text: &str) -> impl Iterator<Item = &str> {
    let named = text.split('"').skip(1).step_by(2).filter_map(|literal| literal.split('/').next());
    named.filter(|name| {
        let bytes = name.as_bytes();
        matches!(bytes, [a, b, b'-', c, ..] if a.is_ascii_digit() && b.is_ascii_digit() && c.is_ascii_lowercase())
    })
}

#[test]
fn sources_name_the_folders_of_the_table_alone() {
    let all = chain::all();
    let mut breaches: Vec<Breach> = Vec::new();
    for source in sources("rs").iter().filter(|source| source.path.contains("3-stages/")) {
        for folder in folders(&source.text).filter(|folder| all.iter().all(|step| step.folder != *folder)) {
            breaches.push(breach(source.path.as_str(), format!("{folder} is no folder of domain::chain")));
        }
    }
    assert_none(&breaches);
}

#[test]
fn a_binary_opens_the_folder_of_the_table() {
    let all = chain::all();
    let of = |tool: &str| -> Option<&Step> { all.iter().find(|step| step.tool == tool) };
    let mut opened = Vec::new();
    let mut breaches: Vec<Breach> = Vec::new();
    for source in sources("rs").iter().filter(|source| source.path.ends_with("src/main.rs")) {
        let tool = source.path.trim_end_matches("/src/main.rs").rsplit('/').next().expect("a crate");
        let Some(step) = of(tool) else { continue };
        opened.push(tool.to_owned());
        if !source.text.contains(&format!("{tool:?}")) || folders(&source.text).next() != Some(step.folder) {
            breaches.push(breach(source.path.as_str(), format!("it opens {} first, as {}", step.folder, step.tool)));
        }
    }
    assert_none(&breaches);
    opened.sort();
    let mut tools: Vec<&str> = all.iter().map(|step| step.tool).collect();
    tools.sort_unstable();
    assert_eq!(opened, tools, "every stage of the table has its crate");
}
