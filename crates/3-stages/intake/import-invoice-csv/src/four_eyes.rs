//! Decisions that wait for a second person: they are kept, shown, and hidden from every later stage.

use domain::datum::{aus_iso, deutsch};
use domain::{Aufgabe, Betrag, Entscheidung, Tabelle, VierAugenOptionen};
use rules::vier_augen::{Anlass, anlass, teile};

/// Splits the decisions into those in force and tasks for those that wait. `betrag` says what is at stake in a decision;
/// none = not known.
pub fn four_eyes(
    decisions: Vec<Entscheidung>,
    options: &VierAugenOptionen,
    betrag: impl Fn(&Entscheidung) -> Option<Betrag>,
) -> (Vec<Entscheidung>, Vec<Aufgabe>) {
    let (mut in_force, waiting) = teile(decisions, |e| anlass(e, options, betrag(e)));
    let mut tasks: Vec<Aufgabe> = waiting.into_iter().map(|(e, why)| task(e, why)).collect();
    in_force.sort_by(Entscheidung::ordnung);
    tasks.sort_by(Aufgabe::ordnung);
    (in_force, tasks)
}

/// What the second person is asked: the same decision again, if it is right.
fn task(e: Entscheidung, why: Anlass) -> Aufgabe {
    let (tag, uhrzeit) = e.zeitpunkt.split_once(['T', ' ']).unwrap_or((&e.zeitpunkt, ""));
    let am = aus_iso(tag).map_or_else(|| tag.to_owned(), deutsch);
    let um = if uhrzeit.is_empty() { String::new() } else { format!(" um {uhrzeit}") };
    Aufgabe {
        art: e.art.to_string(),
        aufgabe: format!(
            "wartet auf zweite Person ({}): {} hat am {am}{um} „{}“ entschieden; gilt, wenn eine andere Person dasselbe \
             einträgt",
            why.wort(),
            e.bearbeiter,
            e.wert
        ),
        werte: e.wert.clone(),
        folgen: "derselbe Wert von einer anderen Person: gilt · ein anderer Wert: wartet ebenso".into(),
        wartet: e.bearbeiter,
        pic_nr: e.pic_nr,
        feld: e.feld,
        beleg_id: e.beleg_id,
        vorschlag: e.wert,
        ..Aufgabe::leer()
    }
}

#[cfg(test)]
mod tests {
    use domain::EntscheidungsArt;

    use super::*;

    #[test]
    fn what_waits_is_a_task_and_not_in_force() {
        let status = muster::entscheidung(EntscheidungsArt::Status, "", "0");
        let konto = muster::entscheidung(EntscheidungsArt::Freigabe, "konto", "ja");
        let split = |decisions| four_eyes(decisions, &VierAugenOptionen::default(), |_| None);
        let (in_force, tasks) = split(vec![konto.clone(), status.clone()]);
        assert_eq!(in_force, [status]);
        let [task] = &tasks[..] else { panic!("one task: {tasks:?}") };
        assert_eq!((task.feld.as_str(), task.wert.as_str(), task.vorschlag.as_str()), ("konto", "", "ja"));
        assert!(task.aufgabe.starts_with("wartet auf zweite Person (anderes Konto): mm hat am 11.03.2005"), "{task:?}");
        let second = Entscheidung { bearbeiter: "kb".into(), zeile: 3, ..konto.clone() };
        assert_eq!(split(vec![konto, second]).1, []);
    }
}
