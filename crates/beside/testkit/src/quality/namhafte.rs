//! The populations by name: what `match-quality --population` measures and `make test` holds, each small, to no wrong
//! person. A name and a seed always give the same people and sheets.

use super::Probe;
use super::angehoerige::{self, Art};
use super::bevoelkerung::{self, Auftrag, Fremde};
use super::fehler::Raten;

/// A population with a name.
#[derive(Clone, Copy, Debug)]
pub struct Namhafte {
    /// Its name.
    pub name: &'static str,
    /// The question that it is made for.
    pub was: &'static str,
    /// Who the people have beside them; none: a real population, of whom four in a hundred have no case.
    art: Option<Art>,
    /// Errors in per cent of the default rates.
    fehler: u64,
    /// Rates of their own, `kind=rate`.
    raten: &'static [&'static str],
}

const fn bevoelkerung(name: &'static str, was: &'static str, fehler: u64) -> Namhafte {
    Namhafte { name, was, art: None, fehler, raten: &[] }
}

const fn paare(name: &'static str, was: &'static str, art: Art) -> Namhafte {
    Namhafte { name, was, art: Some(art), fehler: 100, raten: &[] }
}

/// Every one.
pub const ALLE: [Namhafte; 13] = [
    bevoelkerung("ordinary", "few errors: one sheet in eight has one", 50),
    bevoelkerung("usual", "the default rates: one sheet in four has an error", 100),
    bevoelkerung("noisy", "twice the default rates: every third sheet has one or two errors or gaps", 200),
    paare("twins", "twins hurt in one accident, half of them with similar names", Art::Zwilling),
    paare("families", "two of a family hurt in one accident", Art::Familie),
    paare("fathers", "father and son of one name hurt in one accident", Art::Vater),
    paare("new-year", "few names, born on 1 January, hurt on few days", Art::Neujahr),
    paare("hostels", "the same, in twenty hostels", Art::Heim),
    Namhafte {
        raten: &["double-name=2000", "name-changed=200"],
        ..paare("double-names", "spouses, one with a double name, hurt in one accident", Art::Doppelname)
    },
    paare(
        "spellings",
        "brothers born on a 1 January, names in two romanisations, hurt in one accident",
        Art::Umschrift,
    ),
    Namhafte {
        raten: &["first-name-initial=2000", "first-name-typo=2000", "names-swapped=1000"],
        ..paare("initials", "twins of whom many sheets have an initial, a misspelt or exchanged name", Art::Zwilling)
    },
    Namhafte {
        raten: &["first-name-missing=1500", "birth-missing=1500", "accident-missing=1500", "street-missing=1500"],
        ..paare("gaps", "twins of whom many sheets lack a value", Art::Zwilling)
    },
    Namhafte {
        raten: &["birth-missing=1500", "birth-digit=1500", "accident-missing=500", "first-name-missing=500"],
        ..paare("fathers-gaps", "father and son of whom many sheets lack or misread a value", Art::Vater)
    },
];

impl Namhafte {
    /// The one with a name.
    pub fn mit_namen(name: &str) -> Option<Self> {
        ALLE.into_iter().find(|eine| eine.name == name)
    }

    /// Returns true if everybody has somebody beside them who is easily taken for them.
    pub fn ist_gemein(&self) -> bool {
        self.art.is_some()
    }

    /// Makes it, with so many cases (of pairs, as many as there are sheets) and sheets.
    pub fn erzeuge(&self, saat: u64, faelle: usize, blaetter: usize) -> Probe {
        let mut raten = Raten::skaliert(self.fehler);
        self.raten.iter().for_each(|rate| raten.setze(rate).expect("rates of known kinds"));
        match self.art {
            Some(art) => angehoerige::erzeuge(art, saat, blaetter, &raten),
            None => {
                let fremde = Fremde::default();
                bevoelkerung::erzeuge(&Auftrag { saat, faelle, blaetter, ohne_fall: 400, fremde, raten })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use domain::VornameRegel;

    use super::*;
    use crate::quality::bilanz::Bilanz;
    use crate::quality::{mit_regel, ordne};

    /// Nobody is taken for another; but where a first name is missing and all else agrees, the bare rules of the tiers
    /// leave it to the program, and only a strict payer asks.
    #[test]
    fn no_population_has_a_wrong_person() {
        for eine in ALLE {
            let probe = eine.erzeuge(11, 5_000, 1_000);
            for regel in [VornameRegel::Streng, VornameRegel::Person] {
                let ergebnis = ordne(&probe, &mit_regel(regel)).expect("an assignment");
                let bilanz = Bilanz::neu(&probe, &ergebnis);
                let falsche: Vec<&str> = bilanz.falsche_personen.iter().map(String::as_str).collect();
                let mit_vornamen = probe.blaetter.iter().filter(|b| falsche.contains(&b.pic_nr.as_str()));
                let erlaubt = regel == VornameRegel::Person;
                let schlimm = mit_vornamen.filter(|b| !erlaubt || b.vorname.wert().is_some()).count();
                assert_eq!(schlimm, 0, "{} {regel:?}: {falsche:?}", eine.name);
            }
        }
    }

    #[test]
    fn ordinary_sheets_are_assigned_or_asked_about() {
        for (name, gefragt, aufgaben) in [("ordinary", 980, 60), ("noisy", 930, 230)] {
            let probe = Namhafte::mit_namen(name).expect(name).erzeuge(12, 20_000, 2_000);
            let bilanz = Bilanz::neu(&probe, &ordne(&probe, &mit_regel(VornameRegel::Person)).expect("an assignment"));
            let summe = bilanz.summe();
            assert!((summe.richtig + bilanz.in_aufgabe) * 1000 >= bilanz.im_register * gefragt, "{name}\n{bilanz}");
            assert!(summe.offen * 1000 <= summe.rezepte * aufgaben, "{name}\n{bilanz}");
        }
    }
}
