//! Everything that a person must mend: named, with what to do, and nothing half left behind.

use std::fs;
use std::process::Command;

use crate::fetch::RULE;
use crate::server::{House, Server, names};

#[test]
fn a_host_with_another_key_is_a_stranger() {
    let Some(server) = Server::start("") else { return };
    server.put("out/a.csv", b"1");
    for pinned in ["other", "key_rsa"] {
        let (right, wrong) = (server.host_key("host_ed25519"), server.host_key(pinned));
        let house = House::by(&server, server.port, RULE, &[(&right, &wrong)]);
        let (code, said) = house.sync("fetch");
        assert_eq!(code, 78, "{said}");
        assert!(said.contains("another host key") && said.contains("nothing was sent"), "{said}");
        assert!(names(&house.drop().join("BG28/invoices")).is_empty());
    }
}

#[test]
fn a_pinned_rsa_key_is_asked_for_although_the_host_prefers_another_kind() {
    let Some(server) = Server::start("") else { return };
    server.put("out/a.csv", b"1");
    let (right, rsa) = (server.host_key("host_ed25519"), server.host_key("host_rsa"));
    House::by(&server, server.port, RULE, &[(&right, &rsa)]).must("fetch");
}

#[test]
fn keys_of_ours_may_be_rsa_and_must_be_known_there_and_private() {
    let Some(server) = Server::start("") else { return };
    server.put("out/a.csv", b"1");
    let key = |name: &str| format!("key = \"{}\"", server.path(name).display());
    House::by(&server, server.port, RULE, &[(&key("key"), &key("key_rsa"))]).must("fetch");
    let (code, said) = House::by(&server, server.port, RULE, &[(&key("key"), &key("other"))]).sync("fetch");
    assert!(code == 78 && said.contains("does not let user"), "{code}: {said}");
    assert!(Command::new("chmod").arg("644").arg(server.path("key")).status().expect("chmod").success());
    let (code, said) = House::new(&server, RULE).sync("fetch");
    assert!(code == 78 && said.contains("chmod 600"), "{code}: {said}");
    let (code, said) = House::by(&server, server.port, RULE, &[(&key("key"), &key("none"))]).sync("fetch");
    assert!(code == 78 && said.contains("ssh-keygen"), "{code}: {said}");
}

#[test]
fn a_missing_folder_is_named_and_the_others_are_fetched() {
    let Some(server) = Server::start("") else { return };
    server.put("out/a.csv", b"1");
    let house = House::new(&server, &format!("{}{RULE}", RULE.replace("SERVER/out", "SERVER/nowhere")));
    let (code, said) = house.sync("fetch");
    assert!(code == 66 && said.contains("nowhere is not there"), "{code}: {said}");
    assert_eq!(names(&house.drop().join("BG28/invoices")), ["a.csv"]);
}

#[test]
fn a_host_that_is_away_is_tried_again_and_then_given_up() {
    let Some(mut server) = Server::start("") else { return };
    server.stop();
    let house = House::new(&server, RULE);
    let (code, said) = house.sync("fetch");
    assert!(
        code == 75 && said.contains("attempt 3 follows") && said.contains("given up after 3 attempts"),
        "{code}: {said}"
    );
}

#[test]
fn what_a_host_denies_or_has_no_space_for_is_said_and_nothing_is_half_there() {
    let Some(server) = Server::start("ForceCommand internal-sftp -R") else { return };
    let (_world, house) = crate::deliver::house(&server);
    let (code, said) = house.sync("deliver");
    assert!(code == 73 && said.contains("the server denies it"), "{code}: {said}");
    assert!(server.names("in").is_empty());
    drop(server);
    let Some(server) = Server::start("") else { return };
    let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=4k", "tmpfs"]).arg(server.path("in")).output();
    if !mounted.is_ok_and(|output| output.status.success()) {
        return muster::skipped("no tmpfs can be mounted here");
    }
    fs::write(server.path("in/full"), vec![b'x'; 4096]).expect("a full disk");
    let (_world, house) = crate::deliver::house(&server);
    let (code, said) = house.sync("deliver");
    let left = server.names("in");
    assert!(Command::new("umount").arg(server.path("in")).status().expect("umount").success());
    assert!(code == 74 && said.contains("no space or no quota"), "{code}: {said}");
    assert!(left.iter().all(|name| name == "full" || name.ends_with(".part")), "{left:?}");
}

#[test]
fn wrong_configurations_are_named_all_at_once() {
    let Some(server) = Server::start("") else { return };
    let rule = "[[remote.fetch]]\npayer = \"BG28\"\nkind = \"bills\"\nfolder = \"x\"\n";
    let house = House::by(&server, server.port, rule, &[("host_key = [", "host_key = [\"nonsense\", ")]);
    let (code, said) = house.sync("fetch");
    assert!(code == 78 && said.contains("kind = 'bills'") && said.contains("host_key = 'nonsense'"), "{code}: {said}");
    let house = House::by(&server, server.port, RULE, &[("tries = 3", "trys = 3")]);
    let (code, said) = house.sync("fetch");
    assert!(code == 78 && said.contains("trys"), "{code}: {said}");
    fs::remove_file(house.config().join("remotes.toml")).expect("gone");
    assert_eq!(house.sync("fetch").0, 78);
}
