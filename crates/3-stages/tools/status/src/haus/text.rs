//! The overview for a terminal or a mail.

use std::fmt::Write;

use domain::Betrag;

use super::{Haus, Lauf, Stand, Stufung, Zahler};

impl Haus {
    /// One row for each run, then what a person has to look at, then the sums.
    pub fn text(&self) -> String {
        let mut text = format!(
            "{:<8}{:<12}{:<44}{:>7}{:>8}{:>16}{:>5}\n",
            "payer", "run", "stages", "tasks", "refused", "ordered EUR", "pass"
        );
        for zahler in &self.zahler {
            for (nr, lauf) in zahler.laeufe.iter().enumerate() {
                let locked = if nr == 0 { zahler.gesperrt_von.as_deref() } else { None };
                text.push_str(&row(zahler, lauf, locked));
            }
        }
        let mut said = false;
        for (code, hinweis) in self.hinweise().filter(|(_, hinweis)| hinweis.stufung > Stufung::Ok) {
            if !said {
                text.push_str("\nto look at\n");
                said = true;
            }
            let mark = if hinweis.stufung == Stufung::Critical { "!!" } else { " !" };
            let _ = writeln!(text, "{mark} {code}: {}", hinweis.text);
        }
        text.push_str(&self.sums());
        text
    }

    fn sums(&self) -> String {
        let tasks: u64 = self.zahler.iter().map(Zahler::aufgaben).sum();
        let fristen = || self.zahler.iter().flat_map(|zahler| &zahler.fristen);
        let at_stake: Betrag = fristen().map(|frist| frist.rabatt).sum();
        let due = self.zahler.iter().filter_map(|zahler| zahler.unfdat_faellig).min();
        let due = due.map(|day| format!(", next UnfDat due {day}")).unwrap_or_default();
        format!(
            "\n{}: {} payers, {tasks} tasks wait, EUR {} discount at stake in the next days{due}\n",
            self.datum,
            self.zahler.len(),
            at_stake.deutsch()
        )
    }
}

fn row(zahler: &Zahler, lauf: &Lauf, locked: Option<&str>) -> String {
    let count = lauf.in_stand(Stand::Done).count();
    let mut stages = format!("{count}/{}", lauf.stufen.len());
    for (stand, word) in [(Stand::Failed, "failed"), (Stand::Stale, "stale")] {
        if let Some(first) = lauf.in_stand(stand).next() {
            let _ = write!(stages, " {word} {first}");
        }
    }
    if let Some(holder) = locked {
        let tool = holder.split(',').next().unwrap_or(holder);
        let _ = write!(stages, " locked by {tool}");
    }
    format!(
        "{:<8}{:<12}{stages:<44}{:>7}{:>8}{:>16}{:>5}\n",
        zahler.kostentraeger,
        lauf.datum.to_string(),
        lauf.aufgaben,
        lauf.verweigert,
        lauf.angewiesen.deutsch(),
        lauf.durchgaenge
    )
}
