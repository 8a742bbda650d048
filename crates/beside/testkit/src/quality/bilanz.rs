//! The figures: how many are decided, right, wrong, and what is left to people.

use std::collections::HashMap;
use std::fmt;

use domain::{Stufe, ZuordnungsEntscheidung};
use match_cases::Ergebnis;

use super::Probe;

/// The figures of one tier.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Zeile {
    /// Prescriptions of the tier.
    pub rezepte: u64,
    /// Assigned by the program to their true case.
    pub richtig: u64,
    /// Assigned by the program to another case.
    pub falsch: u64,
    /// Waiting for a person.
    pub offen: u64,
    /// Not assigned by the program although the true case is in the register.
    pub mit_fall: u64,
    /// Of these: the true case is the first one offered.
    pub an_erster: u64,
    /// Of these: the true case is among the first three offered.
    pub unter_dreien: u64,
}

/// The figures of a probe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bilanz {
    /// By tier.
    pub stufen: Vec<(Stufe, Zeile)>,
    /// Prescriptions whose true case is in the register.
    pub im_register: u64,
    /// Prescriptions without assignment or task that got hints.
    pub mit_hinweis: u64,
    /// Of these: the true case is among the hints.
    pub mit_richtigem_hinweis: u64,
    /// Tasks that have the true case among the first three offered.
    pub in_aufgabe: u64,
    /// Tasks with a suggestion.
    pub vorschlaege: u64,
    /// Of these: the suggestion is the true case.
    pub richtige_vorschlaege: u64,
    /// PicNr of each sheet that the program assigned to somebody else's case.
    pub falsche_personen: Vec<String>,
}

impl Bilanz {
    /// Holds an assignment against the truth.
    pub fn neu(probe: &Probe, ergebnis: &Ergebnis) -> Self {
        let name_von: HashMap<String, &str> =
            probe.faelle.iter().zip(&probe.namen).map(|(fall, name)| (fall.aktenzeichen9(), name.as_str())).collect();
        let name = |aktenzeichen: &str| name_von.get(aktenzeichen).copied().unwrap_or_default();
        let person_von: HashMap<String, &str> =
            probe.faelle.iter().zip(&probe.personen).map(|(f, wer)| (f.aktenzeichen9(), wer.as_str())).collect();
        let wer: HashMap<&str, &str> =
            probe.blaetter.iter().zip(&probe.wer).map(|(b, wer)| (b.pic_nr.as_str(), wer.as_str())).collect();
        let mut angeboten: HashMap<&str, Vec<&str>> = HashMap::new();
        for kandidat in &ergebnis.kandidaten {
            angeboten.entry(&kandidat.pic_nr).or_default().push(name(&kandidat.aktenzeichen));
        }
        let wahrheit: HashMap<&str, &str> =
            probe.blaetter.iter().zip(&probe.wahrheit).map(|(b, w)| (b.pic_nr.as_str(), w.as_str())).collect();
        let mut bilanz = Bilanz {
            stufen: Stufe::ALLE.iter().map(|stufe| (*stufe, Zeile::default())).collect(),
            ..Bilanz::default()
        };
        for aufgabe in ergebnis.aufgaben.iter().filter(|aufgabe| !aufgabe.vorschlag.is_empty()) {
            bilanz.vorschlaege += 1;
            bilanz.richtige_vorschlaege += u64::from(name(&aufgabe.vorschlag) == wahrheit[aufgabe.pic_nr.as_str()]);
        }
        for zuordnung in &ergebnis.zuordnung {
            let wahr = wahrheit[zuordnung.pic_nr.as_str()];
            let angebot = angeboten.get(zuordnung.pic_nr.as_str()).map_or(&[][..], Vec::as_slice);
            let stelle = angebot.iter().position(|name| !wahr.is_empty() && *name == wahr);
            let zeile = bilanz.stufen.iter_mut().find(|(stufe, _)| *stufe == zuordnung.stufe).map(|(_, zeile)| zeile);
            let zeile = zeile.expect("every tier has its figures");
            zeile.rezepte += 1;
            bilanz.im_register += u64::from(!wahr.is_empty());
            if zuordnung.entscheidung == ZuordnungsEntscheidung::Programm {
                let richtig = !wahr.is_empty() && name(&zuordnung.aktenzeichen) == wahr;
                zeile.richtig += u64::from(richtig);
                zeile.falsch += u64::from(!richtig);
                if person_von.get(&zuordnung.aktenzeichen) != wer.get(zuordnung.pic_nr.as_str()) {
                    bilanz.falsche_personen.push(zuordnung.pic_nr.clone());
                }
                continue;
            }
            let offen = zuordnung.entscheidung == ZuordnungsEntscheidung::Offen;
            zeile.offen += u64::from(offen);
            zeile.mit_fall += u64::from(!wahr.is_empty());
            zeile.an_erster += u64::from(stelle == Some(0));
            zeile.unter_dreien += u64::from(stelle.is_some_and(|stelle| stelle < 3));
            bilanz.in_aufgabe += u64::from(offen && stelle.is_some_and(|stelle| stelle < 3));
            bilanz.mit_hinweis += u64::from(!offen && !angebot.is_empty());
            bilanz.mit_richtigem_hinweis += u64::from(!offen && stelle.is_some());
        }
        bilanz
    }

