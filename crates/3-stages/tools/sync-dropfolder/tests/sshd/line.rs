//! Lines that are cut at any point: nothing lost, nothing doubled, nothing half under its name.

use std::fs;

use crate::fetch::RULE;
use crate::server::{House, Proxy, Server, names, noise};

/// Points in a transfer of so many bytes, always the same ones.
fn points(count: usize, below: u64, mut seed: u64) -> Vec<u64> {
    let mut next = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % below
    };
    (0..count).map(|_| next()).collect()
}

#[test]
fn a_download_cut_at_25_points_goes_on_where_it_was() {
    let Some(server) = Server::start("") else { return };
    let files: Vec<(String, Vec<u8>)> =
        (0..4).map(|nr| (format!("{nr}.csv"), noise(700_000 + nr, nr as u64 + 1))).collect();
    files.iter().for_each(|(name, bytes)| server.put(&format!("out/{name}"), bytes));
    let proxy = Proxy::to(server.port, points(25, 300_000, 3));
    let house = House::by(&server, proxy.port, &format!("{RULE}after = \"delete\"\n"), &[("tries = 3", "tries = 100")]);
    house.must("fetch");
    assert_eq!(proxy.left(), 0, "every cut happened");
    let folder = house.drop().join("BG28/invoices");
    assert_eq!(names(&folder), ["0.csv", "1.csv", "2.csv", "3.csv"]);
    for (name, bytes) in files {
        assert!(fs::read(folder.join(&name)).expect("a file") == bytes, "{name}");
    }
    assert!(server.names("out").is_empty());
}

#[test]
fn an_upload_cut_at_25_points_is_never_half_there() {
    let Some(server) = Server::start("") else { return };
    // Small cuts: greeting and signing in take some thousand bytes, and the files are small.
    let proxy = Proxy::to(server.port, points(25, 14_000, 5));
    let (world, house) = crate::deliver::house_by(&server, proxy.port);
    house.must("deliver");
    let sent = |name: &str| fs::read(server.path("in").join(format!("BG28-2005-03-11-{name}"))).expect("a file");
    assert_eq!(server.names("in").len(), 3, "{:?}", server.names("in"));
    for name in ["pain.001.xml", "SHA256SUMS", "LIEFERSCHEIN"] {
        assert_eq!(sent(name), fs::read(world.run("2005-03-11").join("75-sepa").join(name)).expect("a file"));
    }
    assert!(proxy.left() < 25, "lines were cut");
}

#[test]
fn the_program_killed_at_25_moments_leaves_nothing_half_and_ends_whole() {
    let Some(server) = Server::start("") else { return };
    for nr in 0..6 {
        server.put(&format!("out/{nr}.csv"), &noise(400_000, nr + 9));
    }
    let (_world, house) = crate::deliver::house(&server);
    house.configure(&server, server.port, &format!("{RULE}\n{}", crate::deliver::RULES), &[]);
    let folder = house.drop().join("BG28/invoices");
    for (verb, nr) in (0..25).map(|nr| (if nr % 2 == 0 { "fetch" } else { "deliver" }, nr)) {
        let mut child = house.command(verb).stderr(std::process::Stdio::null()).spawn().expect("it starts");
        std::thread::sleep(std::time::Duration::from_millis(5 + nr * 7));
        let _ = child.kill();
        let _ = child.wait();
        for name in names(&folder).iter().filter(|name| !name.starts_with('.')) {
            assert_eq!(fs::metadata(folder.join(name)).expect("a file").len(), 400_000, "{name} is half there");
        }
    }
    house.must("fetch");
    house.must("deliver");
    assert_eq!(names(&folder).iter().filter(|name| !name.starts_with('.')).count(), 6, "{:?}", names(&folder));
    assert_eq!(
        server.names("in").iter().filter(|name| !name.ends_with(".part")).count(),
        3,
        "{:?}",
        server.names("in")
    );
}

#[test]
fn a_server_that_is_restarted_is_found_again() {
    let Some(mut server) = Server::start("") else { return };
    server.put("out/a.csv", &noise(1000, 4));
    server.stop();
    let house =
        House::by(&server, server.port, RULE, &[("tries = 3", "tries = 100"), ("backoff_ms = 5", "backoff_ms = 50")]);
    let mut child = house.command("fetch").spawn().expect("it starts");
    std::thread::sleep(std::time::Duration::from_millis(200));
    server.restart();
    assert!(child.wait().expect("it ends").success());
    assert_eq!(names(&house.drop().join("BG28/invoices")), ["a.csv"]);
}
