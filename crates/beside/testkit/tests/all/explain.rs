//! The story of a prescription is whole: found by every number, told from its line to its payment, harmless whatever
//! stands in it.

use std::process::{Command, Output};

use forms::sammelrechnung::{self, Empfaenger, Zeichensatz};
use testkit::erezept::{self, Karte};
use testkit::world::{Blatt, World, binary, repository, sr1};

const FR: &str = "2005-03-11";

fn ask(world: &World, options: &[&str]) -> Output {
    let mut command = Command::new(binary("explain"));
    command.arg(&world.work).args(options).arg("--config").arg(repository().join("pipelines"));
    command.output().expect("explain can be started")
}

fn told(world: &World, options: &[&str]) -> String {
    let output = ask(world, options);
    assert!(output.status.success(), "{options:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

fn example() -> World {
    let mut world = World::on(&repository().join("fixtures/runs/apotheke/drop"));
    for payer in ["BG10", "BG28"] {
        payer.clone_into(&mut world.payer);
        world.must_run(FR);
    }
    world
}

/// A text beside the committed one; `make golden` rewrites it.
fn same_as_committed(name: &str, text: &str) {
    let path = repository().join("fixtures/explain").join(name);
    if std::env::var_os("ZAHLBAR_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(&path, text).expect("a file");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == text, "{}: run `make golden` and review it\n{text}", path.display());
}

/// The lines of the delivered invoices that speak of a prescription, counted by grep: `Zeile 7 (RZ)`.
fn delivered_lines(world: &World, pic_nr: &str) -> Vec<String> {
    let mut command = Command::new("grep");
    command.args(["-rhnE", &format!("^(EP|RZ|PO);{pic_nr};")]).arg(world.drop.join("BG28/invoices"));
    let output = command.output().expect("grep can be started");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let name = |line: &str| Some(format!("Zeile {} ({})", line.split(':').next()?, line.split([':', ';']).nth(1)?));
    text.lines().filter_map(name).collect()
}

#[test]
fn where_it_stood_is_known_when_the_file_is_gone() {
    let world = World::new();
    world.invoice("a.csv", "1", "02.03.2005", &[Blatt::neu("500000000001", 1000), Blatt::neu("500000000002", 1000)]);
    world.must_run(FR);
    let lines = delivered_lines(&world, "500000000002");
    assert_eq!(lines, ["Zeile 3 (EP)", "Zeile 6 (RZ)", "Zeile 7 (PO)"]);
    std::fs::remove_file(world.run(FR).join("00-inbox/invoices/a.csv")).expect("the file is there");
    let text = told(&world, &["--pic", "500000000002"]);
    assert!(lines.iter().all(|line| text.contains(line)) && text.contains("liegt nicht mehr im Eingang"), "{text}");
}

#[test]
fn golden_stories_of_the_example_are_found_by_every_number() {
    let world = example();
    let verdicts = world.table(FR, "50-stage2/urteile.csv");
    let of = |class: &str, tier: &str| {
        let once = |pic_nr: &str| verdicts.iter().filter(|row| row["pic_nr"] == pic_nr).count() == 1;
        let row = verdicts.iter().find(|row| {
            let discount = row["klasse"] != "zahlen" || row["ap_rabatt"] != "0.00";
            row["klasse"] == class && discount && once(&row["pic_nr"]) && (tier.is_empty() || row["stufe"] == tier)
        });
        row.unwrap_or_else(|| panic!("{class} {tier}"))["pic_nr"].clone()
    };
    for (name, pic_nr) in
        [("bezahlt", of("zahlen", "Z1")), ("abgewiesen", of("abweisen", "")), ("offen", of("offen", ""))]
    {
        let text = told(&world, &["--pic", &pic_nr]);
        same_as_committed(&format!("{name}.txt"), &text);
        let page = told(&world, &["--pic", &pic_nr, "--html"]);
        same_as_committed(&format!("{name}.html"), &page);
        assert!(page.contains("prefers-color-scheme:dark") && page.contains("@media print"), "{name}");
        for outside in ["http://", "https://", "<script", "<link", "url(", "@import"] {
            assert!(!page.contains(outside), "{name} needs {outside} from elsewhere");
        }
    }
    let order = world.table(FR, "60-payments/anweisung_rezepte.csv").swap_remove(0);
    let paid = told(&world, &["--pic", &order["pic_nr"]]);
    let lines = delivered_lines(&world, &order["pic_nr"]);
    assert!(lines.len() >= 3, "{lines:?}");
    for line in &lines {
        assert!(paid.contains(line), "{line} in\n{paid}");
    }
    for part in [&order["anweisung_id"], "Buchungssatz", "MsgId", "§ 130", "Zeile ", "entfällt"] {
        assert!(paid.contains(part), "{part} in\n{paid}");
    }
    let case = order["aktenzeichen"].as_str();
    for options in [
        ["--aktenzeichen", case],
        ["--aktenzeichen", &case[..8]],
        ["--anweisung", &order["anweisung_id"]],
        ["--rechnung", "2005-3-1"],
    ] {
        assert!(told(&world, &options).contains(&order["pic_nr"]), "{options:?}");
    }
    let json: serde_json::Value =
        serde_json::from_str(&told(&world, &["--pic", &order["pic_nr"], "--json"])).expect("JSON");
    assert_eq!(json["funde"][0]["pic_nr"], order["pic_nr"]);
    assert!(json["geschichten"][0]["abschnitte"].as_array().expect("sections").len() >= 6);
    for folder in [world.work.join("BG28"), world.run(FR)] {
        let output = Command::new(binary("explain"))
            .arg(folder)
            .args(["--pic", &order["pic_nr"]])
            .current_dir(repository())
            .output();
        assert!(output.expect("explain can be started").status.success());
    }
    assert_eq!(ask(&world, &["--pic", "1"]).status.code(), Some(66));
    assert_eq!(ask(&world, &[]).status.code(), Some(64));
}

#[test]
fn golden_story_of_an_e_prescription_says_who_signed_it_and_where_it_stands() {
    let mut world = World::on(&repository().join("fixtures/runs/erezept/drop"));
    "BG10".clone_into(&mut world.payer);
    world.must_run("2026-03-13");
    world.must_run("2026-03-20");
    let signed = world.table("2026-03-13", "20-invoices/erezepte.csv");
    let text = told(&world, &["--erezept", &signed[1]["erezept_id"]]);
    for part in ["gilt: Erfundene Karte", "Rezept 2, ab Byte", &signed[1]["belegnummer"], &signed[1]["pic_nr"]] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
    same_as_committed("erezept.txt", &text);
}

/// Names that would be run as a page, a terminal or a sheet runs them.
const HARM: [&str; 4] =
    ["<script>alert(1)</script>", "\u{202e}kcab", "=cmd|' /C calc'!A0", "\"><img src=x onerror=alert(1)>"];

#[test]
fn untrusted_text_is_harmless_in_every_form() {
    for harm in HARM {
        let payer = Empfaenger { kostentraeger: "BG28", ik: "120991009" };
        let text = sr1("R1", "02.03.2005", &[Blatt::neu("500000000001", 1000)]);
        let mut invoice = sammelrechnung::lies(text.as_bytes(), "r.csv", Zeichensatz::Auto, payer).expect("an invoice");
        invoice.rezepte[0].name = domain::Lesung::Wert(harm.to_owned());
        invoice.rezepte[0].unfallbetrieb = domain::Lesung::Wert(harm.to_owned());
        let mut bundle = Vec::new();
        erezept::schreibe(&invoice, &Karte::neu(), &mut bundle).expect("memory");
        let world = World::new();
        world.deliver("reference/rechnungssteller.csv", b"ik;name;strasse;plz;ort;iban;bic;konto;blz;gueltig_ab;gueltig_bis\n303100245;Nord;Weg 1;70173;Stuttgart;;;1162268;29090605;01.01.2000;\n");
        world.deliver("BG28/invoices/a.xml", &bundle);
        world.must_run(FR);
        let pic = ["--pic", "805000000001"];
        let page = told(&world, &[pic[0], pic[1], "--html"]);
        assert!(!page.contains("<script") && !page.contains("<img"), "{page}");
        let sheet = told(&world, &pic);
        assert!(!sheet.chars().any(|c| c.is_control() && c != '\n') && !sheet.contains('\u{202e}'), "{sheet}");
        serde_json::from_str::<serde_json::Value>(&told(&world, &[pic[0], pic[1], "--json"])).expect("JSON");
    }
}
