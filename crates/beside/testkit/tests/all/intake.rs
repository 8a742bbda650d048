//! The intake takes what is complete, once and byte for byte, and says what it leaves alone and why.

use std::fs;
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::process::Output;
use std::time::Duration;

use testkit::tree;
use testkit::world::{Blatt, World, sr1};

const MO: &str = "2005-03-07";
const FR: &str = "2005-03-11";

/// The file of an invoice with that number.
fn invoice(nummer: &str) -> Vec<u8> {
    sr1(nummer, "02.03.2005", &[Blatt::neu(&format!("5000000{nummer:0>5}"), 1000)]).into_bytes()
}

fn open(world: &World, date: &str, options: &[&str]) -> Output {
    let output = world.stage("open-run", date, options);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// art, name and grund of the rows with that result, without the register and the articles of every world.
fn overview(world: &World, date: &str, ergebnis: &str) -> Vec<[String; 3]> {
    let rows = world.table(date, "00-inbox/uebersicht.csv").into_iter();
    let rows =
        rows.filter(|row| row["ergebnis"] == ergebnis && row["name"] != "BG28.dfue" && row["name"] != "artikel.csv");
    rows.map(|row| ["art", "name", "grund"].map(|column| row[column].clone())).collect()
}

fn taken(world: &World, date: &str) -> Vec<[String; 3]> {
    overview(world, date, "genommen")
}

fn left_alone(world: &World, date: &str) -> Vec<[String; 3]> {
    overview(world, date, "liegen_gelassen")
}

const NONE: [[&str; 3]; 0] = [];

#[test]
fn what_is_no_complete_file_is_left_alone_with_the_reason() {
    let world = World::new();
    for name in ["good.csv", "a.part", "b.CSV.TMP", ".c.csv", "d.csv.filepart", "e.csv"] {
        world.deliver(&format!("BG28/invoices/{name}"), &invoice("1"));
    }
    let folder = world.drop.join("BG28/invoices");
    fs::write(folder.join("e.csv"), "").expect("an empty file");
    fs::write(folder.join("f.csv.ok"), "").expect("a marker without its file");
    fs::create_dir(folder.join("g.csv")).expect("a folder");
    symlink(folder.join("good.csv"), folder.join("h.csv")).expect("a link");
    world.deliver("BG28/stray.csv", &invoice("2"));
    symlink(&folder, world.drop.join("BG28/confirmations")).expect("a linked folder");

    let output = open(&world, FR, &[]);
    let said = String::from_utf8_lossy(&output.stderr);
    let written = "its name says that it is still being written";
    assert_eq!(taken(&world, FR), [["invoices", "good.csv", ""]]);
    assert_eq!(
        left_alone(&world, FR),
        [
            ["", "confirmations", "it is a link; links are not followed"],
            [
                "",
                "stray.csv",
                "it is none of the folders unfdat, invoices, decisions, confirmations, pictures, reference"
            ],
            ["invoices", ".c.csv", written],
            ["invoices", "a.part", written],
            ["invoices", "b.CSV.TMP", written],
            ["invoices", "d.csv.filepart", written],
            ["invoices", "e.csv", "it is empty"],
            ["invoices", "f.csv.ok", "it is a marker, and its file is not there"],
            ["invoices", "g.csv", "it is an empty folder"],
            ["invoices", "h.csv", "it is a link; links are not followed"],
        ]
    );
    for [_, name, grund] in left_alone(&world, FR) {
        assert!(said.contains(&format!("{name} left alone: {grund}")), "{name} is reported:\n{said}");
    }
    assert!(!world.run(FR).join("00-inbox/invoices/h.csv").exists(), "nothing was followed");
}

#[test]
fn files_are_kept_byte_for_byte_with_size_and_hash() {
    let world = World::new();
    let bytes: Vec<u8> = (0..=255).cycle().take(100_000).collect();
    world.deliver("BG28/invoices/any.bin", &bytes);
    open(&world, FR, &[]);
    assert_eq!(fs::read(world.run(FR).join("00-inbox/invoices/any.bin")).expect("the file"), bytes);
    let row = world.table(FR, "00-inbox/uebersicht.csv").into_iter().find(|row| row["name"] == "any.bin");
    let row = row.expect("a row");
    assert_eq!((row["groesse"].as_str(), row["sha256"].as_str()), ("100000", stage::sha256_hex(&bytes).as_str()));
}

#[test]
fn an_unreadable_file_does_not_stop_the_others() {
    let world = World::new();
    world.deliver("BG28/invoices/a.csv", &invoice("1"));
    world.deliver("BG28/invoices/b.csv", &invoice("2"));
    let locked = world.drop.join("BG28/invoices/a.csv");
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o000)).expect("permissions");
    if fs::File::open(&locked).is_ok() {
        eprintln!("SKIPPED: this user may read everything");
        return;
    }
    open(&world, FR, &[]);
    assert_eq!(taken(&world, FR), [["invoices", "b.csv", ""]]);
    assert!(left_alone(&world, FR)[0][2].starts_with("it cannot be read: "));
}

