//! The shipped example, byte for byte. `make golden` rewrites what is expected; review it as a diff.

use testkit::tree::{self, Tree};
use testkit::world::{World, repository};

const DATE: &str = "2005-03-11";

/// Runs the chain of both payers on the example; gives every file that came out of it.
fn run(world: &mut World) -> Tree {
    for payer in ["BG10", "BG28"] {
        payer.clone_into(&mut world.payer);
        world.must_run(DATE);
    }
    tree::read(&world.work)
}

fn example() -> World {
    World::on(&repository().join("fixtures/runs/apotheke/drop"))
}

#[test]
fn the_example_comes_out_as_expected() {
    let expected = repository().join("fixtures/runs/apotheke/expected");
    let found: Tree = run(&mut example()).into_iter().filter(|(path, _)| !path.contains("/00-inbox/")).collect();
    if std::env::var_os("ZAHLBAR_GOLDEN").is_some() {
        tree::write(&expected, &found);
    }
    tree::assert_same("fixtures/runs/apotheke", &tree::read(&expected), &found);
}

#[test]
fn a_second_run_changes_nothing_and_a_run_elsewhere_is_the_same() {
    let mut world = example();
    let first = run(&mut world);
    tree::assert_same("second run", &first, &run(&mut world));
    tree::assert_same("elsewhere", &first, &run(&mut example()));
}

#[test]
fn every_status_occurs() {
    let mut world = example();
    run(&mut world);
    let seen: std::collections::BTreeSet<String> =
        world.table(DATE, "50-stage2/urteile.csv").into_iter().map(|row| row["status"].clone()).collect();
    let missing: Vec<String> =
        std::iter::once(0).chain(989..=1013).map(|status| status.to_string()).filter(|s| !seen.contains(s)).collect();
    assert!(missing.is_empty(), "no prescription of the example has status {missing:?}");
}
