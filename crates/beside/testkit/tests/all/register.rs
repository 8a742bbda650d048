//! The register over time: what deliveries make of it, what they changed, and that a bad one never damages it.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Command;

use charsets::edf03::CodePage;
use domain::{Fall, JaNein};
use testkit::tree;
use testkit::world::{Blatt, World, binary};

const MO: &str = "2005-03-07";
const FR: &str = "2005-03-11";
const NEXT: &str = "2005-03-14";

fn fall(nummer: u32) -> Fall {
    Fall {
        aktenzeichen: format!("{nummer:08}"),
        pz: "7".into(),
        geb_datum: domain::datum::aus_iso("1950-01-31").map(Into::into),
        unf_datum: domain::datum::aus_iso("2004-12-10"),
        vorname: "Erna".into(),
        zusatz: String::new(),
        name: "Beispiel".into(),
        strasse: "Weg 1".into(),
        lkz: "D".into(),
        plz: "70173".into(),
        ort: "Stuttgart".into(),
        abgegeben: JaNein::Nein,
    }
}

fn faelle(nummern: std::ops::RangeInclusive<u32>) -> Vec<Fall> {
    nummern.map(fall).collect()
}

/// A world whose only register delivery is this one.
fn world(name: &str, faelle: &[Fall]) -> World {
    let world = World::new();
    fs::remove_dir_all(world.drop.join("BG28/unfdat")).expect("the register of the empty world");
    deliver(&world, name, faelle);
    world
}

fn deliver(world: &World, name: &str, faelle: &[Fall]) {
    let mut bytes = Vec::new();
    for fall in faelle {
        mainframe::unfdat::write_record(fall, CodePage::Edf03Drv, &mut bytes).expect("fits");
    }
    world.deliver(&format!("BG28/unfdat/{name}"), &bytes);
}

/// These columns of every row.
fn columns<const N: usize>(world: &World, date: &str, file: &str, names: [&str; N]) -> Vec<[String; N]> {
    world.table(date, file).into_iter().map(|row| names.map(|name| row[name].clone())).collect()
}

/// The change log of a run.
fn log(world: &World, date: &str) -> Vec<[String; 7]> {
    columns(world, date, "10-unfdat/aenderungen.csv", ["nr", "datei", "aktenzeichen", "art", "feld", "alt", "neu"])
}

fn register(world: &World, date: &str) -> Vec<u8> {
    fs::read(world.run(date).join("10-unfdat/faelle.csv")).expect("a register")
}

/// Exit code of `status` at the end of the chain.
fn status(world: &World, date: &str) -> Option<i32> {
    Command::new(binary("status")).arg(world.run(date)).output().expect("status").status.code()
}

#[test]
fn a_register_carried_forward_stays_byte_for_byte() {
    let world = world("a.dfue", &faelle(1..=30));
    world.must_run(MO);
    assert_eq!(log(&world, MO), [["1", "a.dfue", "", "erstbestand", "faelle", "", "30"]]);
    let first = register(&world, MO);
    for date in ["2005-03-08", "2005-03-09", "2005-03-10"] {
        world.must_run(date);
        assert_eq!(register(&world, date), first, "{date}");
        assert_eq!(world.table(date, "10-unfdat/aenderungen.csv").len(), 0, "{date}");
    }
}

/// True if two files take their room once: one file of two names, or both on the same blocks of a file system that can.
fn shared(one: &Path, other: &Path) -> bool {
    let meta = |path: &Path| fs::metadata(path).expect("a file");
    let clone = one.with_extension("clone");
    let clones = Command::new("cp").arg("--reflink=always").args([one, &clone]).output();
    let _ = fs::remove_file(clone);
    meta(one).ino() == meta(other).ino() || clones.is_ok_and(|output| output.status.success())
}

