//! The cases offered to a person: candidates of an open prescription, and hints.

use std::cmp::Reverse;
use std::fmt::Display;

use domain::{Datum, Kandidat, Stufe};
use register::{Eintrag, Gruppe, Register};

use crate::aehnlichkeit::{Grad, Vergleich};
use crate::angaben::{Angaben, Blatt};
use crate::gewichte::{Gewicht, Gewichte};
use crate::naehe::Naehe;
use crate::stufen::{Treffer, nach_verordnung};

/// Most rows of one prescription: nobody reads on, and a name that fills the register must not fill the table.
const HOECHSTENS: usize = 20;
/// Most hints of one prescription.
const HINWEISE: usize = 3;
/// A block with more cases than this is no ground for a hint, and of more candidates only so many are weighed, the first
/// by file number.
const GROESSTER_BLOCK: usize = 2_000;
/// A hint weighs at least so much, however small the register.
const MINDESTGEWICHT: Gewicht = Gewicht::bit(15);
/// What `stufe` is called for a hint.
const HINWEIS: &str = "H";

/// A hint that is a task weighs so much more than the next.
const VORSPRUNG: Gewicht = Gewicht::bit(5);

/// A case to be offered, with its weight.
#[derive(Debug)]
pub struct Angebot<'a> {
    fall: Eintrag<'a>,
    stufe: &'static str,
    vergleich: Vergleich,
    gewichte: Gewichte,
    nach_verordnung: bool,
    /// Day of the accident, where it is known that it was before the prescription.
    unfall_davor: Option<Datum>,
}

impl<'a> Angebot<'a> {
    /// The case.
    pub fn fall(&self) -> Eintrag<'a> {
        self.fall
    }

    fn neu(blatt: &Blatt, fall: Eintrag<'a>, stufe: &'static str, vergleich: Vergleich, register: &Register) -> Self {
        let gewichte = Gewichte::neu(blatt, fall, &vergleich, register);
        let nach_verordnung = nach_verordnung(fall, blatt);
        let unfall_davor = blatt.rezept.vo_datum.wert().and(fall.unf_datum());
        Angebot { fall, stufe, vergleich, gewichte, nach_verordnung, unfall_davor }
    }

    /// What candidates are ordered by, the best first.
    fn guete(&self) -> (bool, Reverse<Gewicht>, Reverse<Option<Datum>>) {
        (self.nach_verordnung, Reverse(self.gewichte.summe()), Reverse(self.unfall_davor))
    }
}

/// Whether a compared case is a candidate: active, and fits a tier or is named on the sheet.
pub fn ist_kandidat(treffer: &Treffer) -> bool {
    !treffer.abgegeben() && (treffer.stufe.is_some() || treffer.genannt)
}

/// The rows of a prescription and what is suggested: its candidates and hints; by weight, those of an accident after
/// the prescription last, the last accident first among equals. Equals that remain have no suggestion.
pub fn kandidaten(
    blatt: &Blatt,
    treffer: &[Treffer],
    hinweise: Vec<Angebot>,
    register: &Register,
) -> (Vec<Kandidat>, Option<String>) {
    let zu_wiegen = treffer.iter().filter(|t| ist_kandidat(t)).take(GROESSTER_BLOCK);
    let mut angebote: Vec<Angebot> = zu_wiegen.map(|t| kandidat(blatt, t, register)).collect();
    angebote.extend(hinweise);
    ordne(&mut angebote);
    angebote.truncate(HOECHSTENS);
    let zeilen = (1..).zip(&angebote).map(|(rang, angebot)| zeile(blatt, rang, angebot)).collect();
    (zeilen, vorschlag(&angebote))
}

/// The first one, unless its accident was after the prescription or another is as good.
fn vorschlag(angebote: &[Angebot]) -> Option<String> {
    let erster = angebote.first().filter(|a| !a.nach_verordnung)?;
    let gleichwertig = angebote.get(1).is_some_and(|zweiter| zweiter.guete() == erster.guete());
    (!gleichwertig).then(|| erster.fall.aktenzeichen9())
}

fn ordne(angebote: &mut [Angebot]) {
    angebote.sort_by_key(|a| (a.guete(), a.stufe, a.fall.nummer()));
}

/// The case of the best hint if it is a task: it weighs at least so many bits and stands alone or well ahead of the next.
pub fn ragt_heraus<'h, 'a: 'h>(
    blatt: &Blatt,
    hinweise: impl Iterator<Item = &'h Angebot<'a>>,
    hinweis_ab: u16,
) -> Option<Eintrag<'a>> {
    let mut moegliche = hinweise.filter(|a| !nach_verordnung(a.fall, blatt));
    let beste = moegliche.next().filter(|_| hinweis_ab > 0)?;
    let gewicht = beste.gewichte.summe();
    let allein = moegliche.next().is_none_or(|naechste| gewicht >= naechste.gewichte.summe() + VORSPRUNG);
    (gewicht >= Gewicht::bit(i32::from(hinweis_ab)) && allein).then_some(beste.fall)
}

