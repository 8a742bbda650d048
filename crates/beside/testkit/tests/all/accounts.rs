//! Accounts of billers: no invoice, decision or confirmation of one hand moves money to another account.

use std::fs;

use testkit::world::{Blatt, World, sr1_to};

/// Anweisungsdatum of an invoice received on 02.03.2005.
const FR: &str = "2005-03-11";
/// Anweisungsdatum of one received on 03.03.2005.
const MO: &str = "2005-03-14";

const KNOWN: &str = ";1162268;29090605";
const OTHER: &str = "DE44840800000867750501;;";

fn invoice(world: &World, nr: u32, eingang: &str, account: &str) {
    let sheet = Blatt::neu(&format!("5000000000{nr:02}"), 1000 + i64::from(nr));
    let text = sr1_to(account, &format!("2005-{nr}"), eingang, &[sheet]);
    world.deliver(&format!("BG28/invoices/{nr}.csv"), text.as_bytes());
}

/// Orders of a run: number of the invoice and IBAN.
fn orders(world: &World, date: &str) -> Vec<[String; 2]> {
    let rows = world.table(date, "60-payments/anweisungen.csv");
    rows.into_iter().map(|row| ["rechnungsnummer", "iban"].map(|name| row[name].clone())).collect()
}

fn findings(world: &World, date: &str) -> Vec<[String; 2]> {
    let rows = world.table(date, "60-payments/befunde.csv");
    rows.into_iter().map(|row| ["regel", "beleg_id"].map(|name| row[name].clone())).collect()
}

fn tasks(world: &World, date: &str, folder: &str) -> Vec<String> {
    world.table(date, &format!("{folder}/arbeitsliste.csv")).into_iter().map(|row| row["aufgabe"].clone()).collect()
}

/// The biller is paid once, to the account by which it is known from then on.
fn known() -> World {
    let world = World::new();
    invoice(&world, 1, "02.03.2005", KNOWN);
    world.must_run(FR);
    assert_eq!(orders(&world, FR).len(), 1);
    world
}

fn release(world: &World, who: &str, pic: &str) {
    world.decide(&format!("{who}.csv"), &format!("freigabe;{pic};konto;ja;{who};2005-03-14T08:00:00;"));
}

#[test]
fn the_first_account_is_ordered_to_marked_and_listed() {
    let world = known();
    assert_eq!(findings(&world, FR), [["K06", "0000001"]]);
    let letter = fs::read_to_string(world.run(FR).join("60-payments/zahlungsanweisung.txt")).expect("a letter");
    assert!(letter.contains("1622 68 *") && letter.contains("erstes Konto dieses Rechnungsstellers"), "{letter}");
    invoice(&world, 2, "03.03.2005", "DE08300606010001162268;;");
    world.must_run(MO);
    assert_eq!(orders(&world, MO).len(), 1, "the same account by its other name");
    assert_eq!(findings(&world, MO), [[""; 2]; 0]);
}

#[test]
fn another_account_waits_for_two_people() {
    let world = known();
    invoice(&world, 2, "03.03.2005", OTHER);
    world.must_run(MO);
    assert_eq!(orders(&world, MO), [[""; 2]; 0]);
    assert_eq!(findings(&world, MO), [["K05", "0000002"]]);
    let asked = tasks(&world, MO, "60-payments").join("");
    for said in [
        "DE44840800000867750501",
        "zuerst bezahlt mit BG28-0000001-1 am 11.03.2005",
        "DE08300606010001162268",
        "eingegangen am 03.03.2005",
    ] {
        assert!(asked.contains(said), "{said}: {asked}");
    }
    release(&world, "mm", "500000000002");
    world.must_run(MO);
    assert_eq!(orders(&world, MO), [[""; 2]; 0], "one person is not enough");
    assert!(tasks(&world, MO, "20-invoices")[0].starts_with("wartet auf zweite Person"));
    release(&world, "MM ", "500000000002");
    world.must_run(MO);
    assert_eq!(orders(&world, MO), [[""; 2]; 0], "nor is the same one twice");
    // The second comes on another day.
    release(&world, "kb", "500000000002");
    world.must_run("2005-03-15");
    assert_eq!(orders(&world, "2005-03-15"), [["2005-2", "DE44840800000867750501"]]);
    assert_eq!(tasks(&world, "2005-03-15", "20-invoices"), [""; 0]);
    let letter = world.run("2005-03-15").join("60-payments/zahlungsanweisung.txt");
    assert!(fs::read_to_string(letter).expect("a letter").contains("von zwei Personen freigegeben"));
}