#[test]
fn an_unchanged_register_is_kept_once_and_each_run_has_its_own() {
    let world = world("a.dfue", &faelle(1..=30));
    let file = |date: &str, name: &str| world.run(date).join("10-unfdat").join(name);
    world.must_run(MO);
    world.must_run(FR);
    deliver(&world, "b.dfue", &faelle(1..=30));
    world.must_run(NEXT);
    for name in ["faelle.csv", "register.bin"] {
        assert!(shared(&file(MO, name), &file(FR, name)), "{name}: carried forward");
        assert!(shared(&file(FR, name), &file(NEXT, name)), "{name}: delivered again, the same");
    }
    // Made anew for one run, it is that run's alone.
    let before = tree::read(&world.run(FR));
    let output = world.stage("ingest-unfdat", FR, &["--force"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    tree::assert_same("made anew", &before, &tree::read(&world.run(FR)));
    deliver(&world, "c.dfue", &faelle(1..=31));
    world.must_run("2005-03-15");
    assert!(!shared_name(&file(NEXT, "faelle.csv"), &file("2005-03-15", "faelle.csv")), "another register");
    assert_eq!(register(&world, NEXT), register(&world, FR), "the runs before keep theirs");
    // Archives hold it like any other file; what is deleted of one run stays in the others.
    let archive = Command::new(binary("archive-run")).arg(world.run(FR)).output().expect("archive-run");
    assert!(archive.status.success(), "{}", String::from_utf8_lossy(&archive.stderr));
    let mut purge = Command::new(binary("purge"));
    purge.args(["--date", "2005-04-07", "--config"]).arg(&world.config).arg(world.work.join("BG28"));
    let output = purge.output().expect("purge");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(!file(MO, "faelle.csv").exists() && file(FR, "faelle.csv").exists(), "its time had come");
    let verified = Command::new(binary("verify-run")).arg(&world.work).output().expect("verify-run");
    assert_eq!(verified.status.code(), Some(0), "{}", String::from_utf8_lossy(&verified.stdout));
    // A change by hand is found, in every run that has the file.
    fs::write(file(FR, "faelle.csv"), b"changed").expect("a change by hand");
    let verified = Command::new(binary("verify-run")).arg(&world.work).output().expect("verify-run");
    let said = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert!(verified.status.code() == Some(65) && said.contains(&format!("{FR}/10-unfdat")), "{said}");
}

/// True if both names are of one file.
fn shared_name(one: &Path, other: &Path) -> bool {
    fs::metadata(one).expect("a file").ino() == fs::metadata(other).expect("a file").ino()
}

#[test]
fn the_change_log_tells_an_auditor_what_a_full_delivery_did() {
    let world = world("0307.dfue", &faelle(1..=30));
    world.must_run(MO);
    let mut new = faelle(2..=31);
    new[0].abgegeben = JaNein::Ja;
    new[1].abgegeben = JaNein::Nein;
    new[2] = Fall { strasse: "Allee 2".into(), plz: "70174".into(), geb_datum: None, ..fall(4) };
    new[29] = Fall { vorname: String::new(), ..fall(31) };
    deliver(&world, "0311.dfue", &new);
    world.must_run(FR);
    let datei = "0311.dfue";
    let person = "Beispiel, Erna, geb. 1950-01-31, Unfall 2004-12-10";
    assert_eq!(
        log(&world, FR),
        [
            ["1", datei, "00000001", "weggefallen", "", person, ""],
            ["1", datei, "00000002", "abgegeben", "abgegeben", "nein", "ja"],
            ["1", datei, "00000004", "geaendert", "geb_datum", "1950-01-31", ""],
            ["1", datei, "00000004", "geaendert", "plz", "70173", "70174"],
            ["1", datei, "00000004", "geaendert", "strasse", "Weg 1", "Allee 2"],
            ["1", datei, "00000031", "neu", "", "", "Beispiel, geb. 1950-01-31, Unfall 2004-12-10"],
        ]
    );
    let before = tree::read(&world.run(FR));
    world.must_run(FR);
    tree::assert_same("repeat", &before, &tree::read(&world.run(FR)));

    deliver(&world, "0314.dfue", &faelle(2..=31));
    world.must_run(NEXT);
    let back = log(&world, NEXT).into_iter().find(|row| row[2] == "00000002").expect("a change");
    assert_eq!(back[3..], ["zurueckgenommen", "abgegeben", "ja", "nein"]);
}

#[test]
fn the_same_cases_again_change_nothing() {
    let world = world("a.dfue", &faelle(1..=30));
    world.must_run(MO);
    let reversed: Vec<Fall> = faelle(1..=30).into_iter().rev().collect();
    deliver(&world, "b.dfue", &reversed);
    world.must_run(FR);
    assert_eq!(world.table(FR, "10-unfdat/aenderungen.csv").len(), 0, "another file with the same cases");
    assert_eq!(register(&world, FR), register(&world, MO));
}

#[test]
fn deltas_of_one_run_apply_in_delivery_order() {
    let mut world = world("a.dfue", &faelle(1..=3));
    world.configure(&[("mode = \"full\"", "mode = \"delta\"")]);
    world.must_run(MO);
    let named = |name: &str, nummer| Fall { name: name.into(), ..fall(nummer) };
    deliver(&world, "20050309.dfue", &[named("Neuer", 2), fall(5)]);
    deliver(&world, "20050308.dfue", &[named("Neu", 2), fall(4)]);
    world.must_run(FR);
    let rows = columns(&world, FR, "10-unfdat/faelle.csv", ["aktenzeichen", "name"]);
    let expected = [("1", "Beispiel"), ("2", "Neuer"), ("3", "Beispiel"), ("4", "Beispiel"), ("5", "Beispiel")];
    assert_eq!(rows, expected.map(|(nummer, name)| [format!("{nummer:0>8}"), name.to_owned()]));
    let log: Vec<_> = log(&world, FR).into_iter().map(|[nr, datei, az, art, ..]| [nr, datei, az, art]).collect();
    assert_eq!(
        log,
        [
            ["1", "20050308.dfue", "00000002", "geaendert"],
            ["1", "20050308.dfue", "00000004", "neu"],
            ["2", "20050309.dfue", "00000002", "geaendert"],
            ["2", "20050309.dfue", "00000005", "neu"],
        ]
    );
}

#[test]
fn what_an_earlier_run_did_not_finish_comes_before_what_is_new() {
    let mut world = world("a.dfue", &faelle(1..=3));
    world.configure(&[("mode = \"full\"", "mode = \"delta\"")]);
    world.must_run(MO);
    deliver(&world, "z.dfue", &[Fall { ort: "Ulm".into(), ..fall(2) }]);
    assert!(world.stage("open-run", "2005-03-08", &[]).status.success(), "this run breaks off");
    fs::remove_file(world.drop.join("BG28/unfdat/z.dfue")).expect("the sender clears its folder");
    deliver(&world, "b.dfue", &[Fall { ort: "Berlin".into(), ..fall(2) }]);
    world.must_run(FR);
    let log: Vec<_> = log(&world, FR).into_iter().map(|[_, datei, _, _, _, alt, neu]| [datei, alt, neu]).collect();
    assert_eq!(log, [["z.dfue", "Stuttgart", "Ulm"], ["b.dfue", "Ulm", "Berlin"]]);
}

/// Runs the chain of Friday with a delivery that must be refused beside an invoice; gives what ingest-unfdat says.
fn refused(world: &World) -> String {
    world.invoice("a.csv", "2005-1", "02.03.2005", &[Blatt::neu("500000000001", 1000)]);
    world.must_run(FR);
    assert_eq!(register(world, FR), register(world, MO), "the register stays as it was");
    assert_eq!(world.table(FR, "10-unfdat/aenderungen.csv").len(), 0);
    assert_eq!(world.table(FR, "60-payments/anweisungen.csv").len(), 1, "the rest of the delivery is processed");
    assert_eq!(status(world, FR), Some(65));
    let output = world.stage("ingest-unfdat", FR, &["--force"]);
    assert_eq!(output.status.code(), Some(65));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// So many records with an impossible postcode.
fn bad(number: u32) -> Vec<Fall> {
    (0..number).map(|nummer| Fall { plz: "1".into(), ..fall(90_000_000 + nummer) }).collect()
}

#[test]
fn too_many_rejected_records_keep_the_old_register() {
    let world = world("a.dfue", &faelle(1..=30));
    world.must_run(MO);
    deliver(&world, "b.dfue", &[faelle(1..=30), bad(11)].concat());
    let said = refused(&world);
    assert!(said.contains("b.dfue: 11 of 41 records rejected") && said.contains("max_reject_share"), "{said}");
    let rows = columns(&world, FR, "10-unfdat/abgelehnt.csv", ["datei", "satz", "feld"]);
    assert_eq!(rows.len(), 12, "the file and its eleven records");
    assert_eq!(
        (&rows[0], &rows[1]),
        (&["b.dfue", "0", ""].map(String::from), &["b.dfue", "31", "plz"].map(String::from))
    );
}

#[test]
fn ten_rejected_records_are_tolerated() {
    let world = world("a.dfue", &faelle(1..=30));
    world.must_run(MO);
    deliver(&world, "b.dfue", &[faelle(1..=31), bad(10)].concat());
    world.must_run(FR);
    assert_eq!(world.table(FR, "10-unfdat/faelle.csv").len(), 31);
    assert_eq!(world.table(FR, "10-unfdat/abgelehnt.csv").len(), 10);
    assert_eq!(status(&world, FR), Some(0));
}

#[test]
fn a_full_delivery_that_shrinks_the_register_keeps_the_old_one() {
    let world = world("a.dfue", &faelle(1..=30));
    world.must_run(MO);
    deliver(&world, "b.dfue", &faelle(1..=26));
    let said = refused(&world);
    assert!(said.contains("26 cases where the register has 30") && said.contains("max_shrink_share"), "{said}");
    deliver(&world, "c.dfue", &faelle(1..=27));
    world.must_run(NEXT);
    assert_eq!(world.table(NEXT, "10-unfdat/faelle.csv").len(), 27, "ten per cent less is allowed");
}

#[test]
fn two_people_let_a_short_register_through_and_one_does_not() {
    let world = world("a.dfue", &faelle(1..=30));
    world.must_run(MO);
    deliver(&world, "b.dfue", &faelle(1..=20));
    let cases = |date: &str| world.table(date, "10-unfdat/faelle.csv").len();
    world.must_run(FR);
    let refused = world.table(FR, "10-unfdat/abgelehnt.csv");
    let name =
        format!("b.dfue:{}", &stage::sha256_hex(&fs::read(world.drop.join("BG28/unfdat/b.dfue")).expect("it"))[..8]);
    assert!(refused[0]["grund"].contains(&format!("freigabe;{name};bestaetigt_klein;ja")), "{refused:?}");
    let say = |who: &str| {
        let line = format!("freigabe;{name};bestaetigt_klein;ja;{who};2005-03-11T08:00:00;");
        world.decide(&format!("{who}.csv"), &line);
    };
    say("mm");
    world.must_run(FR);
    assert_eq!(cases(FR), 30, "one person is not enough");
    say("kb");
    world.must_run(NEXT);
    assert_eq!(cases(NEXT), 20, "it comes again by itself");
    world.must_run("2005-03-15");
    assert_eq!(cases("2005-03-15"), 20);
}

#[test]
fn the_thresholds_are_the_payers_own() {
    let mut world = world("a.dfue", &faelle(1..=30));
    world.configure(&[("mode = \"full\"", "mode = \"full\"\nmax_reject_share = 0.5\nmax_shrink_share = 0.5")]);
    world.must_run(MO);
    deliver(&world, "b.dfue", &[faelle(1..=15), bad(11)].concat());
    world.must_run(FR);
    assert_eq!(world.table(FR, "10-unfdat/faelle.csv").len(), 15);
}

#[test]
fn a_first_delivery_that_is_refused_leaves_no_register() {
    let world = world("a.dfue", &bad(11));
    let (tool, code, said) = world.chain(MO).expect_err("no register");
    assert_eq!((tool.as_str(), code), ("ingest-unfdat", 65), "{said}");
    assert!(said.contains("a.dfue, record 1, byte ") && said.contains("plz: expected a German postcode"), "{said}");
    assert!(!world.run(MO).join("10-unfdat").exists());
}

#[test]
fn wrong_check_digits_are_rejected_by_the_payers_method() {
    let number = |nummer: u32, pz: &str| Fall { pz: pz.into(), ..fall(nummer) };
    let cases = [number(12_345_678, "5"), number(12_345_679, "5")];
    for (method, register, wrong) in [
        ("none", &["12345678", "12345679"][..], &[][..]),
        ("mod11", &["12345678"], &[["2", "pz", "5", "expected 3, the check digit of 12345679 by mod11 ([unfdat] pz)"]]),
    ] {
        let mut world = world("a.dfue", &cases);
        world.configure(&[("[unfdat]", &format!("[unfdat]\npz = \"{method}\""))]);
        world.must_run(MO);
        let taken = columns(&world, MO, "10-unfdat/faelle.csv", ["aktenzeichen"]);
        assert_eq!(taken.concat(), register, "{method}");
        let rejected = columns(&world, MO, "10-unfdat/abgelehnt.csv", ["satz", "feld", "wert", "grund"]);
        assert_eq!(rejected, wrong, "{method}");
    }
}

#[test]
fn an_unknown_check_digit_method_is_a_wrong_configuration() {
    let mut world = world("a.dfue", &faelle(1..=2));
    world.configure(&[("[unfdat]", "[unfdat]\npz = \"mod97\"")]);
    let output = world.stage("open-run", MO, &[]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(78), "{said}");
    assert!(said.contains("BG28.toml") && said.contains("none, mod11, luhn, ik"), "{said}");
}
