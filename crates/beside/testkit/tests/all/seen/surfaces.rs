//! Whatever a stranger writes, no surface acts on it: pages, letters, lists, stories, messages, the terminal.

use std::process::{Command, Output};

use testkit::tree;
use testkit::world::{Blatt, World, binary};

const DATE: &str = "2005-03-11";
/// Markup that a page would run.
const MARKUP: &str = "</script><script>boese()</script><img src=x onerror=boese()>";
/// Sequences that a terminal would obey, and marks that turn text around.
const ESCAPE: &str = "\u{1b}]0\u{7}\u{1b}[2J\u{202e}\u{2066}";

/// A delivery with all of it: two returned sheets, an open one, a paid one, texts of 10,000 characters.
fn world() -> World {
    let world = World::new();
    let sheets = [
        Blatt::neu("500000000001", 1000),
        Blatt::neu("500000000002", 2000).unf_datum("?"),
        Blatt::neu("500000000003", 3000).ohne_unterschrift(),
    ];
    let long = format!("{MARKUP}{}", "X".repeat(10_000));
    let invoice = testkit::world::sr1("<b>=1+1", "02.03.2005", &sheets)
        .replace("Apothekenrechenzentrum Nord", "<img src=x onerror=boese()>")
        .replace(";Muster;Max;", &format!(";{MARKUP}{ESCAPE};=cmd|'/C calc'!A0;"))
        .replace(";Betrieb GmbH;", &format!(";{long};"))
        .replace(".tif", &format!("{ESCAPE}.tif"));
    world.deliver("BG28/invoices/a.csv", invoice.as_bytes());
    world.deliver("BG28/invoices/b.csv", format!("RE;SR1;{MARKUP};{ESCAPE};{long}\n").as_bytes());
    world.decide("d.csv", &format!("korrektur1;500000000001;name;{MARKUP}{ESCAPE};=mm;2005-03-11T08:00:00;{long}"));
    world
}

/// Nothing that a terminal obeys, in text that may have line ends and tabs.
#[track_caller]
fn assert_plain(what: &str, text: &str) {
    let acting = text.chars().find(|c| !matches!(c, '\n' | '\t' | '\r' | '\u{c}') && domain::anzeige::unsichtbar(*c));
    assert_eq!(acting, None, "{what}");
}

/// Nothing that a browser runs beside what the page itself brings.
#[track_caller]
fn assert_no_markup(what: &str, html: &str) {
    assert_plain(what, html);
    for markup in ["<script>boese", "<img src=x", "<b>=1"] {
        assert!(!html.contains(markup), "{what} holds {markup}");
    }
}

fn told(output: Output) -> String {
    assert_plain("stderr", &String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn no_file_of_a_run_acts_on_whom_it_is_for() {
    let world = world();
    for tool in ["open-run"].iter().chain(world.stages) {
        let output = world.stage(tool, DATE, &["--keep-going", "-vv"]);
        assert!(matches!(output.status.code(), Some(0 | 65)), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
        assert_plain(tool, &String::from_utf8_lossy(&output.stderr));
    }
    let (mut pages, mut lists, mut letters) = (0, 0, 0);
    for (path, bytes) in tree::read(&world.run(DATE)) {
        let text = String::from_utf8_lossy(&bytes);
        if path.ends_with(".html") {
            assert_no_markup(&path, &text);
            pages += 1;
        } else if path.ends_with(".txt") || path.ends_with("receipt.json") {
            assert_plain(&path, &text);
        }
        let letter = path.starts_with("90-letters/") && path.contains("/differenz") && path.ends_with(".csv");
        if letter || path.ends_with("arbeitsliste.csv") {
            assert_plain(&path, &text);
            let separator = if letter { b';' } else { b',' };
            let mut table = csv::ReaderBuilder::new().delimiter(separator).from_reader(bytes.as_slice());
            for row in table.records().map(|row| row.expect("a row")) {
                let amount = |cell: &str| cell.trim_start_matches('-').replace(['.', ','], "").parse::<u64>().is_ok();
                let runs = row.iter().find(|cell| cell.starts_with(['=', '+', '-', '@', '\t']) && !amount(cell));
                assert_eq!(runs, None, "{path}");
            }
            lists += 1;
            letters += usize::from(letter);
        }
    }
    assert!(pages >= 2 && lists >= 4 && letters == 1, "{pages} pages, {lists} lists, {letters} letters");
}

#[test]
fn no_story_page_or_summary_acts_on_whom_it_is_for() {
    let world = world();
    world.chain_to_its_end(DATE).expect_err("the broken invoice is refused");
    let explain = |options: &[&str]| {
        let mut command = Command::new(binary("explain"));
        command.arg(&world.work).args(options).arg("--config").arg(&world.config);
        told(command.output().expect("explain can be started"))
    };
    for pic in ["500000000001", "500000000002", "500000000003"] {
        assert_plain("explain", &explain(&["--pic", pic]));
        assert_no_markup("explain --html", &explain(&["--pic", pic, "--html"]));
        let json = explain(&["--pic", pic, "--json"]);
        assert_plain("explain --json", &json);
        serde_json::from_str::<serde_json::Value>(&json).expect("JSON");
    }
    let asked = format!("{MARKUP}{ESCAPE}");
    let nothing = Command::new(binary("explain")).arg(&world.work).args(["--rechnung", &asked]).output();
    assert_plain("explain of nothing", &String::from_utf8_lossy(&nothing.expect("explain can be started").stderr));
    let status = Command::new(binary("status")).arg(world.run(DATE)).output().expect("status can be started");
    assert!(!status.stdout.is_empty());
    assert_plain("status", &String::from_utf8_lossy(&[status.stdout, status.stderr].concat()));
    let made = Command::new(binary("review")).arg(world.run(DATE)).output().expect("review can be started");
    assert_plain("review", &told(made));
    let page = std::fs::read_to_string(world.run(DATE).join("review.html")).expect("a page");
    assert_no_markup("review.html", &page);
    assert!(page.contains("boese"), "what was sent is shown as text");
}
