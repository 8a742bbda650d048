//! Arguments and exit codes.

use std::fs;
use std::process::{Command, Output};

fn inspect(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_inspect")).args(args).output().expect("inspect can be started")
}

#[test]
fn the_exit_code_says_whether_the_file_is_sound() {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let path = |name: &str| dir.path().join(name).to_str().expect("a path in UTF-8").to_owned();
    let record = "10002536$8$19011979$12062004$Josef$$Meyer$Weg 1$D$89073$Ulm$$";
    fs::write(path("good"), record).expect("a file");
    fs::write(path("bad"), record.replace("89073", "890")).expect("a file");
    let good = inspect(&[&path("good"), "--records", "1"]);
    assert_eq!(good.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&good.stdout).contains("aktenzeichen     10002536"));
    let bad = inspect(&[&path("bad")]);
    assert_eq!(bad.status.code(), Some(65));
    assert!(String::from_utf8_lossy(&bad.stderr).contains("byte 50, record 1, field plz: '890'"), "{bad:?}");
    assert_eq!(fs::read_to_string(path("good")).expect("still there"), record, "nothing is changed");
}

#[test]
fn wrong_usage_and_missing_files_have_their_codes() {
    assert_eq!(inspect(&["/no/such/file"]).status.code(), Some(66));
    assert_eq!(inspect(&["/"]).status.code(), Some(64));
    assert_eq!(inspect(&[]).status.code(), Some(64));
    assert_eq!(inspect(&["x", "--charset", "EBCDIC"]).status.code(), Some(64));
    let help = inspect(&["--help"]);
    assert_eq!(help.status.code(), Some(0));
    assert!(String::from_utf8_lossy(&help.stdout).contains("--records <N>"));
}

/// Every file below a folder.
fn files(dir: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
    for path in fs::read_dir(dir).expect("a folder").map(|entry| entry.expect("a readable folder").path()) {
        if path.is_dir() { files(&path, found) } else { found.push(path) }
    }
}

#[test]
fn what_the_shipped_example_takes_in_and_gives_out_is_sound() {
    let example = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../../fixtures/runs/apotheke");
    let mut paths = Vec::new();
    files(&example, &mut paths);
    for (place, format) in [
        ("drop/BG28/unfdat/", "UnfDat, DFÜ"),
        ("drop/BG28/invoices/", "Sammelrechnung SR1"),
        ("/70-dtaus/DTAUS0", "DTAUS0"),
        ("/80-rzs-abrech/RZS-ABRECH", "RZS-Abrech"),
    ] {
        let path = paths.iter().map(|path| path.to_str().expect("a path in UTF-8")).find(|path| path.contains(place));
        let shown = inspect(&[path.expect(place)]);
        let text = String::from_utf8_lossy(&shown.stdout);
        assert!(shown.status.success() && text.contains(&format!("format             {format}")), "{place}:\n{text}");
    }
}
