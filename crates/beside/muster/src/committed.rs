//! Documents that are generated and committed: lists of fields and columns, instructions for those who deliver.

/// Compares a committed document with the generated one. With `ZAHLBAR_GOLDEN` in the environment it rewrites it first.
///
/// # Panics
/// They differ.
#[track_caller]
pub fn assert_committed(path: &str, generated: &str) {
    if std::env::var_os("ZAHLBAR_GOLDEN").is_some() {
        std::fs::write(path, generated).expect("the document can be written");
    }
    let committed = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(committed, generated, "{path}: run `make golden`");
}
