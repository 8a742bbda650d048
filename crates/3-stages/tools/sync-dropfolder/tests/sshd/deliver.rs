//! Files are delivered, once, with its mark in the ledger.

use std::fs;
use std::path::Path;
use std::process::Command;

use testkit::world::{Blatt, World, binary};

use crate::server::{House, Server, names};

const DATE: &str = "2005-03-11";
pub const RULES: &str = "[[remote.deliver]]\npayer = \"BG28\"\nstage = \"75-sepa\"\nfolder = \"SERVER/in\"\n";

/// A house with one run that orders.
pub fn house(server: &Server) -> (World, House) {
    house_by(server, server.port)
}

pub fn house_by(server: &Server, port: u16) -> (World, House) {
    let mut world = World::new();
    world.invoice("a.csv", "2005-1", "02.03.2005", &[Blatt::neu("500000000001", 1000)]);
    world.must_run(DATE);
    let house = House::by(server, port, RULES, &[("tries = 3", "tries = 300")]);
    fs::rename(&world.work, house.work()).expect("the house of that run");
    world.work = house.work();
    (world, house)
}

#[test]
fn a_pass_is_delivered_once_and_a_later_one_beside_it() {
    let Some(server) = Server::start("") else { return };
    let (world, house) = house(&server);
    house.must("deliver");
    let first = server.names("in");
    assert_eq!(first, ["LIEFERSCHEIN", "SHA256SUMS", "pain.001.xml"].map(|file| format!("BG28-{DATE}-{file}")));
    let file = |name: &str| fs::read(server.path("in").join(format!("BG28-{DATE}-{name}"))).expect("a file");
    assert_eq!(file("pain.001.xml"), fs::read(world.run(DATE).join("75-sepa/pain.001.xml")).expect("a file"));
    assert!(house.must("deliver").contains("bank: 0 files"));
    world.must_run(DATE);
    assert_eq!(server.names("in"), first, "a repeat of the run delivers nothing");
    world.invoice("b.csv", "2005-2", "02.03.2005", &[Blatt::neu("500000000002", 2000)]);
    world.must_run(DATE);
    let status = || Command::new(binary("status")).arg(house.work()).output().expect("status").stdout;
    let said = String::from_utf8_lossy(&status()).into_owned();
    assert!(said.contains(" is not delivered: pain.001-2.xml"), "{said}");
    house.must("deliver");
    assert!(!String::from_utf8_lossy(&status()).contains("not delivered"));
    let all = server.names("in");
    let new = ["LIEFERSCHEIN-2", "SHA256SUMS-2", "pain.001-2.xml"].map(|file| format!("BG28-{DATE}-{file}"));
    assert!(new.iter().all(|name| all.contains(name)) && all.len() == 6, "{all:?}");
}

#[test]
fn what_the_receiver_took_away_does_not_go_out_again_not_even_with_a_new_ledger() {
    let Some(server) = Server::start("") else { return };
    let (world, house) = house(&server);
    house.must("deliver");
    names(&server.path("in")).iter().for_each(|name| fs::remove_file(server.path("in").join(name)).expect("taken"));
    house.must("deliver");
    assert!(server.names("in").is_empty());
    fs::remove_file(world.work.join("BG28/ledger.sqlite")).expect("lost");
    let rebuilt = Command::new(binary("ledger-rebuild")).arg(world.work.join("BG28")).output().expect("a tool");
    assert!(rebuilt.status.success(), "{}", String::from_utf8_lossy(&rebuilt.stderr));
    house.must("deliver");
    assert!(server.names("in").is_empty(), "{:?}", server.names("in"));
}

#[test]
fn another_file_of_the_name_is_not_replaced_and_a_changed_one_of_ours_not_delivered() {
    let Some(server) = Server::start("") else { return };
    let (world, house) = house(&server);
    let name = format!("in/BG28-{DATE}-pain.001.xml");
    server.put(&name, b"somebody else's");
    let (code, said) = house.sync("deliver");
    assert!(code == 65 && said.contains("was not replaced"), "{code}: {said}");
    assert_eq!(fs::read(server.path(&name)).expect("a file"), b"somebody else's");
    fs::remove_file(server.path(&name)).expect("taken away");
    let ours = world.run(DATE).join("75-sepa/pain.001.xml");
    let sound = fs::read(&ours).expect("a file");
    fs::write(&ours, b"<changed/>").expect("a changed file");
    let (code, said) = house.sync("deliver");
    assert!(code == 65 && said.contains("it is not delivered"), "{code}: {said}");
    assert!(server.names("in").is_empty());
    fs::write(&ours, sound).expect("the file");
    house.must("deliver");
    assert_eq!(server.names("in").len(), 3);
}

#[test]
fn a_mail_tells_sums_and_no_names_only_if_asked() {
    let Some(server) = Server::start("") else { return };
    let (_world, house) = house(&server);
    let (sendmail, letter) = (house.dir.path().join("sendmail"), house.dir.path().join("letter"));
    fs::write(&sendmail, format!("#!/bin/sh\ncat > '{}'\n", letter.display())).expect("a program");
    assert!(Command::new("chmod").arg("755").arg(&sendmail).status().expect("chmod").success());
    let mail = format!("[mail]\nto = \"t@example\"\nfrom = \"f@example\"\nsendmail = \"{}\"\n\n", sendmail.display());
    house.configure(&server, server.port, RULES, &[("[[remote]]", &format!("{mail}[[remote]]"))]);
    house.must("deliver");
    let text = fs::read_to_string(&letter).expect("a letter");
    assert!(text.contains(&format!("BG28 {DATE} 75-sepa pass 1: ")) && text.contains("EUR 10,00"), "{text}");
    assert!(!text.contains("Apothekenrechenzentrum"), "{text}");
}

#[test]
fn a_payer_at_work_is_delivered_later() {
    let Some(server) = Server::start("") else { return };
    let (world, house) = house(&server);
    let payer: &Path = &world.work.join("BG28");
    let lock = stage::Lock::take(payer, "order-payments", &world.run(DATE)).expect("a free lock");
    let (code, said) = house.sync("deliver");
    assert!(code == 75 && said.contains("is locked by order-payments"), "{code}: {said}");
    drop(lock);
    house.must("deliver");
}
