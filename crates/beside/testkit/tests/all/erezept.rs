//! E-prescriptions go the same way as paper: into the same tables, to the same verdicts, once.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use domain::Betrag;
use forms::sammelrechnung::{self, Empfaenger, Sammelrechnung, Zeichensatz};
use testkit::erezept::{self, Karte, WURZEL};
use testkit::world::{Blatt, World, sr1};

mod bundles;
mod strangers;

const FR: &str = "2005-03-11";
const MO: &str = "2005-03-14";
/// Everything that is taken on Friday is ordered by then.
const DUE: &str = "2005-03-21";
const BILLERS: &str = "ik;name;strasse;plz;ort;iban;bic;konto;blz;gueltig_ab;gueltig_bis\n\
                       303100245;Apothekenrechenzentrum Nord;Weg 1;70173;Stuttgart;;;1162268;29090605;01.01.2000;\n";

fn sheets() -> Vec<Blatt> {
    (1..=3).map(|nr| Blatt::neu(&format!("50000000000{nr}"), 1000 + nr)).collect()
}

fn invoice(nummer: &str, sheets: &[Blatt]) -> Sammelrechnung {
    let payer = Empfaenger { kostentraeger: "BG28", ik: "120991009" };
    let text = sr1(nummer, "02.03.2005", sheets);
    sammelrechnung::lies(text.as_bytes(), "r.csv", Zeichensatz::Auto, payer).expect("a sound invoice")
}

fn bundle(nummer: &str, sheets: &[Blatt]) -> Vec<u8> {
    let mut bytes = Vec::new();
    erezept::schreibe(&invoice(nummer, sheets), &Karte::neu(), &mut bytes).expect("memory");
    bytes
}

fn world(bundle: &[u8]) -> World {
    let world = World::new();
    world.deliver("reference/rechnungssteller.csv", BILLERS.as_bytes());
    world.deliver("BG28/invoices/a.xml", bundle);
    world
}

/// The columns of a table of a run, row by row.
fn columns<const N: usize>(world: &World, date: &str, file: &str, names: [&str; N]) -> Vec<[String; N]> {
    world.table(date, file).into_iter().map(|row| names.map(|name| row[name].clone())).collect()
}

/// The same bundle with its nth signed document changed, as it stands there in bytes.
fn with_document(bundle: &[u8], nth: usize, change: impl FnOnce(&mut Vec<u8>)) -> Vec<u8> {
    let text = std::str::from_utf8(bundle).expect("text");
    let begin = text.match_indices("<data value=\"").nth(nth).expect("a document").0 + 13;
    let end = begin + text[begin..].find('"').expect("its end");
    let mut document = BASE64_STANDARD.decode(&text[begin..end]).expect("base64");
    change(&mut document);
    format!("{}{}{}", &text[..begin], BASE64_STANDARD.encode(document), &text[end..]).into_bytes()
}

#[test]
fn verdicts_and_payments_are_those_of_the_same_prescriptions_on_paper() {
    let electronic = world(&bundle("R1", &sheets()));
    electronic.must_run(FR);
    let paper = World::new();
    paper.deliver("reference/rechnungssteller.csv", BILLERS.as_bytes());
    paper.deliver("BG28/invoices/a.csv", sr1("R1", "11.03.2005", &sheets()).as_bytes());
    paper.must_run(FR);
    let verdict = ["rechnungsnummer", "status", "klasse", "brutto", "absetzung", "netto", "stufe", "aktenzeichen"];
    let verdicts = |world| columns(world, FR, "50-stage2/urteile.csv", verdict);
    assert_eq!(verdicts(&electronic), verdicts(&paper));
    assert_eq!(verdicts(&electronic).len(), 3);
    let numbers = columns(&electronic, FR, "20-invoices/erezepte.csv", ["pic_nr", "erezept_id", "unterschrift"]);
    let soll = |nr: u64| [format!("80500000000{nr}"), erezept::erezept_id(500_000_000_000 + nr), "ja".to_owned()];
    assert_eq!(numbers, [soll(1), soll(2), soll(3)]);
    let orders = |world| columns(world, FR, "60-payments/anweisungen.csv", ["betrag", "konto", "blz"]);
    assert_eq!(orders(&electronic), orders(&paper));
}

