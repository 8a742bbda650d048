//! Rules of what may stand in a source.

use super::{Breach, Source, assert_none, breach, sources};

/// Words that are banned but in the places named, each place with its reason.
struct Ban {
    words: &'static [&'static str],
    why: &'static str,
    /// Whether tests may use them.
    in_tests: bool,
    /// Beginnings of paths.
    allowed: &'static [(&'static str, &'static str)],
}

const BANS: &[Ban] = &[
    Ban {
        words: &["SystemTime", "Instant", "Utc::now", "Local::now"],
        why: "only stage reads the clock; everything else gets dates as arguments",
        in_tests: false,
        allowed: &[
            ("crates/1-ground/stage/", "the clock of the journal"),
            (
                "crates/2-trade/rules/src/vier_augen.rs",
                "a test measures that many decisions do not take quadratic time",
            ),
        ],
    },
    Ban {
        words: &["rusqlite", "SELECT ", "INSERT INTO ", "DELETE FROM "],
        why: "only ledger speaks SQL",
        in_tests: true,
        allowed: &[("crates/2-trade/ledger/", "it is the ledger")],
    },
    Ban {
        words: &["f64", "f32"],
        why: "money and its rates are exact: Betrag, Decimal; anything else needs a row in the list of exceptions",
        in_tests: false,
        allowed: &[
            ("crates/1-ground/domain/src/kostentraeger.rs", "shares of rejected records and of a shrinking register"),
            ("crates/2-trade/rules/src/bremse.rs", "compares a share of prescriptions with the configured one"),
            ("crates/3-stages/intake/open-run/src/shrink.rs", "compares a share of rows with the configured one"),
            ("crates/3-stages/prescriptions/ingest-unfdat/src/", "compares a share of records with the configured one"),
            ("crates/3-stages/services/offer-services/src/tabelle.rs", "a spreadsheet holds decimal numbers"),
            ("crates/2-trade/worklists/src/sheet.rs", "a spreadsheet says widths of columns as decimal numbers"),
            ("crates/2-trade/documents/src/pdf/datei.rs", "a PDF says places and widths as decimal numbers"),
        ],
    },
    Ban {
        words: &["todo!", "unimplemented!", "dbg!", "TODO", "FIXME", "XXX"],
        why: "nothing unfinished is committed",
        in_tests: false,
        allowed: &[],
    },
    Ban {
        words: &[".unwrap()"],
        why: "an error value, or expect() with the invariant that holds",
        in_tests: true,
        allowed: &[],
    },
    Ban {
        words: &["process::exit", "env::var", "env::args", "current_dir("],
        why: "arguments come by clap, exit codes go through stage::main, nothing hangs on the environment",
        in_tests: true,
        allowed: &[("crates/beside/muster/src/here.rs", "continuous integration says that no test may be skipped")],
    },
    Ban {
        words: &["println!", "print!", "eprintln!", "eprint!"],
        why: "results go to files or through stage::print, messages through stage's log: nothing there stops a stage",
        in_tests: true,
        allowed: &[],
    },
    Ban { words: &["unsafe"], why: "forbidden in the workspace", in_tests: false, allowed: &[] },
];

/// A line of code that counts: its number and its text without comment.
fn code_lines(source: &Source, with_tests: bool) -> impl Iterator<Item = (usize, &str)> {
    let of_tests = source.path.contains("/tests/") || source.path.ends_with("/tests.rs");
    let lines: Vec<(usize, &str)> = (1..).zip(source.text.lines()).collect();
    let end = lines
        .windows(2)
        .position(|pair| pair[0].1.starts_with("#[cfg(test)]") && pair[1].1.ends_with('{'))
        .unwrap_or(lines.len());
    let take = if with_tests {
        lines.len()
    } else if of_tests {
        0
    } else {
        end
    };
    let without_comment = |(nr, line)| (nr, str::split(line, "//").next().unwrap_or_default());
    lines.into_iter().take(take).map(without_comment)
}

