//! Files are fetched, or left alone, and none is fetched twice.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use crate::server::{House, Server, names};

pub const RULE: &str = "[[remote.fetch]]\npayer = \"BG28\"\nkind = \"invoices\"\nfolder = \"SERVER/out\"\n";

#[test]
fn files_that_fit_are_fetched_once_and_lie_here_for_owner_and_group() {
    let Some(server) = Server::start("") else { return };
    for (name, text) in [
        ("a.csv", "1"),
        ("b.csv", "2"),
        ("ä ö.csv", "3"),
        ("c.txt", "x"),
        (".d.csv", "x"),
        ("e.csv.part", "x"),
        ("f.CSV.TMP", "x"),
    ] {
        server.put(&format!("out/{name}"), text.as_bytes());
    }
    fs::create_dir(server.path("out/g.csv")).expect("a folder is no file");
    let house = House::new(&server, &format!("{RULE}pattern = [\"*.csv\"]\n"));
    house.must("fetch");
    let folder = house.drop().join("BG28/invoices");
    assert_eq!(names(&folder), ["a.csv", "b.csv", "ä ö.csv"]);
    assert_eq!(fs::read(folder.join("b.csv")).expect("a file"), b"2");
    let mode = fs::metadata(folder.join("a.csv")).expect("a file").permissions().mode();
    assert_eq!(mode & 0o137, 0, "{mode:o}");
    let again = house.must("fetch");
    assert!(again.contains("bank: 0 files"), "{again}");
    assert!(server.path("out/a.csv").exists(), "what is fetched stays there if nothing else is said");
}

#[test]
fn a_new_file_of_an_old_name_takes_nobodys_place() {
    let Some(server) = Server::start("") else { return };
    server.put("out/a.csv", b"first");
    let house = House::new(&server, RULE);
    house.must("fetch");
    server.put("out/a.csv", b"second, and longer");
    house.must("fetch");
    let folder = house.drop().join("BG28/invoices");
    assert_eq!(names(&folder), ["a-2.csv", "a.csv"]);
    assert_eq!(fs::read(folder.join("a.csv")).expect("a file"), b"first");
    assert_eq!(fs::read(folder.join("a-2.csv")).expect("a file"), b"second, and longer");
}

#[test]
fn what_is_fetched_is_deleted_or_moved_where_that_is_asked() {
    let Some(server) = Server::start("") else { return };
    fs::create_dir(server.path("done")).expect("a folder");
    for text in ["1", "22"] {
        server.put("out/a.csv", text.as_bytes());
        let rule = format!("{RULE}after = {{ move = \"SERVER/done\" }}\n");
        House::new(&server, &rule).must("fetch");
    }
    assert_eq!((server.names("out"), server.names("done")), (vec![], vec!["a.csv".to_owned(), "a.csv-2".to_owned()]));
    server.put("out/b.csv", b"b");
    let house = House::new(&server, &format!("{RULE}after = \"delete\"\n"));
    house.must("fetch");
    assert!(server.names("out").is_empty());
    assert_eq!(fs::read(house.drop().join("BG28/invoices/b.csv")).expect("a file"), b"b");
}

#[test]
fn a_thousand_small_files_and_a_name_of_250_bytes() {
    let Some(server) = Server::start("") else { return };
    for nr in 0..1000 {
        server.put(&format!("out/{nr:04}.csv"), format!("{nr}").as_bytes());
    }
    let long = format!("{}.csv", "ü".repeat(123));
    server.put(&format!("out/{long}"), b"long");
    let house = House::new(&server, RULE);
    assert!(house.must("fetch").contains("bank: 1001 files"));
    let folder = house.drop().join("BG28/invoices");
    assert_eq!(names(&folder).len(), 1001);
    assert_eq!(fs::read(folder.join("0777.csv")).expect("a file"), b"777");
    assert_eq!(fs::read(folder.join(long)).expect("a file"), b"long");
}

#[test]
fn what_the_ledger_knows_is_not_fetched_again_although_the_drop_folder_is_empty() {
    let Some(server) = Server::start("") else { return };
    let world = testkit::world::World::new();
    world.must_run("2005-03-11");
    server.put("out/a.csv", b"whatever");
    let house = House::new(&server, RULE);
    fs::rename(&world.work, house.work()).expect("the house of that run");
    house.must("fetch");
    fs::remove_dir_all(house.drop()).expect("an empty drop folder");
    assert!(house.must("fetch").contains("bank: 0 files"));
    assert!(names(&house.drop().join("BG28/invoices")).is_empty());
}

#[test]
fn a_file_that_grows_or_is_replaced_meanwhile_waits_until_it_rests() {
    let Some(server) = Server::start("") else { return };
    let path = server.path("out/a.csv");
    fs::write(&path, crate::server::noise(8_000_000, 7)).expect("a file");
    let house = House::new(&server, RULE);
    let writer = std::thread::spawn({
        let path = path.clone();
        move || {
            use std::io::Write;
            for _ in 0..400 {
                let mut file = fs::OpenOptions::new().append(true).open(&path).expect("the file");
                file.write_all(&[b'x'; 1000]).expect("it grows");
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
        }
    });
    let said = house.must("fetch");
    let folder = house.drop().join("BG28/invoices");
    let early = names(&folder);
    writer.join().expect("a writer");
    if early.is_empty() {
        assert!(said.contains("changed while it was fetched"), "{said}");
        house.must("fetch");
    }
    // Whichever was fetched is whole: a state of the file in which it rested, never a mixture.
    let got = fs::read(folder.join(names(&folder).last().expect("a file"))).expect("a file");
    let there = fs::read(&path).expect("the file");
    assert!(there.starts_with(&got) && got.len() >= 8_000_000, "{} of {}", got.len(), there.len());
    house.must("fetch");
    assert!(
        names(&folder).iter().any(|name| fs::read(folder.join(name)).expect("a file") == there),
        "the last one came"
    );
}
