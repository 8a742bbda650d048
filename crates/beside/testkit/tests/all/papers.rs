//! What leaves the house, as its receiver gets it: sheets on paper, signatures, checksums.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use domain::{Anweisung, Betrag, JaNein, Kostentraeger, Zahlungsstatus};
use order_payments::Brief;
use testkit::tree;
use testkit::world::{Blatt, World, repository};

const DATE: &str = "2005-03-11";
const OUTGOING: [&str; 4] = ["60-payments", "70-dtaus", "75-sepa", "80-rzs-abrech"];

/// A world with two invoices that are due; its payer's configuration has these lines more.
fn world(signatur: &str) -> World {
    let mut world = World::new();
    world.invoice("a.csv", "2005-1", "02.03.2005", &[Blatt::neu("500000000001", 123_456)]);
    world.invoice("b.csv", "2005-2", "02.03.2005", &[Blatt::neu("500000000002", 9_901)]);
    let config = world.work.with_file_name("config");
    tree::write(&config, &tree::read(&world.config));
    let payer = config.join("payers/BG28.toml");
    let text = fs::read_to_string(&payer).expect("the shipped payer");
    fs::write(payer, format!("{text}\n{signatur}")).expect("a payer");
    world.config = config;
    world
}

/// Runs a foreign program; none, loudly, if it is not installed.
fn foreign(program: impl AsRef<Path>, arguments: &[&str], folder: &Path) -> Option<Output> {
    let program = program.as_ref();
    match Command::new(program).args(arguments).current_dir(folder).output() {
        Ok(output) => Some(output),
        Err(e) => {
            muster::skipped(&format!("{} cannot be started ({e})", program.display()));
            None
        }
    }
}

/// A world with a key, and the file in which its receivers keep the public one.
fn signed_world() -> Option<World> {
    let world = world("[signatur]\nschluessel = \"key\"\n");
    let made = foreign("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", "key"], &world.config)?;
    assert!(made.status.success(), "{made:?}");
    let public = fs::read_to_string(world.config.join("key.pub")).expect("the public key");
    fs::write(world.config.join("signers"), format!("zahlbar namespaces=\"file\" {public}")).expect("signers");
    Some(world)
}

/// Verifies the outgoing folders with the script that receivers have.
fn verified(world: &World) -> Option<Output> {
    let signers = world.config.join("signers").display().to_string();
    let arguments: Vec<&str> = std::iter::once(signers.as_str()).chain(OUTGOING).collect();
    foreign(repository().join("scripts/verify-delivery"), &arguments, &world.run(DATE))
}

/// The script names payer, date and pass, and refuses what was not asked for; so does `verify-run` a key that is none.
fn assert_names_whose_it_is(world: &World) {
    let run = |options: &[&str]| {
        let mut script = Command::new(repository().join("scripts/verify-delivery"));
        script.args(options).arg(world.config.join("signers")).arg("70-dtaus").current_dir(world.run(DATE));
        script.output().expect("it ran before")
    };
    let right = run(&["--payer", "BG28", "--date", DATE, "--pass", "1"]);
    let said = String::from_utf8_lossy(&right.stdout).into_owned();
    assert!(right.status.success() && said.contains(&format!("BG28 on {DATE}, 70-dtaus, pass 1")), "{right:?}");
    for wrong in [["--payer", "BG10"], ["--date", "2005-03-10"], ["--pass", "2"]] {
        assert_eq!(run(&wrong).status.code(), Some(1), "{wrong:?}");
    }
    assert_eq!(run(&["--color", "red"]).status.code(), Some(64));
    let verify = |signers: &str| {
        let mut tool = Command::new(testkit::world::binary("verify-run"));
        tool.arg(world.run(DATE)).arg("--signers").arg(world.config.join(signers)).output().expect("verify-run")
    };
    assert!(verify("signers").status.success(), "{:?}", verify("signers"));
    let made = foreign("ssh-keygen", &["-q", "-t", "ed25519", "-N", "", "-f", "other"], &world.config);
    assert!(made.is_some_and(|made| made.status.success()));
    let stranger = verify("other.pub");
    assert!(String::from_utf8_lossy(&stranger.stdout).contains("is by an unknown key"), "{stranger:?}");
    assert_eq!(stranger.status.code(), Some(65));
}

