//! What goes wrong has an exit code of its own and a message that says what to do.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Output};

use stage::Lock;
use testkit::world::{Blatt, World, binary, repository, sr1};

const DATE: &str = "2005-03-11";

fn world() -> World {
    let world = World::new();
    world.invoice("a.csv", "2005-1", "02.03.2005", &[Blatt::neu("500000000001", 1000)]);
    world
}

/// Holds the payer's lock as a stage does.
fn hold(world: &World, tool: &str) -> Lock {
    Lock::take(&world.work.join("BG28"), tool, &world.run(DATE)).expect("the lock is free")
}

/// Expects an exit code and what the message says.
#[track_caller]
fn assert_fails(output: &Output, code: i32, says: &[&str]) {
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{said}");
    for text in says {
        assert!(said.contains(text), "the message does not say {text:?}:\n{said}");
    }
}

/// Holds a message against the gallery in `fixtures/errors`, which shows every message as an operator sees it.
/// `ZAHLBAR_GOLDEN=write` writes it anew.
#[track_caller]
fn assert_gallery(name: &str, world: &World, output: &Output) {
    let said = String::from_utf8_lossy(&output.stderr).replace(&*world.work.to_string_lossy(), "work");
    let own_config = world.work.with_file_name("config");
    let said = said.replace(&*own_config.to_string_lossy(), "./pipelines");
    let said = said.replace(&*world.drop.to_string_lossy(), "drop").replace(&*repository().to_string_lossy(), ".");
    let text = format!("{}\nexit {}\n", hide_process(&said).trim_end(), output.status.code().unwrap_or(-1));
    let path = repository().join(format!("fixtures/errors/{name}.txt"));
    if std::env::var_os("ZAHLBAR_GOLDEN").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("the gallery");
        fs::write(&path, &text).expect("a message of the gallery");
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), text, "fixtures/errors/{name}.txt");
}

/// Process numbers differ from run to run.
fn hide_process(text: &str) -> String {
    let Some((before, after)) = text.split_once("process ") else { return text.to_owned() };
    format!("{before}process N{}", after.trim_start_matches(|c: char| c.is_ascii_digit()))
}

#[test]
fn the_gallery_shows_every_message() {
    let world = world();
    let show = |name: &str, tool: &str, date: &str, options: &[&str]| {
        assert_gallery(name, &world, &world.stage(tool, date, options));
    };
    show("run-not-opened", "audit-stage1", DATE, &[]);
    show("no-folder-of-a-run", "open-run", "11.03.2005", &[]);
    show("unknown-option", "match-cases", DATE, &["--no-such-option"]);
    world.deliver("BG28/invoices/broken.csv", broken_invoice().as_bytes());
    world.decide(
        "d.csv",
        "status;500000000099;;0;mm;2005-03-11T08:00:00;\nstatus;500000000001;;77;mm;2005-03-11T08:00:00;",
    );
    world.must_run(DATE);
    show("broken-invoice", "import-invoice-csv", DATE, &["--force"]);
    show("earlier-date", "open-run", "2005-03-10", &[]);
    let register = world.run(DATE).join("10-unfdat/faelle.csv");
    let sound = fs::read(&register).expect("the register");
    fs::write(&register, b"aktenzeichen\n").expect("a changed register");
    show("changed-intermediate-file", "match-cases", DATE, &[]);
    fs::write(&register, sound).expect("the register");
    fs::remove_dir_all(world.run(DATE).join("30-stage1")).expect("a stage less");
    show("missing-stage", "match-cases", DATE, &[]);
    let _lock = hold(&world, "match-cases");
    show("locked", "match-cases", DATE, &[]);
}

#[test]
fn the_gallery_shows_that_a_key_is_missing() {
    let mut world = world();
    world.configure(&[("[unfdat]", "[signatur]\nschluessel = \"key\"\n\n[unfdat]")]);
    world.chain(DATE).expect_err("there is no key");
    assert_gallery("missing-key", &world, &world.stage("open-run", DATE, &[]));
}

#[test]
fn a_changed_intermediate_file_is_named_and_refused() {
    let world = world();
    world.must_run(DATE);
    let file = world.run(DATE).join("30-stage1/rezepte.csv");
    let original = fs::read(&file).expect("a table");
    for position in [0, original.len() / 2, original.len() - 1] {
        let mut changed = original.clone();
        changed[position] ^= 1;
        fs::write(&file, &changed).expect("a changed table");
        for tool in ["match-cases", "audit-stage2", "audit-stage1"] {
            assert_fails(&world.stage(tool, DATE, &[]), 65, &["30-stage1/rezepte.csv was changed", "--force"]);
        }
    }
    assert!(world.stage("audit-stage1", DATE, &["--force"]).status.success());
    assert_eq!(fs::read(&file).expect("a table"), original, "--force writes the file anew");
}