fn broken(ban: &Ban, source: &Source) -> Vec<Breach> {
    // This crate is no part of what is delivered, and the table of bans names what it bans.
    let exempt = source.path.starts_with("crates/beside/testkit/")
        || ban.allowed.iter().any(|(p, _)| source.path.starts_with(p));
    if exempt {
        return Vec::new();
    }
    let hits = code_lines(source, !ban.in_tests).filter_map(|(nr, line)| {
        let word = ban.words.iter().find(|word| contains_word(line, word))?;
        Some(breach(format!("{}:{nr}", source.path), format!("`{}`: {}", word.trim(), ban.why)))
    });
    hits.collect()
}

/// Returns true if the line holds the word, not as a part of a longer identifier.
fn contains_word(line: &str, word: &str) -> bool {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let (starts, ends) = (part(word.chars().next()), part(word.chars().next_back()));
    line.match_indices(word).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + word.len()..]);
        let longer = starts && part(before.chars().next_back()) || ends && part(after.chars().next());
        !longer
    })
}

#[test]
fn banned_words_do_not_occur() {
    let sources = sources("rs");
    let breaches: Vec<Breach> =
        BANS.iter().flat_map(|ban| sources.iter().flat_map(move |source| broken(ban, source))).collect();
    assert_none(&breaches);
}

#[test]
fn a_banned_word_would_be_found() {
    let text = "fn a() -> f64 {\n    // f32 in a comment\n    b.unwrap()\n}\n\n#[cfg(test)]\nmod tests {\n    c.unwrap();\n}\n";
    let source = |path: &str| Source { path: path.into(), text: text.into() };
    let places = |path: &str| -> Vec<String> {
        BANS.iter().flat_map(|ban| broken(ban, &source(path))).map(|found| found.place).collect()
    };
    assert_eq!(
        places("crates/2-trade/rules/src/a.rs"),
        ["crates/2-trade/rules/src/a.rs:1", "crates/2-trade/rules/src/a.rs:3"]
    );
    assert_eq!(
        places("crates/3-stages/prescriptions/ingest-unfdat/src/a.rs"),
        ["crates/3-stages/prescriptions/ingest-unfdat/src/a.rs:3"]
    );
    assert_eq!(places("crates/2-trade/rules/tests/a.rs"), ["crates/2-trade/rules/tests/a.rs:1"]);
    assert!(contains_word("use std::time::Instant;", "Instant") && !contains_word("Instantiate", "Instant"));
}

#[test]
fn exceptions_are_still_needed() {
    let sources = sources("rs");
    let mut breaches = Vec::new();
    for ban in BANS {
        for (path, reason) in ban.allowed {
            let used = sources.iter().filter(|source| source.path.starts_with(path)).any(|source| {
                code_lines(source, true).any(|(_, line)| ban.words.iter().any(|word| contains_word(line, word)))
            });
            if !used {
                breaches
                    .push(breach(*path, format!("exception for {:?} ({reason}) is not needed any more", ban.words)));
            }
        }
    }
    assert_none(&breaches);
}

#[test]
fn files_are_small() {
    let mut breaches = Vec::new();
    for source in sources("rs") {
        let main = source.path.ends_with("/src/main.rs");
        let (lines, limit) = (source.text.lines().count(), if main { 150 } else { 600 });
        if lines >= limit {
            breaches.push(breach(source.path, format!("{lines} lines, fewer than {limit} are allowed: split it")));
        }
    }
    assert_none(&breaches);
}

#[test]
fn every_crate_says_what_it_is() {
    let breaches: Vec<Breach> = sources("rs")
        .into_iter()
        .filter(|source| source.path.ends_with("/src/lib.rs") && !source.text.starts_with("//! "))
        .map(|source| breach(format!("{}:1", source.path), "a crate begins with its documentation (//!)"))
        .collect();
    assert_none(&breaches);
}

/// Doc comments that begin with "What" or "Whether" and are still to be rewritten. The number only falls.
const STILTED: usize = 700;

#[test]
fn doc_comments_begin_with_a_verb_or_a_noun() {
    let stilted = |line: &str| {
        let line = line.trim_start();
        let comment = line.strip_prefix("///").or(line.strip_prefix("//!"));
        comment.is_some_and(|text| text.starts_with(" What ") || text.starts_with(" Whether "))
    };
    let found: usize =
        sources("rs").iter().map(|source| source.text.lines().filter(|line| stilted(line)).count()).sum();
    assert!(found <= STILTED, "{found} doc comments begin with What or Whether: see the handbook for developers");
}
