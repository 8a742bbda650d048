//! Names: patterns with `*` and `?`, and names that no folder of ours shall get.

/// Returns true if the name fits the pattern, in which `*` stands for any characters and `?` for one.
pub(crate) fn fits(pattern: &str, name: &str) -> bool {
    let (pattern, name): (Vec<char>, Vec<char>) = (pattern.chars().collect(), name.chars().collect());
    let (mut p, mut n, mut star) = (0, 0, None);
    while n < name.len() {
        if p < pattern.len() && (pattern[p] == '?' || pattern[p] == name[n]) && pattern[p] != '*' {
            (p, n) = (p + 1, n + 1);
        } else if p < pattern.len() && pattern[p] == '*' {
            star = Some((p, n));
            p += 1;
        } else if let Some((at, taken)) = star {
            star = Some((at, taken + 1));
            (p, n) = (at + 1, taken + 1);
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|c| *c == '*')
}

/// Returns true if a host may give a file this name: no folder, no hidden or unfinished file, nothing that commands a
/// terminal.
pub(crate) fn harmless(name: &str) -> bool {
    let unfinished = [".part", ".tmp", ".filepart"].iter().any(|end| name.to_ascii_lowercase().ends_with(end));
    !name.is_empty()
        && !name.starts_with('.')
        && !name.contains('/')
        && !unfinished
        && !name.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_what_they_say() {
        for (pattern, name, is) in [
            ("*", "a.csv", true),
            ("*.csv", "a.csv", true),
            ("*.csv", "a.csv.sig", false),
            ("pain.001*.xml", "pain.001-2.xml", true),
            ("BG28_?.dfue", "BG28_1.dfue", true),
            ("BG28_?.dfue", "BG28_12.dfue", false),
            ("*a*b", "xaybzb", true),
            ("", "", true),
            ("a", "", false),
            ("**", "x", true),
            ("?", "ü", true),
        ] {
            assert_eq!(fits(pattern, name), is, "{pattern} {name}");
        }
    }

    #[test]
    fn names_that_lead_elsewhere_are_left_alone() {
        for name in ["", ".a", "a/b", "..", "a.part", "a.PART", "a.tmp", "a\u{1b}b", "a\nb"] {
            assert!(!harmless(name), "{name:?}");
        }
        assert!(harmless("BG28 Müller (1).csv"));
    }
}
