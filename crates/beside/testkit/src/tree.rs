//! Folders as values: read, compare, write.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The files of a folder by their path in it. The ledger, locks and leftovers are left out: they are not results.
pub type Tree = BTreeMap<String, Vec<u8>>;

/// Reads a folder; one that does not exist has no files.
pub fn read(root: &Path) -> Tree {
    let mut tree = Tree::new();
    collect(root, root, &mut tree);
    tree
}

fn collect(root: &Path, dir: &Path, tree: &mut Tree) {
    let Ok(entries) = fs::read_dir(dir) else { return };
    for path in entries.map(|entry| entry.expect("a readable folder").path()) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') || name.starts_with("ledger.sqlite") {
            continue;
        }
        if path.is_dir() {
            collect(root, &path, tree);
        } else {
            let relative = path.strip_prefix(root).expect("below the root").to_string_lossy().into_owned();
            tree.insert(relative, fs::read(&path).expect("a readable file"));
        }
    }
}

/// What differs, one line for each file with the first line that is not the same; nothing if the trees are equal.
pub fn differences(expected: &Tree, found: &Tree) -> Vec<String> {
    let mut texts = Vec::new();
    for path in expected.keys().chain(found.keys().filter(|path| !expected.contains_key(*path))) {
        match (expected.get(path), found.get(path)) {
            (Some(_), None) => texts.push(format!("{path}: missing")),
            (None, Some(_)) => texts.push(format!("{path}: not expected")),
            (Some(a), Some(b)) if a != b => texts.push(format!("{path}{}", first_difference(a, b))),
            _ => {}
        }
    }
    texts
}

fn first_difference(expected: &[u8], found: &[u8]) -> String {
    let (a, b) = (String::from_utf8_lossy(expected), String::from_utf8_lossy(found));
    let pairs =
        a.lines().map(Some).chain(std::iter::repeat(None)).zip(b.lines().map(Some).chain(std::iter::repeat(None)));
    let count = a.lines().count().max(b.lines().count());
    for (nr, (x, y)) in pairs.take(count).enumerate() {
        if x != y {
            let show = |line: Option<&str>| line.unwrap_or("<no such line>").to_owned();
            return format!(", line {}\n    expected: {}\n    found:    {}", nr + 1, show(x), show(y));
        }
    }
    ": other line ends".into()
}

/// Expects two trees to be equal.
///
/// # Panics
/// With every difference named.
pub fn assert_same(what: &str, expected: &Tree, found: &Tree) {
    let texts = differences(expected, found);
    assert!(texts.is_empty(), "{what}:\n{}", texts.join("\n"));
}

/// Writes a tree in the place of a folder.
pub fn write(root: &Path, tree: &Tree) {
    let _ = fs::remove_dir_all(root);
    for (path, bytes) in tree {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(path, bytes).expect("a file can be written");
    }
}