#[test]
fn an_invoice_that_names_its_account_twice_is_refused() {
    let world = known();
    // SEPA would pay to the IBAN, DTAUS to the number.
    invoice(&world, 2, "03.03.2005", "DE44840800000867750501;1162268;29090605");
    invoice(&world, 3, "03.03.2005", "DE08300606010001162268;867750501;84080000");
    world.must_run(MO);
    assert_eq!(world.table(MO, "20-invoices/abgelehnt.csv").len(), 2);
    assert_eq!(orders(&world, MO), [[""; 2]; 0]);
}

#[test]
fn in_one_run_the_first_invoice_says_which_account_is_known() {
    let world = World::new();
    invoice(&world, 1, "02.03.2005", KNOWN);
    invoice(&world, 2, "02.03.2005", OTHER);
    world.must_run(FR);
    assert_eq!(orders(&world, FR), [["2005-1", "DE08300606010001162268"]]);
    assert_eq!(findings(&world, FR), [["K06", "0000001"], ["K05", "0000002"]]);
}

#[test]
fn an_own_account_is_never_paid_to() {
    for own in ["DE02600501010002034304;;", ";0002034304;60050101", "DE89370400440532013000;;", ";532013000;37040044"] {
        let world = known();
        invoice(&world, 2, "03.03.2005", own);
        release(&world, "mm", "500000000002");
        release(&world, "kb", "500000000002");
        world.must_run(MO);
        assert_eq!(findings(&world, MO), [["K07", "0000002"]], "{own}");
        assert_eq!(orders(&world, MO), [[""; 2]; 0], "{own}");
    }
}

const HEADER: &str = "ik;name;strasse;plz;ort;iban;bic;konto;blz;gueltig_ab;gueltig_bis\n";

#[test]
fn master_data_say_which_account_is_right() {
    let world = World::new();
    let list = format!("{HEADER}303100245;ARZ Nord;;;;DE44840800000867750501;;;;01.01.2000;\n");
    world.deliver("reference/rechnungssteller.csv", list.as_bytes());
    invoice(&world, 1, "02.03.2005", KNOWN);
    invoice(&world, 2, "02.03.2005", OTHER);
    world.must_run(FR);
    assert_eq!(orders(&world, FR), [["2005-2", "DE44840800000867750501"]]);
    assert_eq!(findings(&world, FR), [["K05", "0000001"]]);
    assert!(tasks(&world, FR, "60-payments")[0].contains("laut Stammdaten, gültig ab 01.01.2000"));
}

#[test]
fn a_broken_list_of_billers_stops_before_anything_is_imported() {
    let world = World::new();
    world.deliver(
        "reference/rechnungssteller.csv",
        format!("{HEADER}303100245;ARZ;;;;DE00;;;;01.01.2000;\n").as_bytes(),
    );
    invoice(&world, 1, "02.03.2005", KNOWN);
    let (tool, code, said) = world.chain(FR).expect_err("a broken list");
    assert_eq!((tool.as_str(), code), ("import-invoice-csv", 65), "{said}");
    assert!(said.contains("rechnungssteller.csv") && said.contains("iban"), "{said}");
}

#[test]
fn a_payer_may_want_every_first_account_released() {
    let mut world = World::new();
    world.configure(&[("[unfdat]\n", "[zahlung]\nerstes_konto = \"bestaetigen\"\n\n[unfdat]\n")]);
    invoice(&world, 1, "02.03.2005", KNOWN);
    world.must_run(FR);
    assert_eq!((orders(&world, FR).len(), findings(&world, FR)), (0, vec![["K06".into(), "0000001".into()]]));
    for who in ["mm", "kb"] {
        world.decide(&format!("{who}.csv"), &format!("freigabe;500000000001;konto;ja;{who};2005-03-11T08:00:00;"));
    }
    world.must_run(FR);
    assert_eq!(orders(&world, FR).len(), 1);
}
