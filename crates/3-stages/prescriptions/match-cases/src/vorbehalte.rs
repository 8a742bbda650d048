//! What turns a program's decision into a person's (04-matching): each line put a sheet on a stranger's file.

use chrono::Datelike;
use domain::{Datum, GeburtsDatum, Lesung, Stufe, VornameRegel, ZuordnungOptionen};

use crate::aehnlichkeit::Grad;
use crate::allerwelt::Allerwelt;
use crate::angaben::{Blatt, text};
use crate::naehe::daten;
use crate::stufen::Treffer;
use crate::vornamen::Vornamen;

/// Days between two dates of birth from which on they are a generation apart, whatever digits differ: 15 years.
const GENERATION_TAGE: u64 = 15 * 365;

/// Why a person has to decide although the tier leaves a case to the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Vorbehalt {
    /// Twins: the sheet of Laura with the file number of Lena, or Laura after Lena's accident; Andreas after Andrea's.
    Vorname,
    /// Father and son of one name and address, hurt in one accident; the date of birth is another's, or missing.
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
    /// Two accidents of one person, and the sheet does not say which.
    MehrereFaelle,
    /// A name that is misspelt, a street that is another: the tier is a person's.
    NurAehnlich,
    /// The file number on the sheet is somebody else's, or that of a case handed over.
    NummerStrittig,
    /// No tier fits, but one case alone weighs so much that it is most likely the one.
    Hinweis,
}

impl Vorbehalt {
    /// Every reason: first the rules that take a decision from the program, then what never was the program's.
    pub const ALLE: [Vorbehalt; 11] = [
        Vorbehalt::Vorname,
        Vorbehalt::Geburtsdatum,
        Vorbehalt::Unfalldatum,
        Vorbehalt::AndererFall,
        Vorbehalt::Allerweltswert,
        Vorbehalt::NachVerordnung,
        Vorbehalt::FastSoGut,
        Vorbehalt::MehrereFaelle,
        Vorbehalt::NurAehnlich,
        Vorbehalt::NummerStrittig,
        Vorbehalt::Hinweis,
    ];

    /// Returns true if it is one of the rules that take a decision from the program: the first candidate may be a stranger.
    pub fn nimmt_dem_programm(self) -> bool {
        self < Vorbehalt::MehrereFaelle
    }

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
            Vorbehalt::MehrereFaelle => "mehrere_faelle",
            Vorbehalt::NurAehnlich => "nur_aehnlich",
            Vorbehalt::NummerStrittig => "nummer_strittig",
            Vorbehalt::Hinweis => "hinweis",
        }
    }

    /// The sentence for `hinweis`.
    pub fn satz(self) -> &'static str {
        match self {
            Vorbehalt::Vorname => "Vorname vielleicht der eines anderen (Zwilling? Andrea und Andreas?)",
            Vorbehalt::Geburtsdatum => "Geburtsdatum fehlt oder liegt weit ab (Vater und Sohn gleichen Namens?)",
            Vorbehalt::Unfalldatum => "Unfalldatum auf dem Blatt ist nicht das des Aktenzeichens",
            Vorbehalt::AndererFall => {
                "ein anderer Fall passt besser oder ebenso gut (abgegeben, bei einem anderen Kostenträger, des Zwillings)"
            }
            Vorbehalt::Allerweltswert => "Geburtsdatum oder Anschrift haben so viele, dass sie niemanden bezeichnen",
            Vorbehalt::NachVerordnung => "der Unfall war nach der Verordnung",
            Vorbehalt::FastSoGut => "ein weiterer Fall passt bis auf fehlende Angaben ebenso gut",
            Vorbehalt::MehrereFaelle => "mehrere Fälle passen gleich gut: das Unfalldatum vom Bild lesen",
            Vorbehalt::NurAehnlich => "Name, Vorname oder Anschrift sind ähnlich, nicht gleich",
            Vorbehalt::NummerStrittig => {
                "das Aktenzeichen auf dem Blatt führt zu einem anderen Fall als die übrigen Angaben"
            }
            Vorbehalt::Hinweis => "kein Fall passt auf eine Stufe, aber ein Hinweis ragt heraus",
        }
    }
}

