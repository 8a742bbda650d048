//! Keeps a committed field list equal to the one its layout generates.

use layout::Layout;

/// Compares; with `UPDATE_GOLDEN` in the environment it rewrites the list first. `datei` is a path in this crate.
pub(crate) fn pruefe(datei: &str, layout: &Layout) {
    let datei = format!("{}/{datei}", env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&datei, layout.markdown()).expect("the field list can be written");
    }
    let committed = std::fs::read_to_string(&datei).unwrap_or_default();
    assert_eq!(committed, layout.markdown(), "{datei}: run the tests with UPDATE_GOLDEN=1");
}
