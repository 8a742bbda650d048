//! What a test needs and a machine may not have: data beside the repository, programs of other houses.

use std::env;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Says on stderr that a test does not run here, and why.
///
/// # Panics
/// If tests may not be skipped: with `ZAHLBAR_STRICT=1`, or in continuous integration (`CI=true`) unless
/// `ZAHLBAR_STRICT=0` says otherwise.
#[track_caller]
pub fn skipped(why: &str) {
    assert!(!strict(), "SKIPPED, which ZAHLBAR_STRICT or CI forbids: {why}");
    // Not `eprintln!`: the test harness would swallow the line of a test that passes.
    let _ = writeln!(std::io::stderr(), "SKIPPED: {why}");
}

fn strict() -> bool {
    strict_with(|name| env::var(name).ok())
}

fn strict_with(variable: impl Fn(&str) -> Option<String>) -> bool {
    let said = variable("ZAHLBAR_STRICT").filter(|value| !value.is_empty()).or_else(|| variable("CI"));
    matches!(said.as_deref(), Some("1" | "true"))
}

/// Returns a path below the folder `shared` beside the repository, which holds data that are not shipped. Without it
/// the test is [`skipped`].
#[track_caller]
pub fn shared(path: &str) -> Option<PathBuf> {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).expect("crates/beside/muster");
    let path = repository.join("../shared").join(path);
    if path.exists() {
        return Some(path);
    }
    skipped(&format!("{} is not there", path.display()));
    None
}

/// Returns a path below the acceptance deliveries (`a/…`, `b/…`), as [`shared`] does.
#[track_caller]
pub fn acceptance(path: &str) -> Option<PathBuf> {
    shared(&format!("acceptance/{path}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strict_is_said_by_either_variable() {
        let with = |name: &'static str, value: &'static str| {
            strict_with(move |asked| (asked == name).then(|| value.to_owned()))
        };
        assert!(with("ZAHLBAR_STRICT", "1") && with("CI", "true") && with("CI", "1"));
        assert!(!with("ZAHLBAR_STRICT", "0") && !with("CI", "false") && !with("CI", "") && !with("OTHER", "1"));
        let both = |strict: &'static str| {
            strict_with(move |asked| Some(if asked == "CI" { "true" } else { strict }.to_owned()))
        };
        assert!(both("") && both("1") && !both("0"), "the nearer variable decides");
    }
}