/// The reasons against assigning a case by the program, among all that were compared. [`Vorbehalt::AndererFall`], which
/// needs the other payers, and what never was the program's are for the caller.
pub fn vorbehalte(
    treffer: &Treffer,
    alle: &[Treffer],
    blatt: &Blatt,
    allerwelt: &Allerwelt,
    vornamen: &Vornamen,
    optionen: &ZuordnungOptionen,
) -> Vec<Vorbehalt> {
    let stufe = treffer.stufe.unwrap_or(Stufe::Z9);
    let trifft_zu = |vorbehalt: &Vorbehalt| match vorbehalt {
        Vorbehalt::Vorname => vorname_ungewiss(stufe, treffer, blatt, vornamen, optionen),
        Vorbehalt::Geburtsdatum => stufe == Stufe::Z3 && geburtsdatum_ungewiss(treffer, blatt, optionen),
        Vorbehalt::Unfalldatum => stufe == Stufe::Z0 && treffer.vergleich.unf_datum == Grad::Verschieden,
        Vorbehalt::Allerweltswert => allerweltswert(stufe, treffer, blatt, allerwelt),
        Vorbehalt::NachVerordnung => treffer.nach_verordnung(blatt),
        Vorbehalt::FastSoGut => alle.iter().any(|anderer| fast_so_gut(anderer, treffer, stufe)),
        Vorbehalt::AndererFall | Vorbehalt::MehrereFaelle | Vorbehalt::NurAehnlich => false,
        Vorbehalt::NummerStrittig | Vorbehalt::Hinweis => false,
    };
    Vorbehalt::ALLE.into_iter().filter(trifft_zu).collect()
}

/// The first name does not surely say that it is this person. One that is missing says nothing against it: the address
/// must speak for it at Z2, the file number does at Z0.
fn vorname_ungewiss(
    stufe: Stufe,
    treffer: &Treffer,
    blatt: &Blatt,
    vornamen: &Vornamen,
    optionen: &ZuordnungOptionen,
) -> bool {
    let gilt = match stufe {
        Stufe::Z0 => true,
        Stufe::Z2 => optionen.z2_vorname != VornameRegel::Programm,
        _ => false,
    };
    let v = &treffer.vergleich;
    gilt && match v.vorname {
        Grad::Identisch => false,
        Grad::Aehnlich => !vornamen.einer(text(&blatt.angaben.vorname), treffer.fall.vorname()),
        Grad::Verschieden => true,
        Grad::Fehlt | Grad::NichtErkannt | Grad::Unvollstaendig => match optionen.z2_vorname {
            VornameRegel::Streng => true,
            _ => stufe == Stufe::Z2 && v.adresse != Grad::Identisch,
        },
    }
}

/// Both dates are whole, and more than a digit or an exchange apart, or a generation, or both a 1 January, of which the
/// year alone says something; or one of them is not there to tell, unless the payer takes the bare rules. For a strict
/// payer another year is far, too: the son's 1985, misread as 1965, is one digit from the father's 1964.
fn geburtsdatum_ungewiss(treffer: &Treffer, blatt: &Blatt, optionen: &ZuordnungOptionen) -> bool {
    let (Lesung::Wert(auf_dem_blatt), Some(im_fall)) = (&blatt.angaben.geb_datum, treffer.fall.geb_datum()) else {
        return optionen.z2_vorname != VornameRegel::Programm;
    };
    let (Some(a), Some(b)) = (auf_dem_blatt.genau(), im_fall.genau()) else { return !auf_dem_blatt.passt(im_fall) };
    let generation = a.signed_duration_since(b).num_days().unsigned_abs() >= GENERATION_TAGE;
    let anderes_jahr = optionen.z2_vorname == VornameRegel::Streng && a.year() != b.year();
    let fern = daten(a, b).is_none() || generation || anderes_jahr;
    a != b && (fern || neujahr(a) && neujahr(b))
}

/// Tells if a birthday is the one that offices write for those who know none.
pub(crate) fn neujahr(tag: Datum) -> bool {
    (tag.day(), tag.month()) == (1, 1)
}

/// A value that the tier rests on identifies nobody, and not everything else agrees. 1 January is such a value in a
/// register of any size: it is what offices write for a birthday that nobody knows; where the accident date is missing
/// nothing makes up for it.
fn allerweltswert(stufe: Stufe, treffer: &Treffer, blatt: &Blatt, allerwelt: &Allerwelt) -> bool {
    let (geburt, adresse) = match stufe {
        Stufe::Z1 | Stufe::Z2 => (true, false),
        Stufe::Z3 => (false, true),
        Stufe::Z4 => (true, true),
        _ => return false,
    };
    let v = &treffer.vergleich;
    let viele_an_der_anschrift = || v.adresse == Grad::Identisch && allerwelt.anschrift(blatt);
    let geb_datum =
        treffer.fall.geb_datum().and_then(GeburtsDatum::genau).filter(|_| geburt && v.geb_datum == Grad::Identisch);
    let neujahrs = geb_datum.is_some_and(neujahr);
    let betroffen = neujahrs || allerwelt.geburt(geb_datum) || adresse && viele_an_der_anschrift();
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
