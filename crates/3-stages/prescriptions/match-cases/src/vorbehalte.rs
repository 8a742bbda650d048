//! What turns a program's decision into a person's (04-matching): each line put a sheet on a stranger's file.

use chrono::Datelike;
use domain::{Lesung, Stufe, VornameRegel, ZuordnungOptionen};

use crate::aehnlichkeit::Grad;
use crate::allerwelt::Allerwelt;
use crate::angaben::Blatt;
use crate::naehe::daten;
use crate::stufen::Treffer;

/// Why a person has to decide although the tier leaves a case to the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Vorbehalt {
    /// Twins: the sheet of Laura with the file number of Lena, or Laura after Lena's accident.
    Vorname,
    /// Father and son of one name and address, hurt in one accident.
    Geburtsdatum,
    /// The file number of one accident, the date of another.
    Unfalldatum,
    /// Laura's own case is handed over, or another payer's; her twin's is active.
    AndererFall,
    /// New Year birthdays, and the address of a hostel.
    Allerweltswert,
    /// The only case known is of an accident after the prescription.
    NachVerordnung,
    /// A second case of the person, in whose row a date or the address is missing.
    FastSoGut,
}

impl Vorbehalt {
    /// Every reason, as the rules are numbered.
    pub const ALLE: [Vorbehalt; 7] = [
        Vorbehalt::Vorname,
        Vorbehalt::Geburtsdatum,
        Vorbehalt::Unfalldatum,
        Vorbehalt::AndererFall,
        Vorbehalt::Allerweltswert,
        Vorbehalt::NachVerordnung,
        Vorbehalt::FastSoGut,
    ];

    /// Its name in receipts.
    pub fn als_str(self) -> &'static str {
        match self {
            Vorbehalt::Vorname => "vorname",
            Vorbehalt::Geburtsdatum => "geburtsdatum",
            Vorbehalt::Unfalldatum => "unfalldatum",
            Vorbehalt::AndererFall => "anderer_fall",
            Vorbehalt::Allerweltswert => "allerweltswert",
            Vorbehalt::NachVerordnung => "nach_verordnung",
            Vorbehalt::FastSoGut => "fast_so_gut",
        }
    }

    /// The sentence for `hinweis`.
    pub fn satz(self) -> &'static str {
        match self {
            Vorbehalt::Vorname => "Vornamen verschieden (Zwilling?)",
            Vorbehalt::Geburtsdatum => "Geburtsdaten weit auseinander (Vater und Sohn?)",
            Vorbehalt::Unfalldatum => "Unfalldatum auf dem Blatt ist nicht das des Aktenzeichens",
            Vorbehalt::AndererFall => "ein abgegebener Fall oder ein anderer Kostenträger passt besser",
            Vorbehalt::Allerweltswert => "Geburtsdatum oder Anschrift haben so viele, dass sie niemanden bezeichnen",
            Vorbehalt::NachVerordnung => "der Unfall war nach der Verordnung",
            Vorbehalt::FastSoGut => "ein weiterer Fall passt bis auf fehlende Angaben ebenso gut",
        }
    }
}

/// The reasons against assigning a case by the program, among all that were compared. [`Vorbehalt::AndererFall`] is
/// for the caller: it needs the other payers.
pub fn vorbehalte(
    treffer: &Treffer,
    alle: &[Treffer],
    blatt: &Blatt,
    allerwelt: &Allerwelt,
    optionen: &ZuordnungOptionen,
) -> Vec<Vorbehalt> {
    let stufe = treffer.stufe.unwrap_or(Stufe::Z9);
    let trifft_zu = |vorbehalt: &Vorbehalt| match vorbehalt {
        Vorbehalt::Vorname => vornamen_verschieden(stufe, treffer, optionen),
        Vorbehalt::Geburtsdatum => stufe == Stufe::Z3 && geburtsdaten_fern(treffer, blatt),
        Vorbehalt::Unfalldatum => stufe == Stufe::Z0 && treffer.vergleich.unf_datum == Grad::Verschieden,
        Vorbehalt::AndererFall => false,
        Vorbehalt::Allerweltswert => allerweltswert(stufe, treffer, blatt, allerwelt),
        Vorbehalt::NachVerordnung => treffer.nach_verordnung(blatt),
        Vorbehalt::FastSoGut => alle.iter().any(|anderer| fast_so_gut(anderer, treffer, stufe)),
    };
    Vorbehalt::ALLE.into_iter().filter(trifft_zu).collect()
}

fn vornamen_verschieden(stufe: Stufe, treffer: &Treffer, optionen: &ZuordnungOptionen) -> bool {
    let gilt = match stufe {
        Stufe::Z0 => true,
        Stufe::Z2 => optionen.z2_vorname == VornameRegel::Person,
        _ => false,
    };
    gilt && treffer.vergleich.vorname == Grad::Verschieden
}

/// Both are whole dates, and more than a digit or an exchange apart.
fn geburtsdaten_fern(treffer: &Treffer, blatt: &Blatt) -> bool {
    match (&blatt.angaben.geb_datum, treffer.fall.geb_datum()) {
        (Lesung::Wert(auf_dem_blatt), Some(im_fall)) => {
            *auf_dem_blatt != im_fall && daten(*auf_dem_blatt, im_fall).is_none()
        }
        _ => false,
    }
}

/// A value that the tier rests on identifies nobody, and not everything else agrees. Where the accident date is missing,
/// 1 January is such a value in a register of any size: it is what offices write for a birthday that nobody knows.
fn allerweltswert(stufe: Stufe, treffer: &Treffer, blatt: &Blatt, allerwelt: &Allerwelt) -> bool {
    let (geburt, adresse) = match stufe {
        Stufe::Z1 | Stufe::Z2 => (true, false),
        Stufe::Z3 => (false, true),
        Stufe::Z4 => (true, true),
        _ => return false,
    };
    let v = &treffer.vergleich;
    let viele_an_der_anschrift = || v.adresse == Grad::Identisch && allerwelt.anschrift(blatt);
    let geb_datum = treffer.fall.geb_datum().filter(|_| geburt && v.geb_datum == Grad::Identisch);
    let neujahr = stufe == Stufe::Z4 && geb_datum.is_some_and(|tag| (tag.day(), tag.month()) == (1, 1));
    let betroffen = neujahr || allerwelt.geburt(geb_datum) || adresse && viele_an_der_anschrift();
    let alles = [v.name, v.vorname, v.geb_datum, v.unf_datum, v.adresse].iter().all(|grad| *grad == Grad::Identisch);
    betroffen && (!alles || viele_an_der_anschrift())
}

/// Another active case of the same name that lacks a value which agrees in the better one, and is no worse elsewhere.
fn fast_so_gut(anderer: &Treffer, besserer: &Treffer, stufe: Stufe) -> bool {
    let felder = |t: &Treffer| {
        let v = &t.vergleich;
        let adresse = if matches!(stufe, Stufe::Z3 | Stufe::Z4) { v.adresse } else { Grad::Fehlt };
        [v.vorname, v.geb_datum, v.unf_datum, adresse]
    };
    let nicht_schlechter = |(a, b)| a == Grad::Fehlt || a == b || a == Grad::Identisch;
    matches!(stufe, Stufe::Z1 | Stufe::Z2 | Stufe::Z3 | Stufe::Z4)
        && anderer.fall != besserer.fall
        && !anderer.abgegeben()
        && anderer.vergleich.name == Grad::Identisch
        && felder(anderer).into_iter().zip(felder(besserer)).all(nicht_schlechter)
}
