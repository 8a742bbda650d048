//! Who decides about a sheet: the program, a person, or nobody because there is no case (04-matching).

use domain::{Stufe, ZuordnungOptionen};
use register::fremd::Fremdregister;
use register::{Eintrag, Register};

use crate::aehnlichkeit::Grad;
use crate::allerwelt::Allerwelt;
use crate::angaben::Blatt;
use crate::hinweise::{Moegliche, ragt_heraus};
use crate::kandidaten::Angebot;
use crate::stufen::{Treffer, programm_entscheidet};
use crate::suche::vergleiche;
use crate::vorbehalte::{Vorbehalt, vorbehalte};
use crate::vornamen::Vornamen;

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

/// What the sheets of a run are compared with.
#[derive(Debug)]
pub struct Umfeld<'a> {
    /// The payer's own register.
    pub register: &'a Register,
    /// Values of the own register that identify nobody.
    pub allerwelt: Allerwelt<'a>,
    /// What is known as a first name.
    pub vornamen: Vornamen<'a>,
    /// What may be known of the other payers' registers, each with the payer's code.
    pub fremde: &'a [(String, Fremdregister)],
    /// Options of the payer.
    pub optionen: &'a ZuordnungOptionen,
}

/// What the program found for a sheet.
#[derive(Debug)]
pub struct Fund<'a> {
    /// Best tier of an active case; `H` where only a hint stands out.
    pub stufe: Stufe,
    /// What follows from it.
    pub ausgang: Ausgang<'a>,
    /// Why a person decides; first what takes the decision from the program.
    pub vorbehalte: Vec<Vorbehalt>,
    /// The cases of the own register that were compared.
    pub treffer: Vec<Treffer<'a>>,
    /// Cases that fit no tier but weigh enough to be shown.
    pub hinweise: Vec<Angebot<'a>>,
    /// The sheet's birth date or address is that of many: nobody is suggested by it.
    pub niemand: bool,
    /// The payer in whose register the person is found, at the best tier.
    pub fremd: Option<(Stufe, &'a str)>,
}

/// Decides about a sheet, from all cases: active ones, those handed over, and the other payers'.
pub fn entscheide<'a>(blatt: &Blatt<'a>, umfeld: &Umfeld<'a>) -> Fund<'a> {
    let treffer = vergleiche(blatt);
    let fremd = in_fremden_registern(blatt, umfeld.fremde);
    let bester = |abgegeben| treffer.iter().filter(|t| t.abgegeben() == abgegeben).filter_map(|t| t.stufe).min();
    let anderswo = bester(true).into_iter().chain(fremd.map(|(stufe, _)| stufe)).min();
    let (stufe, ausgang, vorbehalte) = match bester(false) {
        Some(stufe) => {
            let (ausgang, vorbehalte) = mit_aktivem_fall(stufe, anderswo, &treffer, blatt, umfeld);
            (stufe, ausgang, vorbehalte)
        }
        None => (Stufe::Z9, ohne_aktiven_fall(&treffer, bester(true), fremd), Vec::new()),
    };
    let gesucht = matches!(ausgang, Ausgang::Offen | Ausgang::Keine);
    let moegliche = gesucht.then(|| Moegliche::neu(blatt, &treffer));
    let hinweise = moegliche.as_ref().map(|alle| alle.hinweise(blatt)).unwrap_or_default();
    let hinweis_ab = umfeld.optionen.hinweis_ab;
    let aufgabe = ausgang == Ausgang::Keine && ragt_heraus(&hinweise, hinweis_ab);
    // A case that went away must not turn waiting for a person into paid without a case.
    let abgegebener = moegliche
        .filter(|_| ausgang == Ausgang::Keine && !aufgabe)
        .and_then(|alle| alle.mit_abgegebenen(blatt, hinweis_ab));
    let nur_abgegeben = abgegebener.is_some();
    let hinweise = abgegebener.unwrap_or(hinweise);
    let (stufe, ausgang) = if aufgabe || nur_abgegeben { (Stufe::H, Ausgang::Offen) } else { (stufe, ausgang) };
    let mut vorbehalte = vorbehalte;
    if ausgang == Ausgang::Offen && vorbehalte.is_empty() {
        if nur_abgegeben || anderswo.is_some() && stufe == Stufe::Z9 {
            vorbehalte.push(Vorbehalt::AndererFall);
        }
        if stufe == Stufe::H {
            vorbehalte.push(Vorbehalt::Hinweis);
        } else if strittig(&treffer) {
            vorbehalte.push(Vorbehalt::NummerStrittig);
        }
    }
    let allerwelt = &umfeld.allerwelt;
    let niemand = ausgang == Ausgang::Offen && (allerwelt.geburt(blatt.angaben.geburt()) || allerwelt.anschrift(blatt));
    Fund { stufe, ausgang, vorbehalte, treffer, hinweise, niemand, fremd }
}