#[test]
fn a_prescription_with_one_bit_changed_has_no_signature_and_the_others_go_on() {
    let bytes = with_document(&bundle("R1", &sheets()), 3, |document| {
        let born = document.windows(17).position(|text| text == b"<birthDate value=").expect("a birth date");
        document[born + 18 + 9] ^= 1; // the last digit of the day
    });
    let world = world(&bytes);
    world.must_run(FR);
    assert!(columns(&world, FR, "20-invoices/abgelehnt.csv", ["grund"]).is_empty(), "it can be read");
    let signed = columns(&world, FR, "20-invoices/rezepte.csv", ["pic_nr", "arzt_unterschrift"]);
    let soll = [("805000000001", "ja"), ("805000000002", "nein"), ("805000000003", "ja")];
    assert_eq!(signed, soll.map(|(number, signed)| [number.to_owned(), signed.to_owned()]));
    let notes = columns(&world, FR, "20-invoices/erezepte.csv", ["hinweise"]);
    assert!(notes[1][0].contains("changed after it was signed") && notes[0][0].is_empty(), "{notes:?}");
    let findings = columns(&world, FR, "30-stage1/befunde.csv", ["pic_nr", "feld", "status"]);
    assert!(findings.contains(&["805000000002", "arzt_unterschrift", "996"].map(str::to_owned)), "{findings:?}");
}

#[test]
fn a_placeholder_is_refused_by_name_and_the_others_are_taken() {
    let text = String::from_utf8(bundle("R1", &sheets())).expect("text");
    let begin = text.match_indices("<data value=\"").nth(3).expect("a document").0 + 13;
    let end = begin + text[begin..].find('"').expect("its end");
    let text = format!("{}UGxhdHpoYWx0ZXI={}", &text[..begin], &text[end..]);
    let world = world(text.as_bytes());
    assert!(world.stage("open-run", FR, &[]).status.success());
    assert!(world.stage("ingest-unfdat", FR, &[]).status.success());
    let output = world.stage("import-invoice-csv", FR, &[]);
    assert_eq!(output.status.code(), Some(65), "{}", String::from_utf8_lossy(&output.stderr));
    let refused = columns(&world, FR, "20-invoices/abgelehnt.csv", ["datei", "satz", "feld", "grund"]);
    assert_eq!(refused.len(), 1);
    assert_eq!(refused[0][..3], ["a.xml", "2", "Verordnung"].map(str::to_owned));
    assert!(refused[0][3].contains("Belegnummer 500000000002") && refused[0][3].contains("placeholder"), "{refused:?}");
    assert_eq!(columns(&world, FR, "20-invoices/rechnungen.csv", ["anzahl_rezepte"]), [["2".to_owned()]]);
}

#[test]
fn the_same_e_prescription_again_has_the_same_number_and_waits() {
    let world = world(&bundle("R1", &sheets()[..2]));
    world.must_run(FR);
    world.deliver("BG28/invoices/b.xml", &bundle("R2", &sheets()[1..]));
    world.must_run(MO);
    let rows = columns(&world, MO, "20-invoices/rezepte.csv", ["rechnungsnummer", "pic_nr", "schon_berechnet"]);
    let again: Vec<_> = rows.iter().filter(|[number, ..]| number == "R2").collect();
    assert_eq!(again[0][1..], ["805000000002".to_owned(), "0000001".to_owned()]);
    assert_eq!(again[1][1..], ["805000000003".to_owned(), String::new()]);
}

/// The prescriptions of a run that wait (invoice, PicNr, why), and the invoices of those to be paid.
fn open_and_payable(world: &World, date: &str) -> (Vec<[String; 3]>, Vec<String>) {
    let verdicts = columns(world, date, "50-stage2/urteile.csv", ["rechnungsnummer", "pic_nr", "offen_weil", "klasse"]);
    let (open, others): (Vec<_>, Vec<_>) = verdicts.into_iter().partition(|row| row[3] == "offen");
    assert!(others.iter().all(|row| row[3] == "zahlen"), "{others:?}");
    let open = open.into_iter().map(|[number, pic_nr, why, _]| [number, pic_nr, why]).collect();
    (open, others.into_iter().map(|[number, ..]| number).collect())
}

#[test]
fn the_same_e_prescription_in_two_bundles_of_a_day_is_paid_once() {
    let world = world(&bundle("R1", &sheets()[..1]));
    world.deliver("BG28/invoices/b.xml", &bundle("R2", &sheets()[..1]));
    world.must_run(FR);
    let (open, payable) = open_and_payable(&world, FR);
    assert_eq!(payable, ["R1"], "{open:?}");
    let [[number, pic_nr, why]] = &open[..] else { panic!("one waits: {open:?}") };
    assert_eq!((number.as_str(), pic_nr.as_str()), ("R2", "805000000001"), "it has the number of the first");
    assert!(why.contains("R09: schon berechnet mit Beleg 0000001"), "{why}");
    world.must_run(DUE);
    assert_eq!(open_and_payable(&world, DUE).0, open, "it waits on");
    let orders = columns(&world, DUE, "60-payments/anweisung_rezepte.csv", ["beleg_id", "pic_nr"]);
    assert_eq!(orders, [["0000001", "805000000001"].map(str::to_owned)]);
}

