//! How a rule is named and how its findings are written down.

use domain::{Befund, Rezept, Status};

use crate::statuses;

/// A rule on a prescription: its one name, its one status, where it comes from. What it checks is the function that
/// stands beside it in the stage's table of checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Regel {
    /// The name in `befunde.csv`.
    pub name: &'static str,
    /// The status its findings call for; none = it makes notes.
    pub status: Option<Status>,
    /// The finding in words, German.
    pub text: &'static str,
    /// What it judges by.
    pub quelle: &'static str,
}

/// What a rule found: the field, what stood there, what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fund {
    /// Field concerned, named as in decisions.
    pub feld: String,
    /// What stood there; empty = nothing.
    pub ist: String,
    /// What was expected.
    pub soll: String,
}

impl Fund {
    /// A finding in this field.
    pub fn neu(feld: impl Into<String>, ist: impl ToString, soll: impl ToString) -> Self {
        Fund { feld: feld.into(), ist: ist.to_string(), soll: soll.to_string() }
    }
}

impl Regel {
    /// The rule of a status. A number that the table of statuses lacks does not compile where the rule is a constant.
    pub const fn zu(nummer: u16) -> Regel {
        match statuses::zeile(Status(nummer)) {
            Some(zeile) => {
                Regel { name: zeile.regel, status: Some(zeile.nummer), text: zeile.text, quelle: zeile.quelle }
            }
            None => panic!("no such status"),
        }
    }

    /// A rule that makes notes.
    pub const fn hinweis(name: &'static str, text: &'static str, quelle: &'static str) -> Regel {
        Regel { name, status: None, text, quelle }
    }

    /// Writes a finding on a prescription down.
    pub fn befund(&self, rezept: &Rezept, fund: Fund) -> Befund {
        Befund {
            pic_nr: rezept.pic_nr.clone(),
            rechnungsnummer: rezept.rechnungsnummer.clone(),
            regel: self.name.into(),
            status: self.status,
            feld: fund.feld,
            ist: fund.ist,
            soll: fund.soll,
            text: self.text.into(),
            quelle: self.quelle.into(),
            beleg_id: rezept.beleg_id.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_says_which_rule_what_stood_and_what_was_expected() {
        const REGEL: Regel = Regel::zu(997);
        let befund = REGEL.befund(&muster::rezept(), Fund::neu("apotheken_ik", "", "9 Ziffern"));
        assert_eq!((befund.regel.as_str(), befund.status), ("apotheken_ik", Some(Status(997))));
        assert_eq!((befund.feld.as_str(), befund.soll.as_str()), ("apotheken_ik", "9 Ziffern"));
        assert_eq!(befund.text, "Apotheke: IK fehlt oder nicht richtig");
        assert_eq!(befund.pic_nr, muster::rezept().pic_nr);
    }

    #[test]
    fn a_note_calls_for_no_status() {
        assert_eq!(Regel::hinweis("arzt_nr", "…", "…").status, None);
    }
}