/// The hints that a person is shown, the best first: those of cases handed over only where no other is the better one,
/// because a decision for such a case sends the sheet back to its biller.
pub fn gezeigte(hinweise: Vec<Angebot>, auch_abgegebene: bool) -> Vec<Angebot> {
    hinweise.into_iter().filter(|a| auch_abgegebene || !a.fall.abgegeben()).take(HINWEISE).collect()
}

fn kandidat<'a>(blatt: &Blatt, treffer: &Treffer<'a>, register: &Register) -> Angebot<'a> {
    let stufe = treffer.stufe.unwrap_or(Stufe::Z9).als_str();
    Angebot::neu(blatt, treffer.fall, stufe, treffer.vergleich, register)
}

/// Cases, active or handed over, that are no candidates but weigh enough: at least as much as it takes to stand out
/// among all cases of the register, so that it is more likely than not the person's. The best first.
pub fn hinweise<'a>(blatt: &Blatt, treffer: &[Treffer<'a>], register: &'a Register) -> Vec<Angebot<'a>> {
    let schon_da: Vec<u32> = treffer.iter().filter(|t| ist_kandidat(t)).map(|t| t.fall.nummer()).collect();
    let schwelle = Gewicht::log2(register.anzahl() as u64).max(MINDESTGEWICHT);
    let bilder = [blatt.suchbild(register), blatt.vertauschtes_suchbild(register)];
    let je_gruppe = |gruppe| bilder.iter().flat_map(move |bild| register.block(gruppe, bild, GROESSTER_BLOCK));
    let bloecke = Gruppe::ALLE.into_iter().flat_map(je_gruppe);
    let mut faelle: Vec<Eintrag> = bloecke.map(|(fall, _)| fall).collect();
    faelle.sort_unstable_by_key(|fall| fall.nummer());
    faelle.dedup();
    let neue = faelle.into_iter().filter(|fall| !schon_da.contains(&fall.nummer()));
    let gewichtet = neue.map(|fall| {
        let vergleich = Vergleich::neu(&blatt.angaben, &Angaben::from(fall));
        Angebot::neu(blatt, fall, HINWEIS, vergleich, register)
    });
    let mut hinweise: Vec<Angebot> = gewichtet.filter(|angebot| angebot.gewichte.summe() >= schwelle).collect();
    ordne(&mut hinweise);
    hinweise
}

fn zeile(blatt: &Blatt, rang: u32, angebot: &Angebot) -> Kandidat {
    let Angebot { stufe, vergleich: v, gewichte: g, .. } = angebot;
    let (rezept, fall, n) = (blatt.rezept, angebot.fall.fall(), &g.naehen);
    let datum = |datum: Option<Datum>| datum.map(|d| d.to_string()).unwrap_or_default();
    let nummerngrad = match n.nummer {
        Naehe::Nur(grad) => grad,
        _ => Grad::Verschieden,
    };
    Kandidat {
        pic_nr: rezept.pic_nr.clone(),
        rang,
        aktenzeichen: fall.aktenzeichen9(),
        stufe: (*stufe).to_owned(),
        punkte: g.summe().to_string(),
        beleg_id: rezept.beleg_id.clone(),
        name: beide(&rezept.name, &fall.name),
        name_punkte: punkte(v.name, n.name, g.name),
        vorname: beide(&rezept.vorname, &fall.vorname),
        vorname_punkte: punkte(v.vorname, n.vorname, g.vorname),
        geb_datum: beide(&rezept.geb_datum, datum(fall.geb_datum)),
        geb_datum_punkte: punkte(v.geb_datum, n.geb_datum, g.geb_datum),
        unf_datum: beide(&rezept.unf_datum, datum(fall.unf_datum)),
        unf_datum_punkte: punkte(v.unf_datum, n.unf_datum, g.unf_datum),
        adresse: beide(
            format!("{}, {} {}", rezept.strasse, rezept.plz, rezept.ort),
            format!("{}, {} {}", fall.strasse, fall.plz, fall.ort),
        ),
        adresse_punkte: punkte(v.adresse, n.adresse, g.adresse),
        nummer: beide(&rezept.aktenzeichen, fall.aktenzeichen9()),
        nummer_punkte: punkte(nummerngrad, n.nummer, g.nummer),
    }
}

fn beide(blatt: impl Display, register: impl Display) -> String {
    format!("{blatt} | {register}")
}

fn punkte(grad: Grad, naehe: Naehe, gewicht: Gewicht) -> String {
    match naehe.erlaeuterung() {
        "" => format!("{} {gewicht:+}", grad.als_str()),
        erlaeuterung => format!("{} ({erlaeuterung}) {gewicht:+}", grad.als_str()),
    }
}