#[test]
fn a_payer_may_require_markers() {
    let mut world = World::new();
    world.configure(&[("[unfdat]", "[intake]\nmarker = true\n\n[unfdat]")]);
    for (name, marker) in [("a.csv", "a.csv.ok"), ("b.csv", "b.csv.done"), ("c.csv", "c.OK"), ("d.csv", "")] {
        world.deliver(&format!("BG28/invoices/{name}"), &invoice(name));
        if !marker.is_empty() {
            world.deliver(&format!("BG28/invoices/{marker}"), b"");
        }
    }
    open(&world, FR, &[]);
    assert_eq!(taken(&world, FR), ["a.csv", "b.csv", "c.csv"].map(|name| ["invoices", name, ""]));
    let no_marker = |name: &str| format!("no marker beside it: {name}.ok or {name}.done ([intake] marker)");
    let mut rows = world.table(FR, "00-inbox/uebersicht.csv");
    rows.retain(|row| row["ergebnis"] == "liegen_gelassen");
    let rows: Vec<_> = rows.into_iter().map(|row| (row["name"].clone(), row["grund"].clone())).collect();
    assert_eq!(rows, ["d.csv", "BG28.dfue"].map(|name| (name.to_owned(), no_marker(name))));
    assert!(world.run(FR).join("00-inbox/reference/artikel.csv").exists(), "the folder for all payers needs none");

    world.deliver("BG28/invoices/d.ok", b"");
    open(&world, FR, &[]);
    assert_eq!(taken(&world, FR).len(), 4, "taken once the marker is there");
}

#[test]
fn without_that_rule_a_marker_is_no_delivery_either() {
    let world = World::new();
    world.deliver("BG28/invoices/a.csv", &invoice("1"));
    world.deliver("BG28/invoices/a.csv.done", b"sent by FTP");
    open(&world, FR, &[]);
    assert_eq!(taken(&world, FR), [["invoices", "a.csv", ""]]);
    assert_eq!(left_alone(&world, FR), NONE);
}

