//! Keeps committed field lists equal to the ones that their layouts generate.

use crate::Layout;

/// Compares the committed list `file`, a path in the crate at `folder`, with the one of its layout; for tests. With
/// `ZAHLBAR_GOLDEN` in the environment it rewrites the list first.
///
/// # Panics
/// They differ.
pub fn assert_committed(folder: &str, file: &str, layout: &Layout) {
    let file = format!("{folder}/{file}");
    if std::env::var_os("ZAHLBAR_GOLDEN").is_some() {
        std::fs::write(&file, layout.markdown()).expect("the field list can be written");
    }
    let committed = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(committed, layout.markdown(), "{file}: run `make golden`");
}
