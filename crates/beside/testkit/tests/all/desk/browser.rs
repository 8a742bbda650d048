//! The page in a real browser.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use testkit::world::binary;

use super::webdriver::Browser;
use super::*;

/// The Enter key.
const ENTER: char = '\u{e007}';

fn page(world: &World) -> PathBuf {
    let made = Command::new(binary("review")).arg(world.run(DATE)).output().expect("review can be started");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    world.run(DATE).join("review.html")
}

/// The one file of a folder, once it is whole.
fn saved(folder: &Path) -> Vec<u8> {
    let begun = Instant::now();
    loop {
        let files = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("a file").path());
        if let Some(file) = files.into_iter().find(|path| path.extension().is_some_and(|end| end == "csv")) {
            return fs::read(file).expect("the file");
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "nothing was saved");
        std::thread::sleep(Duration::from_millis(100));
    }
}

#[test]
fn ten_tasks_decided_by_keyboard_alone_are_gone_in_the_next_run() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let Some(browser) = Browser::start(folder.path()) else { return };
    let world = world(12);
    browser.open(&page(&world));
    browser.run("document.getElementById('bearbeiter').focus()");
    browser.press("Maria Muster\u{e00c}"); // Escape leaves the field
    for _ in 0..10 {
        browser.press("e");
        browser.press(&format!("10.12.2004{ENTER}"));
    }
    let counter = browser.run("return document.getElementById('zaehler').textContent");
    assert!(counter.as_str().is_some_and(|text| text.contains("noch 2 bis 12:00 Uhr")), "{counter}");
    // One too many, and back.
    browser.press("l");
    browser.press("u");
    browser.press("s");
    let file = saved(folder.path());
    assert_eq!(String::from_utf8_lossy(&file).lines().count(), 11, "{}", String::from_utf8_lossy(&file));

    world.deliver("BG28/decisions/seite.csv", &file);
    world.must_run(NEXT);
    assert!(world.table(NEXT, "20-invoices/abgelehnt.csv").is_empty());
    assert_eq!(tasks(&world, NEXT, LIST).len(), 2);
    let decisions = world.table(NEXT, "20-invoices/entscheidungen.csv");
    assert!(decisions.iter().all(|row| row["bearbeiter"] == "Maria Muster" && row["wert"] == "10.12.2004"));

    // The page remembers.
    browser.open(&world.run(DATE).join("review.html"));
    let counter = browser.run("return document.getElementById('zaehler').textContent");
    assert!(counter.as_str().is_some_and(|text| text.contains("2 von 12 offen")), "{counter}");
}

/// Decides up to a hundred tasks as a person does with the mouse; gives how many are left.
const DECIDE: &str = "
    for (let nr = 0; nr < 100; nr += 1) {
        const ja = document.querySelector('#aufgabe button[data-wert=ja]');
        const eingabe = document.getElementById('eingabe');
        if (/(^|\\D)0 von/.test(document.getElementById('zaehler').textContent)) return 0;
        if (ja) { ja.click(); continue; }
        eingabe.value = '10.12.2004';
        eingabe.form.requestSubmit();
    }
    return Number(/(\\d+) von/.exec(document.getElementById('zaehler').textContent)[1]);";

#[test]
fn a_thousand_tasks_decided_in_the_page_give_the_verdicts_of_the_list() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let Some(browser) = Browser::start(folder.path()) else { return };
    let world = world(1000);
    browser.open(&page(&world));
    browser.run("document.getElementById('bearbeiter').value = 'mm'");
    let left: Vec<Value> = (0..11).map(|_| browser.run(DECIDE)).collect();
    assert_eq!(left.last(), Some(&json!(0)), "{left:?}");
    browser.run("document.getElementById('speichern').click()");
    world.deliver("BG28/decisions/seite.csv", &saved(folder.path()));
    world.must_run(NEXT);
    assert!(world.table(NEXT, "20-invoices/abgelehnt.csv").is_empty());
    assert_eq!(tasks(&world, NEXT, LIST).len(), 0);
    assert_eq!(verdicts(&world, NEXT), super::lists::decided("arbeitsliste.csv", as_csv, false));
}

