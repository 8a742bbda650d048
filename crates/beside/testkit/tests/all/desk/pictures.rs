//! Pictures: taken by content, and linked from work lists of this run and of later ones.

use super::*;

/// The smallest PNG: one pixel.
pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x01\0\0\0\0\x37\x6e\xf9\x24\
    \0\0\0\nIDAT\x78\x01\x63\x60\0\0\0\x02\0\x01\x73\x75\x01\x18\0\0\0\0IEND\xae\x42\x60\x82";

fn paths(world: &World, date: &str) -> Vec<String> {
    tasks(world, date, LIST).into_iter().map(|task| task.bild_pfad).collect()
}

#[test]
fn pictures_are_linked_from_this_run_and_from_later_ones() {
    let world = World::new();
    let sheets = [Blatt::neu("500000000001", 1000).unf_datum("?"), Blatt::neu("500000000002", 500).unf_datum("?")];
    world.invoice("a.csv", "A", "02.03.2005", &sheets);
    world.deliver("BG28/pictures/500000000001.png", PNG);
    world.must_run(DATE);
    assert_eq!(paths(&world, DATE), ["00-inbox/pictures/500000000001.png", ""]);

    let other = [PNG, b""].concat();
    world.deliver("BG28/pictures/500000000002.png", &[&other[..16], &[0, 0, 0, 2], &other[20..]].concat());
    world.must_run(NEXT);
    let expected = ["../2005-03-11/00-inbox/pictures/500000000001.png", "00-inbox/pictures/500000000002.png"];
    assert_eq!(paths(&world, NEXT), expected);
    for path in expected {
        assert!(world.run(NEXT).join(path).is_file(), "{path}");
    }
    world.must_run("2005-03-15");
    let later = paths(&world, "2005-03-15");
    assert!(later.iter().all(|path| world.run("2005-03-15").join(path).is_file()), "{later:?}");
}

#[test]
fn what_is_no_picture_is_left_alone_with_the_reason() {
    let world = World::new();
    world.deliver("BG28/pictures/500000000001.png", b"<html><script>");
    world.deliver("BG28/pictures/500000000002.tif", PNG);
    world.deliver("BG28/pictures/scan.png", PNG);
    world.must_run(DATE);
    let rows = world.table(DATE, "00-inbox/uebersicht.csv");
    let why = |name: &str| rows.iter().find(|row| row["name"] == name).map_or("", |row| row["grund"].as_str());
    assert_eq!(why("500000000001.png"), "it is no TIFF, PNG, JPEG or PDF");
    assert_eq!(why("500000000002.tif"), "its content is Png, its name says otherwise");
    assert!(why("scan.png").contains("PicNr"));
    assert!(world.table(DATE, "00-inbox/bilder.csv").is_empty());
}
