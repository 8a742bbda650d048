//! The cases offered to a person, best first: candidates of an open prescription, and hints.

use std::cmp::Reverse;
use std::fmt::Display;

use chrono::Datelike;
use domain::{Datum, GeburtsDatum, Kandidat, Stufe};
use register::{Eintrag, Suchbild};

use crate::aehnlichkeit::{Grad, Vergleich};
use crate::angaben::{Angaben, Blatt};
use crate::gewichte::{Gewicht, Gewichte};
use crate::hinweise::HINWEIS;
use crate::naehe::{Naehe, Naehen};
use crate::stufen::{Treffer, nach_verordnung};
use crate::vorbehalte::neujahr;

/// Most rows of one prescription: nobody reads on, and a name that fills the register must not fill the table. The task
/// says how many candidates there are.
const HOECHSTENS: usize = 20;

/// A case to be offered, with its weight.
#[derive(Debug)]
pub struct Angebot<'a> {
    fall: Eintrag<'a>,
    stufe: &'static str,
    vergleich: Vergleich,
    gewichte: Gewichte,
    nach_verordnung: bool,
    /// True if a value leaves in doubt that it is this person and this accident.
    zweifel: bool,
    /// Day of the accident, where it is known that it was before the prescription.
    unfall_davor: Option<Datum>,
}

impl<'a> Angebot<'a> {
    /// Its total weight.
    pub fn gewicht(&self) -> Gewicht {
        self.gewichte.summe()
    }

    /// Returns true if the accident happened after the prescription was written.
    pub fn nach_verordnung(&self) -> bool {
        self.nach_verordnung
    }

    /// The case.
    pub fn fall(&self) -> Eintrag<'a> {
        self.fall
    }

    /// What candidates are ordered by, the best first.
    fn guete(&self) -> (bool, Reverse<Gewicht>, Reverse<Option<Datum>>) {
        (self.nach_verordnung, Reverse(self.gewichte.summe()), Reverse(self.unfall_davor))
    }
}

/// Weighs cases against one sheet. Cases with the same values weigh the same, and a name may fill the register with
/// them: those that come one after the other are weighed once.
pub struct Waage<'b, 'a> {
    blatt: &'b Blatt<'a>,
    voriger: Option<(&'a Suchbild, Vergleich, Gewichte)>,
}

impl<'b, 'a> Waage<'b, 'a> {
    /// For a sheet and the cases of its register.
    pub fn neu(blatt: &'b Blatt<'a>) -> Self {
        Waage { blatt, voriger: None }
    }

    /// Weighs a case with these values; `vergleich`, if it was compared before.
    pub fn wiege(
        &mut self,
        fall: Eintrag<'a>,
        sein: &'a Suchbild,
        stufe: &'static str,
        vergleich: Option<Vergleich>,
    ) -> Angebot<'a> {
        let blatt = self.blatt;
        let gleiches = self.voriger.filter(|(voriges, ..)| *voriges == sein && blatt.nummer.is_none());
        let (vergleich, gewichte) = gleiches.map_or_else(
            || {
                let vergleich = vergleich.unwrap_or_else(|| Vergleich::neu(&blatt.angaben, &Angaben::from(fall)));
                (vergleich, Gewichte::neu(blatt, fall, &vergleich))
            },
            |(_, vergleich, gewichte)| (vergleich, gewichte),
        );
        self.voriger = Some((sein, vergleich, gewichte));
        let unfall_davor = blatt.rezept.vo_datum.wert().and(fall.unf_datum());
        let (nach_verordnung, zweifel) = (nach_verordnung(fall, blatt), zweifel(blatt, fall, &gewichte.naehen));
        Angebot { fall, stufe, vergleich, gewichte, nach_verordnung, zweifel, unfall_davor }
    }
}