    /// All tiers together.
    pub fn summe(&self) -> Zeile {
        self.stufen.iter().fold(Zeile::default(), |a, (_, b)| Zeile {
            rezepte: a.rezepte + b.rezepte,
            richtig: a.richtig + b.richtig,
            falsch: a.falsch + b.falsch,
            offen: a.offen + b.offen,
            mit_fall: a.mit_fall + b.mit_fall,
            an_erster: a.an_erster + b.an_erster,
            unter_dreien: a.unter_dreien + b.unter_dreien,
        })
    }
}

impl fmt::Display for Bilanz {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{:<5} {:>9} {:>9} {:>9} {:>7} {:>7} {:>11} {:>9} {:>9}",
            "tier", "sheets", "decided", "right", "wrong", "open", "case known", "in 1st", "in 1st 3"
        )?;
        let summe = self.summe();
        let zeilen = self.stufen.iter().map(|(stufe, zeile)| (stufe.als_str(), zeile)).chain([("all", &summe)]);
        for (stufe, z) in zeilen {
            writeln!(
                f,
                "{stufe:<5} {:>9} {:>9} {:>9} {:>7} {:>7} {:>11} {:>9} {:>9}",
                z.rezepte,
                z.richtig + z.falsch,
                z.richtig,
                z.falsch,
                z.offen,
                z.mit_fall,
                z.an_erster,
                z.unter_dreien
            )?;
        }
        writeln!(f, "wrong persons:                        {}", self.falsche_personen.len())?;
        let gefunden = summe.richtig + summe.unter_dreien;
        writeln!(f, "program decisions right:              {}", anteil(summe.richtig, summe.richtig + summe.falsch))?;
        writeln!(f, "right case assigned or in first 3:    {}", anteil(gefunden, self.im_register))?;
        let gefragt = anteil(summe.richtig + self.in_aufgabe, self.im_register);
        writeln!(f, "right case assigned or in a task:     {gefragt}")?;
        let hinweise =
            self.stufen.iter().find(|(stufe, _)| *stufe == Stufe::H).map(|(_, zeile)| *zeile).unwrap_or_default();
        writeln!(f, "right case first at tier H:           {}", anteil(hinweise.an_erster, hinweise.rezepte))?;
        writeln!(f, "suggestions right:                    {}", anteil(self.richtige_vorschlaege, self.vorschlaege))?;
        writeln!(f, "tasks for people per 1,000 sheets:    {}", je_tausend(summe.offen, summe.rezepte))?;
        writeln!(
            f,
            "sheets with hints only:               {}, the right case among them for {}",
            self.mit_hinweis, self.mit_richtigem_hinweis
        )
    }
}

/// A share in per cent with three decimals, never rounded up to what it is not.
fn anteil(teil: u64, ganzes: u64) -> String {
    if ganzes == 0 {
        return "-".into();
    }
    let promille = teil * 100_000 / ganzes;
    format!("{}.{:03} % ({teil} of {ganzes})", promille / 1000, promille % 1000)
}

fn je_tausend(teil: u64, ganzes: u64) -> String {
    let zehntel = (teil * 10_000).checked_div(ganzes).unwrap_or_default();
    format!("{}.{}", zehntel / 10, zehntel % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_never_rounded_up() {
        assert_eq!(anteil(99_999, 100_000), "99.999 % (99999 of 100000)");
        assert_eq!(anteil(999_999, 1_000_000), "99.999 % (999999 of 1000000)");
        assert_eq!(anteil(0, 0), "-");
        assert_eq!(je_tausend(25, 1000), "25.0");
    }
}
