//! Payment orders through the chain: the cut-off, the preview, accounts paid from, set-off, accounts paid to, discounts.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use testkit::tree;
use testkit::world::{Blatt, World, binary, repository, sr1};

/// Anweisungsdatum of an invoice received on 02.03.2005.
const FR: &str = "2005-03-11";

/// The named columns of a table of a run.
fn columns<const N: usize>(world: &World, date: &str, file: &str, names: [&str; N]) -> Vec<[String; N]> {
    let row = |row: BTreeMap<String, String>| names.map(|name| row[name].clone());
    world.table(date, file).into_iter().map(row).collect()
}

fn due(world: &World) {
    world.invoice("a.csv", "2005-1", "02.03.2005", &[Blatt::neu("500000000001", 1000)]);
}

/// The chain up to what order-payments decides on.
fn judged(world: &World, date: &str) {
    for tool in ["open-run", "ingest-unfdat", "import-invoice-csv", "audit-stage1", "match-cases", "audit-stage2"] {
        assert!(world.stage(tool, date, &[]).status.success(), "{tool}");
    }
}

#[test]
fn an_order_after_noon_is_late_and_stays_so() {
    let world = World::new();
    due(&world);
    judged(&world, FR);
    assert!(world.stage("order-payments", FR, &["--time", "12:01"]).status.success());
    let rechtzeitig = || columns(&world, FR, "60-payments/anweisungen.csv", ["rechtzeitig"]);
    assert_eq!(rechtzeitig(), [["nein"]]);
    let receipt = fs::read_to_string(world.run(FR).join("60-payments/receipt.json")).expect("a receipt");
    assert!(receipt.contains("--time 12:01"), "{receipt}");
    assert!(world.stage("order-payments", FR, &[]).status.success());
    assert_eq!(rechtzeitig(), [["nein"]], "an order once made stands");
}

#[test]
fn a_time_that_is_none_is_wrong_usage() {
    let world = World::new();
    for time in ["24:00", "9:05", "12.00", "12:00:00", "noon"] {
        let output = world.stage("order-payments", FR, &["--time", time]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(64), "{time}: {said}");
        assert!(said.contains("from 00:00 to 23:59"), "{time}: {said}");
    }
}