#[test]
fn receivers_find_every_file_signed_and_notice_every_change() {
    let Some(world) = signed_world() else { return };
    world.must_run(DATE);
    let Some(sound) = verified(&world) else { return };
    let said = String::from_utf8_lossy(&sound.stdout).into_owned();
    assert!(sound.status.success(), "{sound:?}");
    for file in ["70-dtaus/DTAUS0", "75-sepa/pain.001.xml", "80-rzs-abrech/RZS-ABRECH", "60-payments/SHA256SUMS"] {
        assert!(said.contains(&format!("{file}: signed")), "{file} is not in\n{said}");
    }
    for (extra, of) in [("DTAUS0-neu", "70-dtaus/DTAUS0"), ("lists.csv", "60-payments/anweisungen.csv")] {
        let added = world.run(DATE).join(of).with_file_name(extra);
        fs::copy(world.run(DATE).join(of), &added).expect("a file that nobody signed");
        let more = verified(&world).expect("it ran before");
        assert_eq!(more.status.code(), Some(1), "{extra}: {more:?}");
        assert!(String::from_utf8_lossy(&more.stderr).contains(&format!("{extra}: NOT IN THE SIGNED LIST")));
        fs::remove_file(added).expect("gone again");
    }
    for file in ["70-dtaus/DTAUS0", "60-payments/zahlungsanweisung.pdf", "80-rzs-abrech/SHA256SUMS"] {
        let path = world.run(DATE).join(file);
        let bytes = fs::read(&path).expect("an outgoing file");
        fs::write(&path, [&bytes[..], b" "].concat()).expect("a changed file");
        let changed = verified(&world).expect("it ran before");
        assert_eq!(changed.status.code(), Some(1), "{file}: {changed:?}");
        fs::write(&path, bytes).expect("the file");
    }
    // A table of the house cannot be slipped in with a receipt that names it: the signed note has its sum.
    let table = world.run(DATE).join("75-sepa/ausgabe.csv");
    let sound = fs::read(&table).expect("a table");
    fs::write(&table, [&sound[..], b"x"].concat()).expect("a changed table");
    assert_eq!(verified(&world).expect("it ran before").status.code(), Some(1));
    fs::write(&table, sound).expect("the table");
    assert_names_whose_it_is(&world);
    fs::remove_file(world.run(DATE).join("70-dtaus/begleitzettel.pdf")).expect("a file less");
    assert_eq!(verified(&world).expect("it ran before").status.code(), Some(1));
}

#[test]
fn a_signed_run_is_repeated_byte_for_byte() {
    let Some(world) = signed_world() else { return };
    world.must_run(DATE);
    let first = tree::read(&world.run(DATE));
    for stage in ["order-payments", "emit-dtaus", "emit-sepa", "emit-rzs-abrech"] {
        assert!(world.stage(stage, DATE, &["--force"]).status.success(), "{stage}");
    }
    tree::assert_same("signed run", &first, &tree::read(&world.run(DATE)));
}

#[test]
fn a_missing_key_stops_before_anything_goes_out() {
    let world = world("[signatur]\nschluessel = \"key\"\n");
    let (tool, code, said) = world.chain(DATE).expect_err("there is no key");
    assert_eq!((tool.as_str(), code), ("open-run", 78), "{said}");
    assert!(said.contains("[signatur] schluessel") && said.contains("ssh-keygen"), "{said}");
    assert!(!world.run(DATE).join("60-payments").exists());
}

#[test]
fn an_unsigned_run_says_so_once_and_lists_its_files() {
    let world = world("");
    world.must_run(DATE);
    let stages = ["order-payments", "emit-dtaus", "emit-sepa", "emit-rzs-abrech"];
    let said: String = stages
        .iter()
        .map(|stage| String::from_utf8_lossy(&world.stage(stage, DATE, &["--force"]).stderr).into_owned())
        .collect();
    assert_eq!(said.matches("not signed").count(), 1, "{said}");
    for folder in OUTGOING {
        let Some(sums) = foreign("sha256sum", &["--check", "--strict", "SHA256SUMS"], &world.run(DATE).join(folder))
        else {
            return;
        };
        assert!(sums.status.success(), "{folder}: {sums:?}");
    }
}

/// Words of a sheet that are figures: amounts, numbers, dates, checksums.
fn figures(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().filter(|word| word.chars().any(|c| c.is_ascii_digit()))
}

