//! Short forms of first names, and their spellings (`kurzformen.txt`): Sepp is Josef on the next sheet.

use std::collections::HashMap;
use std::sync::LazyLock;

/// The lines on which each form stands.
static ZEILEN: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut zeilen: HashMap<&str, Vec<usize>> = HashMap::new();
    for (nr, zeile) in zeilen_der_liste().enumerate() {
        zeile.split(' ').for_each(|form| zeilen.entry(form).or_default().push(nr));
    }
    zeilen
});

fn zeilen_der_liste() -> impl Iterator<Item = &'static str> {
    include_str!("kurzformen.txt").lines().filter(|zeile| !zeile.is_empty() && !zeile.starts_with('#'))
}

/// Whether two first names in normal form are forms of one: each part of the shorter name is a part of the other or a
/// form of it, and at least one is such a form (`Sepp`, `Josef Maria`).
pub fn formen_eines_namens(a: &str, b: &str) -> bool {
    let (kurz, lang) = if a.split(' ').count() <= b.split(' ').count() { (a, b) } else { (b, a) };
    let mut uebrig: Vec<&str> = lang.split(' ').collect();
    let mut formen = 0;
    let jeder = kurz.split(' ').all(|teil| {
        let gleich = uebrig.iter().position(|anderer| *anderer == teil);
        let stelle = gleich.or_else(|| uebrig.iter().position(|anderer| auf_einer_zeile(teil, anderer)));
        formen += usize::from(gleich.is_none());
        stelle.map(|stelle| uebrig.swap_remove(stelle)).is_some()
    });
    jeder && formen > 0
}

fn auf_einer_zeile(a: &str, b: &str) -> bool {
    match (ZEILEN.get(a), ZEILEN.get(b)) {
        (Some(a), Some(b)) => a.iter().any(|zeile| b.contains(zeile)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use register::normalisieren;

    use super::*;

    #[test]
    fn the_list_is_folded_and_repeats_no_form_on_a_line() {
        for zeile in zeilen_der_liste() {
            let formen: Vec<&str> = zeile.split(' ').collect();
            assert!(formen.len() >= 2, "{zeile}");
            assert_eq!(formen.iter().collect::<HashSet<_>>().len(), formen.len(), "{zeile}");
            for form in formen {
                assert_eq!(normalisieren::vorname(form), form, "{zeile}");
            }
        }
    }

    #[test]
    fn forms_of_one_name() {
        for (a, b, erwartet) in [
            ("sepp", "josef", true),
            ("josef", "sepp", true),
            ("willi", "wilhelm", true),
            ("heinz", "heinrich", true),
            ("toni", "anton", true),
            ("toni", "antonia", true),
            ("anton", "antonia", false),
            ("sepp", "josef maria", true),
            ("karl sepp", "josef karl", true),
            ("karl maria", "josef maria", false),
            ("karl", "karl", false),
            ("laura", "lena", false),
            ("lukas", "leon", false),
            ("mehmet", "muhammad", true),
            ("aleksandr", "alexander", true),
            ("", "josef", false),
        ] {
            assert_eq!(formen_eines_namens(a, b), erwartet, "{a:?} {b:?}");
        }
    }
}