#[test]
fn on_paper_and_electronically_it_is_paid_once_whichever_comes_first() {
    let paper = sr1("P1", "02.03.2005", &sheets()[..1]);
    let electronic = bundle("R1", &sheets()[..1]);
    for (first, second) in [("a.csv", "b.xml"), ("a.xml", "b.csv")] {
        for date in [FR, MO] {
            let world = World::new();
            world.deliver("reference/rechnungssteller.csv", BILLERS.as_bytes());
            let deliver = |name: &str| {
                let bytes = if name.ends_with("csv") { paper.as_bytes() } else { &electronic[..] };
                world.deliver(&format!("BG28/invoices/{name}"), bytes);
            };
            deliver(first);
            if date == MO {
                world.must_run(FR);
            }
            deliver(second);
            world.must_run(date);
            let (open, _) = open_and_payable(&world, date);
            let [[number, _, why]] = &open[..] else { panic!("{first}, {second} on {date}: one waits: {open:?}") };
            assert!(why.starts_with("R10") && why.contains("Beleg 0000001"), "{first}, {second} on {date}: {why}");
            // Bundles come after paper of the same day, whatever the names of the files.
            let paper_first = date == FR || first == "a.csv";
            assert_eq!(number, if paper_first { "R1" } else { "P1" }, "{first}, {second} on {date}");
        }
    }
}

#[test]
fn a_biller_without_an_account_is_refused_with_the_line_to_add() {
    let world = World::new();
    world.deliver("BG28/invoices/a.xml", &bundle("R1", &sheets()));
    world.must_run(FR);
    let refused = columns(&world, FR, "20-invoices/abgelehnt.csv", ["feld", "grund"]);
    assert_eq!(refused[0][0], "rechnungssteller_ik");
    assert!(refused[0][1].contains("303100245;NAME;STRASSE"), "{refused:?}");
}

#[test]
fn a_broken_bundle_is_refused_whole_and_paper_beside_it_is_taken() {
    let bytes = bundle("R1", &sheets());
    let world = world(&bytes[..bytes.len() * 2 / 3]);
    world.invoice("b.csv", "R2", "02.03.2005", &[Blatt::neu("600000000001", 500)]);
    world.must_run(FR);
    let refused = columns(&world, FR, "20-invoices/abgelehnt.csv", ["datei", "grund"]);
    assert_eq!(refused.len(), 1);
    assert!(refused[0][1].starts_with("refused whole: "), "{refused:?}");
    assert_eq!(columns(&world, FR, "20-invoices/rechnungen.csv", ["rechnungsnummer"]), [["R2".to_owned()]]);
}

#[test]
fn with_trust_anchors_a_card_must_come_from_one() {
    let anchored = |anchor: &str| {
        let mut world = world(&bundle("R1", &sheets()));
        world.configure(&[("[zuordnung]", "[erezept]\nvertrauensanker = \"anker\"\n\n[zuordnung]")]);
        std::fs::create_dir(world.config.join("anker")).expect("a folder");
        std::fs::write(world.config.join("anker/wurzel.pem"), anchor).expect("a file");
        world.must_run(FR);
        columns(&world, FR, "20-invoices/rezepte.csv", ["arzt_unterschrift"])[0][0].clone()
    };
    // The invented certificates are of 2020 and later: in 2005 nobody was.
    assert_eq!(anchored(WURZEL), "nein");
}

#[test]
fn what_is_written_is_read_again() {
    let invoice = invoice("R1", &sheets());
    let mut read = Vec::new();
    let take = |(_, entry): ::erezept::buendel::Eintrag| {
        read.push(entry.expect("a prescription"));
        Ok::<_, std::convert::Infallible>(())
    };
    let trust = ::erezept::vertrauen::Vertrauen::default();
    let header = ::erezept::buendel::lies(
        &bundle("R1", &sheets())[..],
        &trust,
        &::erezept::beigelegt::Beigelegte::default(),
        take,
    )
    .expect("a bundle");
    assert_eq!((header.rechnungsnummer.as_str(), header.kostentraeger_ik.as_str()), ("R1", "120991009"));
    for (is, should) in read.iter().zip(&invoice.rezepte) {
        assert_eq!(is.rezept.name, should.name);
        assert_eq!(is.rezept.brutto, should.brutto);
        assert_eq!(is.rezept.unf_datum, should.unf_datum);
        assert!(is.unterschrift.mangel.is_empty() && is.unterschrift.wer == "Erfundene Karte");
    }
    let gross: Betrag = read.iter().map(|entry| entry.abgabe.brutto).sum();
    assert_eq!(gross, invoice.rechnung.brutto);
}
