//! Decisions that wait for a second person: they are kept, shown, and hidden from every later stage.

use std::collections::HashSet;

use domain::datum::{aus_iso, deutsch};
use domain::{Aufgabe, Betrag, Entscheidung, Kostentraeger, Rechnung, Tabelle, VierAugenOptionen};
use rules::Kalender;
use rules::aufgabe::Rechnungen;
use rules::vier_augen::{Anlass, anlass, teile};
use stage::Error;

/// Decisions after it was asked which of them need two people.
#[derive(Debug, Default, PartialEq)]
pub struct FourEyes {
    /// Those in force.
    pub in_force: Vec<Entscheidung>,
    /// Those that count for nothing now: they wait, or another word of the same person took their place.
    pub idle: Vec<Entscheidung>,
    /// A task for each that waits.
    pub tasks: Vec<Aufgabe>,
}

impl FourEyes {
    /// Completes the tasks by the invoices of the run: who bills, and until when it must be decided.
    ///
    /// # Errors
    /// The payer's Land does not exist.
    pub fn with_deadlines(&mut self, headers: &[Rechnung], payer: &Kostentraeger) -> stage::Result<()> {
        let kalender = Kalender::fuer_land(&payer.land).map_err(|e| Error::Config(e.to_string()))?;
        Rechnungen::neu(headers, &payer.fristen, &kalender).ergaenze(&mut self.tasks);
        Ok(())
    }
}

/// Splits the decisions. `betrag` says what is at stake in a decision; none = not known.
pub fn four_eyes(
    decisions: Vec<Entscheidung>,
    options: &VierAugenOptionen,
    betrag: impl Fn(&Entscheidung) -> Option<Betrag>,
) -> FourEyes {
    let (in_force, waiting) = teile(&decisions, |e| anlass(e, options, betrag(e)));
    let mut tasks: Vec<Aufgabe> = waiting.into_iter().map(|(e, why)| task(e.clone(), why, betrag(e))).collect();
    tasks.sort_by(Aufgabe::ordnung);
    let in_force: HashSet<*const Entscheidung> = in_force.into_iter().map(std::ptr::from_ref).collect();
    let counts: Vec<bool> = decisions.iter().map(|e| in_force.contains(&std::ptr::from_ref(e))).collect();
    let mut split = FourEyes { tasks, ..FourEyes::default() };
    for (e, counts) in decisions.into_iter().zip(counts) {
        if counts { split.in_force.push(e) } else { split.idle.push(e) }
    }
    split.in_force.sort_by(Entscheidung::ordnung);
    split.idle.sort_by(Entscheidung::ordnung);
    split
}

/// What the second person is asked: the same decision again, if it is right.
fn task(e: Entscheidung, why: Anlass, betrag: Option<Betrag>) -> Aufgabe {
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
        brutto: betrag,
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
        let FourEyes { in_force, idle, tasks } = split(vec![konto.clone(), status.clone()]);
        assert_eq!((in_force, idle), (vec![status], vec![konto.clone()]));
        let [task] = &tasks[..] else { panic!("one task: {tasks:?}") };
        assert_eq!((task.feld.as_str(), task.wert.as_str(), task.vorschlag.as_str()), ("konto", "", "ja"));
        assert!(task.aufgabe.starts_with("wartet auf zweite Person (anderes Konto): mm hat am 11.03.2005"), "{task:?}");
        let second = Entscheidung { bearbeiter: "kb".into(), zeile: 3, ..konto.clone() };
        let both = split(vec![konto, second]);
        assert_eq!((both.in_force.len(), both.idle, both.tasks), (2, vec![], vec![]));
    }
}