#[test]
fn a_file_that_still_grows_is_left_for_the_next_run() {
    let world = World::new();
    world.deliver("BG28/invoices/done.csv", &invoice("1"));
    world.deliver("BG28/invoices/growing.csv", b"RE;SR1");
    let path = world.drop.join("BG28/invoices/growing.csv");
    let mut child = world.command("open-run", FR, &["--settle", "1"]).spawn().expect("the tool can be started");
    let mut file = fs::File::options().append(true).open(&path).expect("the growing file");
    while child.try_wait().expect("a child").is_none() {
        file.write_all(b";").expect("it grows");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(child.wait().expect("a child").success());
    assert_eq!(taken(&world, FR), [["invoices", "done.csv", ""]]);
    let left = left_alone(&world, FR);
    assert_eq!((left[0][1].as_str(), left[0][2].as_str()), ("growing.csv", "it is still being written"));

    fs::write(&path, invoice("2")).expect("it is complete");
    open(&world, FR, &["--settle", "1"]);
    assert_eq!(taken(&world, FR), ["done.csv", "growing.csv"].map(|name| ["invoices", name, ""]));
    assert_eq!(left_alone(&world, FR), NONE);
}

#[test]
fn it_waits_only_for_what_is_new_and_unmarked() {
    let mut world = World::new();
    world.configure(&[("[unfdat]", "[intake]\nsettle_seconds = 1\n\n[unfdat]")]);
    let waits = |output: &Output| String::from_utf8_lossy(&output.stderr).contains("waiting 1 s");
    assert!(waits(&open(&world, MO, &[])), "as the payer's configuration says");
    fs::remove_dir_all(world.drop.join("reference")).expect("reference data are looked at every time");
    assert!(!waits(&open(&world, MO, &[])), "all is taken");
    world.deliver("BG28/invoices/a.csv", &invoice("1"));
    assert!(!waits(&open(&world, MO, &["--settle", "0"])), "the option wins");
    world.deliver("BG28/invoices/b.csv", &invoice("2"));
    world.deliver("BG28/invoices/b.csv.ok", b"");
    assert!(!waits(&open(&world, MO, &[])), "the marker says that it is complete");
    assert_eq!(taken(&world, MO).len(), 2);
}

#[test]
fn the_same_content_is_recognised_under_another_name_and_on_another_day() {
    let world = World::new();
    world.deliver("BG28/invoices/a.csv", &invoice("1"));
    world.deliver("BG28/invoices/b.csv", &invoice("1"));
    world.must_run(MO);
    assert_eq!(taken(&world, MO), [["invoices", "a.csv", ""]]);
    assert_eq!(left_alone(&world, MO), [["invoices", "b.csv", "same content as a.csv of this run"]]);

    world.deliver("BG28/invoices/c.csv", &invoice("1"));
    let output = open(&world, FR, &[]);
    let why = "same content as a.csv, taken on 2005-03-07";
    assert_eq!(taken(&world, FR), NONE);
    assert_eq!(left_alone(&world, FR), ["a.csv", "b.csv", "c.csv"].map(|name| ["invoices", name, why]));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains(&format!("c.csv: {why}; not taken again")), "{said}");
}

#[test]
fn two_contents_of_one_name_are_both_taken() {
    let world = World::new();
    world.deliver("BG28/invoices/a.csv", &invoice("1"));
    open(&world, FR, &[]);
    world.deliver("BG28/invoices/a.csv", &invoice("2"));
    for _ in 0..2 {
        open(&world, FR, &[]);
        let names: Vec<String> = taken(&world, FR).into_iter().map(|[_, name, _]| name).collect();
        let suffixed = format!("a-{}.csv", &stage::sha256_hex(&invoice("2"))[..8]);
        assert_eq!(names, [suffixed.as_str(), "a.csv"]);
        assert_eq!(left_alone(&world, FR), NONE);
    }
}

#[test]
fn a_repeat_changes_no_byte_of_the_inbox() {
    let world = World::new();
    world.deliver("BG28/invoices/a.csv", &invoice("1"));
    open(&world, MO, &[]);
    fs::remove_dir_all(world.drop.join("BG28/invoices")).expect("the sender clears its folder");
    fs::remove_dir_all(world.drop.join("reference")).expect("no new reference data");
    world.deliver("BG28/invoices/b.csv", &invoice("2"));
    world.deliver("BG28/invoices/c.csv", &invoice("2"));
    open(&world, FR, &[]);
    let over = "taken over: the run of 2005-03-07 did not finish with it";
    assert_eq!(taken(&world, FR), [["invoices", "a.csv", over], ["invoices", "b.csv", ""]]);
    let artikel = world.table(FR, "00-inbox/uebersicht.csv").into_iter().find(|row| row["name"] == "artikel.csv");
    assert_eq!(artikel.expect("a row")["grund"], "carried forward from the run of 2005-03-07");
    let before = tree::read(&world.run(FR));
    for options in [&[][..], &["--force"]] {
        open(&world, FR, options);
        tree::assert_same("repeat", &before, &tree::read(&world.run(FR)));
    }
    open(&world, "2005-03-14", &[]);
    open(&world, FR, &["--force"]);
    tree::assert_same("repeat of an earlier run", &before, &tree::read(&world.run(FR)));
}