#[test]
fn a_missing_stage_is_named() {
    let world = world();
    assert_fails(&world.stage("audit-stage1", DATE, &[]), 66, &["run.toml is missing", "open-run"]);
    assert!(world.stage("open-run", DATE, &[]).status.success());
    assert_fails(&world.stage("audit-stage1", DATE, &[]), 66, &["20-invoices is missing"]);
}

#[test]
fn a_run_without_any_register_is_refused() {
    let world = world();
    fs::remove_dir_all(world.drop.join("BG28/unfdat")).expect("no register");
    assert!(world.stage("open-run", DATE, &[]).status.success());
    assert_fails(&world.stage("ingest-unfdat", DATE, &[]), 66, &["register"]);
}

#[test]
fn a_locked_run_says_who_holds_it() {
    let world = world();
    world.must_run(DATE);
    let _lock = hold(&world, "report");
    assert_fails(&world.stage("match-cases", DATE, &[]), 75, &["is locked by", "report, process"]);
}

#[test]
fn wrong_configurations_are_named() {
    let mut world = world();
    assert!(world.stage("open-run", DATE, &[]).status.success());
    let config = world.work.join("config");
    fs::create_dir_all(config.join("payers")).expect("a configuration");
    let toml = fs::read_to_string(world.config.join("payers/BG28.toml")).expect("the shipped payer");
    let shipped = std::mem::replace(&mut world.config, config.clone());
    let stage = |world: &World| world.stage("ingest-unfdat", DATE, &[]);
    assert_fails(&stage(&world), 78, &["payers/<payer>.toml"]);
    fs::write(config.join("payers/BG28.toml"), format!("farbe = \"rot\"\n{toml}")).expect("a payer");
    assert_fails(&stage(&world), 78, &["BG28.toml", "farbe"]);
    fs::write(config.join("payers/BG28.toml"), toml.replace("EDF03DRV", "EBCDIC")).expect("a payer");
    assert_fails(&stage(&world), 78, &["unfdat.charset", "EDF03DRV"]);
    let rules = config.join("rules");
    fs::write(config.join("payers/BG28.toml"), toml.replace("DE02600501010002034304", "DE02600501010002034305"))
        .expect("a payer");
    let both = ["[[konto]] 1: iban", "rules/gebuehren.csv is missing", "rules/apothekenabschlag.csv is missing"];
    assert_fails(&world.stage("open-run", DATE, &[]), 78, &both);
    fs::create_dir_all(&rules).expect("rules");
    for table in ["gebuehren.csv", "apothekenabschlag.csv"] {
        fs::copy(shipped.join("rules").join(table), rules.join(table)).expect("a rule table");
    }
    let late = toml.replace("[zuordnung]", "[fristen]\nzahlungsziel_tage = 4000000000\n[zuordnung]");
    fs::write(config.join("payers/BG28.toml"), late).expect("a payer");
    assert_fails(&world.stage("open-run", DATE, &[]), 78, &["BG28.toml", "fristen.zahlungsziel_tage = '4000000000'"]);
    let check = |world: &World| {
        Command::new(binary("check-config")).arg("--config").arg(&world.config).output().expect("a check")
    };
    assert_fails(&check(&world), 78, &["fristen.zahlungsziel_tage"]);
    let signed = toml.replace("[zuordnung]", "[signatur]\nschluessel = \"key\"\n[zuordnung]");
    fs::write(config.join("payers/BG28.toml"), signed).expect("a payer");
    assert_fails(&check(&world), 78, &["BG28.toml", "[signatur] schluessel", "No such file"]);
    fs::write(config.join("key"), "").expect("a key");
    fs::set_permissions(config.join("key"), fs::Permissions::from_mode(0o644)).expect("a mode");
    assert_fails(&world.stage("open-run", DATE, &[]), 78, &["[signatur] schluessel", "chmod 600"]);
    fs::write(rules.join("gebuehren.csv"), "gueltig_ab,gueltig_bis,art,wert,rechtsgrundlage\n").expect("a table");
    fs::write(rules.join("apothekenabschlag.csv"), "x\n1\n").expect("a table");
    assert_fails(&check(&world), 78, &["rules: ", "chmod 600"]);
    world.config = shipped;
    assert!(check(&world).status.success());
    world.payer = "BG99".into();
    assert_fails(&world.stage("open-run", DATE, &[]), 78, &["unknown payer 'BG99'", "BG28"]);
}

#[test]
fn an_earlier_date_is_wrong_usage() {
    let world = world();
    world.must_run(DATE);
    assert_fails(&world.stage("open-run", "2005-03-10", &[]), 64, &["2005-03-11"]);
    assert_fails(&world.stage("open-run", "11.03.2005", &[]), 64, &["JJJJ-MM-TT"]);
    assert_fails(&world.stage("match-cases", DATE, &["--no-such-option"]), 64, &["--no-such-option"]);
}

