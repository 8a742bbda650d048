//! The tiers Z0–Z5: which one a case fits, and which the table leaves to the program (04-matching, *Tiers*).

use domain::Stufe;
use register::Eintrag;

use crate::aehnlichkeit::{Grad, Vergleich};
use crate::angaben::Blatt;

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
    /// Returns true if the case was handed over to another insurer.
    pub fn abgegeben(&self) -> bool {
        self.fall.abgegeben()
    }

    /// Tells if the accident happened after the prescription was written: the sheet cannot mean this case.
    pub fn nach_verordnung(&self, blatt: &Blatt) -> bool {
        nach_verordnung(self.fall, blatt)
    }
}

/// Tells if the accident of a case happened after the sheet was written. A sheet that names that very day means the
/// case all the same; what contradicts itself then is the sheet, and an audit rule says so.
pub fn nach_verordnung(fall: Eintrag, blatt: &Blatt) -> bool {
    let auf_dem_blatt = blatt.angaben.unfall();
    let verordnet = blatt.rezept.vo_datum.wert();
    let spaeter = verordnet.zip(fall.unf_datum()).is_some_and(|(verordnet, unfall)| unfall > *verordnet);
    spaeter && auf_dem_blatt != fall.unf_datum()
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

/// Tells if the table of tiers leaves a single case of this tier to the program.
pub fn programm_entscheidet(stufe: Stufe, v: &Vergleich) -> bool {
    match stufe {
        Stufe::Z0 | Stufe::Z1 | Stufe::Z2 => true,
        Stufe::Z3 => v.adresse == Grad::Identisch,
        Stufe::Z4 => v.vorname == Grad::Identisch && v.adresse == Grad::Identisch,
        Stufe::Z5 | Stufe::H | Stufe::Z9 => false,
    }
}