#[test]
fn a_preview_shows_orders_and_changes_nothing() {
    let world = World::new();
    due(&world);
    world.invoice("b.csv", "2005-2", "09.03.2005", &[Blatt::neu("500000000002", 2050)]);
    judged(&world, FR);
    let state = || (tree::read(&world.work), fs::read(world.work.join("BG28/ledger.sqlite")).expect("a ledger"));
    let preview = || {
        let output = world.stage("order-payments", FR, &["--dry-run"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("a text")
    };
    let before = state();
    let text = preview();
    assert!(text.contains("BG28-0000001-1  Abschlusszahlung") && text.contains("10,00"), "{text}");
    assert!(text.contains("noch nicht fällig") && text.contains("20,50"), "{text}");
    assert!(text.contains("Ordered by this run before, and stands: nothing."), "{text}");
    assert!(before == state(), "nothing is changed");

    assert!(world.stage("order-payments", FR, &[]).status.success());
    let before = state();
    let text = preview();
    assert!(text.contains("Would be ordered now: nothing."), "{text}");
    assert!(text.contains("stands:\n") && text.contains("BG28-0000001-1"), "{text}");
    assert!(before == state(), "nothing is changed");
}

const TREUHAND: &str = "[[konto]]\nname = \"Prüfzentrum Treuhand BG28\"\nbank = \"Commerzbank Köln\"\n\
                        iban = \"DE89370400440532013000\"\nblz = \"37040044\"\nkonto = \"532013000\"\nart = \"treuhand\"\n\n";
const BEFORE_BRIEF: &str = "# The window of letters to this payer.\n";

/// From now on orders are paid from this account; there are an own one and one held in trust.
fn pay_from(world: &mut World, quellkonto: &str) {
    let more = format!("{TREUHAND}[zahlung]\nquellkonto = \"{quellkonto}\"\n\n{BEFORE_BRIEF}");
    world.config = repository().join("pipelines");
    world.configure(&[(BEFORE_BRIEF, &more)]);
}

#[test]
fn orders_are_paid_from_the_account_of_their_day() {
    let mut world = World::new();
    due(&world);
    world.must_run(FR);
    world.invoice("b.csv", "2005-2", "02.03.2005", &[Blatt::neu("500000000002", 2050)]);
    pay_from(&mut world, "treuhand");
    world.must_run(FR);
    assert_eq!(
        columns(&world, FR, "60-payments/anweisungen.csv", ["anweisung_id", "quellkonto"]),
        [["BG28-0000001-1", "DE02600501010002034304"], ["BG28-0000002-1", "DE89370400440532013000"]],
        "an order once made keeps its account"
    );
    let read = |file: &str| fs::read(world.run(FR).join(file)).expect("a file");
    for (pass, dtaus, pain, iban, cent) in [
        (1, "70-dtaus/DTAUS0", "75-sepa/pain.001.xml", "DE02600501010002034304", 1000),
        (2, "70-dtaus/DTAUS0-2", "75-sepa/pain.001-2.xml", "DE89370400440532013000", 2050),
    ] {
        let dtaus = banking::dtaus::lies(&read(dtaus)).expect("well formed");
        let sums: Vec<_> = dtaus.iter().map(|part| (part.summen.anzahl, part.summen.betrag.cent())).collect();
        assert_eq!(sums, [(1, cent)], "pass {pass}");
        assert!(String::from_utf8(read(pain)).expect("a text").contains(iban), "pass {pass}");
    }
    let letter = String::from_utf8(read("60-payments/zahlungsanweisung-2.txt")).expect("a text");
    let said = "vom Treuhandkonto DE89 3704 0044 0532 0130 00 bei der Bank Commerzbank Köln";
    assert!(letter.replace('\n', " ").contains(said), "{letter}");
}

#[test]
fn an_account_that_the_payer_does_not_have_is_a_wrong_configuration() {
    let mut world = World::new();
    due(&world);
    judged(&world, FR);
    pay_from(&mut world, "DE00000000000000000000");
    let output = world.stage("order-payments", FR, &[]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(78), "{said}");
    assert!(said.contains("BG28.toml") && said.contains("expected \"treuhand\" or the IBAN"), "{said}");
}

const VERRECHNUNG: &str = "[zahlung]\nverrechnung = true\n\n";

/// An invoice that comes to 10,00, and one of the same biller that comes to −4,00: 1,00 less a copayment of 5,00.
fn claim(world: &World) {
    due(world);
    world.invoice("b.csv", "2005-2", "02.03.2005", &[Blatt::neu("500000000002", 100).zuzahlung(500)]);
}

#[test]
fn a_claim_is_only_reported_unless_the_payer_wants_it_set_off() {
    let world = World::new();
    claim(&world);
    world.must_run(FR);
    assert_eq!(columns(&world, FR, "60-payments/anweisungen.csv", ["betrag", "verrechnet"]), [["10.00", "0.00"]]);
    assert_eq!(
        columns(&world, FR, "60-payments/ohne_anweisung.csv", ["beleg_id", "betrag", "grund"]),
        [["0000002", "-4.00", "Betrag null oder negativ"]]
    );
}

#[test]
fn a_claim_is_set_off_once_and_every_file_agrees() {
    let mut world = World::new();
    claim(&world);
    let more = format!("{VERRECHNUNG}{BEFORE_BRIEF}");
    world.configure(&[(BEFORE_BRIEF, &more)]);
    world.must_run(FR);
    let orders = || columns(&world, FR, "60-payments/anweisungen.csv", ["anweisung_id", "betrag", "verrechnet"]);
    assert_eq!(orders(), [["BG28-0000001-1", "6.00", "-4.00"]]);
    assert_eq!(
        columns(&world, FR, "60-payments/verrechnungen.csv", ["anweisung_id", "beleg_id", "rechnungsnummer", "betrag"]),
        [["BG28-0000001-1", "0000002", "2005-2", "-4.00"]]
    );
    assert_eq!(
        columns(&world, FR, "60-payments/anweisung_rezepte.csv", ["pic_nr", "beleg_id", "netto"]),
        [["500000000001", "0000001", "10.00"], ["500000000002", "0000002", "-4.00"]]
    );
    let read = |file: &str| fs::read(world.run(FR).join(file)).expect("a file");
    let dtaus = banking::dtaus::lies(&read("70-dtaus/DTAUS0")).expect("well formed");
    assert_eq!((dtaus[0].summen.anzahl, dtaus[0].summen.betrag.cent()), (1, 600));
    assert!(dtaus[0].saetze[0].zweck.concat().contains("VERRECHNET"), "{:?}", dtaus[0].saetze[0].zweck);
    let beleg = String::from_utf8(read("80-rzs-abrech/begleitbeleg.txt")).expect("a text");
    assert!(beleg.contains("500000000002") && beleg.contains("-4,00"), "booked 10,00 and listed -4,00: {beleg}");

    let before = tree::read(&world.work);
    assert!(world.stage("order-payments", FR, &["--force"]).status.success());
    tree::assert_same("--force", &before, &tree::read(&world.work));
    world.must_run("2005-03-14");
    assert_eq!(world.table("2005-03-14", "20-invoices/rechnungen.csv").len(), 0, "both invoices are settled");
}

/// The claim and the invoice that it is set off against carry the same PicNr, which a person released.
#[test]
fn a_claim_is_set_off_against_the_same_picture_number() {
    let mut world = World::new();
    due(&world);
    world.invoice("b.csv", "2005-2", "02.03.2005", &[Blatt::neu("500000000001", 100).zuzahlung(500)]);
    let more = format!("{VERRECHNUNG}{BEFORE_BRIEF}");
    world.configure(&[(BEFORE_BRIEF, &more)]);
    world.decide("d.csv", "freigabe;500000000001;;ja;mm;2005-03-11T08:00:00;;");
    world.must_run(FR);
    assert_eq!(
        columns(&world, FR, "60-payments/anweisung_rezepte.csv", ["anweisung_id", "pic_nr", "beleg_id", "netto"]),
        [
            ["BG28-0000001-1", "500000000001", "0000001", "10.00"],
            ["BG28-0000001-1", "500000000001", "0000002", "-4.00"]
        ]
    );
}

#[test]
fn one_bad_account_does_not_hold_back_the_others() {
    let world = World::new();
    due(&world);
    let bad = sr1("2005-2", "02.03.2005", &[Blatt::neu("500000000002", 2050)]);
    world.deliver("BG28/invoices/b.csv", bad.replace(";1162268;29090605", ";0;29090605").as_bytes());
    let odd = sr1("2005-3", "02.03.2005", &[Blatt::neu("500000000003", 300)]).replace("303100245", "306101210");
    world.deliver("BG28/invoices/c.csv", odd.replace(";1162268;29090605", ";532013200;37040044").as_bytes());
    world.must_run(FR);
    assert_eq!(
        columns(&world, FR, "60-payments/befunde.csv", ["anweisung_id", "beleg_id", "regel"]),
        [
            ["BG28-0000001-1", "0000001", "K06"],
            ["", "0000002", "K02"],
            ["BG28-0000003-1", "0000003", "K03"],
            ["BG28-0000003-1", "0000003", "K06"]
        ]
    );
    let ohne = columns(&world, FR, "60-payments/ohne_anweisung.csv", ["beleg_id", "grund"]);
    assert!(ohne[0][0] == "0000002" && ohne[0][1].contains("[[iban]] konto = \"0\""), "{ohne:?}");
    let dtaus = fs::read(world.run(FR).join("70-dtaus/DTAUS0")).expect("a bank file");
    assert_eq!(banking::dtaus::lies(&dtaus).expect("well formed")[0].summen.betrag.cent(), 1300);
    let lost = columns(&world, FR, "60-payments/rabattverlust.csv", ["beleg_id", "stand"]);
    assert_eq!(lost, [["0000002"; 2]; 0], "no article has a discount: none is at risk");
}

#[test]
fn discounts_lost_and_at_risk_are_told_with_their_reason() {
    let world = World::new();
    let blaetter = [Blatt::neu("500000000001", 1000), Blatt::neu("500000000002", 2000).unf_datum("?")];
    world.invoice("a.csv", "2005-1", "02.03.2005", &blaetter);
    let losses = |date: &str| columns(&world, date, "60-payments/rabattverlust.csv", ["pic_nr", "stand", "grund"]);
    world.must_run(FR);
    let open = "offene Aufgabe Erstkorrektur: nicht erkannt: unf_datum";
    assert_eq!(losses(FR), [["500000000002", "gefaehrdet", open]]);
    world.must_run("2005-03-15");
    assert_eq!(losses("2005-03-15"), [["500000000002", "verloren", open]]);
    let sums = columns(&world, "2005-03-15", "95-report/rabatte.csv", ["stand", "anzahl", "summe"]);
    assert_eq!(sums, [["gewahrt", "0", "0.00"], ["gefaehrdet", "0", "0.00"], ["verloren", "1", "0.00"]]);
    let said = Command::new(binary("status")).arg(world.run("2005-03-15")).output().expect("status starts");
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    assert!(said.contains("DISCOUNTS LOST: 0,00 EUR of 1 prescriptions"), "{said}");
}

#[test]
fn a_withdrawn_rejection_that_is_paid_late_has_lost_its_discount() {
    const LATE: &str = "2005-03-15";
    let world = World::new();
    world.invoice("a.csv", "2005-1", "02.03.2005", &[Blatt::neu("500000000001", 1000).ohne_unterschrift()]);
    world.must_run(LATE);
    assert_eq!(columns(&world, LATE, "60-payments/anweisung_rezepte.csv", ["pic_nr"]), [[""; 1]; 0], "rejected");
    world.decide("doch.csv", "status;500000000001;;0;mm;2005-03-15T09:00:00;Unterschrift nachgereicht");
    world.must_run(LATE);
    assert_eq!(
        columns(&world, LATE, "60-payments/anweisung_rezepte.csv", ["pic_nr", "netto", "zahlungsziel", "rabattstand"]),
        [["500000000001", "10.00", "2005-03-14", "verloren"]]
    );
}
