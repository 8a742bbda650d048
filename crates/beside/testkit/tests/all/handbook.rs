//! README and handbooks are held to what they print: links lead somewhere, commands run, output is what is shown.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;
use testkit::world::{binary, repository};

/// Targets that build, test or measure the house itself: only their recipe is looked at.
const OF_THE_HOUSE: [&str; 10] = ["bench", "build", "deb", "golden", "install", "lint", "run", "sbom", "sync", "test"];

fn pages() -> Vec<(PathBuf, String)> {
    let mut paths = vec![repository().join("README.md")];
    let folder = repository().join("crates/beside/testkit/handbook");
    let entries = fs::read_dir(folder).expect("the handbooks").map(|entry| entry.expect("a file").path());
    paths.extend(entries.filter(|path| path.extension().is_some_and(|e| e == "md")));
    paths.sort();
    paths.into_iter().map(|path| (path.clone(), fs::read_to_string(path).expect("a page"))).collect()
}

/// The commands of a page: indented lines, and quoted ones that name a binary; without remarks.
/// `scripts/verify-delivery` needs signed files; the tests of outgoing papers run it.
fn commands(page: &str) -> Vec<String> {
    let indented = page.lines().filter_map(|line| line.strip_prefix("    "));
    let quoted = page.split('`').skip(1).step_by(2).filter(|text| text.starts_with("target/release/"));
    let starts = ["make ", "target/release/", "scripts/bench", "scripts/flame"];
    let lines = indented.chain(quoted).filter(|line| starts.iter().any(|start| line.starts_with(start)));
    let bare = |line: &str| line.split(['#', '→']).next().expect("a first part").trim().to_owned();
    lines.map(bare).filter(|line| !line.contains(" RUN")).collect()
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Runs a printed command in the repository; its `work/` and `demo/` lie in a temporary folder.
fn run(line: &str, folder: &Path) -> Output {
    let bin = binary("status").parent().expect("a folder").to_owned();
    let work = folder.join("work");
    let words: Vec<&str> = line.split_whitespace().collect();
    let mut command = Command::new("sh");
    let script = if words[0] == "make" {
        let only_shown = if OF_THE_HOUSE.contains(&words[1]) { " -n" } else { "" };
        format!(
            "{line}{only_shown} BUILT=1 BIN={} WORK={} DEMO={}",
            bin.display(),
            work.display(),
            folder.join("demo").display()
        )
    } else if words[0].starts_with("scripts/") {
        format!("{} --help", words[0])
    } else {
        let invoice = "fixtures/runs/apotheke/drop/BG28/invoices/2005-3-1.csv";
        line.replace("work/", &format!("{}/", work.display()))
            .replace("rechnung.csv", invoice)
            .replace("target/release", &bin.display().to_string())
    };
    command.args(["-c", &script]).current_dir(repository()).env_remove("MAKEFLAGS").output().expect("a shell")
}

#[test]
fn every_link_leads_somewhere() {
    for (path, page) in pages() {
        for link in page.split("](").skip(1).map(|rest| rest.split([')', '#']).next().expect("a link")) {
            let target = path.parent().expect("a folder").join(link);
            assert!(link.contains("://") || target.exists(), "{}: {link} is not there", path.display());
        }
    }
}

#[test]
fn every_command_runs_as_printed() {
    let dir = TempDir::new().expect("a temporary folder");
    let pages = pages();
    let all = || pages.iter().flat_map(|(path, page)| commands(page).into_iter().map(move |line| (path, line)));
    assert!(all().count() > 15, "few commands were found: {:?}", all().collect::<Vec<_>>());
    // Runs first: what looks at a run needs one.
    let (makes, others): (Vec<_>, Vec<_>) = all().partition(|(_, line)| line.starts_with("make "));
    let mut makes: Vec<_> = makes.into_iter().map(|(path, line)| (line, path)).collect();
    // Care services run day after day, so lines are taken in the order of their dates.
    makes.sort_by_key(|(line, _)| (line.split("DATE=").nth(1).map(|rest| rest[..10].to_owned()), line.clone()));
    makes.dedup_by(|a, b| a.0 == b.0);
    for (line, path) in makes.into_iter().chain(others.into_iter().map(|(path, line)| (line, path))) {
        let output = run(&line, dir.path());
        assert!(output.status.success(), "{}: {line}\n{}", path.display(), said(&output));
    }
}

#[test]
fn the_readme_shows_the_real_output() {
    let dir = TempDir::new().expect("a temporary folder");
    for payer in ["BG10", "BG28"] {
        let line = format!("make pipeline PAYER={payer} DATE=2005-03-11 DROP=fixtures/runs/apotheke/drop");
        assert!(run(&line, dir.path()).status.success(), "{payer}");
    }
    let output = run("target/release/status work/BG28/2005-03-11", dir.path());
    let text = said(&output).replace(&format!("{}/", dir.path().display()), "");
    let readme = fs::read_to_string(repository().join("README.md")).expect("the README");
    let shown = readme.split("```\n").nth(1).expect("an output").to_owned();
    let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    assert_eq!(words(&shown), words(&text));
}