/// Tells if nobody is to copy the number without a look. The first name may be a brother's or sister's: one that is only
/// similar tells no twins apart. The birth date may be a father's or son's: it is missing, or another year's. Both accident
/// dates are there and not near each other, or neither of the two days is the same; or the birth date is that of all whose
/// birthday nobody knows.
fn zweifel(blatt: &Blatt, fall: Eintrag, n: &Naehen) -> bool {
    let seiner = matches!(n.vorname, Naehe::Nur(Grad::Identisch) | Naehe::Gekuerzt | Naehe::Vertauscht);
    let geboren = fall.geb_datum().and_then(GeburtsDatum::genau);
    let dasselbe_jahr = || blatt.angaben.geburt().zip(geboren).is_some_and(|(a, b)| a.year() == b.year());
    let sein_alter = match n.geb_datum {
        Naehe::Nur(Grad::Identisch) | Naehe::TagMonat | Naehe::MonatPasst | Naehe::JahrPasst => true,
        Naehe::Zahlendreher | Naehe::EineZiffer => dasselbe_jahr(),
        _ => false,
    };
    let keiner_der_tage = [n.geb_datum, n.unf_datum].iter().all(|naehe| *naehe != Naehe::Nur(Grad::Identisch));
    !seiner
        || !sein_alter
        || n.unf_datum == Naehe::Nur(Grad::Verschieden)
        || keiner_der_tage
        || geboren.is_some_and(neujahr)
}

/// Returns true if a compared case is a candidate: active, and fits a tier or is named on the sheet.
pub fn ist_kandidat(treffer: &Treffer) -> bool {
    !treffer.abgegeben() && (treffer.stufe.is_some() || treffer.genannt)
}

/// The rows of a prescription and what is suggested: its candidates and hints; by weight, those of an accident after
/// the prescription last, the last accident first among equals. Equals that remain have no suggestion. The case `gemerkt`,
/// which people decided on where the same values stood, comes first.
pub fn kandidaten<'a>(
    blatt: &Blatt<'a>,
    treffer: &[Treffer<'a>],
    hinweise: Vec<Angebot<'a>>,
    gemerkt: Option<Eintrag<'a>>,
) -> (Vec<Kandidat>, Option<String>) {
    let mut waage = Waage::neu(blatt);
    let mut angebote: Vec<Angebot> = Vec::new();
    for t in treffer.iter().filter(|t| ist_kandidat(t)) {
        let stufe = t.stufe.unwrap_or(Stufe::Z9).als_str();
        angebote.push(waage.wiege(t.fall, t.fall.suchbild(), stufe, Some(t.vergleich)));
    }
    angebote.extend(hinweise);
    ordne(&mut angebote);
    if let Some(fall) = gemerkt {
        let steht = angebote.iter().position(|angebot| angebot.fall.nummer() == fall.nummer());
        let sein = steht.map(|nr| angebote.remove(nr));
        angebote.insert(0, sein.unwrap_or_else(|| waage.wiege(fall, fall.suchbild(), HINWEIS, None)));
        angebote.sort_by_key(Angebot::nach_verordnung);
    }
    angebote.truncate(HOECHSTENS);
    // Nobody is to take an accident after the prescription for the likeliest: rank 1 stays empty then.
    let erster_rang = if angebote.first().is_some_and(|erster| erster.nach_verordnung) { 2 } else { 1 };
    let zeilen = (erster_rang..).zip(&angebote).map(|(rang, angebot)| zeile(blatt, rang, angebot)).collect();
    (zeilen, vorschlag(&angebote))
}

/// The first one, unless its accident was after the prescription, another is as good, or a value leaves in doubt that it
/// is this person and this accident.
fn vorschlag(angebote: &[Angebot]) -> Option<String> {
    let erster = angebote.first().filter(|a| !a.nach_verordnung && !a.zweifel)?;
    let gleichwertig = angebote.get(1).is_some_and(|zweiter| zweiter.guete() == erster.guete());
    (!gleichwertig).then(|| erster.fall.aktenzeichen9())
}

/// Sorts them, the best first.
pub fn ordne(angebote: &mut [Angebot]) {
    angebote.sort_by_key(|a| (a.guete(), a.stufe, a.fall.nummer()));
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
        geb_datum: beide(&rezept.geb_datum, fall.geb_datum.map(|datum| datum.to_string()).unwrap_or_default()),
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