/// Several cases on the best tier, a tier that is a person's, a disputed file number and every reason of
/// [`vorbehalte`] call for a person.
fn mit_aktivem_fall<'a>(
    stufe: Stufe,
    anderswo: Option<Stufe>,
    treffer: &[Treffer<'a>],
    blatt: &Blatt,
    umfeld: &Umfeld<'a>,
) -> (Ausgang<'a>, Vec<Vorbehalt>) {
    let mut beste = treffer.iter().filter(|t| !t.abgegeben() && t.stufe == Some(stufe));
    let (Some(einer), None) = (beste.next(), beste.next()) else {
        return (Ausgang::Offen, vec![Vorbehalt::MehrereFaelle]);
    };
    let mut gruende = vorbehalte(einer, treffer, blatt, &umfeld.allerwelt, &umfeld.vornamen, umfeld.optionen);
    if passt_anderswo(einer, stufe, anderswo, treffer) {
        gruende.push(Vorbehalt::AndererFall);
        gruende.sort_unstable();
    }
    if !programm_entscheidet(stufe, &einer.vergleich) {
        gruende.push(Vorbehalt::NurAehnlich);
    }
    if strittig(treffer) {
        gruende.push(Vorbehalt::NummerStrittig);
    }
    (if gruende.is_empty() { Ausgang::Fall(einer.fall) } else { Ausgang::Offen }, gruende)
}

/// A case handed over or of another payer fits better; or as well, where not everything of Z1 says that it is the same
/// person. Where a file number is all that speaks for a first name, another case of that day is a better one, too.
fn passt_anderswo(einer: &Treffer, stufe: Stufe, anderswo: Option<Stufe>, treffer: &[Treffer]) -> bool {
    let ohne_vornamen = stufe == Stufe::Z0 && einer.vergleich.vorname != Grad::Identisch;
    let zwilling = |stufe: Option<Stufe>| matches!(stufe, Some(Stufe::Z1 | Stufe::Z2));
    anderswo.is_some_and(|anderswo| anderswo < stufe || anderswo == stufe && stufe > Stufe::Z1)
        || ohne_vornamen && (zwilling(anderswo) || treffer.iter().any(|t| zwilling(t.stufe)))
}

/// The file number on the sheet is in the register but fails Z0.
fn strittig(treffer: &[Treffer]) -> bool {
    treffer.iter().any(|t| t.genannt && (t.abgegeben() || t.stufe != Some(Stufe::Z0)))
}

fn ohne_aktiven_fall<'a>(
    treffer: &[Treffer],
    abgegeben: Option<Stufe>,
    fremd: Option<(Stufe, &'a str)>,
) -> Ausgang<'a> {
    let genannt = treffer.iter().find(|t| t.genannt);
    if genannt.is_some_and(|t| !t.abgegeben()) {
        return Ausgang::Offen;
    }
    match (abgegeben, fremd) {
        (Some(stufe), _) if stufe <= Stufe::Z2 => Ausgang::Abgegeben,
        _ if genannt.is_some() => Ausgang::Offen,
        (_, Some((stufe, code))) if stufe <= Stufe::Z2 => Ausgang::AnderesRegister(code),
        (Some(_), _) | (_, Some(_)) => Ausgang::Offen,
        (None, None) => Ausgang::Keine,
    }
}

/// The payer in whose register the person of a sheet has a case: the best tier first, then by code.
fn in_fremden_registern<'a>(blatt: &Blatt, fremde: &'a [(String, Fremdregister)]) -> Option<(Stufe, &'a str)> {
    let person = blatt.person();
    fremde.iter().filter_map(|(code, fremdes)| fremdes.stufe(&person).map(|stufe| (stufe, code.as_str()))).min()
}