#[test]
fn paper_says_what_the_text_says() {
    let world = world("");
    world.must_run(DATE);
    for sheet in ["60-payments/zahlungsanweisung", "70-dtaus/begleitzettel", "80-rzs-abrech/begleitbeleg"] {
        let text = fs::read_to_string(world.run(DATE).join(format!("{sheet}.txt"))).expect("a sheet");
        let Some(paper) = foreign("pdftotext", &["-layout", &format!("{sheet}.pdf"), "-"], &world.run(DATE)) else {
            return;
        };
        let paper = String::from_utf8(paper.stdout).expect("text");
        let missing: Vec<&str> = figures(&text).filter(|figure| !paper.contains(figure)).collect();
        assert!(missing.is_empty(), "{sheet}.pdf lacks {missing:?}:\n{paper}");
    }
}

/// An order of the letter of 27.08.2012.
fn anweisung(beleg_id: &str, nummer: &str, ik: &str, konto: &str, blz: &str, betrag: &str) -> Anweisung {
    let tag = |iso: &str| domain::datum::aus_iso(iso).expect("a day");
    Anweisung {
        anweisung_id: format!("BG28-{beleg_id}-1"),
        zahlungsstatus: Zahlungsstatus::Abschluss,
        beleg_id: beleg_id.into(),
        rechnungsnummer: nummer.into(),
        rechnungssteller_ik: ik.into(),
        rechnungssteller: "Rechenzentrum".into(),
        iban: String::new(),
        konto: konto.into(),
        blz: blz.into(),
        betrag: betrag.parse().expect("an amount"),
        anzahl_rezepte: 1,
        rabattfrist: tag("2012-08-27"),
        zahlungsziel: tag("2012-08-27"),
        anweisungsdatum: tag("2012-08-24"),
        angewiesen_am: tag("2012-08-24"),
        rechtzeitig: JaNein::Ja,
        rabatt_gefaehrdet: 0,
        quellkonto: String::new(),
        le_nr: String::new(),
        verrechnet: Betrag::NULL,
        ersetzt: String::new(),
    }
}

/// Lines of a sheet that end in an amount, each as its first word and the amount.
fn sums(text: &str) -> Vec<(&str, &str)> {
    let ends = text.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let (first, last) = (words.next()?, words.next_back()?);
        (last.contains(',') && last.ends_with(|c: char| c.is_ascii_digit())).then_some((first, last))
    });
    ends.collect()
}

#[test]
fn the_letter_of_27_08_2012_says_the_same_as_text_and_on_paper() {
    let payer = fs::read_to_string(repository().join("pipelines/payers/BG28.toml")).expect("the shipped payer");
    let payer: Kostentraeger = toml::from_str(&payer).expect("a payer");
    let orders = [
        anweisung("8968510", "7119", "306101210", "867750501", "84080000", "3534.11"),
        anweisung("8968511", "7144", "306101210", "867750501", "84080000", "6239.55"),
        anweisung("8968512", "20715180-00100", "303100245", "1162268", "29090605", "76159.50"),
    ];
    let day = domain::datum::aus_iso("2012-08-27").expect("a day");
    let letter = order_payments::zahlungsanweisung(&Brief {
        code: "BG28",
        kostentraeger: &payer,
        datum: day,
        pass: 1,
        anweisungen: &orders,
        verrechnungen: &[],
        kontobefunde: &[],
        bankdateien: &[],
        journal: None,
    });
    let expected = [
        ("Abschlusszahlung", "76.159,50"),
        ("Zwischensumme", "76.159,50"),
        ("Abschlusszahlung", "3.534,11"),
        ("Abschlusszahlung", "6.239,55"),
        ("Zwischensumme", "9.773,66"),
        ("Gesamtsumme", "85.933,16"),
    ];
    let folder = tempfile::TempDir::new().expect("a temporary folder");
    for (file, bytes) in documents::dateien("brief", &letter) {
        fs::write(folder.path().join(&file), bytes).expect("a sheet");
    }
    let text = fs::read_to_string(folder.path().join("brief.txt")).expect("the text");
    assert_eq!(sums(&text), expected, "{text}");
    let Some(paper) = foreign("pdftotext", &["-layout", "brief.pdf", "-"], folder.path()) else { return };
    let paper = String::from_utf8(paper.stdout).expect("text");
    assert_eq!(sums(&paper), expected, "{paper}");
    for says in ["Z.A. 27.08.12.BG28", "20715180-00100", "867750501", "29090605", "303100245"] {
        assert!(text.contains(says) && paper.contains(says), "{says}");
    }
}
