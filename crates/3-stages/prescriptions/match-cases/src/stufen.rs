//! The tiers Z0–Z9 and who decides (04-matching, *Tiers, first that fits decides*).

use domain::{Stufe, VornameRegel, ZuordnungOptionen};
use register::Eintrag;

use crate::aehnlichkeit::{Grad, Vergleich};

/// A case that was compared with a sheet.
#[derive(Clone, Debug)]
pub struct Treffer<'a> {
    /// The case.
    pub fall: Eintrag<'a>,
    /// How the fields agree.
    pub vergleich: Vergleich,
    /// The first tier that fits; none = no tier does.
    pub stufe: Option<Stufe>,
    /// Whether the file number on the sheet is that of this case.
    pub genannt: bool,
}

impl Treffer<'_> {
    /// Whether the case was handed over to another insurer.
    pub fn abgegeben(&self) -> bool {
        self.fall.abgegeben()
    }

    /// Whether one of the tiers Z0–Z2 fits.
    pub fn bis_z2(&self) -> bool {
        self.stufe.is_some_and(|stufe| stufe <= Stufe::Z2)
    }
}

/// What the program makes of the cases that were compared with a sheet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ausgang<'a> {
    /// Exactly this case, and the program may decide.
    Fall(Eintrag<'a>),
    /// A person has to decide.
    Offen,
    /// The person is found among the cases handed over to another insurer.
    Abgegeben,
    /// The person is found in the register of the payer with this code.
    AnderesRegister(&'a str),
    /// No case.
    Keine,
}

/// The first tier that fits, none if none does.
pub fn stufe(v: &Vergleich, genannt: bool) -> Option<Stufe> {
    let gleich = |grad| grad == Grad::Identisch;
    let (name, vorname) = (gleich(v.name), gleich(v.vorname));
    let (geb, unf) = (gleich(v.geb_datum), gleich(v.unf_datum));
    let adresse_passt = v.adresse.mindestens_aehnlich();
    if name && geb && genannt {
        Some(Stufe::Z0)
    } else if name && geb && unf {
        Some(if vorname { Stufe::Z1 } else { Stufe::Z2 })
    } else if name && vorname && unf && adresse_passt {
        Some(Stufe::Z3)
    } else if name && geb && v.ohne_unf_datum && v.vorname.mindestens_aehnlich() && adresse_passt {
        Some(Stufe::Z4)
    } else if geb && unf && v.name == Grad::Aehnlich && adresse_passt {
        Some(Stufe::Z5)
    } else {
        None
    }
}

/// Whether the program may decide for a single case at this tier.
pub fn programm_entscheidet(stufe: Stufe, v: &Vergleich, optionen: &ZuordnungOptionen) -> bool {
    match stufe {
        Stufe::Z0 | Stufe::Z1 => true,
        Stufe::Z2 => optionen.z2_vorname == VornameRegel::Programm || v.vorname != Grad::Verschieden,
        Stufe::Z3 => v.adresse == Grad::Identisch,
        Stufe::Z4 => v.vorname == Grad::Identisch && v.adresse == Grad::Identisch,
        Stufe::Z5 | Stufe::Z9 => false,
    }
}

/// Best tier and outcome among the cases of the payer's own register.
///
/// Cases handed over are never assigned: they count only where no active case fits any tier. A file number on the
/// sheet that is in the register but fails Z0 always calls for a person.
pub fn entscheide<'a>(treffer: &[Treffer<'a>], optionen: &ZuordnungOptionen) -> (Stufe, Ausgang<'a>) {
    let aktive = || treffer.iter().filter(|t| !t.abgegeben());
    let genannt = treffer.iter().find(|t| t.genannt);
    let Some(beste) = aktive().filter_map(|t| t.stufe).min() else {
        return (Stufe::Z9, ohne_aktiven_fall(treffer, genannt));
    };
    let mut auf_bester_stufe = aktive().filter(|t| t.stufe == Some(beste));
    let ausgang = match (auf_bester_stufe.next(), auf_bester_stufe.next()) {
        (Some(t), None) if !strittig(genannt) && programm_entscheidet(beste, &t.vergleich, optionen) => {
            Ausgang::Fall(t.fall)
        }
        _ => Ausgang::Offen,
    };
    (beste, ausgang)
}

fn strittig(genannt: Option<&Treffer>) -> bool {
    genannt.is_some_and(|t| t.abgegeben() || t.stufe != Some(Stufe::Z0))
}

fn ohne_aktiven_fall<'a>(treffer: &[Treffer<'a>], genannt: Option<&Treffer>) -> Ausgang<'a> {
    let aktiver_genannt = genannt.is_some_and(|t| !t.abgegeben());
    if !aktiver_genannt && treffer.iter().any(|t| t.abgegeben() && t.bis_z2()) {
        Ausgang::Abgegeben
    } else if genannt.is_some() {
        Ausgang::Offen
    } else {
        Ausgang::Keine
    }
}