/// An invoice of a wrong version with an amount that is none.
fn broken_invoice() -> String {
    sr1("2005-2", "02.03.2005", &[Blatt::neu("500000000007", 700)])
        .replace("SR1", "SR9")
        .split_inclusive('\n')
        .map(|line| if line.starts_with("PO;") { line.replace(";7,00", ";sieben") } else { line.to_owned() })
        .collect()
}

#[test]
fn a_broken_invoice_is_returned_whole_and_the_rest_is_processed() {
    let world = world();
    world.deliver("BG28/invoices/broken.csv", broken_invoice().as_bytes());
    world.must_run(DATE);
    assert_eq!(world.table(DATE, "60-payments/anweisungen.csv").len(), 1, "the good invoice is paid");
    let refused = world.table(DATE, "20-invoices/abgelehnt.csv");
    let places: Vec<_> =
        refused.iter().map(|row| (row["datei"].as_str(), row["satz"].as_str(), row["wert"].as_str())).collect();
    assert_eq!(places, [("broken.csv", "1", "SR9"), ("broken.csv", "4", "sieben")]);
    let output = world.stage("import-invoice-csv", DATE, &["--force"]);
    assert_fails(&output, 65, &["broken.csv is refused, 2 error(s)", "line 4", "taxe: expected euro"]);
    let status =
        std::process::Command::new(testkit::world::binary("status")).arg(world.run(DATE)).output().expect("status");
    assert_fails(&status, 65, &[]);
}

#[test]
fn the_invoice_header_that_does_not_add_up_is_imported_and_reported() {
    let world = World::new();
    let text = sr1("2005-3", "02.03.2005", &[Blatt::neu("500000000001", 35064)]).replacen(
        ";350,64;0,00;0,00;0,00;350,64;",
        ";350,64;0,00;24,28;7,31;336,92;",
        1,
    );
    world.deliver("BG28/invoices/a.csv", text.as_bytes());
    world.must_run(DATE);
    let found: Vec<_> =
        world.table(DATE, "30-stage1/rechnungen.csv").into_iter().filter(|row| row["regel"] == "R07").collect();
    assert_eq!(found.len(), 1);
    assert_eq!(
        (found[0]["soll"].as_str(), found[0]["ist"].as_str(), found[0]["differenz"].as_str()),
        ("336.92", "319.05", "17.87")
    );
}

#[test]
fn refused_decision_lines_leave_the_others() {
    let world = world();
    world.decide(
        "d.csv",
        "status;500000000099;;0;mm;2005-03-11T08:00:00;\nstatus;500000000001;;77;mm;2005-03-11T08:00:00;\n\
         korrektur1;500000000001;farbe;rot;mm;2005-03-11T08:00:00;\nzuordnung;500000000001;;999999999;mm;2005-03-11T08:00:00;\n\
         status;500000000001;;1005;mm;2005-03-11T08:01:00;",
    );
    world.must_run(DATE);
    assert_eq!(world.table(DATE, "20-invoices/abgelehnt.csv").len(), 4);
    assert_eq!(world.table(DATE, "50-stage2/urteile.csv")[0]["status"], "1005");
}

#[test]
fn without_articles_nothing_is_paid_that_depends_on_them() {
    let world = world();
    fs::remove_dir_all(world.drop.join("reference")).expect("no articles");
    world.must_run(DATE);
    assert_eq!(world.table(DATE, "50-stage2/urteile.csv")[0]["klasse"], "offen");
}

#[test]
fn empty_deliveries_run_through() {
    let world = World::new();
    world.must_run(DATE);
    for file in ["20-invoices/rezepte.csv", "50-stage2/urteile.csv", "60-payments/anweisungen.csv"] {
        assert_eq!(world.table(DATE, file).len(), 0, "{file}");
    }
    assert!(!world.run(DATE).join("70-dtaus/DTAUS0").exists());
}

/// Born 110 years before the receipt to the day, and an accident after it: 1006 by either limit, which are one day.
#[test]
fn a_finding_that_is_found_two_ways_is_one_and_stops_nothing() {
    let world = World::new();
    let sheet = Blatt::neu("500000000001", 1000).unf_datum("03.03.2005");
    let invoice = sr1("2005-1", "02.03.2005", &[sheet]).replace("12.05.1954", "02.03.1895");
    world.deliver("BG28/invoices/a.csv", invoice.as_bytes());
    world.must_run(DATE);
    let findings = world.table(DATE, "50-stage2/befunde.csv");
    assert_eq!(findings.iter().filter(|finding| finding["status"] == "1006").count(), 1, "{findings:?}");
}