/// A page of so many tasks, made of the one task of a small page.
fn many(page: &str, tasks: usize) -> String {
    let (before, rest) = page.split_once("id=\"daten\">").expect("the data");
    let (data, after) = rest.split_once("</script>").expect("their end");
    let mut data: Value = serde_json::from_str(data).expect("JSON");
    let task = data["aufgaben"][0].clone();
    let many = (0..tasks).map(|nr| {
        let mut task = task.clone();
        task["pic_nr"] = json!(format!("{nr:012}"));
        task
    });
    data["aufgaben"] = many.collect();
    format!("{before}id=\"daten\">{data}</script>{after}")
}

#[test]
fn five_thousand_tasks_open_in_under_three_seconds() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let Some(browser) = Browser::start(folder.path()) else { return };
    let world = world(1);
    let path = folder.path().join("review.html");
    fs::write(&path, many(&fs::read_to_string(page(&world)).expect("the page"), 5000)).expect("a page");
    browser.open(&path);
    let ready = browser.run("return document.documentElement.dataset.bereit");
    assert_eq!(ready, "ja");
    let loaded = browser.run("return performance.getEntriesByType('navigation')[0].loadEventEnd").as_f64();
    assert!(loaded.is_some_and(|milliseconds| milliseconds < 3000.0), "{loaded:?} ms");
    // A filter answers at once, too.
    let filtered = browser.run(
        "const begun = performance.now(); const search = document.getElementById('suche'); search.value = '000000004999'; \
         search.dispatchEvent(new Event('input')); return [performance.now() - begun, document.querySelectorAll('#liste li').length]",
    );
    assert!(filtered[0].as_f64().is_some_and(|ms| ms < 500.0) && filtered[1] == 1, "{filtered}");
}

#[test]
fn nothing_that_stands_on_a_sheet_acts_in_the_page() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let Some(browser) = Browser::start(folder.path()) else { return };
    let world = World::new();
    let long = "X".repeat(10_000);
    let invoice = testkit::world::sr1("A", "02.03.2005", &[Blatt::neu("500000000001", 1000).unf_datum("?")])
        .replace(
            ";Muster;Max;",
            ";</script><script>window.boese=1</script><img src=x onerror=window.boese=2>;עברית\u{202e};",
        )
        .replace(";Betrieb GmbH;", &format!(";{long};"));
    world.deliver("BG28/invoices/a.csv", invoice.as_bytes());
    world.must_run(DATE);
    browser.open(&page(&world));
    let seen = browser.run("return [window.boese ?? 0, document.querySelectorAll('img').length, document.getElementById('aufgabe').textContent]");
    assert_eq!((&seen[0], &seen[1]), (&json!(0), &json!(0)));
    let text = seen[2].as_str().expect("a text");
    assert!(text.contains("<script>window.boese=1</script>") && text.contains("\\u{202e}"), "{}", &text[..600]);
    assert_eq!(
        browser.run("return document.documentElement.scrollWidth <= window.innerWidth"),
        true,
        "no text breaks the page"
    );
}

#[test]
fn a_second_person_is_another_one() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let Some(browser) = Browser::start(folder.path()) else { return };
    let world = world(1);
    let html = fs::read_to_string(page(&world)).expect("the page");
    let waiting = html.replace("\"art\":\"korrektur1\"", "\"art\":\"korrektur1\",\"wartet\":\"Maria Muster\"");
    assert_ne!(html, waiting);
    let path = folder.path().join("review.html");
    fs::write(&path, waiting).expect("a page");
    browser.open(&path);
    let said =
        "return document.getElementById('meldung').textContent + '|' + document.getElementById('zaehler').textContent";
    browser.run("document.getElementById('bearbeiter').focus()");
    browser.press("mariaMUSTER\u{e00c}l");
    let text = browser.run(said);
    assert!(
        text.as_str().is_some_and(|t| t.contains("muss eine andere sein") && t.contains("1 von 1 offen")),
        "{text}"
    );
    browser.run("document.getElementById('bearbeiter').value = 'Karl'");
    browser.press("l");
    let text = browser.run(said);
    assert!(text.as_str().is_some_and(|t| t.contains("0 von 1 offen")), "{text}");
}