#[test]
fn a_delivery_taken_over_survives_a_kill_before_the_inbox_is_there() {
    let world = World::new();
    world.deliver("BG28/invoices/a.csv", &invoice("1"));
    open(&world, MO, &[]);
    fs::remove_dir_all(world.drop.join("BG28/invoices")).expect("the sender clears its folder");
    open(&world, FR, &[]);
    fs::remove_dir_all(world.run(FR).join("00-inbox")).expect("as if it had never been put in place");
    open(&world, FR, &[]);
    assert_eq!(taken(&world, FR).len(), 1, "found in Monday's inbox although the ledger says Friday");
}

#[test]
fn the_payers_own_reference_file_goes_before_the_common_one() {
    let world = World::new();
    let common = fs::read(world.drop.join("reference/artikel.csv")).expect("the articles");
    let own = [&common[..], b"04121769;01.01.2000;;Salbe;;;Muster;20 St;KEIN;0,00;;J\n"].concat();
    world.deliver("BG28/reference/artikel.csv", &own);
    open(&world, FR, &[]);
    assert_eq!(fs::read(world.run(FR).join("00-inbox/reference/artikel.csv")).expect("the articles"), own);
    let rows = world.table(FR, "00-inbox/uebersicht.csv").into_iter().filter(|row| row["name"] == "artikel.csv");
    let rows: Vec<_> = rows.map(|row| (row["ergebnis"].clone(), row["grund"].clone())).collect();
    let why = "the payer's own file of this name is used instead";
    assert_eq!(rows, [("genommen".into(), String::new()), ("liegen_gelassen".into(), why.to_owned())]);
}

#[test]
fn broken_reference_data_are_refused_with_every_line() {
    let world = World::new();
    let line = |pzn: &str, period: &str| format!("{pzn};{period};Salbe;;;Muster;20 St;KEIN;0,00;;J\n");
    let header = "pzn;gueltig_ab;gueltig_bis;bezeichnung;wirkstoff;atc;hersteller;packung;rabattart;hs_rabatt;festbetrag;verordnungsfaehig\n";
    let artikel =
        |lines: &[String]| world.deliver("reference/artikel.csv", (header.to_owned() + &lines.concat()).as_bytes());
    for (lines, says) in [
        (vec![line("04908803", "01.01.2000;")], &["line 2", "pzn: "][..]),
        (
            vec![
                line("04908802", "01.01.2000;31.12.2004"),
                line("04908802", "31.12.2004;"),
                line("04121769", "01.01.2000;31.12.2000"),
                line("04121769", "01.01.2002;"),
            ],
            &[
                "2 error(s)",
                "line 3",
                "overlaps the period of line 2",
                "line 5",
                "leaves a gap after the period of line 4",
            ],
        ),
    ] {
        artikel(&lines);
        let (tool, code, said) = world.chain(FR).expect_err("no run without a right list");
        assert_eq!((tool.as_str(), code), ("import-invoice-csv", 65), "{said}");
        for text in says {
            assert!(said.contains(text), "the message does not say {text:?}:\n{said}");
        }
    }
    artikel(&[line("04908802", "01.01.2000;31.12.2004"), line("04908802", "01.01.2005;")]);
    world.must_run(FR);
}
