//! `kill -9` at any moment, then the chain again: the same end state as without it.

use std::process::Stdio;
use std::time::Duration;

use testkit::generator::zufall::Zufall;
use testkit::tree;
use testkit::world::{PHARMACY, World, repository};

const DATE: &str = "2005-03-11";
/// Kills per stage. The moments come from a fixed seed; which instruction they hit is up to the machine.
const KILLS: u64 = 6;

#[test]
fn a_killed_chain_ends_as_if_it_had_not_been() {
    let drop = repository().join("fixtures/runs/apotheke/drop");
    let untouched = World::on(&drop);
    untouched.must_run(DATE);
    let expected = tree::read(&untouched.work);

    let world = World::on(&drop);
    let mut zufall = Zufall::strom(20_050_311, "kill", 0);
    for tool in ["open-run"].iter().chain(&PHARMACY) {
        for _ in 0..KILLS {
            let mut child = world
                .command(tool, DATE, &["--keep-going", "--force"])
                .stderr(Stdio::null())
                .spawn()
                .expect("the tool can be started");
            std::thread::sleep(Duration::from_micros(zufall.unter(30_000)));
            let _ = child.kill();
            let _ = child.wait();
        }
        let output = world.stage(tool, DATE, &["--keep-going"]);
        assert!(output.status.success(), "{tool} after a kill: {}", String::from_utf8_lossy(&output.stderr));
    }
    world.must_run(DATE);
    tree::assert_same("after kills", &expected, &tree::read(&world.work));
}
