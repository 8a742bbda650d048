//! One who writes invoices, decisions and confirmations, and has no second person's hand: no money goes to another
//! account, no sheet is paid twice, and he reads no name that he did not send.

use super::*;

/// Everything that one hand can write about an order and an invoice.
fn strike(world: &World, nr: u32, when: &str) {
    let lines = [
        format!("freigabe;4;konto;ja;evil;{when};"),
        format!("freigabe;4;konto;ja;EVIL ;{when};"),
        format!("freigabe;4;konto;ja;e\u{200b}vil;{when};"),
        format!("neuanweisung;;BG28-0000001-1;{IBAN};evil;{when};"),
        format!("neuanweisung;1;BG28-0000001-1;{IBAN};Evil;{when};"),
        format!("neuanweisung;2;bg28-0000001-1;{IBAN};e vil;{when};"),
        format!("korrektur1;1;iban;{IBAN};evil;{when};"),
        format!("freigabe;998;;nein;evil;{when};"),
    ];
    decide(world, &format!("{nr}.csv"), &lines.join("\n"));
}

#[test]
fn no_money_moves_to_another_account() {
    let world = ordered();
    let other = sr1_to(&format!("{IBAN};;"), "8000", "03.03.2005", &[Blatt::neu("4", 900)]);
    world.deliver("BG28/invoices/evil.csv", other.as_bytes());
    reject(&world, "forged", "BG28-0000001-1");
    for (nr, date) in (1..).zip([MO, DI, MI, "2005-03-17"]) {
        strike(&world, nr, &format!("{date}T0{nr}:00:00"));
        world.must_run(date);
        strike(&world, nr + 10, &format!("{date}T1{nr}:00:00"));
        world.must_run(date);
        assert_eq!(orders(&world, date), [[""; 4]; 0], "{date}");
    }
    for (path, bytes) in tree::read(&world.work) {
        let bank = path.contains("/75-sepa/") || path.contains("/70-dtaus/");
        assert!(!bank || !String::from_utf8_lossy(&bytes).contains(IBAN), "{path}");
    }
    assert_eq!(transfers(&world).len(), 2);
}

#[test]
fn no_sheet_is_paid_twice() {
    let world = ordered();
    // Its own file again, its number on another invoice, another number for the same sheet, in another spelling.
    world.invoice("a-again.csv", "7119", "02.03.2005", &[Blatt::neu("1", 1000), Blatt::neu("2", 2000)]);
    world.invoice("same.csv", "7120", "02.03.2005", &[Blatt::neu("1", 1000)]);
    world.invoice("other.csv", "7121", "02.03.2005", &[Blatt::neu("998", 1000)]);
    let spelt = sr1_to(";1162268;29090605", "7122", "02.03.2005", &[Blatt::neu("1995", 1000)]);
    world.deliver("BG28/invoices/spelt.csv", spelt.replace(";Muster;Max;", ";MUSTER; Max ;").as_bytes());
    reject(&world, "forged", "BG28-0000001-1");
    for date in [MO, DI, MI] {
        strike(&world, 1, &format!("{date}T08:00:00"));
        world.must_run(date);
        assert_eq!(orders(&world, date), [[""; 4]; 0], "{date}");
    }
    let waiting = world.table(MI, "50-stage2/urteile.csv");
    assert!(waiting.iter().all(|row| row["klasse"] == "offen"), "{waiting:?}");
}

#[test]
fn a_release_that_was_taken_back_makes_no_account_known() {
    // In force in the morning, taken back in the evening: the account that it released is no known one.
    let world = ordered();
    let two = [Blatt::neu("4", 900), Blatt::neu("5", 800).unf_datum("?")];
    world.deliver("BG28/invoices/x.csv", sr1_to(&format!("{IBAN};;"), "8000", "03.03.2005", &two).as_bytes());
    world.must_run(MO);
    for who in ["mm", "kb"] {
        decide(&world, &format!("{who}.csv"), &format!("freigabe;5;konto;ja;{who};2005-03-14T10:00:00;"));
    }
    world.must_run(DI);
    assert_eq!(orders(&world, DI).len(), 1, "two people released it");
    decide(&world, "z.csv", "freigabe;5;konto;zurück;kb;2005-03-16T08:00:00;");
    world.must_run(MI);
    let next = sr1_to(&format!("{IBAN};;"), "8001", "04.03.2005", &[Blatt::neu("6", 700)]);
    world.deliver("BG28/invoices/y.csv", next.as_bytes());
    world.must_run("2005-03-17");
    assert_eq!(orders(&world, "2005-03-17").len(), 0, "and one took it back");
}

#[test]
fn one_person_s_word_makes_no_account_known() {
    // The account was paid because the master data had it on that day, not because of what one person said.
    let world = World::new();
    let list = |rows: &str| format!("ik;name;strasse;plz;ort;iban;bic;konto;blz;gueltig_ab;gueltig_bis\n{rows}");
    let until = format!("303100245;ARZ;;;;{IBAN};;;;01.01.2000;14.03.2005\n");
    world.invoice("a.csv", "1", "01.03.2005", &[Blatt::neu("1", 1000)]);
    world.must_run("2005-03-11");
    world.deliver("reference/rechnungssteller.csv", list(&until).as_bytes());
    let two = [Blatt::neu("4", 900), Blatt::neu("5", 800).unf_datum("?")];
    world.deliver("BG28/invoices/x.csv", sr1_to(&format!("{IBAN};;"), "8000", "03.03.2005", &two).as_bytes());
    decide(&world, "one.csv", "freigabe;5;konto;ja;evil;2005-03-14T10:00:00;");
    world.must_run(MO);
    assert_eq!(orders(&world, MO).len(), 1, "to the account of the master data");
    world.deliver(
        "BG28/invoices/y.csv",
        sr1_to(&format!("{IBAN};;"), "8001", "04.03.2005", &[Blatt::neu("6", 700)]).as_bytes(),
    );
    world.must_run(DI);
    world.must_run(MI);
    assert_eq!((orders(&world, DI).len(), orders(&world, MI).len()), (0, 0), "its validity is over");
}

#[test]
fn he_reads_no_name_that_he_did_not_send() {
    // He guesses another's numbers: what he is told holds nothing of the sheets behind them.
    let world = ordered();
    strike(&world, 1, "2005-03-14T08:00:00");
    let text =
        "anweisung_id;bestaetigt_am;betrag;bemerkung;rueckmeldung\nBG28-0000001-1;14.03.2005;1,00;;zurueckgewiesen\n";
    world.deliver("BG28/confirmations/guess.csv", text.as_bytes());
    reject(&world, "guess", "BG28-0000009-1");
    world.must_run(MO);
    for (path, bytes) in tree::read(&world.run(MO)) {
        let told = path.ends_with("abgelehnt.csv") || path.starts_with("90-letters") || path.starts_with("85-avis");
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!told || !["Muster", "Max", "12.05.1954", "Beispiel"].iter().any(|name| text.contains(name)), "{path}");
    }
}
